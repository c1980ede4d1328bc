//! From an assignment to a partition that applies records: its state is read on another thread, then it
//! is set to where it continues.

use std::sync::mpsc::TryRecvError;
use std::time::Instant;

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::{Offset, TopicPartitionList};

use super::{Slot, Work, add};
use crate::kafka::Cluster;
use crate::kafka::assigned::Assigned;
use crate::kafka::client::CALL_TIMEOUT;
use crate::kafka::close_open::ways_out;
use crate::kafka::error::RunError;
use crate::kafka::restore::{self, Start};
use crate::kafka::shared::Ended;

impl Work {
    /// Begins to restore the partitions that came.
    pub(super) fn begin_restores(&mut self) -> Result<(), Ended> {
        if self.gained.is_empty() {
            return Ok(());
        }
        let gained = std::mem::take(&mut self.gained);
        tracing::info!(worker = self.id, partitions = ?gained, "journal partitions assigned");
        let since = Instant::now();
        for partition in &gained {
            let slot = match self.shared.cluster {
                Cluster::Real => Slot::Restoring { since },
                Cluster::Embedded => {
                    tracing::info!(
                        partition,
                        "the embedded broker keeps nothing: reading from the journal's beginning"
                    );
                    Slot::Seeking { since, assigned: Box::new(begin(*partition, Start::default())?) }
                }
            };
            self.slots.insert(*partition, slot);
        }
        if self.shared.cluster == Cluster::Real {
            let answers = restore::begin(&self.shared.settings.kafka, &self.group, gained, self.shared.close_open)?;
            self.answers.push((since, answers));
        }
        Ok(())
    }

    /// Takes what was restored. What begins anew is committed before anything else.
    pub(super) fn take_answers(&mut self, consumer: &BaseConsumer<impl ConsumerContext>) -> Result<(), Ended> {
        let mut answered = Vec::new();
        self.answers.retain(|(asked, answers)| {
            loop {
                match answers.try_recv() {
                    Ok(answer) => answered.push((*asked, answer)),
                    Err(TryRecvError::Empty) => return true,
                    Err(TryRecvError::Disconnected) => return false,
                }
            }
        });
        for (asked, (partition, start)) in answered {
            // An answer from before the partition went and came back is of no use.
            let Some(Slot::Restoring { since }) = self.slots.get(&partition) else { continue };
            let since = *since;
            if since != asked {
                continue;
            }
            let mut assigned = Box::new(begin(partition, start?)?);
            let topics = &self.shared.topics;
            let anew = assigned.begin_anew(topics, self.shared.clock.now())?;
            if !anew.is_empty() {
                let mut list = TopicPartitionList::new();
                add(&mut list, &topics.journal, partition, assigned.published())?;
                self.commit(consumer, &anew, &list)?;
            }
            self.slots.insert(partition, Slot::Seeking { since, assigned });
        }
        Ok(())
    }

    /// Sets restored partitions to where they continue. A seek may fail while the assignment settles;
    /// the next turn tries again.
    pub(super) fn seek(&mut self, consumer: &BaseConsumer<impl ConsumerContext>) {
        let journal = &self.shared.topics.journal;
        let seeking: Vec<i32> =
            self.slots.iter().filter(|(_, slot)| matches!(slot, Slot::Seeking { .. })).map(|(p, _)| *p).collect();
        for partition in seeking {
            let Some(Slot::Seeking { since, assigned }) = self.slots.remove(&partition) else { continue };
            let offset = Offset::Offset(assigned.next());
            let mut list = TopicPartitionList::new();
            list.add_partition(journal, partition);
            let done = consumer.seek(journal, partition, offset, CALL_TIMEOUT).and_then(|()| consumer.resume(&list));
            let slot = match done {
                Ok(()) => Slot::Running { since: Some(since), assigned },
                Err(error) => {
                    tracing::debug!(%error, partition, "not yet to be set");
                    Slot::Seeking { since, assigned }
                }
            };
            self.slots.insert(partition, slot);
        }
    }
}

/// Begins a partition.
pub(super) fn begin(partition: i32, start: Start) -> Result<Assigned, Ended> {
    Assigned::begin(partition, start).map_err(|why| RunError::Refused { partition, why: ways_out(&why) }.into())
}
