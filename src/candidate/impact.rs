//! Whom it concerns beyond those who wrote: how many are likely affected, what revenue stands behind the
//! reporters, and what other teams say.

use serde::{Deserialize, Serialize};

use crate::ids::MessageId;
use crate::time::Timestamp;

/// Confirmed incidents from which on a share of writers is known: of fewer nobody can tell a range.
pub const LEAST_INCIDENTS: usize = 3;
/// Confirmed incidents that are remembered: what a product and its customers were like last year tells
/// little.
pub const MAX_INCIDENTS: usize = 20;

/// A confirmed incident of which somebody counted how many customers it affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Customers who wrote.
    pub reporters: u32,
    /// Customers who were affected, as counted afterwards.
    pub affected: u32,
}

/// Customers likely affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// By the middle one of the shares that wrote in earlier incidents.
    pub likely: u32,
    /// By the highest share: most of those affected wrote.
    pub low: u32,
    /// By the lowest share.
    pub high: u32,
    /// From so many confirmed incidents.
    pub incidents: u32,
}

/// Reporters divided by the share of affected customers who write (R49): the median of the shares of earlier
/// incidents, and the range from the highest to the lowest of them. None with fewer than
/// [`LEAST_INCIDENTS`]: then it is not known.
#[must_use]
pub fn affected(reporters: u32, earlier: &[Counted]) -> Option<Affected> {
    let share = |c: &Counted| f64::from(c.reporters) / f64::from(c.affected.max(c.reporters).max(1));
    let mut shares: Vec<f64> = earlier.iter().filter(|c| c.reporters > 0).map(share).collect();
    if shares.len() < LEAST_INCIDENTS {
        return None;
    }
    shares.sort_by(f64::total_cmp);
    let (lowest, highest) = (*shares.first()?, *shares.last()?);
    let middle = f64::midpoint(shares[(shares.len() - 1) / 2], shares[shares.len() / 2]);
    let by = |share: f64| libm::round(f64::from(reporters) / share).min(f64::from(u32::MAX)) as u32;
    Some(Affected {
        likely: by(middle),
        low: by(highest),
        high: by(lowest),
        incidents: u32::try_from(shares.len()).unwrap_or(u32::MAX),
    })
}

/// The yearly revenue of the accounts behind the reports, in the tenant's own currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Revenue {
    /// Of all accounts whose revenue is known, each once.
    pub sum: f64,
    /// How many accounts that are; a customer without one is an account of its own.
    pub accounts: u32,
}

/// What another team or an executive says of the same feature: never counted as a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Internal {
    /// The message.
    pub id: MessageId,
    /// When it was written.
    pub occurred_at: Timestamp,
    /// Who wrote, by role, where the source says it: `executive`, `sales`.
    pub role: Option<String>,
    /// The text, redacted, at most 600 characters.
    pub text: String,
    /// Where the original is.
    pub url: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn earlier(pairs: &[(u32, u32)]) -> Vec<Counted> {
        pairs.iter().map(|(reporters, affected)| Counted { reporters: *reporters, affected: *affected }).collect()
    }

    #[test]
    fn it_is_not_known_before_three_incidents_were_counted() {
        assert_eq!(affected(5, &earlier(&[(5, 50), (2, 40)])), None);
        assert_eq!(affected(5, &earlier(&[(5, 50), (2, 40), (0, 9)])), None, "of nobody who wrote no share is known");
    }

    #[test]
    fn the_range_is_that_of_earlier_shares_and_the_middle_one_is_likely() {
        let found = affected(5, &earlier(&[(5, 50), (2, 40), (4, 8)])).unwrap();
        assert_eq!(found, Affected { likely: 50, low: 10, high: 100, incidents: 3 });
        let found = affected(6, &earlier(&[(5, 50), (2, 40), (4, 8), (3, 10)])).unwrap();
        assert_eq!((found.likely, found.incidents), (30, 4), "of an even number between the two in the middle");
    }

    #[test]
    fn fewer_affected_than_wrote_are_as_many_as_wrote() {
        assert_eq!(affected(7, &earlier(&[(5, 3); 3])).unwrap(), Affected { likely: 7, low: 7, high: 7, incidents: 3 });
    }
}
