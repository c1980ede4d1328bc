//! Dead letters: what could not be read, named by its headers, in the style of Kafka Connect.

use schemars::JsonSchema;
use serde::Serialize;

use super::journal::Origin;
use crate::ids::sha256_hex;

/// Longest explanation in a header, in bytes: one line.
const MAX_MESSAGE_BYTES: usize = 512;

/// Which stage could not go on with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A source record could not be understood.
    Understand,
    /// A journal record made an engine panic, or could not be published.
    Correlate,
}

/// The headers of a dead letter. Key and timestamp are those of the record; its body is left out
/// unless the settings ask for it, because it is not redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "dead-letter.v1 (headers)")]
pub struct DeadLetterHeaders {
    /// The topic the record stood on.
    #[serde(rename = "__connect.errors.topic")]
    pub topic: String,
    /// Its partition, a number as text.
    #[serde(rename = "__connect.errors.partition")]
    pub partition: String,
    /// Its offset, a number as text.
    #[serde(rename = "__connect.errors.offset")]
    pub offset: String,
    /// The stage that could not go on.
    #[serde(rename = "__connect.errors.stage")]
    #[schemars(extend("enum" = ["understand", "correlate"]))]
    pub stage: &'static str,
    /// The kind of fault.
    #[serde(rename = "__connect.errors.exception.class.name")]
    #[schemars(extend("enum" = ["too_large", "not_json", "wrong_shape", "bad_value", "refused", "internal"]))]
    pub reason: String,
    /// The field, the value shortened, what was expected.
    #[serde(rename = "__connect.errors.exception.message")]
    pub message: String,
    /// Size of the record's value in bytes, a number as text.
    #[serde(rename = "groundswell.size")]
    pub size: String,
    /// SHA-256 of the record's value in hexadecimal: finds it again at its source.
    #[serde(rename = "groundswell.sha256")]
    pub sha256: String,
}

impl DeadLetterHeaders {
    /// The headers for a record with this value; `reason` is the kind of fault by name.
    #[must_use]
    pub fn new(stage: Stage, origin: &Origin, reason: &str, detail: &str, value: &[u8]) -> Self {
        let stage = match stage {
            Stage::Understand => "understand",
            Stage::Correlate => "correlate",
        };
        let end = detail.floor_char_boundary(MAX_MESSAGE_BYTES);
        Self {
            topic: origin.topic.clone(),
            partition: origin.partition.to_string(),
            offset: origin.offset.to_string(),
            stage,
            reason: reason.to_owned(),
            message: detail[..end].to_owned(),
            size: value.len().to_string(),
            sha256: sha256_hex(value),
        }
    }

    /// As record headers.
    #[must_use]
    pub fn into_pairs(self) -> Vec<(&'static str, String)> {
        vec![
            ("__connect.errors.topic", self.topic),
            ("__connect.errors.partition", self.partition),
            ("__connect.errors.offset", self.offset),
            ("__connect.errors.stage", self.stage.to_owned()),
            ("__connect.errors.exception.class.name", self.reason),
            ("__connect.errors.exception.message", self.message),
            ("groundswell.size", self.size),
            ("groundswell.sha256", self.sha256),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(detail: &str) -> DeadLetterHeaders {
        let origin = Origin { topic: "tickets".to_owned(), partition: 2, offset: 41 };
        DeadLetterHeaders::new(Stage::Understand, &origin, "not_json", detail, b"{")
    }

    #[test]
    fn the_headers_are_those_of_the_schema() {
        let pairs = headers("line 1").into_pairs();
        let doc = serde_json::to_value(headers("line 1")).unwrap();
        assert_eq!(doc.as_object().unwrap().len(), pairs.len());
        assert!(pairs.iter().all(|(name, value)| doc[*name] == **value));
        insta::assert_debug_snapshot!(pairs, @r#"
        [
            (
                "__connect.errors.topic",
                "tickets",
            ),
            (
                "__connect.errors.partition",
                "2",
            ),
            (
                "__connect.errors.offset",
                "41",
            ),
            (
                "__connect.errors.stage",
                "understand",
            ),
            (
                "__connect.errors.exception.class.name",
                "not_json",
            ),
            (
                "__connect.errors.exception.message",
                "line 1",
            ),
            (
                "groundswell.size",
                "1",
            ),
            (
                "groundswell.sha256",
                "021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96",
            ),
        ]
        "#);
    }

    #[test]
    fn the_explanation_stops_at_its_limit() {
        assert_eq!(headers(&"é".repeat(300)).message.len(), MAX_MESSAGE_BYTES);
        assert_eq!(headers(&format!("a{}", "é".repeat(300))).message.len(), MAX_MESSAGE_BYTES - 1);
    }
}
