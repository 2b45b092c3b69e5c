//! What may be done to a visit in the state it is in. Pure: a visit in, an event or a refusal out.

use std::collections::BTreeSet;

use super::event::{
    Absent, Called, Captured, CheckedIn, DeferReason, Deferred, Left, Moved, NeededPaper, Parked, Passed, Prioritised,
    Priority, RefuseReason, Refused, Requeued, Started, Undone,
};
use super::{Ticket, Visit, VisitState};
use crate::event::{Event, EventRef};
use crate::id::{DeviceId, PersonId};
use crate::session::{Arranged, Step};

/// Why a thing may not be done to a visit now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Holds a ticket already.
    AlreadyCheckedIn,
    /// Captured already: undo first.
    AlreadyCaptured,
    /// Not in a state for this.
    WrongState,
    /// The session has no such station.
    StationUnknown,
    /// The station does not serve the step that the visit is at.
    StationServesNot,
    /// The person waits for another station.
    OtherStation,
    /// The person was called to that other station.
    CalledElsewhere(u16),
    /// Another step is at hand than the one that is said to be done.
    OtherStep,
    /// It is the last step: its end is the capture.
    LastStep,
    /// Steps are left that this station does not serve.
    StepsLeft,
    /// To be called so often more before they may be said to be absent.
    CallsLeft(u16),
    /// Only the last thing can be undone.
    UndoNotLast,
    /// A reason has to be given.
    ReasonMissing,
    /// A newer version wrote here: read-only.
    NeedsNewer,
}

pub(super) fn writable(visit: &Visit) -> Result<(), Refusal> {
    if visit.needs_newer {
        return Err(Refusal::NeedsNewer);
    }
    if visit.state == VisitState::Captured { Err(Refusal::AlreadyCaptured) } else { Ok(()) }
}

fn in_states(visit: &Visit, states: &[VisitState]) -> Result<(), Refusal> {
    writable(visit)?;
    if states.contains(&visit.state) { Ok(()) } else { Err(Refusal::WrongState) }
}

fn in_hall(visit: &Visit) -> Result<(), Refusal> {
    writable(visit)?;
    if visit.state.in_hall() { Ok(()) } else { Err(Refusal::WrongState) }
}

/// Whether `station` may deal with the visit at the step it is at.
fn served_at(visit: &Visit, arranged: &Arranged, station: u16) -> Result<(), Refusal> {
    if !arranged.knows(station) {
        return Err(Refusal::StationUnknown);
    }
    if !arranged.serves(station, arranged.step(&visit.passed)) {
        return Err(Refusal::StationServesNot);
    }
    Ok(())
}

/// The same, and neither do they wait for another one nor go to another one now: what a screen showed may be older than
/// the call of the next table.
fn waits_for(visit: &Visit, arranged: &Arranged, station: u16) -> Result<(), Refusal> {
    served_at(visit, arranged, station)?;
    if let Some(other) = visit.station.filter(|other| visit.state == VisitState::Called && *other != station) {
        return Err(Refusal::CalledElsewhere(other));
    }
    if visit.for_station.is_some_and(|other| other != station) { Err(Refusal::OtherStation) } else { Ok(()) }
}

pub(super) fn with_reason(other: bool, note: &str) -> Result<(), Refusal> {
    if other && note.trim().is_empty() { Err(Refusal::ReasonMissing) } else { Ok(()) }
}

/// The person is there: gets `ticket`.
///
/// # Errors
/// [`Refusal`] when they hold a ticket or were captured.
pub fn check_in(visit: &Visit, person: PersonId, ticket: Ticket) -> Result<Event, Refusal> {
    writable(visit)?;
    if visit.state.in_hall() {
        return Err(Refusal::AlreadyCheckedIn);
    }
    Ok(Event::VisitCheckedIn(CheckedIn { person, ticket, paper: None }))
}

/// By what right somebody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallBy {
    /// The hub granted a claim: nobody else calls them.
    Claim(DeviceId),
    /// They hold a ticket of this laptop's own lane, which nobody else calls without saying so.
    OwnLane,
    /// They hold one of another lane, and somebody said that they be called all the same.
    OtherLane,
}

/// Calls a waiting person to `station`, or calls again whoever was called there.
///
/// # Errors
/// [`Refusal`] unless waiting or called, and for this station.
pub fn call(visit: &Visit, arranged: &Arranged, station: u16, by: CallBy) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Waiting, VisitState::Called])?;
    waits_for(visit, arranged, station)?;
    let (claim, taken) = match by {
        CallBy::Claim(hub) => (Some(hub), false),
        CallBy::OwnLane => (None, false),
        CallBy::OtherLane => (None, true),
    };
    Ok(Event::VisitCalled(Called { station, claim, taken }))
}

/// The person sits down at `station`; whoever was set aside may come back so.
///
/// # Errors
/// [`Refusal`] unless waiting, called or set aside, and for this station.
pub fn start(visit: &Visit, arranged: &Arranged, station: u16) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Waiting, VisitState::Called, VisitState::Parked])?;
    waits_for(visit, arranged, station)?;
    Ok(Event::VisitStarted(Started { station }))
}

/// The step at hand is done, and it is not the last. Goes on at the same station where that serves the next one.
///
/// # Errors
/// [`Refusal`] unless called or being served; [`Refusal::LastStep`]; [`Refusal::OtherStep`] when `step` is told and is
/// not the one at hand, as when a key was pressed twice.
pub fn pass(visit: &Visit, arranged: &Arranged, step: Option<Step>) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Called, VisitState::Serving])?;
    let station = visit.station.ok_or(Refusal::WrongState)?;
    let mut left = arranged.left(&visit.passed);
    let (now, next) = (arranged.step(&visit.passed), left.nth(1));
    if step.is_some_and(|step| step != now) {
        return Err(Refusal::OtherStep);
    }
    served_at(visit, arranged, station)?;
    let next = next.ok_or(Refusal::LastStep)?;
    Ok(Event::VisitPassed(Passed { step: now, station, stays: arranged.serves(station, next) }))
}

/// Everything is done: the last step, or the last ones where the station serves them all.
///
/// # Errors
/// [`Refusal`] unless called or being served; [`Refusal::StepsLeft`].
pub fn capture(visit: &Visit, arranged: &Arranged, captured: Captured) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Called, VisitState::Serving])?;
    let station = visit.station.ok_or(Refusal::WrongState)?;
    if arranged.left(&visit.passed).any(|step| !arranged.serves(station, step)) {
        return Err(Refusal::StepsLeft);
    }
    Ok(Event::VisitCaptured(captured))
}

/// Not today.
///
/// # Errors
/// [`Refusal`] unless the person is in the hall; [`Refusal::ReasonMissing`] for "other", also as a paper, without a note.
pub fn defer(
    visit: &Visit,
    reason: DeferReason,
    note: String,
    papers: BTreeSet<NeededPaper>,
) -> Result<Event, Refusal> {
    in_hall(visit)?;
    with_reason(reason == DeferReason::Other || papers.contains(&NeededPaper::Other), &note)?;
    Ok(Event::VisitDeferred(Deferred { reason, note, papers, paper: None }))
}

/// Not here at all.
///
/// # Errors
/// [`Refusal`] unless the person is in the hall; [`Refusal::ReasonMissing`] for "other" without a note.
pub fn refuse(visit: &Visit, reason: RefuseReason, note: String) -> Result<Event, Refusal> {
    in_hall(visit)?;
    with_reason(reason == RefuseReason::Other, &note)?;
    Ok(Event::VisitRefused(Refused { reason, note }))
}

/// Went away by themselves.
///
/// # Errors
/// [`Refusal`] unless the person was in the hall.
pub fn leave(visit: &Visit, note: String) -> Result<Event, Refusal> {
    in_hall(visit)?;
    Ok(Event::VisitLeft(Left { note }))
}

/// Did not come, or was gone when called.
///
/// # Errors
/// [`Refusal`] when being served or resolved; [`Refusal::CallsLeft`] when called too seldom.
pub fn absent(visit: &Visit, arranged: &Arranged, person: PersonId) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Expected, VisitState::Waiting, VisitState::Called, VisitState::Parked])?;
    match arranged.calls.saturating_sub(visit.calls) {
        left if visit.state == VisitState::Called && left > 0 => Err(Refusal::CallsLeft(left)),
        _ => Ok(Event::VisitAbsent(Absent { person, paper: None })),
    }
}

/// Sets somebody aside.
///
/// # Errors
/// [`Refusal`] unless waiting, called or being served.
pub fn park(visit: &Visit, note: String) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Waiting, VisitState::Called, VisitState::Serving])?;
    Ok(Event::VisitParked(Parked { note }))
}

/// Back in line, in the place they had or at its end.
///
/// # Errors
/// [`Refusal`] unless set aside, called or being served; whoever waits can only go to the end.
pub fn requeue(visit: &Visit, to_end: bool) -> Result<Event, Refusal> {
    in_hall(visit)?;
    if visit.state == VisitState::Waiting && !to_end {
        return Err(Refusal::WrongState);
    }
    Ok(Event::VisitRequeued(Requeued { to_end }))
}

/// Has somebody wait for `station` only.
///
/// # Errors
/// [`Refusal`] unless the person is in the hall and the station serves the step at hand.
pub fn move_to(visit: &Visit, arranged: &Arranged, station: u16) -> Result<Event, Refusal> {
    in_hall(visit)?;
    served_at(visit, arranged, station)?;
    Ok(Event::VisitMoved(Moved { station }))
}

/// Says why somebody goes first; for no reason, they do no more.
///
/// # Errors
/// [`Refusal`] unless the person is in the hall.
pub fn prioritise(visit: &Visit, reasons: BTreeSet<Priority>) -> Result<Event, Refusal> {
    in_hall(visit)?;
    Ok(Event::VisitPrioritised(Prioritised { reasons }))
}

/// Takes back the last thing that was done.
///
/// # Errors
/// [`Refusal`] without a reason, or when `event` is not the last thing that counts.
pub fn undo(visit: &Visit, event: EventRef, reason: String) -> Result<Event, Refusal> {
    if visit.needs_newer {
        return Err(Refusal::NeedsNewer);
    }
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    if visit.last != Some(event) {
        return Err(Refusal::UndoNotLast);
    }
    Ok(Event::VisitUndone(Undone { events: vec![event], reason, settles: None }))
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
