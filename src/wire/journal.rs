//! The journal: one internal topic keyed by tenant, the only thing correlate reads.
//!
//! A record is its version in two bytes, least significant first, and then the rest in postcard's
//! form: reading a signal as JSON took longer than deciding about it. Whatever changes that form, in
//! any type reachable from [`Body`], raises [`VERSION`]; a test holds the bytes.

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
    /// Understand's clock when it wrote this record.
    pub at: Timestamp,
    /// Where it came from; none for progress.
    pub origin: Option<Origin>,
    /// What it says.
    pub body: Body,
}

/// Why a record of the journal cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// A later program wrote it.
    #[error("it has version {0}, this program reads {VERSION}")]
    Newer(u16),
    /// It is not what the journal holds.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

impl JournalRecord {
    /// A record of this version.
    #[must_use]
    pub const fn new(at: Timestamp, origin: Option<Origin>, body: Body) -> Self {
        Self { at, origin, body }
    }

    /// The record as it is written.
    ///
    /// # Errors
    /// Where it has no such form: a defect, and nothing may be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let bytes = VERSION.to_le_bytes().to_vec();
        postcard::to_extend(self, bytes).map_err(|e| e.to_string())
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`JournalError`]: written by a later program, or not a record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JournalError> {
        let unreadable = |why: String| JournalError::Unreadable(why);
        let (version, rest) = bytes.split_first_chunk::<2>().ok_or_else(|| unreadable("it is too short".to_owned()))?;
        match u16::from_le_bytes(*version) {
            VERSION => {}
            newer if newer > VERSION => return Err(JournalError::Newer(newer)),
            other => return Err(unreadable(format!("no program wrote version {other}"))),
        }
        match postcard::take_from_bytes(rest) {
            Ok((record, [])) => Ok(record),
            Ok((_, more)) => Err(unreadable(format!("{} bytes follow it", more.len()))),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }
}

/// What a journal record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

    fn record(body: Body) -> JournalRecord {
        JournalRecord::new(Timestamp::from_millis(1_773_064_920_250), None, body)
    }

    fn bodies() -> Vec<Body> {
        let tenant = TenantId::new("acme").unwrap();
        // Keys of 64 bits that are numbers: neither rounded nor refused.
        let settings = TenantSettings { tiers: [(u64::MAX, "pro".to_owned())].into(), ..TenantSettings::default() };
        let read = PartitionProgress {
            topic: "tickets".to_owned(),
            partition: 0,
            partitions: 3,
            version: 1,
            read_until: Timestamp::from_millis(0),
        };
        vec![
            Body::Defaults(Box::new(settings.clone())),
            Body::Tenant { tenant: tenant.clone(), input: Input::Settings(Box::new(settings)) },
            Body::Tenant { tenant, input: Input::Forget(Forget::Customer(CustomerKey(u64::MAX))) },
            Body::Sources(Sources { version: u64::MAX, message_topics: vec!["tickets".to_owned()] }),
            Body::Progress(Progress { read: vec![read] }),
        ]
    }

    #[test]
    fn every_body_is_read_back_the_same() {
        for body in bodies() {
            let record = record(body);
            assert_eq!(JournalRecord::from_bytes(&record.to_bytes().unwrap()).unwrap(), record);
        }
    }

    #[test]
    fn what_is_no_record_is_told_apart_from_what_a_later_program_wrote() {
        let bytes = record(bodies().remove(4)).to_bytes().unwrap();
        let unreadable = |bytes: &[u8]| matches!(JournalRecord::from_bytes(bytes), Err(JournalError::Unreadable(_)));
        assert!(unreadable(b"") && unreadable(b"\x01") && unreadable(b"{\"v\":1}"));
        assert!(unreadable(&bytes[..bytes.len() - 1]) && unreadable(&[&bytes[..], b"\0"].concat()));
        let mut later = bytes.clone();
        later[..2].copy_from_slice(&(VERSION + 1).to_le_bytes());
        assert_eq!(JournalRecord::from_bytes(&later), Err(JournalError::Newer(VERSION + 1)));
        assert!(unreadable(&[&[0, 0], &bytes[2..]].concat()));
    }
}
