//! Writes to topics outside the workers' transactions: what `apply` and the receivers publish.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{DeliveryResult, Message};
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};
use rdkafka::{Offset, TopicPartitionList};

use super::client::{self, CALL_TIMEOUT, Isolation};
use super::contexts::{self, Reading};
use super::error::RunError;
use super::topics::Topics;
use crate::engine::input::Input;
use crate::load::run::{KafkaSettings, RunSettings};
use crate::time::Timestamp;
use crate::wire;
use crate::wire::config::ConfigDoc;
use crate::wire::journal::{Body, Sources};

/// How long a published record may take to be acknowledged.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(30);

struct Acknowledging;

impl ClientContext for Acknowledging {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        contexts::log(level, facility, message);
    }
    fn error(&self, error: KafkaError, reason: &str) {
        contexts::reported(&error, reason);
    }
}

impl ProducerContext for Acknowledging {
    type DeliveryOpaque = Box<Sender<Result<(), String>>>;
    fn delivery(&self, result: &DeliveryResult<'_>, waiting: Self::DeliveryOpaque) {
        let answer = result.as_ref().map(|_| ()).map_err(|(error, _)| error.to_string());
        // Whoever asked may have gone.
        let _ = waiting.send(answer);
    }
}

/// Publishes records and says when they are acknowledged.
pub struct Publisher {
    producer: ThreadedProducer<Acknowledging>,
    /// The address of the brokers, for whoever cannot reach them.
    at: Arc<str>,
}

/// A record's acknowledgement, to be waited for.
pub struct Acknowledgement {
    answer: Receiver<Result<(), String>>,
    at: Arc<str>,
}

impl Acknowledgement {
    /// Waits until the brokers have the record; blocks.
    ///
    /// # Errors
    /// Why they do not.
    pub fn wait(self) -> Result<(), RunError> {
        match self.answer.recv_timeout(ACKNOWLEDGED_WITHIN) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(RunError::connection(&self.at, why)),
            Err(_) => Err(RunError::connection(&self.at, "no acknowledgement within 30 s")),
        }
    }
}

impl Publisher {
    /// A publisher; it has a thread of its own.
    ///
    /// # Errors
    /// [`RunError`] where the client cannot be made.
    pub fn new(settings: &KafkaSettings) -> Result<Self, RunError> {
        let producer = client::make(&client::idempotent(settings), Acknowledging)?;
        Ok(Self { producer, at: settings.bootstrap.as_str().into() })
    }

    /// Sends a record; `at` is its time stamp, the machine's clock where there is none.
    ///
    /// # Errors
    /// [`RunError`] where it cannot even be queued: too large, or the queue is full.
    pub fn send(
        &self,
        topic: &str,
        key: &str,
        payload: Option<&[u8]>,
        at: Option<Timestamp>,
    ) -> Result<Acknowledgement, RunError> {
        let (acknowledge, answer) = channel();
        let mut record: BaseRecord<'_, str, [u8], _> =
            BaseRecord::with_opaque_to(topic, Box::new(acknowledge)).key(key);
        record.payload = payload;
        record.timestamp = at.map(Timestamp::as_millis);
        self.producer.send(record).map_err(|(error, _)| RunError::connection(&self.at, error))?;
        Ok(Acknowledgement { answer, at: Arc::clone(&self.at) })
    }

    /// Takes a record back: a tombstone of its key in the partition where it stands.
    pub(super) fn take_back(&self, (topic, partition): (&str, i32), key: &str) -> Result<Acknowledgement, RunError> {
        let (acknowledge, answer) = channel();
        let record: BaseRecord<'_, str, [u8], _> =
            BaseRecord::with_opaque_to(topic, Box::new(acknowledge)).key(key).partition(partition);
        self.producer.send(record).map_err(|(error, _)| RunError::connection(&self.at, error))?;
        Ok(Acknowledgement { answer, at: Arc::clone(&self.at) })
    }

    /// Waits until everything sent is acknowledged or given up.
    ///
    /// # Errors
    /// [`RunError`] where that takes longer than 30 s.
    pub fn flush(&self) -> Result<(), RunError> {
        self.producer.flush(ACKNOWLEDGED_WITHIN).map_err(|e| RunError::connection(&self.at, e))
    }
}

/// What publishing the files came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Records that changed.
    pub changed: usize,
    /// Records that stood there already.
    pub unchanged: usize,
    /// The version of the list of message sources.
    pub sources_version: u64,
}

/// Publishes catalogue, probes, settings, defaults and the list of message sources to the config topic,
/// as far as they differ from what stands there.
///
/// # Errors
/// [`RunError`] where no broker answers.
pub fn publish_files(settings: &RunSettings) -> Result<Published, RunError> {
    let topic = Topics::new(&settings.kafka.prefix).config;
    let there = read_all(&settings.kafka, &topic)?;
    let newest = there.values().filter_map(|doc| doc.version).max().unwrap_or(0);
    let mut result = Published { changed: 0, unchanged: 0, sources_version: 0 };
    let publisher = Publisher::new(&settings.kafka)?;
    let mut waiting = Vec::new();
    for body in bodies(settings) {
        let is_sources = matches!(body, Body::Sources(_));
        let body = match body {
            Body::Sources(s) => Body::Sources(Sources { version: newest + 1, ..s }),
            other => other,
        };
        let Some(doc) = wire::config::doc(newest + 1, &body) else { continue };
        let key = doc.key();
        let standing = there.get(&key).filter(|known| same(known, &doc));
        if is_sources {
            result.sources_version = standing.and_then(|known| known.version).unwrap_or(newest + 1);
        }
        if standing.is_some() {
            result.unchanged += 1;
            continue;
        }
        result.changed += 1;
        waiting.push(publisher.send(&topic, &key, Some(&bytes(&doc)?), None)?);
    }
    for acknowledgement in waiting {
        acknowledgement.wait()?;
    }
    Ok(result)
}

/// What the files say, the installation's first.
fn bodies(settings: &RunSettings) -> Vec<Body> {
    let mut message_topics = settings.understanding.message_topics.clone();
    message_topics.sort();
    let mut bodies = vec![
        Body::Sources(Sources { version: 0, message_topics }),
        Body::Defaults(Box::new(settings.defaults.clone())),
    ];
    for (tenant, files) in &settings.tenants {
        let of = |input| Body::Tenant { tenant: tenant.clone(), input };
        bodies.push(of(Input::Settings(Box::new(files.settings.clone()))));
        bodies.push(of(Input::Catalogue(Box::new(files.catalogue.clone()))));
        bodies.push(of(Input::Probes(Box::new(files.probes.clone()))));
    }
    bodies
}

pub(super) fn bytes(doc: &ConfigDoc) -> Result<Vec<u8>, RunError> {
    wire::record::to_bytes(doc).map_err(RunError::Defect)
}

fn same(known: &ConfigDoc, new: &ConfigDoc) -> bool {
    ConfigDoc { version: None, ..known.clone() } == ConfigDoc { version: None, ..new.clone() }
}

/// The last record of each key of the config topic; what cannot be read stands for nothing.
pub(super) fn read_all(settings: &KafkaSettings, topic: &str) -> Result<BTreeMap<String, ConfigDoc>, RunError> {
    let mut there = BTreeMap::new();
    each_record(settings, (topic, 0), &mut |key, payload| {
        match payload.and_then(|bytes| wire::record::from_bytes::<ConfigDoc>(bytes).ok()) {
            Some(doc) => there.insert(key, doc),
            None => there.remove(&key),
        };
    })?;
    Ok(there)
}

/// Shows each record that stands in a partition, in order.
pub(super) fn each_record(
    settings: &KafkaSettings,
    (topic, partition): (&str, i32),
    see: &mut dyn FnMut(String, Option<&[u8]>),
) -> Result<(), RunError> {
    let gone = |e: KafkaError| RunError::connection(&settings.bootstrap, e);
    let group = format!("{}.apply", settings.prefix);
    let consumer: BaseConsumer<Reading> =
        client::make(&client::reader(settings, &group, Isolation::Committed), Reading)?;
    let (low, high) = consumer.fetch_watermarks(topic, partition, CALL_TIMEOUT).map_err(gone)?;
    if high <= low {
        return Ok(());
    }
    let mut list = TopicPartitionList::new();
    list.add_partition_offset(topic, partition, Offset::Beginning).map_err(gone)?;
    consumer.assign(&list).map_err(gone)?;
    let mut heard = Instant::now();
    while heard.elapsed() < ACKNOWLEDGED_WITHIN {
        match consumer.poll(CALL_TIMEOUT) {
            Some(Ok(message)) => {
                heard = Instant::now();
                let key = String::from_utf8_lossy(message.key().unwrap_or_default()).into_owned();
                see(key, message.payload());
            }
            Some(Err(KafkaError::PartitionEOF(_))) => return Ok(()),
            Some(Err(_)) | None => {}
        }
    }
    Err(RunError::connection(&settings.bootstrap, format!("{topic} could not be read within 30 s")))
}
