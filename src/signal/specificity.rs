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

use super::Word;
use super::text::head;

/// Words beyond this add nothing: a long story is not more specific.
const FULL_WORDS: f64 = 60.0;
/// Words of steps in order, English and French.
const STEPS: &[&str] = &[
    "when", "after", "then", "click", "clicked", "clicking", "press", "pressed", "tap", "tapped", "tried", "trying",
    "steps", "select", "selected", "enter", "entered", "open", "opened", "quand", "lorsque", "apres", "après", "puis",
    "clique", "cliquer", "essaye", "essayé", "appuie",
];
/// Words of a time or a day.
const TIMES: &[&str] = &[
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
];
/// Dimensions that name a platform.
const PLATFORM: &[&str] = &["browser", "os", "platform", "device", "app_version"];
/// Bytes of text looked at for codes and addresses.
const MAX_BYTES: usize = 4_096;

/// 0 (says nothing to go by) to 1.
pub(super) fn of(text: &str, words: &[Word], dimensions: &BTreeMap<String, String>) -> f64 {
    let text = head(text, MAX_BYTES);
    let names = |list: &[&str]| words.iter().any(|w| list.contains(&&*w.text));
    let number = words.iter().any(|w| w.text.bytes().all(|b| b.is_ascii_digit()));
    let mut sum = 0.0;
    for (holds, weight) in [
        (has_code(text), 0.2),
        (has_endpoint(text), 0.2),
        (names(STEPS), 0.15),
        (PLATFORM.iter().any(|p| dimensions.contains_key(*p)), 0.15),
        (names(TIMES) || has_clock(text), 0.1),
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
fn has_code(text: &str) -> bool {
    let runs = || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').filter(|r| !r.is_empty());
    let code = runs().any(|r| {
        let status = r.len() == 3 && matches!(r.as_bytes()[0], b'4' | b'5') && r.bytes().all(|b| b.is_ascii_digit());
        let letters = r.bytes().filter(u8::is_ascii_uppercase).count();
        let digits = r.bytes().filter(u8::is_ascii_digit).count();
        let lower = r.bytes().any(|b| b.is_ascii_lowercase());
        let shouted = letters >= 4 && !lower && r.contains('_');
        let mixed = letters >= 1 && digits >= 2 && !lower && r.len() >= 4;
        status || shouted || mixed || (r.len() > 4 && r.starts_with("0x"))
    });
    let mut quotes = text.split(['"', '\u{201c}', '\u{201d}', '\u{ab}', '\u{bb}']).skip(1).step_by(2);
    code || quotes.any(|q| q.split_whitespace().count() >= 2)
}

/// A path, an address, or a method in capitals before one.
fn has_endpoint(text: &str) -> bool {
    let path = |w: &str| w.starts_with('/') && w.len() > 2 && w[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    text.contains("://") || text.split_whitespace().any(|w| path(w.trim_matches(['(', ')', '"', '\'', ','])))
}

/// `14:02`, `9h30`.
fn has_clock(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'h') && w[2].is_ascii_digit() && w[3].is_ascii_digit())
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
