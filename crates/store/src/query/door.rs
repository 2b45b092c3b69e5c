//! What is known of whoever stands at the door of a session, beyond their visit there.

use luudong_domain::device::Device;
use luudong_domain::id::{PersonId, SessionId, UnitId};
use luudong_domain::role::{Role, may};
use luudong_domain::scope::Scope;
use rusqlite::params;

use super::person::{PERSON_COLUMNS, person_row};
use super::{PersonRow, Reader};
use crate::StoreError;

/// A session that somebody has to do with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSession {
    /// Its business date, ISO; none where this laptop does not have the session.
    pub date: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// When they were captured there, milliseconds; none where only the result is known, or nothing was done yet.
    pub at: Option<u64>,
}

impl Reader<'_> {
    /// The units of a session.
    ///
    /// # Errors
    /// Database errors.
    pub fn session_units(&self, session: SessionId) -> Result<Vec<UnitId>, StoreError> {
        self.all("SELECT unit FROM session_unit WHERE session = ?1", [session.0], |row| row.get(0).map(UnitId))
    }

    /// Where somebody was captured besides `session`: by the visits that are here, and by what units were told of
    /// sessions that are not; newest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn captured_elsewhere(&self, session: SessionId, person: PersonId) -> Result<Vec<OtherSession>, StoreError> {
        let sql = "SELECT s.date, s.place, w.at FROM (
                SELECT session, since / 1000 AS at FROM visit WHERE person = ?2 AND state = 'captured'
                UNION ALL
                SELECT r.session, NULL FROM result r WHERE r.person = ?2 AND r.outcome = 'captured'
                    AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.session = r.session AND v.person = r.person)
            ) w LEFT JOIN session s ON s.id = w.session
            WHERE w.session <> ?1 ORDER BY s.date DESC, w.session";
        self.all(sql, params![session.0, person.0], |row| {
            Ok(OtherSession { date: row.get(0)?, place: row.get(1)?, at: row.get(2)? })
        })
    }

    /// The open sessions besides `session` for which somebody is planned, from `date` on, the next first.
    ///
    /// # Errors
    /// Database errors.
    pub fn planned_elsewhere(
        &self,
        session: SessionId,
        person: PersonId,
        date: &str,
    ) -> Result<Vec<OtherSession>, StoreError> {
        let sql = "SELECT s.date, s.place FROM plan l JOIN session s ON s.id = l.session
             WHERE l.person = ?2 AND l.session <> ?1 AND s.closed = 0 AND s.date >= ?3 ORDER BY s.date, s.id";
        self.all(sql, params![session.0, person.0, date], |row| {
            Ok(OtherSession { date: row.get(0)?, place: row.get(1)?, at: None })
        })
    }

    /// The people of any unit who bear this number, or bore it on the paper before.
    ///
    /// # Errors
    /// Database errors.
    pub fn people_with_number(&self, number: &str) -> Result<Vec<PersonRow>, StoreError> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS} FROM person p WHERE p.present = 1 AND (p.number = ?1 OR p.old_number = ?1) ORDER BY p.id"
        );
        self.all(&sql, [number], person_row)
    }

    /// Whether every laptop that may work at a session may know the people of a unit too: only then can all of them call
    /// somebody of it by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn all_know(&self, session: SessionId, unit: UnitId) -> Result<bool, StoreError> {
        let at_work = |device: &Device| {
            !device.central
                && device.revoked.is_none()
                && !device.void
                && device.role.is_none_or(|role: Role| may(role, "call"))
                && device.may_hold(Scope::Session(session))
        };
        let devices = self.devices()?;
        Ok(devices.iter().filter(|row| at_work(&row.device)).all(|row| row.device.may_hold(Scope::Unit(unit))))
    }

    /// The people whom a session expects, in the order of its checklist: by slot, then by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn checklist(&self, session: SessionId) -> Result<Vec<PersonId>, StoreError> {
        let Some((date, arranged)) = self.arranged(session)? else { return Ok(Vec::new()) };
        let hours = luudong_domain::session::Hours::of(date, &arranged);
        let sql =
            "SELECT l.person, l.slot_from, l.slot_to FROM plan l JOIN person p ON p.id = l.person AND p.present = 1
             LEFT JOIN visit v ON v.session = l.session AND v.person = l.person
             WHERE l.session = ?1 AND (p.state = 'active' OR v.state IS NOT NULL) ORDER BY p.sort_key, p.id";
        let mut people =
            self.all(sql, [session.0], |row| Ok((PersonId(row.get(0)?), super::visit::read_slot(row, 1)?)))?;
        people.sort_by_key(|(_, slot)| slot.map_or((u64::MAX, u64::MAX), |slot| hours.moments(slot)));
        Ok(people.into_iter().map(|(person, _)| person).collect())
    }
}
