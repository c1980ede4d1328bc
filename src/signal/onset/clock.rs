//! Times of day and days, as customers write them.

use super::parse::{NUMBERS, Token, glue, number, skip, unit_ms, word};

/// A time of day in minutes; not exact where it may be either half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) minutes: i64,
    pub(super) exact: bool,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
}

impl Part {
    /// The hour it stands for.
    pub(super) const fn starts_hour(self) -> i64 {
        match self {
            Self::Morning => 6,
            Self::Afternoon => 12,
            Self::Evening => 18,
            Self::Night => 20,
        }
    }
}

/// A day before the writing: so many days back, or the latest weekday (0 is Monday).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Back(i64, Option<Part>),
    Week(i64, Option<Part>),
}

/// `9`, `9:30`, `9.30`, `9h30`, `9am`, `9:30pm`, `14h`: minutes of the day, whether it is exact, and
/// whether it stands for a time of day by its form alone.
fn written_clock(text: &str) -> Option<(i64, bool, bool)> {
    let (text, half) = match text.strip_suffix("am").or_else(|| text.strip_suffix("a.m")) {
        Some(t) => (t, Some(0)),
        None => match text.strip_suffix("pm").or_else(|| text.strip_suffix("p.m")) {
            Some(t) => (t, Some(720)),
            None => (text, None),
        },
    };
    let mark = text.find([':', 'h', '.']);
    let (hour, minute) = mark.map_or((text, ""), |m| (&text[..m], &text[m + 1..]));
    let good = |t: &str| (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    if !good(hour) || !(minute.is_empty() || minute.len() == 2 && good(minute)) {
        return None;
    }
    let (h, m): (i64, i64) = (hour.parse().ok()?, if minute.is_empty() { 0 } else { minute.parse().ok()? });
    if h > 24 || m > 59 || half.is_some() && !(1..=12).contains(&h) {
        return None;
    }
    let minutes = half.map_or(h % 24 * 60 + m, |half| h % 12 * 60 + half + m);
    let exact = half.is_some() || h == 0 || h > 12 || (hour.len() == 2 && hour.starts_with('0')) || text.contains('h');
    Some((minutes, exact, half.is_some() || !minute.is_empty() || mark.is_some()))
}

/// A time of day and the token after it. After a day a bare number needs nothing more to be one.
pub(super) fn clock(tokens: &[Token<'_>], from: usize, french: bool, after_day: bool) -> Option<(Clock, usize)> {
    const FILLERS: &[&str] = &[
        "about",
        "around",
        "roughly",
        "approximately",
        "at",
        "like",
        "exactly",
        "circa",
        "vers",
        "environ",
        "a",
        "les",
    ];
    let i = skip(tokens, from, FILLERS);
    let exactly = |hour: i64| Some((Clock { minutes: hour * 60, exact: true }, i + 1));
    match word(tokens, i) {
        "noon" | "midday" | "midi" => return exactly(12),
        "midnight" | "minuit" => return exactly(0),
        _ => {}
    }
    if let Some(found) = spoken_clock(tokens, i) {
        return Some(found);
    }
    let text = word(tokens, i);
    let spoken = NUMBERS
        .iter()
        .find(|(w, n)| *w == text && (1..=12).contains(n) && !matches!(*w, "a" | "an" | "few" | "couple" | "un"));
    let (minutes, exact, sure) = written_clock(text).or_else(|| spoken.map(|(_, n)| (n * 60, false, false)))?;
    let next = i + 1;
    if let Some(after) = french_hours(tokens, i, minutes, french) {
        return after;
    }
    if let Some(after) = half_of_day(tokens, next) {
        let (add, n) = after;
        return Some((Clock { minutes: minutes % 720 + add, exact: true }, n));
    }
    if word(tokens, next).starts_with("o'clock") || word(tokens, next) == "oclock" {
        return Some((Clock { minutes, exact }, next + 1));
    }
    if unit_ms(word(tokens, next)).is_some() {
        return None;
    }
    let ends = tokens.get(i).is_some_and(|t| t.stops) || next >= tokens.len() || day(tokens, next).is_some();
    let goes_on = matches!(
        word(tokens, next),
        "and"
            | "but"
            | "when"
            | "i"
            | "we"
            | "it"
            | "my"
            | "our"
            | "utc"
            | "gmt"
            | "cet"
            | "cest"
            | "edt"
            | "pst"
            | "pdt"
            | "now"
            | "et"
            | "je"
            | "mais"
    );
    (sure || after_day || ends || goes_on).then_some((Clock { minutes, exact }, next))
}

/// French: `9 heures` is a length unless it says otherwise, `2h` too; `9h` and `9h30` are not.
fn french_hours(tokens: &[Token<'_>], i: usize, minutes: i64, french: bool) -> Option<Option<(Clock, usize)>> {
    let (text, next) = (word(tokens, i), word(tokens, i + 1));
    let of_day = |n: usize| {
        let said = day(tokens, n).is_some()
            || glue(tokens, n, &["du", "matin"]).is_some()
            || glue(tokens, n, &["du", "soir"]).is_some();
        said.then_some((Clock { minutes, exact: true }, n))
    };
    if matches!(next, "heure" | "heures") {
        return Some(of_day(i + 2));
    }
    if text.ends_with('h') && (minutes < 7 * 60 || !french) {
        return Some(of_day(i + 1));
    }
    None
}

/// "ten to two", "half past three", "quarter past nine".
fn spoken_clock(tokens: &[Token<'_>], from: usize) -> Option<(Clock, usize)> {
    let i = skip(tokens, from, &["a"]);
    let count = match word(tokens, i) {
        "half" => 30,
        "quarter" => 15,
        other => number(other).filter(|n| (1..60).contains(n))?,
    };
    let i = skip(tokens, i + 1, &["minutes", "mins"]);
    let sign = match word(tokens, i) {
        "past" | "after" => 1,
        "to" | "before" => -1,
        _ => return None,
    };
    let hour = number(word(tokens, i + 1)).filter(|h| (1..=12).contains(h))?;
    let minutes = (hour * 60 + sign * count).rem_euclid(720);
    Some(half_of_day(tokens, i + 2).map_or((Clock { minutes, exact: false }, i + 2), |(add, n)| {
        (Clock { minutes: minutes + add, exact: true }, n)
    }))
}

/// "am", "p.m.", "in the afternoon", "du matin": minutes to add to the first half of the day.
fn half_of_day(tokens: &[Token<'_>], i: usize) -> Option<(i64, usize)> {
    match word(tokens, i) {
        "am" | "a.m" => return Some((0, i + 1)),
        "pm" | "p.m" => return Some((720, i + 1)),
        _ => {}
    }
    for (words, add) in [
        (&["in", "the", "morning"][..], 0),
        (&["in", "the", "afternoon"], 720),
        (&["in", "the", "evening"], 720),
        (&["du", "matin"], 0),
        (&["du", "soir"], 720),
        (&["de", "l'apres-midi"], 720),
    ] {
        if let Some(next) = glue(tokens, i, words) {
            return Some((add, next));
        }
    }
    None
}

fn part(text: &str) -> Option<Part> {
    Some(match text {
        "morning" | "matin" => Part::Morning,
        "afternoon" | "apres-midi" => Part::Afternoon,
        "evening" | "soir" => Part::Evening,
        "night" | "nuit" => Part::Night,
        _ => return None,
    })
}

/// A day, with the part of it where one is named.
pub(super) fn day(tokens: &[Token<'_>], from: usize) -> Option<(Day, usize)> {
    const WEEK: [[&str; 2]; 7] = [
        ["monday", "lundi"],
        ["tuesday", "mardi"],
        ["wednesday", "mercredi"],
        ["thursday", "jeudi"],
        ["friday", "vendredi"],
        ["saturday", "samedi"],
        ["sunday", "dimanche"],
    ];
    let i = skip(tokens, from, &["early", "late", "on", "about", "around", "at", "the", "le"]);
    let (first, second) = (word(tokens, i), word(tokens, i + 1));
    let with_part = |make: fn(i64, Option<Part>) -> Day, n: i64, next: usize| {
        let named = part(word(tokens, next));
        Some((make(n, named), next + usize::from(named.is_some())))
    };
    match (first, second) {
        ("yesterday" | "hier", _) => return with_part(Day::Back, 1, i + 1),
        ("today" | "aujourd'hui", _) => return Some((Day::Back(0, None), i + 1)),
        ("tonight", _) => return Some((Day::Back(0, Some(Part::Evening)), i + 1)),
        ("last" | "cette", "night" | "nuit") => return Some((Day::Back(1, Some(Part::Night)), i + 2)),
        ("last", "week") | ("semaine", "derniere") => return Some((Day::Back(7, None), i + 2)),
        ("la", "semaine") if word(tokens, i + 2) == "derniere" => return Some((Day::Back(7, None), i + 3)),
        ("this" | "ce" | "cet" | "cette", p) => return part(p).map(|p| (Day::Back(0, Some(p)), i + 2)),
        _ => {}
    }
    let at = if first == "last" { i + 1 } else { i };
    let weekday = WEEK.iter().position(|names| names.contains(&word(tokens, at)))?;
    with_part(Day::Week, weekday as i64, at + 1)
}
