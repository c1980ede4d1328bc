//! From messages to candidates, and over restarts.

use groundswell::kafka::{Role, RunError, Topics};
use groundswell::load::run::RunSettings;

use crate::helper::*;

/// The program reads the verdict of a message from the topic, and says where there is none.
fn explained(settings: &RunSettings, message: &str) {
    let folder = tempfile::tempdir().unwrap();
    let config = crate::story::config_file(folder.path(), settings);
    let explain = |message: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_groundswell"));
        command.args(["explain", message, "--tenant", "acme", "--config"]).arg(&config).output().unwrap()
    };
    let told = explain(message);
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    assert_eq!(told.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&told.stderr));
    assert!(
        text.contains("the text is not among the decisions") && text.contains(&format!("{message} of acme")),
        "{text}"
    );
    let unknown = explain("nobody-wrote-this");
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&unknown.stderr).contains("three.decisions.v1 holds no verdict of nobody-wrote-this")
    );
}

#[test]
fn three_customers_make_one_candidate_and_one_customer_makes_none() {
    let settings = installation("three");
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    for (minute, customer) in [(0, "ann"), (6, "ben"), (12, "eve")] {
        customers.write("acme", customer, minute, "pay now does nothing, I get an error 500");
        customers.write("globex", "kim", minute, "pay now does nothing, I get an error 500");
    }
    let events = wait_for("a candidate", || Some(candidates(&settings)).filter(|c| !c.is_empty()));
    let decisions = || read_all(&settings, &Topics::new("three").decisions).len();
    wait_for("six verdicts", || (decisions() == 6).then_some(()));
    assert_eq!(events.len(), 1, "{events:?}");
    explained(&settings, events[0].1["reports"][0]["id"].as_str().unwrap());
    let (kind, body) = &events[0];
    assert_eq!((kind.as_str(), &body["tenant"], &body["rank"]), ("opened", &"acme".into(), &2.into()));
    assert_eq!(body["customers"], 3);
    wait_for("readiness", || process.health.ready().ok());
    let shown = |line: &str| metric(&process.registry, &format!("groundswell_{line}"));
    assert_eq!((&body["gaps"].as_array().unwrap().len(), &body["gap_stands_out"]), (&1, &true.into()));
    let opened = format!("candidates_opened_total{{gap={},rank=\"2\"}}", body["gaps"][0]["kind"]);
    wait_for("the metric", || (shown(&opened) == 1.0).then_some(()));
    wait_for("what is open", || (shown("candidates_open{rank=\"2\"}") == 1.0).then_some(()));
    let found = |by: &str| shown(&format!("found_first_total{{by=\"{by}\"}}"));
    assert_eq!((found("customers"), found("monitoring")), (1.0, 0.0));
    assert_eq!(shown("message_to_candidate_seconds_count"), 1.0);
    assert!((0.0..60.0).contains(&shown("message_to_candidate_seconds_sum")), "it arrived just now");
    wait_for("the lag", || (0.001..60.0).contains(&shown("event_lag_seconds")).then_some(()));
    let registry = process.registry.clone();
    process.stop().unwrap();
    assert_eq!(metric(&registry, "groundswell_candidates_open{rank=\"2\"}"), 0.0, "no partition is owned any more");
    let process = Process::start(&settings, &BOTH);
    let open = || metric(&process.registry, "groundswell_candidates_open{rank=\"2\"}");
    wait_for("what is open after a restart", || (open() == 1.0).then_some(()));
    process.stop().unwrap();
    assert_eq!(candidates(&settings).len(), 1);
}

#[test]
fn a_restart_after_a_clean_stop_replays_nothing_and_knows_everything() {
    let settings = installation("restart");
    let customers = Customers::of(&settings);
    let process = Process::start(&settings, &BOTH);
    customers.three_report("acme");
    wait_for("a candidate", || (candidates(&settings).len() == 1).then_some(()));
    wait_for("offsets", || (0..3).all(|p| committed(&settings, p).is_some()).then_some(()));
    process.stop().unwrap();
    let before = read_all(&settings, &Topics::new("restart").journal);
    let state = read_all(&settings, &Topics::new("restart").state);
    for partition in 0..3 {
        let meta = state.iter().rfind(|r| r.partition == partition && r.key == "/meta").expect("a meta record");
        let (_version, from): (u16, i64) = postcard::from_bytes(meta.payload.as_deref().unwrap()).unwrap();
        let last = before.iter().filter(|r| r.partition == partition).map(|r| r.offset).max().unwrap();
        assert!(from <= last + 1);
        assert_eq!(Some(from), committed(&settings, partition), "a clean stop leaves nothing to replay");
    }
    let process = Process::start(&settings, &BOTH);
    customers.write("acme", "kim", 13, "pay now does nothing here either, error 500");
    customers.write("acme", "ann", 12, "pay now does nothing, I get an error 500, again");
    let events = wait_for("the fourth customer", || Some(candidates(&settings)).filter(|c| c.len() >= 2));
    assert_eq!(events[1].0, "updated");
    assert_eq!(events[0].1["id"], events[1].1["id"], "the same candidate");
    process.stop().unwrap();
    let events = candidates(&settings);
    assert_eq!(events.iter().filter(|(kind, _)| kind == "opened").count(), 1);
    assert_eq!(events.last().unwrap().1["customers"], 4);
}

#[test]
fn the_same_message_twice_counts_once() {
    let settings = installation("twice");
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    for _ in 0..2 {
        customers.write("acme", "ann", 3, "pay now does nothing, I get an error 500");
    }
    let duplicate = "groundswell_messages_total{outcome=\"duplicate\"}";
    wait_for("the duplicate", || (metric(&process.registry, duplicate) == 1.0).then_some(()));
    let outcome = |name: &str| metric(&process.registry, &format!("groundswell_messages_total{{outcome=\"{name}\"}}"));
    assert_eq!((outcome("read"), outcome("counted")), (2.0, 1.0));
    process.stop().unwrap();
}

#[test]
fn the_older_of_two_with_one_name_ends_and_names_the_id() {
    let settings = installation("double");
    let older = Process::start(&settings, &[Role::Correlate]);
    wait_for("the older one", || older.health.ready().ok());
    let writer = Process::start(&settings, &[Role::Understand]);
    let newer = Process::start(&settings, &[Role::Correlate]);
    let ended = older.join().unwrap_err();
    assert_eq!(ended, RunError::Double { id: "double-correlate-one-0".to_owned() });
    assert_eq!(ended.exit_code(), 4);
    wait_for("the newer one", || newer.health.ready().ok());
    newer.stop().unwrap();
    writer.stop().unwrap();
}

#[test]
fn a_missing_topic_and_another_number_of_partitions_are_refused() {
    let mut settings = settings("missing", 3);
    let refused = Process::start(&settings, &BOTH).join().unwrap_err();
    assert!(refused.to_string().contains("missing.journal.v1: missing"), "{refused}");
    assert_eq!(refused.exit_code(), 3);
    make_topics(&settings, 1);
    settings.kafka.journal_partitions = 4;
    let refused = Process::start(&settings, &BOTH).join().unwrap_err();
    assert!(refused.to_string().contains("the number of partitions is 3, expected 4"), "{refused}");
}

#[test]
fn lost_state_is_refused_not_reset() {
    let settings = installation("lost");
    let process = Process::start(&settings, &BOTH);
    wait_for("offsets", || (0..3).all(|p| committed(&settings, p).is_some()).then_some(()));
    process.stop().unwrap();
    empty(&settings, &Topics::new("lost").state);
    let refused = Process::start(&settings, &[Role::Correlate]).join().unwrap_err();
    assert!(matches!(refused, RunError::Refused { .. }), "{refused}");
    assert!(refused.to_string().contains("lost.state.v1 holds no meta record"), "{refused}");
}
