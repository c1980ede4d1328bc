//! Other features and candidates that belong to one: by name where they are read, by id where they are typed.

use super::words::plain;
use crate::candidate::told::Other;
use crate::candidate::{Candidate, Rule};
use crate::time::Timestamp;

/// What is one with it, and what is beside it.
pub(super) fn beside(c: &Candidate, clock: &dyn Fn(Timestamp) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    if !c.called.merged.is_empty() {
        lines.push(format!("together with {}", plain(&c.called.merged.join(", "))));
    }
    if let Some(beside) = &c.beside {
        let why = if c.evidence.rule == Rule::Split {
            "split off by a person"
        } else {
            "whose customers speak of something else"
        };
        let first = other(c.called.beside.as_ref(), clock).unwrap_or_else(|| beside.candidate.to_string());
        lines.push(format!("beside the candidate {first}, {why}"));
    }
    lines
}

/// `of Checkout that opened 14:14 UTC`.
pub(super) fn other(other: Option<&Other>, clock: &dyn Fn(Timestamp) -> String) -> Option<String> {
    other.map(|o| format!("of {} that opened {} UTC", plain(&o.name), clock(o.opened_at)))
}

/// The last line: what commands take.
pub(super) fn ids(c: &Candidate) -> String {
    let mut text = format!("candidate {} episode {} revision {}", c.id, c.episode, c.revision);
    let others = [
        ("after", c.previous_episode.as_ref()),
        ("beside", c.beside.as_ref().map(|b| &b.candidate)),
        ("merged into", c.recovery.answers.merged_into.as_ref()),
    ];
    for (how, id) in others {
        if let Some(id) = id {
            text.push_str(&format!(", {how} {}", plain(id.as_str())));
        }
    }
    text
}
