//! The HTTP face of central: its routes, and how it listens and stops.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use luudong_sync::host_log::HostLog;
use luudong_sync::wire::{
    AdmitReply, AdmitRequest, ClaimReply, ClaimRequest, HaveReply, HaveRequest, HealthReply, LaptopsReply,
    LaptopsRequest, PullRequest, PushReply, ReadyReply, RefusalReply,
};
use luudong_sync::{PROTOCOL, wire};
use serde::de::DeserializeOwned;
use utoipa::OpenApi;

use crate::front::{Front, Signed, Stranger, Unsigned, watch};
use crate::host::{Asker, CLOSING};
use crate::limits::Allowed;
use crate::{CentralError, Failure, Host, Refusal, wall_micros};

type Shared<L> = State<Arc<Front<L>>>;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lưu Động central",
        description = "What devices sync through. Bytes and signatures: docs/protocol.md.",
        license(name = "Apache-2.0")
    ),
    paths(admit, have, wait, push, introduce, pull, claim, laptops, health, ready),
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
        wire::ReadyReply,
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
fn router<L: HostLog<Error: Failure>>(front: Arc<Front<L>>) -> Router {
    Router::new()
        .route("/v1/push", post(push::<L>))
        .route("/v1/admit", post(admit::<L>))
        .route("/v1/have", post(have::<L>))
        .route("/v1/introduce", post(introduce::<L>))
        .route("/v1/pull", post(pull::<L>))
        .route("/v1/wait", post(wait::<L>))
        .route("/v1/claim", post(claim::<L>))
        .route("/v1/laptops", post(laptops::<L>))
        .route("/v1/health", get(health::<L>))
        .route("/v1/ready", get(ready::<L>))
        .route("/openapi.json", get(document))
        .fallback(|| async { Refusal::NOT_FOUND })
        .layer(from_fn_with_state(front.clone(), watch::<L>))
        .with_state(front)
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

/// How a host listens, to whom how often, and how it ends.
#[derive(Debug, Clone, Copy)]
pub struct Serving {
    /// How it listens.
    pub listen: Listen,
    /// Whether a proxy before it writes into `X-Forwarded-For` who asks.
    pub forwarded: bool,
    /// How often who may ask.
    pub allowed: Allowed,
    /// How long requests that are under way may still take when it stops.
    pub farewell: Duration,
}

impl From<Listen> for Serving {
    fn from(listen: Listen) -> Serving {
        Serving { listen, forwarded: false, allowed: Allowed::default(), farewell: FAREWELL }
    }
}

/// How long a request may wait for a change: shorter than any proxy's patience.
const WAIT: Duration = Duration::from_secs(20);

/// As long as that, unless somebody says otherwise.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until `stop` ends; requests under way are finished.
///
/// # Errors
/// [`CentralError`] of the listener and of TLS.
pub async fn serve<L: HostLog<Error: Failure>>(
    host: Arc<Host<L>>,
    listener: TcpListener,
    serving: impl Into<Serving>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CentralError> {
    let serving = serving.into();
    listener.set_nonblocking(true)?;
    let handle = Handle::new();
    let (stopping, closing) = (handle.clone(), host.clone());
    let stopper = tokio::spawn(async move {
        stop.await;
        closing.close();
        stopping.graceful_shutdown(Some(serving.farewell));
    });
    let front = Front::new(host.clone(), &serving.allowed, serving.forwarded);
    let routes = router(Arc::new(front)).into_make_service_with_connect_info::<SocketAddr>();
    let served = match serving.listen {
        Listen::Plain => axum_server::from_tcp(listener)?.handle(handle).serve(routes).await,
        Listen::Tls => {
            let config = RustlsConfig::from_config(host.tls()?);
            axum_server::from_tcp_rustls(listener, config)?.handle(handle).serve(routes).await
        }
    };
    stopper.abort();
    Ok(served?)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::BAD_REQUEST)
}

#[utoipa::path(post, path = "/v1/admit", request_body = AdmitRequest, responses((status = 200, body = AdmitReply), (status = 403, body = RefusalReply), (status = 409, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn admit<L: HostLog<Error: Failure>>(
    State(front): Shared<L>,
    stranger: Stranger,
    unsigned: Unsigned,
) -> Result<Json<AdmitReply>, Refusal> {
    let request: AdmitRequest = read(&unsigned.body)?;
    stranger.tries_a_code(&front.limits)?;
    Ok(Json(front.blocking(move |host| host.admit(&request)).await?))
}

#[utoipa::path(post, path = "/v1/have", request_body = HaveRequest, responses((status = 200, body = HaveReply), (status = 401, body = RefusalReply), (status = 403, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn have<L: HostLog<Error: Failure>>(State(front): Shared<L>, signed: Signed) -> Result<Json<HaveReply>, Refusal> {
    let request: HaveRequest = read(&signed.body)?;
    Ok(Json(front.blocking(move |host| host.have(&signed.by, &request)).await?))
}

#[utoipa::path(post, path = "/v1/push", request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = PushReply), (status = 400, body = RefusalReply), (status = 403, body = RefusalReply), (status = 409, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn push<L: HostLog<Error: Failure>>(State(front): Shared<L>, signed: Signed) -> Result<Json<PushReply>, Refusal> {
    Ok(Json(front.blocking(move |host| host.push(signed.by.id, &signed.by.device, &signed.body)).await?))
}

#[utoipa::path(post, path = "/v1/pull", request_body = PullRequest, responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 403, body = RefusalReply), (status = 404, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn pull<L: HostLog<Error: Failure>>(State(front): Shared<L>, signed: Signed) -> Result<Response, Refusal> {
    let (id, request) = (signed.by.id, read(&signed.body)?);
    let packed = front.blocking(move |host| host.pull(&signed.by.device, request)).await?;
    front.limits.carried(id, packed.len())?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], packed).into_response())
}

#[utoipa::path(post, path = "/v1/introduce", request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = PushReply), (status = 400, body = RefusalReply), (status = 403, body = RefusalReply), (status = 409, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn introduce<L: HostLog<Error: Failure>>(
    State(front): Shared<L>,
    _: Stranger,
    unsigned: Unsigned,
) -> Result<Json<PushReply>, Refusal> {
    Ok(Json(front.blocking(move |host| host.introduce(&unsigned.body)).await?))
}

/// As `have`, but the answer waits until both sides no longer have the same, or [`WAIT`] is over.
#[utoipa::path(post, path = "/v1/wait", request_body = HaveRequest, responses((status = 200, body = HaveReply), (status = 401, body = RefusalReply), (status = 403, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn wait<L: HostLog<Error: Failure>>(State(front): Shared<L>, signed: Signed) -> Result<Json<HaveReply>, Refusal> {
    let request: HaveRequest = read(&signed.body)?;
    let Asker { id, came, ahead, .. } = signed.by;
    // Whoever waits holds no place that others need.
    drop((signed.body, signed.turn));
    let over = tokio::time::Instant::now() + WAIT;
    let mut changes = front.host.changes();
    loop {
        let closing = *changes.borrow_and_update() == CLOSING;
        let asked = request.clone();
        let reply = front
            .blocking(move |host| host.have(&Asker { id, device: host.device(id)?.0, came, ahead }, &asked))
            .await?;
        let time_is_over = tokio::time::timeout_at(over, changes.changed());
        // The host stops, or nothing happened for long: the answer is what it was.
        if !reply.same || closing || !matches!(time_is_over.await, Ok(Ok(()))) {
            return Ok(Json(reply));
        }
    }
}

#[utoipa::path(post, path = "/v1/claim", request_body = ClaimRequest, responses((status = 200, body = ClaimReply), (status = 403, body = RefusalReply), (status = 404, body = RefusalReply), (status = 409, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn claim<L: HostLog<Error: Failure>>(
    State(front): Shared<L>,
    signed: Signed,
) -> Result<Json<ClaimReply>, Refusal> {
    let request = read(&signed.body)?;
    Ok(Json(front.blocking(move |host| host.claim(signed.by.id, &signed.by.device, request)).await?))
}

#[utoipa::path(post, path = "/v1/laptops", request_body = LaptopsRequest, responses((status = 200, body = LaptopsReply), (status = 403, body = RefusalReply), (status = 429, body = RefusalReply)))]
async fn laptops<L: HostLog<Error: Failure>>(
    State(front): Shared<L>,
    signed: Signed,
) -> Result<Json<LaptopsReply>, Refusal> {
    let request = read(&signed.body)?;
    Ok(Json(front.blocking(move |host| host.laptops(&signed.by.device, request)).await?))
}

#[utoipa::path(get, path = "/v1/health", responses((status = 200, body = HealthReply), (status = 429, body = RefusalReply)))]
async fn health<L: HostLog<Error: Failure>>(
    State(front): Shared<L>,
    _: Stranger,
) -> Result<Json<HealthReply>, Refusal> {
    let device = front.blocking(|host| Ok(host.log().id())).await?;
    let (version, time) = (env!("CARGO_PKG_VERSION").to_owned(), wall_micros() / 1000);
    Ok(Json(HealthReply { protocol: PROTOCOL, version, device, time }))
}

/// Whether a change could be written now: for whoever watches over central.
#[utoipa::path(get, path = "/v1/ready", responses((status = 200, body = ReadyReply), (status = 429, body = RefusalReply), (status = 500, body = RefusalReply), (status = 507, body = RefusalReply)))]
async fn ready<L: HostLog<Error: Failure>>(State(front): Shared<L>, _: Stranger) -> Result<Json<ReadyReply>, Refusal> {
    front.blocking(|host| Ok(host.try_writing()?)).await?;
    Ok(Json(ReadyReply { ready: true }))
}

async fn document(_: Stranger) -> Response {
    match openapi() {
        Ok(document) => ([(header::CONTENT_TYPE, "application/json")], document).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
