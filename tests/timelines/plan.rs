//! A page spread out in time: every message, observation and change at its moment.

use std::collections::BTreeMap;

use groundswell::change::Change;
use groundswell::config::Probes;
use groundswell::monitor::Observation;
use groundswell::time::{Span, Timestamp};
use serde_json::{Value, json};

use crate::page::{Doing, Line, Page, Reading, Says};

/// Whose customers write.
pub(crate) const TENANT: &str = "acme";

/// What a page may say of what a customer uses.
const DIMENSIONS: [&str; 10] =
    ["app_version", "browser", "device", "os", "platform", "plugin", "region", "role", "script", "workflow"];

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Observation(Observation),
    Change(Change),
    /// The probes there are from then on.
    Inventory(Probes),
    /// A canonical message as it stands on the topic.
    Message(Value),
    /// Feedback as it stands on the topic, but that features stand for their newest candidates.
    Feedback(Value),
    Reading {
        what: Reading,
        on: bool,
    },
}

/// All events of a page with the place of the line they come from, in order of time; of one moment in
/// the order of the page.
pub(crate) fn plan(page: &Page) -> Vec<(Timestamp, usize, Event)> {
    let mut plan = Plan { place: 0, events: Vec::new(), strangers: 0, messages: 0, tiers: BTreeMap::new() };
    for (place, line) in page.lines.iter().enumerate() {
        plan.place = place;
        match &line.doing {
            None => {}
            Some(Doing::Reading { what, on }) => {
                plan.put(line.from, Event::Reading { what: *what, on: *on });
            }
            Some(Doing::ProbeStops(_)) => {}
            Some(Doing::Inventory(probes)) => plan.put(line.from, Event::Inventory(probes.clone())),
            Some(Doing::Changes(change)) => plan.put(line.from, Event::Change(change.clone())),
            Some(Doing::Observes { observation, every }) => {
                let later = &page.lines[place + 1..];
                plan.observes(line.from, observation, *every, said_until(later, observation, line));
            }
            Some(Doing::Feedback(said)) => plan.put(line.from, Event::Feedback(said.clone())),
            Some(Doing::Says(says)) => plan.says(line.from, says),
            Some(Doing::Every { step, hours, says }) => plan.every(line, *step, *hours, says),
        }
    }
    plan.events.sort_by_key(|(at, place, _)| (*at, *place));
    plan.events
}

/// Until when a probe repeats what it said: it says something else (from the same region), stops, or
/// the page ends.
fn said_until(later: &[Line], said: &Observation, line: &Line) -> Timestamp {
    let ends = |l: &&Line| match &l.doing {
        Some(Doing::Observes { observation, .. }) => {
            observation.probe == said.probe && observation.region == said.region
        }
        Some(Doing::ProbeStops(probe)) => *probe == said.probe,
        _ => false,
    };
    let last = later.last().map_or(line.from, |l| l.until + Span::from_millis(1));
    later.iter().find(ends).map_or(last, |l| l.from)
}

struct Plan {
    place: usize,
    events: Vec<(Timestamp, usize, Event)>,
    strangers: u32,
    messages: u32,
    /// A name keeps the tier it was once given.
    tiers: BTreeMap<String, String>,
}

impl Plan {
    fn put(&mut self, at: Timestamp, event: Event) {
        self.events.push((at, self.place, event));
    }

    fn observes(&mut self, from: Timestamp, said: &Observation, every: Option<Span>, until: Timestamp) {
        self.put(from, Event::Observation(said.clone()));
        let Some(step) = every else { return };
        let mut at = from + step;
        while at < until {
            self.put(at, Event::Observation(Observation { observed_at: at, ..said.clone() }));
            at += step;
        }
    }

    fn says(&mut self, from: Timestamp, says: &Says) {
        for n in 0..says.count {
            // The first at once, the last at the end.
            let share = f64::from(n) / f64::from(says.count.saturating_sub(1).max(1));
            let at = from + Span::from_millis((says.over.as_millis() as f64 * share) as i64 / 1_000 * 1_000);
            self.message(at, says, n);
        }
    }

    fn every(&mut self, line: &Line, step: Span, hours: (i64, i64), says: &Says) {
        let mut at = line.from;
        while at < line.until {
            let hour = at.hour().rem_euclid(24);
            let open = if hours.0 <= hours.1 {
                (hours.0..=hours.1).contains(&hour)
            } else {
                hour >= hours.0 || hour <= hours.1
            };
            if open {
                for n in 0..says.count {
                    // Spread over the step, differently every time: real customers keep no beat.
                    let jitter = (at.hour() * 37 + i64::from(n) * 53).rem_euclid(97);
                    let ms = step.as_millis() * (i64::from(n) * 97 + jitter) / (i64::from(says.count) * 97);
                    self.message(at + Span::from_millis(ms / 1_000 * 1_000), says, n);
                }
            }
            at += step;
        }
    }

    fn message(&mut self, at: Timestamp, says: &Says, n: u32) {
        self.messages += 1;
        let who = says.who.clone().unwrap_or_else(|| {
            self.strangers += 1;
            format!("customer-{}", self.strangers)
        });
        if let Some(tier) = &says.tier {
            self.tiers.insert(who.clone(), tier.clone());
        }
        let option = |name: &str| says.options.get(name);
        let mut message = json!({
            "tenant": TENANT,
            "id": option("id").cloned().unwrap_or_else(|| format!("m-{}", self.messages)),
            "channel": says.channel,
            "occurred_at": says.written.unwrap_or(at).to_string(),
            "customer": {
                "id": Some(option("customer").unwrap_or(&who)).filter(|id| *id != "none"),
                "account": option("account"),
                "email": option("mail"),
                "phone": option("phone"),
                "device": option("device_id"),
            },
            "tier": self.tiers.get(&who),
            "language": option("language").map_or("en", String::as_str),
            "text": says.texts[self.messages as usize % says.texts.len()],
            "feature": option("picked"),
            "time_zone": option("zone"),
            "revenue": option("revenue").and_then(|r| r.parse::<f64>().ok()),
            "url": option("url"),
        });
        if says.texts.len() > 1 && says.who.is_some() {
            message["text"] = json!(says.texts[n as usize % says.texts.len()]);
        }
        let dimensions: BTreeMap<_, _> = DIMENSIONS.iter().filter_map(|d| Some((*d, option(d)?))).collect();
        if !dimensions.is_empty() {
            message["dimensions"] = json!(dimensions);
        }
        self.put(at, Event::Message(message));
    }
}
