//! Which kind of place that monitoring does not reach could explain why it says nothing.
//!
//! The order, closest first, is that of confidence; of the same confidence that of the list in [`gaps`]: what
//! no probe has ever looked at, then what sets these reporters apart, then what is true of the feature at
//! any time. See [`Confidence`] for what it means.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::context::dependencies::tells_of;
use super::factors::title_case;
use super::{Confidence, Gap, GapKind};
use crate::cluster::values::ByValue;
use crate::config::{Feature, Probe, ProbeKind, Probes};
use crate::ids::Tier;
use crate::monitor::{Health, HealthState, Slice, coverage};
use crate::signal::{country_code, language_name};
use crate::time::{Span, Timestamp};

/// How long after it shipped a feature without a probe counts as recently shipped (R20).
pub const RECENTLY: Span = Span::from_days(14);

/// Reporters share a tier, region or language where this share of them has it: all of up to four,
/// one stray of five and more.
const NEARLY_ALL: f64 = 0.8;

/// Words of fewer reporters than this are no pattern, whatever their share.
const WORDS_LEAST: u32 = 3;

/// The name under which reporters without a known value are counted, as in `Candidate::by_tier`.
const UNKNOWN: &str = "unknown";

/// ISO 3166 codes of the countries where a language is at home: a probe in one of them hears it. A
/// language that is not listed, English first of all, says nothing of a place.
const HOMES: [(&str, &[&str]); 24] = [
    ("bg", &["bg"]),
    ("cs", &["cz"]),
    ("da", &["dk"]),
    ("de", &["de", "at", "ch", "li"]),
    ("el", &["gr", "cy"]),
    ("et", &["ee"]),
    ("fi", &["fi"]),
    ("fr", &["fr", "be", "ch", "lu", "mc"]),
    ("he", &["il"]),
    ("hr", &["hr"]),
    ("hu", &["hu"]),
    ("it", &["it", "ch"]),
    ("ja", &["jp"]),
    ("ko", &["kr"]),
    ("lt", &["lt"]),
    ("lv", &["lv"]),
    ("nl", &["nl", "be"]),
    ("no", &["no"]),
    ("pl", &["pl"]),
    ("ro", &["ro", "md"]),
    ("sk", &["sk"]),
    ("sv", &["se", "fi"]),
    ("tr", &["tr"]),
    ("uk", &["ua"]),
];

/// Distinct customers of a candidate by what is known of them; `unknown` where nothing is.
#[derive(Clone, Copy, Debug)]
pub struct Reporters<'a> {
    /// By tier.
    pub by_tier: &'a BTreeMap<String, u32>,
    /// By region.
    pub by_region: &'a BTreeMap<String, u32>,
    /// By language, ISO 639-1.
    pub by_language: &'a BTreeMap<String, u32>,
    /// By what they use and where they say they are.
    pub by_value: &'a ByValue,
    /// Those who tried to sign up, to confirm, to reset a password, or to come in by single sign-on.
    pub auth_flows: u32,
    /// All of them.
    pub all: u32,
}

impl Reporters<'_> {
    /// The value of a dimension that most have, with how many do.
    fn most(&self, dimension: &str) -> Option<(&str, u32)> {
        let values = self.by_value.get(dimension)?;
        values.iter().rev().max_by_key(|(_, n)| **n).map(|(value, n)| (value.as_str(), *n))
    }

    fn on_the_phone(&self) -> u32 {
        self.by_value.get("platform").and_then(|by| by.get("mobile")).copied().unwrap_or_default()
    }

    /// `All 3 reporters`, `4 of 5 reporters`.
    fn shown(&self, have_it: u32) -> String {
        Shared { value: "", have_it, of: self.all }.to_string()
    }

    /// What it says that so many of the reporters point there.
    fn confidence(&self, point_there: u32) -> Confidence {
        if point_there >= WORDS_LEAST && nearly_all(point_there, self.all) {
            Confidence::High
        } else if point_there >= 2 && point_there * 3 >= self.all {
            Confidence::Medium
        } else {
            Confidence::Low
        }
    }
}

/// When it is asked, and when the feature was first deployed where that is known.
#[derive(Clone, Copy, Debug)]
pub struct Ages {
    /// The moment asked for.
    pub at: Timestamp,
    /// The first deploy that names the feature, where the changes known and the reports tell that it was the
    /// first.
    pub first_deployed: Option<Timestamp>,
}

/// The places monitoring does not reach that could explain why it says nothing of `feature`, closest first,
/// and whether the first stands out: it is the only one, or its confidence is above that of every other
/// (never probed, these reporters, the vendor's own word). Otherwise nobody can say where to start (R25).
///
/// None where monitoring is red: there is nothing to explain. None where it is stale or unknown
/// either: then the silence of the monitoring itself is the reason, and a feature's standing gaps
/// would point the reader elsewhere.
#[must_use]
pub fn gaps(
    feature: &Feature,
    probes: &Probes,
    health: &Health,
    reporters: Reporters<'_>,
    ages: Ages,
) -> (Vec<Gap>, bool) {
    match health.state {
        HealthState::Uncovered | HealthState::Green(_) => {}
        HealthState::Red | HealthState::Partial | HealthState::Unknown | HealthState::Stale => {
            return (Vec::new(), false);
        }
    }
    // Whatever tier or region it stands for: a probe that the reporters' slice does not see is the gap.
    let everyone = Slice::default();
    let naming: Vec<&Probe> = coverage::covering(probes, &feature.id, &everyone).collect();
    let mut found: Vec<Gap> = [
        recently_shipped(feature, &naming, ages),
        auth_flow(feature, reporters),
        tier_gated(feature, &naming, reporters.by_tier),
        geographic(feature, &naming, reporters),
        third_party(feature, (&naming, probes), health),
        async_scheduled(feature, &naming),
        mobile(feature, &naming, reporters),
        behind_login(feature, &naming),
    ]
    .into_iter()
    .flatten()
    .collect();
    // Stable: of one confidence they stay in the order of the list.
    found.sort_by_key(|gap| gap.confidence);
    let stands_out = match found.as_slice() {
        [] => false,
        [_] => true,
        [first, second, ..] => first.confidence < second.confidence,
    };
    (found, stands_out)
}

fn gap(kind: GapKind, confidence: Confidence, why: String) -> Option<Gap> {
    Some(Gap { kind, confidence, why })
}

/// It rests on something particular to this incident.
fn particular(kind: GapKind, why: String) -> Option<Gap> {
    gap(kind, Confidence::High, why)
}

/// It rests on the feature's nature alone.
fn standing(kind: GapKind, why: String) -> Option<Gap> {
    gap(kind, Confidence::Low, why)
}

fn recently_shipped(feature: &Feature, naming: &[&Probe], ages: Ages) -> Option<Gap> {
    let (since, shipped) = match (feature.shipped_at, ages.first_deployed) {
        (Some(at), _) => (at, "shipped"),
        (None, Some(at)) => (at, "was first deployed, as far as changes are known,"),
        (None, None) => return None,
    };
    let age = ages.at - since;
    if !naming.is_empty() || age < Span::ZERO || age > RECENTLY {
        return None;
    }
    particular(GapKind::RecentlyShipped, format!("{} {shipped} {age} ago and no probe looks at it yet.", feature.name))
}

fn auth_flow(feature: &Feature, reporters: Reporters<'_>) -> Option<Gap> {
    let name = &feature.name;
    let (tried, confidence) = (reporters.auth_flows, reporters.confidence(reporters.auth_flows));
    if !feature.authentication && confidence != Confidence::High {
        return None;
    }
    let why = if confidence == Confidence::Low {
        format!("{name} is an authentication flow: probes seldom follow its mails and links.")
    } else {
        let who = reporters.shown(tried);
        format!(
            "{who} of {name} speak of signing up, confirming, resetting or single sign-on: probes seldom follow these."
        )
    };
    gap(GapKind::AuthFlow, confidence, why)
}

fn tier_gated(feature: &Feature, naming: &[&Probe], by_tier: &BTreeMap<String, u32>) -> Option<Gap> {
    let log_in: Vec<&&Probe> = naming.iter().filter(|probe| probe.authenticated).collect();
    let is_seen = |tier: &str| {
        let mut tiers = log_in.iter().map(|probe| probe.tiers.as_ref());
        tiers.any(|tiers| tiers.is_none_or(|tiers| tiers.iter().any(|t| t.as_str() == tier)))
    };
    let unseen: Vec<(&str, u32)> = by_tier
        .iter()
        .filter(|(tier, _)| *tier != UNKNOWN && !is_seen(tier))
        .map(|(tier, count)| (tier.as_str(), *count))
        .collect();
    let (have_it, of) = (unseen.iter().map(|(_, count)| count).sum(), by_tier.values().sum());
    if log_in.is_empty() || !nearly_all(have_it, of) {
        return None;
    }
    let value = unseen.iter().map(|(tier, _)| *tier).collect::<Vec<_>>().join(" or ");
    let shared = Shared { value: &value, have_it, of };
    let name = &feature.name;
    let whom = match log_in.len() {
        1 => {
            let tiers = log_in.iter().flat_map(|probe| probe.tiers.iter().flatten());
            let tiers: Vec<&str> = tiers.map(Tier::as_str).collect();
            let whom = if tiers.is_empty() { "none of these".to_owned() } else { tiers.join(" or ") };
            format!("the one probe that logs in does so as {whom}")
        }
        several => format!("none of the {several} probes that log in does so as {value}"),
    };
    let why = format!("{shared} of {name} are {value}; {whom}.");
    particular(GapKind::TierGated, why)
}

fn geographic(feature: &Feature, naming: &[&Probe], reporters: Reporters<'_>) -> Option<Gap> {
    if let Some(gap) = network(feature, naming, reporters) {
        return Some(gap);
    }
    // A strong probe without a region stands in several places: nobody can say where none stands.
    let strong = naming.iter().filter(|probe| probe.kind.is_strong());
    let places: BTreeSet<&str> = strong.map(|probe| probe.region.as_deref()).collect::<Option<_>>()?;
    if places.is_empty() {
        return None;
    }
    let name = &feature.name;
    let from = places.iter().copied().collect::<Vec<_>>().join(", ");
    if let Some(shared) = shared(reporters.by_region) {
        let region = shared.value;
        if !places.iter().any(|place| place.eq_ignore_ascii_case(region)) {
            let why = format!("{shared} are in {region}, and {name} is probed from {from} only.");
            return particular(GapKind::Geographic, why);
        }
    }
    if let Some(shared) = shared(reporters.by_language) {
        let language = shared.value;
        let homes = HOMES.iter().find(|(known, _)| *known == language).map_or(&[][..], |(_, homes)| homes);
        if !homes.is_empty() && !places.iter().any(|place| stands_in(place, homes)) {
            let language = language_name(language);
            let why = format!("{shared} write in {language}, and {name} is probed from {from} only.");
            return particular(GapKind::Geographic, why);
        }
    }
    let named = reporters.most("country").and_then(|(name, n)| Some((name, n, country_code(name)?)));
    if let Some((country, n, _)) = named.filter(|(.., code)| !places.iter().any(|place| stands_in(place, &[code]))) {
        let confidence = reporters.confidence(n);
        if confidence != Confidence::Low {
            let (who, country) = (reporters.shown(n), title_case(country));
            let why = format!("{who} say they are in {country}, and {name} is probed from {from} only.");
            return gap(GapKind::Geographic, confidence, why);
        }
    }
    if feature.regional && places.len() == 1 {
        let why = format!("{name} differs by place and is probed from {from} only.");
        return standing(GapKind::Geographic, why);
    }
    None
}

/// Nearly all come over a network of which no probe's place tells.
fn network(feature: &Feature, naming: &[&Probe], reporters: Reporters<'_>) -> Option<Gap> {
    let (network, n) = reporters.most("network")?;
    let stands = |probe: &&&Probe| probe.region.as_ref().is_some_and(|r| r.to_lowercase().contains(network));
    let strong = naming.iter().filter(|probe| probe.kind.is_strong()).count();
    if strong == 0 || naming.iter().any(|probe| stands(&probe)) || reporters.confidence(n) != Confidence::High {
        return None;
    }
    let why = format!("{} of {} come over {network}, and no probe does.", reporters.shown(n), feature.name);
    particular(GapKind::Geographic, why)
}

fn third_party(feature: &Feature, (naming, probes): (&[&Probe], &Probes), health: &Health) -> Option<Gap> {
    if !feature.external {
        return None;
    }
    let name = &feature.name;
    let is_vendor = |kind: ProbeKind| kind == ProbeKind::VendorStatus;
    if let Some(vendor) = health.probes.iter().find(|said| is_vendor(said.kind) && said.is_red()) {
        let why = format!("A third party does {name}, and says itself that it has trouble ({}).", vendor.probe);
        return particular(GapKind::ThirdParty, why);
    }
    let of_vendor = |probe: &Probe| {
        is_vendor(probe.kind) && probe.service.is_some() && feature.depends_on.iter().any(|d| tells_of(probe, d))
    };
    if naming.iter().any(|probe| is_vendor(probe.kind)) || probes.probes.values().any(of_vendor) {
        return None;
    }
    standing(GapKind::ThirdParty, format!("A third party does {name}, and no probe of a vendor's status names it."))
}

fn async_scheduled(feature: &Feature, naming: &[&Probe]) -> Option<Gap> {
    if !feature.asynchronous || naming.iter().any(|probe| probe.kind == ProbeKind::MetricAlert) {
        return None;
    }
    let why = format!("{} runs in the background, and no metric alert measures its work.", feature.name);
    standing(GapKind::AsyncScheduled, why)
}

fn mobile(feature: &Feature, naming: &[&Probe], reporters: Reporters<'_>) -> Option<Gap> {
    let (on_it, name) = (reporters.on_the_phone(), &feature.name);
    let confidence = reporters.confidence(on_it);
    let holds = feature.mobile || confidence == Confidence::High;
    if !holds || naming.iter().any(|probe| probe.kind == ProbeKind::Rum) {
        return None;
    }
    let why = if confidence == Confidence::Low {
        format!("{name} happens on the phone, and no real-user measurement covers it.")
    } else {
        let who = reporters.shown(on_it);
        format!("{who} of {name} are on the phone, and no real-user measurement covers it.")
    };
    gap(GapKind::Mobile, confidence, why)
}

fn behind_login(feature: &Feature, naming: &[&Probe]) -> Option<Gap> {
    if naming.iter().any(|probe| probe.authenticated) {
        return None;
    }
    let name = &feature.name;
    let why = match naming.len() {
        0 => format!("No probe looks at {name} at all, so none that logs in."),
        1 => format!("1 probe looks at {name}, and it does not log in."),
        several => format!("{several} probes look at {name}, and none logs in."),
    };
    standing(GapKind::BehindLogin, why)
}

/// What nearly all reporters have in common: `4 of 5 reporters`.
struct Shared<'a> {
    value: &'a str,
    have_it: u32,
    of: u32,
}

impl fmt::Display for Shared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.have_it == self.of {
            write!(f, "All {} reporters", self.of)
        } else {
            write!(f, "{} of {} reporters", self.have_it, self.of)
        }
    }
}

/// The known value that nearly all have; none of fewer than two reporters.
fn shared(counts: &BTreeMap<String, u32>) -> Option<Shared<'_>> {
    let of: u32 = counts.values().sum();
    let (value, &have_it) = counts.iter().filter(|(value, _)| *value != UNKNOWN).max_by_key(|(_, count)| **count)?;
    nearly_all(have_it, of).then_some(Shared { value, have_it, of })
}

fn nearly_all(have_it: u32, of: u32) -> bool {
    of >= 2 && f64::from(have_it) >= NEARLY_ALL * f64::from(of)
}

/// Whether a region such as `fr` or `eu-fr-1` names one of these countries.
fn stands_in(place: &str, countries: &[&str]) -> bool {
    place.split(|c: char| !c.is_alphanumeric()).any(|part| countries.iter().any(|code| part.eq_ignore_ascii_case(code)))
}

#[cfg(test)]
mod tests;
