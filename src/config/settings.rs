//! Settings that change results. They travel in the journal with a version; what only moves bytes
//! (addresses, folders, ports) is settled in load/ and never reaches the pure rooms.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{IdentityKey, Tier};
use crate::time::Span;

/// How surges are judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Detection {
    /// False candidates a month and tenant that are accepted: the one knob.
    pub false_candidates_per_month: f64,
    /// A report later than this (arrived - occurred_at) never opens a candidate.
    pub lateness: Span,
    /// Reports whose problem score is at or below this are no problem reports.
    pub problem_cut: f64,
    /// Lowest score at which a feature is taken to be meant, 0 to 1.
    pub feature_cut: f64,
    /// How long a report keeps its cluster on the watch list.
    pub watch_for: Span,
}

impl Default for Detection {
    fn default() -> Self {
        Self {
            false_candidates_per_month: 1.0,
            lateness: Span::from_hours(1),
            problem_cut: -1.05,
            feature_cut: 0.35,
            watch_for: Span::from_hours(4),
        }
    }
}

/// What an engine keeps at most; what is above is shed and counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Ids of messages remembered against duplicates, a tenant.
    pub seen_ids: u32,
    /// How long they are remembered.
    pub seen_for: Span,
    /// Reports of one feature kept for its windows.
    pub reports_per_feature: u32,
    /// Messages one open candidate remembers by id.
    pub messages_per_candidate: u32,
    /// Open candidates of a tenant.
    pub open_candidates: u32,
    /// Probes times regions whose last observation is kept.
    pub observations: u32,
    /// Changes kept.
    pub changes: u32,
    /// Accounts in the account-to-tier table.
    pub accounts: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            seen_ids: 1_000_000,
            seen_for: Span::from_hours(48),
            reports_per_feature: 20_000,
            messages_per_candidate: 10_000,
            open_candidates: 200,
            observations: 20_000,
            changes: 5_000,
            accounts: 200_000,
        }
    }
}

/// How text is read. Used by understand alone, before the journal.
#[derive(Clone, Debug)]
pub struct Understanding {
    /// The secret under which identifiers are hashed.
    pub identity_key: IdentityKey,
    /// Bytes of text considered; what is cut is counted.
    pub max_text_bytes: usize,
    /// Tokens considered.
    pub max_tokens: usize,
    /// Languages told apart where the source names none, ISO 639-1.
    pub languages: Vec<String>,
    /// The source topics that carry messages, whose reading `heard_until` waits for.
    pub message_topics: Vec<String>,
    /// The time zone of a tenant's customers where their messages name none: by tenant, `*` for all others.
    /// Without one it is UTC.
    pub time_zones: BTreeMap<String, String>,
}

/// A tenant's settings as they travel in the journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TenantSettings {
    /// How surges are judged.
    pub detection: Detection,
    /// What is kept at most.
    pub limits: Limits,
    /// Tier by account, by the keyed hash of the account's id.
    pub tiers: BTreeMap<u64, Tier>,
}
