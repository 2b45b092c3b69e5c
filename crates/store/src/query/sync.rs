//! What is only here, what others were seen to have, and parcels that went to and fro.

use std::collections::BTreeMap;

use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use luudong_sync::chain::Series;

use super::{Reader, read_json, read_word};
use crate::StoreError;
use crate::parcel::ParcelRecord;

/// Events of one scope that central was not seen to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyHere {
    /// Where.
    pub scope: Scope,
    /// How many.
    pub events: u64,
    /// How many of them another laptop was seen to have.
    pub elsewhere: u64,
    /// When the oldest of them was written, milliseconds.
    pub since: Option<u64>,
}

impl Reader<'_> {
    /// Events that central was not seen to have, a line a scope.
    ///
    /// # Errors
    /// Database errors.
    pub fn only_here(&self) -> Result<Vec<OnlyHere>, StoreError> {
        let central = self.founder()?.map(|central| central.0);
        let rows = self.all(include_str!("only_here.sql"), [central], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, u64>(1)?,
                row.get::<_, u64>(2)?,
                row.get::<_, Option<Vec<u8>>>(3)?,
            ))
        })?;
        let mut lines: Vec<OnlyHere> = Vec::new();
        for (scope, events, elsewhere, envelope) in rows {
            let scope: Scope = scope.parse().map_err(|_| StoreError::Damaged("scope"))?;
            let since = envelope
                .and_then(|bytes| luudong_sync::Envelope::read(&bytes).ok())
                .map(|envelope| envelope.clock.millis());
            match lines.last_mut().filter(|line| line.scope == scope) {
                Some(line) => {
                    line.events += events;
                    line.elsewhere += elsewhere;
                    line.since = line.since.into_iter().chain(since).min();
                }
                None => lines.push(OnlyHere { scope, events, elsewhere, since }),
            }
        }
        Ok(lines)
    }

    /// Rows of scope, device, index.
    fn indexes(&self, sql: &str, params: impl rusqlite::Params) -> Result<BTreeMap<Series, u64>, StoreError> {
        let rows = self.all(sql, params, |row| Ok((row.get::<_, String>(0)?, DeviceId(row.get(1)?), row.get(2)?)))?;
        let series = |(scope, device, last): (String, DeviceId, u64)| {
            Ok((Series { scope: scope.parse().map_err(|_| StoreError::Damaged("scope"))?, device }, last))
        };
        rows.into_iter().map(series).collect()
    }

    /// What a device was last seen to have, by series.
    ///
    /// # Errors
    /// Database errors.
    pub fn peer_has(&self, peer: DeviceId) -> Result<BTreeMap<Series, u64>, StoreError> {
        let sql = "SELECT scope, device, last FROM peer_has WHERE peer = ?1";
        self.indexes(sql, [peer.0])
    }

    /// When a device was last seen to have something, microseconds by its own wall.
    ///
    /// # Errors
    /// Database errors.
    pub fn peer_seen(&self, peer: DeviceId) -> Result<Option<u64>, StoreError> {
        self.one("SELECT seen FROM peer WHERE id = ?1 AND seen > 0", [peer.0], |row| row.get(0))
    }

    /// When a parcel of a device's was last read, milliseconds.
    ///
    /// # Errors
    /// Database errors.
    pub fn parcel_read_from(&self, peer: DeviceId) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT at FROM parcel WHERE way = 'read' AND peer = ?1 ORDER BY id DESC LIMIT 1";
        self.one(sql, [peer.0], |row| row.get(0))
    }

    /// The newest index that is held of each series, signed or not.
    ///
    /// # Errors
    /// Database errors.
    pub fn tips(&self) -> Result<BTreeMap<Series, u64>, StoreError> {
        self.indexes("SELECT scope, device, last FROM tip WHERE last > 0", [])
    }

    /// The last parcels that were written, read or refused, newest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn parcels(&self, most: u32) -> Result<Vec<ParcelRecord>, StoreError> {
        let sql = "SELECT at, way, peer, events, code, refused FROM parcel ORDER BY id DESC LIMIT ?1";
        self.all(sql, [most], |row| {
            Ok(ParcelRecord {
                at: row.get(0)?,
                way: read_word(row, 1)?,
                peer: row.get::<_, Option<[u8; 16]>>(2)?.map(DeviceId),
                events: row.get(3)?,
                code: row.get(4)?,
                refused: read_json(row, 5)?,
            })
        })
    }
}
