//! Imports and people.

use std::collections::HashMap;

use luudong_domain::event::{Entry, Event};
use luudong_domain::id::{ImportId, RecordId};
use luudong_domain::person::{self, Fields, Person, PersonField};
use luudong_domain::scope::Scope;
use luudong_domain::{import, text::search_key};
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;
use crate::query::{Reader, json, word};

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

/// Folds one person and writes the row, the plan, the results and the words to search by. `imports` remembers which
/// imports count, for as long as none of them is folded again.
pub(super) fn fold_person(
    connection: &Connection,
    scope: Scope,
    record: RecordId,
    entries: &[Entry],
    imports: &mut HashMap<ImportId, bool>,
) -> Result<(), StoreError> {
    let Scope::Unit(unit) = scope else { return Ok(()) };
    for entry in entries {
        if let Some(Event::PersonListed(listed)) = &entry.event
            && !imports.contains_key(&listed.import)
        {
            imports.insert(listed.import, Reader::new(connection).import_counts(listed.import)?);
        }
    }
    let person = person::fold(entries, &|import| imports.get(&import).copied().unwrap_or(false));
    let before = shown_before(connection, record)?;
    let field = |field: PersonField| person.now.get(&field).map(String::as_str);
    let name = field(PersonField::Name).unwrap_or_default();
    connection.prepare_cached(include_str!("upsert_person.sql"))?.execute(params![
        before.as_ref().map(|before| before.seq),
        record.0,
        unit.0,
        person.exists,
        word(&person.state)?,
        name,
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
        person::sort_key(name),
        person.needs_newer
    ])?;
    let seq = before.as_ref().map_or_else(|| connection.last_insert_rowid(), |before| before.seq);
    let words = person.exists.then(|| search_words(&person.now));
    let words_before = before.as_ref().and_then(|before| before.words.as_ref());
    if words.as_ref() != words_before {
        if words_before.is_some() {
            connection.prepare_cached("DELETE FROM person_search WHERE rowid = ?1")?.execute([seq])?;
        }
        if let Some(words) = words {
            connection
                .prepare_cached("INSERT INTO person_search (rowid, text) VALUES (?1, ?2)")?
                .execute(params![seq, words])?;
        }
    }
    write_sessions(connection, record, &person, before.is_some())
}

/// What the projection says of a person before it is folded anew.
struct Before {
    seq: i64,
    /// The words to search by; `None` for somebody who is not present.
    words: Option<String>,
}

fn shown_before(connection: &Connection, record: RecordId) -> Result<Option<Before>, StoreError> {
    const SEARCHED: [PersonField; 6] = [
        PersonField::Name,
        PersonField::StaffCode,
        PersonField::Department,
        PersonField::Number,
        PersonField::OldNumber,
        PersonField::Phone,
    ];
    let sql = "SELECT seq, present, name, staff_code, department, number, old_number, phone FROM person WHERE id = ?1";
    let found = connection.prepare_cached(sql)?.query_row([record.0], |row| {
        let mut fields = Fields::new();
        for (column, field) in (2..).zip(SEARCHED) {
            if let Some(value) = row.get::<_, Option<String>>(column)? {
                fields.insert(field, value);
            }
        }
        Ok(Before { seq: row.get(0)?, words: row.get::<_, bool>(1)?.then(|| search_words(&fields)) })
    });
    Ok(found.optional()?)
}

/// The sessions that the person is planned for, and how closed ones went.
fn write_sessions(
    connection: &Connection,
    record: RecordId,
    person: &Person,
    known_before: bool,
) -> Result<(), StoreError> {
    if known_before {
        connection.prepare_cached("DELETE FROM plan WHERE person = ?1")?.execute([record.0])?;
        connection.prepare_cached("DELETE FROM result WHERE person = ?1")?.execute([record.0])?;
    }
    for session in &person.planned {
        connection
            .prepare_cached("INSERT INTO plan (session, person) VALUES (?1, ?2)")?
            .execute(params![session.0, record.0])?;
    }
    for (session, outcome) in &person.results {
        connection
            .prepare_cached("INSERT INTO result (session, person, outcome) VALUES (?1, ?2, ?3)")?
            .execute(params![session.0, record.0, outcome.word()])?;
    }
    Ok(())
}

/// What a person is found by: words of the name, numbers, staff code; and the last digits, which people say aloud.
fn search_words(fields: &Fields) -> String {
    let mut words = Vec::new();
    for field in [PersonField::Name, PersonField::StaffCode, PersonField::Department] {
        words.extend(fields.get(&field).map(|value| search_key(value)));
    }
    for field in [PersonField::Number, PersonField::OldNumber, PersonField::Phone] {
        if let Some(number) = fields.get(&field) {
            words.push(number.clone());
            words.extend(
                [6, 4].into_iter().filter_map(|last| number.get(number.len().checked_sub(last)?..)).map(str::to_owned),
            );
        }
    }
    words.join(" ")
}
