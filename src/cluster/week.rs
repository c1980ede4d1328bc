//! The hours of the week: relative rates by hour with quick integrals, and how much hours of the past
//! weigh.

use std::collections::BTreeMap;

use libm::exp2;
use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, of_week};

/// Hours in a week.
pub const WEEK_H: usize = 168;
/// Half-life of what was counted, in hours.
const HALF_LIFE_H: f64 = 21.0 * 24.0;

/// Relative rate by hour of the week; mean 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<f64>", into = "Vec<f64>")]
pub struct Week {
    rates: Vec<f64>,
    /// The integral from the week's beginning to each hour's, and to its end.
    until: Vec<f64>,
}

impl From<Vec<f64>> for Week {
    /// 168 rates as they are; any other number stands for a week without a shape.
    fn from(mut rates: Vec<f64>) -> Self {
        if rates.len() != WEEK_H {
            rates.clear();
        }
        let mut until = vec![0.0];
        for (h, rate) in rates.iter().enumerate() {
            until.push(until[h] + rate);
        }
        Self { rates, until }
    }
}

impl From<Week> for Vec<f64> {
    fn from(week: Week) -> Self {
        week.rates
    }
}

impl Week {
    /// The week with these relative rates, scaled to a mean of 1.
    #[must_use]
    pub fn with_mean_one(mut rates: Vec<f64>) -> Self {
        let mean = rates.iter().sum::<f64>() / rates.len().max(1) as f64;
        for rate in &mut rates {
            *rate /= mean;
        }
        Self::from(rates)
    }

    /// Whether nothing is known of it: every hour then counts as 1.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rates.is_empty()
    }

    /// The rates by hour of the week.
    #[must_use]
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// The rate in an hour of the week.
    #[must_use]
    pub fn at(&self, hour_of_week: usize) -> f64 {
        self.rates.get(hour_of_week).copied().unwrap_or(1.0)
    }

    /// The integral over (from, to], in hours at rate 1; 0 where `to` is not after `from`.
    #[must_use]
    pub fn integral(&self, from: Timestamp, to: Timestamp) -> f64 {
        if to <= from {
            return 0.0;
        }
        if self.is_empty() {
            return (to - from).as_hours();
        }
        let week_of = |t: Timestamp| t.hour() - t.hour_of_week() as i64;
        let into = |t: Timestamp| {
            let h = t.hour_of_week();
            self.until[h] + self.rates[h] * (t - Timestamp::from_hour(t.hour())).as_hours()
        };
        let weeks = (week_of(to) - week_of(from)) / WEEK_H as i64;
        weeks as f64 * self.until[WEEK_H] + into(to) - into(from)
    }
}

/// Weight of what lies `hours` before the horizon, counted from the middle of its hour.
#[must_use]
pub fn decay(hours: i64) -> f64 {
    exp2(-(hours as f64 - 0.5).max(0.0) / HALF_LIFE_H)
}

/// By how much weights fall in this many hours.
#[must_use]
pub fn fall(hours: i64) -> f64 {
    exp2(-(hours as f64) / HALF_LIFE_H)
}

/// The hours that are learnt from, with their weights.
#[derive(Clone, Debug)]
pub struct Past {
    /// The first hour.
    pub from: i64,
    /// The horizon: the first hour that teaches nothing yet.
    pub to: i64,
    /// By hours before the horizon.
    weights: Vec<f64>,
}

impl Past {
    /// The `hours` before `to`.
    #[must_use]
    pub fn new(to: i64, hours: i64) -> Self {
        let (mut weight, step) = (decay(1), fall(1));
        let mut weights = vec![decay(0)];
        for _ in 0..hours {
            weights.push(weight);
            weight *= step;
        }
        Self { from: to - hours, to, weights }
    }

    /// What an hour weighs; 0 outside.
    #[must_use]
    pub fn weight(&self, hour: i64) -> f64 {
        usize::try_from(self.to - hour).ok().and_then(|h| self.weights.get(h)).copied().unwrap_or_default()
    }
}

/// The past hours since a key was born, by hour of the week.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// How many.
    pub hours: Vec<f64>,
    /// The same as they weigh.
    pub weighed: Vec<f64>,
}

/// Exposures of the same past, each birth's made once: most keys of a tenant are born in the same hour.
#[derive(Debug)]
pub struct Exposures<'a> {
    /// The hours that are learnt from.
    pub past: &'a Past,
    since: BTreeMap<i64, Exposure>,
}

impl<'a> Exposures<'a> {
    /// Those of a past.
    #[must_use]
    pub const fn of(past: &'a Past) -> Self {
        Self { past, since: BTreeMap::new() }
    }

    /// The exposure of what was born in the hour `born`.
    pub fn since(&mut self, born: i64) -> &Exposure {
        let past = self.past;
        self.since.entry(born).or_insert_with(|| {
            let mut exposure = Exposure { hours: vec![0.0; WEEK_H], weighed: vec![0.0; WEEK_H] };
            for hour in (past.from.max(born)..past.to).rev() {
                exposure.hours[of_week(hour)] += 1.0;
                exposure.weighed[of_week(hour)] += past.weight(hour);
            }
            exposure
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_integral_is_the_sum_over_its_hours(from in 0i64..2_000_000_000, len in 0i64..2_000_000_000, seed in 1u64..1_000) {
            let rates: Vec<f64> = (0..WEEK_H as u64).map(|h| 0.1 + (h * seed % 17) as f64).collect();
            let week = Week::from(rates);
            let begin = Timestamp::from_millis(1_700_000_000_000 + from);
            let end = begin + Span::from_millis(len);
            let (mut sum, mut t) = (0.0, begin);
            while t < end {
                let next = Timestamp::from_hour(t.hour() + 1).min(end);
                sum += week.at(t.hour_of_week()) * (next - t).as_hours();
                t = next;
            }
            prop_assert!((week.integral(begin, end) - sum).abs() < 1e-6, "{} {sum}", week.integral(begin, end));
            prop_assert_eq!(week.integral(end, begin.min(end - Span::from_millis(1))), 0.0);
        }
    }

    #[test]
    fn without_a_shape_an_hour_is_an_hour() {
        let t = Timestamp::from_hour(0);
        assert_eq!(Week::default().integral(t, t + Span::from_mins(90)), 1.5);
        assert_eq!(Week::default().at(3), 1.0);
    }

    #[test]
    fn weights_halve_in_21_days() {
        let past = Past::new(5_000, 3 * 504);
        for hours in [0, 1, 24, 504, 1_512] {
            assert!((past.weight(5_000 - hours) - decay(hours)).abs() < 1e-12);
        }
        assert!((past.weight(4_495) / past.weight(4_999) - 0.5).abs() < 1e-12);
        assert_eq!((fall(504), past.weight(5_001), past.weight(5_000 - 1_513)), (0.5, 0.0, 0.0));
    }

    #[test]
    fn a_mean_of_one() {
        let week = Week::with_mean_one((0..WEEK_H).map(|h| h as f64).collect());
        assert!((week.rates().iter().sum::<f64>() - 168.0).abs() < 1e-9);
    }
}
