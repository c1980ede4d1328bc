//! What an engine says, as a record of its topic.

use serde::Serialize;

use super::candidate::{CandidateDoc, event_name};
use super::cluster::ClusterDoc;
use super::decision::DecisionDoc;
use super::moved::MovedDoc;
use super::scorecard::ScorecardDoc;
use super::watch::WatchDoc;
use crate::candidate::{CandidateEvent, EventKind};
use crate::engine::deploy::AfterDeploy;
use crate::engine::output::Output;
use crate::ids::{TenantId, sha256_hex};
use crate::time::Timestamp;

mod closed;
pub use closed::{OpenCandidate, RunningWatch};

/// Which topic a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TopicKind {
    /// Incident candidates.
    Candidates,
    /// Live clusters, the watch list among them.
    Clusters,
    /// Verdicts.
    Decisions,
    /// What reports say of deploys.
    Watches,
    /// What was found, and who knew it first.
    Scorecard,
    /// What could not be read.
    DeadLetters,
}

impl TopicKind {
    /// The topic's name behind the installation's prefix, as in `groundswell.candidates.v1`.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Candidates => "candidates.v1",
            Self::Clusters => "clusters.v1",
            Self::Decisions => "decisions.v1",
            Self::Watches => "watches.v1",
            Self::Scorecard => "scorecard.v1",
            Self::DeadLetters => "dead-letters.v1",
        }
    }
}

/// A record to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Which topic.
    pub topic: TopicKind,
    /// `tenant:candidate`, `tenant:cluster`, `tenant:message`, `tenant:change` or `tenant:month`.
    pub key: String,
    /// CloudEvents 1.0 in binary mode; none on a tombstone.
    pub headers: Vec<(&'static str, String)>,
    /// JSON; none is a tombstone.
    pub payload: Option<Vec<u8>>,
}

/// What an engine said at `at`, as a record; none where no topic carries it. The same output gives the same
/// bytes.
#[must_use]
pub fn outgoing(tenant: &TenantId, at: Timestamp, output: &Output) -> Option<Outgoing> {
    Some(match output {
        Output::Feedback(_) => return None,
        Output::Candidate(event) => candidate(tenant, at, event),
        Output::Cluster(state) => {
            let key = format!("{tenant}:{}", state.feature);
            let payload = json(&ClusterDoc::new(tenant, at, state));
            let ty =
                Type { name: "groundswell.cluster.changed", schema: "cluster.v1", subject: state.feature.as_str() };
            let headers = headers(tenant, at, &ty, digest(&key, &payload));
            Outgoing { topic: TopicKind::Clusters, key, headers, payload: Some(payload) }
        }
        Output::ClusterGone(feature) => tombstone(TopicKind::Clusters, format!("{tenant}:{feature}")),
        Output::Watch(said) => watch(tenant, at, said),
        Output::WatchGone(change) => tombstone(TopicKind::Watches, format!("{tenant}:{change}")),
        Output::Scorecard(card) => {
            let (month, payload) = (card.month.to_string(), json(&ScorecardDoc::new(tenant, at, card)));
            let key = format!("{tenant}:{month}");
            let ty = Type { name: "groundswell.scorecard.changed", schema: "scorecard.v1", subject: &month };
            let headers = headers(tenant, at, &ty, digest(&key, &payload));
            Outgoing { topic: TopicKind::Scorecard, key, headers, payload: Some(payload) }
        }
        Output::ScorecardGone(month) => tombstone(TopicKind::Scorecard, format!("{tenant}:{month}")),
        Output::Verdict(verdict) => {
            let key = format!("{tenant}:{}", verdict.message);
            let payload = json(&DecisionDoc::new(tenant, at, verdict));
            let ty = Type { name: "groundswell.decision", schema: "decision.v1", subject: verdict.message.as_str() };
            let headers = headers(tenant, at, &ty, digest(&key, &payload));
            Outgoing { topic: TopicKind::Decisions, key, headers, payload: Some(payload) }
        }
        Output::Moved(moved) => {
            let key = format!("{tenant}:{}", moved.message);
            let payload = json(&MovedDoc::new(tenant, at, moved));
            let ty = Type { name: "groundswell.decision.moved", schema: "moved.v1", subject: moved.message.as_str() };
            let headers = headers(tenant, at, &ty, digest(&key, &payload));
            Outgoing { topic: TopicKind::Decisions, key, headers, payload: Some(payload) }
        }
    })
}

fn candidate(tenant: &TenantId, at: Timestamp, event: &CandidateEvent) -> Outgoing {
    let c = &event.candidate;
    let key = format!("{tenant}:{}", c.id);
    if event.kind == EventKind::Forgotten {
        return tombstone(TopicKind::Candidates, key);
    }
    let name = match event.kind {
        EventKind::Opened => "groundswell.incident_candidate.opened",
        EventKind::Updated => "groundswell.incident_candidate.updated",
        EventKind::Dismissed => "groundswell.incident_candidate.dismissed",
        EventKind::Merged => "groundswell.incident_candidate.merged",
        EventKind::Resolved | EventKind::Forgotten => "groundswell.incident_candidate.resolved",
    };
    let payload = json(&CandidateDoc::new(event_name(event.kind), c, at));
    let ty = Type { name, schema: "candidate.v1", subject: c.id.as_str() };
    // A consumer that reads a revision twice recognises it by this id alone.
    let id = digest(c.id.as_str(), &c.revision.to_le_bytes());
    Outgoing { topic: TopicKind::Candidates, headers: headers(tenant, at, &ty, id), key, payload: Some(payload) }
}

fn watch(tenant: &TenantId, at: Timestamp, said: &AfterDeploy) -> Outgoing {
    let id = said.change.id.as_str();
    let key = format!("{tenant}:{id}");
    let name = match (said.ended, said.revision) {
        (true, _) => "groundswell.watch.ended",
        (false, 1) => "groundswell.watch.opened",
        (false, _) => "groundswell.watch.changed",
    };
    let ty = Type { name, schema: "watch.v1", subject: id };
    let headers = headers(tenant, at, &ty, digest(&key, &said.revision.to_le_bytes()));
    Outgoing { topic: TopicKind::Watches, headers, payload: Some(json(&WatchDoc::new(tenant, at, said))), key }
}

fn tombstone(topic: TopicKind, key: String) -> Outgoing {
    Outgoing { topic, key, headers: Vec::new(), payload: None }
}

struct Type<'a> {
    name: &'static str,
    schema: &'static str,
    subject: &'a str,
}

fn headers(tenant: &TenantId, at: Timestamp, ty: &Type<'_>, id: String) -> Vec<(&'static str, String)> {
    vec![
        ("content-type", "application/json".to_owned()),
        ("ce_specversion", "1.0".to_owned()),
        ("ce_id", id),
        ("ce_type", ty.name.to_owned()),
        ("ce_source", format!("/groundswell/{tenant}")),
        ("ce_time", at.to_string()),
        ("ce_subject", ty.subject.to_owned()),
        ("ce_dataschema", format!("urn:groundswell:schema:{}", ty.schema)),
    ]
}

/// 128 bits that follow from the content: the same record has the same id.
fn digest(key: &str, content: &[u8]) -> String {
    let mut bytes = key.as_bytes().to_vec();
    bytes.push(0);
    bytes.extend_from_slice(content);
    let mut hex = sha256_hex(&bytes);
    hex.truncate(32);
    hex
}

fn json<T: Serialize>(doc: &T) -> Vec<u8> {
    // Writing fails only for maps whose keys are no text; a twin has none.
    serde_json::to_vec(doc).unwrap_or_default()
}

#[cfg(test)]
mod tests;
