//! What stands around a candidate's count: what its customers tried, the state of what the feature depends
//! on, habits of operating.

use super::Engine;
use super::parts::Part;
use crate::candidate::Candidate;
use crate::candidate::context::dependencies::tells_of;
use crate::candidate::context::{Context, dependencies, habits, soft_failure};
use crate::candidate::episode::Episode;
use crate::candidate::gap::{Ages, RECENTLY};
use crate::config::Feature;
use crate::ids::{CandidateId, ProbeId};
use crate::time::Timestamp;

impl Engine {
    /// Everything but the dependencies, which stay as monitoring was read last.
    pub(super) fn context_of(&self, episode: &Episode, feature: Option<&Feature>) -> Context {
        let c = &episode.candidate;
        let (tried, reachable, nothing_followed) = episode.tried();
        let set_up = (&self.catalogue, &self.probes);
        Context {
            tried,
            reachable,
            dependencies: c.context.dependencies.clone(),
            soft_failure: soft_failure((nothing_followed, c.customers), feature),
            tags: habits::tags(feature, set_up, &self.changes, c.onset.moment()),
        }
    }

    /// Reads the state of what it depends on again: where its features or what monitoring says may differ. A report
    /// changes neither.
    pub(super) fn look_at_dependencies(&mut self, id: &CandidateId, at: Timestamp) {
        let Some(c) = self.episodes.get(id).map(|e| &e.candidate) else { return };
        let feature = self.feature_behind(c);
        let now = feature.map(|f| dependencies::of(f, &self.probes, &self.monitoring, at)).unwrap_or_default();
        if now == c.context.dependencies {
            return;
        }
        self.mark(Part::Episode(id.clone()));
        if let Some(episode) = self.episodes.get_mut(id) {
            episode.candidate.context.dependencies = now;
        }
    }

    /// Whether a probe tells of something that a candidate's feature depends on.
    pub(super) fn depends_on_told_by(&self, c: &Candidate, probe: &ProbeId) -> bool {
        let Some(probe) = self.probes.probes.get(probe) else { return false };
        self.feature_behind(c).is_some_and(|f| f.depends_on.iter().any(|d| tells_of(probe, d)))
    }

    /// When a feature shipped, where the catalogue does not say it: with the first deploy that names it, if
    /// the changes known reach back far enough and nobody wrote about it before.
    pub(super) fn ages(&self, feature: &Feature, at: Timestamp) -> Ages {
        let deploy = Some(feature).filter(|f| f.shipped_at.is_none());
        let deploy = deploy.and_then(|f| self.changes.first_deploy(&f.id, RECENTLY)).map(|change| change.time);
        let first_deployed = deploy.filter(|at| !self.baselines.counted_before(&feature.id, *at));
        Ages { at, first_deployed }
    }
}
