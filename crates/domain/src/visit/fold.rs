//! What is known of one visit: the fold of its record.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::Ticket;
use super::event::DeferReason;
use crate::event::{Entry, Event, EventRef};
use crate::id::{ActorId, PersonId};
use crate::time::Clock;

/// Where a visit stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitState {
    /// Planned, not seen yet.
    Expected,
    /// Checked in, holds a ticket.
    Waiting,
    /// Asked to a station.
    Called,
    /// At a station.
    Serving,
    /// Done.
    Captured,
    /// To be done another time.
    Deferred,
    /// Did not come.
    Absent,
}

impl VisitState {
    /// Every state, in the order of a day.
    pub const ALL: [VisitState; 7] = [
        VisitState::Expected,
        VisitState::Waiting,
        VisitState::Called,
        VisitState::Serving,
        VisitState::Captured,
        VisitState::Deferred,
        VisitState::Absent,
    ];

    /// The word as it is stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            VisitState::Expected => "expected",
            VisitState::Waiting => "waiting",
            VisitState::Called => "called",
            VisitState::Serving => "serving",
            VisitState::Captured => "captured",
            VisitState::Deferred => "deferred",
            VisitState::Absent => "absent",
        }
    }

    /// Whether the day still owes the person something.
    pub fn unresolved(self) -> bool {
        match self {
            VisitState::Expected | VisitState::Waiting | VisitState::Called | VisitState::Serving => true,
            VisitState::Captured | VisitState::Deferred | VisitState::Absent => false,
        }
    }
}

/// What is known of one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Who; absent until an event that names the person has come.
    pub person: Option<PersonId>,
    /// Where it stands.
    pub state: VisitState,
    /// The ticket in force.
    pub ticket: Option<Ticket>,
    /// The station that called or serves.
    pub station: Option<u16>,
    /// Why it was deferred.
    pub reason: Option<DeferReason>,
    /// Note of the deferral.
    pub note: Option<String>,
    /// Receipt of the capture.
    pub receipt: Option<String>,
    /// Since when it is in this state.
    pub since: Option<Clock>,
    /// When the person checked in; the queue goes by this.
    pub arrived: Option<Clock>,
    /// Whose hand did the last thing.
    pub actor: Option<ActorId>,
    /// The last thing that counts: what an undo would name.
    pub last: Option<EventRef>,
    /// Set when an event of a newer version touched the record: it is read-only here.
    pub needs_newer: bool,
}

impl Default for Visit {
    fn default() -> Visit {
        Visit {
            person: None,
            state: VisitState::Expected,
            ticket: None,
            station: None,
            reason: None,
            note: None,
            receipt: None,
            since: None,
            arrived: None,
            actor: None,
            last: None,
            needs_newer: false,
        }
    }
}

impl Visit {
    fn enter(&mut self, state: VisitState, entry: &Entry) {
        self.state = state;
        self.since = Some(entry.clock);
        self.actor = Some(entry.actor);
        self.last = Some(entry.at);
    }

    /// Applies one event; false when it was left out because something stands against it.
    fn apply(&mut self, entry: &Entry, event: &Event) -> bool {
        if self.state == VisitState::Captured {
            // A capture stands until an undo names it; whatever else arrives is for a person to judge.
            return matches!(event, Event::VisitUndone(_));
        }
        match event {
            Event::VisitCheckedIn(checked_in) => {
                self.person = Some(checked_in.person);
                match self.state {
                    VisitState::Expected | VisitState::Deferred | VisitState::Absent => {
                        self.ticket = Some(checked_in.ticket.clone());
                        self.arrived = Some(entry.clock);
                        self.reason = None;
                        self.note = None;
                        self.station = None;
                        self.enter(VisitState::Waiting, entry);
                    }
                    // Two tickets for one person: the first in order stands.
                    VisitState::Waiting | VisitState::Called | VisitState::Serving | VisitState::Captured => {
                        return false;
                    }
                }
            }
            Event::VisitCalled(called) => {
                self.station = Some(called.station);
                self.enter(VisitState::Called, entry);
            }
            Event::VisitStarted(started) => {
                self.station = Some(started.station);
                self.enter(VisitState::Serving, entry);
            }
            Event::VisitCaptured(captured) => {
                self.receipt.clone_from(&captured.receipt);
                self.enter(VisitState::Captured, entry);
            }
            Event::VisitDeferred(deferred) => {
                self.reason = Some(deferred.reason);
                self.note = (!deferred.note.is_empty()).then(|| deferred.note.clone());
                self.enter(VisitState::Deferred, entry);
            }
            Event::VisitAbsent(absent) => {
                self.person = Some(absent.person);
                self.enter(VisitState::Absent, entry);
            }
            _ => {}
        }
        true
    }
}

fn run(entries: &[Entry], mut each: impl FnMut(usize, bool)) -> Visit {
    let undone: HashSet<EventRef> = entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Some(Event::VisitUndone(undone)) => Some(undone.events.iter().copied()),
            _ => None,
        })
        .flatten()
        .collect();
    let mut visit = Visit::default();
    for (at, entry) in entries.iter().enumerate() {
        match &entry.event {
            None => visit.needs_newer = true,
            Some(event) if undone.contains(&entry.at) || entry.copy_of.is_some_and(|at| undone.contains(&at)) => {
                // An undone arrival still says whose visit this is.
                if let Event::VisitCheckedIn(crate::visit::event::CheckedIn { person, .. })
                | Event::VisitAbsent(crate::visit::event::Absent { person }) = event
                {
                    visit.person = Some(*person);
                }
            }
            Some(event) => {
                let taken = visit.apply(entry, event);
                each(at, taken);
            }
        }
    }
    visit
}

/// Folds one visit's events, in order. Events that an undo names are left out.
pub fn fold(entries: &[Entry]) -> Visit {
    run(entries, |_, _| {})
}

/// What the fold left out, each after what stood against it: the capture, or the arrival whose ticket is in force.
pub(crate) fn left_out(entries: &[Entry]) -> Vec<(usize, usize)> {
    let (mut arrived, mut captured, mut out) = (None, None, Vec::new());
    run(entries, |at, taken| match (&entries[at].event, taken) {
        (Some(Event::VisitCheckedIn(_)), true) => arrived = Some(at),
        (Some(Event::VisitCaptured(_)), true) => captured = Some(at),
        (_, true) => {}
        (_, false) => out.extend(captured.or(arrived).map(|stands| (stands, at))),
    });
    out
}
