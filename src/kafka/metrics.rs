//! What the workers count, resolved once: a look-up of a label costs more than the count.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prometheus::core::Collector;
use prometheus::{Gauge, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry};

use super::error::RunError;
use crate::engine::output::Reason;
use crate::pipeline::understand::DeadReason;
use crate::rank::Rank;

/// What became of a message: every one read is exactly one of the others in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was read from a source.
    Read,
    /// It counts for a cluster.
    Counted,
    /// It is no problem report, names no feature, or comes from inside.
    Filtered,
    /// It was read before.
    Duplicate,
    /// It came too late to open anything.
    Late,
    /// It went to the dead letters.
    Dead,
}

impl Outcome {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Read, "read"),
        (Self::Counted, "counted"),
        (Self::Filtered, "filtered"),
        (Self::Duplicate, "duplicate"),
        (Self::Late, "late"),
        (Self::Dead, "dead"),
    ];

    /// What a verdict makes of its message; none while it waits for another verdict.
    pub(crate) const fn of(reason: Reason) -> Option<Self> {
        match reason {
            Reason::Opened | Reason::Joined | Reason::NotEnough | Reason::AfterResolved | Reason::TooManyOpen => {
                Some(Self::Counted)
            }
            Reason::NoFeature | Reason::NotAProblem | Reason::Internal => Some(Self::Filtered),
            Reason::Duplicate => Some(Self::Duplicate),
            Reason::Late | Reason::LateForResolved => Some(Self::Late),
            Reason::Waiting => None,
        }
    }
}

/// The metrics of the Kafka side.
#[derive(Clone, Debug)]
pub struct Metrics {
    outcomes: Vec<IntCounter>,
    dead: IntCounterVec,
    opened: IntCounterVec,
    pub(crate) lag: IntGaugeVec,
    pub(crate) transactions: Histogram,
    pub(crate) restores: Histogram,
    pub(crate) last_commit: Gauge,
    pub(crate) rebuilds: IntCounter,
    pub(crate) clamped: IntCounter,
}

impl Metrics {
    /// Metrics in a registry of their own.
    ///
    /// # Errors
    /// [`RunError::Defect`] where a name is not a good one.
    pub fn with_registry() -> Result<(Self, Registry), RunError> {
        let registry = Registry::new();
        let metrics = Self::new(&registry).map_err(|e| RunError::Defect(format!("metrics: {e}")))?;
        Ok((metrics, registry))
    }

    /// Registers everything.
    ///
    /// # Errors
    /// Where a name is taken in that registry.
    pub fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let messages = IntCounterVec::new(
            Opts::new("groundswell_messages_total", "Messages by what became of them; read is the sum of the others."),
            &["outcome"],
        )?;
        let dead = IntCounterVec::new(
            Opts::new("groundswell_dead_letters_total", "Records sent to the dead letters, by reason."),
            &["reason"],
        )?;
        let opened = IntCounterVec::new(
            Opts::new("groundswell_candidates_opened_total", "Candidates opened, by rank."),
            &["rank"],
        )?;
        let lag = IntGaugeVec::new(
            Opts::new("groundswell_consumer_lag", "Records behind the end, by topic, of the partitions owned here."),
            &["topic"],
        )?;
        let transactions = Histogram::with_opts(
            HistogramOpts::new("groundswell_transaction_seconds", "From begin to commit.")
                .buckets(vec![0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0]),
        )?;
        let restores = Histogram::with_opts(
            HistogramOpts::new(
                "groundswell_restore_seconds",
                "From assignment of a journal partition until it is caught up.",
            )
            .buckets(vec![0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0]),
        )?;
        let last_commit = Gauge::new("groundswell_last_commit_timestamp", "Unix time of the last commit, in seconds.")?;
        let rebuilds = IntCounter::new("groundswell_clients_rebuilt_total", "Times a worker made its clients anew.")?;
        let clamped = IntCounter::new("groundswell_clamped_total", "Records whose own time lay ahead of our clock.")?;
        let all: [Box<dyn Collector>; 9] = [
            Box::new(messages.clone()),
            Box::new(dead.clone()),
            Box::new(opened.clone()),
            Box::new(lag.clone()),
            Box::new(transactions.clone()),
            Box::new(restores.clone()),
            Box::new(last_commit.clone()),
            Box::new(rebuilds.clone()),
            Box::new(clamped.clone()),
        ];
        for collector in all {
            registry.register(collector)?;
        }
        let outcomes = Outcome::ALL.iter().map(|(_, name)| messages.with_label_values(&[*name])).collect();
        Ok(Self { outcomes, dead, opened, lag, transactions, restores, last_commit, rebuilds, clamped })
    }

    pub(crate) fn count(&self, outcome: Outcome, messages: u64) {
        let index = Outcome::ALL.iter().position(|(o, _)| *o == outcome).unwrap_or_default();
        if let Some(counter) = self.outcomes.get(index) {
            counter.inc_by(messages);
        }
    }

    pub(crate) fn dead_letter(&self, reason: DeadReason) {
        self.dead.with_label_values(&[reason.name()]).inc();
    }

    pub(crate) fn candidate_opened(&self, rank: Rank) {
        self.opened.with_label_values(&[rank.number().to_string().as_str()]).inc();
    }

    /// A transaction was committed after this long.
    pub(crate) fn commit(&self, took: Duration) {
        self.transactions.observe(took.as_secs_f64());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.last_commit.set(now.as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_there_from_the_start() {
        let registry = Registry::new();
        let metrics = Metrics::new(&registry).unwrap();
        metrics.count(Outcome::Dead, 2);
        let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        assert!(text.contains("groundswell_messages_total{outcome=\"dead\"} 2"), "{text}");
        assert!(text.contains("groundswell_messages_total{outcome=\"read\"} 0"), "{text}");
        assert!(Metrics::new(&registry).is_err(), "twice in one registry");
    }
}
