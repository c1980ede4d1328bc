//! What people dismissed: the same cluster has to be less likely next time.

use std::collections::BTreeMap;

use libm::{exp2, pow};
use serde::{Deserialize, Serialize};

use crate::ids::FeatureId;
use crate::time::{Span, Timestamp};

/// Each dismissal divides the threshold by this while it is new.
const EACH: f64 = 10.0;
/// The most it is ever divided by: what is rarer still is told, whatever was dismissed.
const MOST: f64 = 1_000.0;
/// After so many days a dismissal weighs half: what was ordinary once need not stay so.
const HALF_LIFE_DAYS: f64 = 30.0;
/// A dismissal is forgotten after this; it weighs an eighth then.
const REMEMBERED: Span = Span::from_days(90);
/// Dismissals remembered of one feature or topic, the newest; more make nothing stricter.
const MAX_OF_ONE: usize = 10;
/// Features and topics of which any is remembered; the one dismissed longest ago goes.
const MAX_NAMES: usize = 1_000;

/// How much less likely a cluster has to be, because such as it were dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stricter {
    /// How often it was dismissed within 90 days.
    pub times: u32,
    /// What the threshold is divided by, 1 to 1000.
    pub factor: f64,
}

impl Default for Stricter {
    fn default() -> Self {
        Self { times: 0, factor: 1.0 }
    }
}

/// When candidates of which feature or topic were dismissed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissals {
    of: BTreeMap<FeatureId, Vec<Timestamp>>,
}

impl Dismissals {
    /// A candidate of this feature or topic was dismissed.
    pub fn add(&mut self, feature: &FeatureId, at: Timestamp) {
        self.of.retain(|_, times| {
            times.retain(|t| at - *t <= REMEMBERED);
            !times.is_empty()
        });
        let times = self.of.entry(feature.clone()).or_default();
        times.push(at);
        if times.len() > MAX_OF_ONE {
            times.remove(0);
        }
        if self.of.len() > MAX_NAMES {
            let oldest = self.of.iter().min_by_key(|(_, times)| times.last()).map(|(name, _)| name.clone());
            oldest.map(|name| self.of.remove(&name));
        }
    }

    /// One of them was an incident after all; true where any dismissal was forgotten.
    pub fn undo(&mut self, feature: &FeatureId) -> bool {
        self.of.remove(feature).is_some()
    }

    /// How much less likely a cluster of it has to be now: threshold / 10^s, at most / 1000, with s the sum
    /// of 2^(-days / 30) over the dismissals.
    #[must_use]
    pub fn stricter(&self, feature: &FeatureId, now: Timestamp) -> Stricter {
        let Some(times) = self.of.get(feature) else { return Stricter::default() };
        let counts = times.iter().filter(|t| now - **t <= REMEMBERED);
        // In whole days: within one it makes no difference when a report is read.
        let weight = |t: &Timestamp| exp2(-((now.day() - t.day()).max(0) as f64) / HALF_LIFE_DAYS);
        let (times, weights) = counts.fold((0, 0.0), |(n, sum), t| (n + 1, sum + weight(t)));
        Stricter { times, factor: pow(EACH, weights).min(MOST) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: i64) -> Timestamp {
        Timestamp::from_hour(490_000 + 24 * day)
    }

    fn factor(dismissed: &[i64], today: i64) -> (u32, f64) {
        let (mut all, kiln) = (Dismissals::default(), FeatureId::new("kiln").unwrap());
        dismissed.iter().for_each(|day| all.add(&kiln, on(*day)));
        let Stricter { times, factor } = all.stricter(&kiln, on(today));
        (times, (factor * 100.0).round() / 100.0)
    }

    #[test]
    fn each_dismissal_divides_by_ten_and_weighs_half_after_thirty_days() {
        assert_eq!(factor(&[], 0), (0, 1.0));
        assert_eq!(factor(&[0], 0), (1, 10.0));
        assert_eq!(factor(&[0, 0], 0), (2, 100.0));
        assert_eq!(factor(&[0], 30), (1, 3.16));
        assert_eq!(factor(&[0, 30], 30), (2, 31.62));
        assert_eq!(factor(&[0], 91), (0, 1.0), "forgotten");
    }

    #[test]
    fn it_never_gets_stricter_than_a_thousand_times() {
        assert_eq!(factor(&[0; 4], 0), (4, 1_000.0));
        assert_eq!(factor(&[0; 40], 0).0, MAX_OF_ONE as u32);
    }

    #[test]
    fn a_confirmation_undoes_what_was_dismissed_before() {
        let (mut all, kiln) = (Dismissals::default(), FeatureId::new("kiln").unwrap());
        all.add(&kiln, on(0));
        assert!(all.undo(&kiln) && !all.undo(&kiln));
        assert_eq!(all.stricter(&kiln, on(0)), Stricter::default());
    }

    #[test]
    fn at_the_limit_the_one_dismissed_longest_ago_goes() {
        let mut all = Dismissals::default();
        for n in 0..=MAX_NAMES {
            all.add(&FeatureId::new(format!("f{n}")).unwrap(), on(0) + Span::from_secs(n as i64));
        }
        assert_eq!(all.of.len(), MAX_NAMES);
        assert_eq!(all.stricter(&FeatureId::new("f0").unwrap(), on(0)).times, 0);
    }
}
