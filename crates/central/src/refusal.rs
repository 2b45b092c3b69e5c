//! Refusals as they travel: a status, a stable code, safe parameters.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use luudong_store::{ParcelError, StoreError};
use luudong_sync::batch::BatchError;
use luudong_sync::check::Refused;
use luudong_sync::envelope::WriteError;
use luudong_sync::host_log::NotWritten;
use luudong_sync::wire::RefusalReply;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code; `docs/protocol.md` lists them.
    pub code: &'static str,
    /// When it is worth trying again, seconds from now.
    pub after_seconds: Option<u64>,
}

/// The code of a refusal, kept beside a reply for the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusalCode(pub(crate) &'static str);

impl Refusal {
    const fn of(code: &'static str, status: StatusCode) -> Refusal {
        Refusal { status, code, after_seconds: None }
    }

    /// Asked too often, or for too much.
    pub(crate) const fn too_many(after_seconds: u64) -> Refusal {
        let refusal = Refusal::of("too_many_requests", StatusCode::TOO_MANY_REQUESTS);
        Refusal { after_seconds: Some(after_seconds), ..refusal }
    }

    pub(crate) const NOT_ADMITTED: Refusal = Refusal::of("not_admitted", StatusCode::UNAUTHORIZED);
    pub(crate) const BAD_SIGNATURE: Refusal = Refusal::of("bad_signature", StatusCode::UNAUTHORIZED);
    pub(crate) const REVOKED: Refusal = Refusal::of("device_revoked", StatusCode::FORBIDDEN);
    pub(crate) const SCOPE: Refusal = Refusal::of("scope_not_granted", StatusCode::FORBIDDEN);
    pub(crate) const CODE_UNKNOWN: Refusal = Refusal::of("code_unknown", StatusCode::FORBIDDEN);
    pub(crate) const CODE_USED: Refusal = Refusal::of("code_used", StatusCode::FORBIDDEN);
    pub(crate) const CODE_OVER: Refusal = Refusal::of("code_over", StatusCode::FORBIDDEN);
    pub(crate) const EXPIRED: Refusal = Refusal::of("device_expired", StatusCode::FORBIDDEN);
    pub(crate) const VOUCH: Refusal = Refusal::of("vouch_refused", StatusCode::FORBIDDEN);
    pub(crate) const VERSION: Refusal = Refusal::of("protocol_version", StatusCode::BAD_REQUEST);
    pub(crate) const NOT_HUB: Refusal = Refusal::of("not_hub", StatusCode::NOT_FOUND);
    pub(crate) const CLAIMED: Refusal = Refusal::of("claimed", StatusCode::CONFLICT);
    pub(crate) const QUEUE_EMPTY: Refusal = Refusal::of("queue_empty", StatusCode::CONFLICT);
    pub(crate) const QUEUE_NOT_HERE: Refusal = Refusal::of("queue_not_here", StatusCode::CONFLICT);
    pub(crate) const BAD_REQUEST: Refusal = Refusal::of("bad_request", StatusCode::BAD_REQUEST);
    pub(crate) const NOT_FOUND: Refusal = Refusal::of("not_found", StatusCode::NOT_FOUND);
    pub(crate) const TOO_LARGE: Refusal = Refusal::of("batch_too_large", StatusCode::BAD_REQUEST);
    pub(crate) const DAMAGED: Refusal = Refusal::of("batch_damaged", StatusCode::BAD_REQUEST);
    pub(crate) const FORGED: Refusal = Refusal::of("batch_forged", StatusCode::BAD_REQUEST);
    pub(crate) const GAP: Refusal = Refusal::of("batch_gap", StatusCode::CONFLICT);
    pub(crate) const FORK: Refusal = Refusal::of("batch_fork", StatusCode::CONFLICT);
    pub(crate) const FULL: Refusal = Refusal::of("central_full", StatusCode::INSUFFICIENT_STORAGE);
    pub(crate) const STORAGE: Refusal = Refusal::of("central_storage", StatusCode::INTERNAL_SERVER_ERROR);
    pub(crate) const SLOW: Refusal = Refusal::of("bad_request", StatusCode::REQUEST_TIMEOUT);
    pub(crate) const RESTORED: Refusal = Refusal::of("central_restored", StatusCode::CONFLICT);
}

/// A failure of a log's storage, as far as whoever asks is told: only whether there is room. Its text names no person.
pub trait Failure: std::error::Error {
    /// Whether there is no room left.
    fn is_full(&self) -> bool {
        false
    }
}

impl Failure for StoreError {
    fn is_full(&self) -> bool {
        matches!(self, StoreError::Full)
    }
}

/// Of a log in memory.
impl Failure for WriteError {}

impl<E: Failure> From<E> for Refusal {
    fn from(error: E) -> Refusal {
        tracing::error!(%error, "storage");
        // The device only needs to know that it may try again.
        if error.is_full() { Refusal::FULL } else { Refusal::STORAGE }
    }
}

impl<E: Failure> From<NotWritten<E>> for Refusal {
    fn from(not_written: NotWritten<E>) -> Refusal {
        match not_written {
            NotWritten::Restored => Refusal::RESTORED,
            NotWritten::CodeUsed => Refusal::CODE_USED,
            NotWritten::NotAllowed => Refusal::VOUCH,
            NotWritten::Storage(error) => error.into(),
        }
    }
}

impl From<ParcelError> for Refusal {
    fn from(error: ParcelError) -> Refusal {
        match (error.code(), error) {
            (Some(code), _) => Refusal::of(code, StatusCode::BAD_REQUEST),
            (None, ParcelError::Store(error)) => error.into(),
            (None, _) => Refusal::STORAGE,
        }
    }
}

impl From<BatchError> for Refusal {
    fn from(error: BatchError) -> Refusal {
        match error {
            BatchError::TooLarge => Refusal::TOO_LARGE,
            BatchError::Damaged => Refusal::DAMAGED,
        }
    }
}

impl<E: Failure> From<Refused<E>> for Refusal {
    fn from(refused: Refused<E>) -> Refusal {
        match refused {
            Refused::Gap => Refusal::GAP,
            Refused::Fork => Refusal::FORK,
            Refused::Forged => Refusal::FORGED,
            Refused::Damaged => Refusal::DAMAGED,
            Refused::Storage(error) => error.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let seconds = self.after_seconds.map(|seconds| ("seconds".to_owned(), seconds.to_string()));
        let reply = RefusalReply { code: self.code.to_owned(), params: seconds.into_iter().collect() };
        let mut response = (self.status, Json(reply)).into_response();
        response.extensions_mut().insert(RefusalCode(self.code));
        if let Some(seconds) = self.after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
