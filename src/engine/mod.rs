//! One tenant's engine: a pure, deterministic state machine.
//!
//! `apply` takes a moment and an input and gives outputs; `next_wakeups` says when time alone would
//! make it say something. It must never read a clock, a file or randomness: the same inputs give the
//! same outputs, to the byte.

use std::collections::BTreeMap;

pub mod input;
pub mod output;
pub mod snapshot;

use crate::ids::TenantId;
use crate::time::Timestamp;
use input::{Input, Moment};
use output::Output;
use snapshot::PartName;
pub use snapshot::StateError;

/// Why an engine wants to be woken. Within one deadline they run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A candidate has been quiet long enough.
    Quiet,
    /// A report leaves the watch list.
    WatchEnds,
    /// An observation's time to live runs out.
    Freshness,
}

/// When time alone would make an engine say something, on each of the two clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wakeups {
    /// On the journal's clock.
    pub at: Option<(Timestamp, Why)>,
    /// On what has been heard.
    pub heard: Option<(Timestamp, Why)>,
}

/// One tenant's engine.
#[derive(Debug)]
pub struct Engine {
    tenant: TenantId,
    dirty: bool,
}

impl Engine {
    /// An engine that has seen nothing.
    #[must_use]
    pub fn new(tenant: TenantId) -> Self {
        Self { tenant, dirty: true }
    }

    /// Takes one input at one moment.
    pub fn apply(&mut self, now: Moment, input: Input) -> Vec<Output> {
        let _ = (now, input, &self.tenant);
        Vec::new()
    }

    /// When time alone would make it say something.
    #[must_use]
    pub fn next_wakeups(&self) -> Wakeups {
        Wakeups::default()
    }

    /// Whether any part changed since it was last taken.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Takes the changed parts: bytes to store, or none for a part that is gone.
    pub fn take_dirty(&mut self) -> Vec<(PartName, Option<Vec<u8>>)> {
        self.dirty = false;
        Vec::new()
    }

    /// Puts an engine back from its stored parts.
    ///
    /// # Errors
    /// [`StateError`] where a part is missing, unreadable or of another algorithm version.
    pub fn restore(tenant: TenantId, parts: &BTreeMap<PartName, Vec<u8>>) -> Result<Self, StateError> {
        let _ = parts;
        Ok(Self::new(tenant))
    }
}
