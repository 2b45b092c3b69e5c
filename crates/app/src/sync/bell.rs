//! Waiting that can be ended, and pauses that spread.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::locked;

/// `pause` and up to as much again.
pub(super) fn with_jitter(pause: Duration) -> Duration {
    let mut dice = [0];
    // Without randomness all come back at once: no harm but a busy moment.
    let _ = getrandom::fill(&mut dice);
    pause + pause.mul_f64(f64::from(dice[0]) / 256.0)
}

/// What wakes a thread that waits.
#[derive(Default)]
pub(crate) struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Bell {
    pub(crate) fn ring(&self) {
        *locked(&self.rung) = true;
        self.heard.notify_all();
    }

    /// Waits until it rings, or `longest` is over.
    pub(crate) fn wait(&self, longest: Duration) {
        let rung = locked(&self.rung);
        let waited = self.heard.wait_timeout_while(rung, longest, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }
}
