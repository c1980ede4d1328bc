//! Whether the workers turn, and whether they are ready: what /healthz and /readyz ask.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A loop that has not turned for this long is taken for stuck. A commit waits through an outage of
/// the brokers without a limit, so it is well above one.
const STUCK: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, Debug)]
struct Worker {
    turned: Instant,
    assigned: usize,
    restoring: usize,
    joined: bool,
}

/// What the workers last said of themselves. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Health {
    workers: Arc<Mutex<BTreeMap<String, Worker>>>,
}

impl Health {
    /// A worker's loop turned.
    pub(crate) fn turned(&self, worker: &str, joined: bool, assigned: usize, restoring: usize) {
        let now = Worker { turned: Instant::now(), assigned, restoring, joined };
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        match workers.get_mut(worker) {
            Some(known) => *known = now,
            None => {
                workers.insert(worker.to_owned(), now);
            }
        }
    }

    /// Whether every loop turns.
    ///
    /// # Errors
    /// Which does not, for a person.
    pub fn live(&self) -> Result<(), String> {
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        match workers.iter().find(|(_, w)| w.turned.elapsed() > STUCK) {
            Some((name, w)) => Err(format!("{name} has not turned for {} s", w.turned.elapsed().as_secs())),
            None => Ok(()),
        }
    }

    /// Whether every worker has its partitions, restored and caught up with what was published.
    ///
    /// # Errors
    /// What is still to come, for a person.
    pub fn ready(&self) -> Result<(), String> {
        self.live()?;
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        if workers.is_empty() {
            return Err("no worker has started".to_owned());
        }
        for (name, w) in workers.iter() {
            if !w.joined {
                return Err(format!("{name} has no assignment yet"));
            }
            if w.restoring > 0 {
                return Err(format!("{name} restores {} of {} partitions", w.restoring, w.assigned));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_means_assigned_and_restored() {
        let health = Health::default();
        assert!(health.ready().is_err());
        health.turned("correlate-0", false, 0, 0);
        assert!(health.ready().unwrap_err().contains("no assignment"));
        health.turned("correlate-0", true, 4, 1);
        assert_eq!(health.ready().unwrap_err(), "correlate-0 restores 1 of 4 partitions");
        health.turned("correlate-0", true, 4, 0);
        assert_eq!(health.ready(), Ok(()));
        assert_eq!(health.live(), Ok(()));
    }
}
