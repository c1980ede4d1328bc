//! A file of probes: the inventory of what monitoring looks at.

use std::collections::BTreeMap;
use std::ops::Range;

use super::catalogue::{PHRASE, at_most, phrase, tiers};
use super::fields::{At, Fields};
use super::problem::{Problem, Severity, Sink};
use super::tree::Node;
use crate::config::probes::MAX_PROBES;
use crate::config::{Probe, ProbeKind};
use crate::ids::{FeatureId, ProbeId, Tier};
use crate::time::Span;

/// Longest interval and time to live, a week in seconds: what says less than that monitors nothing.
pub const MAX_SECONDS: i64 = 7 * 86_400;
/// Most features one probe covers: as many as a catalogue would sensibly hold under one check.
pub const MAX_COVERED: usize = 200;
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
    at_most(&features, MAX_COVERED, "features", sink);
    let tiers = tiers(&mut fields, sink);
    let region = fields.text("region", PHRASE, sink, phrase);
    let authenticated = fields.flag("authenticated", sink);
    let interval = fields.required_count("interval_s", (1, MAX_SECONDS), sink);
    let ttl = fields.required_count("ttl_s", (1, MAX_SECONDS), sink);
    let url = fields.text("url", "an address that begins with http:// or https://", sink, address);
    fields.finish(sink);
    let id = id?;
    let probe = Probe {
        id: id.value,
        kind: kind?.value,
        features: features.iter().map(|f| f.value.clone()).collect(),
        tiers: tiers.as_ref().map(|t| t.iter().map(|t| t.value.clone()).collect()),
        region: region.map(|r| r.value),
        authenticated,
        interval: Span::from_secs(interval?.value),
        ttl: Span::from_secs(ttl?.value),
        url: url.map(|u| u.value),
    };
    Some(ProbeAt { probe, span: id.span, features, tiers: tiers.unwrap_or_default() })
}

fn address(text: &str) -> Option<String> {
    let good = (text.starts_with("https://") || text.starts_with("http://"))
        && text.len() <= MAX_URL_CHARS
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    good.then(|| text.to_owned())
}
