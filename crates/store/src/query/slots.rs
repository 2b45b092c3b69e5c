//! Who is expected at a session and when, and what units were told of sessions.

use luudong_domain::id::{ActorId, PersonId, SessionId, UnitId};
use luudong_domain::session::{Slot, Slotting, TimeOfDay};
use luudong_domain::time::Date;
use luudong_domain::unit::Places;
use rusqlite::Row;

use super::person::{PERSON_COLUMNS, PERSON_WIDTH, person_row};
use super::visit::read_slot;
use super::{PersonRow, Reader, read_json, read_word, read_word_or_none};
use crate::StoreError;

/// Somebody who is expected at a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedRow {
    /// Who.
    pub person: PersonRow,
    /// When, where somebody said so.
    pub slot: Option<Slot>,
    /// Who said so last.
    pub actor: ActorId,
    /// They came: their visit has begun.
    pub came: bool,
    /// A newer version wrote to them: read-only here.
    pub needs_newer: bool,
}

/// A session at which somebody is expected.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
pub struct ExpectedAt {
    /// The session.
    pub session: SessionId,
    /// Its business date, ISO.
    pub date: String,
    /// Where.
    pub place: String,
    /// When they are asked to come.
    pub slot: Option<Slot>,
}

/// What a unit was told of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedRow {
    /// The unit.
    pub unit: UnitId,
    /// The session.
    pub session: SessionId,
    /// Its business date.
    pub date: Date,
    /// Where.
    pub place: String,
    /// When it begins.
    pub starts: Option<TimeOfDay>,
    /// When it ends.
    pub ends: Option<TimeOfDay>,
    /// What people are to bring; may be empty.
    pub bring: String,
    /// Its slots, and how many of the unit's people each may hold.
    pub slots: Vec<Places>,
    /// The unit was told how it went: the day is over.
    pub over: bool,
    /// People of the unit who are expected.
    pub people: u64,
    /// Those of them who have a slot.
    pub with_slot: u64,
}

const ANNOUNCED: &str = "SELECT a.unit, a.session, a.date, a.place, a.starts, a.ends, a.bring, a.slots,
    EXISTS (SELECT 1 FROM result r JOIN person p ON p.id = r.person AND p.unit = a.unit WHERE r.session = a.session),
    (SELECT count(*) FROM plan l JOIN person p ON p.id = l.person AND p.unit = a.unit AND p.present = 1 AND p.state = 'active' WHERE l.session = a.session),
    (SELECT count(*) FROM plan l JOIN person p ON p.id = l.person AND p.unit = a.unit AND p.present = 1 AND p.state = 'active'
     WHERE l.session = a.session AND l.slot_from IS NOT NULL)
    FROM announced a";

fn announced_row(row: &Row<'_>) -> rusqlite::Result<AnnouncedRow> {
    Ok(AnnouncedRow {
        unit: UnitId(row.get(0)?),
        session: SessionId(row.get(1)?),
        date: read_word(row, 2)?,
        place: row.get(3)?,
        starts: read_word_or_none(row, 4)?,
        ends: read_word_or_none(row, 5)?,
        bring: row.get(6)?,
        slots: read_json(row, 7)?,
        over: row.get(8)?,
        people: row.get(9)?,
        with_slot: row.get(10)?,
    })
}

fn expected_row(row: &Row<'_>) -> rusqlite::Result<ExpectedRow> {
    Ok(ExpectedRow {
        person: person_row(row)?,
        slot: read_slot(row, PERSON_WIDTH)?,
        actor: ActorId(row.get(PERSON_WIDTH + 2)?),
        came: row.get(PERSON_WIDTH + 3)?,
        needs_newer: row.get(PERSON_WIDTH + 4)?,
    })
}

impl Reader<'_> {
    /// Everybody who is expected at a session, unit by unit and by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn expected_at(&self, session: SessionId) -> Result<Vec<ExpectedRow>, StoreError> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, l.slot_from, l.slot_to, l.actor, coalesce(v.state, 'expected') <> 'expected', p.needs_newer
             FROM plan l JOIN person p ON p.id = l.person AND p.present = 1
             LEFT JOIN visit v ON v.session = l.session AND v.person = l.person
             WHERE l.session = ?1 AND (p.state = 'active' OR coalesce(v.state, 'expected') <> 'expected')
             ORDER BY p.unit, p.sort_key, p.id"
        );
        self.all(&sql, [session.0], expected_row)
    }

    /// The sessions at which a person is expected, newest first: also those of which only the unit was told.
    ///
    /// # Errors
    /// Database errors.
    pub fn expected_of(&self, person: PersonId) -> Result<Vec<ExpectedAt>, StoreError> {
        self.all(include_str!("expected_of.sql"), [person.0], |row| {
            Ok(ExpectedAt {
                session: SessionId(row.get(0)?),
                date: row.get(1)?,
                place: row.get(2)?,
                slot: read_slot(row, 3)?,
            })
        })
    }

    /// How the day of a session is cut into slots, where somebody said so.
    ///
    /// # Errors
    /// Database errors.
    pub fn slotting(&self, session: SessionId) -> Result<Option<Slotting>, StoreError> {
        self.one("SELECT said FROM slotting WHERE session = ?1", [session.0], |row| read_json(row, 0))
    }

    /// What units were told of sessions, newest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn announced(&self) -> Result<Vec<AnnouncedRow>, StoreError> {
        self.all(&format!("{ANNOUNCED} ORDER BY a.date DESC, a.session, a.unit"), [], announced_row)
    }

    /// What units were told of one session.
    ///
    /// # Errors
    /// Database errors.
    pub fn announced_of(&self, session: SessionId) -> Result<Vec<AnnouncedRow>, StoreError> {
        self.all(&format!("{ANNOUNCED} WHERE a.session = ?1 ORDER BY a.unit"), [session.0], announced_row)
    }
}
