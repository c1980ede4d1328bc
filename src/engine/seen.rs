//! Ids of messages read before, by hour: a message delivered twice counts once.

use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;

use crate::cluster::spelling::AsIs;
use crate::time::{Span, Timestamp};

/// 64-bit hashes of message ids, by the hour of the journal's clock in which they were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Seen {
    by_hour: BTreeMap<i64, Vec<u64>>,
    /// Those of every hour: each message is looked for once, not once an hour. Never walked through.
    all: HashSet<u64, BuildHasherDefault<AsIs>>,
    /// Hours shed before their time, at the limit.
    pub(super) shed_hours: u64,
}

impl Seen {
    /// Remembers an id; false where it was known. At `limit` the oldest hour goes.
    pub(super) fn insert(&mut self, id: u64, at: Timestamp, limit: usize) -> bool {
        if !self.all.insert(id) {
            return false;
        }
        self.by_hour.entry(at.hour()).or_default().push(id);
        while self.len() > limit && self.by_hour.len() > 1 {
            if let Some((_, ids)) = self.by_hour.pop_first() {
                self.forget(&ids);
            }
            self.shed_hours += 1;
        }
        true
    }

    fn forget(&mut self, ids: &[u64]) {
        for id in ids {
            self.all.remove(id);
        }
    }

    /// Forgets the hours that ended longer than `seen_for` ago. Returns those forgotten.
    pub(super) fn drop_old(&mut self, at: Timestamp, seen_for: Span) -> Vec<i64> {
        let keep = (at - seen_for).hour();
        let old: Vec<i64> = self.by_hour.range(..keep).map(|(h, _)| *h).collect();
        for hour in &old {
            if let Some(ids) = self.by_hour.remove(hour) {
                self.forget(&ids);
            }
        }
        old
    }

    /// One hour's ids, for storing them.
    #[must_use]
    pub(super) fn hour(&self, hour: i64) -> Option<&Vec<u64>> {
        self.by_hour.get(&hour)
    }

    /// Puts an hour's ids back.
    pub(super) fn put(&mut self, hour: i64, ids: Vec<u64>) {
        self.all.extend(&ids);
        self.by_hour.insert(hour, ids);
    }

    /// How many ids are remembered.
    #[must_use]
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_reading_is_told_until_its_hour_is_forgotten() {
        let mut seen = Seen::default();
        let at = |h| Timestamp::from_hour(h);
        assert!(seen.insert(7, at(100), 10));
        assert!(!seen.insert(7, at(101), 10));
        assert_eq!(seen.drop_old(at(148), Span::from_hours(48)), Vec::<i64>::new());
        assert_eq!(seen.drop_old(at(149), Span::from_hours(48)), vec![100]);
        assert!(seen.insert(7, at(149), 10));
    }

    #[test]
    fn at_the_limit_the_oldest_hour_goes_and_is_counted() {
        let mut seen = Seen::default();
        for id in 0..4u64 {
            seen.insert(id, Timestamp::from_hour(id as i64), 3);
        }
        assert_eq!((seen.len(), seen.shed_hours), (3, 1));
        assert!(seen.insert(0, Timestamp::from_hour(4), 10));
    }
}
