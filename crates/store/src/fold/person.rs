//! Imports and people.

use luudong_domain::anomaly::Anomaly;
use luudong_domain::event::{Entry, Event};
use luudong_domain::id::{ImportId, RecordId, UnitId};
use luudong_domain::import;
use luudong_domain::person::{self, Fields, Person, PersonField, PersonState};
use luudong_domain::scope::Scope;
use rusqlite::{Connection, OptionalExtension, params};

use super::anomaly;
use super::search::{self, FoundBy};
use crate::StoreError;
use crate::query::{json, read_word, word};

/// Folds one import; true when that may have changed whether its rows count.
pub(super) fn fold_import(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[Entry],
) -> Result<bool, StoreError> {
    let Scope::Unit(unit) = scope else { return Ok(false) };
    let import = import::fold(entries);
    let closing = entries.iter().find(|entry| matches!(entry.event, Some(Event::ImportClosed(_))));
    let closed = import.closed.as_ref();
    connection.prepare_cached(include_str!("upsert_import.sql"))?.execute(params![
        record.0,
        unit.0,
        closed.map(|closed| &closed.file_sha256),
        closed.map(|closed| &closed.file_name),
        closed.map(|closed| closed.rows),
        closed.map(|closed| closed.accepted),
        closed.map(|closed| closed.updated),
        closing.map(|entry| entry.clock.0),
        closing.map(|entry| entry.actor.0),
        import.undone
    ])?;
    Ok(true)
}

/// What one person folds to, before it is written.
pub(super) struct Folded {
    unit: UnitId,
    scope: Scope,
    record: RecordId,
    person: Person,
    anomalies: Vec<Anomaly>,
    found_by: FoundBy,
}

impl Folded {
    /// Folds the entries of one person, which are in order. `counts` says which imports count. Nobody is in a scope that
    /// is no unit's.
    pub(super) fn of(
        scope: Scope,
        record: RecordId,
        entries: &[Entry],
        counts: &dyn Fn(ImportId) -> bool,
    ) -> Option<Folded> {
        let Scope::Unit(unit) = scope else { return None };
        let anomalies = person::anomalies(scope, entries, counts);
        let person = person::fold(entries, counts);
        let found_by = FoundBy::of(unit, &person.now, person.state);
        Some(Folded { unit, scope, record, person, anomalies, found_by })
    }

    /// Writes the row, the plan, the results and what to search by.
    pub(super) fn write(self, connection: &Connection, indexes: &mut search::Indexes) -> Result<(), StoreError> {
        let Folded { unit, scope, record, person, anomalies, found_by } = self;
        let before = match shown_before(connection, record)? {
            // An id belongs to one unit. Where somebody wrote it into another too, one of them has it on every device.
            Some(before) if before.unit < unit => return Ok(()),
            Some(before) if before.unit > unit => {
                before.forget(connection, record, indexes)?;
                None
            }
            before => before,
        };
        if before.is_some() || !anomalies.is_empty() {
            anomaly::write(connection, scope, record, &anomalies)?;
        }
        let field = |field: PersonField| person.now.get(&field).map(String::as_str);
        connection.prepare_cached(include_str!("upsert_person.sql"))?.execute(params![
            before.as_ref().map(|before| before.seq),
            record.0,
            unit.0,
            person.exists,
            word(&person.state)?,
            field(PersonField::Name).unwrap_or_default(),
            field(PersonField::Birth),
            field(PersonField::Sex),
            field(PersonField::Number),
            field(PersonField::OldNumber),
            field(PersonField::StaffCode),
            field(PersonField::Department),
            field(PersonField::Phone),
            field(PersonField::Address),
            field(PersonField::Note),
            field(PersonField::Paper),
            field(PersonField::Issued),
            field(PersonField::Expires),
            field(PersonField::Request),
            field(PersonField::Residence),
            json(&person.unlisted())?,
            found_by.sort_key,
            person.needs_newer
        ])?;
        let seq = before.as_ref().map_or_else(|| connection.last_insert_rowid(), |before| before.seq);
        let found_before = before.as_ref().and_then(|before| before.found_by.as_ref());
        let active = person.exists && person.state == PersonState::Active;
        let number = field(PersonField::Number).filter(|_| active);
        share_number(connection, before.as_ref().and_then(|before| before.number.as_deref()), number)?;
        indexes.write(connection, unit, seq, found_before, person.exists.then_some(found_by))?;
        write_sessions(connection, record, &person, before.is_some())
    }
}

/// What the projection says of a person before it is folded anew.
struct Before {
    seq: i64,
    unit: UnitId,
    /// `None` for somebody who is not present.
    found_by: Option<FoundBy>,
    /// The personal number of somebody who is with the unit.
    number: Option<String>,
}

impl Before {
    /// Takes the person out of all that was folded of them.
    fn forget(
        &self,
        connection: &Connection,
        record: RecordId,
        indexes: &mut search::Indexes,
    ) -> Result<(), StoreError> {
        connection.prepare_cached("DELETE FROM person WHERE seq = ?1")?.execute([self.seq])?;
        connection.prepare_cached("DELETE FROM plan WHERE person = ?1")?.execute([record.0])?;
        connection.prepare_cached("DELETE FROM result WHERE person = ?1")?.execute([record.0])?;
        connection.prepare_cached("DELETE FROM spot WHERE person = ?1")?.execute([record.0])?;
        anomaly::write(connection, Scope::Unit(self.unit), record, &[])?;
        share_number(connection, self.number.as_deref(), None)?;
        indexes.write(connection, self.unit, self.seq, self.found_by.as_ref(), None)
    }
}

/// Keeps which personal numbers are active in several units, where a person's number has changed or came or went.
fn share_number(connection: &Connection, before: Option<&str>, now: Option<&str>) -> Result<(), StoreError> {
    if before == now {
        return Ok(());
    }
    let shared = "SELECT min(unit) <> max(unit) FROM person WHERE number = ?1 AND present = 1 AND state = 'active'";
    let shared = |number: &str| -> Result<bool, StoreError> {
        let found = connection.prepare_cached(shared)?.query_row([number], |row| row.get::<_, Option<bool>>(0))?;
        Ok(found.unwrap_or(false))
    };
    if let Some(number) = now
        && shared(number)?
    {
        connection.prepare_cached("INSERT OR IGNORE INTO shared_number (number) VALUES (?1)")?.execute([number])?;
    }
    if let Some(number) = before
        && !shared(number)?
    {
        connection.prepare_cached("DELETE FROM shared_number WHERE number = ?1")?.execute([number])?;
    }
    Ok(())
}

fn shown_before(connection: &Connection, record: RecordId) -> Result<Option<Before>, StoreError> {
    const SEARCHED: [PersonField; 6] = [
        PersonField::Name,
        PersonField::Birth,
        PersonField::StaffCode,
        PersonField::Number,
        PersonField::OldNumber,
        PersonField::Phone,
    ];
    let sql = "SELECT seq, unit, present, state, name, birth, staff_code, number, old_number, phone FROM person WHERE id = ?1";
    let found = connection.prepare_cached(sql)?.query_row([record.0], |row| {
        let mut fields = Fields::new();
        for (column, field) in (4..).zip(SEARCHED) {
            if let Some(value) = row.get::<_, Option<String>>(column)? {
                fields.insert(field, value);
            }
        }
        let (unit, state) = (UnitId(row.get(1)?), read_word(row, 3)?);
        let present = row.get::<_, bool>(2)?;
        let number = fields.get(&PersonField::Number).filter(|_| present && state == PersonState::Active).cloned();
        let found_by = present.then(|| FoundBy::of(unit, &fields, state));
        Ok(Before { seq: row.get(0)?, unit, found_by, number })
    });
    Ok(found.optional()?)
}

/// The sessions that the person is planned for, how closed ones went, and what was corrected in which.
fn write_sessions(
    connection: &Connection,
    record: RecordId,
    person: &Person,
    known_before: bool,
) -> Result<(), StoreError> {
    if known_before {
        connection.prepare_cached("DELETE FROM plan WHERE person = ?1")?.execute([record.0])?;
        connection.prepare_cached("DELETE FROM result WHERE person = ?1")?.execute([record.0])?;
        connection.prepare_cached("DELETE FROM spot WHERE person = ?1")?.execute([record.0])?;
    }
    for (session, expected) in &person.planned {
        let slot = expected.slot;
        let (from, to) = (slot.map(|slot| slot.from.to_string()), slot.map(|slot| slot.to.to_string()));
        connection
            .prepare_cached(
                "INSERT INTO plan (session, person, slot_from, slot_to, actor) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![session.0, record.0, from, to, expected.actor.0])?;
    }
    for (session, outcome) in &person.results {
        connection
            .prepare_cached("INSERT INTO result (session, person, outcome) VALUES (?1, ?2, ?3)")?
            .execute(params![session.0, record.0, outcome.word()])?;
    }
    for (field, session) in &person.spot {
        connection
            .prepare_cached("INSERT INTO spot (person, field, session) VALUES (?1, ?2, ?3)")?
            .execute(params![record.0, field.as_str(), session.0])?;
    }
    Ok(())
}
