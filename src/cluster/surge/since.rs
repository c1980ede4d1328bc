//! What came since a change, against what is usual: the statistics of a surge, over the one window that
//! begins with the change.
//!
//! Looking at it again with every report costs nothing: what decides is how many customers chance brings
//! in the whole window, and a count only grows.

use serde::{Deserialize, Serialize};

use super::{Judge, Usual, Window};
use crate::cluster::law::{Law, was_burst};
use crate::cluster::negative_binomial::{at_least, rare, reaches};
use crate::time::Timestamp;

/// Fewer distinct customers never say that something fails: two are several.
const SEVERAL: u32 = 2;
/// The failure whose chance of being seen is told: it makes so many times as many customers write as usual.
/// Of 13 sudden incidents in two recorded months 12 did so in their first hour, half of them a hundred times.
pub const FAILURE: f64 = 20.0;
/// Silence says something where such a failure would have shown with at least this probability.
pub const ENOUGH: f64 = 0.8;
/// Failures that make more times as many write are not told apart.
const LARGEST: f64 = 10_000.0;
/// Steps of bisection: four digits of a number up to [`LARGEST`].
const STEPS: u32 = 30;

/// The window behind a change.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The change; what was written at that moment is not since.
    pub begin: Timestamp,
    /// Where the window ends, inclusive.
    pub end: Timestamp,
    /// How far it is heard, from `begin` to `end`.
    pub heard: Timestamp,
    /// How improbable by chance a failing count has to be, 0 to 1.
    pub share: f64,
}

/// What came since a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Since {
    /// Distinct customers, of whom several with the same text are one.
    pub customers: u32,
    /// Further ones who only sent a text that one of them had sent.
    pub copies: u32,
    /// Hardly any of them says that something is wrong.
    pub questions: bool,
    /// Distinct customers in a window as long before the change.
    pub before: u32,
    /// Against what is usual; none without a baseline.
    pub against: Option<Against>,
}

/// A count against what is usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// Customers usual in what is heard of the window.
    pub expected: f64,
    /// Customers usual in the window before the change.
    pub expected_before: f64,
    /// So many came before the change already that what came since is measured against those.
    pub restless: bool,
    /// Chance brings as many customers in what is heard, or more, with this probability.
    pub probability: f64,
    /// So many customers in the whole window are more than chance brings.
    pub needed: u32,
    /// The probability that a failure that makes [`FAILURE`] times as many write as usual would have brought
    /// `needed` customers in what is heard.
    pub power: f64,
    /// The smallest failure, in times the usual, that would have done so with probability [`ENOUGH`]; none
    /// where no failure would.
    pub shows_from: Option<f64>,
}

impl Since {
    /// Whether more customers report a problem than chance brings.
    #[must_use]
    pub fn fails(&self) -> bool {
        !self.questions && self.against.as_ref().is_some_and(|a| self.customers >= a.needed)
    }

    /// Whether a failure would have shown.
    #[must_use]
    pub fn would_show(&self) -> bool {
        self.against.as_ref().is_some_and(|a| a.power >= ENOUGH)
    }
}

impl Judge<'_> {
    /// What came since a change.
    #[must_use]
    pub fn since(&self, stretch: Stretch) -> Since {
        let voices = self.voices(stretch.begin, stretch.end);
        let before = self.customers_before(stretch);
        let against = self.usual().map(|usual| self.against(usual, stretch, (voices.customers, before)));
        Since {
            customers: voices.customers,
            copies: voices.copies,
            questions: voices.customers > 0 && voices.only_ask(),
            before,
            against,
        }
    }

    /// Whether [`Since::fails`], for as little as can be.
    #[must_use]
    pub fn fails_since(&self, stretch: Stretch) -> bool {
        if self.customers(stretch.begin, stretch.end) < SEVERAL {
            return false;
        }
        let voices = self.voices(stretch.begin, stretch.end);
        if voices.customers < SEVERAL || voices.only_ask() {
            return false;
        }
        let Some(usual) = self.usual() else { return false };
        let restless = self.restless(usual, stretch, self.customers_before(stretch));
        voices.customers >= needed(&self.law_until(usual, stretch, (stretch.end, restless)), stretch.share)
    }

    fn customers_before(&self, Stretch { begin, end, .. }: Stretch) -> u32 {
        self.voices(begin - (end - begin), begin).customers
    }

    /// The customers before the change, where they were a burst.
    fn restless(&self, usual: &Usual<'_>, Stretch { begin, end, .. }: Stretch, before: u32) -> Option<u32> {
        let law = self.law_between(usual, begin - (end - begin), begin);
        was_burst(before, law.mu, law.r).then_some(before)
    }

    /// How many customers chance brings, as the baseline has it and as earlier weeks had it.
    fn law_between(&self, usual: &Usual<'_>, begin: Timestamp, end: Timestamp) -> Law {
        self.law(usual, Window { window: end - begin, begin, end, observed: u32::MAX })
    }

    /// How many it brings from the change until then, also as the time before the change had it.
    fn law_until(&self, usual: &Usual<'_>, stretch: Stretch, (until, before): (Timestamp, Option<u32>)) -> Law {
        let law = self.law_between(usual, stretch.begin, until);
        let (part, whole) = (until - stretch.begin, stretch.end - stretch.begin);
        let before = before.map_or(0.0, |n| f64::from(n) * part.as_hours() / whole.as_hours());
        if before > law.mu { law.after(before, usual.overdispersion, part.as_hours()) } else { law }
    }

    fn against(&self, usual: &Usual<'_>, stretch: Stretch, (customers, before): (u32, u32)) -> Against {
        let Stretch { begin, end, share, .. } = stretch;
        // Reports that are read already lie behind what is heard by seconds.
        let newest = self.live.within(begin, end).next_back().map(|r| r.occurred_at);
        let heard = stretch.heard.max(newest.unwrap_or(begin)).min(end);
        let restless = self.restless(usual, stretch, before);
        let needed = needed(&self.law_until(usual, stretch, (end, restless)), share);
        let law = self.law_until(usual, stretch, (heard, restless));
        let ordinary = usual.rate * usual.shape.integral(begin, heard);
        let shows = |times: f64| reaches(needed, law.mu + (times - 1.0) * ordinary, law.r);
        Against {
            expected: law.mu,
            expected_before: self.law_between(usual, begin - (end - begin), begin).mu,
            restless: restless.is_some(),
            probability: if f64::from(customers) > law.mu {
                at_least(customers, law.mu, law.r)
            } else {
                reaches(customers, law.mu, law.r)
            },
            needed,
            power: shows(FAILURE),
            shows_from: smallest(&shows),
        }
    }
}

fn needed(law: &Law, share: f64) -> u32 {
    rare(share, law.mu, law.r, SEVERAL)
}

/// The smallest failure that shows with probability [`ENOUGH`].
fn smallest(shows: &dyn Fn(f64) -> f64) -> Option<f64> {
    let (mut too_small, mut shown) = (1.0, LARGEST);
    if shows(shown) < ENOUGH {
        return None;
    }
    for _ in 0..STEPS {
        let middle = (too_small + shown) / 2.0;
        if shows(middle) < ENOUGH { too_small = middle } else { shown = middle }
    }
    Some(shown)
}

#[cfg(test)]
mod tests;
