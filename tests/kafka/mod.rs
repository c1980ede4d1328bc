//! A real broker for the tests of one program, and what they do with it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use groundswell::config::Understanding;
use groundswell::config::settings::TenantSettings;
use groundswell::ids::IdentityKey;
use groundswell::kafka::{Clock, Cluster, Health, Metrics, Publisher, Role, Run, RunError, Tail, TailRecord, Topics};
use groundswell::load::run::{KafkaSettings, RunSettings, Source};
use groundswell::pipeline::understand::Adapter;
use groundswell::wire::journal::JournalRecord;

/// How long a test waits for something that must come. Only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One broker; it ends and its data goes with this value.
pub struct Broker {
    folder: PathBuf,
    pub bootstrap: String,
}

impl Broker {
    pub fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("groundswell-broker-{}-{number}", std::process::id()));
        let output = script(&folder, "start");
        let bootstrap = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { folder, bootstrap }
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        script(&self.folder, "wipe");
    }
}

fn script(folder: &Path, what: &str) -> std::process::Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kafka/broker.sh");
    Command::new(script).arg(what).env("WORK", folder).output().expect("tests/kafka/broker.sh runs")
}

/// Settings of an installation of its own, told apart by its prefix.
pub fn settings(bootstrap: &str, prefix: &str, journal_partitions: i32) -> RunSettings {
    let source = |kind: &str, adapter| Source { topic: format!("{prefix}-{kind}"), adapter };
    let sources = vec![
        source("messages", Adapter::Message),
        source("observations", Adapter::Observation),
        source("changes", Adapter::Change),
    ];
    RunSettings {
        kafka: KafkaSettings {
            bootstrap: bootstrap.to_owned(),
            instance: "one".to_owned(),
            understand_workers: 1,
            correlate_workers: 1,
            journal_partitions,
            replication: 1,
            min_insync: 1,
            prefix: prefix.to_owned(),
            understand_batch: Duration::from_millis(25),
            correlate_batch: Duration::from_millis(100),
            state_every: Duration::from_secs(60),
            folder: None,
            properties: Default::default(),
        },
        understanding: Understanding {
            identity_key: IdentityKey::new(b"a key for tests, no secret").unwrap(),
            max_text_bytes: 8_192,
            max_tokens: 512,
            languages: vec!["en".to_owned(), "fr".to_owned()],
            message_topics: vec![format!("{prefix}-messages")],
        },
        sources,
        http: None,
        dead_letter_bodies: false,
        defaults: TenantSettings::default(),
        tenants: Default::default(),
    }
}

/// Makes the installation's topics and its sources.
pub fn make_topics(settings: &RunSettings, source_partitions: i32) {
    groundswell::kafka::settle_topics(&settings.kafka, true).unwrap();
    for source in &settings.sources {
        groundswell::kafka::make_source(&settings.kafka, &source.topic, source_partitions).unwrap();
    }
}

/// A process' worth of workers inside this one, stopped as a signal would stop it.
pub struct Process {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), RunError>>>,
    pub health: Health,
    pub registry: prometheus::Registry,
}

impl Process {
    pub fn start(settings: &RunSettings, roles: &[Role]) -> Self {
        Self::start_on(settings, roles, Cluster::Real)
    }

    pub fn start_on(settings: &RunSettings, roles: &[Role], cluster: Cluster) -> Self {
        let registry = prometheus::Registry::new();
        let health = Health::default();
        let run = Run {
            settings: Arc::new(settings.clone()),
            roles: roles.to_vec(),
            cluster,
            clock: Clock::System,
            metrics: Metrics::new(&registry).unwrap(),
            health: health.clone(),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let thread = std::thread::spawn(move || run.start()?.wait(|| asked.load(Ordering::Relaxed)));
        Self { stop, thread: Some(thread), health, registry }
    }

    pub fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    pub fn stop(mut self) -> Result<(), RunError> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap()
    }

    /// Waits for an end that nobody asked for.
    pub fn join(mut self) -> Result<(), RunError> {
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Waits until `done` says something.
pub fn wait_for<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = done() {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Everything that is on a topic now, under read_committed.
pub fn read_all(settings: &RunSettings, topic: &str) -> Vec<TailRecord> {
    let mut tail = Tail::new(&settings.kafka, topic).unwrap();
    let mut all = Vec::new();
    let since = Instant::now();
    while !tail.is_at_end() {
        all.extend(tail.next(Duration::from_millis(100)));
        assert!(since.elapsed() < PATIENCE, "{topic} has no end");
    }
    all
}

/// The journal now, with its partitions and offsets.
pub fn journal(settings: &RunSettings) -> Vec<(i32, i64, JournalRecord)> {
    let topic = Topics::new(&settings.kafka.prefix).journal;
    read_all(settings, &topic)
        .into_iter()
        .map(|r| (r.partition, r.offset, groundswell::wire::record::from_bytes(&r.payload.unwrap()).unwrap()))
        .collect()
}

/// A canonical message.
pub fn message(id: &str, tenant: &str, customer: &str, at: groundswell::time::Timestamp, text: &str) -> String {
    format!(
        r#"{{"id":"{id}","tenant":"{tenant}","channel":"chat","occurred_at":"{at}","customer":{{"id":"{customer}"}},"text":"{text}"}}"#
    )
}

/// Publishes to a source topic and waits until the broker has it.
pub fn publish(publisher: &Publisher, topic: &str, key: &str, payload: &str) {
    publisher.send(topic, key, Some(payload.as_bytes()), None).unwrap().wait().unwrap();
}
