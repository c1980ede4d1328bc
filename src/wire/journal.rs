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
    /// What it says. Not flattened: serde would read it through a buffer that loses number keys.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::input::Forget;
    use crate::ids::CustomerKey;

    fn round(body: Body) {
        let record = JournalRecord { v: VERSION, at: Timestamp::from_millis(1_773_064_920_250), origin: None, body };
        let text = serde_json::to_vec(&record).unwrap();
        assert_eq!(serde_json::from_slice::<JournalRecord>(&text).unwrap(), record);
    }

    #[test]
    fn every_body_is_read_back_the_same() {
        let tenant = TenantId::new("acme").unwrap();
        // Keys of 64 bits that are numbers: neither rounded nor refused.
        let settings = TenantSettings { tiers: [(u64::MAX, "pro".to_owned())].into(), ..TenantSettings::default() };
        round(Body::Defaults(Box::new(settings.clone())));
        round(Body::Tenant { tenant: tenant.clone(), input: Input::Settings(Box::new(settings)) });
        round(Body::Tenant { tenant, input: Input::Forget(Forget::Customer(CustomerKey(u64::MAX))) });
        round(Body::Sources(Sources { version: u64::MAX, message_topics: vec!["tickets".to_owned()] }));
        let read = PartitionProgress {
            topic: "tickets".to_owned(),
            partition: 0,
            partitions: 3,
            version: 1,
            read_until: Timestamp::from_millis(0),
        };
        round(Body::Progress(Progress { read: vec![read] }));
    }
}
