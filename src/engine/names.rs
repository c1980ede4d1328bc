//! What features and other candidates are called where a candidate names them.

use super::Engine;
use super::parts::Part;
use crate::candidate::told::{Called, Other};
use crate::ids::{CandidateId, FeatureId};

impl Engine {
    /// The name of a feature; of a topic its words.
    pub(super) fn name_of(&self, feature: &FeatureId) -> String {
        let known = self.catalogue.get(feature).map(|known| known.name.clone());
        known.or_else(|| feature.words()).unwrap_or_else(|| feature.to_string())
    }

    /// Says what those are called that a candidate names by id. Of another candidate no words of its customers are
    /// repeated: they would outlast their erasure.
    pub(super) fn name_others(&mut self, id: &CandidateId) {
        let Some(c) = self.episodes.get(id).map(|e| &e.candidate) else { return };
        let other = |id: &CandidateId| {
            let other = &self.episodes.get(id)?.candidate;
            let feature = other.beside.as_ref().map_or(&other.feature, |b| &b.feature);
            Some(Other { name: self.name_of(feature), opened_at: other.opened_at })
        };
        // A topic called by the words of its feature is not told beside it.
        let languages = || c.reports.iter().map(|r| r.language.as_str());
        let says_no_more = |other: &FeatureId| self.says_no_more(other, &c.feature, languages());
        let called = Called {
            merged: c.merged.iter().filter(|f| !says_no_more(f)).map(|feature| self.name_of(feature)).collect(),
            beside: c.beside.as_ref().and_then(|b| other(&b.candidate)),
            merged_into: c.recovery.answers.merged_into.as_ref().and_then(other),
        };
        if called == c.called {
            return;
        }
        self.mark(Part::Episode(id.clone()));
        if let Some(episode) = self.episodes.get_mut(id) {
            episode.candidate.called = called;
        }
    }
}
