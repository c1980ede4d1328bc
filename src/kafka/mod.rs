//! Moves bytes and commits: the workers of both stages, their transactions, restore, dead letters,
//! topics.
//!
//! One OS thread owns one consumer and one transactional producer. Each turn is a bounded batch, then
//! a commit, and only then whatever follows from it. It must never decide anything about an incident:
//! what is published is a function of the journal, computed in pipeline/.

#![expect(clippy::wildcard_enum_match_arm, reason = "librdkafka's error and offset kinds are its own, and many")]

mod assigned;
mod client;
mod clock;
mod close_open;
mod contexts;
mod correlate_work;
mod correlate_worker;
mod dead_letter;
mod embedded;
mod ends;
mod error;
mod forget;
mod health;
mod ignored_keys;
mod merge;
mod metrics;
mod outgoing;
mod owners;
mod partitioner;
mod publish;
mod restore;
mod runtime;
mod shared;
mod standing;
mod state;
mod tail;
mod topics;
mod transaction;
mod understand_worker;

pub use clock::Clock;
pub use embedded::Embedded;
pub use error::RunError;
pub use forget::forget;
pub use health::Health;
pub use metrics::Metrics;
pub use partitioner::partition_of;
pub use publish::{Acknowledgement, Published, Publisher, publish_files};
pub use runtime::{Role, Run, Running};
pub use tail::{Tail, TailRecord};
pub use topics::{Finding, Topics, make_source, settle as settle_topics};

/// Where the brokers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cluster {
    /// A Kafka of its own.
    Real,
    /// Brokers inside this process that keep nothing: no transactional offsets, no compaction, no
    /// administration. A restore begins at the journal's beginning with dropped state.
    Embedded,
}
