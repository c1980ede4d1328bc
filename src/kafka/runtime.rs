//! Starts the workers' threads, rebuilds what broke, and stops them without losing or repeating
//! anything.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::contexts::Outages;
use super::error::RunError;
use super::shared::{Ended, Shared};
use super::topics::{self, Topics};
use super::{Clock, Cluster, Health, Metrics, correlate_worker, publish, understand_worker};
use crate::load::run::RunSettings;
use crate::pipeline::partition::TenantOutput;

/// Pause before a worker makes its clients anew, doubled up to the second.
const AGAIN_FIRST: Duration = Duration::from_millis(100);
const AGAIN_LAST: Duration = Duration::from_secs(5);
/// A session that lasted this long was a good one: the pause begins anew.
const GOOD_SESSION: Duration = Duration::from_secs(30);
/// How long a stop may take. A commit waits for the brokers without a limit, and a client may hang
/// while it is closed; what is committed by then is committed, the rest is read again.
const STOP_WITHIN: Duration = Duration::from_secs(30);
/// How often the threads are looked after.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Stage 1.
    Understand,
    /// Stage 2.
    Correlate,
}

/// Everything a run needs.
#[derive(Clone, Debug)]
pub struct Run {
    /// Settled settings.
    pub settings: Arc<RunSettings>,
    /// What this process does.
    pub roles: Vec<Role>,
    /// Where the brokers are.
    pub cluster: Cluster,
    /// Understand's clock.
    pub clock: Clock,
    /// Where it counts.
    pub metrics: Metrics,
    /// What it says of itself.
    pub health: Health,
    /// Is told what was committed, for a terminal in this process; nothing is decided by it.
    pub told: Option<Sender<TenantOutput>>,
    /// Tenants whose stored parts cannot be read begin anew, and what they had open is closed; otherwise
    /// such a start is refused.
    pub close_open: bool,
}

/// A run in progress.
pub struct Running {
    shared: Arc<Shared>,
    ends: Receiver<Result<(), RunError>>,
    workers: usize,
}

impl Run {
    /// Checks the topics, publishes the files' settings where they changed, and starts the workers.
    ///
    /// # Errors
    /// [`RunError`] where no broker answers, a topic is missing or wrong, or a client cannot be made.
    pub fn start(self) -> Result<Running, RunError> {
        let kafka = &self.settings.kafka;
        if self.cluster == Cluster::Real {
            let bad: Vec<String> =
                topics::settle(kafka, false)?.iter().filter(|f| !f.is_good()).map(ToString::to_string).collect();
            if !bad.is_empty() {
                return Err(RunError::Configuration(bad.join("\n")));
            }
        }
        let sources_version = match self.roles.contains(&Role::Understand) {
            true => publish::publish_files(&self.settings)?.sources_version,
            false => 0,
        };
        let shared = Arc::new(Shared {
            topics: Topics::new(&kafka.prefix),
            cluster: self.cluster,
            clock: self.clock,
            metrics: self.metrics,
            health: self.health,
            sources_version,
            told: self.told,
            close_open: self.close_open,
            outages: Outages::default(),
            stop: AtomicBool::new(false),
            settings: Arc::clone(&self.settings),
        });
        let (end, ends) = channel();
        let mut workers = 0;
        for role in self.roles {
            let count = match role {
                Role::Understand => kafka.understand_workers,
                Role::Correlate => kafka.correlate_workers,
            };
            for number in 0..count {
                let (shared, end) = (Arc::clone(&shared), end.clone());
                let name = format!("{role:?}-{number}").to_lowercase();
                std::thread::Builder::new()
                    .name(name.clone())
                    .spawn(move || {
                        let work = std::panic::AssertUnwindSafe(|| keep_working(&shared, role, number));
                        let result = std::panic::catch_unwind(work)
                            .unwrap_or_else(|_| Err(RunError::Defect(format!("worker {name} panicked"))));
                        // Nobody waits any more when the receiver is gone.
                        let _ = end.send(result);
                    })
                    .map_err(|e| RunError::Configuration(format!("no thread can be started: {e}")))?;
                workers += 1;
            }
        }
        Ok(Running { shared, ends, workers })
    }
}

/// Sessions, one after the other, until one ends for good.
fn keep_working(shared: &Arc<Shared>, role: Role, number: usize) -> Result<(), RunError> {
    let mut pause = AGAIN_FIRST;
    for session in 0.. {
        let begun = Instant::now();
        let ended = match role {
            Role::Understand => understand_worker::session(shared, number, session),
            Role::Correlate => correlate_worker::session(shared, number, session),
        };
        match ended {
            Ok(()) => return Ok(()),
            Err(Ended::Run(error)) => return Err(error),
            Err(Ended::Again(why) | Ended::Abort(why)) => {
                if shared.stopping() {
                    return Ok(());
                }
                tracing::warn!(?role, number, why, "new clients, then on from what is committed");
                shared.metrics.rebuilds.inc();
                pause = if begun.elapsed() >= GOOD_SESSION { AGAIN_FIRST } else { (pause * 2).min(AGAIN_LAST) };
                std::thread::sleep(pause);
            }
        }
    }
    Ok(())
}

impl Running {
    /// Asks the workers to stop: they write everything dirty and commit, so that a restart replays
    /// nothing.
    pub fn stop(&self) {
        self.shared.stop();
    }

    /// Waits until every worker has ended. The first that fails stops the others. `stop` is asked often
    /// whether to stop.
    ///
    /// # Errors
    /// The first worker's error.
    pub fn wait(self, mut stop: impl FnMut() -> bool) -> Result<(), RunError> {
        let mut result = Ok(());
        let mut left = self.workers;
        let mut stopping_since: Option<Instant> = None;
        while left > 0 {
            match self.ends.recv_timeout(LOOK_EVERY) {
                Ok(ended) => {
                    left -= 1;
                    if ended.is_err() && result.is_ok() {
                        result = ended;
                        self.stop();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if stop() {
                self.stop();
            }
            if self.shared.stopping() && stopping_since.get_or_insert_with(Instant::now).elapsed() > STOP_WITHIN {
                tracing::warn!(left, "workers did not end in time; what is not committed is read again");
                break;
            }
        }
        result
    }
}
