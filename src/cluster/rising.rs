//! A slow drift: reports of a feature that grow over weeks (R52).
//!
//! A shift within three days is what the windows of the scan are for. A longer drift moves the baseline with
//! it, so it opens nothing; it is told beside the feature's cluster: the customers of the last seven days
//! against those of up to three weeks before, whole weeks so that weekdays cancel, without the hours of
//! alarms. It is told where so many come by chance at most once in two hundred weeks, and half as many
//! again as before.

use serde::{Deserialize, Serialize};

use super::history::FeatureHistory;
use super::negative_binomial::at_least;

/// Hours of a week.
const WEEK_H: i64 = 168;
/// Weeks before the last that it is measured against, at most; one at least.
const WEEKS_BEFORE: i64 = 3;
/// Chance brings so many in this share of weeks.
const IMPROBABLE: f64 = 0.005;
/// So many times as many as before.
const LEAST_RATIO: f64 = 1.5;
/// Fewer customers a week than this are no drift.
const LEAST: u32 = 5;
/// Pseudo-customers before, so that a feature that nobody wrote about has a rate too.
const PRIOR: f64 = 0.3;

/// How far a feature's reports have risen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rise {
    /// Distinct customers a day counted in the last seven days.
    pub last_week: u32,
    /// So many came a week before that.
    pub before: f64,
}

/// The rise of a feature up to the hour `to`, where it is one. Its keys were born in the hour `born`; `od` is
/// how much counts vary beyond chance.
#[must_use]
pub fn rise(history: &FeatureHistory, born: i64, to: i64, od: f64) -> Option<Rise> {
    let (last, first) = (to - WEEK_H, (to - (WEEKS_BEFORE + 1) * WEEK_H).max(born));
    if last - first < WEEK_H {
        return None;
    }
    let first = last - (last - first) / WEEK_H * WEEK_H;
    let own = history.keys.get(&None)?;
    let masked = history.alarm_hours(first, to);
    let count = |from: i64, to: i64| -> u64 {
        own.hours(from, to).filter(|(hour, _)| !masked.contains(hour)).map(|(_, n)| n).sum()
    };
    let exposure = |from: i64, to: i64| (to - from - masked.range(from..to).count() as i64) as f64;
    let (n, before) = (u32::try_from(count(last, to)).unwrap_or(u32::MAX), count(first, last) as f64);
    let (hours, hours_before) = (exposure(last, to), exposure(first, last));
    if n < LEAST || hours_before < WEEK_H as f64 / 2.0 {
        return None;
    }
    let mean = (before + PRIOR) / hours_before * hours;
    let r = 1.0 / (1.0 / (before + PRIOR) + od);
    let risen = f64::from(n) >= LEAST_RATIO * mean && at_least(n, mean, r) <= IMPROBABLE;
    risen.then_some(Rise { last_week: n, before: (before + PRIOR) / hours_before * WEEK_H as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CustomerKey;
    use crate::time::{Span, Timestamp};

    const DAY_H: i64 = 24;
    const BEGIN: i64 = 490_000 / DAY_H * DAY_H;

    /// So many customers a day in each of these weeks, spread over the day; the hour at their end.
    fn weeks(per_day: &[i64]) -> (FeatureHistory, i64) {
        let (mut history, mut customer) = (FeatureHistory::default(), 0);
        for day in 0..per_day.len() as i64 * 7 {
            let n = per_day[(day / 7) as usize];
            for i in 0..n {
                customer += 1;
                let at = Timestamp::from_hour(BEGIN + day * DAY_H) + Span::from_mins(i * 1_440 / n);
                history.count(None, at, CustomerKey(customer));
            }
        }
        (history, BEGIN + per_day.len() as i64 * WEEK_H)
    }

    fn risen(per_day: &[i64]) -> Option<u32> {
        let (history, to) = weeks(per_day);
        rise(&history, BEGIN, to, 0.05).map(|rise| rise.last_week)
    }

    #[test]
    fn a_drift_over_weeks_is_told_and_what_is_steady_is_not() {
        assert_eq!(risen(&[2, 2, 2, 2]), None);
        assert_eq!(risen(&[10, 10, 10, 13]), None, "a third more is no rise");
        assert_eq!(risen(&[2, 4, 6, 9]), Some(63));
        assert_eq!(risen(&[9, 6, 4, 2]), None, "what falls");
        assert_eq!(risen(&[0, 0, 0, 2]), Some(14));
        assert_eq!(risen(&[9]), None, "no week to compare with");
        assert_eq!(risen(&[1, 5]), Some(35));
    }

    #[test]
    fn the_hours_of_an_incident_are_no_drift() {
        let (mut history, to) = weeks(&[2, 2, 2, 2]);
        let at = Timestamp::from_hour(to - 30);
        for customer in 1_000..1_060 {
            history.count(None, at, CustomerKey(customer));
        }
        assert!(rise(&history, BEGIN, to, 0.05).is_some());
        history.alarm_begins(at);
        history.alarm_ends(at.hour(), at + Span::from_hours(2));
        assert_eq!(rise(&history, BEGIN, to, 0.05), None);
    }
}
