//! Who is a member of an open candidate: the same in whatever order its reports were read.
//!
//! The reports of a feature belong to its candidate from the beginning of the window that alarmed
//! first, in the order in which they were written, up to the candidate's deadline. A report read out of
//! order may make an earlier window alarm first, or be written before the beginning: then the members
//! are gathered anew (`gathering`), or it is none.

use super::Engine;
use super::input::Moment;
use super::opening::Alarm;
use crate::candidate::Rule;
use crate::cluster::history::KeyTier;
use crate::cluster::live::{LiveReport, keys_of};
use crate::cluster::surge::Judged;
use crate::ids::{CandidateId, FeatureId};
use crate::time::{Span, Timestamp};

/// What a report is to an open candidate of its feature.
pub(super) enum Membership {
    /// A further member.
    Member,
    /// It was written before the candidate began, and does not change when that was.
    Before,
    /// It makes another window the first that alarmed.
    Begins(Box<Alarm>),
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
            return Membership::Begins(Box::new(alarm));
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
            first_of(&keys_of(r).filter_map(of_key).collect::<Vec<_>>())
        })
    }
}

/// The alarm among what the keys of one report or one end gave; the feature's own key decides the slice.
pub(super) fn first_of(judged: &[(KeyTier, Judged)]) -> Option<Alarm> {
    let own_alarms = |end: Timestamp| judged.iter().any(|(tier, j)| tier.is_none() && j.alarm && j.end <= end);
    let alarms = judged.iter().filter(|(_, j)| j.alarm);
    let (tier, first) =
        alarms.min_by(|(_, a), (_, b)| a.end.cmp(&b.end).then(a.improbable().total_cmp(&b.improbable())))?;
    Some(Alarm { tier: tier.clone(), own_alarms: own_alarms(first.end), ..Alarm::of(first.clone()) })
}
