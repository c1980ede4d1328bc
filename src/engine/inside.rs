//! What other teams and executives write: shown on the candidate of the feature, and never counted (R57).

use super::Engine;
use super::output::{Output, Verdict};
use super::parts::Part;
use crate::candidate::Candidate;
use crate::candidate::impact::Internal;
use crate::candidate::overheard::{BEFORE_ONSET, Heard};
use crate::cluster::live::MAX_SHOWN_CHARS;
use crate::ids::{CandidateId, FeatureId};
use crate::signal::Signal;
use crate::time::Timestamp;

/// The dimension in which a source says who of the company writes.
const ROLE: &str = "role";

impl Engine {
    /// Shows it on the feature's open candidate. Where there is none, or it began later, what reads as a problem is
    /// held for one that opens or turns out to have begun earlier.
    pub(super) fn count_internal(
        &mut self,
        (signal, feature): (&Signal, Option<&FeatureId>),
        verdict: &mut Verdict,
        out: &mut Vec<Output>,
    ) {
        let Some(feature) = feature else { return };
        let begins =
            |id: &CandidateId| self.episodes.get(id).is_some_and(|e| shown_from(&e.candidate) <= signal.occurred_at);
        let Some(id) = self.open_of(feature).filter(begins) else {
            if signal.problem.score > self.settings.detection.problem_cut {
                self.overheard.hold(feature, heard(signal));
                self.mark(Part::Overheard);
            }
            return;
        };
        verdict.candidate = Some(id.clone());
        if let Some(episode) = self.episodes.get_mut(&id) {
            episode.hear_internal(heard(signal));
        }
        self.tell_asides(&id, out);
    }

    /// What was written inside before it opened, from the hour before its onset on.
    pub(super) fn show_overheard(&mut self, id: &CandidateId) {
        let Some(episode) = self.episodes.get_mut(id).filter(|e| e.is_open()) else { return };
        let c = &episode.candidate;
        let (since, mut taken) = (shown_from(c), Vec::new());
        for feature in std::iter::once(&c.feature).chain(&c.merged) {
            taken.extend(self.overheard.take(feature, since));
        }
        if taken.is_empty() {
            return;
        }
        taken.into_iter().for_each(|heard| episode.hear_internal(heard));
        self.mark(Part::Episode(id.clone()));
        self.mark(Part::Overheard);
    }
}

/// A candidate shows what was written inside from here on.
fn shown_from(c: &Candidate) -> Timestamp {
    c.onset.moment() - BEFORE_ONSET
}

fn heard(signal: &Signal) -> Heard {
    let said = Internal {
        id: signal.id.clone(),
        occurred_at: signal.occurred_at,
        role: signal.dimensions.get(ROLE).cloned(),
        text: signal.text.chars().take(MAX_SHOWN_CHARS).collect(),
        url: signal.url.clone(),
    };
    Heard { said, by: signal.customer }
}
