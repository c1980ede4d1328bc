//! Phrases that set reports without a feature apart from those with one, counted by customers: names of
//! things, of two words or more, or of one that is used as a noun is.

use std::collections::{BTreeMap, BTreeSet};

use super::vocabulary::{Vocabulary, is_joint, leads_a_name};
use crate::cluster::emergent::{as_most_write, pieces};
use crate::ids::{CustomerKey, FeatureId};
use crate::signal::{Word, words};

/// Longest phrase, in words.
const MAX_WORDS: usize = 3;
/// Customers whose words make a phrase: one alone is a way of speaking.
const MIN_CUSTOMERS: usize = 2;
/// A phrase belongs to what no feature covers where it is there this many times as frequent as among
/// messages with a feature; words such as "error" are as frequent in both.
const MIN_RATIO: f64 = 3.0;
/// A longer phrase stands for a shorter one in it where it has this share of its customers.
const MOST: f64 = 0.5;
/// Two phrases that share a stem and this part of the smaller one's customers are one suggestion.
const SHARED: f64 = 0.5;
/// So are two without a common stem that share this part: one trouble told in other words.
const NEARLY_ALL: f64 = 0.75;
/// Most further phrases of a suggestion, and the least part of the first one's customers that each needs.
const MAX_ALSO: usize = 3;
const ALSO: f64 = 0.25;
/// One in so many uses within a sentence has an article, a possessive or a preposition before it: then it is
/// the name of a thing, unlike "make sure" or "again".
const NAMED_IN: u32 = 4;
/// Most words of a message that are looked at.
const MAX_TOKENS: usize = 512;
/// One message of a customer.
pub(super) struct Report {
    /// Who wrote.
    pub(super) customer: CustomerKey,
    /// Its language.
    pub(super) language: String,
    /// The text as understood: redacted.
    pub(super) text: String,
    /// The feature that comes nearest, below the cut.
    pub(super) nearest: Option<FeatureId>,
    /// It was taken to mean a feature.
    pub(super) covered: bool,
}

/// Phrases of the same stems.
#[derive(Default)]
struct Phrase {
    /// As written, by how many reports.
    forms: BTreeMap<String, u32>,
    customers: BTreeSet<CustomerKey>,
    covered: BTreeSet<CustomerKey>,
    /// The feature nearest to each customer's report.
    nearest: BTreeMap<FeatureId, BTreeSet<CustomerKey>>,
    /// Uses that do not begin a part of a sentence, and those of them that are led as a name is.
    within: u32,
    named: u32,
    /// The shortest report with it, by its length and place.
    example: Option<(usize, usize)>,
}

/// What a catalogue could learn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suggestion {
    /// The phrase, as most customers write it.
    pub(super) phrase: String,
    /// Other phrases of the same customers, best first.
    pub(super) also: Vec<String>,
    /// Distinct customers who use any of them without being understood.
    pub(super) customers: usize,
    /// The feature that more than half of them come near to.
    pub(super) near: Option<FeatureId>,
    /// Place of a report with the phrase.
    pub(super) example: usize,
}

/// The phrases of the reports without a feature, best first. `known` are phrases of the catalogue; `is_cue`
/// says whether a word by itself is a cue of problems, questions, wishes or praise in a language.
pub(super) fn suggest(reports: &[Report], known: &[String], is_cue: &dyn Fn(&str, &str) -> bool) -> Vec<Suggestion> {
    let mut phrases = count(reports, &mut Vocabulary::new(is_cue));
    for phrase in known {
        for language in reports.iter().map(|r| r.language.as_str()).collect::<BTreeSet<_>>() {
            phrases.remove(&stems(&words(phrase, language, MAX_TOKENS)));
        }
    }
    let customers = |covered: bool| -> BTreeSet<CustomerKey> {
        reports.iter().filter(|r| r.covered == covered).map(|r| r.customer).collect()
    };
    let (open, covered) = (customers(false).len() as f64, customers(true).len().max(1) as f64);
    // Customers beyond those who would use the phrase anyway.
    let beyond = |p: &Phrase| p.customers.len() as f64 - p.covered.len() as f64 / covered * open;
    let mut all: Vec<(&Vec<String>, &Phrase)> = phrases
        .iter()
        .filter(|(key, p)| p.customers.len() >= MIN_CUSTOMERS && p.is_name(key.len()))
        .filter(|(_, p)| p.customers.len() as f64 >= MIN_RATIO * (p.customers.len() as f64 - beyond(p)))
        .collect();
    // Best first; of equal ones the longer says more; then by their words.
    all.sort_by(|(a_key, a), (b_key, b)| {
        beyond(b).total_cmp(&beyond(a)).then(b_key.len().cmp(&a_key.len())).then_with(|| a_key.cmp(b_key))
    });
    merged(&all)
}

fn count(reports: &[Report], vocabulary: &mut Vocabulary<'_>) -> BTreeMap<Vec<String>, Phrase> {
    let mut phrases: BTreeMap<Vec<String>, Phrase> = BTreeMap::new();
    for (place, report) in reports.iter().enumerate() {
        for piece in pieces(&report.text) {
            let words = words(piece, &report.language, MAX_TOKENS);
            let tells: Vec<bool> = words.iter().map(|w| vocabulary.tells(&w.text, &report.language)).collect();
            let ends = |from: usize, to: usize| tells[from] && tells[to - 1];
            let whole = |from: usize, to: usize| (from..to).all(|i| tells[i] || is_joint(&words[i].text));
            for (n, from) in (1..=MAX_WORDS).flat_map(|n| (0..words.len()).map(move |from| (n, from))) {
                let to = from + n;
                if to > words.len() || !ends(from, to) || !whole(from, to) {
                    continue;
                }
                let entry = phrases.entry(stems(&words[from..to])).or_default();
                entry.take(report, place, &words[from..to]);
                let before = from.checked_sub(1).map(|i| words[i].text.as_str());
                // "the wrong one": what goes on names something else.
                let goes_on = n == 1 && tells.get(to).is_some_and(|t| *t);
                entry.within += u32::from(before.is_some());
                entry.named += u32::from(!goes_on && before.is_some_and(|w| leads_a_name(w, &report.language)));
            }
        }
    }
    phrases
}

impl Phrase {
    fn take(&mut self, report: &Report, place: usize, words: &[Word]) {
        if report.covered {
            self.covered.insert(report.customer);
            return;
        }
        let example = (report.text.len(), place);
        self.example = Some(self.example.map_or(example, |best| best.min(example)));
        let form: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
        *self.forms.entry(form.join(" ")).or_insert(0) += 1;
        self.customers.insert(report.customer);
        if let Some(feature) = &report.nearest {
            self.nearest.entry(feature.clone()).or_default().insert(report.customer);
        }
    }

    /// Whether it is used as the name of a thing. One word has to be so at least once; several may stand at the
    /// head of each sentence.
    fn is_name(&self, words: usize) -> bool {
        self.named * NAMED_IN >= self.within && (words > 1 || self.named > 0)
    }
}

fn stems(words: &[Word]) -> Vec<String> {
    words.iter().map(|w| w.stem.to_string()).collect()
}

/// Takes the best, and with it every phrase of the same customers.
fn merged(all: &[(&Vec<String>, &Phrase)]) -> Vec<Suggestion> {
    let mut groups: Vec<Vec<(&Vec<String>, &Phrase)>> = Vec::new();
    for one in all {
        let is_same = |group: &&mut Vec<(&Vec<String>, &Phrase)>| group.first().is_some_and(|best| same(best, one));
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(*one),
            None => groups.push(vec![*one]),
        }
    }
    let mut suggestions: Vec<Suggestion> = groups.iter().filter_map(|group| suggestion(group)).collect();
    // Stable: of equal ones the better stays first.
    suggestions.sort_by_key(|s| std::cmp::Reverse(s.customers));
    suggestions
}

fn same((a_key, a): &(&Vec<String>, &Phrase), (b_key, b): &(&Vec<String>, &Phrase)) -> bool {
    if holds(a_key, b_key) || holds(b_key, a_key) {
        return true;
    }
    let shared = a.customers.intersection(&b.customers).count() as f64;
    let smaller = a.customers.len().min(b.customers.len()) as f64;
    shared >= smaller * if akin(a_key, b_key) { SHARED } else { NEARLY_ALL }
}

fn akin(a: &[String], b: &[String]) -> bool {
    a.iter().any(|stem| b.contains(stem))
}

/// Whether the longer phrase has the shorter one in it.
fn holds(long: &[String], short: &[String]) -> bool {
    long.windows(short.len()).any(|part| part == short)
}

fn suggestion(group: &[(&Vec<String>, &Phrase)]) -> Option<Suggestion> {
    let first = group.first()?;
    // "gift card" where nearly all who say "card" say that.
    let is_fuller = |(key, p): &&(&Vec<String>, &Phrase)| {
        holds(key, first.0) && p.customers.len() as f64 >= MOST * first.1.customers.len() as f64
    };
    let best = group.iter().filter(is_fuller).max_by(|a, b| a.0.len().cmp(&b.0.len()).then_with(|| b.0.cmp(a.0)))?;
    let mut kept = vec![best];
    let enough = |p: &Phrase| p.customers.len() as f64 >= ALSO * best.1.customers.len() as f64;
    for one in group.iter().filter(|(key, p)| akin(key, best.0) && enough(p)) {
        if kept.len() <= MAX_ALSO && kept.iter().all(|k| !holds(one.0, k.0) && !holds(k.0, one.0)) {
            kept.push(one);
        }
    }
    let customers: BTreeSet<CustomerKey> = kept.iter().flat_map(|(_, p)| p.customers.iter().copied()).collect();
    let near = best.1.nearest.iter().find(|(_, of)| of.len() * 2 > best.1.customers.len());
    Some(Suggestion {
        phrase: as_most_write(&best.1.forms),
        also: kept.iter().skip(1).map(|(_, p)| as_most_write(&p.forms)).collect(),
        customers: customers.len(),
        near: near.map(|(feature, _)| feature.clone()),
        example: best.1.example.map_or(0, |(_, place)| place),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::IdentityKey;
    use crate::ids::{MessageId, TenantId};
    use crate::signal::{Author, identity::customer_key};

    fn report(customer: &str, text: &str, nearest: Option<&str>, covered: bool) -> Report {
        let author = Author { id: Some(customer.to_owned()), ..Author::default() };
        let key = IdentityKey::new(b"0123456789abcdef").unwrap();
        let customer = customer_key(&key, &TenantId::new("t").unwrap(), &author, &MessageId::new("m").unwrap());
        let nearest = nearest.map(|f| FeatureId::new(f).unwrap());
        Report { customer, language: "en".to_owned(), text: text.to_owned(), nearest, covered }
    }

    fn open(customer: &str, text: &str) -> Report {
        report(customer, text, None, false)
    }

    fn suggested(reports: &[Report], known: &[String]) -> Vec<Suggestion> {
        let cues = ["broken", "error", "refused", "vanished", "locked"];
        suggest(reports, known, &|word, _| cues.contains(&word))
    }

    fn phrases(found: &[Suggestion]) -> Vec<&str> {
        found.iter().map(|s| s.phrase.as_str()).collect()
    }

    #[test]
    fn phrases_are_counted_by_customers_and_not_by_messages() {
        let mut reports: Vec<Report> = (0..50).map(|_| open("loud", "The wishlist is broken")).collect();
        assert!(suggested(&reports, &[]).is_empty(), "one customer is one");
        reports.extend([
            open("a", "My gift cards vanished"),
            open("b", "gift card refused"),
            open("c", "the gift card?"),
        ]);
        reports.push(report("d", "The checkout is broken", None, true));
        let found = suggested(&reports, &[]);
        assert_eq!((found[0].phrase.as_str(), found[0].customers), ("gift card", 3));
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn what_every_report_says_is_no_phrase_of_the_catalogue() {
        let reports = [
            open("a", "the wishlist error is back since yesterday, a problem every day"),
            open("b", "an error with the wishlist since yesterday, a problem every day"),
            open("c", "I had to make sure again because it was not there, make sure of it"),
            open("d", "please make sure again, because everything is gone, the help is bad"),
            open("e", "the help of the app"),
        ];
        assert_eq!(phrases(&suggested(&reports, &[])), ["wishlist"]);
    }

    #[test]
    fn one_word_is_a_phrase_where_it_is_used_as_a_noun() {
        let found = |texts: [&str; 3]| {
            let reports: Vec<Report> = texts.iter().enumerate().map(|(i, t)| open(&format!("c{i}"), t)).collect();
            phrases(&suggested(&reports, &[])).first().map(|p| (*p).to_owned())
        };
        assert_eq!(found(["my parcel", "where is the parcel", "parcel?"]).as_deref(), Some("parcel"));
        assert_eq!(found(["I forgot it", "they forgot me", "we forgot"]), None);
        assert_eq!(found(["the blue one", "a blue screen", "my blue screen"]).as_deref(), Some("blue screen"));
    }

    #[test]
    fn what_stands_beside_features_as_often_is_none() {
        let mut reports = vec![open("a", "the voucher"), open("b", "a voucher")];
        assert_eq!(phrases(&suggested(&reports, &[])), ["voucher"]);
        reports.extend((0..4).map(|i| report(&format!("x{i}"), "the voucher in the checkout", None, true)));
        assert!(suggested(&reports, &[]).is_empty());
    }

    #[test]
    fn what_the_catalogue_has_is_not_suggested_again() {
        let reports = [
            open("a", "the wishlists"),
            open("b", "my wishlist"),
            open("c", "the loyalty points"),
            open("d", "loyalty points"),
        ];
        assert_eq!(phrases(&suggested(&reports, &["Wishlist".to_owned()])), ["loyalty points"]);
    }

    #[test]
    fn a_phrase_may_be_joined_by_of_and_does_not_cross_a_sentence() {
        let text = ["The export of reports is not. Tables [name]", "the export of reports was not. Tables"];
        let reports = [open("a", text[0]), open("b", text[1])];
        let found = suggested(&reports, &[]);
        let all: Vec<&str> = found
            .iter()
            .flat_map(|s| [s.phrase.as_str()].into_iter().chain(s.also.iter().map(String::as_str)))
            .collect();
        assert_eq!(all, ["export of reports"]);
    }

    #[test]
    fn one_trouble_in_other_words_is_one_suggestion() {
        let reports = |apart: usize| -> Vec<Report> {
            let both = (0..4)
                .map(|i| open(&format!("c{i}"), if i < apart { "the passcode" } else { "the passcode, my keypad" }));
            both.chain((0..apart).map(|i| open(&format!("o{i}"), "my keypad"))).collect()
        };
        let found = |apart: usize| suggested(&reports(apart), &[]).len();
        assert_eq!((found(0), found(1), found(2)), (1, 1, 2), "three of four are nearly all");
    }

    #[test]
    fn a_phrase_within_another_is_no_suggestion_of_its_own() {
        let mut reports: Vec<Report> = (0..6).map(|i| open(&format!("c{i}"), "the badge printer")).collect();
        reports.extend((0..2).map(|i| open(&format!("d{i}"), "a badge")));
        assert_eq!(phrases(&suggested(&reports, &[])), ["badge printer"]);
    }

    #[test]
    fn the_shortest_report_is_the_example() {
        let reports = [open("a", "my gift card, and much more of no use here"), open("b", "my gift card")];
        assert_eq!(suggested(&reports, &[])[0].example, 1);
    }

    #[test]
    fn a_feature_is_near_where_more_than_half_come_near_it() {
        let near = |n: usize| {
            let reports: Vec<Report> = (0..4)
                .map(|i| report(&format!("c{i}"), "promo code refused", (i < n).then_some("checkout"), false))
                .collect();
            suggested(&reports, &[])[0].near.as_ref().map(ToString::to_string)
        };
        assert_eq!((near(2), near(3)), (None, Some("checkout".to_owned())));
    }
}
