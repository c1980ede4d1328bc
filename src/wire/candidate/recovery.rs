//! How a candidate ends, as published.

use schemars::JsonSchema;
use serde::Serialize;

use crate::wire::scalar::Time;

/// How and when it ends.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Recovery")]
pub struct RecoveryDoc<'a> {
    /// Where it stands. `monitoring_fix`: open, and the team says that it is fixed.
    #[schemars(extend("enum" = ["open", "monitoring_fix", "resolved", "dismissed", "merged"]))]
    pub state: &'static str,
    /// How it ended. `confirmed`: reporters said that it works again. `unheard`: no message came for a day where
    /// messages are usual, so that nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["quiet", "confirmed", "unheard", "dismissed", "merged", "closed_by_operator", null]))]
    pub route: Option<&'static str>,
    /// The time of the newest report, or of the newest word of a reporter that it is still broken.
    pub quiet_since: Time,
    /// How long it has to stay quiet.
    pub wait_min: f64,
    /// Why that long.
    pub why: &'a str,
    /// When it resolves if nobody writes before.
    pub deadline: Time,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Time>,
    /// Distinct reporters who said, after the newest report, that it works again.
    pub confirmed: u32,
    /// So many of them end it.
    pub needed: u32,
    /// Distinct reporters whose last word is that it is still broken: while there is one, others do not end it.
    pub still_broken: u32,
    /// What to ask reporters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<&'static str>,
    /// Messages under which to ask: the newest of each reporter who has not answered, at most ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<AskedDoc<'a>>,
    /// Since when the team says that it is fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_at: Option<Time>,
    /// Who says so, by role.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["on_call", "engineering", "operations", "support", "vendor", "other", null]))]
    pub fixed_by: Option<&'static str>,
    /// Present where messages stopped that are usual: silence is no quiet then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldDoc>,
    /// Why a person dismissed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dismissed: Option<DismissedDoc<'a>>,
    /// The candidate it went over into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<&'a str>,
}

/// A reporter who can be asked under one of their messages.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Asked")]
pub struct AskedDoc<'a> {
    /// The message.
    pub message: &'a str,
    /// How it came.
    pub channel: &'static str,
    /// Where a person can answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
}

/// Messages stopped where they are usual.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Held")]
pub struct HeldDoc {
    /// The minute of the last message before.
    pub since: Time,
    /// The channel that stopped; absent: all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<&'static str>,
    /// In so many minutes of that time messages come in other weeks.
    pub usual_minutes: f64,
    /// When messages came again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_at: Option<Time>,
    /// One sentence for a person.
    pub why: String,
}

/// A person's word that it is none.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Dismissed")]
pub struct DismissedDoc<'a> {
    /// Why.
    #[schemars(extend("enum" = ["not_an_incident", "duplicate", "known", "spam", "other"]))]
    pub reason: &'static str,
    /// In their words, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'a str>,
}
