//! How a candidate was told last, and whether it is worth telling again.

use serde::{Deserialize, Serialize};

use super::Episode;
use crate::candidate::Candidate;
use crate::time::{Span, Timestamp};

/// A deadline that moved by less is not told by itself.
const WORTH_TELLING: Span = Span::from_mins(1);
/// Up to so many each further one is told, of customers as of messages. A candidate of thousands is not told
/// thousands of times: every telling is a record of all that it holds.
pub const EACH_TOLD: u32 = 50;
/// Above that one in so many is told.
const GROWTH: u32 = 50;

/// What was told last of all that grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    deadline: Timestamp,
    customers: u32,
    /// Messages of other teams.
    internal: u32,
    /// Reports read after the end that were written before it.
    late: u32,
    /// Reports written after the end.
    after: u32,
}

/// Whether there are so many more than were told that it is worth telling: up to [`EACH_TOLD`] each of them is,
/// from there on every fiftieth part.
const fn grew(now: u32, told: u32) -> bool {
    now > told && (now <= EACH_TOLD || (now - told).saturating_mul(GROWTH) >= told)
}

impl Episode {
    /// The candidate as it is to be told now, under a new revision.
    pub fn tell(&mut self) -> Candidate {
        let c = &mut self.candidate;
        c.revision += 1;
        self.told = Told {
            deadline: c.recovery.deadline,
            customers: c.customers,
            internal: c.internal_reports,
            late: c.late_messages,
            after: c.messages_after,
        };
        c.clone()
    }

    /// Whether it has so many more customers than was told that it is worth telling.
    #[must_use]
    pub fn customers_grew(&self) -> bool {
        grew(self.candidate.customers, self.told.customers)
    }

    /// Whether so much more came that makes nobody a reporter: of other teams, or of customers around its end.
    #[must_use]
    pub fn asides_grew(&self) -> bool {
        let (c, told) = (&self.candidate, &self.told);
        grew(c.internal_reports, told.internal)
            || grew(c.late_messages, told.late)
            || grew(c.messages_after, told.after)
    }

    /// Whether it now ends so much later than was told that it is worth telling: one customer's
    /// further messages move it too.
    #[must_use]
    pub fn deadline_moved(&self) -> bool {
        self.candidate.recovery.deadline - self.told.deadline >= WORTH_TELLING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_first_fifty_is_told_and_then_every_fiftieth_part() {
        let mut told = vec![0];
        for now in 1..=1_000 {
            if grew(now, told[told.len() - 1]) {
                told.push(now);
            }
        }
        assert_eq!(told[..54], [(0..=50).collect::<Vec<_>>(), vec![51, 53, 55]].concat());
        assert!(told.windows(2).all(|w| w[1] - w[0] <= w[0].div_ceil(GROWTH).max(1)), "none is more behind");
        assert!(told.len() < 220, "{}", told.len());
        assert!(!grew(0, 0) && !grew(7, 9) && grew(u32::MAX, 1), "fewer is nothing to be told, a leap is");
    }
}
