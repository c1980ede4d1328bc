//! The episodes that are remembered, found by id, by feature and by being open.

use std::collections::{BTreeMap, BTreeSet};

use crate::candidate::episode::Episode;
use crate::ids::{CandidateId, FeatureId};

/// Open episodes, and those that resolved lately. What is found faster than by walking through all of
/// them follows from the episodes themselves.
#[derive(Debug, Default)]
pub(super) struct Kept {
    episodes: BTreeMap<CandidateId, Episode>,
    open: BTreeSet<CandidateId>,
    of_feature: BTreeMap<FeatureId, BTreeSet<CandidateId>>,
    /// Second causes, by the feature in which they are.
    beside: BTreeMap<FeatureId, BTreeSet<CandidateId>>,
}

impl Kept {
    pub(super) fn get(&self, id: &CandidateId) -> Option<&Episode> {
        self.episodes.get(id)
    }

    /// For changes of anything but its features and whether it is open: [`Kept::note`] follows those.
    pub(super) fn get_mut(&mut self, id: &CandidateId) -> Option<&mut Episode> {
        self.episodes.get_mut(id)
    }

    pub(super) fn insert(&mut self, id: CandidateId, episode: Episode) {
        self.episodes.insert(id.clone(), episode);
        self.note(&id);
    }

    /// A feature was merged into an episode, it is no second cause any more, or it was resolved.
    pub(super) fn note(&mut self, id: &CandidateId) {
        let Some(episode) = self.episodes.get(id) else { return };
        for feature in std::iter::once(&episode.candidate.feature).chain(&episode.candidate.merged) {
            self.of_feature.entry(feature.clone()).or_default().insert(id.clone());
        }
        let within = episode.candidate.beside.as_ref().map(|b| &b.feature);
        self.beside.retain(|feature, ids| {
            if within != Some(feature) {
                ids.remove(id);
            }
            !ids.is_empty()
        });
        if let Some(beside) = &episode.candidate.beside {
            self.beside.entry(beside.feature.clone()).or_default().insert(id.clone());
        }
        if episode.is_open() {
            self.open.insert(id.clone());
        } else {
            self.open.remove(id);
        }
    }

    pub(super) fn remove(&mut self, id: &CandidateId) {
        self.episodes.remove(id);
        self.open.remove(id);
        for of in [&mut self.of_feature, &mut self.beside] {
            of.retain(|_, ids| {
                ids.remove(id);
                !ids.is_empty()
            });
        }
    }

    /// All of them, in order of their ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&CandidateId, &Episode)> {
        self.episodes.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&CandidateId, &mut Episode)> {
        self.episodes.iter_mut()
    }

    pub(super) fn into_episodes(self) -> impl Iterator<Item = Episode> {
        self.episodes.into_values()
    }

    /// The open ones, in order of their ids.
    pub(super) fn open(&self) -> impl Iterator<Item = &Episode> {
        self.open.iter().filter_map(|id| self.episodes.get(id))
    }

    /// How many are open.
    pub(super) fn open_count(&self) -> usize {
        self.open.len()
    }

    /// The second causes within a feature, open or not, in order of their ids.
    pub(super) fn beside(&self, feature: &FeatureId) -> impl Iterator<Item = &Episode> {
        self.beside.get(feature).into_iter().flatten().filter_map(|id| self.episodes.get(id))
    }

    /// Those that concern a feature, in order of their ids.
    pub(super) fn of(&self, feature: &FeatureId) -> impl Iterator<Item = &Episode> {
        self.of_feature.get(feature).into_iter().flatten().filter_map(|id| self.episodes.get(id))
    }
}
