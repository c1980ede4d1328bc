//! Settled settings of a running program: what only moves bytes, beside what changes results.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::{Catalogue, Probes, Understanding, settings::TenantSettings};
use crate::ids::TenantId;
use crate::pipeline::understand::Adapter;

/// Everything `run` needs, settled.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// How to reach Kafka.
    pub kafka: KafkaSettings,
    /// The source topics.
    pub sources: Vec<Source>,
    /// How text is read.
    pub understanding: Understanding,
    /// Where metrics, health and the loopback receiver listen; none: nowhere.
    pub http: Option<SocketAddr>,
    /// Put bodies into dead letters; they are not redacted.
    pub dead_letter_bodies: bool,
    /// Settings of tenants that have none of their own.
    pub defaults: TenantSettings,
    /// Catalogue, probes and settings of each tenant that has files.
    pub tenants: BTreeMap<TenantId, TenantFiles>,
}

/// What a tenant's files say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TenantFiles {
    /// Its features.
    pub catalogue: Catalogue,
    /// Its probes.
    pub probes: Probes,
    /// Its settings.
    pub settings: TenantSettings,
}

/// A topic and how to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The topic.
    pub topic: String,
    /// How its records are read.
    pub adapter: Adapter,
}

/// How to reach Kafka and what the topics are like.
#[derive(Clone)]
pub struct KafkaSettings {
    /// host:port, comma separated.
    pub bootstrap: String,
    /// Names this process among those of one installation; part of transactional and member ids.
    pub instance: String,
    /// Worker threads of the understand stage.
    pub understand_workers: usize,
    /// Worker threads of the correlate stage.
    pub correlate_workers: usize,
    /// Partitions of the journal, fixed for life.
    pub journal_partitions: i32,
    /// Replication of the topics that are made.
    pub replication: i32,
    /// min.insync.replicas of the topics that are made.
    pub min_insync: i32,
    /// Prefix of every topic and group of this installation, `groundswell` by default.
    pub prefix: String,
    /// Longest transaction of understand.
    pub understand_batch: Duration,
    /// Longest transaction of correlate.
    pub correlate_batch: Duration,
    /// After how long a changed tenant's parts are stored at the latest.
    pub state_every: Duration,
    /// Where local files may be put; none are needed to restore.
    pub folder: Option<PathBuf>,
    /// Further librdkafka properties: security and the like. Never printed.
    pub properties: BTreeMap<String, String>,
}

impl Default for KafkaSettings {
    fn default() -> Self {
        Self {
            bootstrap: "localhost:9092".to_owned(),
            instance: String::new(),
            understand_workers: 1,
            correlate_workers: 1,
            journal_partitions: 12,
            replication: 3,
            min_insync: 2,
            prefix: "groundswell".to_owned(),
            understand_batch: Duration::from_millis(25),
            correlate_batch: Duration::from_millis(100),
            state_every: Duration::from_secs(60),
            folder: None,
            properties: BTreeMap::new(),
        }
    }
}

impl std::fmt::Debug for KafkaSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KafkaSettings")
            .field("bootstrap", &self.bootstrap)
            .field("instance", &self.instance)
            .field("prefix", &self.prefix)
            .field("properties", &format_args!("{} (not shown)", self.properties.len()))
            .finish_non_exhaustive()
    }
}
