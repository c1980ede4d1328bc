//! The serialized form of every topic: twins of the inputs and outputs that convert at the edge.
//!
//! The conversion is where bad input becomes a typed error with the field, the value (shortened) and
//! what was expected. It must never decide anything about an incident.

pub mod backtest;
pub mod candidate;
pub mod catalogue;
pub mod change;
pub mod cluster;
pub mod config;
pub mod dead_letter;
pub mod decision;
mod error;
pub mod feedback;
pub mod journal;
mod json;
pub mod message;
pub mod moved;
mod near;
pub mod observation;
mod outgoing;
pub mod probes;
pub mod record;
pub mod replay;
mod scalar;
pub mod schema;
pub mod scorecard;
pub mod settings;
pub mod watch;

pub use error::{Fault, WireError};
pub use json::{MAX_FILE_BYTES, MAX_RECORD_BYTES};
pub use near::{Misspelt, nearest};
pub use outgoing::{OpenCandidate, Outgoing, RunningWatch, TopicKind, outgoing};
pub use scalar::{Text, Time, TimeDoc};
