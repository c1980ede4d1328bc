//! What probe was lacking, and whether the inventory has it by now.
//!
//! The kind of gap that stands closest says which. What existed while the incident ran is no gap that a further
//! probe of that kind closes: then nothing is asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::BlindSpot;
use crate::candidate::context::dependencies::tells_of;
use crate::candidate::{Candidate, GapKind};
use crate::config::{Catalogue, Probe, ProbeKind, Probes};
use crate::ids::{FeatureId, Tier};

/// Places remembered in which a feature was probed already.
const MAX_PLACES: usize = 20;
/// The name under which reporters without a known tier are counted.
const UNKNOWN: &str = "unknown";

/// A probe that names the feature and is more than this. Strong: its green says that the feature works, so none of
/// uptime or vendor status.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Asked {
    /// Any strong one.
    Strong,
    /// A strong one that logs in.
    LogsIn,
    /// A strong one that logs in as this tier, or as every tier.
    LogsInAs(Tier),
    /// A strong one that stands there.
    From(String),
    /// A strong one that stands in none of these places.
    Elsewhere(BTreeSet<String>),
    /// One of this kind.
    Kind(ProbeKind),
    /// A vendor's own status, of the feature or of what it depends on.
    Vendor,
}

impl Asked {
    /// For a person: `a strong probe that logs in as tier pro`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Strong => "any strong probe".to_owned(),
            Self::LogsIn => "a strong probe that logs in".to_owned(),
            Self::LogsInAs(tier) => format!("a strong probe that logs in as tier {tier}"),
            Self::From(place) => format!("a strong probe in {place}"),
            Self::Elsewhere(places) => {
                let places: Vec<&str> = places.iter().map(String::as_str).collect();
                format!("a strong probe outside {}", places.join(", "))
            }
            Self::Kind(kind) => format!("a probe of kind {}", kind.name()),
            Self::Vendor => "a probe of the vendor's status".to_owned(),
        }
    }
}

/// What is known of features and probes now.
#[derive(Clone, Copy, Debug)]
pub struct Inventory<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// The probes.
    pub probes: &'a Probes,
}

impl<'a> Inventory<'a> {
    /// Whether it has one of the probes asked for.
    #[must_use]
    pub fn has_any(self, asked: &[Asked], feature: &FeatureId) -> bool {
        asked.iter().any(|a| self.has(a, feature))
    }

    fn naming(self, feature: &'a FeatureId) -> impl Iterator<Item = &'a Probe> {
        self.probes.probes.values().filter(move |p| p.features.contains(feature))
    }

    fn has(self, asked: &Asked, feature: &FeatureId) -> bool {
        let is = |kind: ProbeKind| self.probes.probes.values().any(|p| p.kind == kind && p.features.contains(feature));
        let mut strong = self.probes.probes.values().filter(|p| p.kind.is_strong() && p.features.contains(feature));
        match asked {
            Asked::Strong => strong.next().is_some(),
            Asked::LogsIn => strong.any(|p| p.authenticated),
            Asked::LogsInAs(tier) => {
                strong.any(|p| p.authenticated && p.tiers.as_ref().is_none_or(|tiers| tiers.contains(tier)))
            }
            Asked::From(place) => {
                strong.any(|p| p.region.as_ref().is_some_and(|region| region.eq_ignore_ascii_case(place)))
            }
            Asked::Elsewhere(places) => strong.any(|p| p.region.as_ref().is_some_and(|r| !places.contains(r))),
            Asked::Kind(kind) => is(*kind),
            Asked::Vendor => {
                let on = self.catalogue.get(feature).map(|f| f.depends_on.as_slice()).unwrap_or_default();
                let of_vendor = |p: &Probe| {
                    p.kind == ProbeKind::VendorStatus && p.service.is_some() && on.iter().any(|d| tells_of(p, d))
                };
                is(ProbeKind::VendorStatus) || self.probes.probes.values().any(of_vendor)
            }
        }
    }
}

/// The blind spot through which a candidate came; none where its feature is not in the catalogue, or nothing is
/// known that was lacking.
pub(super) fn spot(c: &Candidate, inventory: Inventory<'_>) -> Option<BlindSpot> {
    let feature = c.known_as().find(|f| inventory.catalogue.get(f).is_some())?;
    let mut asked = asked(c, feature, inventory);
    asked.retain(|a| !inventory.has(a, feature));
    (!asked.is_empty()).then(|| BlindSpot { feature: feature.clone(), asked, closed: false })
}

fn asked(c: &Candidate, feature: &FeatureId, inventory: Inventory<'_>) -> Vec<Asked> {
    let Some(gap) = c.gaps.first() else { return Vec::new() };
    match gap.kind {
        GapKind::RecentlyShipped => vec![Asked::Strong],
        GapKind::AuthFlow => vec![Asked::Kind(ProbeKind::SyntheticEndToEnd)],
        GapKind::TierGated => tier(c, feature, inventory).into_iter().collect(),
        GapKind::Geographic => vec![place(c, feature, inventory)],
        GapKind::ThirdParty => {
            let requests = [ProbeKind::SyntheticHttp, ProbeKind::SyntheticEndToEnd];
            requests.into_iter().map(Asked::Kind).chain([Asked::Vendor]).collect()
        }
        GapKind::AsyncScheduled => vec![Asked::Kind(ProbeKind::MetricAlert)],
        GapKind::Mobile => vec![Asked::Kind(ProbeKind::Rum)],
        GapKind::BehindLogin if inventory.naming(feature).next().is_none() => vec![Asked::Strong],
        GapKind::BehindLogin => vec![Asked::LogsIn],
    }
}

/// Of the tiers that no probe logs in as, the one that most reporters have.
fn tier(c: &Candidate, feature: &FeatureId, inventory: Inventory<'_>) -> Option<Asked> {
    let known = c.by_tier.iter().filter(|(tier, _)| *tier != UNKNOWN);
    let named = known.filter_map(|(tier, n)| Some((Asked::LogsInAs(Tier::new(tier).ok()?), *n)));
    named.filter(|(asked, _)| !inventory.has(asked, feature)).max_by_key(|(_, n)| *n).map(|(asked, _)| asked)
}

/// Where the reporters are; where that is known by their language or network alone, any place that is not probed.
fn place(c: &Candidate, feature: &FeatureId, inventory: Inventory<'_>) -> Asked {
    let common = || c.factors.iter().find(|f| f.dimension == "region").map(|f| f.value.clone());
    if let Some(region) = c.slice.region.clone().or_else(common) {
        return Asked::From(region);
    }
    let strong = inventory.naming(feature).filter(|p| p.kind.is_strong());
    Asked::Elsewhere(strong.filter_map(|p| p.region.clone()).take(MAX_PLACES).collect())
}
