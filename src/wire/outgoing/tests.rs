//! One document of each kind as it goes out.

use super::*;
use crate::cluster::feature::How;
use crate::cluster::surge::Precedent;
use crate::config::ProbeKind;
use crate::engine::output::{Alike, ClusterState, Held, Moved, Moves, Reason, Verdict, WindowCount};
use crate::ids::{CandidateId, FeatureId, MessageId, Tier};
use crate::monitor::HealthState;
use crate::rank::Rank;
use crate::time::Span;

mod candidate;
mod scorecard;
mod watch;

fn at(clock: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-03-10T{clock}Z")).unwrap()
}

fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

/// Headers and the fields of the payload, one a line.
fn shown(out: &Outgoing) -> String {
    let payload: serde_json::Value = serde_json::from_slice(out.payload.as_deref().unwrap()).unwrap();
    let fields: Vec<_> = payload.as_object().unwrap().iter().map(|(k, v)| format!("\n{k}: {v}")).collect();
    let headers: Vec<_> = out.headers.iter().map(|(k, v)| format!("\n{k}: {v}")).collect();
    format!("{:?} {}{}\n{}", out.topic, out.key, headers.concat(), fields.concat())
}

#[test]
fn where_a_message_is_by_now_stands_beside_its_verdict() {
    let moved = Moved {
        message: MessageId::new("t-88121").unwrap(),
        occurred_at: at("14:11:00"),
        from: Some(CandidateId::new("c0ffee").unwrap()),
        candidate: CandidateId::new("beef01").unwrap(),
        by: Moves::Merge,
    };
    let out = outgoing(&acme(), at("14:31:00"), &Output::Moved(Box::new(moved.clone()))).unwrap();
    let payload = out.payload.as_deref().unwrap();
    assert_eq!(MovedDoc::read(payload).unwrap(), MovedDoc::new(&acme(), at("14:31:00"), &moved));
    assert!(DecisionDoc::read(payload).is_err(), "it is no verdict");
    insta::assert_snapshot!(shown(&out), @r#"
    Decisions acme:t-88121
    content-type: application/json
    ce_specversion: 1.0
    ce_id: 2ea0dd7c400795cb66b44f4d175cc225
    ce_type: groundswell.decision.moved
    ce_source: /groundswell/acme
    ce_time: 2026-03-10T14:31:00Z
    ce_subject: t-88121
    ce_dataschema: urn:groundswell:schema:moved.v1

    at: "2026-03-10T14:31:00Z"
    candidate: "beef01"
    from: "c0ffee"
    message: "t-88121"
    moved_by: "merge"
    occurred_at: "2026-03-10T14:11:00Z"
    tenant: "acme"
    "#);
}

#[test]
fn a_cluster() {
    let state = ClusterState {
        feature: FeatureId::new("checkout").unwrap(),
        rank: Rank::OneCustomer,
        customers: 1,
        since: Some(at("14:02:00")),
        last: Some(at("14:03:00")),
        health: HealthState::Green(ProbeKind::Uptime),
        specificity: 0.5,
        rising: None,
        candidate: None,
    };
    let out = outgoing(&acme(), at("14:03:00"), &Output::Cluster(Box::new(state))).unwrap();
    insta::assert_snapshot!(shown(&out), @r#"
    Clusters acme:checkout
    content-type: application/json
    ce_specversion: 1.0
    ce_id: 9257ad9c4373c5d438b793578c844337
    ce_type: groundswell.cluster.changed
    ce_source: /groundswell/acme
    ce_time: 2026-03-10T14:03:00Z
    ce_subject: checkout
    ce_dataschema: urn:groundswell:schema:cluster.v1

    at: "2026-03-10T14:03:00Z"
    customers: 1
    feature: "checkout"
    health: "green"
    last: "2026-03-10T14:03:00Z"
    rank: 3
    since: "2026-03-10T14:02:00Z"
    specificity: 0.5
    tenant: "acme"
    "#);
}

fn alike() -> Alike {
    Alike {
        window: Span::from_mins(15),
        observed: 4,
        problems: 2,
        readable: 6,
        expected: 0.02,
        expected_per_month: 0.001,
        threshold: 0.004,
        held: Some(Held::FewProblems),
    }
}

/// Four hours of a key without a peak of an earlier week.
fn window() -> WindowCount {
    WindowCount {
        tier: None,
        window: Span::from_hours(4),
        observed: 3,
        expected: Some(1.1),
        precedent: None,
        expected_per_month: Some(25.0),
        threshold: 0.1,
        needed: 7,
        copies: 0,
        questions: false,
        stricter: crate::cluster::dismissals::Stricter::default(),
    }
}

#[test]
fn a_decision() {
    let precedent = Precedent { customers: 9, window: Span::from_mins(60), weeks: 3, all_tiers: true };
    let tier = Some(Tier::new("pro").unwrap());
    let verdict = Verdict {
        message: MessageId::new("t-88121").unwrap(),
        occurred_at: at("14:11:00"),
        reason: Reason::NotEnough,
        language: "pl".to_owned(),
        problem: 1.0,
        problem_cut: -1.05,
        learnt: None,
        cues: vec!["wrong".to_owned()],
        recovery: crate::signal::Recovery::StillBroken,
        specificity: 0.6,
        feature: Some(FeatureId::new("invoices").unwrap()),
        how: Some(How::Stems),
        rivals: vec![(FeatureId::new("invoices").unwrap(), 0.81), (FeatureId::new("billing").unwrap(), 0.44)],
        feature_cut: 0.35,
        candidate: None,
        nearest: Some(WindowCount { tier, precedent: Some(precedent), ..window() }),
        short: Some(window()),
        topic: Some(FeatureId::topic("gift card")),
        alike: Some(alike()),
    };
    let out = outgoing(&acme(), at("14:11:01"), &Output::Verdict(Box::new(verdict.clone()))).unwrap();
    let read = DecisionDoc::read(out.payload.as_deref().unwrap()).unwrap();
    assert_eq!(read, DecisionDoc::new(&acme(), at("14:11:01"), &verdict), "what is written is read again");
    insta::assert_snapshot!(shown(&out), @r#"
    Decisions acme:t-88121
    content-type: application/json
    ce_specversion: 1.0
    ce_id: 88372a0c94699e7dfa26c3d0d116de5c
    ce_type: groundswell.decision
    ce_source: /groundswell/acme
    ce_time: 2026-03-10T14:11:01Z
    ce_subject: t-88121
    ce_dataschema: urn:groundswell:schema:decision.v1

    alike: {"expected":0.02,"expected_once_per":"83 years","expected_per_month":0.001,"held":"few_problems","observed":4,"problems":2,"readable":6,"threshold":0.004,"window_min":15.0}
    at: "2026-03-10T14:11:01Z"
    cues: ["wrong"]
    cues_known: false
    feature: "invoices"
    feature_cut: 0.35
    how: "stems"
    language: "pl"
    message: "t-88121"
    nearest: {"expected":1.1,"expected_once_per":"29 hours","expected_per_month":25.0,"needed":7,"observed":3,"precedent":{"all_tiers":true,"customers":9,"weeks":3,"window_min":60.0},"threshold":0.1,"tier":"pro","window_min":240.0}
    occurred_at: "2026-03-10T14:11:00Z"
    problem: 1.0
    problem_cut: -1.05
    reason: "not_enough"
    recovery: "still_broken"
    rivals: [{"feature":"invoices","score":0.81},{"feature":"billing","score":0.44}]
    short: {"expected":1.1,"expected_once_per":"29 hours","expected_per_month":25.0,"needed":7,"observed":3,"threshold":0.1,"window_min":240.0}
    specificity: 0.6
    tenant: "acme"
    topic: "gift card"
    "#);
}
