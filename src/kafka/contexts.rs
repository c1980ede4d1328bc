//! What the clients call back: logs, errors, statistics, delivery reports. Rebalances are the workers'.

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

/// A producer's context.
pub(crate) struct Producing;

impl ClientContext for Producing {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }
    fn error(&self, error: KafkaError, reason: &str) {
        reported(&error, reason);
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
