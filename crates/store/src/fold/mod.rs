//! From the log to the projections: one record at a time.

mod org;
mod person;
mod visit;

use std::collections::BTreeSet;

use luudong_domain::event::Event;
use luudong_domain::id::{ImportId, PersonId, RecordId};
use luudong_domain::scope::Scope;
use rusqlite::{Connection, params};

use crate::query::Reader;
use crate::{FOLD_VERSION, Store, StoreError};

/// What a record is; told by the first word of an event's kind. In the order in which they are folded: an import
/// decides whether its people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// `org.…`, `device.…`
    Device,
    /// `actor.…`
    Actor,
    /// `unit.…`
    Unit,
    /// `import.…`
    Import,
    /// `session.…`
    Session,
    /// `person.…`
    Person,
    /// `visit.…`
    Visit,
    /// Of a newer version: kept, relayed, not folded.
    Newer,
}

impl RecordKind {
    /// The record that an event of `kind` is about.
    pub fn of(kind: &str) -> RecordKind {
        match kind.split_once('.').map_or(kind, |(noun, _)| noun) {
            "org" | "device" => RecordKind::Device,
            "actor" => RecordKind::Actor,
            "unit" => RecordKind::Unit,
            "import" => RecordKind::Import,
            "session" => RecordKind::Session,
            "person" => RecordKind::Person,
            "visit" => RecordKind::Visit,
            _ => RecordKind::Newer,
        }
    }
}

/// The records that events have touched since they were last folded.
#[derive(Default)]
pub(crate) struct Dirty(BTreeSet<(RecordKind, Scope, RecordId)>);

impl Dirty {
    /// Notes one event. `event` is `None` where this version cannot read it.
    pub(crate) fn touch(
        &mut self,
        connection: &Connection,
        scope: Scope,
        record: RecordId,
        kind: &str,
        event: Option<&Event>,
    ) -> Result<(), StoreError> {
        if let Some(Event::PersonListed(listed)) = event {
            connection
                .prepare_cached("INSERT OR IGNORE INTO listing (import, person) VALUES (?1, ?2)")?
                .execute(params![listed.import.0, record.0])?;
        }
        self.0.insert((RecordKind::of(kind), scope, record));
        Ok(())
    }

    /// Folds every touched record, and those that hang on it.
    pub(crate) fn fold(mut self, connection: &Connection) -> Result<(), StoreError> {
        while let Some((kind, scope, record)) = self.0.pop_first() {
            match kind {
                RecordKind::Device => org::fold_device(connection, record, &mut self)?,
                RecordKind::Actor => org::fold_actor(connection, record)?,
                RecordKind::Unit => org::fold_unit(connection, scope, record)?,
                RecordKind::Import => {
                    if person::fold_import(connection, scope, record)? {
                        self.touch_listing(connection, scope, record.into())?;
                    }
                }
                RecordKind::Session => visit::fold_session(connection, scope, record)?,
                RecordKind::Person => person::fold_person(connection, scope, record)?,
                RecordKind::Visit => visit::fold_visit(connection, scope, record)?,
                RecordKind::Newer => {}
            }
        }
        Ok(())
    }

    fn touch_listing(&mut self, connection: &Connection, scope: Scope, import: ImportId) -> Result<(), StoreError> {
        let mut people = connection.prepare_cached("SELECT person FROM listing WHERE import = ?1")?;
        for person in people.query_map([import.0], |row| row.get(0).map(PersonId))? {
            self.0.insert((RecordKind::Person, scope, person?.into()));
        }
        Ok(())
    }
}

const PROJECTIONS: [&str; 11] =
    ["device", "actor", "unit", "import", "person", "plan", "result", "session", "session_unit", "visit", "listing"];

/// Empties every projection and folds the whole log again.
pub(crate) fn refold_all(connection: &Connection) -> Result<(), StoreError> {
    for table in PROJECTIONS {
        connection.execute_batch(&format!("DELETE FROM {table}"))?;
    }
    connection.execute_batch("INSERT INTO person_search (person_search) VALUES ('delete-all')")?;
    let founder = Reader::new(connection).founder()?;
    let mut dirty = Dirty::default();
    // Devices first and alone: their revocations say which events count.
    connection.execute_batch("UPDATE event SET counts = 1 WHERE counts = 0")?;
    let mut all = connection.prepare("SELECT s.scope, e.record, e.envelope, e.body FROM event e JOIN series s ON s.id = e.series WHERE e.body IS NOT NULL")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let scope: Scope = row.get::<_, String>(0)?.parse().map_err(|_| StoreError::Damaged("scope"))?;
        let envelope =
            luudong_sync::Envelope::read(row.get_ref(2)?.as_blob().map_err(|_| StoreError::Damaged("envelope"))?)
                .map_err(|_| StoreError::Damaged("envelope"))?;
        let event =
            Event::read(&envelope.kind, row.get_ref(3)?.as_blob().map_err(|_| StoreError::Damaged("body"))?).ok();
        dirty.touch(connection, scope, RecordId(row.get(1)?), &envelope.kind, event.as_ref())?;
    }
    drop(rows);
    if let Some(founder) = founder {
        dirty.0.insert((RecordKind::Device, Scope::Org, founder.into()));
    }
    dirty.fold(connection)
}

impl Store {
    /// Refolds all projections; after a change of the fold, or on demand.
    ///
    /// # Errors
    /// Database errors; the projections are then as they were.
    pub fn refold(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        refold_all(&transaction)?;
        transaction
            .execute("INSERT INTO setting (key, value) VALUES ('fold_version', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [FOLD_VERSION.to_string()])?;
        Ok(transaction.commit()?)
    }
}
