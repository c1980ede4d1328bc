//! How many reports come ordinarily: level and shape of every key, learnt up to two hours before
//! the moment up to which sources have been heard.
//!
//! Level: a Gamma posterior with a half-life of 21 days, alarm periods left out. Shape: the hour of
//! the week, shrunk from the key's own counts to the tenant's profile, alarm periods included (masked
//! out, a weekly peak that alarmed once would never be learnt).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod one;

pub use one::Baseline;

use super::dispersion::{self, Pooled};
use super::history::{FeatureHistory, HOURS_FOR, KeyTier};
use super::levels::{Prior, Sums};
use super::rising::{Rise, rise};
use super::week::{Exposures, Past, WEEK_H, Week};
use crate::ids::{CustomerKey, FeatureId};
use crate::time::{Span, Timestamp, of_week};

/// What is heard now teaches from two hours on, so that a running incident does not teach itself.
pub const LAG: Span = Span::from_hours(LAG_H);
const LAG_H: i64 = 2;
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
/// How often profile and shapes are learnt anew, in hours: what a quarter of a day adds shows as long as there are but a
/// few days, and is lost among weeks.
const PROFILE_EVERY_H: [i64; 2] = [6, 24];
/// How old a tenant is from which on that is the longer of both.
const SELDOM_FROM: Span = Span::from_days(21);
/// A key is old enough for a shape of its own, and for its long windows, after this.
pub const FIRST_WEEK: Span = Span::from_days(7);

/// What the key of all features together is called: the same statistics without the common-mode factor.
const EVERYTHING: &str = "*";

/// The key of all features together.
#[must_use]
pub fn everything() -> FeatureId {
    FeatureId::star()
}

/// Whether that is the key of all features together.
#[must_use]
pub fn is_everything(feature: &FeatureId) -> bool {
    feature.as_str() == EVERYTHING
}

/// What was learnt, as of one hour.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// The hour of heard_until it holds for.
    hour: Option<i64>,
    profile: Week,
    prior_exposure: f64,
    /// Keys expecting one report a month or more.
    active: u32,
    /// How much more counts vary than by chance; 0 before that was learnt.
    overdispersion: f64,
    /// The same of all features together: what raises them at once shows in it.
    of_everything: f64,
    shapes: BTreeMap<FeatureId, Week>,
    sums: BTreeMap<FeatureId, Sums>,
    /// Features whose reports grow over weeks.
    rising: BTreeMap<FeatureId, Rise>,
}

/// What a count has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The feature's history.
    pub history: bool,
    /// What was learnt from it: the report is older than what that goes up to.
    pub learnt: bool,
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
    /// Counts a report for its keys.
    pub fn count(
        &mut self,
        feature: &FeatureId,
        tiers: impl IntoIterator<Item = KeyTier>,
        at: Timestamp,
        customer: CustomerKey,
    ) -> Counted {
        let mut done = Counted::default();
        let count = |history: &mut FeatureHistory| {
            for tier in tiers {
                done.history |= history.count(tier, at, customer);
            }
        };
        match self.features.get_mut(feature) {
            Some(history) => count(history),
            None => count(self.features.entry(feature.clone()).or_default()),
        }
        if done.history {
            done.learnt = self.learnt.sums.get_mut(feature).is_some_and(|sums| sums.changed(at.hour()));
        }
        done
    }

    /// An alarm of the feature begins with its first member.
    pub fn alarm_begins(&mut self, feature: &FeatureId, first_member: Timestamp) {
        for key in [feature, &everything()] {
            self.features.entry(key.clone()).or_default().alarm_begins(first_member);
            self.alarms_changed(key, first_member.hour());
        }
    }

    /// The running alarm of the feature ends. Its hours teach neither its level nor that of everything.
    pub fn alarm_ends(&mut self, feature: &FeatureId, at: Timestamp) {
        self.running_alarm(feature, at, |history, first| history.alarm_ends(first, at));
    }

    /// The running alarm of the feature was none: what came in it is ordinary, and teaches. Its windows begin
    /// anew all the same, so that the same reports do not alarm again.
    pub fn alarm_was_none(&mut self, feature: &FeatureId, at: Timestamp) {
        self.running_alarm(feature, at, FeatureHistory::alarm_was_none);
    }

    /// What becomes at `at` of the running alarm of a feature, in its history and in that of everything, where
    /// others may run beside it. `becomes` gives the hour from which on another is in an alarm than before.
    fn running_alarm(&mut self, feature: &FeatureId, at: Timestamp, becomes: impl Fn(&mut FeatureHistory, i64) -> i64) {
        let Some(own) = self.features.get_mut(feature) else { return };
        own.begin_anew(at);
        let Some(first) = own.running_alarm() else { return };
        for key in [feature, &everything()] {
            let from = self.features.get_mut(key).map(|history| becomes(history, first));
            if let Some(from) = from {
                self.alarms_changed(key, from);
            }
        }
    }

    /// The alarm of everything at once ends: its windows begin anew.
    pub fn everything_ends(&mut self, at: Timestamp) {
        if let Some(all) = self.features.get_mut(&everything()) {
            all.begin_anew(at);
        }
    }

    fn alarms_changed(&mut self, feature: &FeatureId, hour: i64) {
        if let Some(sums) = self.learnt.sums.get_mut(feature) {
            sums.changed(hour);
        }
    }

    /// Whether what was learnt holds for the hour of `heard`, so that nothing is to be learnt anew.
    #[must_use]
    pub fn is_learnt(&self, heard: Timestamp) -> bool {
        self.first_message.is_none() || self.learnt.hour.is_some_and(|h| h >= heard.hour())
    }

    /// Learns anew where `heard` has passed into another hour; true where it did.
    pub fn refresh(&mut self, heard: Timestamp) -> bool {
        let Some(first) = self.first_message else { return false };
        let hour = heard.hour();
        if self.learnt.hour.is_some_and(|h| h >= hour) {
            return false;
        }
        let every = PROFILE_EVERY_H[usize::from(heard - first >= SELDOM_FROM)];
        let due = self.learnt.hour.is_none_or(|h| h.div_euclid(every) != hour.div_euclid(every));
        let due = due || self.learnt.profile.is_empty();
        self.learnt.hour = Some(hour);
        let to = hour - LAG_H;
        let past = Past::new(to, if due { HOURS_FOR } else { self.hours_to_go_on(to) });
        let mut exposures = Exposures::of(&past);
        if due {
            self.learn_profile(heard, first, &mut exposures);
            self.learn_shapes(heard, &mut exposures);
            self.learn_overdispersion(&mut exposures);
            self.learn_rising(past.to);
            self.learnt.sums.clear();
        }
        self.learn_levels(&mut exposures);
        true
    }

    /// How far a feature's reports have grown over weeks; none where they have not.
    #[must_use]
    pub fn rising(&self, feature: &FeatureId) -> Option<Rise> {
        self.learnt.rising.get(feature).copied()
    }

    /// Whether anybody reported a feature in the weeks before `at`.
    #[must_use]
    pub fn counted_before(&self, feature: &FeatureId, at: Timestamp) -> bool {
        let own = self.features.get(feature).and_then(|history| history.keys.get(&None));
        own.is_some_and(|own| own.hours(at.hour() - HOURS_FOR, at.hour()).next().is_some())
    }

    /// Keys expecting one report a month or more, features and tiers together.
    #[must_use]
    pub fn active_keys(&self) -> u32 {
        self.learnt.active
    }

    /// How much more the tenant's counts vary than by chance.
    #[must_use]
    pub fn overdispersion(&self) -> f64 {
        self.learnt.overdispersion.max(dispersion::LEAST)
    }

    /// How much more the counts of all features together vary than by chance.
    #[must_use]
    pub fn overdispersion_of_everything(&self) -> f64 {
        self.learnt.of_everything.max(self.overdispersion())
    }

    /// The features, without the key of all of them.
    pub fn each(&self) -> impl Iterator<Item = (&FeatureId, &FeatureHistory)> {
        self.features.iter().filter(|(id, _)| !is_everything(id))
    }

    fn learn_profile(&mut self, heard: Timestamp, first: Timestamp, exposures: &mut Exposures<'_>) {
        let past = exposures.past;
        let (mut n, mut rates) = (vec![0.0; WEEK_H], Vec::new());
        for (_, f) in self.each() {
            let (Some(own), Some(born)) = (f.keys.get(&None), born(Some(first), f.entered)) else { continue };
            let masked = f.alarm_hours(past.from, past.to);
            let mut events = 0u64;
            for (hour, count) in own.hours(past.from, past.to) {
                events += count;
                if !masked.contains(&hour) {
                    n[of_week(hour)] += count as f64 * past.weight(hour);
                }
            }
            if !own.is_empty() {
                // Over the hours that it was counted in.
                let counted_from = born.max(Timestamp::from_hour(past.from));
                rates.push(events as f64 / (heard - counted_from).as_hours().max(1.0));
            }
        }
        let x = &exposures.since(first.hour()).weighed;
        let rate = (n.iter().sum::<f64>() + 1.0) / (x.iter().sum::<f64>() + 1.0);
        let by_day = |v: &[f64], h: usize| (0..7).map(|d| v[d * 24 + h]).sum::<f64>();
        let daily: Vec<f64> = (0..24).map(|h| (by_day(&n, h) + 2.0) / (by_day(x, h) * rate + 2.0)).collect();
        let mut profile: Vec<f64> = (0..168).map(|h| daily[h % 24]).collect();
        if heard - first >= FIRST_WEEK {
            profile = shrink(&profile, &n, x, rate);
        }
        self.learnt.profile = Week::with_mean_one(profile);
        rates.sort_by(f64::total_cmp);
        let usual = median(&rates).map_or(FIRST_RATE, |r| r.max(LEAST_RATE));
        self.learnt.prior_exposure = PRIOR_EVENTS / usual;
    }

    fn learn_shapes(&mut self, heard: Timestamp, exposures: &mut Exposures<'_>) {
        let past = exposures.past;
        let mut shapes = BTreeMap::new();
        for (id, f) in &self.features {
            let (Some(own), Some(born)) = (f.keys.get(&None), born(self.first_message, f.entered)) else { continue };
            if heard - born < FIRST_WEEK {
                continue;
            }
            let mut n = vec![0.0; WEEK_H];
            for (hour, count) in own.hours(past.from, past.to) {
                n[of_week(hour)] += count as f64 * past.weight(hour);
            }
            let x = &exposures.since(born.hour()).weighed;
            let profile = self.learnt.profile.rates();
            let expected: f64 = x.iter().zip(profile).map(|(x, g)| x * g).sum();
            let level = n.iter().sum::<f64>() / expected.max(1e-9);
            shapes.insert(id.clone(), Week::with_mean_one(shrink(profile, &n, x, level)));
        }
        self.learnt.shapes = shapes;
    }

    fn learn_overdispersion(&mut self, exposures: &mut Exposures<'_>) {
        let (mut pooled, mut all) = (Pooled::default(), Pooled::default());
        for (id, history) in &self.features {
            let Some(born) = born(self.first_message, history.entered) else { continue };
            let of = if is_everything(id) { &mut all } else { &mut pooled };
            of.take(history, self.learnt.shape(id), born.hour(), exposures);
        }
        self.learnt.overdispersion = pooled.overdispersion();
        self.learnt.of_everything = all.overdispersion();
    }

    fn learn_rising(&mut self, to: i64) {
        let od = self.overdispersion();
        let of = |(id, history): (&FeatureId, &FeatureHistory)| {
            let born = born(self.first_message, history.entered)?;
            Some((id.clone(), rise(history, born.hour(), to, od)?))
        };
        self.learnt.rising = self.each().filter_map(of).collect();
    }

    /// How many hours before `to` the levels are to be learnt from: where none is to be made anew only those that have
    /// passed since.
    fn hours_to_go_on(&self, to: i64) -> i64 {
        let since = |id: &FeatureId| self.learnt.sums.get(id)?.hours_to_go_on(to);
        self.features.keys().map(|id| since(id).unwrap_or(HOURS_FOR)).max().unwrap_or_default()
    }

    /// Every hour the sums of a feature go on by what came in it; anew where its past or its shape
    /// changed.
    fn learn_levels(&mut self, exposures: &mut Exposures<'_>) {
        let past = exposures.past;
        let (mut active, prior) = (0, self.learnt.prior());
        let first = self.first_message;
        for (id, f) in &self.features {
            let born = born(first, f.entered).map_or(past.to, Timestamp::hour);
            let Learnt { shapes, profile, sums, .. } = &mut self.learnt;
            let shape = shapes.get(id).unwrap_or(profile);
            active += match sums.get_mut(id) {
                Some(sums) if sums.hours_to_go_on(past.to).is_some() => {
                    sums.go_on(f, shape, born, past);
                    sums.active(prior)
                }
                _ => {
                    let over = Sums::over(f, shape, born, exposures);
                    let active = over.active(prior);
                    sums.insert(id.clone(), over);
                    active
                }
            };
        }
        self.learnt.active = active;
    }
}

impl Learnt {
    fn shape(&self, feature: &FeatureId) -> &Week {
        self.shapes.get(feature).unwrap_or(&self.profile)
    }

    fn prior(&self) -> Prior {
        // Before anything was learnt there is no prior exposure yet.
        let known = Some(self.prior_exposure).filter(|x| *x > 0.0);
        Prior { events: PRIOR_EVENTS, exposure: known.unwrap_or(PRIOR_EVENTS / FIRST_RATE) }
    }
}

/// When the keys of a feature were born: with the catalogue entry, or the tenant's first message.
fn born(first_message: Option<Timestamp>, entered: Option<Timestamp>) -> Option<Timestamp> {
    first_message.map(|first| entered.map_or(first, |e| e.max(first)))
}

/// Own counts `n` over exposure `x`, smoothed over neighbouring hours and shrunk to `prior`.
fn shrink(prior: &[f64], n: &[f64], x: &[f64], rate: f64) -> Vec<f64> {
    let expected: Vec<f64> = prior.iter().zip(x).map(|(g, x)| rate * g * x).collect();
    let (n, e) = (smooth(n), smooth(&expected));
    (0..168).map(|h| prior[h] * (SHAPE_PRIOR + SMOOTHED * n[h]) / (SHAPE_PRIOR + SMOOTHED * e[h])).collect()
}

fn smooth(v: &[f64]) -> Vec<f64> {
    (0..168).map(|h| 0.25 * v[(h + 167) % 168] + 0.5 * v[h] + 0.25 * v[(h + 1) % 168]).collect()
}

fn median(sorted: &[f64]) -> Option<f64> {
    let n = sorted.len();
    if n == 0 {
        return None;
    }
    Some(if n % 2 == 1 { sorted[n / 2] } else { (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0 })
}

#[cfg(test)]
mod tests;
