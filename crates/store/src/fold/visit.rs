//! Sessions and visits.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use luudong_domain::event;
use luudong_domain::id::{RecordId, SessionId};
use luudong_domain::scope::Scope;
use luudong_domain::session::Covered;
use luudong_domain::{session, visit};
use rusqlite::{Connection, params};

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
        closed.is_some(),
        closed.map(|closed| closed.unresolved),
        closed.map(|closed| &closed.reason),
        session.covered.as_ref().map(json).transpose()?,
        session.needs_newer
    ])?;
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
    let Some(person) = visit.person else {
        connection.prepare_cached("DELETE FROM visit WHERE id = ?1")?.execute([record.0])?;
        return Ok(());
    };
    connection.prepare_cached(include_str!("upsert_visit.sql"))?.execute(params![
        record.0,
        session.0,
        person.0,
        visit.state.word(),
        visit.ticket.as_ref().map(|ticket| &ticket.lane),
        visit.ticket.as_ref().map(|ticket| ticket.number),
        visit.station,
        visit.reason.as_ref().map(word).transpose()?,
        visit.note,
        visit.receipt,
        visit.since.map(|clock| clock.0),
        visit.arrived.map(|clock| clock.0),
        visit.actor.map(|actor| actor.0),
        visit.last.map(|at| at.to_string()),
        visit.needs_newer
    ])?;
    Ok(())
}
