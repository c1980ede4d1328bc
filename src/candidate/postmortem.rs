//! The story told afterwards to those who run the product (R38 to R41): unlike the status page it has the
//! story of the gap, and it closes with failing path, reproduction, time to detection and one probe.
//!
//! It is a draft in Markdown: what Groundswell measured and what customers said. The cause is a person's to
//! write.

use std::fmt::Write as _;

use super::Confidence;
use crate::time::Timestamp;

mod facts;
mod line;

pub use facts::{ChangeFact, Facts, GapFact, MonitoringFact, OnsetFact, ProbeFact, RankFact, RecoveryFact, ReportFact};

/// Reports that are quoted.
const QUOTED: usize = 3;
/// Changes that are named.
const CHANGES: usize = 3;

/// The draft.
#[must_use]
pub fn postmortem(facts: &Facts) -> String {
    let mut out = format!("# Postmortem: issues with {}\n\n", text(&facts.area().in_sentence()));
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "A draft from what customers wrote and what was measured, all times UTC. The cause, and what is done about \
         it, are for a person to write.\n"
    );
    what_happened(&mut out, facts);
    section(&mut out, "Time line", &line::time_line(facts));
    section(&mut out, "What monitoring said", &monitoring(facts));
    section(&mut out, "What changed before", &changes(facts));
    section(&mut out, "Failing path", &failing_path(facts));
    section(&mut out, "Reproduction", &reproduction(facts));
    section(&mut out, "Time to detection", &detection(facts));
    if let Some(probe) = &facts.proposed_probe {
        let fields = [
            ("Kind", probe.kind.name().to_owned()),
            ("Subject", text(&probe.subject)),
            ("Observable", text(&probe.observable)),
            ("Bound", text(&probe.bound)),
        ];
        let lines: Vec<String> = fields.iter().map(|(name, value)| format!("- {name}: {value}")).collect();
        section(&mut out, "Proposed probe", &lines);
    }
    out
}

fn section(out: &mut String, heading: &str, lines: &[String]) {
    let _ = writeln!(out, "## {heading}\n\n{}\n", lines.join("\n"));
}

fn what_happened(out: &mut String, facts: &Facts) {
    let tier = |(tier, n): (&String, &u32)| match tier.as_str() {
        "unknown" => format!("{n} of unknown tier"),
        tier => format!("{n} {}", text(tier)),
    };
    let tiers: Vec<String> = facts.by_tier.iter().map(tier).collect();
    let began = facts.onset.known_from();
    let said = format!(
        "{} ({}) reported issues with {} from about {} to {}. {}",
        many(facts.customers, "distinct customer"),
        tiers.join(", "),
        text(&facts.area().in_sentence()),
        moment(began),
        clock(facts.recovery.quiet_since, began),
        if facts.confirmed_at.is_some() {
            "A person has confirmed that it was an incident."
        } else {
            "No person has confirmed it to Groundswell."
        },
    );
    let mut lines = vec![said, String::new()];
    for report in facts.reports.iter().take(QUOTED) {
        let tier = report.tier.as_deref().map(|tier| format!(", {}", text(tier))).unwrap_or_default();
        lines.push(format!("> {}{tier}: {}\n>", clock(report.occurred_at, began), text(&report.text)));
    }
    if facts.reports.is_empty() {
        lines.push("The reports themselves are not kept any more.".to_owned());
    }
    section(out, "What happened", &lines);
}

/// The story of the gap (R39).
fn monitoring(facts: &Facts) -> Vec<String> {
    let m = &facts.monitoring;
    // Of uptime and vendors' pages alone nobody knows whether it works.
    let alone = |kind: &str| if matches!(kind, "uptime" | "vendor_status") { " alone" } else { "" };
    let kind = |kind: &str| format!(" ({}{})", kind.replace('_', " "), alone(kind));
    let kind = m.kind.as_deref().map(kind).unwrap_or_default();
    let rose = facts.ranks.iter().skip(1).find(|rank| rank.rank == 1);
    // It was red when it opened, and what was red was seen only later to be what customers report.
    let before = rose.and_then(|rose| Some((rose.at, rose.red_since.filter(|since| *since < facts.opened_at)?)));
    let (first, red) = (facts.ranks.first().map(|rank| rank.rank), matches!(m.health.as_str(), "red" | "partial"));
    let at = |t| clock(t, facts.onset.moment());
    let said = match (m.health.as_str(), first) {
        ("red" | "partial", Some(1)) => "Monitoring was red when customers reported it.".to_owned(),
        ("red" | "partial", _) => "Monitoring turned red only after customers had reported it.".to_owned(),
        (health, Some(1)) => {
            format!("Monitoring was red when customers reported it, and {}{kind} at the end.", text(health))
        }
        ("uncovered", _) => "No probe looks at it: monitoring could not say anything.".to_owned(),
        ("unknown", _) => "Nothing of this monitoring was fresh: it could not say anything.".to_owned(),
        ("stale", _) => "The probes that look at it had said nothing in time.".to_owned(),
        (health, _) => format!("Monitoring was {}{kind} while customers reported it.", text(health)),
    };
    let mut lines = vec![match (before, rose) {
        (Some((seen, since)), _) => {
            let (since, seen) = (at(since), at(seen));
            format!("Monitoring was red since {since}; that customers report the same was seen at {seen}.")
        }
        (None, Some(rose)) if !red => format!(
            "Monitoring turned red at {}, after customers had reported it, and was {}{kind} at the end.",
            at(rose.at),
            text(&m.health)
        ),
        (None, _) => said,
    }];
    if let Some(of) = facts.ranks.iter().find_map(|rank| rank.red_of.as_ref()) {
        lines.push(format!("It was red for {}, which many of the customers may have meant.", text(of)));
    }
    if !m.probes.is_empty() {
        lines.push(String::new());
    }
    for probe in &m.probes {
        let state = probe.state.as_deref().unwrap_or("never said anything");
        let since = probe.since.map(|since| format!(" since {}", moment(since))).unwrap_or_default();
        lines.push(format!("- {} ({}): {}{since}", text(&probe.probe), probe.kind.replace('_', " "), text(state)));
    }
    let Some((closest, others)) = facts.gaps.split_first() else { return lines };
    let name = |gap: &GapFact| gap.kind.replace('_', "-");
    lines.push(String::new());
    let stands_out = match (facts.gap_stands_out, others) {
        (false, _) => "None stands out.",
        (true, []) if closest.confidence == Confidence::Low.name() => "It is the only one found.",
        (true, _) => "It stands out.",
    };
    lines.push(format!("The gap that stands closest is {}: {} {stands_out}", name(closest), text(&closest.why)));
    if !others.is_empty() {
        let also: Vec<String> = others.iter().map(name).collect();
        lines.push(format!("Others that hold as well: {}.", also.join(", ")));
    }
    lines
}

fn changes(facts: &Facts) -> Vec<String> {
    if facts.changes.is_empty() {
        return vec!["None found in the hour before the onset.".to_owned()];
    }
    let told = facts.changes.iter().take(CHANGES).map(|change| {
        let minutes = change.minutes_before_onset;
        let distance = if minutes < 0.0 {
            format!("{:.0} min after the stated onset, before the first report", -minutes)
        } else {
            format!("{minutes:.0} min before the onset")
        };
        let relation = match change.relation.as_str() {
            "feature" => "changed the feature itself",
            "depends_on" => "changed what the feature depends on",
            _ => "no relation known",
        };
        let summary = text(&change.summary);
        let place = match change.environment.as_str() {
            "" | "production" | "prod" => String::new(),
            other => format!(" in {}", text(other)),
        };
        format!(
            "- {} {} of {}{place} (\"{summary}\"), {distance}: {relation}",
            moment(change.time),
            text(&change.kind),
            text(&change.service)
        )
    });
    let mut lines: Vec<String> = told.collect();
    let left_out = facts.changes.len().saturating_sub(CHANGES);
    if left_out > 0 {
        lines.push(format!("- {left_out} more"));
    }
    lines.push("\nDistance and relation, not a cause: that is for a person to say.".to_owned());
    lines
}

fn failing_path(facts: &Facts) -> Vec<String> {
    let recipe = facts.recipe.clone().unwrap_or_default();
    let codes: Vec<String> = recipe.codes.iter().map(u16::to_string).collect();
    let endpoints: Vec<String> = recipe.endpoints.iter().map(|endpoint| text(endpoint)).collect();
    let mut lines = vec![match (endpoints.is_empty(), codes.is_empty()) {
        (false, false) => format!("Reports name {}, with {}.", endpoints.join(", "), codes.join(", ")),
        (false, true) => format!("Reports name {}.", endpoints.join(", ")),
        (true, false) => format!("Reports name the code {} and no endpoint.", codes.join(", ")),
        (true, true) => "No report names an endpoint: the path inside the product is not known.".to_owned(),
    }];
    if let Some(action) = &recipe.action {
        let step = recipe.step.as_ref().map(|step| format!(", one of them \"{}\"", text(step))).unwrap_or_default();
        let (n, of) = (recipe.tried_by, facts.customers);
        lines.push(format!("\nBy their words {n} of {of} customers tried to {}{step}.", text(action)));
    } else if let Some(step) = &recipe.step {
        lines.push(format!("\nA customer says where: \"{}\"", text(step)));
    }
    if let Some(words) = &recipe.words {
        lines.push(format!("\nIn the words of the most specific report: \"{}\"", text(words)));
    }
    lines
}

fn reproduction(facts: &Facts) -> Vec<String> {
    let Some(recipe) = &facts.recipe else { return vec!["Not known.".to_owned()] };
    let mut steps = vec![format!("Take {}, {}.", text(&recipe.account), text(&recipe.warning))];
    if !recipe.with.is_empty() {
        let with: Vec<String> = recipe.with.iter().map(|with| text(with)).collect();
        steps.push(format!("Use what the reporters share: {}.", with.join(", ")));
    }
    if let Some(action) = &recipe.action {
        let step = recipe.step.as_ref().map(|step| format!(", \"{}\"", text(step))).unwrap_or_default();
        steps.push(format!("Try to {}{step}.", text(action)));
    } else if recipe.words.is_some() {
        steps.push("Do what the report under \"Failing path\" says.".to_owned());
    }
    steps.extend(
        recipe.payload.iter().map(|payload| format!("Send the payload that a report quotes: \"{}\"", text(payload))),
    );
    let mut lines: Vec<String> = steps.iter().enumerate().map(|(i, step)| format!("{}. {step}", i + 1)).collect();
    if !recipe.not_known.is_empty() {
        lines.push(format!("\nNot known: {}.", recipe.not_known.join("; ")));
    }
    lines
}

fn detection(facts: &Facts) -> Vec<String> {
    let first = facts.opened_at - facts.onset.observed;
    let mut lines = vec![format!("{first} from the first report to the candidate.")];
    if let Some(stated) = facts.onset.stated.filter(|stated| *stated < facts.onset.observed && !facts.onset.rough) {
        lines.push(format!("{} from the time since when customers say it was so.", facts.opened_at - stated));
    }
    match facts.posted_at {
        Some(at) => lines.push(format!("{} from the candidate to the first post.", at - facts.opened_at)),
        None => lines.push("When it was posted is not known.".to_owned()),
    }
    lines
}

/// A moment with its day.
fn moment(at: Timestamp) -> String {
    let day: String = at.to_string().chars().take(10).collect();
    format!("{day} {}", at.clock_text())
}

/// The time of day, with the day where it is not that of `first`.
fn clock(at: Timestamp, first: Timestamp) -> String {
    if at.day() == first.day() { at.clock_text() } else { moment(at) }
}

fn many(n: u32, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A text of somebody else within Markdown: one line that makes no mark-up, no link and no quotation.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty());
    for (i, part) in line.enumerate() {
        if i > 0 {
            out.push(' ');
        }
        for c in part.chars() {
            match c {
                '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {}
                '"' | '\u{201c}' | '\u{201d}' => out.push('\''),
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' => out.extend(['\\', c]),
                c => out.push(c),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
