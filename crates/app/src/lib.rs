//! Use cases of Lưu Động: the one typed command surface behind the window, the command line and the tests.

mod actor;
mod anomaly;
mod board;
mod command;
mod demo;
mod due;
mod error;
mod folder;
mod import;
pub mod messages;
mod outside;
mod paper;
mod person;
mod proof;
mod routing;
mod scan;
mod scanner;
mod session;
pub mod sheet;
mod support;
mod sync;
mod typescript;
mod unit;
mod visit;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use luudong_domain::actor::Named;
use luudong_domain::id::ActorId;
use luudong_domain::role::Role;
use luudong_store::query::Reader;
use luudong_store::{Folder, Gate, ReadOnly, Store};

pub use command::COMMANDS;
pub use error::AppError;
pub use outside::{HubSeat, HubServing, Outside, PATIENCE, StartHub};
pub use scan::{ScanTold, scanned};
pub use typescript::typescript;

/// An open data folder: one writer, one reader beside it.
pub(crate) struct Open {
    store: Arc<Mutex<Store>>,
    reader: Mutex<ReadOnly>,
    actor: Mutex<Option<(ActorId, Named)>>,
    /// What central admitted this laptop for; the store keeps it.
    role: Arc<Mutex<Option<Role>>>,
    drafts: Mutex<HashMap<String, Arc<import::Draft>>>,
    scanner: scanner::State,
    paper: paper::State,
    sync: sync::State,
    /// The last field, so that it goes when all else is closed: then the receiver hears that nobody sends any more.
    closed: Closed,
}

/// Tells whoever took the receiver that it is gone.
pub(crate) struct Closed {
    told: Mutex<Option<Receiver<()>>>,
    _tells: Sender<()>,
}

impl Default for Closed {
    fn default() -> Closed {
        let (tells, told) = channel();
        Closed { told: Mutex::new(Some(told)), _tells: tells }
    }
}

impl Open {
    /// Questions, on the reader beside the writer.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Reader<'_>) -> Result<T, AppError>) -> Result<T, AppError> {
        let connection = locked(&self.reader);
        ask(&connection.reader())
    }

    /// Events in one transaction, by whoever is working, at `wall` in microseconds.
    pub(crate) fn write<T>(
        &self,
        wall: u64,
        work: impl FnOnce(&mut Gate<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let actor = locked(&self.actor).as_ref().map(|(id, _)| *id).ok_or_else(|| AppError::of("no_actor"))?;
        locked(&self.store).write(actor, wall, work)
    }
}

/// At the end nobody waits longer for what works by itself: what was committed is safe without it.
const FAREWELL: Duration = Duration::from_secs(2);

/// The program over one data folder. Commands may come from several threads.
pub struct App {
    folder: Folder,
    outside: Arc<Outside>,
    open: RwLock<Option<Arc<Open>>>,
    refusals: Mutex<support::Refusals>,
}

/// A panic under a lock leaves what the lock guards whole: writes are transactions.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for App {
    fn drop(&mut self) {
        self.close();
    }
}

impl App {
    /// An app over `folder` with the machine's own clock and folders; nothing is read or written yet.
    pub fn new(folder: PathBuf) -> App {
        let outside = Outside::of_this_machine(&folder);
        App::with(folder, outside)
    }

    /// The same for a program that stays: joined with what starts a hub, and syncing by itself.
    pub fn that_stays(folder: PathBuf, hub: StartHub) -> App {
        let outside = Outside { hub: Some(hub), background: true, ..Outside::of_this_machine(&folder) };
        App::with(folder, outside)
    }

    /// An app over `folder` with a clock and places that the caller chose.
    pub fn with(folder: PathBuf, outside: Outside) -> App {
        App {
            folder: Folder::at(folder),
            outside: Arc::new(outside),
            open: RwLock::new(None),
            refusals: Mutex::default(),
        }
    }

    /// Runs one command by name.
    ///
    /// # Errors
    /// [`AppError`]: the command's own, or that it is unknown, not allowed, or has bad arguments.
    pub fn call(&self, command: &str, args: serde_json::Value) -> Result<serde_json::Value, AppError> {
        let done = command::dispatch(self, command, args);
        if let Err(error) = &done {
            locked(&self.refusals).note(self.now() / 1000, command, error);
        }
        done
    }

    /// Closes the folder: ends what works by itself, and waits a while for whatever is in the database just then. A
    /// program that ends meanwhile takes the ciphers away from under it.
    pub fn close(&self) {
        // One that is being opened just now is not waited for: it may fold for minutes, and nothing works by itself yet.
        let Ok(mut slot) = self.open.try_write() else { return };
        let Some(open) = slot.take() else { return };
        drop(slot);
        open.sync.end();
        open.paper.end();
        let told = locked(&open.closed.told).take();
        drop(open);
        if told.is_some_and(|told| told.recv_timeout(FAREWELL) == Err(RecvTimeoutError::Timeout)) {
            tracing::warn!("something still works in the folder");
        }
    }

    pub(crate) fn opened(&self) -> Result<Arc<Open>, AppError> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(|| AppError::of("not_open"))
    }

    pub(crate) fn now(&self) -> u64 {
        (self.outside.wall_micros)()
    }

    /// Questions, on the reader beside the writer.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Reader<'_>) -> Result<T, AppError>) -> Result<T, AppError> {
        self.opened()?.read(ask)
    }

    /// One command's events in one transaction, by whoever is working.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Gate<'_>) -> Result<T, AppError>) -> Result<T, AppError> {
        self.opened()?.write(self.now(), work)
    }
}
