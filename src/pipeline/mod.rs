//! What Kafka, replay, demo and the tests share, without I/O: `understand` turns a source record
//! into journal records or a dead letter, `partition` applies journal records to clocks, wakeups and
//! engines.
//!
//! It must never read a clock, a file or the network: whoever calls it brings the time.

pub mod health;
pub mod heard;
pub mod partition;
pub mod replay;
pub mod understand;
