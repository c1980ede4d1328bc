//! What is scored is read by whoever reads what is committed, and counted once whatever is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use groundswell::kafka::{Publisher, Role, Topics};
use groundswell::load::run::RunSettings;
use serde_json::Value;

use crate::helper::*;
use crate::story::{Correlate, config_file};

/// Figures of all months together, as they stand: a story may be told over midnight of a month's last day.
fn figures(cards: impl Iterator<Item = Value>) -> BTreeMap<&'static str, u64> {
    let cards: Vec<Value> = cards.collect();
    let sum = |name: &str| cards.iter().map(|c| c["total"][name].as_u64().unwrap()).sum();
    let names = ["candidates", "open", "confirmed", "unjudged", "precision_of", "found_first_by_customers"];
    names.map(|name| (name, sum(name))).into()
}

/// What stands on the topic: the last record of each month.
fn standing(settings: &RunSettings) -> BTreeMap<&'static str, u64> {
    let records = read_all(settings, &Topics::new(&settings.kafka.prefix).scorecard);
    assert!(records.iter().all(|r| r.key.starts_with("acme:")), "of nobody else: {records:?}");
    let ids: BTreeSet<String> = records.iter().map(|r| header(r, "ce_id")).collect();
    assert_eq!(ids.len(), records.len(), "each is said once");
    let last: BTreeMap<String, Value> =
        records.into_iter().map(|r| (r.key, serde_json::from_slice(&r.payload.unwrap()).unwrap())).collect();
    figures(last.into_values())
}

/// What `groundswell scorecard` prints of it.
fn printed(config: &Path) -> BTreeMap<&'static str, u64> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    let run = command.args(["scorecard", "--tenant", "acme", "--json", "--config"]).arg(config).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    figures(String::from_utf8(run.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()))
}

#[test]
fn a_candidate_its_confirmation_and_its_end_are_scored_once_though_the_process_is_killed() {
    let settings = installation("score");
    let folder = tempfile::tempdir().unwrap();
    let config = config_file(folder.path(), &settings);
    let understand = Process::start(&settings, &[Role::Understand]);
    let correlate = Correlate::start(&config, "victim");
    let (customers, publisher) = (Customers::of(&settings), Publisher::new(&settings.kafka).unwrap());
    let say = |rest: &str| publish(&publisher, "score-feedback", "acme", &format!(r#"{{"tenant":"acme",{rest}}}"#));
    let scored = |wanted: [u64; 4]| {
        let stands = standing(&settings);
        let of = ["candidates", "open", "confirmed", "unjudged"].map(|name| stands[name]);
        (of == wanted).then_some(stands)
    };
    customers.three_report("acme");
    wait_for("the candidate", || scored([1, 1, 0, 1]));
    correlate.kill();
    let correlate = Correlate::start(&config, "victim");
    let candidate = candidates(&settings)[0].1["id"].as_str().unwrap().to_owned();
    say(&format!(r#""kind":"confirm","candidate":"{candidate}""#));
    wait_for("the confirmation", || scored([1, 1, 1, 0]));
    for who in ["ann", "ben"] {
        say(&format!(r#""kind":"working_again","candidate":"{candidate}","customer":{{"id":"{who}"}}"#));
    }
    let ended = wait_for("the end", || scored([1, 0, 1, 0]));
    assert_eq!((ended["precision_of"], ended["found_first_by_customers"]), (1, 1));
    // The first time perhaps before its state was stored: then all of it was computed again. Now it is read back.
    let state = Topics::new("score").state;
    let stored = || read_all(&settings, &state).iter().any(|r| r.key.starts_with("acme/part/score/")).then_some(());
    wait_for("the months to be stored", stored);
    correlate.kill();
    let correlate = Correlate::start(&config, "victim");
    for (minute, who) in [(10, "kim"), (11, "lea"), (12, "max")] {
        customers.write("acme", who, minute, "the invoice pdf does not open, error 500");
    }
    let both = wait_for("the second candidate", || scored([2, 1, 1, 1]));
    assert_eq!(printed(&config), both);
    understand.stop().unwrap();
    assert_eq!(correlate.stop(), Some(0));
    assert_eq!(standing(&settings), both, "and nothing on the way out");
}
