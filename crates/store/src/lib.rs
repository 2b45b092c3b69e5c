//! The encrypted SQLite store: the only user of rusqlite.
//!
//! A [`Store`] is one open data folder. Every mutation goes through [`Store::write`]: one transaction that appends
//! events, folds the records they touch, and is durable when it returns. [`Reader`] answers questions.

mod anew;
mod backup;
mod error;
mod fold;
mod folder;
mod gate;
mod host_log;
mod keys;
mod let_go;
mod local;
mod log;
mod migrate;
mod open;
mod parcel;
mod peer;
pub mod query;
mod sealed;
mod verify;

pub use backup::BackupInfo;
pub use error::StoreError;
pub use folder::{Folder, FolderState, save_new};
pub use gate::Gate;
pub use keys::RecoveryWords;
pub use open::{Identity, ReadOnly, Store};
pub use parcel::{
    Parcel, ParcelError, ParcelPlan, ParcelRecord, ParcelRefusal, ParcelSource, ParcelWay, ParcelWritten, Unpacked,
};
pub use query::Reader;
pub use sealed::{SEALED_ENDING, SealedError, open_sealed};
pub use verify::{Verification, VerifyFinding};

/// The version of the fold: projections are refolded when it changes.
pub const FOLD_VERSION: u32 = 12;
