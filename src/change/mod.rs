//! What changed before the customers began to write, ranked from the onset.
//!
//! It gives distance and relation, never "caused by".

use serde::{Deserialize, Serialize};

use crate::ids::{ChangeId, FeatureId};
use crate::time::Timestamp;

pub mod ranked;

pub use ranked::{Changes, relation};

/// What kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A new version.
    Deploy,
    /// A feature flag.
    Flag,
    /// Configuration.
    Config,
    /// A data or schema migration.
    Migration,
    /// A scheduled job.
    Job,
    /// A vendor's event.
    Vendor,
}

impl ChangeKind {
    /// The name in files and on topics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Flag => "flag",
            Self::Config => "config",
            Self::Migration => "migration",
            Self::Job => "job",
            Self::Vendor => "vendor",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The source's id.
    pub id: ChangeId,
    /// When it took effect.
    pub time: Timestamp,
    /// What kind.
    pub kind: ChangeKind,
    /// The service changed.
    pub service: String,
    /// The features it names; empty for an upstream service.
    pub features: Vec<FeatureId>,
    /// `production`, `staging`, ...
    pub environment: String,
    /// One line for a person.
    pub summary: String,
    /// Where a person can look.
    pub url: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// Whether a pipeline did it.
    pub automated: Option<bool>,
    /// The pipeline run.
    pub pipeline_url: Option<String>,
}

impl Change {
    /// Whether customers could meet it.
    #[must_use]
    pub fn is_production(&self) -> bool {
        ["production", "prod"].iter().any(|name| self.environment.eq_ignore_ascii_case(name))
    }

    /// Whether the reports behind it are watched: a deploy to production is what a pipeline makes, waits for
    /// and can take back. Every watch has a chance of its own to be wrong, so what comes many times a day or is
    /// nobody's to take back (flags, configuration, jobs, vendors) opens none: it is among what changed before
    /// an onset, like every other kind.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.kind == ChangeKind::Deploy && self.is_production()
    }
}

/// How a change relates to the feature reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It changed the feature itself.
    Feature,
    /// It changed what the feature depends on; 0 is the feature's own service.
    DependsOn {
        /// The service.
        service: String,
        /// Its place in the feature's list, from 0.
        place: u32,
    },
    /// No relation known.
    Unrelated,
}

impl Relation {
    /// Its place among others: the smaller, the nearer to the feature.
    #[must_use]
    pub const fn place(&self) -> (u8, u32) {
        match self {
            Self::Feature => (0, 0),
            Self::DependsOn { place, .. } => (1, *place),
            Self::Unrelated => (2, 0),
        }
    }
}

/// A change in the hour before the onset, and why it stands where it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankedChange {
    /// The change.
    pub change: Change,
    /// Minutes from the change to the onset; negative when it lies between onset and first report.
    pub minutes_before_onset: f64,
    /// How it relates.
    pub relation: Relation,
    /// In production, and of the feature or of what it depends on.
    pub likely: bool,
    /// One sentence for a person.
    pub why: String,
}
