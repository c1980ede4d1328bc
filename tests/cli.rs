//! The program as a person meets it: help texts, errors, exit codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot run its program has failed")]

#[path = "cli/replayed.rs"]
mod replayed;
#[path = "cli/told.rs"]
mod told;

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in `folder`, with nothing of this environment that could change what it says.
fn groundswell(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_groundswell"))
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().copied())
        .args(arguments)
        .output()
        .unwrap()
}

/// All that was said, and how it ended.
fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let mut all = format!("exit {}\n", output.status.code().unwrap());
    for (name, text) in [("standard output", out), ("standard error", err)] {
        if !text.is_empty() {
            let lines = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
            all.push_str(&format!("--- {name}\n{lines}\n"));
        }
    }
    all
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join("conf").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

const TENANT: (&str, &str) = ("groundswell.toml", "tenant = \"acme\"\n");

const CATALOGUE: (&str, &str) = (
    "catalogue.toml",
    r#"[[feature]]
feature = "checkout"
name = "Checkout"
alliases = ["pay now"]

[[feature]]
feature = "invoices"
name = "Invoices"
aliases = ["bill pdf"]

[[feature]]
feature = "billing"
name = "Billing"
aliases = ["Bill PDF", "my bill"]
"#,
);

const PROBES: (&str, &str) = (
    "probes.toml",
    r#"[[probe]]
probe = "shop-up"
kind = "uptime"
features = ["checkout", "invoicing", "billing"]
interval_s = 60
ttl_s = 120
"#,
);

#[test]
fn help() {
    insta::assert_snapshot!(said(&groundswell(here(), &["--help"], &[])));
}

#[test]
fn help_of_validate() {
    insta::assert_snapshot!(said(&groundswell(here(), &["validate", "--help"], &[])));
}

#[test]
fn help_of_config_show() {
    insta::assert_snapshot!(said(&groundswell(here(), &["config", "show", "--help"], &[])));
}

#[test]
fn help_of_suggest() {
    insta::assert_snapshot!(said(&groundswell(here(), &["suggest", "--help"], &[])));
}

#[test]
fn help_of_explain() {
    insta::assert_snapshot!(said(&groundswell(here(), &["explain", "--help"], &[])));
}

#[test]
fn help_of_feedback() {
    insta::assert_snapshot!(said(&groundswell(here(), &["feedback", "--help"], &[])));
}

#[test]
fn feedback_that_cannot_be_meant_says_which_part_of_it() {
    let of = |rest: &[&str]| said(&groundswell(here(), &[&["feedback", "--tenant", "acme"], rest].concat(), &[]));
    insta::assert_snapshot!(
        [
            of(&["bless", "c-1"]),
            of(&["dismiss", "c-1"]),
            of(&["dismiss", "c-1", "--reason", "bored"]),
            of(&["fixed", "c-1", "--by", "ann"]),
            of(&["still-broken", "c-1"]),
            of(&["merge", "c-1"]),
        ]
        .join("\n")
    );
}

#[test]
fn a_message_is_explained_and_an_unknown_one_is_said_to_be() {
    let folder = wishes();
    let explain = |id: &str, more: &[&str]| {
        let files = ["explain", id, "--messages", "conf/m.jsonl", "--features", "conf/f.json"];
        groundswell(folder.path(), &[&files, more].concat(), &[])
    };
    let written = std::fs::read_to_string(folder.path().join("conf/m.jsonl")).unwrap();
    let first: serde_json::Value = serde_json::from_str(written.lines().next().unwrap()).unwrap();
    let id = first["id"].as_str().unwrap();
    let told = explain(id, &[]);
    assert_eq!(told.status.code(), Some(0), "{}", said(&told));
    insta::assert_snapshot!(said(&told));
    let json: serde_json::Value = serde_json::from_slice(&explain(id, &["--json"]).stdout).unwrap();
    assert_eq!((&json["verdict"]["message"], &json["verdict"]["reason"]), (&first["id"], &"no_feature".into()));
    assert!(json["understood"]["stems"].as_array().unwrap().len() > 3);
    let elsewhere = explain(id, &["--tenant", "elsewhere"]);
    assert!(said(&elsewhere).contains("is a message of another tenant than the one asked for"), "{}", said(&elsewhere));
    let unknown = explain(&format!("{id}x"), &[]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown).contains(&format!("is called {id}x; did you mean {id}?")), "{}", said(&unknown));
    assert_eq!(explain(id, &["--tenant", "other"]).status.code(), Some(1));
}

#[test]
fn where_no_broker_answers_its_address_is_named_and_what_to_do() {
    // Nothing listens on port 1.
    let away = ["--set", "kafka.bootstrap=127.0.0.1:1"];
    let told = |arguments: &[&str]| said(&groundswell(here(), &[arguments, &away].concat(), &[]));
    // Each waits some seconds for a broker.
    let (explain, scorecard) = std::thread::scope(|s| {
        let explain = s.spawn(|| told(&["explain", "m1"]));
        let scorecard = told(&["scorecard"]);
        (explain.join().unwrap(), scorecard)
    });
    for told in [&explain, &scorecard] {
        assert!(told.starts_with("exit 4\n--- standard error\ncannot reach Kafka at 127.0.0.1:1: "), "{told}");
        assert!(told.contains("\nThat address is the setting kafka.bootstrap: "), "{told}");
    }
    let files = "\nWithout an installation, recorded messages can be played: --messages FILE.jsonl\n";
    assert!(explain.ends_with(files), "{explain}");
    assert!(!scorecard.contains("--messages"), "{scorecard}");
}

/// Customers of an invented shop; the wish list and the promo codes are not in its catalogue.
fn wishes() -> tempfile::TempDir {
    let texts = [
        ("a", "The wish list is empty and gives an error"),
        ("b", "My wish lists do not load, error again"),
        ("c", "wish list broken"),
        ("c", "my wish list is still broken"),
        ("d", "Cannot save the promo code, it fails"),
        ("e", "promo codes fail, <b>not</b> working"),
        ("f", "Error in the checkout, it is broken"),
        ("g", "The checkout does not load and fails"),
        ("h", "thank you, the birthday balloons look lovely"),
        ("i", "thanks for the birthday balloons"),
    ];
    let line = |(i, (customer, text)): (usize, &(&str, &str))| {
        format!(
            "{{\"id\":\"m{i}\",\"ts\":{},\"customer_id\":\"{customer}\",\"text\":\"{text}\"}}\n",
            1_773_046_800 + i * 3_600
        )
    };
    let messages: String = texts.iter().enumerate().map(line).collect();
    let features = r#"{"feature":[{"feature":"checkout","name":"Checkout"}]}"#;
    folder(&[("m.jsonl", &messages), ("f.json", features)])
}

#[test]
fn suggestions_are_a_catalogue() {
    let folder = wishes();
    let arguments = ["suggest", "--messages", "conf/m.jsonl", "--features", "conf/f.json"];
    let output = groundswell(folder.path(), &arguments, &[]);
    let catalogue = String::from_utf8(output.stdout.clone()).unwrap();
    insta::assert_snapshot!(catalogue);
    assert_eq!(groundswell(folder.path(), &arguments, &[]).stdout, output.stdout);
    std::fs::remove_file(folder.path().join("conf/f.json")).unwrap();
    std::fs::write(folder.path().join("conf/catalogue.toml"), catalogue).unwrap();
    std::fs::write(folder.path().join("conf/groundswell.toml"), TENANT.1).unwrap();
    let pasted = groundswell(folder.path(), &["validate", "--config", "conf"], &[]);
    assert_eq!(pasted.status.code(), Some(0), "{}", said(&pasted));
}

#[test]
fn suggestions_for_a_program_and_no_more_than_asked() {
    let folder = wishes();
    let arguments = ["suggest", "--messages", "conf/m.jsonl", "--features", "conf/f.json", "--json", "--limit", "1"];
    let output = groundswell(folder.path(), &arguments, &[]);
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
    let missing = groundswell(folder.path(), &["suggest", "--messages", "none.jsonl"], &[]);
    assert_eq!(missing.status.code(), Some(3));
    assert!(said(&missing).contains("none.jsonl: "), "{}", said(&missing));
}

#[test]
fn a_misspelt_key_of_a_message_is_told_with_file_line_and_the_right_one() {
    let messages = "\n{\"id\":\"m1\",\"occured_at\":1773046800,\"text\":\"it hangs\"}\n";
    let folder = folder(&[("m.jsonl", messages)]);
    let told = said(&groundswell(folder.path(), &["replay", "--messages", "conf/m.jsonl"], &[]));
    let line = "conf/m.jsonl:2: occurred_at: expected a time, found nothing; there is a key occured_at: is occurred_at \
                meant?\nconf/m.jsonl: 1 lines left out\n";
    assert!(told.contains(line), "{told}");
}

#[test]
fn a_misspelt_key_that_no_message_needs_is_told_once() {
    let line = |n: u8| {
        let rest = r#""text":"it hangs","custmer":{"id":"c-1"},"colour":"red""#;
        format!("{{\"id\":\"m{n}\",\"occurred_at\":177304680{n},{rest}}}\n")
    };
    let folder = folder(&[("m.jsonl", &(line(1) + &line(2)))]);
    let told = said(&groundswell(folder.path(), &["replay", "--messages", "conf/m.jsonl"], &[]));
    let line = "conf/m.jsonl: the key custmer of 2 messages is ignored: is customer meant?\n";
    assert!(told.contains(line) && !told.contains("colour"), "{told}");
}

#[test]
fn budgets_are_played_side_by_side() {
    let folder = wishes();
    let truth =
        r#"{"start": "2026-03-09T00:00:00Z", "end": "2026-03-10T00:00:00Z", "incidents": [], "distractors": []}"#;
    std::fs::write(folder.path().join("conf/truth.json"), truth).unwrap();
    let files = ["replay", "--messages", "conf/m.jsonl", "--features", "conf/f.json", "--truth", "conf/truth.json"];
    let swept =
        |budgets: &str| groundswell(folder.path(), &[&files[..], &["--json", "--sweep", budgets]].concat(), &[]);
    let told: serde_json::Value = serde_json::from_slice(&swept("0.1,1").stdout).unwrap();
    let rows = told["sweep"].as_array().unwrap();
    let of = |name: &str| rows.iter().map(|r| r[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("false_candidates_per_month"), [0.1, 1.0]);
    assert_eq!(of("shipped"), [false, true]);
    let wrong = swept("0");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("expected false candidates a month, more than 0"), "{}", said(&wrong));
}

#[test]
fn wrong_usage_ends_with_2() {
    insta::assert_snapshot!(said(&groundswell(here(), &["vallidate"], &[])));
    insta::assert_snapshot!(said(&groundswell(here(), &["validate"], &[])));
    insta::assert_snapshot!(said(&groundswell(here(), &["config", "show", "--set", "x"], &[])));
}

#[test]
fn the_example_is_good() {
    insta::assert_snapshot!(said(&groundswell(here(), &["validate", "--config", "config/example"], &[])));
}

#[test]
fn a_misspelt_key_a_shared_alias_and_an_unknown_feature_are_all_named() {
    let folder = folder(&[TENANT, CATALOGUE, PROBES]);
    insta::assert_snapshot!(said(&groundswell(folder.path(), &["validate", "--config", "conf"], &[])));
}

#[test]
fn the_same_for_a_program() {
    let folder = folder(&[TENANT, CATALOGUE, PROBES]);
    insta::assert_snapshot!(said(&groundswell(folder.path(), &["validate", "--config", "conf", "--json"], &[])));
}

#[test]
fn findings_alone_end_with_1() {
    let catalogue = ("catalogue.toml", "[[feature]]\nname = \"Checkout\"\n");
    let folder = folder(&[TENANT, catalogue, PROBES]);
    let output = groundswell(folder.path(), &["validate", "--config", "conf"], &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}

#[test]
fn mistakes_in_files_environment_and_flags_are_told_together() {
    let text =
        "[kafka]\nbootstap = \"a:1\"\nreplication = 2.9\n[kafka.properties]\n\"sasl.password\" = \"hunter2\"\n[http\n";
    let folder = folder(&[("groundswell.toml", text)]);
    let environment = [("GROUNDSWELL__KAFKA__MIN_INSYNC", "two"), ("GROUNDSWELL__KAFKA__PREFX", "p")];
    let arguments = ["validate", "--config", "conf", "--set", "detection.feature_cut=1.5"];
    let said = said(&groundswell(folder.path(), &arguments, &environment));
    assert!(!said.contains("hunter2"), "{said}");
    insta::assert_snapshot!(said);
}

#[test]
fn every_setting_with_its_origin() {
    let text = "tenant = \"acme\"\n[kafka]\nreplication = 1\nmin_insync = 1\n[kafka.properties]\n\"security.protocol\" = \"SASL_SSL\"\n\"ssl.key.password_file\" = \"secret\"\n";
    let own = ("tenants/other/settings.toml", "[detection]\nfeature_cut = 0.5\n");
    let folder = folder(&[("groundswell.toml", text), own]);
    let environment =
        [("GROUNDSWELL__KAFKA__PROPERTIES__SASL_PASSWORD", "hunter2"), ("GROUNDSWELL__KAFKA__PREFIX", "shop")];
    let arguments = ["config", "show", "--origin", "--config", "conf", "--set", "understanding.languages=en,fr"];
    let said = said(&groundswell(folder.path(), &arguments, &environment));
    assert!(!said.contains("hunter2"), "{said}");
    insta::assert_snapshot!(said);
}

#[test]
fn what_config_show_prints_is_read_again_as_the_same() {
    let first = groundswell(here(), &["config", "show", "--config", "config/example"], &[]);
    let text = String::from_utf8(first.stdout.clone()).unwrap();
    let folder = folder(&[("groundswell.toml", text.replace("config/example/", "").as_str())]);
    let arguments = ["config", "show", "--json", "--config", "conf/groundswell.toml"];
    let again = groundswell(folder.path(), &arguments, &[]);
    let direct = groundswell(here(), &["config", "show", "--json", "--config", "config/example"], &[]);
    let read = |output: &Output| {
        String::from_utf8(output.stdout.clone()).unwrap().replace("config/example/", "").replace("conf/", "")
    };
    assert_eq!(read(&again), read(&direct));
    assert_eq!((first.status.code(), again.status.code()), (Some(0), Some(0)), "{}", said(&again));
}
