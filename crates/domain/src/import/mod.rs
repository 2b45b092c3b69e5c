//! One import of a list. Its rows count once its closing event is there, and no longer when it is undone.

use serde::{Deserialize, Serialize};

use crate::event::{Entry, Event};

/// `import.closed`: all rows of the import are in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// SHA-256 of the file, hex.
    pub file_sha256: String,
    /// Its name, as HR called it.
    pub file_name: String,
    /// Rows that hold a person.
    pub rows: u64,
    /// People who were new.
    pub accepted: u64,
    /// People of whom the list changed something.
    pub updated: u64,
}

/// `import.undone`: the whole import is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Why, for people.
    pub reason: String,
}

/// What is known of one import: the fold of its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Import {
    /// The closing event, once it is there.
    pub closed: Option<Closed>,
    /// Whether it was taken back.
    pub undone: bool,
}

impl Import {
    /// Whether its rows count.
    pub fn counts(&self) -> bool {
        self.closed.is_some() && !self.undone
    }
}

/// Folds one import's events, in order.
pub fn fold(entries: &[Entry]) -> Import {
    let mut import = Import::default();
    for entry in entries {
        match &entry.event {
            Some(Event::ImportClosed(closed)) => import.closed = Some(closed.clone()),
            Some(Event::ImportUndone(_)) => import.undone = true,
            _ => {}
        }
    }
    import
}
