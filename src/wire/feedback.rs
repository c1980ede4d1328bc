//! What a person says of messages and candidates, `feedback.v1`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::WireError;
use super::json;
use super::scalar::{Text, feature, name, required};
use crate::engine::input::Feedback;
use crate::ids::TenantId;

const KINDS: &str = "label or confirm";

/// What a person says of a message or a candidate. Keys that are not named here are ignored.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "feedback.v1")]
pub struct FeedbackDoc {
    /// Whose message or candidate it is: 1 to 64 letters, digits, '.', '_' or '-'.
    #[schemars(required)]
    pub tenant: Option<Text>,
    /// `label`: what a message is. `confirm`: the candidate is an incident.
    #[schemars(required, extend("enum" = ["label", "confirm"]))]
    pub kind: Option<String>,
    /// The message that is labelled, by the id its source gave it.
    pub message: Option<Text>,
    /// Whether that message reports a problem.
    pub problem: Option<bool>,
    /// The feature that message means, by its id in the catalogue.
    pub feature: Option<String>,
    /// The candidate that is confirmed.
    pub candidate: Option<String>,
}

/// Reads one record of a feedback topic.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn read(payload: &[u8]) -> Result<(TenantId, Feedback), WireError> {
    json::read_record::<FeedbackDoc>(payload)?.try_into()
}

impl TryFrom<FeedbackDoc> for (TenantId, Feedback) {
    type Error = WireError;

    fn try_from(doc: FeedbackDoc) -> Result<Self, WireError> {
        let tenant = required(doc.tenant, "tenant", "a tenant")?;
        let feedback = match doc.kind.as_deref().ok_or_else(|| WireError::missing("kind", KINDS))? {
            "label" => {
                let message = required(doc.message, "message", "the id of the message that is labelled")?;
                if doc.problem.is_none() && doc.feature.is_none() {
                    return Err(WireError::missing("problem", "`problem`, `feature` or both: what the message is"));
                }
                let feature = doc.feature.map(|f| feature(&f, "feature")).transpose()?;
                Feedback::Label { message: name(&message, "message")?, problem: doc.problem, feature }
            }
            "confirm" => {
                let candidate = doc.candidate.ok_or_else(|| WireError::missing("candidate", "the candidate's id"))?;
                Feedback::Confirm { candidate: name(&candidate, "candidate")? }
            }
            other => return Err(WireError::value("kind", other, KINDS)),
        };
        Ok((name(&tenant, "tenant")?, feedback))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CandidateId, FeatureId, MessageId};

    #[test]
    fn reads_a_label_and_a_confirmation() {
        let label = br#"{"tenant":"acme","kind":"label","message":"t-9","problem":true,"feature":"checkout","by":"x"}"#;
        let (tenant, feedback) = read(label).unwrap();
        assert_eq!(tenant.as_str(), "acme");
        let (message, feature) = (MessageId::new("t-9").unwrap(), FeatureId::new("checkout").unwrap());
        assert_eq!(feedback, Feedback::Label { message, problem: Some(true), feature: Some(feature) });
        let (_, feedback) = read(br#"{"tenant":"acme","kind":"confirm","candidate":"c-1"}"#).unwrap();
        assert_eq!(feedback, Feedback::Confirm { candidate: CandidateId::new("c-1").unwrap() });
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let says = |record: &str| read(record.as_bytes()).unwrap_err().to_string();
        for (record, named) in [
            (r#"{"kind":"confirm","candidate":"c"}"#, "tenant"),
            (r#"{"tenant":"acme"}"#, "kind"),
            (r#"{"tenant":"acme","kind":"bless"}"#, "label or confirm"),
            (r#"{"tenant":"acme","kind":"label","problem":true}"#, "message"),
            (r#"{"tenant":"acme","kind":"label","message":"t"}"#, "`problem`, `feature` or both"),
            (r#"{"tenant":"acme","kind":"label","message":"t","feature":""}"#, "feature"),
            (r#"{"tenant":"acme","kind":"label","message":"t","feature":"*"}"#, "not *"),
            (r#"{"tenant":"acme","kind":"label","message":"t","feature":"topic:gift-card"}"#, "topic:"),
            (r#"{"tenant":"acme","kind":"confirm"}"#, "candidate"),
        ] {
            assert!(says(record).contains(named), "{record}: {}", says(record));
        }
    }
}
