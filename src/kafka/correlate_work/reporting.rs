//! What is looked at once a second for the metrics, rather than told with every record.

use std::time::{Duration, Instant};

use super::{Slot, Work};

/// How often is looked: it goes over every open candidate.
const EVERY: Duration = Duration::from_secs(1);

/// What was reported last. Several workers share the metrics, so each adds what changed.
#[derive(Debug, Default)]
pub(super) struct Reporting {
    at: Option<Instant>,
    open: [i64; 2],
}

impl Reporting {
    /// Whether it is time to look again.
    pub(super) fn is_due(&self) -> bool {
        self.at.is_none_or(|at| at.elapsed() >= EVERY)
    }
}

impl Work {
    /// Reports what is open, how far is heard and what monitoring says of features, of the partitions that apply
    /// records.
    pub(super) fn report(&mut self) {
        let mut open = [0, 0];
        let mut heard = None;
        for slot in self.slots.values() {
            let Slot::Running { assigned, .. } = slot else { continue };
            let [first, second] = assigned.open();
            open = [open[0] + first, open[1] + second];
            heard = [heard, assigned.heard_until()].into_iter().flatten().min();
        }
        let metrics = &self.shared.metrics;
        metrics.open_changed([open[0] - self.reporting.open[0], open[1] - self.reporting.open[1]]);
        metrics.heard(&self.id, heard, self.shared.clock.now());
        let running = self.slots.values().filter_map(|slot| match slot {
            Slot::Running { assigned, .. } => Some(assigned),
            Slot::Restoring { .. } | Slot::Seeking { .. } => None,
        });
        metrics.features(&self.id, running.flat_map(|assigned| assigned.feature_health().iter()));
        self.reporting = Reporting { at: Some(Instant::now()), open };
    }
}
