//! What people say of messages and candidates reaches the engine, and outlives a restart.

use groundswell::kafka::Publisher;

use crate::helper::*;

#[test]
fn a_confirmed_candidate_says_so_and_labels_are_counted_also_after_a_restart() {
    let settings = installation("feedback");
    let process = Process::start(&settings, &BOTH);
    let customers = Customers::of(&settings);
    customers.three_report("acme");
    let opened = wait_for("a candidate", || candidates(&settings).first().cloned());
    let candidate = opened.1["id"].as_str().unwrap().to_owned();
    assert_eq!(opened.1.get("confirmed_at"), None);
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let say = |record: String| publish(&publisher, "feedback-feedback", "acme", &record);
    say(format!(r#"{{"tenant":"acme","kind":"confirm","candidate":"{candidate}"}}"#));
    say(r#"{"tenant":"acme","kind":"label","message":"acme-ann-0","problem":true,"feature":"checkout"}"#.to_owned());
    say(r#"{"tenant":"acme","kind":"label","message":"nobody-wrote-this","problem":false}"#.to_owned());
    say(r#"{"tenant":"acme","kind":"bless","candidate":"c"}"#.to_owned());
    let confirmed = |n: usize| {
        let all: Vec<_> = candidates(&settings).into_iter().filter(|(_, c)| c.get("confirmed_at").is_some()).collect();
        (all.len() >= n).then_some(all)
    };
    let told = wait_for("the confirmation", || confirmed(1));
    assert_eq!((told[0].0.as_str(), &told[0].1["id"]), ("updated", &candidate.as_str().into()));
    let shown = |process: &Process, line: &str| metric(&process.registry, &format!("groundswell_{line}"));
    let of = |process: &Process, outcome: &str| shown(process, &format!("feedback_total{{outcome=\"{outcome}\"}}"));
    wait_for("what became of it", || (of(&process, "taken") == 2.0).then_some(()));
    wait_for("what was of nobody", || (of(&process, "unknown_message") == 1.0).then_some(()));
    let dead = |process: &Process| shown(process, "dead_letters_total{reason=\"bad_value\"}") == 1.0;
    wait_for("the dead letter", || dead(&process).then_some(()));
    process.stop().unwrap();
    let process = Process::start(&settings, &BOTH);
    // It joins the candidate that was restored, which still says that it is confirmed.
    customers.write("acme", "kim", 12, "pay now fails for me as well");
    let told = wait_for("a fourth customer", || confirmed(2));
    assert_eq!((&told[1].1["customers"], &told[1].1["confirmed_at"]), (&4.into(), &told[0].1["confirmed_at"]));
    process.stop().unwrap();
}
