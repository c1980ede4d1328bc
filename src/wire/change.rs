//! Canonical changes, `change.v1`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::WireError;
use super::json;
use super::scalar::{Text, TimeDoc, moment, name, required, said};
use crate::change::{Change, ChangeKind};
use crate::ids::TenantId;

/// Most features one change may name: more says as little as none.
pub const MAX_FEATURES_OF_A_CHANGE: usize = 100;
/// Longest summary, in characters: one line; the rest is cut.
pub const MAX_SUMMARY_CHARS: usize = 300;

/// A deploy, flag, configuration, migration, job or vendor event. Keys that are not named here are
/// ignored.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "change.v1")]
pub struct ChangeDoc {
    /// Whose change it is: 1 to 64 letters, digits, '.', '_' or '-'.
    #[schemars(required)]
    pub tenant: Option<Text>,
    /// The source's id of the change: the same id twice is one change.
    #[schemars(required)]
    pub id: Option<Text>,
    /// When it took effect.
    #[schemars(required)]
    pub time: Option<TimeDoc>,
    /// What kind of change.
    #[schemars(required, extend("enum" = ["deploy", "flag", "config", "migration", "job", "vendor"]))]
    pub kind: Option<String>,
    /// The service changed.
    #[schemars(required)]
    pub service: Option<String>,
    /// The features it changed; none for an upstream service.
    pub features: Option<Vec<String>>,
    /// `production` where nothing is said.
    pub environment: Option<String>,
    /// One line for a person.
    pub summary: Option<String>,
    /// Where a person can look.
    pub url: Option<String>,
    /// Who did it.
    pub actor: Option<Text>,
    /// Whether a pipeline did it.
    pub automated: Option<bool>,
    /// The pipeline run.
    pub pipeline_url: Option<String>,
}

/// Reads one record of a change topic.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn read(payload: &[u8]) -> Result<(TenantId, Change), WireError> {
    json::read_as::<ChangeDoc, _>(payload)
}

impl TryFrom<ChangeDoc> for (TenantId, Change) {
    type Error = WireError;

    fn try_from(doc: ChangeDoc) -> Result<Self, WireError> {
        let tenant = required(doc.tenant, "tenant", "a tenant")?;
        let id = required(doc.id, "id", "the source's id of the change")?;
        let features = doc.features.unwrap_or_default();
        if features.len() > MAX_FEATURES_OF_A_CHANGE {
            return Err(WireError::too_many("features", features.len(), MAX_FEATURES_OF_A_CHANGE));
        }
        let features: Result<_, _> = features.iter().map(|f| name(f, "features")).collect();
        let change = Change {
            id: name(&id, "id")?,
            time: moment(doc.time.as_ref(), "time")?,
            kind: kind(doc.kind.as_deref())?,
            service: doc.service.ok_or_else(|| WireError::missing("service", "the service changed"))?,
            features: features?,
            environment: doc.environment.unwrap_or_else(|| "production".to_owned()),
            summary: doc.summary.unwrap_or_default().chars().take(MAX_SUMMARY_CHARS).collect(),
            url: doc.url,
            actor: said(doc.actor),
            automated: doc.automated,
            pipeline_url: doc.pipeline_url,
        };
        Ok((name(&tenant, "tenant")?, change))
    }
}

fn kind(text: Option<&str>) -> Result<ChangeKind, WireError> {
    const EXPECTED: &str = "deploy, flag, config, migration, job or vendor";
    match text.ok_or_else(|| WireError::missing("kind", EXPECTED))? {
        "deploy" => Ok(ChangeKind::Deploy),
        "flag" => Ok(ChangeKind::Flag),
        "config" => Ok(ChangeKind::Config),
        "migration" => Ok(ChangeKind::Migration),
        "job" => Ok(ChangeKind::Job),
        "vendor" => Ok(ChangeKind::Vendor),
        other => Err(WireError::value("kind", other, EXPECTED)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Fault;
    use super::*;

    const GOOD: &str = r#"{"tenant":"acme","id":"d-418","time":"2026-03-09T13:41:00Z","kind":"deploy",
        "service":"orders-api","features":["checkout"],"summary":"orders-api 4.18","automated":true,"colour":"red"}"#;

    #[test]
    fn reads_the_canonical_change() {
        insta::assert_debug_snapshot!(read(GOOD.as_bytes()).unwrap(), @r#"
        (
            TenantId(
                "acme",
            ),
            Change {
                id: ChangeId(
                    "d-418",
                ),
                time: Timestamp(
                    1773063660000,
                ),
                kind: Deploy,
                service: "orders-api",
                features: [
                    FeatureId(
                        "checkout",
                    ),
                ],
                environment: "production",
                summary: "orders-api 4.18",
                url: None,
                actor: None,
                automated: Some(
                    true,
                ),
                pipeline_url: None,
            },
        )
        "#);
    }

    #[test]
    fn every_kind_has_its_name() {
        for name in ["deploy", "flag", "config", "migration", "job", "vendor"] {
            assert_eq!(kind(Some(name)).unwrap().name(), name);
        }
        assert_eq!(kind(Some("party")).unwrap_err().fault, Fault::Value);
    }

    #[test]
    fn each_required_field_is_named_when_missing() {
        for field in ["tenant", "id", "time", "kind", "service"] {
            let mut doc: serde_json::Value = serde_json::from_str(GOOD).unwrap();
            doc.as_object_mut().unwrap().remove(field);
            let e = read(doc.to_string().as_bytes()).unwrap_err();
            assert_eq!((e.fault, e.field.as_str()), (Fault::Shape, field));
        }
    }

    #[test]
    fn features_and_summary_stop_at_their_limits() {
        let mut doc: serde_json::Value = serde_json::from_str(GOOD).unwrap();
        doc["features"] = vec!["f"; MAX_FEATURES_OF_A_CHANGE].into();
        doc["summary"] = "s".repeat(MAX_SUMMARY_CHARS + 1).into();
        let (_, change) = read(doc.to_string().as_bytes()).unwrap();
        assert_eq!((change.features.len(), change.summary.len()), (MAX_FEATURES_OF_A_CHANGE, MAX_SUMMARY_CHARS));
        doc["features"] = vec!["f"; MAX_FEATURES_OF_A_CHANGE + 1].into();
        assert_eq!(
            read(doc.to_string().as_bytes()).unwrap_err().to_string(),
            "features: expected at most 100, found 101"
        );
    }
}
