//! Canonical observations of monitoring, `observation.v1`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::WireError;
use super::json;
use super::scalar::{Text, TimeDoc, moment, name, required, said};
use crate::ids::TenantId;
use crate::monitor::{Observation, ProbeState};
use crate::time::Span;

/// Longest time to live: a month-old reading says nothing of now.
pub const MAX_TTL_S: f64 = 31.0 * 86_400.0;

/// What one probe said at one time. Keys that are not named here are ignored.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "observation.v1")]
pub struct ObservationDoc {
    /// Whose monitoring it is: 1 to 64 letters, digits, '.', '_' or '-'.
    #[schemars(required)]
    pub tenant: Option<Text>,
    /// The probe, as the inventory names it.
    #[schemars(required)]
    pub probe: Option<Text>,
    /// What it said; `no_data` where the monitoring itself knows nothing.
    #[schemars(required, extend("enum" = ["ok", "degraded", "failing", "no_data"]))]
    pub state: Option<String>,
    /// When it looked.
    #[schemars(required)]
    pub observed_at: Option<TimeDoc>,
    /// Seconds it counts, more than 0, at most 31 days.
    #[schemars(required)]
    pub ttl_s: Option<f64>,
    /// From where it looked.
    pub region: Option<Text>,
    /// A person has muted the alert.
    pub silenced: Option<bool>,
    /// What was measured.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<String>,
    /// Where a person can look.
    pub url: Option<String>,
    /// The monitoring system; without it all observations are one source.
    pub source: Option<Text>,
}

/// Reads one record of an observation topic.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn read(payload: &[u8]) -> Result<(TenantId, Observation), WireError> {
    json::read_as::<ObservationDoc, _>(payload)
}

impl TryFrom<ObservationDoc> for (TenantId, Observation) {
    type Error = WireError;

    fn try_from(doc: ObservationDoc) -> Result<Self, WireError> {
        let tenant = required(doc.tenant, "tenant", "a tenant")?;
        let probe = required(doc.probe, "probe", "a probe")?;
        let observation = Observation {
            probe: name(&probe, "probe")?,
            state: state(doc.state.as_deref())?,
            observed_at: moment(doc.observed_at.as_ref(), "observed_at")?,
            ttl: seconds(doc.ttl_s, "ttl_s")?,
            region: said(doc.region),
            silenced: doc.silenced.unwrap_or(false),
            value: doc.value,
            unit: doc.unit,
            url: doc.url,
            source: said(doc.source),
        };
        Ok((name(&tenant, "tenant")?, observation))
    }
}

fn state(text: Option<&str>) -> Result<ProbeState, WireError> {
    const EXPECTED: &str = "ok, degraded, failing or no_data";
    match text.ok_or_else(|| WireError::missing("state", EXPECTED))? {
        "ok" => Ok(ProbeState::Ok),
        "degraded" => Ok(ProbeState::Degraded),
        "failing" => Ok(ProbeState::Failing),
        "no_data" => Ok(ProbeState::NoData),
        other => Err(WireError::value("state", other, EXPECTED)),
    }
}

/// A length of time in seconds, more than none and at most [`MAX_TTL_S`].
pub(crate) fn seconds(found: Option<f64>, field: &str) -> Result<Span, WireError> {
    let s = found.ok_or_else(|| WireError::missing(field, "a number of seconds"))?;
    if s > 0.0 && s <= MAX_TTL_S {
        return Ok(Span::from_millis((s * 1_000.0).round() as i64));
    }
    Err(WireError::value(field, &s.to_string(), "more than 0 and at most 2678400 seconds"))
}

#[cfg(test)]
mod tests {
    use super::super::Fault;
    use super::*;

    const GOOD: &str = r#"{"tenant":"acme","probe":"shop-up","state":"degraded","observed_at":"2026-03-09T14:02:00Z",
        "ttl_s":90,"region":"eu","silenced":true,"value":1.5,"unit":"s","source":"metrics","colour":"red"}"#;

    #[test]
    fn reads_the_canonical_observation() {
        insta::assert_debug_snapshot!(read(GOOD.as_bytes()).unwrap(), @r#"
        (
            TenantId(
                "acme",
            ),
            Observation {
                probe: ProbeId(
                    "shop-up",
                ),
                state: Degraded,
                observed_at: Timestamp(
                    1773064920000,
                ),
                ttl: Span(
                    90000,
                ),
                region: Some(
                    "eu",
                ),
                silenced: true,
                value: Some(
                    1.5,
                ),
                unit: Some(
                    "s",
                ),
                url: None,
                source: Some(
                    "metrics",
                ),
            },
        )
        "#);
    }

    #[test]
    fn each_required_field_is_named_when_missing() {
        for field in ["tenant", "probe", "state", "observed_at", "ttl_s"] {
            let mut doc: serde_json::Value = serde_json::from_str(GOOD).unwrap();
            doc.as_object_mut().unwrap().remove(field);
            let e = read(doc.to_string().as_bytes()).unwrap_err();
            assert_eq!((e.fault, e.field.as_str()), (Fault::Shape, field));
        }
    }

    #[test]
    fn a_time_to_live_stops_at_its_limits() {
        let ttl = |s: f64| seconds(Some(s), "ttl_s");
        assert_eq!(ttl(0.5).unwrap(), Span::from_millis(500));
        assert_eq!(ttl(MAX_TTL_S).unwrap(), Span::from_days(31));
        for bad in [0.0, -1.0, MAX_TTL_S + 1.0, f64::NAN] {
            assert_eq!(ttl(bad).unwrap_err().fault, Fault::Value);
        }
    }
}
