//! One worker of stage 2: its clients, its loop, and what rebalances call. The work itself is in
//! [`super::correlate_work`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance};
use rdkafka::producer::BaseProducer;
use rdkafka::statistics::Statistics;

use super::client;
use super::contexts::{self, Producing};
use super::correlate_work::Work;
use super::owners::Owners;
use super::shared::{Ended, Shared, consumer_failed, report_lag};
use super::transaction::Transaction;

/// How long a poll waits where nothing is due.
const IDLE: Duration = Duration::from_millis(50);
/// Records taken between two looks at what else is due: a few milliseconds.
const RECORDS_A_TURN: usize = 500;

/// What the client calls back.
pub(crate) struct Correlating {
    work: Mutex<Work>,
    shared: Arc<Shared>,
}

impl Correlating {
    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Correlating {
    fn log(&self, level: rdkafka::config::RDKafkaLogLevel, facility: &str, message: &str) {
        contexts::log(level, facility, message);
    }
    fn error(&self, error: rdkafka::error::KafkaError, reason: &str) {
        self.shared.outages.reported(&error, reason);
    }
    fn stats(&self, statistics: Statistics) {
        report_lag(&self.shared.metrics, &statistics);
    }
}

impl ConsumerContext for Correlating {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Revoke(list) = rebalance {
            let partitions: Vec<i32> = list.elements().iter().map(|e| e.partition()).collect();
            self.work().revoke(consumer, &partitions);
        }
    }
    fn post_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Assign(list) = rebalance {
            let partitions = list.elements().iter().map(|e| e.partition()).collect();
            self.work().gain(partitions, consumer.pause(list));
        }
    }
}

/// Works until it is asked to stop, or until its clients are of no use any more.
pub(crate) fn session(shared: &Arc<Shared>, worker: usize, session: u32) -> Result<(), Ended> {
    let kafka = &shared.settings.kafka;
    let id = client::worker_id(kafka, "correlate", worker);
    let group = format!("{}.correlate", kafka.prefix);
    let producer: BaseProducer<Producing> =
        client::make(&client::transactional(kafka, &id), Producing(shared.outages.clone()))?;
    let transaction = Transaction::take_over(producer, id.clone())?;
    let member = client::member_id(&id, session);
    let config = client::member(kafka, shared.cluster, &group, &member);
    let owners = shared.watch_owners(&group, &member, &[&shared.topics.journal])?;
    let work = Work::new(Arc::clone(shared), id.clone(), group, transaction);
    let context = Correlating { work: Mutex::new(work), shared: Arc::clone(shared) };
    let consumer: BaseConsumer<Correlating> = client::make(&config, context)?;
    consumer.subscribe(&[&shared.topics.journal]).map_err(|e| Ended::Again(e.to_string()))?;
    let ended = work_on(&consumer, shared, &id, owners.as_ref());
    consumer.context().work().close(&ended);
    ended
}

fn work_on(
    consumer: &BaseConsumer<Correlating>,
    shared: &Shared,
    id: &str,
    owners: Option<&Owners>,
) -> Result<(), Ended> {
    let context = Arc::clone(consumer.context());
    while !shared.stopping() {
        let mut wait = context.work().wait(IDLE);
        for _ in 0..RECORDS_A_TURN {
            // Inside poll a rebalance may want the work: it is not held here.
            match consumer.poll(wait) {
                Some(Ok(message)) => context.work().take(consumer, &message)?,
                Some(Err(error)) => consumer_failed(&error, id, &shared.outages)?,
                None => break,
            }
            wait = Duration::ZERO;
        }
        context.work().turn(consumer)?;
        if owners.is_some_and(Owners::are_missing) {
            context.work().flush(consumer, Duration::ZERO)?;
            return Err(Ended::Again("journal partitions had no owner".to_owned()));
        }
    }
    context.work().flush(consumer, Duration::ZERO)
}
