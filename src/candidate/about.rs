//! What a candidate is about: the area as customers call it (R30), and what kind of feature that is.

use serde::{Deserialize, Serialize};

use super::Report;
use crate::config::Feature;

/// Longest name of an area, in characters: it has to fit into a sentence.
const MAX_AREA_CHARS: usize = 60;
/// Most areas that are named where everything fails at once.
const MAX_AREAS: usize = 3;
/// A name and another word for it are one where they differ by no more characters at the end ("Invoices",
/// "invoice").
const SAME_BUT_ENDING: usize = 2;
/// One report's word is not what reporters call it.
const MIN_REPORTS: usize = 2;
/// The language of the drafts: words of another one do not stand in them.
const DRAFTED_IN: &str = "en";
/// Aliases that say what is wrong name no area.
const TROUBLE: [&str; 46] = [
    "cannot",
    "can't",
    "cant",
    "not",
    "no",
    "never",
    "won't",
    "doesn't",
    "broken",
    "error",
    "errors",
    "fail",
    "fails",
    "failed",
    "failing",
    "crash",
    "crashes",
    "down",
    "slow",
    "wrong",
    "missing",
    "blank",
    "stuck",
    "ne",
    "pas",
    "plus",
    "plante",
    "bug",
    "erreur",
    "bloqu\u{e9}",
    "nicht",
    "kein",
    "keine",
    "fehler",
    "kaputt",
    "niet",
    "geen",
    "fout",
    "kapot",
    "non",
    "errore",
    "falla",
    "n\u{e3}o",
    "erro",
    "falha",
    "nunca",
];
/// What is said where nothing is known of the area.
const NOT_KNOWN: &str = "part of our service";

/// Where the words for an area come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaSource {
    /// The catalogue says how the status page calls it.
    StatusPage,
    /// The feature's name, which the reporters use, or use no other word for.
    Name,
    /// The alias that most of the reports shown use.
    Alias,
    /// The customers' own words for what no catalogue names.
    Topic,
    /// Nothing is known.
    #[default]
    Unknown,
}

impl AreaSource {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::StatusPage => "status_page",
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Topic => "topic",
            Self::Unknown => "unknown",
        }
    }
}

/// The area of a candidate in the customers' words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// The words: one line, at most 60 characters, no quotation marks.
    pub words: String,
    /// Where they come from.
    pub source: AreaSource,
}

impl Area {
    /// The area of a feature: what the catalogue sets for the status page; else its name, or the alias that most of
    /// the reports in the drafts' own language hold.
    #[must_use]
    pub fn of_feature<'a>(feature: &Feature, reports: impl Iterator<Item = &'a Report>) -> Self {
        if let Some(words) = feature.status_page_area.as_deref().map(clean).filter(|words| !words.is_empty()) {
            return Self { words, source: AreaSource::StatusPage };
        }
        let texts: Vec<String> =
            reports.filter(|r| is_drafted_in(&r.language)).map(|r| r.text.to_lowercase()).collect();
        let used = |words: &str| texts.iter().filter(|text| holds(text, &words.to_lowercase())).count();
        let (same, other): (Vec<&String>, Vec<&String>) =
            feature.aliases.iter().partition(|alias| is_same(alias, &feature.name));
        let by_name = same.into_iter().chain([&feature.name]).map(|words| used(words)).max().unwrap_or_default();
        let alias = other
            .into_iter()
            .filter(|alias| !alias.to_lowercase().split_whitespace().any(|word| TROUBLE.contains(&word)))
            .map(|alias| (used(alias), alias))
            .filter(|(n, _)| *n > by_name && *n >= MIN_REPORTS && n * 2 > texts.len())
            // Of equal ones the longer says more; the first in the catalogue where nothing else tells.
            .min_by_key(|(n, alias)| std::cmp::Reverse((*n, alias.chars().count())));
        match alias {
            Some((_, alias)) => Self::named(alias, AreaSource::Alias),
            None => Self::named(&feature.name, AreaSource::Name),
        }
    }

    /// The area of what no catalogue names.
    #[must_use]
    pub fn of_topic(words: &str) -> Self {
        Self::named(words, AreaSource::Topic)
    }

    /// The area of many features that fail together, of the first ones: `Ordering, Accounts and Browsing`.
    #[must_use]
    pub fn of_several(areas: Vec<Self>) -> Self {
        let mut words: Vec<String> = Vec::new();
        let source = areas.first().map_or(AreaSource::Unknown, |area| area.source);
        for area in areas.into_iter().filter(|area| area.source != AreaSource::Unknown) {
            if words.len() < MAX_AREAS && !words.contains(&area.words) {
                words.push(area.words);
            }
        }
        let Some(last) = words.pop() else { return Self::unknown() };
        let all = if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) };
        Self { words: all, source }
    }

    /// What is said where nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self { words: NOT_KNOWN.to_owned(), source: AreaSource::Unknown }
    }

    fn named(words: &str, source: AreaSource) -> Self {
        let words = clean(words);
        if words.is_empty() { Self::unknown() } else { Self { words, source } }
    }

    /// As it stands in a sentence: in quotation marks where they are words of customers, who wrote no names.
    #[must_use]
    pub fn in_sentence(&self) -> String {
        match self.source {
            AreaSource::Alias | AreaSource::Topic => format!("\"{}\"", self.words),
            AreaSource::StatusPage | AreaSource::Name => self.words.clone(),
            AreaSource::Unknown => NOT_KNOWN.to_owned(),
        }
    }
}

/// Of a text whose language is not known nobody can tell that it is another.
fn is_drafted_in(language: &str) -> bool {
    language.is_empty() || language == DRAFTED_IN
}

/// Whether most of these reports are in the language of the drafts.
#[must_use]
pub fn speak_as_drafts<'a>(reports: impl Iterator<Item = &'a Report>) -> bool {
    let (mut alike, mut all) = (0, 0);
    for report in reports {
        all += 1;
        alike += usize::from(is_drafted_in(&report.language));
    }
    alike * 2 >= all
}

/// One line without quotation marks and without characters that hide.
fn clean(words: &str) -> String {
    let shows = |c: char| match c {
        '"' | '\u{201c}' | '\u{201d}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => ' ',
        '\u{2060}'..='\u{206f}' | '\u{feff}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    let shown: String = words.chars().map(shows).collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(MAX_AREA_CHARS).collect();
    cut.trim().to_owned()
}

/// Whether a text holds these words as words; both in lower case.
fn holds(text: &str, words: &str) -> bool {
    let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !words.is_empty()
        && text.match_indices(words).any(|(at, found)| {
            is_edge(text[..at].chars().next_back()) && is_edge(text[at + found.len()..].chars().next())
        })
}

fn is_same(alias: &str, name: &str) -> bool {
    // "Beneficiaries", "beneficiary".
    let fold = |words: &str| {
        let words = words.to_lowercase().replace('-', " ");
        words.strip_suffix("ies").map_or(words.clone(), |stem| format!("{stem}y"))
    };
    let (alias, name) = (fold(alias), fold(name));
    let (short, long) = if alias.len() <= name.len() { (&alias, &name) } else { (&name, &alias) };
    long.strip_prefix(short.as_str()).is_some_and(|rest| rest.chars().count() <= SAME_BUT_ENDING)
}

/// What kind of feature a candidate is about, as the catalogue says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traits {
    /// Batch or scheduled work does it.
    pub asynchronous: bool,
    /// A third party does it.
    pub external: bool,
    /// It happens on the phone.
    pub mobile: bool,
    /// It differs by place.
    pub regional: bool,
    /// Sign-up, confirmation, reset, magic link or single sign-on.
    pub authentication: bool,
}

impl Traits {
    /// Those of a feature.
    #[must_use]
    pub const fn of(feature: &Feature) -> Self {
        Self {
            asynchronous: feature.asynchronous,
            external: feature.external,
            mobile: feature.mobile,
            regional: feature.regional,
            authentication: feature.authentication,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FeatureId;

    fn feature(name: &str, aliases: &[&str]) -> Feature {
        let aliases = aliases.iter().map(|a| (*a).to_owned()).collect();
        Feature::plain(FeatureId::new("f").unwrap(), name, aliases)
    }

    fn area_in(feature: &Feature, texts: &[(&str, &str)]) -> (String, AreaSource) {
        let written = |(language, text): &(&str, &str)| {
            let language = (*language).to_owned();
            Report { language, ..crate::candidate::sample::report("m-1", "14:02", "pro", text, 0.1) }
        };
        let reports: Vec<Report> = texts.iter().map(written).collect();
        let area = Area::of_feature(feature, reports.iter());
        (area.in_sentence(), area.source)
    }

    fn area(feature: &Feature, texts: &[&str]) -> (String, AreaSource) {
        area_in(feature, &texts.iter().map(|text| ("en", *text)).collect::<Vec<_>>())
    }

    #[test]
    fn the_status_page_has_the_first_word() {
        let mut checkout = feature("Checkout", &["pay now"]);
        checkout.status_page_area = Some(" Ordering\n".to_owned());
        assert_eq!(area(&checkout, &["pay now hangs"]), ("Ordering".to_owned(), AreaSource::StatusPage));
        checkout.status_page_area = Some("  ".to_owned());
        assert_eq!(area(&checkout, &[]), ("Checkout".to_owned(), AreaSource::Name));
    }

    #[test]
    fn then_the_word_that_most_reporters_use() {
        let checkout = feature("Checkout", &["pay now", "pay", "cannot pay"]);
        let by_alias = ("\"pay now\"".to_owned(), AreaSource::Alias);
        assert_eq!(area(&checkout, &["PAY NOW hangs", "Pay now is dead", "checkout broken"]), by_alias);
        let by_name = ("Checkout".to_owned(), AreaSource::Name);
        assert_eq!(area(&checkout, &["pay now hangs", "my checkout is broken"]), by_name, "the name, where equal");
        assert_eq!(area(&checkout, &["all is broken"]), by_name);
        assert_eq!(area(&checkout, &["pay now is dead", "all is broken"]), by_name, "one report is not many");
        assert_eq!(area(&checkout, &["repay nowhere", "prepaynow"]), by_name, "parts of words are no words");
        let trouble = feature("Checkout", &["cannot pay"]);
        assert_eq!(area(&trouble, &["I cannot pay", "cannot pay"]), by_name, "what is wrong is no area");
        let half = ["pay now hangs", "Pay now is dead", "nothing works", "all is broken"];
        assert_eq!(area(&checkout, &half), by_name, "half of them is not most");
        let beneficiaries = feature("Beneficiaries", &["beneficiary", "payee"]);
        assert_eq!(area(&beneficiaries, &["my beneficiary", "a beneficiary fails"]).0, "Beneficiaries", "one word");
        let invoices = feature("Invoices", &["invoice", "bill"]);
        assert_eq!(area(&invoices, &["the invoice page", "my bill", "no invoice"]).0, "Invoices", "the same word");
        let sign_up = feature("Sign-up", &["sign up", "account"]);
        assert_eq!(area(&sign_up, &["cannot sign up, no account"]).0, "Sign-up", "the same word");
    }

    #[test]
    fn words_of_another_language_do_not_stand_in_a_draft() {
        let sleep = feature("Sleep tracking", &["sommeil", "night score"]);
        let french = [("fr", "mon sommeil est faux"), ("fr", "le sommeil ne marche plus")];
        let by_name = ("Sleep tracking".to_owned(), AreaSource::Name);
        assert_eq!(area_in(&sleep, &french), by_name);
        let both = [french[0], french[1], ("en", "the night score is empty"), ("", "night score: nothing")];
        assert_eq!(
            area_in(&sleep, &both),
            ("\"night score\"".to_owned(), AreaSource::Alias),
            "of those who write as it"
        );
        assert_eq!(area_in(&sleep, &[french[0], ("en", "sommeil is wrong")]), by_name, "one report is not many");
    }

    #[test]
    fn a_topic_is_called_by_the_customers_words_and_holds_no_mark_of_its_own() {
        let topic = Area::of_topic("gift \"card\"\u{202e}\n");
        assert_eq!((topic.in_sentence().as_str(), topic.source), ("\"gift card\"", AreaSource::Topic));
        assert_eq!(Area::of_topic(" \u{7} "), Area::unknown());
        assert_eq!(Area::of_topic(&"x".repeat(500)).words.len(), MAX_AREA_CHARS);
    }

    #[test]
    fn of_several_the_first_ones_are_named_once_each() {
        let named = |words: &str| Area { words: words.to_owned(), source: AreaSource::StatusPage };
        let all = ["Ordering", "Ordering", "Accounts", "Browsing", "Billing"].map(named).to_vec();
        assert_eq!(Area::of_several(all).words, "Ordering, Accounts and Browsing");
        assert_eq!(Area::of_several(vec![named("Ordering")]).words, "Ordering");
        assert_eq!(Area::of_several(vec![Area::unknown()]), Area::unknown());
    }
}
