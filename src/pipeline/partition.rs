//! One journal partition: clocks, engines by tenant, wakeups in order.
//!
//! A record first moves the clocks; then the wakeups due on what was heard run, in order of deadline,
//! tenant and reason, then those due on the journal's clock; then the record is applied. So the
//! result does not depend on how often time is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::candidate::Candidate;
use crate::cluster::history::KeyTier;
use crate::cluster::learn::Model;
use crate::cluster::studies::Study;
use crate::config::settings::TenantSettings;
use crate::engine::asleep::Asleep;
use crate::engine::input::{Forget, Input, Moment};
use crate::engine::output::Output;
use crate::engine::snapshot::PartName;
use crate::engine::{Engine, StateError, Why};
use crate::ids::{FeatureId, TenantId};
use crate::pipeline::health::FeatureHealth;
use crate::pipeline::heard::SourceClock;
use crate::time::Timestamp;
use crate::wire::journal::{Body, JournalRecord};

mod rest;
#[cfg(test)]
mod tests;

pub use rest::SLEEPS_AFTER;
use rest::Tenant;

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

/// When tenants are to be woken.
type Queue = BTreeSet<(Timestamp, TenantId, Why)>;

/// One journal partition: everything correlate publishes is a function of the records applied.
#[derive(Debug, Default)]
pub struct Partition {
    context: Context,
    tenants: BTreeMap<TenantId, Tenant>,
    heard_queue: Queue,
    at_queue: Queue,
    /// Tenants with a study that nobody computes yet.
    to_study: BTreeSet<TenantId>,
    /// Follows from the engines.
    health: FeatureHealth,
    /// Tenants that may come to rest, by when they were last looked at.
    resting: BTreeSet<(Timestamp, TenantId)>,
    lost: Option<(TenantId, StateError)>,
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
            Body::Defaults(defaults) => self.take_defaults(offset, *defaults),
            Body::Progress(_) | Body::Sources(_) => {}
        }
        self.let_rest();
        out
    }

    fn take_defaults(&mut self, offset: i64, defaults: TenantSettings) {
        let shared = Arc::new(defaults.clone());
        let (mut woke, mut failed) = (Vec::new(), Vec::new());
        for (id, tenant) in self.tenants.iter_mut().filter(|(_, t)| offset >= t.from) {
            match tenant.take_defaults(id, &shared) {
                Ok(true) => woke.push(id.clone()),
                Ok(false) => {}
                Err(error) => failed.push((id.clone(), error)),
            }
        }
        woke.iter().for_each(|id| self.queue(id));
        // How long clusters are watched may be another.
        let all: Vec<TenantId> = self.tenants.keys().cloned().collect();
        all.iter().for_each(|id| self.set_wakeups(id));
        failed.into_iter().for_each(|(id, error)| self.lose(&id, error));
        self.context.defaults = defaults;
    }

    fn apply_input(&mut self, offset: i64, id: TenantId, input: Input, out: &mut Vec<TenantOutput>) {
        let now = self.moment();
        let defaults = &self.context.defaults;
        if !self.tenants.contains_key(&id) {
            let engine = Engine::new(id.clone(), defaults.clone());
            self.tenants.insert(id.clone(), Tenant::new(engine, i64::MIN));
        }
        let Some(tenant) = self.tenants.get_mut(&id).filter(|t| offset >= t.from) else { return };
        if let Err(error) = tenant.wake(&id) {
            return self.lose(&id, error);
        }
        let Some(engine) = tenant.awake_mut() else { return };
        let forgotten = matches!(input, Input::Forget(Forget::Tenant));
        let said = engine.apply(now, input);
        if forgotten {
            engine.take_defaults(defaults);
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
        if let Err(error) = tenant.wake(id) {
            return self.lose(id, error);
        }
        let Some(engine) = tenant.awake_mut() else { return };
        let said = engine.wake(now, why);
        if why == Why::StudyBegins {
            self.to_study.insert(id.clone());
        }
        out.extend(said.into_iter().map(|output| TenantOutput { tenant: id.clone(), at: now.at, output }));
        self.requeue(id);
    }

    /// A tenant was used: its next wakeups go into the queues, where they stay while it sleeps, and what is new of its
    /// features is taken.
    fn requeue(&mut self, id: &TenantId) {
        let now = self.moment().at;
        let Some(tenant) = self.tenants.get_mut(id) else { return };
        tenant.use_now(id, now, &mut self.resting);
        let Some(engine) = tenant.awake_mut() else { return };
        self.health.take(engine.take_health_news());
        self.set_wakeups(id);
    }

    /// Puts a tenant's next wakeups into the queues.
    fn set_wakeups(&mut self, id: &TenantId) {
        let Some(tenant) = self.tenants.get_mut(id) else { return };
        let Some(next) = tenant.next_wakeups() else { return };
        stand(&mut self.heard_queue, id, &mut tenant.heard, next.heard);
        stand(&mut self.at_queue, id, &mut tenant.at, next.at);
    }

    /// What belongs to no tenant, as of the last record applied.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Tenants with parts that changed since they were last taken.
    pub fn dirty(&self) -> impl Iterator<Item = &TenantId> {
        self.tenants.iter().filter(|(_, t)| t.is_dirty()).map(|(id, _)| id)
    }

    /// All tenants.
    pub fn tenants(&self) -> impl Iterator<Item = &TenantId> {
        self.tenants.keys()
    }

    /// The open candidates of all tenants. Who sleeps has none.
    pub fn open_candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.tenants.values().filter_map(Tenant::awake).flat_map(Engine::open_candidates)
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
        let of = |engine: &Engine| engine.usual_between(self.moment(), key, span);
        let known = self.tenants.get(tenant)?;
        match known.asleep() {
            // It is asked once in a while: that is no use.
            Some(asleep) => of(&asleep.wake(tenant.clone()).ok()?),
            None => of(known.awake()?),
        }
    }

    /// Takes a tenant's changed parts: bytes to store, or none for a part that is gone. Who sleeps goes on
    /// sleeping: defaults come to all at once, and all awake at once would take much room.
    pub fn take_dirty(&mut self, id: &TenantId) -> Vec<(PartName, Option<Vec<u8>>)> {
        let Some(tenant) = self.tenants.get_mut(id).filter(|t| t.is_dirty()) else { return Vec::new() };
        let slept = tenant.asleep().is_some();
        if let Err(error) = tenant.wake(id) {
            self.lose(id, error);
            return Vec::new();
        }
        let Some(engine) = tenant.awake_mut() else { return Vec::new() };
        let taken = engine.take_dirty();
        if slept {
            let asleep = engine.asleep();
            if !tenant.rest(asleep) {
                self.queue(id);
            }
        }
        taken
    }

    /// The names under which all of a tenant is stored, as of when its changed parts were last taken.
    #[must_use]
    pub fn part_names(&self, tenant: &TenantId) -> Vec<PartName> {
        let Some(tenant) = self.tenants.get(tenant) else { return Vec::new() };
        let asleep = tenant.asleep().map(|asleep| asleep.names().unwrap_or_default());
        asleep.or_else(|| tenant.awake().map(Engine::part_names)).unwrap_or_default()
    }

    /// Puts a tenant's engine back from its stored parts; they stand for all records below `offset`. It sleeps
    /// until something is for it, where it may: else all would be awake at once.
    ///
    /// # Errors
    /// [`StateError`] where a part cannot be read or was written under another algorithm version.
    pub fn restore(&mut self, id: TenantId, offset: i64, parts: BTreeMap<PartName, Vec<u8>>) -> Result<(), StateError> {
        let engine = Engine::restore(id.clone(), &parts)?;
        self.drop_engine(&id);
        engine.healths().for_each(|(feature, state)| self.health.come(feature, state));
        let asleep = Asleep::restored(&engine, parts);
        self.tenants.insert(id.clone(), Tenant::new(engine, offset));
        self.requeue(&id);
        let rests = self.tenants.get_mut(&id).is_some_and(|t| t.rest(asleep));
        if !rests {
            self.to_study.insert(id);
        }
        Ok(())
    }

    /// A study that has begun and that nobody computes yet, once: see [`Engine::take_study`].
    pub fn take_study(&mut self) -> Option<(TenantId, Study)> {
        while let Some(id) = self.to_study.pop_first() {
            // Who sleeps has none under way.
            let engine = self.tenants.get_mut(&id).and_then(Tenant::awake_mut);
            if let Some(study) = engine.and_then(Engine::take_study) {
                return Some((id, study));
            }
        }
        None
    }

    /// Hands over what a study that began then has found.
    pub fn give_back(&mut self, tenant: &TenantId, began: Timestamp, found: Model) {
        if let Some(engine) = self.tenants.get_mut(tenant).and_then(Tenant::awake_mut) {
            engine.give_back(began, found);
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
        self.tenants.insert(id.clone(), Tenant::new(engine, offset));
        self.requeue(id);
        said.into_iter().map(|output| TenantOutput { tenant: id.clone(), at: now.at, output }).collect()
    }

    /// Drops a tenant's engine (after a panic inside it; the caller restores it).
    pub fn drop_engine(&mut self, tenant: &TenantId) {
        if let Some(mut gone) = self.tenants.remove(tenant) {
            // Who cannot be woken any more takes the whole partition along.
            let _ = gone.wake(tenant);
            if let Some(engine) = gone.awake_mut() {
                self.health.take(engine.take_health_news());
                engine.healths().for_each(|(feature, state)| self.health.leave(feature, state));
            }
            stand(&mut self.heard_queue, tenant, &mut gone.heard, None);
            stand(&mut self.at_queue, tenant, &mut gone.at, None);
            if let Some(t) = gone.queued {
                self.resting.remove(&(t, tenant.clone()));
            }
        }
    }
}

/// Where a tenant stands in a queue is `next` from now on.
fn stand(queue: &mut Queue, id: &TenantId, stands: &mut Option<(Timestamp, Why)>, next: Option<(Timestamp, Why)>) {
    if *stands == next {
        return;
    }
    if let Some((t, why)) = *stands {
        queue.remove(&(t, id.clone(), why));
    }
    queue.extend(next.map(|(t, why)| (t, id.clone(), why)));
    *stands = next;
}
