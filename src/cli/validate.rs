//! `validate`: everything that is wrong with a configuration, at once.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::{ConfigArguments, Exit, errors};
use crate::load::Loaded;
use crate::load::problem::{Problem, Severity};

/// Arguments of `validate`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
An error is a wrong form: no such key, a value that cannot be. A finding is what cannot be meant: an
alias two features share, a probe of a feature or a tier that nobody has. Either keeps `run` and
`apply` from starting. A note, such as a feature that no probe covers or that has no name for the status
page, does not.
Exit codes: 0 good or notes only, 1 findings, 3 errors.";

/// Checks and prints.
#[must_use]
pub fn run(arguments: &Arguments) -> Exit {
    if arguments.config.configs.is_empty() {
        return errors::usage("validate what? Name a folder or a file: groundswell validate --config DIR");
    }
    let loaded = arguments.config.load();
    let text = if arguments.json {
        format!("{:#}\n", as_json(&loaded))
    } else {
        let colour = errors::colours(&std::io::stdout());
        loaded.problems.iter().map(|problem| errors::render(problem, colour)).chain([summary(&loaded)]).collect()
    };
    errors::print(&text);
    verdict(&loaded.problems)
}

fn verdict(problems: &[Problem]) -> Exit {
    match problems.iter().map(|problem| problem.severity).min() {
        Some(Severity::Form) => Exit::Configuration,
        Some(Severity::Meaning) => Exit::Finding,
        Some(Severity::Note) | None => Exit::Good,
    }
}

fn count(loaded: &Loaded, severity: Severity) -> usize {
    loaded.problems.iter().filter(|problem| problem.severity == severity).count()
}

fn many(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn summary(loaded: &Loaded) -> String {
    let mut out = String::new();
    for (tenant, files) in &loaded.tenants {
        let (features, probes) = (many(files.features.len(), "feature"), many(files.probes.len(), "probe"));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{tenant}: {features}, {probes}, {}", many(files.accounts.len(), "account"));
    }
    let counts = [(Severity::Form, "error"), (Severity::Meaning, "finding"), (Severity::Note, "note")];
    let counts = counts.map(|(severity, name)| many(count(loaded, severity), name));
    let _ = writeln!(out, "{}", counts.join(", "));
    out
}

fn as_json(loaded: &Loaded) -> serde_json::Value {
    let problem = |problem: &Problem| {
        let (file, line, column) = problem.place().map_or((None, None, None), |(f, l, c)| (Some(f), Some(l), Some(c)));
        json!({
            "severity": problem.severity.name(),
            "file": file,
            "line": line,
            "column": column,
            "message": problem.title,
            "label": problem.marks.first().map(|mark| &mark.text),
            "help": problem.help,
        })
    };
    let tenants: serde_json::Map<_, _> = loaded
        .tenants
        .iter()
        .map(|(tenant, files)| {
            let counts = json!({"features": files.features.len(), "probes": files.probes.len(), "accounts": files.accounts.len()});
            (tenant.to_string(), counts)
        })
        .collect();
    json!({
        "problems": loaded.problems.iter().map(problem).collect::<Vec<_>>(),
        "errors": count(loaded, Severity::Form),
        "findings": count(loaded, Severity::Meaning),
        "notes": count(loaded, Severity::Note),
        "tenants": tenants,
    })
}
