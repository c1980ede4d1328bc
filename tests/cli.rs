//! The program as a person meets it: help texts, errors, exit codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot run its program has failed")]

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
