//! What is looked at once a second for the metrics, rather than told with every record.

use std::time::{Duration, Instant};

use super::{Slot, Work};

/// How often is looked: it goes over every tenant and open candidate.
const EVERY: Duration = Duration::from_secs(1);

/// What was reported last. Several workers share the metrics, so each adds what changed.
#[derive(Debug, Default)]
pub(super) struct Reporting {
    at: Option<Instant>,
    open: [i64; 2],
    /// Tenants awake, and asleep.
    tenants: [i64; 2],
}

impl Reporting {
    /// Whether it is time to look again.
    pub(super) fn is_due(&self) -> bool {
        self.at.is_none_or(|at| at.elapsed() >= EVERY)
    }
}

impl Work {
    /// Reports what is open, who sleeps, how far is heard and what monitoring says of features, of the partitions that
    /// apply records.
    pub(super) fn report(&mut self) {
        let (mut open, mut tenants) = ([0, 0], [0, 0]);
        let mut heard = None;
        for slot in self.slots.values() {
            let Slot::Running { assigned, .. } = slot else { continue };
            let [first, second] = assigned.open();
            open = [open[0] + first, open[1] + second];
            let [awake, asleep] = assigned.at_rest();
            tenants = [tenants[0] + awake, tenants[1] + asleep];
            heard = [heard, assigned.heard_until()].into_iter().flatten().min();
        }
        let metrics = &self.shared.metrics;
        let more = |now: [i64; 2], before: [i64; 2]| [now[0] - before[0], now[1] - before[1]];
        metrics.open_changed(more(open, self.reporting.open));
        metrics.tenants_changed(more(tenants, self.reporting.tenants));
        metrics.heard(&self.id, heard, self.shared.clock.now());
        let running = self.slots.values().filter_map(|slot| match slot {
            Slot::Running { assigned, .. } => Some(assigned),
            Slot::Restoring { .. } | Slot::Seeking { .. } => None,
        });
        metrics.features(&self.id, running.flat_map(|assigned| assigned.feature_health().iter()));
        self.reporting = Reporting { at: Some(Instant::now()), open, tenants };
    }
}
