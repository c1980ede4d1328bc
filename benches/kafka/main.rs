//! The release binary against a real broker: `cargo bench --bench kafka [-- stages|latency|waiting]`.
//!
//! tests/kafka/broker.sh starts a broker unless `KAFKA_BOOTSTRAP` names one. `MESSAGES` says how many
//! messages `stages` works off (200,000 unless told), `WAITING` how many wait in `waiting` (1,000,000).
//! Broker, publisher and Groundswell share the machine: on a larger one the figures are higher.

#![expect(clippy::expect_used, reason = "a bench that cannot set its scene has nothing to measure")]
#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

#[path = "../invented/mod.rs"]
mod invented;
mod scene;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use groundswell::kafka::{Clock, Publisher, Tail, Topics};
use groundswell::time::{Span, Timestamp};
use invented::{Dice, FEATURES, Letter};
use scene::{Installation, Process};

/// Companies that customers write to all the time.
const BUSY: usize = 10;
/// Companies of which three customers report one feature while the others are busy.
const WATCHED: usize = 200;
const CUSTOMERS: usize = 5_000;
/// The rate at which latency is measured, and for how long.
const PER_SECOND: u64 = 1_000;
const SECONDS: u64 = 60;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    let broker = scene::broker();
    if wants("stages") {
        stages(&broker, number("MESSAGES", 200_000));
    }
    if wants("latency") {
        latency(&broker);
    }
    if wants("waiting") {
        waiting(&broker, number("WAITING", 1_000_000));
    }
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

fn busy() -> Vec<String> {
    (0..BUSY).map(|i| format!("busy-{i}")).collect()
}

/// Ordinary letters to the busy companies, evenly over the time before now.
fn fill(installation: &Installation, messages: usize, over: Span) {
    let publisher = Publisher::new(&installation.kafka).expect("a publisher");
    let tenants = busy();
    let mut dice = Dice::new(3);
    let begins = Clock::System.now() - over;
    let step = |i: usize| Span::from_millis(over.as_millis() * i as i64 / messages as i64);
    for i in 0..messages {
        let (id, customer) = (format!("m-{i}"), format!("c-{}", dice.below(CUSTOMERS)));
        let (feature, broken) = (dice.below(FEATURES.len()), dice.below(2) == 0);
        let (text, tenant) = (dice.text(feature, broken), &tenants[dice.below(BUSY)]);
        let letter = Letter {
            id: &id,
            tenant,
            customer: &customer,
            tier: "pro",
            at: begins + step(i),
            language: None,
            text: &text,
        };
        send(&publisher, installation, &letter);
    }
    publisher.flush().expect("everything is acknowledged");
}

fn send(publisher: &Publisher, installation: &Installation, letter: &Letter<'_>) {
    let payload = letter.payload();
    // A full queue empties by itself.
    while publisher.send(&installation.source, letter.id, Some(payload.as_bytes()), Some(letter.at)).is_err() {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Each stage alone and both, with everything waiting when they start.
fn stages(broker: &str, messages: usize) {
    println!("{messages} messages of the last 50 minutes, {BUSY} tenants of {} features", FEATURES.len());
    let over = Span::from_mins(50);
    let apart = Installation::make(broker, "apart", &busy());
    fill(&apart, messages, over);
    let understand = Process::start(&apart, "understand");
    work_off("understand alone", &understand, messages, Process::read);
    understand.stop();
    let correlate = Process::start(&apart, "correlate");
    work_off("correlate alone", &correlate, messages, Process::decided);
    correlate.stop();
    let together = Installation::make(broker, "together", &busy());
    fill(&together, messages, over);
    let both = Process::start(&together, "understand,correlate");
    work_off("both in one process", &both, messages, Process::decided);
    both.stop();
}

/// Waits until so many messages are done, and says how long that took.
fn work_off(what: &str, process: &Process, messages: usize, done: impl Fn(&Process) -> usize) {
    let mut begun: Option<(Instant, usize, Duration)> = None;
    loop {
        let now = done(process);
        if now > 0 && begun.is_none() {
            begun = Some((Instant::now(), now, process.cpu()));
        }
        if now >= messages {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let (since, before, cpu_before) = begun.expect("something was done");
    let (took, done) = (since.elapsed().as_secs_f64(), (messages - before) as f64);
    let cpu = (process.cpu() - cpu_before).as_secs_f64();
    println!(
        "{what:20} {:8.0} messages/s  {:6.1} us a message, {:6.1} us of it processor time  peak {:.0} MB",
        done / took,
        took * 1e6 / done,
        cpu * 1e6 / done,
        process.peak_mb()
    );
}

/// The third report of a watched company is sent until its candidate can be read.
fn latency(broker: &str) {
    let watched: Vec<String> = (0..WATCHED).map(|i| format!("watched-{i}")).collect();
    let installation = Installation::make(broker, "latency", &[busy(), watched.clone()].concat());
    let process = Process::start(&installation, "understand,correlate");
    process.ready();
    let mut tail = Tail::new(&installation.kafka, &Topics::new(&installation.kafka.prefix).candidates).expect("a tail");
    let publishing = std::thread::spawn(move || publish_evenly(&installation, &watched));
    let mut opened: BTreeMap<String, Instant> = BTreeMap::new();
    let since = Instant::now();
    while opened.len() < WATCHED && since.elapsed() < Duration::from_secs(SECONDS + 20) {
        let Some(record) = tail.next(Duration::from_millis(100)) else { continue };
        let header = |name: &str| record.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v);
        if header("ce_type").ends_with("opened") && header("ce_source").contains("watched") {
            let tenant = header("ce_source").rsplit('/').next().unwrap_or_default();
            opened.insert(tenant.to_owned(), Instant::now());
        }
    }
    let sent = publishing.join().expect("the publisher");
    let mut took: Vec<Duration> =
        opened.iter().filter_map(|(tenant, at)| Some(at.duration_since(*sent.get(tenant)?))).collect();
    took.sort();
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_millis();
    println!(
        "message published to candidate readable, {PER_SECOND} messages/s for {SECONDS} s: P50 {} ms, P99 {} ms, \
         longest {} ms, {} candidates of {WATCHED}; peak {:.0} MB",
        at(50),
        at(99),
        at(100),
        took.len(),
        process.peak_mb()
    );
    process.stop();
}

/// One letter a millisecond, most to the busy; when the third report of each watched one was sent.
fn publish_evenly(installation: &Installation, watched: &[String]) -> BTreeMap<String, Instant> {
    let publisher = Publisher::new(&installation.kafka).expect("a publisher");
    let (tenants, mut dice, mut sent) = (busy(), Dice::new(4), BTreeMap::new());
    let since = Instant::now();
    let all = PER_SECOND * SECONDS;
    let apart = all as usize / WATCHED;
    for i in 0..all as usize {
        let due = Duration::from_micros(i as u64 * 1_000_000 / PER_SECOND);
        std::thread::sleep(due.saturating_sub(since.elapsed()));
        let (id, customer) = (format!("m-{i}"), format!("c-{i}"));
        // Three letters in each stretch go to the next watched company, the last of them ends it.
        let whose = (i % apart >= apart - 3).then(|| &watched[i / apart]);
        let (feature, broken) = (dice.below(FEATURES.len()), dice.below(2) == 0);
        let text = if whose.is_some() { dice.text(0, true) } else { dice.text(feature, broken) };
        let tenant = whose.unwrap_or_else(|| &tenants[i % BUSY]);
        if i % apart == apart - 1 {
            sent.insert(tenant.clone(), Instant::now());
        }
        let at: Timestamp = Clock::System.now();
        send(
            &publisher,
            installation,
            &Letter { id: &id, tenant, customer: &customer, tier: "pro", at, language: None, text: &text },
        );
    }
    publisher.flush().expect("everything is acknowledged");
    sent
}

/// A backlog of days when it starts.
fn waiting(broker: &str, messages: usize) {
    let installation = Installation::make(broker, "waiting", &busy());
    fill(&installation, messages, Span::from_days(6));
    println!("{messages} messages of the last six days wait");
    let since = Instant::now();
    let process = Process::start(&installation, "understand,correlate");
    process.ready();
    println!("ready after {:.1} s", since.elapsed().as_secs_f64());
    work_off("worked off", &process, messages, Process::decided);
    println!("all of it after {:.1} s", since.elapsed().as_secs_f64());
    process.stop();
}
