//! Reads a topic from its beginning under read_committed, without a group: what the board, the demo
//! and the tests follow.

use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::{Offset, TopicPartitionList};

use super::client::{self, CALL_TIMEOUT, Isolation};
use super::contexts::Reading;
use super::error::RunError;
use crate::load::run::KafkaSettings;

/// A record as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TailRecord {
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// Its key.
    pub key: String,
    /// Its headers, as text.
    pub headers: Vec<(String, String)>,
    /// Its value; none deletes the key on a compacted topic.
    pub payload: Option<Vec<u8>>,
}

/// A reader of one topic.
pub struct Tail {
    consumer: BaseConsumer<Reading>,
    partitions: usize,
    at_end: Vec<bool>,
}

impl Tail {
    /// Begins at the topic's beginning.
    ///
    /// # Errors
    /// [`RunError`] where no broker answers or there is no such topic.
    pub fn new(settings: &KafkaSettings, topic: &str) -> Result<Self, RunError> {
        let gone = |e: KafkaError| RunError::connection(&settings.bootstrap, e);
        let group = format!("{}.tail", settings.prefix);
        let consumer: BaseConsumer<Reading> =
            client::make(&client::reader(settings, &group, Isolation::Committed), Reading)?;
        let metadata = consumer.fetch_metadata(Some(topic), CALL_TIMEOUT).map_err(gone)?;
        let partitions = metadata.topics().first().map_or(0, |t| t.partitions().len());
        if partitions == 0 {
            return Err(RunError::Configuration(format!("there is no topic {topic}")));
        }
        let mut list = TopicPartitionList::new();
        for partition in (0..).take(partitions) {
            list.add_partition_offset(topic, partition, Offset::Beginning).map_err(gone)?;
        }
        consumer.assign(&list).map_err(gone)?;
        Ok(Self { consumer, partitions, at_end: vec![false; partitions] })
    }

    /// The next record, waited for at most so long.
    pub fn next(&mut self, wait: Duration) -> Option<TailRecord> {
        let (partition, end, record) = match self.consumer.poll(wait)? {
            Ok(message) => (message.partition(), false, Some(owned(&message))),
            Err(KafkaError::PartitionEOF(partition)) => (partition, true, None),
            Err(error) => {
                tracing::debug!(%error, "while following a topic");
                return None;
            }
        };
        if let Some(known) = usize::try_from(partition).ok().and_then(|p| self.at_end.get_mut(p)) {
            *known = end;
        }
        record
    }

    /// Whether every partition was read to its (last stable) end.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.at_end.iter().filter(|end| **end).count() == self.partitions
    }
}

fn owned(message: &BorrowedMessage<'_>) -> TailRecord {
    let headers = message.headers().map(|all| {
        all.iter()
            .map(|h| (h.key.to_owned(), String::from_utf8_lossy(h.value.unwrap_or_default()).into_owned()))
            .collect()
    });
    TailRecord {
        partition: message.partition(),
        offset: message.offset(),
        key: String::from_utf8_lossy(message.key().unwrap_or_default()).into_owned(),
        headers: headers.unwrap_or_default(),
        payload: message.payload().map(<[u8]>::to_vec),
    }
}
