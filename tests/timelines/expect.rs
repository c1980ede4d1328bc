//! What a line expects, and what it is held against.

use std::collections::BTreeMap;

use groundswell::candidate::{Candidate, Route};
use groundswell::engine::output::ClusterState;
use groundswell::time::Timestamp;

use crate::words::{clock_text, compact, quoted, split};

/// `rank 2` as (`rank`, `2`).
pub(crate) type Attribute = (String, String);

/// One line behind an arrow.
#[derive(Clone, Debug)]
pub(crate) enum Expect {
    Nothing,
    /// Whatever opens or ends here is no part of what the page shows.
    Anything,
    Event {
        kind: Kind,
        feature: String,
        attributes: Vec<Attribute>,
    },
    /// The newest candidate of the feature, whatever became of it.
    Has {
        feature: String,
        attributes: Vec<Attribute>,
    },
    /// The newest candidate as the person on call reads it: one thing stands before another.
    Reads {
        feature: String,
        texts: Vec<String>,
    },
    /// The cluster of the feature, as the watch list and the board see it.
    Watch {
        feature: String,
        attributes: Vec<Attribute>,
    },
    Unwatched {
        feature: String,
    },
    /// The most urgent clusters, best first; all of them, or as many as are named.
    Order {
        first: bool,
        features: Vec<String>,
    },
    /// What became of the messages read since the line before, by reason.
    Verdicts(BTreeMap<String, u32>),
}

/// What can happen to a candidate that nobody may miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Opens,
    Rises,
    Resolves,
}

impl Kind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Opens => "opens",
            Self::Rises => "rises",
            Self::Resolves => "resolves",
        }
    }
}

/// One of them, with the candidate after it.
#[derive(Clone, Debug)]
pub(crate) struct Happened {
    pub(crate) at: Timestamp,
    pub(crate) kind: Kind,
    pub(crate) candidate: Candidate,
}

const OF_A_CANDIDATE: [&str; 45] = [
    "rank",
    "act",
    "post",
    "customers",
    "accounts",
    "messages",
    "health",
    "reading",
    "silenced",
    "episode",
    "linked",
    "tier",
    "onset",
    "first",
    "since",
    "gap",
    "start",
    "changes",
    "likely",
    "rule",
    "window",
    "observed",
    "by",
    "wait",
    "deadline",
    "late",
    "after",
    "internal",
    "without_cues",
    "at",
    "common",
    "copies",
    "region",
    "split",
    "channels",
    "reports",
    "specific",
    "reachable",
    "tried",
    "step",
    "zone",
    "gaps",
    "depends",
    "soft",
    "tags",
];
const OF_A_CLUSTER: [&str; 5] = ["rank", "customers", "health", "candidate", "rising"];

/// Reads what stands behind an arrow.
pub(crate) fn read(text: &str) -> Result<Expect, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["nothing"] => Ok(Expect::Nothing),
        ["anything"] => Ok(Expect::Anything),
        ["verdicts", ..] => verdicts(text.trim_start_matches("verdicts").trim_start_matches(':')),
        ["opens", feature, ..] => event(Kind::Opens, feature, text),
        ["rises", feature, "to", ..] => event(Kind::Rises, feature, &text.replacen(" to ", " ", 1)),
        ["resolves", feature, ..] => event(Kind::Resolves, feature, text),
        ["watch", "has", "no", feature] => Ok(Expect::Unwatched { feature: (*feature).to_owned() }),
        ["watch", order @ ("order" | "first"), ..] => {
            let features = split(behind(text, order), ',').into_iter().map(str::to_owned).collect();
            Ok(Expect::Order { first: *order == "first", features })
        }
        ["watch", feature, ..] => {
            let attributes = attributes(behind(text, feature), &OF_A_CLUSTER)?;
            Ok(Expect::Watch { feature: (*feature).to_owned(), attributes })
        }
        [feature, "reads", ..] => {
            let (texts, _) = quoted(behind(text, "reads"))?;
            Ok(Expect::Reads { feature: (*feature).to_owned(), texts })
        }
        [feature, "has", ..] => {
            let attributes = attributes(behind(text, "has"), &OF_A_CANDIDATE)?;
            Ok(Expect::Has { feature: (*feature).to_owned(), attributes })
        }
        _ => Err("nothing | anything | opens, rises, resolves FEATURE ... | FEATURE has ... | FEATURE reads \"...\", \"...\" | watch FEATURE ... | \
                  watch has no FEATURE | verdicts N REASON"
            .into()),
    }
}

fn event(kind: Kind, feature: &str, text: &str) -> Result<Expect, String> {
    let attributes = attributes(behind(text, feature), &OF_A_CANDIDATE)?;
    Ok(Expect::Event { kind, feature: feature.to_owned(), attributes })
}

fn behind<'a>(text: &'a str, word: &str) -> &'a str {
    text.find(&format!(" {word}")).map_or("", |at| text[at + 1 + word.len()..].trim())
}

fn attributes(text: &str, known: &[&str]) -> Result<Vec<Attribute>, String> {
    let mut read = Vec::new();
    for part in split(text, ',').into_iter().filter(|p| !p.is_empty()) {
        let (name, value) = part.split_once(' ').ok_or_else(|| format!("{part:?} lacks a value"))?;
        if !known.contains(&name) {
            return Err(format!("{name:?} is none of {}", known.join(", ")));
        }
        read.push((name.to_owned(), value.trim().to_owned()));
    }
    Ok(read)
}

fn verdicts(text: &str) -> Result<Expect, String> {
    let mut counts = BTreeMap::new();
    for part in split(text, ',') {
        let (n, reason) = part.split_once(' ').ok_or("verdicts 2 not_enough, 1 duplicate")?;
        counts.insert(reason.trim().to_owned(), n.parse().map_err(|_| format!("{n:?} is no number"))?);
    }
    Ok(Expect::Verdicts(counts))
}

/// What a candidate says under each name a page may use.
pub(crate) fn of_candidate(c: &Candidate) -> BTreeMap<&'static str, String> {
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".into());
    let changes: Vec<&str> = c.changes.iter().map(|r| r.change.id.as_str()).collect();
    let common: Vec<String> = c.factors.iter().map(|f| format!("{}={}", f.dimension, f.value)).collect();
    let red = c.monitoring.probes.iter().filter(|p| p.is_red());
    let route = c.recovery.route.map(|route| match route {
        Route::Quiet => format!("quiet {}", compact(c.recovery.wait)),
        Route::ClosedByOperator => "the operator".into(),
    });
    let mut is = BTreeMap::from([
        ("rank", c.rank.number().to_string()),
        ("act", format!("{:?}", c.rank.act()).to_lowercase()),
        ("post", yes(c.rank.post())),
        ("customers", c.customers.to_string()),
        ("accounts", c.accounts.to_string()),
        ("messages", c.messages.to_string()),
        ("health", c.monitoring.state.to_string()),
        ("reading", if c.monitoring.state.under_reports().starts_with("a gap") { "gap" } else { "seen" }.into()),
        ("silenced", yes(c.monitoring.probes.iter().any(|p| p.silenced))),
        ("episode", c.episode.to_string()),
        ("linked", yes(c.previous_episode.is_some())),
        ("tier", c.slice.tier.as_ref().map_or("all".into(), ToString::to_string)),
        ("onset", clock_text(c.onset.moment())),
        ("first", clock_text(c.onset.observed)),
        ("since", or_none(red.filter_map(|p| p.since).min().map(clock_text))),
        ("gap", or_none(c.gaps.first().map(|g| g.kind.name().into()))),
        ("without_cues", or_none(c.languages_without_cues.first().cloned())),
        ("start", if c.gap_stands_out { "here" } else { "nowhere" }.into()),
        ("changes", if changes.is_empty() { "none".into() } else { changes.join(" ") }),
        ("likely", or_none(c.changes.iter().find(|r| r.likely).map(|r| r.change.id.to_string()))),
        ("rule", format!("{:?}", c.evidence.rule).to_lowercase()),
        ("window", compact(c.evidence.window)),
        ("observed", c.evidence.observed.to_string()),
        ("by", or_none(route)),
        ("wait", compact(c.recovery.wait)),
        ("deadline", clock_text(c.recovery.deadline)),
        ("late", c.late_messages.to_string()),
        ("after", c.messages_after.to_string()),
        ("internal", c.internal_reports.to_string()),
        ("region", c.slice.region.clone().unwrap_or_else(|| "all".into())),
        ("split", counts(c.by_tier.iter().map(|(tier, n)| (tier.as_str(), *n)))),
        ("channels", counts(c.by_channel.iter().map(|(channel, n)| (channel.name(), *n)))),
        ("copies", c.copies.to_string()),
        ("common", if common.is_empty() { "none".into() } else { common.join(" and ") }),
        ("at", clock_text(c.recovery.resolved_at.unwrap_or(c.opened_at))),
    ]);
    is.extend(read_of(c));
    is
}

/// What was read of its reports, and what stands around them.
fn read_of(c: &Candidate) -> BTreeMap<&'static str, String> {
    let all = |texts: Vec<String>, between: &str| if texts.is_empty() { "none".into() } else { texts.join(between) };
    let specific = c.reports.iter().rev().max_by(|a, b| a.specificity.total_cmp(&b.specificity));
    let zone = c.onset.stated.as_ref().and_then(|s| s.read_in.as_ref());
    let step = c.reports.iter().find_map(|r| r.tried.step.as_deref());
    let gaps = c.gaps.iter().map(|g| format!("{} {}", g.kind.name(), g.confidence.name())).collect();
    let around = &c.context;
    BTreeMap::from([
        ("reports", all(c.reports.iter().map(|r| r.id.to_string()).collect(), " ")),
        ("specific", specific.map_or("none".into(), |r| format!("{} {:.2}", r.id, r.specificity))),
        ("reachable", around.reachable.to_string()),
        ("tried", counts(around.tried.iter().map(|(action, n)| (action.name(), *n)))),
        ("step", step.unwrap_or("none").to_owned()),
        ("zone", zone.map_or("none".into(), |z| format!("{} by {}", z.zone, z.source.name()))),
        ("gaps", all(gaps, " and ")),
        (
            "depends",
            all(around.dependencies.iter().map(|d| format!("{} {}", d.name, d.state.name())).collect(), " and "),
        ),
        ("soft", around.soft_failure.as_ref().map_or("none".into(), |s| format!("{} of {}", s.customers, s.of))),
        ("tags", all(around.tags.iter().map(|t| t.kind.name().to_owned()).collect(), " ")),
    ])
}

/// `2 free 3 pro`.
fn counts<'a>(counted: impl Iterator<Item = (&'a str, u32)>) -> String {
    counted.map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(" ")
}

/// What a cluster says under each name a page may use.
pub(crate) fn of_cluster(c: &ClusterState) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("rank", c.rank.number().to_string()),
        ("customers", c.customers.to_string()),
        ("health", c.health.to_string()),
        ("candidate", if c.candidate.is_some() { "yes" } else { "no" }.into()),
        ("rising", if c.rising.is_some() { "yes" } else { "no" }.into()),
    ])
}

/// Where what is differs from what was expected: `customers is 2`.
pub(crate) fn differences(expected: &[Attribute], is: &BTreeMap<&'static str, String>) -> Vec<String> {
    let differs = |(name, value): &&Attribute| is.get(name.as_str()) != Some(value);
    let told = |(name, _): &Attribute| format!("{name} is {}", is.get(name.as_str()).map_or("unknown", String::as_str));
    expected.iter().filter(differs).map(told).collect()
}

impl Happened {
    /// As a page would say it.
    pub(crate) fn told(&self) -> String {
        let is = of_candidate(&self.candidate);
        let names: &[&str] = match self.kind {
            Kind::Opens => &["rank", "customers", "messages", "health", "gap", "changes", "onset", "rule", "window"],
            Kind::Rises => &["rank", "customers", "health"],
            Kind::Resolves => &["by", "customers", "messages", "rank"],
        };
        let said: Vec<String> = names.iter().map(|name| format!("{name} {}", is[name])).collect();
        format!("{} {} {} {}", clock_text(self.at), self.kind.word(), self.candidate.feature, said.join(", "))
    }
}
