//! The signal hierarchy: what customers say outranks what monitoring says.
//!
//! | rank | customers reporting the same issue | monitoring | act | post |
//! |---|---|---|---|---|
//! | 1 | several | red | now | yes |
//! | 2 | several | anything but red | investigate: the gap explains the green | yes |
//! | 3 | one | red first, then the rest by how specific the report is | look into it | no |
//! | 4 | none | red | look | no |
//!
//! Strict order whatever the counts. Green never demotes or delays; the rank of an open episode only
//! rises. Ranks 1 and 2 are candidates, ranks 3 and 4 entries of the watch list.

use serde::{Deserialize, Serialize};

use crate::monitor::Health;

/// A place in the hierarchy; the smaller, the more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rank {
    /// 1: several customers, and monitoring is red.
    Confirmed,
    /// 2: several customers, and monitoring says nothing of it.
    CustomersOnly,
    /// 3: one customer.
    OneCustomer,
    /// 4: monitoring alone.
    MonitoringOnly,
}

/// How many distinct customers report the same issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Customers {
    /// Nobody.
    None,
    /// One.
    One,
    /// Two or more.
    Several,
}

impl Customers {
    /// From a count of distinct customers, never of messages.
    #[must_use]
    pub const fn of(distinct: usize) -> Self {
        match distinct {
            0 => Self::None,
            1 => Self::One,
            _ => Self::Several,
        }
    }
}

/// What to do about a rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Act now.
    Now,
    /// Investigate as real.
    Investigate,
    /// Look into it.
    Look,
}

/// The hierarchy itself. None where neither customers nor monitoring say anything.
#[must_use]
pub fn rank(customers: Customers, health: &Health) -> Option<Rank> {
    match (customers, health.is_red()) {
        (Customers::Several, true) => Some(Rank::Confirmed),
        (Customers::Several, false) => Some(Rank::CustomersOnly),
        (Customers::One, _) => Some(Rank::OneCustomer),
        (Customers::None, true) => Some(Rank::MonitoringOnly),
        (Customers::None, false) => None,
    }
}

impl Rank {
    /// 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Confirmed => 1,
            Self::CustomersOnly => 2,
            Self::OneCustomer => 3,
            Self::MonitoringOnly => 4,
        }
    }

    /// What to do.
    #[must_use]
    pub const fn act(self) -> Act {
        match self {
            Self::Confirmed => Act::Now,
            Self::CustomersOnly => Act::Investigate,
            Self::OneCustomer | Self::MonitoringOnly => Act::Look,
        }
    }

    /// Whether the status page should say something: for several customers always, also while
    /// monitoring is silent.
    #[must_use]
    pub const fn post(self) -> bool {
        matches!(self, Self::Confirmed | Self::CustomersOnly)
    }
}
