//! Topics that no catalogue names: reports that say the same thing in a short time, though hardly
//! anybody said it before (detection.md section 6).
//!
//! Every report is a point in the space of its words. Its neighbours are the reports at a cosine of
//! [`ALIKE`] or more. How many distinct customers are among those of the last minutes is set against
//! how many came in all the time before, by the statistics of small counts that features use.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::feature::{Hashes, Lexicon};
use super::learn::is_stop;
use super::negative_binomial::at_least;
use super::spelling::ByHash;
use crate::ids::CustomerKey;
use crate::signal::Signal;
use crate::time::{Span, Timestamp};

/// Cosine from which on two reports are about the same thing: where three in a hundred pairs of
/// messages to a bank lie above.
pub const ALIKE: f32 = 0.25;
/// The windows scanned.
pub const WINDOWS: [Span; 3] = [Span::from_mins(15), Span::from_mins(30), Span::from_mins(60)];
/// What was written before this teaches what is usual; what came after may be the topic itself.
pub const RECENT: Span = Span::from_mins(60);
/// Fewer customers than this are no topic.
pub const LEAST: u32 = 3;
/// Most reports remembered of a tenant, some 5 MB.
pub const MAX_REPORTS: usize = 20_000;
/// How long a report teaches what is usual.
pub const KEPT_FOR: Span = Span::from_days(30);
/// Reports younger than this are never sampled: windows count them.
const WHOLE_FOR: Span = Span::from_hours(3);
/// Different words of a report that are looked at: customers say what is wrong in the first ones.
const MAX_TERMS: usize = 64;
/// Most customers and neighbours a window names.
const MAX_NEIGHBOURS: usize = 2_000;
/// Power of the logarithm of a word's rarity.
const POWER: f64 = 0.7;
/// Events, and hours they took, that are assumed before anything was seen.
const PRIOR_EVENTS: f64 = 0.3;
const PRIOR_HOURS: f64 = 30.0;
/// Overdispersion of what was seen.
const OVERDISPERSION: f64 = 0.07;
/// Hours in a month: E is per month.
const MONTH_H: f64 = 730.0;

/// A report's words with their weights, of length 1, in order of the words' hashes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Words(Box<[(u32, f32)]>);

impl Words {
    /// Those of a signal, weighed by how rare each is among the tenant's messages: (1 + ln tf) *
    /// ln(1 + (N + 1) / (df + .5))^.7 (detection.md section 2).
    #[must_use]
    pub fn of(signal: &Signal, hashes: &Hashes, lexicon: &Lexicon) -> Self {
        let mut counts: BTreeMap<u64, f64> = BTreeMap::new();
        for (word, hashed) in signal.words.iter().zip(&hashes.0) {
            let is_content = word.text.chars().any(char::is_alphabetic) && !is_stop(hashed.text);
            if is_content && (counts.len() < MAX_TERMS || counts.contains_key(&hashed.stem)) {
                *counts.entry(hashed.stem).or_default() += 1.0;
            }
        }
        let messages = f64::from(lexicon.messages()) + 1.0;
        let weigh = |(stem, tf): (u64, f64)| {
            let rarity = libm::log(1.0 + messages / (f64::from(lexicon.df_of(stem)) + 0.5));
            ((stem & u64::from(u32::MAX)) as u32, (1.0 + libm::log(tf)) * libm::pow(rarity, POWER))
        };
        let mut terms: Vec<(u32, f64)> = counts.into_iter().map(weigh).collect();
        terms.sort_by_key(|(term, _)| *term);
        terms.dedup_by_key(|(term, _)| *term);
        let length = libm::sqrt(terms.iter().map(|(_, w)| w * w).sum::<f64>()).max(f64::MIN_POSITIVE);
        Self(terms.into_iter().map(|(term, w)| (term, (w / length) as f32)).collect())
    }

    /// Whether it has no word that says anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One report as it is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Fingerprint of the message's id.
    pub id: u64,
    /// Who wrote.
    pub customer: CustomerKey,
    /// When the customer wrote.
    pub occurred_at: Timestamp,
    /// What it says.
    pub words: Words,
    /// It reads as a problem report by itself.
    pub problem: bool,
    /// It stands for two to the power of this many reports.
    level: u8,
}

impl Said {
    /// A report that stands for itself.
    #[must_use]
    pub const fn new(id: u64, customer: CustomerKey, occurred_at: Timestamp, words: Words, problem: bool) -> Self {
        Self { id, customer, occurred_at, words, problem, level: 0 }
    }
}

/// The window of a report's neighbourhood that is least likely by chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// Its length.
    pub window: Span,
    /// Its beginning, exclusive.
    pub begin: Timestamp,
    /// Its end, inclusive: when the report was written.
    pub end: Timestamp,
    /// Distinct customers in it.
    pub observed: u32,
    /// Of these, the ones whose report reads as a problem by itself: a newsletter's questions, or praise,
    /// burst as well.
    pub problems: u32,
    /// Customers usual in it.
    pub expected: f64,
    /// How many such bursts come in a month by chance, of one topic.
    pub per_month: f64,
    /// Overdispersion assumed.
    pub overdispersion: f64,
    /// The neighbours in it, by fingerprint; the report itself among them.
    pub members: BTreeSet<u64>,
}

/// What is stored of topics beside their reports.
pub type TopicsHead = (Option<Timestamp>, Option<Timestamp>, u8);

/// What a tenant's customers reported in the last month, found by its words.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    /// In order of arrival.
    said: Vec<Said>,
    /// By word: the places of the reports that hold it, with its weight there. Follows from `said`.
    by_word: ByHash<Vec<(u32, f32)>>,
    /// When the oldest report that teaches was written.
    first: Option<Timestamp>,
    newest: Option<Timestamp>,
    level: u8,
}

impl Topics {
    /// Takes a report; the hours whose reports changed.
    pub fn add(&mut self, said: Said) -> BTreeSet<i64> {
        let newest = self.newest.map_or(said.occurred_at, |n| n.max(said.occurred_at));
        let mut touched = BTreeSet::from([said.occurred_at.hour()]);
        if self.newest.is_some_and(|before| before.day() < newest.day()) {
            touched.extend(self.keep(|s| s.occurred_at >= newest - KEPT_FOR));
        }
        self.newest = Some(newest);
        self.first = Some(self.first.map_or(said.occurred_at, |f| f.min(said.occurred_at)).max(newest - KEPT_FOR));
        self.put(said);
        while self.said.len() > MAX_REPORTS {
            self.level += 1;
            touched.extend(self.sample(newest - WHOLE_FOR));
        }
        touched
    }

    fn put(&mut self, said: Said) {
        let place = u32::try_from(self.said.len()).unwrap_or(u32::MAX);
        for (term, weight) in &said.words.0 {
            self.by_word.entry(u64::from(*term)).or_default().push((place, *weight));
        }
        self.said.push(said);
    }

    /// Of what is older than `before` every second report stays, by its id, and stands for both. Where
    /// that is not enough, as when more come in three hours than are kept, the oldest go.
    fn sample(&mut self, before: Timestamp) -> BTreeSet<i64> {
        let level = self.level;
        let mut touched = BTreeSet::new();
        for said in self.said.iter_mut().filter(|s| s.occurred_at < before && s.level < level) {
            touched.insert(said.occurred_at.hour());
            if said.id.trailing_zeros() >= u32::from(level) {
                said.level = level;
            }
        }
        touched.extend(self.keep(|s| s.occurred_at >= before || s.level == level));
        if self.said.len() > MAX_REPORTS {
            let mut times: Vec<Timestamp> = self.said.iter().map(|s| s.occurred_at).collect();
            times.sort_unstable();
            let from = times[times.len() - MAX_REPORTS / 8 * 7];
            touched.extend(self.keep(|s| s.occurred_at >= from));
        }
        touched
    }

    fn keep(&mut self, stays: impl Fn(&Said) -> bool) -> BTreeSet<i64> {
        let gone: BTreeSet<i64> = self.said.iter().filter(|s| !stays(s)).map(|s| s.occurred_at.hour()).collect();
        if !gone.is_empty() {
            self.said.retain(|s| stays(s));
            self.lay_out();
        }
        gone
    }

    fn lay_out(&mut self) {
        let said = std::mem::take(&mut self.said);
        self.by_word = ByHash::default();
        said.into_iter().for_each(|s| self.put(s));
    }

    /// Forgets what a customer said; the hours whose reports changed.
    pub fn forget(&mut self, customer: CustomerKey) -> BTreeSet<i64> {
        self.keep(|s| s.customer != customer)
    }

    /// How many reports are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.said.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// How long reports have been coming.
    #[must_use]
    pub fn age(&self, heard: Timestamp) -> Span {
        self.first.map_or(Span::ZERO, |f| (heard - f).max(Span::ZERO))
    }

    /// The words of a report that came lately.
    #[must_use]
    pub fn words_of(&self, id: u64) -> Option<&Words> {
        self.said.iter().rev().take(MAX_NEIGHBOURS).find(|s| s.id == id).map(|s| &s.words)
    }

    /// The reports of (from, to] that a report is alike, by fingerprint.
    #[must_use]
    pub fn neighbours(&self, words: &Words, from: Timestamp, to: Timestamp) -> BTreeSet<u64> {
        let within = |s: &&Said| s.occurred_at > from && s.occurred_at <= to;
        self.alike(words).into_iter().filter(within).map(|s| s.id).collect()
    }

    /// The reports a report is alike, itself included where it was added.
    fn alike(&self, words: &Words) -> Vec<&Said> {
        let mut sums: BTreeMap<u32, f32> = BTreeMap::new();
        let mut dense = vec![0.0_f32; self.said.len()];
        let mut touched: Vec<u32> = Vec::new();
        for (term, weight) in &words.0 {
            for (place, other) in self.by_word.get(&u64::from(*term)).into_iter().flatten() {
                let sum = &mut dense[*place as usize];
                if *sum == 0.0 {
                    touched.push(*place);
                }
                *sum += weight * other;
            }
        }
        for place in touched {
            let sum = dense[place as usize];
            if sum >= ALIKE {
                sums.insert(place, sum);
            }
        }
        sums.into_keys().map(|place| &self.said[place as usize]).collect()
    }

    /// Judges the neighbourhood of a report written at `end`, without what was written up to `floor` and
    /// without the customers of whom something `is_known` already. None where no window holds [`LEAST`]
    /// customers.
    #[must_use]
    pub fn judge(
        &self,
        words: &Words,
        end: Timestamp,
        floor: Option<Timestamp>,
        is_known: &dyn Fn(CustomerKey) -> bool,
    ) -> Option<Burst> {
        let alike = self.alike(words);
        let recent = |s: &&&Said| s.occurred_at > end - RECENT && s.occurred_at <= end;
        if alike.iter().filter(recent).take(LEAST as usize).count() < LEAST as usize {
            return None;
        }
        let before = alike.iter().filter(|s| s.occurred_at <= end - RECENT);
        let counted: f64 = before.map(|s| f64::from(1_u32 << s.level.min(31))).sum();
        let hours = self.age(end).as_hours();
        let events = PRIOR_EVENTS + counted;
        let per_hour = events / (hours + PRIOR_HOURS);
        let r = 1.0 / (1.0 / events + OVERDISPERSION);
        let judged = WINDOWS.iter().filter_map(|window| {
            let begin = floor.map_or(end - *window, |f| f.max(end - *window));
            let within = || {
                alike
                    .iter()
                    .filter(|s| s.occurred_at > begin && s.occurred_at <= end && !is_known(s.customer))
                    .take(MAX_NEIGHBOURS)
            };
            let customers: BTreeSet<CustomerKey> = within().map(|s| s.customer).collect();
            let observed = u32::try_from(customers.len()).unwrap_or(u32::MAX);
            let having = within().filter(|s| s.problem).map(|s| s.customer).collect::<BTreeSet<_>>().len();
            if observed < LEAST {
                return None;
            }
            let expected = per_hour * (end - begin).as_hours();
            let chance = at_least(observed - 1, expected, r);
            Some(Burst {
                window: *window,
                begin,
                end,
                observed,
                problems: u32::try_from(having).unwrap_or(u32::MAX),
                expected,
                per_month: WINDOWS.len() as f64 * MONTH_H * per_hour * chance,
                overdispersion: OVERDISPERSION,
                members: within().map(|s| s.id).collect(),
            })
        });
        judged.min_by(|a, b| a.per_month.total_cmp(&b.per_month))
    }

    /// The reports written in one hour, for storing them.
    #[must_use]
    pub fn of_hour(&self, hour: i64) -> Vec<&Said> {
        self.said.iter().filter(|s| s.occurred_at.hour() == hour).collect()
    }

    /// Puts stored reports back.
    pub fn put_back(&mut self, said: Vec<Said>) {
        said.into_iter().for_each(|s| self.put(s));
    }

    /// What is stored beside the reports: since when they teach, when the newest was written, how they
    /// are sampled.
    #[must_use]
    pub const fn head(&self) -> TopicsHead {
        (self.first, self.newest, self.level)
    }

    /// Puts that back.
    pub const fn put_head(&mut self, (first, newest, level): TopicsHead) {
        (self.first, self.newest, self.level) = (first, newest, level);
    }
}

#[cfg(test)]
mod tests;
