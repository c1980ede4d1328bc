//! Counts in equal steps of time, kept sparse and summed quickly.

use serde::{Deserialize, Serialize};

/// How many things fell into each step of time, as running totals over the steps that hold any.
///
/// A range is two binary searches, whatever its length: the windows of one report reach from five
/// minutes to three days, and three weeks back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// (step, total up to and including it), by step.
    totals: Vec<(i64, u64)>,
    /// The total up to the steps that were forgotten.
    gone: u64,
}

impl Tally {
    /// Counts one in `step`.
    pub fn add(&mut self, step: i64) {
        let i = self.behind_late(step - 1);
        if self.totals.get(i).is_none_or(|(s, _)| *s != step) {
            let before = if i == 0 { self.gone } else { self.totals[i - 1].1 };
            self.totals.insert(i, (step, before));
        }
        for (_, total) in &mut self.totals[i..] {
            *total += 1;
        }
    }

    /// How many in the steps `from..=to`.
    #[must_use]
    pub fn between(&self, from: i64, to: i64) -> u64 {
        if to < from {
            return 0;
        }
        self.up_to(to) - self.up_to(from - 1)
    }

    /// The most in `from..=to` over these shifts of it, which rise: two binary searches for all of them.
    #[must_use]
    pub fn most_between(&self, from: i64, to: i64, shifts: impl Iterator<Item = i64>) -> u64 {
        let (mut most, mut ends) = (0, None);
        for shift in shifts {
            let (a, b) = ends.unwrap_or_else(|| (self.behind(from - 1 + shift), self.behind(to + shift)));
            let (a, b) = (self.on_to(a, from - 1 + shift), self.on_to(b, to + shift));
            most = most.max(self.total_before(b).saturating_sub(self.total_before(a)));
            ends = Some((a, b));
        }
        most
    }

    /// The index behind the last step up to `step`.
    fn behind(&self, step: i64) -> usize {
        self.totals.partition_point(|(s, _)| *s <= step)
    }

    /// The same, found from the newest steps on: most that is asked for lies among them.
    fn behind_late(&self, step: i64) -> usize {
        partition_point_late(&self.totals, |(s, _)| *s <= step)
    }

    /// The same, found from an index that is not behind it.
    fn on_to(&self, mut i: usize, step: i64) -> usize {
        while self.totals.get(i).is_some_and(|(s, _)| *s <= step) {
            i += 1;
        }
        i
    }

    fn total_before(&self, i: usize) -> u64 {
        if i == 0 { self.gone } else { self.totals[i - 1].1 }
    }

    /// (step, count) of every step in `from..to` that holds any.
    pub fn steps(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, u64)> + '_ {
        let a = self.behind_late(from - 1);
        let b = self.behind_late(to - 1).max(a);
        let mut before = self.total_before(a);
        self.totals[a..b].iter().map(move |(s, total)| {
            let n = total - before;
            before = *total;
            (*s, n)
        })
    }

    /// Forgets the steps below `step`.
    pub fn forget_before(&mut self, step: i64) {
        let i = self.totals.partition_point(|(s, _)| *s < step);
        if i == 0 {
            return;
        }
        self.gone = self.totals[i - 1].1;
        self.totals.drain(..i);
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.totals.last().map_or(0, |(_, t)| *t - self.gone)
    }

    fn up_to(&self, step: i64) -> u64 {
        self.total_before(self.behind_late(step))
    }
}

/// What `partition_point` gives, found from the end on, by steps that double: quicker for what lies near it.
pub(super) fn partition_point_late<T>(all: &[T], is_before: impl Fn(&T) -> bool) -> usize {
    let (mut end, mut reach) = (all.len(), 1);
    while let Some(begin) = end.checked_sub(reach).filter(|i| !is_before(&all[*i])) {
        (end, reach) = (begin, reach * 2);
    }
    let begin = end.saturating_sub(reach);
    begin + all[begin..end].partition_point(is_before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranges_are_what_counting_one_by_one_gives(
            steps in prop::collection::vec(-50i64..50, 0..80), from in -60i64..60, len in 0i64..40, cut in -60i64..60,
        ) {
            let mut tally = Tally::default();
            for s in &steps { tally.add(*s); }
            let count = |lo: i64, a: i64, b: i64| steps.iter().filter(|s| **s >= lo && **s >= a && **s <= b).count() as u64;
            prop_assert_eq!(tally.between(from, from + len), count(-100, from, from + len));
            let listed: u64 = tally.steps(from, from + len + 1).map(|(_, n)| n).sum();
            prop_assert_eq!(listed, count(-100, from, from + len));
            let shifts = [-9, -1, 0, 4];
            let most = shifts.iter().map(|s| tally.between(from + s, from + len + s)).max().unwrap();
            prop_assert_eq!(tally.most_between(from, from + len, shifts.into_iter()), most);
            tally.forget_before(cut);
            prop_assert_eq!(tally.between(from, from + len), count(cut, from, from + len));
            prop_assert_eq!(tally.total(), count(cut, -100, 100));
        }
    }
}
