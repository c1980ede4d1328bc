//! When each customer of a key reported: how many did in a window is one binary search.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasherDefault;

use super::LiveReport;
use crate::cluster::spelling::AsIs;
use crate::cluster::tally::partition_point_late;
use crate::ids::CustomerKey;
use crate::time::Timestamp;

/// Among which reports customers are counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Among {
    All,
    /// With words of their own.
    Own,
    /// With words of their own that say that something is wrong.
    Problems,
}

impl Among {
    const ALL: [Self; 3] = [Self::All, Self::Own, Self::Problems];

    /// Whether a report is one of these.
    pub(super) const fn holds(self, report: &LiveReport) -> bool {
        match self {
            Self::All => true,
            Self::Own => !report.copy,
            Self::Problems => !report.copy && report.problem,
        }
    }
}

/// How many reports of each kind.
type Counts = [u32; Among::ALL.len()];

/// The moments at which one customer reported, oldest first.
type Moments = Vec<(Timestamp, Counts)>;

/// When the customers of a key reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counted {
    /// Never walked through.
    of: HashMap<CustomerKey, Moments, BuildHasherDefault<AsIs>>,
    /// The last report of each customer, of each kind, in order.
    last: [VecDeque<Timestamp>; Among::ALL.len()],
}

impl Counted {
    pub(super) fn put(&mut self, report: &LiveReport) {
        let at = report.occurred_at;
        // Most customers report once.
        let moments = self.of.entry(report.customer).or_insert_with(|| Moments::with_capacity(1));
        let before = last_of(moments);
        let i = moments.partition_point(|(t, _)| *t < at);
        if moments.get(i).is_none_or(|(t, _)| *t != at) {
            moments.insert(i, (at, Counts::default()));
        }
        for among in Among::ALL.into_iter().filter(|a| a.holds(report)) {
            moments[i].1[among as usize] += 1;
            let before = before[among as usize];
            moved(&mut self.last[among as usize], before, Some(before.map_or(at, |b| b.max(at))));
        }
    }

    /// A report leaves.
    pub(super) fn take(&mut self, report: &LiveReport) {
        let at = report.occurred_at;
        let Some(moments) = self.of.get_mut(&report.customer) else { return };
        let before = last_of(moments);
        let Some(i) = moments.iter().position(|(t, _)| *t == at) else { return };
        for among in Among::ALL.into_iter().filter(|a| a.holds(report)) {
            let count = &mut moments[i].1[among as usize];
            *count = count.saturating_sub(1);
        }
        if moments[i].1 == Counts::default() {
            moments.remove(i);
        }
        let after = last_of(moments);
        if moments.is_empty() {
            self.of.remove(&report.customer);
        }
        for among in Among::ALL {
            moved(&mut self.last[among as usize], before[among as usize], after[among as usize]);
        }
    }

    pub(super) fn forget(&mut self, customer: CustomerKey) {
        let last = self.of.remove(&customer).map(|moments| last_of(&moments)).unwrap_or_default();
        for among in Among::ALL {
            moved(&mut self.last[among as usize], last[among as usize], None);
        }
    }

    /// Whether nobody reported.
    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Whether a customer reported.
    pub(super) fn knows(&self, customer: CustomerKey) -> bool {
        self.of.contains_key(&customer)
    }

    /// When a customer reported, oldest first.
    pub(super) fn times(&self, customer: CustomerKey) -> Vec<Timestamp> {
        self.of.get(&customer).into_iter().flatten().map(|(at, _)| *at).collect()
    }

    /// When the newest report was written.
    pub(super) fn newest(&self, among: Among) -> Option<Timestamp> {
        self.last[among as usize].back().copied()
    }

    /// Customers whose last report lies behind `from`.
    pub(super) fn since(&self, among: Among, from: Timestamp) -> usize {
        let (older, newer) = self.last[among as usize].as_slices();
        let behind = |part: &[Timestamp]| part.len() - partition_point_late(part, |t| *t <= from);
        behind(older) + behind(newer)
    }

    /// Whether a customer has a report in (from, to].
    pub(super) fn has(&self, among: Among, customer: CustomerKey, from: Timestamp, to: Timestamp) -> bool {
        let moments = self.of.get(&customer).map_or(&[][..], |moments| moments);
        let mut within = moments.iter().rev().skip_while(|(at, _)| *at > to).take_while(|(at, _)| *at > from);
        within.any(|(_, counts)| counts[among as usize] > 0)
    }
}

/// When a customer last reported, by kind.
fn last_of(moments: &Moments) -> [Option<Timestamp>; Among::ALL.len()] {
    let mut last = [None; Among::ALL.len()];
    for (at, counts) in moments.iter().rev() {
        for (last, n) in last.iter_mut().zip(counts) {
            *last = last.or((*n > 0).then_some(*at));
        }
        if last.iter().all(Option::is_some) {
            break;
        }
    }
    last
}

/// The last report of a customer was written at another moment than before.
fn moved(last: &mut VecDeque<Timestamp>, before: Option<Timestamp>, after: Option<Timestamp>) {
    if before == after {
        return;
    }
    if let Some(at) = before {
        // What leaves is nearly always the oldest, and what comes the newest.
        let i = if last.front() == Some(&at) { 0 } else { last.partition_point(|t| *t < at) };
        if last.get(i) == Some(&at) {
            last.remove(i);
        }
    }
    if let Some(at) = after {
        let is_newest = last.back().is_none_or(|t| *t <= at);
        last.insert(if is_newest { last.len() } else { last.partition_point(|t| *t <= at) }, at);
    }
}
