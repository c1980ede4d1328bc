//! What a verdict says of how a message was understood and of the windows it stands in.

use super::Engine;
use super::input::Moment;
use super::output::{Reason, Verdict, WindowCount};
use crate::cluster::dismissals::Stricter;
use crate::cluster::history::KeyTier;
use crate::cluster::surge::{Judge, Judged, Told};
use crate::ids::FeatureId;
use crate::signal::Signal;
use crate::time::Timestamp;

impl Engine {
    /// What is known of a message as it comes. Its cues go over: nothing but the verdict names them.
    pub(super) fn verdict_of(&self, signal: &mut Signal) -> Verdict {
        Verdict {
            message: signal.id.clone(),
            occurred_at: signal.occurred_at,
            reason: Reason::NotAProblem,
            language: signal.language.clone(),
            problem: signal.problem.score,
            problem_cut: self.settings.detection.problem_cut,
            learnt: None,
            cues: std::mem::take(&mut signal.problem.cues),
            recovery: signal.problem.recovery,
            specificity: signal.specificity,
            feature: None,
            how: None,
            rivals: Vec::new(),
            feature_cut: self.settings.detection.feature_cut,
            candidate: None,
            nearest: None,
            short: None,
            topic: None,
            alike: None,
        }
    }

    /// Customers usual for a feature, or for one tier of it, between two moments, as its baseline stands
    /// now: what a chart shows beside what was observed. None without a baseline.
    #[must_use]
    pub fn usual_between(
        &self,
        now: Moment,
        (feature, tier): (&FeatureId, &KeyTier),
        (begin, end): (Timestamp, Timestamp),
    ) -> Option<f64> {
        self.judge(now, feature, tier)?.usual_between(begin, end)
    }
}

/// What a verdict says of windows, by the judges of its keys: the one that came nearest to an alarm or
/// gave it, and the 15 minutes that end with its report.
pub(super) fn windows(
    judges: &[(&KeyTier, Judge<'_>)],
    nearest: Option<(&KeyTier, &Judged)>,
    at: Timestamp,
) -> (Option<WindowCount>, Option<WindowCount>) {
    let of = |key: &KeyTier| judges.iter().find(|(tier, _)| *tier == key).map(|(_, judge)| judge);
    let short = of(&None).map(|judge| (judge.told(at), judge.stricter()));
    let nearest = nearest.and_then(|(tier, j)| {
        // What was judged may be those 15 minutes.
        let same = short.as_ref().filter(|(s, _)| tier.is_none() && j.end == at && j.window == s.window);
        let again = || of(tier).map(|judge| (judge.told_again(j), judge.stricter()));
        let (told, stricter) = same.cloned().or_else(again)?;
        let mut count = window_count(tier, told, stricter);
        if j.alarm {
            // What is an alarm is told as it was judged.
            (count.expected, count.expected_per_month) = (j.expected, j.per_month);
        }
        Some(count)
    });
    (nearest, short.map(|(told, stricter)| window_count(&None, told, stricter)))
}

fn window_count(tier: &KeyTier, told: Told, stricter: Stricter) -> WindowCount {
    WindowCount {
        tier: tier.clone(),
        window: told.window,
        observed: told.observed,
        expected: told.expected,
        precedent: told.precedent,
        expected_per_month: told.per_month,
        threshold: told.threshold,
        needed: told.needed,
        copies: told.copies,
        questions: told.questions,
        stricter,
    }
}
