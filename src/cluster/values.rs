//! How many of a tenant's customers use which browser, version, region and the like: what the reporters
//! of a candidate are set against.
//!
//! A customer counts once in 24 hours, whatever they wrote: questions and praise tell as well what is
//! ordinary. Counts name nobody.

use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::signal::Channel;
use crate::time::Timestamp;

/// Days that are remembered: what is rarer than that is no habit of customers.
pub const KEPT_DAYS: i64 = 28;
/// Dimensions remembered of one day; those named first stay. A source with more names ids.
pub const MAX_DIMENSIONS: usize = 32;
/// Values of a dimension remembered of one day; further ones count as some other value.
pub const MAX_VALUES: usize = 200;
/// Other customers who are enough to compare with: the newest days that hold so many are taken, since
/// what customers use changes with every version.
const ENOUGH: u32 = 200;

/// Channel, language, tier and a handful of dimensions.
const USUAL_VALUES: usize = 8;

/// One dimension and what a customer has of it, in lower case.
pub type Value<'a> = (&'a str, CompactString);
/// Distinct customers by dimension and value.
pub type ByValue = BTreeMap<CompactString, BTreeMap<CompactString, u32>>;

/// What a message says of its customer: tier, language, channel and the dimensions. A browser or system
/// named with its version counts without it, and its version apart.
#[must_use]
pub fn values<'a>(
    (tier, language, channel): (Option<&str>, &str, Channel),
    dimensions: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<Value<'a>> {
    let mut out: Vec<Value<'_>> = Vec::with_capacity(USUAL_VALUES);
    out.push(("channel", channel.name().into()));
    let mut put = |dimension: &'a str, value: &str| {
        let value = value.trim();
        if !value.is_empty() && !out.iter().any(|(d, _)| *d == dimension) {
            out.push((dimension, in_lower_case(value)));
        }
    };
    put("language", language);
    put("tier", tier.unwrap_or_default());
    for (dimension, value) in dimensions {
        match value.find(|c: char| c.is_ascii_digit()).filter(|_| matches!(dimension, "browser" | "os")) {
            Some(at) if at > 0 => {
                put(dimension, &value[..at]);
                put(if dimension == "os" { "os_version" } else { "browser_version" }, value);
            }
            _ => put(dimension, value),
        }
    }
    out
}

fn in_lower_case(value: &str) -> CompactString {
    if !value.is_ascii() {
        return CompactString::from_str_to_lowercase(value);
    }
    let mut value = CompactString::from(value);
    value.make_ascii_lowercase();
    value
}

/// One dimension on one day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Dimension {
    /// Customers of whom a value is known.
    known: u32,
    by_value: BTreeMap<CompactString, u32>,
}

impl Dimension {
    fn count(&mut self, value: &CompactString) {
        self.known = self.known.saturating_add(1);
        if let Some(n) = self.by_value.get_mut(value) {
            *n = n.saturating_add(1);
        } else if self.by_value.len() < MAX_VALUES {
            self.by_value.insert(value.clone(), 1);
        }
    }
}

/// The customers of one day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Day {
    customers: u32,
    dimensions: BTreeMap<CompactString, Dimension>,
}

/// The customers of the last weeks, by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    days: BTreeMap<i64, Day>,
}

/// How many other customers have a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Others {
    /// Those who have it.
    pub with: u32,
    /// Those of whom any value of that dimension is known.
    pub known: u32,
    /// All of them.
    pub all: u32,
}

impl Values {
    /// Counts a customer with these values. Returns the days that changed.
    pub fn count(&mut self, at: Timestamp, values: &[Value<'_>]) -> Vec<i64> {
        let newest = self.days.last_key_value().map_or(at.day(), |(day, _)| (*day).max(at.day()));
        if at.day() <= newest - KEPT_DAYS {
            return Vec::new();
        }
        let mut touched = vec![at.day()];
        let day = self.days.entry(at.day()).or_default();
        day.customers = day.customers.saturating_add(1);
        for (dimension, value) in values {
            if let Some(known) = day.dimensions.get_mut(*dimension) {
                known.count(value);
            } else if day.dimensions.len() < MAX_DIMENSIONS {
                day.dimensions.entry((*dimension).into()).or_default().count(value);
            }
        }
        while let Some(oldest) = self.days.first_entry().filter(|d| *d.key() <= newest - KEPT_DAYS) {
            touched.push(*oldest.key());
            oldest.remove();
        }
        touched
    }

    /// How many of the other customers have a value, over the newest days up to that of `until` that hold
    /// enough of them. `with` of `of` reporters are among those counted, and left out.
    #[must_use]
    pub fn others(&self, (dimension, value): (&str, &str), (with, of): (u32, u32), until: Timestamp) -> Others {
        let mut counted = Others::default();
        for (_, day) in self.days.range(..=until.day()).rev() {
            counted.all = counted.all.saturating_add(day.customers);
            if let Some(known) = day.dimensions.get(dimension) {
                counted.known = counted.known.saturating_add(known.known);
                counted.with = counted.with.saturating_add(known.by_value.get(value).copied().unwrap_or_default());
            }
            if counted.known >= of.saturating_add(ENOUGH) {
                break;
            }
        }
        Others {
            with: counted.with.saturating_sub(with),
            known: counted.known.saturating_sub(of),
            all: counted.all.saturating_sub(of),
        }
    }

    /// One day, for storing it.
    #[must_use]
    pub fn day(&self, day: i64) -> Option<&Day> {
        self.days.get(&day)
    }

    /// Puts a day back.
    pub fn put(&mut self, day: i64, stored: Day) {
        self.days.insert(day, stored);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    fn day(n: i64) -> Timestamp {
        Timestamp::parse("2026-03-02T10:00:00Z").unwrap() + Span::from_days(n)
    }

    fn of<'a>(dimension: &'a str, value: &str) -> Vec<Value<'a>> {
        vec![(dimension, value.into())]
    }

    #[test]
    fn the_version_of_a_browser_counts_apart_from_it() {
        let stated = [("browser", "Safari 17.2"), ("os", "iOS"), ("region", " EU-West "), ("plugin", "")];
        let found = values((Some("Pro"), "fr", Channel::Chat), stated.into_iter());
        let found: Vec<String> = found.iter().map(|(d, v)| format!("{d}={v}")).collect();
        assert_eq!(
            found,
            [
                "channel=chat",
                "language=fr",
                "tier=pro",
                "browser=safari",
                "browser_version=safari 17.2",
                "os=ios",
                "region=eu-west"
            ]
        );
    }

    #[test]
    fn others_are_those_who_did_not_report() {
        let mut all = Values::default();
        for n in 0..20 {
            all.count(day(0), &of("browser", if n < 5 { "safari" } else { "chrome" }));
        }
        all.count(day(0), &[]);
        let others = all.others(("browser", "safari"), (3, 3), day(0));
        assert_eq!(others, Others { with: 2, known: 17, all: 18 });
        assert_eq!(all.others(("browser", "safari"), (3, 3), day(-1)), Others::default(), "nothing of later days");
        assert_eq!(all.others(("plugin", "x"), (0, 0), day(0)).known, 0);
    }

    #[test]
    fn the_newest_days_that_hold_enough_are_compared_with() {
        let mut all = Values::default();
        for n in 0..i64::from(ENOUGH) {
            all.count(day(0), &of("app_version", "4.17"));
            if n < 150 {
                all.count(day(1), &of("app_version", "4.18"));
            }
        }
        let new = |reporters: u32| all.others(("app_version", "4.18"), (reporters, reporters), day(1));
        assert_eq!((new(0).with, new(0).known), (150, 350), "one day is not enough");
        for _ in 0..50 {
            all.count(day(1), &of("app_version", "4.18"));
        }
        let new = |reporters: u32| all.others(("app_version", "4.18"), (reporters, reporters), day(1));
        assert_eq!((new(0).with, new(0).known), (200, 200), "two hundred are");
        assert_eq!((new(1).with, new(1).known), (199, 399), "reporters are not among them");
    }

    #[test]
    fn days_dimensions_and_values_are_bounded() {
        let mut all = Values::default();
        for n in 0..=MAX_VALUES {
            all.count(day(0), &of("plugin", &format!("p{n}")));
        }
        let others = |value: &str| all.others(("plugin", value), (0, 0), day(0));
        assert_eq!((others("p0").with, others("p199").with, others("p200").with), (1, 1, 0));
        assert_eq!(others("p200").known, 201, "it is known to be something else");
        for n in 0..=MAX_DIMENSIONS {
            all.count(day(1), &of(&format!("d{n:02}"), "v"));
        }
        assert_eq!(all.others(("d31", "v"), (0, 0), day(1)).known, 1);
        assert_eq!(all.others(("d32", "v"), (0, 0), day(1)).known, 0);
        assert_eq!(all.count(day(KEPT_DAYS), &[]), [day(KEPT_DAYS).day(), day(0).day()]);
        assert!(all.count(day(0), &[]).is_empty(), "too old to count");
        assert_eq!(all.days.len(), 2);
    }
}
