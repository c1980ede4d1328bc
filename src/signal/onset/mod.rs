//! When it began, as the customer says, in English and French.
//!
//! Times of day and days are read in the customer's time zone ([`super::zone`]) unless the words name one
//! themselves ("13:52 UTC"); which it was is said with the onset. A stretch of a day stands for its
//! beginning (this morning 06:00, this afternoon 12:00, this evening 18:00, last night 20:00,
//! yesterday and today 00:00), the earliest moment the words allow.
//!
//! It must never read a clock: what was stated counts from when the customer wrote.

mod clock;
mod parse;

use clock::{Clock, Day, Part, clock, day};
use parse::{Token, duration, glue, tokenize};

use super::lexicon::Lexicon;
use super::text::head;
use super::zone::{Zone, ZoneSource};
use super::{ReadIn, StatedOnset, Word};
use crate::time::{Span, Timestamp};

/// An onset further back than this is no incident's: "a customer for two years".
pub const MAX_ONSET_DAYS: i64 = 7;
/// Longest phrase kept, in bytes.
const MAX_PHRASE_BYTES: usize = 96;
/// "ago" speaks of the fault only if one of [`BEGINNINGS`] stands at most this many words before.
const NEAR_WORDS: usize = 6;
const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// Verbs of a beginning.
static BEGINNINGS: Lexicon = Lexicon::new(&[
    "started",
    "starting",
    "starts",
    "start",
    "began",
    "begun",
    "broke",
    "broken",
    "stopped",
    "happening",
    "happened",
    "down",
    "crashed",
    "failed",
    "failing",
    "died",
    "noticed",
    "commence",
    "debute",
    "plante",
    "arrete",
    "coupe",
    "tombe",
    "panne",
]);
/// After these "for two hours" says how long something works or lasts, not since when it fails.
const NOT_BEFORE_FOR: &[&str] = &[
    "work",
    "works",
    "worked",
    "runs",
    "ran",
    "valid",
    "book",
    "booked",
    "reserve",
    "reserved",
    "stay",
    "rent",
    "rented",
    "pay",
    "paid",
    "subscription",
    "ask",
    "asked",
    "charged",
    "billed",
    "free",
    "it",
    "them",
];

/// Words without which no phrase below begins.
static TRIGGERS: Lexicon =
    Lexicon::new(&["since", "depuis", "started", "starting", "began", "begun", "commencé", "commence"]);
/// Words without which no length of time ends.
static UNITS: Lexicon = Lexicon::new(&[
    "min", "mins", "mn", "minute", "minutes", "hr", "hrs", "hour", "hours", "heure", "heures", "day", "days", "jour",
    "jours", "week", "weeks", "semaine", "semaines",
]);

/// Whether a closer look is worth its cost: most messages state no onset.
fn may_state(words: &[Word]) -> bool {
    words.iter().any(|w| {
        let glued =
            || w.text.starts_with(|c: char| c.is_ascii_digit()) && w.text.ends_with(|c: char| c.is_ascii_alphabetic());
        TRIGGERS.contains(&w.text) || UNITS.contains(&w.text) || glued()
    })
}

/// When a text was written, and what tells in which zone its customer reads a clock: asked only where a
/// time of day or a day is stated.
pub(super) type Written<'a> = (Timestamp, &'a dyn Fn() -> Zone);

/// An onset, the zone it was read in (none of a length of time), whether a time of day was named, and the token
/// after it.
type Stated = (Timestamp, Option<ReadIn>, bool, usize);

/// The first plausible onset a text with these words states, relative to when it was written.
pub(super) fn find(text: &str, words: &[Word], written: Written<'_>) -> Option<StatedOnset> {
    if !may_state(words) {
        return None;
    }
    let tokens = tokenize(text);
    let ago = tokens.iter().any(|t| t.word == "ago");
    (0..tokens.len()).find_map(|i| {
        let (at, read_in, exact, next) = stated(&tokens, i, written, ago)?;
        let plausible = at <= written.0 && written.0 - at <= Span::from_days(MAX_ONSET_DAYS);
        let phrase = text.get(tokens[i].start..tokens[next - 1].end)?;
        plausible.then(|| StatedOnset { at, words: head(phrase, MAX_PHRASE_BYTES).to_owned(), read_in, rough: !exact })
    })
}

/// The onset that the phrase beginning at token `i` states, and the token after it. `may_end` says
/// whether "ago" stands anywhere: without it no length of time by itself states one.
fn stated(tokens: &[Token<'_>], i: usize, written: Written<'_>, may_end: bool) -> Option<Stated> {
    let word = &*tokens[i].word;
    let ago =
        |found: Option<(i64, usize)>| found.map(|(ms, next)| (written.0 - Span::from_millis(ms), None, true, next));
    match word {
        "since" | "depuis" => {
            let french = word == "depuis";
            let at = moment(tokens, i + 1, written, french);
            let lasting = ago(duration(tokens, i + 1));
            // "depuis 9h" is a time of day, "depuis 2 heures" a length.
            at.or(lasting)
        }
        "for" | "last" | "past" | "pendant" => {
            let before = i.checked_sub(1).map_or("", |b| &*tokens[b].word);
            let bare = word == "for" && !matches!(tokens.get(i + 1).map(|t| &*t.word), Some("the" | "last" | "past"));
            if bare && NOT_BEFORE_FOR.contains(&before) {
                return None;
            }
            ago(duration(tokens, if word == "for" || word == "pendant" { i + 1 } else { i }))
        }
        "started" | "began" | "begun" | "starting" | "commence" => moment(tokens, i + 1, written, word == "commence"),
        "il" => {
            glue(tokens, i, &["il", "y", "a"])?;
            near_beginning(tokens, i).then(|| ago(duration(tokens, i + 3)))?
        }
        "ca" => {
            glue(tokens, i, &["ca", "fait"])?;
            let (at, .., next) = ago(duration(tokens, i + 2))?;
            tokens.get(next).filter(|t| t.word.starts_with("qu")).map(|_| (at, None, true, next + 1))
        }
        _ if !may_end => None,
        _ => {
            let (ms, next) = duration(tokens, i)?;
            let is_ago = tokens.get(next).is_some_and(|t| t.word == "ago");
            (is_ago && near_beginning(tokens, i)).then(|| (written.0 - Span::from_millis(ms), None, true, next + 1))
        }
    }
}

fn near_beginning(tokens: &[Token<'_>], i: usize) -> bool {
    let around = &tokens[i.saturating_sub(NEAR_WORDS)..tokens.len().min(i + 2 * NEAR_WORDS)];
    around.iter().any(|t| BEGINNINGS.contains(&t.word))
}

/// A day, a time of day, or both in either order.
fn moment(tokens: &[Token<'_>], from: usize, (written, zone): Written<'_>, french: bool) -> Option<Stated> {
    let mut next = from;
    let first_day = day(tokens, next);
    next = first_day.map_or(next, |(_, n)| n);
    let time = clock(tokens, next, french, first_day.is_some());
    next = time.map_or(next, |(_, n)| n);
    let last_day = if first_day.is_none() && time.is_some() { day(tokens, next) } else { None };
    next = last_day.map_or(next, |(_, n)| n);
    let named = first_day.or(last_day).map(|(d, _)| d);
    if named.is_none() && time.is_none() {
        return None;
    }
    let said = zone_of(parse::word(tokens, next));
    next += usize::from(said.is_some());
    let zone = said.unwrap_or_else(zone);
    let wall = resolve(zone.wall(written), named, time.map(|(c, _)| c))?;
    Some((zone.instant(wall), Some(zone.read_in), time.is_some(), next))
}

/// Zones that customers name by letters which mean one zone only and are no word of a language read.
fn zone_of(word: &str) -> Option<Zone> {
    match word {
        "utc" | "gmt" => Some(Zone::utc(ZoneSource::Words)),
        "cet" => Some(Zone::fixed(word, 1)),
        "cest" => Some(Zone::fixed(word, 2)),
        "edt" => Some(Zone::fixed(word, -4)),
        "pst" => Some(Zone::fixed(word, -8)),
        "pdt" => Some(Zone::fixed(word, -7)),
        _ => None,
    }
}

/// The moment meant on the customer's clock: the latest one not after `written` that the words allow.
fn resolve(written: Timestamp, day: Option<Day>, time: Option<Clock>) -> Option<Timestamp> {
    let now = written.as_millis();
    let today = now.div_euclid(DAY_MS) * DAY_MS;
    let weekday = || (written.day() + 3).rem_euclid(7);
    let back = day.map(|d| match d {
        Day::Back(n, _) => n,
        // Named on the day itself, a weekday is that day.
        Day::Week(w, _) => (weekday() - w).rem_euclid(7),
    });
    let part = day.and_then(|d| match d {
        Day::Back(_, p) | Day::Week(_, p) => p,
    });
    let Some(time) = time else {
        let start = today - back? * DAY_MS;
        let at = start + part.map_or(0, |p| p.starts_hour() * 60 * MINUTE_MS);
        return Some(Timestamp::from_millis(if at > now { start } else { at }));
    };
    let minutes: Vec<i64> = if time.exact {
        vec![time.minutes]
    } else {
        let half = time.minutes % 720;
        match part {
            Some(Part::Morning) => vec![half],
            Some(Part::Afternoon | Part::Evening | Part::Night) => vec![half + 720],
            None => vec![half, half + 720],
        }
    };
    let days = match back {
        // An hour of an earlier day without "am" or "pm" is one at which people are awake.
        Some(n) if n > 0 => {
            let awake = minutes.iter().copied().find(|m| minutes.len() == 1 || (420..1_140).contains(m));
            return awake.map(|m| Timestamp::from_millis(today - n * DAY_MS + m * MINUTE_MS));
        }
        Some(_) => &[0][..],
        None => &[0, 1][..],
    };
    let at = days.iter().flat_map(|d| minutes.iter().map(move |m| today - d * DAY_MS + m * MINUTE_MS));
    at.filter(|at| *at <= now).max().map(Timestamp::from_millis)
}

#[cfg(test)]
mod tests;
