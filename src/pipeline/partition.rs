//! One journal partition: clocks, engines by tenant, wakeups in order.
//!
//! A record first moves the clocks; then the wakeups due on what was heard run, in order of deadline,
//! tenant and reason, then those due on the journal's clock; then the record is applied. So the
//! result does not depend on how often time is told.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::candidate::Candidate;
use crate::cluster::history::KeyTier;
use crate::cluster::learn::Model;
use crate::cluster::studies::Study;
use crate::config::settings::TenantSettings;
use crate::engine::input::{Forget, Input, Moment};
use crate::engine::output::Output;
use crate::engine::snapshot::PartName;
use crate::engine::{Engine, StateError, Why};
use crate::ids::{FeatureId, TenantId};
use crate::pipeline::health::FeatureHealth;
use crate::pipeline::heard::SourceClock;
use crate::time::Timestamp;
use crate::wire::journal::{Body, JournalRecord};

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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// Running maximum of the records' `at`.
    pub at: Option<Timestamp>,
    /// How far every message source has been read.
    pub sources: SourceClock,
    /// Settings of tenants that have none of their own.
    pub defaults: TenantSettings,
}

#[derive(Debug)]
struct Tenant {
    engine: Engine,
    /// Its parts stand for all records below this offset.
    from: i64,
    /// When it is to be woken, as it stands in the queues.
    heard: Option<(Timestamp, Why)>,
    at: Option<(Timestamp, Why)>,
}

/// One journal partition: everything correlate publishes is a function of the records applied.
#[derive(Debug, Default)]
pub struct Partition {
    context: Context,
    tenants: BTreeMap<TenantId, Tenant>,
    heard_queue: BTreeSet<(Timestamp, TenantId, Why)>,
    at_queue: BTreeSet<(Timestamp, TenantId, Why)>,
    /// Tenants with a study that nobody computes yet.
    to_study: BTreeSet<TenantId>,
    /// Follows from the engines.
    health: FeatureHealth,
}

impl Partition {
    /// A partition that continues where `context` stood, without engines.
    #[must_use]
    pub fn with_context(context: Context) -> Self {
        Self { context, ..Self::default() }
    }

    /// Applies one record. An engine restored as of a later offset skips it: what its parts stand for
    /// already holds it.
    pub fn apply(&mut self, offset: i64, record: JournalRecord) -> Vec<TenantOutput> {
        let mut out = Vec::new();
        let before = self.moment();
        self.context.at = Some(before.at.max(record.at));
        match &record.body {
            Body::Progress(progress) => self.context.sources.progress(progress),
            Body::Sources(sources) => self.context.sources.take(sources),
            Body::Tenant { .. } | Body::Defaults(_) => {}
        }
        self.run_due(before, &mut out);
        match record.body {
            Body::Tenant { tenant, input } => self.apply_input(offset, tenant, input, &mut out),
            Body::Defaults(defaults) => {
                for tenant in self.tenants.values_mut().filter(|t| offset >= t.from) {
                    tenant.engine.take_defaults(&defaults);
                }
                self.context.defaults = *defaults;
            }
            Body::Progress(_) | Body::Sources(_) => {}
        }
        out
    }

    fn apply_input(&mut self, offset: i64, id: TenantId, input: Input, out: &mut Vec<TenantOutput>) {
        let now = self.moment();
        let defaults = &self.context.defaults;
        if !self.tenants.contains_key(&id) {
            let engine = Engine::new(id.clone(), defaults.clone());
            self.tenants.insert(id.clone(), Tenant { engine, from: i64::MIN, heard: None, at: None });
        }
        let Some(tenant) = self.tenants.get_mut(&id).filter(|t| offset >= t.from) else { return };
        let forgotten = matches!(input, Input::Forget(Forget::Tenant));
        let said = tenant.engine.apply(now, input);
        if forgotten {
            tenant.engine.take_defaults(defaults);
        }
        out.extend(said.into_iter().map(|output| TenantOutput { tenant: id.clone(), at: now.at, output }));
        self.requeue(&id);
    }

    /// Both clocks as they stand.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { at: self.context.at.unwrap_or_default(), heard_until: self.context.sources.heard_until() }
    }

    /// Runs what is due: first on what was heard, with `at` as before the record, then on `at`, with
    /// what is heard now.
    fn run_due(&mut self, before: Moment, out: &mut Vec<TenantOutput>) {
        let now = self.moment();
        if let Some(heard) = now.heard_until {
            while let Some((deadline, id, why)) = self.heard_queue.first().filter(|(t, _, _)| *t <= heard).cloned() {
                self.wake(&id, Moment { at: before.at, heard_until: Some(deadline) }, why, out);
            }
        }
        while let Some((deadline, id, why)) = self.at_queue.first().filter(|(t, _, _)| *t <= now.at).cloned() {
            self.wake(&id, Moment { at: deadline, heard_until: before.heard_until }, why, out);
        }
    }

    fn wake(&mut self, id: &TenantId, now: Moment, why: Why, out: &mut Vec<TenantOutput>) {
        let Some(tenant) = self.tenants.get_mut(id) else { return };
        let said = tenant.engine.wake(now, why);
        if why == Why::StudyBegins {
            self.to_study.insert(id.clone());
        }
        out.extend(said.into_iter().map(|output| TenantOutput { tenant: id.clone(), at: now.at, output }));
        self.requeue(id);
    }

    /// Puts a tenant's next wakeups into the queues, and takes what is new of its features.
    fn requeue(&mut self, id: &TenantId) {
        let Some(tenant) = self.tenants.get_mut(id) else { return };
        self.health.take(tenant.engine.take_health_news());
        let next = tenant.engine.next_wakeups();
        if tenant.heard != next.heard {
            if let Some((t, why)) = tenant.heard {
                self.heard_queue.remove(&(t, id.clone(), why));
            }
            self.heard_queue.extend(next.heard.map(|(t, why)| (t, id.clone(), why)));
            tenant.heard = next.heard;
        }
        if tenant.at != next.at {
            if let Some((t, why)) = tenant.at {
                self.at_queue.remove(&(t, id.clone(), why));
            }
            self.at_queue.extend(next.at.map(|(t, why)| (t, id.clone(), why)));
            tenant.at = next.at;
        }
    }

    /// What belongs to no tenant, as of the last record applied.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Tenants with parts that changed since they were last taken.
    pub fn dirty(&self) -> impl Iterator<Item = &TenantId> {
        self.tenants.iter().filter(|(_, t)| t.engine.is_dirty()).map(|(id, _)| id)
    }

    /// All tenants.
    pub fn tenants(&self) -> impl Iterator<Item = &TenantId> {
        self.tenants.keys()
    }

    /// The open candidates of all tenants.
    pub fn open_candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.tenants.values().flat_map(|t| t.engine.open_candidates())
    }

    /// What monitoring says of the features of all tenants.
    #[must_use]
    pub fn feature_health(&self) -> &FeatureHealth {
        &self.health
    }

    /// Customers usual for a feature of a tenant, or for one tier of it, between two moments, as things
    /// stand now; none without a baseline.
    #[must_use]
    pub fn usual_between(
        &self,
        tenant: &TenantId,
        key: (&FeatureId, &KeyTier),
        span: (Timestamp, Timestamp),
    ) -> Option<f64> {
        self.tenants.get(tenant)?.engine.usual_between(self.moment(), key, span)
    }

    /// Takes a tenant's changed parts: bytes to store, or none for a part that is gone.
    pub fn take_dirty(&mut self, tenant: &TenantId) -> Vec<(PartName, Option<Vec<u8>>)> {
        self.tenants.get_mut(tenant).map(|t| t.engine.take_dirty()).unwrap_or_default()
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
        let engine = Engine::restore(tenant.clone(), parts)?;
        self.drop_engine(&tenant);
        engine.healths().for_each(|(feature, state)| self.health.come(feature, state));
        self.tenants.insert(tenant.clone(), Tenant { engine, from: offset, heard: None, at: None });
        self.requeue(&tenant);
        self.to_study.insert(tenant);
        Ok(())
    }

    /// A study that has begun and that nobody computes yet, once: see [`Engine::take_study`].
    pub fn take_study(&mut self) -> Option<(TenantId, Study)> {
        while let Some(id) = self.to_study.pop_first() {
            if let Some(study) = self.tenants.get_mut(&id).and_then(|t| t.engine.take_study()) {
                return Some((id, study));
            }
        }
        None
    }

    /// Hands over what a study that began then has found.
    pub fn give_back(&mut self, tenant: &TenantId, began: Timestamp, found: Model) {
        if let Some(tenant) = self.tenants.get_mut(tenant) {
            tenant.engine.give_back(began, found);
        }
    }

    /// Begins a tenant anew under these defaults and with what is configured for it. Records below
    /// `offset` are not its own any more.
    pub fn begin_anew(
        &mut self,
        id: &TenantId,
        offset: i64,
        defaults: &TenantSettings,
        configured: Vec<Input>,
    ) -> Vec<TenantOutput> {
        self.drop_engine(id);
        let now = self.moment();
        let mut engine = Engine::new(id.clone(), defaults.clone());
        let said: Vec<Output> = configured.into_iter().flat_map(|input| engine.apply(now, input)).collect();
        self.tenants.insert(id.clone(), Tenant { engine, from: offset, heard: None, at: None });
        self.requeue(id);
        said.into_iter().map(|output| TenantOutput { tenant: id.clone(), at: now.at, output }).collect()
    }

    /// Drops a tenant's engine (after a panic inside it; the caller restores it).
    pub fn drop_engine(&mut self, tenant: &TenantId) {
        if let Some(mut gone) = self.tenants.remove(tenant) {
            self.health.take(gone.engine.take_health_news());
            gone.engine.healths().for_each(|(feature, state)| self.health.leave(feature, state));
            if let Some((t, why)) = gone.heard {
                self.heard_queue.remove(&(t, tenant.clone(), why));
            }
            if let Some((t, why)) = gone.at {
                self.at_queue.remove(&(t, tenant.clone(), why));
            }
        }
    }
}
