//! State that another version of the algorithm wrote: refused, or closed by the operator.

use groundswell::engine::snapshot::ALGORITHM;
use groundswell::kafka::{Role, RunError, Topics};
use groundswell::load::run::RunSettings;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use crate::helper::*;

/// Writes every stored part again as another version of the algorithm would have.
pub(crate) fn age(settings: &RunSettings) {
    let topic = Topics::new(&settings.kafka.prefix).state;
    let mut config = rdkafka::ClientConfig::new();
    config.set("bootstrap.servers", &settings.kafka.bootstrap);
    let producer: BaseProducer = config.create().unwrap();
    for record in read_all(settings, &topic).iter().filter(|r| r.key.contains("/part/")) {
        let Some(mut bytes) = record.payload.clone() else { continue };
        bytes[..2].copy_from_slice(&(ALGORITHM + 1).to_le_bytes());
        producer
            .send(BaseRecord::to(&topic).partition(record.partition).key(&record.key).payload(&bytes))
            .map_err(|(e, _)| e)
            .unwrap();
    }
    producer.flush(PATIENCE).unwrap();
}

#[test]
fn state_of_another_algorithm_is_refused_until_what_is_open_may_be_closed() {
    let settings = installation("close");
    let customers = Customers::of(&settings);
    let report = |customer, minute| {
        customers.write("acme", customer, minute, "pay now does nothing, I get an error 500");
    };
    let process = Process::start(&settings, &BOTH);
    for (minute, customer) in [(0, "ann"), (6, "ben"), (12, "eve")] {
        report(customer, minute);
    }
    wait_for("a candidate", || (candidates(&settings).len() == 1).then_some(()));
    process.stop().unwrap();
    age(&settings);

    let refused = Process::start(&settings, &[Role::Correlate]).join().unwrap_err();
    assert!(matches!(refused, RunError::Refused { .. }), "{refused}");
    assert_eq!(refused.exit_code(), 3);
    let text = refused.to_string();
    let version = format!("algorithm version {}", ALGORITHM + 1);
    for part in ["tenant acme", &version, "start the version that wrote it", "--close-open"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(candidates(&settings).len(), 1, "a refusal changes nothing");

    let process = Process::start_closing(&settings, &BOTH);
    let events = wait_for("the end of it", || Some(candidates(&settings)).filter(|c| c.len() > 1));
    let (opened, closed) = (&events[0].1, &events[1].1);
    assert_eq!((events[1].0.as_str(), &closed["id"]), ("resolved", &opened["id"]));
    assert_eq!(closed["recovery"]["route"], "closed_by_operator");
    assert_eq!(closed["revision"], opened["revision"].as_u64().unwrap() + 1);
    let live = read_all(&settings, &Topics::new("close").clusters);
    let last = live.iter().rfind(|r| r.key == "acme:checkout").unwrap();
    assert_eq!(last.payload, None, "its cluster is gone");
    // The catalogue is not published again: it stands on the config topic as before.
    for (minute, customer) in [(1, "kim"), (7, "lea"), (11, "max")] {
        report(customer, minute);
    }
    let events = wait_for("a new candidate", || Some(candidates(&settings)).filter(|c| c.len() > 2));
    assert_eq!((events[2].0.as_str(), &events[2].1["customers"]), ("opened", &3.into()));
    assert_ne!(events[2].1["id"], opened["id"]);
    process.stop().unwrap();

    let process = Process::start(&settings, &BOTH);
    wait_for("readiness without the flag", || process.health.ready().ok());
    report("ned", 12);
    let events = wait_for("the fourth customer", || Some(candidates(&settings)).filter(|c| c.len() > 3));
    assert_eq!(events[3].1["id"], events[2].1["id"], "what was begun anew is stored");
    assert_eq!(events.iter().filter(|(kind, _)| kind == "resolved").count(), 1, "told once");
    process.stop().unwrap();
}
