//! Opening a store: keys, pragmas, schema, the device's identity, projections of the right version.

use std::fs::{self, File};
use std::path::Path;

use ed25519_dalek::SigningKey;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::time::Clock;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::folder::{Folder, FolderState, write_whole};
use crate::keys::{DatabaseKey, KeySlots, RecoveryWords, new_signing_key, seal, unseal};
use crate::migrate::migrate;
use crate::query::Reader;
use crate::{FOLD_VERSION, StoreError};

/// A library older than this can lose WAL data with two connections.
const SQLITE_AT_LEAST: i32 = 3_051_003;
const CACHE_KIB: i64 = 64 * 1024;
/// Pages; a large import writes its WAL back once instead of every megabyte.
const CHECKPOINT_PAGES: i64 = 16_384;
const BUSY_MILLIS: u64 = 5_000;

/// This device: its id and the key that proves it.
pub struct Identity {
    /// The id, derived from the key.
    pub device: DeviceId,
    /// Signs heads and requests.
    pub key: SigningKey,
}

impl Identity {
    fn of(key: SigningKey) -> Identity {
        Identity { device: DeviceId::of_key(key.verifying_key().as_bytes()), key }
    }
}

/// One open data folder: the writer, and what a reader needs to be opened beside it.
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) folder: Folder,
    pub(crate) key: DatabaseKey,
    pub(crate) identity: Identity,
    /// Of the last event this device wrote.
    pub(crate) clock: Clock,
    /// The newest clock that came from elsewhere; followed only as far as the drift cap allows.
    pub(crate) seen: Clock,
    _lock: Option<File>,
}

/// A raw key: a passphrase here would cost a key derivation for every connection. As plain SQL, since rusqlite's
/// own `pragma_update` reads the schema first, which no connection can before it has the key.
pub(crate) fn set_key(connection: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    let sql = Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex::encode(key.as_ref())));
    Ok(connection.execute_batch(&sql)?)
}

/// A connection that can only read.
pub struct ReadOnly(Connection);

impl ReadOnly {
    /// Questions over it.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.0)
    }
}

fn with_key(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags)?;
    set_key(&connection, key)?;
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))?;
    connection.set_prepared_statement_cache_capacity(128);
    match connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => Ok(connection),
        Err(error) => Err(error.into()),
    }
}

fn writer(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < SQLITE_AT_LEAST {
        return Err(StoreError::Damaged("the SQLite library is too old"));
    }
    let connection = with_key(
        path,
        key,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::ReadOnly);
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

impl Store {
    /// Makes a new store in an empty folder.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`] when keys are there already; file and database errors.
    pub fn init(folder: &Folder, passphrase: &str, wall_micros: u64) -> Result<(Store, RecoveryWords), StoreError> {
        folder.create()?;
        let lock = folder.lock()?;
        if folder.state() == FolderState::Locked {
            return Err(StoreError::NotEmpty);
        }
        folder.set_aside_database(wall_micros)?;
        let (slots, key, words) = KeySlots::create(passphrase)?;
        let store = Store::assemble(folder, key, wall_micros, Some(lock))?;
        // Last: only now does the folder count as made.
        write_whole(&folder.keys(), &slots.bytes()?)?;
        Ok((store, words))
    }

    /// Opens a store by its passphrase.
    ///
    /// # Errors
    /// [`StoreError`]: wrong passphrase, in use, read-only, newer, damaged …
    pub fn open(folder: &Folder, passphrase: &str, wall_micros: u64) -> Result<Store, StoreError> {
        let lock = folder.lock()?;
        let key = KeySlots::read(&fs::read(folder.keys())?)?.by_passphrase(passphrase)?;
        Store::assemble(folder, key, wall_micros, Some(lock))
    }

    /// Opens a store by its recovery words and gives it a new passphrase.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn recover(folder: &Folder, words: &str, passphrase: &str, wall_micros: u64) -> Result<Store, StoreError> {
        let lock = folder.lock()?;
        let slots = KeySlots::read(&fs::read(folder.keys())?)?;
        let key = slots.by_words(words)?;
        let renewed = slots.with_passphrase(passphrase, &key)?;
        let store = Store::assemble(folder, key, wall_micros, Some(lock))?;
        write_whole(&folder.keys(), &renewed.bytes()?)?;
        Ok(store)
    }

    /// Opens or makes the store of a central, whose key lies in a file beside it for an unattended start. Several
    /// processes may have it open (the server and its commands): SQLite's own locks order their writes.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn central(folder: &Folder, wall_micros: u64) -> Result<Store, StoreError> {
        folder.create()?;
        let _guard = folder.lock()?;
        let path = folder.path().join("central.key");
        if !path.exists() {
            folder.set_aside_database(wall_micros)?;
            let (_, key, _) = KeySlots::create("")?;
            write_whole(&path, key.as_ref())?;
        }
        let key: [u8; 32] = fs::read(&path)?.try_into().map_err(|_| StoreError::Damaged("central key"))?;
        Store::assemble(folder, key.into(), wall_micros, None)
    }

    fn assemble(folder: &Folder, key: DatabaseKey, wall_micros: u64, lock: Option<File>) -> Result<Store, StoreError> {
        let mut connection = writer(&folder.database(), &key)?;
        migrate(&mut connection)?;
        let path = folder.signing_key();
        let identity = if path.exists() {
            Identity::of(unseal(&fs::read(&path)?, &key)?)
        } else {
            let signing = new_signing_key()?;
            write_whole(&path, &seal(&signing, &key)?)?;
            Identity::of(signing)
        };
        let mut store =
            Store { connection, folder: folder.clone(), key, identity, clock: Clock(0), seen: Clock(0), _lock: lock };
        store.clock = store.reader().newest_clock(wall_micros)?;
        store.adopt_orphans(wall_micros)?;
        if store.reader().setting("fold_version")?.as_deref() != Some(FOLD_VERSION.to_string().as_str()) {
            store.refold()?;
        }
        Ok(store)
    }

    /// This device.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Questions to the writer's own connection: sees what was just written.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.connection)
    }

    /// A second connection that can only read, for questions while something is being written.
    ///
    /// # Errors
    /// Database errors.
    pub fn open_reader(&self) -> Result<ReadOnly, StoreError> {
        let connection = with_key(
            &self.folder.database(),
            &self.key,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(ReadOnly(connection))
    }

    /// The newest clock this device wrote or took in.
    pub fn newest_clock(&self) -> Clock {
        self.clock.max(self.seen)
    }

    /// A new passphrase for the same key.
    ///
    /// # Errors
    /// File errors; the old passphrase then still opens.
    pub fn change_passphrase(&self, passphrase: &str) -> Result<(), StoreError> {
        let slots = KeySlots::read(&fs::read(self.folder.keys())?)?;
        write_whole(&self.folder.keys(), &slots.with_passphrase(passphrase, &self.key)?.bytes()?)
    }

    /// A device that came out of a backup has a new key: what the old id wrote and never signed is written again
    /// under the new one, each event naming the one it copies. The fold takes either, never both.
    fn adopt_orphans(&mut self, wall_micros: u64) -> Result<(), StoreError> {
        let mine = self.identity.device.to_string();
        let before = self.reader().setting("device")?;
        if before.as_deref() == Some(mine.as_str()) {
            return Ok(());
        }
        let former: Option<DeviceId> = before.and_then(|id| id.parse().ok());
        self.write(ActorId::CENTRAL, wall_micros, |gate| {
            if let Some(former) = former {
                gate.copy_unsigned_of(former)?;
            }
            gate.set("device", &mine)
        })
    }
}
