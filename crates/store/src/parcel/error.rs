//! Why a parcel is not written, or not believed. No variant carries personal data.

use std::io;

use luudong_sync::BatchError;
use luudong_sync::parcel::ParcelError as Bytes;

use crate::StoreError;

/// Why a parcel is not written, or not believed.
#[derive(Debug, thiserror::Error)]
pub enum ParcelError {
    /// The bytes.
    #[error(transparent)]
    Bytes(Bytes),
    /// One batch of it is none.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// Encrypted to another device's key, or its first bytes were changed.
    #[error("the parcel is not for this device")]
    NotForMe,
    /// This device knows no central yet.
    #[error("this device was not admitted")]
    NotAdmitted,
    /// Nobody whose key is certified.
    #[error("the receiver is not known")]
    ReceiverUnknown,
    /// A device that was revoked is handed nothing.
    #[error("the receiver was revoked")]
    ReceiverRevoked,
    /// Nor is one whose certificate is over.
    #[error("the receiver's certificate is over")]
    ReceiverExpired,
    /// Nobody whose key is certified, even after what the parcel says of `org`.
    #[error("the sender is not known")]
    SenderUnknown,
    /// From a revoked device nothing is taken.
    #[error("the sender was revoked")]
    SenderRevoked,
    /// No folder, or the data folder itself.
    #[error("the target is no folder for parcels")]
    FolderBad,
    /// No room on the stick.
    #[error("the stick is full")]
    StickFull,
    /// The stick cannot be written, or was pulled out.
    #[error("the stick could not be written: {0}")]
    StickLost(io::Error),
    /// The file could not be read, or the stick was pulled out.
    #[error("the parcel could not be read: {0}")]
    Unreadable(io::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ParcelError {
    /// Stable code; its sentence is the message `error_<code>`. `None` where the store says it better.
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            ParcelError::Bytes(Bytes::NotOne) => "parcel_not_one",
            ParcelError::Bytes(Bytes::Version) => "parcel_version",
            ParcelError::Bytes(Bytes::Damaged) => "parcel_damaged",
            ParcelError::Bytes(Bytes::TooLarge) => "parcel_too_large",
            ParcelError::Bytes(Bytes::Forged) => "parcel_forged",
            ParcelError::Bytes(Bytes::Io(_)) | ParcelError::Unreadable(_) => "parcel_unreadable",
            ParcelError::Batch(BatchError::TooLarge) => "batch_too_large",
            ParcelError::Batch(BatchError::Damaged) => "batch_damaged",
            ParcelError::NotForMe => "parcel_not_for_me",
            ParcelError::NotAdmitted => "not_admitted",
            ParcelError::ReceiverUnknown => "parcel_receiver_unknown",
            ParcelError::ReceiverRevoked => "parcel_receiver_revoked",
            ParcelError::ReceiverExpired => "parcel_receiver_expired",
            ParcelError::SenderUnknown => "parcel_sender_unknown",
            ParcelError::SenderRevoked => "parcel_sender_revoked",
            ParcelError::FolderBad => "parcel_folder_bad",
            ParcelError::StickFull => "stick_full",
            ParcelError::StickLost(_) => "stick_lost",
            ParcelError::Store(_) => return None,
        })
    }

    /// What went wrong while a stick was written.
    pub(super) fn of_stick(error: io::Error) -> ParcelError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                ParcelError::StickFull
            }
            _ => ParcelError::StickLost(error),
        }
    }
}

impl From<Bytes> for ParcelError {
    fn from(error: Bytes) -> ParcelError {
        match error {
            Bytes::Io(error) => ParcelError::Unreadable(error),
            other => ParcelError::Bytes(other),
        }
    }
}
