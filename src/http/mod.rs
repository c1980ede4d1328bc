//! What answers over HTTP: metrics, whether it turns and is ready, and, beside the embedded broker,
//! a receiver for a first try.
//!
//! It must never bypass the log: what is received is published to a source topic and counts from
//! there. It never decides anything about an incident.

mod receive;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus::{IntGaugeVec, Opts, Registry, TextEncoder};

pub use receive::Receiver;

use crate::kafka::{Health, RunError};

/// What the server answers from.
#[derive(Clone)]
pub struct Served {
    /// Where everything is counted.
    pub registry: Registry,
    /// What the workers say of themselves.
    pub health: Health,
    /// Takes messages, observations, changes and feedback; only on a loopback address.
    pub receiver: Option<Arc<Receiver>>,
}

/// Listens, answers from a thread of its own, and says where: port 0 takes any free one.
///
/// # Errors
/// [`RunError::Configuration`] where the address cannot be listened on, or where a receiver is asked
/// for on an address that others can reach.
pub fn serve(listen: SocketAddr, served: Served) -> Result<SocketAddr, RunError> {
    let failed = |e: std::io::Error| RunError::Configuration(format!("http.listen {listen}: {e}"));
    if served.receiver.is_some() && !listen.ip().is_loopback() {
        let why = "messages are received without a token on a loopback address only";
        return Err(RunError::Configuration(format!("http.listen {listen}: {why}")));
    }
    name_the_build(&served.registry)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind(listen)).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let router = router(served);
    std::thread::Builder::new()
        .name("http".to_owned())
        .spawn(move || {
            if let Err(error) = runtime.block_on(axum::serve(listener, router).into_future()) {
                tracing::error!(%error, "the HTTP server ended");
            }
        })
        .map_err(failed)?;
    Ok(bound)
}

fn router(served: Served) -> Router {
    let mut router = Router::new()
        .route("/", get(index))
        .route("/metrics", get(metrics))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .with_state(served.clone());
    if let Some(receiver) = served.receiver {
        router = router.merge(receive::router(receiver));
    }
    router
}

fn name_the_build(registry: &Registry) -> Result<(), RunError> {
    let named = || {
        let opts = Opts::new("groundswell_build_info", "Always 1; the version stands in the label.");
        let build = IntGaugeVec::new(opts, &["version"])?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(build))
    };
    named().map_err(|e: prometheus::Error| RunError::Defect(format!("metrics: {e}")))
}

async fn index(State(served): State<Served>) -> String {
    let receive = if served.receiver.is_some() {
        "POST /v1/messages, /v1/observations, /v1/changes, /v1/feedback   one JSON object, an array, or a line each\n"
    } else {
        ""
    };
    format!(
        "Groundswell {}\n\nGET /metrics   Prometheus\nGET /healthz   whether the loops turn\n\
         GET /readyz    whether partitions are assigned, restored and caught up\n{receive}",
        env!("CARGO_PKG_VERSION")
    )
}

async fn metrics(State(served): State<Served>) -> Response {
    match TextEncoder::new().encode_to_string(&served.registry.gather()) {
        Ok(text) => ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn healthz(State(served): State<Served>) -> (StatusCode, String) {
    say(served.health.live())
}

async fn readyz(State(served): State<Served>) -> (StatusCode, String) {
    say(served.health.ready())
}

fn say(state: Result<(), String>) -> (StatusCode, String) {
    match state {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;

    fn ask(at: SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(at).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(at: SocketAddr, path: &str) -> String {
        ask(at, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    #[test]
    fn answers_what_it_is_where_it_stands_and_what_it_counts() {
        let served = Served { registry: Registry::new(), health: Health::default(), receiver: None };
        let at = serve("127.0.0.1:0".parse().unwrap(), served).unwrap();
        assert!(get(at, "/healthz").starts_with("HTTP/1.1 200"));
        let ready = get(at, "/readyz");
        assert!(ready.starts_with("HTTP/1.1 503") && ready.contains("no worker has started"), "{ready}");
        assert!(get(at, "/metrics").contains("groundswell_build_info{version="));
        assert!(get(at, "/").contains("/readyz"));
        let post = "POST /v1/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
        assert!(ask(at, post).starts_with("HTTP/1.1 404"), "nothing is received beside a real Kafka");
    }

    #[test]
    fn an_address_in_use_is_named() {
        let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let at = holder.local_addr().unwrap();
        let served = Served { registry: Registry::new(), health: Health::default(), receiver: None };
        let error = serve(at, served).unwrap_err().to_string();
        assert!(error.contains(&at.to_string()), "{error}");
    }
}
