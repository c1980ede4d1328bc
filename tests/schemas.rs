//! The schemas in schemas/ are those of the types. `UPDATE_SCHEMAS=1 cargo test --test schemas` writes
//! them anew.

use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

#[test]
fn the_schemas_are_those_of_the_types() {
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    for (name, text) in groundswell::wire::schema::all() {
        let path = folder().join(name);
        if update {
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "schemas/{name} is not what the types say: UPDATE_SCHEMAS=1 cargo test --test schemas");
    }
}

#[test]
fn no_schema_is_left_over() {
    let known: Vec<&str> = groundswell::wire::schema::all().into_iter().map(|(name, _)| name).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name.as_str()) || name == "asyncapi.yaml", "schemas/{name} belongs to no type");
    }
}

#[test]
fn what_must_be_there_is_required() {
    let schema = |name: &str| -> serde_json::Value {
        let all = groundswell::wire::schema::all();
        serde_json::from_str(&all.into_iter().find(|(n, _)| *n == name).unwrap().1).unwrap()
    };
    for (name, required) in [
        ("message.v1.json", vec!["id", "tenant", "occurred_at", "text"]),
        ("observation.v1.json", vec!["tenant", "probe", "state", "observed_at", "ttl_s"]),
        ("change.v1.json", vec!["tenant", "id", "time", "kind", "service"]),
        ("feedback.v1.json", vec!["tenant", "kind"]),
        ("config.v1.json", vec!["version"]),
    ] {
        assert_eq!(schema(name)["required"], serde_json::json!(required), "{name}");
    }
}

#[test]
fn asyncapi_names_files_that_exist() {
    let text = fs::read_to_string(folder().join("asyncapi.yaml")).unwrap();
    let mut named = Vec::new();
    for line in text.lines() {
        let Some((_, target)) = line.split_once("$ref:") else { continue };
        let target = target.trim_matches(|c: char| c == '"' || c == '}' || c.is_whitespace());
        if let Some(inner) = target.strip_prefix("#/") {
            let last = inner.rsplit('/').next().unwrap();
            assert!(text.contains(&format!(" {last}:")), "{target} leads nowhere");
        } else {
            assert!(folder().join(target).is_file(), "{target} does not exist");
            named.push(target.trim_start_matches("./").to_owned());
        }
    }
    for (name, _) in groundswell::wire::schema::all() {
        assert!(named.iter().any(|n| n == name), "asyncapi.yaml does not name {name}");
    }
}
