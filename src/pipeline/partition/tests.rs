//! Tenants that rest: nothing that is said or stored shows it.

use proptest::prelude::*;

use super::*;
use crate::engine::asleep::{MAX_BYTES, MAX_DEFAULTS};
use crate::engine::input::{Feedback, Who};
use crate::engine::tests::after_deploy::deploy;
use crate::engine::tests::{catalogue, feature, m, probes, said, signal};
use crate::ids::{CustomerKey, MessageId};
use crate::monitor::ProbeState;
use crate::signal::words;
use crate::time::Span;
use crate::wire::journal::{PartitionProgress, Progress, Sources};

const FEATURES: [&str; 3] = ["checkout", "basket", "login"];
const SAID: [&str; 4] = [
    "checkout hangs at the spinner after the card number",
    "endless spinner behind the card number in the checkout",
    "the gift card I bought is not accepted",
    "it works again, thank you",
];

type Parts = BTreeMap<PartName, Vec<u8>>;

/// A partition, and what a state topic would hold of it.
#[derive(Default)]
struct World {
    partition: Partition,
    offset: i64,
    now: i64,
    stored: BTreeMap<TenantId, Parts>,
}

fn tenant(n: usize) -> TenantId {
    TenantId::new(format!("company-{n}")).unwrap()
}

impl World {
    fn new() -> Self {
        let mut world = Self::default();
        world.says(Body::Sources(Sources { version: 1, message_topics: vec!["mail".into()] }));
        world.hears(m(0));
        world
    }

    /// With so many companies that have a catalogue and a probe.
    fn of(tenants: usize) -> Self {
        let mut world = Self::new();
        for n in 0..tenants {
            world.is_for(n, catalogue());
            world.is_for(n, probes());
        }
        world.store();
        world
    }

    fn at(&mut self, at: Timestamp, body: Body) -> Vec<TenantOutput> {
        self.offset += 1;
        self.partition.apply(self.offset, JournalRecord::new(at, None, body))
    }

    fn says(&mut self, body: Body) -> Vec<TenantOutput> {
        self.at(m(self.now), body)
    }

    fn is_for(&mut self, n: usize, input: Input) -> Vec<TenantOutput> {
        self.says(Body::Tenant { tenant: tenant(n), input })
    }

    /// Everything is read up to a moment.
    fn hears(&mut self, at: Timestamp) -> Vec<TenantOutput> {
        let read = PartitionProgress { topic: "mail".into(), partition: 0, partitions: 1, version: 1, read_until: at };
        self.at(at, Body::Progress(Progress { read: vec![read] }))
    }

    fn pass(&mut self, minutes: i64) -> Vec<TenantOutput> {
        self.now += minutes;
        self.hears(m(self.now))
    }

    fn report(&mut self, n: usize, id: &str, customer: u64) -> Vec<TenantOutput> {
        let report = signal(id, customer, m(self.now), "checkout");
        self.is_for(n, Input::Signal(Box::new(report)))
    }

    /// Writes what changed.
    fn store(&mut self) {
        self.partition.dirty().cloned().collect::<Vec<_>>().iter().for_each(|id| self.store_one(id));
    }

    fn store_one(&mut self, id: &TenantId) {
        let parts = self.stored.entry(id.clone()).or_default();
        for (name, bytes) in self.partition.take_dirty(id) {
            match bytes {
                Some(bytes) => parts.insert(name, bytes),
                None => parts.remove(&name),
            };
        }
        assert!(self.partition.part_names(id).iter().eq(keys(parts).iter()), "the head names all parts and no other");
    }

    /// Goes on as another process would.
    fn restart(&mut self) {
        let mut again = Partition::with_context(self.partition.context().clone());
        for (id, parts) in &self.stored {
            again.restore(id.clone(), self.offset + 1, parts.clone()).unwrap();
        }
        self.partition = again;
    }

    /// Everybody who may sleeps at once.
    fn doze(&mut self) {
        for tenant in self.partition.tenants.values_mut() {
            let asleep = tenant.awake().and_then(Engine::asleep);
            tenant.rest(asleep);
        }
    }

    fn sleeps(&self, n: usize) -> bool {
        self.partition.tenants[&tenant(n)].asleep().is_some()
    }

    /// Packed, awake, and asleep as it was restored.
    fn rest(&self) -> (usize, [usize; 2]) {
        let packed = self.partition.tenants.values().filter(|t| t.asleep().is_some_and(Asleep::is_packed)).count();
        (packed, self.partition.at_rest())
    }
}

fn keys(parts: &Parts) -> BTreeSet<PartName> {
    parts.keys().cloned().collect()
}

const SPAN: i64 = SLEEPS_AFTER.as_millis() / 60_000;

#[test]
fn who_was_not_used_for_the_span_sleeps_and_not_before() {
    let mut world = World::of(2);
    world.now = 10;
    world.report(0, "a", 1);
    world.store();
    let due = m(10) + SLEEPS_AFTER;
    world.hears(due - Span::from_millis(1));
    assert!(!world.sleeps(0), "a millisecond is missing");
    assert!(world.sleeps(1), "it was used at the beginning");
    world.hears(due);
    assert!(world.sleeps(0));
    assert_eq!(world.partition.at_rest(), [0, 2]);
}

#[test]
fn who_gets_a_message_a_minute_never_sleeps() {
    let mut world = World::of(1);
    for i in 0..3 * SPAN {
        world.pass(1);
        world.report(0, &format!("r-{i}"), 1);
        world.store();
        assert!(!world.sleeps(0));
    }
}

#[test]
fn nobody_sleeps_who_is_not_stored_or_has_an_open_candidate() {
    let mut world = World::of(2);
    world.report(1, "x", 9);
    for (id, customer) in [("a", 1), ("b", 2), ("c", 3)] {
        world.report(0, id, customer);
    }
    assert_eq!(world.partition.open_candidates().count(), 1);
    world.store_one(&tenant(0));
    world.pass(SPAN);
    world.pass(0);
    assert_eq!(world.partition.at_rest(), [2, 0], "the one has an open candidate, the other was not stored");
    world.store();
    world.pass(SPAN);
    world.pass(0);
    assert!(!world.sleeps(0) && world.sleeps(1), "it ended just now");
    assert_eq!(world.partition.open_candidates().count(), 0);
    world.store();
    world.pass(SPAN);
    assert!(world.sleeps(0));
}

#[test]
fn a_record_packs_one_tenant_at_most() {
    let mut world = World::of(5);
    for slept in 1..=5 {
        world.pass(SPAN * i64::from(slept == 1));
        assert_eq!(world.partition.at_rest(), [5 - slept, slept]);
    }
}

#[test]
fn an_input_wakes_its_tenant_alone() {
    let mut world = World::of(2);
    world.pass(SPAN);
    world.pass(0);
    assert_eq!(world.partition.at_rest(), [0, 2]);
    assert_eq!(world.report(1, "a", 1).len(), 2, "a verdict and a cluster");
    assert!(world.sleeps(0) && !world.sleeps(1));
    world.store();
    world.pass(SPAN);
    assert!(world.sleeps(1), "it sleeps again");
}

#[test]
fn what_becomes_due_wakes() {
    let mut world = World::of(1);
    world.is_for(0, said(ProbeState::Failing, m(0)));
    world.report(0, "a", 1);
    world.store();
    world.pass(SPAN);
    world.store();
    // What the probe said ran out just now, and woke it.
    world.pass(SPAN);
    assert!(world.sleeps(0));
    let gone = (0..24).flat_map(|_| world.pass(60)).find(|o| matches!(o.output, Output::ClusterGone(_)));
    assert!(gone.is_some(), "the cluster left the watch list");
}

#[test]
fn defaults_reach_who_sleeps_without_waking_it_for_good() {
    let mut world = World::of(2);
    world.is_for(1, Input::Settings(Box::default()));
    world.store();
    world.pass(SPAN);
    world.pass(0);
    assert_eq!(world.partition.at_rest(), [0, 2]);
    let settings = |world: &World, n: usize| world.stored[&tenant(n)][&PartName("settings".into())].clone();
    let before = settings(&world, 0);
    let defaults = |changes: u32| {
        let mut defaults = TenantSettings::default();
        defaults.limits.changes = changes;
        Body::Defaults(Box::new(defaults))
    };
    world.says(defaults(7));
    assert_eq!(world.partition.dirty().cloned().collect::<Vec<_>>(), [tenant(0)], "the other has its own");
    world.store();
    assert_ne!(settings(&world, 0), before);
    assert_eq!(world.rest(), (2, [0, 2]));
    for i in 0..MAX_DEFAULTS as u32 {
        world.says(defaults(8 + i));
        assert!(world.sleeps(0));
    }
    world.says(defaults(100));
    assert!(!world.sleeps(0) && world.sleeps(1), "too many wait");
    world.store();
    world.pass(SPAN);
    assert!(world.sleeps(0), "it is in the queue again");
}

#[test]
fn forgetting_wakes_and_nothing_of_the_forgotten_sleeps_on() {
    let mut world = World::of(1);
    world.report(0, "a", 0x5eed_5eed_5eed_5eed);
    world.store();
    world.pass(SPAN);
    assert!(world.sleeps(0));
    world.is_for(0, Input::Forget(Forget::Customer(CustomerKey(0x5eed_5eed_5eed_5eed))));
    assert!(!world.sleeps(0));
    world.store();
    assert!(!world.stored[&tenant(0)].keys().any(|name| name.0.starts_with("live/")));
    world.pass(SPAN);
    assert!(world.sleeps(0));
    world.is_for(0, Input::Forget(Forget::Tenant));
    world.store();
    world.pass(SPAN);
    world.restart();
    assert!(world.sleeps(0), "one that knows nothing");
}

#[test]
fn who_is_restored_sleeps_at_once_and_is_packed_after_the_span() {
    let mut world = World::of(3);
    for (id, customer) in [("a", 1), ("b", 2), ("c", 3)] {
        world.report(2, id, customer);
    }
    world.store();
    world.restart();
    assert_eq!(world.rest(), (0, [1, 2]), "who has an open candidate is awake");
    assert_eq!(world.partition.open_candidates().count(), 1);
    world.pass(SPAN - 1);
    assert_eq!(world.rest().0, 0);
    world.pass(1);
    assert_eq!(world.rest().0, 1);
    world.pass(0);
    assert_eq!(world.rest().0, 2);
}

#[test]
fn a_sleeper_that_cannot_be_woken_is_told_and_gone() {
    let mut world = World::of(2);
    world.doze();
    let broken = BTreeMap::from([(PartName("head".into()), vec![0, 0])]);
    let engine = world.partition.tenants[&tenant(1)].asleep().unwrap().wake(tenant(1)).unwrap();
    let asleep = Asleep::restored(&engine, broken);
    world.partition.tenants.get_mut(&tenant(0)).unwrap().rest(asleep);
    assert_eq!(world.partition.lost(), None);
    assert!(world.report(0, "a", 1).is_empty());
    let (who, why) = world.partition.lost().unwrap();
    assert_eq!(*who, tenant(0));
    assert!(why.to_string().contains("algorithm version 0"), "{why}");
    assert_eq!(world.partition.tenants().collect::<Vec<_>>(), [&tenant(1)]);
}

#[test]
fn a_large_tenant_stays_awake() {
    let mut world = World::of(1);
    for i in 0..4_000 {
        world.now = i;
        let mut report = signal(&format!("r-{i}"), i as u64, m(i), "checkout");
        report.text = "x".repeat(600);
        world.is_for(0, Input::Signal(Box::new(report)));
        world.store();
        if i % 50 != 0 {
            continue;
        }
        // Ended, stored: only what it takes is left to say no.
        world.pass(0);
        let bytes: usize = world.stored[&tenant(0)].values().map(Vec::len).sum();
        let engine = world.partition.tenants[&tenant(0)].awake().unwrap();
        if engine.may_sleep() {
            assert_eq!(engine.asleep().is_some(), bytes <= MAX_BYTES, "{bytes}");
        }
        if bytes > MAX_BYTES {
            return;
        }
    }
    panic!("it never became large");
}

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
