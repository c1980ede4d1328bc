//! How many customers a window holds by chance, as the baseline has it and as earlier weeks had it.

use super::{Judge, Usual, WINDOWS, Window};
use crate::cluster::history::KeyHistory;
use crate::cluster::law::{Law, RECUR_WEEKS, was_burst};
use crate::time::{Span, Timestamp};

/// Shifts in minutes at which an earlier burst is looked for.
const RECUR_SHIFTS_MIN: [i64; 5] = [-30, -15, 0, 15, 30];

/// As the baseline has it.
fn usual_law(usual: &Usual<'_>, w: Window) -> Law {
    Law {
        mu: usual.rate * usual.shape.integral(w.begin, w.end),
        r: 1.0 / (1.0 / usual.events + usual.overdispersion),
        lambda: usual.rate * usual.shape.at(w.end.hour_of_week()),
    }
}

impl Judge<'_> {
    /// (mu_w, E_w) of one window. An earlier burst only makes a count more ordinary, and is dear to look up:
    /// a count that is no alarm without it needs none.
    pub(super) fn expected(&self, usual: &Usual<'_>, w: Window, threshold: f64) -> (f64, f64) {
        let law = usual_law(usual, w);
        let per_month = law.per_month(WINDOWS.len(), w.observed);
        if per_month > threshold {
            return (law.mu, per_month);
        }
        let law = self.law(usual, w);
        (law.mu, law.per_month(WINDOWS.len(), w.observed))
    }

    pub(super) fn law(&self, usual: &Usual<'_>, w: Window) -> Law {
        let law = usual_law(usual, w);
        // A count that is ordinary without a precedent needs none.
        let history = self.own.filter(|_| f64::from(w.observed) > law.mu);
        let past = history.map(|h| recurrence(h, w.window, w.end));
        match past.filter(|p| f64::from(*p) > law.mu && was_burst(*p, law.mu, law.r)) {
            Some(past) => law.after(f64::from(past), usual.overdispersion, w.window.as_hours()),
            None => law,
        }
    }
}

/// The most the same window held one, two or three weeks earlier, half an hour either way.
fn recurrence(history: &KeyHistory, window: Span, end: Timestamp) -> u32 {
    let most = RECUR_WEEKS.into_iter().map(|weeks| {
        let then = end - Span::from_days(7 * weeks);
        history.most_between(then - window, then, &RECUR_SHIFTS_MIN)
    });
    u32::try_from(most.max().unwrap_or_default()).unwrap_or(u32::MAX)
}
