//! Random stories of several companies: what is said and stored where each sleeps whenever it may, beside
//! where none ever does.

use proptest::prelude::*;

use super::*;
use crate::candidate::answers::Dismissal;
use crate::engine::input::{Feedback, Who};
use crate::engine::tests::after_deploy::deploy;
use crate::engine::tests::feature;
use crate::ids::MessageId;
use crate::signal::identity::{Kind, Known};
use crate::signal::{Channel, Label, Recovery, Signal, words};

const FEATURES: [&str; 3] = ["checkout", "basket", "login"];
const SAID: [&str; 4] = [
    "checkout hangs at the spinner after the card number",
    "endless spinner behind the card number in the checkout",
    "the gift card I bought is not accepted",
    "it works again, thank you",
];

/// One step of a random story of several companies.
#[derive(Clone, Debug)]
enum Step {
    For(usize, What),
    Defaults(u32),
    Time(i64),
    Restart,
}

/// What is for one of them.
#[derive(Clone, Debug)]
enum What {
    Report {
        customer: u64,
        about: usize,
        ago: i64,
        id: u64,
    },
    Write {
        customer: u64,
        said: usize,
        id: u64,
    },
    /// Of what was reported, that it works again or still does not; of a feature, or of none.
    Recover {
        customer: u64,
        works: bool,
        about: usize,
        ago: i64,
        id: u64,
    },
    /// What another team writes.
    Inside {
        customer: u64,
        about: usize,
        ago: i64,
        id: u64,
    },
    Probe {
        ok: bool,
        ago: i64,
    },
    Deploy(u64),
    Catalogue,
    Settings(u32),
    Label {
        id: u64,
        about: usize,
    },
    Works {
        customer: u64,
        works: bool,
    },
    /// Of which open candidate, which kind, and why where it is dismissed.
    Feedback {
        of: usize,
        kind: u8,
        why: usize,
    },
    People {
        one: u64,
        other: u64,
        same: bool,
    },
    ForgetCustomer(u64),
    ForgetAll,
}

fn message(written: Signal, change: impl FnOnce(&mut Signal)) -> Input {
    let mut written = written;
    change(&mut written);
    Input::Signal(Box::new(written))
}

/// Something said of one of a company's open candidates; none where it has none.
fn feedback(world: &World, n: usize, (of, kind, why): (usize, u8, usize)) -> Option<Feedback> {
    let open: Vec<&Candidate> = world.partition.open_candidates().filter(|c| c.tenant == tenant(n)).collect();
    let of = open.get(of % open.len().max(1))?;
    let next = open.iter().cycle().skip_while(|c| c.id != of.id).nth(1)?;
    let (candidate, into) = (of.id.clone(), next.id.clone());
    Some(match kind {
        0 => Feedback::Confirm { candidate, affected: Some(40) },
        1 => Feedback::Dismiss { candidate, reason: Dismissal::ALL[why], note: None },
        2 => Feedback::Fixed { candidate, at: None, by: None },
        3 | 4 => Feedback::Merge { candidate, into },
        _ => Feedback::Split { candidate, messages: of.reports.iter().step_by(2).map(|r| r.id.clone()).collect() },
    })
}

impl What {
    fn input(&self, world: &World, n: usize) -> Option<Input> {
        let now = world.now;
        let of = |customer: u64| Known { kind: Kind::Customer, key: CustomerKey(customer) };
        let written = |prefix: &str, id: u64, customer: u64, ago: i64, about: &str| {
            let mut written = signal(&format!("{prefix}{id}"), customer, m(now - ago), about);
            written.arrived = m(now);
            written
        };
        Some(match self {
            Self::Report { customer, about, ago, id } => {
                message(written("m", *id, *customer, *ago, FEATURES[*about]), |_| {})
            }
            Self::Write { customer, said, id } => message(written("m", *id, *customer, 0, "nothing"), |report| {
                report.label = None;
                report.text = SAID[*said].into();
                report.words = words(&report.text, "en", 64);
            }),
            Self::Recover { customer, works, about, ago, id } => {
                message(written("w", *id, *customer, *ago, "checkout"), |said| {
                    let feature = FEATURES.get(*about).map(|f| feature(f));
                    said.label = Some(Label { problem: false, feature });
                    said.problem.recovery = if *works { Recovery::Recovered } else { Recovery::StillBroken };
                })
            }
            Self::Inside { customer, about, ago, id } => {
                message(written("i", *id, *customer, *ago, FEATURES[*about]), |said| said.channel = Channel::Internal)
            }
            Self::Probe { ok, ago } => said(if *ok { ProbeState::Ok } else { ProbeState::Failing }, m(now - ago)),
            Self::Deploy(id) => deploy(&format!("d{id}"), m(now), "orders", &["checkout"]),
            Self::Catalogue => catalogue(),
            Self::Settings(changes) => Input::Settings(Box::new(limited(*changes))),
            Self::Label { id, about } => Input::Feedback(Feedback::Label {
                message: MessageId::new(format!("m{id}")).unwrap(),
                problem: Some(*about != 2),
                feature: Some(feature(FEATURES[*about])),
            }),
            Self::Works { customer, works } => {
                let who = Who::Customer(CustomerKey(*customer));
                Input::Feedback(Feedback::Answer { candidate: None, who, works: *works, at: None })
            }
            Self::Feedback { of, kind, why } => Input::Feedback(feedback(world, n, (*of, *kind, *why))?),
            Self::People { one, other, same } => {
                Input::Feedback(Feedback::People { one: of(*one), other: of(*other), same: *same })
            }
            Self::ForgetCustomer(customer) => Input::Forget(Forget::Customer(CustomerKey(*customer))),
            Self::ForgetAll => Input::Forget(Forget::Tenant),
        })
    }
}

/// Settings of their own limits and watch.
fn limited(changes: u32) -> TenantSettings {
    let mut settings = TenantSettings::default();
    settings.limits.changes = changes;
    settings.detection.watch_for = Span::from_hours(i64::from(changes));
    settings
}

fn written() -> impl Strategy<Value = (u64, usize, i64, u64)> {
    (1u64..12, 0usize..3, prop_oneof![2 => Just(0i64), 1 => 0i64..40], 0u64..200)
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        30 => written().prop_map(|(customer, about, ago, id)| What::Report { customer, about, ago, id }),
        6 => (1u64..9, 0usize..4, 0u64..60).prop_map(|(customer, said, id)| What::Write { customer, said, id }),
        3 => (written(), any::<bool>(), 0usize..6).prop_map(|((customer, _, ago, id), works, about)| {
            What::Recover { customer, works, about, ago, id }
        }),
        2 => written().prop_map(|(customer, about, ago, id)| What::Inside { customer, about, ago, id }),
        2 => (any::<bool>(), 0i64..15).prop_map(|(ok, ago)| What::Probe { ok, ago }),
        1 => (0u64..5).prop_map(What::Deploy),
        1 => Just(What::Catalogue),
        1 => (1u32..5).prop_map(What::Settings),
        2 => (0u64..60, 0usize..3).prop_map(|(id, about)| What::Label { id, about }),
        1 => (1u64..9, any::<bool>()).prop_map(|(customer, works)| What::Works { customer, works }),
        5 => (0usize..3, 0u8..7, 0usize..5).prop_map(|(of, kind, why)| What::Feedback { of, kind, why }),
        1 => (1u64..9, 1u64..9, any::<bool>()).prop_map(|(one, other, same)| What::People { one, other, same }),
        1 => (1u64..9).prop_map(What::ForgetCustomer),
        1 => Just(What::ForgetAll),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (prop_oneof![4 => Just(0), 1 => 0usize..3], what()).prop_map(|(n, what)| Step::For(n, what)),
        1 => (1u32..5).prop_map(Step::Defaults),
        2 => (1i64..12).prop_map(Step::Time),
        1 => (1i64..40).prop_map(Step::Time),
        1 => (300i64..3_000).prop_map(Step::Time),
        1 => Just(Step::Restart),
    ]
}

/// The parts in which two worlds differ as stored.
fn differing(one: &World, other: &World) -> Vec<String> {
    let names: BTreeSet<(&TenantId, &PartName)> =
        [one, other].iter().flat_map(|w| &w.stored).flat_map(|(t, parts)| parts.keys().map(move |p| (t, p))).collect();
    let of = |world: &World, (t, p): (&TenantId, &PartName)| world.stored.get(t)?.get(p).cloned();
    let differ = |at: &(&TenantId, &PartName)| of(one, *at) != of(other, *at);
    names.into_iter().filter(differ).map(|(t, p)| format!("{t} {p}")).collect()
}

fn play(world: &mut World, step: &Step) -> Vec<TenantOutput> {
    match step {
        Step::For(n, what) => what.input(world, *n).map(|input| world.is_for(*n, input)).unwrap_or_default(),
        Step::Defaults(changes) => world.says(Body::Defaults(Box::new(limited(*changes)))),
        Step::Time(minutes) => world.pass(*minutes),
        // Both stay: who sleeps is put back by its own, and so does not show here.
        Step::Restart => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 8, ..ProptestConfig::default() })]

    /// Companies of which each sleeps whenever it may say and store the same as those that never do.
    #[test]
    fn nobody_sees_who_sleeps(steps in prop::collection::vec(step(), 1..80)) {
        let (mut awake, mut asleep) = (World::of(3), World::of(3));
        let mut slept = 0;
        for (i, step) in steps.iter().enumerate() {
            // Nobody comes to rest before what is due was done.
            prop_assert_eq!(awake.pass(0), asleep.pass(0), "before step {}", i);
            awake.store();
            asleep.store();
            asleep.doze();
            slept += asleep.partition.at_rest()[1];
            prop_assert_eq!(play(&mut awake, step), play(&mut asleep, step), "step {}", i);
            let usual = |world: &World| {
                let key = (&feature("checkout"), &None);
                (0..3).map(|n| world.partition.usual_between(&tenant(n), key, (m(0), m(world.now)))).collect::<Vec<_>>()
            };
            prop_assert_eq!(usual(&awake), usual(&asleep));
            awake.store();
            asleep.store();
            if matches!(step, Step::Restart) {
                asleep.restart();
            }
            prop_assert_eq!(differing(&awake, &asleep), Vec::<String>::new(), "step {}", i);
            prop_assert_eq!(&awake.partition.heard_queue, &asleep.partition.heard_queue, "step {}", i);
            prop_assert_eq!(&awake.partition.at_queue, &asleep.partition.at_queue, "step {}", i);
            prop_assert_eq!(awake.partition.feature_health(), asleep.partition.feature_health(), "step {}", i);
            let open = |world: &World| world.partition.open_candidates().cloned().collect::<Vec<_>>();
            prop_assert_eq!(open(&awake), open(&asleep), "step {}", i);
        }
        prop_assert!(slept > 0);
        prop_assert_eq!(asleep.partition.lost(), None);
    }
}
