//! A replay: recorded inputs, merged by time, through the very partition that Kafka feeds.
//!
//! at = arrived = heard_until = the running maximum of the times over all files.

use crate::change::Change;
use crate::cluster::history::KeyTier;
use crate::config::settings::TenantSettings;
use crate::config::{Catalogue, Probes};
use crate::engine::input::Input;
use crate::ids::{FeatureId, TenantId};
use crate::monitor::Observation;
use crate::pipeline::partition::{Partition, TenantOutput};
use crate::pipeline::understand::{DeadLetter, Understander};
use crate::signal::Message;
use crate::time::Timestamp;
use crate::wire::journal::{Body, JournalRecord, PartitionProgress, Progress, Sources};

pub mod order;

/// The one topic that a replay's messages are said to stand on.
const TOPIC: &str = "replay";

/// One thing that happened. At equal times those named first come first.
#[derive(Clone, Debug)]
pub enum What {
    /// Settings, before everything else.
    Settings(Box<TenantSettings>),
    /// The catalogue, before everything else.
    Catalogue(Box<Catalogue>),
    /// The probes, before everything else.
    Probes(Box<Probes>),
    /// A change, at its own time.
    Change(Box<Change>),
    /// An observation, when it was made.
    Observation(Box<Observation>),
    /// A message, when it was written; where the file has later ones before it, it arrived with them.
    Message(Box<Message>),
}

impl What {
    /// When it happened; none for what holds from the beginning.
    fn own_time(&self) -> Option<Timestamp> {
        match self {
            Self::Settings(_) | Self::Catalogue(_) | Self::Probes(_) => None,
            Self::Change(c) => Some(c.time),
            Self::Observation(o) => Some(o.observed_at),
            Self::Message(m) => Some(m.occurred_at),
        }
    }

    const fn order(&self) -> u8 {
        match self {
            Self::Settings(_) => 0,
            Self::Catalogue(_) => 1,
            Self::Probes(_) => 2,
            Self::Change(_) => 3,
            Self::Observation(_) => 4,
            Self::Message(_) => 5,
        }
    }
}

/// One thing that happened, to whom, and when it is read.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it is read: the running maximum of the times.
    pub at: Timestamp,
    /// Whose it is.
    pub tenant: TenantId,
    /// What happened.
    pub what: What,
}

/// Merges files, each in its own order, by time.
#[must_use]
pub fn merge(files: Vec<Vec<(TenantId, What)>>) -> Vec<Event> {
    let times = files.iter().flatten().filter_map(|(_, what)| what.own_time());
    let beginning = times.min().unwrap_or_default();
    let mut events = Vec::with_capacity(files.iter().map(Vec::len).sum());
    for file in files {
        // What stands further down in a file arrived later, whenever it was written.
        let mut at = beginning;
        for (tenant, what) in file {
            at = at.max(what.own_time().unwrap_or(beginning));
            events.push(Event { at, tenant, what });
        }
    }
    // Stable: what is equal keeps the order of its file.
    events.sort_by_key(|e| (e.at, e.what.order()));
    events
}

/// A partition and its understander, fed event by event.
#[derive(Debug)]
pub struct Replay {
    partition: Partition,
    understander: Understander,
    told: Option<Timestamp>,
    offset: i64,
}

impl Replay {
    /// A replay that has seen nothing.
    #[must_use]
    pub fn new(understander: Understander) -> Self {
        Self { partition: Partition::default(), understander, told: None, offset: 0 }
    }

    /// Plays one event, and the time that passed before it.
    ///
    /// # Errors
    /// [`DeadLetter`] where a message cannot be understood; the time has passed all the same, and
    /// `out` holds what it brought.
    pub fn play(&mut self, event: Event, out: &mut Vec<TenantOutput>) -> Result<(), DeadLetter> {
        self.pass(event.at, out);
        let input = match event.what {
            What::Settings(s) => Input::Settings(s),
            What::Catalogue(c) => Input::Catalogue(c),
            What::Probes(p) => Input::Probes(p),
            What::Change(c) => Input::Change(c),
            What::Observation(o) => Input::Observation(o),
            What::Message(m) => Input::Signal(Box::new(self.understander.signal(&m, event.at)?)),
        };
        self.apply(event.at, Body::Tenant { tenant: event.tenant, input }, out);
        Ok(())
    }

    /// Customers usual for a feature of a tenant, or for one tier of it, between two moments, as its
    /// baseline stands after what was played; none without a baseline.
    #[must_use]
    pub fn usual_between(
        &self,
        tenant: &TenantId,
        key: (&FeatureId, &KeyTier),
        span: (Timestamp, Timestamp),
    ) -> Option<f64> {
        self.partition.usual_between(tenant, key, span)
    }

    /// Lets the time up to `at` pass: everything before it has been read.
    fn pass(&mut self, at: Timestamp, out: &mut Vec<TenantOutput>) {
        if self.told.is_none() {
            let message_topics = vec![TOPIC.to_owned()];
            self.apply(at, Body::Sources(Sources { version: 1, message_topics }), out);
        }
        if self.told.is_none_or(|told| told < at) {
            let topic = TOPIC.to_owned();
            let read = PartitionProgress { topic, partition: 0, partitions: 1, version: 1, read_until: at };
            self.apply(at, Body::Progress(Progress { read: vec![read] }), out);
            self.told = Some(at);
        }
    }

    fn apply(&mut self, at: Timestamp, body: Body, out: &mut Vec<TenantOutput>) {
        let record = JournalRecord::new(at, None, body);
        out.extend(self.partition.apply(self.offset, record));
        self.offset += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MessageId;
    use crate::wire;

    fn tenant() -> TenantId {
        TenantId::new("replay").unwrap()
    }

    fn message(id: &str, s: u32) -> (TenantId, What) {
        let line = format!(r#"{{"id":"{id}","ts":{},"text":"checkout hangs"}}"#, 1_773_064_920 + s);
        (tenant(), What::Message(Box::new(wire::replay::message(line.as_bytes(), &tenant()).unwrap())))
    }

    fn observation(s: u32) -> (TenantId, What) {
        let line = format!(r#"{{"probe":"p","state":"ok","observed_at":{},"ttl_s":60}}"#, 1_773_064_920 + s);
        (tenant(), What::Observation(Box::new(wire::replay::observation(line.as_bytes(), &tenant()).unwrap().1)))
    }

    fn change(s: u32) -> (TenantId, What) {
        let line = format!(r#"{{"id":"c","time":{},"kind":"flag","service":"s"}}"#, 1_773_064_920 + s);
        (tenant(), What::Change(Box::new(wire::replay::change(line.as_bytes(), &tenant()).unwrap().1)))
    }

    fn shown(events: &[Event]) -> Vec<(i64, String)> {
        let name = |what: &What| match what {
            What::Settings(_) => "settings".to_owned(),
            What::Catalogue(_) => "catalogue".to_owned(),
            What::Probes(_) => "probes".to_owned(),
            What::Change(_) => "change".to_owned(),
            What::Observation(_) => "observation".to_owned(),
            What::Message(m) => m.id.as_str().to_owned(),
        };
        events.iter().map(|e| (e.at.as_millis() / 1_000 - 1_773_064_920, name(&e.what))).collect()
    }

    #[test]
    fn files_are_merged_by_time_and_keep_their_order() {
        let events = merge(vec![
            vec![message("a", 10), message("late", 5), message("b", 10), message("c", 20)],
            vec![observation(10), observation(15)],
            vec![change(10)],
            vec![(tenant(), What::Probes(Box::default()))],
            vec![(tenant(), What::Catalogue(Box::default()))],
        ]);
        let expected = [
            (5, "catalogue"),
            (5, "probes"),
            (10, "change"),
            (10, "observation"),
            (10, "a"),
            (10, "late"),
            (10, "b"),
            (15, "observation"),
            (20, "c"),
        ];
        assert_eq!(shown(&events), expected.map(|(s, name)| (s, name.to_owned())));
    }

    #[test]
    fn nothing_merges_to_nothing() {
        assert!(merge(vec![vec![], vec![]]).is_empty());
    }

    #[test]
    fn a_late_message_arrives_with_those_before_it() {
        let events = merge(vec![vec![message("a", 10), message("late", 5)]]);
        let What::Message(late) = &events[1].what else { panic!() };
        assert_eq!(
            (late.id.clone(), events[1].at - late.occurred_at),
            (MessageId::new("late").unwrap(), crate::time::Span::from_secs(5))
        );
    }
}
