//! Who is a member of an open candidate: the same in whatever order its reports were read.
//!
//! The reports of a feature belong to its candidate from the beginning of the window that alarmed
//! first, in the order in which they were written, up to the candidate's deadline. A report read out of
//! order may make an earlier window alarm first, or be written before the beginning: then the members
//! are gathered anew, or it is none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Engine;
use super::input::Moment;
use super::opening::Alarm;
use super::parts::Part;
use crate::candidate::Rule;
use crate::candidate::episode::Began;
use crate::cluster::history::KeyTier;
use crate::cluster::live::{LiveReport, keys_of};
use crate::cluster::surge::Judged;
use crate::ids::{CandidateId, CustomerKey, FeatureId};
use crate::time::{Span, Timestamp};

/// After every moment a report can be written at.
pub(super) const EVER: Timestamp = Timestamp::from_millis(i64::MAX / 4);

/// What a report is to an open candidate of its feature.
pub(super) enum Membership {
    /// A further member.
    Member,
    /// It was written before the candidate began, and does not change when that was.
    Before,
    /// It makes another window the first that alarmed.
    Begins(Alarm),
}

impl Engine {
    /// What a report that was just kept is to an open candidate.
    pub(super) fn membership(
        &self,
        now: Moment,
        id: &CandidateId,
        feature: &FeatureId,
        report: &LiveReport,
    ) -> Membership {
        let Some(episode) = self.episodes.get(id) else { return Membership::Member };
        let began = episode.began(feature).filter(|b| report.occurred_at <= b.end);
        let Some(began) = began else { return Membership::Member };
        if !report.late
            && !feature.is_topic()
            && !episode.has_guests()
            && episode.candidate.evidence.rule != Rule::Everything
            && let Some(alarm) = self.first_alarm(now, feature, report, began.end)
            && (alarm.judged.begin, alarm.judged.end) != (began.begin, began.end)
        {
            return Membership::Begins(alarm);
        }
        if report.occurred_at > began.begin { Membership::Member } else { Membership::Before }
    }

    /// The first alarm at a report from this one up to `until`.
    fn first_alarm(&self, now: Moment, feature: &FeatureId, report: &LiveReport, until: Timestamp) -> Option<Alarm> {
        let live = self.live.get(feature)?;
        let mut reports = live.all_within(report.occurred_at - Span::from_millis(1), until);
        // Each is judged by its own keys, as it was when it was the newest.
        reports.find_map(|r| {
            let of_key = |tier: KeyTier| {
                let judged = self.judge(now, feature, &tier)?.judge_end(r.occurred_at)?;
                Some((tier, judged))
            };
            first_of(&keys_of(r).into_iter().filter_map(of_key).collect::<Vec<_>>())
        })
    }

    /// Gathers the members of a feature anew from the window that alarmed first. Those written behind
    /// it are taken as if they came now, one after the other.
    pub(super) fn gather(&mut self, now: Moment, id: &CandidateId, feature: &FeatureId, alarm: &Alarm) {
        let evidence = self.evidence(now, feature, alarm);
        let Some(episode) = self.episodes.get_mut(id) else { return };
        let judged = &alarm.judged;
        episode.begin(feature, Began { begin: judged.begin, end: judged.end });
        if episode.candidate.feature == *feature {
            episode.candidate.evidence = evidence;
        }
        self.gather_until(now, id, judged.end);
    }

    /// Gathers all members anew: those written up to `until`, and one after the other those behind it.
    pub(super) fn gather_until(&mut self, now: Moment, id: &CandidateId, until: Timestamp) {
        let Some(episode) = self.episodes.get(id) else { return };
        self.gather_all(now, id, episode.guests(), until);
    }

    /// Gathers the members of all its features anew, and the reports of `guests`, whose features are not its
    /// own: those written up to `until`, and one after the other those behind it.
    pub(super) fn gather_all(
        &mut self,
        now: Moment,
        id: &CandidateId,
        guests: BTreeMap<CustomerKey, FeatureId>,
        until: Timestamp,
    ) {
        let Some(episode) = self.episodes.get_mut(id) else { return };
        let mut all = Vec::<(FeatureId, Arc<LiveReport>)>::new();
        let first = episode.all_began().values().map(|b| b.begin).min().unwrap_or(until);
        episode.restart();
        for feature in guests.values().collect::<BTreeSet<_>>() {
            let live = self.live.get(feature).into_iter().flat_map(|l| l.all_within(first, EVER));
            let of_guests = live.filter(|r| guests.get(&r.customer) == Some(feature));
            all.extend(of_guests.map(|r| (feature.clone(), Arc::clone(r))));
        }
        for (feature, began) in episode.all_began().clone() {
            let live = self.live.get(&feature);
            all.extend(
                live.into_iter()
                    .flat_map(|l| l.all_within(began.begin, EVER))
                    .map(|r| (feature.clone(), Arc::clone(r))),
            );
        }
        all.retain(|(_, r)| !episode.has_left(&r.id));
        all.sort_by(|(_, a), (_, b)| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
        // A report of a feature may be one of a topic too.
        all.dedup_by(|(_, a), (_, b)| a.id == b.id);
        let limit = self.settings.limits.messages_per_candidate as usize;
        for (feature, report) in all {
            if report.occurred_at <= until {
                if let Some(episode) = self.episodes.get_mut(id) {
                    episode.join(&feature, &report, limit);
                }
            } else if let Some(episode) = self.episodes.get_mut(id) {
                episode.put_ahead(feature, report);
            }
        }
        self.mark(Part::Episode(id.clone()));
        self.reckon(now, id);
        while self.take_ahead(now, id, EVER) {}
    }

    /// Takes the first of the reports that lie ahead, where it was written before the deadline and
    /// before `until`; true where one was.
    pub(super) fn take_ahead(&mut self, now: Moment, id: &CandidateId, until: Timestamp) -> bool {
        let limit = self.settings.limits.messages_per_candidate as usize;
        let Some(episode) = self.episodes.get_mut(id) else { return false };
        let deadline = episode.candidate.recovery.deadline;
        let Some((feature, report)) = episode.take_ahead(deadline.min(until)) else { return false };
        episode.join(&feature, &report, limit);
        self.reckon(now, id);
        true
    }
}

/// The alarm among what the keys of one report or one end gave; the feature's own key decides the slice.
pub(super) fn first_of(judged: &[(KeyTier, Judged)]) -> Option<Alarm> {
    let own_alarms = |end: Timestamp| judged.iter().any(|(tier, j)| tier.is_none() && j.alarm && j.end <= end);
    let alarms = judged.iter().filter(|(_, j)| j.alarm);
    let (tier, first) =
        alarms.min_by(|(_, a), (_, b)| a.end.cmp(&b.end).then(a.improbable().total_cmp(&b.improbable())))?;
    let own_alarms = own_alarms(first.end);
    Some(Alarm {
        tier: tier.clone(),
        judged: first.clone(),
        own_alarms,
        everything: false,
        by_person: false,
        after: None,
        beside: None,
    })
}
