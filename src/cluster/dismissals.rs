//! What people dismissed: the same cluster has to be less likely next time.

use std::collections::BTreeMap;

use libm::{exp2, log10, pow};
use serde::{Deserialize, Serialize};

use crate::ids::FeatureId;
use crate::time::{Span, Timestamp};

/// Each dismissal divides the threshold by ten while it is new; and the next of its kind has to be ten times
/// less likely than the dismissed one was.
const EACH: f64 = 10.0;
/// The most it is ever divided by: what is rarer still is told, whatever was dismissed.
const MOST: f64 = 100_000.0;
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
    /// What the threshold is divided by, 1 to 100,000.
    pub factor: f64,
}

impl Default for Stricter {
    fn default() -> Self {
        Self { times: 0, factor: 1.0 }
    }
}

/// One dismissal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Dismissed {
    at: Timestamp,
    /// log10 of what the threshold would have to be divided by so that the next one is ten times less likely,
    /// 1 to 5.
    by: f64,
}

/// When candidates of which feature or topic were dismissed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dismissals {
    of: BTreeMap<FeatureId, Vec<Dismissed>>,
}

impl Dismissals {
    /// A candidate of this feature or topic was dismissed, which was so many times less likely than its
    /// threshold asks when nothing was dismissed before; 1 without a baseline.
    pub fn add(&mut self, feature: &FeatureId, at: Timestamp, rarer: f64) {
        self.of.retain(|_, all| {
            all.retain(|d| at - d.at <= REMEMBERED);
            !all.is_empty()
        });
        let by = log10(EACH * rarer.max(1.0)).min(log10(MOST));
        let all = self.of.entry(feature.clone()).or_default();
        all.push(Dismissed { at, by });
        if all.len() > MAX_OF_ONE {
            all.remove(0);
        }
        if self.of.len() > MAX_NAMES {
            let oldest = self.of.iter().min_by_key(|(_, all)| all.last().map(|d| d.at)).map(|(name, _)| name.clone());
            oldest.map(|name| self.of.remove(&name));
        }
    }

    /// One of them was an incident after all; true where any dismissal was forgotten.
    pub fn undo(&mut self, feature: &FeatureId) -> bool {
        self.of.remove(feature).is_some()
    }

    /// How much less likely a cluster of it has to be now: threshold / 10^s, at most / 100,000. With w =
    /// 2^(-days / 30) of each dismissal, s is the sum of w, or the largest of log10(10 x rarer) x w.
    #[must_use]
    pub fn stricter(&self, feature: &FeatureId, now: Timestamp) -> Stricter {
        let Some(all) = self.of.get(feature) else { return Stricter::default() };
        let (mut times, mut sum, mut most) = (0, 0.0, 0.0_f64);
        for dismissed in all.iter().filter(|d| now - d.at <= REMEMBERED) {
            // In whole days: within one it makes no difference when a report is read.
            let weight = exp2(-((now.day() - dismissed.at.day()).max(0) as f64) / HALF_LIFE_DAYS);
            times += 1;
            sum += weight;
            most = most.max(dismissed.by * weight);
        }
        Stricter { times, factor: pow(10.0, most.max(sum)).min(MOST) }
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
        dismissed.iter().for_each(|day| all.add(&kiln, on(*day), 1.0));
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
    fn the_next_has_to_be_ten_times_less_likely_than_the_dismissed_one_was() {
        let by = |rarer: f64, day: i64| {
            let (mut all, kiln) = (Dismissals::default(), FeatureId::new("kiln").unwrap());
            all.add(&kiln, on(0), rarer);
            (all.stricter(&kiln, on(day)).factor * 100.0).round() / 100.0
        };
        assert_eq!([by(0.2, 0), by(1.0, 0), by(4.0, 0), by(1e9, 0)], [10.0, 10.0, 40.0, 100_000.0]);
        assert_eq!(by(10.0, 30), 10.0, "half of it in logarithms");
    }

    #[test]
    fn it_never_gets_stricter_than_a_hundred_thousand_times() {
        assert_eq!(factor(&[0; 6], 0), (6, 100_000.0));
        assert_eq!(factor(&[0; 40], 0).0, MAX_OF_ONE as u32);
    }

    #[test]
    fn a_confirmation_undoes_what_was_dismissed_before() {
        let (mut all, kiln) = (Dismissals::default(), FeatureId::new("kiln").unwrap());
        all.add(&kiln, on(0), 1.0);
        assert!(all.undo(&kiln) && !all.undo(&kiln));
        assert_eq!(all.stricter(&kiln, on(0)), Stricter::default());
    }

    #[test]
    fn at_the_limit_the_one_dismissed_longest_ago_goes() {
        let mut all = Dismissals::default();
        for n in 0..=MAX_NAMES {
            all.add(&FeatureId::new(format!("f{n}")).unwrap(), on(0) + Span::from_secs(n as i64), 1.0);
        }
        assert_eq!(all.of.len(), MAX_NAMES);
        assert_eq!(all.stricter(&FeatureId::new("f0").unwrap(), on(0)).times, 0);
    }
}
