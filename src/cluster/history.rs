//! What a key has counted so far: the material of its baseline.
//!
//! A key is a feature, or a feature and a tier. For level and shape a customer counts once per key
//! in 24 hours of occurred_at, so that no single customer shapes what is ordinary. (By UTC day an
//! incident across midnight would teach its night twice.)

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::ids::{CustomerKey, Tier};
use crate::time::{Span, Timestamp};

/// Minutes in one step of the recent counts.
pub const STEP_MIN: i64 = 5;
/// How long five-minute steps are kept: three weeks of recurrence, the longest window and the shifts.
const RECENT_FOR: Span = Span::from_days(25);
/// How long hours are kept: after four half-lives of 21 days an hour weighs 6 %.
pub const HOURS_FOR: i64 = 84 * 24;
/// Within this a customer counts once.
const ONCE_IN: Span = Span::from_hours(24);
/// How long a customer's counted report is remembered: lateness and the longest outage of a source
/// that is still worth counting right.
const REMEMBERED: Span = Span::from_days(3);
/// Customers remembered for one key; further ones are counted at every report.
const MAX_CUSTOMERS: usize = 50_000;

/// Who was counted when: a customer counts once in 24 hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnceADay {
    counted: BTreeMap<CustomerKey, Timestamp>,
    newest: Timestamp,
}

impl OnceADay {
    /// Counts a customer; false where that happened within 24 hours of `at` already, or where `at` is
    /// too old to tell.
    pub fn count(&mut self, at: Timestamp, customer: CustomerKey) -> bool {
        // What does not count changes nothing: it is not stored either.
        if self.newest - at > REMEMBERED {
            return false;
        }
        let known = match self.counted.get_mut(&customer) {
            Some(counted) if (at - *counted).as_millis().abs() < ONCE_IN.as_millis() => return false,
            Some(counted) => {
                // What is heard late counts, and does not move back what the next is held against.
                *counted = at.max(*counted);
                true
            }
            None => false,
        };
        if at.day() > self.newest.day() {
            self.counted.retain(|_, t| at - *t <= REMEMBERED);
        }
        self.newest = self.newest.max(at);
        if !known && self.counted.len() < MAX_CUSTOMERS {
            self.counted.insert(customer, at);
        }
        true
    }

    /// Whether this customer was counted within the last days.
    #[must_use]
    pub fn knows(&self, customer: CustomerKey) -> bool {
        self.counted.contains_key(&customer)
    }

    /// Two customers turned out to be one, who counts as `new`.
    pub fn rename(&mut self, old: CustomerKey, new: CustomerKey) {
        if let Some(at) = self.counted.remove(&old) {
            let counted = self.counted.entry(new).or_insert(at);
            *counted = (*counted).max(at);
        }
    }

    /// Forgets when this customer was counted; true where that was known.
    pub fn forget(&mut self, customer: CustomerKey) -> bool {
        self.counted.remove(&customer).is_some()
    }
}

/// What one key has counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHistory {
    /// By five minutes, over the last 25 days.
    recent: Tally,
    /// By hour, over the last 12 weeks.
    hours: Tally,
    /// Who was counted when.
    customers: OnceADay,
    /// The day on which what is too old was forgotten last.
    tidied: i64,
}

/// The number of the five-minute step that holds `t`.
#[must_use]
pub const fn step(t: Timestamp) -> i64 {
    t.as_millis().div_euclid(STEP_MIN * 60_000)
}

impl KeyHistory {
    /// Counts a report; false where this customer was counted within 24 hours of it already, or where
    /// it is too old to tell.
    pub fn count(&mut self, occurred_at: Timestamp, customer: CustomerKey) -> bool {
        if !self.customers.count(occurred_at, customer) {
            return false;
        }
        self.recent.add(step(occurred_at));
        self.hours.add(occurred_at.hour());
        // Once a day: each time moves all that stays.
        if occurred_at.day() > self.tidied {
            self.tidied = occurred_at.day();
            self.recent.forget_before(step(occurred_at - RECENT_FOR));
            self.hours.forget_before(occurred_at.hour() - HOURS_FOR);
        }
        true
    }

    /// How many in (from, to], to five minutes.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> u64 {
        self.recent.between(step(from) + 1, step(to))
    }

    /// The most in (from, to] over these shifts in minutes, which rise, to five minutes.
    #[must_use]
    pub fn most_between(&self, from: Timestamp, to: Timestamp, shifts_min: &[i64]) -> u64 {
        let shifts = shifts_min.iter().map(|min| min.div_euclid(STEP_MIN));
        self.recent.most_between(step(from) + 1, step(to), shifts)
    }

    /// The same for two windows that end at `to`, of an hour or two with their shifts. Nothing where all of that holds
    /// fewer than `least`.
    #[must_use]
    pub fn most_of_two<const N: usize>(
        &self,
        to: Timestamp,
        windows: [Span; 2],
        shifts_min: [i64; N],
        least: u32,
    ) -> [u64; 2] {
        let shifts = shifts_min.map(|min| min.div_euclid(STEP_MIN));
        self.recent.most_of_two(step(to), windows.map(|w| step(to) - step(to - w)), shifts, least.into())
    }

    /// (hour, count) of every hour in `from..to` that holds any.
    pub fn hours(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, u64)> + '_ {
        self.hours.steps(from, to)
    }

    /// Whether it ever counted anything that is still kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hours.total() == 0
    }

    /// Forgets when this customer was counted; the counts themselves name nobody.
    pub fn forget(&mut self, customer: CustomerKey) -> bool {
        self.customers.forget(customer)
    }
}

/// The tier of a key; none is the feature's own key.
pub type KeyTier = Option<Tier>;

/// Tiers of a feature with a key of their own. A source with more names something else there: reports of further ones
/// count for the feature alone.
const MAX_TIERS: usize = 100;
/// Most alarm periods remembered for a feature; older ones leave the 12 weeks first.
const MAX_ALARMS: usize = 500;

/// What a feature's keys have counted, and when it was in alarm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeatureHistory {
    /// Counts by key.
    pub keys: BTreeMap<KeyTier, KeyHistory>,
    /// Alarm periods: whole hours, first..last (exclusive); an open one ends at `i64::MAX`.
    alarms: Vec<(i64, i64)>,
    /// When its catalogue entry appeared, where that was after the tenant's first message.
    pub entered: Option<Timestamp>,
    /// The last resolution of it or of anything merged with it: no window begins before.
    pub resolved: Option<Timestamp>,
}

impl FeatureHistory {
    /// Counts a report for a key; false where its customer was counted before, it is too old, or its tier has no key.
    pub fn count(&mut self, tier: KeyTier, occurred_at: Timestamp, customer: CustomerKey) -> bool {
        if tier.is_some() && !self.keys.contains_key(&tier) && self.keys.keys().flatten().count() >= MAX_TIERS {
            return false;
        }
        self.keys.entry(tier).or_default().count(occurred_at, customer)
    }

    /// Whether `hour` lies in an alarm.
    #[must_use]
    pub fn in_alarm(&self, hour: i64) -> bool {
        self.alarms.iter().any(|(a, b)| (*a..*b).contains(&hour))
    }

    /// Whether any hour of `from..=to` lies in an alarm.
    #[must_use]
    pub fn any_alarm(&self, from: i64, to: i64) -> bool {
        self.alarms.iter().any(|(a, b)| *a <= to && from < *b)
    }

    /// The hours of `from..to` that lie in alarms, each once, in order.
    pub fn alarm_hours(&self, from: i64, to: i64) -> BTreeSet<i64> {
        let within = |(a, b): &(i64, i64)| (*a).max(from)..(*b).min(to);
        self.alarms.iter().flat_map(within).collect()
    }

    /// An alarm begins with its first member.
    pub fn alarm_begins(&mut self, first_member: Timestamp) {
        self.alarms.push((first_member.hour(), i64::MAX));
        if self.alarms.len() > MAX_ALARMS {
            self.alarms.remove(0);
        }
    }

    /// The first hour of the running alarm; of several the one that began last.
    #[must_use]
    pub fn running_alarm(&self) -> Option<i64> {
        self.alarms.iter().rev().find(|(_, b)| *b == i64::MAX).map(|(a, _)| *a)
    }

    /// The running alarm that began in the hour `first` ends; of several that overlap the hours of all are masked.
    /// Returns the first hour after it.
    pub fn alarm_ends(&mut self, first: i64, at: Timestamp) -> i64 {
        let end = at.hour() + 1;
        if let Some(open) = self.alarms.iter_mut().rev().find(|alarm| **alarm == (first, i64::MAX)) {
            open.1 = end;
        }
        end
    }

    /// The running alarm that began in the hour `first` was none: its hours teach like all others.
    /// Returns the first of them.
    pub fn alarm_was_none(&mut self, first: i64) -> i64 {
        if let Some(open) = self.alarms.iter().rposition(|alarm| *alarm == (first, i64::MAX)) {
            self.alarms.remove(open);
        }
        first
    }

    /// No window begins before `at`.
    pub fn begin_anew(&mut self, at: Timestamp) {
        self.resolved = Some(self.resolved.map_or(at, |r| r.max(at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_customer_counts_once_a_key_in_24_hours() {
        let mut h = KeyHistory::default();
        assert!(h.count(t("2026-03-09T22:00:00Z"), CustomerKey(1)));
        assert!(!h.count(t("2026-03-10T21:59:59Z"), CustomerKey(1)), "across midnight too");
        assert!(h.count(t("2026-03-10T22:00:00Z"), CustomerKey(1)));
        assert!(h.count(t("2026-03-09T12:00:00Z"), CustomerKey(2)));
        assert_eq!(h.between(t("2026-03-09T00:00:00Z"), t("2026-03-11T00:00:00Z")), 3);
    }

    #[test]
    fn a_late_report_does_not_move_back_from_when_a_customer_counts_again() {
        let mut h = KeyHistory::default();
        assert!(h.count(t("2026-03-10T22:00:00Z"), CustomerKey(1)));
        assert!(h.count(t("2026-03-09T20:00:00Z"), CustomerKey(1)), "written the day before");
        assert!(!h.count(t("2026-03-10T23:00:00Z"), CustomerKey(1)));
        assert!(h.count(t("2026-03-11T22:00:00Z"), CustomerKey(1)));
    }

    #[test]
    fn so_many_tiers_of_a_feature_have_a_key() {
        let mut history = FeatureHistory::default();
        let tier = |n: usize| Some(Tier::new(format!("contract-{n}")).unwrap());
        let at = t("2026-03-09T22:00:00Z");
        for n in 0..=MAX_TIERS {
            assert!(history.count(None, at, CustomerKey(n as u64)));
            assert_eq!(history.count(tier(n), at, CustomerKey(n as u64)), n < MAX_TIERS, "{n}");
        }
        assert!(history.count(tier(0), at, CustomerKey(1_000)), "those that have one go on");
        assert_eq!(history.keys.len(), MAX_TIERS + 1);
    }

    #[test]
    fn what_does_not_count_changes_nothing_that_is_stored() {
        let mut h = KeyHistory::default();
        assert!(h.count(t("2026-03-09T22:00:00Z"), CustomerKey(1)));
        let before = h.clone();
        assert!(!h.count(t("2026-03-10T21:00:00Z"), CustomerKey(1)));
        assert_eq!(h, before);
    }

    #[test]
    fn what_is_older_than_what_is_remembered_teaches_nothing() {
        let mut h = KeyHistory::default();
        assert!(h.count(t("2026-03-09T10:00:00Z"), CustomerKey(1)));
        assert!(h.count(t("2026-03-06T10:00:00Z"), CustomerKey(1)));
        assert!(!h.count(t("2026-03-06T09:59:59Z"), CustomerKey(2)));
    }
}
