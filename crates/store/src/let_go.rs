//! What a withdrawn grant takes away: the bodies go once central was seen to have all of the scope; envelopes, hashes and heads stay,
//! so that chains still verify. A new grant brings the bodies back.

use std::collections::{BTreeMap, BTreeSet};

use luudong_domain::event::Event;
use luudong_domain::id::RecordId;
use luudong_domain::scope::Scope;
use luudong_sync::Envelope;
use luudong_sync::batch::Batch;
use luudong_sync::chain::Body;
use luudong_sync::log::Log;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::fold::{Dirty, refold_all};
use crate::gate::at;
use crate::{Store, StoreError};

impl Store {
    /// Removes the bodies of every scope that this device held and may no longer hold, where central was seen to have all of
    /// it, also what this device carries for others; how many scopes these are.
    ///
    /// # Errors
    /// Database errors; then all is as it was.
    pub fn let_go(&mut self) -> Result<usize, StoreError> {
        let me = self.identity.device;
        let (device, central) = (self.reader().device(me)?, self.reader().founder()?);
        let Some((device, central)) = device.map(|row| row.device).zip(central) else { return Ok(0) };
        let there = self.reader().peer_has(central)?;
        let mut all_sent: BTreeMap<Scope, bool> = BTreeMap::new();
        for (series, last) in self.reader().tips()? {
            let sent = there.get(&series).copied().unwrap_or(0) >= last;
            *all_sent.entry(series.scope).or_insert(true) &= sent;
        }
        let gone = self.let_go_before()?;
        let leaves = |scope: &Scope| device.has_left(*scope) && !gone.contains(scope);
        let leaving: Vec<Scope> =
            all_sent.into_iter().filter(|(scope, sent)| *sent && leaves(scope)).map(|(scope, _)| scope).collect();
        if leaving.is_empty() {
            return Ok(0);
        }
        let transaction = self.connection.transaction()?;
        for scope in &leaving {
            erase(&transaction, *scope)?;
            transaction.execute("INSERT INTO let_go (scope) VALUES (?1)", [scope.to_string()])?;
        }
        refold_all(&transaction, self.keeps)?;
        transaction.commit()?;
        self.unfolded.clear();
        Ok(leaving.len())
    }

    /// The scopes whose bodies were removed.
    ///
    /// # Errors
    /// Database errors.
    pub fn let_go_before(&self) -> Result<BTreeSet<Scope>, StoreError> {
        let mut find = self.connection.prepare_cached("SELECT scope FROM let_go")?;
        let scopes = find.query_map([], |row| row.get::<_, String>(0))?;
        scopes.map(|scope| scope?.parse().map_err(|_| StoreError::Damaged("scope"))).collect()
    }

    /// Puts bodies back that were removed: those of `batch` whose hash in the chain is the one that stayed here. What does
    /// not fit is left out.
    ///
    /// # Errors
    /// Database errors.
    pub fn refill(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let Some(mut hash) = self.hash_at(&batch.series, batch.first - 1)? else { return Ok(()) };
        let Some(series) = self.series_id(&batch.series)? else { return Ok(()) };
        let transaction = self.connection.transaction()?;
        let mut dirty = Dirty::new(self.keeps);
        for (index, written) in (batch.first..).zip(&batch.events) {
            hash = written.hash(hash);
            let Body::Whole { salt, bytes } = &written.body else { continue };
            let filled = transaction
                .prepare_cached("UPDATE event SET salt = ?3, body = ?4, body_hash = NULL WHERE at = ?1 AND hash = ?2 AND body IS NULL RETURNING record")?
                .query_row(params![at(series, index), hash.0, salt.as_slice(), bytes], |row| row.get(0).map(RecordId))
                .optional()?;
            if let (Some(record), Ok(envelope)) = (filled, Envelope::read(&written.envelope)) {
                let event = Event::read(&envelope.kind, bytes).ok();
                dirty.touch(&transaction, batch.series.scope, record, &envelope.kind, event.as_ref())?;
            }
        }
        dirty.fold(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// The scope is whole again.
    ///
    /// # Errors
    /// Database errors.
    pub fn holds_again(&mut self, scope: Scope) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM let_go WHERE scope = ?1", [scope.to_string()])?;
        self.changed();
        Ok(())
    }
}

/// Removes salts and bodies of a scope; the hash of each body stays.
fn erase(transaction: &Transaction<'_>, scope: Scope) -> Result<(), StoreError> {
    let mut series = transaction.prepare_cached("SELECT id FROM series WHERE scope = ?1")?;
    let ids: Vec<i64> = series.query_map([scope.to_string()], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in ids {
        let mut whole = transaction
            .prepare_cached("SELECT at, salt, body FROM event WHERE at > ?1 AND at < ?2 AND body IS NOT NULL")?;
        let hashes: Vec<(i64, [u8; 32])> = whole
            .query_map(params![at(id, 0), at(id + 1, 0)], |row| {
                Ok((row.get(0)?, Body::Whole { salt: row.get(1)?, bytes: row.get(2)? }.hash().0))
            })?
            .collect::<Result<_, _>>()?;
        for (event, hash) in hashes {
            transaction
                .prepare_cached("UPDATE event SET salt = NULL, body = NULL, body_hash = ?2 WHERE at = ?1")?
                .execute(params![event, hash])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use luudong_domain::id::{ActorId, UnitId};
    use luudong_domain::unit::Named;
    use luudong_sync::chain::Series;

    use super::*;
    use crate::Folder;
    use crate::fold::Keeps;

    const NOW: u64 = 1_793_900_000_000_000;

    /// Whoever took them for erased would have the same hashes, and never ask for the bodies again.
    #[test]
    fn removed_bodies_are_told_to_nobody_until_they_are_back() {
        let dir = tempfile::TempDir::new().expect("dir");
        let (mut store, _) = Store::init(&Folder::at(dir.path().join("data")), "mật khẩu", NOW).expect("init");
        let unit = UnitId::of_name("vi du");
        let scope = Scope::Unit(unit);
        let named = Event::UnitNamed(Named { name: "Ví Dụ".to_owned(), code: None, kind: None });
        store.write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| gate.append(scope, unit, &named)).expect("write");
        store.sign_heads(NOW).expect("sign");
        let series = Series { scope, device: store.identity().device };
        let whole = store.batch_after(&series, 0).expect("read").expect("a batch");

        let transaction = store.connection.transaction().expect("transaction");
        erase(&transaction, scope).expect("erase");
        transaction.execute("INSERT INTO let_go (scope) VALUES (?1)", [scope.to_string()]).expect("SQL");
        refold_all(&transaction, Keeps::All).expect("refold");
        transaction.commit().expect("commit");
        assert_eq!(store.reader().units().expect("units").len(), 0);
        assert!(store.verify().expect("verify").ok, "the chain holds without them");
        assert!(store.batch_after(&series, 0).expect("read").is_none());

        store.refill(&whole).expect("refill");
        store.holds_again(scope).expect("again");
        assert_eq!(store.reader().units().expect("units").len(), 1);
        assert_eq!(store.batch_after(&series, 0).expect("read"), Some(whole));
        assert!(store.verify().expect("verify").ok);
    }
}
