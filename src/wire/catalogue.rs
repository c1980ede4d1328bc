//! The catalogue as written in files and on the config topic.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::WireError;
use super::json;
use super::near::misspelt_of;
use super::scalar::{TimeDoc, feature, name};
use crate::config::catalogue::{MAX_ALIASES, MAX_FEATURES};
use crate::config::{Catalogue, Feature};
use crate::ids::{FeatureId, Tier};

/// Most entries of any other list of a feature (tiers, services it depends on).
pub const MAX_LIST: usize = 100;

/// One feature of the catalogue. Other keys are refused: a misspelt one would be silently without
/// effect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Feature")]
pub struct FeatureDoc {
    /// Its id; made of the name where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Its name as a person reads it; the id where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Other words customers use for it, in any language; at most 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Vec<String>>,
    /// The area a support form offers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Tiers that have it; all where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<String>>,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When it first shipped, a time or a date; long ago where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<TimeDoc>,
    /// Its own service first, then upstream services and vendors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Vec<String>>,
    /// The area of the status page it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_page_area: Option<String>,
    /// Batch or scheduled work does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asynchronous: Option<bool>,
    /// A third party does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external: Option<bool>,
    /// It happens on the phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<bool>,
    /// It differs by place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regional: Option<bool>,
    /// Sign-up, confirmation, reset, magic link or single sign-on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<bool>,
}

/// Reads a catalogue file: a list of features, or an object with that list under `feature`.
///
/// # Errors
/// [`WireError`] naming the feature by its place, as in `feature[3].shipped_at`.
pub fn read(file: &[u8]) -> Result<Catalogue, WireError> {
    settle(docs(file, "feature")?)
}

/// The entries of a file that is a list, or an object with the list under `key`.
pub(crate) fn docs<T: serde::de::DeserializeOwned>(file: &[u8], key: &str) -> Result<Vec<T>, WireError> {
    json::within(file, json::MAX_FILE_BYTES)?;
    let mut whole: Value = json::read_json(file)?;
    let list = match whole.get_mut(key) {
        Some(inner) => inner.take(),
        None => whole,
    };
    let Value::Array(entries) = &list else {
        let missing = WireError::missing(key, "a list");
        return Err(match list.as_object() {
            Some(fields) => misspelt_of(missing, fields, &[key]),
            None => missing,
        });
    };
    let each = entries.iter().enumerate();
    each.map(|(i, entry)| json::from_value(entry).map_err(|e| e.under(&format!("{key}[{i}]")))).collect()
}

/// Checks a list of features against the limits and against each other.
///
/// # Errors
/// [`WireError`] naming the feature by its place.
pub fn settle(docs: Vec<FeatureDoc>) -> Result<Catalogue, WireError> {
    if docs.len() > MAX_FEATURES {
        return Err(WireError::too_many("feature", docs.len(), MAX_FEATURES));
    }
    let mut features = BTreeMap::new();
    for (i, doc) in docs.into_iter().enumerate() {
        let place = format!("feature[{i}]");
        let feature = Feature::try_from(doc).map_err(|e| e.under(&place))?;
        if features.contains_key(&feature.id) {
            let text = feature.id.as_str();
            return Err(WireError::value("feature", text, "an id that no other feature has").under(&place));
        }
        features.insert(feature.id.clone(), feature);
    }
    Ok(Catalogue { features })
}

impl TryFrom<FeatureDoc> for Feature {
    type Error = WireError;

    fn try_from(doc: FeatureDoc) -> Result<Self, WireError> {
        let id: FeatureId = match (&doc.feature, &doc.name) {
            (Some(id), _) => feature(id, "feature")?,
            (None, Some(n)) => feature(&id_of(n), "name")?,
            (None, None) => return Err(WireError::missing("feature", "an id or a name")),
        };
        let aliases = doc.aliases.unwrap_or_default();
        if aliases.len() > MAX_ALIASES {
            return Err(WireError::too_many("aliases", aliases.len(), MAX_ALIASES));
        }
        Ok(Self {
            name: doc.name.filter(|n| !n.trim().is_empty()).unwrap_or_else(|| id.as_str().to_owned()),
            id,
            aliases: aliases.into_iter().filter(|a| !a.trim().is_empty()).collect(),
            area: doc.area,
            tiers: tiers(doc.tiers)?,
            owner: doc.owner,
            shipped_at: doc.shipped_at.map(midnight).map(|t| t.moment("shipped_at")).transpose()?,
            depends_on: bounded(doc.depends_on.unwrap_or_default(), "depends_on")?,
            status_page_area: doc.status_page_area,
            asynchronous: doc.asynchronous.unwrap_or(false),
            external: doc.external.unwrap_or(false),
            mobile: doc.mobile.unwrap_or(false),
            regional: doc.regional.unwrap_or(false),
            authentication: doc.authentication.unwrap_or(false),
        })
    }
}

/// What [`settle`] reads back as the same feature.
impl From<&Feature> for FeatureDoc {
    fn from(f: &Feature) -> Self {
        let list = |v: &Vec<String>| (!v.is_empty()).then(|| v.clone());
        Self {
            feature: Some(f.id.as_str().to_owned()),
            name: Some(f.name.clone()),
            aliases: list(&f.aliases),
            area: f.area.clone(),
            tiers: f.tiers.as_ref().map(|t| t.iter().map(|t| t.as_str().to_owned()).collect()),
            owner: f.owner.clone(),
            shipped_at: f.shipped_at.map(TimeDoc::from),
            depends_on: list(&f.depends_on),
            status_page_area: f.status_page_area.clone(),
            asynchronous: f.asynchronous.then_some(true),
            external: f.external.then_some(true),
            mobile: f.mobile.then_some(true),
            regional: f.regional.then_some(true),
            authentication: f.authentication.then_some(true),
        }
    }
}

/// `Sign-up page` -> `sign_up_page`.
fn id_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// A date stands for its first moment, UTC.
fn midnight(time: TimeDoc) -> TimeDoc {
    match time {
        TimeDoc::Text(date) if date.len() == 10 => TimeDoc::Text(date + "T00:00:00Z"),
        TimeDoc::Text(_) | TimeDoc::Whole(_) | TimeDoc::Fraction(_) => time,
    }
}

/// The tiers of a feature or a probe.
pub(crate) fn tiers(list: Option<Vec<String>>) -> Result<Option<Vec<Tier>>, WireError> {
    let Some(list) = list else { return Ok(None) };
    bounded(list, "tiers")?.iter().map(|t| name(t, "tiers")).collect::<Result<_, _>>().map(Some)
}

fn bounded(list: Vec<String>, field: &str) -> Result<Vec<String>, WireError> {
    if list.len() > MAX_LIST { Err(WireError::too_many(field, list.len(), MAX_LIST)) } else { Ok(list) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"[
        {"feature": "checkout", "name": "Checkout", "aliases": ["pay now", " "], "area": "orders", "tiers": null,
         "shipped_at": "2026-03-01", "depends_on": ["orders-api", "card-vendor"], "external": true},
        {"name": "Sign-up page", "tiers": ["free"], "authentication": true}
    ]"#;

    #[test]
    fn reads_a_list_or_the_shape_of_the_toml_file() {
        let listed = read(FILE.as_bytes()).unwrap();
        assert_eq!(read(format!("{{\"feature\":{FILE}}}").as_bytes()).unwrap(), listed);
        insta::assert_debug_snapshot!(listed.get(&FeatureId::new("checkout").unwrap()).unwrap(), @r#"
        Feature {
            id: FeatureId(
                "checkout",
            ),
            name: "Checkout",
            aliases: [
                "pay now",
            ],
            area: Some(
                "orders",
            ),
            tiers: None,
            owner: None,
            shipped_at: Some(
                Timestamp(
                    1772323200000,
                ),
            ),
            depends_on: [
                "orders-api",
                "card-vendor",
            ],
            status_page_area: None,
            asynchronous: false,
            external: true,
            mobile: false,
            regional: false,
            authentication: false,
        }
        "#);
        assert!(listed.get(&FeatureId::new("sign_up_page").unwrap()).unwrap().authentication);
    }

    #[test]
    fn comes_back_the_same_from_its_twins() {
        let once = read(FILE.as_bytes()).unwrap();
        let docs: Vec<FeatureDoc> = once.features.values().map(FeatureDoc::from).collect();
        assert_eq!(read(&serde_json::to_vec(&docs).unwrap()).unwrap(), once);
    }

    #[test]
    fn errors_name_the_place() {
        for (file, text) in [
            (
                r#"[{"feature":"a"},{"feature":"a"}]"#,
                "feature[1].feature: expected an id that no other feature has, found \"a\"",
            ),
            (
                r#"[{"feature":"a","alliases":[]}]"#,
                "feature[0].alliases: expected one of `feature`, `name`, `aliases`, `area`, `tiers`, `owner`, `shipped_at`, `depends_on`, `status_page_area`, `asynchronous`, `external`, `mobile`, `regional`, `authentication`, found a key that is not known; did you mean aliases?",
            ),
            (r#"[{"aliases":["x"]}]"#, "feature[0].feature: expected an id or a name, found nothing"),
            (
                r#"[{"feature":"a","shipped_at":"soon"}]"#,
                "feature[0].shipped_at: expected a time such as 2026-03-09T14:02:00Z or seconds since 1970, found \"soon\"",
            ),
            (
                r#"[{"feature":"topic:gift-card"}]"#,
                "feature[0].feature: expected an id that is not * and does not begin with topic:, found \"topic:gift-card\"",
            ),
            (
                r#"[{"feature":"*"}]"#,
                "feature[0].feature: expected an id that is not * and does not begin with topic:, found \"*\"",
            ),
            (
                r#"{"features":[]}"#,
                "feature: expected a list, found nothing; there is a key features: is feature meant?",
            ),
            (r#"{"products":[]}"#, "feature: expected a list, found nothing"),
        ] {
            assert_eq!(read(file.as_bytes()).unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn lists_stop_at_their_limits() {
        let features = |n: usize| settle((0..n).map(|i| doc(&format!("f{i}"), 0)).collect());
        assert_eq!(features(MAX_FEATURES).unwrap().features.len(), MAX_FEATURES);
        assert!(features(MAX_FEATURES + 1).is_err());
        assert!(settle(vec![doc("a", MAX_ALIASES)]).is_ok());
        assert_eq!(settle(vec![doc("a", MAX_ALIASES + 1)]).unwrap_err().field, "feature[0].aliases");
        assert!(tiers(Some(vec!["t".to_owned(); MAX_LIST])).is_ok());
        assert!(tiers(Some(vec!["t".to_owned(); MAX_LIST + 1])).is_err());
    }

    fn doc(id: &str, aliases: usize) -> FeatureDoc {
        let aliases = Some(vec!["x".to_owned(); aliases]);
        FeatureDoc { feature: Some(id.to_owned()), aliases, ..FeatureDoc::default() }
    }
}
