//! The lines of a replay's files: the canonical forms, and a shorter one without tenant whose keys
//! are `ts`, `customer_id` and `lang`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::change::ChangeDoc;
use super::error::WireError;
use super::json;
use super::message::{MessageDoc, slips_of};
use super::near::{Misspelt, or_misspelt};
use super::observation::ObservationDoc;
use super::scalar::{self, Text, name, required};
use crate::change::Change;
use crate::ids::{FeatureId, MessageId, TenantId};
use crate::monitor::Observation;
use crate::signal::{Label, Message};

/// A message, of `tenant` where it names none.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn message(line: &[u8], tenant: &TenantId) -> Result<Message, WireError> {
    Ok(message_and_slips(line, tenant)?.0)
}

/// The same, with the keys that are ignored and look as if they were meant to be others.
///
/// # Errors
/// As [`message`].
pub fn message_and_slips(line: &[u8], tenant: &TenantId) -> Result<(Message, Vec<Misspelt>), WireError> {
    let fields = message_fields(line, tenant)?;
    let slips = slips_of(&fields);
    Ok((settled::<MessageDoc, _>(fields)?, slips))
}

/// By their canonical names.
fn message_fields(line: &[u8], tenant: &TenantId) -> Result<Map<String, Value>, WireError> {
    let mut fields = fields(line, tenant)?;
    for (short, canonical) in [("ts", "occurred_at"), ("lang", "language")] {
        if let Some(value) = fields.remove(short) {
            fields.entry(canonical).or_insert(value);
        }
    }
    if let Some(id) = fields.remove("customer_id") {
        let customer = fields.entry("customer").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(customer) = customer {
            customer.entry("id").or_insert(id);
        }
    }
    Ok(fields)
}

/// An observation, of `tenant` where it names none.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn observation(line: &[u8], tenant: &TenantId) -> Result<(TenantId, Observation), WireError> {
    settled::<ObservationDoc, _>(fields(line, tenant)?)
}

/// A change, of `tenant` where it names none.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn change(line: &[u8], tenant: &TenantId) -> Result<(TenantId, Change), WireError> {
    settled::<ChangeDoc, _>(fields(line, tenant)?)
}

/// What is known beforehand of one message.
#[derive(Debug, Deserialize, JsonSchema)]
struct LabelDoc {
    id: Option<Text>,
    class: Option<String>,
    feature: Option<String>,
    intent: Option<String>,
}

/// A message's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The message.
    pub id: MessageId,
    /// Its class and feature.
    pub label: Label,
    /// What it is about, finer than a feature: the faults of a truth are told by it.
    pub intent: Option<String>,
}

/// A label: the message's id, whether it reports a problem (class `problem`) and which feature it
/// means (none where empty).
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn label(line: &[u8]) -> Result<Labelled, WireError> {
    json::within(line, json::MAX_RECORD_BYTES)?;
    labelled(json::read_json(line)?).map_err(|e| json::hinted::<LabelDoc>(e, line))
}

fn labelled(doc: LabelDoc) -> Result<Labelled, WireError> {
    let id = required(doc.id, "id", "the id of a message")?;
    let class = doc.class.ok_or_else(|| WireError::missing("class", "the class of the message"))?;
    let feature = doc.feature.filter(|f| !f.is_empty());
    let feature: Option<FeatureId> = feature.map(|f| scalar::feature(&f, "feature")).transpose()?;
    Ok(Labelled { id: name(&id, "id")?, label: Label { problem: class == "problem", feature }, intent: doc.intent })
}

/// What fields mean; where one is missing, the error names the key that comes near.
fn settled<D, T>(fields: Map<String, Value>) -> Result<T, WireError>
where
    D: DeserializeOwned + TryInto<T, Error = WireError>,
{
    let whole = Value::Object(fields);
    let found = json::from_value::<D>(&whole)?.try_into();
    match whole.as_object() {
        Some(fields) => found.map_err(|e| or_misspelt::<D>(e, fields)),
        None => found,
    }
}

fn fields(line: &[u8], tenant: &TenantId) -> Result<Map<String, Value>, WireError> {
    json::within(line, json::MAX_RECORD_BYTES)?;
    let Value::Object(mut fields) = json::read_json(line)? else {
        return Err(WireError::missing("", "an object a line"));
    };
    fields.entry("tenant").or_insert_with(|| tenant.as_str().into());
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::super::Fault;
    use super::*;

    fn tenant() -> TenantId {
        TenantId::new("replay").unwrap()
    }

    #[test]
    fn the_short_form_is_the_canonical_one() {
        let short = br#"{"id":"m-1","ts":"2026-03-09T14:02:00Z","channel":"chat","customer_id":"c7","tier":"pro",
            "lang":"en","text":"checkout hangs","feature":"orders"}"#;
        let canonical = br#"{"id":"m-1","tenant":"replay","occurred_at":"2026-03-09T14:02:00Z","channel":"chat",
            "customer":{"id":"c7"},"tier":"pro","language":"en","text":"checkout hangs","feature":"orders"}"#;
        let read = message(short, &tenant()).unwrap();
        assert_eq!(read, message(canonical, &TenantId::new("other").unwrap()).unwrap());
        assert_eq!((read.author.id.as_deref(), read.picked_area.as_deref()), (Some("c7"), Some("orders")));
    }

    #[test]
    fn observations_and_changes_need_no_tenant() {
        let line = br#"{"probe":"p","state":"ok","observed_at":"2026-03-09T14:02:00Z","ttl_s":60}"#;
        assert_eq!(observation(line, &tenant()).unwrap().0, tenant());
        let line = br#"{"tenant":"acme","id":"d","time":"2026-03-09T14:02:00Z","kind":"flag","service":"s"}"#;
        assert_eq!(change(line, &tenant()).unwrap().0.as_str(), "acme");
    }

    #[test]
    fn labels_name_class_and_feature() {
        let read =
            |line: &str| label(line.as_bytes()).map(|l| (l.label.problem, l.label.feature.map(|f| f.to_string())));
        let problem = r#"{"id":"m-1","class":"problem","feature":"checkout","intent":"x"}"#;
        assert_eq!(read(problem).unwrap(), (true, Some("checkout".to_owned())));
        assert_eq!(read(r#"{"id":"m-1","class":"question","feature":""}"#).unwrap(), (false, None));
        assert_eq!(read(r#"{"id":"m-1"}"#).unwrap_err().field, "class");
    }

    #[test]
    fn a_misspelt_key_is_named_in_every_file() {
        let hints = |told: WireError, key: &str, meant: &str| {
            let told = told.to_string();
            assert!(told.ends_with(&format!("; there is a key {key}: is {meant} meant?")), "{told}");
        };
        hints(message(br#"{"id":1,"occured_at":1,"text":""}"#, &tenant()).unwrap_err(), "occured_at", "occurred_at");
        let line = br#"{"prob":"p","state":"ok","observed_at":1,"ttl_s":60}"#;
        hints(observation(line, &tenant()).unwrap_err(), "prob", "probe");
        let line = br#"{"id":"d","time":1,"kind":"flag","servise":"s"}"#;
        hints(change(line, &tenant()).unwrap_err(), "servise", "service");
        hints(label(br#"{"id":"m-1","clas":"problem"}"#).unwrap_err(), "clas", "class");
    }

    #[test]
    fn broken_lines_are_named() {
        assert_eq!(message(b"[1]", &tenant()).unwrap_err().to_string(), "expected an object a line, found nothing");
        assert_eq!(message(br#"{"id":1,"text":""}"#, &tenant()).unwrap_err().field, "occurred_at");
        assert_eq!(message(&b" ".repeat(json::MAX_RECORD_BYTES + 1), &tenant()).unwrap_err().fault, Fault::TooLarge);
    }
}
