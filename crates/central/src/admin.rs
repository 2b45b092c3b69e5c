//! What the people who run central do: units, sessions, codes, grants, revocation.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::MutexGuard;

use chrono::NaiveDate;
use luudong_domain::device::{Admitted, Device, Granted, Revoked, Ungranted};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId, SessionId, UnitId};
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::text::fold;
use luudong_domain::{session, unit};
use luudong_store::query::{DeviceRow, SessionRow, UnitRow};
use luudong_store::{BackupInfo, Folder, Store, StoreError, Verification};
use luudong_sync::admission::{Admission, AdmissionCode};
use luudong_sync::log::Log;

use crate::admission::end_of;
use crate::status::{LAST_BACKUP, LastBackup};
use crate::{Central, CentralError, wall_micros};

impl Central {
    /// All units central knows.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn units(&self) -> Result<Vec<UnitRow>, CentralError> {
        Ok(self.store().reader().units()?)
    }

    /// Events that central has of each scope: it folds nobody's people or visits, so it cannot count those.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn events(&self) -> Result<BTreeMap<Scope, u64>, CentralError> {
        let mut events = BTreeMap::new();
        for (series, point) in self.store().have()?.0 {
            *events.entry(series.scope).or_default() += point.index;
        }
        Ok(events)
    }

    /// Makes a unit; one of that name is only registered.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn add_unit(&self, name: &str, code: Option<String>) -> Result<UnitId, CentralError> {
        let unit = UnitId::of_name(&fold(name));
        let scope = Scope::Unit(unit);
        self.own()?.write::<_, CentralError>(ActorId::CENTRAL, wall_micros(), |gate| {
            if gate.unit(unit)?.is_none() {
                gate.append(scope, unit, &Event::UnitNamed(unit::Named { name: name.to_owned(), code, kind: None }))?;
                gate.append(scope, unit, &Event::UnitRegistered(unit::Registered {}))?;
            }
            Ok(unit)
        })
    }

    /// All sessions central knows.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, CentralError> {
        Ok(self.store().reader().sessions()?)
    }

    /// Plans a session.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn add_session(&self, date: NaiveDate, place: &str, units: Vec<UnitId>) -> Result<SessionId, CentralError> {
        self.own()?.write::<_, CentralError>(ActorId::CENTRAL, wall_micros(), |gate| {
            let session = gate.new_session();
            let scope = Scope::Session(session);
            gate.append(
                scope,
                session,
                &Event::SessionOpened(session::Opened { date, place: place.to_owned(), units }),
            )?;
            gate.append(scope, session, &Event::SessionRegistered(session::Registered {}))?;
            Ok(session)
        })
    }

    /// A new one-time code; the certificate that it brings holds for `days`, or without end.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn add_code(
        &self,
        role: Role,
        grants: Vec<Grant>,
        lane: Option<String>,
        days: Option<u32>,
    ) -> Result<AdmissionCode, CentralError> {
        let mut secret = [0; 5];
        getrandom::fill(&mut secret).map_err(|_| CentralError::NotFound("no randomness".into()))?;
        let mut store = self.store();
        let code = AdmissionCode::new(secret, store.identity().device);
        let admission = Admission { code: code.to_string(), role, grants, days, lane, used: None };
        store.write::<_, CentralError>(ActorId::CENTRAL, wall_micros(), |gate| Ok(gate.add_admission(&admission)?))?;
        Ok(code)
    }

    /// All codes, oldest first.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn codes(&self) -> Result<Vec<Admission>, CentralError> {
        Ok(self.store().reader().admissions()?)
    }

    /// All devices, central first.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, CentralError> {
        Ok(self.store().reader().devices()?)
    }

    /// The device that `text` names: its id, the beginning of its id, or its lane.
    ///
    /// # Errors
    /// [`CentralError::NotFound`] when none or several fit.
    pub fn find_device(&self, text: &str) -> Result<DeviceId, CentralError> {
        let fits = |row: &DeviceRow| {
            !row.device.central
                && (row.device.lane.eq_ignore_ascii_case(text)
                    || text.len() >= 4 && row.id.to_string().starts_with(text))
        };
        let mut found = self.devices()?.into_iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(row), None) => Ok(row.id),
            (None, _) => Err(CentralError::NotFound(format!("no device {text}"))),
            (Some(_), Some(_)) => Err(CentralError::NotFound(format!("several devices {text}: name one by its id"))),
        }
    }

    /// Certifies a device anew as it is, for `days` from now or without end: also one that works by a laptop's word. What it
    /// wrote since its certificate ended counts from then on.
    ///
    /// # Errors
    /// [`CentralError::NotFound`] where there is nothing to renew; [`CentralError`] of the store.
    pub fn renew(&self, id: DeviceId, days: Option<u32>) -> Result<(), CentralError> {
        let mut store = self.own()?;
        let device = store.reader().device(id)?.map(|row| row.device).filter(|device| device.revoked.is_none());
        let Some(Device { key, lane, role: Some(role), grants, label, .. }) = device else {
            return Err(CentralError::NotFound("the device has no certificate: make a code for it".into()));
        };
        store.write::<_, CentralError>(ActorId::CENTRAL, wall_micros(), |gate| {
            let until = end_of(days, gate.next_clock());
            let admitted = Admitted { key, lane, role, grants, label, until };
            Ok(gate.append(Scope::Org, id, &Event::DeviceAdmitted(admitted)).map(|_| ())?)
        })
    }

    /// Gives or takes a grant.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn grant(&self, device: DeviceId, grant: Grant, given: bool) -> Result<(), CentralError> {
        let event =
            if given { Event::DeviceGranted(Granted { grant }) } else { Event::DeviceUngranted(Ungranted { grant }) };
        self.own()?.write::<_, CentralError>(ActorId::CENTRAL, wall_micros(), |gate| {
            Ok(gate.append(Scope::Org, device, &event).map(|_| ())?)
        })
    }

    /// Revokes a device: what central has of it counts, later events are held and not counted.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn revoke(&self, device: DeviceId, reason: &str) -> Result<(), CentralError> {
        let mut store = self.own()?;
        let last = store
            .have()?
            .0
            .into_iter()
            .filter(|(series, _)| series.device == device)
            .map(|(series, point)| (series.scope, point.index))
            .collect();
        let event = Event::DeviceRevoked(Revoked { last, reason: reason.to_owned() });
        store.write::<_, StoreError>(ActorId::CENTRAL, wall_micros(), |gate| {
            gate.append(Scope::Org, device, &event).map(|_| ())
        })?;
        Ok(())
    }

    /// Writes a backup into a new folder under `target`, also while central serves: the log as it was at one moment, and
    /// central's own key, readable with `passphrase` alone.
    ///
    /// # Errors
    /// [`CentralError`] of the store; then there is no backup.
    pub fn backup(&self, target: &Path, passphrase: &str) -> Result<BackupInfo, CentralError> {
        let wall = wall_micros();
        // Over a connection of its own, so that whoever syncs meanwhile is served.
        let folder = self.store().folder().clone();
        let written = Store::central(&folder, wall)?.backup_whole(target, passphrase, wall)?;
        let last = LastBackup { at: wall / 1000, folder: written.path.clone(), bytes: written.bytes };
        let last = serde_json::to_string(&last).map_err(std::io::Error::from)?;
        self.store().write::<_, StoreError>(ActorId::CENTRAL, wall, |gate| gate.set(LAST_BACKUP, &last))?;
        Ok(written)
    }

    /// Makes an empty folder into the central that `backup` is of. It is the same central, by the same key, so what it
    /// wrote after the backup must come back from devices before it writes anything of its own: see
    /// [`Central::resume`].
    ///
    /// # Errors
    /// [`CentralError`] of the store; then the folder is as empty as it was.
    pub fn restore(folder: &Folder, backup: &Path, passphrase: &str) -> Result<Central, CentralError> {
        drop(Store::restore_whole(folder, backup, passphrase, wall_micros())?);
        Central::open(folder)
    }

    /// Lets a restored central write again.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn resume(&self) -> Result<(), CentralError> {
        Ok(self.store().resume(wall_micros())?)
    }

    /// The store, for an event of central's own.
    fn own(&self) -> Result<MutexGuard<'_, Store>, CentralError> {
        let store = self.store();
        if store.reader().restored()? { Err(CentralError::Restored) } else { Ok(store) }
    }

    /// Checks everything.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn verify(&self) -> Result<Verification, CentralError> {
        Ok(self.store().verify()?)
    }
}
