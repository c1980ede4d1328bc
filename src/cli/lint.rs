//! `lint`: whether a text may go on the status page, or into a postmortem.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::replay::inputs::{ReplayError, say, whole};
use super::show::words::plain;
use super::{Exit, errors};
use crate::candidate::draft::lint::{Finding, Form, Known, lint, team_names};
use crate::wire;
use crate::wire::backtest::to_json;

/// Arguments of `lint`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct LintArgs {
    /// What the text is to be: investigating, identified, monitoring, resolved or postmortem
    #[arg(long, value_name = "KIND", value_parser = form)]
    kind: Form,
    /// The text; `-` reads standard input
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
    /// The area as customers call it: it must be named, and its own words are not judged
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
    /// The catalogue: ids and services that no customer uses must not show
    #[arg(long, value_name = "FILE.json")]
    features: Option<PathBuf>,
    /// Print one JSON object a finding
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
A finding names the rule, the place, the words found and what was expected. The rules are for English.
Exit codes: 0 good, 1 a finding, 3 a file that cannot be read.";

fn form(name: &str) -> Result<Form, String> {
    Form::named(name).ok_or_else(|| format!("expected one of {}", Form::ALL.map(Form::name).join(", ")))
}

#[derive(Serialize)]
struct FindingDoc<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "str::is_empty")]
    found: &'a str,
    expected: &'a str,
}

/// Reads and judges.
#[must_use]
pub fn run(arguments: &LintArgs) -> Exit {
    let found = match linted(arguments) {
        Ok(found) => found,
        Err(error) => {
            say(&error.to_string());
            return Exit::Configuration;
        }
    };
    if arguments.json {
        errors::print(&found.iter().map(|finding| to_json(&doc(finding)) + "\n").collect::<String>());
    } else {
        errors::print(&findings(&named(&arguments.file), &found));
    }
    if found.is_empty() { Exit::Good } else { Exit::Finding }
}

fn linted(arguments: &LintArgs) -> Result<Vec<Finding>, ReplayError> {
    let text = whole(&arguments.file, |bytes| Ok(String::from_utf8_lossy(bytes).into_owned()))?;
    let catalogue = arguments.features.as_deref().map(|path| whole(path, wire::catalogue::read)).transpose()?;
    let names = catalogue.as_ref().map(team_names).unwrap_or_default();
    Ok(lint(&text, arguments.kind, &Known { area: arguments.area.as_deref(), names: &names }))
}

fn doc(finding: &Finding) -> FindingDoc<'_> {
    let (line, column) = finding.place.unzip();
    FindingDoc { rule: finding.rule, line, column, found: &finding.found, expected: &finding.expected }
}

fn named(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// One line a finding; one that says so where there is none.
pub(super) fn findings(of: &str, found: &[Finding]) -> String {
    if found.is_empty() {
        return format!("{of}: good\n");
    }
    let mut out = String::new();
    for finding in found {
        let place = finding.place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        let words = match finding.found.as_str() {
            "" => "missing".to_owned(),
            words => format!("found \"{}\"", plain(words)),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{of}{place}: {}: {words}; expected {}", finding.rule, plain(&finding.expected));
    }
    out
}
