//! Brokers that go away, state that was compacted, processes that come and go: what is published is what
//! the engine alone says over the same journal.

use std::collections::{BTreeMap, BTreeSet};

use groundswell::kafka::{Role, Topics};
use groundswell::load::run::RunSettings;

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
