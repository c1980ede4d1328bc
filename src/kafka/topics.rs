//! The topics of an installation: their names, how they are made and what must be true of them.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::types::RDKafkaErrorCode;

use super::client::{self, CALL_TIMEOUT};
use super::contexts::Reading;
use super::error::RunError;
use crate::load::run::KafkaSettings;

const DAY_MS: i64 = 86_400_000;
/// Every event of a candidate or a deploy is there for so long; then the last of each stays.
const EACH_EVENT_DAYS: i64 = 7;
/// Both policies at once: what is taken back goes, and the rest by its age.
const BOTH: &str = "compact,delete";

/// The names of an installation's own topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topics {
    /// Internal: the order of everything.
    pub journal: String,
    /// What `apply` and `forget` publish; a source.
    pub config: String,
    /// Internal: the engines' parts.
    pub state: String,
    /// Incident candidates.
    pub candidates: String,
    /// Live clusters and the watch list.
    pub clusters: String,
    /// Verdicts.
    pub decisions: String,
    /// What reports say of deploys.
    pub watches: String,
    /// What was found, and who knew it first.
    pub scorecard: String,
    /// What could not be understood.
    pub dead_letters: String,
}

impl Topics {
    /// The topics under a prefix.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        let name = |kind: &str| format!("{prefix}.{kind}.v1");
        Self {
            journal: name("journal"),
            config: name("config"),
            state: name("state"),
            candidates: name("candidates"),
            clusters: name("clusters"),
            decisions: name("decisions"),
            watches: name("watches"),
            scorecard: name("scorecard"),
            dead_letters: name("dead-letters"),
        }
    }

    /// Every topic of an installation with its number of partitions.
    pub(crate) fn wanted(settings: &KafkaSettings) -> Vec<Wanted> {
        let t = Self::new(&settings.prefix);
        let p = settings.journal_partitions;
        let deleted =
            |days: i64| vec![("cleanup.policy", "delete".to_owned()), ("retention.ms", (days * DAY_MS).to_string())];
        let compacted = || {
            vec![
                ("cleanup.policy", "compact".to_owned()),
                ("min.cleanable.dirty.ratio", "0.1".to_owned()),
                // Segments roll by size alone otherwise, and an open one is never compacted.
                ("segment.ms", DAY_MS.to_string()),
                // What is erased must not stay until enough else was written.
                ("max.compaction.lag.ms", DAY_MS.to_string()),
            ]
        };
        let both = |days: i64| {
            vec![
                ("cleanup.policy", BOTH.to_owned()),
                ("retention.ms", (days * DAY_MS).to_string()),
                ("segment.ms", DAY_MS.to_string()),
                ("min.compaction.lag.ms", (EACH_EVENT_DAYS * DAY_MS).to_string()),
                ("max.compaction.lag.ms", ((EACH_EVENT_DAYS + 1) * DAY_MS).to_string()),
            ]
        };
        let mut journal = deleted(7);
        journal.push(("message.timestamp.type", "LogAppendTime".to_owned()));
        vec![
            Wanted { name: t.journal, partitions: p, config: journal },
            Wanted { name: t.config, partitions: 1, config: compacted() },
            Wanted { name: t.state, partitions: p, config: compacted() },
            Wanted { name: t.candidates, partitions: p, config: both(90) },
            Wanted { name: t.clusters, partitions: p, config: compacted() },
            Wanted { name: t.decisions, partitions: p, config: deleted(7) },
            Wanted { name: t.watches, partitions: p, config: both(30) },
            Wanted { name: t.scorecard, partitions: p, config: compacted() },
            Wanted { name: t.dead_letters, partitions: p, config: deleted(14) },
        ]
    }
}

/// A topic as it should be.
pub(crate) struct Wanted {
    /// Its name.
    pub(crate) name: String,
    /// Its partitions.
    pub(crate) partitions: i32,
    /// What is set at its creation and must hold after.
    pub(crate) config: Vec<(&'static str, String)>,
}

/// What `topics` found of one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Good {
        /// The topic.
        topic: String,
    },
    /// It was made.
    Made {
        /// The topic.
        topic: String,
    },
    /// It is not there.
    Missing {
        /// The topic.
        topic: String,
    },
    /// Something about it is wrong; it is never changed silently.
    Wrong {
        /// The topic.
        topic: String,
        /// What.
        what: String,
        /// As found.
        found: String,
        /// As expected.
        expected: String,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Good { topic } => write!(f, "{topic}: good"),
            Self::Made { topic } => write!(f, "{topic}: made"),
            Self::Missing { topic } => write!(f, "{topic}: missing; `groundswell topics --create` makes it"),
            Self::Wrong { topic, what, found, expected } => {
                write!(f, "{topic}: {what} is {found}, expected {expected}; it is not changed here")
            }
        }
    }
}

impl Finding {
    /// Whether nothing has to be done.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Good { .. } | Self::Made { .. })
    }
}

/// Checks the topics, and makes the missing ones where asked to, with everything set at creation.
///
/// # Errors
/// [`RunError`] where no broker answers or one refuses to make a topic.
pub fn settle(settings: &KafkaSettings, create: bool) -> Result<Vec<Finding>, RunError> {
    let admin: AdminClient<Reading> = client::make(&client::admin(settings), Reading)?;
    Topics::wanted(settings).into_iter().map(|wanted| settle_one(&admin, settings, &wanted, create)).collect()
}

/// Makes a source topic with the broker's own settings, where there is none yet.
///
/// # Errors
/// [`RunError`] where no broker answers or one refuses.
pub fn make_source(settings: &KafkaSettings, topic: &str, partitions: i32) -> Result<(), RunError> {
    let admin: AdminClient<Reading> = client::make(&client::admin(settings), Reading)?;
    make(&admin, settings, &Wanted { name: topic.to_owned(), partitions, config: Vec::new() })
}

fn settle_one(
    admin: &AdminClient<Reading>,
    settings: &KafkaSettings,
    wanted: &Wanted,
    create: bool,
) -> Result<Finding, RunError> {
    let topic = wanted.name.clone();
    match partitions(admin, settings, &topic)? {
        None if create => make(admin, settings, wanted).map(|()| Finding::Made { topic }),
        None => Ok(Finding::Missing { topic }),
        Some(found) if found != wanted.partitions => Ok(Finding::Wrong {
            topic,
            what: "the number of partitions".to_owned(),
            found: found.to_string(),
            expected: format!("{} (it is fixed for life: a tenant's place depends on it)", wanted.partitions),
        }),
        Some(_) => check_config(admin, settings, wanted),
    }
}

fn partitions(admin: &AdminClient<Reading>, settings: &KafkaSettings, topic: &str) -> Result<Option<i32>, RunError> {
    let found = admin
        .inner()
        .fetch_metadata(Some(topic), CALL_TIMEOUT)
        .map_err(|e| RunError::connection(&settings.bootstrap, e))?;
    let count = found.topics().iter().find(|t| t.name() == topic).map_or(0, |t| t.partitions().len());
    Ok(i32::try_from(count).ok().filter(|n| *n > 0))
}

fn make(admin: &AdminClient<Reading>, settings: &KafkaSettings, wanted: &Wanted) -> Result<(), RunError> {
    let min_insync = settings.min_insync.to_string();
    let mut topic = NewTopic::new(&wanted.name, wanted.partitions, TopicReplication::Fixed(settings.replication))
        .set("min.insync.replicas", &min_insync);
    for (key, value) in &wanted.config {
        topic = topic.set(key, value);
    }
    let options = AdminOptions::new().operation_timeout(Some(CALL_TIMEOUT)).request_timeout(Some(CALL_TIMEOUT));
    let made =
        block_on(admin.create_topics([&topic], &options)).map_err(|e| RunError::connection(&settings.bootstrap, e))?;
    for result in made {
        match result {
            // Two processes may start at once.
            Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((name, code)) => return Err(RunError::Configuration(format!("topic {name} cannot be made: {code}"))),
        }
    }
    Ok(())
}

/// Cleanup and time stamps decide whether state survives; retention is the operator's.
fn check_config(admin: &AdminClient<Reading>, settings: &KafkaSettings, wanted: &Wanted) -> Result<Finding, RunError> {
    let topic = wanted.name.clone();
    let options = AdminOptions::new().request_timeout(Some(CALL_TIMEOUT));
    let found = block_on(admin.describe_configs([&ResourceSpecifier::Topic(&topic)], &options))
        .map_err(|e| RunError::connection(&settings.bootstrap, e))?;
    for resource in found.into_iter().flatten() {
        for (key, expected) in &wanted.config {
            if !matches!(*key, "cleanup.policy" | "message.timestamp.type") {
                continue;
            }
            let value = resource.get(key).and_then(|entry| entry.value.clone()).unwrap_or_default();
            if !is_good(&value, expected) {
                return Ok(Finding::Wrong { topic, what: (*key).to_owned(), found: value, expected: expected.clone() });
            }
        }
    }
    Ok(Finding::Good { topic })
}

/// Whether a setting does. A topic of both policies may be without compaction, as earlier ones were: what is taken
/// back stays there until its age ends it.
fn is_good(found: &str, expected: &str) -> bool {
    let mut parts: Vec<&str> = found.split(',').map(str::trim).collect();
    parts.sort_unstable();
    found == expected || (expected == BOTH && (parts == ["compact", "delete"] || parts == ["delete"]))
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for one answer of the administration client on this thread; no runtime is worth it.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_of_both_policies_may_be_without_compaction_and_no_other_policy_does() {
        for good in ["compact,delete", "delete,compact", "delete, compact", "delete"] {
            assert!(is_good(good, BOTH), "{good}");
        }
        assert!(!is_good("compact", BOTH) && !is_good("", BOTH) && !is_good("compact,delete", "compact"));
        assert!(!is_good("compact,delete", "delete") && is_good("delete", "delete"));
    }

    #[test]
    fn names_follow_the_prefix() {
        let topics = Topics::new("shop");
        assert_eq!(topics.journal, "shop.journal.v1");
        assert_eq!(topics.dead_letters, "shop.dead-letters.v1");
    }
}
