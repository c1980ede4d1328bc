//! What a line expects, and what it is held against.

use std::collections::BTreeMap;

use groundswell::candidate::Candidate;
use groundswell::candidate::draft::lint::Form;
use groundswell::time::Timestamp;

use crate::said::of_candidate;
use crate::texts::What;
use crate::words::{clock_text, quoted, split};

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
    /// What reports say of a deploy, so far or in the end.
    Deploy {
        id: String,
        attributes: Vec<Attribute>,
    },
    NotWatched {
        id: String,
    },
    /// The scorecard of a month: of a feature, of the topics or of all.
    Scorecard {
        month: String,
        of: String,
        attributes: Vec<Attribute>,
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

const OF_A_CANDIDATE: [&str; 58] = [
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
    "revenue",
    "affected",
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

const OF_A_SCORECARD: [&str; 15] = [
    "candidates",
    "open",
    "historic",
    "confirmed",
    "dismissed",
    "unjudged",
    "precision",
    "customers_first",
    "red_by_opening",
    "monitoring_first",
    "gained",
    "detected",
    "blind",
    "closed",
    "lacking",
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
        ["scorecard", month, of, "has", ..] => {
            let attributes = attributes(behind(text, "has"), &OF_A_SCORECARD)?;
            Ok(Expect::Scorecard { month: (*month).to_owned(), of: (*of).to_owned(), attributes })
        }
        ["watch", feature, ..] => {
            let attributes = attributes(behind(text, feature), &OF_A_CLUSTER)?;
            Ok(Expect::Watch { feature: (*feature).to_owned(), attributes })
        }
        [feature, "reads", ..] => {
            let (texts, _) = quoted(behind(text, "reads"))?;
            Ok(Expect::Reads { feature: (*feature).to_owned(), texts })
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
        _ => Err("nothing | anything | opens, rises, resolves, dismissed, merged FEATURE ... | answer OUTCOME | FEATURE has ... | FEATURE reads \"...\", \"...\" | watch FEATURE ... | \
                  watch has no FEATURE | deploy ID is ... | scorecard MONTH FEATURE, topics, all has ... | verdicts N REASON | FEATURE TEXT says, lacks \"...\" | lint KIND \"...\" passes"
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
