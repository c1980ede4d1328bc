//! One journal partition: clocks, engines by tenant, wakeups in order.

use std::collections::BTreeMap;

use crate::engine::output::Output;
use crate::engine::snapshot::PartName;
use crate::engine::{Engine, StateError};
use crate::ids::TenantId;
use crate::time::Timestamp;
use crate::wire::journal::JournalRecord;

/// What an engine said, and whose it was.
#[derive(Clone, Debug, PartialEq)]
pub struct TenantOutput {
    /// The tenant.
    pub tenant: TenantId,
    /// The journal's clock when it was said.
    pub at: Timestamp,
    /// What was said.
    pub output: Output,
}

/// What of a partition belongs to no tenant: clocks, progress of the sources, defaults. Stored as
/// the meta record's context and given back to [`Partition::with_context`].
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Context {
    /// Running maximum of the records' `at`.
    pub at: Option<Timestamp>,
}

/// One journal partition: everything correlate publishes is a function of the records applied.
#[derive(Debug, Default)]
pub struct Partition {
    context: Context,
    engines: BTreeMap<TenantId, Engine>,
}

impl Partition {
    /// A partition that continues where `context` stood, without engines.
    #[must_use]
    pub fn with_context(context: Context) -> Self {
        Self { context, engines: BTreeMap::new() }
    }

    /// Applies one record: first the clocks, then the wakeups due on what was heard, then those due
    /// on `at`, then the record itself. An engine restored as of a later offset skips it: what its
    /// parts stand for already holds it.
    pub fn apply(&mut self, offset: i64, record: &JournalRecord) -> Vec<TenantOutput> {
        let _ = (offset, record);
        Vec::new()
    }

    /// What belongs to no tenant, as of the last record applied.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Tenants with parts that changed since they were last taken.
    pub fn dirty(&self) -> impl Iterator<Item = &TenantId> {
        self.engines.iter().filter(|(_, e)| e.is_dirty()).map(|(t, _)| t)
    }

    /// Takes a tenant's changed parts: bytes to store, or none for a part that is gone.
    pub fn take_dirty(&mut self, tenant: &TenantId) -> Vec<(PartName, Option<Vec<u8>>)> {
        self.engines.get_mut(tenant).map(Engine::take_dirty).unwrap_or_default()
    }

    /// Puts a tenant's engine back from its stored parts; they stand for all records below `offset`.
    ///
    /// # Errors
    /// [`StateError`] where a part cannot be read or was written under another algorithm version.
    pub fn restore(
        &mut self,
        tenant: TenantId,
        offset: i64,
        parts: &BTreeMap<PartName, Vec<u8>>,
    ) -> Result<(), StateError> {
        let _ = offset;
        let engine = Engine::restore(tenant.clone(), parts)?;
        self.engines.insert(tenant, engine);
        Ok(())
    }

    /// Drops a tenant's engine (after a panic inside it; the caller restores it).
    pub fn drop_engine(&mut self, tenant: &TenantId) {
        self.engines.remove(tenant);
    }
}
