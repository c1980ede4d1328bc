//! The journal: one internal topic keyed by tenant, the only thing correlate reads.
//!
//! A record is a `J`, its version in two bytes, least significant first, and the rest in postcard's
//! form: reading a signal as JSON took longer than deciding about it. Whatever changes that form, in
//! any type reachable from [`Body`], raises [`VERSION`]; a test holds the bytes.

use serde::{Deserialize, Serialize};

use crate::config::settings::TenantSettings;
use crate::engine::input::Input;
use crate::ids::TenantId;
use crate::time::Timestamp;

/// Version of the journal's records. A reader refuses a newer one.
pub const VERSION: u16 = 5;
/// The oldest version that is read: before it a signal had another form.
const OLDEST: u16 = 5;
/// What every record begins with, so that what is none is not taken for one of a strange version.
const MARK: u8 = b'J';

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
        let [low, high] = VERSION.to_le_bytes();
        let bytes = vec![MARK, low, high];
        postcard::to_extend(self, bytes).map_err(|e| e.to_string())
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`JournalError`]: written by a later program, or not a record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JournalError> {
        let unreadable = |why: String| JournalError::Unreadable(why);
        let Some(([MARK, low, high], rest)) = bytes.split_first_chunk::<3>() else {
            return Err(unreadable("it does not begin as one".to_owned()));
        };
        match u16::from_le_bytes([*low, *high]) {
            OLDEST..=VERSION => {}
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
    use crate::candidate::answers::{Dismissal, Role};
    use crate::config::{Catalogue, Feature, Probe, ProbeKind, Probes};
    use crate::engine::input::{Feedback, Forget, Who};
    use crate::ids::{AccountKey, CandidateId, CustomerKey, FeatureId, MessageId, ProbeId, Tier, sha256_hex};
    use crate::signal::identity::{Kind, Known};
    use crate::signal::{Channel, Label, ProblemScore, Recovery, Signal, StatedOnset, Word};
    use crate::time::Span;

    fn record(body: Body) -> JournalRecord {
        JournalRecord::new(Timestamp::from_millis(1_773_064_920_250), None, body)
    }

    fn bodies() -> Vec<Body> {
        let tenant = TenantId::new("acme").unwrap();
        // Keys of 64 bits that are numbers: neither rounded nor refused.
        let settings =
            TenantSettings { tiers: [(u64::MAX, Tier::new("pro").unwrap())].into(), ..TenantSettings::default() };
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
        assert!(unreadable(b"") && unreadable(b"J\x01") && unreadable(b"{\"v\":1}"));
        assert!(unreadable(&bytes[..bytes.len() - 1]) && unreadable(&[&bytes[..], b"\0"].concat()));
        let mut later = bytes.clone();
        later[1..3].copy_from_slice(&(VERSION + 1).to_le_bytes());
        assert_eq!(JournalRecord::from_bytes(&later), Err(JournalError::Newer(VERSION + 1)));
        // What the version before wrote is read on.
        later[1..3].copy_from_slice(&OLDEST.to_le_bytes());
        assert_eq!(JournalRecord::from_bytes(&later), JournalRecord::from_bytes(&bytes));
        assert!(unreadable(&[b"J\0\0", &bytes[3..]].concat()));
    }

    /// Inputs with every field set, in the words of the adapters where there are some.
    fn full() -> Vec<Input> {
        let observation = r#"{"tenant":"acme","probe":"shop-up","state":"failing","observed_at":"2026-03-09T14:02:00Z",
            "ttl_s":600,"region":"eu","silenced":true,"value":1.5,"unit":"s","url":"https://mon.example/","source":"m"}"#;
        let change = r#"{"tenant":"acme","id":"c","time":"2026-03-09T14:02:00Z","kind":"deploy","service":"orders",
            "features":["checkout"],"environment":"production","summary":"4.18","url":"https://ci.example/",
            "actor":"bot","automated":true,"pipeline_url":"https://ci.example/1"}"#;
        let at = Timestamp::from_millis(1_773_064_920_250);
        let signal = Signal {
            id: MessageId::new("m").unwrap(),
            channel: Channel::Email,
            occurred_at: at,
            arrived: at,
            customer: CustomerKey(1),
            known_as: vec![
                Known { kind: Kind::Customer, key: CustomerKey(1) },
                Known { kind: Kind::Email, key: CustomerKey(3) },
            ],
            account: Some(AccountKey(2)),
            tier: Some(Tier::new("pro").unwrap()),
            revenue: None,
            language: "en".to_owned(),
            text: "Pay now fails".to_owned(),
            words: vec![Word { text: "fails".into(), stem: "fail".into() }],
            problem: ProblemScore { score: 1.5, cues: vec!["fail".to_owned()], recovery: Recovery::StillBroken },
            specificity: 0.25,
            stated_onset: Some(StatedOnset { at, words: "since 9".to_owned(), read_in: None, rough: false }),
            tried: crate::signal::Tried::default(),
            picked_area: Some("Shop".to_owned()),
            dimensions: [("browser".to_owned(), "firefox".to_owned())].into(),
            url: Some("https://desk.example/1".to_owned()),
            label: Some(Label { problem: true, feature: Some(FeatureId::new("checkout").unwrap()) }),
        };
        let mut feature = Feature::plain(FeatureId::new("checkout").unwrap(), "Checkout", vec!["pay now".to_owned()]);
        feature.area = Some("shop".to_owned());
        let probe = Probe {
            id: ProbeId::new("shop-up").unwrap(),
            kind: ProbeKind::Rum,
            features: vec![feature.id.clone()],
            service: None,
            tiers: Some(vec![Tier::new("pro").unwrap()]),
            region: Some("eu".to_owned()),
            authenticated: true,
            interval: Span::from_mins(1),
            ttl: Span::from_mins(2),
            url: Some("https://mon.example/".to_owned()),
        };
        vec![
            Input::Signal(Box::new(signal)),
            Input::Observation(Box::new(super::super::observation::read(observation.as_bytes()).unwrap().1)),
            Input::Change(Box::new(super::super::change::read(change.as_bytes()).unwrap().1)),
            Input::Catalogue(Box::new(Catalogue { features: [(feature.id.clone(), feature)].into() })),
            Input::Probes(Box::new(Probes { probes: [(probe.id.clone(), probe)].into() })),
            Input::Feedback(Feedback::Label {
                message: MessageId::new("m").unwrap(),
                problem: Some(true),
                feature: Some(FeatureId::new("checkout").unwrap()),
            }),
            Input::Feedback(Feedback::Confirm { candidate: CandidateId::new("c").unwrap(), affected: None }),
        ]
    }

    /// Every further kind of feedback, with every field set.
    fn said() -> impl Iterator<Item = Input> {
        let at = Some(Timestamp::from_millis(1_773_064_920_250));
        let id = |text: &str| CandidateId::new(text).unwrap();
        let answer = |who, works| Feedback::Answer { candidate: Some(id("c")), who, works, at };
        let all = [
            Feedback::Dismiss { candidate: id("c"), reason: Dismissal::Other, note: Some("a drill".to_owned()) },
            Feedback::Posted { candidate: id("c"), at },
            Feedback::Fixed { candidate: id("c"), at, by: Some(Role::Vendor) },
            answer(Who::Customer(CustomerKey(3)), true),
            answer(Who::Message(MessageId::new("m").unwrap()), false),
            Feedback::Merge { candidate: id("c"), into: id("d") },
            Feedback::Split { candidate: id("c"), messages: [MessageId::new("m").unwrap()].into() },
        ];
        all.into_iter().map(Input::Feedback)
    }

    #[test]
    fn the_form_changes_only_with_the_version() {
        let tenant = TenantId::new("acme").unwrap();
        let of_tenant = |input| Body::Tenant { tenant: tenant.clone(), input };
        let all = bodies().into_iter().chain(full().into_iter().chain(said()).map(of_tenant));
        let origin = Origin { topic: "tickets".to_owned(), partition: 1, offset: 7 };
        let bytes: Vec<u8> =
            all.flat_map(|b| JournalRecord { origin: Some(origin.clone()), ..record(b) }.to_bytes().unwrap()).collect();
        let known = (5, "2dce2e775310fd9e7e8d9c6113ab0f56c59e84d0642552b0f71b58e3ad869c39");
        assert_eq!((VERSION, &*sha256_hex(&bytes)), known, "raise VERSION and note the new digest");
    }
}
