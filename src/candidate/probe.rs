//! The one probe that would have caught it (R41): what is checked, what is looked at, and the bound.

use serde::{Deserialize, Serialize};

use super::factors::shown;
use super::{Candidate, GapKind};
use crate::config::ProbeKind;
use crate::signal::language_name;

/// A check that does not exist yet. The numbers of its bound are a place to begin: a person settles them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedProbe {
    /// What kind of check.
    pub kind: ProbeKind,
    /// What it goes through, as whom and from where.
    pub subject: String,
    /// What it looks at.
    pub observable: String,
    /// What that must stay within, with a number.
    pub bound: String,
    /// All of it in one sentence.
    pub sentence: String,
}

/// What sort of check would have seen it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Reports miss an e-mail.
    Mail,
    SignIn,
    Background,
    ThirdParty,
    Phone,
    Steps,
}

impl ProposedProbe {
    /// What the kind of gap that stands closest, the feature and its reporters make of it.
    #[must_use]
    pub fn of(c: &Candidate) -> Self {
        let sort = sort(c);
        let kind = match sort {
            Sort::Mail | Sort::SignIn | Sort::Steps => ProbeKind::SyntheticEndToEnd,
            Sort::ThirdParty => ProbeKind::SyntheticHttp,
            Sort::Background => ProbeKind::MetricAlert,
            Sort::Phone => ProbeKind::Rum,
        };
        let (check, observable, bound) = match sort {
            Sort::Mail => {
                ("a synthetic check of", "the e-mail arrives in the check's own mailbox", "within 60 seconds")
            }
            Sort::SignIn => {
                ("a synthetic check of", "the last step is reached and the account can be used", "within 60 seconds")
            }
            Sort::Steps => ("a synthetic check of", "the last step is reached without an error", "within 30 seconds"),
            Sort::ThirdParty => {
                ("a synthetic request through", "the third party's answer comes without an error", "within 30 seconds")
            }
            Sort::Background => {
                ("a metric alert on", "the age of the oldest piece of work that is not done is", "at most 15 minutes")
            }
            Sort::Phone => (
                "a real-user measurement of",
                "the share of attempts that end in an error or a crash is",
                "at most 2 % in 15 minutes",
            ),
        };
        let subject = subject(c, sort);
        Self {
            kind,
            sentence: format!("{check} {subject}: {observable} {bound}"),
            subject,
            observable: observable.trim_end_matches(" is").to_owned(),
            bound: bound.to_owned(),
        }
    }
}

fn sort(c: &Candidate) -> Sort {
    let by_traits = || match c.traits {
        traits if traits.authentication => Sort::SignIn,
        traits if traits.asynchronous => Sort::Background,
        traits if traits.external => Sort::ThirdParty,
        traits if traits.mobile => Sort::Phone,
        _ => Sort::Steps,
    };
    if misses_mail(c) {
        return Sort::Mail;
    }
    match c.gaps.first().map(|gap| gap.kind) {
        Some(GapKind::AuthFlow) => Sort::SignIn,
        Some(GapKind::AsyncScheduled) => Sort::Background,
        Some(GapKind::ThirdParty) => Sort::ThirdParty,
        Some(GapKind::Mobile) => Sort::Phone,
        // These lack a check that goes the whole way, whatever else the feature is.
        Some(GapKind::TierGated | GapKind::Geographic) => Sort::Steps,
        Some(GapKind::RecentlyShipped | GapKind::BehindLogin) | None => by_traits(),
    }
}

/// Whether most of the reports shown are about an e-mail. What redaction put into brackets is nobody's word.
fn misses_mail(c: &Candidate) -> bool {
    const MAIL: [&str; 10] =
        ["mail", "mails", "e-mail", "e-mails", "email", "emails", "courriel", "correo", "inbox", "mailbox"];
    let names_one = |text: &str| {
        let outside = text.split('[').enumerate().map(|(i, part)| match part.split_once(']') {
            Some((_, rest)) if i > 0 => rest,
            _ => part,
        });
        let mut words = outside.flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '-'));
        words.any(|word| MAIL.iter().any(|mail| word.eq_ignore_ascii_case(mail)))
    };
    let naming = c.reports.iter().filter(|report| names_one(&report.text)).count();
    naming >= 2 && naming * 2 > c.reports.len()
}

/// `Checkout, logged in as a customer of tier pro, from eu, in Safari`.
fn subject(c: &Candidate, sort: Sort) -> String {
    let common = |dimension: &str| c.factors.iter().find(|f| f.dimension == dimension).map(|f| f.value.as_str());
    let mut parts = vec![c.area.in_sentence()];
    let metric = sort == Sort::Background;
    let tier = c.slice.tier.as_ref().map(|t| t.as_str()).or_else(|| common("tier"));
    let known = c.by_tier.iter().filter(|(tier, _)| *tier != "unknown");
    let gated = c.gaps.first().is_some_and(|gap| gap.kind == GapKind::TierGated);
    let most = known.max_by_key(|(_, n)| **n).map(|(tier, _)| tier.as_str()).filter(|_| gated);
    let login = c.gaps.first().is_some_and(|gap| gap.kind == GapKind::BehindLogin);
    match tier.or(most) {
        Some(tier) if metric || sort == Sort::Phone => parts.push(format!("of customers of tier {tier}")),
        Some(tier) => parts.push(format!("logged in as a customer of tier {tier}")),
        None if login && !metric && sort != Sort::Phone => parts.push("logged in as an ordinary customer".to_owned()),
        None => {}
    }
    let region = c.slice.region.as_deref().or_else(|| common("region"));
    parts.extend(region.map(|region| format!("from {region}")));
    // Where no probe stands in a country of their language, one that reads as they do is what was missing.
    let abroad = region.is_none() && c.gaps.first().is_some_and(|gap| gap.kind == GapKind::Geographic);
    parts.extend(common("language").filter(|_| abroad).map(|language| format!("in {}", language_name(language))));
    let browser = common("browser").filter(|_| !metric).map(|browser| format!("in {}", shown(browser)));
    let system = common("device").or_else(|| common("os")).filter(|_| !metric);
    parts.extend(browser.into_iter().chain(system.map(|system| format!("on {}", shown(system)))));
    parts.extend(common("app_version").filter(|_| sort == Sort::Phone).map(|version| format!("version {version}")));
    parts.join(", ")
}

#[cfg(test)]
mod tests;
