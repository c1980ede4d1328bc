//! What a line expects, and what it is held against.

use std::collections::BTreeMap;

use groundswell::candidate::draft::lint::Form;
use groundswell::candidate::{Candidate, Route};
use groundswell::engine::deploy::{AfterDeploy, DeployVerdict};
use groundswell::engine::output::ClusterState;
use groundswell::time::Timestamp;

use crate::texts::What;
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
    /// The cluster of the feature, as the watch list and the board see it.
    Watch {
        feature: String,
        attributes: Vec<Attribute>,
    },
    Unwatched {
        feature: String,
    },
    /// What reports say of a deploy, so far or in the end.
    Deploy {
        id: String,
        attributes: Vec<Attribute>,
    },
    NotWatched {
        id: String,
    },
    /// The most urgent clusters, best first; all of them, or as many as are named.
    Order {
        first: bool,
        features: Vec<String>,
    },
    /// What became of the last feedback since the line before.
    Answer(String),
    /// A text made of the newest candidate of the feature, and words that stand in it, or do not.
    Text {
        feature: String,
        what: What,
        says: bool,
        words: String,
    },
    /// A text held against the rules: the rules that refuse it.
    Lint {
        form: Form,
        text: String,
        refused_by: Vec<String>,
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
    Dismissed,
    Merged,
}

impl Kind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Opens => "opens",
            Self::Rises => "rises",
            Self::Resolves => "resolves",
            Self::Dismissed => "dismissed",
            Self::Merged => "merged",
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

const OF_A_CANDIDATE: [&str; 46] = [
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
    "beside",
    "confirmed",
    "needed",
    "still_broken",
    "asked",
    "fixed",
    "posted",
    "held",
    "stricter",
    "area",
    "area_from",
];
const OF_A_CLUSTER: [&str; 4] = ["rank", "customers", "health", "candidate"];
const OF_A_DEPLOY: [&str; 13] = [
    "is",
    "final",
    "heard",
    "ends",
    "features",
    "failing",
    "customers",
    "before",
    "needed",
    "restless",
    "candidate",
    "unknown",
    "basis",
];

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
        ["dismissed", feature, ..] => event(Kind::Dismissed, feature, text),
        ["merged", feature, ..] => event(Kind::Merged, feature, text),
        ["answer", outcome] => Ok(Expect::Answer((*outcome).to_owned())),
        ["watch", "has", "no", feature] => Ok(Expect::Unwatched { feature: (*feature).to_owned() }),
        ["watch", order @ ("order" | "first"), ..] => {
            let features = split(behind(text, order), ',').into_iter().map(str::to_owned).collect();
            Ok(Expect::Order { first: *order == "first", features })
        }
        ["deploy", id, "is", "not", "watched"] => Ok(Expect::NotWatched { id: (*id).to_owned() }),
        ["deploy", id, ..] => {
            Ok(Expect::Deploy { id: (*id).to_owned(), attributes: attributes(behind(text, id), &OF_A_DEPLOY)? })
        }
        ["watch", feature, ..] => {
            let attributes = attributes(behind(text, feature), &OF_A_CLUSTER)?;
            Ok(Expect::Watch { feature: (*feature).to_owned(), attributes })
        }
        ["lint", form, ..] => lint(form, text),
        [feature, what, how @ ("says" | "lacks"), ..] => {
            let (words, _) = quoted(text)?;
            let [words] = words.as_slice() else { return Err(format!("FEATURE {what} {how} \"...\"")) };
            let (feature, words) = ((*feature).to_owned(), words.clone());
            Ok(Expect::Text { feature, what: What::named(what)?, says: *how == "says", words })
        }
        [feature, "has", ..] => {
            let attributes = attributes(behind(text, "has"), &OF_A_CANDIDATE)?;
            Ok(Expect::Has { feature: (*feature).to_owned(), attributes })
        }
        _ => Err("nothing | anything | opens, rises, resolves, dismissed, merged FEATURE ... | answer OUTCOME | FEATURE has ... | watch FEATURE ... | \
                  watch has no FEATURE | deploy ID is ... | verdicts N REASON | FEATURE TEXT says, lacks \"...\" | lint KIND \"...\" passes"
            .into()),
    }
}

/// `lint resolved "..." passes`, `lint resolved "..." refuses no_blame`.
fn lint(form: &str, text: &str) -> Result<Expect, String> {
    let known = Form::named(form).ok_or_else(|| format!("{form:?} is no kind of text"))?;
    let (texts, rest) = quoted(text)?;
    let [text] = texts.as_slice() else { return Err("lint KIND \"...\" passes, or refuses RULE ...".into()) };
    let refused_by = match rest.split_whitespace().skip(2).collect::<Vec<_>>().as_slice() {
        ["passes"] => Vec::new(),
        ["refuses", rules @ ..] if !rules.is_empty() => rules.iter().map(|rule| (*rule).to_owned()).collect(),
        _ => return Err("lint KIND \"...\" passes, or refuses RULE ...".into()),
    };
    Ok(Expect::Lint { form: known, text: text.clone(), refused_by })
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
        Route::Confirmed => "confirmation".into(),
        Route::Unheard => "silence".into(),
        Route::Dismissed => "dismissal".into(),
        Route::Merged => "merging".into(),
        Route::ClosedByOperator => "the operator".into(),
    });
    BTreeMap::from([
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
        ("beside", c.beside.as_ref().map_or("none".into(), |b| b.feature.to_string())),
        ("copies", c.copies.to_string()),
        ("common", if common.is_empty() { "none".into() } else { common.join(" and ") }),
        ("confirmed", c.recovery.answers.confirmed.to_string()),
        ("needed", c.recovery.answers.needed.to_string()),
        ("still_broken", c.recovery.answers.still_broken.to_string()),
        ("asked", c.recovery.answers.asked.len().to_string()),
        ("fixed", or_none(c.recovery.answers.fixed.map(|f| clock_text(f.at)))),
        ("posted", or_none(c.posted_at.map(clock_text))),
        ("held", or_none(c.recovery.answers.held.map(|h| h.channel.map_or("all", |c| c.name()).into()))),
        ("stricter", format!("{:.0}", c.evidence.stricter.factor)),
        ("area", c.area.words.clone()),
        ("area_from", c.area.source.name().into()),
        ("at", clock_text(c.recovery.resolved_at.unwrap_or(c.opened_at))),
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
    ])
}

/// What reports say of a deploy under each name a page may use; the counts are those of the first feature.
pub(crate) fn of_deploy(d: &AfterDeploy) -> BTreeMap<&'static str, String> {
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let ids = |ids: Vec<&str>| if ids.is_empty() { "none".to_owned() } else { ids.join(" ") };
    let failing = d.features.iter().filter(|f| f.verdict == DeployVerdict::Failing);
    let first = d.features.first().map(|f| &f.since);
    let against = first.and_then(|since| since.against.as_ref());
    let count = |n: Option<u32>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
    BTreeMap::from([
        ("is", d.verdict.name().to_owned()),
        ("final", yes(d.ended)),
        ("heard", clock_text(d.heard)),
        ("ends", clock_text(d.end)),
        ("features", ids(d.features.iter().map(|f| f.feature.as_str()).collect())),
        ("failing", ids(failing.map(|f| f.feature.as_str()).collect())),
        ("customers", count(first.map(|since| since.customers))),
        ("before", count(first.map(|since| since.before))),
        ("needed", count(against.map(|a| a.needed))),
        ("restless", yes(against.is_some_and(|a| a.restless))),
        ("candidate", yes(d.features.iter().any(|f| f.candidate.is_some()))),
        ("unknown", ids(d.unknown_features.iter().map(|f| f.as_str()).collect())),
        ("basis", d.basis.name().to_owned()),
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
            Kind::Dismissed | Kind::Merged => &["by", "customers"],
        };
        let said: Vec<String> = names.iter().map(|name| format!("{name} {}", is[name])).collect();
        format!("{} {} {} {}", clock_text(self.at), self.kind.word(), self.candidate.feature, said.join(", "))
    }
}
