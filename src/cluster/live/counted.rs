//! When each customer of a key reported: how many did in a window is one binary search.

use std::collections::BTreeMap;

use super::LiveReport;
use crate::ids::CustomerKey;
use crate::time::Timestamp;

/// When the customers of a key reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counted {
    pub(super) all: Newest,
    /// With words of their own.
    pub(super) own: Newest,
    /// With words of their own that say that something is wrong.
    pub(super) problems: Newest,
}

impl Counted {
    /// Those among which a report counts.
    pub(super) fn of(&mut self, report: &LiveReport) -> impl Iterator<Item = &mut Newest> {
        let own = (!report.copy).then_some(&mut self.own);
        let problems = (!report.copy && report.problem).then_some(&mut self.problems);
        std::iter::once(&mut self.all).chain(own).chain(problems)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Newest {
    /// When each customer reported, in order.
    of: BTreeMap<CustomerKey, Vec<Timestamp>>,
    /// The last of each, in order.
    pub(super) in_order: Vec<Timestamp>,
}

impl Newest {
    pub(super) fn put(&mut self, customer: CustomerKey, at: Timestamp) {
        let times = self.of.entry(customer).or_default();
        let before = times.last().copied();
        let i = times.partition_point(|t| *t <= at);
        times.insert(i, at);
        self.moved(before, Some(before.map_or(at, |b| b.max(at))));
    }

    /// One report of a customer leaves.
    pub(super) fn take(&mut self, customer: CustomerKey, at: Timestamp) {
        let Some(times) = self.of.get_mut(&customer) else { return };
        let before = times.last().copied();
        if let Ok(i) = times.binary_search(&at) {
            times.remove(i);
        }
        let after = times.last().copied();
        if after.is_none() {
            self.of.remove(&customer);
        }
        self.moved(before, after);
    }

    pub(super) fn forget(&mut self, customer: CustomerKey) {
        if let Some(times) = self.of.remove(&customer) {
            self.moved(times.last().copied(), None);
        }
    }

    fn moved(&mut self, before: Option<Timestamp>, after: Option<Timestamp>) {
        if before == after {
            return;
        }
        if let Some(at) = before {
            let i = self.in_order.partition_point(|t| *t < at);
            if self.in_order.get(i) == Some(&at) {
                self.in_order.remove(i);
            }
        }
        if let Some(at) = after {
            let i = self.in_order.partition_point(|t| *t <= at);
            self.in_order.insert(i, at);
        }
    }

    /// Customers whose last report lies behind `from`.
    pub(super) fn since(&self, from: Timestamp) -> usize {
        self.in_order.len() - self.in_order.partition_point(|t| *t <= from)
    }

    /// Whether a customer has a report in (from, to].
    pub(super) fn has(&self, customer: CustomerKey, from: Timestamp, to: Timestamp) -> bool {
        let Some(times) = self.of.get(&customer) else { return false };
        times.get(times.partition_point(|t| *t <= from)).is_some_and(|t| *t <= to)
    }
}
