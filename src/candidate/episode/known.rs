//! What is known of the customers of an episode.

use std::collections::BTreeSet;

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

    /// The features that are not its own and that some of its customers may mean, with how many do.
    pub fn may_mean(&self) -> impl Iterator<Item = (&FeatureId, u32)> {
        let all: BTreeSet<&FeatureId> = self.may_mean.keys().chain(self.meant.keys()).collect();
        all.into_iter().filter(|f| !self.concerns(f)).map(|f| {
            let known = self.may_mean.get(f).map_or(0, |who| u32::try_from(who.len()).unwrap_or(u32::MAX));
            let forgotten = self.meant.get(f).copied().unwrap_or_default();
            (f, known.saturating_add(forgotten).min(self.candidate.customers))
        })
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
