//! Random stories of several companies: what is said and stored where each sleeps whenever it may, beside
//! where none ever does.

use proptest::prelude::*;

use super::*;
use crate::engine::input::{Feedback, Who};
use crate::engine::tests::after_deploy::deploy;
use crate::engine::tests::feature;
use crate::ids::MessageId;
use crate::signal::words;

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
    Report { customer: u64, about: usize, id: u64 },
    Write { customer: u64, said: usize, id: u64 },
    Probe(bool),
    Deploy(u64),
    Catalogue,
    Settings(u32),
    Label { id: u64, about: usize },
    Works { customer: u64, works: bool },
    ForgetCustomer(u64),
    ForgetAll,
}

impl What {
    fn input(&self, now: i64) -> Input {
        match self {
            Self::Report { customer, about, id } => {
                Input::Signal(Box::new(signal(&format!("m{id}"), *customer, m(now), FEATURES[*about])))
            }
            Self::Write { customer, said, id } => {
                let mut report = signal(&format!("m{id}"), *customer, m(now), "nothing");
                report.label = None;
                report.text = SAID[*said].into();
                report.words = words(&report.text, "en", 64);
                Input::Signal(Box::new(report))
            }
            Self::Probe(ok) => said(if *ok { ProbeState::Ok } else { ProbeState::Failing }, m(now)),
            Self::Deploy(id) => deploy(&format!("d{id}"), m(now), "orders", &["checkout"]),
            Self::Catalogue => catalogue(),
            Self::Settings(changes) => {
                let mut settings = TenantSettings::default();
                settings.limits.changes = *changes;
                Input::Settings(Box::new(settings))
            }
            Self::Label { id, about } => Input::Feedback(Feedback::Label {
                message: MessageId::new(format!("m{id}")).unwrap(),
                problem: Some(*about != 2),
                feature: Some(feature(FEATURES[*about])),
            }),
            Self::Works { customer, works } => {
                let who = Who::Customer(CustomerKey(*customer));
                Input::Feedback(Feedback::Answer { candidate: None, who, works: *works, at: None })
            }
            Self::ForgetCustomer(customer) => Input::Forget(Forget::Customer(CustomerKey(*customer))),
            Self::ForgetAll => Input::Forget(Forget::Tenant),
        }
    }
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        8 => (1u64..9, 0usize..3, 0u64..60).prop_map(|(customer, about, id)| What::Report { customer, about, id }),
        6 => (1u64..9, 0usize..4, 0u64..60).prop_map(|(customer, said, id)| What::Write { customer, said, id }),
        2 => any::<bool>().prop_map(What::Probe),
        1 => (0u64..5).prop_map(What::Deploy),
        1 => Just(What::Catalogue),
        1 => (1u32..5).prop_map(What::Settings),
        2 => (0u64..60, 0usize..3).prop_map(|(id, about)| What::Label { id, about }),
        1 => (1u64..9, any::<bool>()).prop_map(|(customer, works)| What::Works { customer, works }),
        1 => (1u64..9).prop_map(What::ForgetCustomer),
        1 => Just(What::ForgetAll),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0usize..3, what()).prop_map(|(n, what)| Step::For(n, what)),
        1 => (1u32..5).prop_map(Step::Defaults),
        3 => (1i64..40).prop_map(Step::Time),
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
        Step::For(n, what) => world.is_for(*n, what.input(world.now)),
        Step::Defaults(changes) => {
            let mut defaults = TenantSettings::default();
            defaults.limits.changes = *changes;
            world.says(Body::Defaults(Box::new(defaults)))
        }
        Step::Time(minutes) => world.pass(*minutes),
        // Both stay: who sleeps is put back by its own, and so does not show here.
        Step::Restart => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 3, ..ProptestConfig::default() })]

    /// Companies of which each sleeps whenever it may say and store the same as those that never do.
    #[test]
    fn nobody_sees_who_sleeps(steps in prop::collection::vec(step(), 1..60)) {
        let (mut awake, mut asleep) = (World::of(3), World::of(3));
        let mut slept = 0;
        for (i, step) in steps.iter().enumerate() {
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
            let open = |world: &World| world.partition.open_candidates().cloned().collect::<Vec<_>>();
            prop_assert_eq!(open(&awake), open(&asleep), "step {}", i);
        }
        prop_assert!(slept > 0);
        prop_assert_eq!(asleep.partition.lost(), None);
    }
}
