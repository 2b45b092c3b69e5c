//! Opening a store: keys, pragmas, schema, the device's identity, projections of the right version.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::{Arc, Mutex, Once, PoisonError};

use ed25519_dalek::SigningKey;
use luudong_domain::id::DeviceId;
use luudong_domain::role::Role;
use luudong_domain::time::Clock;
use luudong_sync::chain::Series;
use luudong_sync::watch::{Watcher, Watchers};
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::fold::{Keeps, unfolded};
use crate::folder::{Folder, FolderState, write_whole};
use crate::keys::{DatabaseKey, KeySlots, RecoveryWords, new_database_key, new_signing_key, seal, unseal};
use crate::migrate::migrate;
use crate::query::Reader;
use crate::{FOLD_VERSION, StoreError};

/// A library older than this can lose WAL data with two connections.
const SQLITE_AT_LEAST: i32 = 3_051_003;
const CACHE_KIB: i64 = 64 * 1024;
/// Pages; a large import writes its WAL back once instead of every megabyte.
const CHECKPOINT_PAGES: i64 = 16_384;
const BUSY_MILLIS: u64 = 5_000;
/// Where a central keeps the key of its database.
pub(crate) const CENTRAL_KEY: &str = "central.key";

/// This device: its id and the key that proves it.
pub struct Identity {
    /// The id, derived from the key.
    pub device: DeviceId,
    /// Signs heads and requests.
    pub key: SigningKey,
}

impl Identity {
    pub(crate) fn of(key: SigningKey) -> Identity {
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
    /// What this device was admitted for, as `org` has it.
    pub(crate) role: Arc<Mutex<Option<Role>>>,
    /// What it keeps projections of.
    pub(crate) keeps: Keeps,
    /// From which index on the events of a series are in the log and not folded yet.
    pub(crate) unfolded: BTreeMap<Series, u64>,
    watchers: Watchers,
    _lock: Option<File>,
}

/// A raw key: a passphrase here would cost a key derivation for every connection. As plain SQL, since rusqlite's
/// own `pragma_update` reads the schema first, which no connection can before it has the key.
pub(crate) fn set_key(connection: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    let sql = Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex::encode(key.as_slice())));
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

/// SQLite says that it is initialised before SQLCipher is: of two threads that open their first databases at once, the
/// second could be told that its key is none. So the first of all is opened alone.
fn initialise() {
    static ONCE: Once = Once::new();
    // What goes wrong here goes wrong again where it can be told.
    ONCE.call_once(|| drop(Connection::open_in_memory()));
}

fn with_key(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection, StoreError> {
    initialise();
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
        folder.set_aside(wall_micros)?;
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
        let path = folder.path().join(CENTRAL_KEY);
        if !path.exists() {
            folder.set_aside(wall_micros)?;
            write_whole(&path, new_database_key()?.as_ref())?;
        }
        let key: [u8; 32] = fs::read(&path)?.try_into().map_err(|_| StoreError::Damaged("central key"))?;
        Store::assemble(folder, key.into(), wall_micros, None)
    }

    pub(crate) fn assemble(
        folder: &Folder,
        key: DatabaseKey,
        wall_micros: u64,
        lock: Option<File>,
    ) -> Result<Store, StoreError> {
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
        let unfolded = unfolded::all(&connection)?;
        let mut store = Store {
            connection,
            folder: folder.clone(),
            key,
            identity,
            clock: Clock(0),
            seen: Clock(0),
            role: Arc::default(),
            keeps: Keeps::All,
            unfolded,
            watchers: Watchers::default(),
            _lock: lock,
        };
        store.keeps = Keeps::of(&store.connection)?;
        store.clock = store.reader().newest_clock(wall_micros)?;
        store.adopt_orphans(wall_micros)?;
        if store.reader().setting("fold_version")?.as_deref() != Some(FOLD_VERSION.to_string().as_str()) {
            store.refold()?;
        }
        // The log has it, and so has the next opening: work goes on with what is shown already.
        match store.fold_the_rest() {
            Ok(()) | Err(StoreError::Full) => {}
            Err(_) => store.refold()?,
        }
        store.learn_role()?;
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

    /// What this device was admitted for, kept as `org` has it; nothing before its admission is known here.
    pub fn role(&self) -> Arc<Mutex<Option<Role>>> {
        self.role.clone()
    }

    pub(crate) fn learn_role(&mut self) -> Result<(), StoreError> {
        self.keeps = Keeps::of(&self.connection)?;
        let role = self.reader().device(self.identity.device)?.and_then(|row| row.device.role);
        *self.role.lock().unwrap_or_else(PoisonError::into_inner) = role;
        Ok(())
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

    /// Has `watcher` called after every change of the log, for as long as somebody holds it.
    pub fn watch(&mut self, watcher: &Arc<Watcher>) {
        self.watchers.add(watcher);
    }

    /// Tells those who watch.
    pub(crate) fn changed(&mut self) {
        self.watchers.tell();
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

    /// For tests: a disk that takes no more than this.
    #[cfg(test)]
    fn limit_pages(&self, more: i64) {
        let pages: i64 = self.connection.pragma_query_value(None, "page_count", |row| row.get(0)).expect("pages");
        let limit: i64 = self
            .connection
            .query_row(&format!("PRAGMA max_page_count = {}", pages + more), [], |row| row.get(0))
            .expect("limit");
        assert_eq!(limit, pages + more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use luudong_domain::event::Event;
    use luudong_domain::id::{ActorId, UnitId};
    use luudong_domain::scope::Scope;
    use luudong_domain::unit::Named;
    use tempfile::TempDir;

    const NOW: u64 = 1_793_900_000_000_000;

    fn name_a_unit(store: &mut Store, name: &str) -> Result<(), StoreError> {
        let unit = UnitId::of_name(name);
        let named = Event::UnitNamed(Named { name: name.repeat(400), code: None, kind: None });
        store.write(ActorId::CENTRAL, NOW, |gate| gate.append(Scope::Unit(unit), unit, &named).map(|_| ()))
    }

    #[test]
    fn a_full_disk_loses_nothing_that_was_confirmed() {
        let dir = TempDir::new().expect("dir");
        let (mut store, _) = Store::init(&Folder::at(dir.path()), "mật khẩu", NOW).expect("init");
        name_a_unit(&mut store, "trước").expect("room");
        store.limit_pages(3);
        let refused = (0..40).find_map(|at| name_a_unit(&mut store, &format!("đơn vị {at}")).err());
        assert!(matches!(refused, Some(StoreError::Full)), "{refused:?}");
        let units = store.reader().units().expect("units").len() as u64;
        let proof = store.verify();
        // Refolding needs room too; the log itself is whole, and so is what is shown.
        assert_eq!(store.reader().events().expect("events"), units);
        store.limit_pages(4_000);
        assert!(store.verify().expect("verify").ok, "{proof:?}");
        name_a_unit(&mut store, "sau").expect("room again");
    }

    #[test]
    fn a_folder_from_a_newer_version_is_left_alone() {
        let dir = TempDir::new().expect("dir");
        let folder = Folder::at(dir.path());
        let (store, _) = Store::init(&folder, "mật khẩu", NOW).expect("init");
        store.connection.pragma_update(None, "user_version", 99).expect("pragma");
        drop(store);
        assert!(matches!(Store::open(&folder, "mật khẩu", NOW), Err(StoreError::Newer { found: 99, .. })));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        // Nobody, not even root, makes folders there.
        let made = Store::init(&Folder::at("/sys/luudong"), "mật khẩu", NOW).map(|_| ());
        assert!(matches!(made, Err(StoreError::ReadOnly)), "{made:?}");
    }

    #[test]
    fn keys_that_were_lost_or_damaged_delete_nothing() {
        let dir = TempDir::new().expect("dir");
        let folder = Folder::at(dir.path());
        let (mut store, _) = Store::init(&folder, "mật khẩu", NOW).expect("init");
        name_a_unit(&mut store, "còn").expect("write");
        drop(store);
        let keys = fs::read(folder.keys()).expect("keys");
        fs::write(folder.keys(), b"{}").expect("damage");
        assert!(matches!(Store::open(&folder, "mật khẩu", NOW), Err(StoreError::Damaged(_))));
        fs::remove_file(folder.keys()).expect("lose");
        let (store, _) = Store::init(&folder, "khác hẳn", NOW + 1).expect("a new start");
        assert_eq!(store.reader().units().expect("units").len(), 0);
        drop(store);
        // The old database was set aside: with its keys it can be had back.
        let aside = dir.path().join(format!("luudong.db.aside-{}", NOW + 1));
        fs::rename(aside, folder.database()).expect("back");
        fs::write(folder.keys(), keys).expect("back");
        fs::rename(dir.path().join(format!("device.key.aside-{}", NOW + 1)), folder.signing_key()).expect("back");
        let store = Store::open(&folder, "mật khẩu", NOW + 2).expect("open");
        assert_eq!(store.reader().units().expect("units").len(), 1);
    }
}
