//! The probe inventory as written in files and on the config topic.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::{docs, tiers};
use super::error::WireError;
use super::observation::seconds;
use super::scalar::name;
use crate::config::catalogue::MAX_FEATURES;
use crate::config::probes::MAX_PROBES;
use crate::config::{Probe, ProbeKind, Probes};

/// How often a probe is thought to run where the inventory does not say it, in seconds.
const DEFAULT_INTERVAL_S: f64 = 300.0;
/// How many intervals an observation counts where the inventory does not say it: one may be missed.
const DEFAULT_TTL_INTERVALS: f64 = 2.0;

/// One probe of the inventory. Other keys are refused: a misspelt one would be silently without
/// effect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Probe")]
pub struct ProbeDoc {
    /// Its id, as observations name it.
    #[schemars(required)]
    pub probe: Option<String>,
    /// What kind of check it is, the strongest named first.
    #[schemars(required, extend("enum" = ["synthetic_end_to_end", "synthetic_http", "rum", "conversion",
        "metric_alert", "uptime", "vendor_status"]))]
    pub kind: Option<String>,
    /// The features it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<String>>,
    /// The service, vendor or part of the delivery chain whose state it tells, as `depends_on` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The tiers it logs in as; every tier where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<String>>,
    /// Where it stands; several places where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Whether it logs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticated: Option<bool>,
    /// How often it runs; 300 where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_s: Option<f64>,
    /// How long one of its observations counts; two intervals where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_s: Option<f64>,
    /// Where a person can look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Reads a probe file: a list of probes, or an object with that list under `probe`.
///
/// # Errors
/// [`WireError`] naming the probe by its place, as in `probe[3].kind`.
pub fn read(file: &[u8]) -> Result<Probes, WireError> {
    settle(docs(file, "probe")?)
}

/// Checks a list of probes against the limits and against each other.
///
/// # Errors
/// [`WireError`] naming the probe by its place.
pub fn settle(docs: Vec<ProbeDoc>) -> Result<Probes, WireError> {
    if docs.len() > MAX_PROBES {
        return Err(WireError::too_many("probe", docs.len(), MAX_PROBES));
    }
    let mut probes = BTreeMap::new();
    for (i, doc) in docs.into_iter().enumerate() {
        let place = format!("probe[{i}]");
        let probe = Probe::try_from(doc).map_err(|e| e.under(&place))?;
        if probes.contains_key(&probe.id) {
            let text = probe.id.as_str();
            return Err(WireError::value("probe", text, "an id that no other probe has").under(&place));
        }
        probes.insert(probe.id.clone(), probe);
    }
    Ok(Probes { probes })
}

impl TryFrom<ProbeDoc> for Probe {
    type Error = WireError;

    fn try_from(doc: ProbeDoc) -> Result<Self, WireError> {
        let id = doc.probe.ok_or_else(|| WireError::missing("probe", "an id"))?;
        let features = doc.features.unwrap_or_default();
        if features.len() > MAX_FEATURES {
            return Err(WireError::too_many("features", features.len(), MAX_FEATURES));
        }
        let interval_s = doc.interval_s.unwrap_or(DEFAULT_INTERVAL_S);
        let ttl_s = doc.ttl_s.unwrap_or(interval_s * DEFAULT_TTL_INTERVALS);
        Ok(Self {
            id: name(&id, "probe")?,
            kind: kind(doc.kind.as_deref())?,
            features: features.iter().map(|f| name(f, "features")).collect::<Result<_, _>>()?,
            service: doc.service.filter(|s| !s.trim().is_empty()),
            tiers: tiers(doc.tiers)?,
            region: doc.region,
            authenticated: doc.authenticated.unwrap_or(false),
            interval: seconds(Some(interval_s), "interval_s")?,
            ttl: seconds(Some(ttl_s), "ttl_s")?,
            url: doc.url,
        })
    }
}

/// What [`settle`] reads back as the same probe.
impl From<&Probe> for ProbeDoc {
    fn from(p: &Probe) -> Self {
        Self {
            probe: Some(p.id.as_str().to_owned()),
            kind: Some(p.kind.name().to_owned()),
            features: (!p.features.is_empty()).then(|| p.features.iter().map(|f| f.as_str().to_owned()).collect()),
            service: p.service.clone(),
            tiers: p.tiers.as_ref().map(|t| t.iter().map(|t| t.as_str().to_owned()).collect()),
            region: p.region.clone(),
            authenticated: p.authenticated.then_some(true),
            interval_s: Some(p.interval.as_millis() as f64 / 1_000.0),
            ttl_s: Some(p.ttl.as_millis() as f64 / 1_000.0),
            url: p.url.clone(),
        }
    }
}

fn kind(text: Option<&str>) -> Result<ProbeKind, WireError> {
    let expected = || ProbeKind::ALL.map(ProbeKind::name).join(", ");
    let text = text.ok_or_else(|| WireError::missing("kind", &expected()))?;
    ProbeKind::ALL.into_iter().find(|k| k.name() == text).ok_or_else(|| WireError::value("kind", text, expected()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"[
        {"probe": "shop-up", "kind": "synthetic_end_to_end", "features": ["checkout"], "tiers": ["pro"], "region": "eu",
         "interval_s": 60, "ttl_s": 90, "authenticated": true, "url": "https://shop.example"},
        {"probe": "host", "kind": "uptime"}
    ]"#;

    #[test]
    fn reads_a_list_or_the_shape_of_the_toml_file() {
        let listed = read(FILE.as_bytes()).unwrap();
        assert_eq!(read(format!("{{\"probe\":{FILE}}}").as_bytes()).unwrap(), listed);
        insta::assert_debug_snapshot!(listed, @r#"
        Probes {
            probes: {
                ProbeId(
                    "host",
                ): Probe {
                    id: ProbeId(
                        "host",
                    ),
                    kind: Uptime,
                    features: [],
                    service: None,
                    tiers: None,
                    region: None,
                    authenticated: false,
                    interval: Span(
                        300000,
                    ),
                    ttl: Span(
                        600000,
                    ),
                    url: None,
                },
                ProbeId(
                    "shop-up",
                ): Probe {
                    id: ProbeId(
                        "shop-up",
                    ),
                    kind: SyntheticEndToEnd,
                    features: [
                        FeatureId(
                            "checkout",
                        ),
                    ],
                    service: None,
                    tiers: Some(
                        [
                            Tier(
                                "pro",
                            ),
                        ],
                    ),
                    region: Some(
                        "eu",
                    ),
                    authenticated: true,
                    interval: Span(
                        60000,
                    ),
                    ttl: Span(
                        90000,
                    ),
                    url: Some(
                        "https://shop.example",
                    ),
                },
            },
        }
        "#);
    }

    #[test]
    fn comes_back_the_same_from_its_twins() {
        let once = read(FILE.as_bytes()).unwrap();
        let docs: Vec<ProbeDoc> = once.probes.values().map(ProbeDoc::from).collect();
        assert_eq!(read(&serde_json::to_vec(&docs).unwrap()).unwrap(), once);
    }

    #[test]
    fn errors_name_the_place() {
        for (file, text) in [
            (
                r#"[{"probe":"a","kind":"uptime"},{"probe":"a","kind":"rum"}]"#,
                "probe[1].probe: expected an id that no other probe has, found \"a\"",
            ),
            (
                r#"[{"probe":"a","kind":"ping"}]"#,
                "probe[0].kind: expected synthetic_end_to_end, synthetic_http, rum, conversion, metric_alert, uptime, vendor_status, found \"ping\"",
            ),
            (
                r#"[{"probe":"a","kind":"rum","ttl_s":0}]"#,
                "probe[0].ttl_s: expected more than 0 and at most 2678400 seconds, found \"0\"",
            ),
            (r#"[{"kind":"rum"}]"#, "probe[0].probe: expected an id, found nothing"),
        ] {
            assert_eq!(read(file.as_bytes()).unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn lists_stop_at_their_limits() {
        let doc = |i: usize, features: usize| ProbeDoc {
            probe: Some(format!("p{i}")),
            kind: Some("rum".to_owned()),
            features: Some(vec!["f".to_owned(); features]),
            ..ProbeDoc::default()
        };
        let all = |n: usize| settle((0..n).map(|i| doc(i, 1)).collect());
        assert_eq!(all(MAX_PROBES).unwrap().probes.len(), MAX_PROBES);
        assert!(all(MAX_PROBES + 1).is_err());
        assert!(settle(vec![doc(0, MAX_FEATURES)]).is_ok());
        assert_eq!(settle(vec![doc(0, MAX_FEATURES + 1)]).unwrap_err().field, "probe[0].features");
    }
}
