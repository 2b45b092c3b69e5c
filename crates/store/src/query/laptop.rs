//! The laptops of a session: who works in it, and what each was last seen to have.

use luudong_domain::id::{DeviceId, SessionId};
use luudong_domain::scope::Scope;
use luudong_domain::session::Covered;
use rusqlite::params;

use super::Reader;
use crate::StoreError;

/// Another laptop of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaptopRow {
    /// Which.
    pub id: DeviceId,
    /// When it was last heard of, milliseconds by this device's wall; by its own where only a parcel told.
    pub seen: Option<u64>,
    /// When it had what `has` says, by the same clock.
    pub same: Option<u64>,
    /// Version of its program.
    pub program: Option<String>,
    /// How far its clock was ahead of the hub's, milliseconds.
    pub ahead: Option<i64>,
    /// Events that it had not seen central have.
    pub unsent: Option<u64>,
    /// The last index that it was seen to have of each series of the session; none where that was never told.
    pub has: Option<Covered>,
}

impl Reader<'_> {
    /// The laptops that wrote to a session or were heard of in its hall, but for this device `me`, central and
    /// those that were revoked.
    ///
    /// # Errors
    /// Database errors.
    pub fn laptops(&self, me: DeviceId, session: SessionId) -> Result<Vec<LaptopRow>, StoreError> {
        let scope = Scope::Session(session).to_string();
        let founder = self.founder()?.unwrap_or(DeviceId([0; 16]));
        let mut rows = self.all(include_str!("laptops.sql"), params![scope, me.0, founder.0], |row| {
            let [id, seen, same, program, ahead, unsent] = [0, 1, 2, 3, 4, 5];
            Ok(LaptopRow {
                id: DeviceId(row.get(id)?),
                seen: row.get(seen)?,
                same: row.get(same)?,
                program: row.get(program)?,
                ahead: row.get(ahead)?,
                unsent: row.get(unsent)?,
                has: None,
            })
        })?;
        let sql = "SELECT device, last FROM peer_has WHERE peer = ?1 AND scope = ?2";
        for row in &mut rows {
            let has = self.all(sql, params![row.id.0, scope], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?;
            row.has = (!has.is_empty()).then(|| has.into_iter().collect());
        }
        Ok(rows)
    }
}
