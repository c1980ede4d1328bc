//! A file of probes: the inventory of what monitoring looks at.

use std::collections::BTreeMap;
use std::ops::Range;

use super::catalogue::{PHRASE, at_most, converted, phrase, tiers, value};
use super::fields::{At, Fields};
use super::problem::{Problem, Severity, Sink};
use super::tree::Node;
use crate::config::catalogue::MAX_FEATURES;
use crate::config::probes::MAX_PROBES;
use crate::config::{Probe, ProbeKind};
use crate::ids::{FeatureId, ProbeId, Tier};
use crate::wire::catalogue::MAX_LIST;
use crate::wire::observation::MAX_TTL_S;
use crate::wire::probes::ProbeDoc;

/// What a length of time may be, for a message.
const SECONDS: &str = "a number of seconds, more than 0 and at most 2678400 (31 days)";
/// Longest address, as browsers take it.
const MAX_URL_CHARS: usize = 2_048;

/// A probe, and where its parts stand.
#[derive(Clone, Debug)]
pub struct ProbeAt {
    /// The probe.
    pub probe: Probe,
    /// Where its id stands.
    pub span: Range<usize>,
    /// The features it names, each with its place.
    pub features: Vec<At<FeatureId>>,
    /// The tiers it names, each with its place.
    pub tiers: Vec<At<Tier>>,
    /// What it tells of beside its features.
    pub service: Option<At<String>>,
}

/// Reads all probes; what is wrong is reported, the rest comes back.
pub fn read(items: &[Node], sink: &mut Sink) -> Vec<ProbeAt> {
    if let Some(over) = items.get(MAX_PROBES) {
        let title = format!("{} probes are too many", items.len());
        sink.form(over.span.clone(), title, format!("expected at most {MAX_PROBES} probes"));
    }
    let mut probes: Vec<ProbeAt> = Vec::new();
    let mut seen: BTreeMap<ProbeId, Range<usize>> = BTreeMap::new();
    for item in items.iter().take(MAX_PROBES) {
        let Some(found) = probe(item, sink) else { continue };
        if let Some(first) = seen.insert(found.probe.id.clone(), found.span.clone()) {
            let title = format!("the probe `{}` stands here twice", found.probe.id);
            let problem = Problem::at(Severity::Form, &sink.source, found.span.clone(), title);
            sink.push(problem.label("each probe once").and_at(first, "first here"));
            continue;
        }
        probes.push(found);
    }
    probes
}

fn probe(item: &Node, sink: &mut Sink) -> Option<ProbeAt> {
    let mut fields = Fields::of("a probe", item, sink)?;
    let id = fields.required("probe", "an id of 1 to 256 printable characters", sink, |t| ProbeId::new(t).ok());
    let kinds = format!("one of {}", ProbeKind::ALL.map(ProbeKind::name).join(", "));
    let kind = fields.required("kind", &kinds, sink, |t| ProbeKind::ALL.into_iter().find(|k| k.name() == t));
    let features =
        fields.texts("features", "the id of a feature", sink, |t| FeatureId::new(t).ok()).unwrap_or_default();
    at_most(&features, MAX_FEATURES, "features", sink);
    let tiers = tiers(&mut fields, sink);
    let service = fields.text("service", PHRASE, sink, phrase);
    let region = fields.text("region", PHRASE, sink, phrase);
    let authenticated = fields.flag("authenticated", sink);
    let interval = fields.number("interval_s", SECONDS, sink, |s| s > 0.0 && s <= MAX_TTL_S);
    let ttl = fields.number("ttl_s", SECONDS, sink, |s| s > 0.0 && s <= MAX_TTL_S);
    let url = fields.text("url", "an address that begins with http:// or https://", sink, address);
    let whole = fields.finish(sink);
    let (id, kind) = (id?, kind?);
    let doc = ProbeDoc {
        probe: Some(id.value.to_string()),
        kind: Some(kind.value.name().to_owned()),
        features: Some(features.iter().take(MAX_FEATURES).map(|at| at.value.to_string()).collect()),
        tiers: tiers.as_ref().map(|list| list.iter().take(MAX_LIST).map(|at| at.value.to_string()).collect()),
        service: value(&service),
        region: value(&region),
        authenticated,
        interval_s: value(&interval),
        ttl_s: value(&ttl),
        url: value(&url),
    };
    let probe = converted(Probe::try_from(doc), &whole, sink)?;
    Some(ProbeAt { probe, span: id.span, features, tiers: tiers.unwrap_or_default(), service })
}

fn address(text: &str) -> Option<String> {
    let good = (text.starts_with("https://") || text.starts_with("http://"))
        && text.len() <= MAX_URL_CHARS
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    good.then(|| text.to_owned())
}
