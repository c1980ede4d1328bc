//! Settings of the clients, each with its reason. A `ClientConfig` is never printed: it shows secrets.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::error::KafkaError;

use super::error::RunError;
use super::{Clock, Cluster};
use crate::load::run::KafkaSettings;

/// How long a transaction may be open before the broker ends it. Small, because whoever takes over
/// from a dead process reads only when it has passed; it is also the limit of an outage that a
/// transaction survives.
pub(crate) const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a call to a broker may take where a later one can make up for it.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// Which records a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Committed ones.
    Committed,
    /// All; used for the end of a log alone.
    Uncommitted,
}

fn base(settings: &KafkaSettings) -> ClientConfig {
    let mut config = ClientConfig::new();
    // Properties of the operator first: those below are what correctness rests on.
    for (key, value) in &settings.properties {
        config.set(key, value);
    }
    config
        .set("bootstrap.servers", &settings.bootstrap)
        .set("client.id", format!("{}-{}", settings.prefix, settings.instance))
        // The default of 10 s is as long as a transaction may be open: a broker that is back within a
        // second was found again only after everything had timed out.
        .set("reconnect.backoff.max.ms", "1000");
    config
}

fn consumer(settings: &KafkaSettings) -> ClientConfig {
    let mut config = base(settings);
    config
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("isolation.level", "read_committed")
        // The default of 1000 ms leaves a fast reader idle most of the time.
        .set("fetch.queue.backoff.ms", "10")
        .set("fetch.wait.max.ms", "20")
        // Small enough that partitions come in turns: what is merged waits for each of them. A larger
        // record still comes, alone.
        .set("fetch.message.max.bytes", "1048576")
        .set("queued.max.messages.kbytes", "65536")
        .set("check.crcs", "true")
        .set("auto.offset.reset", "earliest");
    config
}

/// A member of a group. A static one that is killed and started again is back within a second.
pub(crate) fn member(settings: &KafkaSettings, cluster: Cluster, group: &str, id: &str) -> ClientConfig {
    let mut config = consumer(settings);
    let strategy = match cluster {
        Cluster::Real => "cooperative-sticky",
        Cluster::Embedded => "range",
    };
    config
        .set("group.id", group)
        .set("partition.assignment.strategy", strategy)
        .set("heartbeat.interval.ms", "500")
        .set("session.timeout.ms", "6000")
        .set("max.poll.interval.ms", "60000")
        .set("statistics.interval.ms", "5000");
    if cluster == Cluster::Real {
        config.set("group.instance.id", id);
    }
    config
}

/// A reader that joins no group. The name only lets it ask for a group's offsets.
pub(crate) fn reader(settings: &KafkaSettings, group: &str, isolation: Isolation) -> ClientConfig {
    let mut config = consumer(settings);
    config.set("group.id", group).set("enable.partition.eof", "true");
    if isolation == Isolation::Uncommitted {
        config.set("isolation.level", "read_uncommitted");
    }
    config
}

fn producer(settings: &KafkaSettings) -> ClientConfig {
    let mut config = base(settings);
    config
        .set("linger.ms", "5")
        .set("batch.num.messages", "100000")
        .set("batch.size", "1000000")
        .set("queue.buffering.max.messages", "500000")
        .set("retry.backoff.ms", "10")
        .set("compression.type", "lz4")
        .set("partitioner", "murmur2_random");
    config
}

/// A producer of transactions.
pub(crate) fn transactional(settings: &KafkaSettings, id: &str) -> ClientConfig {
    let mut config = producer(settings);
    config.set("transactional.id", id).set("transaction.timeout.ms", TRANSACTION_TIMEOUT.as_millis().to_string());
    config
}

/// A producer without transactions, each record once and in order.
pub(crate) fn idempotent(settings: &KafkaSettings) -> ClientConfig {
    let mut config = producer(settings);
    config.set("enable.idempotence", "true").set("linger.ms", "0");
    config
}

/// A client for administration.
pub(crate) fn admin(settings: &KafkaSettings) -> ClientConfig {
    base(settings)
}

/// Makes a client; an unknown property is a fault of configuration and names the key, never the value.
pub(crate) fn make<T, C>(config: &ClientConfig, context: C) -> Result<T, RunError>
where
    T: FromClientConfigAndContext<C>,
    C: rdkafka::ClientContext,
{
    config.create_with_context(context).map_err(|error| match error {
        KafkaError::ClientConfig(_, why, key, _) => RunError::Configuration(format!("Kafka property {key}: {why}")),
        other => RunError::connection(config.get("bootstrap.servers").unwrap_or_default(), other),
    })
}

/// The name of a worker's member. One that is made anew within a process takes another: a static member
/// that comes back under its name is given what it had, whatever the group was about to do.
pub(crate) fn member_id(id: &str, session: u32) -> String {
    if session == 0 { id.to_owned() } else { format!("{id}.{session}") }
}

/// What names a worker on the brokers: member and transactional id alike.
pub(crate) fn worker_id(settings: &KafkaSettings, stage: &str, worker: usize) -> String {
    format!("{}-{stage}-{}-{worker}", settings.prefix, settings.instance)
}

/// The time of a record by its own stamp; `clock` where it has none.
pub(crate) fn stamp(timestamp: rdkafka::Timestamp, clock: &Clock) -> crate::time::Timestamp {
    timestamp.to_millis().and_then(crate::time::Timestamp::from_unknown_millis).unwrap_or_else(|| clock.now())
}
