//! Tenants that rest: nothing that is said or stored shows it.

use super::*;
use crate::engine::asleep::{MAX_BYTES, MAX_DEFAULTS};
use crate::engine::tests::{catalogue, m, probes, said, signal};
use crate::ids::{CustomerKey, Tier};
use crate::monitor::ProbeState;
use crate::time::Span;
use crate::wire::journal::{PartitionProgress, Progress, Sources};

mod stories;

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
fn a_shorter_watch_reaches_who_is_awake_and_who_sleeps_as_it_does_over_a_restart() {
    for sleeps in [false, true] {
        let mut world = World::of(1);
        world.report(0, "a", 1);
        world.store();
        if sleeps {
            world.doze();
        }
        let mut shorter = TenantSettings::default();
        shorter.detection.watch_for = Span::from_hours(1);
        world.says(Body::Defaults(Box::new(shorter)));
        assert_eq!(world.sleeps(0), sleeps);
        let due = BTreeSet::from([(m(60), tenant(0), Why::WatchEnds)]);
        assert_eq!(world.partition.heard_queue, due);
        world.store();
        world.restart();
        assert_eq!(world.partition.heard_queue, due);
        let gone = world.pass(60).into_iter().any(|o| matches!(o.output, Output::ClusterGone(_)));
        assert!(gone, "asleep: {sleeps}");
    }
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
    let with_tiers = |accounts: usize| {
        let mut world = World::of(1);
        let tiers = (0..accounts as u64).map(|n| (u64::MAX - n, Tier::new("pro").unwrap())).collect();
        let settings = TenantSettings { tiers, ..TenantSettings::default() };
        world.is_for(0, Input::Settings(Box::new(settings)));
        world.store();
        world.pass(SPAN);
        (world.stored[&tenant(0)].values().map(Vec::len).sum::<usize>(), world.sleeps(0))
    };
    let (few, more) = (30_000, 30_100);
    let each = (with_tiers(more).0 - with_tiers(few).0) / (more - few);
    let most = few + (MAX_BYTES - with_tiers(few).0) / each;
    assert!(with_tiers(most).1);
    assert!(!with_tiers(most + 1).1);
}
