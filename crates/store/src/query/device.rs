//! Devices and who works at them.

use std::collections::BTreeMap;

use luudong_domain::device::Device;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::time::Clock;
use rusqlite::Row;

use super::{Reader, read_json, read_word, read_word_or_none};
use crate::StoreError;
use crate::fold::vouch;

/// One device as `org` knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// What was folded of it.
    pub device: Device,
    /// Events of it that are held here.
    pub events: u64,
}

const DEVICE: &str = "SELECT d.id, d.key, d.central, d.lane, d.role, d.grants, d.withdrawn, d.label, d.revoked,
    d.until, d.voucher, d.void,
    (SELECT coalesce(sum(t.last), 0) FROM tip t WHERE t.device = d.id) FROM device d";

fn device_row(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    let revoked: Option<String> = row.get(8)?;
    let device = Device {
        key: row.get(1)?,
        central: row.get(2)?,
        lane: row.get(3)?,
        role: read_word_or_none(row, 4)?,
        grants: read_json(row, 5)?,
        withdrawn: read_json(row, 6)?,
        label: row.get(7)?,
        revoked: if revoked.is_some() { Some(read_json(row, 8)?) } else { None },
        until: row.get::<_, Option<u64>>(9)?.map(Clock),
        voucher: row.get::<_, Option<[u8; 16]>>(10)?.map(DeviceId),
        void: row.get(11)?,
    };
    Ok(DeviceRow { id: DeviceId(row.get(0)?), device, events: row.get(12)? })
}

impl Reader<'_> {
    /// One device, if central ever spoke of it.
    ///
    /// # Errors
    /// Database errors.
    pub fn device(&self, id: DeviceId) -> Result<Option<DeviceRow>, StoreError> {
        self.one(&format!("{DEVICE} WHERE d.id = ?1"), [id.0], device_row)
    }

    /// A device that may be spoken with: one whose key is certified, also where the certificate is over, or central, also before
    /// `org` has come.
    ///
    /// # Errors
    /// Database errors.
    pub fn peer(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        let known = self.device(id)?.map(|row| row.device).filter(|device| !device.key.is_empty() && !device.void);
        if known.is_some() || self.founder()? != Some(id) {
            return Ok(known);
        }
        let key = self.setting("founder_key")?;
        Ok(key.map(|key| Device { key, central: true, ..Device::default() }))
    }

    /// Whether this device, `me`, was granted `scope`: as `org` has it, or as central answered before `org` came.
    ///
    /// # Errors
    /// Database errors.
    pub fn granted(&self, me: DeviceId, scope: Scope) -> Result<bool, StoreError> {
        if let Some(device) = self.peer(me)? {
            return Ok(device.may_hold(scope));
        }
        let grants = self.setting("grants")?.and_then(|text| serde_json::from_str::<Vec<Grant>>(&text).ok());
        Ok(scope == Scope::Org || grants.unwrap_or_default().iter().any(|grant| grant.covers(scope)))
    }

    /// Whether central took note of a unit or session.
    ///
    /// # Errors
    /// Database errors.
    pub fn registered(&self, scope: Scope) -> Result<bool, StoreError> {
        let (sql, id) = match scope {
            Scope::Org => return Ok(true),
            Scope::Unit(unit) => ("SELECT registered FROM unit WHERE id = ?1", unit.0),
            Scope::Session(session) => ("SELECT registered FROM session WHERE id = ?1", session.0),
        };
        Ok(self.one(sql, [id], |row| row.get(0))?.unwrap_or(false))
    }

    /// The lane that central certified for a device.
    ///
    /// # Errors
    /// Database errors.
    pub fn lane(&self, id: DeviceId) -> Result<Option<String>, StoreError> {
        self.one("SELECT lane FROM device WHERE id = ?1 AND lane <> ''", [id.0], |row| row.get(0))
    }

    /// The lane that this device, `me`, gives `device` on site; nothing where it has given all that it may.
    ///
    /// # Errors
    /// Database errors.
    pub fn lane_on_site(&self, me: DeviceId, device: DeviceId) -> Result<Option<String>, StoreError> {
        let of = self.lane(me)?.unwrap_or_default();
        vouch::lane_for(self.connection, me, &of, device)
    }

    /// All devices, by lane.
    ///
    /// # Errors
    /// Database errors.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, StoreError> {
        self.all(&format!("{DEVICE} ORDER BY d.central DESC, d.lane, d.id"), [], device_row)
    }

    /// Everybody who works: id, name, role; by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn actors(&self) -> Result<Vec<(ActorId, String, Role)>, StoreError> {
        self.all("SELECT id, name, role FROM actor ORDER BY name, id", [], |row| {
            Ok((ActorId(row.get(0)?), row.get(1)?, read_word(row, 2)?))
        })
    }

    /// Names of everybody who works.
    ///
    /// # Errors
    /// Database errors.
    pub fn actor_names(&self) -> Result<BTreeMap<ActorId, String>, StoreError> {
        Ok(self.actors()?.into_iter().map(|(id, name, _)| (id, name)).collect())
    }
}
