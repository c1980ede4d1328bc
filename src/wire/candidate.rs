//! Incident candidates as published, `candidate.v1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::scalar::Time;
use crate::candidate::answers::{Asked, Held, QUESTION, Role};
use crate::candidate::factors::Factor;
use crate::candidate::meant::MayMean;
use crate::candidate::{Beside, Candidate, EventKind, Evidence, Gap, RankAt, Recovery, Route, Rule};
use crate::change::{RankedChange, Relation};
use crate::monitor::{Health, HealthState, ProbeSaid, ProbeState, Slice};
use crate::rank::{Act, Rank};
use crate::signal::Channel;
use crate::time::{Span, Timestamp};

/// One open-to-resolved run of a cluster: what, since when, who, how sure, what changed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "candidate.v1")]
pub struct CandidateDoc<'a> {
    /// Deterministic id.
    pub id: &'a str,
    /// Rises with every event of the candidate.
    pub revision: u32,
    /// What just happened.
    #[schemars(extend("enum" = ["opened", "updated", "resolved", "dismissed", "merged"]))]
    pub event: &'static str,
    /// 1 for the first episode of its feature, 2 for the next.
    pub episode: u32,
    /// The episode before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_episode: Option<&'a str>,
    /// Whose customers report.
    pub tenant: &'a str,
    /// 1: several customers and monitoring is red. 2: several customers, monitoring says nothing.
    #[schemars(range(min = 1, max = 2))]
    pub rank: u8,
    /// What to do.
    pub action: ActionDoc,
    /// Opened more than an hour after its newest report arrived: nobody needs waking.
    pub historic: bool,
    /// When a person confirmed that it is an incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Time>,
    /// When the status page first told of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posted_at: Option<Time>,
    /// One line for a person.
    pub title: &'a str,
    /// The feature it is named after; `topic:` and words where no feature of the catalogue is meant, or the words say more
    /// than the catalogue's.
    pub feature: &'a str,
    /// Present where `feature` is a topic: the customers' words for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Neighbouring features, and topics that are the same incident, merged into it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<&'a str>,
    /// Two things broke at once in one feature, and customers speak of them in clearly different words: the
    /// feature, and the candidate of the other cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<BesideDoc<'a>>,
    /// The one tier or region that alone is affected.
    pub slice: SliceDoc<'a>,
    /// When it began.
    pub onset: OnsetDoc<'a>,
    /// When it was noticed.
    pub opened_at: Time,
    /// The first reports and the most specific one, redacted, oldest first.
    pub reports: Vec<ReportDoc<'a>>,
    /// When it took which rank.
    pub ranks: Vec<RankDoc<'a>>,
    /// Distinct customers.
    pub customers: u32,
    /// Distinct accounts.
    pub accounts: u32,
    /// Further customers who only sent a text that one of those counted had sent: a campaign, or one account
    /// with many addresses.
    pub copies: u32,
    /// Texts that came from several customers.
    pub copied_texts: u32,
    /// Messages, a customer's second ones included.
    pub messages: u32,
    /// Distinct customers by tier.
    pub by_tier: &'a BTreeMap<String, u32>,
    /// Messages by channel.
    pub by_channel: BTreeMap<&'static str, u32>,
    /// Present where most of its customers write in languages without problem cues, ISO 639-1: their questions
    /// may be among the reports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages_without_cues: Vec<&'a str>,
    /// What nearly all reporters have in common and other customers do not, the most telling first.
    pub factors: Vec<FactorDoc<'a>>,
    /// The messages it opened with.
    pub opened_with: Vec<&'a str>,
    /// Why it opened, in numbers.
    pub evidence: EvidenceDoc<'a>,
    /// What monitoring said at this event.
    pub monitoring: MonitoringDoc<'a>,
    /// Places monitoring does not reach that could explain it, closest first.
    pub gaps: Vec<GapDoc<'a>>,
    /// The first gap is ahead of all others, or is the only one found.
    pub gap_stands_out: bool,
    /// Changes in the hour before the onset, best first; empty: none found.
    pub changes: Vec<ChangeRankedDoc<'a>>,
    /// The first of them that concerns the feature or what it depends on, in production.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likely_change: Option<&'a str>,
    /// How and when it ends.
    pub recovery: RecoveryDoc<'a>,
    /// Written before the resolution, read after it.
    pub late_messages: u32,
    /// Written after the resolution, too few to open again.
    pub messages_after: u32,
    /// How many are likely affected, what revenue stands behind the reporters, and what other teams say.
    #[serde(flatten)]
    pub impact: ImpactDoc<'a>,

    /// The area in the customers' words, as the drafts name it.
    pub area: &'a str,
    /// Where those words come from: what the catalogue sets for the status page, the feature's name, the alias
    /// that most reporters use, the words of a topic.
    #[schemars(extend("enum" = ["status_page", "name", "alias", "topic", "unknown"]))]
    pub area_source: &'static str,
    /// Texts for the status page that a person completes. Nothing is ever posted without a person.
    pub draft: DraftDoc,
    /// How to see it oneself.
    pub recipe: RecipeDoc,
    /// The one probe that would have caught it.
    pub proposed_probe: ProposedProbeDoc,
    /// What its customers tried, what the feature depends on, habits that hide such breaks.
    #[serde(flatten)]
    pub context: ContextDoc<'a>,
}

/// Something that reporters have in common and other customers have not.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Factor")]
pub struct FactorDoc<'a> {
    /// As `browser`, `tier`, `app_version`.
    pub dimension: &'a str,
    /// As `safari`; in lower case.
    pub value: &'a str,
    /// Reporters who have it.
    pub reporters: u32,
    /// All reporters.
    pub of: u32,
    /// Share of the other customers who have it, of those of whom that is known; absent where it is of
    /// nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub others_share: Option<f64>,
    /// The other customers of whom that is known.
    pub others_known: u32,
    /// How many times as often as among others; small counts are drawn towards what is ordinary.
    pub lift: f64,
    /// The logarithm of the odds among reporters less that among others.
    pub log_odds: f64,
    /// One sentence for a person.
    pub why: &'a str,
}

/// What to do about it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Action")]
pub struct ActionDoc {
    /// How soon.
    #[schemars(extend("enum" = ["now", "investigate", "look"]))]
    pub act: &'static str,
    /// Whether the status page should say something. Nothing is ever posted without a person.
    pub post: bool,
}

/// The part of the customers concerned.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Slice")]
pub struct SliceDoc<'a> {
    /// The one tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<&'a str>,
    /// The one region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<&'a str>,
}

/// When it took a rank.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RankAt")]
pub struct RankDoc<'a> {
    /// When.
    pub at: Time,
    /// Which.
    pub rank: u8,
    /// Since when what was red then was red, by its probes' own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub red_since: Option<Time>,
    /// The name of the feature that was red, where that is none of the candidate's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub red_of: Option<&'a str>,
}

/// Why it opened, in numbers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
pub struct EvidenceDoc<'a> {
    /// By which rule.
    #[schemars(extend("enum" = ["surge", "everything", "no_baseline", "topic", "split"]))]
    pub rule: &'static str,
    /// The tier whose count alarmed; none where it is the feature's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_tier: Option<&'a str>,
    /// Length of the window.
    pub window_min: f64,
    /// The time of the newest report in it.
    pub window_end: Time,
    /// Distinct customers in it; of a topic those whose reports are alike the newest.
    pub observed: u32,
    /// Customers usual in it; none without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<f64>,
    /// How many such bursts a month chance alone brings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_per_month: Option<f64>,
    /// The same for a person, as in `9 years`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_once_per: Option<String>,
    /// What `expected_per_month` had to stay under; none where a person split it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Overdispersion assumed; none where a person split it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdispersion: Option<f64>,
    /// Age of the baseline.
    pub baseline_age_h: f64,
    /// How often such a candidate was dismissed within 90 days, where it was.
    #[serde(skip_serializing_if = "is_zero")]
    pub dismissed: u32,
    /// What `threshold` was divided by for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stricter: Option<f64>,
}

/// What monitoring said.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Monitoring")]
pub struct MonitoringDoc<'a> {
    /// Health of the feature as the reporters' slice sees it.
    #[schemars(extend("enum" = ["uncovered", "unknown", "stale", "red", "partial", "green"]))]
    pub health: &'static str,
    /// The strongest fresh kind of probe, where it is green.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The feature whose health it is, where that is none of the candidate's: one of the same area that is red, while
    /// none of the candidate's is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_mean: Option<MayMeanDoc<'a>>,
    /// What each covering probe said last, strongest kind first.
    pub probes: Vec<ProbeSaidDoc<'a>>,
}

/// A feature that at least half of the customers, and two, may mean: or did, since when it is red.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MayMean")]
pub struct MayMeanDoc<'a> {
    /// Its id.
    pub feature: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How many of them.
    pub customers: u32,
    /// Health of the candidate's own features.
    #[schemars(extend("enum" = ["uncovered", "unknown", "stale", "red", "partial", "green"]))]
    pub own_health: &'static str,
}

/// What one probe said last.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProbeSaid")]
pub struct ProbeSaidDoc<'a> {
    /// Which probe.
    pub probe: &'a str,
    /// What kind it is.
    pub kind: &'static str,
    /// From where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<&'a str>,
    /// What it said; none where it never said anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["ok", "degraded", "failing", "no_data", null]))]
    pub state: Option<&'static str>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<Time>,
    /// Since when it has said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// Whether that still counts.
    pub fresh: bool,
    /// Muted by a person.
    pub silenced: bool,
    /// Where a person can look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
}

/// The kind of place monitoring does not reach.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Gap")]
pub struct GapDoc<'a> {
    /// Which kind.
    #[schemars(extend("enum" = ["recently_shipped", "auth_flow", "tier_gated", "geographic", "third_party",
        "async_scheduled", "mobile", "behind_login"]))]
    pub kind: &'static str,
    /// How much speaks for it. High: something particular to this incident. Medium: the words of some
    /// reporters. Low: the feature's nature alone.
    #[schemars(extend("enum" = ["high", "medium", "low"]))]
    pub confidence: &'static str,
    /// One sentence for a person.
    pub why: &'a str,
}

/// A change before the onset: its distance and relation, never "caused by".
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RankedChange")]
pub struct ChangeRankedDoc<'a> {
    /// The source's id.
    pub id: &'a str,
    /// When it took effect.
    pub time: Time,
    /// What kind.
    pub kind: &'static str,
    /// The service changed.
    pub service: &'a str,
    /// The features it names.
    pub features: Vec<&'a str>,
    /// Where.
    pub environment: &'a str,
    /// One line for a person.
    pub summary: &'a str,
    /// Where a person can look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<&'a str>,
    /// From the change to the onset; negative between onset and first report.
    pub minutes_before_onset: f64,
    /// How it relates to the feature.
    #[schemars(extend("enum" = ["feature", "depends_on", "unrelated"]))]
    pub relation: &'static str,
    /// In production, and of the feature or of what it depends on.
    pub likely: bool,
    /// One sentence for a person.
    pub why: &'a str,
}

mod recovery;
pub use recovery::{AskedDoc, DismissedDoc, HeldDoc, RecoveryDoc};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_zero(n: &u32) -> bool {
    *n == 0
}

mod context;
mod from;
mod help;
mod impact;
mod read;
mod reports;
pub use context::{BesideDoc, ContextDoc};
pub use from::{event_name, health_name, once_per, route_name};
pub use help::{DraftDoc, ProposedProbeDoc, RecipeDoc};
pub use impact::ImpactDoc;
pub use read::facts;
pub use reports::{OnsetDoc, ReportDoc};
