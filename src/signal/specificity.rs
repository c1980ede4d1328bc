//! How much a report gives to work with (R17).
//!
//! The sum of what it names, each counted once, at most 1:
//!
//! | what | weight |
//! |---|---|
//! | an error code or its exact text (`500`, `ERR_...`, `E1234`, quoted words) | .2 |
//! | an endpoint or address (`/api/orders`, `https://...`, `POST`) | .2 |
//! | steps ("when I click", "after", "then", "tried") | .15 |
//! | a platform (any of browser, os, platform, device, version) | .15 |
//! | a time or a day | .1 |
//! | a number otherwise | .05 |
//! | length, up to 60 words in equal steps | .15 |

use std::collections::BTreeMap;

use memchr::{memchr, memchr2_iter};

use super::Word;
use super::lexicon::Lexicon;
use super::text::head;

/// Words beyond this add nothing: a long story is not more specific.
const FULL_WORDS: f64 = 60.0;
/// Words of steps in order, English and French.
static STEPS: Lexicon = Lexicon::new(&[
    "when", "after", "then", "click", "clicked", "clicking", "press", "pressed", "tap", "tapped", "tried", "trying",
    "steps", "select", "selected", "enter", "entered", "open", "opened", "quand", "lorsque", "apres", "après", "puis",
    "clique", "cliquer", "essaye", "essayé", "appuie",
]);
/// Words of a time or a day.
static TIMES: Lexicon = Lexicon::new(&[
    "am",
    "pm",
    "today",
    "yesterday",
    "morning",
    "afternoon",
    "evening",
    "tonight",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "minutes",
    "hours",
    "utc",
    "hier",
    "matin",
    "soir",
    "heures",
    "aujourd",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
]);
/// From here on a report names at least two of the things that weigh most.
const MUCH: f64 = 0.4;
/// From here on it names one of them, or steps.
const SOME: f64 = 0.15;
/// Dimensions that name a platform.
const PLATFORM: &[&str] = &["browser", "os", "platform", "device", "app_version"];
/// Bytes of text looked at for codes and addresses.
const MAX_BYTES: usize = 4_096;

/// How much a report gives to work with, for a person: `much`, `some` or `little`.
#[must_use]
pub fn in_words(specificity: f64) -> &'static str {
    match specificity {
        s if s >= MUCH => "much",
        s if s >= SOME => "some",
        _ => "little",
    }
}

/// 0 (says nothing to go by) to 1.
pub(super) fn of(text: &str, words: &[Word], dimensions: &BTreeMap<String, String>) -> f64 {
    let text = head(text, MAX_BYTES);
    let names = |list: &Lexicon| words.iter().any(|w| list.contains(&w.text));
    let number = words.iter().any(|w| w.text.bytes().all(|b| b.is_ascii_digit()));
    let mut sum = 0.0;
    for (holds, weight) in [
        (has_code(text), 0.2),
        (has_endpoint(text), 0.2),
        (names(&STEPS), 0.15),
        (PLATFORM.iter().any(|p| dimensions.contains_key(*p)), 0.15),
        (names(&TIMES) || has_clock(text), 0.1),
        (number, 0.05),
    ] {
        if holds {
            sum += weight;
        }
    }
    sum += 0.15 * (words.len() as f64 / FULL_WORDS).min(1.0);
    sum.clamp(0.0, 1.0)
}

/// `500`, `404`, `E1234`, `ERR_TIMED_OUT`, `0x8007`, "quoted words of an error".
pub(super) fn has_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let in_run = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    // Every code has a digit or a '_' in it: only what stands around one is looked at.
    let mut at = 0;
    while let Some(mark) = bytes[at..].iter().position(|b| b.is_ascii_digit() || *b == b'_').map(|p| at + p) {
        let start = bytes[..mark].iter().rposition(|b| !in_run(b)).map_or(0, |p| p + 1);
        let end = bytes[mark..].iter().position(|b| !in_run(b)).map_or(bytes.len(), |p| mark + p);
        if is_code(&bytes[start..end]) {
            return true;
        }
        at = end;
    }
    if text.is_ascii() && memchr(b'"', bytes).is_none() {
        return false;
    }
    let mut quotes = text.split(['"', '\u{201c}', '\u{201d}', '\u{ab}', '\u{bb}']).skip(1).step_by(2);
    quotes.any(|q| q.split_whitespace().count() >= 2)
}

fn is_code(run: &[u8]) -> bool {
    let count = |is: fn(&u8) -> bool| run.iter().filter(|b| is(b)).count();
    let status = run.len() == 3 && matches!(run[0], b'4' | b'5') && run.iter().all(u8::is_ascii_digit);
    let letters = count(u8::is_ascii_uppercase);
    let lower = count(u8::is_ascii_lowercase) > 0;
    let shouted = letters >= 4 && !lower && run.contains(&b'_');
    let mixed = letters >= 1 && count(u8::is_ascii_digit) >= 2 && !lower && run.len() >= 4;
    status || shouted || mixed || (run.len() > 4 && run.starts_with(b"0x"))
}

/// A path, an address, or a method in capitals before one.
fn has_endpoint(text: &str) -> bool {
    if memchr(b'/', text.as_bytes()).is_none() {
        return false;
    }
    let path = |w: &str| w.starts_with('/') && w.len() > 2 && w[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    text.contains("://") || text.split_whitespace().any(|w| path(w.trim_matches(['(', ')', '"', '\'', ','])))
}

/// `14:02`, `9h30`.
fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr2_iter(b':', b'h', bytes).any(|mark| {
        let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        digit(mark.checked_sub(1)) && digit(Some(mark + 1)) && digit(Some(mark + 2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::words;

    fn score(text: &str) -> f64 {
        let platform =
            if text.contains("Chrome") { vec![("browser".to_owned(), "chrome".to_owned())] } else { Vec::new() };
        of(text, &words(text, "en", 512), &platform.into_iter().collect())
    }

    #[test]
    fn the_more_it_names_the_higher() {
        let rising = [
            "",
            "broken",
            "the pay button is broken",
            "the pay button is broken since 14:02",
            "the pay button is broken since 14:02 when I click it",
            "the pay button is broken since 14:02 when I click it: 500 on /api/orders",
            "the pay button is broken since 14:02 when I click it: 500 on /api/orders in Chrome",
        ];
        let scores: Vec<f64> = rising.iter().map(|t| score(t)).collect();
        assert!(scores.windows(2).all(|w| w[0] < w[1]), "{scores:?}");
        assert_eq!(scores[0], 0.0);
    }

    #[test]
    fn everything_named_is_one_at_most() {
        let all = format!(
            "POST /api/x gives \"no such order\" ERR_A_1 at 9:30 when I click in Chrome 12 {}",
            "word ".repeat(80)
        );
        assert!((score(&all) - 1.0).abs() < 1e-9, "{}", score(&all));
    }

    #[test]
    fn each_kind_is_seen() {
        assert!(
            has_code("got a 503")
                && has_code("E1234")
                && has_code("0x80070005")
                && has_code("says \"not allowed here\"")
        );
        assert!(!has_code("in 300 days ABC \"word\""));
        assert!(
            has_endpoint("on /api/orders") && has_endpoint("see https://a.example") && !has_endpoint("and/or / 1/2")
        );
        assert!(has_clock("at 9:30") && has_clock("9h30") && !has_clock("ratio 3:1"));
    }
}
