//! What monitoring says of each feature of the catalogue, for whoever looks at all of them at once.
//!
//! It follows from the catalogue, the probes and what was observed, and is stored nowhere. It changes nothing that
//! is said of an incident.

use std::collections::BTreeMap;

use super::Engine;
use crate::ids::FeatureId;
use crate::monitor::{HealthState, Slice};
use crate::time::Timestamp;

/// A feature of which something else is said now, as before and as now; none where the catalogue does not have it.
pub type HealthNews = (FeatureId, Option<HealthState>, Option<HealthState>);

/// What is said of the catalogue's features.
#[derive(Debug, Default)]
pub(super) struct Healths {
    now: BTreeMap<FeatureId, HealthState>,
    /// What was said when the news were taken last, of those of which something else was said since.
    before: BTreeMap<FeatureId, Option<HealthState>>,
}

impl Healths {
    fn set(&mut self, feature: &FeatureId, state: Option<HealthState>) {
        let known = self.now.get(feature).copied();
        if known == state {
            return;
        }
        self.before.entry(feature.clone()).or_insert(known);
        match state {
            Some(state) => self.now.insert(feature.clone(), state),
            None => self.now.remove(feature),
        };
    }

    /// What is said now is no news.
    pub(super) fn settle(&mut self) {
        self.before.clear();
    }

    /// The same as an engine has it that knows no feature.
    pub(super) fn emptied(mut self) -> Self {
        for feature in self.now.keys().cloned().collect::<Vec<_>>() {
            self.set(&feature, None);
        }
        self
    }
}

impl Engine {
    /// Looks again at a feature.
    pub(super) fn note_health(&mut self, at: Timestamp, feature: &FeatureId) {
        let known = self.catalogue.get(feature);
        let state = known.map(|_| self.monitoring.health(&self.probes, feature, &Slice::default(), at).state);
        self.healths.set(feature, state);
    }

    /// Looks again at all features, those among them that the catalogue has no more.
    pub(super) fn note_every_health(&mut self, at: Timestamp) {
        let all: Vec<FeatureId> = self.catalogue.features.keys().chain(self.healths.now.keys()).cloned().collect();
        for feature in all {
            self.note_health(at, &feature);
        }
    }

    /// The features of which something else is said than when this was asked last, in order; of an engine that was
    /// put back, than was said then.
    pub fn take_health_news(&mut self) -> Vec<HealthNews> {
        let before = std::mem::take(&mut self.healths.before).into_iter();
        let news = before.map(|(feature, was)| {
            let is = self.healths.now.get(&feature).copied();
            (feature, was, is)
        });
        news.filter(|(_, was, is)| was != is).collect()
    }

    /// What monitoring says of each feature of the catalogue, in order.
    pub fn healths(&self) -> impl Iterator<Item = (&FeatureId, HealthState)> {
        self.healths.now.iter().map(|(feature, state)| (feature, *state))
    }
}
