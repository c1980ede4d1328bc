//! Topics that no catalogue names: reports that say the same thing in a short time, though hardly
//! anybody said it before (detection.md section 6).
//!
//! Every report is a point in the space of its words. Its neighbours are the reports at a cosine of
//! [`ALIKE`] or more. How many distinct customers are among those of the last minutes is set against
//! how many came in all the time before, by the statistics of small counts that features use.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::spelling::ByHash;
use crate::ids::{CandidateId, CustomerKey};
use crate::time::{Span, Timestamp};

mod alike;
mod apart;
mod budget;
mod name;
mod scan;
mod words;

pub use apart::apart;
pub use budget::{COUNTED, Chance, SHARE};
pub use name::{Told, as_most_write, name, pieces, says_trouble};
pub use scan::{Burst, Busier, Surge, read_as_problems};
pub use words::Words;

/// Cosine from which on two reports are about the same thing: where three in a hundred pairs of
/// messages to a bank lie above.
pub const ALIKE: f32 = 0.25;
/// The windows scanned.
pub const WINDOWS: [Span; 3] = [Span::from_mins(15), Span::from_mins(30), Span::from_mins(60)];
/// What was written before this teaches what is usual; what came after may be the topic itself.
pub const RECENT: Span = Span::from_mins(60);
/// Fewer customers than this are no topic.
pub const LEAST: u32 = 3;
/// Most reports remembered of a tenant, some 6 MB.
pub const MAX_REPORTS: usize = 20_000;
/// Beyond, so many stay: what makes room walks through all of them.
const ROOMY: usize = MAX_REPORTS / 8 * 7;
/// One in 2^24 reports: who is sampled further is dropped.
const LAST_LEVEL: u8 = 24;
/// How long a report teaches what is usual.
pub const KEPT_FOR: Span = Span::from_days(30);
/// Reports younger than this are never sampled; a customer's further ones, and what is no report, are
/// remembered so long.
const WHOLE_FOR: Span = Span::from_hours(3);
/// Most reports of one customer within that time: a flood pushes nobody else's out.
const MAX_OF_ONE: usize = 20;
/// The place of a report that has gone.
const GONE: u32 = u32::MAX;
/// Newest reports that are looked through for one: what a busy hour holds.
const MAX_NEIGHBOURS: usize = 2_000;

/// How a report reads by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reads {
    /// As a problem.
    Problem,
    /// As a question or anything else that may be one.
    Other,
    /// As no problem at all: it is no report, and only says what a burst is about.
    Not,
    /// Nobody can tell: no cues of its language are known.
    Unknown,
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
    /// How it reads by itself.
    pub reads: Reads,
    /// ISO 639-1; zeros where unknown.
    pub language: [u8; 2],
    /// It is the customer's first within 24 hours: it teaches what is usual. Further ones only count in
    /// windows, and are soon forgotten.
    pub teaches: bool,
    /// The candidate it is a member of: what was said in an incident is not usual.
    of: Option<CandidateId>,
    /// It stands for two to the power of this many reports.
    level: u8,
    /// Its place in the order of arrival.
    number: u64,
}

impl Said {
    /// A report that stands for itself and is a member of nothing.
    #[must_use]
    pub const fn new(id: u64, customer: CustomerKey, occurred_at: Timestamp, words: Words, reads: Reads) -> Self {
        Self { id, customer, occurred_at, words, reads, language: [0; 2], teaches: true, of: None, level: 0, number: 0 }
    }

    /// The candidate it is a member of.
    #[must_use]
    pub const fn of(&self) -> Option<&CandidateId> {
        self.of.as_ref()
    }

    fn kept_for(&self) -> Span {
        if self.teaches && self.is_report() { KEPT_FOR } else { WHOLE_FOR }
    }

    /// Whether it counts where reports are counted.
    fn is_report(&self) -> bool {
        self.reads != Reads::Not
    }

    /// How many reports it stands for where what is usual is counted.
    fn weight(&self) -> f64 {
        if self.teaches && self.of.is_none() && self.is_report() {
            f64::from(1_u32 << self.level.min(LAST_LEVEL))
        } else {
            0.0
        }
    }
}

/// What is stored of topics beside their reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// When the oldest report that teaches was written.
    first: Option<Timestamp>,
    newest: Option<Timestamp>,
    /// Reports taken so far.
    numbered: u64,
    /// The bursts that chance brought lately.
    pub chance: Chance,
}

/// What a tenant's customers reported in the last month, found by its words.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    head: Head,
    /// In order of arrival.
    said: Vec<Said>,
    /// What follows from `said`.
    layout: Layout,
}

#[derive(Clone, Debug, Default)]
struct Layout {
    /// By word: the places of the reports that hold it, with its weight there.
    by_word: ByHash<Vec<(u32, f32)>>,
    /// By the hour in which they were written.
    by_hour: BTreeMap<i64, Vec<u32>>,
    /// By place: when the newest report up to there was written.
    newest: Vec<Timestamp>,
    /// How many reports teach, those they stand for included.
    taught: f64,
}

impl Layout {
    fn put(&mut self, said: &Said) {
        let place = u32::try_from(self.newest.len()).unwrap_or(u32::MAX);
        for (term, weight) in &said.words.0 {
            self.by_word.entry(u64::from(*term)).or_default().push((place, *weight));
        }
        self.by_hour.entry(said.occurred_at.hour()).or_default().push(place);
        self.count(said);
    }

    fn count(&mut self, said: &Said) {
        self.newest.push(self.newest.last().map_or(said.occurred_at, |n| said.occurred_at.max(*n)));
        self.taught += said.weight();
    }

    /// Reports have gone: the others move up, each to its place. Looking every word up anew would take
    /// several times as long.
    fn close_up(&mut self, places: &[u32], said: &[Said]) {
        let moved = |place: &mut u32| {
            *place = places.get(*place as usize).copied().unwrap_or(GONE);
            *place != GONE
        };
        self.by_word.retain(|_, holding| {
            holding.retain_mut(|(place, _)| moved(place));
            !holding.is_empty()
        });
        self.by_hour.retain(|_, written| {
            written.retain_mut(moved);
            !written.is_empty()
        });
        self.newest.clear();
        self.taught = 0.0;
        said.iter().for_each(|s| self.count(s));
    }
}

/// Where each report comes to stand when those that go have gone; [`GONE`] for those.
fn places(stays: impl Iterator<Item = bool>) -> Vec<u32> {
    let mut next = 0;
    let place = |stays| {
        let place = if stays { next } else { GONE };
        next += u32::from(stays);
        place
    };
    stays.map(place).collect()
}

impl Topics {
    /// Takes a report; the hours whose reports changed. Of one customer's flood only the beginning is taken.
    pub fn add(&mut self, mut said: Said) -> BTreeSet<i64> {
        let newest = self.head.newest.map_or(said.occurred_at, |n| n.max(said.occurred_at));
        let mut touched = BTreeSet::new();
        if self.head.newest.is_some_and(|before| before.day() < newest.day()) {
            let stays = |s: &Said| s.occurred_at >= newest - s.kept_for();
            touched.extend(self.keep(stays));
        }
        self.head.newest = Some(newest);
        let oldest = self.head.first.into_iter().chain(said.teaches.then_some(said.occurred_at)).min();
        self.head.first = oldest.map(|first| first.max(newest - KEPT_FOR));
        if self.latest(newest - WHOLE_FOR).filter(|s| s.customer == said.customer).count() >= MAX_OF_ONE {
            return touched;
        }
        touched.insert(said.occurred_at.hour());
        said.number = self.head.numbered;
        self.head.numbered += 1;
        self.layout.put(&said);
        self.said.push(said);
        if self.said.len() > MAX_REPORTS {
            touched.extend(self.sample(newest - WHOLE_FOR));
        }
        touched
    }

    /// Makes room for a while. Of what is older than `before` those that stand for fewest are halved, by
    /// their ids, and each that stays stands for both. Where that is not enough, as when more come in three
    /// hours than are kept, the oldest go, and what is usual is counted from the next one on.
    fn sample(&mut self, before: Timestamp) -> BTreeSet<i64> {
        let mut touched = self.keep(|s| s.occurred_at >= before || s.kept_for() == KEPT_FOR);
        while self.said.len() > ROOMY {
            let lowest = self.said.iter().filter(|s| s.occurred_at < before).map(|s| s.level).min();
            let Some(level) = lowest.map(|l| l + 1).filter(|l| *l <= LAST_LEVEL) else { break };
            let old = |s: &Said| s.occurred_at < before && s.level < level;
            touched.extend(self.said.iter().filter(|s| old(s)).map(|s| s.occurred_at.hour()));
            self.keep(|s| !old(s) || s.id.trailing_zeros() >= u32::from(level));
            self.said.iter_mut().filter(|s| old(s)).for_each(|s| s.level = level);
        }
        if self.said.len() > ROOMY {
            let mut times: Vec<Timestamp> = self.said.iter().map(|s| s.occurred_at).collect();
            times.sort_unstable();
            let from = times[times.len() - ROOMY];
            touched.extend(self.keep(|s| s.occurred_at >= from));
            self.head.first = self.head.first.map(|first| first.max(from));
        }
        self.lay_out();
        touched
    }

    fn keep(&mut self, stays: impl Fn(&Said) -> bool) -> BTreeSet<i64> {
        let gone: BTreeSet<i64> = self.said.iter().filter(|s| !stays(s)).map(|s| s.occurred_at.hour()).collect();
        if !gone.is_empty() {
            let places = places(self.said.iter().map(&stays));
            self.said.retain(|s| stays(s));
            self.layout.close_up(&places, &self.said);
        }
        gone
    }

    fn lay_out(&mut self) {
        self.layout = Layout::default();
        self.said.iter().for_each(|s| self.layout.put(s));
    }

    /// Notes that reports are members of a candidate; the hours whose reports changed.
    pub fn mark(&mut self, ids: &BTreeSet<u64>, candidate: &CandidateId) -> BTreeSet<i64> {
        let mut touched = BTreeSet::new();
        let late = self.said.iter_mut().rev().take(MAX_NEIGHBOURS);
        // Each stands once among them.
        for said in late.filter(|s| ids.contains(&s.id)).take(ids.len()) {
            if said.of.as_ref() != Some(candidate) {
                self.layout.taught -= said.weight();
                said.of = Some(candidate.clone());
                touched.insert(said.occurred_at.hour());
            }
        }
        touched
    }

    /// How many members of each candidate wrote after a moment, of the reports that came lately.
    #[must_use]
    pub fn members_since(&self, from: Timestamp) -> BTreeMap<&CandidateId, usize> {
        let mut members = BTreeMap::new();
        for id in self.latest(from).filter(|s| s.occurred_at > from).filter_map(Said::of) {
            *members.entry(id).or_insert(0) += 1;
        }
        members
    }

    /// The late members of a candidate that wrote after a moment, newest first.
    pub fn members_of<'a>(&'a self, id: &'a CandidateId, since: Timestamp) -> impl Iterator<Item = &'a Said> {
        self.latest(since).filter(move |s| s.of.as_ref() == Some(id) && s.occurred_at > since)
    }

    /// The reports of these fingerprints, of those that came lately and were written after `since`, newest
    /// first.
    pub fn of_ids<'a>(&'a self, ids: &'a BTreeSet<u64>, since: Timestamp) -> impl Iterator<Item = &'a Said> {
        self.latest(since).filter(|s| ids.contains(&s.id))
    }

    /// Two customers turned out to be one, who counts as `new`; the hours whose reports changed.
    pub fn rename(&mut self, old: CustomerKey, new: CustomerKey) -> BTreeSet<i64> {
        let own = self.said.iter_mut().filter(|s| s.customer == old);
        own.map(|said| {
            said.customer = new;
            said.occurred_at.hour()
        })
        .collect()
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
        self.head.first.map_or(Span::ZERO, |f| (heard - f).max(Span::ZERO))
    }

    /// What E has to stay under, so that chance opens no more than `budget` topics a month.
    #[must_use]
    pub fn threshold(&self, budget: f64) -> f64 {
        let age = self.head.newest.map_or(Span::ZERO, |newest| self.age(newest));
        self.head.chance.threshold(budget, age, self.layout.taught / (age.as_hours() + 1.0))
    }

    /// A report that came lately.
    #[must_use]
    pub fn find(&self, id: u64) -> Option<&Said> {
        self.said.iter().rev().take(MAX_NEIGHBOURS).find(|s| s.id == id)
    }

    /// The reports written in one hour, for storing them.
    #[must_use]
    pub fn of_hour(&self, hour: i64) -> Vec<&Said> {
        let places = self.layout.by_hour.get(&hour);
        places.into_iter().flatten().filter_map(|place| self.said.get(*place as usize)).collect()
    }

    /// Puts stored reports back; [`Topics::settle`] ends it.
    pub fn put_back(&mut self, said: Vec<Said>) {
        self.said.extend(said);
    }

    /// Brings what was put back into the order in which it came.
    pub fn settle(&mut self) {
        self.said.sort_by_key(|s| s.number);
        self.lay_out();
    }

    /// What is stored beside the reports.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The same, to note in it what chance brought, or to put it back.
    pub const fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }
}

#[cfg(test)]
mod tests;
