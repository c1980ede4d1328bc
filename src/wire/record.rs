//! JSON of our own internal records, for the rooms above that may not name the format.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes of a value of ours.
///
/// # Errors
/// Where it has no form in JSON (a map whose keys are no text): a defect, and nothing may be written.
pub fn to_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
    serde_json::to_vec(value).map_err(|e| e.to_string())
}

/// The value that bytes of ours stand for.
///
/// # Errors
/// What is wrong and where, for a person.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|e| e.to_string())
}
