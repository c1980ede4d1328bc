//! What `apply` and `forget` publish, `config.v1`: catalogue, probes, settings, sources, erasure.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::{self, FeatureDoc};
use super::error::WireError;
use super::journal::{Body, Sources};
use super::json;
use super::probes::{self, ProbeDoc};
use super::scalar::name;
use super::settings::{SettingsDoc, key_of};
use crate::engine::input::{Forget, Input};
use crate::ids::CustomerKey;

/// One record of the config topic: a version and exactly one of the other keys. Other keys are
/// refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "config.v1")]
pub struct ConfigDoc {
    /// Rises with every publication.
    #[schemars(required)]
    pub version: Option<u64>,
    /// Whose it is; none for `defaults` and `sources`, which are the installation's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The tenant's features, replacing those before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<Vec<FeatureDoc>>,
    /// The tenant's probes, replacing those before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probes: Option<Vec<ProbeDoc>>,
    /// The tenant's settings, tiers among them, replacing those before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<SettingsDoc>,
    /// Settings of tenants that have none of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaults: Option<SettingsDoc>,
    /// The topics that carry messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<String>>,
    /// Whose traces are to be erased: `tenant`, or a customer's keyed hash in 16 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forget: Option<String>,
}

/// Most topics that carry messages: each has a place in every progress record.
pub const MAX_SOURCES: usize = 256;

const ONE_OF: &str = "exactly one of catalogue, probes, settings, defaults, sources, forget";

/// Reads one record of the config topic. An empty payload, the tombstone of a compacted topic, says
/// nothing.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing, unknown or cannot be.
pub fn read(payload: &[u8]) -> Result<Option<Body>, WireError> {
    if payload.is_empty() {
        return Ok(None);
    }
    body(json::read_record(payload)?).map(Some)
}

/// What a record says to the journal.
fn body(doc: ConfigDoc) -> Result<Body, WireError> {
    let version = doc.version.ok_or_else(|| WireError::missing("version", "a whole number"))?;
    let ConfigDoc { tenant, catalogue, probes, settings, defaults, sources, forget, .. } = doc;
    let of = |input: Input| {
        let text = tenant.as_deref().ok_or_else(|| WireError::missing("tenant", "a tenant"))?;
        Ok(Body::Tenant { tenant: name(text, "tenant")?, input })
    };
    match (catalogue, probes, settings, defaults, sources, forget) {
        (Some(c), None, None, None, None, None) => of(Input::Catalogue(Box::new(catalogue::settle(c)?))),
        (None, Some(p), None, None, None, None) => of(Input::Probes(Box::new(probes::settle(p)?))),
        (None, None, Some(s), None, None, None) => {
            of(Input::Settings(Box::new(s.try_into().map_err(|e: WireError| e.under("settings"))?)))
        }
        (None, None, None, Some(d), None, None) => {
            Ok(Body::Defaults(Box::new(d.try_into().map_err(|e: WireError| e.under("defaults"))?)))
        }
        (None, None, None, None, Some(topics), None) if topics.len() > MAX_SOURCES => {
            Err(WireError::too_many("sources", topics.len(), MAX_SOURCES))
        }
        (None, None, None, None, Some(message_topics), None) => Ok(Body::Sources(Sources { version, message_topics })),
        (None, None, None, None, None, Some(whose)) => of(Input::Forget(forgotten(&whose)?)),
        _ => Err(WireError::missing("", ONE_OF)),
    }
}

/// What a journal body looks like on the config topic; none for what does not travel there.
#[must_use]
pub fn doc(version: u64, body: &Body) -> Option<ConfigDoc> {
    let empty = ConfigDoc { version: Some(version), ..ConfigDoc::default() };
    match body {
        Body::Tenant { tenant, input } => {
            let doc = ConfigDoc { tenant: Some(tenant.as_str().to_owned()), ..empty };
            match input {
                Input::Catalogue(c) => {
                    Some(ConfigDoc { catalogue: Some(c.features.values().map(FeatureDoc::from).collect()), ..doc })
                }
                Input::Probes(p) => {
                    Some(ConfigDoc { probes: Some(p.probes.values().map(ProbeDoc::from).collect()), ..doc })
                }
                Input::Settings(s) => Some(ConfigDoc { settings: Some(SettingsDoc::from(&**s)), ..doc }),
                Input::Forget(whose) => Some(ConfigDoc { forget: Some(whose_text(whose)), ..doc }),
                Input::Signal(_) | Input::Observation(_) | Input::Change(_) | Input::Feedback(_) => None,
            }
        }
        Body::Defaults(s) => Some(ConfigDoc { defaults: Some(SettingsDoc::from(&**s)), ..empty }),
        Body::Sources(s) => {
            Some(ConfigDoc { version: Some(s.version), sources: Some(s.message_topics.clone()), ..empty })
        }
        Body::Progress(_) => None,
    }
}

impl ConfigDoc {
    /// The record's key. The topic is compacted, so what must not replace each other has keys of its
    /// own: `acme:catalogue`, `acme:probes`, `acme:settings`, `acme:forget:tenant`, `:defaults`,
    /// `:sources`.
    #[must_use]
    pub fn key(&self) -> String {
        let tenant = self.tenant.as_deref().unwrap_or_default();
        let kinds: BTreeMap<&str, bool> = [
            ("catalogue", self.catalogue.is_some()),
            ("probes", self.probes.is_some()),
            ("settings", self.settings.is_some()),
            ("defaults", self.defaults.is_some()),
            ("sources", self.sources.is_some()),
        ]
        .into();
        match (&self.forget, kinds.iter().find(|(_, is)| **is)) {
            (Some(whose), _) => format!("{tenant}:forget:{whose}"),
            (None, Some((kind, _))) => format!("{tenant}:{kind}"),
            (None, None) => tenant.to_owned(),
        }
    }
}

fn forgotten(whose: &str) -> Result<Forget, WireError> {
    if whose == "tenant" {
        return Ok(Forget::Tenant);
    }
    key_of(whose).map(|k| Forget::Customer(CustomerKey(k))).ok_or_else(|| {
        WireError::value("forget", whose, "`tenant` or a customer's keyed hash in 16 hexadecimal digits")
    })
}

fn whose_text(whose: &Forget) -> String {
    match whose {
        Forget::Tenant => "tenant".to_owned(),
        Forget::Customer(CustomerKey(key)) => format!("{key:016x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Fault;
    use super::*;
    use crate::config::settings::TenantSettings;
    use crate::config::{Catalogue, Feature};
    use crate::ids::{FeatureId, TenantId};
    use crate::time::Span;

    fn tenant(input: Input) -> Body {
        Body::Tenant { tenant: TenantId::new("acme").unwrap(), input }
    }

    fn all() -> Vec<(&'static str, Body)> {
        let id = FeatureId::new("checkout").unwrap();
        let feature = Feature::plain(id.clone(), "Checkout", vec!["pay now".to_owned()]);
        let mut settings = TenantSettings::default();
        settings.detection.lateness = Span::from_mins(30);
        settings.limits.seen_ids = 7;
        settings.tiers.insert(u64::MAX, crate::ids::Tier::new("pro").unwrap());
        let sources = Sources { version: 9, message_topics: vec!["tickets".to_owned()] };
        vec![
            ("acme:catalogue", tenant(Input::Catalogue(Box::new(Catalogue { features: [(id, feature)].into() })))),
            ("acme:probes", tenant(Input::Probes(Box::default()))),
            ("acme:settings", tenant(Input::Settings(Box::new(settings.clone())))),
            ("acme:forget:tenant", tenant(Input::Forget(Forget::Tenant))),
            ("acme:forget:00000000000000ff", tenant(Input::Forget(Forget::Customer(CustomerKey(255))))),
            (":defaults", Body::Defaults(Box::new(settings))),
            (":sources", Body::Sources(sources)),
        ]
    }

    #[test]
    fn everything_published_is_read_back_the_same() {
        for (key, body) in all() {
            let doc = doc(9, &body).unwrap();
            assert_eq!(doc.key(), key);
            assert_eq!(read(&serde_json::to_vec(&doc).unwrap()).unwrap(), Some(body));
        }
        assert_eq!(read(b"").unwrap(), None);
    }

    #[test]
    fn reads_as_a_person_would_write_it() {
        let (_, body) = all().remove(2);
        insta::assert_snapshot!(serde_json::to_string(&doc(9, &body).unwrap()).unwrap(), @r#"{"version":9,"tenant":"acme","settings":{"detection":{"false_candidates_per_month":1.0,"lateness_s":1800.0,"problem_cut":-1.05,"feature_cut":0.35,"watch_for_s":14400.0},"limits":{"seen_ids":7,"seen_for_s":172800.0,"reports_per_feature":20000,"messages_per_candidate":10000,"open_candidates":200,"observations":20000,"changes":5000,"accounts":200000},"tiers":{"ffffffffffffffff":"pro"}}}"#);
    }

    #[test]
    fn errors_name_the_field() {
        for (text, fault, field) in [
            (r#"{"tenant":"acme","catalogue":[]}"#, Fault::Shape, "version"),
            (r#"{"version":1,"catalogue":[]}"#, Fault::Shape, "tenant"),
            (r#"{"version":1,"tenant":"../x","catalogue":[]}"#, Fault::Value, "tenant"),
            (r#"{"version":1,"tenant":"acme"}"#, Fault::Shape, ""),
            (r#"{"version":1,"tenant":"acme","catalogue":[],"probes":[]}"#, Fault::Shape, ""),
            (r#"{"version":1,"tenant":"acme","katalog":[]}"#, Fault::Shape, "katalog"),
            (r#"{"version":1,"tenant":"acme","forget":"ann"}"#, Fault::Value, "forget"),
            (
                r#"{"version":1,"tenant":"acme","settings":{"detection":{"lateness_s":-1}}}"#,
                Fault::Value,
                "settings.detection.lateness_s",
            ),
        ] {
            let e = read(text.as_bytes()).unwrap_err();
            assert_eq!((e.fault, e.field.as_str()), (fault, field), "{text}");
        }
    }

    #[test]
    fn sources_stop_at_their_limit() {
        let sources = |n: usize| {
            read(format!(r#"{{"version":1,"sources":{}}}"#, serde_json::to_string(&vec!["t"; n]).unwrap()).as_bytes())
        };
        assert!(sources(MAX_SOURCES).is_ok());
        assert_eq!(sources(MAX_SOURCES + 1).unwrap_err().field, "sources");
    }
}
