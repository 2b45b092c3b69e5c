//! Sessions and visits.

use luudong_domain::event::{Entry, heads};
use luudong_domain::id::RecordId;
use luudong_domain::scope::Scope;
use luudong_domain::{session, visit};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::query::word;

pub(super) fn fold_session(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[Entry],
) -> Result<(), StoreError> {
    if scope != Scope::Session(record.into()) {
        return Ok(());
    }
    let session = session::fold(entries);
    let (opened, closed) = (session.opened.as_ref(), session.closed.as_ref());
    connection.prepare_cached(include_str!("upsert_session.sql"))?.execute(params![
        record.0,
        opened.map(|opened| opened.date.to_string()),
        opened.map(|opened| &opened.place),
        session.registered,
        closed.is_some(),
        closed.map(|closed| closed.unresolved),
        closed.map(|closed| &closed.reason),
        session.needs_newer
    ])?;
    connection.prepare_cached("DELETE FROM session_unit WHERE session = ?1")?.execute([record.0])?;
    for unit in opened.iter().flat_map(|opened| &opened.units) {
        connection
            .prepare_cached("INSERT OR IGNORE INTO session_unit (session, unit) VALUES (?1, ?2)")?
            .execute(params![record.0, unit.0])?;
    }
    Ok(())
}

pub(super) fn fold_visit(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[Entry],
) -> Result<(), StoreError> {
    let Scope::Session(session) = scope else { return Ok(()) };
    let visit = visit::fold(entries);
    // Only events that do not name the person have come so far: nothing can be shown yet.
    let Some(person) = visit.person else {
        connection.prepare_cached("DELETE FROM visit WHERE id = ?1")?.execute([record.0])?;
        return Ok(());
    };
    // Heads that do not know each other are concurrent: somebody should look.
    let doubtful = visit.doubtful || heads(entries).len() > 1;
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
        doubtful,
        visit.needs_newer
    ])?;
    Ok(())
}
