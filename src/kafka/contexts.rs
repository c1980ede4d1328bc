//! What the clients call back: logs, errors, statistics, delivery reports. Rebalances are the workers'.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::producer::ProducerContext;
use rdkafka::types::RDKafkaErrorCode;

/// Passes a client's log line on.
pub(crate) fn log(level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical | RDKafkaLogLevel::Error => {
            tracing::error!(facility, "{message}");
        }
        RDKafkaLogLevel::Warning => tracing::warn!(facility, "{message}"),
        RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => tracing::info!(facility, "{message}"),
        RDKafkaLogLevel::Debug => tracing::debug!(facility, "{message}"),
    }
}

/// An error the client reports by itself: it goes on by itself, too. What matters comes back from a
/// call. The end of a partition is none.
pub(crate) fn reported(error: &KafkaError, reason: &str) {
    let is_end = error.rdkafka_error_code() == Some(RDKafkaErrorCode::PartitionEOF);
    if !is_end {
        tracing::info!(%error, reason, "reported by the Kafka client");
    }
}

/// For how long after a broker was last away its answers may be echoes of that: a session, a transaction
/// and the time it takes to find each other again.
const ECHO: Duration = Duration::from_secs(30);

/// When a broker was last away. A broker that comes back may fence a member or a producer that has no
/// double: what it knew of them is older than what they did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outages(Arc<Mutex<Option<Instant>>>);

impl Outages {
    /// As [`reported`], and remembers that a broker is away.
    pub(crate) fn reported(&self, error: &KafkaError, reason: &str) {
        let code = error.rdkafka_error_code();
        if matches!(code, Some(RDKafkaErrorCode::BrokerTransportFailure | RDKafkaErrorCode::AllBrokersDown)) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        reported(error, reason);
    }

    /// Whether a broker was away lately.
    pub(crate) fn lately(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| at.elapsed() < ECHO)
    }
}

/// A producer's context.
pub(crate) struct Producing(pub(crate) Outages);

impl ClientContext for Producing {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }
    fn error(&self, error: KafkaError, reason: &str) {
        self.0.reported(&error, reason);
    }
}

impl ProducerContext for Producing {
    type DeliveryOpaque = ();
    /// A record that was not delivered makes the commit fail; here it is only said.
    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            tracing::debug!(%error, "not delivered");
        }
    }
}

/// The context of a reader that joins no group, and of administration.
pub(crate) struct Reading;

impl ClientContext for Reading {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }
    fn error(&self, error: KafkaError, reason: &str) {
        reported(&error, reason);
    }
}

impl ConsumerContext for Reading {}
