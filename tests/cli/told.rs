//! What the program tells of deploys and candidates: watches, drafts, postmortems, and the lint they pass.

use std::process::Command;

use super::{folder, groundswell, here, said};

#[test]
fn help_of_watch() {
    insta::assert_snapshot!(said(&groundswell(here(), &["watch", "--help"], &[])));
}

#[test]
fn help_of_scorecard() {
    insta::assert_snapshot!(said(&groundswell(here(), &["scorecard", "--help"], &[])));
}

#[test]
fn a_scorecard_of_no_months_is_wrong_usage_and_bad_settings_are_refused() {
    let code = |arguments: &[&str]| groundswell(here(), arguments, &[]).status.code();
    assert_eq!(code(&["scorecard", "--months", "0"]), Some(2));
    assert_eq!(code(&["scorecard", "--months", "14"]), Some(2), "thirteen are kept");
    assert_eq!(code(&["scorecard", "--set", "kafka.bootsrap=here"]), Some(3));
}

#[test]
fn a_watch_that_cannot_be_meant_is_wrong_usage_and_bad_settings_are_refused() {
    let code = |arguments: &[&str]| groundswell(here(), arguments, &[]).status.code();
    assert_eq!(code(&["watch"]), Some(2), "which deploy?");
    assert_eq!(code(&["watch", "deploy-1", "--for", "soon"]), Some(2));
    assert_eq!(code(&["watch", "deploy-1", "--set", "kafka.bootsrap=here"]), Some(3));
}

#[test]
fn a_replay_tells_what_reports_say_of_its_deploys() {
    let line = |id: usize, minute: usize| {
        format!(
            r#"{{"id":"m-{id}","ts":"2026-03-09T10:{minute:02}:00Z","customer_id":"c-{id}","lang":"en","text":"pay now does nothing, error 500"}}"#
        )
    };
    let messages: Vec<String> = (0..3).map(|i| line(i, 2 + 3 * i)).chain([line(9, 59)]).collect();
    let changes = r#"{"id":"d-1","time":"2026-03-09T10:00:00Z","kind":"deploy","service":"orders-api","features":["checkout"]}
{"id":"d-2","time":"2026-03-09T10:30:00Z","kind":"deploy","service":"pigeon-post"}
{"id":"f-1","time":"2026-03-09T10:31:00Z","kind":"flag","service":"orders-api","features":["checkout"]}
"#;
    let features = r#"[{"feature":"checkout","name":"Checkout","aliases":["pay now"]}]"#;
    let folder = folder(&[("m.jsonl", &messages.join("\n")), ("c.jsonl", changes), ("f.json", features)]);
    let files = ["replay", "--messages", "conf/m.jsonl", "--features", "conf/f.json", "--changes", "conf/c.jsonl"];
    let replay = |more: &[&str]| groundswell(folder.path(), &[&files, more].concat(), &[]);
    let json: serde_json::Value = serde_json::from_slice(&replay(&["--json"]).stdout).unwrap();
    let said: Vec<_> =
        json["deploys"].as_array().unwrap().iter().map(|d| [&d["change"]["id"], &d["verdict"], &d["final"]]).collect();
    let card = &json["scorecard"][0];
    let wanted = serde_json::json!(["2026-03", 1, 1, 6.0]);
    let total = &card["total"];
    let told =
        [&card["month"], &total["candidates"], &total["found_first_by_customers"], &total["detected_min_median"]];
    assert_eq!(serde_json::json!(told), wanted);
    let text = String::from_utf8(replay(&[]).stdout).unwrap();
    assert!(text.contains("Scorecard of replay, 2026-03\n") && text.contains("1 of 1: nobody said"), "{text}");
    let (yes, no) = (serde_json::json!(true), serde_json::json!(false));
    assert_eq!(said, [[&"d-1".into(), &"failing".into(), &no], [&"d-2".into(), &"too_few_to_say".into(), &yes]]);
    assert_eq!(json["deploys"][0]["features"][0]["candidate"], json["candidates"][0]["id"]);
    let text = String::from_utf8(replay(&[]).stdout).unwrap();
    let lines: Vec<&str> = text.lines().skip_while(|l| *l != "After the deploys").skip(1).take(2).collect();
    let expected = [
        "2026-03-09T10:00:00Z  d-1  orders-api: failing, so far (checkout)",
        "2026-03-09T10:30:00Z  d-2  pigeon-post: too few to say (no known feature)",
    ];
    assert_eq!(lines, expected);
}

/// Three customers of that shop cannot pay; the id of the candidate is printed by `replay`.
fn broken_checkout() -> (tempfile::TempDir, String) {
    let texts = [
        ("ann", "Pay now does nothing for ten minutes, a 500 on POST /api/orders"),
        ("ben", "checkout hangs after the card, it does not work"),
        ("eve", "checkout broken, order not placed"),
        ("eve", "thank you, all is well"),
    ];
    let line = |(i, (customer, text)): (usize, &(&str, &str))| {
        let at = 1_773_064_920 + i * 360 + if i == 3 { 7_200 } else { 0 };
        format!(
            "{{\"id\":\"m{i}\",\"ts\":{at},\"customer_id\":\"{customer}\",\"lang\":\"en\",\"tier\":\"pro\",\"text\":\"{text}\"}}\n"
        )
    };
    let messages: String = texts.iter().enumerate().map(line).collect();
    let features = r#"{"feature":[{"feature":"checkout","name":"Checkout","aliases":["pay now"],"depends_on":["orders-api"],"status_page_area":"Ordering"}]}"#;
    let folder = folder(&[("m.jsonl", &messages), ("f.json", features)]);
    let replayed = groundswell(
        folder.path(),
        &["replay", "--messages", "conf/m.jsonl", "--features", "conf/f.json", "--json"],
        &[],
    );
    let told: serde_json::Value = serde_json::from_slice(&replayed.stdout).unwrap();
    let id = told["candidates"][0]["id"].as_str().unwrap_or_else(|| panic!("{}", said(&replayed))).to_owned();
    (folder, id)
}

#[test]
fn drafts_and_a_postmortem_of_a_candidate_pass_lint() {
    let (folder, id) = broken_checkout();
    let of = |command: &str, id: &str, more: &[&str]| {
        let files = [command, id, "--messages", "conf/m.jsonl", "--features", "conf/f.json"];
        groundswell(folder.path(), &[&files, more].concat(), &[])
    };
    insta::assert_snapshot!(said(&of("draft", &id, &[])));
    insta::assert_snapshot!(said(&of("postmortem", &id, &[])));
    let lint = |kind: &str, text: &[u8]| {
        std::fs::write(folder.path().join("text"), text).unwrap();
        groundswell(
            folder.path(),
            &["lint", "--kind", kind, "--area", "Ordering", "--features", "conf/f.json", "text"],
            &[],
        )
    };
    for kind in ["investigating", "identified", "monitoring", "resolved"] {
        let draft = of("draft", &id, &["--kind", kind, "--with-monitoring"]);
        assert_eq!(said(&lint(kind, &draft.stdout)), "exit 0\n--- standard output\ntext: good\n");
    }
    assert_eq!(lint("postmortem", &of("postmortem", &id, &[]).stdout).status.code(), Some(0));
    let unknown = of("postmortem", &format!("{id}x"), &[]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown).contains(&format!("is called {id}x; did you mean {id}?")), "{}", said(&unknown));
    assert_eq!(of("draft", &id, &["--kind", "fixed"]).status.code(), Some(2));
}

#[test]
fn a_cause_is_a_persons_and_held_to_the_rules() {
    let (folder, id) = broken_checkout();
    let files = ["draft", &id, "--messages", "conf/m.jsonl", "--features", "conf/f.json", "--kind", "identified"];
    let with = |cause: &str| groundswell(folder.path(), &[&files[..], &["--cause", cause]].concat(), &[]);
    let good = with("orders were checked wrongly");
    assert!(said(&good).contains("issues with Ordering: orders were checked wrongly. We are"), "{}", said(&good));
    assert_eq!(good.status.code(), Some(0));
    let bad = with("a deployment of the backend, a user error");
    assert_eq!(bad.status.code(), Some(1), "{}", said(&bad));
}

#[test]
fn a_bad_text_is_refused_with_rule_place_and_what_was_expected() {
    let (folder, _) = broken_checkout();
    let text =
        "We detected elevated 5xx errors on orders-api due to a deploy.\nA small number of users may see issues.\n";
    std::fs::write(folder.path().join("text"), text).unwrap();
    let lint = |more: &[&str]| {
        let arguments = ["lint", "--kind", "investigating", "--features", "conf/f.json", "text"];
        groundswell(folder.path(), &[&arguments, more].concat(), &[])
    };
    insta::assert_snapshot!(said(&lint(&[])));
    let findings = String::from_utf8(lint(&["--json"]).stdout).unwrap();
    let first: serde_json::Value = serde_json::from_str(findings.lines().last().unwrap()).unwrap();
    assert!(first["rule"].is_string() && first["expected"].is_string(), "{findings}");
    let piped = Command::new(env!("CARGO_BIN_EXE_groundswell"))
        .args(["lint", "--kind", "investigating", "-"])
        .stdin(std::fs::File::open(folder.path().join("text")).unwrap())
        .output()
        .unwrap();
    assert!(said(&piped).contains("standard input:1:36: no_jargon: found \"orders-api\""), "{}", said(&piped));
    assert_eq!(groundswell(folder.path(), &["lint", "--kind", "resolved", "none"], &[]).status.code(), Some(3));
    assert_eq!(groundswell(folder.path(), &["lint", "--kind", "better", "text"], &[]).status.code(), Some(2));
}

#[test]
fn help_of_what_is_posted() {
    for command in ["draft", "postmortem", "lint"] {
        insta::assert_snapshot!(format!("help_of_{command}"), said(&groundswell(here(), &[command, "--help"], &[])));
    }
}
