//! The reports of the last days, by feature: what windows count and candidates show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::history::KeyTier;
use super::values::{Value, values};
use super::voices::{Said, Voices, comparable, same_text, voices};
use crate::ids::{AccountKey, CustomerKey, MessageId, Tier};
use crate::signal::{Channel, StatedOnset};
use crate::time::{Span, Timestamp};

/// How long a report is kept: the longest window and the lateness that may still reach into it.
pub const LIVE_FOR: Span = Span::from_hours(3 * 24 + 2);
/// Characters of a report that are kept to be shown.
pub const MAX_SHOWN_CHARS: usize = 600;
/// Newest reports of a feature whose words are kept: what a person would read. Of older ones of a busy
/// feature the stems stay, since a campaign of thousands is one voice too.
pub const MAX_TEXTS: usize = 1_000;
/// Stems of a report that are kept to compare it with others.
pub const MAX_STEMS: usize = 24;

/// Within this the same text teaches once. Windows of days count it once as well; but what is usual must
/// not be thought less than it is, and a text that comes back every few hours is.
const PASSED_AROUND: Span = Span::from_hours(1);
/// Reports of a feature that a new one is compared with, to learn from each text once.
const COMPARED: usize = 200;

/// One report of a feature, as long as a window may hold it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveReport {
    /// The message.
    pub id: MessageId,
    /// When the customer wrote.
    pub occurred_at: Timestamp,
    /// When the source had it.
    pub arrived: Timestamp,
    /// Who wrote.
    pub customer: CustomerKey,
    /// For which organisation.
    pub account: Option<AccountKey>,
    /// In which tier.
    pub tier: Option<Tier>,
    /// How it came.
    pub channel: Channel,
    /// 0 to 1.
    pub specificity: f64,
    /// Redacted, at most [`MAX_SHOWN_CHARS`]; empty once it is not among the newest [`MAX_TEXTS`].
    pub text: Box<str>,
    /// Hashes of at most [`MAX_STEMS`] distinct stems of four letters or more, the first ones, sorted.
    pub stems: Box<[u32]>,
    /// ISO 639-1; empty where unknown.
    pub language: CompactString,
    /// What is known of browser, os, version, device, region.
    pub dimensions: Box<[(CompactString, CompactString)]>,
    /// When it began, as the customer says.
    pub stated_onset: Option<StatedOnset>,
    /// Where the original is.
    pub url: Option<String>,
    /// It reads as a problem by itself, or nothing is known of how problems read in its language.
    pub problem: bool,
    /// It came later than lateness allows: a member, but never one that opens.
    pub late: bool,
}

impl LiveReport {
    /// Where the reporter is.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.dimensions.iter().find(|(dimension, _)| dimension == "region").map(|(_, value)| value.as_str())
    }

    /// What tells whether it is a copy of another.
    #[must_use]
    pub fn said(&self) -> Said<'_> {
        (self.account, &self.stems)
    }

    /// All that sets its customer beside others.
    #[must_use]
    pub fn values(&self) -> Vec<Value> {
        let tier = self.tier.as_ref().map(|t| t.as_str());
        values((tier, &self.language, self.channel), self.dimensions.iter().map(|(d, v)| (d.as_str(), v.as_str())))
    }

    fn lose_words(&mut self) {
        self.text = Box::default();
        self.url = None;
    }
}

/// The live reports of one feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live {
    by_time: BTreeMap<(Timestamp, MessageId), Arc<LiveReport>>,
    /// For each key when its customers reported: a window that ends with the newest report counts its
    /// customers by one binary search.
    newest: BTreeMap<KeyTier, Newest>,
    /// The oldest of the newest [`MAX_TEXTS`]; none while there are no more than that.
    worded_from: Option<(Timestamp, MessageId)>,
    /// Reports shed at the limit.
    pub shed: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Newest {
    /// When each customer reported, in order.
    of: BTreeMap<CustomerKey, Vec<Timestamp>>,
    /// The last of each, in order.
    in_order: Vec<Timestamp>,
}

impl Newest {
    fn put(&mut self, customer: CustomerKey, at: Timestamp) {
        let times = self.of.entry(customer).or_default();
        let before = times.last().copied();
        let i = times.partition_point(|t| *t <= at);
        times.insert(i, at);
        self.moved(before, Some(before.map_or(at, |b| b.max(at))));
    }

    /// One report of a customer leaves.
    fn take(&mut self, customer: CustomerKey, at: Timestamp) {
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

    fn forget(&mut self, customer: CustomerKey) {
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
    fn since(&self, from: Timestamp) -> usize {
        self.in_order.len() - self.in_order.partition_point(|t| *t <= from)
    }

    /// Whether a customer has a report in (from, to].
    fn has(&self, customer: CustomerKey, from: Timestamp, to: Timestamp) -> bool {
        let Some(times) = self.of.get(&customer) else { return false };
        times.get(times.partition_point(|t| *t <= from)).is_some_and(|t| *t <= to)
    }
}

impl Live {
    /// Takes a report; at `limit` the oldest goes. Returns the hours whose reports changed.
    pub fn add(&mut self, report: Arc<LiveReport>, limit: usize) -> BTreeSet<i64> {
        let mut touched = BTreeSet::from([report.occurred_at.hour()]);
        let key = (report.occurred_at, report.id.clone());
        if self.by_time.contains_key(&key) {
            return touched;
        }
        for tier in keys_of(&report) {
            self.newest.entry(tier).or_default().put(report.customer, report.occurred_at);
        }
        self.insert(key, report);
        while self.by_time.len() > limit {
            let Some((_, oldest)) = self.by_time.pop_first() else { break };
            touched.insert(oldest.occurred_at.hour());
            self.shed += 1;
            self.forget_newest(&oldest);
        }
        self.settle_border();
        touched
    }

    /// Puts a report in; one that is behind the newest [`MAX_TEXTS`] loses its words.
    fn insert(&mut self, key: (Timestamp, MessageId), mut report: Arc<LiveReport>) {
        if self.worded_from.as_ref().is_some_and(|from| key < *from) {
            Arc::make_mut(&mut report).lose_words();
            self.by_time.insert(key, report);
            return;
        }
        self.by_time.insert(key, report);
        if self.worded_from.is_none() && self.by_time.len() > MAX_TEXTS {
            self.worded_from = self.by_time.first_key_value().map(|(key, _)| key.clone());
        }
        let Some(from) = &self.worded_from else { return };
        let mut worded = self.by_time.range_mut(from..);
        if let Some((_, oldest)) = worded.next() {
            Arc::make_mut(oldest).lose_words();
        }
        self.worded_from = worded.next().map(|(key, _)| key.clone());
    }

    /// Drops what was written before `before`. Returns the hours whose reports changed.
    pub fn drop_before(&mut self, before: Timestamp) -> BTreeSet<i64> {
        let mut touched = BTreeSet::new();
        while let Some(entry) = self.by_time.first_entry() {
            if entry.key().0 >= before {
                break;
            }
            let oldest = entry.remove();
            touched.insert(oldest.occurred_at.hour());
            self.forget_newest(&oldest);
        }
        self.settle_border();
        touched
    }

    /// Drops every report of a customer. Returns the hours whose reports changed.
    pub fn forget(&mut self, customer: CustomerKey) -> BTreeSet<i64> {
        let mut touched = BTreeSet::new();
        self.by_time.retain(|_, r| {
            let keep = r.customer != customer;
            if !keep {
                touched.insert(r.occurred_at.hour());
            }
            keep
        });
        for newest in self.newest.values_mut() {
            newest.forget(customer);
        }
        // The border is where it would be had that customer never written; what lies between has lost its
        // words, and has to be stored without them.
        let before = self.worded_from.take();
        if self.by_time.len() > MAX_TEXTS {
            self.worded_from = self.by_time.keys().nth_back(MAX_TEXTS - 1).cloned();
        }
        if let Some(before) = before {
            let from = self.worded_from.clone().unwrap_or_else(|| key_from(Timestamp::from_millis(i64::MIN)));
            touched.extend(self.by_time.range(from..before).map(|((t, _), _)| t.hour()));
        }
        touched
    }

    /// Reports have left: with no more than [`MAX_TEXTS`] there is no border, and none is before the first.
    fn settle_border(&mut self) {
        let first = self.by_time.first_key_value().map(|(key, _)| key);
        if first.is_none_or(|first| self.worded_from.as_ref().is_some_and(|from| first >= from)) {
            self.worded_from = None;
        }
    }

    /// A report leaves.
    fn forget_newest(&mut self, gone: &LiveReport) {
        for tier in keys_of(gone) {
            if let Some(newest) = self.newest.get_mut(&tier) {
                newest.take(gone.customer, gone.occurred_at);
            }
        }
    }

    /// Distinct customers of a key with a report in (from, to].
    #[must_use]
    pub fn customers(&self, tier: &KeyTier, from: Timestamp, to: Timestamp) -> u32 {
        let Some(newest) = self.newest.get(tier).filter(|_| from < to) else { return 0 };
        let Some(last) = newest.in_order.last().copied().filter(|last| *last > to) else {
            return count(newest.since(from));
        };
        // Those who wrote after `to` only do not count; few have where reports come nearly in order.
        let behind: BTreeSet<_> = self.within(tier, to, last).map(|r| r.customer).collect();
        let only_behind = behind.into_iter().filter(|c| !newest.has(*c, from, to)).count();
        count(newest.since(from) - only_behind)
    }

    /// The same, where customers with the same text are one.
    #[must_use]
    pub fn voices(&self, tier: &KeyTier, from: Timestamp, to: Timestamp) -> Voices {
        voices(self.within(tier, from, to).map(|r| (r.customer, r.said(), r.problem)))
    }

    /// Whether another customer wrote the text of a report within the hour before it, as far as the
    /// newest 200 tell.
    #[must_use]
    pub fn is_copy(&self, report: &LiveReport) -> bool {
        comparable(report.said())
            && self
                .all_within(report.occurred_at - PASSED_AROUND, report.occurred_at)
                .rev()
                .take(COMPARED)
                .any(|r| r.customer != report.customer && same_text(r.said(), report.said()))
    }

    /// The reports of a key in (from, to], oldest first.
    pub fn within<'a>(
        &'a self,
        tier: &'a KeyTier,
        from: Timestamp,
        to: Timestamp,
    ) -> impl DoubleEndedIterator<Item = &'a Arc<LiveReport>> + 'a {
        self.all_within(from, to).filter(move |r| tier.is_none() || r.tier == *tier)
    }

    /// All reports in (from, to], oldest first.
    pub fn all_within(&self, from: Timestamp, to: Timestamp) -> impl DoubleEndedIterator<Item = &Arc<LiveReport>> {
        let after = from + Span::from_millis(1);
        let end = to + Span::from_millis(1);
        let range = if after < end { Some(key_from(after)..key_from(end)) } else { None };
        range.into_iter().flat_map(|r| self.by_time.range(r)).map(|(_, report)| report)
    }

    /// The reports of one hour, for storing them.
    pub fn of_hour(&self, hour: i64) -> impl Iterator<Item = &Arc<LiveReport>> {
        self.all_within(
            Timestamp::from_hour(hour) - Span::from_millis(1),
            Timestamp::from_hour(hour + 1) - Span::from_millis(1),
        )
    }

    /// The newest report.
    #[must_use]
    pub fn newest(&self) -> Option<&LiveReport> {
        self.by_time.last_key_value().map(|(_, r)| &**r)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_time.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_time.is_empty()
    }
}

/// The smallest key at or after `at`.
fn key_from(at: Timestamp) -> (Timestamp, MessageId) {
    (at, MessageId::lowest())
}

/// The keys a report counts for: its feature's own and that of its tier.
#[must_use]
pub fn keys_of(report: &LiveReport) -> Vec<KeyTier> {
    let mut keys = vec![None];
    keys.extend(report.tier.clone().map(Some));
    keys
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
