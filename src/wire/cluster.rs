//! Live clusters as published, `cluster.v1`.

use schemars::JsonSchema;
use serde::Serialize;

use super::candidate::health_name;
use super::scalar::Time;
use crate::engine::output::ClusterState;
use crate::ids::TenantId;
use crate::time::Timestamp;

/// A live cluster; ranks 3 and 4 are the watch list. A tombstone says that it is no longer live.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "cluster.v1")]
pub struct ClusterDoc<'a> {
    /// Whose customers report.
    pub tenant: &'a str,
    /// The journal's clock.
    pub at: Time,
    /// The feature reported.
    pub feature: &'a str,
    /// Its place in the hierarchy.
    #[schemars(range(min = 1, max = 4))]
    pub rank: u8,
    /// Distinct customers among its reports.
    pub customers: u32,
    /// Written first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// Written last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Time>,
    /// What monitoring says.
    #[schemars(extend("enum" = ["uncovered", "unknown", "stale", "red", "partial", "green"]))]
    pub health: &'static str,
    /// Highest specificity among its reports, 0 to 1.
    pub specificity: f64,
    /// Present where its reports have grown over weeks: shown, and never a reason to open a candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rising: Option<RisingDoc>,
    /// The open candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<&'a str>,
}

/// How far a feature's reports have grown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Rising")]
pub struct RisingDoc {
    /// Customers of the last seven days, each once a day.
    pub last_week: u32,
    /// So many came a week in the three weeks before.
    pub a_week_before: f64,
}

impl<'a> ClusterDoc<'a> {
    /// A cluster as it stood at `at`.
    #[must_use]
    pub fn new(tenant: &'a TenantId, at: Timestamp, state: &'a ClusterState) -> Self {
        Self {
            tenant: tenant.as_str(),
            at: Time(at),
            feature: state.feature.as_str(),
            rank: state.rank.number(),
            customers: state.customers,
            since: state.since.map(Time),
            last: state.last.map(Time),
            health: health_name(state.health),
            specificity: state.specificity,
            rising: state.rising.map(|r| RisingDoc { last_week: r.last_week, a_week_before: r.before }),
            candidate: state.candidate.as_ref().map(|c| c.as_str()),
        }
    }
}
