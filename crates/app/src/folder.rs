//! The data folder's life: make, unlock, recover, restore; and what the program knows before anything else.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use luudong_domain::id::SessionId;
use luudong_domain::time::{EARLIEST_MICROS, date_in_hanoi, wall_is_possible};
use luudong_store::{FolderState, Store};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::actor::Actor;
use crate::command::{Done, Nothing, usable};
use crate::{App, AppError, Open, actor, demo, locked, paper, scanner, sync};

/// Shortest passphrase, characters: the keys are worth a phrase.
const PASSPHRASE_CHARS: usize = 8;

/// Whether the folder can be worked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "FolderState")]
pub enum State {
    /// Nothing is there yet.
    Empty,
    /// A passphrase opens it.
    Locked,
    /// Open.
    Open,
}

/// This laptop as others know it.
#[derive(Debug, Serialize, TS)]
pub struct ThisDevice {
    /// Its id.
    pub id: luudong_domain::id::DeviceId,
    /// Its lane, once admitted.
    pub lane: Option<String>,
    /// Whether central certified it.
    pub admitted: bool,
}

/// Whether the clock can be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// Nothing speaks against it.
    Right,
    /// Before the program existed, or before what the folder holds.
    Impossible,
}

/// The laptop's clock.
#[derive(Debug, Serialize, TS)]
pub struct Clock {
    /// Whether it can be right.
    pub state: ClockState,
    /// The Hà Nội date it shows.
    pub shown: String,
    /// The earliest it can be.
    pub least: String,
}

/// What the program knows before anything else.
#[derive(Debug, Serialize, TS)]
pub struct Status {
    /// The data folder's path.
    pub folder: String,
    /// Whether it can be worked in.
    pub state: State,
    /// The program's version.
    pub version: String,
    /// Who is working.
    pub actor: Option<Actor>,
    /// The commands that they may use on this laptop.
    #[ts(type = "Array<string>")]
    pub may: Vec<&'static str>,
    /// This laptop.
    pub device: Option<ThisDevice>,
    /// The laptop's clock.
    pub clock: Option<Clock>,
    /// The session of demo data whose first steps are shown, until they are put away.
    pub first_steps: Option<SessionId>,
    /// A central to offer for admission.
    pub central_hint: Option<String>,
}

/// A passphrase.
#[derive(Deserialize, TS)]
pub struct Passphrase {
    passphrase: String,
}

/// Recovery words and the passphrase to set.
#[derive(Deserialize, TS)]
pub struct Recover {
    words: String,
    passphrase: String,
}

/// A backup's folder and its passphrase.
#[derive(Deserialize, TS)]
pub struct Restore {
    backup: String,
    passphrase: String,
}

/// A folder was made.
#[derive(Serialize, TS)]
pub struct Made {
    /// The words of the recovery slot: shown once.
    pub recovery_words: Vec<String>,
}

pub(crate) fn status(app: &App, _: Nothing) -> Result<Status, AppError> {
    let now = app.now();
    let closed = match app.folder.state() {
        FolderState::Empty => State::Empty,
        FolderState::Locked => State::Locked,
    };
    let mut status = Status {
        folder: app.folder.path().display().to_string(),
        state: closed,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        actor: None,
        may: usable(app),
        device: None,
        clock: None,
        first_steps: None,
        central_hint: app.outside.central_hint.clone(),
    };
    let Ok(open) = app.opened() else { return Ok(status) };
    let store = locked(&open.store);
    let id = store.identity().device;
    status.state = State::Open;
    status.actor =
        locked(&open.actor).as_ref().map(|(id, named)| Actor { id: *id, name: named.name.clone(), role: named.role });
    status.device = Some(ThisDevice {
        id,
        lane: sync::lane(&store.reader(), id)?,
        admitted: sync::is_admitted(&store.reader(), id)?,
    });
    status.first_steps = demo::first_steps(&store.reader())?;
    let newest = store.newest_clock();
    let state = if wall_is_possible(now, newest) { ClockState::Right } else { ClockState::Impossible };
    let least = date_in_hanoi(EARLIEST_MICROS.max(newest.0));
    status.clock = Some(Clock { state, shown: date_in_hanoi(now).to_string(), least: least.to_string() });
    Ok(status)
}

fn strong_enough(passphrase: &str) -> Result<(), AppError> {
    if passphrase.chars().count() < PASSPHRASE_CHARS {
        return Err(AppError::of("passphrase_short").with("least", PASSPHRASE_CHARS));
    }
    Ok(())
}

fn open_with(app: &App, make: impl FnOnce() -> Result<Store, AppError>) -> Result<(), AppError> {
    let mut slot = app.open.write().unwrap_or_else(PoisonError::into_inner);
    if slot.is_some() {
        return Ok(());
    }
    let store = make()?;
    let open = Open {
        reader: Mutex::new(store.open_reader()?),
        actor: Mutex::new(actor::last(&store)?),
        role: store.role(),
        store: Arc::new(Mutex::new(store)),
        drafts: Mutex::new(HashMap::new()),
        scanner: scanner::State::default(),
        paper: paper::State::default(),
        sync: sync::State::default(),
        closed: crate::Closed::default(),
    };
    let open = Arc::new(open);
    sync::link_again(&open, &app.outside)?;
    sync::background::begin(&open, &app.outside)?;
    paper::regular::begin(&open, &app.outside)?;
    *slot = Some(open);
    Ok(())
}

pub(crate) fn init(app: &App, args: Passphrase) -> Result<Made, AppError> {
    strong_enough(&args.passphrase)?;
    let mut recovery_words = Vec::new();
    open_with(app, || {
        let (store, words) = Store::init(&app.folder, &args.passphrase, app.now())?;
        recovery_words = words.words();
        Ok(store)
    })?;
    if recovery_words.is_empty() { Err(AppError::of("folder_not_empty")) } else { Ok(Made { recovery_words }) }
}

pub(crate) fn unlock(app: &App, args: Passphrase) -> Result<Done, AppError> {
    open_with(app, || match app.folder.state() {
        FolderState::Empty => Err(AppError::of("folder_empty")),
        FolderState::Locked => Ok(Store::open(&app.folder, &args.passphrase, app.now())?),
    })?;
    Ok(Done {})
}

pub(crate) fn recover(app: &App, args: Recover) -> Result<Done, AppError> {
    strong_enough(&args.passphrase)?;
    open_with(app, || {
        Store::recover(&app.folder, &args.words, &args.passphrase, app.now()).map_err(|error| match error {
            luudong_store::StoreError::WrongPassphrase => AppError::of("words_wrong"),
            other => other.into(),
        })
    })?;
    Ok(Done {})
}

pub(crate) fn restore(app: &App, args: Restore) -> Result<Done, AppError> {
    open_with(app, || Ok(Store::restore(&app.folder, &PathBuf::from(&args.backup), &args.passphrase, app.now())?))?;
    Ok(Done {})
}
