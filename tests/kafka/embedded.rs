//! The brokers inside the process: a first look without an installation.

use groundswell::kafka::{Clock, Cluster, Embedded, Publisher, Role};
use groundswell::load::run::{KafkaSettings, Source};
use groundswell::pipeline::understand::Adapter;
use groundswell::time::Span;

use crate::helper::*;

#[test]
fn three_complaints_make_a_candidate_without_any_installation() {
    let source = Source { topic: "messages".to_owned(), adapter: Adapter::Message };
    let mut settings = settings_on(KafkaSettings::default(), vec![source]);
    with_catalogue(&mut settings, "acme", &[("checkout", "pay now")]);
    let brokers = Embedded::start(&mut settings).unwrap();
    let process = Process::start_on(&settings, &[Role::Understand, Role::Correlate], Cluster::Embedded);
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let now = Clock::System.now();
    for (i, customer) in ["ann", "ben", "eve"].iter().enumerate() {
        let at = now - Span::from_mins(10 - 4 * i as i64);
        let body = message(&format!("m{i}"), "acme", customer, at, "pay now does nothing, I get an error 500");
        publish(&publisher, "messages", customer, &body);
    }
    let events = wait_for("a candidate", || Some(candidates(&settings)).filter(|c| !c.is_empty()));
    assert_eq!((events.len(), events[0].0.as_str()), (1, "opened"));
    assert_eq!(events[0].1["customers"], 3);
    wait_for("readiness", || process.health.ready().ok());
    process.stop().unwrap();
    drop(brokers);
}
