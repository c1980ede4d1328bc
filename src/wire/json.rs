//! Bytes to a twin: size, framing, envelope, JSON, and the blame when it does not fit.

use memchr::memmem;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::error::{Fault, WireError};
use super::near::{nearest, or_misspelt};

/// Largest record of a topic that is read: a message is a letter, not a mailbox.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;
/// Largest catalogue or probe file: the most features with the most aliases fit.
pub const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;

/// Confluent framing: a zero byte and the four bytes of a schema id.
const FRAME_BYTES: usize = 5;

/// A CloudEvent in structured mode, as far as it matters here.
#[derive(Deserialize)]
struct Envelope<T> {
    specversion: Option<String>,
    data: Option<T>,
}

/// Reads one record and what it means; where a field is missing, the error names the key that comes near.
pub(crate) fn read_as<D, T>(payload: &[u8]) -> Result<T, WireError>
where
    D: DeserializeOwned + TryInto<T, Error = WireError>,
{
    read_record::<D>(payload)?.try_into().map_err(|e| hinted::<D>(e, payload))
}

/// Reads one record: framing skipped, a CloudEvents envelope unwrapped.
pub(crate) fn read_record<T: DeserializeOwned>(payload: &[u8]) -> Result<T, WireError> {
    within(payload, MAX_RECORD_BYTES)?;
    let body = unframed(payload);
    // The marker is looked for as bytes: parsing twice would cost every plain record.
    const MARK: &[u8] = b"\"specversion\"";
    if memmem::find(body, MARK).is_some() {
        let envelope: Result<Envelope<T>, _> = serde_json::from_slice(body);
        match envelope {
            Ok(Envelope { specversion: Some(_), data: Some(inner) }) => return Ok(inner),
            Ok(_) => {}
            Err(e) if e.is_data() => return read_wrapped(body),
            Err(e) => return Err(not_json(body, &e)),
        }
    }
    read_json(body)
}

fn unframed(payload: &[u8]) -> &[u8] {
    match payload {
        [0, ..] => payload.get(FRAME_BYTES..).unwrap_or_default(),
        _ => payload,
    }
}

/// The error of a record; where a field is missing, it names the key that comes near.
pub(crate) fn hinted<T: DeserializeOwned>(error: WireError, payload: &[u8]) -> WireError {
    let missing = if error.is_missing() { fields(payload) } else { None };
    match missing {
        Some(fields) => or_misspelt::<T>(error, &fields),
        None => error,
    }
}

/// The fields of a record, of a CloudEvent those of its data.
pub(crate) fn fields(payload: &[u8]) -> Option<Map<String, Value>> {
    let Value::Object(mut whole) = serde_json::from_slice(unframed(payload)).ok()? else { return None };
    match whole.remove("data") {
        Some(Value::Object(inner)) if whole.contains_key("specversion") => Some(inner),
        _ => Some(whole),
    }
}

/// An envelope whose data did not fit: says which field of it.
fn read_wrapped<T: DeserializeOwned>(body: &[u8]) -> Result<T, WireError> {
    let whole: Envelope<Value> = serde_json::from_slice(body).map_err(|e| not_json(body, &e))?;
    match whole {
        Envelope { specversion: Some(_), data: Some(inner) } => from_value(&inner).map_err(|e| e.under("data")),
        Envelope { .. } => read_json(body),
    }
}

/// Refuses what is larger than `most` bytes.
pub(crate) fn within(payload: &[u8], most: usize) -> Result<(), WireError> {
    if payload.len() <= most {
        return Ok(());
    }
    Err(WireError::new(Fault::TooLarge, "", &format!("{} bytes", payload.len()), format!("at most {most} bytes")))
}

/// Reads plain JSON. Every field of `T` must be optional, so that each can be tried alone.
pub(crate) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, WireError> {
    let error = match serde_json::from_slice(body) {
        Ok(twin) => return Ok(twin),
        Err(e) => e,
    };
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => Err(not_json(body, &error)),
        Category::Data => {
            let value: Value = serde_json::from_slice(body).map_err(|e| not_json(body, &e))?;
            from_value(&value)
        }
    }
}

/// Reads plain JSON whose required fields the twin itself demands; the error says line and column.
pub(crate) fn read_whole<T: DeserializeOwned>(body: &[u8]) -> Result<T, WireError> {
    serde_json::from_slice(body).map_err(|e| match e.classify() {
        Category::Syntax | Category::Eof | Category::Io => not_json(body, &e),
        Category::Data => WireError::new(Fault::Shape, "", &e.to_string(), "a file of another shape"),
    })
}

/// Reads a value already parsed, naming the field that does not fit.
pub(crate) fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, WireError> {
    T::deserialize(value).map_err(|e| blame::<T>(value, &e))
}

/// Tries every field alone to find the one that does not fit, one level of nesting deep.
fn blame<T: DeserializeOwned>(value: &Value, error: &serde_json::Error) -> WireError {
    let Value::Object(fields) = value else { return misfit("", value, error) };
    for (key, inner) in fields {
        let Err(error) = T::deserialize(&alone(key, inner.clone())) else { continue };
        if let Value::Object(nested) = inner {
            for (name, leaf) in nested {
                if let Err(error) = T::deserialize(&alone(key, alone(name, leaf.clone()))) {
                    return misfit(&format!("{key}.{name}"), leaf, &error);
                }
            }
        }
        return misfit(key, inner, &error);
    }
    misfit("", value, error)
}

fn alone(key: &str, value: Value) -> Value {
    Value::Object(std::iter::once((key.to_owned(), value)).collect())
}

/// The error for one field. Texts are named by their kind only: they may hold what a customer wrote.
fn misfit(field: &str, value: &Value, error: &serde_json::Error) -> WireError {
    let message = error.to_string();
    let (what, expected) = message.split_once(", expected ").unwrap_or(("", &message));
    let found = match value {
        _ if what.starts_with("unknown field") => "a key that is not known".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.to_string(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(a) => format!("a list of {}", a.len()),
        Value::Object(_) => "an object".to_owned(),
    };
    let error = WireError::new(Fault::Shape, field, &found, plainly(expected));
    let unknown = what.strip_prefix("unknown field `").and_then(|rest| rest.strip_suffix('`'));
    let near = unknown.and_then(|key| nearest(key, expected.split('`').skip(1).step_by(2)));
    match near {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error,
    }
}

/// A kind of value as whoever writes JSON calls it.
fn plainly(expected: &str) -> &str {
    const NUMBERS: [&str; 10] = ["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "f64"];
    match expected {
        "a map" => "an object",
        "a sequence" => "a list",
        number if NUMBERS.contains(&number) => "a number",
        own if own.starts_with("struct ") => "an object",
        other => other,
    }
}

fn not_json(body: &[u8], error: &serde_json::Error) -> WireError {
    let mut found = error.to_string();
    // Of what has one line the column alone says where.
    if !body.contains(&b'\n') {
        found = found.replace(" at line 1 column ", " at column ");
    }
    WireError::new(Fault::NotJson, "", &found, "JSON in UTF-8, nested at most 128 deep")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Twin {
        id: Option<String>,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Inner {
        n: Option<u8>,
    }

    fn read(text: &str) -> Result<Twin, WireError> {
        read_record(text.as_bytes())
    }

    #[test]
    fn names_the_field_that_does_not_fit() {
        let e = read(r#"{"id": 5}"#).unwrap_err();
        assert_eq!((e.fault, e.to_string().as_str()), (Fault::Shape, "id: expected a string, found 5"));
        let e = read(r#"{"id": "a", "inner": {"n": "ann@mail.example"}}"#).unwrap_err();
        assert_eq!(e.to_string(), "inner.n: expected a number, found a text");
        let e = read(r#"{"inner": "x"}"#).unwrap_err();
        assert_eq!(e.to_string(), "inner: expected an object, found a text");
        let e = read(r#"{"id": "a" 5}"#).unwrap_err();
        assert!(e.to_string().ends_with("at column 12"), "{e}");
        let e = read("{\"id\": \"a\" 5,\n \"inner\": null}").unwrap_err();
        assert!(e.to_string().ends_with("at line 1 column 12"), "{e}");
        let e = read("[1]").unwrap_err();
        assert_eq!((e.fault, e.field.as_str()), (Fault::Shape, ""));
    }

    #[test]
    fn a_key_that_is_refused_is_told_with_the_nearest_that_there_is() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Strict {
            #[expect(dead_code, reason = "only its key matters")]
            aliases: Option<u8>,
            #[expect(dead_code, reason = "only its key matters")]
            area: Option<u8>,
        }
        let told = |text: &str| read_record::<Strict>(text.as_bytes()).unwrap_err().to_string();
        let misspelt = "alliases: expected `aliases` or `area`, found a key that is not known; did you mean aliases?";
        assert_eq!(told(r#"{"alliases": 1}"#), misspelt);
        let strange = "colour: expected `aliases` or `area`, found a key that is not known";
        assert_eq!(told(r#"{"colour": 1}"#), strange);
    }

    #[test]
    fn unwraps_framing_and_cloud_events() {
        assert_eq!(read_record::<Twin>(b"\0\0\0\0\x07{\"id\":\"a\"}").unwrap().id.as_deref(), Some("a"));
        let wrapped = r#"{"specversion":"1.0","id":"outer","data":{"id":"inner"}}"#;
        assert_eq!(read(wrapped).unwrap().id.as_deref(), Some("inner"));
        let e = read(r#"{"specversion":"1.0","data":{"id":7}}"#).unwrap_err();
        assert_eq!(e.field, "data.id");
        // The word alone makes no envelope.
        assert_eq!(read(r#"{"id":"a","inner":null,"specversion":"1.0"}"#).unwrap().id.as_deref(), Some("a"));
        assert_eq!(read_record::<Twin>(b"\0\0").unwrap_err().fault, Fault::NotJson);
    }

    #[test]
    fn stops_at_its_limit() {
        let pad = |n: usize| format!("{{\"id\":\"{}\"}}", "a".repeat(n - 9));
        assert!(read(&pad(MAX_RECORD_BYTES)).is_ok());
        assert_eq!(read(&pad(MAX_RECORD_BYTES + 1)).unwrap_err().fault, Fault::TooLarge);
    }

    #[test]
    fn what_is_no_json_is_said_to_be_none() {
        let deep = format!("{{\"id\":{}", "[".repeat(10_000));
        let nested = format!("{{\"inner\":{}", "{\"inner\":".repeat(10_000));
        for bad in ["", "{", "hello", r#"{"id":"\ud800"}"#, r#"{"id":NaN}"#, deep.as_str(), nested.as_str()] {
            assert_eq!(read(bad).unwrap_err().fault, Fault::NotJson, "{}", bad.chars().take(20).collect::<String>());
        }
        assert_eq!(read_record::<Twin>(b"{\"id\":\"\xff\"}").unwrap_err().fault, Fault::NotJson);
    }
}
