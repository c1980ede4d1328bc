//! How many customers a window holds by chance, as the baseline has it and as earlier weeks had it.

use super::{Judge, Usual, WINDOWS, Window};
use crate::cluster::history::KeyHistory;
use crate::cluster::law::{Law, RECUR_WEEKS, was_burst};
use crate::time::{Span, Timestamp};

/// Shifts in minutes at which an earlier burst is looked for.
const RECUR_SHIFTS_MIN: [i64; 5] = [-30, -15, 0, 15, 30];

/// How long a peak lasts that comes back: shorter windows have their part of it.
const PEAK: Span = Span::from_mins(60);

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
        if f64::from(w.observed) <= law.mu {
            return law;
        }
        match self.precedent(usual, w, &law) {
            Some(past) => law.after(past, usual.overdispersion, w.window.as_hours()),
            None => law,
        }
    }

    /// What an earlier burst lets expect in a window, where that is more than usual. A peak comes at its hour and not to
    /// the minute, and not in the same tiers: a shorter window has its part of the hour's, and a tier its share of the
    /// feature's.
    fn precedent(&self, usual: &Usual<'_>, w: Window, law: &Law) -> Option<f64> {
        let level = |tier| self.baseline.level(tier).rate;
        let share = self.key.tier.as_ref().map(|_| (level(self.key.tier) / level(&None)).min(1.0));
        let whole = share.and_then(|share| Some((self.baseline.key(&None)?, share)));
        let keys = [self.own.map(|own| (own, 1.0)), whole];
        let lengths = [Some(w.window), Some(PEAK).filter(|peak| w.window < *peak)];
        let over = |(history, share): (&KeyHistory, f64), window: Span| {
            let past = recurrence(history, window, w.end);
            let expected = f64::from(past) * share * (w.window.as_hours() / window.as_hours());
            let begin = if window == w.window { w.begin } else { w.end - window };
            let mu = usual.rate * usual.shape.integral(begin, w.end) / share;
            (expected > law.mu && was_burst(past, mu, law.r)).then_some(expected)
        };
        let each = keys.into_iter().flatten().flat_map(|key| lengths.into_iter().flatten().map(move |l| (key, l)));
        each.filter_map(|(key, length)| over(key, length)).max_by(f64::total_cmp)
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
