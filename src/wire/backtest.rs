//! A replay's truth, the context of it, and what a replay prints.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::candidate::{SliceDoc, once_per, route_name};
use super::error::WireError;
use super::json;
use super::replay::Labelled;
use super::scalar::Time;
use super::scorecard::ScorecardDoc;
use super::watch::WatchDoc;
use crate::candidate::Candidate;
use crate::ids::FeatureId;
use crate::time::Timestamp;

/// What really happened: incidents, and distractors that are none.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Truth {
    /// The incidents.
    pub incidents: Vec<Incident>,
    /// What only looks like one.
    #[serde(default)]
    pub distractors: Vec<Distractor>,
}

/// One incident.
#[derive(Clone, Debug, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: String,
    /// When the fault began.
    pub start: Timestamp,
    /// When it was repaired.
    pub end: Timestamp,
    /// When the n-th distinct customer wrote, by n.
    pub nth_reporter_at: BTreeMap<String, Timestamp>,
    /// The messages that report it.
    pub message_ids: Vec<String>,
    /// The feature at fault.
    #[serde(default)]
    pub feature: Option<String>,
    /// What its messages are about.
    #[serde(default)]
    pub intents: Vec<String>,
}

/// What only looks like an incident.
#[derive(Clone, Debug, Deserialize)]
pub struct Distractor {
    /// Which kind.
    pub kind: String,
    /// When it occurred, where it recurs.
    #[serde(default)]
    pub occurrences: Vec<Timestamp>,
    /// Its messages.
    #[serde(default)]
    pub message_ids: Vec<String>,
    /// The feature its messages mean.
    #[serde(default)]
    pub feature: Option<String>,
    /// The class of its messages.
    #[serde(default)]
    pub class: Option<String>,
}

impl Truth {
    /// The feature meant by what messages are about: that of the incident, else of the distractor
    /// among problems, whose messages are about it. A label's own feature may be the wider area.
    #[must_use]
    pub fn feature_by_intent(&self, labels: &[Labelled]) -> BTreeMap<String, FeatureId> {
        let feature = |name: &Option<String>| name.as_ref().and_then(|f| FeatureId::new(f).ok());
        let mut by_intent = BTreeMap::new();
        for incident in &self.incidents {
            let Some(feature) = feature(&incident.feature) else { continue };
            by_intent.extend(incident.intents.iter().map(|intent| (intent.clone(), feature.clone())));
        }
        let intents: BTreeMap<&str, &String> =
            labels.iter().filter_map(|l| Some((l.id.as_str(), l.intent.as_ref()?))).collect();
        for distractor in self.distractors.iter().filter(|d| d.class.as_deref() == Some("problem")) {
            let Some(feature) = feature(&distractor.feature) else { continue };
            for intent in distractor.message_ids.iter().filter_map(|id| intents.get(id.as_str())) {
                by_intent.entry((*intent).clone()).or_insert_with(|| feature.clone());
            }
        }
        by_intent
    }
}

/// What stood around the incidents: monitoring, changes, gaps.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Context {
    /// By the incident's id.
    pub incidents: BTreeMap<String, IncidentContext>,
}

/// What stood around one incident.
#[derive(Clone, Debug, Deserialize)]
pub struct IncidentContext {
    /// The rank at which it is to open.
    pub expected_rank_at_open: u8,
    /// When monitoring changes the rank.
    #[serde(default)]
    pub rank_changes: Vec<RankChange>,
    /// When monitoring turned red.
    pub red_at: Option<Timestamp>,
    /// The change that caused it.
    pub cause_change: Option<String>,
    /// The kind of place monitoring did not reach.
    pub gap_kind: Option<String>,
}

/// Monitoring changes the rank.
#[derive(Clone, Debug, Deserialize)]
pub struct RankChange {
    /// When.
    pub at: Timestamp,
    /// To which.
    pub rank: u8,
}

/// Reads a truth file.
///
/// # Errors
/// [`WireError`] where it is no JSON or of another shape.
pub fn truth(file: &[u8]) -> Result<Truth, WireError> {
    json::within(file, json::MAX_FILE_BYTES)?;
    json::read_whole(file)
}

/// Reads a context file.
///
/// # Errors
/// [`WireError`] where it is no JSON or of another shape.
pub fn context(file: &[u8]) -> Result<Context, WireError> {
    json::within(file, json::MAX_FILE_BYTES)?;
    json::read_whole(file)
}

/// What `replay --json` prints.
#[derive(Debug, Serialize)]
pub struct ReplayDoc<'a> {
    /// Messages read, duplicates included.
    pub messages: u64,
    /// The candidates, in the order in which they opened.
    pub candidates: Vec<ReplayedDoc<'a>>,
    /// How often a cluster came onto the watch list.
    pub watch: u64,
    /// What became of the messages, by reason.
    pub verdicts: &'a BTreeMap<&'static str, u64>,
    /// What the reports behind each deploy say of it, in the order in which the deploys came.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub deploys: &'a [WatchDoc],
    /// What was found and who knew it first, by tenant and month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scorecard: Vec<&'a ScorecardDoc>,
    /// Against the truth, where one is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<&'a Score>,
    /// What other budgets would have given, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sweep: Vec<SweptDoc>,
}

/// The whole replay under one budget.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweptDoc {
    /// The budget.
    pub false_candidates_per_month: f64,
    /// It is the one that the program ships with.
    pub shipped: bool,
    /// Against the truth.
    pub score: Score,
}

/// One candidate of a replay, as it stood in the end.
#[derive(Debug, Serialize)]
pub struct ReplayedDoc<'a> {
    /// Its id.
    pub id: &'a str,
    /// The episode before it.
    pub previous_episode: Option<&'a str>,
    /// The feature it is named after.
    pub feature: &'a str,
    /// The one tier or region that alone is affected.
    pub slice: SliceDoc<'a>,
    /// One line for a person.
    pub title: &'a str,
    /// When it was noticed.
    pub opened_at: Time,
    /// When it ended.
    pub resolved_at: Option<Time>,
    /// How it ended.
    pub route: Option<&'static str>,
    /// Its rank when it opened.
    pub rank_at_open: u8,
    /// When it took which rank.
    pub ranks: Vec<super::candidate::RankDoc<'a>>,
    /// Distinct customers.
    pub customers: u32,
    /// The messages it opened with.
    pub message_ids_at_open: Vec<&'a str>,
    /// Those and the ones that joined.
    pub message_ids: Vec<&'a str>,
    /// Written before its end, read after it.
    pub late_message_ids: Vec<&'a str>,
    /// Changes before the onset, best first.
    pub changes: Vec<&'a str>,
    /// The first of them that concerns the feature or what it depends on, in production.
    pub likely_change: Option<&'a str>,
    /// The kind of place monitoring does not reach, the closest.
    pub gap_kind: Option<&'static str>,
    /// How rare such a burst is by chance; none without a baseline.
    pub expected_once_per: Option<String>,
    /// Length of the window that opened it.
    pub window_min: f64,
    /// Distinct customers in that window.
    pub observed: u32,
    /// Customers usual in it; none without a baseline.
    pub expected: Option<f64>,
}

/// What a replay gathered of one candidate.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// As it stood in the end.
    pub candidate: Candidate,
    /// The messages it opened with and those that joined, in order, each once.
    pub messages: Vec<String>,
    /// Written before its end, read after it.
    pub late: Vec<String>,
}

impl<'a> ReplayedDoc<'a> {
    /// The printed form.
    #[must_use]
    pub fn new(r: &'a Replayed) -> Self {
        let c = &r.candidate;
        Self {
            id: c.id.as_str(),
            previous_episode: c.previous_episode.as_ref().map(|p| p.as_str()),
            feature: c.feature.as_str(),
            slice: SliceDoc { tier: c.slice.tier.as_ref().map(|t| t.as_str()), region: c.slice.region.as_deref() },
            title: &c.title,
            opened_at: Time(c.opened_at),
            resolved_at: c.recovery.resolved_at.map(Time),
            route: c.recovery.route.map(route_name),
            rank_at_open: c.ranks.first().map_or(c.rank, |r| r.rank).number(),
            ranks: c.ranks.iter().map(super::candidate::RankDoc::new).collect(),
            customers: c.customers,
            message_ids_at_open: c.opened_with.iter().map(|m| m.as_str()).collect(),
            message_ids: r.messages.iter().map(String::as_str).collect(),
            late_message_ids: r.late.iter().map(String::as_str).collect(),
            changes: c.changes.iter().map(|r| r.change.id.as_str()).collect(),
            likely_change: c.changes.iter().find(|r| r.likely).map(|r| r.change.id.as_str()),
            gap_kind: c.gaps.first().map(|g| g.kind.name()),
            expected_once_per: c.evidence.expected_per_month.map(once_per),
            window_min: c.evidence.window.as_mins(),
            observed: c.evidence.observed,
            expected: c.evidence.expected,
        }
    }
}

/// How a replay did against the truth. Shares and minutes are rounded; none where nothing was there
/// to be counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// Incidents there were.
    pub incidents: usize,
    /// Those that a candidate found.
    pub found: usize,
    /// Candidates of no incident; those of one feature within 2 h of each other count once.
    pub false_alerts: usize,
    /// Candidates of the first weekly peak, which nothing before could have told.
    pub excused: usize,
    /// Further candidates of an incident found, not linked to the first.
    pub duplicates: usize,
    /// Further candidates of an incident found, linked to the first.
    pub linked_episodes: usize,
    /// Found of found and false.
    pub precision: Option<f64>,
    /// Found of all.
    pub recall: f64,
    /// From the fault to the candidate.
    pub median_minutes_to_detect: Option<f64>,
    /// From the third customer to the candidate.
    pub median_minutes_after_third_reporter: Option<f64>,
    /// The same, the ninth of ten.
    pub p90_minutes_after_third_reporter: Option<f64>,
    /// Opened at the rank expected.
    pub rank_at_open_right: usize,
    /// Of so many.
    pub rank_at_open_of: usize,
    /// Later changes of rank that were followed within two minutes.
    pub rank_changes_followed: usize,
    /// Of so many.
    pub rank_changes_of: usize,
    /// The cause among the first three changes.
    pub cause_in_top3: usize,
    /// The cause first.
    pub cause_first: usize,
    /// Incidents found that have a cause.
    pub cause_of: usize,
    /// A likely change named where there was none.
    pub cause_wrongly_named: usize,
    /// The closest gap is the one expected.
    pub gap_kind_right: usize,
    /// Of so many.
    pub gap_kind_of: usize,
    /// Resolved by quiet within 20 minutes after a report it knew.
    pub resolved_early: usize,
    /// From the candidate to monitoring's red.
    pub minutes_gained_over_monitoring: Option<f64>,
}

/// JSON on one line.
#[must_use]
pub fn to_json<T: Serialize>(doc: &T) -> String {
    // Writing fails only for maps whose keys are no text; these have none.
    serde_json::to_string(doc).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truth_of_another_shape_is_named() {
        let good = br#"{"scenario":"x","incidents":[{"id":"i","start":"2026-03-09T14:00:00Z","end":"2026-03-09T15:00:00Z",
            "nth_reporter_at":{"3":"2026-03-09T14:14:00Z"},"message_ids":["a"],"tier":null}],"distractors":[{"kind":"praise"}]}"#;
        assert_eq!(truth(good).unwrap().incidents[0].nth_reporter_at.len(), 1);
        assert!(truth(br#"{"incidents":[{"id":"i"}]}"#).unwrap_err().to_string().contains("missing field"));
        assert!(context(br#"{"incidents":{"i":{"expected_rank_at_open":"two"}}}"#).is_err());
    }
}
