//! What moves with time whenever a message comes.

use std::collections::BTreeSet;

use super::Engine;
use super::input::Moment;
use super::parts::Part;
use crate::candidate::overheard::HELD_FOR;
use crate::cluster::factors::Around;
use crate::cluster::live::LIVE_FOR;
use crate::ids::{CandidateId, FeatureId};
use crate::time::Span;

/// The longest window of a topic, and the lateness that may still reach into it.
const UNNAMED_FOR: Span = Span::from_hours(3);

impl Engine {
    /// What moves with time whenever a message comes: learning by the hour, and what is let go.
    pub(super) fn pass_time(&mut self, now: Moment) {
        for hour in self.seen.drop_old(now.at, self.settings.limits.seen_for) {
            self.mark(Part::Seen(hour));
        }
        let Some(heard) = now.heard_until else { return };
        let refreshed = self.baselines.refresh(heard);
        if refreshed || self.around.as_ref().is_none_or(|a| !a.holds(heard)) {
            self.around = Some(Around::look(&self.baselines, heard));
        }
        if !refreshed {
            return;
        }
        self.mark(Part::Learnt);
        self.drop_early(now);
        let mut touched = BTreeSet::new();
        for (feature, live) in &mut self.live {
            // What names no feature is kept as long as it may turn out to be the member of a topic.
            let kept = if *feature == FeatureId::unnamed() { UNNAMED_FOR } else { LIVE_FOR };
            touched.extend(live.drop_before(heard - kept));
        }
        self.live.retain(|_, live| !live.is_empty());
        if self.overheard.drop_before(heard - HELD_FOR) {
            self.mark(Part::Overheard);
        }
        self.dirty.extend(touched.into_iter().map(Part::Live));
        let old: Vec<CandidateId> = self
            .episodes
            .iter()
            .filter(|(_, e)| e.candidate.recovery.resolved_at.is_some_and(|t| heard - t > super::RESOLVED_FOR))
            .map(|(id, _)| id.clone())
            .collect();
        for id in old {
            let of: Vec<FeatureId> =
                self.episodes.get(&id).map(|e| e.all_began().keys().cloned().collect()).unwrap_or_default();
            self.episodes.remove(&id);
            self.mark(Part::Episode(id));
            // Features are as many as the catalogue has; topics are called what customers like.
            let gone = |f: &FeatureId| f.is_topic() && self.episodes.of(f).next().is_none();
            for topic in of.into_iter().filter(gone).collect::<Vec<_>>() {
                self.episodes_of.remove(&topic);
                self.mark(Part::Head);
            }
        }
    }
}
