//! The memory of one episode: who reported when, and the candidate that follows from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

mod ending;
mod forgotten;
mod known;
mod people;
mod shown;
mod told;

use super::impact::Revenue;
use super::{Candidate, Report};
use crate::cluster::live::LiveReport;
use crate::cluster::values::ByValue;
use crate::cluster::voices::same_text;
use crate::ids::{AccountKey, CustomerKey, FeatureId, MessageId};
use crate::signal::Action;
use crate::time::{Span, Timestamp};
use ending::Said;
pub use forgotten::{Forgotten, Reports};
pub use told::EACH_TOLD;
use told::Told;

/// Ids of the opening reports that a candidate names.
pub const MAX_OPENED_WITH: usize = 200;
/// Times of reports kept to measure quiet: what a busy day of one feature holds.
const MAX_TIMES: usize = 10_000;
/// Distinct stems remembered: what a few hundred reports of one thing hold.
const MAX_STEMS: usize = 2_000;
/// Regions, languages, dimensions and values of each remembered.
const MAX_VALUES: usize = 100;
/// A region or language that nobody names.
const UNKNOWN: &str = "unknown";
/// Texts remembered to find copies of: a campaign has one or a few.
const MAX_TEXTS: usize = 200;
/// Reports from which on no further ones leave for a second cause: what a few dozen of those took.
const MAX_LEFT: usize = 1_000;
/// A stated onset counts when it lies at most a day before the first report: an older one is another
/// story ("for two weeks").
const ONSET_WITHIN: Span = Span::from_hours(24);

/// An open or lately resolved candidate with what is remembered of its reporters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// What everything outside sees.
    pub candidate: Candidate,
    /// Its customers, each with the feature of the first report.
    customers: BTreeMap<CustomerKey, FeatureId>,
    /// Customers who were counted and are forgotten.
    forgotten: u32,
    accounts: BTreeSet<AccountKey>,
    /// The revenue that is known, by account, or by customer where there is none.
    revenue: BTreeMap<u64, f64>,
    /// That of customers who were counted and are forgotten.
    forgotten_revenue: Revenue,
    /// Customers who only sent a text that another had sent.
    copied: BTreeSet<CustomerKey>,
    /// The texts they sent.
    texts: Vec<Text>,
    /// Times of all its reports, in order.
    times: Vec<Timestamp>,
    /// Distinct customers by feature, for the name.
    by_feature: BTreeMap<FeatureId, u32>,
    /// Who of its customers may mean a feature that is none of its own.
    may_mean: BTreeMap<FeatureId, BTreeSet<CustomerKey>>,
    /// How many of those who are forgotten did.
    meant: BTreeMap<FeatureId, u32>,
    /// Stems and how many of the reports hold them.
    stems: BTreeMap<u32, u32>,
    /// Distinct customers by region.
    by_region: BTreeMap<String, u32>,
    /// Distinct customers by language.
    by_language: BTreeMap<String, u32>,
    /// Distinct customers by what sets them beside others.
    by_value: ByValue,
    /// Distinct customers by what they tried first.
    by_action: BTreeMap<Action, u32>,
    /// Distinct customers who say that something was to follow and did not.
    nothing_followed: u32,
    /// Customers with a report that can be answered.
    reachable: BTreeSet<CustomerKey>,
    /// Who said since when it is, as the candidate tells it.
    stated_by: Option<CustomerKey>,
    /// Who wrote the reports that are shown or named, so that they can be forgotten.
    wrote: BTreeMap<MessageId, CustomerKey>,
    /// What they said of the end.
    said: BTreeMap<CustomerKey, Said>,
    /// How it was told last.
    told: Told,
    /// Reports that turned out to be of another cause, with who wrote them: no members any more.
    left: BTreeMap<MessageId, CustomerKey>,
    /// Where the reports of each feature begin to be members.
    began: BTreeMap<FeatureId, Began>,
    /// Reports known already that were written at or after the deadline, by time: members once it has
    /// moved behind them.
    ahead: BTreeMap<(Timestamp, MessageId), (FeatureId, Arc<LiveReport>)>,
}

/// A text that is passed around.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Text {
    customer: CustomerKey,
    account: Option<AccountKey>,
    stems: Box<[u32]>,
}

/// The window that alarmed first, in the order in which reports were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Began {
    /// Reports written after this are members.
    pub begin: Timestamp,
    /// The end of that window.
    pub end: Timestamp,
}

impl Episode {
    /// The memory of a candidate that has no reports yet.
    #[must_use]
    pub fn new(candidate: Candidate) -> Self {
        Self {
            candidate,
            customers: BTreeMap::new(),
            forgotten: 0,
            accounts: BTreeSet::new(),
            revenue: BTreeMap::new(),
            forgotten_revenue: Revenue::default(),
            copied: BTreeSet::new(),
            texts: Vec::new(),
            times: Vec::new(),
            by_feature: BTreeMap::new(),
            may_mean: BTreeMap::new(),
            meant: BTreeMap::new(),
            stems: BTreeMap::new(),
            by_region: BTreeMap::new(),
            by_language: BTreeMap::new(),
            by_value: ByValue::new(),
            by_action: BTreeMap::new(),
            nothing_followed: 0,
            reachable: BTreeSet::new(),
            stated_by: None,
            wrote: BTreeMap::new(),
            said: BTreeMap::new(),
            told: Told::default(),
            left: BTreeMap::new(),
            began: BTreeMap::new(),
            ahead: BTreeMap::new(),
        }
    }

    /// From where on the reports of `feature` are members.
    pub fn begin(&mut self, feature: &FeatureId, began: Began) {
        self.began.insert(feature.clone(), began);
    }

    /// From where on the reports of `feature` are members; none where that is not one of its features.
    #[must_use]
    pub fn began(&self, feature: &FeatureId) -> Option<Began> {
        self.began.get(feature).copied()
    }

    /// The same for all of its features.
    #[must_use]
    pub fn all_began(&self) -> &BTreeMap<FeatureId, Began> {
        &self.began
    }

    /// The topic among its features, and where that begins; none where it has none.
    #[must_use]
    pub fn topic(&self) -> Option<(&FeatureId, Began)> {
        self.began.iter().find(|(feature, _)| feature.is_topic()).map(|(topic, began)| (topic, *began))
    }

    /// These reports are of another cause.
    pub fn leave<'a>(&mut self, reports: impl Iterator<Item = &'a LiveReport>) {
        self.left.extend(reports.map(|r| (r.id.clone(), r.customer)));
    }

    /// What left it or another for what are now members of both stays no longer away; what left for a third does.
    pub fn take_left(&mut self, other: &Self, members: &BTreeSet<MessageId>) {
        self.left.extend(other.left.iter().map(|(id, who)| (id.clone(), *who)));
        self.left.retain(|id, _| !members.contains(id));
    }

    /// Whether so many reports have left it that no further ones may.
    #[must_use]
    pub fn has_split_enough(&self) -> bool {
        self.left.len() >= MAX_LEFT
    }

    /// Whether a report was written at or after the deadline: it is no member yet.
    #[must_use]
    pub fn is_ahead(&self, report: &LiveReport) -> bool {
        self.ahead.contains_key(&(report.occurred_at, report.id.clone()))
    }

    /// Whether a report turned out to be of another cause.
    #[must_use]
    pub fn has_left(&self, report: &MessageId) -> bool {
        self.left.contains_key(report)
    }

    /// Notes a report that may become a member.
    pub fn put_ahead(&mut self, feature: FeatureId, report: Arc<LiveReport>) {
        self.ahead.insert((report.occurred_at, report.id.clone()), (feature, report));
    }

    /// Takes the first of those noted, where it was written before `until`.
    pub fn take_ahead(&mut self, until: Timestamp) -> Option<(FeatureId, Arc<LiveReport>)> {
        let first = self.ahead.first_entry().filter(|e| e.key().0 < until)?;
        Some(first.remove())
    }

    /// Its customers whose reports mean another feature first: no window tells where those begin.
    #[must_use]
    pub fn guests(&self) -> BTreeMap<CustomerKey, FeatureId> {
        let of_other = |(_, feature): &(&CustomerKey, &FeatureId)| !self.began.contains_key(*feature);
        self.customers.iter().filter(of_other).map(|(customer, feature)| (*customer, feature.clone())).collect()
    }

    /// Whether it has any.
    #[must_use]
    pub fn has_guests(&self) -> bool {
        self.by_feature.keys().any(|feature| !self.began.contains_key(feature))
    }

    /// Takes a report of `feature` as a member; true where the earliest onset moved. `limit` bounds the
    /// customers remembered.
    pub fn join(&mut self, feature: &FeatureId, report: &LiveReport, limit: usize) -> bool {
        let c = &mut self.candidate;
        c.messages = c.messages.saturating_add(1);
        *c.by_channel.entry(report.channel).or_default() += 1;
        let new_customer = self.customers.len() < limit && !self.customers.contains_key(&report.customer);
        if new_customer && !self.is_copy(report, limit) {
            let c = &mut self.candidate;
            self.customers.insert(report.customer, feature.clone());
            *self.by_feature.entry(feature.clone()).or_default() += 1;
            let tier = report.tier.as_ref().map_or("unknown", |t| t.as_str()).to_owned();
            *c.by_tier.entry(tier).or_default() += 1;
            if let Some(action) = report.tried.action {
                *self.by_action.entry(action).or_default() += 1;
            }
            self.nothing_followed += u32::from(report.tried.nothing_followed);
            count(&mut self.by_region, report.region());
            count(&mut self.by_language, Some(report.language.as_str()).filter(|l| !l.is_empty()));
            for (dimension, value) in report.values() {
                if self.by_value.len() < MAX_VALUES || self.by_value.contains_key(dimension) {
                    let by = self.by_value.entry(dimension.into()).or_default();
                    if by.len() < MAX_VALUES || by.contains_key(&value) {
                        *by.entry(value).or_default() += 1;
                    }
                }
            }
            for stem in &report.stems {
                if self.stems.len() < MAX_STEMS || self.stems.contains_key(stem) {
                    *self.stems.entry(*stem).or_default() += 1;
                }
            }
        }
        if self.customers.contains_key(&report.customer) {
            if report.can_be_reached() {
                self.reachable.insert(report.customer);
            }
            let others = std::iter::once(feature).chain(&report.near).filter(|f| !self.began.contains_key(*f));
            for other in others {
                self.may_mean.entry(other.clone()).or_default().insert(report.customer);
            }
        }
        if self.accounts.len() < limit {
            self.accounts.extend(report.account);
        }
        self.count_revenue(report, limit);
        self.count_members();
        let i = self.times.partition_point(|t| *t <= report.occurred_at);
        self.times.insert(i, report.occurred_at);
        if self.times.len() > MAX_TIMES {
            self.times.remove(0);
        }
        let onset_moved = self.move_onset(report);
        self.show(report);
        onset_moved
    }

    /// Its customers, those among them who are forgotten.
    fn counted_customers(&self) -> u32 {
        u32::try_from(self.customers.len()).unwrap_or(u32::MAX).saturating_add(self.forgotten)
    }

    fn count_members(&mut self) {
        let customers = self.counted_customers();
        let c = &mut self.candidate;
        c.customers = customers;
        c.accounts = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        c.copies = u32::try_from(self.copied.len()).unwrap_or(u32::MAX);
        c.copied_texts = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
    }

    /// Whether a customer who is not counted yet only sends what another has sent.
    fn is_copy(&mut self, report: &LiveReport, limit: usize) -> bool {
        if !report.copy {
            self.copied.remove(&report.customer);
            return false;
        }
        if self.copied.len() < limit {
            self.copied.insert(report.customer);
        }
        let known = self.texts.iter().any(|t| same_text((t.account, &t.stems), report.said()));
        if !known && self.texts.len() < MAX_TEXTS {
            self.texts.push(Text { customer: report.customer, account: report.account, stems: report.stems.clone() });
        }
        true
    }

    fn move_onset(&mut self, report: &LiveReport) -> bool {
        let onset = &mut self.candidate.onset;
        let before = onset.clone();
        onset.observed = onset.observed.min(report.occurred_at);
        let floor = onset.observed - ONSET_WITHIN;
        let known = onset.stated.take().map(|s| (s, self.stated_by));
        let told = report.stated_onset.clone().map(|s| (s, Some(report.customer)));
        let first = known.into_iter().chain(told).filter(|(s, _)| s.at >= floor).min_by_key(|(s, _)| (s.rough, s.at));
        (onset.stated, self.stated_by) = first.map_or((None, None), |(stated, by)| (Some(stated), by));
        *onset != before
    }

    /// Whether what monitoring says of the feature is said of it.
    #[must_use]
    pub fn concerns(&self, feature: &FeatureId) -> bool {
        self.candidate.known_as().any(|f| f == feature)
    }

    /// Whether it counts that customer.
    #[must_use]
    pub fn has_customer(&self, customer: CustomerKey) -> bool {
        self.customers.contains_key(&customer)
    }

    /// Whether at least half of its customers used that stem.
    #[must_use]
    pub fn shares_stem(&self, stem: u32) -> bool {
        self.stems.get(&stem).is_some_and(|n| n * 2 >= self.candidate.customers && *n >= 2)
    }

    /// Names it after the feature of the catalogue that most of its customers report; true where that changed.
    pub fn rename(&mut self) -> bool {
        let own = self.by_feature.get(&self.candidate.feature).copied().unwrap_or_default();
        let features = self.by_feature.iter().rev().filter(|(feature, _)| !feature.is_topic());
        let largest = features.max_by_key(|(_, n)| **n).filter(|(_, n)| **n > own);
        let Some(name) = largest.map(|(f, _)| f.clone()) else { return false };
        self.rename_to(name);
        true
    }

    /// Names it after one of its features.
    pub fn rename_to(&mut self, name: FeatureId) {
        let c = &mut self.candidate;
        c.merged.retain(|f| *f != name);
        c.merged.push(std::mem::replace(&mut c.feature, name));
        c.merged.sort();
    }
}

fn count(by: &mut BTreeMap<String, u32>, value: Option<&str>) {
    let value = value.unwrap_or(UNKNOWN);
    if by.len() < MAX_VALUES || by.contains_key(value) {
        *by.entry(value.to_owned()).or_default() += 1;
    }
}
