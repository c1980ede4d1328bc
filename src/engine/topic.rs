//! Topics that no catalogue names: a report joins the open topic it is alike, or opens one.
//!
//! A topic is a feature to everything else: an id of its own, live reports, an episode. Reports are
//! judged in the order in which they are read: what words weigh is learnt on the way.

mod found;
mod members;
mod opens;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Engine;
use super::after::SHOWN_AFTER;
use super::input::Moment;
use super::output::{Held, Output, Reason, Verdict};
use super::parts::Part;
use super::placed::{Placed, say};
use crate::candidate::episode::Episode;
use crate::cluster::emergent::{COUNTED, RECENT, Reads, SHARE, Said, Words, read_as_problems};
use crate::cluster::feature::Hashes;
use crate::cluster::learn::SURELY_NONE;
use crate::cluster::live::LiveReport;
use crate::cluster::surge::FIRST_DAY;
use crate::ids::{CandidateId, FeatureId};
use crate::signal::{Signal, knows_cues};
use crate::time::{Span, Timestamp};
pub(super) use found::judged_as;
pub(super) use members::enough_of;

/// Members of an open topic that wrote longer ago than this are not compared with a report.
pub(super) const COMPARED_FOR: Span = Span::from_hours(24);

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
        let found = self.found(now, &words, (at, likeness.floor)).filter(|_| !placed.report.late);
        let Some(found) = found else { return self.after_resolved(likeness.best, placed, out) };
        let (held, known) = self.held(&found, &likeness.members);
        placed.verdict.alike = Some(found.as_alike(held));
        match (held, known) {
            (None, _) => {
                let dismissed = self.open_topic(now, placed, &found, out)?;
                self.after_resolved(likeness.best, dismissed, out)
            }
            (Some(Held::OfOpen), Some(topic)) => self.of_topic(now, topic, placed, out),
            (Some(_), _) => {
                let by_chance = found.burst.per_month <= COUNTED && held == Some(Held::Usual);
                if by_chance && read_as_problems(found.surge.problems, found.surge.readable) {
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

    /// The false candidates a month that features may bring: topics have the rest.
    pub(super) fn keys_budget(&self) -> f64 {
        self.settings.detection.false_candidates_per_month * (1.0 - SHARE)
    }
}
