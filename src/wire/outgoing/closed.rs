//! An open candidate, and a deploy that is being watched, as a reader of its topic sees it, and how it is closed
//! without its engine.

use serde_json::{Map, Value};

use super::{Outgoing, TopicKind, Type, digest, headers};
use crate::candidate::{EventKind, Route};
use crate::engine::deploy::DeployVerdict;
use crate::ids::TenantId;
use crate::time::Timestamp;
use crate::wire::candidate::{event_name, route_name};

/// The last event of a candidate that is open by it. Of the body only what closing changes is read:
/// another version may have written it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenCandidate {
    tenant: TenantId,
    id: String,
    revision: u32,
    body: Map<String, Value>,
}

impl OpenCandidate {
    /// Reads an event; none where its candidate is not open by it, or it is no event of ours.
    #[must_use]
    pub fn read(payload: &[u8]) -> Option<Self> {
        let body: Map<String, Value> = serde_json::from_slice(payload).ok()?;
        if !matches!(body.get("recovery")?.get("state")?.as_str()?, "open" | "monitoring_fix") {
            return None;
        }
        let (tenant, revision) = whose(&body)?;
        let id = body.get("id")?.as_str()?.to_owned();
        Some(Self { tenant, id, revision, body })
    }

    /// Whose it is.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The event that closes it at `at` on the operator's word, without evidence.
    #[must_use]
    pub fn close(mut self, at: Timestamp) -> Outgoing {
        let revision = self.revision.saturating_add(1);
        self.body.insert("event".to_owned(), event_name(EventKind::Resolved).into());
        self.body.insert("revision".to_owned(), revision.into());
        if let Some(Value::Object(recovery)) = self.body.get_mut("recovery") {
            recovery.insert("state".to_owned(), "resolved".into());
            recovery.insert("route".to_owned(), route_name(Route::ClosedByOperator).into());
            recovery.insert("resolved_at".to_owned(), at.to_string().into());
        }
        let ty =
            Type { name: "groundswell.incident_candidate.resolved", schema: "candidate.v1", subject: self.id.as_str() };
        let headers = headers(&self.tenant, at, &ty, digest(&self.id, &revision.to_le_bytes()));
        let key = format!("{}:{}", self.tenant, self.id);
        // A map of JSON values always has a form.
        let payload = serde_json::to_vec(&self.body).unwrap_or_default();
        Outgoing { topic: TopicKind::Candidates, key, headers, payload: Some(payload) }
    }
}

/// The last that was said of a deploy whose hour was not over by it. Of the body only what closing changes is
/// read.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningWatch {
    tenant: TenantId,
    change: String,
    revision: u32,
    body: Map<String, Value>,
}

impl RunningWatch {
    /// Reads a record; none where more is said of its deploy no more, or it is none of ours.
    #[must_use]
    pub fn read(payload: &[u8]) -> Option<Self> {
        let body: Map<String, Value> = serde_json::from_slice(payload).ok()?;
        if body.get("final")?.as_bool()? {
            return None;
        }
        let (tenant, revision) = whose(&body)?;
        let change = body.get("change")?.get("id")?.as_str()?.to_owned();
        Some(Self { tenant, change, revision, body })
    }

    /// Whose it is.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The record that ends it at `at`: what was failing is, and of the rest nothing can be said.
    #[must_use]
    pub fn close(mut self, at: Timestamp) -> Outgoing {
        let revision = self.revision.saturating_add(1);
        self.body.insert("revision".to_owned(), revision.into());
        self.body.insert("at".to_owned(), at.to_string().into());
        self.body.insert("final".to_owned(), true.into());
        if self.body.get("verdict").and_then(Value::as_str) != Some(DeployVerdict::Failing.name()) {
            self.body.insert("verdict".to_owned(), DeployVerdict::TooFewToSay.name().into());
            self.body.insert("basis".to_owned(), "closed_by_operator".into());
            let why = "Closed by the operator before its hour was heard: nothing can be said.";
            self.body.insert("why".to_owned(), why.into());
        }
        let key = format!("{}:{}", self.tenant, self.change);
        let ty = Type { name: "groundswell.watch.ended", schema: "watch.v1", subject: self.change.as_str() };
        let headers = headers(&self.tenant, at, &ty, digest(&key, &revision.to_le_bytes()));
        // A map of JSON values always has a form.
        let payload = serde_json::to_vec(&self.body).unwrap_or_default();
        Outgoing { topic: TopicKind::Watches, key, headers, payload: Some(payload) }
    }
}

/// Whose a record is, and its revision.
fn whose(body: &Map<String, Value>) -> Option<(TenantId, u32)> {
    let tenant = TenantId::new(body.get("tenant")?.as_str()?).ok()?;
    let revision = u32::try_from(body.get("revision")?.as_u64()?).ok()?;
    Some((tenant, revision))
}
