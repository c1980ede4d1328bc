//! How much more the counts of a tenant vary than chance alone would have it, hour by hour around
//! their baselines: the overdispersion that all of its keys share (detection.md section 5).

use super::history::FeatureHistory;
use super::week::{Past, Week, of_week};

/// Least overdispersion, and what is assumed while no key has counted enough.
pub const LEAST: f64 = 0.05;
/// A key says something of it from this many reports on.
const MIN_EVENTS: u64 = 200;

/// The moment estimate over all hours of all keys that counted enough: the sum of (n - mu)^2 - n over
/// the sum of mu^2, alarm hours left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pooled {
    above_chance: f64,
    squares: f64,
}

impl Pooled {
    /// Takes the hours of a feature's own key since `born`.
    pub fn take(&mut self, history: &FeatureHistory, shape: &Week, born: i64, past: &Past) {
        let Some(own) = history.keys.get(&None) else { return };
        let masked = history.alarm_hours(past.from, past.to);
        let counted: Vec<(i64, u64)> = own.hours(past.from, past.to).filter(|(h, _)| !masked.contains(h)).collect();
        let events: u64 = counted.iter().map(|(_, n)| n).sum();
        if events < MIN_EVENTS {
            return;
        }
        let hours = || (past.from.max(born)..past.to).filter(|h| !masked.contains(h));
        let exposure: f64 = hours().map(|h| shape.at(of_week(h))).sum();
        let level = events as f64 / exposure.max(f64::MIN_POSITIVE);
        let mut counts = counted.into_iter().peekable();
        for hour in hours() {
            while counts.next_if(|(h, _)| *h < hour).is_some() {}
            let n = counts.next_if(|(h, _)| *h == hour).map_or(0.0, |(_, n)| n as f64);
            let mu = level * shape.at(of_week(hour));
            self.above_chance += (n - mu) * (n - mu) - n;
            self.squares += mu * mu;
        }
    }

    /// What follows from the hours taken; at least [`LEAST`].
    #[must_use]
    pub fn overdispersion(self) -> f64 {
        if self.squares > 0.0 { (self.above_chance / self.squares).max(LEAST) } else { LEAST }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CustomerKey;
    use crate::time::Timestamp;

    const BEGIN: i64 = 490_000;
    const HOURS: i64 = 400;

    /// A feature that counts `n(hour)` customers in each hour.
    fn counting(n: impl Fn(i64) -> u64) -> FeatureHistory {
        let mut history = FeatureHistory::default();
        for hour in 0..HOURS {
            for customer in 0..n(hour) {
                history.count(None, Timestamp::from_hour(BEGIN + hour), CustomerKey(hour as u64 * 1_000 + customer));
            }
        }
        history
    }

    fn pooled(histories: &[FeatureHistory]) -> f64 {
        let past = Past::new(BEGIN + HOURS, HOURS);
        let mut pooled = Pooled::default();
        for history in histories {
            pooled.take(history, &Week::default(), BEGIN, &past);
        }
        pooled.overdispersion()
    }

    #[test]
    fn counts_that_vary_more_than_chance_say_by_how_much() {
        // 4 or 16 around a mean of 10: a variance of 36, of which chance explains 10; 26 / 10^2.
        let swinging = counting(|hour| if hour % 2 == 0 { 4 } else { 16 });
        assert!((pooled(std::slice::from_ref(&swinging)) - 0.26).abs() < 1e-9);
        // Pooled with one that varies less than chance: each by the square of its mean.
        assert!((pooled(&[swinging, counting(|_| 10)]) - 0.08).abs() < 1e-9);
        assert_eq!(pooled(&[counting(|_| 10)]), LEAST);
    }

    #[test]
    fn few_reports_and_alarms_say_nothing() {
        let burst = |n: u64| counting(move |hour| if hour == 7 { n } else { 0 });
        assert_eq!(pooled(&[burst(MIN_EVENTS - 1)]), LEAST);
        assert!(pooled(&[burst(MIN_EVENTS)]) > 100.0);
        let mut incident = counting(|hour| if hour == 7 { 300 } else { 1 });
        assert!(pooled(std::slice::from_ref(&incident)) > 10.0);
        incident.alarm_begins(Timestamp::from_hour(BEGIN + 7));
        incident.alarm_ends(Timestamp::from_hour(BEGIN + 8));
        assert_eq!(pooled(&[incident]), LEAST);
        assert_eq!(pooled(&[]), LEAST);
    }
}
