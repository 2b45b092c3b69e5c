//! From the log to the projections: one record at a time.

mod anomaly;
mod org;
mod people;
mod person;
mod search;
pub(crate) mod unfolded;
mod visit;
pub(crate) mod vouch;

use std::collections::{BTreeMap, HashMap};

use luudong_domain::event::{Entry, Event};
use luudong_domain::id::{DeviceId, ImportId, PersonId, RecordId};
use luudong_domain::scope::Scope;
use luudong_domain::visit::event::CheckedIn;
use rusqlite::{Connection, params};

use crate::query::{Reader, only_by_founder};
use crate::{FOLD_VERSION, Store, StoreError};

/// What a record is; told by the first word of an event's kind. In the order in which they are folded: an import
/// decides whether its people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// `org.…`, `device.…`
    Device,
    /// `actor.…`
    Actor,
    /// `routing.…`
    Routing,
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
    /// `anomaly.…`
    Anomaly,
    /// Of a newer version: kept, relayed, not folded.
    Newer,
}

impl RecordKind {
    /// The record that an event of `kind` is about.
    pub fn of(kind: &str) -> RecordKind {
        match kind.split_once('.').map_or(kind, |(noun, _)| noun) {
            "org" | "device" => RecordKind::Device,
            "actor" => RecordKind::Actor,
            "routing" => RecordKind::Routing,
            "unit" => RecordKind::Unit,
            "import" => RecordKind::Import,
            "session" => RecordKind::Session,
            "person" => RecordKind::Person,
            "visit" => RecordKind::Visit,
            "anomaly" => RecordKind::Anomaly,
            _ => RecordKind::Newer,
        }
    }

    /// Whether such a record can be in `scope`. What somebody writes elsewhere about it is kept and says nothing.
    fn lives_in(self, scope: Scope) -> bool {
        match self {
            RecordKind::Device | RecordKind::Actor | RecordKind::Routing => scope == Scope::Org,
            RecordKind::Unit | RecordKind::Import | RecordKind::Person => matches!(scope, Scope::Unit(_)),
            RecordKind::Session | RecordKind::Visit => matches!(scope, Scope::Session(_)),
            RecordKind::Anomaly | RecordKind::Newer => true,
        }
    }
}

/// What a store keeps projections of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// All that people look at and search.
    All,
    /// The same without the indexes to search by, which no proof needs.
    Rows,
    /// What central decides by: who was admitted, which units and sessions there are. It shows people to nobody, and would
    /// otherwise fold every batch that comes before it answers.
    Decisions,
}

impl Keeps {
    /// What the store behind `connection` keeps.
    pub(crate) fn of(connection: &Connection) -> Result<Keeps, StoreError> {
        Ok(if Reader::new(connection).is_central()? { Keeps::Decisions } else { Keeps::All })
    }

    fn holds(self, kind: RecordKind) -> bool {
        self != Keeps::Decisions || matches!(kind, RecordKind::Device | RecordKind::Unit | RecordKind::Session)
    }
}

/// The records that events have touched since they were last folded, each with all its entries in order where they
/// are at hand: what was just written need not be read again.
pub(crate) struct Dirty {
    keeps: Keeps,
    records: BTreeMap<(RecordKind, Scope, RecordId), Option<Vec<Entry>>>,
}

impl Dirty {
    pub(crate) fn new(keeps: Keeps) -> Dirty {
        Dirty { keeps, records: BTreeMap::new() }
    }

    /// What was touched so far; nothing is from then on.
    pub(crate) fn take(&mut self) -> Dirty {
        std::mem::replace(self, Dirty::new(self.keeps))
    }

    /// Judges anew what `device` wrote: of this device more counts than of others.
    pub(crate) fn judge_again(&mut self, connection: &Connection, device: DeviceId) -> Result<(), StoreError> {
        match Reader::new(connection).device(device)? {
            Some(row) => org::judge(connection, device, &row.device, self),
            None => Ok(()),
        }
    }

    /// Whether anything is folded from an event of `kind`.
    pub(crate) fn keeps(&self, kind: &str) -> bool {
        self.keeps.holds(RecordKind::of(kind))
    }

    /// Notes one event that came from elsewhere or is read again. `event` is `None` where this version cannot read it.
    pub(crate) fn touch(
        &mut self,
        connection: &Connection,
        scope: Scope,
        record: RecordId,
        kind: &str,
        event: Option<&Event>,
    ) -> Result<(), StoreError> {
        let record = (RecordKind::of(kind), scope, record);
        if !self.keeps.holds(record.0) || !record.0.lives_in(scope) {
            return Ok(());
        }
        if let Some(event) = event {
            index(connection, scope, record.2, event)?;
        }
        self.records.insert(record, None);
        Ok(())
    }

    /// Notes that this device wrote the last of `entries`, which are all that the log holds of the record.
    pub(crate) fn wrote(
        &mut self,
        connection: &Connection,
        scope: Scope,
        record: RecordId,
        entries: Vec<Entry>,
    ) -> Result<(), StoreError> {
        let Some(last) = entries.last() else { return Ok(()) };
        let Some(event) = last.event.as_ref() else { return Ok(()) };
        let kind = RecordKind::of(event.kind());
        if !self.keeps.holds(kind) {
            return Ok(());
        }
        index(connection, scope, record, event)?;
        // Whether an event counts that only central may write, or one that repeats another, is for the log to say.
        let told_by_log = only_by_founder(event.kind()) || kind == RecordKind::Device || last.copy_of.is_some();
        let known = (!told_by_log).then_some(entries);
        self.records.insert((kind, scope, record), known);
        Ok(())
    }

    /// All entries of a record, where they are at hand.
    pub(crate) fn take_known(&mut self, kind: RecordKind, scope: Scope, record: RecordId) -> Option<Vec<Entry>> {
        self.records.get_mut(&(kind, scope, record))?.take()
    }

    /// Folds every touched record, and those that hang on it. All of one kind come after each other.
    pub(crate) fn fold(mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut closes = HashMap::new();
        while let Some((&(kind, scope, record), _)) = self.records.first_key_value() {
            if kind == RecordKind::Person {
                self.fold_people(connection)?;
                continue;
            }
            let entries = match self.records.remove(&(kind, scope, record)).flatten() {
                Some(known) => known,
                None => Reader::new(connection).entries(kind, scope, record)?,
            };
            match kind {
                RecordKind::Device => org::fold_device(connection, record, &entries, &mut self)?,
                RecordKind::Actor => org::fold_actor(connection, record, &entries)?,
                RecordKind::Routing => org::fold_routing(connection, record, &entries)?,
                RecordKind::Unit => org::fold_unit(connection, scope, record, &entries)?,
                RecordKind::Import => {
                    if person::fold_import(connection, scope, record, &entries)? {
                        self.touch_listing(connection, scope, record.into())?;
                    }
                }
                RecordKind::Session => {
                    if visit::fold_session(connection, scope, record, &entries)? && self.keeps.holds(RecordKind::Visit)
                    {
                        self.touch_late(connection, scope)?;
                    }
                }
                RecordKind::Visit => visit::fold_visit(connection, scope, record, &entries, &mut closes)?,
                RecordKind::Anomaly => anomaly::fold_settlement(connection, scope, record, &entries)?,
                RecordKind::Person | RecordKind::Newer => {}
            }
        }
        Ok(())
    }

    fn touch_listing(&mut self, connection: &Connection, scope: Scope, import: ImportId) -> Result<(), StoreError> {
        let mut people = connection.prepare_cached("SELECT person FROM listing WHERE import = ?1")?;
        for person in people.query_map([import.0], |row| row.get(0).map(PersonId))? {
            self.records.entry((RecordKind::Person, scope, person?.into())).or_default();
        }
        Ok(())
    }

    /// The visits of a session that came, or came before, too late for its close.
    fn touch_late(&mut self, connection: &Connection, scope: Scope) -> Result<(), StoreError> {
        let Scope::Session(session) = scope else { return Ok(()) };
        let mut visits = connection.prepare_cached(include_str!("late.sql"))?;
        for visit in visits.query_map(params![session.0, scope.to_string()], |row| row.get(0).map(RecordId))? {
            self.records.entry((RecordKind::Visit, scope, visit?)).or_default();
        }
        Ok(())
    }
}

/// Keeps the indexes over the log: of whom an import speaks, and which tickets were ever given.
fn index(connection: &Connection, scope: Scope, record: RecordId, event: &Event) -> Result<(), StoreError> {
    match (event, scope) {
        (Event::PersonListed(listed), _) => {
            connection
                .prepare_cached("INSERT OR IGNORE INTO listing (import, person) VALUES (?1, ?2)")?
                .execute(params![listed.import.0, record.0])?;
        }
        (Event::VisitCheckedIn(CheckedIn { ticket, .. }), Scope::Session(session)) => {
            connection
                .prepare_cached("INSERT OR IGNORE INTO ticket (session, lane, number, visit) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![session.0, ticket.lane, ticket.number, record.0])?;
        }
        _ => {}
    }
    Ok(())
}

const PROJECTIONS: [&str; 23] = [
    "device",
    "actor",
    "routing",
    "unit",
    "announced",
    "import",
    "person",
    "plan",
    "result",
    "spot",
    "session",
    "session_unit",
    "slotting",
    "visit",
    "turn",
    "anomaly",
    "settlement",
    "shared_number",
    "ticket",
    "listing",
    "person_search",
    "name_word",
    "person_key",
];

/// Empties every projection and folds the whole log again.
pub(crate) fn refold_all(connection: &Connection, keeps: Keeps) -> Result<(), StoreError> {
    connection.execute_batch("DELETE FROM unfolded")?;
    for table in PROJECTIONS {
        connection.execute_batch(&format!("DELETE FROM {table}"))?;
    }
    let founder = Reader::new(connection).founder()?;
    let mut dirty = Dirty::new(keeps);
    // Devices first and alone: their revocations say which events count.
    connection.execute_batch("UPDATE event SET counts = 1 WHERE counts = 0")?;
    let mut all = connection.prepare("SELECT s.scope, e.record, e.envelope, e.body FROM event e JOIN series s ON s.id = e.at >> 32 WHERE e.body IS NOT NULL")?;
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
        dirty.records.insert((RecordKind::Device, Scope::Org, founder.into()), None);
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
        refold_all(&transaction, self.keeps)?;
        transaction
            .execute("INSERT INTO setting (key, value) VALUES ('fold_version', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [FOLD_VERSION.to_string()])?;
        transaction.commit()?;
        self.unfolded.clear();
        Ok(())
    }
}
