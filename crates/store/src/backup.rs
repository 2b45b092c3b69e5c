//! Backup to another disk or stick, and restore. A backup is a folder: the database as it was at one moment, still
//! encrypted by its key, the key slots, and a manifest. It holds no signing key, so what comes out of it is another
//! device.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::folder::{Folder, FolderState, sync_parent, write_whole};
use crate::keys::KeySlots;
use crate::open::set_key;
use crate::{Store, StoreError};

const DATABASE: &str = "luudong.db";
const KEYS: &str = "keys.json";
const MANIFEST: &str = "backup.json";
const FORMAT: u32 = 1;

/// Where a backup went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupInfo {
    /// Its folder.
    pub path: PathBuf,
    /// Its size, bytes.
    pub bytes: u64,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    made_micros: u64,
    database_sha256: String,
    keys_sha256: String,
}

fn sha256_of(path: &Path) -> Result<String, StoreError> {
    let mut file = fs::File::open(path)?;
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash)?;
    Ok(hex::encode(hash.finalize()))
}

impl Store {
    /// Writes a backup into a new folder under `target`. The manifest comes last: without it a folder is no backup.
    ///
    /// # Errors
    /// File and database errors; the store is as it was, and a half-made folder is taken away again.
    pub fn backup(&self, target: &Path, wall_micros: u64) -> Result<BackupInfo, StoreError> {
        let stamp = luudong_domain::time::date_in_hanoi(wall_micros).format("%Y%m%d");
        let path = target.join(format!("luudong-{stamp}-{}", wall_micros / 1_000_000));
        if !target.is_dir() {
            return Err(StoreError::BackupInvalid("target is no folder"));
        }
        fs::create_dir(&path)?;
        match self.backup_into(&path, wall_micros) {
            Ok(bytes) => Ok(BackupInfo { path, bytes }),
            Err(error) => {
                // The failure is what matters; a rest on a full stick is harmless without its manifest.
                let _ = fs::remove_dir_all(&path);
                Err(error)
            }
        }
    }

    fn backup_into(&self, path: &Path, wall_micros: u64) -> Result<u64, StoreError> {
        let database = path.join(DATABASE);
        {
            let mut copy = Connection::open(&database)?;
            set_key(&copy, &self.key)?;
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy)?;
            backup.run_to_completion(4_096, std::time::Duration::ZERO, None)?;
            drop(backup);
            copy.pragma_update(None, "journal_mode", "DELETE")?;
        }
        fs::File::open(&database)?.sync_all()?;
        write_whole(&path.join(KEYS), &fs::read(self.folder.keys())?)?;
        let manifest = Manifest {
            format: FORMAT,
            made_micros: wall_micros,
            database_sha256: sha256_of(&database)?,
            keys_sha256: sha256_of(&path.join(KEYS))?,
        };
        let manifest = serde_json::to_vec_pretty(&manifest).map_err(|_| StoreError::BackupInvalid("manifest"))?;
        write_whole(&path.join(MANIFEST), &manifest)?;
        Ok(fs::metadata(&database)?.len())
    }

    /// Makes an empty folder out of a backup and opens it. The device goes on under a new id.
    ///
    /// # Errors
    /// [`StoreError::BackupInvalid`], [`StoreError::WrongPassphrase`], [`StoreError::NotEmpty`], file errors.
    pub fn restore(folder: &Folder, backup: &Path, passphrase: &str, wall_micros: u64) -> Result<Store, StoreError> {
        let manifest = fs::read(backup.join(MANIFEST)).map_err(|_| StoreError::BackupInvalid("no manifest"))?;
        let manifest: Manifest =
            serde_json::from_slice(&manifest).map_err(|_| StoreError::BackupInvalid("manifest"))?;
        if manifest.format != FORMAT {
            return Err(StoreError::Newer { found: i64::from(manifest.format), known: i64::from(FORMAT) });
        }
        if sha256_of(&backup.join(DATABASE))? != manifest.database_sha256
            || sha256_of(&backup.join(KEYS))? != manifest.keys_sha256
        {
            return Err(StoreError::BackupInvalid("not whole"));
        }
        let keys = fs::read(backup.join(KEYS))?;
        KeySlots::read(&keys)?.by_passphrase(passphrase)?;
        folder.create()?;
        {
            let _lock = folder.lock()?;
            if folder.state() != FolderState::Empty {
                return Err(StoreError::NotEmpty);
            }
            folder.set_aside(wall_micros)?;
            fs::copy(backup.join(DATABASE), folder.database())?;
            fs::File::open(folder.database())?.sync_all()?;
            sync_parent(&folder.database())?;
            write_whole(&folder.keys(), &keys)?;
        }
        Store::open(folder, passphrase, wall_micros)
    }
}
