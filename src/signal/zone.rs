//! The time zone in which a customer reads a clock: the message's, else the tenant's, else UTC.
//!
//! Zones come with the program and not from the machine, so that the same message gives the same onset
//! everywhere.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

use super::Message;
use crate::time::{Span, Timestamp};

/// Longest name of a zone, in bytes.
const MAX_NAME_BYTES: usize = 64;
/// The dimension that names a zone where the message has no field for it.
const DIMENSION: &str = "time_zone";
/// In settings: every tenant that is not named.
pub const EVERY_TENANT: &str = "*";

/// Where the zone was taken from in which a stated time was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// The customer's own words ("13:52 UTC").
    Words,
    /// The message says it of its customer.
    Message,
    /// The settings say it of the tenant.
    Settings,
    /// Nobody says it: UTC was assumed.
    Assumed,
}

impl ZoneSource {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Message => "message",
            Self::Settings => "settings",
            Self::Assumed => "assumed",
        }
    }
}

/// The zone in which a stated time was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadIn {
    /// As `Europe/Paris`, `+02:00`, `UTC`.
    pub zone: CompactString,
    /// Who says so.
    pub source: ZoneSource,
}

/// A zone with its rules.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) read_in: ReadIn,
    rules: TimeZone,
}

impl Zone {
    pub(super) fn utc(source: ZoneSource) -> Self {
        Self { read_in: ReadIn { zone: "UTC".into(), source }, rules: TimeZone::UTC }
    }

    /// So many hours ahead of UTC.
    pub(super) fn fixed(name: &str, hours: i8) -> Self {
        let rules = TimeZone::fixed(jiff::tz::offset(hours));
        Self { read_in: ReadIn { zone: name.to_uppercase().into(), source: ZoneSource::Words }, rules }
    }

    /// What the clock on the wall shows at `at`, as if it were UTC.
    pub(super) fn wall(&self, at: Timestamp) -> Timestamp {
        at + self.ahead(at)
    }

    /// When the clock on the wall shows `wall`. In the hour that is skipped or comes twice it is one of the
    /// two that could be meant.
    pub(super) fn instant(&self, wall: Timestamp) -> Timestamp {
        let about = wall - self.ahead(wall);
        wall - self.ahead(about)
    }

    fn ahead(&self, at: Timestamp) -> Span {
        let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
        Span::from_secs(i64::from(self.rules.to_offset(at).seconds()))
    }
}

/// The zones of an installation.
#[derive(Debug)]
pub(super) struct Zones {
    known: TimeZoneDatabase,
    by_tenant: BTreeMap<String, String>,
}

impl Zones {
    /// With these settings: zone by tenant, [`EVERY_TENANT`] for all others.
    pub(super) fn new(by_tenant: &BTreeMap<String, String>) -> Self {
        Self { known: TimeZoneDatabase::bundled(), by_tenant: by_tenant.clone() }
    }

    /// The zone of a message's customer. A name that no zone has says nothing.
    pub(super) fn of(&self, message: &Message) -> Zone {
        let own = || message.dimensions.iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(DIMENSION));
        let own = message.time_zone.as_ref().or_else(|| own().map(|(_, zone)| zone));
        let own = own.and_then(|name| named(&self.known, name, ZoneSource::Message));
        own.or_else(|| {
            let tenant = self.by_tenant.get(message.tenant.as_str()).or_else(|| self.by_tenant.get(EVERY_TENANT))?;
            named(&self.known, tenant, ZoneSource::Settings)
        })
        .unwrap_or_else(|| Zone::utc(ZoneSource::Assumed))
    }
}

/// Whether a zone has that name: `Europe/Paris`, `UTC`, `+02:00`.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    named(&TimeZoneDatabase::bundled(), name, ZoneSource::Settings).is_some()
}

fn named(known: &TimeZoneDatabase, name: &str, source: ZoneSource) -> Option<Zone> {
    let name = name.trim();
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return None;
    }
    let rules = match name.as_bytes() {
        [b'+' | b'-', ..] => offset(name)?,
        _ if name.eq_ignore_ascii_case("utc") || name.eq_ignore_ascii_case("z") => TimeZone::UTC,
        _ => known.get(name).ok()?,
    };
    let name = rules.iana_name().unwrap_or(name);
    Some(Zone { read_in: ReadIn { zone: name.into(), source }, rules })
}

/// `+02:00`, `-0530`, `+2`.
fn offset(text: &str) -> Option<TimeZone> {
    let (sign, rest) = text.split_at(1);
    let (hours, minutes) = match (rest.split_once(':'), rest.len()) {
        (Some(parts), _) => parts,
        (None, 4) if rest.is_ascii() => rest.split_at(2),
        (None, _) => (rest, "0"),
    };
    let number = |t: &str| Some(t).filter(|t| (1..=2).contains(&t.len())).and_then(|t| t.parse::<u8>().ok());
    let seconds =
        i32::from(number(hours).filter(|h| *h <= 14)?) * 3_600 + i32::from(number(minutes).filter(|m| *m < 60)?) * 60;
    let seconds = if sign == "-" { -seconds } else { seconds };
    jiff::tz::Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Option<Zone> {
        named(&TimeZoneDatabase::bundled(), name, ZoneSource::Message)
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn names_and_offsets_are_zones() {
        for (name, wall) in [
            ("Europe/Paris", "15:00"),
            ("europe/paris", "15:00"),
            ("America/Sao_Paulo", "11:00"),
            ("+05:30", "19:30"),
            ("-0530", "08:30"),
            ("+2", "16:00"),
            ("UTC", "14:00"),
        ] {
            assert_eq!(zone(name).unwrap().wall(at("2026-03-10T14:00:00Z")).clock_text(), wall, "{name}");
        }
        for name in ["", "Mars/Base", "+25", "+1:75", "+", "home", &"x".repeat(65)] {
            assert!(zone(name).is_none(), "{name}");
            assert!(!is_zone(name), "{name}");
        }
        assert_eq!(zone("europe/paris").unwrap().read_in.zone, "Europe/Paris");
    }

    #[test]
    fn summer_time_is_known() {
        let paris = zone("Europe/Paris").unwrap();
        for (wall, instant) in [
            ("2026-03-28T09:00:00Z", "2026-03-28T08:00:00Z"),
            ("2026-03-29T09:00:00Z", "2026-03-29T07:00:00Z"),
            ("2026-10-25T01:00:00Z", "2026-10-24T23:00:00Z"),
            ("2026-10-25T09:00:00Z", "2026-10-25T08:00:00Z"),
        ] {
            assert_eq!(paris.instant(at(wall)), at(instant), "{wall}");
            assert_eq!(paris.wall(at(instant)), at(wall), "{wall}");
        }
    }
}
