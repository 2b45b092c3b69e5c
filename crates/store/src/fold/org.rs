//! Devices, actors, routing rules and units.

use luudong_domain::event::{Entry, Event};
use luudong_domain::id::{DeviceId, RecordId};
use luudong_domain::scope::Scope;
use luudong_domain::{device, due, unit};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Dirty, vouch};
use crate::StoreError;
use crate::query::{Reader, VOUCHED, json, word};

pub(super) fn fold_device(
    connection: &Connection,
    record: RecordId,
    entries: &[Entry],
    dirty: &mut Dirty,
) -> Result<(), StoreError> {
    let mut device = device::fold(entries);
    if device.key.is_empty()
        && let Some(key) = vouch::key_in_vain(connection, record.into())?
    {
        (device.key, device.void) = (key, true);
    }
    if entries.is_empty() && !device.void {
        connection.prepare_cached("DELETE FROM device WHERE id = ?1")?.execute([record.0])?;
        return Ok(());
    }
    let judged = connection
        .prepare_cached("SELECT role, revoked, until, void FROM device WHERE id = ?1")?
        .query_row([record.0], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let now = (
        device.role.as_ref().map(word).transpose()?,
        device.revoked.as_ref().map(json).transpose()?,
        device.until.map(|until| until.0),
        device.void,
    );
    connection.prepare_cached(include_str!("upsert_device.sql"))?.execute(params![
        record.0,
        device.key,
        device.central,
        device.lane,
        now.0,
        json(&device.grants)?,
        json(&device.withdrawn)?,
        device.label,
        now.1,
        now.2,
        device.voucher.map(|voucher| voucher.0),
        now.3
    ])?;
    let judged: (Option<String>, Option<String>, Option<u64>, bool) = judged.unwrap_or_default();
    if judged != now {
        judge(connection, record.into(), &device, dirty)?;
    }
    // Whether it may vouch for what it did depends on more of what central says of it.
    vouch::judge(connection, record.into(), &device, entries, dirty)
}

/// Says of each event of a device whether it counts; what those touched that now do, or no longer do, is folded again.
pub(super) fn judge(
    connection: &Connection,
    id: DeviceId,
    device: &device::Device,
    dirty: &mut Dirty,
) -> Result<(), StoreError> {
    let mine = Reader::new(connection).me()? == id;
    let mut all = connection.prepare_cached(include_str!("events_of_device.sql"))?;
    let mut rows = all.query([id.0])?;
    while let Some(row) = rows.next()? {
        let scope: Scope = row.get::<_, String>(1)?.parse().map_err(|_| StoreError::Damaged("scope"))?;
        let envelope = row.get_ref(4)?.as_blob().map_err(|_| StoreError::Damaged("envelope"))?;
        let envelope = luudong_sync::Envelope::read(envelope).map_err(|_| StoreError::Damaged("envelope"))?;
        if envelope.kind == VOUCHED {
            continue;
        }
        let objection = device.objection(scope, row.get(2)?, &envelope.kind, envelope.clock);
        let counts = objection.is_none_or(|objection| mine && objection.spares_its_author());
        if counts != row.get::<_, bool>(5)? {
            says(connection, row.get(0)?, counts)?;
            dirty.touch(connection, scope, RecordId(row.get(3)?), &envelope.kind, None)?;
        }
    }
    Ok(())
}

/// Notes whether the event `at` counts.
pub(super) fn says(connection: &Connection, at: i64, counts: bool) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE event SET counts = ?2 WHERE at = ?1")?.execute(params![at, counts])?;
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
        return write_announced(connection, record, &unit::Unit::default());
    }
    let unit = unit::fold(entries);
    connection.prepare_cached(include_str!("upsert_unit.sql"))?.execute(params![
        record.0,
        unit.name,
        unit.code,
        unit.kind.map(unit::Kind::word),
        unit.registered
    ])?;
    write_announced(connection, record, &unit)
}

/// Writes the sessions that a unit was told of in place of what was written of it.
fn write_announced(connection: &Connection, record: RecordId, unit: &unit::Unit) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM announced WHERE unit = ?1")?.execute([record.0])?;
    for announced in unit.announced.values() {
        connection
            .prepare_cached("INSERT INTO announced (unit, session, date, place, starts, ends, bring, slots) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                record.0,
                announced.session.0,
                announced.date.to_string(),
                announced.place,
                announced.starts.map(|time| time.to_string()),
                announced.ends.map(|time| time.to_string()),
                announced.bring,
                json(&announced.slots)?
            ])?;
    }
    Ok(())
}
