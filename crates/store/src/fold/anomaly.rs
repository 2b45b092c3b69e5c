//! What is odd about a record, and what somebody judged.

use luudong_domain::anomaly::{self, Anomaly};
use luudong_domain::event::Entry;
use luudong_domain::id::RecordId;
use luudong_domain::scope::Scope;
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::query::json;

/// Writes what is odd about one record in place of what was. Where there is nothing it costs a look into an index.
pub(super) fn write(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    found: &[Anomaly],
) -> Result<(), StoreError> {
    let text = scope.to_string();
    connection
        .prepare_cached("DELETE FROM anomaly WHERE record = ?1 AND scope = ?2")?
        .execute(params![record.0, text])?;
    for anomaly in found {
        connection
            .prepare_cached("INSERT INTO anomaly (record, id, scope, kind, field, sides, clock, overtaken) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                record.0,
                anomaly.id.0,
                text,
                anomaly.kind.word(),
                anomaly.field.map(|field| field.as_str()),
                json(&anomaly.sides)?,
                anomaly.clock().0,
                anomaly.overtaken.as_ref().map(json).transpose()?
            ])?;
    }
    Ok(())
}

/// Folds what was judged of one anomaly in one scope.
pub(super) fn fold_settlement(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[Entry],
) -> Result<(), StoreError> {
    let scope = scope.to_string();
    connection
        .prepare_cached("DELETE FROM settlement WHERE anomaly = ?1 AND scope = ?2")?
        .execute(params![record.0, scope])?;
    let Some((entry, settled)) = anomaly::fold(entries) else { return Ok(()) };
    connection
        .prepare_cached("INSERT INTO settlement (anomaly, scope, kind, records, stands, reason, clock, actor) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(params![
            record.0,
            scope,
            settled.kind.word(),
            json(&settled.records)?,
            settled.stands.map(|at| at.to_string()),
            settled.reason,
            entry.clock.0,
            entry.actor.0
        ])?;
    Ok(())
}
