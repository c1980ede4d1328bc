//! One producer and the state of its transaction: begin, send, drain, offsets, commit or abort.

use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaError};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, PurgeConfig};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::util::Timeout;

use super::client::TRANSACTION_TIMEOUT;
use super::contexts::Producing;

/// Pause between two looks at the producer's event queue while reports are outstanding. The client's
/// own flush polls in steps of 100 ms, which every commit would then cost; its poll with less than a
/// millisecond spins, and takes the core from whoever would send the reports.
const DRAIN_STEP: Duration = Duration::from_micros(300);
/// Pause before a call that the client calls retriable is made again.
const RETRY_PAUSE: Duration = Duration::from_millis(50);
/// How long a new producer waits for the coordinator: one that was just killed has to be ended first.
const INIT_WAIT: Duration = Duration::from_secs(60);

/// A record to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// Topic.
    pub(crate) topic: String,
    /// Partition, where it is not the key's to choose.
    pub(crate) partition: Option<i32>,
    /// Key.
    pub(crate) key: Option<Vec<u8>>,
    /// Headers.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Milliseconds since 1970; none: when it is sent.
    pub(crate) timestamp_ms: Option<i64>,
    /// Value; none deletes the key on a compacted topic.
    pub(crate) payload: Option<Vec<u8>>,
}

impl Record {
    /// Bytes it takes, about.
    pub(crate) fn size(&self) -> usize {
        self.payload.as_ref().map_or(0, Vec::len) + self.key.as_ref().map_or(0, Vec::len) + 64
    }
}

/// Why a transaction did not commit, by what must follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Abort it; what it stood for must be computed again.
    Abort(String),
    /// The client is of no use any more: a new one, then as above.
    Rebuild(String),
    /// A living process has taken over our id.
    Double(String),
    /// A record larger than a broker takes; the transaction stays usable.
    TooLarge(usize),
    /// A record that has no form; nothing was sent.
    Defect(String),
}

/// A producer, and how long its transaction has been open.
pub(crate) struct Transaction {
    producer: BaseProducer<Producing>,
    id: String,
    begun: Option<Instant>,
}

impl Transaction {
    /// Takes over the id: whatever a predecessor left open is aborted.
    pub(crate) fn take_over(producer: BaseProducer<Producing>, id: String) -> Result<Self, Failure> {
        let taken = Self { producer, id, begun: None };
        let since = Instant::now();
        taken.until_done(|p| p.init_transactions(INIT_WAIT.saturating_sub(since.elapsed()).max(RETRY_PAUSE)))?;
        Ok(taken)
    }

    /// Whether one is open.
    pub(crate) fn is_open(&self) -> bool {
        self.begun.is_some()
    }

    /// Opens one.
    pub(crate) fn begin(&mut self) -> Result<(), Failure> {
        self.until_done(Producer::begin_transaction)?;
        self.begun = Some(Instant::now());
        Ok(())
    }

    /// Sends a record within the open transaction; waits while the queue is full.
    pub(crate) fn send(&self, record: &Record) -> Result<(), Failure> {
        let mut outgoing: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(&record.topic);
        outgoing.partition = record.partition;
        outgoing.key = record.key.as_deref();
        outgoing.payload = record.payload.as_deref();
        outgoing.timestamp = record.timestamp_ms;
        if !record.headers.is_empty() {
            outgoing.headers = Some(record.headers.iter().fold(OwnedHeaders::new(), |all, (key, value)| {
                all.insert(Header { key, value: Some(value.as_str()) })
            }));
        }
        loop {
            match self.producer.send(outgoing) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), again)) => {
                    self.look();
                    outgoing = again;
                }
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::MessageSizeTooLarge), _)) => {
                    return Err(Failure::TooLarge(record.size()));
                }
                Err((error, _)) => return Err(self.classify(&error)),
            }
        }
    }

    /// Commits, with the consumer's offsets where there are any. Waits without a limit: a time-out
    /// would leave open whether it was done.
    pub(crate) fn commit(
        &mut self,
        offsets: Option<(&TopicPartitionList, &ConsumerGroupMetadata)>,
    ) -> Result<Duration, Failure> {
        self.drain();
        if let Some((offsets, group)) = offsets {
            self.until_done(|p| p.send_offsets_to_transaction(offsets, group, Timeout::Never))?;
        }
        self.until_done(|p| p.commit_transaction(Timeout::Never))?;
        Ok(self.begun.take().map_or(Duration::ZERO, |since| since.elapsed()))
    }

    /// Takes back what is open. Without purge and drain the call would wait for reports nobody reads.
    pub(crate) fn abort(&mut self) -> Result<(), Failure> {
        if self.begun.is_none() {
            return Ok(());
        }
        self.producer.purge(PurgeConfig::default().queue());
        let done = self.until_done(|p| {
            self.drain();
            p.abort_transaction(Timeout::Never)
        });
        self.begun = None;
        // An abort that asks for an abort cannot be done: only a new client helps.
        done.map_err(|failure| match failure {
            Failure::Abort(why) => Failure::Rebuild(why),
            other => other,
        })
    }

    fn drain(&self) {
        while self.producer.in_flight_count() > 0 {
            self.look();
        }
    }

    fn look(&self) {
        self.producer.poll(Duration::ZERO);
        if self.producer.in_flight_count() > 0 {
            std::thread::sleep(DRAIN_STEP);
        }
    }

    fn until_done(
        &self,
        mut call: impl FnMut(&BaseProducer<Producing>) -> Result<(), KafkaError>,
    ) -> Result<(), Failure> {
        loop {
            match call(&self.producer) {
                Ok(()) => return Ok(()),
                Err(KafkaError::Transaction(e)) if e.is_retriable() && !e.txn_requires_abort() && !e.is_fatal() => {
                    tracing::debug!(id = %self.id, error = %e, "asked again");
                    std::thread::sleep(RETRY_PAUSE);
                }
                Err(error) => return Err(self.classify(&error)),
            }
        }
    }

    fn classify(&self, error: &KafkaError) -> Failure {
        if let KafkaError::Transaction(e) = error {
            if e.txn_requires_abort() && !e.is_fatal() {
                return Failure::Abort(e.string());
            }
            return self.fatal(e);
        }
        match self.producer.client().fatal_error() {
            Some((code, why)) if is_fence(code) => self.fenced(why),
            Some((_, why)) => Failure::Rebuild(why),
            None => Failure::Abort(error.to_string()),
        }
    }

    fn fatal(&self, error: &RDKafkaError) -> Failure {
        if is_fence(error.code()) { self.fenced(error.string()) } else { Failure::Rebuild(error.string()) }
    }

    /// The broker fences whoever has let a transaction grow old, too. Only one that is fenced while its
    /// own transaction is young may have a living double.
    fn fenced(&self, why: String) -> Failure {
        match self.begun {
            Some(since) if since.elapsed() >= TRANSACTION_TIMEOUT => Failure::Rebuild(why),
            _ if self.producer.context().0.is_double(&self.id) => Failure::Double(self.id.clone()),
            _ => Failure::Rebuild(why),
        }
    }
}

fn is_fence(code: RDKafkaErrorCode) -> bool {
    matches!(code, RDKafkaErrorCode::Fenced | RDKafkaErrorCode::ProducerFenced | RDKafkaErrorCode::InvalidProducerEpoch)
}
