//! How many customers a window holds by chance, as the baseline has it and as earlier weeks had it.

use super::{Judge, Usual, WINDOWS, Window};
use crate::cluster::history::KeyHistory;
use crate::cluster::law::{Law, RECUR_WEEKS, was_burst};
use crate::time::Span;

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
        let over = |share: f64, (window, past): (Span, u32)| {
            let expected = f64::from(past) * share * (w.window.as_hours() / window.as_hours());
            if expected <= law.mu {
                return None;
            }
            let begin = if window == w.window { w.begin } else { w.end - window };
            let mu = usual.rate * usual.shape.integral(begin, w.end) / share;
            was_burst(past, mu, law.r).then_some(expected)
        };
        let of_key = |(history, share)| recurrences(history, w).into_iter().filter_map(move |past| over(share, past));
        keys.into_iter().flatten().flat_map(of_key).max_by(f64::total_cmp)
    }
}

/// The most that the same window, and the peak around it where it is shorter than one, held one, two or three weeks
/// earlier, half an hour either way.
fn recurrences(history: &KeyHistory, w: Window) -> [(Span, u32); 2] {
    let mut most = [0; 2];
    let windows = [w.window, w.window.max(PEAK)];
    for weeks in RECUR_WEEKS {
        let then = w.end - Span::from_days(7 * weeks);
        let held = if w.window < PEAK {
            history.most_of_two(then, windows, &RECUR_SHIFTS_MIN)
        } else {
            [history.most_between(then - w.window, then, &RECUR_SHIFTS_MIN); 2]
        };
        most = std::array::from_fn(|i| held[i].max(most[i]));
    }
    let counted = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    std::array::from_fn(|i| (windows[i], counted(most[i])))
}
