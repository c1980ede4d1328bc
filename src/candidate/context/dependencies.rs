//! What a feature depends on (other services, vendors, the delivery chain) and what is known of its state
//! (R51).
//!
//! A probe tells of a dependency where the inventory says so (`service`). Without that a probe of kind
//! vendor_status does whose id, or whose address, holds the dependency's name as whole words:
//! `https://status.card-network.example` tells of `card-network`.

use serde::{Deserialize, Serialize};

use crate::config::{Feature, Probe, ProbeKind, Probes};
use crate::ids::ProbeId;
use crate::monitor::{Monitoring, ProbeState};
use crate::time::Timestamp;

/// What is known of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DependencyState {
    /// A probe says now that it fails or is degraded.
    Failing,
    /// All that say something now say that it is well.
    Ok,
    /// A probe looks at it and has said nothing in time.
    Silent,
    /// No probe looks at it.
    NotProbed,
}

impl DependencyState {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Ok => "ok",
            Self::Silent => "silent",
            Self::NotProbed => "not_probed",
        }
    }
}

/// One thing a feature depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// As the catalogue names it.
    pub name: String,
    /// What is known of it.
    pub state: DependencyState,
    /// The probe that says so; none where none looks.
    pub probe: Option<ProbeId>,
    /// Since when it has said so, where it fails.
    pub since: Option<Timestamp>,
}

/// The state at `at` of all a feature depends on. Its own service comes first in the catalogue: it is left
/// out where no probe tells of it by itself, since then the feature's own probes do.
#[must_use]
pub fn of(feature: &Feature, probes: &Probes, monitoring: &Monitoring, at: Timestamp) -> Vec<Dependency> {
    let each = feature.depends_on.iter().enumerate();
    each.map(|(place, name)| (place, state(name, probes, monitoring, at)))
        .filter(|(place, dependency)| *place > 0 || dependency.state != DependencyState::NotProbed)
        .map(|(_, dependency)| dependency)
        .collect()
}

/// Whether a probe tells of a dependency.
#[must_use]
pub fn tells_of(probe: &Probe, dependency: &str) -> bool {
    match &probe.service {
        Some(service) => service.eq_ignore_ascii_case(dependency),
        None => {
            let named = |text: &str| holds_words(text, dependency);
            probe.kind == ProbeKind::VendorStatus
                && (named(probe.id.as_str()) || probe.url.as_deref().is_some_and(named))
        }
    }
}

fn state(name: &str, probes: &Probes, monitoring: &Monitoring, at: Timestamp) -> Dependency {
    let mut found = Dependency { name: name.to_owned(), state: DependencyState::NotProbed, probe: None, since: None };
    for probe in probes.probes.values().filter(|probe| tells_of(probe, name)) {
        let mut said: Vec<(DependencyState, Option<Timestamp>)> = monitoring
            .latest(&probe.id)
            .filter(|(observation, _)| observation.is_fresh(at))
            .map(|(observation, since)| match observation.state {
                ProbeState::Ok => (DependencyState::Ok, None),
                ProbeState::Degraded | ProbeState::Failing => (DependencyState::Failing, Some(since)),
                ProbeState::NoData => (DependencyState::Silent, None),
            })
            .collect();
        said.push((DependencyState::Silent, None));
        // What is worse comes first in the enum.
        let (state, since) = said.into_iter().min().unwrap_or((DependencyState::Silent, None));
        if state < found.state {
            found = Dependency { state, since, probe: Some(probe.id.clone()), ..found };
        }
    }
    found
}

/// Whether `words` stands in `text` with no letter or digit beside it.
fn holds_words(text: &str, words: &str) -> bool {
    let (text, words) = (text.to_lowercase(), words.to_lowercase());
    let free = |beside: Option<char>| beside.is_none_or(|c| !c.is_alphanumeric());
    let stands = |(at, found): (usize, &str)| {
        free(text[..at].chars().next_back()) && free(text[at + found.len()..].chars().next())
    };
    !words.is_empty() && text.match_indices(&words).any(stands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidate::sample::plain_probe;
    use crate::config::Limits;
    use crate::ids::FeatureId;
    use crate::monitor::Observation;
    use crate::time::Span;

    const NOW: Timestamp = Timestamp::from_millis(100 * 86_400_000);

    fn probe(id: &str, kind: ProbeKind, service: Option<&str>) -> Probe {
        Probe { service: service.map(str::to_owned), ..plain_probe(id, kind) }
    }

    fn says(id: &str, state: ProbeState, minutes_ago: i64, region: Option<&str>) -> Observation {
        let (id, at) = (ProbeId::new(id).unwrap(), NOW - Span::from_mins(minutes_ago));
        Observation { region: region.map(str::to_owned), ..Observation::plain(id, state, at, Span::from_mins(10)) }
    }

    /// `ledger failing, cdn not_probed` of a feature whose own service is orders-api.
    fn states(probes: Vec<Probe>, said: Vec<Observation>) -> String {
        let mut feature = Feature::plain(FeatureId::new("orders").unwrap(), "Orders", vec![]);
        feature.depends_on = ["orders-api", "card-network", "cdn"].map(str::to_owned).to_vec();
        let probes = Probes { probes: probes.into_iter().map(|p| (p.id.clone(), p)).collect() };
        let mut monitoring = Monitoring::new(&Limits::default());
        for observation in said {
            monitoring.observe(observation);
        }
        let found = of(&feature, &probes, &monitoring, NOW);
        found.iter().map(|d| format!("{} {}", d.name, d.state.name())).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_dependency_has_a_state() {
        let vendor = || probe("status-card-network", ProbeKind::VendorStatus, None);
        let edge = || probe("edge-up", ProbeKind::Uptime, Some("CDN"));
        assert_eq!(states(vec![], vec![]), "card-network not_probed, cdn not_probed");
        assert_eq!(states(vec![vendor(), edge()], vec![]), "card-network silent, cdn silent");
        let all_ok =
            || vec![says("status-card-network", ProbeState::Ok, 1, None), says("edge-up", ProbeState::Ok, 1, None)];
        assert_eq!(states(vec![vendor(), edge()], all_ok()), "card-network ok, cdn ok");
        let degraded =
            vec![says("status-card-network", ProbeState::Degraded, 1, None), says("edge-up", ProbeState::Ok, 11, None)];
        assert_eq!(states(vec![vendor(), edge()], degraded), "card-network failing, cdn silent");
        // One place that fails is enough.
        let one =
            vec![says("edge-up", ProbeState::Ok, 1, Some("us")), says("edge-up", ProbeState::Failing, 2, Some("fr"))];
        assert_eq!(states(vec![edge()], one), "card-network not_probed, cdn failing");
        let no_data = vec![says("edge-up", ProbeState::NoData, 1, None)];
        assert_eq!(states(vec![edge()], no_data), "card-network not_probed, cdn silent");
    }

    #[test]
    fn its_own_service_shows_where_a_probe_tells_of_it() {
        let own = probe("orders-errors", ProbeKind::MetricAlert, Some("orders-api"));
        let said = vec![says("orders-errors", ProbeState::Ok, 1, None)];
        assert_eq!(states(vec![own], said), "orders-api ok, card-network not_probed, cdn not_probed");
    }

    #[test]
    fn a_vendors_page_is_told_by_its_name_and_no_other_probe_is() {
        let mut by_address = probe("vendor-7", ProbeKind::VendorStatus, None);
        by_address.url = Some("https://status.Card-Network.example/api".to_owned());
        assert!(tells_of(&by_address, "card-network"));
        assert!(!tells_of(&by_address, "card") || holds_words("status.card-network", "card"));
        assert!(!tells_of(&by_address, "network-card"));
        assert!(!tells_of(&probe("card-network-up", ProbeKind::Uptime, None), "card-network"));
        assert!(!tells_of(&probe("status-card-networks", ProbeKind::VendorStatus, None), "card-network"));
        // What the inventory says stands.
        assert!(!tells_of(&probe("status-card-network", ProbeKind::VendorStatus, Some("mail")), "card-network"));
    }
}
