use std::collections::BTreeMap;

use super::*;
use crate::candidate::factors::Factor;
use crate::candidate::{Evidence, Rule};
use crate::candidate::{Gap, GapKind, Onset, RankAt, Recovery, Report};
use crate::change::{Change, ChangeKind};
use crate::cluster::values::Others;
use crate::config::ProbeKind;
use crate::ids::{CandidateId, ChangeId, FeatureId, MessageId, ProbeId, TenantId, Tier};
use crate::monitor::Slice;
use crate::signal::StatedOnset;
use crate::time::Span;

fn at(clock: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-03-10T{clock}:00Z")).unwrap()
}

fn report(id: &str, clock: &str, tier: &str, channel: Channel, text: &str) -> Report {
    Report {
        id: MessageId::new(id).unwrap(),
        occurred_at: at(clock),
        channel,
        tier: Some(Tier::new(tier).unwrap()),
        text: text.to_owned(),
        specificity: 0.5,
        url: None,
    }
}

fn probe(name: &str, kind: ProbeKind, state: ProbeState, clock: &str) -> ProbeSaid {
    ProbeSaid {
        probe: ProbeId::new(name).unwrap(),
        kind,
        region: None,
        state: Some(state),
        observed_at: Some(at(clock)),
        since: Some(at("14:05")),
        fresh: true,
        silenced: false,
        url: None,
    }
}

fn change(kind: ChangeKind, clock: &str, service: &str, summary: &str, relation: Relation) -> RankedChange {
    let change = Change {
        id: ChangeId::new(service).unwrap(),
        time: at(clock),
        kind,
        service: service.to_owned(),
        features: Vec::new(),
        environment: "production".to_owned(),
        summary: summary.to_owned(),
        url: None,
        actor: None,
        automated: None,
        pipeline_url: None,
    };
    let likely = relation != Relation::Unrelated;
    let minutes_before_onset = (at("13:52") - at(clock)).as_mins();
    RankedChange { change, minutes_before_onset, relation, likely, why: String::new() }
}

fn surge() -> Evidence {
    Evidence {
        rule: Rule::Surge,
        key_tier: None,
        window: Span::from_mins(15),
        window_end: at("14:16"),
        observed: 4,
        expected: Some(0.03),
        expected_per_month: Some(0.0092),
        threshold: 0.05,
        overdispersion: 0.05,
        baseline_age: Span::from_days(20),
    }
}

fn mostly_pro() -> Factor {
    Factor {
        dimension: "tier".to_owned(),
        value: "pro".to_owned(),
        reporters: 3,
        of: 4,
        others: Others { with: 41, known: 210, all: 210 },
        lift: 2.9,
        log_odds: 1.6,
        why: "3 of 4 reporters are pro; 20 % of other customers are.".to_owned(),
    }
}

fn no_pro_logs_in() -> Gap {
    Gap {
        kind: GapKind::TierGated,
        why: "All 4 reporters of Checkout are pro; the one probe that logs in does so as free.".to_owned(),
    }
}

fn all_green() -> Health {
    Health {
        state: HealthState::Green(ProbeKind::SyntheticEndToEnd),
        probes: vec![
            probe("shop-checkout", ProbeKind::SyntheticEndToEnd, ProbeState::Ok, "14:16"),
            probe("orders-error-rate", ProbeKind::MetricAlert, ProbeState::Ok, "14:15"),
        ],
    }
}

/// Rank 2: four customers, every probe green.
fn green() -> Candidate {
    let depends = Relation::DependsOn { service: "orders-api".to_owned(), place: 0 };
    Candidate {
        id: CandidateId::new("4f1c9a0b7d2e6853").unwrap(),
        episode: 1,
        previous_episode: None,
        tenant: TenantId::new("acme").unwrap(),
        revision: 2,
        feature: FeatureId::new("checkout").unwrap(),
        merged: Vec::new(),
        beside: None,
        slice: Slice::default(),
        title: "Checkout: \"The pay now button does nothing\"".to_owned(),
        rank: Rank::CustomersOnly,
        ranks: vec![RankAt { at: at("14:14"), rank: Rank::CustomersOnly }],
        opened_at: at("14:14"),
        historic: false,
        confirmed_at: None,
        onset: Onset {
            observed: at("14:02"),
            stated: Some(StatedOnset { at: at("13:52"), words: "for ten minutes".to_owned() }),
        },
        customers: 4,
        accounts: 4,
        copies: 0,
        copied_texts: 0,
        messages: 4,
        by_tier: BTreeMap::from([("enterprise".to_owned(), 1), ("pro".to_owned(), 3)]),
        by_channel: BTreeMap::from([(Channel::Ticket, 1), (Channel::Chat, 2), (Channel::Email, 1)]),
        factors: vec![mostly_pro()],
        opened_with: Vec::new(),
        evidence: surge(),
        monitoring: all_green(),
        gaps: vec![no_pro_logs_in()],
        languages_without_cues: Vec::new(),
        gap_stands_out: true,
        changes: vec![
            change(ChangeKind::Deploy, "13:41", "orders-api", "4.18: new card form", depends),
            change(ChangeKind::Flag, "13:20", "search-ranking", "on for everybody", Relation::Unrelated),
        ],
        reports: vec![
            report(
                "m1",
                "14:02",
                "pro",
                Channel::Chat,
                "The pay now button does nothing, console shows a 500 on /api/orders. I have tried it in two browsers and with two cards.",
            ),
            report("m2", "14:08", "pro", Channel::Chat, "Checkout hangs after I enter the card, for ten minutes now."),
            report("m3", "14:14", "enterprise", Channel::Ticket, "Our buyers cannot place orders.\nPlease look."),
            report("m4", "14:16", "pro", Channel::Email, "Error when paying \u{1b}[2J\u{7}. Worked this morning."),
        ],
        recovery: Recovery {
            quiet_since: at("14:16"),
            wait: Span::from_mins(20),
            why: "the shortest wait".to_owned(),
            deadline: at("14:36"),
            resolved_at: None,
            route: None,
        },
        late_messages: 0,
        messages_after: 0,
        internal_reports: 0,
        internal: Vec::new(),
        revenue: None,
        estimated_affected: None,
    }
}

/// Rank 1: the same, and monitoring has turned red.
fn red() -> Candidate {
    let mut c = green();
    c.rank = Rank::Confirmed;
    c.ranks.push(RankAt { at: at("14:17"), rank: Rank::Confirmed });
    let mut silenced = probe("orders-error-rate", ProbeKind::MetricAlert, ProbeState::Failing, "14:16");
    silenced.silenced = true;
    let shop = probe("shop-checkout", ProbeKind::SyntheticEndToEnd, ProbeState::Ok, "14:16");
    c.monitoring = Health { state: HealthState::Partial, probes: vec![shop, silenced] };
    c.changes.clear();
    c.internal_reports = 1;
    c
}

/// Read months later, resolved, in its first hours without a baseline.
fn historic() -> Candidate {
    let mut c = green();
    c.historic = true;
    c.episode = 2;
    c.previous_episode = Some(CandidateId::new("00aa11bb22cc33dd").unwrap());
    c.slice.tier = Some(Tier::new("pro").unwrap());
    c.merged = vec![FeatureId::new("gift-cards").unwrap()];
    c.onset.stated = None;
    c.evidence.rule = Rule::NoBaseline;
    c.evidence.expected = None;
    c.evidence.expected_per_month = None;
    c.evidence.baseline_age = Span::from_hours(5);
    c.monitoring = Health { state: HealthState::Uncovered, probes: Vec::new() };
    c.languages_without_cues = vec!["pl".to_owned()];
    c.gap_stands_out = false;
    c.gaps.push(Gap { kind: GapKind::BehindLogin, why: "x".to_owned() });
    c.recovery.resolved_at = Some(at("14:36"));
    c.recovery.route = Some(Route::Quiet);
    c.late_messages = 1;
    c.messages_after = 2;
    c
}

/// A topic that no feature of the catalogue explains.
fn unnamed() -> Candidate {
    let mut c = green();
    c.feature = FeatureId::topic("gift card");
    c.title = "gift card: \"the gift card I bought is not accepted\"".to_owned();
    c.evidence.rule = Rule::Topic;
    c.evidence.observed = 5;
    c.evidence.expected = Some(0.004);
    c.evidence.expected_per_month = Some(0.000_02);
    c.monitoring = Health { state: HealthState::Uncovered, probes: Vec::new() };
    c.gaps.clear();
    c.gap_stands_out = false;
    c
}

#[test]
fn a_topic_that_no_catalogue_names() {
    insta::assert_snapshot!(candidate(&unnamed(), at("14:17"), 100));
}

#[test]
fn rank_2_as_the_person_on_call_reads_it() {
    insta::assert_snapshot!(candidate(&green(), at("14:17"), 100));
}

#[test]
fn rank_1_as_the_person_on_call_reads_it() {
    insta::assert_snapshot!(candidate(&red(), at("14:18"), 100));
}

#[test]
fn a_resolved_historic_one() {
    insta::assert_snapshot!(candidate(&historic(), at("14:17") + Span::from_days(40), 100));
}

#[test]
fn a_narrow_terminal() {
    insta::assert_snapshot!(candidate(&green(), at("14:17"), 60));
}

#[test]
fn no_line_is_wider_than_asked_and_no_control_character_gets_through() {
    for c in [green(), red(), historic(), unnamed()] {
        for width in [NARROWEST, 60, 80, 100, 200] {
            let text = candidate(&c, at("14:18"), width);
            let wide = text.lines().find(|line| line.chars().count() > width);
            assert_eq!(wide, None, "{width}");
            assert!(text.chars().all(|ch| ch == '\n' || !ch.is_control()), "{text:?}");
        }
    }
}

#[test]
fn colours_change_nothing_but_colour() {
    let coloured = candidate_in_colour(&red(), at("14:18"), 100);
    assert!(coloured.starts_with("\u{1b}[1;31mRANK 1\u{1b}[0m"));
    let mut plain = coloured;
    for code in [BOLD, DIM, RED, YELLOW, "0"] {
        plain = plain.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(plain, candidate(&red(), at("14:18"), 100));
}
