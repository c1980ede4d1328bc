//! Counts in equal steps of time, kept sparse and summed quickly.

use serde::{Deserialize, Serialize};

/// How far from where a step should lie it is looked for first.
const NEAR: usize = 32;

/// How many things fell into each step of time, as running totals over the steps that hold any.
///
/// A range is two binary searches, whatever its length: the windows of one report reach from five
/// minutes to three days, and three weeks back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// (step, total up to and including it), by step. Small, since a tenant has many: totals begin anew at 2^32, and
    /// are only ever taken from each other.
    totals: Vec<(i32, u32)>,
    /// The total up to the steps that were forgotten.
    gone: u32,
}

/// A step as it is kept: five minutes reach to the year 22,000.
fn kept(step: i64) -> i32 {
    i32::try_from(step).unwrap_or(if step < 0 { i32::MIN } else { i32::MAX })
}

impl Tally {
    /// Counts one in `step`.
    pub fn add(&mut self, step: i64) {
        let i = self.behind_late(step - 1);
        if self.totals.get(i).is_none_or(|(s, _)| *s != kept(step)) {
            self.totals.insert(i, (kept(step), self.total_before(i)));
        }
        for (_, total) in &mut self.totals[i..] {
            *total = total.wrapping_add(1);
        }
    }

    /// How many in the steps `from..=to`.
    #[must_use]
    pub fn between(&self, from: i64, to: i64) -> u64 {
        if to < from {
            return 0;
        }
        self.held(self.behind_late(from - 1), self.behind_late(to))
    }

    /// The most in `from..=to` over these shifts of it, which rise: two binary searches for all of them.
    #[must_use]
    pub fn most_between(&self, from: i64, to: i64, shifts: impl Iterator<Item = i64>) -> u64 {
        let (mut most, mut ends) = (0, None);
        for shift in shifts {
            let (a, b) = ends.unwrap_or_else(|| (self.behind(from - 1 + shift), self.behind(to + shift)));
            let (a, b) = (self.on_to(a, from - 1 + shift), self.on_to(b, to + shift));
            most = most.max(self.held(a, b.max(a)));
            ends = Some((a, b));
        }
        most
    }

    /// The same for two lengths that end with `to` before they are shifted, where few steps hold any: one binary search
    /// for both. Nothing where all of it holds fewer than `least`.
    #[must_use]
    pub fn most_of_two<const N: usize>(&self, to: i64, lengths: [i64; 2], shifts: [i64; N], least: u64) -> [u64; 2] {
        let (Some(first), Some(last)) = (shifts.iter().min(), shifts.iter().max()) else { return [0; 2] };
        let begin = self.behind(to + first - lengths[0].max(lengths[1]));
        let end = self.on_to(begin, to + last);
        if self.held(begin, end) < least {
            return [0; 2];
        }
        let ends = shifts.map(|shift| kept(to + shift));
        let begins = lengths.map(|n| shifts.map(|shift| kept(to + shift - n)));
        let (mut counted, mut before) = ([[0_u32; N]; 2], self.total_before(begin));
        for (step, total) in &self.totals[begin..end] {
            let here = total.wrapping_sub(before);
            before = *total;
            for (counted, begins) in counted.iter_mut().zip(&begins) {
                for ((counted, begin), end) in counted.iter_mut().zip(begins).zip(&ends) {
                    *counted += if begin < step && step <= end { here } else { 0 };
                }
            }
        }
        counted.map(|counted| u64::from(counted.into_iter().max().unwrap_or_default()))
    }

    /// The index behind the last step up to `step`.
    fn behind(&self, step: i64) -> usize {
        let step = kept(step);
        let is_before = |(s, _): &(i32, u32)| *s <= step;
        let guess = self.guess(step);
        let (from, to) = (guess.saturating_sub(NEAR), (guess + NEAR).min(self.totals.len()));
        // Without a branch that depends on where it lies, unless the guess is far off.
        let lies_between = self.totals[..from].last().is_none_or(is_before)
            && self.totals[to..].first().is_none_or(|first| !is_before(first));
        let (from, among) = if lies_between { (from, &self.totals[from..to]) } else { (0, &self.totals[..]) };
        from + among.partition_point(is_before)
    }

    /// Where a step would lie, were all that hold any as far from each other.
    fn guess(&self, step: i32) -> usize {
        let (Some((first, _)), Some((last, _))) = (self.totals.first(), self.totals.last()) else { return 0 };
        let (first, of) = (i64::from(*first), i64::from(*last) - i64::from(*first) + 1);
        let before = (i64::from(step) - first).clamp(0, of);
        usize::try_from(before * self.totals.len() as i64 / of).unwrap_or_default()
    }

    /// The same, found from the newest steps on: most that is asked for lies among them.
    fn behind_late(&self, step: i64) -> usize {
        partition_point_late(&self.totals, |(s, _)| *s <= kept(step))
    }

    /// The same, found from an index that is not behind it.
    fn on_to(&self, mut i: usize, step: i64) -> usize {
        while self.totals.get(i).is_some_and(|(s, _)| *s <= kept(step)) {
            i += 1;
        }
        i
    }

    fn total_before(&self, i: usize) -> u32 {
        if i == 0 { self.gone } else { self.totals[i - 1].1 }
    }

    /// How many between two indices.
    fn held(&self, a: usize, b: usize) -> u64 {
        u64::from(self.total_before(b).wrapping_sub(self.total_before(a)))
    }

    /// (step, count) of every step in `from..to` that holds any.
    pub fn steps(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, u64)> + '_ {
        let a = self.behind_late(from - 1);
        let b = self.behind_late(to - 1).max(a);
        let mut before = self.total_before(a);
        self.totals[a..b].iter().map(move |(s, total)| {
            let n = total.wrapping_sub(before);
            before = *total;
            (i64::from(*s), u64::from(n))
        })
    }

    /// Forgets the steps below `step`.
    pub fn forget_before(&mut self, step: i64) {
        let i = self.totals.partition_point(|(s, _)| *s < kept(step));
        if i == 0 {
            return;
        }
        self.gone = self.totals[i - 1].1;
        self.totals.drain(..i);
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.held(0, self.totals.len())
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
            // As if so many had been forgotten that the totals begin anew.
            let mut tally = Tally { gone: u32::MAX - 20, ..Tally::default() };
            for s in &steps { tally.add(*s); }
            let count = |lo: i64, a: i64, b: i64| steps.iter().filter(|s| **s >= lo && **s >= a && **s <= b).count() as u64;
            prop_assert_eq!(tally.between(from, from + len), count(-100, from, from + len));
            prop_assert_eq!(tally.behind(from), tally.totals.partition_point(|(s, _)| i64::from(*s) <= from));
            let listed: u64 = tally.steps(from, from + len + 1).map(|(_, n)| n).sum();
            prop_assert_eq!(listed, count(-100, from, from + len));
            let shifts = [-9, -1, 0, 4];
            let most = shifts.iter().map(|s| tally.between(from + s, from + len + s)).max().unwrap();
            prop_assert_eq!(tally.most_between(from, from + len, shifts.into_iter()), most);
            let (short, to) = (len.min(18) / 2, from + len);
            let of = |n: i64| tally.most_between(to + 1 - n, to, shifts.into_iter());
            prop_assert_eq!(tally.most_of_two(to, [short, 18], shifts, 0), [of(short), of(18)]);
            let some = [of(short), of(18)].map(|n| if of(18) > 0 { n } else { 0 });
            prop_assert_eq!(tally.most_of_two(to, [short, 18], shifts, 1), some);
            prop_assert_eq!(tally.most_of_two(to, [short, 18], shifts, 81), [0; 2]);
            tally.forget_before(cut);
            prop_assert_eq!(tally.between(from, from + len), count(cut, from, from + len));
            prop_assert_eq!(tally.total(), count(cut, -100, 100));
        }
    }
}
