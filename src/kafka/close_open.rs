//! `--close-open`: tenants whose stored parts cannot be read begin anew.
//!
//! What they had open is read from the topics where it was published, and closed with the reason; what
//! is configured for them is read from the config topic, so that they are not blind until it is
//! published again. All of it goes into one transaction with their new parts: a crash before repeats
//! it, and a reader sees it once.

use std::collections::{BTreeMap, BTreeSet};

use super::standing::Standing;
use super::topics::Topics;
use super::transaction::Record;
use super::{outgoing, partition_of};
use crate::config::settings::TenantSettings;
use crate::engine::input::Input;
use crate::engine::snapshot::PartName;
use crate::ids::TenantId;
use crate::load::run::KafkaSettings;
use crate::pipeline::partition::Context;
use crate::time::Timestamp;
use crate::wire::journal::Body;
use crate::wire::{self, OpenCandidate, RunningWatch};

/// Says why state cannot be read, and what can be done about it.
pub(crate) fn ways_out(why: &str) -> String {
    format!(
        "{why}. There are two ways out: start the version that wrote it once and stop it with SIGTERM, or start this \
         one with --close-open: tenants that cannot be read begin anew, and their open candidates are closed"
    )
}

/// What of a partition begins anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Anew {
    /// The tenants, each with the names under which something of it is stored.
    pub(crate) tenants: BTreeMap<TenantId, BTreeSet<PartName>>,
    /// The meta record cannot be read either: what belongs to no tenant is read from the config topic.
    pub(crate) context_is_lost: bool,
    /// Their open candidates, as published last.
    open: Vec<OpenCandidate>,
    /// Their deploys whose hour was not over, as published last.
    watches: Vec<RunningWatch>,
    /// Keys of their live clusters.
    clusters: Vec<String>,
    /// What is configured, by the key of its record.
    config: BTreeMap<String, Body>,
}

impl Anew {
    /// These tenants, each with the names under which something of it is stored.
    pub(crate) fn of(tenants: BTreeMap<TenantId, BTreeSet<PartName>>, context_is_lost: bool) -> Self {
        Self { tenants, context_is_lost, ..Self::default() }
    }

    /// Reads what is open and what is configured. A tenant without stored parts that has either begins
    /// anew, too: a replay by this version could differ from what was published. `known` are those that
    /// can be read.
    pub(crate) fn look(
        mut self,
        known: &BTreeSet<TenantId>,
        standing: &Standing,
        settings: &KafkaSettings,
        partition: i32,
    ) -> Result<Self, String> {
        let topics = Topics::new(&settings.prefix);
        let is_ours = |tenant: &TenantId| !known.contains(tenant);
        let mut open = BTreeMap::new();
        standing.read(&topics.candidates, partition, |key, value| {
            match value.and_then(OpenCandidate::read).filter(|c| is_ours(c.tenant())) {
                Some(candidate) => open.insert(key.to_vec(), candidate),
                None => open.remove(key),
            };
            Ok(())
        })?;
        let mut watches = BTreeMap::new();
        standing.read(&topics.watches, partition, |key, value| {
            match value.and_then(RunningWatch::read).filter(|w| is_ours(w.tenant())) {
                Some(watch) => watches.insert(key.to_vec(), watch),
                None => watches.remove(key),
            };
            Ok(())
        })?;
        let mut clusters = BTreeMap::new();
        standing.read(&topics.clusters, partition, |key, value| {
            let key = String::from_utf8_lossy(key).into_owned();
            let tenant = key.split_once(':').and_then(|(tenant, _)| TenantId::new(tenant).ok());
            match tenant.filter(|t| value.is_some() && is_ours(t)) {
                Some(tenant) => clusters.insert(key, tenant),
                None => clusters.remove(&key),
            };
            Ok(())
        })?;
        standing.read(&topics.config, 0, |key, value| {
            let key = String::from_utf8_lossy(key).into_owned();
            // What cannot be read stands for nothing, here as in `apply`.
            match value.and_then(|bytes| wire::config::read(bytes).ok().flatten()) {
                Some(body) => self.config.insert(key, body),
                None => self.config.remove(&key),
            };
            Ok(())
        })?;
        let here = |tenant: &&TenantId| partition_of(tenant.as_str(), settings.journal_partitions) == partition;
        let configured = self.config.values().filter_map(tenant_of).filter(here);
        let told = open.values().map(OpenCandidate::tenant).chain(clusters.values());
        let told = told.chain(watches.values().map(RunningWatch::tenant));
        let found: Vec<TenantId> = configured.chain(told).filter(|t| is_ours(t)).cloned().collect();
        for tenant in found {
            self.tenants.entry(tenant).or_default();
        }
        self.open = open.into_values().collect();
        self.watches = watches.into_values().collect();
        self.clusters = clusters.into_keys().collect();
        Ok(self)
    }

    /// What belongs to no tenant, as configured.
    pub(crate) fn context(&self) -> Context {
        let mut context = Context::default();
        for body in self.config.values() {
            match body {
                Body::Sources(sources) => context.sources.take(sources),
                Body::Defaults(defaults) => context.defaults = (**defaults).clone(),
                Body::Tenant { .. } | Body::Progress(_) => {}
            }
        }
        context
    }

    /// Settings of tenants that have none of their own, where they are published.
    pub(crate) fn defaults(&self) -> Option<&TenantSettings> {
        self.config.values().find_map(|body| match body {
            Body::Defaults(defaults) => Some(&**defaults),
            Body::Tenant { .. } | Body::Progress(_) | Body::Sources(_) => None,
        })
    }

    /// What is configured for a tenant. An erasure is none of it: a new engine holds nothing to erase.
    pub(crate) fn configured(&self, whose: &TenantId) -> Vec<Input> {
        let of_tenant = self.config.values().filter(|body| tenant_of(body) == Some(whose));
        let inputs = of_tenant.filter_map(|body| match body {
            Body::Tenant { input, .. } if !matches!(input, Input::Forget(_)) => Some(input.clone()),
            Body::Tenant { .. } | Body::Progress(_) | Body::Sources(_) | Body::Defaults(_) => None,
        });
        inputs.collect()
    }

    /// What the world is told at `at`: the candidates and watches closed, the clusters gone.
    pub(crate) fn records(&mut self, topics: &Topics, partition: i32, at: Timestamp) -> Vec<Record> {
        let closed = std::mem::take(&mut self.open).into_iter().map(|c| outgoing::of(topics, partition, c.close(at)));
        let gone = std::mem::take(&mut self.clusters).into_iter().map(|key| Record {
            topic: topics.clusters.clone(),
            partition: Some(partition),
            key: Some(key.into_bytes()),
            ..Record::default()
        });
        let watches = std::mem::take(&mut self.watches).into_iter();
        let ended = watches.map(|w| outgoing::of(topics, partition, w.close(at)));
        closed.chain(ended).chain(gone).collect()
    }
}

fn tenant_of(body: &Body) -> Option<&TenantId> {
    match body {
        Body::Tenant { tenant, .. } => Some(tenant),
        Body::Progress(_) | Body::Sources(_) | Body::Defaults(_) => None,
    }
}
