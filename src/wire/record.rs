//! JSON of our own internal records, for the rooms above that may not name the format.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes of a value of ours. Such a value always has a form in JSON: maps of it have text keys,
/// numbers are finite.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// The value that bytes of ours stand for.
///
/// # Errors
/// What is wrong and where, for a person.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|e| e.to_string())
}
