//! How to see it oneself (R14): as whom, with what, doing what. Nothing is invented: what the reports do not
//! say is named as not known.

use serde::{Deserialize, Serialize};

use super::factors::{Factor, shown};
use super::{Candidate, Report};
use crate::signal::{Action, language_name};

mod traces;

use traces::traces;

/// Characters of a report's words that are repeated.
const MAX_WORDS_CHARS: usize = 160;
/// What makes a recipe worthless: an administrator meets no limit that a customer meets.
const WARNING: &str = "not an administrator's: one meets neither the limits nor the paths of a customer";
/// A tier nobody knows, as in `Candidate::by_tier`.
const UNKNOWN: &str = "unknown";

/// A way to reproduce what customers report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The test account, as in `a pro test account`.
    pub account: String,
    /// Whose account it must not be.
    pub warning: String,
    /// What the reporters have in common, as in `Safari`, `version 4.18`, `from eu`.
    #[serde(default)]
    pub with: Vec<String>,
    /// What to try, as in `pay`: what most customers tried, as far as they say; none where no report does.
    #[serde(default)]
    pub action: Option<String>,
    /// Distinct customers who tried it, by their words; 0 where none is known.
    #[serde(default)]
    pub tried_by: u32,
    /// At which step of that it fails, in a customer's own words, as in `when I click pay now`.
    #[serde(default)]
    pub step: Option<String>,
    /// The words of the most specific report; none where no report is shown.
    #[serde(default)]
    pub words: Option<String>,
    /// Endpoints that reports name, as in `POST /api/orders`.
    #[serde(default)]
    pub endpoints: Vec<String>,
    /// HTTP codes that reports name.
    #[serde(default)]
    pub codes: Vec<u16>,
    /// A payload that a report quotes.
    #[serde(default)]
    pub payload: Option<String>,
    /// What nobody has said.
    #[serde(default)]
    pub not_known: Vec<String>,
}

impl Recipe {
    /// What a candidate's reports and factors give.
    #[must_use]
    pub fn of(c: &Candidate) -> Self {
        let with: Vec<String> = c.factors.iter().filter_map(used).collect();
        let best = c.reports.iter().rev().max_by(|a, b| a.specificity.total_cmp(&b.specificity));
        let texts = || c.reports.iter().map(|r| r.text.as_str());
        let found = traces(texts());
        let tried = tried(c);
        let mut not_known = Vec::new();
        if tried.is_none() {
            not_known.push("what to try: the reports name no action, or several equally often".to_owned());
        }
        if with.is_empty() {
            not_known.push("which browser, system or place: the reporters share none that is known".to_owned());
        }
        if found.endpoints.is_empty() {
            not_known.push("the endpoint: no report names one".to_owned());
        }
        Self {
            account: account(c),
            warning: WARNING.to_owned(),
            with,
            action: tried.map(|(action, _)| action.name().to_owned()),
            tried_by: tried.map_or(0, |(_, customers)| customers),
            step: step(c, tried.map(|(action, _)| action)),
            words: best.map(words),
            endpoints: found.endpoints,
            codes: found.codes,
            payload: found.payload,
            not_known,
        }
    }

    /// On one line, for whom the reports stand beside it: `a test account of tier pro; Safari; try to pay: "when I
    /// click pay now"; watch POST /api/orders (reports name 500); not an administrator's account`.
    #[must_use]
    pub fn in_short(&self) -> String {
        let mut parts = vec![self.account.clone()];
        parts.extend(self.with.iter().cloned());
        match (&self.action, &self.step) {
            (Some(action), Some(step)) => parts.push(format!("try to {action}: {}", quoted(step))),
            (Some(action), None) => parts.push(format!("try to {action}")),
            (None, Some(step)) => parts.push(format!("a customer says {}", quoted(step))),
            (None, None) => {}
        }
        let codes = self.codes.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        let endpoints = self.endpoints.join(", ");
        match (endpoints.is_empty(), codes.is_empty()) {
            (false, false) => parts.push(format!("watch {endpoints} (reports name {codes})")),
            (false, true) => parts.push(format!("watch {endpoints}")),
            (true, false) => parts.push(format!("reports name the code {codes}")),
            (true, true) => {}
        }
        parts.extend(self.payload.iter().map(|payload| format!("with the payload {payload}")));
        parts.push("not an administrator's account".to_owned());
        parts.join("; ")
    }
}

/// The account to try it with: of the tier that all or most reporters have.
fn account(c: &Candidate) -> String {
    let common = c.factors.iter().find(|f| f.dimension == "tier").map(|f| f.value.as_str());
    if let Some(tier) = c.slice.tier.as_ref().map(|t| t.as_str()).or(common.filter(|_| all_of(c, common))) {
        return format!("a test account of tier {tier}");
    }
    let known = || c.by_tier.iter().filter(|(tier, _)| *tier != UNKNOWN);
    let of_a_tier: u32 = known().map(|(_, n)| n).sum();
    match known().max_by_key(|(_, n)| **n) {
        Some((tier, n)) if *n == c.customers => format!("a test account of tier {tier}"),
        Some((tier, n)) if n * 2 > of_a_tier => {
            format!("a test account of tier {tier} ({n} of {} reporters)", c.customers)
        }
        // No tier is the one to try where as many have another.
        Some(_) => "a test account of an ordinary customer (the reporters are of several tiers)".to_owned(),
        None => "a test account of an ordinary customer (the reporters' tiers are not known)".to_owned(),
    }
}

fn all_of(c: &Candidate, tier: Option<&str>) -> bool {
    tier.and_then(|tier| c.by_tier.get(tier)).is_some_and(|n| *n == c.customers)
}

/// What to try it with, by one factor; the tier is the account's, and a channel breaks nothing.
fn used(factor: &Factor) -> Option<String> {
    let value = shown(&factor.value);
    Some(match factor.dimension.as_str() {
        "tier" | "channel" => return None,
        "browser" | "os" | "device" | "browser_version" | "os_version" => value,
        "platform" => format!("on {value}"),
        "app_version" => format!("version {value}"),
        "region" => format!("from {value}"),
        // What most customers write in sets nobody apart.
        "language" if !factor.sets_apart() => return None,
        "language" => format!("in {}", language_name(&factor.value)),
        "plugin" => format!("with the plug-in {value}"),
        other => format!("{} {value}", other.replace('_', " ")),
    })
}

/// What to try: the action that more customers name than any other, and at least two; where none is, that of the
/// most specific report that names one. Of several that as many name none is the one to try.
fn tried(c: &Candidate) -> Option<(Action, u32)> {
    let mut known = c.context.tried.iter();
    let (first, second) = (known.next()?, known.next());
    if first.1 >= 2 {
        return Some(*first).filter(|first| second.is_none_or(|second| second.1 < first.1));
    }
    let named = c.reports.iter().rev().filter(|report| report.tried.action.is_some());
    let best = named.max_by(|a, b| a.specificity.total_cmp(&b.specificity))?.tried.action?;
    c.context.tried.iter().find(|(action, _)| *action == best).copied()
}

/// The step that the most specific report names of those about `action`; of all where none is known.
fn step(c: &Candidate, action: Option<Action>) -> Option<String> {
    let about =
        c.reports.iter().rev().filter(|r| r.tried.step.is_some() && (action.is_none() || r.tried.action == action));
    let best = about.max_by(|a, b| a.specificity.total_cmp(&b.specificity))?;
    best.tried.step.as_ref().map(|step| one_line(step))
}

/// A customer's words within quotation marks: their own become single ones.
fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace(['"', '\u{201c}', '\u{201d}'], "'"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first words of a report.
fn words(report: &Report) -> String {
    let line = one_line(&report.text);
    if line.chars().count() <= MAX_WORDS_CHARS {
        return line;
    }
    let cut: String = line.chars().take(MAX_WORDS_CHARS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}...", cut.get(..end).unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests;
