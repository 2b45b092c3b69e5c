//! One sync with central at a time: whose turn it is, and that it is to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::SyncProgress;
use crate::{AppError, locked};

/// Who asks by hand waits so long for a sync of the background to reach the end of its batch.
const HAND_WAITS: Duration = Duration::from_secs(15);

/// Who syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Somebody who waits for it.
    Hand,
    /// The laptop by itself: gives way to a hand.
    Itself,
}

/// The right to sync.
#[derive(Default)]
pub(super) struct Turn {
    taken: Mutex<Option<By>>,
    free: Condvar,
    cancelled: AtomicBool,
    /// How far whoever has it is.
    pub(super) progress: Mutex<SyncProgress>,
}

/// A turn that was taken; ends when it is dropped.
pub(super) struct Taken<'a>(&'a Turn);

impl Turn {
    /// Says how far what has the turn is.
    pub(super) fn show(&self, progress: SyncProgress) {
        *locked(&self.progress) = progress;
    }

    /// Takes the turn; a hand stops the background's.
    pub(super) fn take(&self, by: By) -> Result<Taken<'_>, AppError> {
        let mut taken = locked(&self.taken);
        if by == By::Hand && *taken == Some(By::Itself) {
            self.cancel();
            let waited = self.free.wait_timeout_while(taken, HAND_WAITS, |taken| taken.is_some());
            (taken, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if taken.is_some() {
                return Err(AppError::of("sync_stopping"));
            }
        }
        if taken.is_some() {
            return Err(AppError::of("sync_running"));
        }
        *taken = Some(by);
        self.cancelled.store(false, Ordering::SeqCst);
        Ok(Taken(self))
    }

    /// Whether somebody has it.
    pub(super) fn taken(&self) -> bool {
        locked(&self.taken).is_some()
    }

    /// Asks whoever has it to stop.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
    }

    /// Refuses where it is to stop.
    pub(super) fn go_on(&self) -> Result<(), AppError> {
        if self.cancelled.load(Ordering::SeqCst) { Err(AppError::of("sync_cancelled")) } else { Ok(()) }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *locked(&self.0.progress) = SyncProgress::default();
        *locked(&self.0.taken) = None;
        self.0.free.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_background_gives_way_and_a_hand_does_not() {
        let turn = Turn::default();
        let hand = turn.take(By::Hand).expect("free");
        assert_eq!(turn.take(By::Itself).err().map(|error| error.code).as_deref(), Some("sync_running"));
        assert_eq!(turn.take(By::Hand).err().map(|error| error.code).as_deref(), Some("sync_running"));
        drop(hand);
        let itself = turn.take(By::Itself).expect("free");
        std::thread::scope(|scope| {
            let hand = scope.spawn(|| turn.take(By::Hand).map(drop));
            while turn.go_on().is_ok() {
                std::thread::yield_now();
            }
            drop(itself);
            assert!(hand.join().expect("no panic").is_ok());
        });
        assert!(turn.take(By::Itself).is_ok() && turn.go_on().is_ok());
    }
}
