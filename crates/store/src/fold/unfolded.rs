//! Runs that came in bulk: durable in the log at once, folded together when all are there. Folded batch by batch, each
//! would touch pages all over the indexes, and every page is written and encrypted anew for every batch.

use std::collections::BTreeMap;

use luudong_domain::event::Event;
use luudong_domain::id::{DeviceId, RecordId};
use luudong_domain::scope::Scope;
use luudong_sync::Envelope;
use luudong_sync::chain::Series;
use luudong_sync::check::Checked;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{Dirty, Keeps};
use crate::gate::at;
use crate::{Store, StoreError};

/// A batch of so many events is one of many. Fewer are folded when they come.
const BULK: usize = 500;

/// Whether a run may wait: only a unit's, of which nobody in a hall is waiting to see the latest.
pub(crate) fn may_wait(run: &Checked) -> bool {
    matches!(run.series.scope, Scope::Unit(_)) && run.events.len() >= BULK
}

/// Notes that `series` is not folded from `index` on, unless it was not from an earlier one.
pub(crate) fn note(connection: &Connection, series: i64, index: u64) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO unfolded (series, idx) VALUES (?1, ?2)")?
        .execute(params![series, index])?;
    Ok(())
}

/// From which index on each series is not folded.
pub(crate) fn all(connection: &Connection) -> Result<BTreeMap<Series, u64>, StoreError> {
    let mut find = connection
        .prepare_cached("SELECT s.scope, s.device, u.idx FROM unfolded u JOIN series s ON s.id = u.series")?;
    let rows = find.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1).map(DeviceId)?, row.get(2)?)))?;
    let mut all = BTreeMap::new();
    for row in rows {
        let (scope, device, index) = row?;
        let scope = scope.parse().map_err(|_| StoreError::Damaged("scope"))?;
        all.insert(Series { scope, device }, index);
    }
    Ok(all)
}

/// The records that speak of what was not folded.
fn touched(connection: &Connection, keeps: Keeps) -> Result<Dirty, StoreError> {
    let mut dirty = Dirty::new(keeps);
    let mut find =
        connection.prepare("SELECT s.id, s.scope, u.idx FROM unfolded u JOIN series s ON s.id = u.series")?;
    let series: Vec<(i64, String, u64)> =
        find.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    let mut find = connection
        .prepare("SELECT record, envelope, body FROM event WHERE at >= ?1 AND at < ?2 AND body IS NOT NULL")?;
    for (id, scope, index) in series {
        let scope: Scope = scope.parse().map_err(|_| StoreError::Damaged("scope"))?;
        let mut rows = find.query([at(id, index), at(id + 1, 0)])?;
        while let Some(row) = rows.next()? {
            let envelope = row.get_ref(1)?.as_blob().map_err(|_| StoreError::Damaged("envelope"))?;
            let kind = Envelope::read(envelope).map_err(|_| StoreError::Damaged("envelope"))?.kind;
            let body = row.get_ref(2)?.as_blob().map_err(|_| StoreError::Damaged("body"))?;
            // Of a unit's events only these stand in an index over the log.
            let event = (kind == "person.listed").then(|| Event::read(&kind, body).ok()).flatten();
            dirty.touch(connection, scope, RecordId(row.get(0)?), &kind, event.as_ref())?;
        }
    }
    Ok(dirty)
}

impl Store {
    /// Adds a run as [`luudong_sync::log::Log::add`] does, but leaves one of many to be folded by
    /// [`Store::fold_the_rest`]: whoever adds so calls that when no more comes.
    ///
    /// # Errors
    /// Database errors.
    pub fn add_of_many(&mut self, run: Checked) -> Result<(), StoreError> {
        let waits = may_wait(&run);
        self.add_run(run, waits)
    }

    /// Folds what was added and not folded. Cut anywhere, the next opening does it; where that finds no room, the next sync.
    ///
    /// # Errors
    /// Database errors.
    pub fn fold_the_rest(&mut self) -> Result<(), StoreError> {
        if self.unfolded.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        touched(&transaction, self.keeps)?.fold(&transaction)?;
        transaction.execute_batch("DELETE FROM unfolded")?;
        transaction.commit()?;
        self.unfolded.clear();
        self.changed();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use luudong_domain::id::{ActorId, PersonId, UnitId};
    use luudong_domain::person::event::{Added, Edited};
    use luudong_domain::person::{Fields, PersonField};
    use luudong_sync::check::check;
    use luudong_sync::log::Log;

    use super::*;
    use crate::Folder;
    use crate::query::PeopleFilter;

    const NOW: u64 = 1_793_900_000_000_000;
    const UNIT: UnitId = UnitId([7; 16]);
    const SCOPE: Scope = Scope::Unit(UNIT);

    fn store(dir: &tempfile::TempDir, name: &str) -> Store {
        Store::init(&Folder::at(dir.path().join(name)), "mật khẩu", NOW).expect("init").0
    }

    /// Writes as many people as make a run that waits.
    fn add_people(store: &mut Store) -> Vec<PersonId> {
        let work = |gate: &mut crate::Gate<'_>| {
            let add = |number: usize, gate: &mut crate::Gate<'_>| {
                let id = PersonId::from(gate.birth(SCOPE)?);
                let fields = Fields::from([(PersonField::Name, format!("Nguyễn Văn {number}"))]);
                gate.append_first(SCOPE, id, &Event::PersonAdded(Added { fields, ..Added::default() })).map(|_| id)
            };
            (0..BULK).map(|number| add(number, gate)).collect::<Result<_, StoreError>>()
        };
        store.write(ActorId::CENTRAL, NOW, work).expect("people")
    }

    fn note(store: &mut Store, people: &[PersonId], note: &str) {
        let work = |gate: &mut crate::Gate<'_>| {
            for person in people {
                let fields = [(PersonField::Note, Some(note.to_owned()))].into();
                gate.append(SCOPE, *person, &Event::PersonEdited(Edited { fields, ..Edited::default() }))?;
            }
            Ok(())
        };
        store.write::<_, StoreError>(ActorId::CENTRAL, NOW, work).expect("edits");
    }

    /// Brings what `from` wrote and `to` lacks; the last run waits to be folded.
    fn bring(from: &mut Store, to: &mut Store, after: u64) {
        from.sign_heads(NOW).expect("sign");
        let series = Series { scope: SCOPE, device: from.identity().device };
        let batch = from.batch_after(&series, after).expect("read").expect("a batch");
        let run = check(&*to, batch, &from.identity().key.verifying_key()).expect("authentic");
        assert!(may_wait(&run));
        to.add_of_many(run).expect("add");
    }

    fn shown(store: &Store) -> u64 {
        store.reader().people_index(&PeopleFilter { unit: Some(UNIT), state: None }).expect("index").total
    }

    #[test]
    fn a_run_that_waits_is_in_the_log_and_folded_by_the_next_opening() {
        let dir = tempfile::TempDir::new().expect("dir");
        let (mut from, mut to) = (store(&dir, "from"), store(&dir, "to"));
        add_people(&mut from);
        bring(&mut from, &mut to, 0);
        assert_eq!((to.reader().events().expect("events"), shown(&to)), (BULK as u64, 0));
        // Killed before it was folded.
        let folder = to.folder().clone();
        drop(to);
        let mut to = Store::open(&folder, "mật khẩu", NOW).expect("open");
        assert_eq!(shown(&to), BULK as u64);
        assert_eq!(to.verify().expect("verify"), from.verify().expect("verify"));
    }

    #[test]
    fn who_writes_before_it_is_folded_did_not_know_it() {
        let dir = tempfile::TempDir::new().expect("dir");
        let (mut from, mut to) = (store(&dir, "from"), store(&dir, "to"));
        let people = add_people(&mut from);
        bring(&mut from, &mut to, 0);
        to.fold_the_rest().expect("fold");
        note(&mut from, &people, "ở đây");
        bring(&mut from, &mut to, BULK as u64);
        note(&mut to, &people[..1], "ở kia");
        to.fold_the_rest().expect("fold");
        let odd: u64 = to.connection.query_row("SELECT count(*) FROM anomaly", [], |row| row.get(0)).expect("count");
        assert_eq!(odd, 1, "two wrote one field and neither knew of the other");
        assert!(to.verify().expect("verify").ok);
    }
}
