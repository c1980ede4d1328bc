//! How many reports come ordinarily: level and shape of every key, learnt up to two hours before
//! the moment up to which sources have been heard.
//!
//! Level: a Gamma posterior with a half-life of 21 days, alarm periods left out. Shape: the hour of
//! the week, shrunk from the key's own counts to the tenant's profile, alarm periods included (masked
//! out, a weekly peak that alarmed once would never be learnt).

use std::collections::BTreeMap;

use libm::exp2;
use serde::{Deserialize, Serialize};

use super::history::{HOURS_FOR, KeyHistory};
use crate::ids::{FeatureId, Tier};
use crate::time::{Span, Timestamp};

/// What is heard now teaches from two hours on, so that a running incident does not teach itself.
pub const LAG: Span = Span::from_hours(2);
/// Half-life of what was counted, in hours.
const HALF_LIFE_H: f64 = 21.0 * 24.0;
/// Prior events of a key.
const PRIOR_EVENTS: f64 = 0.3;
/// Least median rate of keys assumed for the prior, per hour.
const LEAST_RATE: f64 = 0.02;
/// The rate assumed while no key has counted anything, per hour.
const FIRST_RATE: f64 = 0.05;
/// Weight of the profile against a key's own hours: 8 pseudo-events and what smoothing spreads.
const SHAPE_PRIOR: f64 = 8.0;
/// Effective number of hours under the smoothing kernel [1/4, 1/2, 1/4].
const SMOOTHED: f64 = 2.67;
/// How often profile and shapes are learnt anew, in hours.
const PROFILE_EVERY_H: i64 = 6;
/// Most alarm periods remembered for a feature; older ones leave the 12 weeks first.
const MAX_ALARMS: usize = 500;
/// A key is old enough for a shape of its own, and for its long windows, after this.
pub const FIRST_WEEK: Span = Span::from_days(7);

/// Relative rate by hour of the week; mean 1.
pub type Shape = Vec<f64>;

/// The tier of a key; none is the feature's own key.
pub type KeyTier = Option<Tier>;

/// What a feature's keys have counted, and when it was in alarm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeatureHistory {
    /// Counts by key.
    pub keys: BTreeMap<KeyTier, KeyHistory>,
    /// Alarm periods: whole hours, first..last (exclusive); an open one ends at `i64::MAX`.
    pub alarms: Vec<(i64, i64)>,
    /// When its catalogue entry appeared, where that was after the tenant's first message.
    pub entered: Option<Timestamp>,
    /// The last resolution of it or of anything merged with it: no window begins before.
    pub resolved: Option<Timestamp>,
}

impl FeatureHistory {
    /// Whether `hour` lies in an alarm.
    #[must_use]
    pub fn in_alarm(&self, hour: i64) -> bool {
        self.alarms.iter().any(|(a, b)| (*a..*b).contains(&hour))
    }

    /// An alarm begins with its first member.
    pub fn alarm_begins(&mut self, first_member: Timestamp) {
        self.alarms.push((first_member.hour(), i64::MAX));
        if self.alarms.len() > MAX_ALARMS {
            self.alarms.remove(0);
        }
    }

    /// The running alarm ends.
    pub fn alarm_ends(&mut self, at: Timestamp) {
        if let Some(open) = self.alarms.iter_mut().rev().find(|(_, b)| *b == i64::MAX) {
            open.1 = at.hour() + 1;
        }
        self.resolved = Some(self.resolved.map_or(at, |r| r.max(at)));
    }
}

/// A key's level: posterior events and rate per hour at shape 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Posterior number of events A: how much is known.
    pub events: f64,
    /// A / B, per hour.
    pub rate: f64,
}

/// What was learnt, as of one hour.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// The hour of heard_until it holds for.
    hour: Option<i64>,
    profile: Shape,
    prior_exposure: f64,
    /// Keys expecting one report a month or more.
    active: u32,
    shapes: BTreeMap<FeatureId, Shape>,
    levels: BTreeMap<FeatureId, BTreeMap<KeyTier, Level>>,
}

/// All baselines of a tenant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baselines {
    /// Counts and alarms by feature.
    pub features: BTreeMap<FeatureId, FeatureHistory>,
    /// What follows from them.
    pub learnt: Learnt,
    /// When the tenant's first message was written.
    pub first_message: Option<Timestamp>,
}

impl Baselines {
    /// When a feature's keys were born: with the catalogue entry or the tenant's first message.
    #[must_use]
    pub fn born(&self, feature: &FeatureId) -> Option<Timestamp> {
        let entered = self.features.get(feature).and_then(|f| f.entered);
        self.first_message.map(|first| entered.map_or(first, |e| e.max(first)))
    }

    /// How old a feature's keys are at `heard`.
    #[must_use]
    pub fn age(&self, feature: &FeatureId, heard: Timestamp) -> Span {
        self.born(feature).map_or(Span::ZERO, |b| (heard - b).max(Span::ZERO))
    }

    /// Learns anew where `heard` has passed into another hour; true where it did.
    pub fn refresh(&mut self, heard: Timestamp) -> bool {
        let Some(first) = self.first_message else { return false };
        let hour = heard.hour();
        if self.learnt.hour.is_some_and(|h| h >= hour) {
            return false;
        }
        let due = self.learnt.hour.is_none_or(|h| h.div_euclid(PROFILE_EVERY_H) != hour.div_euclid(PROFILE_EVERY_H));
        self.learnt.hour = Some(hour);
        if due || self.learnt.profile.is_empty() {
            self.learn_profile(heard, first);
            self.learn_shapes(heard);
        }
        self.learn_levels();
        true
    }

    /// The shape of a feature's keys.
    #[must_use]
    pub fn shape(&self, feature: &FeatureId) -> &[f64] {
        self.learnt.shapes.get(feature).map_or(&self.learnt.profile, |s| s)
    }

    /// The level of a key, learnt up to the lag.
    #[must_use]
    pub fn level(&self, feature: &FeatureId, tier: &KeyTier) -> Level {
        let known = self.learnt.levels.get(feature).and_then(|l| l.get(tier)).copied();
        known.unwrap_or_else(|| self.learn_level(feature, None))
    }

    /// Keys expecting one report a month or more, features and tiers together.
    #[must_use]
    pub fn active_keys(&self) -> u32 {
        self.learnt.active
    }

    fn horizon(&self) -> i64 {
        self.learnt.hour.unwrap_or_default() - 2
    }

    fn learn_profile(&mut self, heard: Timestamp, first: Timestamp) {
        let (to, from) = (self.horizon(), first.hour());
        let (mut n, mut rates) = (vec![0.0; 168], Vec::new());
        for f in self.features.values() {
            let Some(own) = f.keys.get(&None) else { continue };
            let mut events = 0u64;
            for (hour, count) in own.hours(to - HOURS_FOR, to) {
                events += count;
                if !f.in_alarm(hour) {
                    n[of_week(hour)] += count as f64 * decay(to - hour);
                }
            }
            if !own.is_empty() {
                rates.push(events as f64 / (heard - first).as_hours().max(1.0));
            }
        }
        let x = exposure(from, to, |_| true);
        let rate = (n.iter().sum::<f64>() + 1.0) / (x.iter().sum::<f64>() + 1.0);
        let by_day = |v: &[f64], h: usize| (0..7).map(|d| v[d * 24 + h]).sum::<f64>();
        let daily: Vec<f64> = (0..24).map(|h| (by_day(&n, h) + 2.0) / (by_day(&x, h) * rate + 2.0)).collect();
        let mut profile: Shape = (0..168).map(|h| daily[h % 24]).collect();
        if heard - first >= FIRST_WEEK {
            profile = shrink(&profile, &n, &x, rate);
        }
        self.learnt.profile = to_mean_one(profile);
        rates.sort_by(f64::total_cmp);
        let usual = median(&rates).map_or(FIRST_RATE, |r| r.max(LEAST_RATE));
        self.learnt.prior_exposure = PRIOR_EVENTS / usual;
    }

    fn learn_shapes(&mut self, heard: Timestamp) {
        let to = self.horizon();
        let mut shapes = BTreeMap::new();
        for (id, f) in &self.features {
            let (Some(own), Some(born)) = (f.keys.get(&None), self.born(id)) else { continue };
            if heard - born < FIRST_WEEK {
                continue;
            }
            let mut n = vec![0.0; 168];
            for (hour, count) in own.hours(to - HOURS_FOR, to) {
                n[of_week(hour)] += count as f64 * decay(to - hour);
            }
            let x = exposure(born.hour(), to, |_| true);
            let expected: f64 = x.iter().zip(&self.learnt.profile).map(|(x, g)| x * g).sum();
            let level = n.iter().sum::<f64>() / expected.max(1e-9);
            shapes.insert(id.clone(), to_mean_one(shrink(&self.learnt.profile, &n, &x, level)));
        }
        self.learnt.shapes = shapes;
    }

    fn learn_levels(&mut self) {
        let mut levels: BTreeMap<FeatureId, BTreeMap<KeyTier, Level>> = BTreeMap::new();
        let mut active = 0;
        for (id, f) in &self.features {
            for (tier, key) in &f.keys {
                let level = self.learn_level(id, Some(key));
                active += u32::from(level.rate * 730.0 >= 1.0);
                levels.entry(id.clone()).or_default().insert(tier.clone(), level);
            }
        }
        self.learnt.levels = levels;
        self.learnt.active = active;
    }

    fn learn_level(&self, feature: &FeatureId, key: Option<&KeyHistory>) -> Level {
        let to = self.horizon();
        let history = self.features.get(feature);
        let counts = |hour: i64| history.is_none_or(|f| !f.in_alarm(hour));
        let born = self.born(feature).map_or(to, Timestamp::hour);
        let mut events = PRIOR_EVENTS;
        for (hour, count) in key.into_iter().flat_map(|k| k.hours(to - HOURS_FOR, to)) {
            if counts(hour) {
                events += count as f64 * decay(to - hour);
            }
        }
        let x = exposure(born, to, counts);
        let shape = self.shape(feature);
        let expected: f64 = x.iter().zip(shape).map(|(x, s)| x * s).sum();
        // Before anything was learnt there is no prior exposure yet.
        let prior =
            if self.learnt.prior_exposure > 0.0 { self.learnt.prior_exposure } else { PRIOR_EVENTS / FIRST_RATE };
        Level { events, rate: events / (prior + expected) }
    }
}

/// Weight of what lies `hours` before the horizon, counted from the middle of its hour.
fn decay(hours: i64) -> f64 {
    exp2(-(hours as f64 - 0.5).max(0.0) / HALF_LIFE_H)
}

/// Decayed hours of exposure by hour of the week, over `from..to` where `counts` says so.
fn exposure(from: i64, to: i64, counts: impl Fn(i64) -> bool) -> Vec<f64> {
    let mut x = vec![0.0; 168];
    let step = exp2(-1.0 / HALF_LIFE_H);
    let mut weight = decay(1);
    for hour in (from.max(to - HOURS_FOR)..to).rev() {
        if counts(hour) {
            x[of_week(hour)] += weight;
        }
        weight *= step;
    }
    x
}

/// Own counts `n` over exposure `x`, smoothed over neighbouring hours and shrunk to `prior`.
fn shrink(prior: &[f64], n: &[f64], x: &[f64], rate: f64) -> Shape {
    let expected: Vec<f64> = prior.iter().zip(x).map(|(g, x)| rate * g * x).collect();
    let (n, e) = (smooth(n), smooth(&expected));
    (0..168).map(|h| prior[h] * (SHAPE_PRIOR + SMOOTHED * n[h]) / (SHAPE_PRIOR + SMOOTHED * e[h])).collect()
}

fn smooth(v: &[f64]) -> Vec<f64> {
    (0..168).map(|h| 0.25 * v[(h + 167) % 168] + 0.5 * v[h] + 0.25 * v[(h + 1) % 168]).collect()
}

fn to_mean_one(mut shape: Shape) -> Shape {
    let mean = shape.iter().sum::<f64>() / 168.0;
    for s in &mut shape {
        *s /= mean;
    }
    shape
}

fn of_week(hour: i64) -> usize {
    Timestamp::from_hour(hour).hour_of_week()
}

fn median(sorted: &[f64]) -> Option<f64> {
    let n = sorted.len();
    if n == 0 {
        return None;
    }
    Some(if n % 2 == 1 { sorted[n / 2] } else { (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0 })
}

/// The integral of `shape` over (from, to], in hours.
#[must_use]
pub fn integral(shape: &[f64], from: Timestamp, to: Timestamp) -> f64 {
    let (mut sum, mut t) = (0.0, from);
    while t < to {
        let end = Timestamp::from_hour(t.hour() + 1).min(to);
        sum += shape.get(t.hour_of_week()).copied().unwrap_or(1.0) * (end - t).as_hours();
        t = end;
    }
    sum
}
