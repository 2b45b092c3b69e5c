//! What stands between the network and a host: who asks, how often and how much. Of a request the log gets that, and
//! nothing of what was said.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Bytes, HttpBody as _, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use luudong_domain::id::DeviceId;
use luudong_sync::PROTOCOL;
use luudong_sync::batch::BATCH_PACKED_LIMIT;
use luudong_sync::host_log::HostLog;
use luudong_sync::request::{DEVICE_HEADER, PROTOCOL_HEADER, SIGNATURE_HEADER, TIME_HEADER, is_by};
use luudong_sync::wire::MESSAGE_LIMIT;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::{Instrument as _, Span, field};

use crate::host::Asker;
use crate::limits::{Allowed, Limits};
use crate::refusal::RefusalCode;
use crate::{Failure, Host, Refusal, wall_micros};

/// Requests of devices whose body is held at one time, 4 MiB each at the most; others wait for their turn.
const DEVICES_AT_ONCE: usize = 128;
/// The same of requests that need no admission.
const STRANGERS_AT_ONCE: usize = 16;
/// Requests that work at one time: there is one writer, and a batch unpacks to 16 MiB.
const AT_WORK: usize = 16;
/// How long a body may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(120);

/// The way to one host.
pub(crate) struct Front<L: HostLog> {
    pub(crate) host: Arc<Host<L>>,
    pub(crate) limits: Limits,
    forwarded: bool,
    devices: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
    work: Semaphore,
}

impl<L: HostLog> Front<L> {
    pub(crate) fn new(host: Arc<Host<L>>, allowed: &Allowed, forwarded: bool) -> Front<L> {
        Front {
            host,
            limits: Limits::new(allowed),
            forwarded,
            devices: Arc::new(Semaphore::new(DEVICES_AT_ONCE)),
            strangers: Arc::new(Semaphore::new(STRANGERS_AT_ONCE)),
            work: Semaphore::new(AT_WORK),
        }
    }

    /// Runs `work`, which reads and writes the log, off the network's threads.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Host<L>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self.work.acquire().await.map_err(|_| Refusal::STORAGE)?;
        let (host, span) = (self.host.clone(), Span::current());
        tokio::task::spawn_blocking(move || span.in_scope(|| work(&host))).await.unwrap_or(Err(Refusal::STORAGE))
    }

    /// The address of whoever asks: of the connection, or as the proxy before us wrote it.
    fn address(&self, request: &Request) -> IpAddr {
        let told = || request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok();
        let last = || told()?.rsplit(',').next()?.trim().parse().ok();
        let connection = || Some(request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip());
        let forwarded = if self.forwarded { last() } else { None };
        forwarded.or_else(connection).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

/// Where a request came from.
#[derive(Clone, Copy)]
struct CameFrom(IpAddr);

/// Writes one line of every request: method, path, device, lane, status, refusal, bytes, time. A path that is none of ours
/// could say anything, so it is not written.
pub(crate) async fn watch<L: HostLog>(
    State(front): State<Arc<Front<L>>>,
    mut request: Request,
    next: Next,
) -> Response {
    let method = match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        _ => "other",
    };
    let path = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str);
    let span = tracing::info_span!(
        "request",
        method,
        path,
        device = field::Empty,
        lane = field::Empty,
        received = field::Empty
    );
    let (began, address) = (Instant::now(), front.address(&request));
    request.extensions_mut().insert(CameFrom(address));
    let response = match front.limits.asked_from(address) {
        Ok(()) => next.run(request).instrument(span.clone()).await,
        Err(refusal) => refusal.into_response(),
    };
    span.in_scope(|| {
        tracing::info!(
            status = response.status().as_u16(),
            code = response.extensions().get::<RefusalCode>().map(|code| code.0),
            sent = response.body().size_hint().exact(),
            millis = began.elapsed().as_millis() as u64,
            "answered"
        );
    });
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn speaks_ours(headers: &HeaderMap) -> Result<(), Refusal> {
    let version = text(headers, PROTOCOL_HEADER).and_then(|version| version.parse::<u32>().ok());
    if version == Some(PROTOCOL) { Ok(()) } else { Err(Refusal::VERSION) }
}

async fn turn(of: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refusal> {
    of.clone().acquire_owned().await.map_err(|_| Refusal::STORAGE)
}

/// The body of a request, within the limit of its route; of one that says that it is larger nothing is read.
async fn body(request: Request) -> Result<Bytes, Refusal> {
    let limit = match request.uri().path() {
        "/v1/push" | "/v1/introduce" => BATCH_PACKED_LIMIT,
        _ => MESSAGE_LIMIT,
    };
    let body = request.into_body();
    if body.size_hint().lower() > limit as u64 {
        return Err(Refusal::TOO_LARGE);
    }
    let read = tokio::time::timeout(BODY_PATIENCE, to_bytes(body, limit)).await;
    let body = read.map_err(|_| Refusal::SLOW)?.map_err(|_| Refusal::BAD_REQUEST)?;
    Span::current().record("received", body.len());
    Ok(body)
}

/// A request that a device signed which is admitted here.
pub(crate) struct Signed {
    pub(crate) by: Asker,
    pub(crate) body: Bytes,
    /// Held for as long as the body is.
    pub(crate) turn: OwnedSemaphorePermit,
}

impl<L: HostLog<Error: Failure>> FromRequest<Arc<Front<L>>> for Signed {
    type Rejection = Refusal;

    async fn from_request(request: Request, front: &Arc<Front<L>>) -> Result<Signed, Refusal> {
        let (path, headers) = (request.uri().path().to_owned(), request.headers().clone());
        speaks_ours(&headers)?;
        let id: DeviceId = text(&headers, DEVICE_HEADER).and_then(|id| id.parse().ok()).ok_or(Refusal::NOT_ADMITTED)?;
        // Of whoever names no device that is known here, no more than the headers is read.
        front.blocking(move |host| host.device(id)).await?;
        let turn = turn(&front.devices).await?;
        let body = body(request).await?;
        let (signed, came) = (body.clone(), wall_micros() / 1000);
        let by = front.blocking(move |host| {
            let (device, key) = host.device(id)?;
            let time: u64 =
                text(&headers, TIME_HEADER).and_then(|time| time.parse().ok()).ok_or(Refusal::BAD_SIGNATURE)?;
            let signature = text(&headers, SIGNATURE_HEADER).ok_or(Refusal::BAD_SIGNATURE)?;
            let by_it = is_by(&key, signature, "POST", &path, time, &signed);
            let asker = Asker { id, device, came, ahead: (time as i64).saturating_sub(came as i64) };
            if by_it { Ok(asker) } else { Err(Refusal::BAD_SIGNATURE) }
        });
        let by = by.await?;
        Span::current().record("device", field::display(id)).record("lane", &by.device.lane);
        // Only now: nobody uses up what another device may ask.
        front.limits.asked_by(id, body.len())?;
        Ok(Signed { by, body, turn })
    }
}

/// A request that needs no admission.
pub(crate) struct Stranger {
    address: IpAddr,
}

impl Stranger {
    /// An admission code is tried.
    pub(crate) fn tries_a_code(&self, limits: &Limits) -> Result<(), Refusal> {
        limits.code_from(self.address)
    }
}

impl<L: HostLog> FromRequestParts<Arc<Front<L>>> for Stranger {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, front: &Arc<Front<L>>) -> Result<Stranger, Refusal> {
        let address = parts.extensions.get::<CameFrom>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |from| from.0);
        front.limits.opened_from(address)?;
        Ok(Stranger { address })
    }
}

/// The body of such a request.
pub(crate) struct Unsigned {
    pub(crate) body: Bytes,
    _turn: OwnedSemaphorePermit,
}

impl<L: HostLog> FromRequest<Arc<Front<L>>> for Unsigned {
    type Rejection = Refusal;

    async fn from_request(request: Request, front: &Arc<Front<L>>) -> Result<Unsigned, Refusal> {
        speaks_ours(request.headers())?;
        let turn = turn(&front.strangers).await?;
        Ok(Unsigned { body: body(request).await?, _turn: turn })
    }
}
