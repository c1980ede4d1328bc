//! When each customer of a key reported: how many did in a window is one binary search.

use std::collections::{BTreeMap, VecDeque};

use super::LiveReport;
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

/// When the customers of a key reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counted {
    /// How many reports of a customer at a moment, of each kind.
    at: BTreeMap<(CustomerKey, Timestamp), [u32; Among::ALL.len()]>,
    /// The last report of each customer, of each kind, in order.
    last: [VecDeque<Timestamp>; Among::ALL.len()],
}

impl Counted {
    pub(super) fn put(&mut self, report: &LiveReport) {
        let (customer, at) = (report.customer, report.occurred_at);
        let before = self.last_of(customer);
        for among in Among::ALL.into_iter().filter(|a| a.holds(report)) {
            let before = before[among as usize];
            self.moved(among, before, Some(before.map_or(at, |b| b.max(at))));
        }
        let counts = self.at.entry((customer, at)).or_default();
        Among::ALL.into_iter().filter(|a| a.holds(report)).for_each(|among| counts[among as usize] += 1);
    }

    /// A report leaves.
    pub(super) fn take(&mut self, report: &LiveReport) {
        let (customer, at) = (report.customer, report.occurred_at);
        let before = self.last_of(customer);
        let Some(counts) = self.at.get_mut(&(customer, at)) else { return };
        for among in Among::ALL.into_iter().filter(|a| a.holds(report)) {
            counts[among as usize] = counts[among as usize].saturating_sub(1);
        }
        if *counts == [0; Among::ALL.len()] {
            self.at.remove(&(customer, at));
        }
        // Nearly always it is the oldest that leaves, and the last of its customer stays.
        if before.contains(&Some(at)) {
            let after = self.last_of(customer);
            for among in Among::ALL.into_iter().filter(|a| before[*a as usize] == Some(at)) {
                self.moved(among, Some(at), after[among as usize]);
            }
        }
    }

    pub(super) fn forget(&mut self, customer: CustomerKey) {
        for among in Among::ALL {
            let last = self.last_of(customer)[among as usize];
            self.moved(among, last, None);
        }
        self.at.retain(|(c, _), _| *c != customer);
    }

    /// When a customer reported, oldest first.
    pub(super) fn times(&self, customer: CustomerKey) -> Vec<Timestamp> {
        self.at.range((customer, EARLIEST)..=(customer, LATEST)).map(|((_, at), _)| *at).collect()
    }

    /// When a customer last reported, by kind.
    fn last_of(&self, customer: CustomerKey) -> [Option<Timestamp>; Among::ALL.len()] {
        let mut last = [None; Among::ALL.len()];
        for ((_, at), counts) in self.at.range((customer, EARLIEST)..=(customer, LATEST)).rev() {
            for (last, n) in last.iter_mut().zip(counts) {
                *last = last.or((*n > 0).then_some(*at));
            }
            if last.iter().all(Option::is_some) {
                break;
            }
        }
        last
    }

    fn moved(&mut self, among: Among, before: Option<Timestamp>, after: Option<Timestamp>) {
        if before == after {
            return;
        }
        let last = &mut self.last[among as usize];
        if let Some(at) = before {
            let i = last.partition_point(|t| *t < at);
            if last.get(i) == Some(&at) {
                last.remove(i);
            }
        }
        if let Some(at) = after {
            last.insert(last.partition_point(|t| *t <= at), at);
        }
    }

    /// When the newest report was written.
    pub(super) fn newest(&self, among: Among) -> Option<Timestamp> {
        self.last[among as usize].back().copied()
    }

    /// Customers whose last report lies behind `from`.
    pub(super) fn since(&self, among: Among, from: Timestamp) -> usize {
        let last = &self.last[among as usize];
        last.len() - last.partition_point(|t| *t <= from)
    }

    /// Whether a customer has a report in (from, to].
    pub(super) fn has(&self, among: Among, customer: CustomerKey, from: Timestamp, to: Timestamp) -> bool {
        let mut reports = self.at.range((customer, from)..=(customer, to)).rev();
        reports.any(|((_, at), counts)| *at > from && counts[among as usize] > 0)
    }
}

/// Before and after every report.
const EARLIEST: Timestamp = Timestamp::from_millis(i64::MIN);
const LATEST: Timestamp = Timestamp::from_millis(i64::MAX);
