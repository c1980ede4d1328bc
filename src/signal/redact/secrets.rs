//! E-mail addresses and token-like strings.

use super::{EMAIL, Hit, TOKEN};
use crate::signal::lexicon::Lexicon;

/// Fewest characters of a string that is secret by its looks alone.
const MIN_TOKEN: usize = 20;
/// Fewest characters of the random part in it.
const MIN_RANDOM: usize = 8;
/// Longest e-mail part looked at on either side of the `@`, in bytes (RFC 5321: 64 and 255).
const MAX_LOCAL: usize = 64;
const MAX_DOMAIN: usize = 255;
/// Words after which a value is secret.
static KEYWORDS: Lexicon = Lexicon::new(&[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "bearer",
    "apikey",
    "api_key",
    "api-key",
    "key",
    "authorization",
    "sessionid",
    "session_id",
    "session",
    "access_token",
    "refresh_token",
    "client_secret",
    "mot de passe",
    "passe",
    "code",
    "pin",
    "sig",
    "signature",
]);

/// Every `local@domain.tld`.
pub(super) fn emails(text: &str, hits: &mut Vec<Hit>) {
    for (at, _) in text.match_indices('@') {
        let local: usize = text[..at]
            .chars()
            .rev()
            .take(MAX_LOCAL)
            .take_while(|c| c.is_alphanumeric() || "._%+-'&=~".contains(*c))
            .map(char::len_utf8)
            .sum();
        let domain: usize = text[at + 1..]
            .chars()
            .take(MAX_DOMAIN)
            .take_while(|c| c.is_alphanumeric() || ".-".contains(*c))
            .map(char::len_utf8)
            .sum();
        let name = text[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
        if local > 0 && name.find('.').is_some_and(|dot| dot > 0) {
            hits.push((at - local..at + 1 + name.len(), EMAIL));
        }
    }
}

/// The bytes of a token, by value: every byte of every message is asked for.
const IN_TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0_u8;
    while b < 128 {
        table[b as usize] = b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'=' | b'~');
        b += 1;
    }
    table
};

const fn in_token(b: u8) -> bool {
    IN_TOKEN[b as usize]
}

/// Strings that look random, and values that a word before them calls secret.
pub(super) fn tokens(text: &str, hits: &mut Vec<Hit>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Where the last random string ended: what touches it by '.' or '/' is part of it.
    let mut joined = None;
    while at < bytes.len() {
        if !in_token(bytes[at]) {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().position(|b| !in_token(*b)).unwrap_or(bytes.len() - at);
        let run = &bytes[at..end];
        let adjoins = joined == Some(at.saturating_sub(1)) && matches!(bytes[at - 1], b'.' | b'/' | b':');
        if run.len() >= MIN_TOKEN && is_random(run) || adjoins && mixes(run) {
            hits.push((at..end, TOKEN));
            joined = Some(end);
        } else if let Some(value) = named_secret(text, at, end) {
            hits.push((value.clone(), TOKEN));
            at = value.end.max(end);
            joined = None;
            continue;
        }
        at = end;
    }
}

/// Letters and digits mixed, or capitals within: no word, no number.
fn mixes(run: &[u8]) -> bool {
    let letters = run.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = run.iter().filter(|b| b.is_ascii_digit()).count();
    run.len() >= MIN_RANDOM && letters > 0 && (digits > 0 || rises(run) >= 3)
}

/// How often a small letter is followed by a capital.
fn rises(run: &[u8]) -> usize {
    run.windows(2).filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()).count()
}

/// Whether one part between dashes is a long mixture of letters and digits with several changes
/// between the two: `error500`, `camelCaseName` and `order-not-placed` are not.
fn is_random(run: &[u8]) -> bool {
    run.split(|b| matches!(b, b'-' | b'_' | b'+' | b'=' | b'~')).any(|part| {
        let changes = part.windows(2).filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit()).count();
        let letters = part.iter().filter(|b| b.is_ascii_alphabetic()).count();
        let falls =
            rises(part) + part.windows(2).filter(|w| w[0].is_ascii_uppercase() && w[1].is_ascii_lowercase()).count();
        // Base64 without a digit: capitals in runs as well as alone, unlike the humps of an identifier.
        let pairs = part.windows(2).filter(|w| w[0].is_ascii_uppercase() && w[1].is_ascii_uppercase()).count();
        part.len() >= MIN_RANDOM && letters > 0 && (changes >= 2 || part.len() >= MIN_TOKEN && falls >= 6 && pairs >= 1)
    })
}

/// The value of `password: hunter2`, `token=abc`, `Bearer abc1`, where `at..end` is the keyword.
fn named_secret(text: &str, at: usize, end: usize) -> Option<std::ops::Range<usize>> {
    // In a query string keyword, '=' and value are one run.
    let run = &text[at..end];
    if let Some(mark) = run.bytes().position(|b| b == b'=') {
        let (word, value) = (&run[..mark], &run[mark + 1..]);
        return (is_keyword(word) && !value.is_empty()).then(|| end - value.len()..value_end(text, end));
    }
    if !is_keyword(run) {
        return None;
    }
    let rest = &text[end..];
    let bare = rest.trim_start_matches(' ');
    let (after, certain) = if let Some(b) = bare.strip_prefix(':').or_else(|| bare.strip_prefix('=')) {
        (b, true)
    } else if let Some(b) = bare.strip_prefix("is ").or_else(|| bare.strip_prefix("est ")) {
        (b, false)
    } else {
        (bare, false)
    };
    let value = after.trim_start_matches([' ', '"', '\'']);
    let start = text.len() - value.len();
    let stop = value_end(text, start);
    let value = &text[start..stop];
    let digit = value.bytes().any(|b| b.is_ascii_digit());
    let other = value.chars().any(|c| !c.is_ascii_digit());
    // "token expired" and "password: it fails" name no secret, "code 500" is an error's.
    let weak = matches!(run.to_ascii_lowercase().as_str(), "code" | "pin" | "key" | "sig" | "signature" | "session");
    let long = value.chars().count() >= if weak { 12 } else { 5 };
    let secret = digit && long && (other || certain && !weak);
    (secret && !value.starts_with('[')).then_some(start..stop)
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains_any_case(word)
}

/// Where a value that begins before or at `from` ends: at white space, a quote or a separator.
fn value_end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let end = from + rest.find(|c: char| c.is_whitespace() || "\"'<>&;,)".contains(c)).unwrap_or(rest.len());
    from + text[from..end].trim_end_matches(['.', '!', '?']).len()
}
