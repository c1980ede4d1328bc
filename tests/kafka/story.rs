//! A story of many tenants, told to processes of their own, and what the engine alone makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use groundswell::kafka::{Clock, Publisher, Tail, Topics};
use groundswell::load::run::RunSettings;
use groundswell::pipeline::partition::Partition;
use groundswell::time::{Span, Timestamp};
use groundswell::wire::{TopicKind, outgoing};

use crate::helper::*;

const TENANTS: usize = 40;
/// Partitions of the journal.
pub(crate) const PARTITIONS: i32 = 4;
const FEATURES: [(&str, &str); 4] =
    [("checkout", "pay now"), ("invoices", "invoice pdf"), ("login", "sign in"), ("export", "csv export")];

/// The message of number `i`: mostly ordinary traffic of many tenants; in every thousand a tenant has a
/// surge of one feature, told by many customers.
fn story(i: usize) -> (String, String, String) {
    // A fixed scramble: the same story in every run.
    let mixed = (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
    let customer = format!("c{}", (mixed >> 8) % 997);
    let surge = i / 1_000;
    if i % 1_000 < 60 && i.is_multiple_of(3) {
        let (_, alias) = FEATURES[surge % FEATURES.len()];
        return (format!("tenant-{}", surge % TENANTS), customer, format!("{alias} does nothing, I get an error 500"));
    }
    let (_, alias) = FEATURES[(mixed >> 20) as usize % FEATURES.len()];
    let text = match (mixed >> 24) % 40 {
        0 => format!("we cannot use {alias} since this morning"),
        1..8 => format!("how do I use {alias}?"),
        8..12 => "thanks, all is well".to_owned(),
        _ => "where can I change my address?".to_owned(),
    };
    (format!("tenant-{}", mixed % TENANTS as u64), customer, text)
}

/// An installation with the story's tenants; `settings` says where.
pub(crate) fn with_story(mut settings: RunSettings) -> RunSettings {
    for tenant in 0..TENANTS {
        with_catalogue(&mut settings, &format!("tenant-{tenant}"), &FEATURES);
    }
    settings
}

/// Tells this part of a story of `messages` messages and waits until the brokers have it.
pub(crate) fn tell(settings: &RunSettings, part: Range<usize>, messages: usize) {
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let topic = &settings.sources[0].topic;
    let mut waiting = Vec::new();
    for i in part {
        let (tenant, customer, text) = story(i);
        // Three days in order, so that windows, quiet and resolutions all come up.
        let at = began() + Span::from_millis(i as i64 * (3 * 86_400_000 / messages as i64));
        let body = message(&format!("m{i}"), &tenant, &customer, at, &text);
        waiting.push(publisher.send(topic, &tenant, Some(body.as_bytes()), Some(at)).unwrap());
    }
    waiting.into_iter().for_each(|w| w.wait().unwrap());
}

/// When the story began: three days before the first test asks.
fn began() -> Timestamp {
    static BEGAN: OnceLock<Timestamp> = OnceLock::new();
    *BEGAN.get_or_init(|| Clock::System.now() - Span::from_days(3))
}

/// Counts the verdicts as they come.
pub(crate) fn verdicts(settings: &RunSettings) -> impl FnMut() -> usize {
    let topics = Topics::new(&settings.kafka.prefix);
    let mut tail = Tail::new(&settings.kafka, &topics.decisions).unwrap();
    let mut seen = 0;
    move || {
        while tail.next(Duration::from_millis(20)).is_some() {
            seen += 1;
        }
        seen
    }
}

/// A correlate process of its own: the program itself.
pub(crate) struct Correlate(Child);

impl Correlate {
    pub(crate) fn start(config: &Path, instance: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_groundswell"))
            .args(["run", "--roles", "correlate", "--instance", instance, "--config"])
            .arg(config)
            .stdout(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    /// Fails where it has ended though nobody asked.
    pub(crate) fn lives(&mut self) {
        let ended = self.0.try_wait().unwrap();
        assert!(ended.is_none(), "a correlate process ended by itself: {ended:?}");
    }

    /// kill -9.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Asks it to end, and takes its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.0.wait().unwrap().code()
    }
}

impl Drop for Correlate {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The installation's settings, as a process of its own reads them.
pub(crate) fn config_file(folder: &Path, settings: &RunSettings) -> std::path::PathBuf {
    let key = folder.join("key");
    std::fs::write(&key, b"a key for tests, no secret").unwrap();
    let file = folder.join("groundswell.toml");
    let kafka = &settings.kafka;
    let mut out = std::fs::File::create(&file).unwrap();
    write!(
        out,
        "[kafka]\nbootstrap = \"{}\"\nprefix = \"{}\"\njournal_partitions = {}\nreplication = 1\nmin_insync = 1\n\
         state_every_s = 2\n[http]\nlisten = \"\"\n[identity]\nkey_file = \"{}\"\n",
        kafka.bootstrap,
        kafka.prefix,
        kafka.journal_partitions,
        key.display()
    )
    .unwrap();
    file
}

/// A record as a reader sees it: topic, key, body.
type Said = (TopicKind, String, Option<Vec<u8>>);

/// What the engine alone says over the journal, by partition.
fn alone(settings: &RunSettings) -> BTreeMap<i32, Vec<Said>> {
    let mut partitions: BTreeMap<i32, Partition> = BTreeMap::new();
    let mut said: BTreeMap<i32, Vec<Said>> = BTreeMap::new();
    for (number, offset, record) in journal(settings) {
        let outputs = partitions.entry(number).or_default().apply(offset, record);
        let records =
            outputs.iter().filter_map(|o| outgoing(&o.tenant, o.at, &o.output)).map(|o| (o.topic, o.key, o.payload));
        said.entry(number).or_default().extend(records);
    }
    said
}

fn published(settings: &RunSettings, kind: TopicKind) -> BTreeMap<i32, Vec<Said>> {
    let topic = format!("{}.{}", settings.kafka.prefix, kind.suffix());
    let mut said: BTreeMap<i32, Vec<Said>> = BTreeMap::new();
    for record in read_all(settings, &topic) {
        said.entry(record.partition).or_default().push((kind, record.key, record.payload));
    }
    said
}

/// Holds what was published against what the engine alone says, and counts the events of candidates.
fn compare(settings: &RunSettings) -> usize {
    let alone = alone(settings);
    for kind in [TopicKind::Candidates, TopicKind::Decisions, TopicKind::Clusters] {
        let published = published(settings, kind);
        for (partition, expected) in &alone {
            let expected: Vec<&Said> = expected.iter().filter(|(k, ..)| *k == kind).collect();
            let found: Vec<&Said> = published.get(partition).map(|all| all.iter().collect()).unwrap_or_default();
            if kind == TopicKind::Clusters {
                compare_states(*partition, &expected, &found);
                continue;
            }
            if let Some(i) = expected.iter().zip(&found).position(|(a, b)| a != b) {
                panic!("{kind:?} {partition} differs at {i}: {:?} {:?}", show(&expected, i), show(&found, i));
            }
            assert_eq!(expected.len(), found.len(), "{kind:?} of partition {partition}");
        }
    }
    alone.values().flatten().filter(|(kind, ..)| *kind == TopicKind::Candidates).count()
}

/// A compacted topic: every record written is one that the engine said, in its order, and the last of
/// each key is there.
fn compare_states(partition: i32, expected: &[&Said], found: &[&Said]) {
    let mut left = expected.iter();
    for (i, one) in found.iter().enumerate() {
        assert!(left.any(|said| said == one), "clusters of {partition}: {:?} was not said then", show(found, i));
    }
    let last = |all: &[&Said]| all.iter().map(|(_, key, body)| (key.clone(), body.clone())).collect::<BTreeMap<_, _>>();
    assert_eq!(last(expected), last(found), "clusters of partition {partition}");
}

fn show(list: &[&Said], i: usize) -> Option<(String, String)> {
    list.get(i)
        .map(|(_, key, body)| (key.clone(), String::from_utf8_lossy(body.as_deref().unwrap_or_default()).into_owned()))
}

/// Once every record of the journal is read and committed.
pub(crate) fn all_read(settings: &RunSettings) -> Option<()> {
    let mut ends: BTreeMap<i32, i64> = BTreeMap::new();
    for (partition, offset, _) in journal(settings) {
        ends.insert(partition, offset + 1);
    }
    ends.iter().all(|(p, end)| committed(settings, *p).is_some_and(|c| c >= *end)).then_some(())
}

/// Ends a story: every message has its verdicts and everything published is what the engine alone says.
pub(crate) fn holds(settings: &RunSettings, messages: usize) {
    let decisions = Topics::new(&settings.kafka.prefix).decisions;
    let read: BTreeSet<String> = read_all(settings, &decisions).into_iter().map(|r| r.key).collect();
    assert_eq!(read.len(), messages, "each message has its verdicts");
    let events = compare(settings);
    println!("{}: {events} events of candidates", settings.kafka.prefix);
    assert!(events >= messages / 1_000, "the story has candidates");
}
