//! What whoever runs central wants to know of it.

use std::path::{Path, PathBuf};

use luudong_domain::id::DeviceId;
use serde::{Deserialize, Serialize};

use crate::{Central, CentralError};

/// The setting that keeps the last backup.
pub(crate) const LAST_BACKUP: &str = "last_backup";

/// A backup that was written whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LastBackup {
    /// When it began, milliseconds.
    pub at: u64,
    /// Its folder.
    pub folder: PathBuf,
    /// Its size, bytes.
    pub bytes: u64,
}

/// How central is.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// Program version.
    pub version: &'static str,
    /// Central's own id.
    pub device: DeviceId,
    /// Devices that were admitted and not revoked.
    pub devices: usize,
    /// Codes that nobody has used yet.
    pub codes_unused: usize,
    /// Events in the log.
    pub events: u64,
    /// What the database takes on disk, bytes.
    pub database_bytes: u64,
    /// Room on that disk, bytes; nothing where the system does not tell.
    pub free_bytes: Option<u64>,
    /// The last backup that was written whole.
    pub last_backup: Option<LastBackup>,
    /// It came out of a backup and waits for what it wrote after it.
    pub restored: bool,
}

#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

impl Central {
    /// How central is. Something is written, so that it fails where nothing could be.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn status(&self) -> Result<Status, CentralError> {
        self.host().try_writing()?;
        let store = self.store();
        let (reader, folder) = (store.reader(), store.folder().path());
        let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |file| file.len());
        let last_backup = reader.setting(LAST_BACKUP)?.and_then(|last| serde_json::from_str(&last).ok());
        let devices = reader.devices()?;
        Ok(Status {
            version: env!("CARGO_PKG_VERSION"),
            device: store.identity().device,
            devices: devices.iter().filter(|row| !row.device.central && row.device.revoked.is_none()).count(),
            codes_unused: reader.admissions()?.iter().filter(|code| code.used.is_none()).count(),
            events: reader.events()?,
            database_bytes: size("luudong.db") + size("luudong.db-wal"),
            free_bytes: free(folder),
            last_backup,
            restored: reader.restored()?,
        })
    }
}
