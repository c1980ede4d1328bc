//! Each stage in memory, without a broker: `cargo bench --bench stages`.

#![expect(clippy::expect_used, reason = "a bench that cannot set its scene has nothing to measure")]

mod invented;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use groundswell::cluster::emergent::{Reads, Said, Topics, Words};
use groundswell::cluster::feature::{Hashes, Lexicon};
use groundswell::config::{Catalogue, Feature, Understanding};
use groundswell::engine::input::Input;
use groundswell::engine::snapshot::PartName;
use groundswell::ids::{CustomerKey, FeatureId, IdentityKey, MessageId, TenantId};
use groundswell::pipeline::partition::Partition;
use groundswell::pipeline::understand::{Adapter, SourceRecord, Understander};
use groundswell::signal::Signal;
use groundswell::time::{Span, Timestamp};
use groundswell::wire;
use groundswell::wire::journal::{Body, JournalRecord, Origin, PartitionProgress, Progress, Sources};
use invented::{Dice, FEATURES, Letter};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A Monday at noon.
const BEGINS: Timestamp = Timestamp::from_millis(1_772_452_800_000);
const TOPIC: &str = "messages";
/// Messages understood in one pass: more texts than any cache of whole messages would hold.
const LETTERS: usize = 2_000;
/// Customers of one company.
const CUSTOMERS: usize = 5_000;
/// A tenant writes once in two minutes: 720 a day over its 20 features.
const EVERY: Span = Span::from_mins(2);
/// Messages between two progress records.
const PROGRESS_EVERY: i64 = 50;
const WARM_UP: Span = Span::from_days(21);

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .without_plots()
        .configure_from_args();
    understand(&mut criterion);
    journal(&mut criterion);
    correlate(&mut criterion);
    topics(&mut criterion);
    state(&mut criterion);
    criterion.final_summary();
}

fn understander() -> Understander {
    Understander::new(Understanding {
        identity_key: IdentityKey::new(b"a key for benches, no secret").expect("a good key"),
        max_text_bytes: 8_192,
        max_tokens: 512,
        languages: ["en", "fr", "de", "es", "it", "nl", "pt"].map(str::to_owned).to_vec(),
        message_topics: vec![TOPIC.to_owned()],
    })
}

/// Messages as they stand on the source topic: every feature, one half broken.
fn letters() -> Vec<String> {
    let mut dice = Dice::new(1);
    let letter = |i: usize| {
        let text = dice.text(i % FEATURES.len(), (i / FEATURES.len()).is_multiple_of(2));
        let (id, customer) = (format!("m-{i}"), format!("c-{}", dice.below(CUSTOMERS)));
        Letter { id: &id, tenant: "tenant-0", customer: &customer, at: BEGINS, text: &text }.payload()
    };
    (0..LETTERS).map(letter).collect()
}

fn record(payload: &str) -> SourceRecord<'_> {
    let origin = Origin { topic: TOPIC.to_owned(), partition: 0, offset: 0 };
    SourceRecord { adapter: Adapter::Message, origin, timestamp: BEGINS, payload: payload.as_bytes() }
}

fn understood(understander: &Understander, payload: &str) -> JournalRecord {
    let mut understood = understander.understand(&record(payload), BEGINS).expect("a good message");
    understood.records.pop().expect("a message gives a record")
}

fn in_messages<'a>(criterion: &'a mut Criterion, name: &str, messages: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(messages as u64));
    group
}

fn understand(criterion: &mut Criterion) {
    let (letters, understander) = (letters(), understander());
    let mut group = in_messages(criterion, "understand", LETTERS);
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

fn journal(criterion: &mut Criterion) {
    let understander = understander();
    let records: Vec<JournalRecord> = letters().iter().map(|l| understood(&understander, l)).collect();
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

/// A journal partition and the customers who write to its tenants.
struct World {
    partition: Partition,
    /// One record for each of [`LETTERS`], in the order of features and of broken or not.
    understood: Vec<JournalRecord>,
    tenants: Vec<TenantId>,
    dice: Dice,
    now: Timestamp,
    offset: i64,
}

impl World {
    /// Companies with catalogues, of which nothing has been heard yet.
    fn new(tenants: usize) -> Self {
        let understander = understander();
        let named = |i: usize| TenantId::new(format!("tenant-{i}")).expect("a good id");
        let mut world = Self {
            partition: Partition::default(),
            understood: letters().iter().map(|l| understood(&understander, l)).collect(),
            tenants: (0..tenants).map(named).collect(),
            dice: Dice::new(2),
            now: BEGINS,
            offset: 0,
        };
        let sources = Sources { version: 1, message_topics: vec![TOPIC.to_owned()] };
        world.apply(vec![world.says(Body::Sources(sources))]);
        for tenant in world.tenants.clone() {
            let input = Input::Catalogue(Box::new(catalogue()));
            world.apply(vec![world.says(Body::Tenant { tenant, input })]);
        }
        world
    }

    fn says(&self, body: Body) -> JournalRecord {
        JournalRecord::new(self.now, None, body)
    }

    fn progress(&self) -> JournalRecord {
        let topic = TOPIC.to_owned();
        let read = PartitionProgress { topic, partition: 0, partitions: 1, version: 1, read_until: self.now };
        self.says(Body::Progress(Progress { read: vec![read] }))
    }

    /// A customer writes one of the messages to a tenant.
    fn writes(&mut self, tenant: usize, letter: usize) -> JournalRecord {
        let mut record = self.understood[letter % LETTERS].clone();
        record.at = self.now;
        if let Body::Tenant { tenant: whose, input: Input::Signal(signal) } = &mut record.body {
            whose.clone_from(&self.tenants[tenant]);
            signal.id = MessageId::new(format!("{}", self.dice.below(usize::MAX))).expect("a good id");
            signal.customer = CustomerKey(self.dice.below(CUSTOMERS) as u64);
            signal.occurred_at = self.now;
            signal.arrived = self.now;
        }
        record
    }

    /// Ordinary traffic: so many messages, with the progress records between them.
    fn ordinary(&mut self, messages: i64) -> Vec<JournalRecord> {
        let step = Span::from_millis(EVERY.as_millis() / self.tenants.len() as i64);
        let mut records = Vec::new();
        for i in 0..messages {
            self.now += step;
            let (tenant, letter) = (self.dice.below(self.tenants.len()), self.dice.below(LETTERS));
            records.push(self.writes(tenant, letter));
            if i % PROGRESS_EVERY == 0 {
                records.push(self.progress());
            }
        }
        records
    }

    /// A thousand customers of one feature in ten minutes.
    fn burst(&mut self, tenant: usize, feature: usize) -> Vec<JournalRecord> {
        let mut records = Vec::new();
        for i in 0..1_000 {
            self.now += Span::from_millis(600);
            let broken = i % (LETTERS / FEATURES.len()) / 2 * 2 * FEATURES.len();
            records.push(self.writes(tenant, broken + feature));
            if i % 50 == 0 {
                records.push(self.progress());
            }
        }
        records
    }

    /// Applies records; how long that took.
    fn apply(&mut self, records: Vec<JournalRecord>) -> Duration {
        let since = Instant::now();
        for record in records {
            black_box(self.partition.apply(self.offset, record));
            self.offset += 1;
        }
        since.elapsed()
    }

    fn pass(&mut self, time: Span) {
        let mut left = time.as_millis() * self.tenants.len() as i64 / EVERY.as_millis();
        while left > 0 {
            let records = self.ordinary(left.min(1_000));
            self.apply(records);
            left -= 1_000;
        }
    }
}

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (id, english, french) in FEATURES {
        let id = FeatureId::new(id).expect("a good id");
        let aliases = vec![english.to_owned(), french.to_owned()];
        catalogue.features.insert(id.clone(), Feature::plain(id.clone(), id.as_str(), aliases));
    }
    catalogue
}

/// Ten companies after three weeks; made when the first bench asks, so that others do not wait for it.
fn warmed(world: &mut Option<World>) -> &mut World {
    world.get_or_insert_with(|| {
        let mut world = World::new(10);
        world.pass(WARM_UP);
        world
    })
}

fn correlate(criterion: &mut Criterion) {
    let mut world = None;
    let mut group = in_messages(criterion, "correlate", 1);
    group.bench_function("ordinary day", |b| {
        let world = warmed(&mut world);
        b.iter_custom(|messages| {
            let records = world.ordinary(messages as i64);
            world.apply(records)
        });
    });
    group.throughput(Throughput::Elements(1_000));
    let mut key = 0;
    group.bench_function("burst of 1000", |b| {
        let world = warmed(&mut world);
        b.iter_custom(|bursts| {
            let mut took = Duration::ZERO;
            for _ in 0..bursts {
                key += 1;
                let records = world.burst(key % world.tenants.len(), key / world.tenants.len() % FEATURES.len());
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
fn reported() -> (Topics, Vec<Words>, Timestamp) {
    let understander = understander();
    let signal = |letter: &String| {
        let Body::Tenant { input: Input::Signal(signal), .. } = understood(&understander, letter).body else {
            return None;
        };
        Some(*signal)
    };
    let signals: Vec<Signal> = letters().iter().filter_map(signal).collect();
    let (mut topics, mut lexicon, mut dice, mut now) = (Topics::default(), Lexicon::default(), Dice::new(3), BEGINS);
    for i in 0..20_000 {
        now += EVERY;
        let signal = &signals[dice.below(LETTERS)];
        let hashes = Hashes::of(signal);
        lexicon.learn(signal, &hashes);
        let words = Words::of(signal, &hashes, &lexicon);
        topics.add(Said::new(dice.below(usize::MAX) as u64, CustomerKey(i), now, words, Reads::Problem));
    }
    let asked = signals.iter().map(|s| Words::of(s, &Hashes::of(s), &lexicon)).collect();
    (topics, asked, now)
}

fn topics(criterion: &mut Criterion) {
    let mut group = in_messages(criterion, "topics of 20000 messages", 1);
    group.bench_function("scan alone", |b| {
        let (topics, asked, now) = reported();
        let mut asked = asked.iter().cycle();
        b.iter(|| black_box(topics.judge(asked.next()?, (now, None), &|_, _, _| 1.0)));
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

fn state(criterion: &mut Criterion) {
    let mut state = None;
    let mut group = in_messages(criterion, "state of 20000 messages", 20_000);
    group.bench_function("restore", |b| {
        let (world, parts) = stored(&mut state);
        let tenant = &world.tenants[0];
        b.iter(|| Partition::default().restore(tenant.clone(), 0, parts).expect("its own parts"));
    });
    group.throughput(Throughput::Elements(100));
    group.bench_function("take what 100 messages changed", |b| {
        let (world, _) = stored(&mut state);
        b.iter_custom(|times| {
            let mut took = Duration::ZERO;
            for _ in 0..times {
                let records = world.ordinary(100);
                world.apply(records);
                let since = Instant::now();
                black_box(world.partition.take_dirty(&world.tenants[0]));
                took += since.elapsed();
            }
            took
        });
    });
    group.finish();
}
