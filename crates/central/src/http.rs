//! The HTTP face of central: headers, limits, logs without personal data.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use luudong_domain::id::DeviceId;
use luudong_sync::batch::BATCH_PACKED_LIMIT;
use luudong_sync::request::{DEVICE_HEADER, PROTOCOL_HEADER, SIGNATURE_HEADER, TIME_HEADER, is_by};
use luudong_sync::wire::{
    AdmitReply, AdmitRequest, ClaimReply, ClaimRequest, HaveReply, HaveRequest, HealthReply, LaptopsReply,
    LaptopsRequest, MESSAGE_LIMIT, PullRequest, PushReply, RefusalReply,
};
use luudong_sync::{PROTOCOL, wire};
use serde::de::DeserializeOwned;
use utoipa::OpenApi;

use crate::host::{Asker, CLOSING};
use crate::{CentralError, Host, Refusal, wall_micros};

type Shared = State<Arc<Host>>;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lưu Động central",
        description = "What devices sync through. Bytes and signatures: docs/protocol.md.",
        license(name = "Apache-2.0")
    ),
    paths(admit, have, wait, push, introduce, pull, claim, laptops, health),
    components(schemas(
        wire::AdmitRequest,
        wire::AdmitReply,
        wire::HaveRequest,
        wire::HaveReply,
        wire::ClaimRequest,
        wire::ClaimReply,
        wire::About,
        wire::LaptopsRequest,
        wire::LaptopHeard,
        wire::LaptopsReply,
        wire::PullRequest,
        wire::PushReply,
        wire::HealthReply,
        wire::RefusalReply
    ))
)]
struct Document;

/// The OpenAPI document.
///
/// # Errors
/// Only when it cannot be written as JSON.
pub fn openapi() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&Document::openapi())
}

/// The routes over one host.
pub fn router(host: Arc<Host>) -> Router {
    Router::new()
        .route("/v0/push", post(push).layer(DefaultBodyLimit::max(BATCH_PACKED_LIMIT)))
        .route("/v0/admit", post(admit))
        .route("/v0/have", post(have))
        .route("/v0/introduce", post(introduce).layer(DefaultBodyLimit::max(BATCH_PACKED_LIMIT)))
        .route("/v0/pull", post(pull))
        .route("/v0/wait", post(wait))
        .route("/v0/claim", post(claim))
        .route("/v0/laptops", post(laptops))
        .route("/v0/health", get(health))
        .route("/openapi.json", get(document))
        .fallback(|| async { Refusal::NOT_FOUND })
        .layer(DefaultBodyLimit::max(MESSAGE_LIMIT))
        .layer(from_fn(log))
        .with_state(host)
}

/// How a host listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listen {
    /// HTTP: for this machine itself, or behind a proxy that speaks TLS.
    Plain,
    /// HTTPS with a certificate over the host's own key.
    Tls,
}

impl Listen {
    /// The scheme of its address.
    pub fn scheme(self) -> &'static str {
        match self {
            Listen::Plain => "http",
            Listen::Tls => "https",
        }
    }
}

/// How long a request may wait for a change: shorter than any proxy's patience.
const WAIT: Duration = Duration::from_secs(20);

/// How long requests that are under way may still take when a host stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until `stop` ends; requests under way are finished.
///
/// # Errors
/// [`CentralError`] of the listener and of TLS.
pub async fn serve(
    host: Arc<Host>,
    listener: TcpListener,
    listen: Listen,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CentralError> {
    listener.set_nonblocking(true)?;
    let handle = Handle::new();
    let (stopping, closing) = (handle.clone(), host.clone());
    let stopper = tokio::spawn(async move {
        stop.await;
        closing.close();
        stopping.graceful_shutdown(Some(FAREWELL));
    });
    let routes = router(host.clone()).into_make_service();
    let served = match listen {
        Listen::Plain => axum_server::from_tcp(listener)?.handle(handle).serve(routes).await,
        Listen::Tls => {
            let config = RustlsConfig::from_config(host.tls()?);
            axum_server::from_tcp_rustls(listener, config)?.handle(handle).serve(routes).await
        }
    };
    stopper.abort();
    Ok(served?)
}

/// Method, path, status, time: nothing of what was said.
async fn log(request: Request, next: Next) -> Response {
    let (method, path, began) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    let response = next.run(request).await;
    tracing::info!(%method, path, status = response.status().as_u16(), micros = began.elapsed().as_micros() as u64, "request");
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn speaks_ours(headers: &HeaderMap) -> Result<(), Refusal> {
    let version = text(headers, PROTOCOL_HEADER).and_then(|version| version.parse::<u32>().ok());
    if version == Some(PROTOCOL) { Ok(()) } else { Err(Refusal::VERSION) }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::BAD_REQUEST)
}

/// The device that signed the request.
fn signed_by(host: &Host, headers: &HeaderMap, path: &str, body: &[u8]) -> Result<Asker, Refusal> {
    speaks_ours(headers)?;
    let id: DeviceId = text(headers, DEVICE_HEADER).and_then(|id| id.parse().ok()).ok_or(Refusal::NOT_ADMITTED)?;
    let (device, key) = host.device(id)?;
    let millis = text(headers, TIME_HEADER).and_then(|time| time.parse().ok()).ok_or(Refusal::BAD_SIGNATURE)?;
    let signature = text(headers, SIGNATURE_HEADER).ok_or(Refusal::BAD_SIGNATURE)?;
    let came = wall_micros() / 1000;
    let asker = Asker { id, device, came, ahead: millis as i64 - came as i64 };
    if is_by(&key, signature, "POST", path, millis, body) { Ok(asker) } else { Err(Refusal::BAD_SIGNATURE) }
}

/// Runs `work`, which reads and writes the store, off the network's threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Refusal::STORAGE))
}

#[utoipa::path(post, path = "/v0/admit", request_body = AdmitRequest, responses((status = 200, body = AdmitReply), (status = 403, body = RefusalReply)))]
async fn admit(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<AdmitReply>, Refusal> {
    speaks_ours(&headers)?;
    let request: AdmitRequest = read(&body)?;
    Ok(Json(blocking(move || host.admit(&request)).await?))
}

#[utoipa::path(post, path = "/v0/have", request_body = HaveRequest, responses((status = 200, body = HaveReply), (status = 401, body = RefusalReply), (status = 403, body = RefusalReply)))]
async fn have(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<HaveReply>, Refusal> {
    let reply = blocking(move || {
        let asker = signed_by(&host, &headers, "/v0/have", &body)?;
        host.have(&asker, &read(&body)?)
    });
    Ok(Json(reply.await?))
}

#[utoipa::path(post, path = "/v0/push", request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = PushReply), (status = 400, body = RefusalReply), (status = 403, body = RefusalReply), (status = 409, body = RefusalReply)))]
async fn push(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<PushReply>, Refusal> {
    let reply = blocking(move || {
        let Asker { id, device, .. } = signed_by(&host, &headers, "/v0/push", &body)?;
        host.push(id, &device, &body)
    });
    Ok(Json(reply.await?))
}

#[utoipa::path(post, path = "/v0/pull", request_body = PullRequest, responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 403, body = RefusalReply), (status = 404, body = RefusalReply)))]
async fn pull(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let packed = blocking(move || {
        let Asker { device, .. } = signed_by(&host, &headers, "/v0/pull", &body)?;
        host.pull(&device, read(&body)?)
    });
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], packed.await?).into_response())
}

#[utoipa::path(post, path = "/v0/introduce", request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = PushReply), (status = 400, body = RefusalReply), (status = 403, body = RefusalReply), (status = 409, body = RefusalReply)))]
async fn introduce(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<PushReply>, Refusal> {
    speaks_ours(&headers)?;
    Ok(Json(blocking(move || host.introduce(&body)).await?))
}

/// As `have`, but the answer waits until both sides no longer have the same, or [`WAIT`] is over.
#[utoipa::path(post, path = "/v0/wait", request_body = HaveRequest, responses((status = 200, body = HaveReply), (status = 401, body = RefusalReply), (status = 403, body = RefusalReply)))]
async fn wait(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<HaveReply>, Refusal> {
    let over = tokio::time::Instant::now() + WAIT;
    let mut changes = host.changes();
    let (asked, signed) = (host.clone(), body.clone());
    let asker = Arc::new(blocking(move || signed_by(&asked, &headers, "/v0/wait", &signed)).await?);
    loop {
        let closing = *changes.borrow_and_update() == CLOSING;
        let (asked, asker, body) = (host.clone(), asker.clone(), body.clone());
        let reply = blocking(move || asked.have(&asker, &read(&body)?)).await?;
        let time_is_over = tokio::time::timeout_at(over, changes.changed());
        // The host stops, or nothing happened for long: the answer is what it was.
        if !reply.same || closing || !matches!(time_is_over.await, Ok(Ok(()))) {
            return Ok(Json(reply));
        }
    }
}

#[utoipa::path(post, path = "/v0/claim", request_body = ClaimRequest, responses((status = 200, body = ClaimReply), (status = 403, body = RefusalReply), (status = 404, body = RefusalReply), (status = 409, body = RefusalReply)))]
async fn claim(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<ClaimReply>, Refusal> {
    let reply = blocking(move || {
        let Asker { id, device, .. } = signed_by(&host, &headers, "/v0/claim", &body)?;
        host.claim(id, &device, read(&body)?)
    });
    Ok(Json(reply.await?))
}

#[utoipa::path(post, path = "/v0/laptops", request_body = LaptopsRequest, responses((status = 200, body = LaptopsReply), (status = 403, body = RefusalReply)))]
async fn laptops(State(host): Shared, headers: HeaderMap, body: Bytes) -> Result<Json<LaptopsReply>, Refusal> {
    let reply = blocking(move || {
        let Asker { device, .. } = signed_by(&host, &headers, "/v0/laptops", &body)?;
        host.laptops(&device, read(&body)?)
    });
    Ok(Json(reply.await?))
}

#[utoipa::path(get, path = "/v0/health", responses((status = 200, body = HealthReply)))]
async fn health(State(host): Shared) -> Result<Json<HealthReply>, Refusal> {
    let device = blocking(move || Ok(host.store().identity().device)).await?;
    let (version, time) = (env!("CARGO_PKG_VERSION").to_owned(), wall_micros() / 1000);
    Ok(Json(HealthReply { protocol: PROTOCOL, version, device, time }))
}

async fn document() -> Response {
    match openapi() {
        Ok(document) => ([(header::CONTENT_TYPE, "application/json")], document).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
