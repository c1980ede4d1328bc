//! Small things every line is made of: times, lengths of time, quoted texts, lists.

use groundswell::time::{Span, Timestamp};

/// Cuts a comment (`#` outside quotes) and the white space around.
pub(crate) fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => return line[..at].trim(),
            _ => {}
        }
    }
    line.trim()
}

/// Splits at a separator outside quotes.
pub(crate) fn split(line: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in line.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if c == separator && !quoted {
            parts.push(line[from..at].trim());
            from = at + c.len_utf8();
        }
    }
    parts.push(line[from..].trim());
    parts
}

/// The texts between quotes, in order, and what is left of the line without them.
pub(crate) fn quoted(line: &str) -> Result<(Vec<String>, String), String> {
    let pieces: Vec<&str> = line.split('"').collect();
    if pieces.len().is_multiple_of(2) {
        return Err("a quote that does not end".into());
    }
    let texts = pieces.iter().skip(1).step_by(2).map(|s| (*s).to_owned()).collect();
    let rest: Vec<&str> = pieces.iter().step_by(2).map(|s| s.trim()).collect();
    Ok((texts, rest.join(" ").trim().to_owned()))
}

/// `14:02` or `14:02:30` as the time since midnight.
pub(crate) fn clock(word: &str) -> Option<Span> {
    let parts: Vec<&str> = word.split(':').collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|p| p.len() != 2) {
        return None;
    }
    let number = |n: usize| parts.get(n).map_or(Some(0), |p| p.parse::<i64>().ok());
    let (h, m, s) = (number(0)?, number(1)?, number(2)?);
    (h < 24 && m < 60 && s < 60).then(|| Span::from_secs(h * 3_600 + m * 60 + s))
}

/// `20m`, `90s`, `2h`, `1h30m`, `3 weeks`, `10 days`.
pub(crate) fn length(text: &str) -> Result<Span, String> {
    let wrong = || format!("{text:?} is no length of time (20m, 90s, 1h30m, 3 weeks)");
    let (mut total, mut digits) = (0i64, String::new());
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest = compact.as_str();
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            digits.push(c);
            rest = &rest[1..];
            continue;
        }
        let n: i64 = digits.parse().map_err(|_| wrong())?;
        digits.clear();
        let units = [("weeks", 604_800), ("week", 604_800), ("days", 86_400), ("day", 86_400), ("h", 3_600), ("m", 60)];
        let (word, seconds) =
            units.into_iter().chain([("s", 1)]).find(|(w, _)| rest.starts_with(w)).ok_or_else(wrong)?;
        rest = &rest[word.len()..];
        total += n * seconds;
    }
    if digits.is_empty() && !compact.is_empty() { Ok(Span::from_secs(total)) } else { Err(wrong()) }
}

/// The other way round: `20m`, `1h30m`, `90s` as `1m30s`.
pub(crate) fn compact(span: Span) -> String {
    let s = span.as_millis() / 1_000;
    let parts = [(s / 3_600, "h"), (s / 60 % 60, "m"), (s % 60, "s")];
    let text: String = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if text.is_empty() { "0s".into() } else { text }
}

/// `14:02`, or `14:02:30` where it is no whole minute.
pub(crate) fn clock_text(at: Timestamp) -> String {
    let second = at.as_millis().rem_euclid(60_000) / 1_000;
    if second == 0 { at.clock_text() } else { format!("{}:{second:02}", at.clock_text()) }
}

#[test]
fn words_are_read() {
    assert_eq!(without_comment("14:02 says \"a # b\"  # c"), "14:02 says \"a # b\"");
    assert_eq!(split("a \"b, c\", d", ','), ["a \"b, c\"", "d"]);
    assert_eq!(clock("14:02:30"), Some(Span::from_secs(50_550)));
    assert!(clock("24:00").is_none() && clock("9:00").is_none() && clock("checkout").is_none());
    for (text, seconds) in [("20m", 1_200), ("1h30m", 5_400), ("3 weeks", 1_814_400), ("90s", 90)] {
        assert_eq!(length(text).unwrap(), Span::from_secs(seconds));
    }
    assert!(length("20").is_err() && length("soon").is_err() && length("").is_err());
    assert_eq!(compact(Span::from_secs(5_430)), "1h30m30s");
}
