//! Bad input of every kind: each record is a dead letter with its reason or understood, and everything
//! after it is processed.

use std::collections::BTreeMap;

use groundswell::kafka::{Clock, Publisher, Role, Topics};
use rdkafka::producer::{BaseRecord, Producer};

use crate::helper::*;

const BIG: usize = 2 << 20;

/// Sends what our own publisher would refuse for its size.
fn send_big(bootstrap: &str, topic: &str, key: &str, payload: &str) {
    let mut config = rdkafka::ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("message.max.bytes", "4000000");
    let producer: rdkafka::producer::BaseProducer = config.create().unwrap();
    producer.send(BaseRecord::to(topic).key(key).payload(payload)).map_err(|(e, _)| e).unwrap();
    producer.flush(PATIENCE).unwrap();
}

#[test]
fn bad_input_goes_to_the_dead_letters_with_its_reason() {
    let mut settings = settings("bad", 2);
    with_catalogue(&mut settings, "acme", &[("checkout", "pay now")]);
    groundswell::kafka::settle_topics(&settings.kafka, true).unwrap();
    let topic = settings.sources[0].topic.clone();
    make_with(&settings, &topic, 1, &[("max.message.bytes", &(BIG * 2).to_string())]);
    for source in &settings.sources[1..] {
        groundswell::kafka::make_source(&settings.kafka, &source.topic, 1).unwrap();
    }
    let publisher = Publisher::new(&settings.kafka).unwrap();
    let now = Clock::System.now();
    let good = |id: &str, text: &str| message(id, "acme", id, now, text);
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let cases: Vec<(&str, String, Option<&str>)> = vec![
        ("not-json", "{\"id\": ".to_owned(), Some("not_json")),
        ("no-id", good("x", "pay now is broken").replace("\"id\":\"x\",\"tenant\"", "\"tenant\""), Some("wrong_shape")),
        ("deep", good("deep", "t").replace("\"t\"", &deep), Some("not_json")),
        ("greek", good("greek", "η πληρωμή δεν λειτουργεί καθόλου"), None),
        ("surrogate", good("surrogate", "pay now \\ud800 is broken"), Some("not_json")),
        ("path", good("path", "pay now is broken").replace("\"acme\"", "\"../x\""), Some("bad_value")),
        ("large", good("large", &"pay now ".repeat(BIG / 8)), Some("too_large")),
        ("last", good("last", "pay now does nothing, error 500"), None),
    ];
    for (key, payload, _) in &cases {
        if payload.len() > 1_000_000 {
            send_big(&settings.kafka.bootstrap, &topic, key, payload);
        } else {
            publish(&publisher, &topic, key, payload);
        }
    }
    let process = Process::start(&settings, &[Role::Understand, Role::Correlate]);
    let dead = || -> BTreeMap<String, String> {
        read_all(&settings, &Topics::new("bad").dead_letters)
            .iter()
            .map(|r| (r.key.clone(), header(r, "__connect.errors.exception.class.name")))
            .collect()
    };
    let outcome = |name: &str| metric(&process.registry, &format!("groundswell_messages_total{{outcome=\"{name}\"}}"));
    let ends = || ["counted", "filtered", "duplicate", "late", "dead"].map(outcome).iter().sum::<f64>();
    wait_for("every message to be one of the outcomes", || (ends() == cases.len() as f64).then_some(()));
    let found = dead();
    for (key, _, reason) in &cases {
        assert_eq!(found.get(*key).map(String::as_str), *reason, "{key}");
    }
    assert_eq!(outcome("read"), cases.len() as f64);
    let letters = read_all(&settings, &Topics::new("bad").dead_letters);
    assert!(letters.iter().all(|r| r.payload.as_deref().unwrap_or_default().is_empty()), "bodies are not redacted");
    let large = letters.iter().find(|r| r.key == "large").unwrap();
    assert!(header(large, "groundswell.size").parse::<usize>().unwrap() > BIG);
    process.stop().unwrap();
}

#[test]
fn a_journal_record_that_cannot_be_read_stops_nothing() {
    let settings = settings("garbage", 1);
    make_topics(&settings, 1);
    let topics = Topics::new("garbage");
    let publisher = Publisher::new(&settings.kafka).unwrap();
    publish(&publisher, &topics.journal, "acme", "no journal record");
    let process = Process::start(&settings, &[Role::Understand, Role::Correlate]);
    let letter = wait_for("the letter", || read_all(&settings, &topics.dead_letters).pop());
    assert_eq!(header(&letter, "__connect.errors.stage"), "correlate");
    assert_eq!(header(&letter, "__connect.errors.topic"), topics.journal);
    wait_for("the offset behind it", || committed(&settings, 0).filter(|offset| *offset > 3));
    process.stop().unwrap();
    assert_eq!(read_all(&settings, &topics.dead_letters).len(), 1);
}
