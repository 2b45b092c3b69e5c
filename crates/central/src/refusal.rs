//! Refusals as they travel: a status, a stable code, safe parameters.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use luudong_store::{ParcelError, StoreError};
use luudong_sync::batch::BatchError;
use luudong_sync::check::Refused;
use luudong_sync::wire::RefusalReply;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code; `docs/protocol.md` lists them.
    pub code: &'static str,
}

impl Refusal {
    pub(crate) const NOT_ADMITTED: Refusal = Refusal { status: StatusCode::UNAUTHORIZED, code: "not_admitted" };
    pub(crate) const BAD_SIGNATURE: Refusal = Refusal { status: StatusCode::UNAUTHORIZED, code: "bad_signature" };
    pub(crate) const REVOKED: Refusal = Refusal { status: StatusCode::FORBIDDEN, code: "device_revoked" };
    pub(crate) const SCOPE: Refusal = Refusal { status: StatusCode::FORBIDDEN, code: "scope_not_granted" };
    pub(crate) const CODE_UNKNOWN: Refusal = Refusal { status: StatusCode::FORBIDDEN, code: "code_unknown" };
    pub(crate) const CODE_USED: Refusal = Refusal { status: StatusCode::FORBIDDEN, code: "code_used" };
    pub(crate) const VERSION: Refusal = Refusal { status: StatusCode::BAD_REQUEST, code: "protocol_version" };
    pub(crate) const NOT_CENTRAL: Refusal = Refusal { status: StatusCode::FORBIDDEN, code: "not_central" };
    pub(crate) const NOT_HUB: Refusal = Refusal { status: StatusCode::NOT_FOUND, code: "not_hub" };
    pub(crate) const CLAIMED: Refusal = Refusal { status: StatusCode::CONFLICT, code: "claimed" };
    pub(crate) const QUEUE_EMPTY: Refusal = Refusal { status: StatusCode::CONFLICT, code: "queue_empty" };
    pub(crate) const BAD_REQUEST: Refusal = Refusal { status: StatusCode::BAD_REQUEST, code: "bad_request" };
    pub(crate) const NOT_FOUND: Refusal = Refusal { status: StatusCode::NOT_FOUND, code: "not_found" };
    pub(crate) const TOO_LARGE: Refusal = Refusal { status: StatusCode::BAD_REQUEST, code: "batch_too_large" };
    pub(crate) const DAMAGED: Refusal = Refusal { status: StatusCode::BAD_REQUEST, code: "batch_damaged" };
    pub(crate) const FORGED: Refusal = Refusal { status: StatusCode::BAD_REQUEST, code: "batch_forged" };
    pub(crate) const GAP: Refusal = Refusal { status: StatusCode::CONFLICT, code: "batch_gap" };
    pub(crate) const FORK: Refusal = Refusal { status: StatusCode::CONFLICT, code: "batch_fork" };
    pub(crate) const FULL: Refusal = Refusal { status: StatusCode::INSUFFICIENT_STORAGE, code: "central_full" };
    pub(crate) const STORAGE: Refusal = Refusal { status: StatusCode::INTERNAL_SERVER_ERROR, code: "central_storage" };
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        // The error names no person; the device only needs to know that it may try again.
        tracing::error!(%error, "storage");
        if matches!(error, StoreError::Full) { Refusal::FULL } else { Refusal::STORAGE }
    }
}

impl From<ParcelError> for Refusal {
    fn from(error: ParcelError) -> Refusal {
        match (error.code(), error) {
            (Some(code), _) => Refusal { status: StatusCode::BAD_REQUEST, code },
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

impl From<Refused<StoreError>> for Refusal {
    fn from(refused: Refused<StoreError>) -> Refusal {
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
        (self.status, Json(RefusalReply { code: self.code.to_owned(), params: Default::default() })).into_response()
    }
}
