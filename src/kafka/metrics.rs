//! What the workers count, resolved once: a look-up of a label costs more than the count.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prometheus::core::Collector;
use prometheus::{
    Gauge, GaugeVec, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
};

use super::error::RunError;
use crate::candidate::Candidate;
use crate::candidate::answers::Dismissal;
use crate::candidate::scorecard::{First, Judged, News};
use crate::engine::deploy::{AfterDeploy, Basis, DeployVerdict};
use crate::engine::output::{Reason, Taken, Verdict};
use crate::ids::FeatureId;
use crate::monitor::HealthState;
use crate::pipeline::understand::DeadReason;
use crate::time::{Span, Timestamp};
use reach::Reach;

mod reach;

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

/// What becomes of the watch of a deploy: its verdict, or that there was no room for it.
const WATCHED: [&str; 4] = [
    DeployVerdict::Failing.name(),
    DeployVerdict::NoEvidenceOfFailure.name(),
    DeployVerdict::TooFewToSay.name(),
    "shed",
];

/// What people may say of a candidate: that it is an incident, or why it is dismissed.
fn judgements() -> impl Iterator<Item = Judged> {
    Dismissal::ALL.into_iter().map(Judged::Dismissed).chain([Judged::Confirmed])
}

/// How far what was heard lies behind the clock, over all workers of the process.
#[derive(Clone, Debug)]
struct EventLag {
    /// Without labels; a vector, so that it is absent until something was heard.
    seconds: GaugeVec,
    /// What each worker has heard of its slowest partition.
    heard: Arc<Mutex<BTreeMap<String, Timestamp>>>,
}

/// The metrics of the Kafka side.
#[derive(Clone, Debug)]
pub struct Metrics {
    outcomes: Vec<IntCounter>,
    dead: IntCounterVec,
    opened: IntCounterVec,
    feedback: IntCounterVec,
    watches: IntCounterVec,
    open: [IntGauge; 2],
    tenants: [IntGauge; 2],
    found_first: [IntCounter; 2],
    judged: IntCounterVec,
    blind_spots: [IntCounter; 2],
    latency: Histogram,
    event_lag: EventLag,
    reach: Reach,
    pub(crate) lag: IntGaugeVec,
    pub(crate) transactions: Histogram,
    pub(crate) restores: Histogram,
    pub(crate) last_commit: Gauge,
    pub(crate) rebuilds: IntCounter,
    pub(crate) clamped: IntCounter,
}

/// Registers a metric and gives it back.
fn kept<C: Collector + Clone + 'static>(
    registry: &Registry,
    made: Result<C, prometheus::Error>,
) -> Result<C, prometheus::Error> {
    let metric = made?;
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

fn counters(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, prometheus::Error> {
    kept(registry, IntCounterVec::new(Opts::new(name, help), labels))
}

fn seconds(registry: &Registry, name: &str, help: &str, buckets: &[f64]) -> Result<Histogram, prometheus::Error> {
    kept(registry, Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec())))
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
    pub fn new(r: &Registry) -> Result<Self, prometheus::Error> {
        let help = "Messages by what became of them; read is the sum of the others.";
        let messages = counters(r, "groundswell_messages_total", help, &["outcome"])?;
        let help = "Records sent to the dead letters, by reason.";
        let dead = counters(r, "groundswell_dead_letters_total", help, &["reason"])?;
        let help = "What people said of messages and candidates, by what became of it.";
        let feedback = counters(r, "groundswell_feedback_total", help, &["outcome"])?;
        let help = "Deploys whose hour is over, by what reports say of them; shed where too many were watched.";
        let watches = counters(r, "groundswell_watches_total", help, &["verdict"])?;
        WATCHED.iter().for_each(|verdict| drop(watches.with_label_values(&[*verdict])));
        let help = "Candidates opened, by rank and by the gap that leads.";
        let opened = counters(r, "groundswell_candidates_opened_total", help, &["rank", "gap"])?;
        let help = "Candidates open now, by rank, of the partitions owned here.";
        let open = kept(r, IntGaugeVec::new(Opts::new("groundswell_candidates_open", help), &["rank"]))?;
        let help = "Tenants of the partitions owned here: awake, or asleep since nothing was for them lately.";
        let tenants = kept(r, IntGaugeVec::new(Opts::new("groundswell_tenants", help), &["state"]))?;
        let help = "Candidates by who knew first: customers, or monitoring where it was red before the first report.";
        let found = counters(r, "groundswell_found_first_total", help, &["by"])?;
        let help = "Candidates by what people said of them: confirmed, or why they were dismissed.";
        let judged = counters(r, "groundswell_candidates_judged_total", help, &["as"])?;
        judgements().for_each(|j| drop(judged.with_label_values(&[j.name()])));
        let help = "Blind spots of monitoring that an incident came through, and those that a probe covers since.";
        let blind = counters(r, "groundswell_blind_spots_total", help, &["state"])?;
        let help = "From the arrival of the report that opened a candidate to its commit.";
        let buckets = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0];
        let latency = seconds(r, "groundswell_message_to_candidate_seconds", help, &buckets)?;
        let help = "How far what was heard of the slowest partition owned here lies behind the clock.";
        let event_lag = kept(r, GaugeVec::new(Opts::new("groundswell_event_lag_seconds", help), &[]))?;
        let help = "Records behind the end, by topic, of the partitions owned here.";
        let lag = kept(r, IntGaugeVec::new(Opts::new("groundswell_consumer_lag", help), &["topic"]))?;
        let buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0];
        let transactions = seconds(r, "groundswell_transaction_seconds", "From begin to commit.", &buckets)?;
        let help = "From assignment of a journal partition until it is caught up.";
        let buckets = [0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];
        let restores = seconds(r, "groundswell_restore_seconds", help, &buckets)?;
        let help = "Unix time of the last commit, in seconds.";
        let last_commit = kept(r, Gauge::new("groundswell_last_commit_timestamp", help))?;
        let help = "Times a worker made its clients anew.";
        let rebuilds = kept(r, IntCounter::new("groundswell_clients_rebuilt_total", help))?;
        let help = "Records whose own time lay ahead of our clock.";
        let clamped = kept(r, IntCounter::new("groundswell_clamped_total", help))?;
        Ok(Self {
            outcomes: Outcome::ALL.iter().map(|(_, name)| messages.with_label_values(&[*name])).collect(),
            dead,
            opened,
            feedback,
            watches,
            open: ["1", "2"].map(|rank| open.with_label_values(&[rank])),
            tenants: ["awake", "asleep"].map(|state| tenants.with_label_values(&[state])),
            found_first: ["customers", "monitoring"].map(|by| found.with_label_values(&[by])),
            judged,
            blind_spots: ["found", "closed"].map(|state| blind.with_label_values(&[state])),
            latency,
            event_lag: EventLag { seconds: event_lag, heard: Arc::default() },
            reach: Reach::new(r)?,
            lag,
            transactions,
            restores,
            last_commit,
            rebuilds,
            clamped,
        })
    }

    pub(crate) fn count(&self, outcome: Outcome, messages: u64) {
        let index = Outcome::ALL.iter().position(|(o, _)| *o == outcome).unwrap_or_default();
        if let Some(counter) = self.outcomes.get(index) {
            counter.inc_by(messages);
        }
    }

    /// A message has this verdict.
    pub(crate) fn verdict(&self, verdict: &Verdict) {
        if let Some(outcome) = Outcome::of(verdict.reason) {
            self.count(outcome, 1);
        }
        self.reach.hear(verdict);
    }

    /// What a worker has of features now: how many tenants have each in which health.
    pub(crate) fn features<'a>(&self, worker: &str, all: impl Iterator<Item = (&'a FeatureId, HealthState, u32)>) {
        self.reach.features(worker, all);
    }

    pub(crate) fn dead_letter(&self, reason: DeadReason) {
        self.dead.with_label_values(&[reason.name()]).inc();
    }

    /// A person said something.
    pub(crate) fn feedback(&self, taken: Taken) {
        self.feedback.with_label_values(&[taken.name()]).inc();
    }

    /// The hour behind a deploy is over.
    pub(crate) fn watched(&self, said: &AfterDeploy) {
        let verdict = if said.basis == Basis::TooMany { "shed" } else { said.verdict.name() };
        self.watches.with_label_values(&[verdict]).inc();
    }

    /// A candidate opened.
    pub(crate) fn candidate_opened(&self, candidate: &Candidate) {
        let gap = match candidate.gaps.first() {
            Some(first) if candidate.gap_stands_out => first.kind.name(),
            Some(_) => "unknown",
            None => "none",
        };
        self.opened.with_label_values(&[candidate.rank.number().to_string().as_str(), gap]).inc();
        let [customers, monitoring] = &self.found_first;
        if First::of(candidate) == First::Monitoring { monitoring } else { customers }.inc();
    }

    /// The scorecard has news.
    pub(crate) fn scored(&self, news: News) {
        let [found, closed] = &self.blind_spots;
        match news {
            News::Judged(judged) => self.judged.with_label_values(&[judged.name()]).inc(),
            News::BlindSpotFound => found.inc(),
            News::BlindSpotClosed => closed.inc(),
        }
    }

    /// So many more candidates are open, of rank 1 and of rank 2.
    pub(crate) fn open_changed(&self, more: [i64; 2]) {
        self.open.iter().zip(more).for_each(|(gauge, more)| gauge.add(more));
    }

    /// So many more tenants are awake, and sleep.
    pub(crate) fn tenants_changed(&self, more: [i64; 2]) {
        self.tenants.iter().zip(more).for_each(|(gauge, more)| gauge.add(more));
    }

    /// A report opened a candidate so long after it arrived.
    pub(crate) fn candidate_committed(&self, after: Span) {
        self.latency.observe(in_seconds(after).max(0.0));
    }

    /// A worker has heard its slowest partition up to there; none where it has nothing.
    pub(crate) fn heard(&self, worker: &str, until: Option<Timestamp>, now: Timestamp) {
        let mut heard = self.event_lag.heard.lock().unwrap_or_else(PoisonError::into_inner);
        match until {
            Some(until) => heard.insert(worker.to_owned(), until),
            None => heard.remove(worker),
        };
        match heard.values().min() {
            Some(slowest) => {
                let no_labels: [&str; 0] = [];
                self.event_lag.seconds.with_label_values(&no_labels).set(in_seconds(now - *slowest));
            }
            None => self.event_lag.seconds.reset(),
        }
    }

    /// A transaction was committed after this long.
    pub(crate) fn commit(&self, took: Duration) {
        self.transactions.observe(took.as_secs_f64());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.last_commit.set(now.as_secs_f64());
    }
}

fn in_seconds(span: Span) -> f64 {
    span.as_mins() * 60.0
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

    #[test]
    fn the_names_of_verdicts_on_deploys_are_few_and_known() {
        let registry = Registry::new();
        let metrics = Metrics::new(&registry).unwrap();
        for verdict in WATCHED {
            metrics.watches.with_label_values(&[verdict]).inc();
        }
        let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        let lines: Vec<&str> = text.lines().filter(|l| l.starts_with("groundswell_watches_total{")).collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines.iter().all(|l| l.ends_with(" 1")), "each was there from the start: {lines:?}");
    }

    #[test]
    fn what_people_say_of_candidates_is_counted_under_few_and_known_names() {
        let registry = Registry::new();
        let metrics = Metrics::new(&registry).unwrap();
        judgements().for_each(|judged| metrics.scored(News::Judged(judged)));
        metrics.scored(News::BlindSpotFound);
        let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        let judged: Vec<&str> =
            text.lines().filter(|l| l.starts_with("groundswell_candidates_judged_total{")).collect();
        assert_eq!(judged.len(), 6, "{judged:?}");
        assert!(judged.iter().all(|l| l.ends_with(" 1")), "each was there from the start: {judged:?}");
        assert!(text.contains("groundswell_blind_spots_total{state=\"found\"} 1"), "{text}");
        assert!(text.contains("groundswell_blind_spots_total{state=\"closed\"} 0"), "{text}");
    }

    #[test]
    fn the_slowest_worker_makes_the_lag_and_it_is_absent_until_something_was_heard() {
        let registry = Registry::new();
        let metrics = Metrics::new(&registry).unwrap();
        let at = |s: i64| Timestamp::from_millis(s * 1_000);
        let line = || {
            let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
            let found = text.lines().find(|l| l.starts_with("groundswell_event_lag_seconds "));
            found.map(|l| l.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
        };
        metrics.heard("a", None, at(100));
        assert_eq!(line(), None);
        metrics.heard("a", Some(at(90)), at(100));
        metrics.heard("b", Some(at(95)), at(101));
        assert_eq!(line(), Some(11.0));
        metrics.heard("a", None, at(102));
        assert_eq!(line(), Some(7.0));
        metrics.heard("b", None, at(103));
        assert_eq!(line(), None);
    }
}
