//! Being told that a log has changed.

use std::sync::{Arc, Weak};

/// Called after events came into a log, by whoever brought them. It must be quick and take no lock of the log.
pub type Watcher = dyn Fn() + Send + Sync;

/// Those who watch a log, for as long as somebody holds them.
#[derive(Default)]
pub struct Watchers(Vec<Weak<Watcher>>);

impl Watchers {
    /// One more.
    pub fn add(&mut self, watcher: &Arc<Watcher>) {
        self.0.push(Arc::downgrade(watcher));
    }

    /// Tells them all.
    pub fn tell(&mut self) {
        self.0.retain(|watcher| {
            watcher.upgrade().is_some_and(|watcher| {
                watcher();
                true
            })
        });
    }
}
