//! `draft`: texts for the status page, for a person to complete and to post.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::asked::Asked;
use super::lint::findings;
use super::show::words::plain;
use super::{Exit, errors};
use crate::candidate::draft::lint::{Form, Known, lint};
use crate::candidate::draft::{About, Kind};
use crate::time::Timestamp;
use crate::wire::backtest::to_json;

/// Arguments of `draft`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct DraftArgs {
    #[command(flatten)]
    asked: Asked,
    /// This text alone: investigating, identified, monitoring or resolved
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
    /// What a person says the cause is, for the text that it is identified
    #[arg(long, value_name = "TEXT")]
    cause: Option<String>,
    /// Add the sentence on automated monitoring
    #[arg(long)]
    with_monitoring: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Nothing is posted: a person completes the text and posts it. The next update is promised from now on, in a
replay from when the candidate was published last. No text names a cause but one given with --cause.
Exit codes: 0 good, 1 no such candidate, or a text that `lint` refuses, 3 configuration or a file that cannot
be read, 4 no connection.";

fn kind(name: &str) -> Result<Kind, String> {
    let known = || Kind::ALL.map(Kind::name).join(", ");
    Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| format!("expected one of {}", known()))
}

#[derive(Serialize)]
struct Drafted {
    candidate: String,
    kind: &'static str,
    text: String,
}

/// Prints drafts.
#[must_use]
pub fn run(arguments: &DraftArgs) -> Exit {
    let found = match arguments.asked.find() {
        Ok(found) => found,
        Err(failed) => return failed.told_beside_files(),
    };
    let area = found.facts.area();
    let about = found.facts.about(&area);
    let kinds: Vec<Kind> = arguments.kind.map_or_else(|| Kind::ALL.to_vec(), |kind| vec![kind]);
    let (mut drafted, mut exit) = (Vec::new(), Exit::Good);
    for kind in kinds {
        let text = text(arguments, &about, kind, found.at);
        let wrong = lint(&text, Form::Status(kind), &Known { area: Some(&area.words), names: &[] });
        if !wrong.is_empty() {
            super::replay::inputs::say(findings(kind.name(), &wrong).trim_end());
            exit = Exit::Finding;
        }
        drafted.push(Drafted { candidate: found.facts.id.clone(), kind: kind.name(), text });
    }
    errors::print(&match (arguments.json, arguments.kind) {
        (true, _) => drafted.iter().map(|d| to_json(d) + "\n").collect(),
        // Alone, so that it can be handed on.
        (false, Some(_)) => drafted.iter().map(|d| format!("{}\n", d.text)).collect(),
        (false, None) => all(&drafted, &about),
    });
    exit
}

fn text(arguments: &DraftArgs, about: &About<'_>, kind: Kind, at: Timestamp) -> String {
    let mut text = plain(&about.draft(kind, at, arguments.cause.as_deref()));
    // Of what is over the customers say that it is.
    if arguments.with_monitoring && kind != Kind::Resolved {
        text = format!("{text} {}", about.monitoring_sentence());
    }
    text
}

fn all(drafted: &[Drafted], about: &About<'_>) -> String {
    let mut out = String::new();
    for draft in drafted {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}\n  {}\n", draft.kind, draft.text);
    }
    let _ = writeln!(out, "to add, if you like\n  {}", about.monitoring_sentence());
    out
}
