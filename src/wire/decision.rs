//! Verdicts as published, `decision.v1`.

use schemars::JsonSchema;
use serde::Serialize;

use super::candidate::once_per;
use super::scalar::Time;
use crate::engine::output::Verdict;
use crate::ids::TenantId;
use crate::signal::knows_cues;
use crate::time::Timestamp;

/// Why a message did or did not count.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "decision.v1")]
pub struct DecisionDoc<'a> {
    /// Whose customer wrote.
    pub tenant: &'a str,
    /// The message.
    pub message: &'a str,
    /// When it was decided, by the journal's clock.
    pub at: Time,
    /// When the customer wrote.
    pub occurred_at: Time,
    /// What became of it.
    #[schemars(extend("enum" = ["opened", "joined", "not_enough", "no_feature", "not_a_problem", "internal",
        "duplicate", "late", "late_for_resolved", "after_resolved", "too_many_open", "waiting"]))]
    pub reason: &'static str,
    /// Its problem score: above 0 it reads as a problem report.
    pub problem: f64,
    /// The cues behind the score.
    pub cues: Vec<&'a str>,
    /// ISO 639-1 of the text, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'a str>,
    /// Present, and false, where no cues of that language are known: every message of it counts as a
    /// possible report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cues_known: Option<bool>,
    /// Present where it says that something works again, or that it still does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["recovered", "still_broken"]))]
    pub recovery: Option<&'static str>,
    /// The feature it was taken to mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<&'a str>,
    /// The features considered, best first.
    pub rivals: Vec<RivalDoc<'a>>,
    /// The candidate concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<&'a str>,
    /// The window that came nearest to opening one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestDoc>,
}

/// A feature considered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Rival")]
pub struct RivalDoc<'a> {
    /// Which feature.
    pub feature: &'a str,
    /// How well it fits.
    pub score: f64,
}

/// Customers against what is usual, in one window.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Nearest")]
pub struct NearestDoc {
    /// Length of the window.
    pub window_min: f64,
    /// Distinct customers in it.
    pub observed: u32,
    /// Usual there; none without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<f64>,
    /// How many such bursts a month chance alone brings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_per_month: Option<f64>,
    /// The same for a person, as in `12 days`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_once_per: Option<String>,
    /// What `expected_per_month` would have to stay under.
    pub threshold: f64,
}

impl<'a> DecisionDoc<'a> {
    /// A verdict as given at `at`.
    #[must_use]
    pub fn new(tenant: &'a TenantId, at: Timestamp, verdict: &'a Verdict) -> Self {
        Self {
            tenant: tenant.as_str(),
            message: verdict.message.as_str(),
            at: Time(at),
            occurred_at: Time(verdict.occurred_at),
            reason: verdict.reason.name(),
            problem: verdict.problem,
            cues: verdict.cues.iter().map(String::as_str).collect(),
            language: Some(verdict.language.as_str()).filter(|l| !l.is_empty()),
            cues_known: (!knows_cues(&verdict.language)).then_some(false),
            recovery: verdict.recovery.name(),
            feature: verdict.feature.as_ref().map(|f| f.as_str()),
            rivals: verdict.rivals.iter().map(|(f, score)| RivalDoc { feature: f.as_str(), score: *score }).collect(),
            candidate: verdict.candidate.as_ref().map(|c| c.as_str()),
            nearest: verdict.nearest.as_ref().map(|w| NearestDoc {
                window_min: w.window.as_mins(),
                observed: w.observed,
                expected: w.expected,
                expected_per_month: w.expected_per_month,
                expected_once_per: w.expected_per_month.map(once_per),
                threshold: w.threshold,
            }),
        }
    }
}
