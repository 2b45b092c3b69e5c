//! Refusals that a person can act on.

use std::collections::BTreeMap;

use luudong_domain::visit::decide::Refusal;
use luudong_store::StoreError;
use serde::Serialize;

use crate::sheet::SheetError;

/// A refusal that a person can act on: a stable code and safe parameters (never personal data).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}")]
pub struct AppError {
    /// Stable code; its sentence is the message `error_<code>`.
    pub code: String,
    /// Parameters of the sentence.
    pub params: BTreeMap<String, String>,
}

impl AppError {
    /// A refusal without parameters.
    pub fn of(code: &str) -> AppError {
        AppError { code: code.to_owned(), params: BTreeMap::new() }
    }

    /// The same with a parameter, which must not be personal data.
    pub fn with(mut self, name: &str, value: impl ToString) -> AppError {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// What cannot happen as far as this program knows. The cause goes to the log; it must say nothing of a person.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> AppError {
        tracing::error!(%cause, "internal");
        AppError::of("internal")
    }

    /// What was asked for is not there.
    pub(crate) fn not_found(what: &str) -> AppError {
        AppError::of("not_found").with("what", what)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> AppError {
        let code = match &error {
            StoreError::WrongPassphrase => "wrong_passphrase",
            StoreError::InUse => "folder_in_use",
            StoreError::ReadOnly => "folder_read_only",
            StoreError::Full => "folder_full",
            StoreError::Newer { .. } => "folder_newer",
            StoreError::Damaged(_) => "folder_damaged",
            StoreError::NotEmpty => "folder_not_empty",
            StoreError::NoNumberLeft => "ticket_numbers",
            StoreError::BackupInvalid(_) => "backup_invalid",
            StoreError::WrongRole { .. } => "not_allowed_here",
            StoreError::WrongVouch => "vouch_refused",
            StoreError::Write(_) | StoreError::WrongScope { .. } | StoreError::Io(_) | StoreError::Sqlite(_) => {
                "storage"
            }
        };
        // The cause goes to the log for whoever supports the laptop; it names no person.
        tracing::warn!(%error, code, "store");
        AppError::of(code)
    }
}

impl From<SheetError> for AppError {
    fn from(error: SheetError) -> AppError {
        let refused = AppError::of(error.code());
        match error.limit() {
            Some(limit) => refused.with("limit", limit),
            None => refused,
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> AppError {
        let refused = AppError::of(match refusal {
            Refusal::AlreadyCheckedIn => "already_checked_in",
            Refusal::AlreadyCaptured => "already_captured",
            Refusal::WrongState => "wrong_state",
            Refusal::StationUnknown => "station_unknown",
            Refusal::StationServesNot => "station_serves_not",
            Refusal::OtherStation => "other_station",
            Refusal::CalledElsewhere(_) => "called_elsewhere",
            Refusal::OtherStep => "other_step",
            Refusal::LastStep => "last_step",
            Refusal::StepsLeft => "steps_left",
            Refusal::CallsLeft(_) => "calls_left",
            Refusal::UndoNotLast => "undo_not_last",
            Refusal::ReasonMissing => "reason_missing",
            Refusal::NeedsNewer => "needs_newer",
        });
        match refusal {
            Refusal::CallsLeft(count) => refused.with("count", count),
            Refusal::CalledElsewhere(station) => refused.with("station", station),
            _ => refused,
        }
    }
}
