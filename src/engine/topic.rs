//! Topics that no catalogue names: a report joins the open topic it is alike, or opens one.
//!
//! A topic is a feature to everything else: an id of its own, live reports, an episode. Reports are
//! judged in the order in which they are read: what words weigh is learnt on the way.

mod members;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Engine;
use super::after::SHOWN_AFTER;
use super::input::Moment;
use super::opening::Alarm;
use super::output::{Alike, Held, Output, Reason, Verdict};
use super::parts::Part;
use super::placed::{Placed, say};
use crate::candidate::Beside;
use crate::candidate::episode::Episode;
use crate::cluster::emergent::{
    Burst, COUNTED, LEAST, RECENT, Reads, SHARE, Said, Surge, Topics, Words, read_as_problems,
};
use crate::cluster::feature::Hashes;
use crate::cluster::learn::SURELY_NONE;
use crate::cluster::live::{Live, LiveReport};
use crate::cluster::surge::{FIRST_DAY, Judged};
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::signal::{Signal, knows_cues};
use crate::time::{Span, Timestamp};
pub(super) use members::enough_of;

/// Members of an open topic that wrote longer ago than this are not compared with a report.
pub(super) const COMPARED_FOR: Span = Span::from_hours(24);

/// Newest reports of a surge that are compared with the members of candidates.
const MAX_COMPARED: usize = 20;

/// Most names that one candidate takes in: an incident is told in a few ways.
const MAX_MERGED: usize = 20;

/// What a report is alike, by the candidates of its neighbours.
struct Likeness {
    /// The candidate most of whose late members it is alike, where those are enough.
    best: Option<CandidateId>,
    /// The last resolution of a candidate that neighbours of the last hour were members of.
    floor: Option<Timestamp>,
    /// The late members of each candidate, where it is alike any.
    members: BTreeMap<CandidateId, usize>,
}

impl Engine {
    /// Remembers what a message says, to find what is alike.
    pub(super) fn remember(
        &mut self,
        signal: &Signal,
        hashes: &Hashes,
        (id, teaches, learnt): (u64, bool, Option<f64>),
    ) {
        let words = Words::of(signal, hashes, &self.lexicon);
        let reads = match signal.label.as_ref().map(|l| l.problem) {
            Some(true) => Reads::Problem,
            Some(false) => Reads::Not,
            None if learnt.is_some_and(|odds| odds > 0.0) => Reads::Problem,
            None if learnt.is_some_and(|odds| odds <= SURELY_NONE) => Reads::Not,
            None if learnt.is_some() => Reads::Other,
            None if signal.problem.score > 0.0 => Reads::Problem,
            None if signal.problem.score <= self.settings.detection.problem_cut => Reads::Not,
            None if knows_cues(&signal.language) => Reads::Other,
            None => Reads::Unknown,
        };
        let mut said = Said::new(id, signal.customer, signal.occurred_at, words, reads);
        said.teaches = teaches;
        said.language = signal.language.as_bytes().try_into().unwrap_or_default();
        let touched = self.topics.add(said);
        self.dirty.extend(touched.into_iter().map(Part::Topics));
        self.mark(Part::TopicsHead);
    }

    /// A report that names no feature.
    pub(super) fn without_feature(
        &mut self,
        now: Moment,
        mut report: Arc<LiveReport>,
        verdict: Verdict,
        out: &mut Vec<Output>,
    ) {
        self.mark_copy(&FeatureId::unnamed(), &mut report);
        // Kept, in case it turns out to be the member of a topic.
        self.keep_as(&FeatureId::unnamed(), &report);
        let placed = Placed { feature: FeatureId::unnamed(), second: None, report, verdict };
        if let Some(placed) = self.by_topic(now, placed, out) {
            say(out, placed.verdict, Reason::NoFeature);
        }
    }

    /// A report that waited for the end of a topic, which has come.
    pub(super) fn after_topic(&mut self, now: Moment, placed: Placed, out: &mut Vec<Output>) {
        if let Some(placed) = self.by_topic(now, placed, out) {
            self.not_enough(placed, out);
        }
    }

    /// Where a report that opens nothing by its feature is about a topic, says what became of it; else it
    /// is given back.
    pub(super) fn by_topic(&mut self, now: Moment, mut placed: Placed, out: &mut Vec<Output>) -> Option<Placed> {
        let at = placed.report.occurred_at;
        let id = placed.report.id.fingerprint(&self.tenant);
        let words = self.topics.find(id).map(|s| s.words.clone()).filter(|w| !w.is_empty() && self.is_old_enough(now));
        let Some(words) = words else { return Some(placed) };
        let likeness = self.likeness(&words, at);
        if let Some(best) = likeness.best.clone() {
            placed = self.of_topic(now, best, placed, out)?;
        }
        let judged = self.judged(now, &words, (at, likeness.floor)).filter(|_| !placed.report.late);
        let Some((burst, surge)) = judged else { return self.after_resolved(likeness.best, placed, out) };
        let threshold = self.topic_threshold();
        let (held, known) = self.held(&burst, &surge, threshold, &likeness.members);
        placed.verdict.alike = Some(alike(&burst, &surge, threshold, held));
        match (held, known) {
            (None, _) if !self.has_room() => {
                say(out, placed.verdict, Reason::TooManyOpen);
                None
            }
            (None, _) => {
                let dismissed = self.open_topic(now, placed, (&burst, &surge, threshold), out)?;
                self.after_resolved(likeness.best, dismissed, out)
            }
            (Some(Held::OfOpen), Some(topic)) => self.of_topic(now, topic, placed, out),
            (Some(_), _) => {
                let by_chance = burst.per_month <= COUNTED && held == Some(Held::Usual);
                if by_chance && read_as_problems(surge.problems, surge.readable) {
                    self.topics.head_mut().chance.note(at);
                    self.mark(Part::TopicsHead);
                }
                self.after_resolved(likeness.best, placed, out)
            }
        }
    }

    /// Shortly after the resolution of a topic single reports of it are shown there.
    fn after_resolved(
        &mut self,
        topic: Option<CandidateId>,
        mut placed: Placed,
        out: &mut Vec<Output>,
    ) -> Option<Placed> {
        let at = placed.report.occurred_at;
        let Some(id) = topic else { return Some(placed) };
        let Some(episode) = self.episodes.get_mut(&id) else { return Some(placed) };
        if episode.candidate.recovery.resolved_at.is_none_or(|t| at - t > SHOWN_AFTER) {
            return Some(placed);
        }
        episode.candidate.messages_after = episode.candidate.messages_after.saturating_add(1);
        self.tell_asides(&id, out);
        placed.verdict.candidate = Some(id);
        say(out, placed.verdict, Reason::AfterResolved);
        None
    }

    /// From the tenant's second day on, and once it has written enough for words to weigh.
    pub(super) fn is_old_enough(&self, now: Moment) -> bool {
        let age = now.heard_until.zip(self.baselines.first_message).map(|(heard, first)| heard - first);
        self.lexicon.is_settled() && age.is_some_and(|age| age >= FIRST_DAY)
    }

    pub(super) fn topic_threshold(&self) -> f64 {
        let budget = self.settings.detection.false_candidates_per_month;
        self.topics.threshold(budget * if self.baselines.active_keys() == 0 { 1.0 } else { SHARE })
    }

    fn likeness(&self, words: &Words, at: Timestamp) -> Likeness {
        let open = self
            .open()
            .filter(|e| e.candidate.feature.is_topic() || e.candidate.merged.iter().any(FeatureId::is_topic));
        let since = open.map(|e| e.candidate.onset.observed).min().map_or(at - RECENT, |t| t.min(at - RECENT));
        let since = since.max(at - COMPARED_FOR) - Span::from_millis(1);
        let near = self.topics.near(words, since, at + RECENT);
        let lately = near.iter().filter(|s| s.occurred_at > at - RECENT).filter_map(|s| s.of());
        let floor = lately.filter_map(|id| self.episodes.get(id)?.candidate.recovery.resolved_at).max();
        let any = near.iter().any(|s| s.of().is_some());
        let members = if any { self.topics.members_since(since) } else { BTreeMap::new() };
        let share = |(id, n): &(&CandidateId, usize)| *n as f64 / members.get(id).copied().unwrap_or(1).max(1) as f64;
        let topic = |id: &CandidateId| self.episodes.get(id).is_some_and(|e| e.topic().is_some());
        let open = |id: &CandidateId| self.episodes.get(id).is_some_and(Episode::is_open);
        let best = enough_of(near, |id| members.get(id).copied().unwrap_or_default())
            .into_iter()
            .filter(|(id, _)| topic(id))
            .max_by(|a, b| open(a.0).cmp(&open(b.0)).then(share(a).total_cmp(&share(b))).then(b.0.cmp(a.0)));
        let best = best.map(|(id, _)| id.clone());
        Likeness { best, floor, members: members.into_iter().map(|(id, n)| (id.clone(), n)).collect() }
    }

    /// A report that is about a topic which is open, or was.
    fn of_topic(&mut self, now: Moment, id: CandidateId, mut placed: Placed, out: &mut Vec<Output>) -> Option<Placed> {
        let at = placed.report.occurred_at;
        let Some(episode) = self.episodes.get(&id) else { return Some(placed) };
        let topic = episode.topic().map(|(topic, _)| topic.clone());
        match (topic, episode.candidate.recovery.resolved_at) {
            (Some(topic), None) => {
                placed.verdict.topic = Some(topic.clone());
                self.join_or_wait(now, id, Placed { feature: topic, ..placed }, out);
                None
            }
            (topic, Some(resolved)) if at < resolved => {
                placed.verdict.topic = topic;
                placed.verdict.candidate = Some(id.clone());
                self.show_late(&id, out);
                say(out, placed.verdict, Reason::LateForResolved);
                None
            }
            _ => Some(placed),
        }
    }

    /// The burst around a report, and what it is part of where that is rare.
    fn judged(&self, now: Moment, words: &Words, when: (Timestamp, Option<Timestamp>)) -> Option<(Burst, Surge)> {
        let burst = self.topics.judge(words, when, &|_, _, _| 1.0)?;
        if burst.per_month > COUNTED {
            return Some((burst, Surge::default()));
        }
        let surge = self.topics.gather(&burst);
        let Some(feature) = self.meant_by_most(&burst, &surge) else { return Some((burst, surge)) };
        // What most take to be of one feature has that feature's hours and weekly peaks.
        let judge = self.judge(now, &feature, &None);
        let busier = |window, begin, end| judge.as_ref().and_then(|j| j.busier(window, begin, end)).unwrap_or(1.0);
        Some((self.topics.judge(words, when, &busier)?, surge))
    }

    /// The feature that more than half of the customers mean.
    fn meant_by_most(&self, burst: &Burst, surge: &Surge) -> Option<FeatureId> {
        let wanted = self.written(&surge.members, burst.begin);
        let customers = |live: &Live| {
            let within =
                live.all_within(burst.begin, burst.end).filter(|r| wanted.contains(&(r.occurred_at, r.customer)));
            within.map(|r| r.customer).collect::<BTreeSet<_>>().len()
        };
        let mut features = self.live.iter().filter(|(f, _)| !f.is_topic());
        features.find(|(_, live)| customers(live) * 2 > surge.customers as usize).map(|(f, _)| f.clone())
    }

    /// When and by whom reports were written.
    fn written(&self, ids: &BTreeSet<u64>, since: Timestamp) -> BTreeSet<(Timestamp, CustomerKey)> {
        self.topics.of_ids(ids, since).map(|s| (s.occurred_at, s.customer)).collect()
    }

    /// The candidate, open or resolved within a day, whose members most reports of a surge are alike.
    fn akin(&self, surge: &Surge, (begin, at): (Timestamp, Timestamp)) -> Option<CandidateId> {
        let since = at - COMPARED_FOR;
        let members = self.topics.members_since(since);
        let (mut compared, mut akin) = (0, BTreeMap::new());
        for said in self.topics.of_ids(&surge.members, begin).take(MAX_COMPARED) {
            compared += 1;
            let near = self.topics.near(&said.words, since, at);
            for id in enough_of(near, |id| members.get(id).copied().unwrap_or_default()).into_keys() {
                *akin.entry(id).or_insert(0) += 1;
            }
        }
        let most = akin.into_iter().filter(|(id, n)| n * 2 >= compared && self.episodes.get(id).is_some());
        most.max_by(|(a, of_a), (b, of_b)| of_a.cmp(of_b).then(b.cmp(a))).map(|(id, _)| id.clone())
    }

    /// The open candidate that at least half of the customers of a topic are of, or may mean by its features: who
    /// writes of what is broken in other words than the catalogue's comes near it.
    fn nearest_open(&self, reports: &[Arc<LiveReport>]) -> Option<CandidateId> {
        let all: BTreeSet<CustomerKey> = reports.iter().map(|r| r.customer).collect();
        let near = |e: &Episode| {
            let own =
                |r: &&Arc<LiveReport>| e.has_customer(r.customer) || r.near.as_ref().is_some_and(|f| e.concerns(f));
            reports.iter().filter(own).map(|r| r.customer).collect::<BTreeSet<_>>().len()
        };
        let most = self.open().map(|e| (near(e), e)).filter(|(n, _)| *n > 0 && *n * 2 >= all.len());
        most.max_by(|(a, of_a), (b, of_b)| a.cmp(b).then(of_b.candidate.id.cmp(&of_a.candidate.id)))
            .map(|(_, e)| e.candidate.id.clone())
    }

    /// Why a burst opens no topic, where something holds it back; and the open candidate that its report joins,
    /// since most of its customers belong to that.
    fn held(
        &self,
        burst: &Burst,
        surge: &Surge,
        threshold: f64,
        members: &BTreeMap<CandidateId, usize>,
    ) -> (Option<Held>, Option<CandidateId>) {
        let mut known: BTreeMap<&CandidateId, BTreeSet<CustomerKey>> = BTreeMap::new();
        for said in self.topics.of_ids(&burst.members, burst.begin) {
            if let Some(id) = said.of().filter(|id| self.episodes.get(id).is_some_and(|e| e.is_open())) {
                known.entry(id).or_default().insert(said.customer);
            }
        }
        let most = known.into_iter().max_by(|(a, of_a), (b, of_b)| of_a.len().cmp(&of_b.len()).then(b.cmp(a)));
        if let Some((id, of)) = most.filter(|(_, of)| of.len() * 2 >= burst.observed as usize) {
            // While a large incident is told, whatever is said has most of its neighbours in it.
            let members = members.get(id).copied().unwrap_or_default();
            return (Some(Held::OfOpen), (of.len() >= Topics::least_of(members)).then(|| id.clone()));
        }
        if burst.per_month > threshold {
            return (Some(Held::Usual), None);
        }
        if !read_as_problems(surge.problems, surge.readable) {
            return (Some(Held::FewProblems), None);
        }
        let reports = self.reports_of((burst.begin, burst.end), &burst.members);
        let distinct = |copies| {
            let of = reports.iter().filter(|r| copies || !r.copy).map(|r| r.customer);
            of.collect::<BTreeSet<CustomerKey>>().len()
        };
        let (all, own) = (distinct(true), distinct(false));
        let passed_around = own < LEAST as usize || own * 2 < all;
        (passed_around.then_some(Held::Copies), None)
    }

    /// Opens a topic; gives the report back where such a topic was dismissed before and this one is not that
    /// much less likely.
    fn open_topic(
        &mut self,
        now: Moment,
        mut placed: Placed,
        (burst, surge, threshold): (&Burst, &Surge, f64),
        out: &mut Vec<Output>,
    ) -> Option<Placed> {
        let members = self.reports_of((burst.begin, burst.end), &surge.members);
        let topic = self.called((&members, &[]), &burst.members);
        placed.verdict.topic = Some(topic.clone());
        if let Some(id) = self.open_of(&topic) {
            // Most say the one word of what is open already.
            self.join_or_wait(now, id, Placed { feature: topic, ..placed }, out);
            return None;
        }
        let akin = self.nearest_open(&members).or_else(|| self.akin(surge, (burst.begin, burst.end)));
        let is_open = akin.as_ref().is_some_and(|id| self.episodes.get(id).is_some_and(Episode::is_open));
        let threshold = threshold / self.stricter(now, &topic).factor;
        if !is_open && burst.per_month > threshold {
            placed.verdict.alike = Some(alike(burst, surge, threshold, Some(Held::Dismissed)));
            return Some(placed);
        }
        for report in &members {
            self.keep_as(&topic, report);
        }
        let judged = judged_as(burst, threshold);
        let after = akin.clone().filter(|_| !is_open);
        // What was a second cause of a feature is one again.
        let beside = after.as_ref().and_then(|id| self.episodes.get(id)?.candidate.beside.clone());
        let beside = beside.map(|b| Beside { candidate: self.open_of(&b.feature).unwrap_or(b.candidate), ..b });
        let alarm = Alarm { after, beside, ..Alarm::of(judged) };
        let has_room = |id: &CandidateId| self.episodes.get(id).is_some_and(|e| e.candidate.merged.len() < MAX_MERGED);
        if let Some(id) = akin.filter(|id| is_open && has_room(id)) {
            placed.verdict.candidate = Some(id.clone());
            self.merge(now, &id, (&topic, &alarm), out);
            say(out, placed.verdict, Reason::Joined);
            self.after_answer(now, &id, out);
            return None;
        }
        self.open_candidate(now, Placed { feature: topic.clone(), second: None, ..placed }, &alarm, out);
        self.publish_watch(now, &topic, out);
        None
    }

    /// The false candidates a month that features may bring: topics have the rest.
    pub(super) fn keys_budget(&self) -> f64 {
        self.settings.detection.false_candidates_per_month * (1.0 - SHARE)
    }
}

fn alike(burst: &Burst, surge: &Surge, threshold: f64, held: Option<Held>) -> Alike {
    Alike {
        window: burst.window,
        observed: burst.observed,
        problems: surge.problems,
        readable: surge.readable,
        expected: burst.expected,
        expected_per_month: burst.per_month,
        threshold,
        held,
    }
}

/// A burst of reports alike, as the judgement of a key.
pub(super) fn judged_as(burst: &Burst, threshold: f64) -> Judged {
    Judged {
        alarm: true,
        window: burst.window,
        begin: burst.begin,
        end: burst.end,
        observed: burst.observed.max(LEAST),
        expected: Some(burst.expected),
        per_month: Some(burst.per_month),
        threshold,
        overdispersion: burst.overdispersion,
        copies: 0,
        questions: false,
    }
}
