//! The journal: one internal topic keyed by tenant, the only thing correlate reads.

use serde::{Deserialize, Serialize};

use crate::config::settings::TenantSettings;
use crate::engine::input::Input;
use crate::ids::TenantId;
use crate::time::Timestamp;

/// Version of the journal's records. A reader refuses a newer one.
pub const VERSION: u16 = 1;

/// Where a record came from; for explanation only, nothing is decided by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Source topic.
    pub topic: String,
    /// Its partition.
    pub partition: i32,
    /// The record's offset.
    pub offset: i64,
}

/// One record of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalRecord {
    /// [`VERSION`] of the writer.
    pub v: u16,
    /// Understand's clock when it wrote this record.
    pub at: Timestamp,
    /// Where it came from; none for progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What it says.
    #[serde(flatten)]
    pub body: Body,
}

/// What a journal record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Something that happened to one tenant.
    Tenant {
        /// Whose engine it is for.
        tenant: TenantId,
        /// What happened.
        input: Input,
    },
    /// How far the sources have been read: to every journal partition, once a second.
    Progress(Progress),
    /// Which topics carry messages: to every journal partition, when it changed.
    Sources(Sources),
    /// Settings of tenants that have none of their own: to every journal partition.
    Defaults(Box<TenantSettings>),
}

/// How far one understand worker has read the source partitions it owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// One entry a source partition owned.
    pub read: Vec<PartitionProgress>,
}

/// How far one source partition has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionProgress {
    /// Source topic.
    pub topic: String,
    /// Its partition.
    pub partition: i32,
    /// How many partitions the topic has.
    pub partitions: i32,
    /// [`Sources::version`] the worker knows.
    pub version: u64,
    /// The moment up to which it is read.
    pub read_until: Timestamp,
}

/// The message sources of an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// Rises with every change of the list.
    pub version: u64,
    /// Topics that carry messages.
    pub message_topics: Vec<String>,
}
