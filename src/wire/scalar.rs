//! The scalars that sources write in more than one way.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::error::WireError;
use crate::ids::{BadName, FeatureId};
use crate::time::Timestamp;

/// Whole numbers below this are seconds since 1970, from here on milliseconds: as seconds it lies in
/// the year 5138, as milliseconds in 1973.
const MILLIS_FROM: i64 = 100_000_000_000;

/// Text, or a number or truth value read as text: platforms number their tickets and customers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Text, E> {
                Ok(Text(v.to_owned()))
            }
            fn visit_string<E: de::Error>(self, v: String) -> Result<Text, E> {
                Ok(Text(v))
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<Text, E> {
                Ok(Text(v.to_string()))
            }
            fn visit_i64<E: de::Error>(self, v: i64) -> Result<Text, E> {
                Ok(Text(v.to_string()))
            }
            fn visit_f64<E: de::Error>(self, v: f64) -> Result<Text, E> {
                Ok(Text(v.to_string()))
            }
            fn visit_bool<E: de::Error>(self, v: bool) -> Result<Text, E> {
                Ok(Text(v.to_string()))
            }
        }
        d.deserialize_any(V)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

/// A point in time as sources write it: RFC 3339, or seconds or milliseconds since 1970.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeDoc {
    /// RFC 3339.
    Text(String),
    /// Seconds, or milliseconds where it is too large for seconds.
    Whole(i64),
    /// The same with a fraction.
    Fraction(f64),
}

impl TimeDoc {
    /// The moment meant.
    ///
    /// # Errors
    /// [`WireError`] where it is none, or lies outside the years 1970 to 9999.
    pub fn moment(&self, field: &str) -> Result<Timestamp, WireError> {
        let not =
            |found: &str| WireError::value(field, found, "a time such as 2026-03-09T14:02:00Z or seconds since 1970");
        match self {
            Self::Text(text) => Timestamp::parse(text).map_err(|_| not(text)),
            Self::Whole(n) => {
                let ms = if *n < MILLIS_FROM { n.saturating_mul(1_000) } else { *n };
                Timestamp::from_unknown_millis(ms).ok_or_else(|| not(&n.to_string()))
            }
            Self::Fraction(x) => {
                let ms = if *x < MILLIS_FROM as f64 { x * 1_000.0 } else { *x };
                // `as` saturates; what saturates is out of range and refused.
                Timestamp::from_unknown_millis(ms.round() as i64).ok_or_else(|| not(&x.to_string()))
            }
        }
    }
}

impl From<Timestamp> for TimeDoc {
    fn from(at: Timestamp) -> Self {
        Self::Text(at.to_string())
    }
}

impl Serialize for TimeDoc {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => s.serialize_str(text),
            Self::Whole(n) => s.serialize_i64(*n),
            Self::Fraction(x) => s.serialize_f64(*x),
        }
    }
}

impl<'de> Deserialize<'de> for TimeDoc {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = TimeDoc;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time as text or seconds since 1970")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<TimeDoc, E> {
                Ok(TimeDoc::Text(v.to_owned()))
            }
            fn visit_i64<E: de::Error>(self, v: i64) -> Result<TimeDoc, E> {
                Ok(TimeDoc::Whole(v))
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<TimeDoc, E> {
                Ok(TimeDoc::Whole(i64::try_from(v).unwrap_or(i64::MAX)))
            }
            fn visit_f64<E: de::Error>(self, v: f64) -> Result<TimeDoc, E> {
                Ok(TimeDoc::Fraction(v))
            }
            /// An unquoted date-time in TOML arrives as a map of one text.
            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<TimeDoc, A::Error> {
                match map.next_entry::<String, String>()? {
                    Some((key, text)) if key.starts_with("$__toml") => Ok(TimeDoc::Text(text)),
                    _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
                }
            }
        }
        d.deserialize_any(V)
    }
}

impl JsonSchema for TimeDoc {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "number"],
            "format": "date-time",
            "description": "RFC 3339, or seconds or milliseconds since 1970."
        })
    }
}

/// A point in time as it is written: RFC 3339, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub Timestamp);

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A text that says something: blank ones count as absent.
pub(crate) fn said(text: Option<Text>) -> Option<String> {
    text.map(|t| t.0).filter(|t| !t.trim().is_empty())
}

/// A required text.
pub(crate) fn required(text: Option<Text>, field: &str, expected: &str) -> Result<String, WireError> {
    text.map(|t| t.0).ok_or_else(|| WireError::missing(field, expected))
}

/// A name, checked by its own rule.
pub(crate) fn name<T: TryFrom<CompactString, Error = BadName>>(text: &str, field: &str) -> Result<T, WireError> {
    T::try_from(text.into()).map_err(|e| WireError::value(field, text, e.expected))
}

/// A feature of a catalogue: what stands for all of them, or for a topic, is none.
pub(crate) fn feature(text: &str, field: &str) -> Result<FeatureId, WireError> {
    let id: FeatureId = name(text, field)?;
    if id.is_topic() || id == FeatureId::star() {
        return Err(WireError::value(field, text, "an id that is not * and does not begin with topic:"));
    }
    Ok(id)
}

/// A required moment.
pub(crate) fn moment(time: Option<&TimeDoc>, field: &str) -> Result<Timestamp, WireError> {
    time.ok_or_else(|| WireError::missing(field, "a time"))?.moment(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(json: &str) -> Result<String, WireError> {
        let doc: TimeDoc = serde_json::from_str(json).unwrap();
        doc.moment("t").map(|t| t.to_string())
    }

    #[test]
    fn times_are_rfc_3339_seconds_or_milliseconds() {
        for same in [
            "\"2026-03-09T15:02:00+01:00\"",
            "\"2026-03-09T14:02:00Z\"",
            "1773064920",
            "1773064920000",
            "1773064920.0",
            "1773064920000.2",
        ] {
            assert_eq!(at(same).unwrap(), "2026-03-09T14:02:00Z", "{same}");
        }
        assert_eq!(at("1773064920.25").unwrap(), "2026-03-09T14:02:00.25Z");
    }

    #[test]
    fn what_is_no_time_is_named() {
        for bad in ["\"yesterday\"", "-1", "18446744073709551615", "1e300", "-0.9", "\"2026-03-09T14:02:00\""] {
            let e = at(bad).unwrap_err();
            assert_eq!((e.field.as_str(), e.fault), ("t", super::super::Fault::Value), "{bad}");
        }
    }

    #[test]
    fn seconds_end_where_milliseconds_begin() {
        assert_eq!(at("99999999999").unwrap(), "5138-11-16T09:46:39Z");
        assert_eq!(at("100000000000").unwrap(), "1973-03-03T09:46:40Z");
    }

    #[test]
    fn numbers_stand_for_their_text() {
        let read = |s: &str| serde_json::from_str::<Text>(s).unwrap().0;
        assert_eq!([read("\"a\""), read("17"), read("4.2"), read("true")], ["a", "17", "4.2", "true"]);
        assert!(serde_json::from_str::<Text>("[1]").is_err());
    }

    #[test]
    fn toml_date_times_need_no_quotes() {
        #[derive(serde::Deserialize)]
        struct T {
            t: TimeDoc,
        }
        let read: T = toml::from_str("t = 2026-03-09T14:02:00Z").unwrap();
        assert_eq!(read.t.moment("t").unwrap().to_string(), "2026-03-09T14:02:00Z");
    }
}
