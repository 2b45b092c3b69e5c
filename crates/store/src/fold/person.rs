//! Imports and people.

use std::cell::RefCell;
use std::collections::HashMap;

use luudong_domain::id::{ImportId, RecordId};
use luudong_domain::person::{self, PersonField};
use luudong_domain::scope::Scope;
use luudong_domain::{event::Event, import, text::search_key};
use rusqlite::{Connection, params};

use super::RecordKind;
use crate::StoreError;
use crate::query::{Reader, word};

/// Folds one import; true when that may have changed whether its rows count.
pub(super) fn fold_import(connection: &Connection, scope: Scope, record: RecordId) -> Result<bool, StoreError> {
    let Scope::Unit(unit) = scope else { return Ok(false) };
    let entries = Reader::new(connection).entries(RecordKind::Import, scope, record)?;
    let import = import::fold(&entries);
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

/// Folds one person and writes the row, the plan, the results and the words to search by.
pub(super) fn fold_person(connection: &Connection, scope: Scope, record: RecordId) -> Result<(), StoreError> {
    let Scope::Unit(unit) = scope else { return Ok(()) };
    let reader = Reader::new(connection);
    let entries = reader.entries(RecordKind::Person, scope, record)?;
    // The fold takes no errors: they are carried round it.
    let failed = RefCell::new(None);
    let known: RefCell<HashMap<ImportId, bool>> = RefCell::default();
    let counts = |import: ImportId| {
        *known.borrow_mut().entry(import).or_insert_with(|| {
            reader.import_counts(import).unwrap_or_else(|error| {
                failed.replace(Some(error));
                false
            })
        })
    };
    let person = person::fold(&entries, &counts);
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    let field = |field: PersonField| person.now.get(&field).map(String::as_str);
    let name = field(PersonField::Name).unwrap_or_default();
    let seq: i64 = connection.prepare_cached(include_str!("upsert_person.sql"))?.query_row(
        params![
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
            serde_json::to_string(&person.listed).map_err(|_| StoreError::Damaged("listed"))?,
            person::sort_key(name),
            person.needs_newer
        ],
        |row| row.get(0),
    )?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO person_search (rowid, text) VALUES (?1, ?2)")?
        .execute(params![seq, if person.exists { search_words(&person) } else { String::new() }])?;
    connection.prepare_cached("DELETE FROM plan WHERE person = ?1")?.execute([record.0])?;
    for session in &person.planned {
        connection
            .prepare_cached("INSERT INTO plan (session, person) VALUES (?1, ?2)")?
            .execute(params![session.0, record.0])?;
    }
    connection.prepare_cached("DELETE FROM result WHERE person = ?1")?.execute([record.0])?;
    for (session, outcome) in &person.results {
        connection
            .prepare_cached("INSERT INTO result (session, person, outcome) VALUES (?1, ?2, ?3)")?
            .execute(params![session.0, record.0, outcome.word()])?;
    }
    Ok(())
}

/// What a person is found by: words of the name, numbers, staff code; and the last digits, which people say aloud.
fn search_words(person: &person::Person) -> String {
    let mut words = Vec::new();
    for field in [PersonField::Name, PersonField::StaffCode, PersonField::Department] {
        words.extend(person.now.get(&field).map(|value| search_key(value)));
    }
    for field in [PersonField::Number, PersonField::OldNumber, PersonField::Phone] {
        if let Some(number) = person.now.get(&field) {
            words.push(number.clone());
            words.extend(
                [6, 4].into_iter().filter_map(|last| number.get(number.len().checked_sub(last)?..)).map(str::to_owned),
            );
        }
    }
    words.join(" ")
}
