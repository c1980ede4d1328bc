//! How to see it oneself (R14): as whom, with what, doing what. Nothing is invented: what the reports do not
//! say is named as not known.

use serde::{Deserialize, Serialize};

use super::factors::{Factor, shown};
use super::{Candidate, Report};

mod traces;

use traces::traces;

/// Characters of a report's words that are repeated.
const ACTION_CHARS: usize = 160;
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
    /// What the customer did, in the words of the most specific report; none where no report is shown.
    #[serde(default)]
    pub action: Option<String>,
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
        let mut not_known = Vec::new();
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
            action: best.map(action),
            endpoints: found.endpoints,
            codes: found.codes,
            payload: found.payload,
            not_known,
        }
    }

    /// On one line, for whom the reports stand beside it: `a test account of tier pro; Safari; watch POST
    /// /api/orders (reports name 500); not an administrator's account`.
    #[must_use]
    pub fn in_short(&self) -> String {
        let mut parts = vec![self.account.clone()];
        parts.extend(self.with.iter().cloned());
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
    let known = c.by_tier.iter().filter(|(tier, _)| *tier != UNKNOWN);
    match known.max_by_key(|(_, n)| **n) {
        Some((tier, n)) if *n == c.customers => format!("a test account of tier {tier}"),
        Some((tier, n)) => format!("a test account of tier {tier} ({n} of {} reporters)", c.customers),
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
        // What most customers write in sets nobody apart, nor does it where nobody knows what others write in.
        "language" if factor.others.known == 0 || !factor.sets_apart() => return None,
        "language" => format!("in language {value}"),
        "plugin" => format!("with the plug-in {value}"),
        other => format!("{} {value}", other.replace('_', " ")),
    })
}

/// The first words of a report that say what was done.
fn action(report: &Report) -> String {
    let line = report.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= ACTION_CHARS {
        return line;
    }
    let cut: String = line.chars().take(ACTION_CHARS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}...", cut.get(..end).unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests;
