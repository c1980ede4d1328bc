//! The texts that a candidate gives a person to read.

use groundswell::candidate::draft::lint::{Form, Known, lint};
use groundswell::candidate::postmortem::postmortem;
use groundswell::candidate::{Candidate, EventKind};
use groundswell::cli::show;
use groundswell::engine::output::Output;
use groundswell::time::Timestamp;
use groundswell::wire::candidate::facts;
use groundswell::wire::outgoing;
use serde_json::Value;

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    /// What the terminal shows.
    Screen,
    Postmortem,
    /// A part of what is published: its name on a page and where it stands.
    Published(&'static str, &'static str),
}

const PUBLISHED: [(&str, &str); 7] = [
    ("investigating", "/draft/investigating"),
    ("identified", "/draft/identified"),
    ("monitoring", "/draft/monitoring"),
    ("resolved", "/draft/resolved"),
    ("sentence", "/draft/monitoring_sentence"),
    ("recipe", "/recipe"),
    ("probe", "/proposed_probe/sentence"),
];

impl What {
    pub(crate) fn named(name: &str) -> Result<Self, String> {
        match name {
            "screen" => Ok(Self::Screen),
            "postmortem" => Ok(Self::Postmortem),
            _ => {
                let known = PUBLISHED.iter().find(|(known, _)| *known == name);
                known.map(|(name, at)| Self::Published(name, at)).ok_or_else(|| format!("{name:?} is no text"))
            }
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Postmortem => "postmortem",
            Self::Published(name, _) => name,
        }
    }

    /// The text at a moment, on one line, with ' for ".
    pub(crate) fn of(self, candidate: &Candidate, now: Timestamp) -> String {
        let text = match self {
            Self::Screen => show::candidate(candidate, now, 100),
            Self::Postmortem => facts(&published(candidate, now)).map_or_else(|e| e.to_string(), |f| postmortem(&f)),
            Self::Published(_, at) => match serde_json::from_slice::<Value>(&published(candidate, now)) {
                Err(error) => error.to_string(),
                Ok(body) => match body.pointer(at) {
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                    None => format!("nothing at {at}"),
                },
            },
        };
        text.replace('"', "'").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn published(candidate: &Candidate, now: Timestamp) -> Vec<u8> {
    let output = Output::candidate(EventKind::Updated, candidate.clone());
    outgoing(&candidate.tenant, now, &output).and_then(|record| record.payload).unwrap_or_default()
}

/// The rules that refuse a text, each once.
pub(crate) fn refused_by(text: &str, form: Form) -> Vec<String> {
    let mut rules: Vec<String> =
        lint(text, form, &Known::default()).into_iter().map(|finding| finding.rule.to_owned()).collect();
    rules.dedup();
    rules
}
