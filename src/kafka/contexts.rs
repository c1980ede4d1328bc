//! What the clients call back: logs, errors, statistics, delivery reports. Rebalances are the workers'.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
/// Who is fenced twice within this time has a living double: new clients of its own, in between, had
/// fenced that one.
const TWICE_WITHIN: Duration = Duration::from_secs(60);

/// When a broker was last away, and who was fenced. A broker that comes back may fence a member or a
/// producer that has no double: what it knew of them is older than what they did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outages(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    away: Option<Instant>,
    fenced: BTreeMap<String, Instant>,
}

impl Outages {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As [`reported`], and remembers that a broker is away.
    pub(crate) fn reported(&self, error: &KafkaError, reason: &str) {
        let code = error.rdkafka_error_code();
        if matches!(code, Some(RDKafkaErrorCode::BrokerTransportFailure | RDKafkaErrorCode::AllBrokersDown)) {
            self.seen().away = Some(Instant::now());
        }
        reported(error, reason);
    }

    /// Whether a worker that was fenced has a living double. An outage may not have been noticed yet, so
    /// the first fence says nothing: whoever lives shows itself by a second one.
    pub(crate) fn is_double(&self, id: &str) -> bool {
        let mut seen = self.seen();
        if seen.away.is_some_and(|at| at.elapsed() < ECHO) {
            return false;
        }
        let before = seen.fenced.insert(id.to_owned(), Instant::now());
        before.is_some_and(|at| at.elapsed() < TWICE_WITHIN)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_fence_shows_a_double_and_an_outage_excuses_any() {
        let outages = Outages::default();
        assert!(!outages.is_double("one"));
        assert!(!outages.is_double("two"));
        assert!(outages.is_double("one"));
        let away = KafkaError::Global(RDKafkaErrorCode::AllBrokersDown);
        outages.reported(&away, "a test");
        assert!(!outages.is_double("one"));
    }
}
