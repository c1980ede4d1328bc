//! What a verdict says of how a message was understood and of the windows it stands in.

use super::Engine;
use super::input::Moment;
use super::output::{Reason, Verdict, WindowCount};
use super::placed::Placed;
use crate::cluster::history::KeyTier;
use crate::cluster::surge::{self, Judged, Key, Told};
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
        }
    }

    /// Puts into the verdict the 15 minutes that end with its report, and the window that came nearest to an
    /// alarm or gave it.
    pub(super) fn tell_windows(&self, now: Moment, placed: &mut Placed, nearest: Option<(&KeyTier, &Judged)>) {
        let (feature, at) = (&placed.feature, placed.report.occurred_at);
        placed.verdict.nearest = nearest.and_then(|(tier, j)| {
            let needed = surge::needed(&self.ground(now, feature, tier)?, Key { feature, tier }, j);
            Some(WindowCount {
                tier: tier.clone(),
                window: j.window,
                observed: j.observed,
                expected: j.expected,
                expected_per_month: j.per_month,
                threshold: j.threshold,
                needed,
            })
        });
        let ground = self.ground(now, feature, &None);
        placed.verdict.short = ground.map(|g| window_count(surge::told(&g, Key { feature, tier: &None }, at)));
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
        surge::usual_between(&self.ground(now, feature, tier)?, Key { feature, tier }, begin, end)
    }
}

fn window_count(told: Told) -> WindowCount {
    WindowCount {
        tier: None,
        window: told.window,
        observed: told.observed,
        expected: told.expected,
        expected_per_month: told.per_month,
        threshold: told.threshold,
        needed: told.needed,
    }
}
