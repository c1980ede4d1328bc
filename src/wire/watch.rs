//! What reports say of a deploy as published, `watch.v1`, and read again by whoever waits for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::WireError;
use super::json;
use super::scalar::Time;
use crate::change::{Change, Relation};
use crate::cluster::surge::FAILURE;
use crate::engine::deploy::{AfterDeploy, AfterFeature};
use crate::ids::TenantId;
use crate::time::Timestamp;

/// What the customers' reports in the hour behind a deploy say of it. It never says success.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "watch.v1")]
pub struct WatchDoc {
    /// Whose customers write.
    pub tenant: String,
    /// The deploy.
    pub change: WatchedChangeDoc,
    /// When this was said, by the journal's clock.
    pub at: Time,
    /// Rises with everything said of the deploy, from 1.
    pub revision: u32,
    /// `failing` where one feature is, `no_evidence_of_failure` where that is so of each of them, else
    /// `too_few_to_say`: silence there proves nothing.
    #[schemars(extend("enum" = ["failing", "no_evidence_of_failure", "too_few_to_say"]))]
    pub verdict: String,
    /// Nothing more is said of it. What is failing stays so, also before.
    #[serde(rename = "final")]
    pub ended: bool,
    /// What the verdict rests on: on what was counted, or on nothing, and why.
    #[schemars(extend("enum" = ["counted", "unknown_features", "too_long_ago", "too_many",
        "closed_by_operator"]))]
    pub basis: String,
    /// One sentence for a person.
    pub why: String,
    /// Where its hour begins.
    pub begins: Time,
    /// Where its hour ends.
    pub ends: Time,
    /// Up to here every source was heard.
    pub heard_until: Time,
    /// The failure that `power` is about makes so many times as many customers write as usual.
    pub failure_times: f64,
    /// The features that it names or that depend on its service, the nearest first.
    pub features: Vec<WatchedFeatureDoc>,
    /// Features it names that the catalogue does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_features: Vec<String>,
    /// Whether a feature of the catalogue depends on its service.
    pub service_known: bool,
    /// Further features that depend on it and are not looked at.
    #[serde(default)]
    pub features_left_out: u32,
}

/// A deploy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "WatchedChange")]
pub struct WatchedChangeDoc {
    /// The source's id.
    pub id: String,
    /// When it took effect.
    pub time: Time,
    /// The service changed.
    pub service: String,
    /// One line for a person.
    pub summary: String,
    /// Where a person can look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The pipeline run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline_url: Option<String>,
}

/// One feature behind a deploy. What is usual is absent where it has no baseline yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "WatchedFeature")]
pub struct WatchedFeatureDoc {
    /// Which.
    pub feature: String,
    /// Its name as a person reads it.
    pub name: String,
    /// What the deploy has to do with it.
    #[schemars(extend("enum" = ["feature", "depends_on"]))]
    pub relation: String,
    /// What is said of it.
    #[schemars(extend("enum" = ["failing", "no_evidence_of_failure", "too_few_to_say"]))]
    pub verdict: String,
    /// One to three sentences for a person.
    pub why: String,
    /// The incident candidate that opened since, by customers most of whom reported it since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<String>,
    /// Distinct customers who reported it since.
    pub customers: u32,
    /// Further ones who only sent a text that one of those had sent: they count with it.
    pub copies: u32,
    /// Hardly any of them says that something is wrong: such a count makes nothing failing.
    pub questions: bool,
    /// Customers usual since, up to `heard_until`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<f64>,
    /// P(N >= customers): how probable so many or more are by chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// So many customers in the whole hour are more than chance brings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<u32>,
    /// How probable it is that a failure that makes `failure_times` as many customers write as usual would have
    /// brought that many by now, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power: Option<f64>,
    /// The smallest failure, in times the usual, that would have done so with a probability of 0.8; absent where
    /// no failure would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shows_from_times: Option<f64>,
    /// Distinct customers who reported it in the hour before.
    pub before: u32,
    /// Customers usual in the hour before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_before: Option<f64>,
    /// So many came before that what came since is measured against those.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restless_before: Option<bool>,
}

impl WatchDoc {
    /// What is said of a deploy at `at`.
    #[must_use]
    pub fn new(tenant: &TenantId, at: Timestamp, said: &AfterDeploy) -> Self {
        Self {
            tenant: tenant.as_str().to_owned(),
            change: change(&said.change),
            at: Time(at),
            revision: said.revision,
            verdict: said.verdict.name().to_owned(),
            ended: said.ended,
            basis: said.basis.name().to_owned(),
            why: said.why.clone(),
            begins: Time(said.begin),
            ends: Time(said.end),
            heard_until: Time(said.heard),
            failure_times: FAILURE,
            features: said.features.iter().map(feature).collect(),
            unknown_features: said.unknown_features.iter().map(|f| f.as_str().to_owned()).collect(),
            service_known: said.service_known,
            features_left_out: said.left_out,
        }
    }

    /// Reads a record of the topic.
    ///
    /// # Errors
    /// [`WireError`] where it is no JSON or of another shape.
    pub fn read(payload: &[u8]) -> Result<Self, WireError> {
        json::read_record(payload)
    }
}

fn change(c: &Change) -> WatchedChangeDoc {
    WatchedChangeDoc {
        id: c.id.as_str().to_owned(),
        time: Time(c.time),
        service: c.service.clone(),
        summary: c.summary.clone(),
        url: c.url.clone(),
        actor: c.actor.clone(),
        pipeline_url: c.pipeline_url.clone(),
    }
}

fn feature(f: &AfterFeature) -> WatchedFeatureDoc {
    let (since, against) = (&f.since, f.since.against.as_ref());
    WatchedFeatureDoc {
        feature: f.feature.as_str().to_owned(),
        name: f.name.clone(),
        relation: if f.relation == Relation::Feature { "feature" } else { "depends_on" }.to_owned(),
        verdict: f.verdict.name().to_owned(),
        why: f.why.clone(),
        candidate: f.candidate.as_ref().map(|id| id.as_str().to_owned()),
        customers: since.customers,
        copies: since.copies,
        questions: since.questions,
        expected: against.map(|a| a.expected),
        probability: against.map(|a| a.probability),
        needed: against.map(|a| a.needed),
        power: against.map(|a| a.power),
        shows_from_times: against.and_then(|a| a.shows_from),
        before: since.before,
        expected_before: against.map(|a| a.expected_before),
        restless_before: against.and_then(|a| a.restless.then_some(true)),
    }
}
