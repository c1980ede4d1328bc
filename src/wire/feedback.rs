//! What a person says of messages and candidates, `feedback.v1`.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::error::WireError;
use super::json;
use super::message::CustomerDoc;
use super::scalar::{Text, TimeDoc, feature, name, required, said};
use crate::candidate::answers::{Dismissal, Role};
use crate::engine::input::{Feedback, Who};
use crate::ids::{CandidateId, CustomerKey, MessageId, TenantId};
use crate::signal::identity::{Kind, Known};
use crate::signal::{Author, redacted};
use crate::time::Timestamp;

/// The kinds of feedback.
pub const KINDS: [&str; 11] = [
    "label",
    "confirm",
    "dismiss",
    "posted",
    "fixed",
    "working_again",
    "still_broken",
    "merge",
    "split",
    "same_person",
    "two_people",
];
/// Longest note, in characters; the rest is cut.
pub const MAX_NOTE_CHARS: usize = 500;

/// Most messages that are split off at once: as many as a candidate names of those it opened with.
pub const MAX_SPLIT: usize = 200;

/// What a person says of a message or a candidate. Keys that are not named here are ignored.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "feedback.v1")]
pub struct FeedbackDoc {
    /// Whose message or candidate it is: 1 to 64 letters, digits, '.', '_' or '-'.
    #[schemars(required)]
    pub tenant: Option<Text>,
    /// `label`: what a message is. `confirm`: the candidate is an incident. `dismiss`: it is none. `posted`: the
    /// status page tells of it. `fixed`: the team says so. `working_again`, `still_broken`: a reporter says so.
    /// `merge`: the candidate is another one's. `split`: some of its reports are of something else. `same_person`, `two_people`: whether two customers are one.
    #[schemars(required, extend("enum" = KINDS))]
    pub kind: Option<String>,
    /// The message that is labelled, or a report of whoever says that it works again or is still broken: by the id
    /// its source gave it.
    pub message: Option<Text>,
    /// Whether that message reports a problem.
    pub problem: Option<bool>,
    /// The feature that message means, by its id in the catalogue.
    pub feature: Option<String>,
    /// The candidate. For `working_again` and `still_broken` it may be left out where the reporter has reported
    /// one open candidate only.
    pub candidate: Option<String>,
    /// `split`: the candidate's reports that are of something else, by the ids their sources gave them, 1 to 200.
    pub messages: Option<Vec<Text>>,
    /// `merge`: the candidate that stays.
    pub into: Option<String>,
    /// `dismiss`: why.
    #[schemars(extend("enum" = ["not_an_incident", "duplicate", "known", "spam", "other", null]))]
    pub reason: Option<String>,
    /// `dismiss`: more about it, up to 500 characters. E-mail addresses, numbers and the like are taken out.
    pub note: Option<String>,
    /// `posted`, `fixed`, `working_again`, `still_broken`: when; now where it is left out.
    pub at: Option<TimeDoc>,
    /// `fixed`: who did, by role: names are not kept.
    #[schemars(extend("enum" = ["on_call", "engineering", "operations", "support", "vendor", "other", null]))]
    pub by: Option<String>,
    /// `working_again`, `still_broken`: who says so, with the identifiers that messages carry. `same_person`,
    /// `two_people`: one of the two, by one identifier.
    pub customer: Option<CustomerDoc>,
    /// `same_person`, `two_people`: the other, by one identifier.
    pub other: Option<CustomerDoc>,
    /// `confirm`: how many customers it affected, where somebody counted them. Later candidates estimate theirs by it.
    pub affected: Option<u32>,
}

/// Stands for whatever customer is meant, where only the form of a record matters.
#[must_use]
pub fn anybody(_: &TenantId, _: &Author) -> Vec<Known> {
    vec![Known { kind: Kind::Customer, key: CustomerKey(0) }]
}

/// Reads one record of a feedback topic. `known_as` is how a customer's identifiers are hashed, the surest first.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn read(
    payload: &[u8],
    known_as: &dyn Fn(&TenantId, &Author) -> Vec<Known>,
) -> Result<(TenantId, Feedback), WireError> {
    let doc: FeedbackDoc = json::read_record(payload)?;
    meant(doc, known_as).map_err(|e| json::hinted::<FeedbackDoc>(e, payload))
}

fn meant(
    doc: FeedbackDoc,
    known_as: &dyn Fn(&TenantId, &Author) -> Vec<Known>,
) -> Result<(TenantId, Feedback), WireError> {
    let tenant = required(doc.tenant.clone(), "tenant", "a tenant")?;
    let tenant: TenantId = name(&tenant, "tenant")?;
    let kinds = || format!("one of {}", KINDS.join(", "));
    let kind = doc.kind.clone().ok_or_else(|| WireError::missing("kind", &kinds()))?;
    let feedback = match kind.as_str() {
        "label" => label(doc)?,
        "confirm" => Feedback::Confirm { candidate: doc.candidate()?, affected: doc.affected },
        "dismiss" => Feedback::Dismiss { candidate: doc.candidate()?, reason: doc.reason()?, note: doc.note() },
        "posted" => Feedback::Posted { candidate: doc.candidate()?, at: doc.at()? },
        "fixed" => Feedback::Fixed { candidate: doc.candidate()?, at: doc.at()?, by: doc.by()? },
        "working_again" | "still_broken" => {
            let candidate = if doc.candidate.is_some() { Some(doc.candidate()?) } else { None };
            let (at, who) = (doc.at()?, doc.who(&|author| known_as(&tenant, author))?);
            Feedback::Answer { candidate, who, works: kind == "working_again", at }
        }
        "merge" => {
            let into = doc.into.as_deref().ok_or_else(|| WireError::missing("into", "the id of the one that stays"))?;
            Feedback::Merge { candidate: doc.candidate()?, into: name(into, "into")? }
        }
        "split" => Feedback::Split { candidate: doc.candidate()?, messages: doc.messages()? },
        "same_person" | "two_people" => {
            let one = one_way(doc.customer, "customer", &|author| known_as(&tenant, author))?;
            let other = one_way(doc.other, "other", &|author| known_as(&tenant, author))?;
            Feedback::People { one, other, same: kind == "same_person" }
        }
        other => return Err(WireError::value("kind", other, kinds())),
    };
    Ok((tenant, feedback))
}

fn label(doc: FeedbackDoc) -> Result<Feedback, WireError> {
    let message = required(doc.message, "message", "the id of the message that is labelled")?;
    if doc.problem.is_none() && doc.feature.is_none() {
        return Err(WireError::missing("problem", "`problem`, `feature` or both: what the message is"));
    }
    let feature = doc.feature.map(|f| feature(&f, "feature")).transpose()?;
    Ok(Feedback::Label { message: name(&message, "message")?, problem: doc.problem, feature })
}

/// A customer who is named in one way alone: of two it would not be clear which is meant.
fn one_way(
    doc: Option<CustomerDoc>,
    field: &'static str,
    known_as: &dyn Fn(&Author) -> Vec<Known>,
) -> Result<Known, WireError> {
    let author = doc.map(Author::from).unwrap_or_default();
    match given(&author) {
        1 => known_as(&author).first().copied().ok_or_else(|| WireError::missing(field, ONE_WAY)),
        0 => Err(WireError::missing(field, ONE_WAY)),
        several => Err(WireError::value(field, &format!("{several} identifiers"), ONE_WAY)),
    }
}

/// How many identifiers are given.
fn given(author: &Author) -> usize {
    let all = [&author.id, &author.email, &author.phone, &author.device];
    all.into_iter().flatten().filter(|v| !v.trim().is_empty()).count()
}

const ONE_WAY: &str = "a customer by exactly one of id, email, phone, device";

impl FeedbackDoc {
    fn candidate(&self) -> Result<CandidateId, WireError> {
        let id = self.candidate.as_deref().ok_or_else(|| WireError::missing("candidate", "the candidate's id"))?;
        name(id, "candidate")
    }

    fn messages(self) -> Result<BTreeSet<MessageId>, WireError> {
        const EXPECTED: &str = "the ids of 1 to 200 of the candidate's messages";
        let given = self.messages.unwrap_or_default();
        match given.len() {
            0 => Err(WireError::missing("messages", EXPECTED)),
            n if n > MAX_SPLIT => Err(WireError::value("messages", &format!("{n} ids"), EXPECTED)),
            _ => given.into_iter().map(|id| name(&required(Some(id), "messages", EXPECTED)?, "messages")).collect(),
        }
    }

    fn at(&self) -> Result<Option<Timestamp>, WireError> {
        self.at.as_ref().map(|at| at.moment("at")).transpose()
    }

    fn reason(&self) -> Result<Dismissal, WireError> {
        let expected = format!("one of {}", Dismissal::ALL.map(Dismissal::name).join(", "));
        let text = self.reason.as_deref().ok_or_else(|| WireError::missing("reason", &expected))?;
        let known = Dismissal::ALL.into_iter().find(|r| r.name() == text);
        known.ok_or_else(|| WireError::value("reason", text, expected))
    }

    fn note(&self) -> Option<String> {
        let note = self.note.as_deref().map(str::trim).filter(|n| !n.is_empty())?;
        // Redacted before it is cut: of half an address nobody can tell what it is.
        Some(redacted(note).chars().take(MAX_NOTE_CHARS).collect())
    }

    fn by(&self) -> Result<Option<Role>, WireError> {
        let Some(text) = self.by.as_deref() else { return Ok(None) };
        let expected = || format!("a role, no name: one of {}", Role::ALL.map(Role::name).join(", "));
        let known = Role::ALL.into_iter().find(|r| r.name() == text);
        known.map(Some).ok_or_else(|| WireError::value("by", text, expected()))
    }

    /// The customer, or whoever wrote the message.
    fn who(self, known_as: &dyn Fn(&Author) -> Vec<Known>) -> Result<Who, WireError> {
        let author = self.customer.map(Author::from).unwrap_or_default();
        if let Some(surest) = known_as(&author).first().filter(|_| given(&author) > 0) {
            return Ok(Who::Customer(surest.key));
        }
        let expected = "`customer` with an id, email, phone or device, or `message`: one of the reporter's";
        let message = said(self.message).ok_or_else(|| WireError::missing("customer", expected))?;
        let message: MessageId = name(&message, "message")?;
        Ok(Who::Message(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FeatureId;

    fn parse(record: &str) -> Result<(TenantId, Feedback), WireError> {
        let hashed =
            |value: &Option<String>, kind| value.as_ref().map(|v| Known { kind, key: CustomerKey(v.len() as u64) });
        let known = |_: &TenantId, a: &Author| {
            [hashed(&a.id, Kind::Customer), hashed(&a.email, Kind::Email)].into_iter().flatten().collect()
        };
        read(record.as_bytes(), &known)
    }

    fn says(rest: &str) -> Feedback {
        let (tenant, feedback) = parse(&format!(r#"{{"tenant":"acme",{rest}}}"#)).unwrap();
        assert_eq!(tenant.as_str(), "acme");
        feedback
    }

    fn c(id: &str) -> CandidateId {
        CandidateId::new(id).unwrap()
    }

    #[test]
    fn reads_each_kind() {
        let at = Some(Timestamp::parse("2026-03-09T14:02:00Z").unwrap());
        let (message, feature) = (MessageId::new("t-9").unwrap(), FeatureId::new("checkout").unwrap());
        let label = Feedback::Label { message: message.clone(), problem: Some(true), feature: Some(feature) };
        let note = Some("ann: [email] asked".to_owned());
        for (record, feedback) in [
            (r#""kind":"label","message":"t-9","problem":true,"feature":"checkout","x":"y""#, label),
            (r#""kind":"confirm","candidate":"c-1""#, Feedback::Confirm { candidate: c("c-1"), affected: None }),
            (
                r#""kind":"dismiss","candidate":"c-1","reason":"known","note":" ann: ann@customer.example asked ""#,
                Feedback::Dismiss { candidate: c("c-1"), reason: Dismissal::Known, note },
            ),
            (
                r#""kind":"posted","candidate":"c-1","at":"2026-03-09T14:02:00Z""#,
                Feedback::Posted { candidate: c("c-1"), at },
            ),
            (
                r#""kind":"fixed","candidate":"c-1","by":"on_call""#,
                Feedback::Fixed { candidate: c("c-1"), at: None, by: Some(Role::OnCall) },
            ),
            (
                r#""kind":"working_again","customer":{"id":"c17"},"at":1773064920"#,
                Feedback::Answer { candidate: None, who: Who::Customer(CustomerKey(3)), works: true, at },
            ),
            (
                r#""kind":"still_broken","candidate":"c-1","message":"t-9""#,
                Feedback::Answer { candidate: Some(c("c-1")), who: Who::Message(message), works: false, at: None },
            ),
            (
                r#""kind":"confirm","candidate":"c-1","affected":40"#,
                Feedback::Confirm { candidate: c("c-1"), affected: Some(40) },
            ),
            (
                r#""kind":"same_person","customer":{"id":"c17"},"other":{"email":"ann@mail.example"}"#,
                Feedback::People {
                    one: Known { kind: Kind::Customer, key: CustomerKey(3) },
                    other: Known { kind: Kind::Email, key: CustomerKey(16) },
                    same: true,
                },
            ),
            (
                r#""kind":"split","candidate":"c-1","messages":["t-9",7,"t-9"]"#,
                Feedback::Split {
                    candidate: c("c-1"),
                    messages: ["7", "t-9"].map(|id| MessageId::new(id).unwrap()).into(),
                },
            ),
            (
                r#""kind":"merge","candidate":"c-1","into":"c-2""#,
                Feedback::Merge { candidate: c("c-1"), into: c("c-2") },
            ),
        ] {
            assert_eq!(says(record), feedback, "{record}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let says = |record: &str| parse(record).unwrap_err().to_string();
        for (record, named) in [
            (r#"{"kind":"confirm","candidate":"c"}"#, "tenant"),
            (r#"{"tenant":"acme"}"#, "kind"),
            (r#"{"tenant":"acme","knd":"confirm"}"#, "there is a key knd: is kind meant?"),
            (r#"{"tenant":"acme","kind":"bless"}"#, "one of label, confirm, dismiss"),
            (r#"{"tenant":"acme","kind":"label","problem":true}"#, "message"),
            (r#"{"tenant":"acme","kind":"label","message":"t"}"#, "`problem`, `feature` or both"),
            (r#"{"tenant":"acme","kind":"label","message":"t","feature":""}"#, "feature"),
            (r#"{"tenant":"acme","kind":"label","message":"t","feature":"*"}"#, "not *"),
            (r#"{"tenant":"acme","kind":"label","message":"t","feature":"topic:gift-card"}"#, "topic:"),
            (r#"{"tenant":"acme","kind":"confirm"}"#, "candidate"),
            (r#"{"tenant":"acme","kind":"dismiss","candidate":"c"}"#, "reason: expected one of not_an_incident"),
            (r#"{"tenant":"acme","kind":"dismiss","candidate":"c","reason":"bored"}"#, "bored"),
            (r#"{"tenant":"acme","kind":"posted","candidate":"c","at":"noon"}"#, "at: expected a time"),
            (r#"{"tenant":"acme","kind":"fixed","candidate":"c","by":"Ann Example"}"#, "a role, no name"),
            (r#"{"tenant":"acme","kind":"working_again","candidate":"c"}"#, "customer"),
            (r#"{"tenant":"acme","kind":"still_broken","customer":{"id":" "}}"#, "customer"),
            (r#"{"tenant":"acme","kind":"merge","candidate":"c"}"#, "into"),
            (r#"{"tenant":"acme","kind":"merge","into":"c"}"#, "candidate"),
            (r#"{"tenant":"acme","kind":"split","messages":["t"]}"#, "candidate"),
            (r#"{"tenant":"acme","kind":"split","candidate":"c"}"#, "1 to 200"),
            (r#"{"tenant":"acme","kind":"split","candidate":"c","messages":[]}"#, "1 to 200"),
            (r#"{"tenant":"acme","kind":"split","candidate":"c","messages":["t"," "]}"#, "messages"),
            (r#"{"tenant":"acme","kind":"split","candidate":"c","messages":"t"}"#, "messages"),
            (r#"{"tenant":"acme","kind":"confirm","candidate":"c","affected":-1}"#, "affected"),
            (r#"{"tenant":"acme","kind":"same_person","other":{"id":"x"}}"#, "customer"),
            (r#"{"tenant":"acme","kind":"two_people","customer":{"id":"x"},"other":{"name":"Ann"}}"#, "other"),
            (
                r#"{"tenant":"acme","kind":"same_person","customer":{"id":"x","email":"y"},"other":{"id":"z"}}"#,
                "exactly one",
            ),
        ] {
            assert!(says(record).contains(named), "{record}: {}", says(record));
        }
    }

    #[test]
    fn two_hundred_messages_are_split_off_at_once_and_no_more() {
        let of = |n: usize| {
            let ids = (0..n).map(|i| format!("\"t-{i}\"")).collect::<Vec<_>>().join(",");
            parse(&format!(r#"{{"tenant":"acme","kind":"split","candidate":"c","messages":[{ids}]}}"#))
        };
        assert!(matches!(of(MAX_SPLIT), Ok((_, Feedback::Split { messages, .. })) if messages.len() == MAX_SPLIT));
        assert!(of(MAX_SPLIT + 1).unwrap_err().to_string().contains("201 ids"));
    }

    #[test]
    fn a_note_stops_at_its_limit_and_says_nobody_s_address() {
        let long = format!(r#""kind":"dismiss","candidate":"c","reason":"other","note":"{}""#, "é".repeat(900));
        let Feedback::Dismiss { note: Some(note), .. } = says(&long) else { panic!("no note") };
        assert_eq!(note.chars().count(), MAX_NOTE_CHARS);
    }
}
