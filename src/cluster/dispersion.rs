//! How much more the counts of a tenant vary than chance alone would have it, hour by hour around
//! their baselines: the overdispersion that all of its keys share (detection.md section 5).

use super::history::FeatureHistory;
use super::week::{Exposures, Week};
use crate::time::of_week;

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
    /// Takes the hours of a feature's own key since `born`. Most hours hold nothing: their squares of mu are summed
    /// by hour of the week, and only those that hold something or lie in alarms are looked at one by one.
    pub fn take(&mut self, history: &FeatureHistory, shape: &Week, born: i64, exposures: &mut Exposures<'_>) {
        let Some(own) = history.keys.get(&None) else { return };
        let past = exposures.past;
        let masked = history.alarm_hours(past.from, past.to);
        let counted = || own.hours(past.from, past.to).filter(|(h, _)| !masked.contains(h));
        let events: u64 = counted().map(|(_, n)| n).sum();
        if events < MIN_EVENTS {
            return;
        }
        let begin = past.from.max(born);
        let (mut rates, mut squares) = (0.0, 0.0);
        let mut take = |hour: usize, times: f64| {
            rates += times * shape.at(hour);
            squares += times * shape.at(hour) * shape.at(hour);
        };
        (0..).zip(&exposures.since(born).hours).for_each(|(hour, times)| take(hour, *times));
        masked.range(begin..).for_each(|hour| take(of_week(*hour), -1.0));
        let level = events as f64 / rates.max(f64::MIN_POSITIVE);
        let above_mu = counted().filter(|(hour, _)| *hour >= begin).map(|(hour, n)| {
            let (n, mu) = (n as f64, level * shape.at(of_week(hour)));
            n * n - 2.0 * n * mu - n
        });
        self.squares += level * level * squares;
        self.above_chance += above_mu.sum::<f64>() + level * level * squares;
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
    use crate::cluster::week::Past;
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
        let mut exposures = Exposures::of(&past);
        let mut pooled = Pooled::default();
        for history in histories {
            pooled.take(history, &Week::default(), BEGIN, &mut exposures);
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
    fn it_is_what_looking_at_hour_by_hour_gives() {
        let shape = Week::with_mean_one((0..168).map(|h| 1.0 + (h % 24) as f64).collect());
        let n = |hour: i64| (hour * 7 % 5) as u64;
        let mut history = counting(n);
        history.alarm_begins(Timestamp::from_hour(BEGIN + 20));
        history.alarm_ends(BEGIN + 20, Timestamp::from_hour(BEGIN + 29));
        let past = Past::new(BEGIN + HOURS, HOURS);
        // Born within an alarm, after some had written already.
        let born = BEGIN + 25;
        let open = |hour: &i64| !(BEGIN + 20..BEGIN + 30).contains(hour);
        let rate = |hour: i64| shape.at(of_week(hour));
        let events: u64 = (BEGIN..past.to).filter(open).map(|h| n(h - BEGIN)).sum();
        let level = events as f64 / (born..past.to).filter(open).map(rate).sum::<f64>();
        let (mut above, mut squares) = (0.0, 0.0);
        for hour in (born..past.to).filter(open) {
            let (n, mu) = (n(hour - BEGIN) as f64, level * rate(hour));
            above += (n - mu) * (n - mu) - n;
            squares += mu * mu;
        }
        let mut pooled = Pooled::default();
        pooled.take(&history, &shape, born, &mut Exposures::of(&past));
        assert!(above / squares > LEAST && (pooled.overdispersion() - above / squares).abs() < 1e-9);
    }

    #[test]
    fn few_reports_and_alarms_say_nothing() {
        let burst = |n: u64| counting(move |hour| if hour == 7 { n } else { 0 });
        assert_eq!(pooled(&[burst(MIN_EVENTS - 1)]), LEAST);
        assert!(pooled(&[burst(MIN_EVENTS)]) > 100.0);
        let mut incident = counting(|hour| if hour == 7 { 300 } else { 1 });
        assert!(pooled(std::slice::from_ref(&incident)) > 10.0);
        incident.alarm_begins(Timestamp::from_hour(BEGIN + 7));
        incident.alarm_ends(BEGIN + 7, Timestamp::from_hour(BEGIN + 8));
        assert_eq!(pooled(&[incident]), LEAST);
        assert_eq!(pooled(&[]), LEAST);
    }
}
