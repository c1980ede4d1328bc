//! The serialized form of every topic: twins of the inputs and outputs that convert at the edge.
//!
//! The conversion is where bad input becomes a typed error with the field, the value (shortened) and
//! what was expected. It must never decide anything about an incident.

pub mod catalogue;
pub mod change;
pub mod config;
mod error;
pub mod journal;
mod json;
pub mod message;
pub mod observation;
pub mod probes;
mod scalar;
pub mod settings;

pub use error::{Fault, WireError};
pub use json::{MAX_FILE_BYTES, MAX_RECORD_BYTES};
pub use scalar::{Text, TimeDoc};
