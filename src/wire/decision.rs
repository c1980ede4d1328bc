//! Verdicts as published, `decision.v1`, and read again by whoever asks why.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::candidate::once_per;
use super::error::WireError;
use super::json;
use super::scalar::Time;
use crate::cluster::surge::Precedent;
use crate::engine::output::{Alike, Verdict, WindowCount};
use crate::ids::{FeatureId, TenantId};
use crate::signal::knows_cues;
use crate::time::Timestamp;

/// Why a message did or did not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "decision.v1")]
pub struct DecisionDoc<'a> {
    /// Whose customer wrote.
    pub tenant: Cow<'a, str>,
    /// The message.
    pub message: Cow<'a, str>,
    /// When it was decided, by the journal's clock.
    pub at: Time,
    /// When the customer wrote.
    pub occurred_at: Time,
    /// What became of it.
    #[schemars(extend("enum" = ["opened", "joined", "not_enough", "no_feature", "not_a_problem", "internal",
        "duplicate", "late", "late_for_resolved", "after_resolved", "too_many_open", "waiting"]))]
    pub reason: Cow<'a, str>,
    /// The language it was read in, ISO 639-1; empty where unknown.
    #[serde(default)]
    pub language: Cow<'a, str>,
    /// Its problem score: above 0 it reads as a problem report.
    pub problem: f64,
    /// At or below this it would be no problem report.
    #[serde(default)]
    pub problem_cut: f64,
    /// What labels of messages like it say: ln of the odds that it is a problem report. At or below -2 it
    /// would be none, whatever its score. Absent while too few labels say what a problem is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learnt: Option<f64>,
    /// The cues behind the score.
    #[serde(default)]
    pub cues: Vec<Cow<'a, str>>,
    /// Present, and false, where no cues of that language are known: every message of it counts as a
    /// possible report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cues_known: Option<bool>,
    /// Present where it says that something works again, or that it still does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["recovered", "still_broken"]))]
    pub recovery: Option<Cow<'a, str>>,
    /// How much it gives to work with, 0 to 1.
    #[serde(default)]
    pub specificity: f64,
    /// The feature it was taken to mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<Cow<'a, str>>,
    /// How that was found; absent where it was known beforehand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["phrase", "stems", "misspelt", "area", "learnt", "none"]))]
    pub how: Option<Cow<'a, str>>,
    /// The features considered, best first.
    #[serde(default)]
    pub rivals: Vec<RivalDoc<'a>>,
    /// The lowest score at which a feature is taken to be meant.
    #[serde(default)]
    pub feature_cut: f64,
    /// The candidate concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Cow<'a, str>>,
    /// The window that came nearest to opening one; absent where none holds as many customers as are
    /// ever judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<WindowDoc<'a>>,
    /// The 15 minutes that end with this message, over all tiers; absent where no window was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short: Option<WindowDoc<'a>>,
    /// The topic it was taken to be about, which no feature of the catalogue names: the customers' words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Cow<'a, str>>,
    /// Reports that say the same, whatever feature they mean; absent where fewer customers wrote them than
    /// are ever judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<AlikeDoc<'a>>,
}

/// Customers whose reports say the same as this message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Alike")]
pub struct AlikeDoc<'a> {
    /// Length of the window.
    pub window_min: f64,
    /// Distinct customers in it.
    pub observed: u32,
    /// How many reports read as a problem by themselves, theirs and those that say it in other words.
    pub problems: u32,
    /// Out of so many of which that can be told; 0 where it was not asked.
    pub readable: u32,
    /// Usual there.
    pub expected: f64,
    /// How many such bursts of one topic chance alone brings a month.
    pub expected_per_month: f64,
    /// The same for a person, as in `12 days`.
    pub expected_once_per: String,
    /// What `expected_per_month` would have to stay under.
    pub threshold: f64,
    /// Why no topic opened; absent where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["usual", "few_problems", "copies", "of_open", "dismissed"]))]
    pub held: Option<Cow<'a, str>>,
}

impl AlikeDoc<'_> {
    fn new(a: &Alike) -> Self {
        Self {
            window_min: a.window.as_mins(),
            observed: a.observed,
            problems: a.problems,
            readable: a.readable,
            expected: a.expected,
            expected_per_month: a.expected_per_month,
            expected_once_per: once_per(a.expected_per_month),
            threshold: a.threshold,
            held: a.held.map(|held| held.name().into()),
        }
    }
}

/// A feature considered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Rival")]
pub struct RivalDoc<'a> {
    /// Which feature.
    pub feature: Cow<'a, str>,
    /// How well it fits.
    pub score: f64,
}

/// Customers against what is usual, in one window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Window")]
pub struct WindowDoc<'a> {
    /// Only customers of this tier count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<Cow<'a, str>>,
    /// Length of the window.
    pub window_min: f64,
    /// Distinct customers in it.
    pub observed: u32,
    /// Distinct customers it would have taken to open a candidate.
    #[serde(default)]
    pub needed: u32,
    /// Further customers who only sent a text that one of those observed had sent: they count with it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub copies: u32,
    /// Present, and true, where there are as many as it takes but hardly any of them says that something is
    /// wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questions: Option<bool>,
    /// Usual there; none without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<f64>,
    /// The burst of an earlier week for which more is expected there than is usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precedent: Option<PrecedentDoc>,
    /// How many such bursts a month chance alone brings; absent without a baseline, or for fewer
    /// customers than are ever judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_per_month: Option<f64>,
    /// The same for a person, as in `12 days`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_once_per: Option<String>,
    /// What `expected_per_month` would have to stay under.
    pub threshold: f64,
    /// How often such a candidate was dismissed within 90 days, where it was.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dismissed: u32,
    /// What `threshold` was divided by for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stricter: Option<f64>,
}

/// A burst of an earlier week, at the same time half an hour either way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Precedent")]
pub struct PrecedentDoc {
    /// Distinct customers in it.
    pub customers: u32,
    /// Length of the window that held them: 60 where a shorter one is measured by its part of an hour.
    pub window_min: f64,
    /// How many weeks earlier, 1 to 3.
    pub weeks: i64,
    /// Present, and true, where they are of all tiers and one tier is measured by its share of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_tiers: Option<bool>,
}

impl From<Precedent> for PrecedentDoc {
    fn from(p: Precedent) -> Self {
        let all_tiers = p.all_tiers.then_some(true);
        Self { customers: p.customers, window_min: p.window.as_mins(), weeks: p.weeks, all_tiers }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl<'a> WindowDoc<'a> {
    fn new(w: &'a WindowCount) -> Self {
        Self {
            tier: w.tier.as_ref().map(|t| t.as_str().into()),
            window_min: w.window.as_mins(),
            observed: w.observed,
            needed: w.needed,
            copies: w.copies,
            questions: w.questions.then_some(true),
            expected: w.expected,
            precedent: w.precedent.map(PrecedentDoc::from),
            expected_per_month: w.expected_per_month,
            expected_once_per: w.expected_per_month.map(once_per),
            threshold: w.threshold,
            dismissed: w.stricter.times,
            stricter: (w.stricter.times > 0).then_some(w.stricter.factor),
        }
    }
}

impl<'a> DecisionDoc<'a> {
    /// A verdict as given at `at`.
    #[must_use]
    pub fn new(tenant: &'a TenantId, at: Timestamp, verdict: &'a Verdict) -> Self {
        Self {
            tenant: tenant.as_str().into(),
            message: verdict.message.as_str().into(),
            at: Time(at),
            occurred_at: Time(verdict.occurred_at),
            reason: verdict.reason.name().into(),
            language: verdict.language.as_str().into(),
            problem: verdict.problem,
            problem_cut: verdict.problem_cut,
            learnt: verdict.learnt,
            cues: verdict.cues.iter().map(|c| c.as_str().into()).collect(),
            cues_known: (!knows_cues(&verdict.language)).then_some(false),
            recovery: verdict.recovery.name().map(Cow::from),
            specificity: verdict.specificity,
            feature: verdict.feature.as_ref().map(|f| f.as_str().into()),
            how: verdict.how.map(|how| how.name().into()),
            rivals: verdict
                .rivals
                .iter()
                .map(|(f, score)| RivalDoc { feature: f.as_str().into(), score: *score })
                .collect(),
            feature_cut: verdict.feature_cut,
            candidate: verdict.candidate.as_ref().map(|c| c.as_str().into()),
            nearest: verdict.nearest.as_ref().map(WindowDoc::new),
            short: verdict.short.as_ref().map(WindowDoc::new),
            topic: verdict.topic.as_ref().and_then(FeatureId::words).map(Cow::from),
            alike: verdict.alike.as_ref().map(AlikeDoc::new),
        }
    }

    /// A record of the decisions topic.
    ///
    /// # Errors
    /// [`WireError`] where it is no JSON or of another shape.
    pub fn read(record: &[u8]) -> Result<DecisionDoc<'static>, WireError> {
        json::within(record, json::MAX_RECORD_BYTES)?;
        json::read_whole(record)
    }
}
