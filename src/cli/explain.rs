//! `explain`: what was understood of a message, and why it did or did not open a candidate.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::asked::{Failed, did_you_mean, each_record};
use super::replay::Around;
use super::replay::inputs::{Inputs, ReplayError, whole};
use super::replay::play::{play_seen, traced};
use super::show::words::plain;
use super::{ConfigArguments, Exit, errors};
use crate::candidate::EventKind;
use crate::engine::output::Output;
use crate::ids::{CandidateId, MessageId};
use crate::load::settings::Settings;
use crate::signal::Trace;
use crate::time::Timestamp;
use crate::wire;
use crate::wire::backtest::to_json;
use crate::wire::decision::DecisionDoc;
use crate::wire::moved::MovedDoc;

mod sum;
mod words;

use words::{Told, moved, numbers, paragraph};

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ExplainArgs {
    /// The message's id, as the support platform calls it
    #[arg(value_name = "MESSAGE_ID")]
    message: String,
    /// Whose customer wrote it, where several tenants have that id
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
    /// Play these messages, one JSON object a line, instead of asking the installation
    #[arg(long, num_args = 1.., value_name = "FILE.jsonl")]
    messages: Vec<PathBuf>,
    #[command(flatten)]
    around: Around,
    /// What really happened, as given to `replay`: its faults name the feature where a label names none
    #[arg(long, value_name = "FILE.json", requires = "labels")]
    truth: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
With --messages the files are played as by `replay`; the text is told as it was understood, and the problem
score as a sum. Without, the installation's topic of decisions is read: neither text nor sum are in it.
Exit codes: 0 good, 1 no such message, 3 configuration or a file that cannot be read, 4 no connection.";

/// A verdict, and what was understood where the text is at hand.
#[derive(Serialize)]
struct Explained {
    verdict: DecisionDoc<'static>,
    /// Of which candidate it is by now, where that changed after the verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<MovedDoc<'static>>,
    /// The candidate that opened later with it among its reports, where it joined none when it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_later: Option<OpenedLater>,
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<Understood>,
}

/// A candidate that opened after a message was read.
#[derive(Serialize)]
struct OpenedLater {
    candidate: CandidateId,
    opened_at: Timestamp,
}

/// A text as it was understood.
#[derive(Serialize)]
struct Understood {
    /// Redacted, quoted replies and signatures cut.
    text: String,
    /// Its words as stems, in order.
    stems: Vec<String>,
    /// The area picked in a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    picked_area: Option<String>,
    /// How its problem score came about.
    problem: Trace,
    /// Class and feature were known beforehand: they count, and not what the text says.
    labelled: bool,
}

/// Explains.
#[must_use]
pub fn run(arguments: &ExplainArgs) -> Exit {
    let found = if arguments.messages.is_empty() { of_topic(arguments) } else { of_replay(arguments) };
    match found {
        Ok(found) => {
            errors::print(&if arguments.json { to_json(&found) + "\n" } else { told(&found) });
            Exit::Good
        }
        Err(failed) => failed.told_beside_files(),
    }
}

fn is_meant(arguments: &ExplainArgs, tenant: &str, message: &str) -> bool {
    message == arguments.message && arguments.tenant.as_ref().is_none_or(|t| t == tenant)
}

/// What is said of one message.
#[derive(Default)]
struct Kept {
    verdict: Option<DecisionDoc<'static>>,
    moved: Option<MovedDoc<'static>>,
    opened_later: Option<OpenedLater>,
}

impl Kept {
    /// The first verdict that decided counts: a later one of the same message says only that it was read before.
    fn decided(&mut self, doc: DecisionDoc<'static>) {
        let waited = self.verdict.as_ref().is_some_and(|k| k.reason == "waiting");
        if self.verdict.is_none() || (waited && doc.reason != "duplicate") {
            self.verdict = Some(doc);
        }
    }

    /// Where it is by now is what was said of that last.
    fn explained(self, understood: Option<Understood>) -> Option<Explained> {
        let verdict = self.verdict?;
        let moved = self.moved.filter(|m| verdict.candidate.as_ref() != Some(&m.candidate));
        let opened_later = self.opened_later.filter(|_| verdict.candidate.is_none());
        Some(Explained { verdict, moved, opened_later, understood })
    }
}

fn of_replay(arguments: &ExplainArgs) -> Result<Explained, Failed> {
    let loaded = arguments.config.load();
    let problems: Vec<_> = loaded.errors().cloned().collect();
    if !problems.is_empty() {
        return Err(Failed::Settings(problems));
    }
    let settings = &loaded.layered.settings;
    let inputs = inputs(arguments, settings).map_err(Failed::Replay)?;
    let (mut kept, mut ids) = (Kept::default(), Vec::new());
    play_seen(inputs.clone(), settings, &mut |_, said| {
        let is_meant = |message: &MessageId| is_meant(arguments, said.tenant.as_str(), message.as_str());
        if let Output::Verdict(verdict) = &said.output {
            if is_meant(&verdict.message) {
                let written = to_json(&DecisionDoc::new(&said.tenant, said.at, verdict));
                DecisionDoc::read(written.as_bytes()).into_iter().for_each(|doc| kept.decided(doc));
            } else {
                ids.push(verdict.message.as_str().to_owned());
            }
        }
        if let Output::Moved(moved) = &said.output
            && is_meant(&moved.message)
        {
            kept.moved = MovedDoc::read(to_json(&MovedDoc::new(&said.tenant, said.at, moved)).as_bytes()).ok();
        }
        if let Output::Candidate(event) = &said.output
            && event.kind == EventKind::Opened
            && event.candidate.opened_with.iter().any(is_meant)
        {
            let (candidate, opened_at) = (event.candidate.id.clone(), event.candidate.opened_at);
            kept.opened_later.get_or_insert(OpenedLater { candidate, opened_at });
        }
    })
    .map_err(Failed::Replay)?;
    let unknown = || Failed::Unknown(unknown(&arguments.message, &ids));
    let Some(verdict) = &kept.verdict else { return Err(unknown()) };
    let understood = understood(inputs, settings, (&verdict.tenant, &verdict.message)).map_err(Failed::Replay)?;
    kept.explained(understood).ok_or_else(unknown)
}

fn inputs(arguments: &ExplainArgs, settings: &Settings) -> Result<Inputs, ReplayError> {
    let truth = arguments.truth.as_deref().map(|p| whole(p, wire::backtest::truth)).transpose()?;
    Inputs::read(&arguments.messages, &arguments.around, &settings.defaults, truth.as_ref())
}

fn unknown(id: &str, ids: &[String]) -> String {
    if ids.iter().any(|known| known == id) {
        return format!("{id} is a message of another tenant than the one asked for");
    }
    format!("none of the {} messages is called {id}{}", ids.len(), did_you_mean(id, ids))
}

fn understood(inputs: Inputs, settings: &Settings, of: (&str, &str)) -> Result<Option<Understood>, ReplayError> {
    let found = traced(inputs, settings, |m| (m.tenant.as_str(), m.id.as_str()) == of)?;
    Ok(found.map(|(signal, problem)| Understood {
        stems: signal.words.iter().map(|w| w.stem.to_string()).collect(),
        text: signal.text,
        picked_area: signal.picked_area,
        problem,
        labelled: signal.label.is_some(),
    }))
}

fn of_topic(arguments: &ExplainArgs) -> Result<Explained, Failed> {
    let mut kept = Kept::default();
    let suffix = format!(":{}", arguments.message);
    let topic = each_record(&arguments.config, |topics| &topics.decisions, &mut |record| {
        // Most records are other messages': their keys say so.
        if !record.key.ends_with(&suffix) {
            return;
        }
        let Some(bytes) = record.payload.as_deref() else { return };
        match (DecisionDoc::read(bytes), MovedDoc::read(bytes)) {
            (Ok(doc), _) if is_meant(arguments, &doc.tenant, &doc.message) => kept.decided(doc),
            (Err(_), Ok(doc)) if is_meant(arguments, &doc.tenant, &doc.message) => kept.moved = Some(doc),
            _ => {}
        }
    })?;
    let id = &arguments.message;
    let why = || {
        format!(
            "{topic} holds no verdict of {id}: it was not read yet, is in the dead letters, or its verdict passed the retention of the topic"
        )
    };
    kept.explained(None).ok_or_else(|| Failed::Unknown(why()))
}

/// As a person reads it: a paragraph, then what it rests on.
fn told(found: &Explained) -> String {
    let (doc, understood) = (&found.verdict, found.understood.as_ref());
    let told = match understood {
        Some(u) if u.labelled => Told::Labelled(&u.problem),
        Some(u) => Told::Text(&u.problem),
        None => Told::Verdict,
    };
    let later = |l: &OpenedLater| {
        format!(" Later the candidate {} opened with it among its reports, at {}.", l.candidate, l.opened_at)
    };
    let later = found.opened_later.as_ref().map(later).unwrap_or_default();
    let since = found.moved.as_ref().map(moved).unwrap_or_default();
    let mut out = format!("{}{later}{since}\n\n", paragraph(doc, &told));
    // Writing to a String cannot fail.
    let _ = match understood {
        Some(understood) => {
            writeln!(out, "As understood   {}\n                {}", plain(&understood.text), understood.stems.join(" "))
        }
        None => writeln!(out, "As understood   the text is not among the decisions"),
    };
    if let Some(area) = understood.and_then(|u| u.picked_area.as_deref()) {
        let _ = writeln!(out, "Picked area     {}", plain(area));
    }
    out.push_str(&numbers(doc, &told));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_message_is_by_now_is_what_was_said_of_that_last() {
        let verdict = |reason: &str| {
            let text = format!(
                r#"{{"tenant":"acme","message":"m-1","at":"2026-03-10T14:14:01Z","occurred_at":"2026-03-10T14:14:00Z",
                "reason":"{reason}","problem":1.0,"candidate":"c-1"}}"#
            );
            DecisionDoc::read(text.as_bytes()).unwrap()
        };
        let to = |candidate: &str| {
            let text = format!(
                r#"{{"tenant":"acme","message":"m-1","at":"2026-03-10T15:14:01Z","occurred_at":"2026-03-10T14:14:00Z",
                "from":"c-9","candidate":"{candidate}","moved_by":"split"}}"#
            );
            MovedDoc::read(text.as_bytes()).unwrap()
        };
        let told = |moves: &[&str]| {
            let mut kept = Kept::default();
            kept.decided(verdict("joined"));
            moves.iter().for_each(|candidate| kept.moved = Some(to(candidate)));
            kept.decided(verdict("duplicate"));
            told(&kept.explained(None).unwrap()).split("\n\n").next().unwrap().to_owned()
        };
        let joined = "It joined the open candidate c-1, since it means no feature.";
        assert_eq!(told(&[]), joined);
        let moved = format!("{joined} Since then a person split it off the candidate c-9: it is a report of c-3 now.");
        assert_eq!(told(&["c-2", "c-3"]), moved);
        assert_eq!(told(&["c-2", "c-1"]), joined, "it is back");
        let later = |joined: bool| {
            let opened_at = Timestamp::parse("2026-03-10T14:20:00Z").unwrap();
            let opened_later = Some(OpenedLater { candidate: CandidateId::new("c-7").unwrap(), opened_at });
            let mut kept = Kept { opened_later, ..Kept::default() };
            kept.decided(verdict("joined"));
            kept.verdict.as_mut().unwrap().candidate = joined.then(|| "c-1".into());
            kept.explained(None).unwrap()
        };
        assert!(later(true).opened_later.is_none(), "it joined one when it came");
        let told = super::told(&later(false));
        assert!(
            told.contains("Later the candidate c-7 opened with it among its reports, at 2026-03-10T14:20:00Z."),
            "{told}"
        );
        assert!(Kept { moved: Some(to("c-2")), ..Kept::default() }.explained(None).is_none());
    }
}
