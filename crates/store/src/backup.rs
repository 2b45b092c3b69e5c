//! Backup to another disk or stick, and restore. A backup is a folder: the database as it was at one moment, still
//! encrypted by its key, the key slots, and a manifest. A laptop's holds no signing key, so what comes out of it is
//! another device. Central's does, sealed by the key of the database: all certificates hang on it.

use std::fs;
use std::path::{Path, PathBuf};

use luudong_domain::id::ActorId;
use rusqlite::Connection;
use rusqlite::backup::StepResult;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::folder::{Folder, FolderState, sync_parent, write_whole};
use crate::keys::{KeySlots, unseal};
use crate::open::{CENTRAL_KEY, set_key};
use crate::query::Reader;
use crate::{Store, StoreError};

const DATABASE: &str = "luudong.db";
const KEYS: &str = "keys.json";
const SIGNING_KEY: &str = "device.key";
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
    /// Of central only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_key_sha256: Option<String>,
}

/// The setting of a central that came out of a backup and has not resumed.
const RESTORED: &str = "restored";

/// The manifest of a whole backup.
fn manifest(backup: &Path) -> Result<Manifest, StoreError> {
    let manifest = fs::read(backup.join(MANIFEST)).map_err(|_| StoreError::BackupInvalid("no manifest"))?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| StoreError::BackupInvalid("manifest"))?;
    if manifest.format != FORMAT {
        return Err(StoreError::Newer { found: i64::from(manifest.format), known: i64::from(FORMAT) });
    }
    let is = |name: &str, wanted: &str| Ok::<bool, StoreError>(sha256_of(&backup.join(name))? == wanted);
    let device_key = match &manifest.device_key_sha256 {
        Some(wanted) => is(SIGNING_KEY, wanted)?,
        None => true,
    };
    if is(DATABASE, &manifest.database_sha256)? && is(KEYS, &manifest.keys_sha256)? && device_key {
        Ok(manifest)
    } else {
        Err(StoreError::BackupInvalid("not whole"))
    }
}

impl Reader<'_> {
    /// Whether this central came out of a backup and waits for what it wrote after it.
    ///
    /// # Errors
    /// Database errors.
    pub fn restored(&self) -> Result<bool, StoreError> {
        Ok(self.setting(RESTORED)?.is_some())
    }
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
        let keys = fs::read(self.folder.keys())?;
        self.backup_with(target, wall_micros, &keys, None)
    }

    /// The same of a central, with its signing key. What it is all readable with is `passphrase`, which is nowhere else.
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn backup_whole(&self, target: &Path, passphrase: &str, wall_micros: u64) -> Result<BackupInfo, StoreError> {
        let keys = KeySlots::by(passphrase, &self.key)?.bytes()?;
        let signing = fs::read(self.folder.signing_key())?;
        self.backup_with(target, wall_micros, &keys, Some(&signing))
    }

    fn backup_with(
        &self,
        target: &Path,
        wall_micros: u64,
        keys: &[u8],
        signing: Option<&[u8]>,
    ) -> Result<BackupInfo, StoreError> {
        let stamp = luudong_domain::time::date_in_hanoi(wall_micros).format("%Y%m%d");
        let path = target.join(format!("luudong-{stamp}-{}", wall_micros / 1_000_000));
        if !target.is_dir() {
            return Err(StoreError::BackupInvalid("target is no folder"));
        }
        fs::create_dir(&path)?;
        match self.backup_into(&path, wall_micros, keys, signing) {
            Ok(bytes) => Ok(BackupInfo { path, bytes }),
            Err(error) => {
                // The failure is what matters; a rest on a full stick is harmless without its manifest.
                let _ = fs::remove_dir_all(&path);
                Err(error)
            }
        }
    }

    fn backup_into(
        &self,
        path: &Path,
        wall_micros: u64,
        keys: &[u8],
        signing: Option<&[u8]>,
    ) -> Result<u64, StoreError> {
        let database = path.join(DATABASE);
        {
            let mut copy = Connection::open(&database)?;
            set_key(&copy, &self.key)?;
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy)?;
            // In one step, which is one moment: between two, another process may write, and all begins again.
            if backup.step(-1)? != StepResult::Done {
                return Err(StoreError::InUse);
            }
            drop(backup);
            copy.pragma_update(None, "journal_mode", "DELETE")?;
        }
        fs::File::open(&database)?.sync_all()?;
        write_whole(&path.join(KEYS), keys)?;
        if let Some(signing) = signing {
            write_whole(&path.join(SIGNING_KEY), signing)?;
        }
        let manifest = Manifest {
            format: FORMAT,
            made_micros: wall_micros,
            database_sha256: sha256_of(&database)?,
            keys_sha256: sha256_of(&path.join(KEYS))?,
            device_key_sha256: signing.map(|_| sha256_of(&path.join(SIGNING_KEY))).transpose()?,
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
        if manifest(backup)?.device_key_sha256.is_some() {
            return Err(StoreError::BackupInvalid("of a central"));
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

    /// Makes an empty folder into the central that the backup is of: the same one, by the same key. It waits until
    /// [`Store::resume`]; codes that nobody had used are void, since somebody may have used them after the backup.
    ///
    /// # Errors
    /// As [`Store::restore`].
    pub fn restore_whole(
        folder: &Folder,
        backup: &Path,
        passphrase: &str,
        wall_micros: u64,
    ) -> Result<Store, StoreError> {
        if manifest(backup)?.device_key_sha256.is_none() {
            return Err(StoreError::BackupInvalid("of no central"));
        }
        let key = KeySlots::read(&fs::read(backup.join(KEYS))?)?.by_passphrase(passphrase)?;
        let signing = fs::read(backup.join(SIGNING_KEY))?;
        unseal(&signing, &key)?;
        folder.create()?;
        let _lock = folder.lock()?;
        let central_key = folder.path().join(CENTRAL_KEY);
        if folder.state() != FolderState::Empty || central_key.exists() {
            return Err(StoreError::NotEmpty);
        }
        folder.set_aside(wall_micros)?;
        fs::copy(backup.join(DATABASE), folder.database())?;
        fs::File::open(folder.database())?.sync_all()?;
        write_whole(&folder.signing_key(), &signing)?;
        let mut store = Store::assemble(folder, key, wall_micros, None)?;
        store.write::<_, StoreError>(ActorId::CENTRAL, wall_micros, |gate| {
            gate.void_admissions()?;
            gate.set(RESTORED, &wall_micros.to_string())
        })?;
        // Last: only now does the folder count as made.
        write_whole(&central_key, store.key.as_ref())?;
        Ok(store)
    }

    /// Lets a restored central write again: what it wrote after the backup has come back from devices.
    ///
    /// # Errors
    /// Database errors.
    pub fn resume(&mut self, wall_micros: u64) -> Result<(), StoreError> {
        self.write(ActorId::CENTRAL, wall_micros, |gate| gate.unset(RESTORED))
    }
}
