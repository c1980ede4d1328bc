//! What a worker of stage 2 does: applies journal records as they come, and commits what the engines
//! say, their parts and the offset together.
//!
//! Outputs wait in memory. A transaction is opened, filled and committed in one go, so that none is
//! open while the client polls. A rebalance runs inside poll: it commits what the partitions that go
//! have in hand, unless they are lost already.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaResult;
use rdkafka::message::{BorrowedMessage, Message};
use rdkafka::{Offset, TopicPartitionList};

use super::assigned::{Assigned, Poison};
use super::dead_letter::{self, Dead};
use super::error::RunError;
use super::restore::Answer;
use super::shared::{Ended, Shared};
use super::transaction::{Failure, Record, Transaction};
use super::{Cluster, outgoing};
use crate::pipeline::partition::TenantOutput;
use crate::pipeline::understand::{DeadLetter, DeadReason};
use crate::wire::journal::{JournalError, JournalRecord};

/// Records applied in one transaction.
const BATCH_RECORDS: usize = 20_000;
/// Outputs held in memory before a commit: a verdict a message, a kilobyte each.
const BATCH_OUTPUTS: usize = 20_000;

mod reporting;
mod restoring;
mod studying;

use reporting::Reporting;
use studying::Studying;

/// What a journal partition of ours is doing.
enum Slot {
    /// Its state is read; the partition is paused.
    Restoring { since: Instant },
    /// It has its state and is set to where it continues.
    Seeking { since: Instant, assigned: Box<Assigned> },
    /// It applies records; `since` until it has caught up with what was published.
    Running { since: Option<Instant>, assigned: Box<Assigned> },
}

/// What one session has in work.
pub(crate) struct Work {
    shared: Arc<Shared>,
    id: String,
    group: String,
    transaction: Transaction,
    slots: BTreeMap<i32, Slot>,
    gained: Vec<i32>,
    /// Restores under way, each with when it was asked for.
    answers: Vec<(Instant, Receiver<Answer>)>,
    joined: bool,
    closed: bool,
    failed: Option<Ended>,
    batch_since: Option<Instant>,
    batch_records: usize,
    reporting: Reporting,
    studying: Studying,
}

impl Work {
    /// Work of a new session.
    pub(crate) fn new(shared: Arc<Shared>, id: String, group: String, transaction: Transaction) -> Self {
        Self {
            shared,
            id,
            group,
            transaction,
            slots: BTreeMap::new(),
            gained: Vec::new(),
            answers: Vec::new(),
            joined: false,
            closed: false,
            failed: None,
            batch_since: None,
            batch_records: 0,
            reporting: Reporting::default(),
            studying: Studying::default(),
        }
    }

    /// How long a poll may wait; `idle` where nothing is due.
    pub(crate) fn wait(&self, idle: Duration) -> Duration {
        self.batch_since
            .map_or(idle, |since| self.shared.settings.kafka.correlate_batch.saturating_sub(since.elapsed()))
    }

    /// Partitions came; they are paused until they have their state.
    pub(crate) fn gain(&mut self, partitions: Vec<i32>, paused: KafkaResult<()>) {
        self.joined = true;
        self.gained.extend(partitions);
        if let Err(error) = paused {
            self.failed = Some(Ended::Again(error.to_string()));
        }
    }

    /// The session ended; nothing is committed any more.
    pub(crate) fn close(&mut self, ended: &Result<(), Ended>) {
        self.closed = true;
        self.slots.clear();
        self.report();
        if let Err(Ended::Abort(_)) = ended {
            // Readers wait for an open transaction; whatever fails here the next session ends.
            let _ = self.transaction.abort();
        }
    }

    /// Applies one record of the journal.
    pub(crate) fn take(
        &mut self,
        consumer: &BaseConsumer<impl ConsumerContext>,
        message: &BorrowedMessage<'_>,
    ) -> Result<(), Ended> {
        let partition = message.partition();
        // A paused partition may still hand out what was fetched before.
        let Some(Slot::Running { assigned, .. }) = self.slots.get_mut(&partition) else { return Ok(()) };
        let offset = message.offset();
        if offset < assigned.next() {
            return Ok(());
        }
        let payload = message.payload().unwrap_or_default();
        let applied = match JournalRecord::from_bytes(payload) {
            Ok(record) => {
                let (origin, known) = (record.origin.clone(), assigned.pending());
                let applied = assigned.apply(offset, record);
                if let Some(why) = assigned.refused_since(known) {
                    // Whoever said it looks here.
                    let stood = origin.map(|o| format!("; {}[{}]@{}", o.topic, o.partition, o.offset));
                    let detail = format!("{why}{}", stood.unwrap_or_default());
                    let letter = DeadLetter { reason: DeadReason::Refused, detail };
                    let record = self.shared.bury(&Dead::of_journal(message, &self.shared.topics.journal), &letter);
                    assigned.bury(offset, record);
                }
                applied
            }
            Err(error @ JournalError::Newer(_)) => {
                let why = format!("the record at {offset} of the journal is too new: {error}; upgrade it first");
                return Err(RunError::Refused { partition, why }.into());
            }
            Err(error) => {
                let letter = DeadLetter { reason: DeadReason::WrongShape, detail: error.to_string() };
                let record = self.shared.bury(&Dead::of_journal(message, &self.shared.topics.journal), &letter);
                assigned.bury(offset, record);
                Ok(())
            }
        };
        lost(assigned)?;
        self.batch_since.get_or_insert_with(Instant::now);
        self.batch_records += 1;
        match applied {
            Ok(()) => Ok(()),
            Err(poison) => self.skip(consumer, message, &poison),
        }
    }

    /// One turn of everything that is due beside the records.
    pub(crate) fn turn(&mut self, consumer: &BaseConsumer<impl ConsumerContext>) -> Result<(), Ended> {
        if let Some(ended) = self.failed.take() {
            return Err(ended);
        }
        self.begin_restores()?;
        self.take_answers(consumer)?;
        self.seek(consumer);
        if self.is_due() {
            self.flush(consumer, self.shared.settings.kafka.state_every)?;
        }
        self.study();
        if self.reporting.is_due() {
            self.report();
        }
        let restoring = self.slots.values().filter(|slot| !is_ready(slot)).count();
        self.shared.health.turned(&self.id, self.joined, self.slots.len(), restoring);
        Ok(())
    }

    fn is_due(&self) -> bool {
        let kafka = &self.shared.settings.kafka;
        let old = self.batch_since.is_some_and(|since| since.elapsed() >= kafka.correlate_batch);
        let now = Instant::now();
        let mut outputs = 0;
        for slot in self.slots.values() {
            let Slot::Running { assigned, .. } = slot else { continue };
            if assigned.is_urgent() || (self.batch_since.is_none() && assigned.state_is_due(kafka.state_every, now)) {
                return true;
            }
            outputs += assigned.pending();
        }
        old || self.batch_records >= BATCH_RECORDS || outputs >= BATCH_OUTPUTS
    }

    /// Commits what was applied: outputs, the parts that are due (`every` zero: all), meta records,
    /// offsets. Only then does anything else follow from it.
    pub(crate) fn flush(
        &mut self,
        consumer: &BaseConsumer<impl ConsumerContext>,
        every: Duration,
    ) -> Result<(), Ended> {
        self.batch_since = None;
        self.batch_records = 0;
        let now = Instant::now();
        let topics = &self.shared.topics;
        let mut records = Vec::new();
        let mut outputs: Vec<TenantOutput> = Vec::new();
        let mut openings = Vec::new();
        let mut list = TopicPartitionList::new();
        for (partition, slot) in &mut self.slots {
            let Slot::Running { since, assigned } = slot else { continue };
            if assigned.is_caught_up()
                && let Some(since) = since.take()
            {
                self.shared.metrics.restores.observe(since.elapsed().as_secs_f64());
            }
            if !assigned.is_caught_up() {
                continue;
            }
            assigned.note_needs(now);
            let state = assigned.take_state(&topics.state, every, now)?;
            lost(assigned)?;
            if !assigned.has_news() && state.is_empty() {
                continue;
            }
            let (said, letters) = assigned.take_pending();
            let said = outgoing::worth_writing(said);
            records.extend(said.iter().filter_map(|o| outgoing::record(topics, *partition, o)));
            records.extend(letters);
            records.extend(state);
            records.push(assigned.next_meta(&topics.state)?);
            add(&mut list, &topics.journal, *partition, assigned.next())?;
            outputs.extend(said);
            openings.extend(assigned.take_openings());
        }
        if list.count() == 0 {
            return Ok(());
        }
        self.commit(consumer, &records, &list)?;
        for slot in self.slots.values_mut() {
            if let Slot::Running { assigned, .. } = slot {
                assigned.committed();
            }
        }
        self.shared.count(&outputs);
        let now = self.shared.clock.now();
        openings.into_iter().for_each(|arrived| self.shared.metrics.candidate_committed(now - arrived));
        Ok(())
    }

    fn commit(
        &mut self,
        consumer: &BaseConsumer<impl ConsumerContext>,
        records: &[Record],
        list: &TopicPartitionList,
    ) -> Result<(), Failure> {
        self.transaction.begin()?;
        for record in records {
            match self.transaction.send(record) {
                Err(Failure::TooLarge(bytes)) => {
                    // Limits keep every output below what a broker takes; one that is not is left out
                    // and said, rather than stopping everything behind it.
                    tracing::error!(topic = record.topic, bytes, "an output is too large and was left out");
                    self.shared.metrics.dead_letter(DeadReason::TooLarge);
                }
                other => other?,
            }
        }
        let group = consumer.group_metadata().filter(|_| self.shared.cluster == Cluster::Real);
        let took = self.transaction.commit(group.as_ref().map(|group| (list, group)))?;
        self.shared.metrics.commit(took);
        Ok(())
    }

    /// Marks a record that made an engine panic, sends it to the dead letters and restores its
    /// partition, which skips it from then on.
    fn skip(
        &mut self,
        consumer: &BaseConsumer<impl ConsumerContext>,
        message: &BorrowedMessage<'_>,
        poison: &Poison,
    ) -> Result<(), Ended> {
        let partition = message.partition();
        let topics = &self.shared.topics;
        tracing::error!(partition, offset = poison.offset, why = poison.why, "a record made an engine panic: skipped");
        let Some(Slot::Running { mut assigned, .. }) = self.slots.remove(&partition) else { return Ok(()) };
        let meta = assigned.skip(&topics.state, poison.offset)?;
        let letter =
            self.shared.bury(&Dead::of_journal(message, &topics.journal), &dead_letter::internal(poison.why.clone()));
        let mut list = TopicPartitionList::new();
        add(&mut list, &topics.journal, partition, assigned.published())?;
        self.commit(consumer, &[letter, meta], &list)?;
        let mut paused = TopicPartitionList::new();
        paused.add_partition(&self.shared.topics.journal, partition);
        consumer.pause(&paused).map_err(|e| Ended::Again(e.to_string()))?;
        match self.shared.cluster {
            Cluster::Real => self.gained.push(partition),
            Cluster::Embedded => {
                let again = Box::new(restoring::begin(partition, assigned.remembered(0))?);
                self.slots.insert(partition, Slot::Seeking { since: Instant::now(), assigned: again });
            }
        }
        Ok(())
    }

    /// Partitions go. What they have in hand is committed, unless they are lost: then their next owner
    /// has them already and computes it again.
    pub(crate) fn revoke(&mut self, consumer: &BaseConsumer<impl ConsumerContext>, partitions: &[i32]) {
        let lost = consumer.assignment_lost();
        tracing::info!(worker = self.id, ?partitions, lost, "journal partitions revoked");
        if !lost
            && !self.closed
            && let Err(ended) = self.flush(consumer, Duration::ZERO)
        {
            self.failed = Some(ended);
        }
        for partition in partitions {
            self.slots.remove(partition);
            self.gained.retain(|p| p != partition);
        }
        self.report();
    }
}

/// Nothing more is committed once an engine that slept could not be woken: what is stored is restored.
fn lost(assigned: &Assigned) -> Result<(), Ended> {
    assigned.lost().map_or(Ok(()), |why| Err(Ended::Again(why)))
}

fn is_ready(slot: &Slot) -> bool {
    matches!(slot, Slot::Running { assigned, .. } if assigned.is_caught_up())
}

fn add(list: &mut TopicPartitionList, topic: &str, partition: i32, next: i64) -> Result<(), Ended> {
    list.add_partition_offset(topic, partition, Offset::Offset(next)).map_err(|e| Ended::Again(e.to_string()))
}
