//! A real broker, an installation on it, and what the tests do with both.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use groundswell::config::settings::TenantSettings;
use groundswell::config::{Feature, Understanding};
use groundswell::ids::{FeatureId, IdentityKey, TenantId};
use groundswell::kafka::{Clock, Cluster, Health, Metrics, Publisher, Role, Run, RunError, Tail, TailRecord, Topics};
use groundswell::load::run::{KafkaSettings, RunSettings, Source, TenantFiles};
use groundswell::pipeline::understand::Adapter;
use groundswell::time::{Span, Timestamp};
use groundswell::wire::journal::JournalRecord;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Offset, TopicPartitionList};

/// How long a test waits for something that must come. Only a failing test waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// The address of the broker that the tests share. It ends with the program, however that ends.
pub(crate) fn broker() -> &'static str {
    static SHARED: OnceLock<Broker> = OnceLock::new();
    &SHARED.get_or_init(|| Broker::start("shared")).address
}

/// A broker that ends with the program.
pub(crate) struct Broker {
    folder: PathBuf,
    pub(crate) address: String,
}

impl Broker {
    /// A new one.
    pub(crate) fn start(name: &str) -> Self {
        // What processes inside this one warn of, beside what the others say.
        let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).try_init();
        let folder = std::env::temp_dir().join(format!("groundswell-broker-{}-{name}", std::process::id()));
        let address = Self::script(&folder, "start", Some(std::process::id()));
        Self { folder, address }
    }

    /// kill -9; its data stay.
    pub(crate) fn kill(&self) {
        Self::script(&self.folder, "kill", None);
    }

    /// Starts it again on the same data and port.
    pub(crate) fn restart(&self) {
        // Who looks after its end was started with it the first time.
        assert_eq!(Self::script(&self.folder, "start", None), self.address);
    }

    fn script(folder: &Path, what: &str, owner: Option<u32>) -> String {
        let mut script = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kafka/broker.sh"));
        script.arg(what).env("WORK", folder).envs(owner.map(|pid| ("OWNER", pid.to_string())));
        let output = script.output().expect("tests/kafka/broker.sh runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

/// Settings of an installation of its own, told apart by its prefix.
pub(crate) fn settings(prefix: &str, journal_partitions: i32) -> RunSettings {
    let source = |kind: &str, adapter| Source { topic: format!("{prefix}-{kind}"), adapter };
    let sources = vec![
        source("messages", Adapter::Message),
        source("observations", Adapter::Observation),
        source("changes", Adapter::Change),
        source("feedback", Adapter::Feedback),
    ];
    let kafka = KafkaSettings {
        bootstrap: broker().to_owned(),
        instance: "one".to_owned(),
        journal_partitions,
        replication: 1,
        min_insync: 1,
        prefix: prefix.to_owned(),
        ..KafkaSettings::default()
    };
    settings_on(kafka, sources)
}

/// Settings of an installation on these brokers.
pub(crate) fn settings_on(kafka: KafkaSettings, sources: Vec<Source>) -> RunSettings {
    let messages = sources.iter().filter(|s| s.adapter == Adapter::Message).map(|s| s.topic.clone());
    RunSettings {
        understanding: Understanding {
            identity_key: IdentityKey::new(b"a key for tests, no secret").unwrap(),
            max_text_bytes: 8_192,
            max_tokens: 512,
            languages: vec!["en".to_owned(), "fr".to_owned()],
            message_topics: messages.collect(),
            time_zones: std::collections::BTreeMap::new(),
        },
        kafka,
        sources,
        http: None,
        dead_letter_bodies: false,
        defaults: TenantSettings::default(),
        tenants: Default::default(),
    }
}

/// Gives a tenant a catalogue: each feature by its id and one alias.
pub(crate) fn with_catalogue(settings: &mut RunSettings, tenant: &str, features: &[(&str, &str)]) {
    let mut files = TenantFiles::default();
    for (id, alias) in features {
        let id = FeatureId::new(id).unwrap();
        let feature = Feature::plain(id.clone(), id.as_str(), vec![(*alias).to_owned()]);
        files.catalogue.features.insert(id, feature);
    }
    settings.tenants.insert(TenantId::new(tenant).unwrap(), files);
}

/// Makes the installation's topics and its sources.
pub(crate) fn make_topics(settings: &RunSettings, source_partitions: i32) {
    groundswell::kafka::settle_topics(&settings.kafka, true).unwrap();
    for source in &settings.sources {
        groundswell::kafka::make_source(&settings.kafka, &source.topic, source_partitions).unwrap();
    }
}

/// A process' worth of workers inside this one, stopped as a signal would stop it.
pub(crate) struct Process {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), RunError>>>,
    pub(crate) health: Health,
    pub(crate) registry: prometheus::Registry,
}

impl Process {
    pub(crate) fn start(settings: &RunSettings, roles: &[Role]) -> Self {
        Self::start_on(settings, roles, Cluster::Real)
    }

    pub(crate) fn start_on(settings: &RunSettings, roles: &[Role], cluster: Cluster) -> Self {
        Self::start_as(settings, roles, cluster, false)
    }

    /// As `run --close-open` does.
    pub(crate) fn start_closing(settings: &RunSettings, roles: &[Role]) -> Self {
        Self::start_as(settings, roles, Cluster::Real, true)
    }

    fn start_as(settings: &RunSettings, roles: &[Role], cluster: Cluster, close_open: bool) -> Self {
        let registry = prometheus::Registry::new();
        let health = Health::default();
        let run = Run {
            settings: Arc::new(settings.clone()),
            roles: roles.to_vec(),
            cluster,
            clock: Clock::System,
            metrics: Metrics::new(&registry).unwrap(),
            health: health.clone(),
            told: None,
            close_open,
        };
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let thread = std::thread::spawn(move || run.start()?.wait(|| asked.load(Ordering::Relaxed)));
        Self { stop, thread: Some(thread), health, registry }
    }

    pub(crate) fn stop(mut self) -> Result<(), RunError> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap()
    }

    /// Fails where it has ended though nobody asked: what is waited for would never come.
    pub(crate) fn lives(&mut self) {
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            panic!("a process ended by itself: {:?}", self.thread.take().unwrap().join().unwrap());
        }
    }

    /// Waits for an end that nobody asked for.
    pub(crate) fn join(mut self) -> Result<(), RunError> {
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
pub(crate) fn wait_for<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
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
pub(crate) fn read_all(settings: &RunSettings, topic: &str) -> Vec<TailRecord> {
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
pub(crate) fn journal(settings: &RunSettings) -> Vec<(i32, i64, JournalRecord)> {
    let topic = Topics::new(&settings.kafka.prefix).journal;
    read_all(settings, &topic)
        .into_iter()
        .map(|r| (r.partition, r.offset, JournalRecord::from_bytes(&r.payload.unwrap()).unwrap()))
        .collect()
}

/// A canonical message.
pub(crate) fn message(id: &str, tenant: &str, customer: &str, at: Timestamp, text: &str) -> String {
    format!(
        r#"{{"id":"{id}","tenant":"{tenant}","channel":"chat","occurred_at":"{at}","customer":{{"id":"{customer}"}},"text":"{text}"}}"#
    )
}

/// Publishes to a source topic and waits until the broker has it.
pub(crate) fn publish(publisher: &Publisher, topic: &str, key: &str, payload: &str) {
    publisher.send(topic, key, Some(payload.as_bytes()), None).unwrap().wait().unwrap();
}

/// The candidates topic: each event's kind and body, in the order of the topic.
pub(crate) fn candidates(settings: &RunSettings) -> Vec<(String, serde_json::Value)> {
    let topic = Topics::new(&settings.kafka.prefix).candidates;
    read_all(settings, &topic)
        .into_iter()
        .map(|record| {
            let kind = header(&record, "ce_type").rsplit('.').next().unwrap().to_owned();
            (kind, serde_json::from_slice(&record.payload.unwrap()).unwrap())
        })
        .collect()
}

/// A header of a record; empty where it has none of that name.
pub(crate) fn header(record: &TailRecord, name: &str) -> String {
    record.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
}

/// The value of a counter as it is exposed.
pub(crate) fn metric(registry: &prometheus::Registry, line: &str) -> f64 {
    let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
    let found = text.lines().find_map(|l| l.strip_prefix(line));
    found.map_or(0.0, |value| value.trim().parse().unwrap())
}

/// The correlate group's offset of a journal partition.
pub(crate) fn committed(settings: &RunSettings, partition: i32) -> Option<i64> {
    let topic = Topics::new(&settings.kafka.prefix).journal;
    let mut config = rdkafka::ClientConfig::new();
    config.set("bootstrap.servers", &settings.kafka.bootstrap);
    config.set("group.id", format!("{}.correlate", settings.kafka.prefix)).set("isolation.level", "read_committed");
    let consumer: BaseConsumer = config.create().unwrap();
    let mut list = TopicPartitionList::new();
    list.add_partition(&topic, partition);
    let found = consumer.committed_offsets(list, PATIENCE).unwrap();
    match found.find_partition(&topic, partition).unwrap().offset() {
        Offset::Offset(offset) => Some(offset),
        Offset::Beginning | Offset::End | Offset::Stored | Offset::Invalid | Offset::OffsetTail(_) => None,
    }
}

/// Deletes every record of a topic by making it anew.
pub(crate) fn empty(settings: &RunSettings, topic: &str) {
    let mut config = rdkafka::ClientConfig::new();
    config.set("bootstrap.servers", &settings.kafka.bootstrap);
    let admin: AdminClient<DefaultClientContext> = config.create().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(admin.delete_topics(&[topic], &AdminOptions::new())).unwrap();
    wait_for("the topic to go", || {
        groundswell::kafka::settle_topics(&settings.kafka, false).unwrap().iter().any(|f| !f.is_good()).then_some(())
    });
    wait_for("the topic to come", || {
        groundswell::kafka::settle_topics(&settings.kafka, true)
            .ok()
            .filter(|all| all.iter().all(groundswell::kafka::Finding::is_good))
    });
}

/// Makes a topic with these settings of its own.
pub(crate) fn make_with(settings: &RunSettings, topic: &str, partitions: i32, config: &[(&str, &str)]) {
    let mut client = rdkafka::ClientConfig::new();
    client.set("bootstrap.servers", &settings.kafka.bootstrap);
    let admin: AdminClient<DefaultClientContext> = client.create().unwrap();
    let new = NewTopic::new(topic, partitions, TopicReplication::Fixed(1));
    let new = config.iter().fold(new, |topic, (key, value)| topic.set(key, value));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let made = runtime.block_on(admin.create_topics([&new], &AdminOptions::new().operation_timeout(Some(PATIENCE))));
    made.unwrap().into_iter().for_each(|result| assert!(result.is_ok(), "{result:?}"));
}

/// Both stages.
pub(crate) const BOTH: [Role; 2] = [Role::Understand, Role::Correlate];

/// An installation with two tenants of two features each.
pub(crate) fn installation(prefix: &str) -> RunSettings {
    let mut settings = settings(prefix, 3);
    for tenant in ["acme", "globex"] {
        with_catalogue(&mut settings, tenant, &[("checkout", "pay now"), ("invoices", "invoice pdf")]);
    }
    make_topics(&settings, 2);
    settings
}

/// Customers who write to an installation.
pub(crate) struct Customers<'a> {
    settings: &'a RunSettings,
    publisher: Publisher,
    began: Timestamp,
}

impl<'a> Customers<'a> {
    /// Their first minute was a while ago.
    pub(crate) fn of(settings: &'a RunSettings) -> Self {
        let publisher = Publisher::new(&settings.kafka).unwrap();
        Self { settings, publisher, began: Clock::System.now() - Span::from_mins(13) }
    }

    /// Three of a tenant report the same within twelve minutes.
    pub(crate) fn three_report(&self, tenant: &str) {
        for (minute, customer) in [(0, "ann"), (6, "ben"), (12, "eve")] {
            self.write(tenant, customer, minute, "pay now does nothing, I get an error 500");
        }
    }

    pub(crate) fn write(&self, tenant: &str, customer: &str, minute: i64, text: &str) {
        let id = format!("{tenant}-{customer}-{minute}");
        let body = message(&id, tenant, customer, self.began + Span::from_mins(minute), text);
        publish(&self.publisher, &self.settings.sources[0].topic, &id, &body);
    }
}
