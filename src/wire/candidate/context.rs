//! What stands around a candidate's count, as published.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::scalar::Time;
use crate::candidate::context::{Context, Dependency, SoftFailure, Tag};
use crate::signal::Action;

/// What its customers tried, what the feature depends on, habits that hide such breaks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContextDoc<'a> {
    /// What the customers tried, the commonest first.
    pub tried: Vec<TriedDoc>,
    /// Distinct customers with a report that a person can answer.
    pub reachable: u32,
    /// Services, vendors and the delivery chain that the feature depends on, each with its state.
    pub dependencies: Vec<DependencyDoc<'a>>,
    /// Present where most customers wait for something that was to follow: the break lies between two steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soft_failure: Option<SoftFailureDoc<'a>>,
    /// What is missing in monitoring and deployment, with the evidence.
    pub tags: Vec<TagDoc<'a>>,
}

/// What customers tried.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Tried")]
pub struct TriedDoc {
    /// A verb phrase of a closed list, as `log in`, `pay`, `export`.
    pub action: &'static str,
    /// Distinct customers who tried it.
    pub customers: u32,
}

/// Something that the feature depends on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Dependency")]
pub struct DependencyDoc<'a> {
    /// As the catalogue names it.
    pub name: &'a str,
    /// `silent`: a probe looks at it and has said nothing in time. `not_probed`: none looks at it.
    #[schemars(extend("enum" = ["ok", "failing", "silent", "not_probed"]))]
    pub state: &'static str,
    /// The probe that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<&'a str>,
    /// Since when, where it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
}

/// Every step seems to work, and what was to follow does not come.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SoftFailure")]
pub struct SoftFailureDoc<'a> {
    /// Distinct customers who say so.
    pub customers: u32,
    /// All of its customers.
    pub of: u32,
    /// The services and vendors between which it may lie.
    pub between: Vec<&'a str>,
    /// One sentence for a person.
    pub why: &'a str,
}

/// A habit of operating.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Tag")]
pub struct TagDoc<'a> {
    /// Which.
    #[schemars(extend("enum" = ["no_application_metrics", "blind_operations", "manual_deployment", "no_pipeline"]))]
    pub tag: &'static str,
    /// One sentence for a person, with the evidence.
    pub why: &'a str,
}

impl<'a> ContextDoc<'a> {
    pub(super) fn new(c: &'a Context) -> Self {
        Self {
            tried: c.tried.iter().map(tried).collect(),
            reachable: c.reachable,
            dependencies: c.dependencies.iter().map(dependency).collect(),
            soft_failure: c.soft_failure.as_ref().map(soft_failure),
            tags: c.tags.iter().map(tag).collect(),
        }
    }
}

fn tried((action, customers): &(Action, u32)) -> TriedDoc {
    TriedDoc { action: action.name(), customers: *customers }
}

fn dependency(d: &Dependency) -> DependencyDoc<'_> {
    DependencyDoc {
        name: &d.name,
        state: d.state.name(),
        probe: d.probe.as_ref().map(|p| p.as_str()),
        since: d.since.map(Time),
    }
}

fn soft_failure(s: &SoftFailure) -> SoftFailureDoc<'_> {
    SoftFailureDoc {
        customers: s.customers,
        of: s.of,
        between: s.between.iter().map(String::as_str).collect(),
        why: &s.why,
    }
}

fn tag(t: &Tag) -> TagDoc<'_> {
    TagDoc { tag: t.kind.name(), why: &t.why }
}

/// The candidate of another cause in the same feature.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BesideDoc<'a> {
    /// The feature that the reports of both mean.
    pub feature: &'a str,
    /// The candidate that was open first.
    pub candidate: &'a str,
}
