//! Which vouches hold: judged one after the other, each voucher by what central says of it.

use std::collections::BTreeSet;

use luudong_domain::device::{Device, Objection, Vouched, Voucher, fold, free_lane};
use luudong_domain::event::{Entry, Event};
use luudong_domain::id::{DeviceId, RecordId};
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_domain::visit::is_lane_on_site;
use luudong_sync::Envelope;
use rusqlite::{Connection, params};

use super::org::says;
use super::{Dirty, RecordKind};
use crate::StoreError;
use crate::query::{Reader, VOUCHED};

/// A vouch as it lies in the log.
struct Written {
    at: i64,
    index: u64,
    envelope: Envelope,
    vouched: Option<Vouched>,
    counts: bool,
}

/// The vouches that `voucher` wrote, in the order of its series.
fn written_by(connection: &Connection, voucher: DeviceId) -> Result<Vec<Written>, StoreError> {
    read(connection, "s.device = ?1 AND s.scope = 'org'", voucher.0)
}

/// The vouches for `device`, whoever wrote them.
fn written_for(connection: &Connection, device: DeviceId) -> Result<Vec<Written>, StoreError> {
    read(connection, "e.record = ?1 AND s.scope = 'org'", device.0)
}

fn read(connection: &Connection, which: &str, id: [u8; 16]) -> Result<Vec<Written>, StoreError> {
    // The kind stands in the envelope's text: what cannot be a vouch is not read.
    let sql = format!(
        "SELECT e.at, e.at & 0xffffffff, e.envelope, e.body, e.counts FROM series s
         JOIN event e ON e.at > s.id << 32 AND e.at < s.id + 1 << 32
         WHERE {which} AND instr(e.envelope, ?2) > 0 ORDER BY s.device, e.at"
    );
    let mut find = connection.prepare_cached(&sql)?;
    let mut rows = find.query(params![id, VOUCHED.as_bytes()])?;
    let mut written = Vec::new();
    while let Some(row) = rows.next()? {
        let envelope = row.get_ref(2)?.as_blob().map_err(|_| StoreError::Damaged("envelope"))?;
        let envelope = Envelope::read(envelope).map_err(|_| StoreError::Damaged("envelope"))?;
        if envelope.kind != VOUCHED {
            continue;
        }
        let body: Option<Vec<u8>> = row.get(3)?;
        let vouched = match body.map(|body| Event::read(VOUCHED, &body)) {
            Some(Ok(Event::DeviceVouched(vouched))) => Some(vouched),
            _ => None,
        };
        written.push(Written { at: row.get(0)?, index: row.get(1)?, envelope, vouched, counts: row.get(4)? });
    }
    Ok(written)
}

/// Says of each vouch of `voucher`, of whose record `entries` count, whether it counts; the devices of those that now do, or no
/// longer do, are folded again.
pub(super) fn judge(
    connection: &Connection,
    voucher: DeviceId,
    device: &Device,
    entries: &[Entry],
    dirty: &mut Dirty,
) -> Result<(), StoreError> {
    let mut judging = Voucher::new(voucher, entries);
    for Written { at, index, envelope, vouched, counts } in written_by(connection, voucher)? {
        let Envelope { record, clock, .. } = envelope;
        // Each is judged: which lanes were given before does not depend on whether the vouch holds.
        let holds = vouched.is_some_and(|vouched| judging.objection(record.into(), clock, &vouched).is_none());
        let holds = holds && device.objection(Scope::Org, index, VOUCHED, clock).is_none();
        if counts != holds {
            says(connection, at, holds)?;
            dirty.touch(connection, Scope::Org, record, VOUCHED, None)?;
        }
    }
    Ok(())
}

/// The key of a device of which only vouches speak that do not count. It proves what the device wrote, which is kept.
pub(super) fn key_in_vain(connection: &Connection, device: DeviceId) -> Result<Option<String>, StoreError> {
    let written = written_for(connection, device)?.into_iter();
    let keys = written.filter_map(|vouch| vouch.vouched).filter(|vouched| vouched.is_of(device));
    Ok(keys.map(|vouched| vouched.key).next())
}

/// The lane that `voucher` gives `device` on site: the one it gave before, or the first that it gave to nobody.
pub(crate) fn lane_for(
    connection: &Connection,
    voucher: DeviceId,
    of: &str,
    device: DeviceId,
) -> Result<Option<String>, StoreError> {
    let mut given = BTreeSet::new();
    for Written { envelope, vouched, .. } in written_by(connection, voucher)? {
        let Some(Vouched { lane, .. }) = vouched else { continue };
        if envelope.record == device.into() && is_lane_on_site(&lane, of) {
            return Ok(Some(lane));
        }
        given.insert(lane);
    }
    Ok(free_lane(of, &given))
}

/// Why a vouch that `voucher` would write now does not hold.
pub(crate) fn objection_to_next(
    reader: &Reader<'_>,
    voucher: DeviceId,
    record: RecordId,
    clock: Clock,
    vouched: &Vouched,
) -> Result<Option<Objection>, StoreError> {
    let entries = reader.entries(RecordKind::Device, Scope::Org, voucher.into())?;
    let device = fold(&entries);
    if !device.may_vouch(clock.0) {
        return Ok(Some(Objection::Vouch));
    }
    let mut judging = Voucher::new(voucher, &entries);
    for written in written_by(reader.connection, voucher)? {
        if let Some(vouched) = &written.vouched {
            judging.objection(written.envelope.record.into(), written.envelope.clock, vouched);
        }
    }
    Ok(judging.objection(record.into(), clock, vouched))
}
