//! Each stage in memory, without a broker: `cargo bench --bench stages`.

#![expect(clippy::expect_used, reason = "a bench that cannot set its scene has nothing to measure")]

mod invented;
mod mixed;
mod processor;
mod world;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkGroup, Throughput};
use groundswell::cluster::emergent::{Burst, RECENT, Reads, Said, Topics, Words};
use groundswell::cluster::feature::{Hashes, Lexicon};
use groundswell::engine::Engine;
use groundswell::engine::input::Input;
use groundswell::engine::snapshot::PartName;
use groundswell::ids::CustomerKey;
use groundswell::pipeline::partition::Partition;
use groundswell::signal::Signal;
use groundswell::time::{Span, Timestamp};
use groundswell::wire;
use groundswell::wire::journal::{Body, JournalRecord};
use invented::{Dice, FEATURES};
use processor::ProcessorTime;
use world::{BEGINS, CUSTOMERS, EVERY, LETTERS, World, letters, processor_time, understander, understood};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Criterion = criterion::Criterion<ProcessorTime>;

const TENANTS: usize = 10;
const WARM_UP: Span = Span::from_days(21);

fn main() {
    let mut criterion = criterion::Criterion::default()
        .with_measurement(ProcessorTime)
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .without_plots()
        .configure_from_args();
    understand(&mut criterion);
    journal(&mut criterion);
    correlate(&mut criterion);
    topics(&mut criterion);
    rest(&mut criterion);
    state(&mut criterion);
    criterion.final_summary();
}

fn in_messages<'a>(criterion: &'a mut Criterion, name: &str, messages: usize) -> BenchmarkGroup<'a, ProcessorTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(messages as u64));
    group
}

fn understand(criterion: &mut Criterion) {
    let understander = understander();
    for (name, language) in [("understand", None), ("understand English, named", Some("en"))] {
        let letters = letters(language);
        let mut group = in_messages(criterion, name, LETTERS);
        group.bench_function("parse alone", |b| {
            b.iter(|| {
                for letter in &letters {
                    black_box(wire::message::read(letter.as_bytes()).expect("a good message"));
                }
            });
        });
        group.bench_function("message to journal record", |b| {
            b.iter(|| {
                for letter in &letters {
                    black_box(understood(&understander, letter));
                }
            });
        });
        group.finish();
    }
}

fn journal(criterion: &mut Criterion) {
    let understander = understander();
    let records: Vec<JournalRecord> = letters(None).iter().map(|l| understood(&understander, l)).collect();
    let encode = |record: &JournalRecord| record.to_bytes().expect("our own record");
    let encoded: Vec<Vec<u8>> = records.iter().map(encode).collect();
    let mut group = in_messages(criterion, "journal", LETTERS);
    group.bench_function("encode", |b| {
        b.iter(|| {
            for record in &records {
                black_box(encode(record));
            }
        });
    });
    group.bench_function("decode", |b| {
        b.iter(|| {
            for bytes in &encoded {
                black_box(JournalRecord::from_bytes(bytes).expect("our own record"));
            }
        });
    });
    group.finish();
}

/// So many companies after three weeks; made when the first bench asks, so that others do not wait for it.
fn warmed<'a>(world: &'a mut Option<World>, (tenants, letters): (usize, &[String])) -> &'a mut World {
    world.get_or_insert_with(|| {
        let mut world = World::of(tenants, letters);
        world.pass(WARM_UP);
        world
    })
}

/// A thousand customers of one feature in ten minutes.
fn burst(world: &mut World, tenant: usize, feature: usize) -> Vec<JournalRecord> {
    let mut records = Vec::new();
    for i in 0..1_000 {
        world.now += Span::from_millis(600);
        let broken = i % (LETTERS / FEATURES.len()) / 2 * 2 * FEATURES.len();
        records.push(world.writes(tenant, broken + feature));
        if i % 50 == 0 {
            records.push(world.progress());
        }
    }
    records
}

fn correlate(criterion: &mut Criterion) {
    let (reports, mixed) = (letters(None), mixed::letters());
    let mut group = in_messages(criterion, "correlate", 1);
    // Of one company what it needs lies near; of ten each message finds it far away in memory.
    let days = [
        ("ordinary day of one", (1, &*mixed)),
        ("ordinary day of ten", (TENANTS, &*mixed)),
        ("reports all day, of one", (1, &*reports)),
        ("reports all day, of ten", (TENANTS, &*reports)),
    ];
    for (name, companies) in days {
        let mut world = None;
        group.bench_function(name, |b| {
            let world = warmed(&mut world, companies);
            b.iter_custom(|messages| {
                let records = world.ordinary(messages as i64);
                world.apply(records)
            });
        });
    }
    group.throughput(Throughput::Elements(1_000));
    let (mut key, mut world) = (0, None);
    group.bench_function("burst of 1000", |b| {
        let world = warmed(&mut world, (TENANTS, &reports));
        b.iter_custom(|bursts| {
            let mut took = Duration::ZERO;
            for _ in 0..bursts {
                key += 1;
                let records = burst(world, key % world.tenants.len(), key / world.tenants.len() % FEATURES.len());
                took += world.apply(records);
                // What follows lets it end.
                world.pass(Span::from_hours(2));
            }
            took
        });
    });
    group.finish();
}

/// What was reported 20,000 times in four weeks, and the reports that come now.
struct Reported {
    topics: Topics,
    lexicon: Lexicon,
    signals: Vec<(Signal, Hashes)>,
    dice: Dice,
    now: Timestamp,
}

impl Reported {
    fn new() -> Self {
        let understander = understander();
        let signal = |letter: &String| {
            let Body::Tenant { input: Input::Signal(signal), .. } = understood(&understander, letter).body else {
                return None;
            };
            let hashes = Hashes::of(&signal);
            Some((*signal, hashes))
        };
        let signals = letters(None).iter().filter_map(signal).collect();
        let (topics, lexicon) = (Topics::default(), Lexicon::default());
        let mut reported = Self { topics, lexicon, signals, dice: Dice::new(3), now: BEGINS };
        for _ in 0..20_000 {
            let (signal, hashes) = &reported.signals[reported.dice.below(LETTERS)];
            reported.lexicon.learn(signal, hashes);
            reported.add();
        }
        reported
    }

    /// Another customer reports; what was said.
    fn add(&mut self) -> Words {
        self.now += EVERY;
        let (signal, hashes) = &self.signals[self.dice.below(LETTERS)];
        let words = Words::of(signal, hashes, &self.lexicon);
        let customer = CustomerKey(self.dice.below(CUSTOMERS) as u64);
        let id = self.dice.below(usize::MAX) as u64;
        self.topics.add(Said::new(id, customer, self.now, words.clone(), Reads::Problem));
        words
    }

    fn judge(&self, words: &Words) -> Option<Burst> {
        self.topics.judge(words, (self.now, None), &|_, _, _| 1.0)
    }
}

fn topics(criterion: &mut Criterion) {
    let mut group = in_messages(criterion, "topics of 20000 messages", 1);
    group.bench_function("scan alone", |b| {
        let reported = Reported::new();
        let words = |(signal, hashes): &(Signal, Hashes)| Words::of(signal, hashes, &reported.lexicon);
        let asked: Vec<Words> = reported.signals.iter().map(words).collect();
        let mut asked = asked.iter().cycle();
        b.iter(|| black_box(reported.judge(asked.next()?)));
    });
    // What a report costs beyond the catalogue path.
    group.bench_function("remembering, likeness and scan", |b| {
        let mut reported = Reported::new();
        b.iter(|| {
            let words = reported.add();
            black_box(reported.topics.near(&words, reported.now - RECENT, reported.now + RECENT));
            black_box(reported.judge(&words))
        });
    });
    group.finish();
}

/// One tenant with 20,000 messages of history, and its stored parts.
fn stored(state: &mut Option<(World, BTreeMap<PartName, Vec<u8>>)>) -> &mut (World, BTreeMap<PartName, Vec<u8>>) {
    state.get_or_insert_with(|| {
        let mut world = World::new(1);
        world.pass(Span::from_mins(2 * 20_000));
        let dirty = world.partition.take_dirty(&world.tenants[0]);
        (world, dirty.into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect())
    })
}

/// What an engine does that has not been used for a while, and when something is for it again.
fn rest(criterion: &mut Criterion) {
    let mut group = in_messages(criterion, "rest of 100 messages", 1);
    let mut world = World::new(1);
    world.pass(Span::from_mins(2 * 100));
    // The candidates have ended.
    world.now += Span::from_hours(2);
    let record = world.progress();
    world.apply(vec![record]);
    let tenant = world.tenants[0].clone();
    let parts =
        world.partition.take_dirty(&tenant).into_iter().filter_map(|(name, bytes)| Some((name, bytes?))).collect();
    let engine = Engine::restore(tenant.clone(), &parts).expect("its own parts");
    group.bench_function("fall asleep", |b| b.iter(|| engine.asleep().expect("nothing keeps it awake")));
    let asleep = engine.asleep().expect("nothing keeps it awake");
    group.bench_function("wake", |b| b.iter(|| asleep.wake(tenant.clone()).expect("its own parts")));
    group.bench_function("wake, of which restore", |b| {
        b.iter(|| Engine::restore(tenant.clone(), &parts).expect("its own parts"));
    });
    group.finish();
}

fn state(criterion: &mut Criterion) {
    let mut state = None;
    let mut group = in_messages(criterion, "state of 20000 messages", 20_000);
    group.bench_function("restore", |b| {
        let (world, parts) = stored(&mut state);
        let tenant = &world.tenants[0];
        b.iter_batched(
            || parts.clone(),
            |parts| Partition::default().restore(tenant.clone(), 0, parts).expect("its own parts"),
            criterion::BatchSize::LargeInput,
        );
    });
    group.throughput(Throughput::Elements(100));
    group.bench_function("take what 100 messages changed", |b| {
        let (world, _) = stored(&mut state);
        b.iter_custom(|times| {
            let mut took = Duration::ZERO;
            for _ in 0..times {
                let records = world.ordinary(100);
                world.apply(records);
                let since = processor_time();
                black_box(world.partition.take_dirty(&world.tenants[0]));
                took += processor_time() - since;
            }
            took
        });
    });
    group.finish();
}
