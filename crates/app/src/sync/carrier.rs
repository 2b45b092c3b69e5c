//! The HTTP carrier: signed requests to central, errors in a person's terms.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ed25519_dalek::SigningKey;
use luudong_domain::id::{DeviceId, SessionId};
use luudong_sync::PROTOCOL;
use luudong_sync::batch::{BATCH_PACKED_LIMIT, Batch};
use luudong_sync::plan::Run;
use luudong_sync::request::{DEVICE_HEADER, PROTOCOL_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign};
use luudong_sync::wire::{
    AdmitReply, AdmitRequest, ClaimReply, ClaimRequest, HaveReply, HaveRequest, HealthReply, LaptopsReply,
    LaptopsRequest, PullRequest, PushReply, RefusalReply,
};
use reqwest::blocking::{Client, Response};
use reqwest::header::RETRY_AFTER;
use reqwest::{StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::tls::{self, Pin};
use crate::AppError;

/// When to come back to somebody who does not say.
const UNTOLD_SECONDS: u64 = 60;

/// Time for a connection to stand.
const CONNECT: Duration = Duration::from_secs(10);

/// One central, reached over HTTPS, or over HTTP on this machine.
pub(super) struct Carrier {
    client: Client,
    base: Url,
    device: DeviceId,
    key: SigningKey,
    pub(super) up: AtomicU64,
    pub(super) down: AtomicU64,
}

fn on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(host) => {
            let host = host.to_string();
            let bare = host.trim_matches(|c| c == '[' || c == ']');
            bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        None => false,
    }
}

fn unreachable(error: &reqwest::Error) -> AppError {
    if error.is_timeout() {
        return AppError::of("central_slow");
    }
    // The library says so only somewhere in the chain of causes.
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return AppError::of("central_other");
        }
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = inner.map(|inner| inner as &dyn std::error::Error).or_else(|| error.source());
    }
    AppError::of("central_unreachable")
}

impl Carrier {
    /// A carrier to the central at `address`, which must be whom `pin` names.
    pub(super) fn new(
        address: &str,
        pin: Pin,
        device: DeviceId,
        key: SigningKey,
        patience: Duration,
    ) -> Result<Carrier, AppError> {
        let base = Url::parse(address.trim()).map_err(|_| AppError::of("central_unreachable"))?;
        let local = on_this_machine(&base);
        // A proxy may stand before central, and before nobody in a hall.
        let in_hall = matches!(pin, Pin::AnyOf(_));
        match base.scheme() {
            "https" => {}
            "http" if local => {}
            _ => return Err(AppError::of("not_loopback")),
        }
        let mut builder = Client::builder()
            .connect_timeout(CONNECT.min(patience))
            .timeout(patience)
            .redirect(reqwest::redirect::Policy::none())
            // Plain HTTP needs none, and the library would read all of this machine's authorities for it.
            .tls_backend_preconfigured(tls::config(pin, base.scheme() == "https" && !in_hall)?);
        if local || in_hall {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| unreachable(&error))?;
        Ok(Carrier { client, base, device, key, up: AtomicU64::new(0), down: AtomicU64::new(0) })
    }

    /// Whose requests these are.
    pub(super) fn device(&self) -> DeviceId {
        self.device
    }

    /// The address as it is remembered.
    pub(super) fn address(&self) -> &str {
        self.base.as_str()
    }

    fn post(&self, path: &str, body: Vec<u8>) -> Result<Vec<u8>, AppError> {
        let url = self.base.join(path).map_err(|_| AppError::of("central_unreachable"))?;
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
        self.up.fetch_add(body.len() as u64, Ordering::Relaxed);
        let request = self
            .client
            .post(url)
            .header(PROTOCOL_HEADER, PROTOCOL)
            .header(DEVICE_HEADER, self.device.to_string())
            .header(TIME_HEADER, millis)
            .header(SIGNATURE_HEADER, sign(&self.key, "POST", path, millis, &body))
            .body(body);
        let response = request.send().map_err(|error| unreachable(&error))?;
        let status = response.status();
        let after = response.headers().get(RETRY_AFTER).and_then(|after| after.to_str().ok()?.parse().ok());
        let bytes = self.body(response)?;
        match status {
            _ if status.is_success() => Ok(bytes),
            // A proxy may say so too, in words of its own.
            StatusCode::TOO_MANY_REQUESTS => {
                Err(AppError::of("too_many_requests").with("seconds", after.unwrap_or(UNTOLD_SECONDS)))
            }
            _ => Err(refused(&bytes)),
        }
    }

    fn body(&self, response: Response) -> Result<Vec<u8>, AppError> {
        let mut bytes = Vec::new();
        let limit = BATCH_PACKED_LIMIT as u64 + 1;
        response.take(limit).read_to_end(&mut bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::TimedOut => AppError::of("central_slow"),
            _ => AppError::of("central_unreachable"),
        })?;
        self.down.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if bytes.len() as u64 == limit { Err(AppError::of("central_rubbish")) } else { Ok(bytes) }
    }

    fn ask<T: DeserializeOwned>(&self, path: &str, request: &impl Serialize) -> Result<T, AppError> {
        let body = serde_json::to_vec(request).map_err(AppError::internal)?;
        serde_json::from_slice(&self.post(path, body)?).map_err(|_| AppError::of("central_rubbish"))
    }

    /// Asks to be admitted.
    pub(super) fn admit(&self, request: &AdmitRequest) -> Result<AdmitReply, AppError> {
        self.ask("/v1/admit", request)
    }

    /// Asks what central has.
    pub(super) fn have(&self, request: &HaveRequest) -> Result<HaveReply, AppError> {
        self.ask("/v1/have", request)
    }

    /// Who answers here; of anybody, without a signature.
    pub(super) fn health(&self) -> Result<HealthReply, AppError> {
        let url = self.base.join("/v1/health").map_err(|_| AppError::of("central_unreachable"))?;
        let response = self.client.get(url).send().map_err(|error| unreachable(&error))?;
        serde_json::from_slice(&self.body(response)?).map_err(|_| AppError::of("central_rubbish"))
    }

    /// As `have`, but answered when something has changed, or after a while.
    pub(super) fn wait(&self, request: &HaveRequest) -> Result<HaveReply, AppError> {
        self.ask("/v1/wait", request)
    }

    /// Asks a hub for the right to call somebody.
    pub(super) fn claim(&self, request: ClaimRequest) -> Result<ClaimReply, AppError> {
        self.ask("/v1/claim", &request)
    }

    /// Asks who was here of a session's laptops.
    pub(super) fn laptops(&self, session: SessionId) -> Result<LaptopsReply, AppError> {
        self.ask("/v1/laptops", &LaptopsRequest { session })
    }

    /// Sends a batch of central's own series to a hub that does not know this laptop yet.
    pub(super) fn introduce(&self, batch: &Batch) -> Result<PushReply, AppError> {
        let packed = batch.pack().map_err(|_| AppError::of("batch_too_large"))?;
        serde_json::from_slice(&self.post("/v1/introduce", packed)?).map_err(|_| AppError::of("central_rubbish"))
    }

    /// Sends one batch; central's copy is durable when this returns.
    pub(super) fn push(&self, batch: &Batch) -> Result<PushReply, AppError> {
        let packed = batch.pack().map_err(|_| AppError::of("batch_too_large"))?;
        serde_json::from_slice(&self.post("/v1/push", packed)?).map_err(|_| AppError::of("central_rubbish"))
    }

    /// Fetches one batch.
    pub(super) fn pull(&self, request: PullRequest) -> Result<Batch, AppError> {
        let body = serde_json::to_vec(&request).map_err(AppError::internal)?;
        Batch::unpack(&self.post("/v1/pull", body)?).map_err(|_| AppError::of("central_rubbish"))
    }

    /// Fetches a run, a batch at a time; ends with it, or with the first error.
    pub(super) fn pull_run(&self, run: Run) -> impl Iterator<Item = Result<Batch, AppError>> {
        let mut next = Some(run.after);
        std::iter::from_fn(move || {
            let after = next.take()?;
            let fetched = self.pull(PullRequest { scope: run.series.scope, device: run.series.device, after });
            let fetched = fetched.and_then(|batch| {
                let follows = batch.series == run.series && batch.last() > after;
                if follows { Ok(batch) } else { Err(AppError::of("central_rubbish")) }
            });
            next = fetched.as_ref().ok().map(Batch::last).filter(|last| *last < run.upto);
            Some(fetched)
        })
    }
}

/// Central's own code, where it is one; rubbish otherwise.
fn refused(bytes: &[u8]) -> AppError {
    match serde_json::from_slice::<RefusalReply>(bytes) {
        Ok(reply) if reply.code == "protocol_version" => AppError::of("central_version"),
        Ok(reply) => AppError { code: reply.code, params: reply.params },
        Err(_) => AppError::of("central_rubbish"),
    }
}
