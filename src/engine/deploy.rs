//! What is said of the hour behind a deploy.

use serde::{Deserialize, Serialize};

use crate::change::{Change, Relation};
use crate::cluster::surge::Since;
use crate::ids::{CandidateId, FeatureId};
use crate::time::Timestamp;

/// What customers' reports say of a deploy. There is no success: silence is never more than the absence of
/// evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeployVerdict {
    /// More customers report a problem since than chance brings, or an incident candidate opened since.
    Failing,
    /// Nothing of the kind, where so many customers write that a failure would have shown.
    NoEvidenceOfFailure,
    /// Nothing of the kind, where so few customers write that silence proves nothing.
    TooFewToSay,
}

impl DeployVerdict {
    /// The name on topics, in metrics and in exit codes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::NoEvidenceOfFailure => "no_evidence_of_failure",
            Self::TooFewToSay => "too_few_to_say",
        }
    }
}

/// What a verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// On what was counted.
    Counted,
    /// On nothing: no feature of the catalogue is named by the deploy or depends on its service.
    UnknownFeatures,
    /// On nothing: the deploy lies so far back that its hour's reports are not all there any more.
    TooLongAgo,
    /// On nothing: as many deploys as the limit allows are watched already.
    TooMany,
}

impl Basis {
    /// The name on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::UnknownFeatures => "unknown_features",
            Self::TooLongAgo => "too_long_ago",
            Self::TooMany => "too_many",
        }
    }
}

/// One feature behind a deploy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AfterFeature {
    /// Which.
    pub feature: FeatureId,
    /// Its name as a person reads it.
    pub name: String,
    /// What the deploy has to do with it.
    pub relation: Relation,
    /// What is said of it. What once was failing stays so.
    pub verdict: DeployVerdict,
    /// The first candidate that opened since, by customers most of whom reported it since.
    pub candidate: Option<CandidateId>,
    /// What came since, and before.
    pub since: Since,
    /// One or two sentences for a person.
    pub why: String,
}

/// What is said of a deploy, so far or in the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AfterDeploy {
    /// The deploy.
    pub change: Change,
    /// Where its hour begins: its own time, or the journal's clock where that lay ahead of it.
    pub begin: Timestamp,
    /// Where its hour ends.
    pub end: Timestamp,
    /// Up to here it has been heard.
    pub heard: Timestamp,
    /// Rises with everything said of it, from 1.
    pub revision: u32,
    /// Failing where one feature is; no evidence of it where that is so of each feature.
    pub verdict: DeployVerdict,
    /// Nothing more is said of it.
    pub ended: bool,
    /// What the verdict rests on.
    pub basis: Basis,
    /// Its features, the nearest first.
    pub features: Vec<AfterFeature>,
    /// Features it names that the catalogue does not have.
    pub unknown_features: Vec<FeatureId>,
    /// Whether a feature of the catalogue depends on its service.
    pub service_known: bool,
    /// Features that depend on it and are not looked at: it has more than the limit allows.
    pub left_out: u32,
    /// One sentence for a person.
    pub why: String,
}
