//! The serialized form of every topic: twins of the inputs and outputs that convert at the edge.
//!
//! The conversion is where bad input becomes a typed error with the field, the value (shortened) and
//! what was expected. It must never decide anything about an incident.

pub mod journal;
