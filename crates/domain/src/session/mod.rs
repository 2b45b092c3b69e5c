//! A mobile session (đợt lưu động): a visit of the team on a business date, for one or more units.

mod arranged;
mod hours;
mod incident;
pub mod slots;
mod slotting;
#[cfg(test)]
mod tests;

pub use arranged::{Arranged, ArrangedError, Rules, Station, Step};
pub use hours::{Hours, Slot, TimeError, TimeOfDay};
pub use incident::{Incident, IncidentBegan, IncidentKind, IncidentOver};
pub use slotting::{GroupRule, Slotting, SlottingError};

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::anomaly::original;
use crate::event::{Entry, Event, EventRef};
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

/// `session.reopened`: the day is taken up again. It names the closes that end with it, as an undo names events: a close
/// that it did not know stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// The closes that end.
    pub closes: Vec<EventRef>,
    /// Why, for people.
    pub reason: String,
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
    /// How it works; absent where nobody said.
    pub arranged: Option<Arranged>,
    /// How its day is cut into slots; absent where nobody said.
    pub slotting: Option<Slotting>,
    /// Set while the day is closed: the last close that nobody took up again.
    pub closed: Option<Closed>,
    /// Every close in force: what a reopening would name.
    pub closes: Vec<EventRef>,
    /// What of each series any close in force had; absent when none of them says so.
    pub covered: Option<Covered>,
    /// What hindered it, in order.
    pub incidents: Vec<Incident>,
    /// Set when an event of a newer version touched the record: it is read-only here.
    pub needs_newer: bool,
}

impl Session {
    fn close(&mut self, at: EventRef, closed: &Closed) {
        self.closed = Some(closed.clone());
        self.closes.push(at);
        // Whatever one of several closers had was part of a closed day.
        for (device, index) in closed.had.iter().flatten() {
            let last = self.covered.get_or_insert_default().entry(*device).or_default();
            *last = (*last).max(*index);
        }
    }

    fn begin(&mut self, entry: &Entry, began: &IncidentBegan) {
        let IncidentBegan { kind, station, note } = began.clone();
        let (at, since, actor) = (original(entry), entry.clock, entry.actor);
        self.incidents.push(Incident { at, kind, station, note, since, actor, over: None });
    }

    /// How it works, whether somebody said so or not.
    pub fn arrangement(&self) -> Arranged {
        self.arranged.clone().unwrap_or_default()
    }
}

/// Folds one session's events, in order.
pub fn fold(entries: &[Entry]) -> Session {
    let reopened: HashSet<EventRef> = entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Some(Event::SessionReopened(reopened)) => Some(reopened.closes.iter().copied()),
            _ => None,
        })
        .flatten()
        .collect();
    let mut session = Session::default();
    for entry in entries {
        let names = [Some(entry.at), entry.copy_of];
        let named = |at: EventRef| names.contains(&Some(at));
        match &entry.event {
            Some(Event::SessionOpened(opened)) => session.opened = Some(opened.clone()),
            Some(Event::SessionRegistered(_)) => session.registered = true,
            Some(Event::SessionArranged(arranged)) => session.arranged = Some(arranged.clone()),
            Some(Event::SessionSlotted(slotting)) => session.slotting = Some(slotting.clone()),
            Some(Event::SessionClosed(closed)) if !reopened.iter().any(|at| named(*at)) => {
                session.close(original(entry), closed);
            }
            Some(Event::SessionIncident(began)) => session.begin(entry, began),
            Some(Event::SessionIncidentOver(over)) => {
                let of = |incident: &&mut Incident| incident.at == over.incident && incident.over.is_none();
                if let Some(incident) = session.incidents.iter_mut().find(of) {
                    incident.over = Some(entry.clock);
                }
            }
            None => session.needs_newer = true,
            Some(_) => {}
        }
    }
    session
}
