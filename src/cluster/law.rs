//! How many customers a window holds by chance, and what an earlier burst makes of it: the same for features
//! and for topics that no catalogue names.

use super::negative_binomial::{at_least_up_to, is_rare};

/// Hours in a month: E is per month.
pub(super) const MONTH_H: f64 = 730.0;
/// Weeks back at which a burst may recur.
pub(super) const RECUR_WEEKS: [i64; 3] = [1, 2, 3];
/// Fewer customers than this are no burst that could recur.
pub(super) const RECURS_FROM: u32 = 3;
/// An earlier count is a burst where chance gives it no oftener than this: the largest of fifteen windows
/// of a busy key is always above what is usual, and would hide every incident of its size.
const RECURS_P: f64 = 0.01;
/// Customers expected beyond those of the earlier burst.
const BEYOND: f64 = 0.3;

/// NB(mu, r), looked at so many times a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Law {
    /// Customers usual in the window.
    pub(super) mu: f64,
    /// Shape of their distribution.
    pub(super) r: f64,
    /// Customers an hour at its end.
    pub(super) lambda: f64,
}

impl Law {
    /// E: how many of a month's windows hold `n` customers or more by chance, one of them given, where so
    /// many lengths of window are looked at.
    pub(super) fn per_month(&self, lengths: usize, n: u32) -> f64 {
        self.per_month_up_to(lengths, n, f64::INFINITY)
    }

    /// The same where it is at most `enough`; else something between that and the whole.
    pub(super) fn per_month_up_to(&self, lengths: usize, n: u32, enough: f64) -> f64 {
        let windows = self.windows_a_month(lengths);
        windows * at_least_up_to(n.saturating_sub(1), self.mu, self.r, enough / windows)
    }

    /// W * 730 * lambda: how many windows a month end with a report.
    pub(super) fn windows_a_month(&self, lengths: usize) -> f64 {
        lengths as f64 * MONTH_H * self.lambda
    }

    /// Measured against an earlier burst of so many customers in a window of so many hours.
    pub(super) fn after(self, burst: f64, overdispersion: f64, hours: f64) -> Self {
        let mu = burst + BEYOND;
        Self { mu, r: 1.0 / (1.0 / mu + overdispersion), lambda: self.lambda.max(mu / hours) }
    }
}

/// Whether a count that NB(mu, r) gives was a burst.
pub(super) fn was_burst(n: u32, mu: f64, r: f64) -> bool {
    n >= RECURS_FROM && is_rare(n, mu, r, RECURS_P)
}
