//! What helps the person on call: drafts, recipe, probe. It follows from the candidate and is made when one is
//! told, so that stored state stays small.

use schemars::JsonSchema;
use serde::Serialize;

use crate::candidate::Candidate;
use crate::candidate::draft::{About, Kind};
use crate::candidate::probe::ProposedProbe;
use crate::candidate::recipe::Recipe;
use crate::time::Timestamp;

/// Texts for the status page. The next update is promised from the moment of the event.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Draft")]
pub struct DraftDoc {
    /// To be posted at once, before any cause is known.
    pub investigating: String,
    /// For when a person has found the cause; it names none.
    pub identified: String,
    /// For when a person has mended it.
    pub monitoring: String,
    /// For when it is over.
    pub resolved: String,
    /// A sentence that a person may add, or leave out.
    pub monitoring_sentence: &'static str,
}

impl DraftDoc {
    pub(super) fn new(c: &Candidate, at: Timestamp) -> Self {
        let about = About::of(c);
        let draft = |kind| about.draft(kind, at, None);
        Self {
            investigating: draft(Kind::Investigating),
            identified: draft(Kind::Identified),
            monitoring: draft(Kind::Monitoring),
            resolved: draft(Kind::Resolved),
            monitoring_sentence: about.monitoring_sentence(),
        }
    }
}

/// How to see it oneself. What no report says is not made up.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Recipe")]
pub struct RecipeDoc {
    /// The test account.
    pub account: String,
    /// Whose account it must not be.
    pub warning: String,
    /// What the reporters have in common.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// What to try, as in `pay`: what most customers tried, as far as they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Distinct customers who tried it, by their words.
    #[serde(skip_serializing_if = "super::is_zero")]
    pub tried_by: u32,
    /// At which step it fails, in a customer's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The words of the most specific report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Endpoints that reports name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<String>,
    /// HTTP codes that reports name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<u16>,
    /// A payload that a report quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// What nobody has said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_known: Vec<String>,
}

impl RecipeDoc {
    pub(super) fn new(c: &Candidate) -> Self {
        let Recipe { account, warning, with, action, tried_by, step, words, endpoints, codes, payload, not_known } =
            Recipe::of(c);
        Self { account, warning, with, action, tried_by, step, words, endpoints, codes, payload, not_known }
    }
}

/// A check that does not exist yet; a person settles its numbers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProposedProbe")]
pub struct ProposedProbeDoc {
    /// What kind of check.
    #[schemars(extend("enum" = ["synthetic_end_to_end", "synthetic_http", "rum", "metric_alert"]))]
    pub kind: &'static str,
    /// What it goes through, as whom and from where.
    pub subject: String,
    /// What it looks at.
    pub observable: String,
    /// What that must stay within.
    pub bound: String,
    /// All of it in one sentence.
    pub sentence: String,
}

impl ProposedProbeDoc {
    pub(super) fn new(c: &Candidate) -> Self {
        let ProposedProbe { kind, subject, observable, bound, sentence } = ProposedProbe::of(c);
        Self { kind: kind.name(), subject, observable, bound, sentence }
    }
}
