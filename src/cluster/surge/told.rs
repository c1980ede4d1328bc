//! What the windows of a key hold, and how many customers each would take: for people who ask why
//! something did not fire. It must never decide: judging is the scan's alone.

use super::{FIRST_DAY, FIRST_DAY_OD, FIRST_DAY_P, Ground, Judged, Key, SHORT, Usual, Window};
use crate::cluster::factors;
use crate::cluster::negative_binomial::{at_least, rare};
use crate::time::{Span, Timestamp};

/// One window that ends with a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its length.
    pub window: Span,
    /// Distinct customers in it.
    pub observed: u32,
    /// Usual in it; none without a baseline.
    pub expected: Option<f64>,
    /// E, a month; none without a baseline, or for fewer customers than are ever judged.
    pub per_month: Option<f64>,
    /// What E has to stay under.
    pub threshold: f64,
    /// Customers it would take.
    pub needed: u32,
}

/// The 15 minutes that end with the report written at `end`. Longer windows are told only where they
/// were judged ([`needed`]): telling all of them would double what a message costs.
#[must_use]
pub fn told(ground: &Ground<'_>, key: Key<'_>, end: Timestamp) -> Told {
    let begin = (end - SHORT).max(super::resolved(ground, key));
    let window = Window { window: SHORT, begin, end, observed: ground.live.customers(key.tier, begin, end) };
    match usual(ground, key) {
        Some(usual) => with_baseline(ground, key, &usual, window),
        None => without_baseline(ground, key, window),
    }
}

/// How many customers the window that was judged would take.
#[must_use]
pub fn needed(ground: &Ground<'_>, key: Key<'_>, judged: &Judged) -> u32 {
    let Judged { window, begin, end, observed, .. } = *judged;
    let window = Window { window, begin, end, observed };
    match usual(ground, key).filter(|_| judged.per_month.is_some()) {
        Some(usual) => with_baseline(ground, key, &usual, window).needed,
        None => without_baseline(ground, key, window).needed,
    }
}

/// Customers usual for a key between two moments, as its baseline stands now; none without one.
#[must_use]
pub fn usual_between(ground: &Ground<'_>, key: Key<'_>, begin: Timestamp, end: Timestamp) -> Option<f64> {
    usual(ground, key).map(|usual| usual.rate * usual.shape.integral(begin, end))
}

fn usual<'a>(ground: &Ground<'a>, key: Key<'_>) -> Option<Usual<'a>> {
    let heard = ground.heard?;
    let age = ground.baselines.age(key.feature, heard);
    (age >= FIRST_DAY).then(|| Usual::new(ground, key, heard, age))
}

fn with_baseline(ground: &Ground<'_>, key: Key<'_>, usual: &Usual<'_>, window: Window) -> Told {
    let (least, threshold) = (super::least(ground, window.window), super::threshold(ground));
    // A count that is ordinary without a precedent needs none; what it would take may have one.
    let law = super::law(ground, key, usual, Window { observed: u32::MAX, ..window });
    let per_month =
        (window.observed >= least).then(|| law.bursts_a_month * at_least(window.observed - 1, law.mu, law.r));
    // E counts one customer less: the report itself is given.
    let needed = rare(threshold / law.bursts_a_month, law.mu, law.r, least - 1) + 1;
    Told { window: window.window, observed: window.observed, expected: Some(law.mu), per_month, threshold, needed }
}

fn without_baseline(ground: &Ground<'_>, key: Key<'_>, window: Window) -> Told {
    let elsewhere = factors::mean_elsewhere(ground.baselines, key.feature, window.begin, window.end);
    Told {
        window: window.window,
        observed: window.observed,
        expected: None,
        per_month: None,
        threshold: super::threshold(ground),
        needed: rare(FIRST_DAY_P, elsewhere, 1.0 / FIRST_DAY_OD, super::least(ground, SHORT)),
    }
}
