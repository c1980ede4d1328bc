//! A candidate of an invented shop, and any candidate at all, for tests.

use crate::candidate::Confidence;
use crate::candidate::answers::Answers;
use crate::candidate::context::Context;
use crate::cluster::dismissals::Stricter;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::about::{Area, AreaSource, Traits};
use super::factors::Factor;
use super::told::Called;
use super::{Candidate, Evidence, Gap, GapKind, Onset, RankAt, Recovery, Report, Rule};
use crate::change::{Change, ChangeKind, RankedChange, Relation};
use crate::cluster::values::Others;
use crate::config::{Probe, ProbeKind};
use crate::ids::{CandidateId, ChangeId, FeatureId, MessageId, ProbeId, TenantId, Tier};
use crate::monitor::{Health, HealthState, ProbeSaid, ProbeState, Slice};
use crate::rank::Rank;
use crate::signal::{Action, Channel, StatedOnset, Tried};
use crate::time::{Span, Timestamp};

pub(crate) fn at(clock: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-03-10T{clock}:00Z")).unwrap()
}

pub(crate) fn report(id: &str, clock: &str, tier: &str, text: &str, specificity: f64) -> Report {
    Report {
        id: MessageId::new(id).unwrap(),
        occurred_at: at(clock),
        channel: Channel::Chat,
        tier: Some(Tier::new(tier).unwrap()),
        text: text.to_owned(),
        language: "en".to_owned(),
        problem: true,
        specificity,
        url: None,
        tried: Tried::default(),
        can_be_reached: false,
    }
}

pub(crate) fn factor(dimension: &str, value: &str) -> Factor {
    Factor {
        dimension: dimension.to_owned(),
        value: value.to_owned(),
        reporters: 3,
        of: 3,
        others: Others { with: 20, known: 200, all: 200 },
        lift: 5.0,
        log_odds: 2.0,
        why: String::new(),
    }
}

pub(crate) fn gap(kind: GapKind) -> Gap {
    Gap { kind, confidence: Confidence::High, why: "No probe logs in as pro.".to_owned() }
}

fn probe() -> ProbeSaid {
    ProbeSaid {
        probe: ProbeId::new("shop-up").unwrap(),
        kind: ProbeKind::SyntheticEndToEnd,
        region: None,
        state: Some(ProbeState::Ok),
        observed_at: Some(at("14:13")),
        since: Some(at("08:00")),
        fresh: true,
        silenced: false,
        url: None,
    }
}

fn change() -> RankedChange {
    let change = Change {
        id: ChangeId::new("d-418").unwrap(),
        time: at("13:41"),
        kind: ChangeKind::Deploy,
        service: "orders-api".to_owned(),
        features: Vec::new(),
        environment: "production".to_owned(),
        summary: "4.18: new \"card\" form".to_owned(),
        url: None,
        actor: None,
        automated: None,
        pipeline_url: None,
    };
    let relation = Relation::DependsOn { service: "orders-api".to_owned(), place: 0 };
    RankedChange { change, minutes_before_onset: 11.0, relation, likely: true, why: String::new() }
}

fn for_ten_minutes() -> Onset {
    let words = "for ten minutes".to_owned();
    Onset { observed: at("14:02"), stated: Some(StatedOnset { at: at("13:52"), words, read_in: None, rough: false }) }
}

fn in_the_shortest_time() -> Recovery {
    Recovery {
        quiet_since: at("14:16"),
        wait: Span::from_mins(20),
        why: "nobody wrote for 20 min".to_owned(),
        deadline: at("14:36"),
        resolved_at: None,
        route: None,
        answers: Answers::default(),
    }
}

/// A probe that looks at nothing in particular and does not log in.
pub(crate) fn plain_probe(id: &str, kind: ProbeKind) -> Probe {
    Probe {
        id: ProbeId::new(id).unwrap(),
        kind,
        features: Vec::new(),
        service: None,
        tiers: None,
        region: None,
        authenticated: false,
        interval: Span::from_mins(5),
        ttl: Span::from_mins(10),
        url: None,
    }
}

/// Three pro customers cannot pay, and every probe is green.
pub(crate) fn candidate() -> Candidate {
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
        ranks: vec![RankAt { at: at("14:14"), rank: Rank::CustomersOnly, red: None }],
        opened_at: at("14:14"),
        historic: false,
        confirmed_at: None,
        onset: for_ten_minutes(),
        customers: 3,
        accounts: 3,
        copies: 0,
        copied_texts: 0,
        messages: 4,
        by_tier: BTreeMap::from([("pro".to_owned(), 3)]),
        by_channel: BTreeMap::from([(Channel::Chat, 4)]),
        languages_without_cues: Vec::new(),
        factors: vec![factor("tier", "pro"), factor("browser", "safari")],
        opened_with: Vec::new(),
        evidence: Evidence {
            rule: Rule::Surge,
            key_tier: None,
            window: Span::from_mins(15),
            window_end: at("14:14"),
            observed: 3,
            expected: Some(0.03),
            expected_per_month: Some(0.01),
            threshold: 0.05,
            overdispersion: 0.05,
            baseline_age: Span::from_days(20),
            stricter: Stricter::default(),
        },
        monitoring: Health { state: HealthState::Green(ProbeKind::SyntheticEndToEnd), probes: vec![probe()] },
        monitoring_of: None,
        gaps: vec![gap(GapKind::TierGated)],
        gap_stands_out: true,
        changes: vec![change()],
        reports: vec![
            report("m1", "14:02", "pro", "The pay now button does nothing, a 500 on POST /api/orders.", 0.8),
            report("m2", "14:08", "pro", "Checkout hangs after I enter the card, for ten minutes now.", 0.5),
            report("m3", "14:14", "pro", "Our buyers cannot place orders.\nPlease look.", 0.4),
        ],
        recovery: in_the_shortest_time(),
        late_messages: 0,
        messages_after: 0,
        internal_reports: 0,
        internal: Vec::new(),
        revenue: None,
        estimated_affected: None,

        area: Area { words: "Ordering".to_owned(), source: AreaSource::StatusPage },
        traits: Traits::default(),
        context: Context::default(),
        called: Called::default(),
        posted_at: None,
    }
}

/// What others wrote, with words that the rules of lint know.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        Just("please improve monitoring, \"add alerting\", more dashboards".to_owned()),
        Just("## Proposed probe\n- Subject: a\n- Bound: within 3".to_owned()),
        Just("user error, caused by a probe: POST /api/x/1234 error 500 {\"a\": 1}".to_owned()),
        Just("the mail never arrives, no e-mail".to_owned()),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,12}", Just("safari".to_owned()), Just("4.18 [beta]".to_owned())]
}

pub(crate) const KINDS: [GapKind; 8] = [
    GapKind::RecentlyShipped,
    GapKind::AuthFlow,
    GapKind::TierGated,
    GapKind::Geographic,
    GapKind::ThirdParty,
    GapKind::AsyncScheduled,
    GapKind::Mobile,
    GapKind::BehindLogin,
];
const STATES: [HealthState; 6] = [
    HealthState::Uncovered,
    HealthState::Unknown,
    HealthState::Stale,
    HealthState::Red,
    HealthState::Partial,
    HealthState::Green(ProbeKind::Uptime),
];
const DIMENSIONS: [&str; 8] = ["tier", "browser", "os", "device", "region", "language", "app_version", "workflow"];

/// A candidate with anything that varies.
pub(crate) fn any_candidate() -> impl Strategy<Value = Candidate> {
    let texts = prop::collection::vec(words(), 0..7);
    let factors = prop::collection::vec((0usize..8, name()), 0..4);
    let gaps = prop::collection::vec(0usize..8, 0..4);
    let flags = (any::<[bool; 5]>(), any::<[bool; 4]>());
    let names = (words(), words(), name());
    (texts, factors, gaps, 0usize..6, flags, names).prop_map(|(texts, factors, gaps, state, flags, names)| {
        let ([asynchronous, external, mobile, regional, authentication], [red, posted, topic, old]) = flags;
        let (summary, area, tier) = names;
        let mut c = candidate();
        c.reports = texts.iter().enumerate().map(|(i, t)| report(&format!("m{i}"), "14:03", &tier, t, 0.1)).collect();
        c.context.tried = vec![(Action::Pay, 1 + u32::from(red)), (Action::Edit, 1 + u32::from(old))];
        for (i, report) in c.reports.iter_mut().enumerate() {
            report.tried = Tried { step: texts.get(i + 1).map(Into::into), ..Tried::default() };
            report.tried.action = if i % 2 == 0 { Some(Action::Pay) } else { None };
        }
        c.factors = factors.iter().map(|(d, value)| factor(DIMENSIONS[*d], value)).collect();
        c.gaps = gaps.iter().map(|kind| gap(KINDS[*kind])).collect();
        c.monitoring.state = STATES[state];
        c.traits = Traits { asynchronous, external, mobile, regional, authentication };
        c.rank = if red { Rank::Confirmed } else { Rank::CustomersOnly };
        c.posted_at = posted.then(|| at("14:20"));
        c.area = if topic { Area::of_topic(&area) } else { c.area };
        c.by_tier = BTreeMap::from([(tier, 2), ("unknown".to_owned(), 1)]);
        if old {
            (c.onset.stated, c.recovery.resolved_at) = (None, Some(at("14:36")));
        }
        if let Some(change) = c.changes.first_mut() {
            change.change.summary = summary;
        }
        c
    })
}
