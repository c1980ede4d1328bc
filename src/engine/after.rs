//! Reports of what has resolved: those written before the resolution, and single ones soon after it.

use super::Engine;
use super::output::{Output, Reason};
use super::parts::Part;
use super::placed::{Placed, say};
use crate::candidate::episode::Episode;
use crate::candidate::{EventKind, Route};
use crate::ids::{CandidateId, FeatureId};
use crate::time::{Span, Timestamp};

/// For this long after a resolution single reports are shown on the resolved candidate.
pub(super) const SHOWN_AFTER: Span = Span::from_hours(24);

impl Engine {
    /// The last episode of the feature, where it resolved after `at`.
    pub(super) fn resolved_after(&self, feature: &FeatureId, at: Timestamp) -> Option<CandidateId> {
        self.last_resolved(feature).filter(|(t, _)| at < *t).map(|(_, id)| id)
    }

    /// When and as what the feature's last episode resolved.
    pub(super) fn last_resolved(&self, feature: &FeatureId) -> Option<(Timestamp, CandidateId)> {
        self.episodes
            .of(feature)
            // What went over into another candidate has not ended.
            .filter(|e| e.candidate.recovery.route != Some(Route::Merged))
            .filter_map(|e| e.candidate.recovery.resolved_at.map(|t| (t, e.candidate.id.clone())))
            .max()
    }

    pub(super) fn show_late(&mut self, id: &CandidateId, out: &mut Vec<Output>) {
        if let Some(episode) = self.episodes.get_mut(id) {
            episode.candidate.late_messages = episode.candidate.late_messages.saturating_add(1);
        }
        self.tell_asides(id, out);
    }

    /// Says that more came which makes nobody a reporter, where it is so much that it is worth saying.
    pub(super) fn tell_asides(&mut self, id: &CandidateId, out: &mut Vec<Output>) {
        self.mark(Part::Episode(id.clone()));
        if self.episodes.get(id).is_some_and(Episode::asides_grew) {
            self.publish(id, EventKind::Updated, out);
        }
    }

    /// A report that opens nothing; shortly after a resolution it is shown on the resolved candidate.
    pub(super) fn not_enough(&mut self, mut placed: Placed, out: &mut Vec<Output>) {
        let after = self.last_resolved(&placed.feature).filter(|(t, _)| placed.report.occurred_at - *t <= SHOWN_AFTER);
        let Some((_, id)) = after else { return say(out, placed.verdict, Reason::NotEnough) };
        if let Some(episode) = self.episodes.get_mut(&id) {
            episode.candidate.messages_after = episode.candidate.messages_after.saturating_add(1);
        }
        self.tell_asides(&id, out);
        placed.verdict.candidate = Some(id);
        say(out, placed.verdict, Reason::AfterResolved);
    }
}
