//! Everything at once: many features rise together, none so much that its own candidate explains it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Engine;
use super::input::Moment;
use super::opening::Alarm;
use super::output::{Output, Reason};
use super::placed::{Placed, say};
use crate::candidate::episode::{Began, Episode};
use crate::candidate::{EventKind, Rule};
use crate::cluster::baseline::everything;
use crate::cluster::live::{Live, LiveReport};
use crate::cluster::surge::{Ground, Judge, Key};
use crate::ids::{CandidateId, FeatureId};
use crate::time::{Span, Timestamp};

/// The longest window in which everything rises at once: a slower rise is growth.
const WITHIN: Span = Span::from_mins(240);
/// So many features at least rise; with fewer each is told by itself.
const LEAST_FEATURES: usize = 3;
/// So many customers at least of each that does.
const LEAST_CUSTOMERS: u32 = 2;
/// Reports looked at: far more than any rise needs to show.
const MAX_REPORTS: usize = 5_000;

/// What rises together.
pub(super) struct Everything {
    alarm: Alarm,
    /// The members by feature, those that rise and those with a single report.
    members: BTreeMap<FeatureId, Vec<Arc<LiveReport>>>,
    /// The feature most of them report.
    largest: FeatureId,
}

impl Engine {
    fn judge_of_everything<'a>(&'a self, now: Moment, key: &'a FeatureId, live: &'a Live) -> Judge<'a> {
        let ground = Ground {
            baselines: &self.baselines,
            around: None,
            live,
            heard: now.heard_until,
            red: false,
            budget: self.settings.detection.false_candidates_per_month,
            stricter: self.stricter(now, key),
        };
        Judge::new(ground, Key { feature: key, tier: &None })
    }

    /// Whether everything rises at once with a report written at `at`.
    pub(super) fn everything_rises(&self, now: Moment, at: Timestamp) -> Option<Everything> {
        let (key, nothing) = (everything(), Live::default());
        if !self.judge_of_everything(now, &key, &nothing).may_be_everything(at) || self.open_everything().is_some() {
            return None;
        }
        let counted = self.unexplained(at);
        let mut live = Live::default();
        for (_, report) in &counted {
            live.add(Arc::clone(report), MAX_REPORTS);
        }
        let judged = self.judge_of_everything(now, &key, &live).judge_everything(at).filter(|j| j.alarm)?;
        let mut members: BTreeMap<FeatureId, Vec<Arc<LiveReport>>> = BTreeMap::new();
        for (feature, report) in counted.into_iter().filter(|(_, r)| r.occurred_at > judged.begin) {
            members.entry(feature).or_default().push(report);
        }
        let customers = |reports: &[Arc<LiveReport>]| {
            let own: BTreeSet<_> = reports.iter().filter(|r| !r.copy).map(|r| r.customer).collect();
            u32::try_from(own.len()).unwrap_or(u32::MAX)
        };
        let rises = |(feature, reports): &(&FeatureId, &Vec<Arc<LiveReport>>)| {
            let n = customers(reports);
            n >= LEAST_CUSTOMERS && f64::from(n) > self.baselines.of(feature).expected(judged.begin, judged.end)
        };
        let rising: Vec<(u32, &FeatureId)> = members.iter().filter(rises).map(|(f, r)| (customers(r), f)).collect();
        let (most, largest) = rising.iter().max().map(|(n, f)| (*n, (*f).clone()))?;
        // What one feature mostly is, that feature's own key has to tell.
        if rising.len() < LEAST_FEATURES || most * 2 > judged.observed {
            return None;
        }
        Some(Everything { alarm: Alarm { everything: true, ..Alarm::of(judged) }, members, largest })
    }

    /// The reports of the last hours that read as problems, of customers whom no candidate counts that is
    /// open or was in that time.
    fn unexplained(&self, at: Timestamp) -> Vec<(FeatureId, Arc<LiveReport>)> {
        let begin = at - WITHIN;
        let explains: Vec<&Episode> = self
            .episodes
            .iter()
            .map(|(_, e)| e)
            .filter(|e| e.candidate.recovery.resolved_at.is_none_or(|t| t > begin))
            .collect();
        let mut counted = Vec::new();
        for (feature, live) in self.live.iter().filter(|(f, _)| !f.is_topic() && self.open_of(f).is_none()) {
            let free = |r: &&Arc<LiveReport>| r.problem && !explains.iter().any(|e| e.has_customer(r.customer));
            counted.extend(live.all_within(begin, at).filter(free).map(|r| (feature.clone(), Arc::clone(r))));
        }
        counted
    }

    /// The open candidate of everything.
    pub(super) fn open_everything(&self) -> Option<&Episode> {
        self.open().find(|e| e.candidate.evidence.rule == Rule::Everything)
    }

    /// Opens one candidate of all features that rise, named after the one most report.
    pub(super) fn open_for_everything(&mut self, now: Moment, placed: Placed, all: Everything, out: &mut Vec<Output>) {
        let Everything { alarm, members, largest } = all;
        let own = members.get(&largest).cloned().unwrap_or_default();
        let mut candidate = self.draft(now, &largest, &alarm, &own);
        candidate.merged = members.keys().filter(|f| **f != largest).cloned().collect();
        let id = candidate.id.clone();
        let mut episode = Episode::new(candidate);
        for feature in members.keys() {
            episode.begin(feature, Began { begin: alarm.judged.begin, end: alarm.judged.end });
        }
        self.episodes.insert(id.clone(), episode);
        for (feature, reports) in &members {
            self.begin_alarm(feature, reports);
        }
        self.gather(now, &id, &largest, &alarm);
        self.hear_all_early(now, &id, out);
        self.settle_slice(now, &id, None);
        self.take_rank(now, &id, alarm.judged.observed);
        self.explain(&id);
        self.publish(&id, EventKind::Opened, out);
        for feature in members.keys().filter(|f| **f != placed.feature) {
            self.publish_watch(now, feature, out);
        }
        let mut verdict = placed.verdict;
        // Its own feature's windows opened nothing.
        (verdict.candidate, verdict.nearest) = (Some(id.clone()), None);
        say(out, verdict, Reason::Opened);
        self.look_at_answers(now, &id, out);
    }

    /// The open candidate of everything that a feature belongs to whose own key alarms at `end`.
    pub(super) fn part_of_everything(&self, end: Timestamp, within: Span) -> Option<CandidateId> {
        let near = |e: &&Episode| (e.candidate.evidence.window_end - end).as_millis().abs() <= within.as_millis();
        self.open_everything().filter(near).map(|e| e.candidate.id.clone())
    }
}
