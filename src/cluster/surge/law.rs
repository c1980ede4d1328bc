//! How many customers a window holds by chance, as the baseline has it and as earlier weeks had it.

use super::{Judge, Usual, WINDOWS, Window};
use crate::cluster::history::KeyHistory;
use crate::cluster::negative_binomial::{at_least, is_rare};
use crate::time::{Span, Timestamp};

/// Hours in a month: E is per month.
const MONTH_H: f64 = 730.0;
/// Weeks back at which a burst may recur, and shifts in minutes at which it is looked for.
const RECUR_WEEKS: [i64; 3] = [1, 2, 3];
const RECUR_SHIFTS_MIN: [i64; 5] = [-30, -15, 0, 15, 30];
/// Fewer reports than this are no burst that could recur.
const RECURS_FROM: f64 = 3.0;
/// An earlier count is a burst where chance gives it no oftener than this: the largest of fifteen windows
/// of a busy key is always above what is usual, and would hide every incident of its size.
const RECURS_P: f64 = 0.01;
/// How many customers a window holds by chance: NB(mu, r), looked at so many times a month.
pub(super) struct Law {
    pub(super) mu: f64,
    pub(super) r: f64,
    /// Customers an hour at its end.
    lambda: f64,
}

impl Law {
    /// As the baseline has it.
    pub(super) fn of(usual: &Usual<'_>, w: Window) -> Self {
        Self {
            mu: usual.rate * usual.shape.integral(w.begin, w.end),
            r: 1.0 / (1.0 / usual.events + usual.overdispersion),
            lambda: usual.rate * usual.shape.at(w.end.hour_of_week()),
        }
    }

    /// E: how many windows in a month hold `n` customers or more by chance, one of them given.
    pub(super) fn per_month(&self, n: u32) -> f64 {
        self.windows_a_month() * at_least(n.saturating_sub(1), self.mu, self.r)
    }

    /// W * 730 * lambda: how many windows a month end with a report.
    pub(super) fn windows_a_month(&self) -> f64 {
        WINDOWS.len() as f64 * MONTH_H * self.lambda
    }
}

impl Judge<'_> {
    /// (mu_w, E_w) of one window. An earlier burst only makes a count more ordinary, and is dear to look up:
    /// a count that is no alarm without it needs none.
    pub(super) fn expected(&self, usual: &Usual<'_>, w: Window, threshold: f64) -> (f64, f64) {
        let mut law = Law::of(usual, w);
        if law.per_month(w.observed) <= threshold {
            law = self.law(usual, w);
        }
        (law.mu, law.per_month(w.observed))
    }

    pub(super) fn law(&self, usual: &Usual<'_>, w: Window) -> Law {
        let Law { mut mu, mut r, mut lambda } = Law::of(usual, w);
        let history = self.ground.baselines.features.get(self.key.feature).and_then(|f| f.keys.get(self.key.tier));
        // A count that is ordinary without a precedent needs none.
        let history = history.filter(|_| f64::from(w.observed) > mu);
        let was_burst = |p: &f64| *p >= RECURS_FROM && *p > mu && is_rare(*p as u32, mu, r, RECURS_P);
        if let Some(past) = history.map(|h| recurrence(h, w.window, w.end)).filter(was_burst) {
            mu = past + 0.3;
            r = 1.0 / (1.0 / mu + usual.overdispersion);
            lambda = lambda.max(mu / w.window.as_hours());
        }
        Law { mu, r, lambda }
    }
}

/// The most the same window held one, two or three weeks earlier, half an hour either way.
fn recurrence(history: &KeyHistory, window: Span, end: Timestamp) -> f64 {
    let most = RECUR_WEEKS.into_iter().map(|weeks| {
        let then = end - Span::from_days(7 * weeks);
        history.most_between(then - window, then, &RECUR_SHIFTS_MIN)
    });
    most.max().unwrap_or_default() as f64
}
