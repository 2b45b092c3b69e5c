//! What can go wrong with a store. No variant carries personal data.

use luudong_sync::envelope::WriteError;

/// What can go wrong with a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The passphrase or the recovery words open no slot.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// Another program has the folder open.
    #[error("the data folder is in use")]
    InUse,
    /// The folder cannot be written.
    #[error("the data folder is read-only")]
    ReadOnly,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// A newer version wrote the folder.
    #[error("the data folder is from a newer version ({found} > {known})")]
    Newer {
        /// Schema version found.
        found: i64,
        /// Newest this program knows.
        known: i64,
    },
    /// The database or its keys cannot be read.
    #[error("the data folder is damaged: {0}")]
    Damaged(&'static str),
    /// The folder holds something already.
    #[error("the data folder is not empty")]
    NotEmpty,
    /// A lane has given all the tickets that it has numbers for.
    #[error("no ticket number is left")]
    NoNumberLeft,
    /// A backup that is none, or not whole.
    #[error("not a backup: {0}")]
    BackupInvalid(&'static str),
    /// An event that cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// An event that does not belong in the scope it was written to: a mistake of this program.
    #[error("a {kind} event does not belong in this scope")]
    WrongScope {
        /// The event's kind.
        kind: &'static str,
    },
    /// What this device was admitted for does not include that; nothing was written.
    #[error("this device may not write a {kind} event")]
    WrongRole {
        /// The event's kind.
        kind: &'static str,
    },
    /// This device may not vouch for that; nothing was written.
    #[error("this device may not vouch for that")]
    WrongVouch,
    /// Any other file error.
    #[error("file error: {0}")]
    Io(std::io::Error),
    /// Any other database error.
    #[error("database error: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> StoreError {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => StoreError::ReadOnly,
            _ => StoreError::Io(error),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => StoreError::Full,
            Some(rusqlite::ErrorCode::ReadOnly) => StoreError::ReadOnly,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => StoreError::InUse,
            Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                StoreError::Damaged("database")
            }
            _ => StoreError::Sqlite(error),
        }
    }
}
