//! Where a partition continues: what is stored, and whether it fits together.
//!
//! The order is: committed offset of the group, then the end of the state topic, then the state up to
//! there, then (by the worker) the journal from the meta record's offset.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::Message;
use rdkafka::{Offset, TopicPartitionList};

use super::client::{self, CALL_TIMEOUT, Isolation};
use super::contexts::Reading;
use super::error::RunError;
use super::state::{Meta, Reader, StoredTenant};
use super::topics::Topics;
use crate::ids::TenantId;
use crate::load::run::KafkaSettings;
use crate::pipeline::partition::Context;

/// Pause before a broker that did not answer is asked again.
const AGAIN: Duration = Duration::from_millis(200);
/// Pause between two looks at the last stable offset while another's transaction ends.
const STABLE_STEP: Duration = Duration::from_millis(50);

/// Where a partition continues and with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Start {
    /// The journal offset to read from.
    pub(crate) from: i64,
    /// Outputs of records below were published.
    pub(crate) committed: i64,
    /// What belongs to no tenant, as of `from`.
    pub(crate) context: Context,
    /// Offsets that are never applied.
    pub(crate) skips: BTreeSet<i64>,
    /// The tenants' stored parts.
    pub(crate) tenants: BTreeMap<TenantId, StoredTenant>,
}

/// What was found of one partition.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The group's offset.
    pub(crate) committed: Option<i64>,
    /// The first offset the journal keeps.
    pub(crate) low: i64,
    /// The meta record.
    pub(crate) meta: Option<Meta>,
    /// The tenants.
    pub(crate) tenants: BTreeMap<TenantId, StoredTenant>,
}

/// Whether what was found fits together. Nothing is ever reset silently: where it does not fit, the
/// text says what to do.
pub(crate) fn decide(found: Found, group: &str, topics: &Topics) -> Result<Start, String> {
    let (state, journal) = (&topics.state, &topics.journal);
    match (found.committed, found.meta) {
        (None, None) if found.tenants.is_empty() => {
            Ok(Start { from: found.low, committed: found.low, ..Start::default() })
        }
        (None, _) => Err(format!(
            "{state} holds state but group {group} has no offset (it expired or was deleted). Restore the group's \
             offset, or delete the records of {state} to begin anew at the start of {journal}"
        )),
        (Some(offset), None) => Err(format!(
            "group {group} stands at {offset} but {state} holds no meta record (it was emptied or is another \
             installation's). Bring {state} back, or delete the group's offsets to begin anew"
        )),
        (Some(offset), Some(meta)) if offset < found.low || meta.from < found.low => Err(format!(
            "{journal} begins at {}, but reading has to continue at {} (offset {offset}): retention has deleted records \
             that were never read. Lengthen retention.ms; to go on with the gap delete the group's offsets and the \
             records of {state}",
            found.low, meta.from
        )),
        (Some(offset), Some(meta)) => Ok(Start {
            from: meta.from,
            committed: offset,
            context: meta.context,
            skips: meta.skips.into_iter().collect(),
            tenants: found.tenants,
        }),
    }
}

/// A partition's answer: where it continues, or why not.
pub(crate) type Answer = (i32, Result<Start, RunError>);

/// Reads the stored state of these partitions on a thread of its own, one after the other: the worker
/// goes on polling meanwhile.
pub(crate) fn begin(settings: &KafkaSettings, group: &str, partitions: Vec<i32>) -> Result<Receiver<Answer>, RunError> {
    let committed: BaseConsumer<Reading> =
        client::make(&client::reader(settings, group, Isolation::Committed), Reading)?;
    let ends: BaseConsumer<Reading> = client::make(&client::reader(settings, group, Isolation::Uncommitted), Reading)?;
    let topics = Topics::new(&settings.prefix);
    let group = group.to_owned();
    let (answer, answers) = channel();
    std::thread::Builder::new()
        .name("restore".to_owned())
        .spawn(move || {
            for partition in partitions {
                let start = look(&committed, &ends, &topics, partition)
                    .and_then(|found| decide(found, &group, &topics))
                    .map_err(|why| RunError::Refused { partition, why });
                if answer.send((partition, start)).is_err() {
                    return;
                }
            }
        })
        .map_err(|e| RunError::Configuration(format!("no thread can be started: {e}")))?;
    Ok(answers)
}

fn look(
    committed: &BaseConsumer<Reading>,
    ends: &BaseConsumer<Reading>,
    topics: &Topics,
    partition: i32,
) -> Result<Found, String> {
    let offset = asked(|| group_offset(committed, &topics.journal, partition));
    let (low, _) = asked(|| committed.fetch_watermarks(&topics.journal, partition, CALL_TIMEOUT));
    // Under read_committed this would be the last stable offset; what matters is what was written.
    let (begin, end) = asked(|| ends.fetch_watermarks(&topics.state, partition, CALL_TIMEOUT));
    let (meta, tenants) = read_state(committed, &topics.state, partition, begin, end)?;
    Ok(Found { committed: offset, low, meta, tenants })
}

/// Asks until there is an answer: a broker that is away comes back, and until then nothing can be done.
fn asked<T>(mut ask: impl FnMut() -> KafkaResult<T>) -> T {
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(error) => {
                tracing::warn!(%error, "restore asks again");
                std::thread::sleep(AGAIN);
            }
        }
    }
}

fn group_offset(consumer: &BaseConsumer<Reading>, topic: &str, partition: i32) -> KafkaResult<Option<i64>> {
    let mut list = TopicPartitionList::new();
    list.add_partition(topic, partition);
    let found = consumer.committed_offsets(list, CALL_TIMEOUT)?;
    let element = found.find_partition(topic, partition);
    let Some(element) = element else { return Ok(None) };
    element.error()?;
    Ok(match element.offset() {
        Offset::Offset(offset) => Some(offset),
        _ => None,
    })
}

fn read_state(
    consumer: &BaseConsumer<Reading>,
    topic: &str,
    partition: i32,
    begin: i64,
    end: i64,
) -> Result<(Option<Meta>, BTreeMap<TenantId, StoredTenant>), String> {
    let mut reader = Reader::default();
    if end <= begin {
        return reader.finish();
    }
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
            Some(Ok(message)) if message.partition() == partition => {
                records += 1;
                reader.take(message.key().unwrap_or_default(), message.payload())?;
            }
            Some(Err(KafkaError::PartitionEOF(at))) if at == partition => break,
            Some(Err(error)) => tracing::info!(%error, "while state is read"),
            Some(Ok(_)) | None => {}
        }
    }
    consumer.unassign().map_err(|e| e.to_string())?;
    tracing::info!(partition, records, took = ?since.elapsed(), "state read");
    reader.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(committed: Option<i64>, low: i64, meta_from: Option<i64>) -> Found {
        let meta = meta_from.map(|from| Meta::new(from, Context::default(), vec![from + 1]));
        Found { committed, low, meta, tenants: BTreeMap::new() }
    }

    fn decided(found: Found) -> Result<(i64, i64), String> {
        decide(found, "groundswell.correlate", &Topics::new("groundswell")).map(|s| (s.from, s.committed))
    }

    #[test]
    fn a_young_partition_begins_at_the_journals_beginning() {
        assert_eq!(decided(found(None, 5, None)), Ok((5, 5)));
    }

    #[test]
    fn a_known_one_replays_from_its_meta_record() {
        assert_eq!(decided(found(Some(90), 5, Some(40))), Ok((40, 90)));
        assert_eq!(decided(found(Some(5), 5, Some(5))), Ok((5, 5)), "at the limit");
    }

    #[test]
    fn nothing_is_reset_silently() {
        for (committed, low, meta) in
            [(None, 0, Some(3)), (Some(3), 0, None), (Some(4), 5, Some(4)), (Some(9), 5, Some(4))]
        {
            let refused = decided(found(committed, low, meta)).unwrap_err();
            assert!(refused.contains("delete") && refused.contains("groundswell.state.v1"), "{refused}");
        }
        let orphan = Found {
            tenants: BTreeMap::from([(TenantId::new("acme").unwrap(), StoredTenant::default())]),
            ..found(None, 0, None)
        };
        assert!(decided(orphan).is_err());
    }
}
