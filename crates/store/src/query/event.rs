//! The log as the fold reads it.

use std::collections::BTreeMap;

use luudong_domain::event::Entry;
use luudong_domain::event::EventRef;
use luudong_domain::id::{DeviceId, RecordId};
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_sync::Envelope;
use luudong_sync::chain::Series;
use rusqlite::params;

use super::Reader;
use crate::StoreError;
use crate::fold::RecordKind;

/// Only central says who is admitted and what it knows; but for a day a leader's laptop may, too.
pub(crate) fn only_by_founder(kind: &str) -> bool {
    matches!(RecordKind::of(kind), RecordKind::Device) && kind != VOUCHED
        || matches!(kind, "unit.registered" | "session.registered")
}

/// The kind of the event by which a laptop lets another one work for a day.
pub(crate) const VOUCHED: &str = "device.vouched";

/// What the fold of a record of `kind` takes of an event; nothing where the event is about another kind of record, in the
/// wrong scope, or central's business and not by central.
pub(crate) fn entry(
    kind: RecordKind,
    scope: Scope,
    at: EventRef,
    envelope: &[u8],
    body: &[u8],
    by_founder: impl FnOnce() -> Result<bool, StoreError>,
) -> Result<Option<Entry>, StoreError> {
    let envelope = Envelope::read(envelope).map_err(|_| StoreError::Damaged("envelope"))?;
    if RecordKind::of(&envelope.kind) != kind || only_by_founder(&envelope.kind) && !by_founder()? {
        return Ok(None);
    }
    let entry = envelope.entry(at, Some(body));
    Ok(entry.event.as_ref().is_none_or(|event| event.belongs_in(scope)).then_some(entry))
}

/// An event of a former id of this device that nobody else shares.
pub(crate) struct Orphan {
    pub(crate) scope: Scope,
    pub(crate) index: u64,
    pub(crate) envelope: Envelope,
    pub(crate) body: Vec<u8>,
}

impl Reader<'_> {
    /// The events of one record that count, in the order of the fold.
    ///
    /// # Errors
    /// Database errors, damaged bytes.
    pub fn entries(&self, kind: RecordKind, scope: Scope, record: RecordId) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        self.each_event(scope, record, |at, envelope, body| {
            let by_founder = || Ok(self.founder()? == Some(at.device));
            entries.extend(entry(kind, scope, at, envelope, body, by_founder)?);
            Ok(())
        })?;
        Ok(luudong_domain::event::causal_order(entries))
    }

    /// Shows each event of a record that counts, in no order: its name, envelope and body.
    pub(crate) fn each_event(
        &self,
        scope: Scope,
        record: RecordId,
        mut show: impl FnMut(EventRef, &[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut find = self.connection.prepare_cached(include_str!("entries.sql"))?;
        let mut rows = find.query(params![record.0, scope.to_string()])?;
        while let Some(row) = rows.next()? {
            let at = EventRef { device: DeviceId(row.get(0)?), index: row.get(1)? };
            let envelope = row.get_ref(2)?.as_blob().map_err(|_| StoreError::Damaged("envelope"))?;
            let body = row.get_ref(3)?.as_blob().map_err(|_| StoreError::Damaged("body"))?;
            show(at, envelope, body)?;
        }
        Ok(())
    }

    /// Central's device, once it is known.
    ///
    /// # Errors
    /// Database errors.
    pub fn founder(&self) -> Result<Option<DeviceId>, StoreError> {
        self.setting("founder")?.map(|id| id.parse().map_err(|_| StoreError::Damaged("founder"))).transpose()
    }

    /// This device.
    ///
    /// # Errors
    /// Database errors.
    pub fn me(&self) -> Result<DeviceId, StoreError> {
        self.setting("device")?.and_then(|id| id.parse().ok()).ok_or(StoreError::Damaged("device"))
    }

    /// Whether this is central's own store.
    pub(crate) fn is_central(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM setting f JOIN setting d ON d.value = f.value WHERE f.key = 'founder' AND d.key = 'device')";
        Ok(self.one(sql, [], |row| row.get(0))?.unwrap_or(false))
    }

    /// Events in the log.
    ///
    /// # Errors
    /// Database errors.
    pub fn events(&self) -> Result<u64, StoreError> {
        self.count("SELECT coalesce(sum(last), 0) FROM tip", [])
    }

    /// The newest clock held, but for those too far ahead of the wall.
    pub(crate) fn newest_clock(&self, wall_micros: u64) -> Result<Clock, StoreError> {
        let tips =
            self.all("SELECT e.envelope FROM tip t JOIN event e ON e.at = (t.series << 32) + t.last", [], |row| {
                row.get::<_, Vec<u8>>(0)
            })?;
        let mut newest = Clock(0);
        for envelope in tips {
            let clock = Envelope::read(&envelope).map_err(|_| StoreError::Damaged("envelope"))?.clock;
            newest = newest.seen(clock, wall_micros);
        }
        Ok(newest)
    }

    /// What `device` wrote after its last head.
    pub(crate) fn unsigned_of(&self, device: DeviceId) -> Result<Vec<Orphan>, StoreError> {
        self.orphans(include_str!("unsigned.sql"), params![device.0])
    }

    /// What `device` wrote beyond `shared`, which says up to where others share each of its series.
    pub(crate) fn events_beyond(
        &self,
        device: DeviceId,
        shared: &BTreeMap<Scope, u64>,
    ) -> Result<Vec<Orphan>, StoreError> {
        let mut beyond = Vec::new();
        for (scope, last) in shared {
            let rows = self.orphans(include_str!("beyond.sql"), params![scope.to_string(), device.0, last])?;
            beyond.extend(rows);
        }
        Ok(beyond)
    }

    fn orphans(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Orphan>, StoreError> {
        let rows = self.all(sql, params, |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?, row.get(3)?))
        })?;
        rows.into_iter()
            .map(|(scope, index, envelope, body)| {
                let scope = scope.parse().map_err(|_| StoreError::Damaged("scope"))?;
                let envelope = Envelope::read(&envelope).map_err(|_| StoreError::Damaged("envelope"))?;
                Ok(Orphan { scope, index, envelope, body })
            })
            .collect()
    }

    /// The first index under which a series is known to have two events.
    pub(crate) fn forked_at(&self, series: &Series) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT min(idx) FROM fork WHERE scope = ?1 AND device = ?2";
        let found = self.one(sql, params![series.scope.to_string(), series.device.0], |row| row.get(0))?;
        Ok(found.flatten())
    }
}
