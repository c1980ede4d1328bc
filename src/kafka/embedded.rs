//! Brokers inside the process, for a first look without an installation. They keep nothing.

use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

use super::error::RunError;
use super::topics::Topics;
use crate::load::run::RunSettings;
use crate::pipeline::understand::Adapter;

/// Partitions of a source topic there: one is read in order.
const SOURCE_PARTITIONS: i32 = 1;
/// Journal partitions there: a first look needs no more.
const JOURNAL_PARTITIONS: i32 = 2;

/// The brokers; they end with this value.
pub struct Embedded {
    _cluster: MockCluster<'static, DefaultProducerContext>,
}

impl Embedded {
    /// Starts them, makes the topics and points the settings at them: one worker a stage, since these
    /// brokers store no offsets of transactions.
    ///
    /// # Errors
    /// [`RunError`] where they cannot be started.
    pub fn start(settings: &mut RunSettings) -> Result<Self, RunError> {
        let failed = |e: rdkafka::error::KafkaError| RunError::Embedded(e.to_string());
        let cluster = MockCluster::new(1).map_err(failed)?;
        let kafka = &mut settings.kafka;
        kafka.bootstrap = cluster.bootstrap_servers();
        kafka.properties.clear();
        kafka.journal_partitions = JOURNAL_PARTITIONS;
        kafka.replication = 1;
        kafka.min_insync = 1;
        kafka.understand_workers = 1;
        kafka.correlate_workers = 1;
        if kafka.instance.is_empty() {
            "embedded".clone_into(&mut kafka.instance);
        }
        for wanted in Topics::wanted(kafka) {
            cluster.create_topic(&wanted.name, wanted.partitions, 1).map_err(failed)?;
        }
        for source in settings.sources.iter().filter(|s| s.adapter != Adapter::Config) {
            cluster.create_topic(&source.topic, SOURCE_PARTITIONS, 1).map_err(failed)?;
        }
        Ok(Self { _cluster: cluster })
    }
}
