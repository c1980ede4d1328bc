use super::*;
use crate::candidate::sample::plain_probe;
use crate::config::{Limits, ProbeKind};
use crate::ids::{ChangeId, FeatureId};

const ONSET: Timestamp = Timestamp::from_millis(100 * 86_400_000);

fn feature(id: &str) -> Feature {
    Feature::plain(FeatureId::new(id).unwrap(), id, vec![])
}

fn catalogue(ids: &[&str]) -> Catalogue {
    Catalogue { features: ids.iter().map(|id| (FeatureId::new(id).unwrap(), feature(id))).collect() }
}

fn probes(of: &[(&str, ProbeKind, &[&str])]) -> Probes {
    let probe = |(id, kind, features): &(&str, ProbeKind, &[&str])| Probe {
        features: features.iter().map(|f| FeatureId::new(f).unwrap()).collect(),
        ..plain_probe(id, *kind)
    };
    Probes { probes: of.iter().map(probe).map(|p| (p.id.clone(), p)).collect() }
}

/// Deploys so many hours before the onset: automated, has a pipeline's address, environment.
type Deploy = (i64, Option<bool>, bool, &'static str);

fn changes(deploys: &[Deploy]) -> Changes {
    let mut changes = Changes::new(&Limits::default());
    for (n, (hours, automated, pipeline, environment)) in deploys.iter().enumerate() {
        changes.add(Change {
            id: ChangeId::new(format!("d-{n}")).unwrap(),
            time: ONSET - Span::from_hours(*hours),
            kind: ChangeKind::Deploy,
            service: "shop".to_owned(),
            features: vec![],
            environment: (*environment).to_owned(),
            summary: String::new(),
            url: None,
            actor: None,
            automated: *automated,
            pipeline_url: pipeline.then(|| "https://ci.example/1".to_owned()),
        });
    }
    changes
}

fn of_deploys(deploys: &[Deploy]) -> Vec<String> {
    let found = tags(None, (&Catalogue::default(), &Probes::default()), &changes(deploys), ONSET);
    found.into_iter().map(|tag| format!("{}: {}", tag.kind.name(), tag.why)).collect()
}

#[test]
fn without_a_strong_probe_a_feature_has_no_application_metrics() {
    let why = |of: &[(&str, ProbeKind, &[&str])]| {
        no_application_metrics(&feature("export"), &probes(of)).map(|tag| tag.why).unwrap_or_default()
    };
    assert_eq!(why(&[]), "No probe looks at export: that is not a green.");
    assert_eq!(
        why(&[("up", ProbeKind::Uptime, &["export"])]),
        "Only up (uptime) looks at export: it says that something answers, not that it works."
    );
    assert_eq!(why(&[("m", ProbeKind::MetricAlert, &["export"])]), "");
    assert_ne!(why(&[("m", ProbeKind::MetricAlert, &["other"])]), "");
}

#[test]
fn operations_are_blind_where_most_features_have_no_strong_probe() {
    let blind = |ids: &[&str], seen: &[&str]| {
        let probes = probes(&[("e2e", ProbeKind::SyntheticEndToEnd, seen), ("up", ProbeKind::Uptime, ids)]);
        blind_operations(&catalogue(ids), &probes).map(|tag| tag.why)
    };
    let told = "3 of 4 features of the catalogue have no probe that tells whether they work.";
    assert_eq!(blind(&["a", "b", "c", "d"], &["a"]).as_deref(), Some(told));
    assert_eq!(blind(&["a", "b", "c", "d"], &["a", "b"]), None, "half is not most");
    assert_eq!(blind(&["a", "b"], &[]), None, "two features are no catalogue");
}

#[test]
fn deploys_by_hand_are_a_habit_where_most_are() {
    let by_hand = (1, Some(false), false, "production");
    let by_pipeline = (2, Some(true), true, "production");
    assert_eq!(of_deploys(&[by_hand]), [""; 0], "one deploy is no habit");
    assert_eq!(of_deploys(&[by_hand, by_hand]), [""; 0], "nor are two");
    assert_eq!(
        of_deploys(&[by_hand, by_hand, by_hand]),
        [
            "manual_deployment: 3 of the last 3 deploys of which it is said were made by hand, d-2 of shop among them.",
            "no_pipeline: None of the last 3 deploys to production names a pipeline."
        ]
    );
    assert_eq!(
        of_deploys(&[by_hand, (1, None, false, "production"), (1, None, false, "production")]),
        ["no_pipeline: None of the last 3 deploys to production names a pipeline."],
        "of one alone it is said who made it"
    );
    assert_eq!(of_deploys(&[by_hand, by_hand, by_pipeline, by_pipeline]), [""; 0], "half is not most");
    assert_eq!(
        of_deploys(&[by_hand, by_hand, by_pipeline]),
        ["manual_deployment: 2 of the last 3 deploys of which it is said were made by hand, d-1 of shop among them."]
    );
    assert_eq!(of_deploys(&[(1, None, true, "production"), by_hand]), [""; 0], "an address is a pipeline");
}

#[test]
fn what_nobody_says_sets_no_tag() {
    assert_eq!(of_deploys(&[]), [""; 0]);
    assert_eq!(of_deploys(&[(1, None, false, "production"), (2, None, false, "production")]), [""; 0]);
    assert_eq!(of_deploys(&[(1, Some(false), false, "staging")]), [""; 0]);
    assert_eq!(of_deploys(&[(29 * 24, Some(false), false, "production")]), [""; 0]);
    assert_eq!(of_deploys(&[(-1, Some(false), false, "production")]), [""; 0], "after the onset");
}
