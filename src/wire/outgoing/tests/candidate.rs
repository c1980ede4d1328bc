//! Candidates as they go out.

use super::*;
use crate::candidate::answers::{Answers, Asked, Dismissal, Dismissed, Fixed, Held, Role};
use crate::candidate::context::Context;
use crate::candidate::factors::Factor;
use crate::candidate::sample;
use crate::candidate::{Candidate, Confidence, Evidence, Gap, GapKind, Onset, RankAt, Recovery, Report, Route, Rule};
use crate::cluster::dismissals::Stricter;
use crate::cluster::values::Others;
use crate::ids::{CandidateId, ProbeId, Tier};
use crate::monitor::{Health, ProbeSaid, ProbeState, Slice};
use crate::signal::{Action, Channel, StatedOnset, Tried};

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
        stricter: Stricter::default(),
    }
}

fn report() -> Report {
    Report {
        id: MessageId::new("t-1").unwrap(),
        occurred_at: at("14:02:00"),
        channel: Channel::Chat,
        tier: Some(Tier::new("pro").unwrap()),
        text: "The pay now button does nothing.".to_owned(),
        language: "en".to_owned(),
        problem: true,
        tried: Tried { action: Some(Action::Pay), step: Some("when I click".into()), nothing_followed: false },
        can_be_reached: false,
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
        slice: Slice { tier: Some(Tier::new("pro").unwrap()), region: None },
        title: "Checkout: \"The pay now button does nothing.\"".to_owned(),
        ranks: vec![RankAt { at: at("14:14:00"), rank: Rank::CustomersOnly, red: None }],
        opened_at: at("14:14:00"),
        onset: Onset {
            observed: at("14:02:00"),
            stated: Some(StatedOnset {
                at: at("13:52:00"),
                words: "for ten minutes".to_owned(),
                read_in: None,
                rough: false,
            }),
        },
        accounts: 2,
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
        gaps: vec![Gap {
            kind: GapKind::TierGated,
            confidence: Confidence::High,
            why: "No probe logs in as pro.".to_owned(),
        }],
        reports: vec![report()],
        recovery: Recovery {
            quiet_since: at("14:14:00"),
            wait: Span::from_mins(20),
            why: "3 reports in 12 min".to_owned(),
            deadline: at("14:34:00"),
            resolved_at: None,
            route: None,
            answers: Answers::default(),
        },
        context: Context { tried: vec![(Action::Pay, 2)], reachable: 1, ..Context::default() },
        ..sample::candidate()
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

/// R16: whoever reads from the top meets the customers before any number.
#[test]
fn the_original_reports_come_before_any_statistic() {
    let out = outgoing(&acme(), at("14:14:00"), &Output::Candidate(Box::new(opened()))).unwrap();
    let payload = String::from_utf8(out.payload.unwrap()).unwrap();
    let place = |key: &str| payload.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} is missing"));
    for statistic in ["customers", "accounts", "by_tier", "factors", "evidence", "monitoring", "gaps", "tried"] {
        assert!(place("reports") < place(statistic), "{statistic}");
    }
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
    area: "Ordering"
    area_source: "status_page"
    by_channel: {"chat":3,"email":1}
    by_tier: {"pro":3}
    changes: [{"environment":"production","features":[],"id":"d-418","kind":"deploy","likely":true,"minutes_before_onset":11.0,"relation":"depends_on","service":"orders-api","summary":"4.18: new \"card\" form","time":"2026-03-10T13:41:00Z","why":""}]
    copied_texts: 0
    copies: 0
    customers: 3
    dependencies: []
    draft: {"identified":"We have identified the cause of the issues with Ordering and are working on a fix. Next update by 14:44 UTC (in 30 minutes).","investigating":"We are investigating reports of issues with Ordering. The cause is not identified yet, and we are treating the reports as real. Next update by 14:44 UTC (in 30 minutes).","monitoring":"A fix for the issues with Ordering is in place, and we are watching that they do not come back. If you still see them, please tell us. Next update by 14:44 UTC (in 30 minutes).","monitoring_sentence":"Our automated monitoring has not confirmed the issues yet.","resolved":"The issues with Ordering are resolved. They were real: customers ran into them from about 13:52 UTC, and the last report came at 14:14 UTC. Thank you to everyone who told us."}
    episode: 2
    event: "opened"
    evidence: {"baseline_age_h":720.0,"expected":0.03,"expected_once_per":"9 years","expected_per_month":0.009259259259259259,"observed":3,"overdispersion":0.05,"rule":"surge","threshold":0.0125,"window_end":"2026-03-10T14:14:00Z","window_min":15.0}
    factors: [{"dimension":"browser","lift":5.5,"log_odds":3.25,"of":3,"others_known":200,"others_share":0.125,"reporters":3,"value":"safari","why":"All 3 reporters use Safari."}]
    feature: "checkout"
    gap_stands_out: true
    gaps: [{"confidence":"high","kind":"tier_gated","why":"No probe logs in as pro."}]
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
    proposed_probe: {"bound":"within 30 seconds","kind":"synthetic_end_to_end","observable":"the last step is reached without an error","sentence":"a synthetic check of Ordering, logged in as a customer of tier pro, in Safari: the last step is reached without an error within 30 seconds","subject":"Ordering, logged in as a customer of tier pro, in Safari"}
    rank: 2
    ranks: [{"at":"2026-03-10T14:14:00Z","rank":2}]
    reachable: 1
    recipe: {"account":"a test account of tier pro","action":"pay","not_known":["the endpoint: no report names one"],"step":"when I click","tried_by":2,"warning":"not an administrator's: one meets neither the limits nor the paths of a customer","with":["Safari"],"words":"The pay now button does nothing."}
    recovery: {"confirmed":0,"deadline":"2026-03-10T14:34:00Z","needed":0,"quiet_since":"2026-03-10T14:14:00Z","state":"open","still_broken":0,"wait_min":20.0,"why":"3 reports in 12 min"}
    reports: [{"action":"pay","can_be_reached":false,"channel":"chat","id":"t-1","language":"en","occurred_at":"2026-03-10T14:02:00Z","specificity":0.5,"step":"when I click","text":"The pay now button does nothing.","tier":"pro"}]
    revision: 1
    slice: {"tier":"pro"}
    tags: []
    tenant: "acme"
    title: "Checkout: \"The pay now button does nothing.\""
    tried: [{"action":"pay","customers":2}]
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
fn of_what_a_person_split_off_no_likelihood_is_told() {
    let mut event = opened();
    event.candidate.evidence.rule = Rule::Split;
    (event.candidate.evidence.expected, event.candidate.evidence.expected_per_month) = (None, None);
    let out = outgoing(&acme(), at("14:34:00"), &Output::Candidate(Box::new(event))).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&out.payload.unwrap()).unwrap();
    let told: Vec<&String> = body["evidence"].as_object().unwrap().keys().collect();
    assert_eq!(told, ["baseline_age_h", "observed", "rule", "window_end", "window_min"]);
    assert_eq!(body["evidence"]["rule"], "split");
}

#[test]
fn what_people_say_of_the_end() {
    let body = |change: &dyn Fn(&mut CandidateEvent)| -> serde_json::Value {
        let mut event = opened();
        change(&mut event);
        let out = outgoing(&acme(), at("14:34:00"), &Output::Candidate(Box::new(event))).unwrap();
        serde_json::from_slice(&out.payload.unwrap()).unwrap()
    };
    let fixed = body(&|event| {
        event.candidate.posted_at = Some(at("14:16:00"));
        event.candidate.evidence.stricter = Stricter { times: 1, factor: 10.0 };
        event.candidate.recovery.answers = Answers {
            confirmed: 1,
            needed: 2,
            still_broken: 1,
            asked: vec![Asked { message: MessageId::new("t-1").unwrap(), channel: Channel::Chat, url: None }],
            fixed: Some(Fixed { at: at("14:20:00"), by: Some(Role::Vendor) }),
            held: Some(Held {
                channel: Some(Channel::Chat),
                since: at("14:05:00"),
                found_at: at("14:34:00"),
                usual: 12.0,
                back: None,
            }),
            ..Answers::default()
        };
    });
    assert_eq!((&fixed["posted_at"], &fixed["evidence"]["stricter"]), (&"2026-03-10T14:16:00Z".into(), &10.0.into()));
    insta::assert_snapshot!(serde_json::to_string_pretty(&fixed["recovery"]).unwrap());
    let ended = |kind, route| {
        body(&|event| {
            event.kind = kind;
            (event.candidate.recovery.resolved_at, event.candidate.recovery.route) =
                (Some(at("14:34:00")), Some(route));
            let answers = &mut event.candidate.recovery.answers;
            answers.dismissed = Some(Dismissed { reason: Dismissal::Spam, note: Some("a bot".to_owned()) });
            answers.merged_into = Some(CandidateId::new("c0ffee").unwrap());
        })
    };
    let dismissed = ended(EventKind::Dismissed, Route::Dismissed);
    assert_eq!((&dismissed["event"], &dismissed["recovery"]["state"]), (&"dismissed".into(), &"dismissed".into()));
    assert_eq!(dismissed["recovery"]["dismissed"], serde_json::json!({"reason": "spam", "note": "a bot"}));
    let merged = ended(EventKind::Merged, Route::Merged);
    assert_eq!((&merged["event"], &merged["recovery"]["merged_into"]), (&"merged".into(), &"c0ffee".into()));
    let confirmed = ended(EventKind::Resolved, Route::Confirmed);
    assert_eq!(
        (&confirmed["recovery"]["state"], &confirmed["recovery"]["route"]),
        (&"resolved".into(), &"confirmed".into())
    );
}

#[test]
fn a_candidate_whose_fix_is_watched_is_open_to_whoever_closes_it() {
    let mut event = opened();
    event.candidate.recovery.answers.fixed = Some(Fixed { at: at("14:20:00"), by: None });
    let out = outgoing(&acme(), at("14:34:00"), &Output::Candidate(Box::new(event))).unwrap();
    assert!(OpenCandidate::read(&out.payload.unwrap()).is_some());
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
