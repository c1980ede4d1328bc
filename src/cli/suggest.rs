//! `suggest`: what customers report in words that no feature of the catalogue has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::replay::Around;
use super::replay::inputs::{Inputs, ReplayError, say};
use super::replay::play::{play_seen, reading, signals};
use super::show::words::plain;
use super::{ConfigArguments, Exit, errors};
use crate::config::Catalogue;
use crate::engine::output::{Output, Reason, Verdict};
use crate::ids::MessageId;
use crate::load::settings::Settings;
use crate::pipeline::replay::What;
use crate::signal::{Reader, Signal, knows_cues};
use crate::wire::backtest::to_json;

mod phrases;
mod vocabulary;

use phrases::{Report, Suggestion, suggest};

/// Part of the cut that a feature's score has to reach to be called near.
const NEAR: f64 = 0.5;
/// Characters of an example that are shown.
const EXAMPLE_CHARS: usize = 100;

/// Arguments of `suggest`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct SuggestArgs {
    /// Messages, one JSON object a line, in the order in which they arrived; `-` reads standard input
    #[arg(long, required = true, num_args = 1.., value_name = "FILE.jsonl")]
    messages: Vec<PathBuf>,
    /// The catalogue
    #[arg(long, value_name = "FILE.json")]
    features: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    /// Most suggestions
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
The messages are played as by `replay`. Phrases come from problem reports without a feature: names of things,
as far as can be told, by how many distinct customers use them. Words that every report is written with name
nothing: troubles, times, what asks or praises. The entries can be pasted into a catalogue; what comes near
to a feature is named as an alias of it. Nothing is changed by itself: read before you paste.
Exit codes: 0 good, 3 a file that cannot be read.";

/// Plays and suggests.
#[must_use]
pub fn run(arguments: &SuggestArgs) -> Exit {
    let loaded = arguments.config.load();
    let problems: Vec<_> = loaded.errors().cloned().collect();
    if !problems.is_empty() {
        return errors::refuse(&problems);
    }
    match suggested(arguments, &loaded.layered.settings) {
        Ok(text) => {
            errors::print(&text);
            Exit::Good
        }
        Err(error) => {
            say(&error.to_string());
            Exit::Configuration
        }
    }
}

/// What `suggest --json` prints.
#[derive(Serialize)]
struct Doc<'a> {
    /// Problem reports without a feature.
    without_feature: usize,
    /// Messages with one, problem or not: what the phrases are held against.
    with_feature: usize,
    suggestions: Vec<SuggestionDoc<'a>>,
}

/// One suggestion.
#[derive(Serialize)]
struct SuggestionDoc<'a> {
    phrase: &'a str,
    also: &'a [String],
    customers: usize,
    /// The feature it would be an alias of; none: a feature of its own.
    add_to: Option<&'a str>,
    /// The id of that new feature.
    feature: Option<String>,
    example: String,
}

fn suggested(arguments: &SuggestArgs, settings: &Settings) -> Result<String, ReplayError> {
    let around = Around { features: arguments.features.clone(), ..Around::default() };
    let inputs = Inputs::read(&arguments.messages, &around, &settings.defaults, None)?;
    let catalogue = catalogue_of(&inputs);
    let mut verdicts: BTreeMap<String, Verdict> = BTreeMap::new();
    play_seen(inputs.clone(), settings, &mut |_, said| {
        if let Output::Verdict(verdict) = &said.output {
            verdicts.entry(verdict.message.as_str().to_owned()).or_insert_with(|| (**verdict).clone());
        }
    })?;
    let reports = reports(inputs, settings, &verdicts)?;
    let known: Vec<String> =
        catalogue.features.values().flat_map(|f| f.aliases.iter().chain([&f.name])).cloned().collect();
    let reader = Reader::new(&reading(settings)?);
    let mut found = suggest(&reports, &known, &|word, language| reader.is_cue(word, language));
    found.truncate(arguments.limit as usize);
    let doc = Doc {
        without_feature: reports.iter().filter(|r| !r.covered).count(),
        with_feature: reports.iter().filter(|r| r.covered).count(),
        suggestions: docs(&found, &reports, &catalogue),
    };
    Ok(if arguments.json { to_json(&doc) + "\n" } else { entries(&doc) })
}

fn catalogue_of(inputs: &Inputs) -> Catalogue {
    let mut all = inputs.files.iter().flatten();
    let first = all.find_map(|(_, what)| if let What::Catalogue(c) = what { Some((**c).clone()) } else { None });
    first.unwrap_or_default()
}

/// The reports without a feature and every message with one, as they were understood.
fn reports(
    inputs: Inputs,
    settings: &Settings,
    verdicts: &BTreeMap<String, Verdict>,
) -> Result<Vec<Report>, ReplayError> {
    // A text of no known language is stemmed as the reader stems it.
    let unknown = settings.languages.first().cloned().unwrap_or_default();
    let of = |id: &MessageId| verdicts.get(id.as_str()).filter(|v| v.feature.is_some() || is_open(v));
    let mut seen = BTreeSet::new();
    let signals = signals(inputs, settings, |message| of(&message.id).is_some() && seen.insert(message.id.clone()))?;
    let report = |signal: Signal| {
        let verdict = of(&signal.id)?;
        let near = |(_, score): &&(_, f64)| *score >= NEAR * verdict.feature_cut;
        Some(Report {
            customer: signal.customer,
            language: if signal.language.is_empty() { unknown.clone() } else { signal.language },
            text: signal.text,
            nearest: verdict.rivals.first().filter(near).map(|(feature, _)| feature.clone()),
            covered: verdict.feature.is_some(),
        })
    };
    Ok(signals.filter_map(report).collect())
}

/// Whether it reads as a problem by itself and names no feature. What only reaches the lower cut, by which
/// reports are counted, holds praise and questions too; in a language without cues nothing tells them apart.
fn is_open(verdict: &Verdict) -> bool {
    let nobodys = verdict.feature.is_none() && (verdict.reason == Reason::NoFeature || verdict.topic.is_some());
    nobodys && (verdict.problem > 0.0 || !knows_cues(&verdict.language))
}

fn docs<'a>(found: &'a [Suggestion], reports: &[Report], catalogue: &Catalogue) -> Vec<SuggestionDoc<'a>> {
    let mut taken: BTreeSet<String> = catalogue.features.keys().map(ToString::to_string).collect();
    let doc = |s: &'a Suggestion| {
        let example = reports.get(s.example).map(|r| plain(&r.text)).unwrap_or_default();
        SuggestionDoc {
            phrase: &s.phrase,
            also: &s.also,
            customers: s.customers,
            add_to: s.near.as_ref().map(|f| f.as_str()),
            feature: s.near.is_none().then(|| free_id(&s.phrase, &mut taken)),
            example: example.chars().take(EXAMPLE_CHARS).collect(),
        }
    };
    found.iter().map(doc).collect()
}

/// An id that the catalogue does not have.
fn free_id(phrase: &str, taken: &mut BTreeSet<String>) -> String {
    let base = phrase.replace(' ', "_");
    let numbered = (2..).map(|n| format!("{base}_{n}"));
    let free = [base.clone()].into_iter().chain(numbered).find(|id| !taken.contains(id)).unwrap_or(base);
    taken.insert(free.clone());
    free
}

/// The suggestions as a catalogue; what is no entry is a comment.
fn entries(doc: &Doc<'_>) -> String {
    let mut out =
        format!("# {} problem reports name no feature; {} messages name one.\n", doc.without_feature, doc.with_feature);
    if doc.suggestions.is_empty() {
        out.push_str("# No phrase is common to several of their customers.\n");
    }
    for s in &doc.suggestions {
        let aliases: Vec<String> =
            [s.phrase].into_iter().chain(s.also.iter().map(String::as_str)).map(quoted).collect();
        let aliases = aliases.join(", ");
        // Writing to a String cannot fail.
        let _ = write!(out, "\n# {} customers, such as: {}\n", s.customers, s.example);
        let _ = match (s.add_to, &s.feature) {
            (Some(feature), _) => writeln!(out, "# Near to feature {}: add to its aliases {aliases}", quoted(feature)),
            (None, Some(id)) => writeln!(
                out,
                "[[feature]]\nfeature = {}\nname = {}\naliases = [{aliases}]",
                quoted(id),
                quoted(&capital(s.phrase))
            ),
            (None, None) => Ok(()),
        };
    }
    out
}

/// A TOML string. JSON's escapes are TOML's.
fn quoted(text: &str) -> String {
    to_json(&text)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
