//! The reports of the last days, by feature: what windows count and candidates show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

mod counted;

use self::counted::{Among, Counted};
use super::history::KeyTier;
use super::values::{Value, values};
use super::voices::{Said, Voices, comparable, same_text};
use crate::ids::{AccountKey, CustomerKey, FeatureId, MessageId, Tier};
use crate::signal::{Channel, StatedOnset, Tried};
use crate::time::{Span, Timestamp};

/// How long a report is kept: the longest window and the lateness that may still reach into it.
pub const LIVE_FOR: Span = Span::from_hours(3 * 24 + 2);
/// Characters of a report that are kept to be shown.
pub const MAX_SHOWN_CHARS: usize = 600;
/// Newest reports of a feature whose words are kept: what a person would read and what is compared. Older
/// ones of a busy feature only count, as copies where they are.
pub const MAX_TEXTS: usize = 1_000;
/// Stems of a report that are kept to compare it with others.
pub const MAX_STEMS: usize = 24;

/// Within this the same text counts, and teaches, once: one that comes back every few hours is usual.
const PASSED_AROUND: Span = Span::from_hours(1);
/// Reports of a feature that a new one is compared with, to count each text once.
const COMPARED: usize = 50;

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
    /// Yearly revenue of that organisation, or of the customer, in the tenant's own currency.
    pub revenue: Option<f64>,
    /// How it came.
    pub channel: Channel,
    /// 0 to 1.
    pub specificity: f64,
    /// Redacted, at most [`MAX_SHOWN_CHARS`]; empty once it is not among the newest [`MAX_TEXTS`].
    pub text: Box<str>,
    /// Hashes of at most [`MAX_STEMS`] distinct stems of four letters or more, the first ones, sorted.
    pub stems: Box<[u32]>,
    /// Another customer had sent that text within the hour: it counts with that one.
    pub copy: bool,
    /// ISO 639-1; empty where unknown.
    pub language: CompactString,
    /// What is known of browser, os, version, device, region.
    pub dimensions: Box<[(CompactString, CompactString)]>,
    /// When it began, as the customer says.
    pub stated_onset: Option<StatedOnset>,
    /// What the customer tried, at which step.
    pub tried: Tried,
    /// Where the original is.
    pub url: Option<String>,
    /// Another feature that it may mean.
    pub near: Option<FeatureId>,
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

    /// Whether its customer can be answered: a person can open the original, and it is no public post.
    #[must_use]
    pub fn can_be_reached(&self) -> bool {
        self.url.is_some() && matches!(self.channel, Channel::Ticket | Channel::Chat | Channel::Email)
    }

    /// What tells whether it is a copy of another.
    #[must_use]
    pub fn said(&self) -> Said<'_> {
        (self.account, &self.stems)
    }

    /// All that sets its customer beside others.
    #[must_use]
    pub fn values(&self) -> Vec<Value<'_>> {
        let tier = self.tier.as_ref().map(|t| t.as_str());
        values((tier, &self.language, self.channel), self.dimensions.iter().map(|(d, v)| (d.as_str(), v.as_str())))
    }

    fn lose_words(&mut self) {
        self.text = Box::default();
        self.stems = Box::default();
        self.tried.step = None;
        self.url = None;
    }
}

/// The live reports of one feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live {
    by_time: BTreeMap<(Timestamp, MessageId), Arc<LiveReport>>,
    /// For each key when its customers reported: a window that ends with the newest report counts its
    /// customers by one binary search.
    newest: BTreeMap<KeyTier, Counted>,
    /// The oldest of the newest [`MAX_TEXTS`]; none while there are no more than that.
    worded_from: Option<(Timestamp, MessageId)>,
    /// Reports shed at the limit.
    pub shed: u64,
}

impl Live {
    /// Takes a report; at `limit` the oldest goes. Returns the hours whose reports changed, its own first.
    pub fn add(&mut self, report: Arc<LiveReport>, limit: usize) -> Vec<i64> {
        let mut touched = vec![report.occurred_at.hour()];
        let key = (report.occurred_at, report.id.clone());
        if self.by_time.contains_key(&key) {
            return touched;
        }
        for tier in keys_of(&report) {
            self.newest.entry(tier).or_default().put(&report);
        }
        self.insert(key, report);
        while self.by_time.len() > limit {
            let Some((_, oldest)) = self.by_time.pop_first() else { break };
            touched.push(oldest.occurred_at.hour());
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
        self.newest.retain(|_, counted| {
            counted.forget(customer);
            !counted.is_empty()
        });
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

    /// Whether it holds a report of this customer.
    #[must_use]
    pub fn knows(&self, customer: CustomerKey) -> bool {
        self.newest.get(&None).is_some_and(|counted| counted.knows(customer))
    }

    /// Two customers turned out to be one, who counts as `new`. Returns the hours whose reports changed.
    pub fn rename(&mut self, old: CustomerKey, new: CustomerKey) -> BTreeSet<i64> {
        let times = self.newest.get(&None).map(|counted| counted.times(old)).unwrap_or_default();
        let at = |t| self.by_time.range(key_from(t)..key_from(t + Span::from_millis(1)));
        let own = times.into_iter().flat_map(at).filter(|(_, r)| r.customer == old);
        let keys: Vec<(Timestamp, MessageId)> = own.map(|(key, _)| key.clone()).collect();
        for key in &keys {
            let Some(before) = self.by_time.get(key).cloned() else { continue };
            self.forget_newest(&before);
            let mut report = (*before).clone();
            report.customer = new;
            for tier in keys_of(&report) {
                self.newest.entry(tier).or_default().put(&report);
            }
            self.by_time.insert(key.clone(), Arc::new(report));
        }
        keys.into_iter().map(|(at, _)| at.hour()).collect()
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
            if let Some(counted) = self.newest.get_mut(&tier) {
                counted.take(gone);
                if counted.is_empty() {
                    self.newest.remove(&tier);
                }
            }
        }
    }

    /// What one of its keys counted.
    #[must_use]
    pub fn of<'a>(&'a self, tier: &'a KeyTier) -> OfKey<'a> {
        OfKey { live: self, tier, counted: self.newest.get(tier) }
    }

    /// Distinct customers with a report in (from, to].
    #[must_use]
    pub fn customers(&self, from: Timestamp, to: Timestamp) -> u32 {
        self.of(&None).customers(from, to)
    }

    /// Whether another customer wrote the text of a report within an hour of it, as far as the newest 50
    /// tell.
    #[must_use]
    pub fn is_copy(&self, report: &LiveReport) -> bool {
        comparable(report.said())
            && self
                .all_within(report.occurred_at - PASSED_AROUND, report.occurred_at + PASSED_AROUND)
                .rev()
                .take(COMPARED)
                .any(|r| r.customer != report.customer && same_text(r.said(), report.said()))
    }

    /// All reports in (from, to], oldest first.
    pub fn all_within(&self, from: Timestamp, to: Timestamp) -> impl DoubleEndedIterator<Item = &Arc<LiveReport>> {
        let after = from + Span::from_millis(1);
        let end = (to + Span::from_millis(1)).max(after);
        self.by_time.range(key_from(after)..key_from(end)).map(|(_, report)| report)
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

/// The live reports of one key.
#[derive(Clone, Copy, Debug)]
pub struct OfKey<'a> {
    live: &'a Live,
    tier: &'a KeyTier,
    counted: Option<&'a Counted>,
}

impl<'a> OfKey<'a> {
    /// Distinct customers with a report in (from, to].
    #[must_use]
    pub fn customers(&self, from: Timestamp, to: Timestamp) -> u32 {
        self.distinct(Among::All, (from, to))
    }

    /// Distinct customers among some of its reports in (from, to].
    fn distinct(&self, among: Among, (from, to): (Timestamp, Timestamp)) -> u32 {
        let Some(counted) = self.counted.filter(|_| from < to) else { return 0 };
        let Some(last) = counted.newest(among).filter(|last| *last > to) else {
            return count(counted.since(among, from));
        };
        // Those who wrote after `to` only do not count; few have where reports come nearly in order.
        let reports = self.within(to, last).filter(|r| among.holds(r));
        let behind: BTreeSet<_> = reports.map(|r| r.customer).collect();
        let only_behind = behind.into_iter().filter(|c| !counted.has(among, *c, from, to)).count();
        count(counted.since(among, from) - only_behind)
    }

    /// The same, where customers with the same text are one.
    #[must_use]
    pub fn voices(&self, from: Timestamp, to: Timestamp) -> Voices {
        let all = self.customers(from, to);
        let own = self.distinct(Among::Own, (from, to));
        // Where whoever wrote a text first is not among them, its copies are one.
        let customers = own.max(all.min(1));
        Voices { customers, copies: all - customers, problems: self.distinct(Among::Problems, (from, to)) }
    }

    /// Its reports in (from, to], oldest first.
    pub fn within(&self, from: Timestamp, to: Timestamp) -> impl DoubleEndedIterator<Item = &'a Arc<LiveReport>> + 'a {
        let tier = self.tier;
        self.live.all_within(from, to).filter(move |r| tier.is_none() || r.tier == *tier)
    }
}

/// The smallest key at or after `at`.
fn key_from(at: Timestamp) -> (Timestamp, MessageId) {
    (at, MessageId::lowest())
}

/// The keys a report counts for: its feature's own and that of its tier.
pub fn keys_of(report: &LiveReport) -> impl Iterator<Item = KeyTier> + '_ {
    std::iter::once(None).chain(report.tier.clone().map(Some))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(super) mod tests;
