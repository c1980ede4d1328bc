//! What can happen to a tenant's engine.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::candidate::answers::{Dismissal, Role};
use crate::change::Change;
use crate::config::{Catalogue, Probes, settings::TenantSettings};
use crate::ids::{CandidateId, CustomerKey, FeatureId, MessageId};
use crate::monitor::Observation;
use crate::signal::Signal;
use crate::signal::identity::Known;
use crate::time::Timestamp;

/// The two kinds of time an input arrives with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The journal's clock, a running maximum: time to live is due on it.
    pub at: Timestamp,
    /// The moment up to which every message source has been read: quiet and learning run on it, so
    /// that lag and outages are not mistaken for quiet. None until every source has reported.
    pub heard_until: Option<Timestamp>,
}

/// One thing that happens. Closed: a new kind makes the compiler list every place that must answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// A message understood.
    Signal(Box<Signal>),
    /// What a probe said.
    Observation(Box<Observation>),
    /// A deploy, flag, configuration, migration, job or vendor event.
    Change(Box<Change>),
    /// The catalogue, replacing the one before.
    Catalogue(Box<Catalogue>),
    /// The probe inventory, replacing the one before.
    Probes(Box<Probes>),
    /// Settings, replacing those before.
    Settings(Box<TenantSettings>),
    /// Erasure.
    Forget(Forget),
    /// What a person says.
    Feedback(Feedback),
}

/// What a person says of a message or a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// What a message is.
    Label {
        /// Which message.
        message: MessageId,
        /// Whether it reports a problem, where that is said.
        problem: Option<bool>,
        /// The feature it means, where that is said.
        feature: Option<FeatureId>,
    },
    /// The candidate is an incident.
    Confirm {
        /// Which candidate.
        candidate: CandidateId,
        /// How many customers it affected, where somebody counted them.
        affected: Option<u32>,
    },
    /// The candidate is none, or need not be told.
    Dismiss {
        /// Which candidate.
        candidate: CandidateId,
        /// Why.
        reason: Dismissal,
        /// In the person's words, redacted.
        note: Option<String>,
    },
    /// The status page tells of the candidate.
    Posted {
        /// Which candidate.
        candidate: CandidateId,
        /// Since when; none: since now.
        at: Option<Timestamp>,
    },
    /// The team says that what the candidate is about is fixed.
    Fixed {
        /// Which candidate.
        candidate: CandidateId,
        /// Since when; none: since now.
        at: Option<Timestamp>,
        /// By whom.
        by: Option<Role>,
    },
    /// A reporter says that it works again, or that it is still broken.
    Answer {
        /// Of which candidate; none: of the only open one they reported.
        candidate: Option<CandidateId>,
        /// Which reporter.
        who: Who,
        /// It works again.
        works: bool,
        /// When they said so; none: now.
        at: Option<Timestamp>,
    },
    /// Two candidates are one.
    Merge {
        /// The one that goes.
        candidate: CandidateId,
        /// The one that stays.
        into: CandidateId,
    },
    /// Two customers are one person, or they are two.
    People {
        /// The one under whose key both count where they are one.
        one: Known,
        /// The other.
        other: Known,
        /// They are one.
        same: bool,
    },
    /// Some of the reports of a candidate are of something else.
    Split {
        /// Which candidate.
        candidate: CandidateId,
        /// These reports, all of them its own.
        messages: BTreeSet<MessageId>,
    },
}

/// Which reporter is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// This customer.
    Customer(CustomerKey),
    /// Whoever wrote this report.
    Message(MessageId),
}

/// Whose traces are to be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forget {
    /// The whole tenant.
    Tenant,
    /// One customer.
    Customer(CustomerKey),
}
