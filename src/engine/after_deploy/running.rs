//! The deploys that are being watched, found by id, by feature and by when they are looked at next.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{LOOK_EVERY, WATCH_FOR};
use crate::change::{Change, Relation};
use crate::engine::deploy::DeployVerdict;
use crate::ids::{ChangeId, FeatureId};
use crate::time::{Span, Timestamp};

/// A feature behind a deploy, as it was told last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Watched {
    pub(super) feature: FeatureId,
    pub(super) relation: Relation,
    pub(super) verdict: DeployVerdict,
}

/// What is known of a deploy before anything is counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Running {
    pub(super) change: Change,
    pub(super) begin: Timestamp,
    /// When it is looked at next, by what is heard.
    pub(super) next: Timestamp,
    /// What was said of it so far.
    pub(super) revision: u32,
    pub(super) features: Vec<Watched>,
    pub(super) unknown_features: Vec<FeatureId>,
    pub(super) service_known: bool,
    pub(super) left_out: u32,
}

impl Running {
    pub(super) fn new(change: Change, begin: Timestamp, features: Vec<(FeatureId, Relation)>) -> Self {
        let watched = |(feature, relation)| Watched { feature, relation, verdict: DeployVerdict::TooFewToSay };
        Self {
            change,
            begin,
            next: begin + LOOK_EVERY,
            revision: 0,
            features: features.into_iter().map(watched).collect(),
            unknown_features: Vec::new(),
            service_known: false,
            left_out: 0,
        }
    }

    pub(super) fn end(&self) -> Timestamp {
        self.begin + WATCH_FOR
    }

    /// The first look behind `heard`.
    fn look_behind(&self, heard: Timestamp) -> Timestamp {
        let passed = (heard - self.begin).as_millis().max(0) / LOOK_EVERY.as_millis();
        self.begin + Span::from_millis((passed + 1) * LOOK_EVERY.as_millis())
    }
}

/// The deploys whose hour is not over. What is found faster than by walking through them follows from them.
#[derive(Debug, Default)]
pub(in crate::engine) struct Deploys {
    running: BTreeMap<ChangeId, Running>,
    of_feature: BTreeMap<FeatureId, BTreeSet<ChangeId>>,
    due: BTreeSet<(Timestamp, ChangeId)>,
}

impl Deploys {
    pub(super) fn get(&self, id: &ChangeId) -> Option<&Running> {
        self.running.get(id)
    }

    /// For anything but its features and when it is looked at.
    pub(super) fn get_mut(&mut self, id: &ChangeId) -> Option<&mut Running> {
        self.running.get_mut(id)
    }

    /// Their ids, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &ChangeId> {
        self.running.keys()
    }

    pub(super) fn len(&self) -> usize {
        self.running.len()
    }

    pub(super) fn insert(&mut self, deploy: Running) {
        let id = deploy.change.id.clone();
        // What follows from one of that id that is there would stay: it would be due for ever.
        self.remove(&id);
        for watched in &deploy.features {
            self.of_feature.entry(watched.feature.clone()).or_default().insert(id.clone());
        }
        self.due.insert((deploy.next, id.clone()));
        self.running.insert(id, deploy);
    }

    pub(super) fn remove(&mut self, id: &ChangeId) {
        let Some(gone) = self.running.remove(id) else { return };
        self.due.remove(&(gone.next, id.clone()));
        for watched in &gone.features {
            if let Some(ids) = self.of_feature.get_mut(&watched.feature) {
                ids.remove(id);
                if ids.is_empty() {
                    self.of_feature.remove(&watched.feature);
                }
            }
        }
    }

    /// It was looked at with what is heard up to there.
    pub(super) fn looked(&mut self, id: &ChangeId, heard: Timestamp) {
        let Some(deploy) = self.running.get_mut(id) else { return };
        self.due.remove(&(deploy.next, id.clone()));
        deploy.next = deploy.look_behind(heard).min(deploy.end());
        self.due.insert((deploy.next, id.clone()));
    }

    /// Those of a feature, in order of their ids.
    pub(super) fn of(&self, feature: &FeatureId) -> impl Iterator<Item = &ChangeId> {
        self.of_feature.get(feature).into_iter().flatten()
    }

    /// When the next look is due, by what is heard.
    pub(in crate::engine) fn next(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Those that are due when that much is heard, in order.
    pub(super) fn due(&self, heard: Timestamp) -> Vec<ChangeId> {
        self.due.iter().take_while(|(at, _)| *at <= heard).map(|(_, id)| id.clone()).collect()
    }
}

/// As stored: the deploys alone.
impl Serialize for Deploys {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.running.values())
    }
}

impl<'de> Deserialize<'de> for Deploys {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let mut deploys = Self::default();
        for deploy in Vec::<Running>::deserialize(d)? {
            deploys.insert(deploy);
        }
        Ok(deploys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::after_deploy::change;
    use crate::engine::tests::{feature, m};

    #[test]
    fn of_one_that_comes_again_nothing_stays_due_that_was() {
        let deploy = |begin, about: &str| {
            let features = vec![(feature(about), Relation::Feature)];
            Running::new(change("d-1", begin, "shop-api", &[about]), begin, features)
        };
        let mut deploys = Deploys::default();
        deploys.insert(deploy(m(0), "checkout"));
        deploys.insert(deploy(m(30), "basket"));
        assert_eq!((deploys.len(), deploys.next()), (1, Some(m(30) + LOOK_EVERY)));
        assert_eq!(deploys.of(&feature("checkout")).count(), 0);
        deploys.remove(&ChangeId::new("d-1").unwrap());
        assert_eq!((deploys.next(), deploys.due(m(1_000)).len()), (None, 0));
    }
}
