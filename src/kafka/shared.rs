//! What the threads of one process share, and how a worker's session ends.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use rdkafka::error::KafkaError;
use rdkafka::statistics::Statistics;
use rdkafka::types::RDKafkaErrorCode;

use super::contexts::Outages;
use super::dead_letter::Dead;
use super::error::RunError;
use super::owners::Owners;
use super::topics::Topics;
use super::transaction::{Failure, Record};
use super::{Clock, Cluster, Health, Metrics};
use crate::candidate::EventKind;
use crate::engine::output::Output;
use crate::load::run::RunSettings;
use crate::pipeline::partition::TenantOutput;
use crate::pipeline::understand::DeadLetter;

/// What the threads of one process share.
pub(crate) struct Shared {
    pub(crate) settings: Arc<RunSettings>,
    pub(crate) cluster: Cluster,
    pub(crate) clock: Clock,
    pub(crate) topics: Topics,
    pub(crate) metrics: Metrics,
    pub(crate) health: Health,
    pub(crate) sources_version: u64,
    /// Is told what was committed.
    pub(crate) told: Option<Sender<TenantOutput>>,
    /// What cannot be read begins anew.
    pub(crate) close_open: bool,
    pub(crate) outages: Outages,
    pub(crate) stop: AtomicBool,
}

impl Shared {
    /// Whether a stop was asked for.
    pub(crate) fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Asks every thread to stop.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Watches that a group's partitions have owners, where the brokers can be asked.
    pub(crate) fn watch_owners(&self, group: &str, member: &str, topics: &[&str]) -> Result<Option<Owners>, RunError> {
        match self.cluster {
            Cluster::Real => Owners::watch(&self.settings.kafka, group, member, topics).map(Some),
            Cluster::Embedded => Ok(None),
        }
    }

    /// Counts a dead letter and gives its record.
    pub(crate) fn bury(&self, dead: &Dead<'_>, letter: &DeadLetter) -> Record {
        self.metrics.dead_letter(letter.reason);
        dead.record(&self.topics.dead_letters, letter, self.settings.dead_letter_bodies)
    }

    /// Counts what was committed.
    pub(crate) fn count(&self, outputs: &[TenantOutput]) {
        for said in outputs {
            match &said.output {
                Output::Candidate(event) if event.kind == EventKind::Opened => {
                    self.metrics.candidate_opened(&event.candidate);
                }
                Output::Verdict(verdict) => self.metrics.verdict(verdict),
                Output::Feedback(taken) => self.metrics.feedback(*taken),
                Output::Watch(said) if said.ended => self.metrics.watched(said),
                Output::Scorecard(card) => card.news.iter().for_each(|news| self.metrics.scored(*news)),
                Output::Candidate(_)
                | Output::Cluster(_)
                | Output::ClusterGone(_)
                | Output::Moved(_)
                | Output::Watch(_)
                | Output::WatchGone(_)
                | Output::ScorecardGone(_) => {}
            }
            if let Some(told) = &self.told {
                // Whoever listened may have gone.
                let _ = told.send(said.clone());
            }
        }
    }
}

/// Why a worker's session ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// The whole run ends.
    Run(RunError),
    /// New clients, then on from what is committed.
    Again(String),
    /// The same, but first the open transaction is taken back.
    Abort(String),
}

impl From<RunError> for Ended {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Abort(why) => Self::Abort(why),
            Failure::Rebuild(why) => Self::Again(why),
            Failure::Double(id) => Self::Run(RunError::Double { id }),
            Failure::Defect(why) => Self::Run(RunError::Defect(why)),
            Failure::TooLarge(bytes) => Self::Again(format!("a record of {bytes} bytes")),
        }
    }
}

/// What a poll's error means. Most are said while the client helps itself.
pub(crate) fn consumer_failed(error: &KafkaError, id: &str, outages: &Outages) -> Result<(), Ended> {
    match error {
        KafkaError::MessageConsumptionFatal(RDKafkaErrorCode::FencedInstanceId) if outages.is_double(id) => {
            Err(RunError::Double { id: id.to_owned() }.into())
        }
        KafkaError::MessageConsumptionFatal(code) => Err(Ended::Again(code.to_string())),
        other => {
            tracing::debug!(error = %other, "while polling");
            Ok(())
        }
    }
}

/// Sets the lag of the partitions owned, by topic.
pub(crate) fn report_lag(metrics: &Metrics, statistics: &Statistics) {
    let by_name: BTreeMap<_, _> = statistics.topics.iter().collect();
    for (name, topic) in by_name {
        let owned = topic.partitions.values().filter(|p| p.consumer_lag >= 0);
        metrics.lag.with_label_values(&[name.as_str()]).set(owned.map(|p| p.consumer_lag).sum());
    }
}
