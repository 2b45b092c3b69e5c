//! The data folder: which files lie in it, and the lock that keeps a second program out.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::StoreError;

const DATABASE: &str = "luudong.db";
const KEYS: &str = "keys.json";
const SIGNING_KEY: &str = "device.key";
const LOCK: &str = "lock";

/// What a folder is ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderState {
    /// Nothing of ours yet.
    Empty,
    /// Keys are there: a passphrase opens it.
    Locked,
}

/// A data folder by its path.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`, there or not.
    pub fn at(path: impl Into<PathBuf>) -> Folder {
        Folder(path.into())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What it is ready for.
    pub fn state(&self) -> FolderState {
        if self.keys().exists() { FolderState::Locked } else { FolderState::Empty }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.0.join(KEYS)
    }

    pub(crate) fn signing_key(&self) -> PathBuf {
        self.0.join(SIGNING_KEY)
    }

    pub(crate) fn create(&self) -> Result<(), StoreError> {
        Ok(fs::create_dir_all(&self.0)?)
    }

    /// Takes the folder for this process; freed when the file is dropped, by the system even after a kill.
    pub(crate) fn lock(&self) -> Result<File, StoreError> {
        let file = File::options().create(true).truncate(false).write(true).open(self.0.join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// What lies in a folder without keys can be half-made, or have lost its keys: it is set aside, never deleted.
    pub(crate) fn set_aside(&self, wall_micros: u64) -> Result<(), StoreError> {
        for name in [DATABASE, "luudong.db-wal", "luudong.db-shm", SIGNING_KEY] {
            let from = self.0.join(name);
            if from.exists() {
                fs::rename(&from, self.0.join(format!("{name}.aside-{wall_micros}")))?;
            }
        }
        Ok(())
    }
}

/// Writes a small file so that after a power cut either the old or the new one is there, whole.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    sync_parent(path)
}

/// Makes a rename durable; directories cannot be synced on Windows, where a rename is.
pub(crate) fn sync_parent(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Some(parent) = path.parent() {
        File::open(parent)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
