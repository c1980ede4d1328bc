//! Which right key a misspelt one was meant to be. Keys that nobody knows are ignored, so that a source may say more than
//! is read. So where something could not be read the nearest key is told; where all could be, only one that is hardly
//! another: most foreign keys are no slips.

use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use super::error::WireError;

/// The one of `known` that `found` most probably meant to be, where one is near.
#[must_use]
pub fn nearest<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // .8 of Jaro-Winkler lets two slips in eight letters pass and nothing that only begins alike.
    const NEAR: f64 = 0.8;
    let score = |name: &str| strsim::jaro_winkler(&found.to_lowercase(), &name.to_lowercase());
    let best = known.into_iter().map(|name| (score(name), name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= NEAR).then_some(best.1)
}

/// A key that nothing is called, and that is ignored, with the one that it was probably meant to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Misspelt {
    /// As it stands in the record, nested ones with a dot.
    pub key: String,
    /// The one meant.
    pub meant: String,
}

/// The keys that are ignored and are a slip or two away from one that nothing stands under.
pub(crate) fn misspelt<T: DeserializeOwned>(fields: &Map<String, Value>, within: &str) -> Vec<Misspelt> {
    let known = keys_of::<T>();
    let meant = |key: &String| {
        if known.contains(&key.as_str()) || !is_name(key) {
            return None;
        }
        let near = known.iter().find(|known| is_slip(key, known))?;
        let is_absent = fields.get(*near).is_none_or(Value::is_null);
        is_absent.then(|| Misspelt { key: format!("{within}{key}"), meant: format!("{within}{near}") })
    };
    fields.keys().filter_map(meant).collect()
}

/// Whether a key is one edit away from a name of four letters or more, or two from one of eight or more.
fn is_slip(key: &str, name: &str) -> bool {
    const SHORT: usize = 4;
    const LONG: usize = 8;
    let edits = match name.len() {
        ..SHORT => return false,
        SHORT..LONG => 1,
        _ => 2,
    };
    key.len().abs_diff(name.len()) <= edits && strsim::osa_distance(&key.to_ascii_lowercase(), name) <= edits
}

/// What is no name may be what a customer wrote, and is repeated nowhere.
fn is_name(key: &str) -> bool {
    key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
}

/// The error of fields of which one was missing: with the key, among those that nothing is called, which was probably
/// meant to be it.
pub(crate) fn or_misspelt<T: DeserializeOwned>(error: WireError, fields: &Map<String, Value>) -> WireError {
    misspelt_of(error, fields, keys_of::<T>())
}

/// The same where these are the right keys.
pub(crate) fn misspelt_of(error: WireError, fields: &Map<String, Value>, known: &[&str]) -> WireError {
    if !error.is_missing() || !known.contains(&&*error.field) {
        return error;
    }
    let is_meant = |key: &&String| {
        is_name(key) && !known.contains(&key.as_str()) && nearest(key, known.iter().copied()) == Some(&error.field)
    };
    match fields.keys().find(is_meant) {
        Some(key) => {
            let hint = format!("there is a key {key}: is {} meant?", error.field);
            error.hint(hint)
        }
        None => error,
    }
}

/// The keys of a twin, as serde knows them.
fn keys_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut keys = Keys(&[]);
    // It never gives a value: asking for one is how a twin says its keys.
    let _ = T::deserialize(&mut keys);
    keys.0
}

/// Hears the keys that a twin asks for.
struct Keys(&'static [&'static str]);

impl<'de> Deserializer<'de> for &mut Keys {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("only keys are asked for"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near_or_none() {
        assert_eq!(nearest("alliases", ["aliases", "area"]), Some("aliases"));
        assert_eq!(nearest("colour", ["aliases", "area"]), None);
    }

    #[test]
    fn a_twin_tells_its_keys_and_what_is_none_has_none() {
        let keys = keys_of::<crate::wire::message::CustomerDoc>();
        assert_eq!(keys, ["id", "account", "email", "phone", "device", "name"]);
        assert!(keys_of::<Vec<String>>().is_empty());
    }
}
