//! The rule for a key without baseline: three customers in a quarter of an hour, unless the tenant is so busy that they
//! are nothing beside what is written of its other features.

use super::{Judge, Judged, SHORT};
use crate::cluster::factors;
use crate::cluster::negative_binomial::is_rare;
use crate::time::Timestamp;

/// The rule without baseline asks that the count be this improbable among the tenant's features.
pub(super) const FIRST_DAY_P: f64 = 0.001;
/// Overdispersion between features, for that question.
const FIRST_DAY_OD: f64 = 0.5;
/// Shape a of how features differ in what is written of them, for the same question.
const FIRST_DAY_SHAPE: f64 = 1.0;
/// Customers more that dismissals can ask for without a baseline.
const MOST_MORE: u32 = 3;

impl Judge<'_> {
    /// Fewer customers than this open nothing: one more for each dismissal, up to three.
    pub(super) fn least_without_baseline(&self) -> u32 {
        self.least(SHORT) + self.ground.stricter.times.min(MOST_MORE)
    }

    /// Three distinct customers in 15 minutes, two where monitoring is red; on a busy tenant the count
    /// must also be improbable among its other features.
    pub(super) fn without_baseline(&self, report: Timestamp, ends: &[Timestamp]) -> Option<Judged> {
        let floor = self.resolved();
        let mut best: Option<Judged> = None;
        for &end in ends {
            let begin = (end - SHORT).max(floor);
            if begin >= report {
                continue;
            }
            let (mut observed, mut copies) = (self.customers(begin, end), 0);
            if best.as_ref().is_some_and(|b| b.observed >= observed) {
                continue;
            }
            let (mu, r) = self.first_day(begin, end);
            let enough = |n| n >= self.least_without_baseline() && is_rare(n, mu, r, FIRST_DAY_P);
            let (mut alarm, mut questions) = (enough(observed), false);
            if alarm {
                let voices = self.voices(begin, end);
                (observed, copies) = (voices.customers, voices.copies);
                questions = enough(observed) && !self.ground.red && voices.only_ask();
                alarm = enough(observed) && !questions;
            }
            best = Some(Judged {
                alarm,
                window: SHORT,
                begin,
                end,
                observed,
                copies,
                questions,
                expected: None,
                per_month: None,
                threshold: self.threshold(),
                overdispersion: FIRST_DAY_OD,
            });
            if alarm {
                break;
            }
        }
        best
    }

    /// NB(mu, r) of a window on the key's first day: the mean of what the other features hold in it, times how much more
    /// or less is written of this one so far. Most of what is written is of a few features: of rates that are
    /// Gamma(a, a) around their mean, n reports where the others have m make one Gamma(a + n, a + m).
    pub(super) fn first_day(&self, begin: Timestamp, end: Timestamp) -> (f64, f64) {
        let born = self.baseline.born.unwrap_or(begin);
        let others = factors::elsewhere(self.ground.baselines, self.key.feature, born, (begin, end));
        let own = self.baseline.key(&None).map_or(0, |k| k.between(born, begin));
        let share = (FIRST_DAY_SHAPE + own as f64) / (FIRST_DAY_SHAPE + others.before);
        (others.window * share, 1.0 / FIRST_DAY_OD)
    }
}
