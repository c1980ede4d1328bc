//! One worker of stage 1: source records in, journal records and dead letters out, one transaction a
//! batch.
//!
//! No transaction is open while the client polls, so a rebalance, which runs inside poll, never meets
//! one: what is in hand of a partition that goes is dropped, and its next owner reads it again.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance};
use rdkafka::message::{BorrowedMessage, Message};
use rdkafka::producer::BaseProducer;
use rdkafka::statistics::Statistics;
use rdkafka::{ClientContext, Offset, TopicPartitionList};

use super::client::{self, stamp};
use super::contexts::{self, Outages, Producing};
use super::dead_letter::{self, Dead};
use super::ends::{Ends, Named};
use super::ignored_keys::IgnoredKeys;
use super::merge::{Held, Lanes, Place};
use super::metrics::{Metrics, Outcome};
use super::owners::Owners;
use super::shared::{Ended, Shared, consumer_failed, report_lag};
use super::transaction::{Failure, Record, Transaction};
use super::{Cluster, partition_of};
use crate::load::run::Source;
use crate::pipeline::understand::{Adapter, DeadLetter, DeadReason, SourceRecord, Understander};
use crate::time::Timestamp;
use crate::wire::Misspelt;
use crate::wire::dead_letter::Stage;
use crate::wire::journal::{Body, JournalRecord, Origin, Progress};

/// Records of one transaction: bounds what an abort costs.
const BATCH_RECORDS: usize = 20_000;
/// Bytes of source records in hand.
const BATCH_BYTES: usize = 64 << 20;
/// A progress record is written this often.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

/// A partition came or went, as a rebalance said inside poll.
enum Moved {
    Gained(Vec<Named>),
    Gone(Vec<Named>),
}

struct Sourcing {
    moved: Mutex<Vec<Moved>>,
    metrics: Metrics,
    outages: Outages,
}

impl Sourcing {
    fn note(&self, moved: Moved) {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner).push(moved);
    }
}

impl ClientContext for Sourcing {
    fn log(&self, level: rdkafka::config::RDKafkaLogLevel, facility: &str, message: &str) {
        contexts::log(level, facility, message);
    }
    fn error(&self, error: rdkafka::error::KafkaError, reason: &str) {
        self.outages.reported(&error, reason);
    }
    fn stats(&self, statistics: Statistics) {
        report_lag(&self.metrics, &statistics);
    }
}

impl ConsumerContext for Sourcing {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Revoke(list) = rebalance {
            self.note(Moved::Gone(named(list)));
        }
    }
    fn post_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Assign(list) = rebalance {
            self.note(Moved::Gained(named(list)));
        }
    }
}

fn named(list: &TopicPartitionList) -> Vec<Named> {
    list.elements().iter().map(|e| (e.topic().to_owned(), e.partition())).collect()
}

struct Worker<'a> {
    shared: &'a Shared,
    id: &'a str,
    sources: Vec<Source>,
    understander: Understander,
    ignored: IgnoredKeys,
    transaction: Transaction,
    ends: Ends,
    lanes: Lanes,
    joined: bool,
    progress_at: Instant,
}

/// Works until it is asked to stop, or until its clients are of no use any more.
pub(crate) fn session(shared: &Shared, worker: usize, session: u32) -> Result<(), Ended> {
    let kafka = &shared.settings.kafka;
    let id = client::worker_id(kafka, "understand", worker);
    let producer: BaseProducer<Producing> =
        client::make(&client::transactional(kafka, &id), Producing(shared.outages.clone()))?;
    let transaction = Transaction::take_over(producer, id.clone())?;
    let group = format!("{}.understand", kafka.prefix);
    let context =
        Sourcing { moved: Mutex::default(), metrics: shared.metrics.clone(), outages: shared.outages.clone() };
    let member = client::member_id(&id, session);
    let config = client::member(kafka, shared.cluster, &group, &member);
    let consumer: BaseConsumer<Sourcing> = client::make(&config, context)?;
    let mut sources = shared.settings.sources.clone();
    if sources.iter().all(|s| s.topic != shared.topics.config) {
        sources.push(Source { topic: shared.topics.config.clone(), adapter: Adapter::Config });
    }
    let names: Vec<&str> = sources.iter().map(|s| s.topic.as_str()).collect();
    consumer.subscribe(&names).map_err(|e| Ended::Again(e.to_string()))?;
    let owners = shared.watch_owners(&group, &member, &names)?;
    let mut work = Worker {
        shared,
        id: &id,
        sources,
        understander: Understander::new(shared.settings.understanding.clone()),
        ignored: IgnoredKeys::default(),
        transaction,
        ends: Ends::start(kafka, &group, shared.clock)?,
        lanes: Lanes::default(),
        joined: false,
        progress_at: Instant::now(),
    };
    while !shared.stopping() {
        work.collect(&consumer)?;
        match work.write(&consumer) {
            Ok(()) => {}
            Err(failure) => {
                work.give_up(&failure);
                return Err(failure.into());
            }
        }
        if owners.as_ref().is_some_and(Owners::are_missing) {
            return Err(Ended::Again("source partitions had no owner".to_owned()));
        }
    }
    Ok(())
}

impl Worker<'_> {
    /// Takes records into hand for one batch.
    fn collect(&mut self, consumer: &BaseConsumer<Sourcing>) -> Result<(), Ended> {
        let until = Instant::now() + self.shared.settings.kafka.understand_batch;
        let mut polled = 0;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match consumer.poll(left) {
                Some(Ok(message)) => {
                    polled += 1;
                    if let Some(place) = self.place(message.topic(), message.partition()) {
                        self.lanes.put(place, held(&message, self.shared));
                    }
                }
                Some(Err(error)) => consumer_failed(&error, self.id, &self.shared.outages)?,
                None => {}
            }
            self.follow(consumer);
            let full = polled >= BATCH_RECORDS || self.lanes.bytes_in_hand() >= BATCH_BYTES;
            if left.is_zero() || full {
                return Ok(());
            }
        }
    }

    fn place(&self, topic: &str, partition: i32) -> Option<Place> {
        self.sources.iter().position(|s| s.topic == topic).map(|source| (source, partition))
    }

    /// Follows what rebalances and the helper said.
    fn follow(&mut self, consumer: &BaseConsumer<Sourcing>) {
        let moved = std::mem::take(&mut *consumer.context().moved.lock().unwrap_or_else(PoisonError::into_inner));
        if !moved.is_empty() {
            self.joined = true;
            // Ends of what is new are wanted at once.
            self.progress_at = Instant::now() - PROGRESS_EVERY;
        }
        for moved in moved {
            let (gained, list) = match moved {
                Moved::Gained(list) => (true, list),
                Moved::Gone(list) => (false, list),
            };
            tracing::info!(worker = self.id, gained, partitions = ?list, "source partitions");
            for (topic, partition) in list {
                let Some(place) = self.place(&topic, partition) else { continue };
                if gained {
                    let first = self.sources[place.0].adapter == Adapter::Config;
                    self.lanes.gain(place, first, Instant::now());
                } else {
                    self.lanes.lose(place);
                }
            }
        }
        while let Some(((topic, partition), end)) = self.ends.answer() {
            if let Some(place) = self.place(&topic, partition) {
                self.lanes.end(place, end, Instant::now());
            }
        }
    }

    /// Understands what may be read now and commits it. Nothing to do: no transaction.
    fn write(&mut self, consumer: &BaseConsumer<Sourcing>) -> Result<(), Failure> {
        let now = Instant::now();
        let mut read = 0;
        while read < BATCH_RECORDS {
            let clock = self.shared.clock.now();
            let Some((place, held)) = self.lanes.take(clock, now) else { break };
            if read == 0 {
                self.transaction.begin()?;
            }
            read += 1;
            self.understand(place, &held, clock)?;
        }
        if now.duration_since(self.progress_at) >= PROGRESS_EVERY {
            self.progress_at = now;
            self.progress(consumer)?;
        }
        self.commit(consumer)?;
        self.turn_taps(consumer);
        self.shared.health.turned(self.id, self.joined, self.lanes.places().count(), 0);
        Ok(())
    }

    fn understand(&mut self, (source, partition): Place, held: &Held, clock: Timestamp) -> Result<(), Failure> {
        let Source { topic, adapter } = &self.sources[source];
        let is_message = *adapter == Adapter::Message;
        if is_message {
            self.shared.metrics.count(Outcome::Read, 1);
        }
        let origin = Origin { topic: topic.clone(), partition, offset: held.offset };
        let payload = held.payload.as_deref().unwrap_or_default();
        let record = SourceRecord { adapter: *adapter, origin, timestamp: held.timestamp, payload };
        let letter = match self.understander.understand(&record, clock) {
            Ok(understood) => {
                if understood.clamped {
                    self.shared.metrics.clamped.inc();
                }
                if is_message {
                    for Misspelt { key, meant } in self.ignored.look(topic, payload) {
                        tracing::warn!(topic, key, "a key of messages is ignored: is {meant} meant?");
                    }
                }
                match self.journal(&understood.records) {
                    Err(Failure::TooLarge(bytes)) => DeadLetter {
                        reason: DeadReason::TooLarge,
                        detail: format!("its journal record would have {bytes} bytes, more than a broker takes"),
                    },
                    Err(Failure::Defect(why)) => dead_letter::internal(why),
                    other => return other,
                }
            }
            Err(letter) => letter,
        };
        if is_message {
            self.shared.metrics.count(Outcome::Dead, 1);
        }
        let dead = Dead {
            stage: Stage::Understand,
            origin: record.origin,
            key: held.key.as_deref(),
            value: payload,
            timestamp_ms: Some(held.timestamp.as_millis()),
        };
        match self.transaction.send(&self.shared.bury(&dead, &letter)) {
            // A body that no broker takes is left out after all.
            Err(Failure::TooLarge(_)) => {
                self.transaction.send(&dead.record(&self.shared.topics.dead_letters, &letter, false))
            }
            other => other,
        }
    }

    /// Writes entries to the partition of their tenant, or to all where they belong to none.
    fn journal(&self, entries: &[JournalRecord]) -> Result<(), Failure> {
        let partitions = self.shared.settings.kafka.journal_partitions;
        for entry in entries {
            let bytes = entry.to_bytes().map_err(Failure::Defect)?;
            let mut record =
                Record { topic: self.shared.topics.journal.clone(), payload: Some(bytes), ..Record::default() };
            match &entry.body {
                Body::Tenant { tenant, .. } => {
                    record.partition = Some(partition_of(tenant.as_str(), partitions));
                    record.key = Some(tenant.as_str().as_bytes().to_vec());
                    self.transaction.send(&record)?;
                }
                Body::Progress(_) | Body::Sources(_) | Body::Defaults(_) => {
                    for partition in 0..partitions {
                        record.partition = Some(partition);
                        self.transaction.send(&record)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Says how far the sources are read, and asks for their ends anew.
    fn progress(&mut self, consumer: &BaseConsumer<Sourcing>) -> Result<(), Failure> {
        // The list must not outlive the client: a drop with one alive hangs.
        if let Ok(positions) = consumer.position() {
            for element in positions.elements() {
                if let (Offset::Offset(offset), Some(place)) =
                    (element.offset(), self.place(element.topic(), element.partition()))
                {
                    self.lanes.position(place, offset);
                }
            }
        }
        let sources = &self.sources;
        let read = self.lanes.progress(|source| sources[source].topic.clone(), self.shared.sources_version);
        let ask = self.lanes.places().map(|((s, p), known)| ((sources[s].topic.clone(), p), !known)).collect();
        self.ends.ask(ask);
        if read.is_empty() {
            return Ok(());
        }
        if !self.transaction.is_open() {
            self.transaction.begin()?;
        }
        let at = self.shared.clock.now();
        self.journal(&[JournalRecord::new(at, None, Body::Progress(Progress { read }))])
    }

    fn commit(&mut self, consumer: &BaseConsumer<Sourcing>) -> Result<(), Failure> {
        if !self.transaction.is_open() {
            return Ok(());
        }
        let mut list = TopicPartitionList::new();
        for ((source, partition), next) in self.lanes.take_offsets() {
            // The name and offset come from the client itself and fit.
            let _ = list.add_partition_offset(&self.sources[source].topic, partition, Offset::Offset(next));
        }
        let group = consumer.group_metadata().filter(|_| self.shared.cluster == Cluster::Real && list.count() > 0);
        let took = self.transaction.commit(group.as_ref().map(|group| (&list, group)))?;
        self.shared.metrics.commit(took);
        Ok(())
    }

    /// Pauses partitions that run ahead of the others, and lets them go on.
    fn turn_taps(&mut self, consumer: &BaseConsumer<Sourcing>) {
        for ((source, partition), pause) in self.lanes.turn_taps() {
            let mut list = TopicPartitionList::new();
            list.add_partition(&self.sources[source].topic, partition);
            let done = if pause { consumer.pause(&list) } else { consumer.resume(&list) };
            if let Err(error) = done {
                tracing::debug!(%error, pause, "a partition that is no longer ours");
            }
        }
    }

    fn give_up(&mut self, failure: &Failure) {
        if matches!(failure, Failure::Abort(_)) {
            // Readers wait for an open transaction; whatever fails here the next session ends.
            let _ = self.transaction.abort();
        }
    }
}

fn held(message: &BorrowedMessage<'_>, shared: &Shared) -> Held {
    Held {
        offset: message.offset(),
        timestamp: stamp(message.timestamp(), &shared.clock),
        key: message.key().map(<[u8]>::to_vec),
        payload: message.payload().map(<[u8]>::to_vec),
    }
}
