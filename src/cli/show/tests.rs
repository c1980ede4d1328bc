use std::collections::BTreeMap;

use super::*;
use crate::candidate::answers::{Answers, Asked, Dismissal, Dismissed, Fixed, Held, Role};
use crate::candidate::context::{Context, Dependency, DependencyState, SoftFailure, Tag, TagKind};
use crate::candidate::factors::Factor;
use crate::candidate::sample;
use crate::candidate::{Confidence, Evidence, Route, Rule};
use crate::candidate::{Gap, GapKind, RankAt, Recovery, Report};
use crate::change::{Change, ChangeKind, RankedChange, Relation};
use crate::cluster::dismissals::Stricter;
use crate::cluster::values::Others;
use crate::config::ProbeKind;
use crate::ids::{CandidateId, ChangeId, FeatureId, MessageId, ProbeId, Tier};
use crate::monitor::Health;
use crate::signal::{Action, ReadIn, StatedOnset, Tried, ZoneSource};
use crate::time::Span;

mod screen;

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
        language: "en".to_owned(),
        problem: true,
        tried: Tried { action: Some(Action::Pay), ..Tried::default() },
        can_be_reached: channel != Channel::Chat,
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
        stricter: Stricter::default(),
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
        confidence: Confidence::High,
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

fn shortest_wait() -> Recovery {
    Recovery { answers: Answers { needed: 2, ..Answers::default() }, ..sample::candidate().recovery }
}

fn context() -> Context {
    let dependency = |name: &str, state, probe: Option<&str>| Dependency {
        name: name.to_owned(),
        state,
        probe: probe.map(|p| ProbeId::new(p).unwrap()),
        since: (state == DependencyState::Failing).then(|| at("13:58")),
    };
    Context {
        tried: vec![(Action::Pay, 3), (Action::CheckOut, 1)],
        reachable: 2,
        dependencies: vec![
            dependency("ledger", DependencyState::Ok, Some("ledger-errors")),
            dependency("card-network", DependencyState::Failing, Some("status-card-network")),
            dependency("cdn", DependencyState::NotProbed, None),
        ],
        soft_failure: None,
        tags: vec![Tag {
            kind: TagKind::ManualDeployment,
            why: "The one deploy of which it is said, d-7 of orders-api, was made by hand.".to_owned(),
        }],
    }
}

/// Rank 2: four customers, every probe green.
fn green() -> Candidate {
    let depends = Relation::DependsOn { service: "orders-api".to_owned(), place: 0 };
    Candidate {
        customers: 4,
        accounts: 4,
        by_tier: BTreeMap::from([("enterprise".to_owned(), 1), ("pro".to_owned(), 3)]),
        by_channel: BTreeMap::from([(Channel::Ticket, 1), (Channel::Chat, 2), (Channel::Email, 1)]),
        factors: vec![mostly_pro()],
        evidence: surge(),
        monitoring: all_green(),
        monitoring_of: None,
        gaps: vec![no_pro_logs_in()],
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
        recovery: shortest_wait(),
        context: context(),
        ..sample::candidate()
    }
}

/// Rank 1: the same, and monitoring has turned red.
fn red() -> Candidate {
    let mut c = green();
    c.rank = Rank::Confirmed;
    c.ranks.push(RankAt { at: at("14:17"), rank: Rank::Confirmed, red: None });
    let mut silenced = probe("orders-error-rate", ProbeKind::MetricAlert, ProbeState::Failing, "14:16");
    silenced.silenced = true;
    let shop = probe("shop-checkout", ProbeKind::SyntheticEndToEnd, ProbeState::Ok, "14:16");
    c.monitoring = Health { state: HealthState::Partial, probes: vec![shop, silenced] };
    c.changes.clear();
    c.internal_reports = 1;
    c.onset.stated = Some(StatedOnset {
        at: at("13:30"),
        words: "since half past two".to_owned(),
        read_in: Some(ReadIn { zone: "Europe/Paris".into(), source: ZoneSource::Message }),
        rough: false,
    });
    c.context.soft_failure = Some(SoftFailure {
        customers: 3,
        of: 4,
        between: Vec::new(),
        why: "3 of 4 customers say that something was to follow and did not.".to_owned(),
    });
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
    c.called.merged = vec!["Gift cards".to_owned()];
    c.onset.stated = None;
    c.evidence.rule = Rule::NoBaseline;
    c.evidence.expected = None;
    c.evidence.expected_per_month = None;
    c.evidence.baseline_age = Span::from_hours(5);
    c.monitoring = Health { state: HealthState::Uncovered, probes: Vec::new() };
    c.languages_without_cues = vec!["pl".to_owned()];
    c.gap_stands_out = false;
    c.gaps.push(Gap { kind: GapKind::BehindLogin, confidence: Confidence::Low, why: "x".to_owned() });
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
fn that_nothing_changed_is_said_and_that_none_of_what_did_concerns_it() {
    let told = |changes: Vec<RankedChange>| candidate(&Candidate { changes, ..green() }, at("14:17"), 200);
    let none = "none of them is a change in production of the feature or of what it depends on";
    assert!(told(Vec::new()).contains("Changed before  none found in the hour before the onset"));
    let other = change(ChangeKind::Job, "13:20", "report-builder", "nightly", Relation::Unrelated);
    let only_others = told(vec![other.clone()]);
    assert!(only_others.contains("no relation known") && only_others.contains(none), "{only_others}");
    let own = change(ChangeKind::Deploy, "13:41", "orders-api", "4.18", Relation::Feature);
    assert!(!told(vec![own, other]).contains(none));
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
fn an_entry_of_the_watch_list() {
    let tenant = crate::ids::TenantId::new("acme").unwrap();
    let shown = |rank, customers: u32, health, rising| {
        let (since, last) = (customers > 0).then(|| (at("14:05"), at("14:09"))).unzip();
        let feature = FeatureId::new("invoices").unwrap();
        let state =
            ClusterState { feature, rank, customers, since, last, health, specificity: 0.6, rising, candidate: None };
        entry(&tenant, &state, at("14:18"), 100)
    };
    let uptime = HealthState::Green(ProbeKind::Uptime);
    let rise = crate::cluster::rising::Rise { last_week: 12, before: 4.0 };
    insta::assert_snapshot!(
        [
            shown(Rank::CustomersOnly, 2, HealthState::Unknown, None),
            shown(Rank::OneCustomer, 1, uptime, Some(rise)),
            shown(Rank::OneCustomer, 3, uptime, None),
            shown(Rank::MonitoringOnly, 0, HealthState::Red, None),
        ]
        .join("\n")
    );
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

/// What a candidate says of its end, behind the section names.
fn end_of(change: impl FnOnce(&mut Candidate)) -> String {
    let mut c = green();
    change(&mut c);
    let shown = candidate(&c, at("14:31"), 100);
    let from = ["Fixed ", "Ends when", "Ended "].iter().filter_map(|name| shown.find(name)).min().unwrap();
    let end = &shown[from..];
    end[..end.find("\n\n").unwrap() + 1].to_owned()
}

#[test]
fn what_people_say_of_the_end_is_shown() {
    let asked = |message: &str, url: Option<&str>| Asked {
        message: MessageId::new(message).unwrap(),
        channel: Channel::Chat,
        url: url.map(str::to_owned),
    };
    let fixed = end_of(|c| {
        let a = &mut c.recovery.answers;
        a.fixed = Some(Fixed { at: at("14:20"), by: Some(Role::OnCall) });
        (a.confirmed, a.still_broken) = (1, 1);
        a.asked = vec![asked("t-1", Some("https://desk.example/1")), asked("t-2", None)];
    });
    let held = Held { channel: None, since: at("14:05"), found_at: at("14:36"), usual: 11.6, back: None };
    let silent = end_of(|c| {
        c.recovery.answers.held = Some(held);
        c.recovery.deadline = held.until(c.recovery.wait);
    });
    let ended = |route: Route| {
        end_of(|c| {
            (c.recovery.resolved_at, c.recovery.route) = (Some(at("14:31")), Some(route));
            c.recovery.answers.confirmed = 2;
            c.recovery.answers.held = Some(held);
            c.recovery.answers.dismissed =
                Some(Dismissed { reason: Dismissal::Known, note: Some("release night".to_owned()) });
            c.recovery.answers.merged_into = Some(CandidateId::new("c0ffee").unwrap());
        })
    };
    let routes = [Route::Confirmed, Route::Unheard, Route::Dismissed, Route::Merged].map(ended);
    insta::assert_snapshot!([&[fixed, silent], &routes[..]].concat().join("\n"));
}

#[test]
fn what_was_dismissed_before_is_shown_with_how_unlikely_it_is() {
    let mut c = green();
    c.evidence.stricter = Stricter { times: 2, factor: 100.0 };
    let shown = candidate(&c, at("14:31"), 400);
    assert!(shown.contains("dismissed 2 times in 90 days, so it had to be 100 times less likely"), "{shown}");
}

#[test]
fn what_is_posted_says_when_and_its_draft_is_due_no_more() {
    let mut c = green();
    assert!(candidate(&c, at("14:29"), 100).contains("not posted: 15 min"), "by the clock of who looks");
    c.posted_at = Some(at("14:20"));
    let shown = candidate(&c, at("14:29"), 100);
    assert!(shown.contains("; posted 14:20 UTC, 6 min after it opened"), "{shown}");
    assert!(!shown.contains("Post now?") && !shown.contains("not posted"), "{shown}");
    c.recovery.resolved_at = Some(at("14:36"));
    c.recovery.route = Some(Route::Quiet);
    let shown = candidate(&c, at("14:40"), 100);
    assert!(shown.contains("Post?") && shown.contains("They were real") && !shown.contains("Try it"), "{shown}");
}
