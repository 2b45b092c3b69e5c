//! How a session works, what hinders it, and taking a closed one up again.

use std::collections::BTreeMap;

use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{ActorId, SessionId};
use luudong_domain::scope::Scope;
use luudong_domain::session::{Arranged, ArrangedError, Incident, IncidentBegan, IncidentKind, IncidentOver, Reopened};
use luudong_domain::text::clean;
use luudong_store::query::SessionStanding;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::slots::announce;
use super::{One, Session, session, still_open};
use crate::{App, AppError};

/// How a session is to work.
#[derive(Deserialize, TS)]
pub struct Arrange {
    session: SessionId,
    arranged: Arranged,
}

/// A closed session is taken up again.
#[derive(Deserialize, TS)]
pub struct Reopen {
    session: SessionId,
    reason: String,
}

/// Something hinders the work.
#[derive(Deserialize, TS)]
pub struct Begin {
    session: SessionId,
    kind: IncidentKind,
    /// The whole hall when absent.
    #[serde(default)]
    #[ts(optional = nullable)]
    station: Option<u16>,
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    note: String,
}

/// Work goes on.
#[derive(Deserialize, TS)]
pub struct Over {
    session: SessionId,
    /// Its id, as the session tells it.
    #[ts(type = "string")]
    incident: EventRef,
}

/// An incident as a screen shows it.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Incident")]
pub struct IncidentTold {
    /// Its id.
    #[ts(type = "string")]
    pub id: EventRef,
    /// What.
    pub kind: IncidentKind,
    /// Where; the whole hall when absent.
    pub station: Option<u16>,
    /// Note; may be empty.
    pub note: String,
    /// Since when, milliseconds.
    #[ts(type = "number")]
    pub since: u64,
    /// Until when; none while it lasts.
    #[ts(type = "number | null")]
    pub over: Option<u64>,
    /// Who said so.
    pub actor: Option<String>,
}

pub(super) fn told(incident: Incident, names: &BTreeMap<ActorId, String>) -> IncidentTold {
    IncidentTold {
        id: incident.at,
        kind: incident.kind,
        station: incident.station,
        note: incident.note,
        since: incident.since.millis(),
        over: incident.over.map(|clock| clock.millis()),
        actor: names.get(&incident.actor).cloned(),
    }
}

fn refused(error: ArrangedError) -> AppError {
    match error {
        ArrangedError::NoCapture => AppError::of("arranged_no_capture"),
        ArrangedError::Station => AppError::of("arranged_station"),
        ArrangedError::NotServed(step) => AppError::of("arranged_not_served").with("step", step.word()),
        ArrangedError::Number => AppError::of("arranged_number"),
        ArrangedError::Hours => AppError::of("arranged_hours"),
    }
}

pub(crate) fn arrange(app: &App, args: Arrange) -> Result<Session, AppError> {
    args.arranged.check().map_err(refused)?;
    app.write(|gate| {
        still_open(gate, args.session)?;
        gate.append(Scope::Session(args.session), args.session, &Event::SessionArranged(args.arranged))?;
        announce(gate, args.session)
    })?;
    session(app, One { session: args.session })
}

/// Writes to a session that is open.
fn write(app: &App, id: SessionId, event: Event) -> Result<Session, AppError> {
    app.write(|gate| {
        still_open(gate, id)?;
        Ok(gate.append(Scope::Session(id), id, &event)?)
    })?;
    session(app, One { session: id })
}

/// Takes a closed session up again. Results stay as they are until it is closed again; then only what changed is told.
pub(crate) fn reopen(app: &App, args: Reopen) -> Result<Session, AppError> {
    let reason = clean(&args.reason);
    if reason.is_empty() {
        return Err(AppError::of("reason_missing"));
    }
    app.write(|gate| {
        match gate.session_standing(args.session)?.ok_or_else(|| AppError::not_found("session"))? {
            SessionStanding::NeedsNewer => return Err(AppError::of("needs_newer")),
            SessionStanding::Open => return Err(AppError::of("session_open")),
            SessionStanding::Closed => {}
        }
        let reopened = Event::SessionReopened(Reopened { closes: gate.closes(args.session)?, reason });
        Ok(gate.append(Scope::Session(args.session), args.session, &reopened)?)
    })?;
    session(app, One { session: args.session })
}

pub(crate) fn begin(app: &App, args: Begin) -> Result<Session, AppError> {
    let Begin { session: id, kind, station, note } = args;
    let note = clean(&note);
    if kind == IncidentKind::Other && note.is_empty() {
        return Err(AppError::of("reason_missing"));
    }
    let arranged = app.read(|reader| Ok(reader.arranged(id)?))?;
    if station.zip(arranged).is_some_and(|(station, (_, arranged))| !arranged.knows(station)) {
        return Err(AppError::of("station_unknown"));
    }
    write(app, id, Event::SessionIncident(IncidentBegan { kind, station, note }))
}

pub(crate) fn over(app: &App, args: Over) -> Result<Session, AppError> {
    let known = app.read(|reader| Ok(reader.session(args.session)?))?.ok_or_else(|| AppError::not_found("session"))?;
    let lasts = |incident: &Incident| incident.at == args.incident && incident.over.is_none();
    if !known.incidents.iter().any(lasts) {
        return Err(AppError::not_found("incident"));
    }
    write(app, args.session, Event::SessionIncidentOver(IncidentOver { incident: args.incident }))
}
