//! Opening a candidate: judging a report's windows, gathering the members, merging neighbours.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Engine;
use super::input::Moment;
use super::output::{Output, Reason};
use super::parts::Part;
use super::placed::{Placed, say};
use crate::candidate::about::{Area, Traits};
use crate::candidate::context::Context;
use crate::candidate::episode::{Episode, MAX_OPENED_WITH};
use crate::candidate::told::Called;
use crate::candidate::{Beside, Candidate, EventKind, Evidence, Onset, Recovery, Rule};
use crate::cluster::baseline::everything;
use crate::cluster::dismissals::Stricter;
use crate::cluster::history::KeyTier;
use crate::cluster::live::{Live, LiveReport};
use crate::cluster::surge::{Ground, Judge, Judged, Key};
use crate::ids::{CandidateId, FeatureId};
use crate::monitor::Slice;
use crate::rank::{Customers, Rank, rank};
use crate::time::Span;

/// A candidate that opens this long after its newest report arrived is historic.
pub(super) const HISTORIC_AFTER: Span = Span::from_hours(1);
/// Features of one area that surge within this of each other may be one candidate.
const NEIGHBOURS_WITHIN: Span = Span::from_mins(30);

/// The key that alarmed, and how.
pub(super) struct Alarm {
    pub(super) tier: KeyTier,
    pub(super) judged: Judged,
    /// The feature's own key alarms too: the slice is not that of one tier.
    pub(super) own_alarms: bool,
    /// It is the key of all features together.
    pub(super) everything: bool,
    /// A person told these reports apart: nothing was counted against what is usual.
    pub(super) by_person: bool,
    /// The resolved candidate of another name that it goes on.
    pub(super) after: Option<CandidateId>,
    /// The feature in which it is a second cause, and the candidate of the first.
    pub(super) beside: Option<Beside>,
    /// The feature of the catalogue that most customers of a topic mean.
    pub(super) means: Option<FeatureId>,
}

impl Alarm {
    /// That of all of a feature's, which nothing else is said of.
    pub(super) const fn of(judged: Judged) -> Self {
        let (own_alarms, everything, by_person) = (true, false, false);
        Self { tier: None, judged, own_alarms, everything, by_person, after: None, beside: None, means: None }
    }
}

impl Engine {
    /// What judges a key now; none where it has no report.
    pub(super) fn judge<'a>(&'a self, now: Moment, feature: &'a FeatureId, tier: &'a KeyTier) -> Option<Judge<'a>> {
        let ground = Ground {
            baselines: &self.baselines,
            around: self.around.as_ref(),
            live: self.live.get(feature)?,
            heard: now.heard_until,
            red: self.is_red(now, feature, tier),
            budget: self.keys_budget(),
            stricter: self.stricter(now, feature),
        };
        Some(Judge::new(ground, Key { feature, tier }))
    }

    /// What judges each of a feature's keys now; none where it has no report.
    pub(super) fn judges<'a>(
        &'a self,
        now: Moment,
        feature: &'a FeatureId,
        keys: &'a [KeyTier],
    ) -> Vec<(&'a KeyTier, Judge<'a>)> {
        let mut judges: Vec<(&KeyTier, Judge<'_>)> = Vec::with_capacity(keys.len());
        for tier in keys {
            let judge = match judges.first() {
                Some((_, judge)) => Some(judge.of_tier(tier, self.is_red(now, feature, tier))),
                None => self.judge(now, feature, tier),
            };
            judges.extend(judge.map(|judge| (tier, judge)));
        }
        judges
    }

    fn is_red(&self, now: Moment, feature: &FeatureId, tier: &KeyTier) -> bool {
        let slice = Slice { tier: tier.clone(), region: None };
        self.monitoring.health(&self.probes, feature, &slice, now.at).is_red()
    }

    /// What a feature is judged on where monitoring plays no part; `empty` stands in where it has no report.
    pub(super) fn calm_ground<'a>(&'a self, now: Moment, feature: &FeatureId, empty: &'a Live) -> Ground<'a> {
        Ground {
            baselines: &self.baselines,
            around: self.around.as_ref(),
            live: self.live.get(feature).unwrap_or(empty),
            heard: now.heard_until,
            red: false,
            budget: self.keys_budget(),
            stricter: Stricter::default(),
        }
    }

    /// Whether another candidate may open.
    pub(super) fn has_room(&self) -> bool {
        self.episodes.open_count() < self.settings.limits.open_candidates as usize
    }

    pub(super) fn open_candidate(&mut self, now: Moment, placed: Placed, alarm: &Alarm, out: &mut Vec<Output>) {
        let members = self.members(&placed.feature, alarm);
        let mut verdict = placed.verdict;
        let known = self.topic_of(&placed.feature, &members);
        let neighbour = known.or_else(|| self.neighbour(&placed.feature, alarm, &members));
        if let Some(id) = neighbour.or_else(|| self.part_of_everything(alarm.judged.end, NEIGHBOURS_WITHIN)) {
            verdict.candidate = Some(id.clone());
            self.merge(now, &id, (&placed.feature, alarm), out);
            say(out, verdict, Reason::Joined);
            return self.after_answer(now, &id, out);
        }
        if !self.has_room() {
            return say(out, verdict, Reason::TooManyOpen);
        }
        let id = self.begin_candidate(now, &placed.feature, (alarm, &members), out);
        verdict.candidate = Some(id.clone());
        say(out, verdict, Reason::Opened);
        self.look_at_answers(now, &id, out);
    }

    /// Opens the candidate of a feature or topic, whatever else is open.
    pub(super) fn begin_candidate(
        &mut self,
        now: Moment,
        feature: &FeatureId,
        (alarm, members): (&Alarm, &[Arc<LiveReport>]),
        out: &mut Vec<Output>,
    ) -> CandidateId {
        let candidate = self.draft(now, feature, alarm, members);
        let (id, customers) = (candidate.id.clone(), alarm.judged.observed);
        self.episodes.insert(id.clone(), Episode::new(candidate));
        self.begin_alarm(feature, members);
        self.gather_more(now, &id, (feature, alarm), members);
        if let Some(means) = &alarm.means {
            self.take_in(now, &id, (means, alarm));
        }
        self.hear_all_early(now, &id, out);
        self.settle_slice(now, &id, None);
        self.take_rank(now, &id, customers);
        self.explain(&id);
        self.publish(&id, EventKind::Opened, out);
        id
    }

    /// The rank with which it opens.
    pub(super) fn take_rank(&mut self, now: Moment, id: &CandidateId, customers: u32) {
        let told = self.health_of(id, now.at);
        if let Some((health, of)) = told {
            let rank = rank(Customers::of(customers as usize), &health).unwrap_or(Rank::CustomersOnly);
            if let Some(candidate) = self.take_health(id, health, of) {
                candidate.take_rank(now.at, rank);
            }
        }
        self.look_at_dependencies(id, now.at);
    }

    /// All reports of the feature in the window that alarmed, a customer's second ones included.
    fn members(&self, feature: &FeatureId, alarm: &Alarm) -> Vec<Arc<LiveReport>> {
        let live = self.live.get(feature);
        live.map(|l| l.all_within(alarm.judged.begin, alarm.judged.end).cloned().collect()).unwrap_or_default()
    }

    /// The number of a candidate that opens under this name.
    pub(super) fn next_episode(&mut self, feature: &FeatureId) -> u32 {
        self.mark(Part::Head);
        let number = self.episodes_of.entry(feature.clone()).or_default();
        *number += 1;
        *number
    }

    /// A candidate as it stands before its members are counted.
    pub(super) fn draft(
        &mut self,
        now: Moment,
        feature: &FeatureId,
        alarm: &Alarm,
        members: &[Arc<LiveReport>],
    ) -> Candidate {
        let episode = self.next_episode(feature);
        let first = members.first();
        let first_id = first.map_or_else(crate::ids::MessageId::lowest, |r| r.id.clone());
        let observed = first.map_or(alarm.judged.end, |r| r.occurred_at);
        let newest_arrived = members.iter().map(|r| r.arrived).max().unwrap_or(now.at);
        let old = || now.at - newest_arrived > HISTORIC_AFTER;
        // Who splits a candidate has it before them: it is told as that one is.
        let first = alarm.beside.as_ref().filter(|_| alarm.by_person).and_then(|b| self.episodes.get(&b.candidate));
        let historic = first.map_or_else(old, |e| e.candidate.historic);
        let slice = if alarm.own_alarms { None } else { alarm.tier.clone() };
        Candidate {
            id: CandidateId::derive(&self.tenant, feature, &first_id, episode),
            episode,
            previous_episode: self.last_resolved(feature).map(|(_, id)| id).or_else(|| alarm.after.clone()),
            tenant: self.tenant.clone(),
            revision: 0,
            feature: feature.clone(),
            merged: Vec::new(),
            beside: alarm.beside.clone(),
            slice: Slice { tier: slice, region: None },
            title: String::new(),
            rank: Rank::CustomersOnly,
            ranks: Vec::new(),
            opened_at: now.at,
            historic,
            confirmed_at: None,
            posted_at: None,
            onset: Onset { observed, stated: None },
            customers: 0,
            accounts: 0,
            copies: 0,
            copied_texts: 0,
            messages: 0,
            by_tier: BTreeMap::new(),
            by_channel: BTreeMap::new(),
            factors: Vec::new(),
            opened_with: members.iter().rev().take(MAX_OPENED_WITH).rev().map(|r| r.id.clone()).collect(),
            evidence: self.evidence(now, feature, alarm),
            monitoring: self.monitoring.health(&self.probes, feature, &Slice::default(), now.at),
            monitoring_of: None,
            gaps: Vec::new(),
            languages_without_cues: Vec::new(),
            gap_stands_out: false,
            changes: Vec::new(),
            reports: Vec::new(),
            recovery: Recovery::beginning(alarm.judged.end),
            late_messages: 0,
            messages_after: 0,
            internal_reports: 0,
            internal: Vec::new(),
            revenue: None,
            estimated_affected: None,
            area: Area::default(),
            traits: Traits::default(),
            context: Context::default(),
            called: Called::default(),
        }
    }

    pub(super) fn evidence(&self, now: Moment, feature: &FeatureId, alarm: &Alarm) -> Evidence {
        let j = &alarm.judged;
        let all = everything();
        let named = if alarm.everything { &all } else { feature };
        Evidence {
            rule: match j.per_month {
                _ if alarm.by_person => Rule::Split,
                _ if feature.is_topic() => Rule::Topic,
                Some(_) if alarm.everything => Rule::Everything,
                Some(_) => Rule::Surge,
                None => Rule::NoBaseline,
            },
            key_tier: alarm.tier.clone(),
            window: j.window,
            window_end: j.end,
            observed: j.observed,
            expected: j.expected,
            expected_per_month: j.per_month,
            threshold: j.threshold,
            overdispersion: j.overdispersion,
            stricter: self.stricter_of(now, std::iter::once(named).chain(&alarm.means)),
            baseline_age: now.heard_until.map_or(Span::ZERO, |h| self.baselines.of(feature).age(h)),
        }
    }

    pub(super) fn begin_alarm(&mut self, feature: &FeatureId, members: &[Arc<LiveReport>]) {
        let Some(first) = members.first().filter(|_| !feature.is_topic()) else { return };
        self.baselines.alarm_begins(feature, first.occurred_at);
        self.mark(Part::History(feature.clone()));
        self.mark(Part::History(everything()));
        self.mark(Part::Learnt);
    }

    /// The open candidate of a feature of the same area that surged within half an hour and shares
    /// members or words.
    fn neighbour(&self, feature: &FeatureId, alarm: &Alarm, members: &[Arc<LiveReport>]) -> Option<CandidateId> {
        let area = self.catalogue.get(feature)?.area.as_ref()?;
        let near = |e: &&Episode| {
            let apart = (e.candidate.evidence.window_end - alarm.judged.end).as_millis().abs();
            self.catalogue.get(&e.candidate.feature).and_then(|f| f.area.as_ref()) == Some(area)
                && apart <= NEIGHBOURS_WITHIN.as_millis()
        };
        let shares = |e: &Episode| {
            members.iter().any(|r| e.has_customer(r.customer))
                || common_stems(members).iter().any(|stem| e.shares_stem(*stem))
        };
        self.open().filter(near).find(|e| shares(e)).map(|e| e.candidate.id.clone())
    }

    /// The members of a further feature join an open candidate.
    pub(super) fn merge(
        &mut self,
        now: Moment,
        id: &CandidateId,
        (feature, alarm): (&FeatureId, &Alarm),
        out: &mut Vec<Output>,
    ) {
        self.take_in(now, id, (feature, alarm));
        let Some(episode) = self.episodes.get_mut(id) else { return };
        episode.candidate.slice = Slice::default();
        self.settle_slice(now, id, None);
        self.hear_early(now, id, None, out);
        self.reckon(now, id);
        self.look_at_health(now, id);
        self.look_at_dependencies(id, now.at);
        self.explain(id);
        self.publish(id, EventKind::Updated, out);
    }

    /// A further feature is one of a candidate's, and may give it its name.
    fn take_in(&mut self, now: Moment, id: &CandidateId, (feature, alarm): (&FeatureId, &Alarm)) {
        let members = self.members(feature, alarm);
        self.begin_alarm(feature, &members);
        let Some(episode) = self.episodes.get_mut(id) else { return };
        episode.candidate.merged.push(feature.clone());
        episode.candidate.merged.sort();
        self.gather_more(now, id, (feature, alarm), &members);
        let Some(episode) = self.episodes.get_mut(id) else { return };
        match (feature.is_topic(), episode.candidate.feature.is_topic()) {
            // What has a name keeps it.
            (true, _) => {}
            (false, true) => self.more_specific(now, id, (feature, alarm), &members),
            (false, false) => {
                episode.rename();
            }
        }
        self.episodes.note(id);
    }
}

/// Stems that at least half of the reports hold, of those that have any.
fn common_stems(members: &[Arc<LiveReport>]) -> Vec<u32> {
    let worded = members.iter().filter(|r| !r.stems.is_empty()).count();
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for report in members {
        for stem in &report.stems {
            *counts.entry(*stem).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| n * 2 >= worded).map(|(stem, _)| stem).collect()
}

/// What the baseline expects of a feature now, for the end of an episode.
pub(super) fn usual_rate(
    engine: &Engine,
    now: Moment,
    feature: &FeatureId,
) -> Option<crate::candidate::recovery::Ordinary> {
    let empty = Live::default();
    Judge::new(engine.calm_ground(now, feature, &empty), Key { feature, tier: &None })
        .ordinary()
        .map(|(per_hour, r)| crate::candidate::recovery::Ordinary { per_hour, r })
}
