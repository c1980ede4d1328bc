//! The hour behind a deploy ends once, whatever happens to the processes in between.

use groundswell::kafka::{Clock, Publisher, Role, Topics};
use groundswell::load::run::RunSettings;
use groundswell::time::Span;
use serde_json::Value;

use crate::close_open::age;
use crate::helper::*;
use crate::story::{Correlate, all_read, config_file};

/// How long after it is told the hour of a deploy is over: time for a process to be killed and to come back.
const LEFT: Span = Span::from_secs(20);

/// Tells of a deploy that was made so long ago.
fn deploy(settings: &RunSettings, id: &str, ago: Span, feature: &str) {
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let time = Clock::System.now() - ago;
    let body = format!(
        r#"{{"tenant":"acme","id":"{id}","time":"{time}","kind":"deploy","service":"web","features":["{feature}"],"summary":"web 5.2"}}"#
    );
    publish(&publisher, &format!("{}-changes", settings.kafka.prefix), "acme", &body);
}

/// All that was said of a deploy, in order.
fn said(settings: &RunSettings, id: &str) -> Vec<Value> {
    let topic = Topics::new(&settings.kafka.prefix).watches;
    let of = read_all(settings, &topic).into_iter().filter(|r| r.key == format!("acme:{id}"));
    of.map(|r| serde_json::from_slice(&r.payload.unwrap()).unwrap()).collect()
}

/// The verdict, once it has come; fails where more is said behind it, or anything twice.
fn verdict(settings: &RunSettings, id: &str) -> Option<Value> {
    let said = said(settings, id);
    let revisions: Vec<u64> = said.iter().map(|s| s["revision"].as_u64().unwrap()).collect();
    assert_eq!(revisions, (1..=said.len() as u64).collect::<Vec<_>>(), "each is said once, in order");
    let ends = said.iter().filter(|s| s["final"] == true).count();
    assert!(ends <= 1, "it ends once: {said:#?}");
    said.last().filter(|s| s["final"] == true).cloned()
}

#[test]
fn a_watch_ends_with_one_verdict_though_its_process_is_killed_before_and_after() {
    let settings = installation("hour");
    let folder = tempfile::tempdir().unwrap();
    let config = config_file(folder.path(), &settings);
    let understand = Process::start(&settings, &[Role::Understand]);
    let correlate = Correlate::start(&config, "victim");
    deploy(&settings, "d-1", Span::from_hours(1) - LEFT, "checkout");
    let first = wait_for("the beginning", || said(&settings, "d-1").first().cloned());
    assert_eq!((&first["final"], &first["revision"]), (&false.into(), &1.into()));
    // What is read back knows of it.
    let knows = |bytes: &Vec<u8>| bytes.windows(3).any(|w| w == b"d-1");
    let stored = || {
        let state = read_all(&settings, &Topics::new("hour").state);
        state.iter().any(|r| r.key == "acme/part/deploys" && r.payload.as_ref().is_some_and(knows)).then_some(())
    };
    wait_for("it to be stored", stored);
    correlate.kill();
    let correlate = Correlate::start(&config, "victim");
    let end = wait_for("the verdict", || verdict(&settings, "d-1"));
    assert_eq!(
        (&end["basis"], &end["heard_until"]),
        (&"counted".into(), &end["ends"]),
        "its hour was heard to its end"
    );
    correlate.kill();
    let correlate = Correlate::start(&config, "victim");
    // Another deploy shows that it reads on.
    deploy(&settings, "d-2", Span::from_hours(2), "checkout");
    wait_for("the next verdict", || verdict(&settings, "d-2"));
    understand.stop().unwrap();
    wait_for("the end of the journal", || all_read(&settings));
    assert_eq!(verdict(&settings, "d-1"), Some(end), "nothing more was said of it");
    assert_eq!(correlate.stop(), Some(0));
}

#[test]
fn a_watch_that_runs_while_state_is_begun_anew_ends_there_and_what_was_failing_stays_so() {
    let settings = installation("anew");
    let process = Process::start(&settings, &BOTH);
    deploy(&settings, "broken", Span::from_mins(14), "checkout");
    deploy(&settings, "calm", Span::from_mins(14), "invoices");
    Customers::of(&settings).three_report("acme");
    let last = |id: &str| said(&settings, id).last().cloned();
    wait_for("the failing one", || last("broken").filter(|s| s["verdict"] == "failing"));
    wait_for("the other", || last("calm"));
    process.stop().unwrap();
    assert_eq!([verdict(&settings, "broken"), verdict(&settings, "calm")], [None, None], "both run");
    age(&settings);
    let process = Process::start_closing(&settings, &BOTH);
    let broken = wait_for("its end", || verdict(&settings, "broken"));
    let calm = wait_for("the end of the other", || verdict(&settings, "calm"));
    assert_eq!((&broken["verdict"], &broken["basis"]), (&"failing".into(), &"counted".into()));
    assert_eq!((&calm["verdict"], &calm["basis"]), (&"too_few_to_say".into(), &"closed_by_operator".into()));
    process.stop().unwrap();
    let process = Process::start(&settings, &BOTH);
    deploy(&settings, "later", Span::from_hours(2), "checkout");
    wait_for("a verdict on a later one", || verdict(&settings, "later"));
    process.stop().unwrap();
    assert_eq!([verdict(&settings, "broken"), verdict(&settings, "calm")], [Some(broken), Some(calm)]);
}
