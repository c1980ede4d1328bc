//! How many customers an incident affects beyond those who write, learnt from incidents that were counted
//! afterwards (R49).

use super::Engine;
use super::parts::Part;
use crate::candidate::impact::{Affected, Counted, MAX_INCIDENTS, affected};
use crate::ids::CandidateId;

impl Engine {
    /// Somebody counted whom an incident affected; of the last ones it is remembered.
    pub(super) fn count_affected(&mut self, id: &CandidateId, affected: u32) {
        let Some(reporters) = self.episodes.get(id).map(|e| e.candidate.customers) else { return };
        self.counted.retain(|(known, _)| known != id);
        self.counted.push((id.clone(), Counted { reporters, affected }));
        if self.counted.len() > MAX_INCIDENTS {
            self.counted.remove(0);
        }
        self.mark(Part::Head);
    }

    /// How many a candidate of so many reporters likely affects; none: not known.
    pub(super) fn likely_affected(&self, id: &CandidateId, reporters: u32) -> Option<Affected> {
        let earlier: Vec<Counted> = self.counted.iter().filter(|(known, _)| known != id).map(|(_, c)| *c).collect();
        affected(reporters, &earlier)
    }
}
