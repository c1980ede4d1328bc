//! Numbers, days and lines of text as a person reads them.

use crate::monitor::ProbeState;
use crate::time::Timestamp;

/// Days of a month, and months of a year, for "once in".
const MONTH_D: f64 = 30.44;
const YEAR_MONTHS: f64 = 12.0;

/// `1 customer`, `2 customers`.
pub(in crate::cli) fn many(n: u32, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// How many customers only passed a text around: `12 customers sent the same text and count as one`.
pub(in crate::cli) fn copies(copies: u32, texts: u32) -> String {
    match texts {
        0 | 1 => format!("{} customers sent the same text and count as one", copies.saturating_add(1)),
        texts => format!("{} customers sent {texts} texts and count as {texts}", copies.saturating_add(texts)),
    }
}

/// Two significant digits below 10, whole numbers above.
pub(in crate::cli) fn number(n: f64) -> String {
    let text = match n {
        n if n >= 9.5 || n == 0.0 => return format!("{n:.0}"),
        n if n >= 0.95 => format!("{n:.1}"),
        n if n >= 0.095 => format!("{n:.2}"),
        n if n >= 0.0005 => format!("{n:.3}"),
        _ => return "fewer than 0.001".to_owned(),
    };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How often something comes that comes `per_month` times a month.
pub(in crate::cli) fn once_per(per_month: f64) -> String {
    let months = 1.0 / per_month;
    let unit = |n: f64, unit: &str| {
        let n = number(n);
        if n == "1" { format!("a {unit}") } else { format!("{n} {unit}s") }
    };
    match months {
        m if m.is_nan() => "no known time".to_owned(),
        m if m > 1_000.0 * YEAR_MONTHS => "more than 1000 years".to_owned(),
        m if m >= 2.0 * YEAR_MONTHS => unit(m / YEAR_MONTHS, "year"),
        m if m >= 1.0 => unit(m, "month"),
        m => unit(m * MONTH_D, "day"),
    }
}

/// `Tuesday`.
pub(in crate::cli) fn weekday(t: Timestamp) -> &'static str {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    DAYS.get(t.hour_of_week() / 24).copied().unwrap_or("day")
}

/// `2026-03-09`.
pub(in crate::cli) fn date(t: Timestamp) -> String {
    t.to_string().chars().take(10).collect()
}

/// What a probe said, within a sentence.
pub(in crate::cli) const fn probe_said(state: ProbeState) -> &'static str {
    match state {
        ProbeState::Ok => "ok",
        ProbeState::Degraded => "degraded",
        ProbeState::Failing => "failing",
        ProbeState::NoData => "without data",
    }
}

/// Text that only shows itself: line breaks become spaces; control characters, and those that turn the
/// direction of writing or hide, become a mark.
pub(in crate::cli) fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// Lines of at most `width` characters; words stay whole where they fit.
pub(in crate::cli) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    // Two spaces between columns are meant: words are told apart by each single space.
    for word in text.split(' ') {
        let mut letters: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + letters.len() > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        while letters.len() > width {
            lines.push(letters.drain(..width).collect());
        }
        used += letters.len();
        line.extend(letters);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_the_width_and_lose_nothing() {
        let text = "one two three fourteenletters aaaaaaaaaaaaaaaaaaaaaaaaa é";
        let lines = wrap(text, 10);
        assert!(lines.iter().all(|l| l.chars().count() <= 10), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn those_who_pass_a_text_around_count_as_one() {
        assert_eq!(copies(11, 1), "12 customers sent the same text and count as one");
        assert_eq!(copies(11, 2), "13 customers sent 2 texts and count as 2");
    }

    #[test]
    fn no_control_character_is_left() {
        assert_eq!(plain("a\u{1b}[31mb\r\nc\u{202e}d\u{0}"), "a\u{fffd}[31mb  c\u{fffd}d\u{fffd}");
    }

    #[test]
    fn rare_things_are_said_in_the_unit_that_fits() {
        let cases = [
            (0.009, "9.3 years"),
            (1.0, "a month"),
            (0.5, "2 months"),
            (30.44, "a day"),
            (1e-9, "more than 1000 years"),
            (0.0, "more than 1000 years"),
        ];
        for (per_month, text) in cases {
            assert_eq!(once_per(per_month), text);
        }
    }

    #[test]
    fn numbers_keep_what_matters_of_them() {
        for (n, text) in [
            (12.4, "12"),
            (9.96, "10"),
            (1.0, "1"),
            (3.16, "3.2"),
            (0.25, "0.25"),
            (0.03, "0.03"),
            (0.0001, "fewer than 0.001"),
            (0.0, "0"),
        ] {
            assert_eq!(number(n), text);
        }
    }
}
