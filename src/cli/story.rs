//! The story that `demo` tells: a shop whose customers cannot pay while every probe is green.

use serde_json::{Value, json};

use crate::pipeline::understand::Adapter;
use crate::time::{Span, Timestamp};

/// The invented shop.
pub(super) const TENANT: &str = "acme";
/// 2026-03-10T12:00:00Z, a Tuesday; minutes of the story count from here.
pub(super) const MIDDAY: Timestamp = Timestamp::from_millis(1_773_144_000_000);
/// When the story begins: 13:58.
pub(super) const BEGINS: Timestamp = Timestamp::from_millis(1_773_144_000_000 + 118 * 60_000);

/// What had happened before it begins, in minutes after midday, told first.
pub(super) const BEFORE: &[(i64, &str)] = &[
    (80, "flag     search-ranking turned on"),
    (101, "deploy   orders-api 4.18 to production"),
    (118, "all probes green"),
];

/// Something that happens.
pub(super) struct Event {
    /// When.
    pub(super) at: Timestamp,
    /// To which source it goes.
    pub(super) adapter: Adapter,
    /// What is published.
    pub(super) payload: Value,
    /// What is told of it on the terminal.
    pub(super) told: Option<String>,
}

/// (minute after midday, customer, account, channel, text); the tier follows from the account.
type Message = (i64, &'static str, &'static str, &'static str, &'static str);

const MESSAGES: &[Message] = &[
    (119, "ivy", "walk-in-shoppers", "chat", "How do I change the delivery address of an order?"),
    (121, "max", "walk-in-shoppers", "chat", "Love the new product filter in search, well done!"),
    (
        122,
        "ann",
        "bluebell-books",
        "chat",
        "The pay now button does nothing, the console shows a 500 on /api/orders. For ten minutes now.",
    ),
    (125, "leo", "fernhill-toys", "ticket", "My invoice pdf shows the wrong address."),
    (128, "ben", "harbour-kitchen", "chat", "Checkout hangs after I enter my card, tried twice in Firefox."),
    (131, "ann", "bluebell-books", "email", "Still not able to pay for my order. Pay now does nothing."),
    (
        134,
        "eve",
        "castleton-group",
        "email",
        "Our buyers cannot place an order since ten to two, checkout gives an error.",
    ),
    (136, "kim", "northwind-crafts", "chat", "Error when I pay at checkout. Worked this morning."),
];

/// What the probes of the example say at the beginning, and every other minute.
const PROBES: &[&str] =
    &["shop-checkout", "orders-error-rate", "checkout-conversion", "sign-in-eu", "reset-page", "search-api"];
/// How long the probes are told of: until the story must have ended.
const OBSERVED_MIN: i64 = 60;

/// Everything that happens, in order.
pub(super) fn events() -> Vec<Event> {
    let minute = |m: i64| MIDDAY + Span::from_mins(m);
    let mut events = vec![
        change(minute(80), "flag-77", "flag", "search-api", "search-ranking turned on for everyone"),
        change(minute(101), "deploy-418", "deploy", "orders-api", "orders-api 4.18: new order validation"),
    ];
    // Not in the minute in which the candidate opens: of two records of one moment either may be read first.
    for m in std::iter::once(0).chain((1..OBSERVED_MIN).step_by(2)) {
        events.extend(PROBES.iter().map(|probe| observation(BEGINS + Span::from_mins(m), probe)));
    }
    for (i, (m, customer, account, channel, text)) in MESSAGES.iter().enumerate() {
        let at = minute(*m);
        let body = json!({
            "tenant": TENANT, "id": format!("t-{}", 88_121 + i), "channel": channel, "occurred_at": at.to_string(),
            "customer": {"id": customer, "account": account}, "text": text, "language": "en",
        });
        let told = format!("{channel:<8} {customer}: {text}");
        events.push(Event { at, adapter: Adapter::Message, payload: body, told: Some(told) });
    }
    events.sort_by_key(|e| e.at);
    events
}

fn change(at: Timestamp, id: &str, kind: &str, service: &str, summary: &str) -> Event {
    let body = json!({
        "tenant": TENANT, "id": id, "time": at.to_string(), "kind": kind, "service": service, "features": [],
        "environment": "production", "summary": summary,
    });
    Event { at, adapter: Adapter::Change, payload: body, told: None }
}

fn observation(at: Timestamp, probe: &str) -> Event {
    let body = json!({"tenant": TENANT, "probe": probe, "state": "ok", "observed_at": at.to_string(), "ttl_s": 300});
    Event { at, adapter: Adapter::Observation, payload: body, told: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_is_well_formed() {
        assert_eq!(BEGINS.to_string(), "2026-03-10T13:58:00Z");
        for event in events() {
            let text = event.payload.to_string();
            match event.adapter {
                Adapter::Message => drop(crate::wire::message::read(text.as_bytes()).unwrap()),
                Adapter::Observation => drop(crate::wire::observation::read(text.as_bytes()).unwrap()),
                Adapter::Change => drop(crate::wire::change::read(text.as_bytes()).unwrap()),
                Adapter::Feedback | Adapter::Config => panic!("the story has neither feedback nor settings"),
            }
        }
    }
}
