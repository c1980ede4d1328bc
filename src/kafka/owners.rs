//! Watches that every partition of a group has an owner, on a thread of its own: the calls block.
//!
//! In a cooperative rebalance partitions first go, then, at a second one, come to their new owner. A
//! static member that is made anew in between is given what the broker wrote down for it, without a
//! second rebalance: what had gone then belongs to nobody until the next one, and nothing says so.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};

use super::client;
use super::contexts::Reading;
use super::ends::Named;
use super::error::RunError;
use crate::load::run::KafkaSettings;

/// How often the group is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Looks at which the same partitions must have had no owner: a member that gives partitions away may
/// take its time.
const LOOKS: u32 = 3;
/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(2);

/// The watching thread; dropping it ends it.
pub(crate) struct Owners {
    missing: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
}

impl Owners {
    /// Watches the partitions of `topics` for the group's member `id`.
    pub(crate) fn watch(settings: &KafkaSettings, group: &str, id: &str, topics: &[&str]) -> Result<Self, RunError> {
        let config = client::reader(settings, group, client::Isolation::Committed);
        let consumer: BaseConsumer<Reading> = client::make(&config, Reading)?;
        let missing = Arc::new(AtomicBool::new(false));
        let stop = Arc::new(AtomicBool::new(false));
        let (told, asked) = (Arc::clone(&missing), Arc::clone(&stop));
        let (group, id) = (group.to_owned(), id.to_owned());
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        std::thread::Builder::new()
            .name("owners".to_owned())
            .spawn(move || {
                let mut watch = Watch::default();
                while !asked.load(Ordering::Relaxed) {
                    if let Some(seen) = look(&consumer, &group, &topics)
                        && watch.takes(seen, &id)
                    {
                        told.store(true, Ordering::Relaxed);
                    }
                    std::thread::park_timeout(LOOK_EVERY);
                }
            })
            .map_err(|e| RunError::Configuration(format!("no thread can be started: {e}")))?;
        Ok(Self { missing, stop })
    }

    /// Whether partitions have no owner and this member is the one to do something about it.
    pub(crate) fn are_missing(&self) -> bool {
        self.missing.load(Ordering::Relaxed)
    }
}

impl Drop for Owners {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What one look at a group showed.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    /// The members' ids.
    members: BTreeSet<String>,
    /// Partitions without an owner; none while the group rebalances.
    unowned: BTreeSet<Named>,
}

#[derive(Debug, Default)]
struct Watch {
    before: BTreeSet<Named>,
    looks: u32,
}

impl Watch {
    /// True where the same partitions have had no owner for so long that the group will not find one by
    /// itself, and `id` is the first of its members: one that joins anew is enough.
    fn takes(&mut self, seen: Seen, id: &str) -> bool {
        if seen.unowned.is_empty() || seen.unowned != self.before {
            self.looks = 0;
        }
        self.before = seen.unowned;
        if self.before.is_empty() {
            return false;
        }
        self.looks += 1;
        // A member's id is its name, a hyphen and what the broker adds: worker 1 is not worker 10.
        let first =
            seen.members.first().and_then(|member| member.strip_prefix(id)).is_some_and(|rest| rest.starts_with('-'));
        self.looks >= LOOKS && first
    }
}

fn look(consumer: &BaseConsumer<Reading>, group: &str, topics: &[String]) -> Option<Seen> {
    let list = consumer.fetch_group_list(Some(group), WAIT).ok()?;
    let found = list.groups().iter().find(|g| g.name() == group)?;
    let mut seen = Seen::default();
    if found.state() != "Stable" {
        return Some(seen);
    }
    for topic in topics {
        let metadata = consumer.fetch_metadata(Some(topic), WAIT).ok()?;
        let partitions = i32::try_from(metadata.topics().first()?.partitions().len()).ok()?;
        seen.unowned.extend((0..partitions).map(|p| (topic.clone(), p)));
    }
    for member in found.members() {
        seen.members.insert(member.id().to_owned());
        for owned in assigned(member.assignment().unwrap_or_default())? {
            seen.unowned.remove(&owned);
        }
    }
    Some(seen)
}

/// Reads a member's assignment (Kafka's ConsumerProtocolAssignment, any version): version, topics with
/// their partitions, user data.
fn assigned(bytes: &[u8]) -> Option<Vec<Named>> {
    if bytes.is_empty() {
        return Some(Vec::new());
    }
    let mut left = bytes.get(2..)?;
    let mut owned = Vec::new();
    for _ in 0..int(&mut left)? {
        let (length, rest) = left.split_first_chunk::<2>()?;
        let (name, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        left = rest;
        let topic = std::str::from_utf8(name).ok()?;
        for _ in 0..int(&mut left)? {
            owned.push((topic.to_owned(), int(&mut left)?));
        }
    }
    Some(owned)
}

fn int(left: &mut &[u8]) -> Option<i32> {
    let (bytes, rest) = left.split_first_chunk::<4>()?;
    *left = rest;
    Some(i32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(members: &[&str], unowned: &[i32]) -> Seen {
        Seen {
            members: members.iter().map(|m| (*m).to_owned()).collect(),
            unowned: unowned.iter().map(|p| ("journal".to_owned(), *p)).collect(),
        }
    }

    #[test]
    fn the_first_member_acts_once_the_same_partitions_were_missing_three_times() {
        let members = ["one-0-abc", "two-0-def"];
        for (id, acts) in [("one-0", true), ("two-0", false), ("on", false)] {
            let mut watch = Watch::default();
            let mut looks = |unowned: &[i32]| watch.takes(seen(&members, unowned), id);
            assert_eq!([looks(&[1]), looks(&[1])], [false, false], "{id}");
            assert!(!looks(&[1, 2]), "others: it is being settled");
            assert!(!looks(&[1, 2]));
            assert_eq!(looks(&[1, 2]), acts);
            assert!(!looks(&[]));
            assert!(!looks(&[1, 2]));
        }
    }

    #[test]
    fn an_assignment_is_read_and_what_is_cut_short_is_none() {
        let mut bytes = vec![0, 3, 0, 0, 0, 2];
        for (topic, partitions) in [("a", vec![0_i32, 7]), ("bc", vec![])] {
            bytes.extend(u16::try_from(topic.len()).unwrap().to_be_bytes());
            bytes.extend(topic.as_bytes());
            bytes.extend(i32::try_from(partitions.len()).unwrap().to_be_bytes());
            bytes.extend(partitions.iter().flat_map(|p| p.to_be_bytes()));
        }
        assert_eq!(assigned(&bytes), Some(vec![("a".to_owned(), 0), ("a".to_owned(), 7)]));
        assert_eq!(assigned(&[]), Some(Vec::new()));
        for cut in 1..bytes.len() {
            assert_eq!(assigned(&bytes[..cut]), None, "{cut}");
        }
    }
}
