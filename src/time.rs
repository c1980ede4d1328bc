//! Points and lengths of time, in whole milliseconds, UTC.
//!
//! The pure rooms never read a clock: every [`Timestamp`] they see came with an input.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A length of time in milliseconds; negative when it points back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

/// A text that is no point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a time such as 2026-03-09T14:02:00Z or seconds since 1970, found {found:?}")]
pub struct NotATime {
    /// What was found, shortened.
    pub found: String,
}

/// Years 1970 to 9999: what every record may name.
const LATEST_MS: i64 = 253_402_300_799_999;

/// The hour of the week, as [`Timestamp::hour_of_week`] has it, of an hour since 1970.
#[must_use]
pub const fn of_week(hour: i64) -> usize {
    // 1970-01-01 was a Thursday: hour 0 of the count is hour 72 of the week.
    (hour + 72).rem_euclid(168) as usize
}

impl Timestamp {
    /// After every moment that anything happens at, with room for spans beyond it.
    pub const NEVER: Self = Self(i64::MAX / 4);

    /// The point `ms` milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole hours since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn hour(self) -> i64 {
        self.0.div_euclid(3_600_000)
    }

    /// Whole UTC days since 1970-01-01.
    #[must_use]
    pub const fn day(self) -> i64 {
        self.0.div_euclid(86_400_000)
    }

    /// The beginning of the hour numbered `hour` (see [`Timestamp::hour`]).
    #[must_use]
    pub const fn from_hour(hour: i64) -> Self {
        Self(hour * 3_600_000)
    }

    /// Reads RFC 3339 with any offset.
    ///
    /// # Errors
    /// [`NotATime`] where the text is none, or lies outside the years 1970 to 9999.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        let not = || NotATime { found: text.chars().take(40).collect() };
        let parsed: jiff::Timestamp = text.trim().parse().map_err(|_| not())?;
        Self::from_unknown_millis(parsed.as_millisecond()).ok_or_else(not)
    }

    /// A point from milliseconds of unknown origin; none outside the years 1970 to 9999.
    #[must_use]
    pub fn from_unknown_millis(ms: i64) -> Option<Self> {
        (0..=LATEST_MS).contains(&ms).then_some(Self(ms))
    }

    /// The hour of the week, 0 for Monday 00:00 UTC to 167.
    #[must_use]
    pub const fn hour_of_week(self) -> usize {
        of_week(self.hour())
    }

    /// The calendar month, UTC.
    #[must_use]
    pub fn month(self) -> Month {
        let utc = jiff::tz::TimeZone::UTC;
        let date = utc.to_datetime(jiff::Timestamp::from_millisecond(self.0).unwrap_or_default()).date();
        Month((i32::from(date.year()) - 1970) * 12 + i32::from(date.month()) - 1)
    }

    /// `HH:MM`, UTC.
    #[must_use]
    pub fn clock_text(self) -> String {
        let minutes = self.0.div_euclid(60_000);
        format!("{:02}:{:02}", minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60))
    }
}

/// A calendar month (UTC): months since January 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month(i32);

impl Month {
    /// The month so many months after January 1970.
    #[must_use]
    pub const fn from_number(months: i32) -> Self {
        Self(months)
    }

    /// Months since January 1970.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// So many months earlier.
    #[must_use]
    pub const fn before(self, months: i32) -> Self {
        Self(self.0 - months)
    }
}

/// `2026-03`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", 1970 + self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(t) => write!(f, "{t}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

/// As text (RFC 3339) where a person may read it, as a number in stored state.
impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() { s.collect_str(self) } else { s.serialize_i64(self.0) }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
            Self::parse(&text).map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(d).map(Self)
        }
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// `ms` milliseconds.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// `s` seconds.
    #[must_use]
    pub const fn from_secs(s: i64) -> Self {
        Self(s * 1_000)
    }

    /// `m` minutes.
    #[must_use]
    pub const fn from_mins(m: i64) -> Self {
        Self(m * 60_000)
    }

    /// `h` hours.
    #[must_use]
    pub const fn from_hours(h: i64) -> Self {
        Self(h * 3_600_000)
    }

    /// `d` days of 24 hours.
    #[must_use]
    pub const fn from_days(d: i64) -> Self {
        Self(d * 86_400_000)
    }

    /// The length in milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The length in minutes.
    #[must_use]
    pub fn as_mins(self) -> f64 {
        self.0 as f64 / 60_000.0
    }

    /// The length in hours.
    #[must_use]
    pub fn as_hours(self) -> f64 {
        self.0 as f64 / 3_600_000.0
    }
}

/// The largest two units that say something: `9 s`, `14 min`, `3 h 20 min`, `2 d 4 h`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self.0 / 1_000;
        let (d, h, m) = (s / 86_400, s / 3_600 % 24, s / 60 % 60);
        match (d, h, m) {
            (0, 0, 0) => write!(f, "{s} s"),
            (0, 0, m) => write!(f, "{m} min"),
            (0, h, 0) => write!(f, "{h} h"),
            (0, h, m) => write!(f, "{h} h {m} min"),
            (d, 0, _) => write!(f, "{d} d"),
            (d, h, _) => write!(f, "{d} d {h} h"),
        }
    }
}

impl Sub for Timestamp {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, by: Span) -> Self {
        Self(self.0.saturating_add(by.0))
    }
}

impl AddAssign<Span> for Timestamp {
    fn add_assign(&mut self, by: Span) {
        *self = *self + by;
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, by: Span) -> Self {
        Self(self.0.saturating_sub(by.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets_and_prints_utc() {
        let t = Timestamp::parse("2026-03-09T15:02:00+01:00").unwrap();
        assert_eq!(t.to_string(), "2026-03-09T14:02:00Z");
        assert_eq!(t.clock_text(), "14:02");
    }

    #[test]
    fn refuses_what_is_no_time_or_out_of_range() {
        assert!(Timestamp::parse("yesterday").is_err());
        assert!(Timestamp::parse("1969-12-31T23:59:59Z").is_err());
        assert_eq!(Timestamp::from_unknown_millis(LATEST_MS + 1), None);
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(Timestamp::parse("2025-03-03T00:00:00Z").unwrap().hour_of_week(), 0);
        assert_eq!(Timestamp::parse("2025-03-02T23:59:59Z").unwrap().hour_of_week(), 167);
    }

    #[test]
    fn lengths_read_as_a_person_would_say_them() {
        for (s, text) in [(9, "9 s"), (840, "14 min"), (12_000, "3 h 20 min"), (7_200, "2 h"), (187_200, "2 d 4 h")] {
            assert_eq!(Span::from_secs(s).to_string(), text);
        }
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let month = |text: &str| Timestamp::parse(text).unwrap().month();
        assert_eq!(month("2026-03-31T23:59:59Z").to_string(), "2026-03");
        assert_eq!(month("2026-04-01T00:00:00Z").to_string(), "2026-04");
        assert_eq!(month("2026-02-10T00:00:00Z").before(2).to_string(), "2025-12");
        assert_eq!(month("1970-01-01T00:00:00Z"), Month::default());
    }
}
