//! Candidates as they go out.

use super::*;
use crate::candidate::factors::Factor;
use crate::candidate::{Candidate, Evidence, Gap, GapKind, Onset, RankAt, Recovery, Report, Route, Rule};
use crate::change::{Change, ChangeKind, RankedChange, Relation};
use crate::cluster::values::Others;
use crate::ids::{CandidateId, ChangeId, ProbeId, Tier};
use crate::monitor::{Health, ProbeSaid, ProbeState, Slice};
use crate::signal::{Channel, StatedOnset};

fn change() -> RankedChange {
    let change = Change {
        id: ChangeId::new("d-418").unwrap(),
        time: at("13:41:00"),
        kind: ChangeKind::Deploy,
        service: "orders-api".to_owned(),
        features: vec![],
        environment: "production".to_owned(),
        summary: "orders-api 4.18".to_owned(),
        url: None,
        actor: None,
        automated: Some(true),
        pipeline_url: None,
    };
    let relation = Relation::DependsOn { service: "orders-api".to_owned(), place: 0 };
    RankedChange {
        change,
        minutes_before_onset: 11.0,
        relation,
        likely: true,
        why: "checkout depends on it".to_owned(),
    }
}

fn health() -> Health {
    let said = ProbeSaid {
        probe: ProbeId::new("shop-up").unwrap(),
        kind: ProbeKind::SyntheticEndToEnd,
        region: None,
        state: Some(ProbeState::Ok),
        observed_at: Some(at("14:13:20")),
        since: Some(at("08:00:00")),
        fresh: true,
        silenced: false,
        url: None,
    };
    Health { state: HealthState::Green(ProbeKind::SyntheticEndToEnd), probes: vec![said] }
}

fn evidence() -> Evidence {
    Evidence {
        rule: Rule::Surge,
        key_tier: None,
        window: Span::from_mins(15),
        window_end: at("14:14:00"),
        observed: 3,
        expected: Some(0.03),
        expected_per_month: Some(1.0 / 108.0),
        threshold: 0.0125,
        overdispersion: 0.05,
        baseline_age: Span::from_days(30),
    }
}

fn report() -> Report {
    Report {
        id: MessageId::new("t-1").unwrap(),
        occurred_at: at("14:02:00"),
        channel: Channel::Chat,
        tier: Some(Tier::new("pro").unwrap()),
        text: "The pay now button does nothing.".to_owned(),
        specificity: 0.5,
        url: None,
    }
}

fn opened() -> CandidateEvent {
    let feature = FeatureId::new("checkout").unwrap();
    let first = MessageId::new("t-1").unwrap();
    let candidate = Candidate {
        id: CandidateId::derive(&acme(), &feature, &first, 2),
        episode: 2,
        previous_episode: Some(CandidateId::derive(&acme(), &feature, &first, 1)),
        tenant: acme(),
        revision: 1,
        feature,
        merged: vec![],
        beside: None,
        slice: Slice { tier: Some(Tier::new("pro").unwrap()), region: None },
        title: "Checkout: \"The pay now button does nothing.\"".to_owned(),
        rank: Rank::CustomersOnly,
        ranks: vec![RankAt { at: at("14:14:00"), rank: Rank::CustomersOnly }],
        opened_at: at("14:14:00"),
        historic: false,
        confirmed_at: None,
        onset: Onset {
            observed: at("14:02:00"),
            stated: Some(StatedOnset { at: at("13:52:00"), words: "for ten minutes".to_owned() }),
        },
        customers: 3,
        accounts: 2,
        copies: 0,
        copied_texts: 0,
        messages: 4,
        by_tier: [("pro".to_owned(), 3)].into(),
        by_channel: [(Channel::Chat, 3), (Channel::Email, 1)].into(),
        factors: vec![Factor {
            dimension: "browser".to_owned(),
            value: "safari".to_owned(),
            reporters: 3,
            of: 3,
            others: Others { with: 25, known: 200, all: 600 },
            lift: 5.5,
            log_odds: 3.25,
            why: "All 3 reporters use Safari.".to_owned(),
        }],
        opened_with: vec![first],
        evidence: evidence(),
        monitoring: health(),
        gaps: vec![Gap { kind: GapKind::TierGated, why: "No probe logs in as pro.".to_owned() }],
        languages_without_cues: Vec::new(),
        gap_stands_out: true,
        changes: vec![change()],
        reports: vec![report()],
        recovery: Recovery {
            quiet_since: at("14:14:00"),
            wait: Span::from_mins(20),
            why: "3 reports in 12 min".to_owned(),
            deadline: at("14:34:00"),
            resolved_at: None,
            route: None,
        },
        late_messages: 0,
        messages_after: 0,
        internal_reports: 0,
        internal: Vec::new(),
        revenue: None,
        estimated_affected: None,
    };
    CandidateEvent { kind: EventKind::Opened, candidate }
}

#[test]
fn languages_without_cues_are_named_where_there_are_any() {
    let named = |languages: &[&str]| {
        let mut event = opened();
        event.candidate.languages_without_cues = languages.iter().map(|l| (*l).to_owned()).collect();
        let out = outgoing(&acme(), at("14:14:00"), &Output::Candidate(Box::new(event))).unwrap();
        shown(&out).lines().find(|l| l.contains("languages_without_cues")).map(str::to_owned)
    };
    assert_eq!(named(&[]), None);
    assert_eq!(named(&["cs", "pl"]).as_deref(), Some("languages_without_cues: [\"cs\",\"pl\"]"));
}

#[test]
fn a_candidate() {
    let out = outgoing(&acme(), at("14:14:00"), &Output::Candidate(Box::new(opened()))).unwrap();
    insta::assert_snapshot!(shown(&out), @r#"
    Candidates acme:36403e2d4207fc43
    content-type: application/json
    ce_specversion: 1.0
    ce_id: 82365cef22d29c2f984e4cd61fea1d12
    ce_type: groundswell.incident_candidate.opened
    ce_source: /groundswell/acme
    ce_time: 2026-03-10T14:14:00Z
    ce_subject: 36403e2d4207fc43
    ce_dataschema: urn:groundswell:schema:candidate.v1

    accounts: 2
    action: {"act":"investigate","post":true}
    by_channel: {"chat":3,"email":1}
    by_tier: {"pro":3}
    changes: [{"environment":"production","features":[],"id":"d-418","kind":"deploy","likely":true,"minutes_before_onset":11.0,"relation":"depends_on","service":"orders-api","summary":"orders-api 4.18","time":"2026-03-10T13:41:00Z","why":"checkout depends on it"}]
    copied_texts: 0
    copies: 0
    customers: 3
    episode: 2
    event: "opened"
    evidence: {"baseline_age_h":720.0,"expected":0.03,"expected_once_per":"9 years","expected_per_month":0.009259259259259259,"observed":3,"overdispersion":0.05,"rule":"surge","threshold":0.0125,"window_end":"2026-03-10T14:14:00Z","window_min":15.0}
    factors: [{"dimension":"browser","lift":5.5,"log_odds":3.25,"of":3,"others_known":200,"others_share":0.125,"reporters":3,"value":"safari","why":"All 3 reporters use Safari."}]
    feature: "checkout"
    gap_stands_out: true
    gaps: [{"kind":"tier_gated","why":"No probe logs in as pro."}]
    historic: false
    id: "36403e2d4207fc43"
    internal_reports: 0
    late_messages: 0
    likely_change: "d-418"
    messages: 4
    messages_after: 0
    monitoring: {"health":"green","kind":"synthetic_end_to_end","probes":[{"fresh":true,"kind":"synthetic_end_to_end","observed_at":"2026-03-10T14:13:20Z","probe":"shop-up","silenced":false,"since":"2026-03-10T08:00:00Z","state":"ok"}]}
    onset: {"observed":"2026-03-10T14:02:00Z","stated":"2026-03-10T13:52:00Z","words":"for ten minutes"}
    opened_at: "2026-03-10T14:14:00Z"
    opened_with: ["t-1"]
    previous_episode: "20d20b802fcda4a0"
    rank: 2
    ranks: [{"at":"2026-03-10T14:14:00Z","rank":2}]
    recovery: {"deadline":"2026-03-10T14:34:00Z","quiet_since":"2026-03-10T14:14:00Z","state":"open","wait_min":20.0,"why":"3 reports in 12 min"}
    reports: [{"channel":"chat","id":"t-1","occurred_at":"2026-03-10T14:02:00Z","specificity":0.5,"text":"The pay now button does nothing.","tier":"pro"}]
    revision: 1
    slice: {"tier":"pro"}
    tenant: "acme"
    title: "Checkout: \"The pay now button does nothing.\""
    "#);
}

#[test]
fn the_same_revision_has_the_same_id_and_the_next_another() {
    let id = |revision: u32, kind: EventKind| {
        let mut event = opened();
        (event.candidate.revision, event.kind) = (revision, kind);
        let out = outgoing(&acme(), at("14:20:00"), &Output::Candidate(Box::new(event))).unwrap();
        let header = |name: &str| out.headers.iter().find(|(k, _)| *k == name).unwrap().1.clone();
        (header("ce_id"), header("ce_type"))
    };
    assert_eq!(id(2, EventKind::Updated), id(2, EventKind::Updated));
    assert_ne!(id(2, EventKind::Updated).0, id(3, EventKind::Updated).0);
    assert_eq!(id(3, EventKind::Resolved).1, "groundswell.incident_candidate.resolved");
}

#[test]
fn a_resolved_candidate_says_when_and_how() {
    let mut event = opened();
    event.kind = EventKind::Resolved;
    event.candidate.recovery.resolved_at = Some(at("14:34:00"));
    event.candidate.recovery.route = Some(Route::Quiet);
    let out = outgoing(&acme(), at("14:34:00"), &Output::Candidate(Box::new(event))).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&out.payload.unwrap()).unwrap();
    assert_eq!((&body["event"], &body["recovery"]["state"]), (&"resolved".into(), &"resolved".into()));
    assert_eq!(
        (&body["recovery"]["route"], &body["recovery"]["resolved_at"]),
        (&"quiet".into(), &"2026-03-10T14:34:00Z".into())
    );
}

#[test]
fn closing_without_the_engine_says_what_the_engine_would_have_said() {
    let said = |event: CandidateEvent| outgoing(&acme(), at("15:00:00"), &Output::Candidate(Box::new(event))).unwrap();
    let mut event = opened();
    let open = OpenCandidate::read(&said(event.clone()).payload.unwrap()).unwrap();
    assert_eq!(open.tenant(), &acme());
    event.kind = EventKind::Resolved;
    event.candidate.revision += 1;
    event.candidate.recovery.resolved_at = Some(at("15:00:00"));
    event.candidate.recovery.route = Some(Route::ClosedByOperator);
    let (closed, resolved) = (open.close(at("15:00:00")), said(event));
    let body = |o: &Outgoing| -> serde_json::Value { serde_json::from_slice(o.payload.as_deref().unwrap()).unwrap() };
    assert_eq!(body(&closed), body(&resolved));
    assert_eq!((closed.topic, &closed.key, &closed.headers), (resolved.topic, &resolved.key, &resolved.headers));
    assert_eq!(OpenCandidate::read(&resolved.payload.unwrap()), None, "it is not open any more");
}

#[test]
fn what_is_erased_leaves_a_tombstone() {
    let mut event = opened();
    event.kind = EventKind::Forgotten;
    let id = event.candidate.id.clone();
    let out = outgoing(&acme(), at("15:00:00"), &Output::Candidate(Box::new(event))).unwrap();
    let empty = |topic, key| Outgoing { topic, key, headers: vec![], payload: None };
    assert_eq!(out, empty(TopicKind::Candidates, format!("acme:{id}")));
    let gone = Output::ClusterGone(FeatureId::new("checkout").unwrap());
    assert_eq!(
        outgoing(&acme(), at("15:00:00"), &gone).unwrap(),
        empty(TopicKind::Clusters, "acme:checkout".to_owned())
    );
}
