//! Speed on a real Kafka: each stage alone, both in a chain, and how long a message takes at a thousand
//! a second. Prints; judges nothing.
//!
//!     cargo bench --bench kafka            # MESSAGES=200000 by default

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a bench prints, and fails loudly")]

#[path = "../tests/kafka/helper.rs"]
#[expect(dead_code, reason = "the tests' helpers; a bench needs some of them")]
mod helper;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use groundswell::kafka::{Clock, Publisher, Role, Tail, Topics};
use groundswell::load::run::RunSettings;
use groundswell::time::Span;
use helper::{Process, make_topics, message, metric, settings, wait_for, with_catalogue};

const TENANTS: usize = 50;
const PARTITIONS: i32 = 4;
const FEATURES: [(&str, &str); 3] = [("checkout", "pay now"), ("invoices", "invoice pdf"), ("login", "sign in")];
const WORDS: [&str; 12] = [
    "customer",
    "page",
    "since",
    "morning",
    "please",
    "account",
    "button",
    "colleague",
    "browser",
    "again",
    "order",
    "team",
];

fn main() {
    // Cargo passes --bench; anything else is not ours to read.
    let messages = std::env::var("MESSAGES").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let apart = installation("apart");
    fill(&apart, messages);
    stage(&apart, &[Role::Understand], "read", messages, "understand");
    stage(&apart, &[Role::Correlate], "answered", messages, "correlate");
    let chain = installation("chain");
    fill(&chain, messages);
    stage(&chain, &[Role::Understand, Role::Correlate], "answered", messages, "both, in one process");
    latency(&installation("latency"), 1_000, Duration::from_secs(20));
}

fn installation(prefix: &str) -> RunSettings {
    let mut settings = settings(prefix, PARTITIONS);
    for tenant in 0..TENANTS {
        with_catalogue(&mut settings, &format!("tenant-{tenant}"), &FEATURES);
    }
    make_topics(&settings, 4);
    settings
}

/// A message of about 500 bytes; one in ten is a complaint.
fn text(i: usize) -> String {
    let mut mixed = (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut text = String::new();
    while text.len() < 340 {
        mixed ^= mixed << 13;
        mixed ^= mixed >> 7;
        mixed ^= mixed << 17;
        text.push_str(WORDS[mixed as usize % WORDS.len()]);
        text.push(' ');
    }
    let (_, alias) = FEATURES[i % FEATURES.len()];
    let said = if i.is_multiple_of(10) { "does nothing, I get an error" } else { "is where I would like to go" };
    format!("{text}. {alias} {said}.")
}

fn send(publisher: &Publisher, settings: &RunSettings, i: usize, at: groundswell::time::Timestamp) {
    let tenant = format!("tenant-{}", i % TENANTS);
    let body = message(&format!("m{i}"), &tenant, &format!("c{}", i % 5_003), at, &text(i));
    // Who waits for each acknowledgement measures the wait.
    drop(publisher.send(&settings.sources[0].topic, &tenant, Some(body.as_bytes()), Some(at)).unwrap());
}

fn fill(settings: &RunSettings, messages: usize) {
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let began = Clock::System.now() - Span::from_hours(12);
    for i in 0..messages {
        send(&publisher, settings, i, began + Span::from_millis(i as i64 * 200));
        if i % 50_000 == 49_999 {
            publisher.flush().unwrap();
        }
    }
    publisher.flush().unwrap();
}

fn done(process: &Process, what: &str) -> f64 {
    let outcome = |name: &str| metric(&process.registry, &format!("groundswell_messages_total{{outcome=\"{name}\"}}"));
    match what {
        "read" => outcome("read"),
        _ => ["counted", "filtered", "duplicate", "late"].map(outcome).iter().sum(),
    }
}

/// From the first message to the last; starting and joining the group is left out and said.
fn stage(settings: &RunSettings, roles: &[Role], what: &str, messages: usize, name: &str) {
    let since = Instant::now();
    let process = Process::start(settings, roles);
    wait_for("the first message", || (done(&process, what) > 0.0).then_some(()));
    let first = Instant::now();
    let begun = done(&process, what);
    wait_for("the last message", || (done(&process, what) >= messages as f64).then_some(()));
    let took = first.elapsed().as_secs_f64();
    let count = messages as f64 - begun;
    println!(
        "{name}: {:.0} messages/s, {:.1} us a message ({messages} messages, first after {:.1} s)",
        count / took,
        took * 1e6 / count,
        first.duration_since(since).as_secs_f64()
    );
    process.stop().unwrap();
}

/// From a message's publication until its verdict can be read under read_committed.
fn latency(settings: &RunSettings, a_second: usize, last: Duration) {
    let process = Process::start(settings, &[Role::Understand, Role::Correlate]);
    wait_for("readiness", || process.health.ready().ok());
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let mut tail = Tail::new(&settings.kafka, &Topics::new(&settings.kafka.prefix).decisions).unwrap();
    let messages = a_second * last.as_secs() as usize;
    let mut sent: BTreeMap<String, Instant> = BTreeMap::new();
    let mut took: Vec<Duration> = Vec::new();
    let began = Instant::now();
    let mut next = 0;
    while took.len() < messages {
        let due = (began.elapsed().as_secs_f64() * a_second as f64) as usize;
        while next < due.min(messages) {
            sent.insert(format!("tenant-{}:m{next}", next % TENANTS), Instant::now());
            send(&publisher, settings, next, Clock::System.now());
            next += 1;
        }
        while let Some(record) = tail.next(Duration::from_millis(1)) {
            took.extend(sent.remove(&record.key).map(|at| at.elapsed()));
        }
        assert!(began.elapsed() < last + helper::PATIENCE, "{} of {messages} verdicts", took.len());
    }
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!("message to verdict at {a_second}/s: P50 {:?}, P99 {:?}, longest {:?}", at(0.5), at(0.99), at(1.0));
    process.stop().unwrap();
}
