//! The level of a feature's keys: decayed sums of what they counted and of the exposure, carried on
//! from hour to hour.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::history::{FeatureHistory, KeyHistory, KeyTier};
use super::law::MONTH_H;
use super::week::{Exposures, Past, Week, fall};
use crate::time::of_week;

/// A key's level: posterior events and rate per hour at shape 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Posterior number of events A: how much is known.
    pub events: f64,
    /// A / B, per hour.
    pub rate: f64,
}

/// Events before any was counted, and the hours of exposure in which they are thought to have come.
#[derive(Clone, Copy, Debug)]
pub struct Prior {
    /// Events.
    pub events: f64,
    /// Hours at shape 1.
    pub exposure: f64,
}

/// What the keys of one feature have counted up to an hour, and the exposure in which they did, both
/// decayed and without the hours of alarms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    /// All hours below are in.
    as_of: i64,
    exposure: f64,
    keys: BTreeMap<KeyTier, f64>,
    /// Something below `as_of` has changed since.
    stale: bool,
}

impl Sums {
    /// Sums over the whole past.
    #[must_use]
    pub fn over(history: &FeatureHistory, shape: &Week, born: i64, exposures: &mut Exposures<'_>) -> Self {
        let past = exposures.past;
        let masked = history.alarm_hours(past.from, past.to);
        let open = |hour: &i64| !masked.contains(hour);
        let all: f64 = (0..).zip(&exposures.since(born).weighed).map(|(h, weight)| weight * shape.at(h)).sum();
        let in_alarms = masked.range(born.max(past.from)..).map(|h| past.weight(*h) * shape.at(of_week(*h)));
        let exposure = (all - in_alarms.sum::<f64>()).max(0.0);
        let mut sums = Self { as_of: past.to, exposure, ..Self::default() };
        for (tier, key) in &history.keys {
            let counts = key.hours(past.from, past.to).filter(|(hour, _)| open(hour));
            sums.keys.insert(tier.clone(), counts.map(|(hour, n)| n as f64 * past.weight(hour)).sum());
        }
        sums
    }

    /// Takes in the hours that have passed since.
    pub fn go_on(&mut self, history: &FeatureHistory, shape: &Week, born: i64, past: &Past) {
        let (from, fell) = (self.as_of, fall(past.to - self.as_of));
        let open = |hour: &i64| !history.in_alarm(*hour);
        let new = (from.max(born)..past.to).filter(open);
        self.exposure = self.exposure * fell + new.map(|h| past.weight(h) * shape.at(of_week(h))).sum::<f64>();
        let counted = |key: &KeyHistory| -> f64 {
            let counts = key.hours(from, past.to).filter(|(hour, _)| open(hour));
            counts.map(|(hour, n)| n as f64 * past.weight(hour)).sum()
        };
        if !self.keys.keys().eq(history.keys.keys()) {
            let sum = |tier| self.keys.get(tier).copied().unwrap_or_default();
            self.keys = history.keys.keys().map(|tier| (tier.clone(), sum(tier))).collect();
        }
        for (sum, key) in self.keys.values_mut().zip(history.keys.values()) {
            *sum = *sum * fell + counted(key);
        }
        self.as_of = past.to;
    }

    /// Counts or alarms of `hour` have changed; true where the sums have to be made anew for it.
    pub fn changed(&mut self, hour: i64) -> bool {
        let late = hour < self.as_of;
        self.stale |= late;
        late
    }

    /// The hours that have passed since, for the sums to go on to `to`; none where they cannot.
    #[must_use]
    pub const fn hours_to_go_on(&self, to: i64) -> Option<i64> {
        if self.stale || self.as_of > to { None } else { Some(to - self.as_of) }
    }

    /// The level of one of the keys.
    #[must_use]
    pub fn level(&self, tier: &KeyTier, prior: Prior) -> Level {
        self.level_of(self.keys.get(tier).copied().unwrap_or_default(), prior)
    }

    fn level_of(&self, counted: f64, prior: Prior) -> Level {
        let events = prior.events + counted;
        Level { events, rate: events / (prior.exposure + self.exposure) }
    }

    /// Keys that expect one report a month or more.
    #[must_use]
    pub fn active(&self, prior: Prior) -> u32 {
        let active = self.keys.values().filter(|n| self.level_of(**n, prior).rate * MONTH_H >= 1.0).count();
        u32::try_from(active).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CustomerKey;
    use crate::time::{Span, Timestamp};

    #[test]
    fn going_on_hour_by_hour_gives_what_the_whole_past_gives() {
        let begin = Timestamp::from_hour(490_000);
        let shape = Week::with_mean_one((0..168).map(|h| 1.0 + (h % 24) as f64).collect());
        let mut history = FeatureHistory::default();
        let mut sums = Sums::over(&history, &shape, begin.hour(), &mut Exposures::of(&Past::new(begin.hour(), 2_016)));
        for hour in 1..400 {
            let now = begin + Span::from_hours(hour);
            for n in 0..hour % 4 {
                history.count(None, now, CustomerKey((hour * 10 + n) as u64));
            }
            match hour {
                100 => history.alarm_begins(now),
                110 => _ = history.alarm_ends(begin.hour() + 100, now),
                _ => {}
            }
            let past = Past::new(now.hour(), 2_016);
            assert_eq!(sums.hours_to_go_on(past.to), Some(1));
            sums.go_on(&history, &shape, begin.hour(), &past);
            let whole = Sums::over(&history, &shape, begin.hour(), &mut Exposures::of(&past));
            assert!((sums.exposure - whole.exposure).abs() < 1e-9, "{hour}");
            let of = |s: &Sums| s.keys.get(&None).copied().unwrap_or_default();
            assert!((of(&sums) - of(&whole)).abs() < 1e-9, "{hour}");
        }
        assert!(!sums.changed(sums.as_of) && sums.hours_to_go_on(sums.as_of) == Some(0));
        assert!(sums.changed(sums.as_of - 1), "what came late makes them anew");
        assert_eq!(sums.hours_to_go_on(sums.as_of), None);
    }
}
