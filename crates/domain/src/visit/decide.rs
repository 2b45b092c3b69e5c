//! What may be done to a visit in the state it is in. Pure: a visit in, an event or a refusal out.

use super::event::{Absent, Called, Captured, CheckedIn, DeferReason, Deferred, Started, Undone};
use super::{Ticket, Visit, VisitState};
use crate::event::{Event, EventRef};
use crate::id::{DeviceId, PersonId};

/// Why a thing may not be done to a visit now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Holds a ticket already.
    AlreadyCheckedIn,
    /// Captured already: undo first.
    AlreadyCaptured,
    /// Not in a state for this.
    WrongState,
    /// Only the last thing can be undone.
    UndoNotLast,
    /// A reason has to be given.
    ReasonMissing,
    /// A newer version wrote here: read-only.
    NeedsNewer,
}

fn writable(visit: &Visit) -> Result<(), Refusal> {
    if visit.needs_newer {
        return Err(Refusal::NeedsNewer);
    }
    if visit.state == VisitState::Captured { Err(Refusal::AlreadyCaptured) } else { Ok(()) }
}

fn in_states(visit: &Visit, states: &[VisitState]) -> Result<(), Refusal> {
    writable(visit)?;
    if states.contains(&visit.state) { Ok(()) } else { Err(Refusal::WrongState) }
}

/// The person is there: gets `ticket`.
///
/// # Errors
/// [`Refusal`] when they hold a ticket or were captured.
pub fn check_in(visit: &Visit, person: PersonId, ticket: Ticket) -> Result<Event, Refusal> {
    writable(visit)?;
    match visit.state {
        VisitState::Waiting | VisitState::Called | VisitState::Serving => Err(Refusal::AlreadyCheckedIn),
        VisitState::Expected | VisitState::Deferred | VisitState::Absent | VisitState::Captured => {
            Ok(Event::VisitCheckedIn(CheckedIn { person, ticket }))
        }
    }
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

/// Calls a waiting person to `station`, or calls again.
///
/// # Errors
/// [`Refusal`] unless waiting or called.
pub fn call(visit: &Visit, station: u16, by: CallBy) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Waiting, VisitState::Called])?;
    let (claim, taken) = match by {
        CallBy::Claim(hub) => (Some(hub), false),
        CallBy::OwnLane => (None, false),
        CallBy::OtherLane => (None, true),
    };
    Ok(Event::VisitCalled(Called { station, claim, taken }))
}

/// The person sits down at `station`.
///
/// # Errors
/// [`Refusal`] unless waiting or called.
pub fn start(visit: &Visit, station: u16) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Waiting, VisitState::Called])?;
    Ok(Event::VisitStarted(Started { station }))
}

/// Capture is done.
///
/// # Errors
/// [`Refusal`] unless called or being served.
pub fn capture(visit: &Visit, receipt: Option<String>) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Called, VisitState::Serving])?;
    Ok(Event::VisitCaptured(Captured { receipt }))
}

/// Not today.
///
/// # Errors
/// [`Refusal`] unless the person is in the hall; [`Refusal::ReasonMissing`] for "other" without a note.
pub fn defer(visit: &Visit, reason: DeferReason, note: String) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Waiting, VisitState::Called, VisitState::Serving])?;
    if reason == DeferReason::Other && note.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    Ok(Event::VisitDeferred(Deferred { reason, note }))
}

/// Did not come, or was gone when called.
///
/// # Errors
/// [`Refusal`] when being served or resolved.
pub fn absent(visit: &Visit, person: PersonId) -> Result<Event, Refusal> {
    in_states(visit, &[VisitState::Expected, VisitState::Waiting, VisitState::Called])?;
    Ok(Event::VisitAbsent(Absent { person }))
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
mod tests {
    use super::*;
    use crate::event::Entry;
    use crate::id::{ActorId, DeviceId};
    use crate::time::Clock;
    use crate::visit::fold;

    struct Day {
        entries: Vec<Entry>,
    }

    impl Day {
        fn visit(&self) -> Visit {
            fold(&self.entries)
        }

        fn push(&mut self, event: Event) -> EventRef {
            let at = EventRef { device: DeviceId([1; 16]), index: self.entries.len() as u64 + 1 };
            let after = self.entries.last().map(|entry| entry.at).into_iter().collect();
            self.entries.push(Entry {
                at,
                clock: Clock(at.index),
                actor: ActorId::CENTRAL,
                after,
                copy_of: None,
                event: Some(event),
            });
            at
        }
    }

    const PERSON: PersonId = PersonId([3; 16]);

    fn ticket(number: u32) -> Ticket {
        Ticket { lane: "B".into(), number }
    }

    #[test]
    fn a_day_runs_from_arrival_to_capture_and_back() {
        let mut day = Day { entries: Vec::new() };
        day.push(check_in(&day.visit(), PERSON, ticket(1)).expect("in"));
        assert_eq!(check_in(&day.visit(), PERSON, ticket(2)), Err(Refusal::AlreadyCheckedIn));
        day.push(call(&day.visit(), 2, CallBy::OwnLane).expect("call"));
        day.push(start(&day.visit(), 2).expect("start"));
        let captured = day.push(capture(&day.visit(), None).expect("capture"));
        assert_eq!(defer(&day.visit(), DeferReason::Residence, String::new()), Err(Refusal::AlreadyCaptured));
        assert_eq!(undo(&day.visit(), captured, " ".into()), Err(Refusal::ReasonMissing));
        day.push(undo(&day.visit(), captured, "nhầm người".into()).expect("undo"));
        let visit = day.visit();
        assert_eq!((visit.state, visit.ticket, visit.station), (VisitState::Serving, Some(ticket(1)), Some(2)));
    }

    #[test]
    fn a_deferred_person_may_come_back_the_same_day() {
        let mut day = Day { entries: Vec::new() };
        day.push(check_in(&day.visit(), PERSON, ticket(1)).expect("in"));
        assert_eq!(defer(&day.visit(), DeferReason::Other, String::new()), Err(Refusal::ReasonMissing));
        day.push(defer(&day.visit(), DeferReason::PapersMissing, "giấy khai sinh".into()).expect("defer"));
        day.push(check_in(&day.visit(), PERSON, ticket(9)).expect("back"));
        assert_eq!((day.visit().state, day.visit().ticket), (VisitState::Waiting, Some(ticket(9))));
        assert_eq!(capture(&day.visit(), None), Err(Refusal::WrongState));
    }

    #[test]
    fn a_capture_stands_against_what_did_not_know_it() {
        let mut day = Day { entries: Vec::new() };
        day.push(check_in(&day.visit(), PERSON, ticket(1)).expect("in"));
        day.push(start(&day.visit(), 1).expect("start"));
        day.push(capture(&day.visit(), None).expect("capture"));
        day.push(Event::VisitDeferred(Deferred { reason: DeferReason::Residence, note: String::new() }));
        assert_eq!(day.visit().state, VisitState::Captured);
    }
}
