//! Sessions: plan, figures, close.

pub(crate) mod slots;
pub(crate) mod work;

use std::collections::HashSet;

use chrono::NaiveDate;
use luudong_domain::event::Event;
use luudong_domain::id::{PersonId, SessionId, UnitId};
use luudong_domain::person::event::{Outcome, Planned as PlannedEvent};
use luudong_domain::role::may_write;
use luudong_domain::scope::Scope;
use luudong_domain::session::{Arranged, Closed, Hours, Opened};
use luudong_domain::text::clean;
use luudong_store::Gate;
use luudong_store::query::{Figures, Reader, SessionRow, SessionStanding};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::command::Nothing;
use crate::due::Judge;
use crate::sync::laptops;
use crate::{App, AppError, Open, locked};

/// Whether the day goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Goes on.
    Open,
    /// Done.
    Closed,
}

/// One session as a screen shows it.
#[derive(Debug, Serialize, TS)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Business date.
    pub date: String,
    /// When it begins, milliseconds.
    #[ts(type = "number")]
    pub day_begins: u64,
    /// When it is over, milliseconds: after the night that is worked through.
    #[ts(type = "number")]
    pub day_ends: u64,
    /// Where.
    pub place: String,
    /// Whose people.
    pub units: Vec<UnitId>,
    /// Whether the day goes on.
    pub state: SessionState,
    /// Everybody of the session.
    #[ts(type = "number")]
    pub planned: u64,
    /// The day's figures.
    pub figures: Figures,
    /// Who planned it.
    pub opened_by: String,
    /// Central does not know it yet.
    pub awaiting_central: bool,
    /// How it works: its hours, steps, stations and rules; the usual ones where nobody said.
    pub arranged: Arranged,
    /// What hindered it, in order.
    pub incidents: Vec<work::IncidentTold>,
}

/// A session by its id.
#[derive(Deserialize, TS)]
pub struct One {
    pub(crate) session: SessionId,
}

/// A new session.
#[derive(Deserialize, TS)]
pub struct Add {
    #[ts(type = "string")]
    date: NaiveDate,
    place: String,
    units: Vec<UnitId>,
}

/// Which people of a unit are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Everybody who is with it.
    #[default]
    Everybody,
    /// Those whom the mobile team serves and who are due on the session's date.
    Due,
    /// These, and those of whom it is uncertain.
    DueOrUncertain,
}

/// Whom to expect.
#[derive(Deserialize, TS)]
pub struct Plan {
    session: SessionId,
    unit: UnitId,
    #[serde(default)]
    #[ts(optional, type = "\"everybody\" | \"due\" | \"due_or_uncertain\"")]
    who: Who,
}

/// How many were planned.
#[derive(Serialize, TS)]
pub struct Planned {
    /// People planned now who were not before.
    #[ts(type = "number")]
    pub planned: u64,
}

/// The end of the day.
#[derive(Deserialize, TS)]
pub struct Close {
    session: SessionId,
    #[serde(default)]
    accept_unresolved: bool,
    #[serde(default)]
    reason: String,
    /// Why laptops that differ or were not heard of are accepted as they are.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    gap: String,
}

fn shown(reader: &Reader<'_>, row: SessionRow) -> Result<Session, AppError> {
    let names = reader.actor_names()?;
    let opener = reader.session_opener(row.id)?;
    let arranged = row.arranged.unwrap_or_default();
    let (begins, ends) = Hours::of(row.date.parse().map_err(AppError::internal)?, &arranged).day();
    Ok(Session {
        id: row.id,
        date: row.date,
        day_begins: begins / 1000,
        day_ends: ends / 1000,
        place: row.place,
        units: row.units,
        state: if row.closed { SessionState::Closed } else { SessionState::Open },
        planned: row.figures.planned,
        figures: row.figures,
        opened_by: opener.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        awaiting_central: row.awaiting_central,
        incidents: row.incidents.into_iter().map(|incident| work::told(incident, &names)).collect(),
        arranged,
    })
}

pub(crate) fn sessions(app: &App, _: Nothing) -> Result<Vec<Session>, AppError> {
    app.read(|reader| reader.sessions()?.into_iter().map(|row| shown(reader, row)).collect())
}

pub(crate) fn session(app: &App, args: One) -> Result<Session, AppError> {
    app.read(|reader| {
        let row = reader.session(args.session)?.ok_or_else(|| AppError::not_found("session"))?;
        shown(reader, row)
    })
}

pub(crate) fn add(app: &App, args: Add) -> Result<Session, AppError> {
    let session = open_session(app, args.date, &args.place, args.units)?;
    self::session(app, One { session })
}

/// Plans a session on a business date.
pub(crate) fn open_session(app: &App, date: NaiveDate, place: &str, units: Vec<UnitId>) -> Result<SessionId, AppError> {
    let place = clean(place);
    if place.is_empty() || units.is_empty() {
        return Err(AppError::of("name_missing"));
    }
    app.write(|gate| {
        for unit in &units {
            gate.unit(*unit)?.ok_or_else(|| AppError::not_found("unit"))?;
        }
        let session = gate.new_session();
        gate.append(Scope::Session(session), session, &Event::SessionOpened(Opened { date, place, units }))?;
        Ok(session)
    })
}

/// Refuses what may not be written to a session any more.
pub(crate) fn still_open(gate: &Gate<'_>, session: SessionId) -> Result<(), AppError> {
    let standing = gate.session_standing(session)?.ok_or_else(|| AppError::not_found("session"))?;
    match standing {
        SessionStanding::NeedsNewer => Err(AppError::of("needs_newer")),
        SessionStanding::Closed => Err(AppError::of("session_closed")),
        SessionStanding::Open => Ok(()),
    }
}

pub(crate) fn plan(app: &App, args: Plan) -> Result<Planned, AppError> {
    Ok(Planned { planned: plan_unit(app, args.session, args.unit, args.who)? })
}

/// Expects the people of a unit who are with it and not planned yet; how many these are.
pub(crate) fn plan_unit(app: &App, session: SessionId, unit: UnitId, who: Who) -> Result<u64, AppError> {
    app.write(|gate| {
        still_open(gate, session)?;
        let mut people = gate.unplanned(session, unit)?;
        if let Some(wanted) = chosen(gate, session, unit, who)? {
            people.retain(|person| wanted.contains(person));
        }
        for person in &people {
            let planned = PlannedEvent { session, slot: None, cleared: false };
            gate.append(Scope::Unit(unit), *person, &Event::PersonPlanned(planned))?;
        }
        slots::announce(gate, session)?;
        Ok(people.len() as u64)
    })
}

/// The people of a unit who are expected; `None` for everybody.
fn chosen(gate: &Gate<'_>, session: SessionId, unit: UnitId, who: Who) -> Result<Option<HashSet<PersonId>>, AppError> {
    let uncertain = match who {
        Who::Everybody => return Ok(None),
        Who::Due => false,
        Who::DueOrUncertain => true,
    };
    let row = gate.session(session)?.ok_or_else(|| AppError::not_found("session"))?;
    let date = row.date.parse().map_err(AppError::internal)?;
    let people = Judge::new(gate, date)?.for_the_team(gate, unit, uncertain)?;
    Ok(Some(people.into_iter().collect()))
}

/// Closes the day and tells each unit how it went for its people. One of the two commands that write several series:
/// each result stands alone and can be derived again.
pub(crate) fn close(app: &App, args: Close) -> Result<Session, AppError> {
    laptops::ask_around(app, args.session)?;
    app.write(|gate| {
        still_open(gate, args.session)?;
        let unresolved = gate.unresolved(args.session)?.len() as u64;
        if unresolved > 0 {
            if !args.accept_unresolved {
                return Err(AppError::of("unresolved_left").with("count", unresolved));
            }
            if args.reason.trim().is_empty() {
                return Err(AppError::of("reason_missing"));
            }
        }
        let laptops = laptops::at_close(gate, gate.device(), args.session, gate.wall_micros() / 1000)?;
        let gaps = laptops::gaps(&laptops);
        let gap = if gaps > 0 { clean(&args.gap) } else { String::new() };
        if gaps > 0 && gap.is_empty() {
            return Err(AppError::of("laptops_differ").with("count", gaps));
        }
        let scope = Scope::Session(args.session);
        // What comes from elsewhere later is told from what this close knew.
        let had = Some(gate.points(scope)?);
        let closed = Closed { unresolved, reason: clean(&args.reason), had, laptops, gap };
        gate.append(scope, args.session, &Event::SessionClosed(closed))?;
        publish_results(gate, args.session)
    })?;
    session(app, One { session: args.session })
}

fn publish_results(gate: &mut Gate<'_>, session: SessionId) -> Result<(), AppError> {
    for (person, unit, outcome) in gate.results_missing(session)? {
        gate.append(Scope::Unit(unit), person, &Event::PersonResult(Outcome { session, outcome }))?;
    }
    Ok(())
}

/// A result can always be derived again from its closed session: whatever a cut left out is published now.
pub(crate) fn publish_missing_results(open: &Open, wall: u64) -> Result<(), AppError> {
    // Who may not tell a unit how it went leaves it to those who may; and nobody writes for nobody.
    let may = locked(&open.role).is_none_or(|role| may_write(role, "person.result"));
    if !may || locked(&open.actor).is_none() {
        return Ok(());
    }
    let closed = open.read(|reader| {
        let closed = reader.sessions()?.into_iter().filter(|row| row.closed).map(|row| row.id);
        let missing = closed.map(|session| Ok((session, !reader.results_missing(session)?.is_empty())));
        missing.collect::<Result<Vec<_>, AppError>>()
    })?;
    for (session, _) in closed.into_iter().filter(|(_, missing)| *missing) {
        open.write(wall, |gate| publish_results(gate, session))?;
    }
    Ok(())
}
