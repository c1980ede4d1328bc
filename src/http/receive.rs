//! Takes canonical messages, observations, changes and feedback and publishes them to their source topics.
//!
//! For a first try beside the embedded broker: no token, loopback only. A browser on another site
//! cannot reach it: only `application/json` is taken, which a page may not send elsewhere unasked.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use serde_json::{Value, json};

use crate::kafka::{Clock, Publisher, RunError};
use crate::load::run::Source;
use crate::pipeline::understand::Adapter;
use crate::wire;

/// Largest body taken: that of one message on a source topic.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Publishes what it is given.
pub struct Receiver {
    publisher: Publisher,
    sources: Vec<Source>,
    clock: Clock,
}

impl Receiver {
    /// A receiver for these sources; records carry the clock's time.
    #[must_use]
    pub const fn new(publisher: Publisher, sources: Vec<Source>, clock: Clock) -> Self {
        Self { publisher, sources, clock }
    }

    /// Publishes what a body holds; all of it, or nothing where anything in it cannot be read.
    fn publish(&self, adapter: Adapter, body: &[u8]) -> Result<usize, (StatusCode, String)> {
        let bad = |why: String| (StatusCode::BAD_REQUEST, why);
        let topic = self.sources.iter().find(|s| s.adapter == adapter).map(|s| s.topic.as_str());
        let topic = topic.ok_or((StatusCode::NOT_FOUND, "no source topic carries these".to_owned()))?;
        let mut records = Vec::new();
        for (i, value) in documents(body).map_err(bad)?.into_iter().enumerate() {
            let payload = value.to_string();
            let tenant = tenant_of(adapter, payload.as_bytes()).map_err(|e| bad(format!("record {i}: {e}")))?;
            records.push((tenant, payload));
        }
        let failed = |e: RunError| (StatusCode::SERVICE_UNAVAILABLE, e.to_string());
        let mut sent = Vec::new();
        for (tenant, payload) in &records {
            let at = Some(self.clock.now());
            sent.push(self.publisher.send(topic, tenant, Some(payload.as_bytes()), at).map_err(failed)?);
        }
        sent.into_iter().try_for_each(|acknowledged| acknowledged.wait().map_err(failed))?;
        Ok(records.len())
    }
}

/// One object, an array of them, or a line each.
fn documents(body: &[u8]) -> Result<Vec<Value>, String> {
    let mut all = Vec::new();
    for value in serde_json::Deserializer::from_slice(body).into_iter::<Value>() {
        let value = value.map_err(|e| format!("expected JSON: {e}"))?;
        if let Value::Array(values) = value { all.extend(values) } else { all.push(value) }
    }
    if all.is_empty() { Err("expected a JSON object, found nothing".to_owned()) } else { Ok(all) }
}

/// Reads the record as understand will, so that a mistake is said to whoever made it.
fn tenant_of(adapter: Adapter, payload: &[u8]) -> Result<String, String> {
    let tenant = match adapter {
        Adapter::Message => wire::message::read(payload).map(|m| m.tenant),
        Adapter::Observation => wire::observation::read(payload).map(|(tenant, _)| tenant),
        Adapter::Change => wire::change::read(payload).map(|(tenant, _)| tenant),
        // Who is meant does not matter to its form.
        Adapter::Feedback => wire::feedback::read(payload, &wire::feedback::anybody).map(|(tenant, _)| tenant),
        Adapter::Config => return Err("configuration comes from files".to_owned()),
    };
    tenant.map(|t| t.to_string()).map_err(|e| e.to_string())
}

pub(super) fn router(receiver: Arc<Receiver>) -> Router {
    Router::new().route("/v1/{kind}", post(receive)).layer(DefaultBodyLimit::max(MAX_BODY_BYTES)).with_state(receiver)
}

async fn receive(
    State(receiver): State<Arc<Receiver>>,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let kind_of_body = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind_of_body.starts_with("application/json") {
        let why = "expected content-type: application/json";
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, answer("error", json!(why)));
    }
    let adapter = match kind.as_str() {
        "messages" => Adapter::Message,
        "observations" => Adapter::Observation,
        "changes" => Adapter::Change,
        "feedback" => Adapter::Feedback,
        _ => {
            let why = "expected messages, observations, changes or feedback";
            return (StatusCode::NOT_FOUND, answer("error", json!(why)));
        }
    };
    // Waiting for the brokers blocks.
    match tokio::task::spawn_blocking(move || receiver.publish(adapter, &body)).await {
        Ok(Ok(published)) => (StatusCode::ACCEPTED, answer("published", json!(published))),
        Ok(Err((status, why))) => (status, answer("error", json!(why))),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, answer("error", json!(error.to_string()))),
    }
}

fn answer(key: &str, value: Value) -> String {
    format!("{}\n", json!({ key: value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_an_object_an_array_or_a_line_each() {
        for body in ["{\"a\":1}\n{\"a\":2}", "[{\"a\":1},{\"a\":2}]"] {
            assert_eq!(documents(body.as_bytes()).unwrap().len(), 2, "{body}");
        }
        assert!(documents(b"").unwrap_err().contains("found nothing"));
        assert!(documents(b"{\"a\":").unwrap_err().contains("expected JSON"));
    }

    #[test]
    fn what_understand_would_refuse_is_refused_with_the_field() {
        let error = tenant_of(Adapter::Message, br#"{"id":"m","tenant":"../x","text":"t"}"#).unwrap_err();
        assert!(error.contains("tenant") || error.contains("occurred_at"), "{error}");
    }
}
