//! Imports of lists, and what they are compared with.

use std::collections::HashSet;

use luudong_domain::event::{Entry, Event};
use luudong_domain::id::{ActorId, ImportId, PersonId, UnitId};
use luudong_domain::person::event::Changes;
use luudong_domain::person::{Fields, PersonField, PersonState};
use luudong_domain::scope::Scope;
use rusqlite::params;

use super::person::{PERSON_COLUMNS, person_row};
use super::{PersonRow, Reader, read_json};
use crate::StoreError;
use crate::fold::RecordKind;

/// One closed import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Its id.
    pub id: ImportId,
    /// The unit whose list it was.
    pub unit: UnitId,
    /// What HR called the file.
    pub file_name: String,
    /// Milliseconds since 1970.
    pub at: u64,
    /// Whose hand.
    pub actor: ActorId,
    /// Rows that hold a person.
    pub rows: u64,
    /// People who were new.
    pub accepted: u64,
    /// People whom it changed.
    pub updated: u64,
    /// Taken back.
    pub undone: bool,
}

/// A person as the next list is compared with: as last listed, and as they are now.
#[derive(Debug, Clone)]
pub struct KnownPerson {
    /// As they are now.
    pub row: PersonRow,
    /// As the last list that counts had them.
    pub listed: Fields,
}

impl PersonRow {
    /// The values as fields.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        for (field, value) in [
            (PersonField::Name, Some(&self.name)),
            (PersonField::Birth, self.birth.as_ref()),
            (PersonField::Sex, self.sex.as_ref()),
            (PersonField::Number, self.number.as_ref()),
            (PersonField::OldNumber, self.old_number.as_ref()),
            (PersonField::StaffCode, self.staff_code.as_ref()),
            (PersonField::Department, self.department.as_ref()),
            (PersonField::Phone, self.phone.as_ref()),
            (PersonField::Address, self.address.as_ref()),
            (PersonField::Note, self.note.as_ref()),
            (PersonField::Paper, self.paper.as_ref()),
            (PersonField::Issued, self.issued.as_ref()),
            (PersonField::Expires, self.expires.as_ref()),
            (PersonField::Request, self.request.as_ref()),
            (PersonField::Residence, self.residence.as_ref()),
        ] {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                fields.insert(field, value.clone());
            }
        }
        fields
    }
}

/// Reads the columns of a person and then `unlisted`.
fn known_person(row: &rusqlite::Row<'_>) -> rusqlite::Result<KnownPerson> {
    let person = person_row(row)?;
    let mut listed = person.fields();
    let unlisted: Changes = read_json(row, super::person::PERSON_WIDTH)?;
    for (field, value) in unlisted {
        match value {
            Some(value) => listed.insert(field, value),
            None => listed.remove(&field),
        };
    }
    Ok(KnownPerson { row: person, listed })
}

const IMPORT: &str = "SELECT id, unit, file_name, clock / 1000, actor, rows, accepted, updated, undone FROM import WHERE file_sha256 IS NOT NULL";

fn import_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: ImportId(row.get(0)?),
        unit: UnitId(row.get(1)?),
        file_name: row.get(2)?,
        at: row.get(3)?,
        actor: ActorId(row.get(4)?),
        rows: row.get(5)?,
        accepted: row.get(6)?,
        updated: row.get(7)?,
        undone: row.get(8)?,
    })
}

impl Reader<'_> {
    /// Whether the rows of an import count.
    pub(crate) fn import_counts(&self, import: ImportId) -> Result<bool, StoreError> {
        Ok(self.count(
            "SELECT count(*) FROM import WHERE id = ?1 AND file_sha256 IS NOT NULL AND undone = 0",
            [import.0],
        )? > 0)
    }

    /// Which of the imports that some events name count.
    ///
    /// # Errors
    /// Database errors.
    pub fn counting_imports(&self, entries: &[Entry]) -> Result<HashSet<ImportId>, StoreError> {
        let mut counting = HashSet::new();
        for entry in entries {
            if let Some(Event::PersonListed(listed)) = &entry.event
                && self.import_counts(listed.import)?
            {
                counting.insert(listed.import);
            }
        }
        Ok(counting)
    }

    /// Every import that counts.
    pub(crate) fn all_counting_imports(&self) -> Result<HashSet<ImportId>, StoreError> {
        let sql = "SELECT id FROM import WHERE file_sha256 IS NOT NULL AND undone = 0";
        Ok(self.all(sql, [], |row| row.get(0).map(ImportId))?.into_iter().collect())
    }

    /// The events of one person, in order.
    ///
    /// # Errors
    /// Database errors.
    pub fn person_entries(&self, unit: UnitId, person: PersonId) -> Result<Vec<Entry>, StoreError> {
        self.entries(RecordKind::Person, Scope::Unit(unit), person.into())
    }

    /// A person's fields as the last list that counts had them.
    ///
    /// # Errors
    /// Database errors.
    pub fn listed(&self, person: PersonId) -> Result<Fields, StoreError> {
        let sql = format!("SELECT {PERSON_COLUMNS}, p.unlisted FROM person p WHERE p.id = ?1");
        Ok(self.one(&sql, [person.0], known_person)?.map(|known| known.listed).unwrap_or_default())
    }

    /// The imports of a unit, newest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn imports(&self, unit: UnitId) -> Result<Vec<ImportRow>, StoreError> {
        self.all(&format!("{IMPORT} AND unit = ?1 ORDER BY clock DESC, id"), [unit.0], import_row)
    }

    /// One import.
    ///
    /// # Errors
    /// Database errors.
    pub fn import(&self, id: ImportId) -> Result<Option<ImportRow>, StoreError> {
        self.one(&format!("{IMPORT} AND id = ?1"), [id.0], import_row)
    }

    /// The import of this very file into this unit that counts, if there is one.
    ///
    /// # Errors
    /// Database errors.
    pub fn import_of(&self, unit: UnitId, file_sha256: &str) -> Result<Option<ImportRow>, StoreError> {
        self.one(
            &format!("{IMPORT} AND unit = ?1 AND file_sha256 = ?2 AND undone = 0 ORDER BY clock DESC"),
            params![unit.0, file_sha256],
            import_row,
        )
    }

    /// How many people the rows of an import speak of.
    ///
    /// # Errors
    /// Database errors.
    pub fn listed_by(&self, import: ImportId) -> Result<u64, StoreError> {
        self.count("SELECT count(*) FROM listing WHERE import = ?1", [import.0])
    }

    /// Everybody of a unit, with what the last list said.
    ///
    /// # Errors
    /// Database errors.
    pub fn known_people(&self, unit: UnitId) -> Result<Vec<KnownPerson>, StoreError> {
        let sql = format!("SELECT {PERSON_COLUMNS}, p.unlisted FROM person p WHERE p.unit = ?1 AND p.present = 1");
        self.all(&sql, [unit.0], known_person)
    }

    /// What the people of all other units are known by: name, birth date and numbers of those who are with them.
    ///
    /// # Errors
    /// Database errors.
    pub fn people_elsewhere(&self, unit: UnitId) -> Result<Vec<Fields>, StoreError> {
        let sql =
            "SELECT name, birth, number, old_number FROM person WHERE unit <> ?1 AND present = 1 AND state = 'active'";
        self.all(sql, [unit.0], |row| {
            let known = [PersonField::Name, PersonField::Birth, PersonField::Number, PersonField::OldNumber];
            let mut fields = Fields::new();
            for (at, field) in known.into_iter().enumerate() {
                fields.extend(row.get::<_, Option<String>>(at)?.map(|value| (field, value)));
            }
            Ok(fields)
        })
    }

    /// Whether a record exists in the log under this id, counted or not.
    ///
    /// # Errors
    /// Database errors.
    pub fn person_was_known(&self, person: PersonId) -> Result<bool, StoreError> {
        Ok(self.count("SELECT count(*) FROM person WHERE id = ?1", [person.0])? > 0)
    }
}

impl KnownPerson {
    /// Whether they are with the unit.
    pub fn active(&self) -> bool {
        self.row.state == PersonState::Active
    }
}
