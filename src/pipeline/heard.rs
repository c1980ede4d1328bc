//! Up to when every message source has been read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;
use crate::wire::journal::{Progress, Sources};

/// Source partitions whose progress is kept: far above what one installation reads.
const MAX_PARTITIONS: usize = 10_000;

/// How far every partition of every message source has been read, as told by progress records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceClock {
    sources: Sources,
    /// Partitions of each source topic, as told last.
    counts: BTreeMap<String, i32>,
    read: BTreeMap<(String, i32), Timestamp>,
    /// Running maximum: what was heard once is never unheard.
    heard: Option<Timestamp>,
}

impl SourceClock {
    /// Takes a list of sources; an older version than the one in force changes nothing. What was read
    /// of a source that stays still counts; a new one has to report first.
    pub fn take(&mut self, sources: &Sources) {
        if sources.version < self.sources.version {
            return;
        }
        self.sources = sources.clone();
        self.counts.retain(|topic, _| sources.message_topics.contains(topic));
        self.read.retain(|(topic, _), _| sources.message_topics.contains(topic));
        self.advance();
    }

    /// Takes how far a worker has read. Entries made under an older version of the list count too:
    /// they name a topic and how far it is read, which the list does not change.
    pub fn progress(&mut self, progress: &Progress) {
        for p in &progress.read {
            if !self.sources.message_topics.contains(&p.topic) {
                continue;
            }
            self.counts.insert(p.topic.clone(), p.partitions);
            let key = (p.topic.clone(), p.partition);
            if self.read.len() < MAX_PARTITIONS || self.read.contains_key(&key) {
                let until = self.read.entry(key).or_insert(p.read_until);
                *until = (*until).max(p.read_until);
            }
        }
        self.advance();
    }

    /// The moment up to which every partition of every message source has been read; none until each
    /// has reported.
    #[must_use]
    pub const fn heard_until(&self) -> Option<Timestamp> {
        self.heard
    }

    fn advance(&mut self) {
        let all = self.sources.message_topics.iter().map(|topic| self.read_until(topic));
        let least = all.reduce(|a, b| a.zip(b).map(|(a, b)| a.min(b))).flatten();
        self.heard = self.heard.max(least);
    }

    fn read_until(&self, topic: &str) -> Option<Timestamp> {
        let partitions = *self.counts.get(topic)?;
        let of = |p| self.read.get(&(topic.to_owned(), p)).copied();
        (0..partitions).map(of).reduce(|a, b| a.zip(b).map(|(a, b)| a.min(b))).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::journal::PartitionProgress;

    fn at(s: i64) -> Timestamp {
        Timestamp::from_millis(s * 1_000)
    }

    fn told(topic: &str, partition: i32, s: i64) -> Progress {
        let read = PartitionProgress { topic: topic.into(), partition, partitions: 2, version: 1, read_until: at(s) };
        Progress { read: vec![read] }
    }

    fn clock(topics: &[&str], version: u64) -> SourceClock {
        let mut clock = SourceClock::default();
        clock.take(&Sources { version, message_topics: topics.iter().map(|t| (*t).into()).collect() });
        clock
    }

    #[test]
    fn nothing_is_heard_until_every_partition_has_reported() {
        let mut c = clock(&["tickets"], 1);
        c.progress(&told("tickets", 0, 50));
        assert_eq!(c.heard_until(), None);
        c.progress(&told("tickets", 1, 40));
        assert_eq!(c.heard_until(), Some(at(40)));
    }

    #[test]
    fn the_slowest_partition_holds_the_clock_and_it_never_runs_back() {
        let mut c = clock(&["tickets"], 1);
        for (p, s) in [(0, 50), (1, 40), (0, 90), (1, 30)] {
            c.progress(&told("tickets", p, s));
        }
        assert_eq!(c.heard_until(), Some(at(40)));
    }

    #[test]
    fn a_source_that_leaves_no_longer_holds_it_and_one_that_comes_has_to_report() {
        let mut c = clock(&["tickets", "chats"], 1);
        for p in 0..2 {
            c.progress(&told("tickets", p, 60));
        }
        assert_eq!(c.heard_until(), None);
        c.take(&Sources { version: 2, message_topics: vec!["tickets".into()] });
        assert_eq!(c.heard_until(), Some(at(60)));
        c.take(&Sources { version: 3, message_topics: vec!["tickets".into(), "mails".into()] });
        for p in 0..2 {
            c.progress(&told("tickets", p, 99));
        }
        assert_eq!(c.heard_until(), Some(at(60)), "stands still until the new source has reported");
    }

    #[test]
    fn an_older_list_changes_nothing() {
        let mut c = clock(&["tickets"], 5);
        c.take(&Sources { version: 4, message_topics: vec![] });
        for p in 0..2 {
            c.progress(&told("tickets", p, 9));
        }
        assert_eq!(c.heard_until(), Some(at(9)));
    }
}
