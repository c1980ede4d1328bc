//! What becomes of a source record, good or broken.

use super::*;
use crate::ids::IdentityKey;
use crate::wire::MAX_RECORD_BYTES;

const CLOCK: Timestamp = Timestamp::from_millis(1_773_064_920_000);

fn understander() -> Understander {
    Understander::new(Understanding {
        identity_key: IdentityKey::new(b"a key of tests only").unwrap(),
        max_text_bytes: 8 * 1024,
        max_tokens: 512,
        languages: vec!["en".to_owned(), "fr".to_owned()],
        message_topics: vec!["tickets".to_owned()],
        time_zones: std::collections::BTreeMap::new(),
    })
}

fn origin() -> Origin {
    Origin { topic: "tickets".to_owned(), partition: 2, offset: 41 }
}

fn record(adapter: Adapter, payload: &[u8]) -> SourceRecord<'_> {
    SourceRecord { adapter, origin: origin(), timestamp: CLOCK, payload }
}

fn message(payload: &[u8]) -> Result<Understood, DeadLetter> {
    understander().understand(&record(Adapter::Message, payload), CLOCK)
}

fn signal(understood: Understood) -> Signal {
    let body = understood.records.into_iter().next().unwrap().body;
    let Body::Tenant { input: Input::Signal(signal), .. } = body else { panic!("{body:?}") };
    *signal
}

const GOOD: &str = r#"{"id":"1","tenant":"acme","occurred_at":"2026-03-09T14:02:00Z","customer":{"id":"ann"},"text":"The pay now button does nothing."}"#;

#[test]
fn a_message_becomes_one_record_that_says_where_it_stood() {
    let understood = message(GOOD.as_bytes()).unwrap();
    assert_eq!((understood.arrived, understood.clamped, understood.records.len()), (CLOCK, false, 1));
    let record = &understood.records[0];
    assert_eq!((record.at, &record.origin), (CLOCK, &Some(origin())));
    assert_eq!(signal(understood).id.as_str(), "1");
}

#[test]
fn an_id_read_twice_is_passed_on_twice() {
    // Correlate knows what it has seen; understand remembers nothing.
    let u = understander();
    let twice = [1, 2].map(|_| u.understand(&record(Adapter::Message, GOOD.as_bytes()), CLOCK).unwrap());
    assert_eq!(twice[0], twice[1]);
}

#[test]
fn observations_changes_and_config_go_to_their_tenant() {
    let u = understander();
    for (adapter, payload) in [
        (Adapter::Observation, r#"{"tenant":"acme","probe":"p","state":"ok","observed_at":1773064920,"ttl_s":60}"#),
        (Adapter::Change, r#"{"tenant":"acme","id":"d","time":1773064920,"kind":"deploy","service":"orders"}"#),
        (Adapter::Config, r#"{"version":1,"tenant":"acme","catalogue":[]}"#),
    ] {
        let understood = u.understand(&record(adapter, payload.as_bytes()), CLOCK).unwrap();
        let Body::Tenant { tenant, .. } = &understood.records[0].body else { panic!("{understood:?}") };
        assert_eq!(tenant.as_str(), "acme");
    }
    assert_eq!(u.understand(&record(Adapter::Config, b""), CLOCK).unwrap().records, []);
    let sources = br#"{"version":3,"sources":["tickets"]}"#;
    let understood = u.understand(&record(Adapter::Config, sources), CLOCK).unwrap();
    assert!(matches!(&understood.records[0].body, Body::Sources(s) if s.version == 3));
}

#[test]
fn a_producers_clock_may_run_five_minutes_ahead() {
    assert_eq!(arrived(CLOCK + MAX_AHEAD, CLOCK), (CLOCK + MAX_AHEAD, false));
    assert_eq!(arrived(CLOCK + MAX_AHEAD + Span::from_millis(1), CLOCK), (CLOCK + MAX_AHEAD, true));
    assert_eq!(arrived(CLOCK - Span::from_days(30), CLOCK), (CLOCK - Span::from_days(30), false));
    assert_eq!(arrived(Timestamp::from_millis(-1), CLOCK), (CLOCK, true));
}

/// A message of GOOD with one field replaced by other JSON.
fn with(field: &str, json: &str) -> Vec<u8> {
    let fields = [
        ("id", "\"1\""),
        ("tenant", "\"acme\""),
        ("occurred_at", "\"2026-03-09T14:02:00Z\""),
        ("text", "\"The pay now button does nothing.\""),
    ];
    let all = fields.map(|(name, value)| format!("\"{name}\":{}", if name == field { json } else { value }));
    format!("{{{}}}", all.join(",")).into_bytes()
}

#[test]
fn what_cannot_be_understood_is_a_dead_letter_with_its_reason() {
    let two_mib = with("text", &format!("\"{}\"", "a".repeat(2 * MAX_RECORD_BYTES)));
    let deep = with("text", &format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)));
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes[100] = 0xff;
    for (payload, reason, detail) in [
        (b"pay now is broken".to_vec(), DeadReason::NotJson, "nested at most 128 deep"),
        (with("id", "null"), DeadReason::WrongShape, "id: expected the platform's id"),
        (two_mib, DeadReason::TooLarge, "at most 1048576 bytes"),
        (deep, DeadReason::NotJson, "recursion limit"),
        (with("text", "\"\\ud800\""), DeadReason::NotJson, "hex escape"),
        (with("tenant", "\"../x\""), DeadReason::BadValue, "found \"../x\""),
        (with("occurred_at", "NaN"), DeadReason::NotJson, "JSON"),
        (bytes, DeadReason::NotJson, "JSON in UTF-8"),
        (Vec::new(), DeadReason::NotJson, "JSON"),
    ] {
        let dead = message(&payload).unwrap_err();
        assert_eq!(dead.reason, reason, "{dead:?}");
        assert!(dead.detail.contains(detail), "{dead:?}");
    }
}

#[test]
fn greek_is_understood() {
    let greek = "Το κουμπί πληρωμής δεν λειτουργεί από τις εννέα.";
    let understood = message(&with("text", &format!("\"{greek}\""))).unwrap();
    assert!(signal(understood).text.contains("πληρωμής"));
}

#[test]
fn a_panic_inside_costs_one_message() {
    let dead = guarded(|| panic!("ann@mail.example")).unwrap_err();
    assert_eq!(dead.reason, DeadReason::Internal);
    assert!(!dead.detail.contains("ann"));
}
