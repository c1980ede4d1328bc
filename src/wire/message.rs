//! Canonical messages, `message.v1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::WireError;
use super::json;
use super::near::{self, Misspelt};
use super::scalar::{Text, TimeDoc, moment, name, required, said};
use crate::signal::{Author, Channel, Message};

/// Most dimensions of one message; the rest, in the order of their names, is left out.
pub const MAX_DIMENSIONS: usize = 32;
/// Longest name or value of a dimension, longest area picked, in characters; the rest is cut.
pub const MAX_LABEL_CHARS: usize = 128;
/// Longest address of an original, in characters; a longer one is left out: cut, it leads nowhere.
pub const MAX_URL_CHARS: usize = 2_048;

/// One message of a customer. Keys that are not named here are ignored.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "message.v1")]
pub struct MessageDoc {
    /// The support platform's id of the message: the same id twice is one message.
    #[schemars(required)]
    pub id: Option<Text>,
    /// Whose customer wrote: 1 to 64 letters, digits, '.', '_' or '-'.
    #[schemars(required)]
    pub tenant: Option<Text>,
    /// How it came; a ticket where nothing is said.
    #[schemars(extend("enum" = ["ticket", "chat", "email", "social", "internal", null]))]
    pub channel: Option<String>,
    /// When the customer wrote.
    #[schemars(required)]
    pub occurred_at: Option<TimeDoc>,
    /// Who wrote.
    pub customer: Option<CustomerDoc>,
    /// The customer's tier.
    pub tier: Option<Text>,
    /// Yearly revenue of the customer's account, 0 or more, in the tenant's own currency.
    pub revenue: Option<f64>,
    /// Language of the text, ISO 639-1; a region after it is ignored.
    pub language: Option<String>,
    /// Subject of a ticket or an e-mail.
    pub subject: Option<String>,
    /// What the customer wrote.
    #[schemars(required)]
    pub text: Option<String>,
    /// The area picked in a form: evidence for its features, not truth.
    pub feature: Option<String>,
    /// Browser, os, app_version, device, region, plugin and the like.
    pub dimensions: Option<BTreeMap<String, Option<Text>>>,
    /// Where a person can read the original: with it the customer can be answered.
    pub url: Option<String>,
    /// The customer's time zone, an IANA name such as `Europe/Paris` or an offset such as `+02:00`: in it "since
    /// 9 this morning" is read. A dimension of that name does as well. What is no zone is ignored.
    pub time_zone: Option<String>,
}

/// Who wrote. Identifiers become keyed hashes before the journal.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(rename = "Customer")]
pub struct CustomerDoc {
    /// The support platform's id of the person.
    pub id: Option<Text>,
    /// The organisation's id.
    pub account: Option<Text>,
    /// E-mail address.
    pub email: Option<Text>,
    /// Phone number.
    pub phone: Option<Text>,
    /// Device id.
    pub device: Option<Text>,
    /// The person's name, taken out of the text wherever it stands there.
    pub name: Option<Text>,
}

/// Reads one record of a message topic.
///
/// # Errors
/// [`WireError`]: too large, no JSON, or the field that is missing or cannot be.
pub fn read(payload: &[u8]) -> Result<Message, WireError> {
    json::read_as::<MessageDoc, _>(payload)
}

/// The keys of a record that are ignored and look as if they were meant to be others.
#[must_use]
pub fn misspelt(payload: &[u8]) -> Vec<Misspelt> {
    json::fields(payload).map(|fields| slips_of(&fields)).unwrap_or_default()
}

pub(super) fn slips_of(fields: &Map<String, Value>) -> Vec<Misspelt> {
    let mut found = near::misspelt::<MessageDoc>(fields, "");
    if let Some(Value::Object(customer)) = fields.get("customer") {
        found.extend(near::misspelt::<CustomerDoc>(customer, "customer."));
    }
    found
}

impl TryFrom<MessageDoc> for Message {
    type Error = WireError;

    fn try_from(doc: MessageDoc) -> Result<Self, WireError> {
        let id = required(doc.id, "id", "the platform's id of the message")?;
        let tenant = required(doc.tenant, "tenant", "a tenant")?;
        let tier = said(doc.tier).map(|t| name(&t, "tier")).transpose()?;
        Ok(Self {
            id: name(&id, "id")?,
            tenant: name(&tenant, "tenant")?,
            channel: channel(doc.channel.as_deref())?,
            occurred_at: moment(doc.occurred_at.as_ref(), "occurred_at")?,
            author: doc.customer.map(Author::from).unwrap_or_default(),
            tier,
            revenue: revenue(doc.revenue)?,
            language: doc.language.as_deref().and_then(language),
            subject: doc.subject.filter(|s| !s.trim().is_empty()),
            text: doc.text.ok_or_else(|| WireError::missing("text", "what the customer wrote"))?,
            picked_area: doc.feature.filter(|f| !f.trim().is_empty()).map(|f| cut(&f)),
            dimensions: doc.dimensions.map(dimensions).unwrap_or_default(),
            time_zone: doc.time_zone.map(|z| cut(&z)).filter(|z| !z.is_empty()),
            url: doc.url.filter(|u| !u.trim().is_empty() && u.chars().count() <= MAX_URL_CHARS),
            label: None,
        })
    }
}

impl From<CustomerDoc> for Author {
    fn from(doc: CustomerDoc) -> Self {
        Self {
            id: said(doc.id),
            account: said(doc.account),
            email: said(doc.email),
            phone: said(doc.phone),
            device: said(doc.device),
            names: said(doc.name).into_iter().collect(),
        }
    }
}

fn channel(text: Option<&str>) -> Result<Channel, WireError> {
    const ALL: [Channel; 5] = [Channel::Ticket, Channel::Chat, Channel::Email, Channel::Social, Channel::Internal];
    let Some(text) = text else { return Ok(Channel::Ticket) };
    let found = ALL.into_iter().find(|c| c.name() == text);
    found.ok_or_else(|| WireError::value("channel", text, "ticket, chat, email, social or internal"))
}

fn revenue(said: Option<f64>) -> Result<Option<f64>, WireError> {
    match said {
        Some(n) if !(n.is_finite() && n >= 0.0) => {
            Err(WireError::value("revenue", &n.to_string(), "a number, 0 or more"))
        }
        known => Ok(known),
    }
}

/// `en` of `en`, `EN-us`, `en_GB`; none where it is no code of a language.
fn language(text: &str) -> Option<String> {
    let code = text.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

fn dimensions(all: BTreeMap<String, Option<Text>>) -> BTreeMap<String, String> {
    let known = all.into_iter().filter_map(|(k, v)| Some((cut(&k), cut(&said(v)?))));
    known.filter(|(k, _)| !k.trim().is_empty()).take(MAX_DIMENSIONS).collect()
}

fn cut(text: &str) -> String {
    let text = text.trim();
    text.char_indices().nth(MAX_LABEL_CHARS).map_or(text, |(end, _)| &text[..end]).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::Fault;
    use super::*;

    const FULL: &str = r#"{
        "id": 88121, "tenant": "acme", "channel": "chat", "occurred_at": "2026-03-09T14:02:00Z",
        "customer": {"id": "c-7", "account": "org-2", "email": "ann@mail.example", "name": "Ann Example", "shoe_size": 39},
        "tier": "pro", "language": "en-GB", "subject": " ", "text": "The pay now button does nothing.",
        "feature": "checkout", "dimensions": {"browser": "Firefox 139", "app_version": 4.2, "os": null},
        "url": "https://desk.example/t/88121", "time_zone": " Europe/Paris ", "colour": "red"
    }"#;

    #[test]
    fn reads_the_canonical_message() {
        insta::assert_debug_snapshot!(read(FULL.as_bytes()).unwrap(), @r#"
        Message {
            id: MessageId(
                "88121",
            ),
            tenant: TenantId(
                "acme",
            ),
            channel: Chat,
            occurred_at: Timestamp(
                1773064920000,
            ),
            author: Author {
                id: Some(
                    "c-7",
                ),
                account: Some(
                    "org-2",
                ),
                email: Some(
                    "ann@mail.example",
                ),
                phone: None,
                device: None,
                names: [
                    "Ann Example",
                ],
            },
            tier: Some(
                Tier(
                    "pro",
                ),
            ),
            revenue: None,
            language: Some(
                "en",
            ),
            subject: None,
            text: "The pay now button does nothing.",
            picked_area: Some(
                "checkout",
            ),
            dimensions: {
                "app_version": "4.2",
                "browser": "Firefox 139",
            },
            time_zone: Some(
                "Europe/Paris",
            ),
            url: Some(
                "https://desk.example/t/88121",
            ),
            label: None,
        }
        "#);
    }

    #[test]
    fn four_fields_are_enough() {
        let m = read(br#"{"id":"1","tenant":"acme","occurred_at":1773064920,"text":""}"#).unwrap();
        assert_eq!((m.channel, m.author, m.tier), (Channel::Ticket, Author::default(), None));
    }

    #[test]
    fn each_required_field_is_named_when_missing() {
        for field in ["id", "tenant", "occurred_at", "text"] {
            let mut doc: serde_json::Value = serde_json::from_str(FULL).unwrap();
            for gone in [false, true] {
                if gone {
                    doc.as_object_mut().unwrap().remove(field);
                } else {
                    doc[field] = serde_json::Value::Null;
                }
                let e = read(doc.to_string().as_bytes()).unwrap_err();
                assert_eq!((e.fault, e.field.as_str(), e.found.as_str()), (Fault::Shape, field, "nothing"));
            }
        }
    }

    #[test]
    fn values_that_cannot_be_are_named() {
        for (field, value, text) in [
            (
                "tenant",
                "\"../x\"",
                "tenant: expected a tenant of 1 to 64 letters, digits, '.', '_' or '-', found \"../x\"",
            ),
            ("id", "\"\"", "id: expected an id of 1 to 256 printable characters, found \"\""),
            ("channel", "\"fax\"", "channel: expected ticket, chat, email, social or internal, found \"fax\""),
            (
                "occurred_at",
                "\"soon\"",
                "occurred_at: expected a time such as 2026-03-09T14:02:00Z or seconds since 1970, found \"soon\"",
            ),
            ("text", "[\"secret\"]", "text: expected a string, found a list of 1"),
            (
                "customer",
                "{\"email\": [\"ann@mail.example\"]}",
                "customer.email: expected a text or a number, found a list of 1",
            ),
        ] {
            let mut doc: serde_json::Value = serde_json::from_str(FULL).unwrap();
            doc[field] = serde_json::from_str(value).unwrap();
            assert_eq!(read(doc.to_string().as_bytes()).unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn a_misspelt_key_is_named_beside_the_one_that_was_expected() {
        let told = |rest: &str| {
            let line = format!(r#"{{"id":"1","tenant":"acme",{rest}}}"#);
            read(line.as_bytes()).unwrap_err().to_string()
        };
        assert_eq!(
            told(r#""occured_at":1773064920,"text":"""#),
            "occurred_at: expected a time, found nothing; there is a key occured_at: is occurred_at meant?"
        );
        // Only what no field is called can be misspelt, and only for the field it comes nearest to.
        let missing = "text: expected what the customer wrote, found nothing";
        assert_eq!(told(r#""occurred_at":1773064920,"tier":"pro","teir":"pro","occured_at":2"#), missing);
        // A key that is no name may be what somebody wrote.
        assert_eq!(told(r#""occurred_at":1773064920,"text by ann":"""#), missing);
        let wrapped = r#"{"specversion":"1.0","data":{"id":"1","tenant":"acme","ocurred_at":1773064920,"text":""}}"#;
        let e = read(wrapped.as_bytes()).unwrap_err().to_string();
        assert!(e.ends_with("; there is a key ocurred_at: is occurred_at meant?"), "{e}");
    }

    #[test]
    fn a_key_that_is_ignored_is_told_where_the_one_it_comes_near_is_absent() {
        let told = |rest: &str| {
            let line = format!(r#"{{"id":"1","tenant":"acme","occurred_at":1773064920,"text":"",{rest}}}"#);
            misspelt(line.as_bytes()).into_iter().map(|m| format!("{} {}", m.key, m.meant)).collect::<Vec<_>>()
        };
        assert_eq!(told(r#""custmer":{"id":"c-1"},"colour":"red""#), ["custmer customer"]);
        assert_eq!(told(r#""customer":{"mail":"ann@mail.example","shoe_size":39}"#), ["customer.mail customer.email"]);
        assert_eq!(told(r#""Timezone":"UTC","time_zone":null"#), ["Timezone time_zone"]);
        assert!(told(r#""timezone":"UTC","time_zone":"UTC","tiers by ann":1"#).is_empty());
        assert!(misspelt(FULL.as_bytes()).is_empty() && misspelt(b"[]").is_empty() && misspelt(b"{").is_empty());
        let wrapped = br#"{"specversion":"1.0","type":"x","data":{"id":"1","tenent":"acme"}}"#;
        assert_eq!(misspelt(wrapped)[0].key, "tenent");
    }

    #[test]
    fn foreign_keys_are_no_slips_and_what_may_name_a_customer_is_repeated_nowhere() {
        for key in [
            "ticket",
            "reviews",
            "time",
            "object",
            "custom_fields",
            "feature_flags",
            "channel_id",
            "url_path",
            "uri",
            "type",
            "customer-4915112345678",
            "customer_jane_doe_wants_her_money_back",
            "tiers by ann",
        ] {
            let line = format!(r#"{{"id":"1","tenant":"acme","occurred_at":1773064920,"text":"","{key}":"x"}}"#);
            assert_eq!(misspelt(line.as_bytes()), [], "{key}");
        }
        for key in ["country", "photo", "amount", "count", "email_verified", "device_type", "ip", "phone-4915112345678"]
        {
            let line = format!(r#"{{"id":"1","tenant":"acme","customer":{{"{key}":"x"}}}}"#);
            assert_eq!(misspelt(line.as_bytes()), [], "{key}");
        }
    }

    #[test]
    fn labels_and_addresses_stop_at_their_limits() {
        let mut doc: serde_json::Value = serde_json::from_str(FULL).unwrap();
        doc["dimensions"] = (0..=MAX_DIMENSIONS).map(|i| (format!("d{i:03}"), i.to_string())).collect();
        doc["feature"] = "é".repeat(MAX_LABEL_CHARS + 1).into();
        doc["url"] = "u".repeat(MAX_URL_CHARS).into();
        let m = read(doc.to_string().as_bytes()).unwrap();
        assert_eq!((m.dimensions.len(), m.dimensions.contains_key("d031")), (MAX_DIMENSIONS, true));
        assert_eq!(m.picked_area.unwrap().chars().count(), MAX_LABEL_CHARS);
        assert_eq!(m.url.unwrap().len(), MAX_URL_CHARS);
        doc["url"] = "u".repeat(MAX_URL_CHARS + 1).into();
        assert_eq!(read(doc.to_string().as_bytes()).unwrap().url, None);
    }

    #[test]
    fn only_the_language_of_a_locale_is_kept() {
        assert_eq!(
            ["en", "EN-us", "fr_CA"].map(language),
            [Some("en"), Some("en"), Some("fr")].map(|l| l.map(str::to_owned))
        );
        assert_eq!(["", "english", "x1"].map(language), [None, None, None]);
    }
}
