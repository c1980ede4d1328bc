//! Phrases that set reports without a feature apart from those with one, counted by customers.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::feature::stop_words;
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
/// Shortest word that stands alone or at an end, in characters.
const MIN_CHARS: usize = 3;
/// Most words of a message that are looked at.
const MAX_TOKENS: usize = 512;
/// Words that deny; they are no stop words, but no phrase ends with one.
const DENIALS: [&str; 12] =
    ["not", "no", "non", "cannot", "cant", "never", "nicht", "kein", "keine", "pas", "niet", "não"];

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
    /// The first report with it, by its place.
    example: usize,
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

/// The phrases of the reports without a feature, best first. `known` are phrases of the catalogue.
pub(super) fn suggest(reports: &[Report], known: &[String]) -> Vec<Suggestion> {
    let mut phrases = count(reports);
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
        .filter(|(_, p)| p.customers.len() >= MIN_CUSTOMERS)
        .filter(|(_, p)| p.customers.len() as f64 >= MIN_RATIO * (p.customers.len() as f64 - beyond(p)))
        .collect();
    // Best first; of equal ones the longer says more; then by their words.
    all.sort_by(|(a_key, a), (b_key, b)| {
        beyond(b).total_cmp(&beyond(a)).then(b_key.len().cmp(&a_key.len())).then_with(|| a_key.cmp(b_key))
    });
    merged(&all)
}

fn count(reports: &[Report]) -> BTreeMap<Vec<String>, Phrase> {
    let stop: BTreeSet<&str> = stop_words().chain(DENIALS).collect();
    let is_end = |w: &Word| {
        w.text.chars().count() >= MIN_CHARS
            && !stop.contains(w.text.as_str())
            && w.text.chars().all(char::is_alphabetic)
    };
    let mut phrases: BTreeMap<Vec<String>, Phrase> = BTreeMap::new();
    for (place, report) in reports.iter().enumerate() {
        for piece in pieces(&report.text) {
            let words = words(piece, &report.language, MAX_TOKENS);
            for (n, from) in (1..=MAX_WORDS).flat_map(|n| (0..words.len()).map(move |from| (n, from))) {
                let Some(phrase) = words.get(from..from + n) else { continue };
                if !phrase.first().is_some_and(is_end) || !phrase.last().is_some_and(is_end) {
                    continue;
                }
                let new = || Phrase { example: place, ..Phrase::default() };
                let entry = phrases.entry(stems(phrase)).or_insert_with(new);
                entry.take(report, place, phrase);
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
        if self.customers.is_empty() {
            self.example = place;
        }
        let form: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
        *self.forms.entry(form.join(" ")).or_insert(0) += 1;
        self.customers.insert(report.customer);
        if let Some(feature) = &report.nearest {
            self.nearest.entry(feature.clone()).or_default().insert(report.customer);
        }
    }

    /// As most write it; of equal ones the first by its letters.
    fn form(&self) -> String {
        let most = self.forms.values().max();
        self.forms.iter().find(|(_, n)| Some(*n) == most).map(|(form, _)| form.clone()).unwrap_or_default()
    }
}

/// Sentences and their parts; what redaction put into brackets is nobody's word.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let outside = text.split('[').enumerate().map(|(i, part)| match part.split_once(']') {
        Some((_, rest)) if i > 0 => rest,
        _ => part,
    });
    outside.flat_map(|part| part.split(['.', '!', '?', ',', ';', ':', '(', ')', '"', '\n']))
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
    let shared = a.customers.intersection(&b.customers).count() as f64;
    let smaller = a.customers.len().min(b.customers.len()) as f64;
    shared >= smaller * if akin(a_key, b_key) { SHARED } else { NEARLY_ALL }
}

fn akin(a: &[String], b: &[String]) -> bool {
    a.iter().any(|stem| b.contains(stem))
}

fn suggestion(group: &[(&Vec<String>, &Phrase)]) -> Option<Suggestion> {
    let first = group.first()?;
    let holds =
        |long: &Vec<String>, short: &Vec<String>| long.windows(short.len()).any(|part| part == short.as_slice());
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
        phrase: best.1.form(),
        also: kept.iter().skip(1).map(|(_, p)| p.form()).collect(),
        customers: customers.len(),
        near: near.map(|(feature, _)| feature.clone()),
        example: best.1.example,
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

    #[test]
    fn phrases_are_counted_by_customers_and_not_by_messages() {
        let mut reports: Vec<Report> = (0..50).map(|_| open("loud", "The wishlist is broken")).collect();
        assert!(suggest(&reports, &[]).is_empty(), "one customer is one");
        reports.extend([
            open("a", "My gift cards vanished"),
            open("b", "gift card refused"),
            open("c", "the gift card?"),
        ]);
        reports.push(report("d", "The checkout is broken", None, true));
        let found = suggest(&reports, &[]);
        assert_eq!((found[0].phrase.as_str(), found[0].customers), ("gift card", 3));
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn words_of_every_report_are_no_phrase_of_the_catalogue() {
        let mut reports = vec![open("a", "wishlist error"), open("b", "an error with the wishlist")];
        assert!(suggest(&reports, &[]).iter().any(|s| s.phrase == "wishlist error" || s.phrase == "error"));
        reports.extend((0..4).map(|i| report(&format!("x{i}"), "error in the checkout", None, true)));
        let found = suggest(&reports, &[]);
        assert_eq!(found.iter().map(|s| s.phrase.as_str()).collect::<Vec<_>>(), ["wishlist"]);
    }

    #[test]
    fn what_the_catalogue_has_is_not_suggested_again() {
        let reports = [
            open("a", "wishlists"),
            open("b", "wishlist"),
            open("c", "the loyalty points"),
            open("d", "loyalty points"),
        ];
        let found = suggest(&reports, &["Wishlist".to_owned()]);
        assert_eq!(found.iter().map(|s| s.phrase.as_str()).collect::<Vec<_>>(), ["loyalty points"]);
    }

    #[test]
    fn no_stop_word_or_denial_stands_at_an_end_and_no_phrase_crosses_a_sentence() {
        let text = ["The export of reports is not. Tables [name]", "the export of reports was not. Tables"];
        let reports = [open("a", text[0]), open("b", text[1]), open("c", "tables"), open("d", "tables")];
        let found: Vec<String> =
            suggest(&reports, &[]).into_iter().flat_map(|s| [vec![s.phrase], s.also].concat()).collect();
        assert_eq!(found, ["tables"], "who says export says tables");
        let found = suggest(&reports[..2], &["tables".to_owned()]);
        assert_eq!(found.iter().map(|s| s.phrase.as_str()).collect::<Vec<_>>(), ["export of reports"]);
    }

    #[test]
    fn one_trouble_in_other_words_is_one_suggestion() {
        let reports = |apart: usize| -> Vec<Report> {
            let both = (0..4).map(|i| open(&format!("c{i}"), if i < apart { "passcode" } else { "passcode, locked" }));
            both.chain((0..apart).map(|i| open(&format!("o{i}"), "locked"))).collect()
        };
        let found = |apart: usize| suggest(&reports(apart), &[]).len();
        assert_eq!((found(0), found(1), found(2)), (1, 1, 2), "three of four are nearly all");
    }

    #[test]
    fn a_feature_is_near_where_more_than_half_come_near_it() {
        let near = |n: usize| {
            let reports: Vec<Report> = (0..4)
                .map(|i| report(&format!("c{i}"), "promo code refused", (i < n).then_some("checkout"), false))
                .collect();
            suggest(&reports, &[])[0].near.as_ref().map(ToString::to_string)
        };
        assert_eq!((near(2), near(3)), (None, Some("checkout".to_owned())));
    }
}
