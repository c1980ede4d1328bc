//! Health of a feature, as the reporters' slice sees it: the first of an ordered list that holds.

use super::{Health, HealthState, Monitoring, ProbeSaid, Slice, coverage};
use crate::config::{Probe, ProbeKind, Probes};
use crate::ids::FeatureId;
use crate::time::Timestamp;

/// Most probes a [`Health`] lists: more than a person reads, few enough for one record. The state
/// follows from all of them; where there are more, those that are red come before the others.
pub const MAX_PROBES_SHOWN: usize = 50;

impl Monitoring {
    /// Health of `feature` at `at` as `slice` sees it.
    #[must_use]
    pub fn health(&self, probes: &Probes, feature: &FeatureId, slice: &Slice, at: Timestamp) -> Health {
        let mut said: Vec<ProbeSaid> = Vec::new();
        for probe in coverage::covering(probes, feature, slice) {
            let before = said.len();
            said.extend(self.of(&probe.id).map(|latest| {
                let observation = &latest.observation;
                ProbeSaid {
                    region: observation.region.clone().or_else(|| probe.region.clone()),
                    state: Some(observation.state),
                    observed_at: Some(observation.observed_at),
                    since: Some(latest.since),
                    fresh: observation.is_fresh(at),
                    silenced: observation.silenced,
                    url: observation.url.clone().or_else(|| probe.url.clone()),
                    ..never(probe)
                }
            }));
            if said.len() == before {
                said.push(never(probe));
            }
        }
        let state = self.state(&said, at);
        // Stable: within a kind they stay in the order of ids and regions.
        said.sort_by_key(|probe| probe.kind);
        if said.len() > MAX_PROBES_SHOWN {
            said.sort_by_key(|probe| !probe.is_red());
            said.truncate(MAX_PROBES_SHOWN);
            said.sort_by_key(|probe| probe.kind);
        }
        Health { state, probes: said }
    }

    /// The ordered list itself.
    fn state(&self, said: &[ProbeSaid], at: Timestamp) -> HealthState {
        if said.is_empty() {
            return HealthState::Uncovered;
        }
        if !said.iter().any(|probe| probe.fresh) {
            return if self.is_source_alive(said, at) { HealthState::Stale } else { HealthState::Unknown };
        }
        let strong_ok = said.iter().any(|probe| probe.is_ok() && probe.kind.is_strong());
        let red = |probe: &&ProbeSaid| probe.is_red();
        if said.iter().any(|probe| probe.is_red()) && !strong_ok {
            return HealthState::Red;
        }
        // Beside a strong ok a red vendor is a state of the dependency, not of the feature.
        if said.iter().filter(red).any(|probe| probe.kind != ProbeKind::VendorStatus) {
            return HealthState::Partial;
        }
        // Something is fresh and not red, so it is ok; the last arm is never reached.
        said.iter()
            .filter(|probe| probe.is_ok())
            .map(|probe| probe.kind)
            .min()
            .map_or(HealthState::Stale, HealthState::Green)
    }

    /// Whether anything is fresh of the monitoring sources these probes come from. Of probes that
    /// never said anything the source is not known: then any source will do.
    fn is_source_alive(&self, said: &[ProbeSaid], at: Timestamp) -> bool {
        let mut heard = said.iter().flat_map(|probe| self.of(&probe.probe)).peekable();
        if heard.peek().is_none() {
            return self.is_anything_fresh(at);
        }
        heard.any(|latest| self.is_source_fresh(&latest.observation.source, at))
    }
}

/// A probe that never said anything.
fn never(probe: &Probe) -> ProbeSaid {
    ProbeSaid {
        probe: probe.id.clone(),
        kind: probe.kind,
        region: probe.region.clone(),
        state: None,
        observed_at: None,
        since: None,
        fresh: false,
        silenced: false,
        url: probe.url.clone(),
    }
}

#[cfg(test)]
mod tests;
