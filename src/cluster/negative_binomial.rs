//! The negative binomial distribution of counts whose rate is itself uncertain.
//!
//! NB(mu, r): mean mu, variance mu + mu^2 / r. It is the Poisson distribution mixed over a Gamma
//! posterior of the rate.

use libm::{exp, lgamma, log, sqrt};

/// Up to this count the term of the sum is found by going up from that of 0, which is quicker than three gamma functions.
const COUNTED_UP_TO: u32 = 32;

/// 1 / (k + 1): terms follow each other by it, and a division takes longer than all else.
const ONE_BY: [f64; 256] = {
    let (mut all, mut k) = ([0.0; 256], 0);
    while k < all.len() {
        all[k] = 1.0 / (k as f64 + 1.0);
        k += 1;
    }
    all
};

/// P(N >= n) under NB(mu, r), summed upwards from n so that tiny values keep their digits.
///
/// 1 where n is at most the mean: no count that low is a surge.
#[must_use]
pub fn at_least(n: u32, mu: f64, r: f64) -> f64 {
    at_least_up_to(n, mu, r, f64::INFINITY)
}

/// The same where it is at most `enough`; else something that is more than that, and no more than the whole.
#[must_use]
pub fn at_least_up_to(n: u32, mu: f64, r: f64, enough: f64) -> f64 {
    tail(n, mu, r, enough).min(1.0)
}

/// Whether that is at most `share`: most counts are not rare, which the first terms show.
#[must_use]
pub fn is_rare(n: u32, mu: f64, r: f64, share: f64) -> bool {
    at_least_up_to(n, mu, r, share) <= share
}

/// The sum of the tail, or of its first terms once they are more than `enough`.
fn tail(n: u32, mu: f64, r: f64, enough: f64) -> f64 {
    let first = f64::from(n);
    if n == 0 || first <= mu {
        return 1.0;
    }
    if mu <= 0.0 {
        return 0.0;
    }
    let little = less_than_chance(first, mu, r);
    if little > enough {
        return little;
    }
    let p = mu / (r + mu);
    let mut term = chance(n, (mu, r), p);
    let (mut sum, mut k) = (term, n);
    // A term below a millionth of the sum no longer shows; 5,000 terms bound the work of a heavy tail.
    while sum <= enough && term >= sum * 1e-6 && k - n < 5_000 {
        term *= step(k, r, p);
        sum += term;
        k += 1;
    }
    sum
}

/// P(N = k + 1) by P(N = k).
fn step(k: u32, r: f64, p: f64) -> f64 {
    let one_by = ONE_BY.get(k as usize).copied().unwrap_or_else(|| 1.0 / (f64::from(k) + 1.0));
    (f64::from(k) + r) * p * one_by
}

/// Something below P(N = n), for n above the mean, without a logarithm: enough to see that most counts are not rare. 0
/// where it can say nothing.
///
/// By Stirling's bounds of the gamma function P(N = n) >= sqrt(r / (2 pi n (n + r))) exp(-1/(12 r) - 1/(12 n) - D), where
/// D <= x = (n - mu)^2 / (2 var), since its second derivative falls from 1/var at the mean; and exp(-x) >= (1 - x/4)^4.
fn less_than_chance(n: f64, mu: f64, r: f64) -> f64 {
    /// exp(-1/6) / sqrt(2 pi), rounded down: r and n of at least 1.
    const FACTOR: f64 = 0.337;
    let x = (n - mu) * (n - mu) * r / (2.0 * mu * (mu + r));
    if r < 1.0 || x >= 4.0 {
        return 0.0;
    }
    let quarter = (1.0 - x / 4.0) * (1.0 - x / 4.0);
    FACTOR * sqrt(r / (n * (n + r))) * quarter * quarter
}

/// P(N = n).
fn chance(n: u32, (mu, r): (f64, f64), p: f64) -> f64 {
    let none = r * log(r / (r + mu));
    if n <= COUNTED_UP_TO {
        return (0..n).fold(exp(none), |term, k| term * step(k, r, p));
    }
    let n = f64::from(n);
    exp(lgamma(n + r) - lgamma(r) - lgamma(n + 1.0) + none + n * log(p))
}

/// The smallest count of at least `least` whose tail P(N >= n) under NB(mu, r) is at most `share`, which
/// is no less than 1e-12: tails are what is left of 1 here, since adding each up anew takes far longer.
#[must_use]
pub fn rare(share: f64, mu: f64, r: f64, least: u32) -> u32 {
    // No count up to the mean is rare, unless anything is; beyond a million there is none in a window.
    let mean = if mu < 1e6 { mu as u32 } else { 1_000_000 };
    if share >= 1.0 {
        return least.max(mean);
    }
    least.max(mean + 1).max(quantile(1.0 - share, mu, r) + 1)
}

/// The smallest count that NB(mu, r) stays at or below with probability `share`.
#[must_use]
pub fn quantile(share: f64, mu: f64, r: f64) -> u32 {
    if mu <= 0.0 {
        return 0;
    }
    let p = mu / (r + mu);
    let mut term = exp(r * log(r / (r + mu)));
    let (mut sum, mut k) = (term, 0u32);
    while sum < share && k < 1_000_000 {
        term *= step(k, r, p);
        sum += term;
        k += 1;
        // Past the mean a vanishing term cannot lift the sum any more.
        if f64::from(k) > mu && term < 1e-15 {
            break;
        }
    }
    k
}

/// P(N >= n) under NB(mu, r), also where n is at most the mean. Taken from 1, so tiny values lose their
/// digits: [`at_least`] keeps them.
#[must_use]
pub fn reaches(n: u32, mu: f64, r: f64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    if mu <= 0.0 {
        return 0.0;
    }
    if f64::from(n) > mu {
        return at_least(n, mu, r);
    }
    let p = mu / (r + mu);
    // Where the mean is in the thousands the first terms vanish: what is summed below is then nothing.
    let mut term = exp(r * log(r / (r + mu)));
    let mut below = term;
    for k in 0..n - 1 {
        term *= step(k, r, p);
        below += term;
    }
    (1.0 - below).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tends_to_poisson_as_the_rate_becomes_certain() {
        // Poisson(0.1): P(N >= 3) = 1.5465e-4.
        assert!((at_least(3, 0.1, 1e7) / 1.546_5e-4 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn keeps_the_digits_of_tiny_tails() {
        // Geometric (r = 1) with mean 1: P(N >= n) = 2^-n.
        let p = at_least(60, 1.0, 1.0);
        assert!((p * (1u64 << 60) as f64 - 1.0).abs() < 1e-5, "{p}");
    }

    #[test]
    fn a_term_is_the_same_however_it_is_found() {
        for (mu, r) in [(1e-6, 0.5), (0.03, 3.0), (7.4, 20.0), (25.0, 0.2), (31.0, 1e4)] {
            let p = mu / (r + mu);
            for n in 0..=COUNTED_UP_TO {
                let k = f64::from(n);
                let whole = lgamma(k + r) - lgamma(r) - lgamma(k + 1.0) + r * log(r / (r + mu)) + k * log(p);
                let apart = log(chance(n, (mu, r), p)) - whole;
                assert!(apart.abs() < 1e-9, "{n} {mu} {r}: {apart}");
            }
        }
    }

    #[test]
    fn what_is_below_a_chance_is_below_it_and_not_by_far() {
        for mu in [0.01, 0.4, 1.0, 3.7, 20.0, 480.5] {
            for r in [0.5, 1.0, 3.0, 40.0, 1e6] {
                for n in 1..1_500 {
                    let (little, p) = (less_than_chance(f64::from(n), mu, r), mu / (r + mu));
                    if f64::from(n) <= mu {
                        continue;
                    }
                    let whole = chance(n, (mu, r), p);
                    assert!(little <= whole, "{n} {mu} {r}: {little} {whole}");
                    // Up to one deviation above the mean it is a good part.
                    let deviation = sqrt(mu + mu * mu / r);
                    assert!(
                        r < 1.0 || f64::from(n) > mu + deviation || little >= 0.6 * whole,
                        "{n} {mu} {r}: {little} {whole}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_ordinary_count_is_no_surge_and_nothing_is_certain() {
        assert!((at_least(2, 3.0, 5.0) - 1.0).abs() < f64::EPSILON);
        assert!((at_least(0, 0.0, 1.0) - 1.0).abs() < f64::EPSILON);
        assert!(at_least(1, 0.0, 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn rare_is_what_the_whole_tail_says() {
        for (mu, r) in [(0.0, 1.0), (0.03, 3.0), (7.4, 20.0), (250.0, 2.0)] {
            for share in [0.9, 0.05, 1e-3, 1e-9] {
                for n in 0..2_000 {
                    assert_eq!(is_rare(n, mu, r, share), at_least(n, mu, r) <= share, "{n} {mu} {r} {share}");
                }
            }
        }
    }

    #[test]
    fn the_first_rare_count_is_found_as_by_looking_at_each() {
        for (mu, r) in [(0.0, 1.0), (0.03, 3.0), (0.9, 0.5), (7.4, 20.0), (250.0, 2.0)] {
            for share in [0.9, 0.05, 1e-4, 1e-9] {
                for least in [0, 3] {
                    let found = rare(share, mu, r, least);
                    let by_hand = (least..).find(|n| at_least(*n, mu, r) <= share).unwrap();
                    assert_eq!(found, by_hand, "{mu} {r} {share} {least}");
                }
            }
        }
    }

    #[test]
    fn reaching_a_count_is_told_below_the_mean_too() {
        // Geometric with mean 1: P(N >= n) = 2^-n.
        for n in 0..6 {
            assert!((reaches(n, 1.0, 1.0) - 1.0 / f64::from(1u32 << n)).abs() < 1e-6, "{n}");
        }
        // Poisson(10): P(N >= 6) = 0.9329; P(N >= 12) = 0.3032.
        assert!((reaches(6, 10.0, 1e7) - 0.932_9).abs() < 1e-3 && (reaches(12, 10.0, 1e7) - 0.303_2).abs() < 1e-3);
        assert_eq!((reaches(0, 0.0, 1.0), reaches(1, 0.0, 1.0)), (1.0, 0.0));
        assert!((reaches(5, 5_000.0, 20.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn quantiles_of_the_geometric() {
        // Mean 1: P(N <= k) = 1 - 2^-(k+1); 95 % is reached at k = 4.
        assert_eq!(quantile(0.95, 1.0, 1.0), 4);
        assert_eq!(quantile(0.95, 0.0, 1.0), 0);
    }
}
