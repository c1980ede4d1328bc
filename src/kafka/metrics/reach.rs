//! How far catalogue and monitoring reach: what customers report that no feature names, and what monitoring says
//! of each feature.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use prometheus::{GaugeVec, IntGaugeVec, Opts, Registry};

use super::kept;
use crate::engine::output::{Reason, Verdict};
use crate::ids::FeatureId;
use crate::monitor::HealthState;
use crate::wire::candidate::health_name;

/// Problem reports that the ratio is of, the newest: enough that chance moves it by a few hundredths.
const REPORTS: usize = 1_000;
/// Features with a name of their own in the metrics, the first by name: more than a person keeps in a catalogue.
const MAX_FEATURES: usize = 200;
/// All further ones together.
const OTHER: &str = "other";

/// A feature and what is said of it.
type Said = (FeatureId, &'static str);

/// The newest problem reports, each with whether a feature was found for it.
#[derive(Debug, Default)]
struct Reports {
    mapped: VecDeque<bool>,
    unmapped: usize,
}

/// What each worker has of features, and the series that are shown of it.
#[derive(Debug, Default)]
struct Features {
    of_worker: BTreeMap<String, BTreeMap<Said, i64>>,
    shown: BTreeSet<(String, &'static str)>,
}

/// Both metrics; the workers of a process share them.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// Without labels; a vector, so that it is absent until something was reported.
    ratio: GaugeVec,
    reports: Arc<Mutex<Reports>>,
    health: IntGaugeVec,
    features: Arc<Mutex<Features>>,
}

impl Reach {
    pub(super) fn new(r: &Registry) -> Result<Self, prometheus::Error> {
        let help = "Of the newest 1,000 problem reports counted here, the share that names no feature, 0 to 1.";
        let ratio = kept(r, GaugeVec::new(Opts::new("groundswell_unmapped_ratio", help), &[]))?;
        let help = "Features of the catalogues by what monitoring says of them: how many tenants have it so.";
        let health = kept(r, IntGaugeVec::new(Opts::new("groundswell_feature_health", help), &["feature", "state"]))?;
        Ok(Self { ratio, reports: Arc::default(), health, features: Arc::default() })
    }

    /// What became of a message.
    pub(super) fn hear(&self, verdict: &Verdict) {
        if !is_report(verdict.reason) {
            return;
        }
        let mapped = verdict.feature.is_some();
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if reports.mapped.len() == REPORTS && reports.mapped.pop_front() == Some(false) {
            reports.unmapped -= 1;
        }
        reports.mapped.push_back(mapped);
        reports.unmapped += usize::from(!mapped);
        let no_labels: [&str; 0] = [];
        let ratio = reports.unmapped as f64 / reports.mapped.len() as f64;
        self.ratio.with_label_values(&no_labels).set(ratio);
    }

    /// What a worker has of features now: how many tenants have each in which health.
    pub(super) fn features<'a>(&self, worker: &str, all: impl Iterator<Item = (&'a FeatureId, HealthState, u32)>) {
        let mut now: BTreeMap<(&FeatureId, &'static str), i64> = BTreeMap::new();
        for (feature, state, tenants) in all {
            *now.entry((feature, health_name(state))).or_default() += i64::from(tenants);
        }
        let mut features = self.features.lock().unwrap_or_else(PoisonError::into_inner);
        let known = features.of_worker.get(worker).into_iter().flatten();
        // Looked at every second, it is mostly the same.
        if known.map(|((feature, state), n)| ((feature, *state), n)).eq(now.iter().map(|((f, s), n)| ((*f, *s), n))) {
            return;
        }
        let now = now.into_iter().map(|((feature, state), n)| ((feature.clone(), state), n)).collect();
        features.of_worker.insert(worker.to_owned(), now);
        self.show(&mut features);
    }

    fn show(&self, features: &mut Features) {
        let names: BTreeSet<&FeatureId> =
            features.of_worker.values().flat_map(|of| of.keys().map(|(feature, _)| feature)).collect();
        let named: BTreeSet<&FeatureId> = names.into_iter().take(MAX_FEATURES).collect();
        let mut sums: BTreeMap<(String, &'static str), i64> = BTreeMap::new();
        for ((feature, state), n) in features.of_worker.values().flatten() {
            let name = if named.contains(feature) { feature.as_str() } else { OTHER };
            *sums.entry((name.to_owned(), *state)).or_default() += n;
        }
        for ((feature, state), n) in &sums {
            self.health.with_label_values(&[feature.as_str(), *state]).set(*n);
        }
        for (feature, state) in features.shown.iter().filter(|said| !sums.contains_key(*said)) {
            // Nothing was shown of it any more than that it is gone.
            let _ = self.health.remove_label_values(&[feature.as_str(), *state]);
        }
        features.shown = sums.into_keys().collect();
    }
}

/// Whether a message was taken for a problem report of a customer, by its last verdict.
const fn is_report(reason: Reason) -> bool {
    match reason {
        Reason::Opened
        | Reason::Joined
        | Reason::NotEnough
        | Reason::NoFeature
        | Reason::Late
        | Reason::LateForResolved
        | Reason::AfterResolved
        | Reason::TooManyOpen => true,
        Reason::NotAProblem | Reason::Internal | Reason::Duplicate | Reason::Waiting => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ProbeKind;
    use crate::ids::MessageId;
    use crate::signal::Recovery;
    use crate::time::Timestamp;

    fn verdict(reason: Reason, feature: Option<&str>) -> Verdict {
        Verdict {
            message: MessageId::new("m").unwrap(),
            occurred_at: Timestamp::default(),
            reason,
            language: String::new(),
            problem: 0.0,
            problem_cut: 0.0,
            learnt: None,
            cues: Vec::new(),
            recovery: Recovery::default(),
            specificity: 0.0,
            feature: feature.map(|f| FeatureId::new(f).unwrap()),
            how: None,
            rivals: Vec::new(),
            feature_cut: 0.0,
            candidate: None,
            nearest: None,
            short: None,
            topic: None,
            alike: None,
        }
    }

    fn lines(registry: &Registry, name: &str) -> Vec<String> {
        let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        text.lines().filter_map(|l| l.strip_prefix(name)).map(str::to_owned).collect()
    }

    #[test]
    fn the_ratio_is_of_the_newest_problem_reports_and_absent_before_the_first() {
        let registry = Registry::new();
        let reach = Reach::new(&registry).unwrap();
        let ratio = || lines(&registry, "groundswell_unmapped_ratio ");
        for reason in [Reason::NotAProblem, Reason::Internal, Reason::Duplicate, Reason::Waiting] {
            reach.hear(&verdict(reason, None));
        }
        assert!(ratio().is_empty(), "none of them is a report");
        reach.hear(&verdict(Reason::NoFeature, None));
        assert_eq!(ratio(), ["1"]);
        (0..3).for_each(|_| reach.hear(&verdict(Reason::NotEnough, Some("checkout"))));
        assert_eq!(ratio(), ["0.25"]);
        (0..REPORTS - 4).for_each(|_| reach.hear(&verdict(Reason::Joined, Some("checkout"))));
        assert_eq!(ratio(), ["0.001"], "a full thousand");
        reach.hear(&verdict(Reason::Opened, Some("checkout")));
        assert_eq!(ratio(), ["0"], "the first has left");
        (0..REPORTS).for_each(|_| reach.hear(&verdict(Reason::Late, None)));
        assert_eq!(ratio(), ["1"]);
    }

    const GREEN: HealthState = HealthState::Green(ProbeKind::Uptime);

    #[test]
    fn features_are_counted_over_workers_and_go_when_nobody_has_them() {
        let registry = Registry::new();
        let reach = Reach::new(&registry).unwrap();
        let (checkout, login) = (FeatureId::new("checkout").unwrap(), FeatureId::new("login").unwrap());
        let shown = || lines(&registry, "groundswell_feature_health{");
        let strongest = HealthState::Green(ProbeKind::SyntheticEndToEnd);
        reach.features(
            "a",
            [(&checkout, GREEN, 2), (&checkout, strongest, 1), (&login, HealthState::Red, 1)].into_iter(),
        );
        reach.features("b", [(&checkout, HealthState::Red, 1), (&login, HealthState::Red, 4)].into_iter());
        assert_eq!(
            shown(),
            [
                r#"feature="checkout",state="green"} 3"#,
                r#"feature="checkout",state="red"} 1"#,
                r#"feature="login",state="red"} 5"#
            ]
        );
        reach.features("a", [(&checkout, GREEN, 3)].into_iter());
        reach.features("b", std::iter::empty());
        assert_eq!(shown(), [r#"feature="checkout",state="green"} 3"#], "a feature without a tenant is gone");
        reach.features("a", std::iter::empty());
        assert!(shown().is_empty());
    }

    #[test]
    fn however_many_features_there_are_the_series_are_few() {
        let registry = Registry::new();
        let reach = Reach::new(&registry).unwrap();
        let all: Vec<FeatureId> = (0..MAX_FEATURES + 7).map(|i| FeatureId::new(format!("f{i:04}")).unwrap()).collect();
        reach.features("a", all.iter().map(|f| (f, HealthState::Uncovered, 1)));
        let shown = lines(&registry, "groundswell_feature_health{");
        assert_eq!(shown.len(), MAX_FEATURES + 1);
        assert!(shown.contains(&r#"feature="other",state="uncovered"} 7"#.to_owned()), "{shown:?}");
    }
}
