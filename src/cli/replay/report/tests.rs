use std::fs;
use std::path::Path;

use clap::Parser;

use std::collections::BTreeMap;

use super::super::inputs::Inputs;
use super::super::play::{identity_key, play_seen};
use super::super::{ReplayArgs, replay, run};
use super::{Watched, Written, written};
use crate::cli::Exit;
use crate::wire::backtest::Replayed;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    replay: ReplayArgs,
}

/// An invented replay: seven quiet days, five customers who cannot pay, three who greet, and an
/// incident of which only two customers write.
fn files(folder: &Path) {
    let mut messages = String::new();
    let mut say = |id: &str, minute: u32, text: &str| {
        let (ts, customer) = (1_773_046_800 + i64::from(minute) * 60, format!("c-{id}"));
        messages += &format!("{{\"id\":\"{id}\",\"ts\":{ts},\"customer_id\":\"{customer}\",\"text\":\"{text}\"}}\n");
    };
    say("first", 0, "The checkout does not work");
    for (i, minute) in (10_080..10_095).step_by(3).enumerate() {
        say(&format!("pay{i}"), minute, "Checkout fails: &lt;script&gt;alert(1)&lt;/script&gt; & an error");
    }
    say("few0", 14_400, "Cannot download my invoices, there is an error");
    say("few1", 14_410, "The invoices do not load at all");
    say("hello", 14_420, "Thank you, the invoices look lovely");
    for i in 0..4 {
        say(&format!("odd{i}"), 20_000 + i, "The gift cards are broken, error again");
    }
    let features = r#"{"feature":[{"feature":"checkout","name":"Checkout","aliases":["checkout"]},
        {"feature":"invoices","name":"Invoices","aliases":["invoice"]},{"feature":"gifts","name":"<script>Gifts","aliases":["gift card"]}]}"#;
    let incident = |id: &str, feature: &str, start: u32, ids: &str| {
        let at = |m: u32| {
            format!(
                "2026-03-{:02}T{:02}:{:02}:00Z",
                9 + m / 1_440 + (m % 1_440 + 540) / 1_440,
                (m % 1_440 / 60 + 9) % 24,
                m % 60
            )
        };
        format!(
            r#"{{"id":"{id}","start":"{}","end":"{}","nth_reporter_at":{{}},"message_ids":[{ids}],"feature":"{feature}"}}"#,
            at(start),
            at(start + 59)
        )
    };
    let truth = format!(
        r#"{{"incidents":[{},{}],"distractors":[{{"kind":"gift_card_season","message_ids":["odd0","odd1","odd2","odd3"]}}]}}"#,
        incident("pay-down", "checkout", 10_080, r#""pay0","pay1","pay2","pay3","pay4""#),
        incident("bills-down", "invoices", 14_400, r#""few0","few1","hello""#),
    );
    for (name, text) in [("m.jsonl", messages.as_str()), ("f.json", features), ("t.json", &truth)] {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn arguments(folder: &Path, report: &str, truth: bool) -> ReplayArgs {
    let at = |name: &str| folder.join(name).display().to_string();
    let mut line =
        vec!["replay".to_owned(), "--messages".to_owned(), at("m.jsonl"), "--features".to_owned(), at("f.json")];
    line.extend(["--report".to_owned(), at(report)]);
    if truth {
        line.extend(["--truth".to_owned(), at("t.json")]);
    }
    Cli::try_parse_from(line).unwrap().replay
}

/// The invented replay, played.
pub(super) fn played() -> (Vec<Replayed>, Watched, BTreeMap<String, Written>) {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let arguments = arguments(folder.path(), "r.html", false);
    let settings = arguments.config.load().layered.settings;
    let inputs = Inputs::read(&arguments.messages, &arguments.around, &settings.defaults, None).unwrap();
    let mut watched = Watched::default();
    let gathered = play_seen(inputs.clone(), &settings, &mut |replay, said| watched.see(replay, said)).unwrap();
    (gathered.in_order(), watched, written(&inputs, &identity_key().unwrap()))
}

fn page_of(folder: &Path, report: &str, truth: bool) -> String {
    let arguments = arguments(folder, report, truth);
    replay(&arguments, &arguments.config.load().layered.settings).unwrap();
    fs::read_to_string(folder.join(report)).unwrap()
}

#[test]
fn the_page_holds_figures_candidates_and_reasons() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let page = page_of(folder.path(), "r.html", true);
    for part in [
        "<dt>incidents found</dt><dd>1 of 2</dd>",
        "<dt>false candidates</dt><dd>1</dd>",
        "<span class=\"mark good\">incident pay-down</span>",
        "<span class=\"mark bad\">false</span>",
        "only look like an incident: gift card season.",
        "<h3>bills-down invoices</h3>",
        "3 messages of 3 customers report it. 2 count as reports, among too few customers. 1 was not read as a problem.",
        "Nearest, invoices at 2026-03-19 09:10: 2 customers in 15 min",
        "None found in the hour before.",
        "uncovered: a gap in monitoring",
        "<h4>To post when it opened</h4><p>We are investigating reports of issues with ",
        "<h4>To see it oneself</h4><p>a test account of ",
        "<h4>Would have caught it</h4><p>a synthetic check of ",
        "<i class=\"key usual\"></i>usual: 0",
        "<polyline class=\"usual\" points=\"0.0,",
        "href=\"#m2\"",
        "id=\"m2\"",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn what_customers_wrote_stays_text_and_nothing_is_fetched() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let page = page_of(folder.path(), "r.html", true);
    assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("&lt;script&gt;Gifts"), "{page}");
    for not in ["<script", "http://", "https://", "src=", "url(", "@import", " style="] {
        assert!(!page.contains(not), "{not}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_same_files_give_the_same_page() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    assert_eq!(page_of(folder.path(), "a.html", true), page_of(folder.path(), "b.html", true));
}

#[test]
fn without_a_truth_nothing_is_called_missed_or_false() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let page = page_of(folder.path(), "r.html", false);
    for not in ["Incidents missed", "Why it is false", "incidents found", "incident missed"] {
        assert!(!page.contains(not), "{not}");
    }
    assert_eq!(page.matches("<article").count(), 2);
}

#[test]
fn a_page_that_cannot_be_written_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let arguments = arguments(folder.path(), "no/such/r.html", false);
    let error = replay(&arguments, &arguments.config.load().layered.settings).unwrap_err().to_string();
    assert!(error.contains("r.html: "), "{error}");
    assert_eq!(run(&arguments), Exit::Configuration);
}
