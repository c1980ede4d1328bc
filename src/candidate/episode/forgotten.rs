//! What an episode counts of reports that are held no more.
//!
//! Reports are held for three days, only so many of a feature, and none of an erased customer. A candidate that is
//! open longer or is busier has counted some of which nothing else is left. Whenever its members are put together
//! anew these counts stay: what is held is taken exactly, what is not stays as it was counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Episode, MAX_STEMS, MAX_TEXTS, MAX_TIMES, MAX_VALUES, ONSET_WITHIN, UNKNOWN};
use crate::candidate::Onset;
use crate::cluster::live::LiveReport;
use crate::cluster::voices::same_text;
use crate::ids::{CustomerKey, FeatureId, MessageId};
use crate::time::Timestamp;

/// Reports with the features by which they are members.
pub type Reports = Vec<(FeatureId, Arc<LiveReport>)>;

/// What an episode counts beside the reports that are held.
#[derive(Clone, Debug)]
pub struct Forgotten(Episode);

impl Episode {
    /// Which of the reports that are held and may be its members it counts, oldest first: one may have been kept that
    /// is on its way to it, and a guest writes of other things too. `limit` bounds the customers remembered.
    #[must_use]
    pub fn counted_of(&self, mut held: Reports, limit: usize) -> Reports {
        // Of more than are remembered the oldest times have gone.
        let from = self.times.first().filter(|_| self.times.len() >= MAX_TIMES);
        let mut times = self.times.iter().peekable();
        held.retain(|(_, r)| {
            if from.is_some_and(|from| r.occurred_at < *from) {
                return true;
            }
            while times.next_if(|t| **t < r.occurred_at).is_some() {}
            self.may_count(r.customer, limit) && times.next_if(|t| **t == r.occurred_at).is_some()
        });
        held
    }

    /// Whether a report of this customer may be among what it counts. `limit` bounds the customers remembered.
    fn may_count(&self, customer: CustomerKey, limit: usize) -> bool {
        let is_known = self.customers.contains_key(&customer) || self.copied.contains(&customer);
        is_known || self.customers.len() >= limit || self.copied.len() >= limit
    }

    /// What it counts of reports that are not among `held`, its members that are still there, oldest first. None
    /// where that is nothing. `limit` bounds the customers remembered.
    #[must_use]
    pub fn forgotten(&self, held: &Reports, limit: usize) -> Option<Forgotten> {
        let mut anew = self.emptied();
        let (mut worded, mut shown) = (true, BTreeSet::new());
        for (feature, report) in held {
            anew.join(feature, report, limit);
            if report.text.is_empty() {
                worded = false;
            } else if self.candidate.reports.iter().any(|r| r.id == report.id) {
                shown.insert(report.id.clone());
            }
        }
        let left = self.without((&anew, worded), &shown);
        let nothing = left.candidate.messages == 0 && left.counted_customers() == 0;
        (!nothing || !worded).then_some(Forgotten(left))
    }

    /// Forgets its members, to be put together anew, but for what it counts of reports that are held no more; what
    /// was told of it stays told.
    pub fn restart(&mut self, forgotten: Option<Forgotten>) {
        let left = forgotten.map_or_else(|| self.emptied(), |f| f.0);
        let c = &mut self.candidate;
        c.messages = left.candidate.messages;
        c.by_tier = left.candidate.by_tier;
        c.by_channel = left.candidate.by_channel;
        c.reports = left.candidate.reports;
        c.onset = left.candidate.onset;
        c.revenue = None;
        self.customers = left.customers;
        self.forgotten = left.forgotten;
        self.accounts = left.accounts;
        self.revenue = left.revenue;
        self.forgotten_revenue = left.forgotten_revenue;
        self.copied = left.copied;
        self.texts = left.texts;
        self.times = left.times;
        self.by_feature = left.by_feature;
        self.may_mean = left.may_mean;
        self.meant = left.meant;
        self.stems = left.stems;
        self.by_region = left.by_region;
        self.by_language = left.by_language;
        self.by_value = left.by_value;
        self.by_action = left.by_action;
        self.nothing_followed = left.nothing_followed;
        self.reachable = left.reachable;
        // Who said it is in doubt where nobody says it any more.
        self.stated_by = left.stated_by.filter(|_| self.candidate.onset.stated.is_some());
        self.ahead.clear();
        let c = &self.candidate;
        let named = |id: &MessageId| c.opened_with.contains(id) || c.internal.iter().any(|r| r.id == *id);
        self.wrote.retain(|id, _| named(id));
        self.wrote.extend(left.wrote);
        self.sum_revenue();
        self.count_members();
    }

    /// The same candidate without any member.
    fn emptied(&self) -> Self {
        let mut c = self.candidate.clone();
        (c.customers, c.accounts, c.messages, c.copies, c.copied_texts) = (0, 0, 0, 0, 0);
        c.by_tier.clear();
        c.by_channel.clear();
        c.reports.clear();
        c.onset = Onset { observed: Timestamp::NEVER, stated: None };
        Self::new(c)
    }

    /// Its counts without those of the members that are held; `worded` says whether all of these have their words,
    /// `shown` which of its shown reports are among them.
    fn without(&self, (held, worded): (&Self, bool), shown: &BTreeSet<MessageId>) -> Self {
        let mut left = self.clone();
        left.customers.retain(|who, _| !held.customers.contains_key(who));
        let n = left.counted_customers();
        for (_, feature) in self.customers.iter().filter(|(who, _)| held.customers.contains_key(*who)) {
            take_one(&mut left.by_feature, feature);
        }
        left.may_mean.values_mut().for_each(|who| who.retain(|who| left.customers.contains_key(who)));
        left.may_mean.retain(|_, who| !who.is_empty());
        left.by_region = settled(less(&self.by_region, &held.by_region), n);
        left.by_language = settled(less(&self.by_language, &held.by_language), n);
        left.by_action = no_more(less(&self.by_action, &held.by_action), n);
        for (dimension, by) in &mut left.by_value {
            let of_held = held.by_value.get(dimension);
            *by = no_more(of_held.map_or_else(|| by.clone(), |of_held| less(by, of_held)), n);
        }
        left.by_value.retain(|_, by| !by.is_empty());
        left.nothing_followed = self.nothing_followed.saturating_sub(held.nothing_followed).min(n);
        left.stems = less(&self.stems, &held.stems);
        if worded {
            left.stems = left.stems.into_iter().map(|(stem, k)| (stem, k.min(n))).filter(|(_, k)| *k > 0).collect();
        }
        left.accounts.retain(|account| !held.accounts.contains(account));
        left.revenue.retain(|account, _| !held.revenue.contains_key(account));
        left.copied.retain(|who| !held.copied.contains(who) && !held.customers.contains_key(who));
        left.texts.retain(|t| !held.texts.iter().any(|h| same_text((h.account, &h.stems), (t.account, &t.stems))));
        left.times = times_without(&self.times, &held.times);
        left.reachable.retain(|who| !held.reachable.contains(who));
        let (own, c) = (&self.candidate, &mut left.candidate);
        c.messages = own.messages.saturating_sub(held.candidate.messages);
        c.by_tier = settled(less(&own.by_tier, &held.candidate.by_tier), n);
        c.by_channel = less(&own.by_channel, &held.candidate.by_channel);
        if held.candidate.onset.observed <= own.onset.observed {
            c.onset.observed = Timestamp::NEVER;
        }
        if held.candidate.onset.stated == own.onset.stated {
            (c.onset.stated, left.stated_by) = (None, None);
        }
        c.reports.retain(|r| !shown.contains(&r.id));
        let shown = &c.reports;
        left.wrote.retain(|id, _| shown.iter().any(|r| r.id == *id));
        left
    }
}

impl Forgotten {
    /// Distinct customers, those who were erased among them.
    #[must_use]
    pub fn customers(&self) -> u32 {
        self.0.counted_customers()
    }

    /// Takes over what another episode counts of reports that are held no more. A customer of both counts once;
    /// what that customer is counted as besides (tier, region, ...) is known of one of the two only, and goes off
    /// the largest part.
    pub fn add(&mut self, other: Self, limit: usize) {
        let (own, other) = (&mut self.0, other.0);
        own.forgotten += other.forgotten;
        add_up(&mut own.by_feature, &other.by_feature, usize::MAX);
        for (who, feature) in other.customers {
            if own.customers.contains_key(&who) {
                take_one(&mut own.by_feature, &feature);
            } else if own.customers.len() < limit {
                own.customers.insert(who, feature);
            } else {
                own.forgotten += 1;
            }
        }
        let n = own.counted_customers();
        for (by, more) in [(&mut own.by_region, &other.by_region), (&mut own.by_language, &other.by_language)] {
            add_up(by, more, MAX_VALUES);
            *by = settled(std::mem::take(by), n);
        }
        for (feature, who) in other.may_mean {
            own.may_mean.entry(feature).or_default().extend(who);
        }
        add_up(&mut own.meant, &other.meant, usize::MAX);
        add_up(&mut own.by_action, &other.by_action, usize::MAX);
        own.by_action = no_more(std::mem::take(&mut own.by_action), n);
        for (dimension, more) in other.by_value {
            if own.by_value.len() < MAX_VALUES || own.by_value.contains_key(&dimension) {
                let by = own.by_value.entry(dimension).or_default();
                add_up(by, &more, MAX_VALUES);
                *by = no_more(std::mem::take(by), n);
            }
        }
        own.nothing_followed = (own.nothing_followed + other.nothing_followed).min(n);
        add_up(&mut own.stems, &other.stems, MAX_STEMS);
        own.accounts.extend(other.accounts);
        for (account, revenue) in other.revenue {
            own.revenue.entry(account).or_insert(revenue);
        }
        own.forgotten_revenue.sum += other.forgotten_revenue.sum;
        own.forgotten_revenue.accounts += other.forgotten_revenue.accounts;
        own.copied.extend(other.copied);
        own.copied.retain(|who| !own.customers.contains_key(who));
        for text in other.texts {
            let known = |t: &super::Text| same_text((t.account, &t.stems), (text.account, &text.stems));
            if own.texts.len() < MAX_TEXTS && !own.texts.iter().any(known) {
                own.texts.push(text);
            }
        }
        own.times.extend(other.times);
        own.times.sort_unstable();
        own.times.drain(..own.times.len().saturating_sub(MAX_TIMES));
        own.reachable.extend(other.reachable);
        let c = &mut own.candidate;
        c.messages = c.messages.saturating_add(other.candidate.messages);
        add_up(&mut c.by_channel, &other.candidate.by_channel, usize::MAX);
        add_up(&mut c.by_tier, &other.candidate.by_tier, usize::MAX);
        c.by_tier = settled(std::mem::take(&mut c.by_tier), n);
        c.onset.observed = c.onset.observed.min(other.candidate.onset.observed);
        let stated = [(c.onset.stated.take(), own.stated_by), (other.candidate.onset.stated, other.stated_by)];
        let said = stated.into_iter().filter_map(|(stated, by)| Some((stated?, by)));
        let floor = c.onset.observed - ONSET_WITHIN;
        let first =
            said.filter(|(s, _)| c.onset.observed == Timestamp::NEVER || s.at >= floor).min_by_key(|(s, _)| s.at);
        (c.onset.stated, own.stated_by) = first.map_or((None, None), |(stated, by)| (Some(stated), by));
        for report in other.candidate.reports {
            if let Some(who) = other.wrote.get(&report.id) {
                own.show_one(report, *who);
            }
        }
    }

    /// `old` turned out to be `new`.
    pub fn rename(&mut self, old: CustomerKey, new: CustomerKey) {
        let own = &mut self.0;
        if own.customers.contains_key(&old)
            && let Some(feature) = own.customers.remove(&new)
        {
            take_one(&mut own.by_feature, &feature);
        }
        own.rename_customer(old, new);
        let n = own.counted_customers();
        for by in [&mut own.by_region, &mut own.by_language, &mut own.candidate.by_tier] {
            *by = settled(std::mem::take(by), n);
        }
        own.by_action = no_more(std::mem::take(&mut own.by_action), n);
        own.by_value.values_mut().for_each(|by| *by = no_more(std::mem::take(by), n));
        own.nothing_followed = own.nothing_followed.min(n);
    }

    /// Whether a report of this customer may be among what it counts. `limit` bounds the customers remembered.
    #[must_use]
    pub fn may_count(&self, customer: CustomerKey, limit: usize) -> bool {
        self.0.may_count(customer, limit)
    }

    /// A report turns out to be held that was counted: where one was written at its moment that is not, it is that
    /// one. Its customer is known by the key.
    pub fn found(&mut self, report: &LiveReport) {
        let own = &mut self.0;
        if let Ok(i) = own.times.binary_search(&report.occurred_at) {
            own.times.remove(i);
            own.candidate.messages = own.candidate.messages.saturating_sub(1);
            take_one(&mut own.candidate.by_channel, &report.channel);
        }
    }
}

/// What is in the one count and not in the other.
fn less<K: Ord + Clone>(all: &BTreeMap<K, u32>, other: &BTreeMap<K, u32>) -> BTreeMap<K, u32> {
    let left = |(key, n): (&K, &u32)| {
        let left = n.saturating_sub(other.get(key).copied().unwrap_or_default());
        (left > 0).then(|| (key.clone(), left))
    };
    all.iter().filter_map(left).collect()
}

/// Adds the other counts, of at most so many keys.
fn add_up<K: Ord + Clone>(by: &mut BTreeMap<K, u32>, more: &BTreeMap<K, u32>, limit: usize) {
    for (key, n) in more {
        if by.len() < limit || by.contains_key(key) {
            let own = by.entry(key.clone()).or_default();
            *own = own.saturating_add(*n);
        }
    }
}

fn take_one<K: Ord>(by: &mut BTreeMap<K, u32>, key: &K) {
    if let Some(n) = by.get_mut(key) {
        *n = n.saturating_sub(1);
        if *n == 0 {
            by.remove(key);
        }
    }
}

/// Counts that are of no more than `n` customers: what is too much goes off the largest part.
fn no_more<K: Ord + Clone>(mut by: BTreeMap<K, u32>, n: u32) -> BTreeMap<K, u32> {
    let mut over = by.values().fold(0_u32, |sum, n| sum.saturating_add(*n)).saturating_sub(n);
    while over > 0 {
        let Some((key, _)) = by.iter().max_by_key(|(_, n)| **n) else { break };
        let key = key.clone();
        take_one(&mut by, &key);
        over -= 1;
    }
    by
}

/// Counts that are of exactly `n` customers: what is missing is of those of whom it is not known.
fn settled(by: BTreeMap<String, u32>, n: u32) -> BTreeMap<String, u32> {
    let mut by = no_more(by, n);
    let missing = n.saturating_sub(by.values().sum());
    if missing > 0 {
        *by.entry(UNKNOWN.to_owned()).or_default() += missing;
    }
    by
}

/// The times of the one that are not times of the other; both are in order.
fn times_without(all: &[Timestamp], other: &[Timestamp]) -> Vec<Timestamp> {
    let mut other = other.iter().peekable();
    let is_left = |t: &&Timestamp| {
        while other.next_if(|o| *o < *t).is_some() {}
        other.next_if(|o| *o == *t).is_none()
    };
    all.iter().filter(is_left).copied().collect()
}

#[cfg(test)]
mod tests;
