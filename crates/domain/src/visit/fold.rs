//! What is known of one visit: the fold of its record.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Ticket;
use super::event::{DeferReason, NeededPaper, OldPaper, Paper, Priority, RefuseReason, paper_of};
use crate::event::{Entry, Event, EventRef};
use crate::id::{ActorId, PersonId};
use crate::session::Step;
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
    /// Set aside; nobody calls them.
    Parked,
    /// At a station.
    Serving,
    /// Done.
    Captured,
    /// To be done another time.
    Deferred,
    /// Nothing will be done for them here.
    Refused,
    /// Went away by themselves.
    Left,
    /// Did not come.
    Absent,
}

impl VisitState {
    /// Every state, in the order of a day.
    pub const ALL: [VisitState; 10] = [
        VisitState::Expected,
        VisitState::Waiting,
        VisitState::Called,
        VisitState::Parked,
        VisitState::Serving,
        VisitState::Captured,
        VisitState::Deferred,
        VisitState::Refused,
        VisitState::Left,
        VisitState::Absent,
    ];

    /// The word as it is stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            VisitState::Expected => "expected",
            VisitState::Waiting => "waiting",
            VisitState::Called => "called",
            VisitState::Parked => "parked",
            VisitState::Serving => "serving",
            VisitState::Captured => "captured",
            VisitState::Deferred => "deferred",
            VisitState::Refused => "refused",
            VisitState::Left => "left",
            VisitState::Absent => "absent",
        }
    }

    /// Whether the person is in the hall and not done.
    pub fn in_hall(self) -> bool {
        match self {
            VisitState::Waiting | VisitState::Called | VisitState::Parked | VisitState::Serving => true,
            VisitState::Expected
            | VisitState::Captured
            | VisitState::Deferred
            | VisitState::Refused
            | VisitState::Left
            | VisitState::Absent => false,
        }
    }

    /// Whether the day still owes the person something.
    pub fn unresolved(self) -> bool {
        self == VisitState::Expected || self.in_hall()
    }
}

/// One time that a station dealt with somebody: called, served, and how long they had waited for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Which station.
    pub station: u16,
    /// The steps that were behind them when it began: by it a session knows which step it was.
    pub passed: BTreeSet<Step>,
    /// Since when they had waited for it; absent where that was entered from paper.
    pub waited: Option<Clock>,
    /// When they were called first.
    pub called: Option<Clock>,
    /// When they sat down.
    pub started: Option<Clock>,
    /// When they went on from there; absent while it lasts, and where they were called and nothing was done.
    pub ended: Option<Clock>,
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
    /// The steps that are behind it since the person checked in.
    pub passed: BTreeSet<Step>,
    /// How often they were called since they last sat down anywhere.
    pub calls: u16,
    /// Why they go first, as somebody said it.
    pub priority: BTreeSet<Priority>,
    /// The one station that they wait for.
    pub for_station: Option<u16>,
    /// Why it was deferred.
    pub reason: Option<DeferReason>,
    /// What they are to bring, when it was deferred.
    pub papers: BTreeSet<NeededPaper>,
    /// Why it was refused.
    pub refused: Option<RefuseReason>,
    /// Note of whatever set it aside or ended it.
    pub note: Option<String>,
    /// Receipt of the capture.
    pub receipt: Option<String>,
    /// What became of the old paper.
    pub old_paper: Option<OldPaper>,
    /// When the card is to be fetched.
    pub appointment: Option<NaiveDate>,
    /// Since when it is in this state.
    pub since: Option<Clock>,
    /// When the person checked in.
    pub arrived: Option<Clock>,
    /// The time by which the queue goes: when they checked in, or went to its end.
    pub queued: Option<Clock>,
    /// What stations did with them, in order, since the beginning.
    pub turns: Vec<Turn>,
    /// The last thing was entered from paper: between when and when it happened.
    pub paper: Option<Paper>,
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
            passed: BTreeSet::new(),
            calls: 0,
            priority: BTreeSet::new(),
            for_station: None,
            reason: None,
            papers: BTreeSet::new(),
            refused: None,
            note: None,
            receipt: None,
            old_paper: None,
            appointment: None,
            since: None,
            arrived: None,
            queued: None,
            turns: Vec::new(),
            paper: None,
            actor: None,
            last: None,
            needs_newer: false,
        }
    }
}

impl Visit {
    fn enter(&mut self, state: VisitState, entry: &Entry) {
        // Who is moved within the line has waited all the same.
        let waits_on = state == VisitState::Waiting && self.state == VisitState::Waiting;
        self.state = state;
        self.paper = entry.event.as_ref().and_then(paper_of);
        // What ended on paper had ended by then; who came on paper may have come at its beginning.
        let since = self.since.filter(|_| waits_on);
        self.since =
            since.or(Some(self.paper.map_or(entry.clock, |paper| if state.in_hall() { paper.from } else { paper.to })));
        self.actor = Some(entry.actor);
        self.last = Some(entry.at);
    }

    fn note(&mut self, note: &str) {
        self.note = (!note.is_empty()).then(|| note.to_owned());
    }

    /// The turn at `station` that lasts, or a new one.
    fn turn(&mut self, station: u16, entry: &Entry) -> &mut Turn {
        let lasts = matches!(self.state, VisitState::Called | VisitState::Serving)
            && self.turns.last().is_some_and(|turn| turn.station == station && turn.ended.is_none());
        if !lasts {
            let since = self.since.filter(|_| self.state == VisitState::Waiting).unwrap_or(entry.clock);
            let waited = Some(since).filter(|_| self.paper.is_none());
            let passed = self.passed.clone();
            self.turns.push(Turn { station, passed, waited, called: None, started: None, ended: None });
        }
        let last = self.turns.len() - 1;
        &mut self.turns[last]
    }

    /// Ends the turn that lasts. On paper it ended nobody knows when: it stays without an end, and measures nothing.
    fn end_turn(&mut self, entry: &Entry) {
        if entry.event.as_ref().and_then(paper_of).is_some() {
            return;
        }
        if let Some(turn) = self.turns.last_mut().filter(|turn| turn.ended.is_none()) {
            turn.ended = Some(entry.clock);
        }
    }

    /// Somebody looked at the case: a turn in which they were served ends, one to which they were only called does not.
    fn judged(&mut self, state: VisitState, note: &str, entry: &Entry) {
        if self.state == VisitState::Serving {
            self.end_turn(entry);
        }
        self.note(note);
        self.enter(state, entry);
    }

    fn check_in(&mut self, entry: &Entry, ticket: &Ticket) {
        self.ticket = Some(ticket.clone());
        // Nobody loses their place because the power was off: on paper they stand where its time begins.
        let came = entry.event.as_ref().and_then(paper_of).map_or(entry.clock, |paper| paper.from);
        (self.arrived, self.queued) = (Some(came), Some(came));
        (self.reason, self.refused, self.note) = (None, None, None);
        (self.station, self.for_station) = (None, None);
        self.calls = 0;
        self.papers.clear();
        self.passed.clear();
        self.enter(VisitState::Waiting, entry);
    }

    fn pass(&mut self, entry: &Entry, passed: &super::event::Passed) {
        self.turn(passed.station, entry);
        self.end_turn(entry);
        self.passed.insert(passed.step);
        self.calls = 0;
        self.for_station = None;
        if passed.stays {
            self.station = Some(passed.station);
            self.enter(VisitState::Serving, entry);
            let turn = self.turn(passed.station, entry);
            turn.started = Some(entry.clock);
        } else {
            self.station = None;
            self.enter(VisitState::Waiting, entry);
        }
    }

    /// Applies one event; false when it was left out because something stands against it.
    fn apply(&mut self, entry: &Entry, event: &Event) -> bool {
        if let Event::VisitPrioritised(prioritised) = event {
            let gained = prioritised.reasons.difference(&self.priority).next().is_some();
            self.priority.clone_from(&prioritised.reasons);
            // Who was put at the end of the line, and for a new reason goes first after that, has their place again.
            if gained {
                self.queued = self.arrived;
            }
            return true;
        }
        if self.state == VisitState::Captured {
            // A capture stands until an undo names it; whatever else arrives is for a person to judge.
            return matches!(event, Event::VisitUndone(_));
        }
        match event {
            Event::VisitCheckedIn(checked_in) => {
                self.person = Some(checked_in.person);
                // Two tickets for one person: the first in order stands.
                if self.state.in_hall() {
                    return false;
                }
                self.check_in(entry, &checked_in.ticket);
            }
            Event::VisitCalled(called) => {
                let turn = self.turn(called.station, entry);
                turn.called = turn.called.or(Some(entry.clock));
                self.station = Some(called.station);
                self.calls = self.calls.saturating_add(1);
                self.enter(VisitState::Called, entry);
            }
            Event::VisitStarted(started) => {
                let turn = self.turn(started.station, entry);
                turn.started = turn.started.or(Some(entry.clock));
                self.station = Some(started.station);
                self.calls = 0;
                self.enter(VisitState::Serving, entry);
            }
            Event::VisitPassed(passed) => self.pass(entry, passed),
            Event::VisitCaptured(captured) => {
                self.receipt.clone_from(&captured.receipt);
                (self.old_paper, self.appointment) = (captured.old_paper, captured.appointment);
                self.end_turn(entry);
                self.enter(VisitState::Captured, entry);
            }
            _ => self.set_aside(entry, event),
        }
        true
    }

    /// Whose check-in was undone while others went on with them came, as far as is known, now.
    fn in_line_since(&mut self, entry: &Entry) {
        let came = self.arrived.or(self.queued).unwrap_or(entry.clock);
        (self.arrived, self.queued) = (Some(came), self.queued.or(Some(came)));
    }

    /// What takes somebody out of a station's hands without a step being done.
    fn set_aside(&mut self, entry: &Entry, event: &Event) {
        match event {
            Event::VisitDeferred(deferred) => {
                self.reason = Some(deferred.reason);
                self.papers.clone_from(&deferred.papers);
                self.judged(VisitState::Deferred, &deferred.note, entry);
            }
            Event::VisitRefused(refused) => {
                self.refused = Some(refused.reason);
                self.judged(VisitState::Refused, &refused.note, entry);
            }
            Event::VisitLeft(left) => {
                self.note(&left.note);
                self.enter(VisitState::Left, entry);
            }
            Event::VisitParked(parked) => {
                self.note(&parked.note);
                self.station = None;
                self.enter(VisitState::Parked, entry);
            }
            Event::VisitRequeued(requeued) => {
                if requeued.to_end {
                    self.queued = Some(entry.clock);
                }
                self.in_line_since(entry);
                (self.station, self.for_station, self.note) = (None, None, None);
                self.enter(VisitState::Waiting, entry);
            }
            Event::VisitMoved(moved) => {
                self.in_line_since(entry);
                (self.station, self.for_station, self.note) = (None, Some(moved.station), None);
                self.enter(VisitState::Waiting, entry);
            }
            Event::VisitAbsent(absent) => {
                self.person = Some(absent.person);
                self.enter(VisitState::Absent, entry);
            }
            _ => {}
        }
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
                | Event::VisitAbsent(crate::visit::event::Absent { person, .. }) = event
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
