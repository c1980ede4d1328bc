//! How many customers a window holds by chance, as the baseline has it and as earlier weeks had it.

use serde::{Deserialize, Serialize};

use super::{Judge, Usual, WINDOWS, Window};
use crate::cluster::history::KeyHistory;
use crate::cluster::law::{Law, RECUR_WEEKS, RECURS_FROM, was_burst};
use crate::time::{Span, Timestamp};

/// Shifts in minutes at which an earlier burst is looked for.
const RECUR_SHIFTS_MIN: [i64; 5] = [-30, -15, 0, 15, 30];

/// How long a peak lasts that comes back: shorter windows have their part of it.
const PEAK: Span = Span::from_mins(60);

/// An earlier burst by which more is expected in a window than is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Precedent {
    /// Customers it held.
    pub customers: u32,
    /// The window they are counted in: the one that is measured, or the hour of which that has its part.
    pub window: Span,
    /// How many weeks earlier it was.
    pub weeks: i64,
    /// They are the feature's customers of all tiers, where one tier is measured by its share of them.
    pub all_tiers: bool,
}

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
    /// a count that is no alarm without it needs none. What is above `enough`, which is at least the threshold, is only
    /// known to be that.
    pub(super) fn expected(&self, usual: &Usual<'_>, w: Window, (threshold, enough): (f64, f64)) -> (f64, f64) {
        let law = usual_law(usual, w);
        let per_month = law.per_month_up_to(WINDOWS.len(), w.observed, enough);
        if per_month > threshold {
            return (law.mu, per_month);
        }
        let law = self.law(usual, w);
        (law.mu, law.per_month(WINDOWS.len(), w.observed))
    }

    pub(super) fn law(&self, usual: &Usual<'_>, w: Window) -> Law {
        self.law_by(usual, w).0
    }

    /// The same, with the earlier burst it rests on.
    pub(super) fn law_by(&self, usual: &Usual<'_>, w: Window) -> (Law, Option<Precedent>) {
        let law = usual_law(usual, w);
        // A count that is ordinary without a precedent needs none.
        if f64::from(w.observed) <= law.mu {
            return (law, None);
        }
        match self.precedent(usual, w, &law) {
            Some((past, by)) => (law.after(past, usual.overdispersion, w.window.as_hours()), Some(by)),
            None => (law, None),
        }
    }

    /// What an earlier burst lets expect in a window, where that is more than usual, and which burst that is. A peak
    /// comes at its hour and not to the minute, and not in the same tiers: a shorter window has its part of the hour's,
    /// and a tier its share of the feature's.
    fn precedent(&self, usual: &Usual<'_>, w: Window, law: &Law) -> Option<(f64, Precedent)> {
        let level = |tier| self.baseline.level(tier).rate;
        let share = self.key.tier.as_ref().map(|_| (level(self.key.tier) / level(&None)).min(1.0));
        let whole = share.and_then(|share| Some((self.baseline.key(&None)?, share, true)));
        let keys = [self.own.map(|own| (own, 1.0, false)), whole];
        let over = |share: f64, past: Precedent| {
            let expected = f64::from(past.customers) * share * (w.window.as_hours() / past.window.as_hours());
            if expected <= law.mu {
                return None;
            }
            let begin = if past.window == w.window { w.begin } else { w.end - past.window };
            let mu = usual.rate * usual.shape.integral(begin, w.end) / share;
            was_burst(past.customers, mu, law.r).then_some((expected, past))
        };
        let of_key = |(history, share, all_tiers)| {
            // Where the window is no shorter than a peak both are the same.
            let held = recurrences(history, w.window, w.end).into_iter().take(1 + usize::from(w.window < PEAK));
            held.filter_map(move |past| over(share, Precedent { all_tiers, ..past }))
        };
        keys.into_iter().flatten().flat_map(of_key).max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

/// The most that the same window, and the peak around it where it is shorter than one, held one, two or three weeks
/// earlier, half an hour either way; of equal ones the latest.
pub(super) fn recurrences(history: &KeyHistory, window: Span, end: Timestamp) -> [Precedent; 2] {
    let windows = [window, window.max(PEAK)];
    let mut most = windows.map(|window| Precedent { customers: 0, window, weeks: 0, all_tiers: false });
    for weeks in RECUR_WEEKS {
        let then = end - Span::from_days(7 * weeks);
        let held = if window < PEAK {
            history.most_of_two(then, windows, RECUR_SHIFTS_MIN, RECURS_FROM)
        } else {
            [history.most_between(then - window, then, &RECUR_SHIFTS_MIN); 2]
        };
        for (most, held) in most.iter_mut().zip(held) {
            let customers = u32::try_from(held).unwrap_or(u32::MAX);
            if customers > most.customers {
                (most.customers, most.weeks) = (customers, weeks);
            }
        }
    }
    most
}
