//! Devices, actors, routing rules and units.

use luudong_domain::event::{Entry, Event};
use luudong_domain::id::{DeviceId, RecordId};
use luudong_domain::scope::Scope;
use luudong_domain::{device, due, unit};
use rusqlite::{Connection, params};

use super::Dirty;
use crate::StoreError;
use crate::query::{json, word};

pub(super) fn fold_device(
    connection: &Connection,
    record: RecordId,
    entries: &[Entry],
    dirty: &mut Dirty,
) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let device = device::fold(entries);
    connection.prepare_cached(include_str!("upsert_device.sql"))?.execute(params![
        record.0,
        device.key,
        device.central,
        device.lane,
        device.role.as_ref().map(word).transpose()?,
        json(&device.grants)?,
        device.label,
        device.revoked.as_ref().map(json).transpose()?
    ])?;
    if device.revoked.is_some() { uncount(connection, record.into(), &device, dirty) } else { Ok(()) }
}

/// Events after the revocation stop to count; what they touched is folded again without them.
fn uncount(
    connection: &Connection,
    id: DeviceId,
    device: &device::Device,
    dirty: &mut Dirty,
) -> Result<(), StoreError> {
    let mut late = connection.prepare(
        "SELECT e.at, s.scope, e.at & 0xffffffff, e.record, e.envelope FROM series s JOIN event e ON e.at > s.id << 32 AND e.at < s.id + 1 << 32
         WHERE s.device = ?1 AND e.counts = 1",
    )?;
    let mut rows = late.query([id.0])?;
    while let Some(row) = rows.next()? {
        let scope: Scope = row.get::<_, String>(1)?.parse().map_err(|_| StoreError::Damaged("scope"))?;
        if device.counts(scope, row.get(2)?) {
            continue;
        }
        connection.prepare_cached("UPDATE event SET counts = 0 WHERE at = ?1")?.execute([row.get::<_, i64>(0)?])?;
        let envelope =
            luudong_sync::Envelope::read(&row.get::<_, Vec<u8>>(4)?).map_err(|_| StoreError::Damaged("envelope"))?;
        dirty.touch(connection, scope, RecordId(row.get(3)?), &envelope.kind, None)?;
    }
    Ok(())
}

pub(super) fn fold_actor(connection: &Connection, record: RecordId, entries: &[Entry]) -> Result<(), StoreError> {
    let named = entries.iter().rev().find_map(|entry| match &entry.event {
        Some(Event::ActorNamed(named)) => Some(named),
        _ => None,
    });
    match named {
        Some(named) => connection
            .prepare_cached("INSERT INTO actor (id, name, role) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role")?
            .execute(params![record.0, named.name, word(&named.role)?])?,
        None => connection.prepare_cached("DELETE FROM actor WHERE id = ?1")?.execute([record.0])?,
    };
    Ok(())
}

pub(super) fn fold_routing(connection: &Connection, record: RecordId, entries: &[Entry]) -> Result<(), StoreError> {
    let routing = due::fold_routing(entries);
    connection.prepare_cached(include_str!("upsert_routing.sql"))?.execute(params![
        record.0,
        routing.rules.as_ref().map(json).transpose()?,
        routing.set.map(|(clock, _)| clock.0),
        routing.set.map(|(_, actor)| actor.0),
        routing.needs_newer
    ])?;
    Ok(())
}

pub(super) fn fold_unit(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[Entry],
) -> Result<(), StoreError> {
    if scope != Scope::Unit(record.into()) {
        return Ok(());
    }
    if entries.is_empty() {
        connection.prepare_cached("DELETE FROM unit WHERE id = ?1")?.execute([record.0])?;
        return Ok(());
    }
    let unit = unit::fold(entries);
    connection.prepare_cached(include_str!("upsert_unit.sql"))?.execute(params![
        record.0,
        unit.name,
        unit.code,
        unit.registered
    ])?;
    Ok(())
}
