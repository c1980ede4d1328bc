//! Asks brokers for the ends of the source partitions, on a thread of its own: the call blocks, and
//! the worker's loop must not.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};

use super::Clock;
use super::client;
use super::contexts::Reading;
use super::error::RunError;
use super::merge::End;
use crate::load::run::KafkaSettings;

/// How long one answer is waited for; the next second asks again.
const WAIT: Duration = Duration::from_secs(2);

/// A source partition by name.
pub(crate) type Named = (String, i32);

/// What to ask: of which partition, and whether the group's offset is wanted, too.
pub(crate) type Question = (Named, bool);

/// The helper thread's two ends. Dropping them ends it.
pub(crate) struct Ends {
    questions: Sender<Vec<Question>>,
    answers: Receiver<(Named, End)>,
}

impl Ends {
    /// Starts the helper with a client of its own that sees committed records only and joins no group;
    /// it asks for the offsets of `group`.
    pub(crate) fn start(settings: &KafkaSettings, group: &str, clock: Clock) -> Result<Self, RunError> {
        let config = client::reader(settings, group, client::Isolation::Committed);
        let consumer: BaseConsumer<Reading> = client::make(&config, Reading)?;
        let (questions, asked) = channel::<Vec<Question>>();
        let (answer, answers) = channel();
        std::thread::Builder::new()
            .name("ends".to_owned())
            .spawn(move || {
                while let Ok(mut places) = asked.recv() {
                    // A slow broker must not leave a queue of old questions behind.
                    while let Ok(newer) = asked.try_recv() {
                        places = newer;
                    }
                    for (named, fresh) in places {
                        let Some(end) = ask(&consumer, &named, fresh, &clock) else { continue };
                        if answer.send((named, end)).is_err() {
                            return;
                        }
                    }
                }
            })
            .map_err(|e| RunError::Configuration(format!("no thread can be started: {e}")))?;
        Ok(Self { questions, answers })
    }

    /// Asks for the ends of these partitions.
    pub(crate) fn ask(&self, places: Vec<Question>) {
        // A helper that ended answers nothing: progress stands still, which is what it must do then.
        let _ = self.questions.send(places);
    }

    /// The next answer that is there.
    pub(crate) fn answer(&self) -> Option<(Named, End)> {
        self.answers.try_recv().ok()
    }
}

fn ask(consumer: &BaseConsumer<Reading>, named: &Named, fresh: bool, clock: &Clock) -> Option<End> {
    let (topic, partition) = named;
    let asked = clock.now();
    let metadata = consumer.fetch_metadata(Some(topic), WAIT).ok()?;
    let partitions = i32::try_from(metadata.topics().first()?.partitions().len()).ok()?;
    let (low, offset) = consumer.fetch_watermarks(topic, *partition, WAIT).ok()?;
    let committed = if fresh { group_offset(consumer, topic, *partition)? } else { None };
    Some(End { low, offset, committed, asked, partitions })
}

/// The group's offset of a partition; the outer none where nobody answered.
fn group_offset(consumer: &BaseConsumer<Reading>, topic: &str, partition: i32) -> Option<Option<i64>> {
    let mut list = TopicPartitionList::new();
    list.add_partition(topic, partition);
    let found = consumer.committed_offsets(list, WAIT).ok()?;
    let element = found.find_partition(topic, partition)?;
    element.error().ok()?;
    Some(match element.offset() {
        Offset::Offset(offset) => Some(offset),
        _ => None,
    })
}
