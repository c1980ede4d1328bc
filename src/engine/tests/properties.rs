//! What holds for any story.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::after_deploy::deploy;
use super::{Story, feature, m, said, signal, topic};
use crate::candidate::answers::Dismissal;
use crate::candidate::{Candidate, EventKind};
use crate::engine::Engine;
use crate::engine::deploy::{AfterDeploy, DeployVerdict};
use crate::engine::input::{Feedback, Input, Who};
use crate::ids::{CustomerKey, MessageId, TenantId};
use crate::monitor::ProbeState;
use crate::time::{Span, Timestamp};

const FEATURES: [&str; 3] = ["checkout", "basket", "login"];

/// One step of a random story.
#[derive(Clone, Debug)]
enum Step {
    Report {
        customer: u64,
        about: usize,
        minutes_ago: i64,
        id: u64,
    },
    Label {
        id: u64,
        about: usize,
    },
    /// Of which candidate, which kind, and which other candidate or customer.
    Feedback {
        of: usize,
        kind: u8,
        other: u64,
    },
    Say(bool),
    Deploy {
        id: u64,
        about: usize,
        minutes_ago: i64,
    },
    Time(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0u64..12, 0usize..3, 0i64..30, 0u64..60)
            .prop_map(|(customer, about, minutes_ago, id)| Step::Report { customer, about, minutes_ago, id }),
        3 => (0u64..60, 0usize..3).prop_map(|(id, about)| Step::Label { id, about }),
        2 => (0usize..4, 0u8..8, 0u64..12).prop_map(|(of, kind, other)| Step::Feedback { of, kind, other }),
        1 => any::<bool>().prop_map(Step::Say),
        1 => (0u64..9, 0usize..3, -20i64..90).prop_map(|(id, about, minutes_ago)| Step::Deploy { id, about, minutes_ago }),
        2 => (1i64..90).prop_map(Step::Time),
        1 => (600i64..3_000).prop_map(Step::Time),
    ]
}

fn play(story: &mut Story, minute: &mut i64, step: &Step) -> (Vec<(EventKind, Candidate)>, Vec<AfterDeploy>) {
    story.events.clear();
    story.watches.clear();
    match step {
        Step::Report { customer, about, minutes_ago, id } => {
            let at = m((*minute - minutes_ago).max(0));
            let mut report = signal(&format!("m{id}"), *customer, at, FEATURES[*about]);
            report.arrived = m(*minute);
            story.apply(Input::Signal(Box::new(report)));
        }
        Step::Label { id, about } => {
            let (message, feature) = (MessageId::new(format!("m{id}")).unwrap(), feature(FEATURES[*about]));
            let label = Feedback::Label { message, problem: Some(*about != 2), feature: Some(feature) };
            story.apply(Input::Feedback(label));
        }
        Step::Feedback { of, kind, other } => {
            if let Some(said) = feedback(story, *of, *kind, *other) {
                story.apply(Input::Feedback(said));
            }
        }
        Step::Say(ok) => story.apply(said(if *ok { ProbeState::Ok } else { ProbeState::Failing }, m(*minute))),
        Step::Deploy { id, about, minutes_ago } => {
            let at = m((*minute - minutes_ago).max(0));
            story.apply(deploy(&format!("d{id}"), at, "orders", &[FEATURES[*about], FEATURES[0]]));
        }
        Step::Time(by) => {
            *minute += by;
            story.until(m(*minute));
        }
    }
    (story.events.clone(), story.watches.clone())
}

/// Something said of one of the candidates there are.
fn feedback(story: &Story, of: usize, kind: u8, other: u64) -> Option<Feedback> {
    let ids: Vec<_> = story.engine.episodes.iter().map(|(id, _)| id.clone()).collect();
    let candidate = ids.get(of % ids.len().max(1))?.clone();
    let into = ids.get(other as usize % ids.len())?.clone();
    let who = Who::Customer(CustomerKey(other));
    Some(match kind {
        0 => Feedback::Confirm { candidate, affected: None },
        1 => Feedback::Dismiss { candidate, reason: Dismissal::ALL[other as usize % 5], note: None },
        2 => Feedback::Posted { candidate, at: None },
        3 => Feedback::Fixed { candidate, at: None, by: None },
        4 => Feedback::Merge { candidate, into },
        // Every third of its reports, from one of them on.
        5 => {
            let members = story.engine.members_now(story.engine.episodes.get(&candidate)?);
            let messages = members.iter().skip(other as usize % 3).step_by(3).map(|r| r.id.clone()).collect();
            Feedback::Split { candidate, messages }
        }
        _ => Feedback::Answer { candidate: None, who, works: kind == 6, at: None },
    })
}

/// What became of every episode.
fn ends(story: &Story) -> Vec<(String, u8, Option<Timestamp>, u32)> {
    let end = |c: &Candidate| (c.id.to_string(), c.rank.number(), c.recovery.resolved_at, c.customers);
    story.engine.episodes.iter().map(|(_, e)| end(&e.candidate)).collect()
}

/// The episodes and what their members make of them.
fn members_of(story: &Story) -> Vec<String> {
    let of = |c: &Candidate| {
        let (onset, deadline) = (c.onset.observed, c.recovery.deadline);
        format!("{} {} {} {onset} {deadline} {:?}", c.feature, c.customers, c.messages, c.by_tier)
    };
    let mut all: Vec<_> = story.engine.episodes.iter().map(|(_, e)| of(&e.candidate)).collect();
    all.sort();
    all
}

/// A story of two days of ordinary reports, one every few hours, or none of them at all.
fn with_past(past: bool) -> Story {
    let mut story = Story::new();
    for i in 0..if past { 24 } else { 0 } {
        story.until(m(i * 120));
        story.report(&format!("past-{i}"), 1_000 + i as u64, m(i * 120), ["checkout", "login"][i as usize % 2]);
    }
    story.until(m(3_000));
    story
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Reports of an hour may be read in any order: once all are read, the episodes and their members
    /// are those of the order in which they were written. Of a tenant's first day only one feature is
    /// told: there the others' counts of the moment are what is ordinary.
    #[test]
    fn any_interleaving_within_lateness_gives_the_same_episodes_and_members(
        reports in prop::collection::vec((0i64..59, 0u64..9, 0usize..2), 1..16), past in any::<bool>(),
        order in prop::collection::vec(any::<u32>(), 16),
    ) {
        let mut sorted = reports.clone();
        if !past {
            sorted.iter_mut().for_each(|(_, _, about)| *about = 0);
        }
        sorted.sort();
        let numbered: Vec<_> = sorted.into_iter().enumerate().collect();
        let mut shuffled = numbered.clone();
        shuffled.sort_by_key(|(i, _)| order[*i]);
        let tell = |all: &[(usize, (i64, u64, usize))]| {
            let mut story = with_past(past);
            for (i, (minute, customer, about)) in all {
                // No two in the same moment: those would be one step.
                let at = m(3_001 + minute) + Span::from_millis(*i as i64);
                let mut report = signal(&format!("m{i:02}"), *customer, at, ["checkout", "login"][*about]);
                report.arrived = m(3_060);
                story.apply(Input::Signal(Box::new(report)));
            }
            story
        };
        let (mut one, mut other) = (tell(&numbered), tell(&shuffled));
        let t = m(3_060);
        one.until(t);
        // No resolution in between: what resolved before the last was read is another story.
        prop_assume!(one.events.iter().all(|(kind, _)| *kind != EventKind::Resolved));
        other.until(t);
        prop_assert_eq!(members_of(&one), members_of(&other));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever happened and whenever the state was written, piece by piece, an engine put back from
    /// it goes on as one that never stopped.
    #[test]
    fn a_restored_engine_goes_on_as_one_that_never_stopped(
        steps in prop::collection::vec(step(), 1..60), stops in prop::collection::vec(0usize..60, 0..4),
    ) {
        let (mut one, mut other) = (Story::new(), Story::new());
        let (mut a, mut b) = (0, 0);
        let mut stored = BTreeMap::new();
        for (i, step) in steps.iter().enumerate() {
            prop_assert_eq!(play(&mut one, &mut a, step), play(&mut other, &mut b, step), "step {}", i);
            if stops.contains(&i) {
                for (name, bytes) in other.engine.take_dirty() {
                    match bytes {
                        Some(bytes) => { stored.insert(name, bytes); }
                        None => { stored.remove(&name); }
                    }
                }
                other.engine = Engine::restore(TenantId::new("acme").unwrap(), &stored).unwrap();
            }
        }
        prop_assert_eq!(one.engine.next_wakeups(), other.engine.next_wakeups());
    }

    /// Counts of customers never exceed customers, ranks only rise, and a revision never comes twice.
    #[test]
    fn what_is_said_of_a_candidate_holds_together(steps in prop::collection::vec(step(), 1..80)) {
        let mut story = Story::new();
        let (mut minute, mut last): (i64, BTreeMap<String, Candidate>) = (0, BTreeMap::new());
        for step in &steps {
            for (_, c) in play(&mut story, &mut minute, step).0 {
                prop_assert!(c.customers <= 12 && c.customers <= c.messages);
                prop_assert_eq!(c.by_tier.values().sum::<u32>(), c.customers);
                if let Some(before) = last.insert(c.id.to_string(), c.clone()) {
                    prop_assert!(c.revision > before.revision && c.rank <= before.rank);
                }
            }
        }
    }

    /// A message delivered again, at whatever place, changes nothing that is said of a candidate.
    #[test]
    fn duplicates_change_nothing(steps in prop::collection::vec(step(), 1..60), again in any::<u64>()) {
        let (mut one, mut other) = (Story::new(), Story::new());
        let (mut a, mut b) = (0, 0);
        for (i, step) in steps.iter().enumerate() {
            // When it was learnt what is usual shows in the last digits of what is said of a deploy.
            prop_assert_eq!(play(&mut one, &mut a, step).0, play(&mut other, &mut b, step).0, "step {}", i);
            if again >> (i % 64) & 1 == 1 && matches!(step, Step::Report { .. }) {
                prop_assert!(play(&mut other, &mut b, step).0.is_empty());
            }
        }
    }

    /// What once is failing stays so, nothing is said behind the end of an hour, and never more is shown of silence
    /// than the power says.
    #[test]
    fn what_is_said_of_a_deploy_holds_together(steps in prop::collection::vec(step(), 1..80)) {
        let mut story = with_past(true);
        let (mut minute, mut last): (i64, BTreeMap<String, AfterDeploy>) = (3_000, BTreeMap::new());
        for step in &steps {
            for said in play(&mut story, &mut minute, step).1 {
                for f in &said.features {
                    let shows = f.since.against.as_ref().is_some_and(|a| a.power >= crate::cluster::surge::ENOUGH);
                    prop_assert!(f.verdict != DeployVerdict::NoEvidenceOfFailure || shows);
                    prop_assert!(f.since.customers <= 12 + 24);
                }
                if let Some(before) = last.insert(said.change.id.to_string(), said.clone()) {
                    prop_assert!(!before.ended && said.revision == before.revision + 1);
                    prop_assert!(before.verdict != DeployVerdict::Failing || said.verdict == before.verdict);
                }
            }
        }
    }

    /// What is due on the one clock does not depend on what is due on the other: quiet and the time to
    /// live of an observation may run in either order.
    #[test]
    fn the_two_clocks_commute(steps in prop::collection::vec(step(), 1..60), by in 1i64..3_000) {
        let (mut one, mut other) = (Story::new(), Story::new());
        let (mut a, mut b) = (0, 0);
        for step in &steps {
            play(&mut one, &mut a, step);
            play(&mut other, &mut b, step);
        }
        one.watches.clear();
        other.watches.clear();
        let t = m(a + by);
        one.heard(t);
        one.at(t);
        other.at(t);
        other.heard(t);
        prop_assert_eq!(ends(&one), ends(&other));
        prop_assert_eq!(&one.engine.watch, &other.engine.watch);
        prop_assert_eq!(&one.watches, &other.watches);
        prop_assert_eq!(one.engine.next_wakeups(), other.engine.next_wakeups());
    }
}

/// What a customer may write of a thing that no feature names, and how it reads.
const SAID: [(&str, f64); 5] = [
    ("the gift card I bought is not accepted", 1.0),
    ("gift card refused, error", 1.0),
    ("I can not redeem my gift card", 1.0),
    ("does the gift card work abroad", -0.5),
    ("my password does not work", 1.0),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// The same where topics open, grow and end: an engine put back from any state goes on with the same
    /// outputs, and with the same bytes.
    #[test]
    fn topics_go_on_after_a_restore_as_if_nothing_had_happened(
        steps in prop::collection::vec((0i64..12, 0u64..9, 0usize..SAID.len()), 8..40), stop in 0usize..40,
    ) {
        let (mut one, mut other) = (topic::settled(), topic::settled());
        let mut minute = topic::BEGINS;
        for (i, (by, customer, said)) in steps.iter().enumerate() {
            minute += by;
            for story in [&mut one, &mut other] {
                story.until(m(minute));
                let signal = topic::spoken(&format!("m{i}"), *customer, m(minute), SAID[*said]);
                story.apply(Input::Signal(Box::new(signal)));
            }
            if i == stop {
                let stored = other.engine.take_dirty().into_iter().filter_map(|(name, bytes)| Some((name, bytes?)));
                other.engine = Engine::restore(TenantId::new("acme").unwrap(), &stored.collect()).unwrap();
            }
        }
        prop_assert_eq!(&one.events, &other.events);
        prop_assert_eq!(&one.verdicts, &other.verdicts);
        let whole = |story: &mut Story| {
            let names: Vec<_> = story.engine.pieces.keys().cloned().collect();
            story.engine.dirty.extend(names);
            story.engine.take_dirty().into_iter().filter(|(_, bytes)| bytes.is_some()).collect::<BTreeMap<_, _>>()
        };
        one.engine.take_dirty();
        other.engine.take_dirty();
        prop_assert_eq!(whole(&mut one), whole(&mut other));
    }
}
