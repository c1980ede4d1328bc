//! What of a candidate is said in words wherever it is shown: where to start, and what those are called that
//! it names by id.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{Candidate, Confidence, Report};
use crate::time::Timestamp;

/// Characters of a report's words in a title.
const TITLE_CHARS: usize = 90;
/// Words with which letters begin, in the languages read: they say nothing of what is wrong.
const GREETINGS: [&str; 30] = [
    "hello",
    "hi",
    "hey",
    "dear",
    "there",
    "team",
    "all",
    "everyone",
    "support",
    "good",
    "morning",
    "afternoon",
    "evening",
    "sir",
    "madam",
    "please",
    "bonjour",
    "bonsoir",
    "salut",
    "hallo",
    "guten",
    "tag",
    "hola",
    "buenas",
    "buenos",
    "ol\u{e1}",
    "ciao",
    "buongiorno",
    "goedemorgen",
    "goedendag",
];
/// Words of a greeting: "Dear support team".
const MAX_GREETING: usize = 3;

/// What features and other candidates are called, for whom an id says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// The names of the features merged into it, in their order; of a topic its words, where they say more than the
    /// candidate's feature.
    pub merged: Vec<String>,
    /// The candidate of the first cause.
    pub beside: Option<Other>,
    /// The candidate it went over into.
    pub merged_into: Option<Other>,
}

/// Another candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// The name of its feature; of a topic its words.
    pub name: String,
    /// When it opened.
    pub opened_at: Timestamp,
}

/// Whether a person is told to start at the closest gap (R25). What is the only one found and holds of the feature
/// at any time does not stand out: it has nothing to stand out from.
#[must_use]
pub fn where_to_start(found: usize, closest: Option<Confidence>, stands_out: bool) -> &'static str {
    match (found, closest) {
        _ if !stands_out => "None stands out.",
        (1, Some(Confidence::Low)) => "It is the only one found; nothing in these reports points to it.",
        _ => "Start here.",
    }
}

impl Report {
    /// Which of two tells better what is wrong: one that reads as a problem, then the one that gives more to work
    /// with.
    #[must_use]
    pub fn tells_better(&self, other: &Self) -> Ordering {
        self.problem.cmp(&other.problem).then(self.specificity.total_cmp(&other.specificity))
    }
}

/// What a title repeats of a report: its first line without a greeting, cut at a word.
#[must_use]
pub fn headline(text: &str) -> String {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().map(without_greeting).find(|line| !line.is_empty()).or_else(|| lines().next());
    let line = line.unwrap_or_default();
    if line.chars().count() <= TITLE_CHARS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(TITLE_CHARS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}...", cut[..end].trim_end())
}

/// "Hi there, I cannot pay" is "I cannot pay": what ends with a mark and holds words of greeting alone goes.
fn without_greeting(line: &str) -> &str {
    let Some(end) = line.find([',', '.', '!', ':', ';', '-']) else { return line };
    let is_greeting = |word: &str| GREETINGS.contains(&word.to_lowercase().as_str());
    let words = || line[..end].split_whitespace();
    let greets = words().next().is_some() && words().count() <= MAX_GREETING && words().all(is_greeting);
    if greets { line[end..].trim_start_matches(|c: char| !c.is_alphanumeric()) } else { line }
}

impl Candidate {
    /// Whether to start at the closest gap.
    #[must_use]
    pub fn where_to_start(&self) -> &'static str {
        where_to_start(self.gaps.len(), self.gaps.first().map(|gap| gap.confidence), self.gap_stands_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_what_is_wrong_and_no_greeting() {
        for (text, title) in [
            ("Hi, I cannot pay", "I cannot pay"),
            ("Hello. I bought a ticket", "I bought a ticket"),
            ("Good morning!\n\nThe page is blank", "The page is blank"),
            ("Hi there, team - it fails", "team - it fails"),
            ("Checkout, then an error", "Checkout, then an error"),
            ("High load, no answer", "High load, no answer"),
            ("Hello", "Hello"),
            ("Bonjour, le paiement \u{e9}choue", "le paiement \u{e9}choue"),
            ("", ""),
        ] {
            assert_eq!(headline(text), title, "{text}");
        }
        let long = headline(&"word ".repeat(40));
        assert!(long.ends_with("word...") && long.chars().count() <= TITLE_CHARS + 3, "{long}");
    }

    #[test]
    fn the_only_gap_stands_out_where_something_points_to_it() {
        let only = |confidence| where_to_start(1, Some(confidence), true);
        assert_eq!([only(Confidence::High), only(Confidence::Medium)], ["Start here."; 2]);
        assert!(only(Confidence::Low).starts_with("It is the only one found"));
        assert_eq!(where_to_start(2, Some(Confidence::Low), false), "None stands out.");
        assert_eq!(where_to_start(2, Some(Confidence::Medium), true), "Start here.");
    }

    #[test]
    fn what_reads_as_a_problem_tells_better_than_what_gives_more_to_work_with() {
        let report = |problem, specificity| Report {
            problem,
            ..crate::candidate::sample::report("m-1", "14:02", "pro", "It fails.", specificity)
        };
        assert_eq!(report(true, 0.1).tells_better(&report(false, 0.9)), Ordering::Greater);
        assert_eq!(report(true, 0.1).tells_better(&report(true, 0.9)), Ordering::Less);
    }
}
