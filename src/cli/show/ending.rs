//! How a candidate ends, or ended, and whom to ask.

use super::beside::other;
use super::words::{many, plain};
use crate::candidate::answers::{Answers, Asked, QUESTION};
use crate::candidate::{Candidate, Recovery, Route};
use crate::time::Timestamp;

/// Messages shown under which to ask.
const MAX_ASKED: usize = 3;

/// How it ended, in a word.
pub(super) const fn mark(c: &Candidate) -> &'static str {
    match c.recovery.route {
        Some(Route::Dismissed) => "DISMISSED",
        Some(Route::Merged) => "MERGED",
        Some(Route::Unheard) => "CLOSED",
        _ => "RESOLVED",
    }
}

/// What is said of the end, each under its name.
pub(super) fn sections(c: &Candidate, clock: &dyn Fn(Timestamp) -> String) -> Vec<(&'static str, String)> {
    let (recovery, answers) = (&c.recovery, &c.recovery.answers);
    if let Some(at) = recovery.resolved_at {
        return vec![("Ended", format!("{} UTC: {}", clock(at), ended(c, clock)))];
    }
    let mut all = Vec::new();
    if let Some(fixed) = answers.fixed {
        let by = fixed.by.map(|role| format!(" ({})", role.name().replace('_', "-"))).unwrap_or_default();
        all.push((
            "Fixed",
            format!("since {} UTC, the team says{by}; reporters or quiet have to show it", clock(fixed.at)),
        ));
    }
    all.push(("Ends when", quiet(recovery, &clock(recovery.deadline))));
    all.push(("", said(answers)));
    if !answers.asked.is_empty() {
        all.push(("Ask them", asked(c)));
    }
    all
}

/// When quiet ends it. Where ordinary days have reports too, quiet is no more of them than usual: then the
/// reason says it all.
fn quiet(recovery: &Recovery, until: &str) -> String {
    let (wait, why) = (recovery.wait, plain(&recovery.why));
    let reason = why.strip_prefix(&format!("nobody wrote for {wait}")).map(|rest| rest.trim_start_matches(", "));
    let passes = match reason {
        Some(_) => format!("{wait} pass without a report"),
        None => format!("there are {why}"),
    };
    match recovery.answers.held {
        Some(held) if held.back.is_none() && held.until(wait) >= recovery.deadline => {
            format!("messages come again and {passes}, or at {until} UTC: {}", held.why())
        }
        Some(held) if held.until(wait) >= recovery.deadline => format!("{passes}: {until} UTC ({})", held.why()),
        _ => match reason {
            Some(reason) if !reason.is_empty() => format!("{passes}: {until} UTC ({reason})"),
            _ => format!("{passes}: {until} UTC"),
        },
    }
}

fn ended(c: &Candidate, clock: &dyn Fn(Timestamp) -> String) -> String {
    let (recovery, answers) = (&c.recovery, &c.recovery.answers);
    match recovery.route {
        Some(Route::ClosedByOperator) => "closed by the operator without evidence".to_owned(),
        Some(Route::Confirmed) => {
            format!("{} said that it works again. It was real.", many(answers.confirmed, "reporter"))
        }
        Some(Route::Unheard) => {
            let why = answers.held.map(|h| format!(": {}", h.why())).unwrap_or_default();
            format!("waited a day for messages{why}. Whether it is over is not known.")
        }
        Some(Route::Dismissed) => {
            let Some(why) = &answers.dismissed else { return "dismissed".to_owned() };
            let note = why.note.as_deref().map(|note| format!(": {}", plain(note))).unwrap_or_default();
            format!("dismissed, {}{note}", why.reason.words())
        }
        Some(Route::Merged) => {
            let into = other(c.called.merged_into.as_ref(), clock);
            let into = into.or_else(|| answers.merged_into.as_ref().map(ToString::to_string)).unwrap_or_default();
            format!("went over into the candidate {into}; it has not ended")
        }
        Some(Route::Quiet) | None => {
            format!("{}. That is weak evidence that it is over. It was real.", plain(&recovery.why))
        }
    }
}

fn said(answers: &Answers) -> String {
    let text = format!(
        "or when {} reporters say that it works again: {} so far",
        answers.needed,
        if answers.confirmed == 0 { "none".to_owned() } else { answers.confirmed.to_string() }
    );
    match answers.still_broken {
        0 => text,
        1 => format!("{text}; not while 1 says that it is still broken"),
        n => format!("{text}; not while {n} say that it is still broken"),
    }
}

/// Under which messages to ask, and for how many of the reporters that is possible.
fn asked(c: &Candidate) -> String {
    let all = &c.recovery.answers.asked;
    let where_to = |a: &Asked| plain(a.url.as_deref().unwrap_or(a.message.as_str()));
    let shown = all.iter().take(MAX_ASKED).map(where_to).collect::<Vec<_>>().join(", ");
    let more = match all.len().saturating_sub(MAX_ASKED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let reachable = match c.context.reachable {
        0 => "no address of an original came with them".to_owned(),
        n => format!("{n} of {} can be answered", many(c.customers, "customer")),
    };
    format!("\"{QUESTION}\" {shown}{more} ({reachable})")
}
