//! The time line of a postmortem, in order of time.

use super::{Facts, RecoveryFact, clock, moment, text};
use crate::time::Timestamp;

/// Onset, first report, what monitoring saw, opening, ranks, post, newest report, end.
pub(super) fn time_line(facts: &Facts) -> Vec<String> {
    let began = facts.onset.moment();
    // What stands at the same minute keeps this order.
    let mut all: Vec<(Timestamp, String)> = Vec::new();
    if let Some(stated) = facts.onset.stated.filter(|stated| *stated < facts.onset.observed) {
        let words = facts.onset.words.as_deref().map(|words| format!(" (\"{}\")", text(words))).unwrap_or_default();
        all.push((stated, format!("it began, as a customer says{words}")));
    }
    all.push((facts.onset.observed, "first report".to_owned()));
    for probe in facts.monitoring.probes.iter().filter(|p| matches!(p.state.as_deref(), Some("failing" | "degraded"))) {
        all.extend(probe.since.map(|since| (since, format!("monitoring: {} is red", text(&probe.probe)))));
    }
    let opened = facts.ranks.first().map(|rank| format!(", rank {}", rank.rank)).unwrap_or_default();
    all.push((facts.opened_at, format!("Groundswell opened the candidate{opened}")));
    all.extend(facts.ranks.iter().skip(1).map(|rank| (rank.at, format!("rank {}", rank.rank))));
    all.extend(facts.confirmed_at.map(|at| (at, "a person confirmed that it is an incident".to_owned())));
    all.extend(facts.posted_at.map(|at| (at, "posted on the status page".to_owned())));
    all.push((facts.recovery.quiet_since, "newest report".to_owned()));
    all.extend(facts.recovery.resolved_at.map(|at| (at, ended(&facts.recovery))));
    all.sort_by_key(|(at, _)| *at);
    let told = |(i, (at, what)): (usize, (Timestamp, String))| {
        let when = if i == 0 { moment(at) } else { clock(at, began) };
        format!("- {when} {what}")
    };
    let mut lines: Vec<String> = all.into_iter().enumerate().map(told).collect();
    if facts.recovery.resolved_at.is_none() {
        lines.push("- it is still open".to_owned());
    }
    lines
}

/// How it ended.
fn ended(recovery: &RecoveryFact) -> String {
    let why = if recovery.why.is_empty() { "nobody wrote any more".to_owned() } else { text(&recovery.why) };
    match recovery.route.as_deref() {
        Some("quiet") => format!("resolved, on weak evidence: {why}"),
        Some("confirmed") => "resolved: reporters said that it works again".to_owned(),
        Some("unheard") => "closed: no message came for a day; whether it was over is not known".to_owned(),
        Some("dismissed") => "a person dismissed it".to_owned(),
        Some("merged") => "a person merged it into another candidate".to_owned(),
        Some("closed_by_operator") => "closed by the operator without evidence".to_owned(),
        Some(route) => format!("ended by {}", text(&route.replace('_', " "))),
        None => "ended: how is not known".to_owned(),
    }
}
