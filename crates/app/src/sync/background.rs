//! Syncing with central by itself, whenever there is something to send and a network to send it by.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use luudong_domain::id::ActorId;
use luudong_store::query::Reader;
use luudong_sync::watch::Watcher;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::bell::{Bell, with_jitter};
use super::turn::By;
use super::{CENTRAL, run_and_note};
use crate::command::Done;
use crate::{App, AppError, Open, Outside, locked};

/// The setting: `off` where somebody switched it off.
const SETTING: &str = "background_sync";
/// What is written in a row travels together.
const SETTLE: Duration = Duration::from_secs(2);
/// Others may have written meanwhile.
const QUIET: Duration = Duration::from_secs(5 * 60);
/// Between tries while central cannot be reached, doubling up to the longest, each with up to as much again at random:
/// a network that appears is used within two minutes, and a hall of laptops does not come all at once.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Central may ask for more; nobody would understand it.
const LONGEST_TOLD: Duration = Duration::from_secs(3600);

/// Whether the laptop syncs by itself.
#[derive(Debug, Serialize, TS)]
pub struct Background {
    /// Whether this program can.
    possible: bool,
    /// Whether it is switched on.
    on: bool,
    /// When it tries again, milliseconds, while central cannot be reached.
    #[ts(type = "number | null")]
    again: Option<u64>,
}

/// Switched on or off.
#[derive(Deserialize, TS)]
pub struct Switch {
    on: bool,
}

/// The thread that carries; it ends when this is dropped.
pub(super) struct Courier {
    shared: Arc<Shared>,
    _watcher: Arc<Watcher>,
}

#[derive(Default)]
struct Shared {
    bell: Bell,
    ending: Bell,
    over: AtomicBool,
    again: Mutex<Option<u64>>,
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        self.shared.bell.ring();
        self.shared.ending.ring();
    }
}

fn is_on(reader: &Reader<'_>) -> Result<bool, AppError> {
    Ok(reader.setting(SETTING)?.as_deref() != Some("off"))
}

pub(super) fn told(open: &Open, reader: &Reader<'_>) -> Result<Background, AppError> {
    let courier = locked(&open.sync.background);
    let again = courier.as_ref().and_then(|courier| *locked(&courier.shared.again));
    Ok(Background { possible: courier.is_some(), on: is_on(reader)?, again })
}

/// Begins to sync by itself, where the program is one that stays and central is known.
pub(crate) fn begin(open: &Arc<Open>, outside: &Arc<Outside>) -> Result<(), AppError> {
    let mut courier = locked(&open.sync.background);
    if courier.is_some() || !outside.background || open.read(|reader| Ok(reader.setting(CENTRAL)?))?.is_none() {
        return Ok(());
    }
    let shared = Arc::new(Shared::default());
    let ringing = Arc::clone(&shared);
    let watcher: Arc<Watcher> = Arc::new(move || ringing.bell.ring());
    locked(&open.store).watch(&watcher);
    let (carrying, folder, outside) = (Arc::clone(&shared), Arc::downgrade(open), Arc::clone(outside));
    let thread = std::thread::Builder::new().name("background".into());
    thread.spawn(move || carrying.carry(&folder, &outside)).map_err(AppError::internal)?;
    *courier = Some(Courier { shared, _watcher: watcher });
    Ok(())
}

pub(crate) fn switch(app: &App, args: Switch) -> Result<Done, AppError> {
    let open = app.opened()?;
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| {
        if args.on {
            gate.unset(SETTING)?
        } else {
            gate.set(SETTING, "off")?
        }
        Ok(())
    })?;
    match (&*locked(&open.sync.background), args.on) {
        (Some(courier), true) => courier.shared.bell.ring(),
        (Some(courier), false) => *locked(&courier.shared.again) = None,
        (None, _) => {}
    }
    Ok(Done {})
}

impl Shared {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Holds the folder only while it syncs: a closed one ends the thread.
    fn carry(&self, folder: &Weak<Open>, outside: &Outside) {
        let mut pause = FIRST_PAUSE;
        while !self.is_over() {
            self.ending.wait(SETTLE);
            let Some(open) = folder.upgrade().filter(|_| !self.is_over()) else { return };
            let done = once(&open, outside);
            drop(open);
            match done {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    *locked(&self.again) = None;
                    self.bell.wait(QUIET);
                }
                // A hand has the turn: what is left then is for the next round.
                Err(error) if error.code == "sync_cancelled" => self.ending.wait(FIRST_PAUSE),
                Err(error) => {
                    // What went wrong is remembered with the sync itself.
                    let pausing = with_jitter(pause).max(told_to_wait(&error));
                    *locked(&self.again) = Some((outside.wall_micros)() / 1000 + pausing.as_millis() as u64);
                    self.ending.wait(pausing);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }
}

/// How long central asked not to be asked again.
fn told_to_wait(error: &AppError) -> Duration {
    let seconds = error.params.get("seconds").filter(|_| error.code == "too_many_requests");
    Duration::from_secs(seconds.and_then(|seconds| seconds.parse().ok()).unwrap_or(0)).min(LONGEST_TOLD)
}

/// One sync, where it is switched on and nobody syncs by hand.
fn once(open: &Open, outside: &Outside) -> Result<(), AppError> {
    let (on, address) = open.read(|reader| Ok((is_on(reader)?, reader.setting(CENTRAL)?)))?;
    let (true, Some(address)) = (on, address) else { return Ok(()) };
    let Ok(_turn) = open.sync.turn.take(By::Itself) else { return Ok(()) };
    run_and_note(open, outside, &address).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_told_when_to_come_back_comes_then() {
        let told = |code, seconds: u64| told_to_wait(&AppError::of(code).with("seconds", seconds)).as_secs();
        assert_eq!(told("too_many_requests", 90), 90);
        assert_eq!(told("too_many_requests", u64::MAX), 3600);
        assert_eq!(told("central_unreachable", 90), 0);
    }
}
