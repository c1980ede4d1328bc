//! Two correlate processes, one of them killed: what is published is what the engine alone says over
//! the same journal, read back from the topic.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use groundswell::kafka::{Clock, Publisher, Role, Tail, Topics};
use groundswell::load::run::RunSettings;
use groundswell::pipeline::partition::Partition;
use groundswell::time::{Span, Timestamp};
use groundswell::wire::{TopicKind, outgoing};

use crate::helper::*;

const TENANTS: usize = 40;
const PARTITIONS: i32 = 4;
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

fn tell(settings: &RunSettings, messages: usize, began: Timestamp) {
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let topic = &settings.sources[0].topic;
    let mut waiting = Vec::new();
    for i in 0..messages {
        let (tenant, customer, text) = story(i);
        // Three days in order, so that windows, quiet and resolutions all come up.
        let at = began + Span::from_millis(i as i64 * (3 * 86_400_000 / messages as i64));
        let body = message(&format!("m{i}"), &tenant, &customer, at, &text);
        waiting.push(publisher.send(topic, &tenant, Some(body.as_bytes()), Some(at)).unwrap());
    }
    waiting.into_iter().for_each(|w| w.wait().unwrap());
}

/// A correlate process of its own: the program itself.
struct Correlate(Child);

impl Correlate {
    fn start(config: &Path, instance: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_groundswell"))
            .args(["run", "--roles", "correlate", "--instance", instance, "--config"])
            .arg(config)
            .stdout(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    /// kill -9.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Asks it to end, and takes its exit code.
    fn stop(mut self) -> Option<i32> {
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

fn config_file(folder: &Path, settings: &RunSettings) -> std::path::PathBuf {
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
        let records = outputs.iter().map(|o| outgoing(&o.tenant, o.at, &o.output)).map(|o| (o.topic, o.key, o.payload));
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

fn all_read(settings: &RunSettings) -> Option<()> {
    let mut ends: BTreeMap<i32, i64> = BTreeMap::new();
    for (partition, offset, _) in journal(settings) {
        ends.insert(partition, offset + 1);
    }
    ends.iter().all(|(p, end)| committed(settings, *p).is_some_and(|c| c >= *end)).then_some(())
}

fn killed_and_restarted(prefix: &str, messages: usize, kills: usize) {
    let mut settings = settings(prefix, PARTITIONS);
    for tenant in 0..TENANTS {
        with_catalogue(&mut settings, &format!("tenant-{tenant}"), &FEATURES);
    }
    make_topics(&settings, 2);
    let folder = tempfile::tempdir().unwrap();
    let config = config_file(folder.path(), &settings);
    let began = Clock::System.now() - Span::from_days(3);
    let since = Instant::now();
    tell(&settings, messages, began);
    println!("{messages} told after {:?}", since.elapsed());
    let steady = Correlate::start(&config, "steady");
    let mut victim = Correlate::start(&config, "victim");
    let understand = Process::start(&settings, &[Role::Understand]);
    let topics = Topics::new(prefix);
    let mut tail = Tail::new(&settings.kafka, &topics.decisions).unwrap();
    let mut seen = 0;
    let mut verdicts = move || {
        while tail.next(Duration::from_millis(20)).is_some() {
            seen += 1;
        }
        seen
    };
    for kill in 1..=kills {
        let until = messages * kill / (kills + 1);
        wait_for("the next part of the story", || (verdicts() >= until).then_some(()));
        println!("kill {kill} after {:?}", since.elapsed());
        victim.kill();
        victim = Correlate::start(&config, "victim");
    }
    wait_for("every message", || (verdicts() >= messages).then_some(()));
    println!("all answered after {:?}", since.elapsed());
    understand.stop().unwrap();
    wait_for("the end of the journal", || all_read(&settings));
    assert_eq!((steady.stop(), victim.stop()), (Some(0), Some(0)));
    let read: BTreeSet<String> = read_all(&settings, &topics.decisions).into_iter().map(|r| r.key).collect();
    assert_eq!(read.len(), messages, "each message has its verdicts");
    let events = compare(&settings);
    println!("{events} events of candidates, compared after {:?}", since.elapsed());
    assert!(events >= messages / 1_000, "the story has candidates");
}

#[test]
fn a_process_killed_again_and_again_changes_nothing_that_is_published() {
    killed_and_restarted("killed", 20_000, 4);
}

#[test]
fn a_hundred_thousand_messages_and_a_kill_half_way() {
    killed_and_restarted("hundred", 100_000, 1);
}
