//! Reads what stands in a partition now, to its end, without a group.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::Message;
use rdkafka::{Offset, TopicPartitionList};

use super::client::{self, CALL_TIMEOUT, Isolation};
use super::contexts::Reading;
use super::error::RunError;
use crate::load::run::KafkaSettings;

/// Pause before a broker that did not answer is asked again.
const AGAIN: Duration = Duration::from_millis(200);
/// Pause between two looks at the last stable offset while another's transaction ends.
const STABLE_STEP: Duration = Duration::from_millis(50);

/// A reader of whole partitions. It waits through an outage of the brokers.
pub(crate) struct Standing {
    committed: BaseConsumer<Reading>,
    ends: BaseConsumer<Reading>,
}

impl Standing {
    /// A reader that may ask for the offsets of `group`.
    pub(crate) fn new(settings: &KafkaSettings, group: &str) -> Result<Self, RunError> {
        let reader = |isolation| client::make(&client::reader(settings, group, isolation), Reading);
        Ok(Self { committed: reader(Isolation::Committed)?, ends: reader(Isolation::Uncommitted)? })
    }

    /// The group's offset of a partition.
    pub(crate) fn group_offset(&self, topic: &str, partition: i32) -> Option<i64> {
        asked(|| {
            let mut list = TopicPartitionList::new();
            list.add_partition(topic, partition);
            let found = self.committed.committed_offsets(list, CALL_TIMEOUT)?;
            let Some(element) = found.find_partition(topic, partition) else { return Ok(None) };
            element.error()?;
            Ok(match element.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            })
        })
    }

    /// The first offset that a partition keeps.
    pub(crate) fn begins(&self, topic: &str, partition: i32) -> i64 {
        asked(|| self.committed.fetch_watermarks(topic, partition, CALL_TIMEOUT)).0
    }

    /// Gives `take` the key and value of each committed record of a partition, in order, up to what is
    /// written now.
    pub(crate) fn read(
        &self,
        topic: &str,
        partition: i32,
        mut take: impl FnMut(&[u8], Option<&[u8]>) -> Result<(), String>,
    ) -> Result<(), String> {
        // Under read_committed this would be the last stable offset; what matters is what was written.
        let (begin, end) = asked(|| self.ends.fetch_watermarks(topic, partition, CALL_TIMEOUT));
        if end <= begin {
            return Ok(());
        }
        let consumer = &self.committed;
        // Only when everything below the end is decided does the end of the partition mean that all was read.
        while asked(|| consumer.fetch_watermarks(topic, partition, CALL_TIMEOUT)).1 < end {
            std::thread::sleep(STABLE_STEP);
        }
        let since = Instant::now();
        let mut records = 0;
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, Offset::Beginning).map_err(|e| e.to_string())?;
        consumer.assign(&list).map_err(|e| e.to_string())?;
        loop {
            match consumer.poll(CALL_TIMEOUT) {
                Some(Ok(message)) if message.partition() == partition && message.topic() == topic => {
                    records += 1;
                    take(message.key().unwrap_or_default(), message.payload())?;
                }
                Some(Err(KafkaError::PartitionEOF(at))) if at == partition => break,
                Some(Err(error)) => tracing::info!(%error, topic, "while it is read"),
                Some(Ok(_)) | None => {}
            }
        }
        consumer.unassign().map_err(|e| e.to_string())?;
        tracing::info!(topic, partition, records, took = ?since.elapsed(), "read to its end");
        Ok(())
    }
}

/// Asks until there is an answer: a broker that is away comes back, and until then nothing can be done.
fn asked<T>(mut ask: impl FnMut() -> KafkaResult<T>) -> T {
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(error) => {
                tracing::warn!(%error, "asked again");
                std::thread::sleep(AGAIN);
            }
        }
    }
}
