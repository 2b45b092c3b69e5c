//! A mobile session (đợt lưu động): a visit of the team on a business date, for one or more units.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::event::{Entry, Event};
use crate::id::{DeviceId, UnitId};

/// `session.opened`: the session is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Business date; work past midnight still belongs to it.
    pub date: NaiveDate,
    /// Where.
    pub place: String,
    /// Whose people are expected.
    pub units: Vec<UnitId>,
}

/// `session.registered`: central knows the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {}

/// `session.closed`: the day is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// People still unresolved whom the closer accepted as such.
    pub unresolved: u64,
    /// Why, when people were unresolved.
    pub reason: String,
    /// The last index of each series of the session that the closer had: what lies beyond came after the close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub had: Option<Covered>,
    /// The other laptops of the session, as they were known then: the proof that nothing was missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub laptops: BTreeMap<DeviceId, LaptopAtClose>,
    /// Why the closer accepted that a laptop differed or was silent; empty where none did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gap: String,
}

/// How another laptop stood when a session was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaptopAtClose {
    /// It had the same of the session as the closer, and was heard shortly before.
    pub same: bool,
    /// When it was last heard of, milliseconds by the closer's wall; absent where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<u64>,
}

/// How far each series of a scope is covered.
pub type Covered = BTreeMap<DeviceId, u64>;

/// What is known of one session: the fold of its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Session {
    /// When, where, for whom; absent until the opening event has come.
    pub opened: Option<Opened>,
    /// Whether central knows it.
    pub registered: bool,
    /// Set when the day was closed.
    pub closed: Option<Closed>,
    /// What of each series any of its closes had; absent when none of them says so.
    pub covered: Option<Covered>,
    /// Set when an event of a newer version touched the record: it is read-only here.
    pub needs_newer: bool,
}

impl Session {
    fn close(&mut self, closed: &Closed) {
        self.closed = Some(closed.clone());
        // Whatever one of several closers had was part of a closed day.
        for (device, index) in closed.had.iter().flatten() {
            let last = self.covered.get_or_insert_default().entry(*device).or_default();
            *last = (*last).max(*index);
        }
    }
}

/// Folds one session's events, in order.
pub fn fold(entries: &[Entry]) -> Session {
    let mut session = Session::default();
    for entry in entries {
        match &entry.event {
            Some(Event::SessionOpened(opened)) => session.opened = Some(opened.clone()),
            Some(Event::SessionRegistered(_)) => session.registered = true,
            Some(Event::SessionClosed(closed)) => session.close(closed),
            None => session.needs_newer = true,
            Some(_) => {}
        }
    }
    session
}
