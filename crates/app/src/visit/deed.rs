//! What is done to visits: check in, call, serve, pass, capture, defer, and whatever goes otherwise.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{PersonId, SessionId, VisitId};
use luudong_domain::scope::Scope;
use luudong_domain::session::{Arranged, Step};
use luudong_domain::text::clean;
use luudong_domain::visit::decide::{CallBy, Refusal};
use luudong_domain::visit::event::{Captured, DeferReason, NeededPaper, OldPaper, Priority, RefuseReason};
use luudong_domain::visit::{Visit, VisitState, decide};
use luudong_store::Gate;
use serde::Deserialize;
use ts_rs::TS;

use super::door;
use super::row::{VisitRow, shown};
use crate::session::still_open;
use crate::sync::Claimed;
use crate::{App, AppError, sync};

/// A person in a session.
#[derive(Deserialize, TS)]
pub struct OfPerson {
    session: SessionId,
    person: PersonId,
}

/// A visit.
#[derive(Deserialize, TS)]
pub struct OfVisit {
    visit: VisitId,
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    note: String,
}

/// Who is asked to a station: the named visit, or the next in order. Who was called is called again.
#[derive(Deserialize, TS)]
pub struct Call {
    session: SessionId,
    station: u16,
    #[serde(default)]
    visit: Option<VisitId>,
    /// Also where the ticket is of another laptop's lane and no hub can say that nobody else calls them.
    #[serde(default)]
    take: bool,
}

/// Who sits down at a station, or waits for it.
#[derive(Deserialize, TS)]
pub struct AtStation {
    visit: VisitId,
    station: u16,
}

/// A step that is done and is not the last.
#[derive(Deserialize, TS)]
pub struct Pass {
    visit: VisitId,
    /// Which: refused where another is at hand, as when a key is pressed twice.
    #[serde(default)]
    #[ts(optional = nullable)]
    step: Option<Step>,
}

/// Everything is done.
#[derive(Deserialize, TS)]
pub struct Capture {
    visit: VisitId,
    #[serde(default)]
    receipt: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    old_paper: Option<OldPaper>,
    #[serde(default)]
    #[ts(optional = nullable, as = "Option<String>")]
    appointment: Option<NaiveDate>,
}

/// Not today.
#[derive(Deserialize, TS)]
pub struct Defer {
    visit: VisitId,
    reason: DeferReason,
    #[serde(default)]
    note: String,
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeSet<NeededPaper>>")]
    papers: BTreeSet<NeededPaper>,
}

/// Not here at all.
#[derive(Deserialize, TS)]
pub struct Refuse {
    visit: VisitId,
    reason: RefuseReason,
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    note: String,
}

/// Back in line: in the place they had, or at its end.
#[derive(Deserialize, TS)]
pub struct Requeue {
    visit: VisitId,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    to_end: bool,
}

/// Why somebody goes first; no reason: they do no more.
#[derive(Deserialize, TS)]
pub struct Prioritise {
    visit: VisitId,
    reasons: BTreeSet<Priority>,
}

/// The last thing was wrong.
#[derive(Deserialize, TS)]
pub struct Undo {
    visit: VisitId,
    #[ts(type = "string")]
    event: EventRef,
    reason: String,
}

/// One step of one visit: state in, event out, row back. It answers from the transaction itself, and the answer is
/// given only when that is durable.
pub(super) fn step(
    gate: &mut Gate<'_>,
    session: SessionId,
    visit: VisitId,
    decide: impl FnOnce(&mut Gate<'_>, &Visit, &Arranged) -> Result<Event, AppError>,
) -> Result<VisitRow, AppError> {
    still_open(gate, session)?;
    let (_, arranged) = gate.arranged(session)?.ok_or_else(|| AppError::not_found("session"))?;
    let state = gate.visit_state(session, visit)?;
    let event = decide(gate, &state, &arranged)?;
    gate.append(Scope::Session(session), visit, &event)?;
    gate.settle()?;
    let person = match &event {
        Event::VisitCheckedIn(checked_in) => Some(checked_in.person),
        Event::VisitAbsent(absent) => Some(absent.person),
        _ => state.person,
    };
    let person = person.ok_or_else(|| AppError::not_found("visit"))?;
    // Somebody unknown is found out here, and nothing was written.
    let row = gate.visit_of(session, person)?.ok_or_else(|| AppError::not_found("person"))?;
    shown(gate, vec![row])?.pop().ok_or_else(|| AppError::not_found("visit"))
}

/// As [`step`], for a visit that has begun.
fn next_step(
    app: &App,
    visit: VisitId,
    decide: impl FnOnce(&Visit, &Arranged) -> Result<Event, Refusal>,
) -> Result<VisitRow, AppError> {
    app.write(|gate| {
        let session = gate.session_of_visit(visit)?.ok_or_else(|| AppError::not_found("visit"))?;
        step(gate, session, visit, |_, state, arranged| Ok(decide(state, arranged)?))
    })
}

/// Somebody gets the next ticket of this laptop's lane.
pub(super) fn give_ticket(gate: &mut Gate<'_>, session: SessionId, person: PersonId) -> Result<VisitRow, AppError> {
    step(gate, session, VisitId::of(session, person), |gate, state, _| {
        let ticket = gate.next_ticket(session, &sync::own_lane(gate)?)?;
        Ok(decide::check_in(state, person, ticket)?)
    })
}

pub(crate) fn check_in(app: &App, args: OfPerson) -> Result<VisitRow, AppError> {
    let OfPerson { session, person } = args;
    app.write(|gate| {
        door::may_enter(gate, session, person)?;
        give_ticket(gate, session, person)
    })
}

/// Calls somebody. With a hub by a claim that it grants; without one of this laptop's own lane, and of another only
/// where somebody says so.
pub(crate) fn call(app: &App, args: Call) -> Result<VisitRow, AppError> {
    let Call { session, station, visit, take } = args;
    let arranged = app.read(|reader| Ok(reader.arranged(session)?))?.map(|(_, arranged)| arranged);
    if !arranged.as_ref().is_none_or(|arranged| arranged.knows(station)) {
        return Err(Refusal::StationUnknown.into());
    }
    let named = visit.map(|visit| app.read(|reader| Ok(reader.visit_state(session, visit)?))).transpose()?;
    // A claim to somebody whom the station may not call would only keep them from the others.
    if let Some((state, arranged)) = named.as_ref().zip(arranged.as_ref()) {
        decide::call(state, arranged, station, CallBy::OwnLane)?;
    }
    // Who was called is called again by the same right; to another station they are not called at all.
    let again = named.is_some_and(|state| state.state == VisitState::Called);
    let claimed = if again { Claimed::NoHub } else { sync::claim(app, session, station, visit)? };
    app.write(|gate| {
        let (visit, by) = match (claimed, visit) {
            (Claimed::By(hub, visit), _) => (visit, CallBy::Claim(hub)),
            (Claimed::NoHub, Some(visit)) if again || gate.lane_of(visit)? == Some(sync::own_lane(gate)?) => {
                (visit, CallBy::OwnLane)
            }
            (Claimed::NoHub, Some(visit)) if take => (visit, CallBy::OtherLane),
            (Claimed::NoHub, Some(visit)) => {
                let lane = gate.lane_of(visit)?.unwrap_or_default();
                return Err(AppError::of("other_lane").with("lane", lane));
            }
            (Claimed::NoHub, None) => (next_of_own_lane(gate, session, station)?, CallBy::OwnLane),
        };
        step(gate, session, visit, |_, state, arranged| Ok(decide::call(state, arranged, station, by)?))
    })
}

fn next_of_own_lane(gate: &Gate<'_>, session: SessionId, station: u16) -> Result<VisitId, AppError> {
    let lane = sync::own_lane(gate)?;
    let line = gate.line(session, Some(&lane))?.ok_or_else(|| AppError::not_found("session"))?;
    if let Some(next) = line.order(Some(station), gate.wall_micros()).first() {
        return Ok(line.waiting[next.at].visit);
    }
    Err(match (line.waiting.len(), gate.waiting(session)?) {
        (0, 0) => AppError::of("queue_empty"),
        (0, others) => AppError::of("queue_of_others").with("count", others),
        _ => AppError::of("queue_not_here"),
    })
}

pub(crate) fn serve(app: &App, args: AtStation) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, arranged| decide::start(state, arranged, args.station))
}

pub(crate) fn pass(app: &App, args: Pass) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, arranged| decide::pass(state, arranged, args.step))
}

pub(crate) fn capture(app: &App, args: Capture) -> Result<VisitRow, AppError> {
    let Capture { visit, receipt, old_paper, appointment } = args;
    let receipt = receipt.map(|receipt| clean(&receipt)).filter(|receipt| !receipt.is_empty());
    app.write(|gate| {
        let session = gate.session_of_visit(visit)?.ok_or_else(|| AppError::not_found("visit"))?;
        let date = gate.arranged(session)?.map(|(date, _)| date);
        if appointment.zip(date).is_some_and(|(appointment, date)| appointment < date) {
            return Err(AppError::of("appointment_past"));
        }
        // A card is handed out by its receipt: of two people under one number, one would get the other's.
        let held = receipt.as_ref().map(|receipt| gate.receipt_held(session, receipt, visit)).transpose()?;
        if let Some(ticket) = held.flatten() {
            return Err(AppError::of("receipt_taken").with("ticket", ticket));
        }
        let captured = Captured { receipt, old_paper, appointment, paper: None };
        step(gate, session, visit, |_, state, arranged| Ok(decide::capture(state, arranged, captured)?))
    })
}

pub(crate) fn defer(app: &App, args: Defer) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, _| decide::defer(state, args.reason, clean(&args.note), args.papers))
}

pub(crate) fn refuse(app: &App, args: Refuse) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, _| decide::refuse(state, args.reason, clean(&args.note)))
}

pub(crate) fn leave(app: &App, args: OfVisit) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, _| decide::leave(state, clean(&args.note)))
}

pub(crate) fn park(app: &App, args: OfVisit) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, _| decide::park(state, clean(&args.note)))
}

pub(crate) fn requeue(app: &App, args: Requeue) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, _| decide::requeue(state, args.to_end))
}

pub(crate) fn move_to(app: &App, args: AtStation) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, arranged| decide::move_to(state, arranged, args.station))
}

pub(crate) fn prioritise(app: &App, args: Prioritise) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, _| decide::prioritise(state, args.reasons))
}

pub(crate) fn absent(app: &App, args: OfPerson) -> Result<VisitRow, AppError> {
    app.write(|gate| {
        let visit = VisitId::of(args.session, args.person);
        step(gate, args.session, visit, |_, state, arranged| Ok(decide::absent(state, arranged, args.person)?))
    })
}

pub(crate) fn undo(app: &App, args: Undo) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state, _| decide::undo(state, args.event, clean(&args.reason)))
}
