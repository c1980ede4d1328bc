//! Brokers that go away, state that was compacted, processes that come and go: what is published is what
//! the engine alone says over the same journal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use groundswell::kafka::{Role, Topics};
use groundswell::load::run::RunSettings;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance};
use rdkafka::{ClientConfig, ClientContext};

use crate::helper::*;
use crate::story::*;

#[test]
fn a_broker_killed_twice_changes_nothing_that_is_published() {
    const MESSAGES: usize = 12_000;
    if std::env::var_os("KAFKA_BOOTSTRAP").is_some() {
        // A broker that is not ours is not killed.
        return;
    }
    let broker = Broker::start("killed");
    let mut settings = with_story(settings("outage", PARTITIONS));
    settings.kafka.bootstrap.clone_from(&broker.address);
    make_topics(&settings, 2);
    let folder = tempfile::tempdir().unwrap();
    let config = config_file(folder.path(), &settings);
    let mut processes = ["one", "two"].map(|name| Correlate::start(&config, name));
    let mut understand = Process::start(&settings, &[Role::Understand]);
    let mut count = verdicts(&settings);
    let mut verdicts = || {
        understand.lives();
        processes.iter_mut().for_each(Correlate::lives);
        count()
    };
    std::thread::scope(|scope| {
        let told = scope.spawn(|| (0..12).for_each(|i| tell(&settings, i * 1_000..(i + 1) * 1_000, MESSAGES)));
        for part in 1..=2 {
            wait_for("the next part of the story", || (verdicts() >= MESSAGES * part / 3).then_some(()));
            broker.kill();
            broker.restart();
        }
        told.join().unwrap();
    });
    wait_for("every message", || (verdicts() >= MESSAGES).then_some(()));
    understand.stop().unwrap();
    wait_for("the end of the journal", || all_read(&settings));
    assert_eq!(processes.map(Correlate::stop), [Some(0), Some(0)]);
    holds(&settings, MESSAGES);
}

/// Where the meta records stand that the state topic holds now.
fn meta_records(settings: &RunSettings) -> BTreeSet<(i32, i64)> {
    let state = read_all(settings, &Topics::new(&settings.kafka.prefix).state);
    state.into_iter().filter(|r| r.key == "/meta").map(|r| (r.partition, r.offset)).collect()
}

#[test]
fn what_was_compacted_is_restored_as_it_was() {
    const MESSAGES: usize = 6_000;
    let settings = with_story(settings("compacted", PARTITIONS));
    let quick = [
        ("cleanup.policy", "compact"),
        ("min.cleanable.dirty.ratio", "0.01"),
        ("segment.ms", "500"),
        ("delete.retention.ms", "100"),
    ];
    make_with(&settings, &Topics::new("compacted").state, PARTITIONS, &quick);
    make_topics(&settings, 2);
    let folder = tempfile::tempdir().unwrap();
    let config = config_file(folder.path(), &settings);
    let understand = Process::start(&settings, &[Role::Understand]);
    let processes = ["one", "two"].map(|name| Correlate::start(&config, name));
    let mut verdicts = verdicts(&settings);
    tell(&settings, 0..MESSAGES / 2, MESSAGES);
    wait_for("half of the story", || (verdicts() >= MESSAGES / 2).then_some(()));
    let old = meta_records(&settings);
    let of_partition = old.iter().map(|(partition, _)| (*partition, ())).collect::<BTreeMap<_, _>>();
    assert_eq!(of_partition.len(), PARTITIONS as usize, "each has written its state");
    wait_for("the old records to be compacted away", || meta_records(&settings).is_disjoint(&old).then_some(()));
    tell(&settings, MESSAGES / 2..MESSAGES * 3 / 4, MESSAGES);
    wait_for("three quarters", || (verdicts() >= MESSAGES * 3 / 4).then_some(()));
    processes.into_iter().for_each(Correlate::kill);
    let processes = ["one", "two"].map(|name| Correlate::start(&config, name));
    tell(&settings, MESSAGES * 3 / 4..MESSAGES, MESSAGES);
    wait_for("every message", || (verdicts() >= MESSAGES).then_some(()));
    understand.stop().unwrap();
    wait_for("the end of the journal", || all_read(&settings));
    assert_eq!(processes.map(Correlate::stop), [Some(0), Some(0)]);
    holds(&settings, MESSAGES);
}

#[test]
fn a_process_that_comes_and_goes_changes_nothing_that_is_published() {
    const MESSAGES: usize = 8_000;
    let settings = with_story(settings("visited", PARTITIONS));
    make_topics(&settings, 2);
    let understand = Process::start(&settings, &[Role::Understand]);
    let host = Process::start(&settings, &[Role::Correlate]);
    let mut verdicts = verdicts(&settings);
    let mut visitor_settings = settings.clone();
    visitor_settings.kafka.instance = "visitor".to_owned();
    std::thread::scope(|scope| {
        let told = scope.spawn(|| (0..16).for_each(|i| tell(&settings, i * 500..(i + 1) * 500, MESSAGES)));
        for part in 1..=2 {
            wait_for("the next part of the story", || (verdicts() >= MESSAGES * part / 3).then_some(()));
            let visitor = Process::start(&visitor_settings, &[Role::Correlate]);
            let restored = || metric(&visitor.registry, "groundswell_restore_seconds_count");
            wait_for("partitions of its own", || (restored() >= 2.0).then_some(()));
            visitor.stop().unwrap();
        }
        told.join().unwrap();
    });
    wait_for("every message", || (verdicts() >= MESSAGES).then_some(()));
    understand.stop().unwrap();
    wait_for("the end of the journal", || all_read(&settings));
    host.stop().unwrap();
    holds(&settings, MESSAGES);
}

/// A member that owned everything and stops dead as soon as it has to give something away.
struct Stuck {
    owned: AtomicBool,
    giving: AtomicBool,
    freed: Mutex<Receiver<()>>,
}

impl ClientContext for Stuck {}
impl ConsumerContext for Stuck {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Assign(_) => self.owned.store(true, Ordering::Relaxed),
            Rebalance::Revoke(_) | Rebalance::Error(_) => {
                self.giving.store(true, Ordering::Relaxed);
                let _ = self.freed.lock().unwrap().recv();
            }
        }
    }
}

#[test]
fn partitions_that_a_rebalance_left_without_an_owner_find_one() {
    let settings = settings("orphans", PARTITIONS);
    make_topics(&settings, 2);
    let named = |instance: &str| {
        let mut settings = settings.clone();
        settings.kafka.instance = instance.to_owned();
        settings
    };
    let (free, freed) = channel();
    let context = Stuck { owned: false.into(), giving: false.into(), freed: Mutex::new(freed) };
    let stuck: BaseConsumer<Stuck> = ClientConfig::new()
        .set("bootstrap.servers", &settings.kafka.bootstrap)
        .set("group.id", "orphans.correlate")
        .set("group.instance.id", "orphans-correlate-a-0")
        .set("partition.assignment.strategy", "cooperative-sticky")
        .set("session.timeout.ms", "6000")
        .create_with_context(context)
        .unwrap();
    stuck.subscribe(&[&Topics::new("orphans").journal]).unwrap();
    let context = std::sync::Arc::clone(stuck.context());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                let _ = stuck.poll(Duration::from_millis(50));
            }
        });
        // Whatever fails, the member is freed and its thread ends.
        let _freed = Freed(&ended, free);
        wait_for("the first member", || context.owned.load(Ordering::Relaxed).then_some(()));
        let second = Process::start(&named("b"), &[Role::Correlate]);
        wait_for("partitions to be given away", || context.giving.load(Ordering::Relaxed).then_some(()));
        // The first one comes back under its name before it has said that it gave them away.
        let first = Process::start(&named("a"), &[Role::Correlate]);
        // Its progress records are what every partition has to read.
        let understand = Process::start(&settings, &[Role::Understand]);
        let restored = |p: &Process| metric(&p.registry, "groundswell_restore_seconds_count");
        wait_for("every partition to be restored", || {
            (restored(&first) >= 2.0 && restored(&second) >= 2.0).then_some(())
        });
        for process in [understand, first, second] {
            process.stop().unwrap();
        }
    });
}

/// Lets the stuck member go when the test ends.
struct Freed<'a>(&'a AtomicBool, std::sync::mpsc::Sender<()>);

impl Drop for Freed<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        let _ = self.1.send(());
    }
}
