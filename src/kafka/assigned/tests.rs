use super::*;
use crate::engine::input::Input;
use crate::kafka::restore::{Found, decide};
use crate::kafka::state::Reader;
use crate::kafka::topics::Topics;
use crate::time::Timestamp;
use crate::wire::journal::Progress;

const STATE: &str = "groundswell.state.v1";
const ALL: Duration = Duration::ZERO;

fn at(s: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000) + Span::from_secs(s)
}

fn record(s: i64, body: Body) -> JournalRecord {
    JournalRecord::new(at(s), None, body)
}

/// A record that makes a tenant dirty.
fn of_tenant(s: i64, tenant: &str) -> JournalRecord {
    let input = Input::Catalogue(Box::default());
    record(s, Body::Tenant { tenant: TenantId::new(tenant).unwrap(), input })
}

fn time(s: i64) -> JournalRecord {
    record(s, Body::Progress(Progress::default()))
}

fn young() -> Assigned {
    Assigned::begin(0, Start::default()).unwrap()
}

/// Commits, and gives what the state topic got.
fn commit(assigned: &mut Assigned, every: Duration, now: Instant) -> Vec<Record> {
    assigned.note_needs(now);
    let mut records = assigned.take_state(STATE, every, now).unwrap();
    records.push(assigned.next_meta(STATE).unwrap());
    assigned.take_pending();
    assigned.committed();
    records
}

/// Restores from everything the state topic got.
fn restored(topic: &[Record], committed: i64) -> Start {
    let mut reader = Reader::default();
    for record in topic {
        reader.take(record.key.as_deref().unwrap(), record.payload.as_deref()).unwrap();
    }
    let found = Found { committed: Some(committed), low: 0, state: reader.finish() };
    decide(found, "g", &Topics::new("groundswell")).unwrap()
}

#[test]
fn a_restore_begins_where_the_oldest_dirty_tenant_needs_it() {
    let now = Instant::now();
    let mut a = young();
    let mut topic = Vec::new();
    a.apply(0, of_tenant(0, "acme")).unwrap();
    topic.extend(commit(&mut a, ALL, now));
    assert_eq!(restored(&topic, 1).from, 1, "nothing is dirty: nothing to replay");
    a.apply(1, time(10)).unwrap();
    a.apply(2, of_tenant(20, "acme")).unwrap();
    topic.extend(commit(&mut a, Duration::from_secs(60), now));
    a.apply(3, time(30)).unwrap();
    a.apply(4, of_tenant(40, "globex")).unwrap();
    topic.extend(commit(&mut a, Duration::from_secs(60), now));
    let start = restored(&topic, 5);
    assert_eq!((start.from, start.committed), (1, 5), "acme changed behind 1, in the batch that began there");
    assert_eq!(start.context.at, Some(at(0)), "the context is that of all records below");
    topic.extend(commit(&mut a, Duration::from_secs(60), now + Duration::from_secs(30)));
    assert_eq!(restored(&topic, 5).from, 5, "after half the time all of it is stored");
}

#[test]
fn outputs_of_what_was_published_are_dropped() {
    let mut a = Assigned::begin(0, Start { from: 0, committed: 2, ..Start::default() }).unwrap();
    let speak = |p: &mut Partition, s: i64| {
        p.apply(s, time(s));
        let output = Output::ClusterGone(crate::ids::FeatureId::new("checkout").unwrap());
        vec![TenantOutput { tenant: TenantId::new("acme").unwrap(), at: at(s), output }]
    };
    for offset in 0..4 {
        assert_eq!(a.is_caught_up(), offset >= 2);
        a.guarded(offset, |p| speak(p, offset)).unwrap();
    }
    assert_eq!(a.take_pending().0.iter().map(|o| o.at).collect::<Vec<_>>(), [at(2), at(3)]);
}

#[test]
fn a_record_that_panics_is_skipped_for_good() {
    let now = Instant::now();
    let mut a = young();
    let mut topic = Vec::new();
    a.apply(0, of_tenant(0, "acme")).unwrap();
    topic.extend(commit(&mut a, Duration::from_secs(60), now));
    let poison = a.guarded(1, |_| panic!("index 7 out of range")).unwrap_err();
    assert_eq!(poison, Poison { offset: 1, why: "index 7 out of range".to_owned() });
    topic.push(a.skip(STATE, 1).unwrap());
    let mut again = Assigned::begin(0, restored(&topic, a.published())).unwrap();
    assert_eq!(again.next(), 0);
    again.apply(0, of_tenant(0, "acme")).unwrap();
    again.apply(1, of_tenant(1, "never")).unwrap();
    assert_eq!(again.next(), 2);
    topic.extend(commit(&mut again, ALL, now));
    let start = restored(&topic, 2);
    assert_eq!(start.tenants.keys().map(TenantId::as_str).collect::<Vec<_>>(), ["acme"], "record 1 was not applied");
    assert!(start.skips.is_empty(), "no restore meets it any more");
}

#[test]
fn too_many_skips_are_a_defect() {
    let mut a = young();
    for offset in 0..MAX_SKIPS as i64 {
        assert!(a.skip(STATE, offset).is_ok());
    }
    assert!(matches!(a.skip(STATE, MAX_SKIPS as i64), Err(RunError::Refused { partition: 0, .. })));
}

#[test]
fn a_tenant_restored_later_than_the_start_skips_what_it_holds() {
    let now = Instant::now();
    let mut a = young();
    let mut topic = Vec::new();
    a.apply(0, of_tenant(0, "acme")).unwrap();
    topic.extend(commit(&mut a, Duration::from_secs(60), now));
    a.apply(1, of_tenant(5, "globex")).unwrap();
    let later = now + Duration::from_secs(30);
    a.note_needs(later);
    topic.extend(commit(&mut a, Duration::from_secs(60), later));
    let start = restored(&topic, 2);
    assert_eq!(start.from, 1, "globex became dirty there");
    assert_eq!(start.tenants[&TenantId::new("acme").unwrap()].offset, 2, "acme is whole as of all applied");
}
