//! Since when it is and what customers wrote, as published.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::scalar::Time;
use crate::candidate::{Onset, Report};
use crate::signal::Action;

/// When it began.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Onset")]
pub struct OnsetDoc<'a> {
    /// When the first report was written.
    pub observed: Time,
    /// The earliest onset that a report states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<Time>,
    /// They name a day or a part of it and no time: `stated` is where that begins.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rough: bool,
    /// The words that state it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<&'a str>,
    /// The time zone in which they were read; absent where they name no time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<&'a str>,
    /// Who says so: the customer's words, the message, the settings; `assumed`: nobody, so it is UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["words", "message", "settings", "assumed", null]))]
    pub time_zone_from: Option<&'static str>,
}

impl<'a> OnsetDoc<'a> {
    pub(super) fn new(onset: &'a Onset) -> Self {
        let stated = onset.stated.as_ref();
        let read_in = stated.and_then(|s| s.read_in.as_ref());
        Self {
            observed: Time(onset.observed),
            stated: stated.map(|s| Time(s.at)),
            rough: stated.is_some_and(|s| s.rough),
            words: stated.map(|s| s.words.as_str()),
            time_zone: read_in.map(|r| r.zone.as_str()),
            time_zone_from: read_in.map(|r| r.source.name()),
        }
    }
}

/// One report, redacted.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct ReportDoc<'a> {
    /// The message.
    pub id: &'a str,
    /// When the customer wrote.
    pub occurred_at: Time,
    /// How it came.
    pub channel: &'static str,
    /// The customer's tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<&'a str>,
    /// The text.
    pub text: &'a str,
    /// The language of the text, ISO 639-1; absent where it is not known.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub language: &'a str,
    /// What the customer tried: a verb phrase of a closed list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'static str>,
    /// At which step, in the customer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<&'a str>,
    /// The customer can be answered: `url` leads to a ticket, chat or e-mail.
    pub can_be_reached: bool,
    /// How much it gives to work with, 0 to 1.
    pub specificity: f64,
    /// Where the original is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
}

impl<'a> ReportDoc<'a> {
    pub(super) fn new(r: &'a Report) -> Self {
        Self {
            id: r.id.as_str(),
            occurred_at: Time(r.occurred_at),
            channel: r.channel.name(),
            tier: r.tier.as_ref().map(|t| t.as_str()),
            text: &r.text,
            language: &r.language,
            action: r.tried.action.map(Action::name),
            step: r.tried.step.as_deref(),
            can_be_reached: r.can_be_reached,
            specificity: r.specificity,
            url: r.url.as_deref(),
        }
    }
}
