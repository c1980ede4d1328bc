//! How rare a burst must be: the topics' share of the false candidates that a tenant accepts.
//!
//! E says how often one topic bursts so by chance. How many topics there are nobody knows: a
//! neighbourhood is drawn anew around every report, and more are drawn where more is written. But chance
//! brings weaker bursts often: how many come a month of an E of 1 or less is counted on the tenant's own
//! traffic. Of an E of t or less there are t^.7 times as many (docs/quality.md), and so the threshold
//! follows from the budget.

use serde::{Deserialize, Serialize};

use crate::cluster::law::MONTH_H;
use crate::time::{Span, Timestamp};

/// The topics' part of the budget; the features' keys have the rest, since most of what breaks has a name
/// (docs/quality.md).
pub const SHARE: f64 = 0.1;
/// Bursts of an E up to this are counted.
pub const COUNTED: f64 = 1.0;
/// How long they count.
const KEPT_FOR: Span = Span::from_days(30);
/// Within this they are one.
const ONE: Span = Span::from_mins(60);
/// Bursts a month assumed before any was counted, where one report comes an hour: they grow with the square
/// root of the reports (docs/quality.md). And what that assumption weighs, in bursts.
const AT_ONE_H: f64 = 2.0;
const PRIOR_BURSTS: f64 = 2.0;
/// How the number of bursts falls with their E, measured.
const POWER: f64 = 0.7;
/// The threshold's range.
const THRESHOLD: (f64, f64) = (1e-6, 0.1);

/// When chance brought a burst of an E of [`COUNTED`] or less, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chance(Vec<Timestamp>);

impl Chance {
    /// Counts a burst that opened nothing; true where it is another one than the last.
    pub fn note(&mut self, at: Timestamp) -> bool {
        self.0.retain(|t| at - *t < KEPT_FOR);
        if self.0.iter().any(|t| (at - *t).as_millis().abs() < ONE.as_millis()) {
            return false;
        }
        let i = self.0.partition_point(|t| *t < at);
        self.0.insert(i, at);
        true
    }

    /// What E has to stay under, so that chance opens no more than `budget` topics a month: where reports
    /// have come for `age`, so many an hour.
    #[must_use]
    pub fn threshold(&self, budget: f64, age: Span, per_hour: f64) -> f64 {
        let months = age.min(KEPT_FOR).as_hours() / MONTH_H;
        let assumed = (AT_ONE_H * libm::sqrt(per_hour)).max(1.0);
        let bursts = (PRIOR_BURSTS + self.0.len() as f64) / (PRIOR_BURSTS / assumed + months);
        libm::pow(budget / bursts, 1.0 / POWER).clamp(THRESHOLD.0, THRESHOLD.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(h: i64) -> Timestamp {
        Timestamp::from_hour(490_000 + h)
    }

    fn after(bursts: usize) -> f64 {
        let mut chance = Chance::default();
        for n in 0..bursts {
            assert!(chance.note(at(n as i64 * 10)));
        }
        chance.threshold(0.25, KEPT_FOR, 6.0)
    }

    #[test]
    fn the_more_bursts_chance_brings_the_rarer_one_must_be() {
        assert!(after(0) > after(5) && after(5) > after(20) && after(20) > after(60));
        // Where 60 bursts a month have an E of 1 or less, a quarter of one is as rare as the threshold, and a
        // little more by what was assumed before.
        let few = 60.0 * libm::pow(after(60), POWER);
        assert!((0.25..0.4).contains(&few), "{few}");
        assert!(
            Chance::default().threshold(2.0, Span::from_hours(24), 6.0)
                > Chance::default().threshold(0.2, Span::from_hours(24), 6.0)
        );
    }

    #[test]
    fn bursts_of_one_hour_are_one_and_old_ones_do_not_count() {
        let mut chance = Chance::default();
        assert!(chance.note(at(10)));
        assert!(!chance.note(at(10) + Span::from_mins(59)));
        assert!(chance.note(at(8)) && chance.note(at(12)));
        assert_eq!(chance.0, [at(8), at(10), at(12)]);
        assert!(chance.note(at(12) + KEPT_FOR - Span::from_mins(1)));
        assert_eq!(chance.0.len(), 2);
    }

    #[test]
    fn the_threshold_stays_within_its_range() {
        assert_eq!(Chance::default().threshold(100.0, Span::from_hours(24), 1.0), THRESHOLD.1);
        assert_eq!(Chance::default().threshold(1e-9, KEPT_FOR, 1e6), THRESHOLD.0);
    }
}
