//! Whether one part of the customers alone reports something: one tier or region surges while the rest
//! is at its baseline.

use libm::{exp, lgamma, log};

use super::negative_binomial::at_least;

/// So improbable it must be that this many of the reporters are of the part, were it everybody's: few
/// reporters are of one part by chance, and several parts are looked at.
const BY_CHANCE: f64 = 0.02;
/// The rest surges where its count is as improbable as this.
const RARE: f64 = 0.05;
/// Fewer customers of the rest are no surge: one may mean something else, or stand in the wrong tier.
const LEAST_REST: u32 = 2;

/// How the reporters fall into a part of the customers and the rest.
#[derive(Clone, Copy, Debug)]
pub struct Split {
    /// Reporters of the part.
    pub part: u32,
    /// All reporters.
    pub of: u32,
    /// The part's ordinary share, 0 to 1.
    pub usual_share: f64,
    /// Customers usual in the same time, of all parts.
    pub usual: f64,
    /// Shape of their distribution.
    pub r: f64,
}

impl Split {
    /// How improbable it is that so many are of the part, where that and the rest say that it is the part's
    /// alone; none where they do not.
    #[must_use]
    pub fn alone(&self) -> Option<f64> {
        let p = binomial_at_least(self.part, self.of, self.usual_share);
        (p <= BY_CHANCE && !self.rest_surges()).then_some(p)
    }

    /// Whether the rest surges as well.
    fn rest_surges(&self) -> bool {
        let rest = self.of.saturating_sub(self.part);
        let usual = self.usual * (1.0 - self.usual_share).max(0.0);
        rest >= LEAST_REST && at_least(rest, usual, self.r) <= RARE
    }
}

/// P(at least `k` of `n`), each with probability `q`.
fn binomial_at_least(k: u32, n: u32, q: f64) -> f64 {
    let (from, of) = (f64::from(k), f64::from(n));
    if k == 0 || q >= 1.0 || from <= of * q {
        return 1.0;
    }
    if k > n || q <= 0.0 {
        return 0.0;
    }
    let ways = lgamma(of + 1.0) - lgamma(from + 1.0) - lgamma(of - from + 1.0);
    let mut term = exp(ways + from * log(q) + (of - from) * log(1.0 - q));
    let (mut sum, mut i) = (term, from);
    while i < of && term >= sum * 1e-9 {
        term *= (of - i) / (i + 1.0) * q / (1.0 - q);
        sum += term;
        i += 1.0;
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(part: u32, of: u32, usual_share: f64, usual: f64) -> Split {
        Split { part, of, usual_share, usual, r: 3.0 }
    }

    #[test]
    fn the_binomial_tail_is_what_adding_up_gives() {
        assert!((binomial_at_least(3, 3, 0.25) - 0.015_625).abs() < 1e-9);
        assert!((binomial_at_least(3, 4, 0.25) - 0.050_781_25).abs() < 1e-9);
        assert_eq!((binomial_at_least(0, 3, 0.2), binomial_at_least(4, 3, 0.2)), (1.0, 0.0));
        assert_eq!((binomial_at_least(1, 4, 0.25), binomial_at_least(2, 2, 1.0)), (1.0, 1.0), "no more than usual");
    }

    #[test]
    fn a_part_is_alone_where_chance_would_have_brought_others() {
        assert!(split(3, 3, 0.25, 0.1).alone().is_some(), "three of a quarter of the customers");
        assert!(split(5, 5, 0.66, 0.1).alone().is_none(), "of two thirds five are no wonder");
        assert!(split(10, 10, 0.66, 0.1).alone().is_some());
        assert!(split(3, 4, 0.25, 0.1).alone().is_none());
    }

    #[test]
    fn a_part_is_not_alone_where_the_rest_surges_too() {
        assert!(split(12, 13, 0.1, 0.01).alone().is_some(), "one stray is no surge");
        assert!(split(12, 14, 0.1, 0.01).alone().is_none(), "two where none are usual are one");
        assert!(split(12, 14, 0.1, 2.0).alone().is_some(), "they are not where two are usual");
    }
}
