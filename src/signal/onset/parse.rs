//! Numbers, lengths of time, times of day and days, as customers write them.

use crate::signal::normal::fold;

/// Words of a text looked at.
const MAX_WORDS: usize = 512;
/// Words such as "about" between "since" and the time itself.
const MAX_FILLERS: usize = 5;
const MINUTE_MS: i64 = 60_000;

/// A word and where it stands in the text.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Folded, without the marks around it.
    pub(super) word: String,
    /// A mark of punctuation follows it.
    stops: bool,
}

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

pub(super) fn tokenize(text: &str) -> Vec<Token> {
    let edge = |c: char| !c.is_alphanumeric();
    let mut out = Vec::new();
    let mut at = 0;
    for raw in text.split_whitespace().take(MAX_WORDS) {
        let from = at + text[at..].find(raw).unwrap_or(0);
        at = from + raw.len();
        let bare = raw.trim_matches(edge);
        if bare.is_empty() {
            if let Some(last) = out.last_mut() {
                let last: &mut Token = last;
                last.stops = true;
            }
            continue;
        }
        let start = from + raw.find(bare).unwrap_or(0);
        let end = start + bare.len();
        out.push(Token { start, end, word: fold(bare), stops: end < at });
    }
    out
}

fn word(tokens: &[Token], i: usize) -> &str {
    tokens.get(i).map_or("", |t| t.word.as_str())
}

/// The token after these words, where they stand at `i`.
pub(super) fn glue(tokens: &[Token], i: usize, words: &[&str]) -> Option<usize> {
    words.iter().enumerate().all(|(n, w)| word(tokens, i + n) == *w).then_some(i + words.len())
}

fn skip(tokens: &[Token], mut i: usize, fillers: &[&str]) -> usize {
    let last = i + MAX_FILLERS;
    while i < last && fillers.contains(&word(tokens, i)) {
        i += 1;
    }
    i
}

const NUMBERS: [(&str, i64); 44] = [
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

fn number(text: &str) -> Option<i64> {
    if text.len() <= 4 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    NUMBERS.iter().find(|(w, n)| *w == text && *n > 0).map(|(_, n)| *n)
}

fn unit_ms(text: &str) -> Option<i64> {
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
pub(super) fn duration(tokens: &[Token], from: usize) -> Option<(i64, usize)> {
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
pub(super) fn clock(tokens: &[Token], from: usize, french: bool, after_day: bool) -> Option<(Clock, usize)> {
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
        "and" | "but" | "when" | "i" | "we" | "it" | "my" | "our" | "utc" | "gmt" | "now" | "et" | "je" | "mais"
    );
    (sure || after_day || ends || goes_on).then_some((Clock { minutes, exact }, next))
}

/// French: `9 heures` is a length unless it says otherwise, `2h` too; `9h` and `9h30` are not.
fn french_hours(tokens: &[Token], i: usize, minutes: i64, french: bool) -> Option<Option<(Clock, usize)>> {
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
fn spoken_clock(tokens: &[Token], from: usize) -> Option<(Clock, usize)> {
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
fn half_of_day(tokens: &[Token], i: usize) -> Option<(i64, usize)> {
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
pub(super) fn day(tokens: &[Token], from: usize) -> Option<(Day, usize)> {
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
