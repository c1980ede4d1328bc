//! What stands around the count of a candidate: what its customers tried, whether they can be answered,
//! the state of what the feature depends on, whether the break lies between two steps, and habits of
//! operating that hide such breaks.
//!
//! It tells what is known and from what; nothing here decides whether a candidate opens, or its rank.

pub mod dependencies;
pub mod habits;

use serde::{Deserialize, Serialize};

pub use self::dependencies::{Dependency, DependencyState};
pub use self::habits::{Tag, TagKind};
use crate::config::Feature;
use crate::signal::Action;

/// This share of the customers says that something was to follow and did not.
const SOFT_SHARE: f64 = 0.5;
/// At least so many do.
const SOFT_LEAST: u32 = 2;

/// All of that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// What the customers tried, with how many did, the commonest first.
    pub tried: Vec<(Action, u32)>,
    /// Distinct customers with a report that a person can answer.
    pub reachable: u32,
    /// What the feature depends on, in the order of its list.
    pub dependencies: Vec<Dependency>,
    /// The break lies between two steps.
    pub soft_failure: Option<SoftFailure>,
    /// Habits of operating, with their evidence.
    pub tags: Vec<Tag>,
}

/// Every step seems to work, and what was to follow does not come (R50).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftFailure {
    /// Distinct customers who say so.
    pub customers: u32,
    /// All of its customers.
    pub of: u32,
    /// The services and vendors between which it may lie, in the order of the feature's list.
    pub between: Vec<String>,
    /// One sentence for a person.
    pub why: String,
}

/// Whether `customers` of `of` make a break between two steps: at least two of them, and half of all.
#[must_use]
pub fn soft_failure((customers, of): (u32, u32), feature: Option<&Feature>) -> Option<SoftFailure> {
    if customers < SOFT_LEAST || f64::from(customers) < SOFT_SHARE * f64::from(of) {
        return None;
    }
    let between = feature.map(|f| f.depends_on.clone()).unwrap_or_default();
    let who =
        if customers == of { format!("All {of} customers say") } else { format!("{customers} of {of} customers say") };
    let place = match between.as_slice() {
        [] | [_] => String::new(),
        services => format!(" It may lie between {}; each may be green by itself.", services.join(", ")),
    };
    let runs = feature.filter(|f| f.asynchronous).map(|f| format!(" {} runs in the background.", f.name));
    let why = format!("{who} that something was to follow and did not.{place}{}", runs.unwrap_or_default());
    Some(SoftFailure { customers, of, between, why })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FeatureId;

    #[test]
    fn a_soft_failure_is_what_half_of_the_customers_wait_for() {
        let mut feature = Feature::plain(FeatureId::new("orders").unwrap(), "Orders", vec![]);
        feature.depends_on = ["orders-api", "ledger", "mail"].map(str::to_owned).to_vec();
        for (customers, of, soft) in [(2, 2, true), (2, 4, true), (2, 5, false), (1, 1, false), (0, 3, false)] {
            assert_eq!(soft_failure((customers, of), Some(&feature)).is_some(), soft, "{customers} of {of}");
        }
        let why = |of, feature: &Feature| soft_failure((3, of), Some(feature)).unwrap().why;
        assert_eq!(
            why(4, &feature),
            "3 of 4 customers say that something was to follow and did not. It may lie between orders-api, ledger, \
             mail; each may be green by itself."
        );
        feature.depends_on.clear();
        feature.asynchronous = true;
        assert_eq!(
            why(3, &feature),
            "All 3 customers say that something was to follow and did not. Orders runs in the background."
        );
        assert!(soft_failure((2, 3), None).unwrap().between.is_empty());
    }
}
