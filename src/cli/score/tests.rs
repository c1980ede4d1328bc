//! Small truths of an invented company, scored by hand.

use super::*;
use crate::candidate::answers::Answers;
use crate::candidate::sample;
use crate::candidate::{Evidence, Gap, GapKind, Onset, RankAt, Recovery, Rule};
use crate::change::{Change, ChangeKind, RankedChange, Relation};
use crate::cluster::dismissals::Stricter;
use crate::ids::{CandidateId, ChangeId, FeatureId, MessageId};
use crate::monitor::{Health, HealthState};
use crate::rank::Rank;
use crate::time::Span;
use crate::wire::backtest::{context, to_json, truth};

fn at(clock: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-03-09T{clock}:00Z")).unwrap()
}

/// Two incidents and a weekly peak.
fn story() -> (Truth, Context) {
    let truth = truth(
        br#"{"incidents": [
            {"id": "pay", "start": "2026-03-09T14:00:00Z", "end": "2026-03-09T15:00:00Z",
             "nth_reporter_at": {"1": "2026-03-09T14:02:00Z", "3": "2026-03-09T14:10:00Z"},
             "message_ids": ["p1", "p2", "p3", "p4"]},
            {"id": "login", "start": "2026-03-09T18:00:00Z", "end": "2026-03-09T19:00:00Z",
             "nth_reporter_at": {"1": "2026-03-09T18:01:00Z"}, "message_ids": ["l1", "l2", "l3"]}],
         "distractors": [{"kind": "praise_surge", "message_ids": ["x1"]},
            {"kind": "monday_morning_peak", "occurrences": ["2026-03-09T08:00:00Z", "2026-03-16T08:00:00Z"],
             "message_ids": ["m1", "m2"]}]}"#,
    );
    let context = context(
        br#"{"incidents": {
            "pay": {"expected_rank_at_open": 2, "rank_changes": [{"at": "2026-03-09T14:20:00Z", "rank": 1}],
                    "red_at": "2026-03-09T14:20:00Z", "cause_change": "d-1", "gap_kind": null},
            "login": {"expected_rank_at_open": 2, "rank_changes": [], "red_at": null, "cause_change": null,
                      "gap_kind": "auth_flow"}}}"#,
    );
    (truth.unwrap(), context.unwrap())
}

fn candidate(id: &str, feature: &str, opened: &str, with: &[&str]) -> Replayed {
    let evidence = Evidence {
        rule: Rule::Surge,
        key_tier: None,
        window: Span::from_mins(15),
        window_end: at(opened),
        observed: 3,
        expected: None,
        expected_per_month: None,
        threshold: 0.01,
        overdispersion: 0.05,
        baseline_age: Span::from_days(9),
        stricter: Stricter::default(),
    };
    let recovery = Recovery {
        quiet_since: at(opened),
        wait: Span::from_mins(20),
        why: String::new(),
        deadline: at(opened) + Span::from_mins(20),
        resolved_at: None,
        route: None,
        answers: Answers::default(),
    };
    let candidate = Candidate {
        id: CandidateId::new(id).unwrap(),
        revision: 1,
        feature: FeatureId::new(feature).unwrap(),
        title: feature.to_owned(),
        ranks: vec![RankAt { at: at(opened), rank: Rank::CustomersOnly, red: None }],
        opened_at: at(opened),
        onset: Onset { observed: at(opened), stated: None },
        accounts: 0,
        messages: 3,
        by_tier: BTreeMap::new(),
        by_channel: BTreeMap::new(),
        factors: Vec::new(),
        opened_with: with.iter().map(|m| MessageId::new(m).unwrap()).collect(),
        evidence,
        monitoring: Health { state: HealthState::Uncovered, probes: vec![] },
        monitoring_of: None,
        gaps: vec![],
        gap_stands_out: false,
        changes: vec![],
        reports: vec![],
        recovery,
        context: crate::candidate::context::Context::default(),
        ..sample::candidate()
    };
    Replayed { candidate, messages: with.iter().map(|m| (*m).to_owned()).collect(), late: vec![] }
}

fn change(id: &str, likely: bool) -> RankedChange {
    let change = Change {
        id: ChangeId::new(id).unwrap(),
        time: at("13:41"),
        kind: ChangeKind::Deploy,
        service: "orders-api".to_owned(),
        features: vec![],
        environment: "production".to_owned(),
        summary: String::new(),
        url: None,
        actor: None,
        automated: None,
        pipeline_url: None,
    };
    RankedChange { change, minutes_before_onset: 11.0, relation: Relation::Unrelated, likely, why: String::new() }
}

fn scored(found: &[Replayed]) -> Score {
    let (truth, context) = story();
    let written = [("p1", "14:02"), ("p2", "14:05"), ("p3", "14:10"), ("p4", "14:40")];
    score(&truth, &context, found, &written.map(|(id, t)| (id.to_owned(), at(t))).into())
}

fn following(mut next: Replayed, previous: &str) -> Replayed {
    next.candidate.previous_episode = Some(CandidateId::new(previous).unwrap());
    next
}

#[test]
fn nothing_found_is_said_with_every_key_in_order() {
    insta::assert_snapshot!(to_json(&scored(&[])), @r#"{"incidents":2,"found":0,"false_alerts":0,"excused":0,"duplicates":0,"linked_episodes":0,"precision":null,"recall":0.0,"median_minutes_to_detect":null,"median_minutes_after_third_reporter":null,"p90_minutes_after_third_reporter":null,"rank_at_open_right":0,"rank_at_open_of":0,"rank_changes_followed":0,"rank_changes_of":0,"cause_in_top3":0,"cause_first":0,"cause_of":0,"cause_wrongly_named":0,"gap_kind_right":0,"gap_kind_of":0,"resolved_early":0,"minutes_gained_over_monitoring":null}"#);
}

#[test]
fn the_first_candidate_with_most_of_its_messages_finds_an_incident() {
    let s = scored(&[candidate("a", "pay", "14:12", &["p1", "p2", "x"])]);
    assert_eq!((s.found, s.false_alerts, s.precision, s.recall), (1, 0, Some(1.0), 0.5));
    assert_eq!((s.median_minutes_to_detect, s.median_minutes_after_third_reporter), (Some(12.0), Some(2.0)));
    assert_eq!((s.minutes_gained_over_monitoring, s.rank_changes_of), (Some(8.0), 1));
    // Exactly half is not most.
    assert_eq!(scored(&[candidate("a", "pay", "14:12", &["p1", "x"])]).false_alerts, 1);
}

#[test]
fn it_counts_from_the_start_until_two_hours_after_the_end() {
    for (opened, found) in [("13:59", 0), ("14:00", 1), ("17:00", 1), ("17:01", 0)] {
        assert_eq!(scored(&[candidate("a", "pay", opened, &["p1"])]).found, found, "{opened}");
    }
}

#[test]
fn later_ones_are_linked_where_their_chain_leads_back() {
    let first = || candidate("a", "pay", "14:12", &["p1", "p2"]);
    let second = || candidate("b", "pay", "14:45", &["p4"]);
    let s = scored(&[first(), second()]);
    assert_eq!((s.duplicates, s.linked_episodes), (1, 0));
    let s = scored(&[first(), following(second(), "a")]);
    assert_eq!((s.duplicates, s.linked_episodes), (0, 1));
    // Through one of nothing between them.
    let between = following(candidate("n", "pay", "14:30", &["x"]), "a");
    let s = scored(&[first(), between, following(second(), "n")]);
    assert_eq!((s.duplicates, s.linked_episodes, s.false_alerts), (0, 1, 1));
    // A circle ends.
    let circle = following(candidate("n", "pay", "14:30", &["x"]), "n");
    let s = scored(&[first(), circle, following(second(), "n")]);
    assert_eq!((s.duplicates, s.linked_episodes), (1, 0));
}

#[test]
fn false_ones_of_one_feature_within_two_hours_count_once() {
    let one = |id: &str, feature: &str, opened: &str| candidate(id, feature, opened, &["x"]);
    let s = scored(&[one("a", "f", "09:00"), one("b", "f", "11:00"), one("c", "f", "13:00"), one("d", "g", "09:00")]);
    assert_eq!(s.false_alerts, 2);
    assert_eq!(scored(&[one("a", "f", "09:00"), one("b", "f", "11:01")]).false_alerts, 2);
}

#[test]
fn the_first_peak_is_excused_for_four_hours() {
    for (opened, excused) in [("07:59", 0), ("08:00", 1), ("12:00", 1), ("12:01", 0)] {
        let s = scored(&[candidate("a", "f", opened, &["m1", "m2", "x"])]);
        assert_eq!((s.excused, s.false_alerts), (excused, 1 - excused), "{opened}");
    }
}

#[test]
fn rank_cause_and_gap_are_those_of_the_finder() {
    let mut found = candidate("a", "pay", "14:12", &["p1"]);
    found.candidate.changes = ["d-9", "d-8", "d-1"].map(|id| change(id, false)).into();
    found.candidate.ranks.push(RankAt { at: at("14:22"), rank: Rank::Confirmed, red: None });
    let mut login = candidate("b", "login", "18:05", &["l1"]);
    login.candidate.changes = vec![change("d-7", true)];
    login.candidate.gaps =
        vec![Gap { kind: GapKind::AuthFlow, confidence: crate::candidate::Confidence::Low, why: String::new() }];
    let s = scored(&[found, login]);
    assert_eq!((s.rank_at_open_right, s.rank_at_open_of), (2, 2));
    assert_eq!((s.rank_changes_followed, s.rank_changes_of), (1, 1));
    assert_eq!((s.cause_in_top3, s.cause_first, s.cause_of, s.cause_wrongly_named), (1, 0, 1, 1));
    assert_eq!((s.gap_kind_right, s.gap_kind_of), (1, 1));
    // Opened after monitoring turned red: the rank expected is the later one.
    let s = scored(&[candidate("a", "pay", "14:25", &["p1"])]);
    assert_eq!((s.rank_at_open_right, s.rank_changes_of), (0, 0));
}

#[test]
fn a_resolution_by_quiet_is_early_within_twenty_minutes_of_a_report() {
    let resolved = |end: &str, route: Route| {
        let mut c = candidate("a", "pay", "14:12", &["p1", "p2", "p3"]);
        c.candidate.recovery.resolved_at = Some(at(end));
        c.candidate.recovery.route = Some(route);
        scored(&[c]).resolved_early
    };
    assert_eq!([resolved("14:29", Route::Quiet), resolved("14:30", Route::Quiet)], [1, 0]);
    assert_eq!(resolved("14:29", Route::ClosedByOperator), 0);
}

#[test]
fn numbers_are_rounded_by_their_exact_value_a_half_to_even() {
    for (x, one) in [(0.25, 0.2), (0.75, 0.8), (1.25, 1.2), (0.35, 0.3), (0.45, 0.5), (2.675, 2.7), (-0.25, -0.2)] {
        assert_eq!(rounded(x, 1), one, "{x}");
    }
    assert_eq!((rounded(0.0625, 3), rounded(2.0 / 3.0, 3)), (0.062, 0.667));
    assert_eq!((median(&[3.0, 1.0]), median(&[3.0, 1.0, 7.0]), median(&[])), (Some(2.0), Some(3.0), None));
    let ten: Vec<f64> = (0..10).map(f64::from).collect();
    assert_eq!((ninth_of_ten(&ten), ninth_of_ten(&[5.0]), ninth_of_ten(&[])), (Some(9.0), Some(5.0), None));
}
