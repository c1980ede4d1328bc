//! When an episode may end because nobody writes any more (R34).
//!
//! Monitoring never ends one. Quiet is measured by when customers wrote, against the moment up to
//! which every source has been heard: lag or an outage of a source is not quiet.

use super::Recovery;
use super::answers::Answers;
use crate::cluster::negative_binomial::quantile;
use crate::time::{Span, Timestamp};

/// Shortest quiet that ends an episode.
pub const SHORTEST: Span = Span::from_mins(20);
/// Longest quiet that is waited for.
pub const LONGEST: Span = Span::from_hours(24);
/// Newest reports from which the rate is taken.
const RATE_OF: usize = 10;
/// Reports a rate must make expected for silence to say something.
const EXPECTED: f64 = 3.0;
/// Share of ordinary stretches that hold no more than the allowance.
const ORDINARY: f64 = 0.95;

/// What the baseline expects in a stretch of time that ends at a moment: mean and shape of a
/// negative binomial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ordinary {
    /// Reports per hour.
    pub per_hour: f64,
    /// Shape r.
    pub r: f64,
}

/// When an episode ends if nobody writes before, and why then.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiet {
    /// T.
    pub wait: Span,
    /// The moment.
    pub deadline: Timestamp,
    /// Why that long, for a person.
    pub why: String,
}

/// `times` are those of all its reports, a customer's second ones included, in order.
///
/// T = min(24 h, max(20 min, 3 / rate)), rate = (k - 1) / span of the last k = min(10, all) reports;
/// span 0: 20 min. Where the baseline itself expects 3 or more reports in T: no more than its 95 %
/// quantile in T, and none in the last 20 min unless 3 or more are expected in those too.
#[must_use]
pub fn quiet(times: &[Timestamp], ordinary: Option<Ordinary>) -> Quiet {
    let Some(last) = times.last().copied() else {
        return Quiet { wait: SHORTEST, deadline: Timestamp::default() + SHORTEST, why: String::new() };
    };
    let wait = wait(times);
    if let Some(o) = ordinary.filter(|o| o.per_hour * wait.as_hours() >= EXPECTED) {
        return among_ordinary(times, last, wait, o);
    }
    let why = if wait == SHORTEST {
        format!("nobody wrote for {SHORTEST}")
    } else if wait == LONGEST {
        format!("nobody wrote for {LONGEST}, the longest that is waited")
    } else {
        format!(
            "nobody wrote for {wait}, long enough for 3 more at the rate of the last {} reports",
            times.len().min(RATE_OF)
        )
    };
    Quiet { wait, deadline: last + wait, why }
}

fn wait(times: &[Timestamp]) -> Span {
    let k = times.len().min(RATE_OF);
    let (Some(first), Some(last)) = (times.get(times.len() - k), times.last()) else { return SHORTEST };
    if k < 2 {
        return SHORTEST;
    }
    // 3 / rate = 3 * span / (k - 1), in whole milliseconds, rounded up: never earlier than said.
    let (span, gaps) = ((*last - *first).as_millis(), k as i64 - 1);
    let needed = Span::from_millis((3 * span + gaps - 1) / gaps);
    needed.max(SHORTEST).min(LONGEST)
}

fn among_ordinary(times: &[Timestamp], last: Timestamp, wait: Span, o: Ordinary) -> Quiet {
    let allowed = quantile(ORDINARY, o.per_hour * wait.as_hours(), o.r) as usize;
    // The moment from which at most `allowed` reports lie within T: the first one too many leaves it.
    let crowded = times.len().checked_sub(allowed + 1).and_then(|i| times.get(i)).map(|t| *t + wait);
    let silent = if o.per_hour * SHORTEST.as_hours() >= EXPECTED { last } else { last + SHORTEST };
    let deadline = crowded.map_or(silent, |c| c.max(silent));
    let why = format!(
        "no more than {allowed} reports in {wait}, as on an ordinary day ({:.1} usual)",
        o.per_hour * wait.as_hours()
    );
    Quiet { wait, deadline, why }
}

impl Recovery {
    /// Before anything is reckoned: quiet counts from the newest report of the window that alarmed.
    #[must_use]
    pub fn beginning(newest: Timestamp) -> Self {
        Self {
            quiet_since: newest,
            wait: Span::ZERO,
            why: String::new(),
            deadline: newest,
            resolved_at: None,
            route: None,
            answers: Answers::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mins: &[i64]) -> Vec<Timestamp> {
        mins.iter().map(|m| Timestamp::from_millis(m * 60_000)).collect()
    }

    fn wait_min(mins: &[i64]) -> f64 {
        quiet(&at(mins), None).wait.as_mins()
    }

    #[test]
    fn three_reports_in_twelve_minutes_need_twenty() {
        assert!((wait_min(&[0, 6, 12]) - 20.0).abs() < 1e-9);
        assert_eq!(quiet(&at(&[0, 6, 12]), None).deadline, at(&[32])[0]);
    }

    #[test]
    fn one_an_hour_needs_three_hours_and_nothing_more_than_a_day() {
        assert!((wait_min(&[0, 60, 120]) - 180.0).abs() < 1e-9);
        assert!((wait_min(&[0, 1_000, 2_000]) - 1_440.0).abs() < 1e-9);
    }

    #[test]
    fn the_rate_is_that_of_the_last_ten() {
        let mut times = vec![0];
        times.extend((0..10).map(|i| 1_000 + i * 10));
        assert!((wait_min(&times) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn one_report_or_a_span_of_nothing_needs_twenty_minutes() {
        assert!((wait_min(&[5]) - 20.0).abs() < 1e-9);
        assert!((wait_min(&[5, 5, 5]) - 20.0).abs() < 1e-9);
    }

    #[test]
    fn a_busy_feature_ends_when_it_is_ordinary_again() {
        // 12 an hour are usual: 4 in 20 min. A burst of 30 in 10 minutes, then one every 5 minutes.
        let o = Ordinary { per_hour: 12.0, r: 10.0 };
        let mut times: Vec<i64> = (0..30).map(|i| i / 3).collect();
        times.extend((1..6).map(|i| 10 + 5 * i));
        let q = quiet(&at(&times), Some(o));
        assert!(q.deadline >= *at(&times).last().unwrap(), "{q:?}");
        assert!(q.deadline <= at(&[36])[0], "{q:?}");
        assert!(quiet(&at(&times), None).deadline > q.deadline);
    }

    #[test]
    fn where_less_than_three_are_expected_in_twenty_minutes_none_may_have_come() {
        let o = Ordinary { per_hour: 6.0, r: 10.0 };
        let times = at(&[0, 20, 40, 60, 80, 100, 120, 140, 160, 180]);
        let q = quiet(&times, Some(o));
        assert_eq!(q.deadline, at(&[200])[0]);
    }
}
