//! Random stories: what may happen to an engine, one step after the other.

use proptest::prelude::*;

use super::after_deploy::deploy;
use super::*;
use crate::candidate::answers::Dismissal;
use crate::engine::input::{Feedback, Who};
use crate::ids::CandidateId;
use crate::signal::identity::{Kind, Known};
use crate::signal::words;

const FEATURES: [&str; 3] = ["checkout", "basket", "login"];

/// What customers may write of what no source says: two things at once in one feature, and a thing that no
/// feature names.
const SAID: [&str; 12] = [
    "checkout hangs at the spinner after the card number",
    "the spinner at checkout never ends after the card number",
    "endless spinner behind the card number in the checkout",
    "checkout: card number entered, then the spinner turns",
    "checkout rejects my voucher code as expired",
    "voucher code expired, says the checkout",
    "my voucher code is refused at checkout, expired",
    "expired voucher code? checkout is wrong",
    "the gift card I bought is not accepted",
    "gift card refused, error",
    "I can not redeem my gift card",
    "it works again, thank you",
];

/// One step of a random story.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Report {
        customer: u64,
        /// By what else the author is known.
        names: Names,
        about: usize,
        minutes_ago: i64,
        id: u64,
    },
    /// A message of which only its words tell what it is.
    Write {
        customer: u64,
        names: Names,
        said: usize,
        minutes_ago: i64,
        id: u64,
    },
    /// Of what was reported, that it works again (1) or still does not (2); or what another team writes (0).
    Aside {
        customer: u64,
        kind: u8,
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
    /// Two names are one person's, or two people's.
    People {
        one: u64,
        other: u64,
        same: bool,
    },
    Forget(u64),
    Say(bool),
    Deploy {
        id: u64,
        about: usize,
        minutes_ago: i64,
    },
    Time(i64),
}

/// An address and a device that a message names beside the customer's id, and whether it names the id at all.
pub(super) type Names = (Option<u64>, Option<u64>, bool);

fn names() -> impl Strategy<Value = Names> {
    let of = |n: std::ops::Range<u64>| prop_oneof![2 => Just(None), 1 => n.prop_map(Some)];
    (of(30..36), of(40..43), prop::bool::weighted(0.8))
}

/// What is known of an author. Customers are below 30, addresses below 40, devices above.
const fn known(key: u64) -> Known {
    let kind = match key {
        0..30 => Kind::Customer,
        30..40 => Kind::Email,
        _ => Kind::Device,
    };
    // No key is 0: that is nobody's.
    Known { kind, key: CustomerKey(key + 1) }
}

fn any_name() -> impl Strategy<Value = u64> {
    prop_oneof![0u64..12, 30u64..36, 40u64..43]
}

fn told() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0u64..60, 0usize..3).prop_map(|(id, about)| Step::Label { id, about }),
        3 => (0u64..12, 0u8..3, 0usize..4, 0i64..30, 0u64..60).prop_map(|(customer, kind, about, minutes_ago, id)| {
            Step::Aside { customer, kind, about, minutes_ago, id }
        }),
        2 => (0usize..4, 0u8..8, 0u64..12).prop_map(|(of, kind, other)| Step::Feedback { of, kind, other }),
        1 => (any_name(), any_name(), any::<bool>()).prop_map(|(one, other, same)| Step::People { one, other, same }),
        1 => any_name().prop_map(Step::Forget),
        1 => any::<bool>().prop_map(Step::Say),
        1 => (0u64..9, 0usize..3, -20i64..90).prop_map(|(id, about, minutes_ago)| Step::Deploy { id, about, minutes_ago }),
    ]
}

/// Steps of a story in which a source says of each report what it is.
pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0u64..12, names(), 0usize..3, 0i64..30, 0u64..60).prop_map(|(customer, names, about, minutes_ago, id)| {
            Step::Report { customer, names, about, minutes_ago, id }
        }),
        7 => told(),
        2 => (1i64..90).prop_map(Step::Time),
        1 => (600i64..3_000).prop_map(Step::Time),
    ]
}

/// Steps of a story in which the words tell.
pub(super) fn worded() -> impl Strategy<Value = Step> {
    prop_oneof![
        9 => (0u64..20, names(), 0..SAID.len(), 0i64..5, 0u64..500).prop_map(|(customer, names, said, minutes_ago, id)| {
            Step::Write { customer, names, said, minutes_ago, id }
        }),
        2 => told(),
        3 => (1i64..8).prop_map(Step::Time),
        1 => (60i64..600).prop_map(Step::Time),
    ]
}

/// Says who wrote it.
fn by(mut signal: Signal, customer: u64, (address, device, id): Names) -> Signal {
    let own = Some(customer).filter(|_| id || (address.is_none() && device.is_none()));
    let all: Vec<Known> = own.into_iter().chain(address).chain(device).map(known).collect();
    signal.customer = all[0].key;
    signal.known_as = if all.len() > 1 { all } else { Vec::new() };
    signal
}

/// What a step makes an engine say of candidates and of deploys.
pub(super) fn play(
    story: &mut Story,
    minute: &mut i64,
    step: &Step,
) -> (Vec<(EventKind, Candidate)>, Vec<AfterDeploy>) {
    story.events.clear();
    story.watches.clear();
    story.cards.clear();
    match step {
        Step::Report { customer, names, about, minutes_ago, id } => {
            let at = m((*minute - minutes_ago).max(0));
            let report = signal(&format!("m{id}"), *customer, at, FEATURES[*about]);
            hear(story, *minute, by(report, *customer, *names));
        }
        Step::Write { customer, names, said, minutes_ago, id } => {
            let mut report = signal(&format!("m{id}"), *customer, m(*minute - minutes_ago), "nothing");
            report.label = None;
            report.text = SAID[*said].into();
            report.words = words(&report.text, "en", 64);
            report.problem.score = 1.0;
            if *said == SAID.len() - 1 {
                (report.problem.score, report.problem.recovery) = (-1.0, Recovery::Recovered);
            }
            hear(story, *minute, by(report, *customer, *names));
        }
        Step::Aside { customer, kind, about, minutes_ago, id } => {
            let mut said = signal(&format!("a{id}"), *customer, m((*minute - minutes_ago).max(0)), "checkout");
            let feature = FEATURES.get(*about).map(|f| feature(f));
            said.label = Some(Label { problem: *kind == 0, feature });
            match kind {
                0 => said.channel = Channel::Internal,
                1 => said.problem.recovery = Recovery::Recovered,
                _ => said.problem.recovery = Recovery::StillBroken,
            }
            said.customer = known(*customer).key;
            hear(story, *minute, said);
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
        Step::People { one, other, same } => {
            let people = Feedback::People { one: known(*one), other: known(*other), same: *same };
            story.apply(Input::Feedback(people));
        }
        Step::Forget(whom) => story.apply(Input::Forget(Forget::Customer(known(*whom).key))),
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

fn hear(story: &mut Story, minute: i64, mut report: Signal) {
    report.arrived = m(minute);
    story.apply(Input::Signal(Box::new(report)));
}

/// Something said of one of the candidates there are.
fn feedback(story: &Story, of: usize, kind: u8, other: u64) -> Option<Feedback> {
    let ids: Vec<CandidateId> = story.engine.episodes.iter().map(|(id, _)| id.clone()).collect();
    let candidate = ids.get(of % ids.len().max(1))?.clone();
    let into = ids.get(other as usize % ids.len())?.clone();
    let who = Who::Customer(known(other).key);
    Some(match kind {
        0 => Feedback::Confirm { candidate, affected: Some(other as u32 * 10) },
        1 => Feedback::Dismiss { candidate, reason: Dismissal::ALL[other as usize % 5], note: None },
        2 => Feedback::Posted { candidate, at: None },
        3 => Feedback::Fixed { candidate, at: None, by: None },
        4 => Feedback::Merge { candidate, into },
        // Every third of its reports, from one of them on.
        5 => {
            let members = story.engine.gathered(story.engine.episodes.get(&candidate)?);
            let messages = members.ids().skip(other as usize % 3).step_by(3).cloned().collect();
            Feedback::Split { candidate, messages }
        }
        _ => Feedback::Answer { candidate: None, who, works: kind == 6, at: None },
    })
}
