//! Whether a text may go on the status page, or into a postmortem: exact rules (R28, R37, R38, R41).
//!
//! A rule refuses words or demands them. Words are compared without case, sentence by sentence. What is not
//! ours to choose is not judged: the area's own words, and in a postmortem what stands in quotation marks
//! or in a quoted line.

mod probe;
mod rules;
mod words;

use super::Kind;
use crate::config::Catalogue;
use rules::{RULES, Rule, What};
use words::{Text, find};

/// What a text is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text for the status page.
    Status(Kind),
    /// The story told afterwards, to those who run the product.
    Postmortem,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Status(Kind::Investigating),
        Self::Status(Kind::Identified),
        Self::Status(Kind::Monitoring),
        Self::Status(Kind::Resolved),
        Self::Postmortem,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status(kind) => kind.name(),
            Self::Postmortem => "postmortem",
        }
    }

    /// The form of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// What is known beside the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The area in the customers' words: it must be named, and its words are not judged. None: some area must be.
    pub area: Option<&'a str>,
    /// Names that only the team knows, of features, services and probes: none of them may show.
    pub names: &'a [String],
}

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, as `no_cause_claimed`.
    pub rule: &'static str,
    /// Line and column from 1, in characters; none where something is missing.
    pub place: Option<(usize, usize)>,
    /// The words found; empty where something is missing.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// Ids and services of a catalogue that are no words of customers: whatever no name, alias or area holds.
#[must_use]
pub fn team_names(catalogue: &Catalogue) -> Vec<String> {
    let features = || catalogue.features.values();
    let of_customers: Vec<String> = features()
        .flat_map(|f| f.aliases.iter().chain([&f.name]).chain(&f.area).chain(&f.status_page_area))
        .map(|words| words.to_lowercase())
        .collect();
    let names = features().flat_map(|f| f.depends_on.iter().map(String::as_str).chain([f.id.as_str()]));
    let is_of_team = |name: &&str| !of_customers.iter().any(|words| words.contains(&name.to_lowercase()));
    let mut names: Vec<String> = names.filter(is_of_team).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

/// Holds a text against every rule of its form: what was found in the order of the text, then what is missing.
#[must_use]
pub fn lint(text: &str, form: Form, known: &Known<'_>) -> Vec<Finding> {
    let quotes = form == Form::Postmortem;
    // What is demanded may be made of the area's own words ("reports of issues with Reports").
    let (said, text) = (Text::new(text, "", quotes), Text::new(text, known.area.unwrap_or_default(), quotes));
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.forms.contains(&form)) {
        match rule.what {
            What::Refuse(phrases) => refuse(&text, rule, phrases, &mut findings),
            What::Demand(phrases) => {
                if phrases.iter().all(|phrase| find(&said, phrase).is_empty()) {
                    findings.push(missing(rule.name, rule.expected));
                }
            }
        }
    }
    match form {
        Form::Status(kind) => {
            findings.extend(no_team_names(&text, known.names));
            findings.extend(no_placeholder(&text));
            if kind != Kind::Resolved {
                findings.extend(next_update(&said));
            }
            let missing = match known.area.filter(|area| !area.is_empty()) {
                Some(area) => names_area(&text, area),
                None => names_an_area(&said),
            };
            findings.extend(missing);
        }
        Form::Postmortem => findings.extend(probe::one_probe(text.original())),
    }
    // As the text is read; what is missing stands behind it.
    findings.sort_by_key(|finding| (finding.place.is_none(), finding.place));
    findings
}

fn refuse(text: &Text<'_>, rule: &Rule, phrases: &[&str], findings: &mut Vec<Finding>) {
    let mut found: Vec<(usize, usize)> = phrases.iter().flat_map(|phrase| find(text, phrase)).collect();
    found.sort_by_key(|(from, until)| (*from, std::cmp::Reverse(*until)));
    let mut end = 0;
    for (from, until) in found {
        // Of two that overlap the first and longer one tells it.
        if from < end || (rule.unless_counted && text.counts_customers(from)) {
            continue;
        }
        end = until;
        findings.push(at(text, rule.name, (from, until), rule.expected));
    }
}

fn missing(rule: &'static str, expected: &str) -> Finding {
    Finding { rule, place: None, found: String::new(), expected: expected.to_owned() }
}

fn at(text: &Text<'_>, rule: &'static str, (from, until): (usize, usize), expected: &str) -> Finding {
    let found = text.original().get(from..until).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    Finding { rule, place: Some(text.place(from)), found, expected: expected.to_owned() }
}

/// Ids, paths, codes: words that no customer uses, by how they are made.
fn no_team_names(text: &Text<'_>, names: &[String]) -> Vec<Finding> {
    /// Ends of names that only services have.
    const SERVICES: [&str; 14] = [
        "-api", "-service", "-svc", "-worker", "-gateway", "-db", "-server", "-queue", "-proxy", "-job", "-backend",
        "-cluster", "-index", "-cache",
    ];
    let is_path = |word: &str| {
        word.strip_prefix('/').is_some_and(|rest| rest.starts_with(char::is_alphabetic)) && !word.starts_with("//")
    };
    let is_named = |word: &str| names.iter().any(|name| name.eq_ignore_ascii_case(word));
    let is_team = |word: &str| {
        let lower = word.to_lowercase();
        word.contains('_') || is_path(word) || is_named(word) || SERVICES.iter().any(|end| lower.ends_with(end))
    };
    let words = text.raw_words().filter(|(_, word)| is_team(word));
    let expected = "words that customers use, no ids, services or paths";
    words.map(|(from, word)| at(text, "no_jargon", (from, from + word.len()), expected)).collect()
}

/// What a person still has to fill in.
fn no_placeholder(text: &Text<'_>) -> Vec<Finding> {
    let pairs = [('[', ']'), ('{', '}'), ('<', '>')];
    let masked = text.masked();
    let open = masked.char_indices().filter_map(|(from, c)| {
        let (_, close) = pairs.iter().find(|(open, _)| *open == c)?;
        let length = masked.get(from..)?.find(*close)? + close.len_utf8();
        Some(at(text, "no_placeholder", (from, from + length), "a text that is complete"))
    });
    open.collect()
}

/// `Next update by 14:47 UTC`.
fn next_update(text: &Text<'_>) -> Option<Finding> {
    let is_time = |word: &str| {
        let (hour, minute) = word.split_once(':')?;
        let number = |part: &str, below: u32| part.len() == 2 && part.parse().is_ok_and(|n: u32| n < below);
        (number(hour, 24) && number(minute, 60)).then_some(())
    };
    let said = find(text, "next update").into_iter().any(|(from, _)| {
        let mut words = text.sentence_of(from).skip_while(|(start, _)| *start < from).map(|(_, word)| word);
        words.any(|word| is_time(word).is_some()) && words.next() == Some("utc")
    });
    (!said).then(|| missing("next_update", "when customers hear more, as in \"Next update by 14:47 UTC\""))
}

fn names_area(text: &Text<'_>, area: &str) -> Option<Finding> {
    let expected = format!("the area, as customers call it: {area}");
    (!text.has_area()).then(|| missing("names_the_area", &expected))
}

/// Some area has to be named, and more exactly than "our service".
fn names_an_area(text: &Text<'_>) -> Option<Finding> {
    const SAYS: [&str; 5] = ["issue* with", "problem* with", "trouble with", "issue* in", "problem* in"];
    const VAGUE: [&str; 10] =
        ["our", "the", "service", "services", "platform", "system", "systems", "site", "product", "products"];
    let named = SAYS.iter().flat_map(|says| find(text, says)).any(|(_, until)| {
        let rest = text.sentence_of(until.saturating_sub(1)).filter(|(start, _)| *start >= until);
        rest.map(|(_, word)| word).find(|word| !VAGUE.contains(word)).is_some_and(|word| word != "and")
    });
    let expected = "which area, as in \"issues with Checkout\"; \"our service\" says nothing";
    (!named).then(|| missing("names_the_area", expected))
}

#[cfg(test)]
mod tests;
