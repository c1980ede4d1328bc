//! Commands, links and metric names as the pages show them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// One command line as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The line.
    pub(crate) line: String,
}

/// Lines of the blocks marked `console` or `sh`.
pub(crate) fn in_blocks(page: &str) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(mark) = line.strip_prefix("```") {
            inside = matches!(mark, "console" | "sh");
        } else if inside && !line.trim().is_empty() && !line.starts_with('#') {
            found.push(Shown { line: line.trim().to_owned() });
        }
    }
    found
}

/// Commands named in running text: `groundswell …` between backticks.
pub(crate) fn in_words(page: &str) -> Vec<Shown> {
    let spans = page.split('`').skip(1).step_by(2);
    spans.filter(|s| s.starts_with("groundswell ")).map(|s| Shown { line: s.replace('\n', " ") }).collect()
}

/// What is wrong with a command line, if anything. Other programs must be known ones.
pub(crate) fn check(shown: &Shown, help: &dyn Fn(&[&str]) -> Result<String, String>) -> Vec<String> {
    let line = shown.line.replacen("cargo run --release --", "groundswell", 1);
    let words: Vec<&str> = line.split_whitespace().collect();
    let Some((&program, arguments)) = words.split_first() else { return Vec::new() };
    if program != "groundswell" {
        let known = matches!(program, "cp" | "(umask" | "scripts/test" | "scripts/three-complaints")
            || line == "docker compose up";
        return if known { Vec::new() } else { vec![format!("`{line}`: nobody checks {program}")] };
    }
    let mut path: Vec<&str> = Vec::new();
    let mut said = match help(&path) {
        Ok(said) => said,
        Err(why) => return vec![format!("`{line}`: {why}")],
    };
    let mut rest = arguments;
    while let Some((&word, tail)) = rest.split_first() {
        // Below a command that has no commands of its own, a word is a value.
        if word.starts_with('-') || !said.contains("Commands:") {
            break;
        }
        path.push(word);
        rest = tail;
        said = match help(&path) {
            Ok(said) => said,
            Err(why) => return vec![format!("`{line}`: {why}")],
        };
    }
    let flags = rest.iter().filter(|w| w.starts_with("--")).map(|w| w.split('=').next().unwrap_or(w));
    let unknown = flags.filter(|f| !has_flag(&said, f));
    unknown.map(|f| format!("`{line}`: {} has no {f}", path.join(" "))).collect()
}

fn has_flag(help: &str, flag: &str) -> bool {
    help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).any(|word| word == flag)
}

/// Links to files, without their anchors.
pub(crate) fn links(page: &str) -> Vec<String> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.filter(|t| !t.contains("://") && !t.starts_with('#'));
    files.map(|t| t.split('#').next().unwrap_or(t).to_owned()).collect()
}

/// The `json` blocks of a page, each with the heading it stands under.
pub(crate) fn examples(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut heading, mut inside) = (String::new(), false);
    for line in page.lines() {
        match line {
            "```json" => {
                inside = true;
                found.push((heading.clone(), String::new()));
            }
            "```" => inside = false,
            _ if inside => {
                if let Some((_, example)) = found.last_mut() {
                    *example += line;
                }
            }
            _ => heading = line.strip_prefix("### ").map_or(heading, str::to_owned),
        }
    }
    found
}

/// Keys of an example that its schema does not have, and required ones that it lacks.
pub(crate) fn misfits(example: &str, schema: &str) -> Vec<String> {
    let read =
        |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}")) };
    let (example, schema) = (read(example), read(schema));
    let keys = example.as_object().into_iter().flat_map(serde_json::Map::keys);
    let strange = keys.filter(|k| schema["properties"].get(k.as_str()).is_none()).map(|k| format!("no key {k}"));
    let required = schema["required"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    let missing = required.filter(|k| example.get(k).is_none()).map(|k| format!("{k} is missing"));
    strange.chain(missing).collect()
}

/// Names of metrics in a text: each begins with the program's name, behind `before`.
pub(crate) fn metrics(text: &str, before: char) -> BTreeSet<String> {
    let mark = format!("{before}groundswell_");
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    let names = text.split(mark.as_str()).skip(1).filter_map(|rest| rest.split(|c| !is_name(c)).next());
    names.map(str::to_owned).collect()
}

/// Every Rust file below a folder.
pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fake(words: &[&str]) -> Result<String, String> {
        match words {
            [] => Ok("Commands:\n  run\n  config\n".to_owned()),
            ["config"] => Ok("Commands:\n  show\n".to_owned()),
            ["config", "show"] => Ok("Options:\n  --origin  Say where\n".to_owned()),
            ["run"] => Ok("Options:\n  --config <DIR>\n  --roles-only\n".to_owned()),
            other => Err(format!("no command {}", other.join(" "))),
        }
    }

    fn complaints(line: &str) -> usize {
        check(&Shown { line: line.to_owned() }, &fake).len()
    }

    #[test]
    fn commands_and_flags_that_do_not_exist_are_found() {
        for line in [
            "groundswell run --config my",
            "groundswell config show --origin",
            "cargo run --release -- run",
            "scripts/test",
        ] {
            assert_eq!(complaints(line), 0, "{line}");
        }
        for line in [
            "groundswell ran",
            "groundswell run --confit my",
            "groundswell run --roles both",
            "groundswell config shown",
            "groundswell run my --config=x --set=y",
            "cargo run --release -- dmo",
            "sudo reboot",
        ] {
            assert_eq!(complaints(line), 1, "{line}");
        }
    }

    #[test]
    fn examples_that_do_not_fit_are_found() {
        let page = "### a.v1\n\nText.\n\n```json\n{\n\"a\": 1}\n```\n### b.v1\n```json\n{}\n```\n";
        let both = [("a.v1".to_owned(), "{\"a\": 1}".to_owned()), ("b.v1".to_owned(), "{}".to_owned())];
        assert_eq!(examples(page), both);
        let schema = r#"{"properties": {"a": {}, "b": {}}, "required": ["a"]}"#;
        assert!(misfits(r#"{"a": 1, "b": 2}"#, schema).is_empty());
        assert_eq!(misfits(r#"{"b": 1, "c": 2}"#, schema), ["no key c", "a is missing"]);
    }

    #[test]
    fn commands_links_and_metrics_are_found() {
        let page = "Say `groundswell run\n--config DIR`, not `grep`.\n```console\n# why\ncp a b\n\nscripts/test\n```\n```json\nno\n```\n\
                    [a](docs/a.md#b), [c](https://d.example), [e](#f)\n| groundswell_lag{topic} | x |\n";
        assert_eq!(in_words(page), [Shown { line: "groundswell run --config DIR".to_owned() }]);
        let lines: Vec<String> = in_blocks(page).into_iter().map(|s| s.line).collect();
        assert_eq!(lines, ["cp a b", "scripts/test"]);
        assert_eq!(links(page), ["docs/a.md"]);
        assert_eq!(metrics(page, ' ').into_iter().collect::<Vec<_>>(), ["lag"]);
    }
}
