//! What raises or lowers all counts for a while: the last day of a key, and everything at once.

use super::baseline::{Baseline, Baselines, LAG};
use super::history::{KeyHistory, KeyTier};
use crate::ids::FeatureId;
use crate::time::{Span, Timestamp};

/// Pseudo-events of the day factor: one busy day moves the expectation, a handful of reports do not.
const DAY_PRIOR: f64 = 20.0;
/// Pseudo-events of the common-mode factor.
const COMMON_PRIOR: f64 = 40.0;
/// Lowest common-mode factor: silence elsewhere must not make ordinary counts look rare.
const COMMON_FLOOR: f64 = 0.7;
/// Ten minutes in milliseconds: the current ones do not count into the common mode.
const TEN_MIN_MS: i64 = 600_000;

/// (20 + N24) / (20 + E24) over the 24 h that end at the lag, alarm hours left out.
#[must_use]
pub fn day(baseline: &Baseline<'_>, tier: &KeyTier, heard: Timestamp) -> f64 {
    let Some(history) = baseline.history else { return 1.0 };
    let Some(key) = history.keys.get(tier) else { return 1.0 };
    let (end, begin) = (heard - LAG, heard - LAG - Span::from_hours(24));
    let begin = baseline.born.map_or(begin, |b| b.max(begin));
    let (shape, level) = (baseline.shape, baseline.level(tier));
    if !history.any_alarm(begin.hour(), end.hour()) {
        let (n, e) = (key.between(begin, end.max(begin)) as f64, level.rate * shape.integral(begin, end));
        return (DAY_PRIOR + n) / (DAY_PRIOR + e);
    }
    let (mut n, mut e, mut t) = (0.0, 0.0, begin);
    while t < end {
        let next = Timestamp::from_hour(t.hour() + 1).min(end);
        if !history.in_alarm(t.hour()) {
            n += key.between(t, next) as f64;
            e += level.rate * shape.integral(t, next);
        }
        t = next;
    }
    (DAY_PRIOR + n) / (DAY_PRIOR + e)
}

/// What all features counted and were expected to in the two hours before the current ten minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    /// The end of these two hours.
    end: Timestamp,
    /// Features that ever counted anything, in order, with N (capped) and E.
    features: Vec<(FeatureId, f64, f64)>,
}

impl Around {
    fn end(heard: Timestamp) -> Timestamp {
        Timestamp::from_millis(heard.as_millis().div_euclid(TEN_MIN_MS) * TEN_MIN_MS)
    }

    /// Looks at every feature.
    #[must_use]
    pub fn look(baselines: &Baselines, heard: Timestamp) -> Self {
        let end = Self::end(heard);
        let mut features = Vec::new();
        for (id, history) in baselines.each() {
            let Some(key) = history.keys.get(&None).filter(|k| !k.is_empty()) else { continue };
            let baseline = baselines.of(id);
            let begin = baseline.born.map_or(end, |b| b.max(end - Span::from_hours(2)));
            let expected = baseline.expected(begin, end);
            // The step that ends at `end` is the last whole one before the current ten minutes.
            let counted = between_before(key, begin, end) as f64;
            features.push((id.clone(), counted.min(3.0 * expected + 5.0), expected));
        }
        Self { end, features }
    }

    /// Whether this is still what [`Around::look`] would give at `heard`, nothing having been counted
    /// or learnt since.
    #[must_use]
    pub fn holds(&self, heard: Timestamp) -> bool {
        self.end == Self::end(heard)
    }

    /// Whether a report of `feature`, written at `at`, leaves it as it is.
    #[must_use]
    pub fn outlasts(&self, feature: &FeatureId, at: Timestamp) -> bool {
        at >= self.end && self.features.binary_search_by(|(id, _, _)| id.cmp(feature)).is_ok()
    }

    /// (40 + sum N) / (40 + sum E) over the features other than `own`, each capped at three times its
    /// expectation plus five; at least 0.7. A Monday, a newsletter raises everything and cancels.
    #[must_use]
    pub fn common_mode(&self, own: &FeatureId) -> f64 {
        let (before, from) = match self.features.binary_search_by(|(id, _, _)| id.cmp(own)) {
            Ok(own) => (own, own + 1),
            Err(none) => (none, none),
        };
        let others = self.features[..before].iter().chain(&self.features[from..]);
        let (n, e) = others.fold((0.0, 0.0), |(n, e), (_, counted, expected)| (n + counted, e + expected));
        ((COMMON_PRIOR + n) / (COMMON_PRIOR + e)).max(COMMON_FLOOR)
    }
}

fn between_before(key: &KeyHistory, from: Timestamp, to: Timestamp) -> u64 {
    key.between(from - Span::from_millis(1), to - Span::from_millis(1))
}

/// Mean counts of the tenant's other features.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Elsewhere {
    /// In the window.
    pub window: f64,
    /// From the birth of the key up to the window.
    pub before: f64,
}

/// Mean count of the tenant's other features in (from, to], and in (born, from]: what a busy tenant has anyway. Those
/// in alarm are left out: one incident must not hide the next.
#[must_use]
pub fn elsewhere(
    baselines: &Baselines,
    own: &FeatureId,
    born: Timestamp,
    (from, to): (Timestamp, Timestamp),
) -> Elsewhere {
    let (mut others, mut window, mut before) = (0_u32, 0, 0);
    for (_, h) in baselines.each().filter(|(id, h)| *id != own && !h.in_alarm(to.hour())) {
        others += 1;
        let Some(key) = h.keys.get(&None) else { continue };
        window += key.between(from, to);
        before += key.between(born, from);
    }
    if others == 0 {
        return Elsewhere::default();
    }
    let mean = |sum: u64| sum as f64 / f64::from(others);
    Elsewhere { window: mean(window), before: mean(before) }
}
