//! What is known of the customers of an episode.

use std::collections::{BTreeMap, BTreeSet};

use super::Episode;
use crate::candidate::gap::Reporters;
use crate::cluster::values::ByValue;
use crate::ids::FeatureId;
use crate::signal::Action;

impl Episode {
    /// What is known of its customers, for the kinds of gap.
    #[must_use]
    pub fn reporters(&self) -> Reporters<'_> {
        Reporters {
            by_tier: &self.candidate.by_tier,
            by_region: &self.by_region,
            by_language: &self.by_language,
            by_value: &self.by_value,
            auth_flows: self.by_action.iter().filter(|(action, _)| action.is_auth_flow()).map(|(_, n)| n).sum(),
            all: self.candidate.customers,
        }
    }

    /// Features that are not its own and that at least half of its customers, and two, mean first or as well; with
    /// how many do.
    pub fn meant_as_well(&self) -> impl Iterator<Item = (&FeatureId, u32)> {
        let all = self.by_second.keys().chain(self.by_feature.keys()).collect::<BTreeSet<_>>();
        let of = |by: &BTreeMap<FeatureId, u32>, feature: &FeatureId| by.get(feature).copied().unwrap_or_default();
        all.into_iter()
            .map(move |f| (f, of(&self.by_second, f) + of(&self.by_feature, f)))
            .filter(|(f, n)| *n >= 2 && *n * 2 >= self.candidate.customers && !self.concerns(f))
    }

    /// What its customers tried, the commonest first; how many can be answered; how many of them say that
    /// something was to follow and did not.
    #[must_use]
    pub fn tried(&self) -> (Vec<(Action, u32)>, u32, u32) {
        let mut tried: Vec<(Action, u32)> = self.by_action.iter().map(|(action, n)| (*action, *n)).collect();
        tried.sort_by_key(|(action, n)| (std::cmp::Reverse(*n), *action));
        (tried, u32::try_from(self.reachable.len()).unwrap_or(u32::MAX), self.nothing_followed)
    }

    /// Its distinct customers by what sets them beside others.
    #[must_use]
    pub fn by_value(&self) -> &ByValue {
        &self.by_value
    }
}
