//! Sessions and visits.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use luudong_domain::event;
use luudong_domain::id::{RecordId, SessionId, VisitId};
use luudong_domain::scope::Scope;
use luudong_domain::session::Covered;
use luudong_domain::{session, visit};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::anomaly;
use crate::StoreError;
use crate::query::{Reader, json, word};

/// Folds a session; true when what its closes had may have changed, and with it what came too late.
pub(super) fn fold_session(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[event::Entry],
) -> Result<bool, StoreError> {
    if scope != Scope::Session(record.into()) {
        return Ok(false);
    }
    let session = session::fold(entries);
    let before = Reader::new(connection).covered(record.into())?;
    let (opened, closed) = (session.opened.as_ref(), session.closed.as_ref());
    connection.prepare_cached(include_str!("upsert_session.sql"))?.execute(params![
        record.0,
        opened.map(|opened| opened.date.to_string()),
        opened.map(|opened| &opened.place),
        session.registered,
        session.arranged.as_ref().map(json).transpose()?,
        closed.is_some(),
        closed.map(|closed| closed.unresolved),
        closed.map(|closed| &closed.reason),
        json(&session.closes)?,
        session.covered.as_ref().map(json).transpose()?,
        json(&session.incidents)?,
        session.needs_newer
    ])?;
    connection.prepare_cached("DELETE FROM slotting WHERE session = ?1")?.execute([record.0])?;
    if let Some(slotting) = &session.slotting {
        connection
            .prepare_cached("INSERT INTO slotting (session, said) VALUES (?1, ?2)")?
            .execute(params![record.0, json(slotting)?])?;
    }
    connection.prepare_cached("DELETE FROM session_unit WHERE session = ?1")?.execute([record.0])?;
    for unit in opened.iter().flat_map(|opened| &opened.units) {
        connection
            .prepare_cached("INSERT OR IGNORE INTO session_unit (session, unit) VALUES (?1, ?2)")?
            .execute(params![record.0, unit.0])?;
    }
    Ok(before != session.covered)
}

/// Folds a visit. `closes` remembers what the closes of sessions had, for as long as none of them is folded again.
pub(super) fn fold_visit(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[event::Entry],
    closes: &mut HashMap<SessionId, Option<Covered>>,
) -> Result<(), StoreError> {
    let Scope::Session(session) = scope else { return Ok(()) };
    let covered = match closes.entry(session) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => unknown.insert(Reader::new(connection).covered(session)?),
    };
    anomaly::write(connection, scope, record, &visit::anomalies(scope, entries, covered.as_ref()))?;
    let visit = visit::fold(entries);
    // Only events that do not name the person have come so far: nothing can be shown yet.
    // An id says whose visit of which session it is; what somebody writes elsewhere under it is of nobody.
    let Some(person) = visit.person.filter(|person| VisitId::of(session, *person) == record.into()) else {
        connection
            .prepare_cached("DELETE FROM visit WHERE id = ?1 AND session = ?2")?
            .execute(params![record.0, session.0])?;
        return write_turns(connection, session, record, &[]);
    };
    connection.prepare_cached(include_str!("upsert_visit.sql"))?.execute(params![
        record.0,
        session.0,
        person.0,
        visit.state.word(),
        visit.ticket.as_ref().map(|ticket| &ticket.lane),
        visit.ticket.as_ref().map(|ticket| ticket.number),
        visit.station,
        set(&visit.passed)?,
        visit.calls,
        set(&visit.priority)?,
        visit.for_station,
        visit.reason.as_ref().map(word).transpose()?,
        set(&visit.papers)?,
        visit.refused.as_ref().map(word).transpose()?,
        visit.note,
        visit.receipt,
        visit.old_paper.as_ref().map(word).transpose()?,
        visit.appointment.map(|date| date.to_string()),
        visit.since.map(|clock| clock.0),
        visit.arrived.map(|clock| clock.0),
        visit.queued.map(|clock| clock.0),
        visit.paper.map(|paper| paper.from.0),
        visit.paper.map(|paper| paper.to.0),
        visit.actor.map(|actor| actor.0),
        visit.last.map(|at| at.to_string()),
        visit.needs_newer
    ])?;
    write_turns(connection, session, record, &visit.turns)
}

/// A set as JSON; nothing for one that is empty, as nearly all are.
fn set<T: Serialize>(set: &BTreeSet<T>) -> Result<Option<String>, StoreError> {
    if set.is_empty() { Ok(None) } else { json(set).map(Some) }
}

/// Writes what stations did with a visit in place of what was written of it.
fn write_turns(
    connection: &Connection,
    session: SessionId,
    record: RecordId,
    turns: &[visit::Turn],
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM turn WHERE session = ?1 AND visit = ?2")?
        .execute(params![session.0, record.0])?;
    for (nth, turn) in turns.iter().enumerate() {
        connection
            .prepare_cached("INSERT INTO turn (session, visit, nth, station, passed, waited, called, started, ended) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
            .execute(params![
                session.0,
                record.0,
                nth,
                turn.station,
                set(&turn.passed)?,
                turn.waited.map(|clock| clock.0),
                turn.called.map(|clock| clock.0),
                turn.started.map(|clock| clock.0),
                turn.ended.map(|clock| clock.0)
            ])?;
    }
    Ok(())
}
