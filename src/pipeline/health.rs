//! How many tenants of a partition have a feature in which health: what a dashboard shows of all of them.

use std::collections::BTreeMap;

use crate::engine::health::HealthNews;
use crate::ids::FeatureId;
use crate::monitor::HealthState;

/// Tenants by feature and health. A pair that no tenant has is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeatureHealth {
    tenants: BTreeMap<(FeatureId, HealthState), u32>,
}

impl FeatureHealth {
    /// Takes what is new of one tenant.
    pub(super) fn take(&mut self, news: Vec<HealthNews>) {
        for (feature, was, is) in news {
            if let Some(was) = was {
                self.leave(&feature, was);
            }
            if let Some(is) = is {
                self.come(&feature, is);
            }
        }
    }

    /// One more tenant has it so.
    pub(super) fn come(&mut self, feature: &FeatureId, is: HealthState) {
        *self.tenants.entry((feature.clone(), is)).or_default() += 1;
    }

    /// One tenant has it so no more.
    pub(super) fn leave(&mut self, feature: &FeatureId, was: HealthState) {
        let key = (feature.clone(), was);
        match self.tenants.get_mut(&key) {
            Some(tenants) if *tenants > 1 => *tenants -= 1,
            _ => drop(self.tenants.remove(&key)),
        }
    }

    /// Each pair with the number of tenants that have it, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&FeatureId, HealthState, u32)> {
        self.tenants.iter().map(|((feature, state), tenants)| (feature, *state, *tenants))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::candidate::sample::plain_probe;
    use crate::config::{Catalogue, Feature, Probe, ProbeKind, Probes};
    use crate::engine::input::{Forget, Input};
    use crate::ids::{ProbeId, TenantId};
    use crate::monitor::{Observation, ProbeState};
    use crate::pipeline::partition::Partition;
    use crate::time::{Span, Timestamp};
    use crate::wire::journal::{Body, JournalRecord};

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000) + Span::from_mins(minute)
    }

    fn feature(id: &str) -> FeatureId {
        FeatureId::new(id).unwrap()
    }

    fn catalogue(ids: &[&str]) -> Input {
        let features = ids.iter().map(|id| (feature(id), Feature::plain(feature(id), *id, Vec::new())));
        Input::Catalogue(Box::new(Catalogue { features: features.collect() }))
    }

    fn probe(of: &str) -> Input {
        let probe = Probe { features: vec![feature(of)], ..plain_probe("up", ProbeKind::Uptime) };
        Input::Probes(Box::new(Probes { probes: BTreeMap::from([(probe.id.clone(), probe)]) }))
    }

    fn said(state: ProbeState, minute: i64) -> Input {
        Input::Observation(Box::new(Observation::plain(
            ProbeId::new("up").unwrap(),
            state,
            at(minute),
            Span::from_mins(5),
        )))
    }

    struct Told {
        partition: Partition,
        offset: i64,
    }

    impl Told {
        fn tell(&mut self, tenant: &str, minute: i64, input: Input) {
            let body = Body::Tenant { tenant: TenantId::new(tenant).unwrap(), input };
            self.partition.apply(self.offset, JournalRecord::new(at(minute), None, body));
            self.offset += 1;
        }

        fn now(&self) -> Vec<String> {
            let said = self.partition.feature_health().iter();
            said.map(|(feature, state, tenants)| format!("{feature} {state:?} {tenants}")).collect()
        }
    }

    #[test]
    fn tenants_are_counted_by_feature_and_health_and_leave_it_again() {
        let mut told = Told { partition: Partition::default(), offset: 0 };
        told.tell("acme", 0, catalogue(&["checkout", "login"]));
        told.tell("globex", 0, catalogue(&["checkout"]));
        assert_eq!(told.now(), ["checkout Uncovered 2", "login Uncovered 1"]);
        told.tell("acme", 0, probe("checkout"));
        told.tell("acme", 1, said(ProbeState::Failing, 1));
        assert_eq!(told.now(), ["checkout Uncovered 1", "checkout Red 1", "login Uncovered 1"]);
        told.tell("globex", 9, probe("checkout"));
        assert_eq!(told.now(), ["checkout Unknown 2", "login Uncovered 1"], "what acme's probe said has run out");
        told.tell("globex", 10, said(ProbeState::Ok, 10));
        told.tell("acme", 10, catalogue(&["login"]));
        assert_eq!(told.now(), ["checkout Green(Uptime) 1", "login Uncovered 1"]);
        let (acme, globex) = (TenantId::new("acme").unwrap(), TenantId::new("globex").unwrap());
        let parts: BTreeMap<_, _> =
            told.partition.take_dirty(&globex).into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect();
        told.partition.restore(globex.clone(), told.offset, parts).unwrap();
        assert_eq!(told.now(), ["checkout Green(Uptime) 1", "login Uncovered 1"], "restored it counts once");
        told.partition.drop_engine(&acme);
        assert_eq!(told.now(), ["checkout Green(Uptime) 1"]);
        told.tell("globex", 11, Input::Forget(Forget::Tenant));
        assert_eq!(told.now(), [""; 0]);
    }
}
