//! Words, numbers and lengths of time, as customers write them.

use std::borrow::Cow;

use crate::signal::normal::fold;

/// Words of a text looked at.
const MAX_WORDS: usize = 512;
/// Words such as "about" between "since" and the time itself.
const MAX_FILLERS: usize = 5;
const MINUTE_MS: i64 = 60_000;

/// A word and where it stands in the text.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Folded, without the marks around it.
    pub(super) word: Cow<'a, str>,
    /// A mark of punctuation follows it.
    pub(super) stops: bool,
}

pub(super) fn tokenize(text: &str) -> Vec<Token<'_>> {
    let edge = |c: char| !c.is_alphanumeric();
    let mut out: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    for raw in text.split_whitespace().take(MAX_WORDS) {
        let from = text.len() - text[at..].trim_start().len();
        at = from + raw.len();
        let bare = raw.trim_matches(edge);
        if bare.is_empty() {
            if let Some(last) = out.last_mut() {
                last.stops = true;
            }
            continue;
        }
        let start = from + raw.len() - raw.trim_start_matches(edge).len();
        let end = start + bare.len();
        let folded = bare.bytes().all(|b| matches!(b, b'!'..=b'~') && b != b'`' && !b.is_ascii_uppercase());
        let word = if folded { Cow::Borrowed(bare) } else { Cow::Owned(fold(bare)) };
        out.push(Token { start, end, word, stops: end < at });
    }
    out
}

pub(super) fn word<'a>(tokens: &'a [Token<'_>], i: usize) -> &'a str {
    tokens.get(i).map_or("", |t| &t.word)
}

/// The token after these words, where they stand at `i`.
pub(super) fn glue(tokens: &[Token<'_>], i: usize, words: &[&str]) -> Option<usize> {
    words.iter().enumerate().all(|(n, w)| word(tokens, i + n) == *w).then_some(i + words.len())
}

pub(super) fn skip(tokens: &[Token<'_>], mut i: usize, fillers: &[&str]) -> usize {
    let last = i + MAX_FILLERS;
    while i < last && fillers.contains(&word(tokens, i)) {
        i += 1;
    }
    i
}

pub(super) const NUMBERS: [(&str, i64); 44] = [
    ("a", 1),
    ("an", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("few", 3),
    ("couple", 2),
    ("several", 3),
    ("half", 0),
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("quinze", 15),
    ("vingt", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("quelques", 3),
    ("sixty", 60),
    ("soixante", 60),
    ("ninety", 90),
];

pub(super) fn number(text: &str) -> Option<i64> {
    if text.len() <= 4 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    NUMBERS.iter().find(|(w, n)| *w == text && *n > 0).map(|(_, n)| *n)
}

pub(super) fn unit_ms(text: &str) -> Option<i64> {
    Some(match text {
        "m" | "min" | "mins" | "mn" | "minute" | "minutes" => MINUTE_MS,
        "h" | "hr" | "hrs" | "hour" | "hours" | "heure" | "heures" => 60 * MINUTE_MS,
        "d" | "day" | "days" | "jour" | "jours" => 1_440 * MINUTE_MS,
        "week" | "weeks" | "semaine" | "semaines" => 7 * 1_440 * MINUTE_MS,
        _ => return None,
    })
}

/// `20min` in its two parts.
fn glued(text: &str) -> Option<(i64, &str)> {
    let digits = text.bytes().position(|b| !b.is_ascii_digit())?;
    let (count, unit) = text.split_at(digits);
    Some((number(count)?, unit))
}

/// A length of time in milliseconds and the token after it: "about two hours", "half an hour",
/// "the last 20 minutes", "une demi-heure".
pub(super) fn duration(tokens: &[Token<'_>], from: usize) -> Option<(i64, usize)> {
    const FILLERS: &[&str] = &[
        "the",
        "last",
        "past",
        "about",
        "around",
        "over",
        "more",
        "than",
        "almost",
        "nearly",
        "roughly",
        "approximately",
        "at",
        "least",
        "like",
        "some",
        "good",
        "environ",
        "plus",
        "de",
        "presque",
        "pres",
        "bientot",
        "maintenant",
        "les",
        "dernieres",
        "derniers",
        "well",
    ];
    let first = skip(tokens, from, FILLERS);
    for half in [
        &["half", "an", "hour"][..],
        &["half", "hour"],
        &["a", "half", "hour"],
        &["une", "demi", "heure"],
        &["une", "demi-heure"],
    ] {
        if let Some(next) = glue(tokens, first, half) {
            return Some((30 * MINUTE_MS, next));
        }
    }
    if let Some((count, unit)) = glued(word(tokens, first)) {
        return unit_ms(unit).map(|ms| (count * ms, first + 1));
    }
    // "the last hour"
    if first > from && matches!(word(tokens, first), "hour" | "minute") {
        return unit_ms(word(tokens, first)).map(|ms| (ms, first + 1));
    }
    let mut count = number(word(tokens, first))?;
    let mut next = first + 1;
    if count == 1 && matches!(word(tokens, next), "few" | "couple" | "good") {
        count = number(word(tokens, next)).unwrap_or(1);
        next += 1;
    }
    next = skip(tokens, next, &["of", "bonne", "bonnes", "full", "whole"]);
    let ms = unit_ms(word(tokens, next))?;
    next += 1;
    for more in [&["and", "a", "half"][..], &["et", "demie"]] {
        if let Some(after) = glue(tokens, next, more) {
            return Some((count * ms + ms / 2, after));
        }
    }
    Some((count * ms, next))
}
