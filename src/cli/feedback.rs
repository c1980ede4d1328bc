//! `feedback`: tells a running installation what people say of messages and candidates.

use clap::Args;
use serde_json::{Map, Value, json};

use super::{ConfigArguments, Exit, errors};
use crate::kafka::Publisher;
use crate::load::key::MissingKey;
use crate::load::run::{RunSettings, Source};
use crate::pipeline::understand::Adapter;
use crate::wire::feedback;

/// Arguments of `feedback`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct FeedbackArgs {
    #[command(flatten)]
    config: ConfigArguments,
    /// What is said: label, confirm, dismiss, posted, fixed, working-again, still-broken, merge, split, same-person or two-people
    kind: String,
    /// Of which candidate; for label, of which message
    #[arg(value_name = "CANDIDATE|MESSAGE")]
    of: Option<String>,
    /// Whose candidate or message it is
    #[arg(long)]
    tenant: String,
    /// dismiss: not_an_incident, duplicate, known, spam or other
    #[arg(long)]
    reason: Option<String>,
    /// dismiss: more about it; addresses and numbers are taken out
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// posted, fixed, working-again, still-broken: when, as 2026-03-09T14:02:00Z; else now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// fixed: by whom: on_call, engineering, operations, support, vendor or other
    #[arg(long, value_name = "ROLE")]
    by: Option<String>,
    /// working-again, still-broken: who says so, by the support platform's id; same-person, two-people: one of the two
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// same-person, two-people: the other, by the support platform's id or as email:ADDRESS, phone:NUMBER, device:ID
    #[arg(long, value_name = "ID")]
    other: Option<String>,
    /// confirm: how many customers it affected, where somebody counted them
    #[arg(long, value_name = "N")]
    affected: Option<u32>,
    /// working-again, still-broken: one of the reporter's messages, where the id is not at hand; split: each of the
    /// messages that are of something else, up to 200
    #[arg(long, value_name = "ID")]
    message: Vec<String>,
    /// merge: the candidate that stays
    #[arg(long, value_name = "CANDIDATE")]
    into: Option<String>,
    /// label: whether the message reports a problem
    #[arg(long, value_name = "true|false")]
    problem: Option<bool>,
    /// label: the feature the message means
    #[arg(long, value_name = "ID")]
    feature: Option<String>,
    /// Print what was published, for a program
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
It is published to the feedback topic; the candidate changes within a second. What cannot be done, since
the candidate is not known or has ended, goes to the dead letters with the reason.
Examples:
  groundswell feedback confirm 36403e2d4207fc43 --tenant acme --config DIR
  groundswell feedback dismiss 36403e2d4207fc43 --tenant acme --reason known --note \"release night\"
  groundswell feedback split 36403e2d4207fc43 --message t-88121 --message t-88124 --tenant acme
  groundswell feedback working-again --customer c-17 --tenant acme
  groundswell feedback same-person --customer c-17 --other email:ann@mail.example --tenant acme
Exit codes: 0 published, 2 it cannot be meant, 3 configuration, 4 no connection.";

/// Publishes what is said.
#[must_use]
pub fn run(arguments: &FeedbackArgs) -> Exit {
    let record = record(arguments);
    // Read as understand will: a mistake is said to whoever made it.
    if let Err(error) = feedback::read(record.to_string().as_bytes(), &feedback::anybody) {
        return errors::usage(&format!("feedback: {error}"));
    }
    // No customer is hashed here: a key for this run alone does.
    let settings = match arguments.config.load().settle(MissingKey::Make) {
        Ok(settings) => settings,
        Err(problems) => return errors::refuse(&problems),
    };
    let Some(topic) = topic(&settings) else {
        return errors::usage("feedback: no topic carries it: `sources.feedback` is empty");
    };
    let published = Publisher::new(&settings.kafka).and_then(|publisher| {
        let sent = publisher.send(topic, &arguments.tenant, Some(record.to_string().as_bytes()), None)?;
        sent.wait()
    });
    match published {
        Ok(()) if arguments.json => {
            errors::print(&format!("{}\n", json!({ "published": record, "topic": topic })));
            Exit::Good
        }
        Ok(()) => {
            errors::print(&format!("published to {topic}\n"));
            Exit::Good
        }
        Err(error) => super::run::failed(&error),
    }
}

fn topic(settings: &RunSettings) -> Option<&str> {
    let carries = |s: &&Source| s.adapter == Adapter::Feedback;
    settings.sources.iter().find(carries).map(|s| s.topic.as_str())
}

/// Somebody by the platform's id, or by another identifier with its kind before it: the kind and the identifier.
pub(super) fn named(text: &str) -> (&str, &str) {
    let kinds = ["email", "phone", "device"];
    text.split_once(':').filter(|(kind, _)| kinds.contains(kind)).unwrap_or(("id", text))
}

fn person(text: &str) -> Value {
    let (kind, value) = named(text);
    json!({ kind: value })
}

/// As it stands on the topic.
fn record(a: &FeedbackArgs) -> Value {
    let kind = a.kind.replace('-', "_");
    let (candidate, message) = match (kind.as_str(), a.message.as_slice()) {
        ("label", _) => (None, a.of.clone()),
        ("split", _) => (a.of.clone(), None),
        (_, one) => (a.of.clone(), one.first().cloned()),
    };
    let messages = (kind == "split").then(|| Value::from(a.message.clone()));
    let customer = a.customer.as_deref().map(person);
    let text = |value: Option<String>| value.map(Value::from);
    let all = [
        ("tenant", Some(a.tenant.clone().into())),
        ("kind", Some(kind.into())),
        ("candidate", text(candidate)),
        ("message", text(message)),
        ("messages", messages),
        ("reason", text(a.reason.clone())),
        ("note", text(a.note.clone())),
        ("at", text(a.at.clone())),
        ("by", text(a.by.clone())),
        ("customer", customer),
        ("other", a.other.as_deref().map(person)),
        ("affected", a.affected.map(Value::from)),
        ("into", text(a.into.clone())),
        ("problem", a.problem.map(Value::from)),
        ("feature", text(a.feature.clone())),
    ];
    let given: Map<String, Value> =
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    Value::Object(given)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: FeedbackArgs,
    }

    fn said(words: &str) -> Value {
        let words = std::iter::once("feedback").chain(words.split(' '));
        record(&Command::parse_from(words).arguments)
    }

    #[test]
    fn what_is_typed_is_what_stands_on_the_topic() {
        for (typed, record) in [
            ("confirm c-1 --tenant acme", json!({"kind": "confirm", "candidate": "c-1", "tenant": "acme"})),
            (
                "label t-9 --tenant acme --problem true --feature checkout",
                json!({"kind": "label", "message": "t-9", "tenant": "acme", "problem": true, "feature": "checkout"}),
            ),
            (
                "still-broken --tenant acme --customer c-17",
                json!({"kind": "still_broken", "tenant": "acme", "customer": {"id": "c-17"}}),
            ),
            (
                "two-people --tenant acme --customer c-17 --other device:d-1",
                json!({"kind": "two_people", "tenant": "acme", "customer": {"id": "c-17"}, "other": {"device": "d-1"}}),
            ),
            (
                "split c-1 --tenant acme --message t-9 --message t-7",
                json!({"kind": "split", "candidate": "c-1", "messages": ["t-9", "t-7"], "tenant": "acme"}),
            ),
            (
                "merge c-1 --tenant acme --into c-2",
                json!({"kind": "merge", "candidate": "c-1", "into": "c-2", "tenant": "acme"}),
            ),
        ] {
            assert_eq!(said(typed), record, "{typed}");
            assert!(feedback::read(record.to_string().as_bytes(), &feedback::anybody).is_ok(), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_the_field() {
        for (typed, field) in [
            ("bless c-1 --tenant acme", "kind"),
            ("dismiss c-1 --tenant acme", "reason"),
            ("working-again c-1 --tenant acme", "customer"),
            ("split c-1 --tenant acme", "messages"),
        ] {
            let error = feedback::read(said(typed).to_string().as_bytes(), &feedback::anybody).unwrap_err();
            assert_eq!(error.field, field, "{typed}");
        }
    }
}
