//! The one gate for mutations: a transaction that appends events, folds the records they touch, and is durable when
//! it returns.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::PoisonError;

use luudong_domain::event::{Entry, Event, EventRef, heads};
use luudong_domain::id::{ActorId, DeviceId, RecordId, SessionId};
use luudong_domain::role::{Role, may_write};
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_sync::chain::{Body, Hash, Series, Written};
use luudong_sync::envelope::Envelope;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use crate::fold::vouch::objection_to_next;
use crate::fold::{Dirty, RecordKind};
use crate::keys::salt;
use crate::query::{Orphan, Reader, VOUCHED};
use crate::{Store, StoreError};

/// An open transaction of one actor. Reads through it see what it wrote to the log; projections follow when it ends.
pub struct Gate<'a> {
    pub(crate) transaction: &'a Transaction<'a>,
    reader: Reader<'a>,
    device: DeviceId,
    actor: ActorId,
    wall_micros: u64,
    /// What this device was admitted for.
    role: Option<Role>,
    clock: Clock,
    dirty: Dirty,
    unfolded: &'a BTreeMap<Series, u64>,
    /// The tips of this device's own series, so that a long import asks for them once.
    tips: BTreeMap<Scope, Tip>,
}

/// Where a series ends.
#[derive(Clone, Copy)]
pub(crate) struct Tip {
    pub(crate) series: i64,
    pub(crate) index: u64,
    pub(crate) hash: Hash,
}

/// The row of an event: a series lies together, in order.
pub(crate) fn at(series: i64, index: u64) -> i64 {
    (series << 32) | index as i64
}

impl<'a> Deref for Gate<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

/// Where the series ends; its row is made when it is not there.
pub(crate) fn tip(transaction: &Transaction<'_>, series: &Series) -> Result<Tip, StoreError> {
    let mut find = transaction.prepare_cached("SELECT id FROM series WHERE scope = ?1 AND device = ?2")?;
    let scope = series.scope.to_string();
    let Some(id) = find.query_row(params![scope, series.device.0], |row| row.get::<_, i64>(0)).optional()? else {
        transaction
            .prepare_cached("INSERT INTO series (scope, device) VALUES (?1, ?2)")?
            .execute(params![scope, series.device.0])?;
        return Ok(Tip { series: transaction.last_insert_rowid(), index: 0, hash: series.seed() });
    };
    let mut last =
        transaction.prepare_cached("SELECT at, hash FROM event WHERE at > ?1 AND at < ?2 ORDER BY at DESC LIMIT 1")?;
    let found = last.query_row([at(id, 0), at(id + 1, 0)], |row| {
        Ok(Tip { series: id, index: row.get::<_, u64>(0)? & u64::from(u32::MAX), hash: Hash(row.get(1)?) })
    });
    Ok(found.optional()?.unwrap_or(Tip { series: id, index: 0, hash: series.seed() }))
}

/// Writes one event's bytes into the log, after `tip`.
pub(crate) fn insert_event(
    transaction: &Transaction<'_>,
    tip: &mut Tip,
    record: RecordId,
    written: &Written,
    counts: bool,
) -> Result<(), StoreError> {
    let hash = written.hash(tip.hash);
    let (salt, body, erased) = match &written.body {
        Body::Whole { salt, bytes } => (Some(salt.as_slice()), Some(bytes.as_slice()), None),
        Body::Erased(hash) => (None, None, Some(hash.0)),
    };
    transaction.prepare_cached(include_str!("log/insert_event.sql"))?.execute(params![
        at(tip.series, tip.index + 1),
        record.0,
        written.envelope,
        salt,
        body,
        erased,
        hash.0,
        counts
    ])?;
    tip.index += 1;
    tip.hash = hash;
    Ok(())
}

impl Store {
    /// Runs `work` in one transaction of `actor`. When it returns an error nothing was written.
    ///
    /// # Errors
    /// Whatever `work` returns, and storage errors.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        actor: ActorId,
        wall_micros: u64,
        work: impl FnOnce(&mut Gate<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let (value, clock, of_org) = {
            let mut gate = Gate {
                transaction: &transaction,
                reader: Reader::new(&transaction),
                device: self.identity.device,
                actor,
                wall_micros,
                role: *self.role.lock().unwrap_or_else(PoisonError::into_inner),
                clock: self.clock.seen(self.seen, wall_micros),
                dirty: Dirty::new(self.keeps),
                unfolded: &self.unfolded,
                tips: BTreeMap::new(),
            };
            let value = work(&mut gate)?;
            gate.settle()?;
            (value, gate.clock, gate.tips.contains_key(&Scope::Org))
        };
        transaction.commit().map_err(StoreError::from)?;
        if of_org {
            self.learn_role()?;
        }
        if self.clock != clock {
            self.clock = clock;
            self.changed();
        }
        Ok(value)
    }
}

impl Gate<'_> {
    /// This device.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// The wall time of the command, microseconds.
    pub fn wall_micros(&self) -> u64 {
        self.wall_micros
    }

    /// The clock of the next event.
    pub fn next_clock(&self) -> Clock {
        Clock::next(self.clock, self.wall_micros)
    }

    fn own_tip(&mut self, scope: Scope) -> Result<Tip, StoreError> {
        if let Some(tip) = self.tips.get(&scope) {
            return Ok(*tip);
        }
        let found = tip(self.transaction, &Series { scope, device: self.device })?;
        self.tips.insert(scope, found);
        Ok(found)
    }

    /// The id of a record that the next event in `scope` makes.
    ///
    /// # Errors
    /// Database errors.
    pub fn birth(&mut self, scope: Scope) -> Result<RecordId, StoreError> {
        let tip = self.own_tip(scope)?;
        Ok(RecordId::born(&scope.to_string(), self.device, tip.index + 1))
    }

    /// The id of a session that the next event opens: its scope's name needs the id first, so the clock of that event
    /// stands in for a place in a series.
    pub fn new_session(&self) -> SessionId {
        RecordId::born("session", self.device, self.next_clock().0).into()
    }

    /// Appends one event about `record`, after all that is known of it.
    ///
    /// # Errors
    /// [`StoreError::WrongScope`], limits of an event, database errors.
    pub fn append(&mut self, scope: Scope, record: impl Into<RecordId>, event: &Event) -> Result<EventRef, StoreError> {
        self.append_copy(scope, record.into(), event, None)
    }

    /// Appends the first event of a record that is known to have none: spares the look for what came before.
    ///
    /// # Errors
    /// As [`Gate::append`].
    pub fn append_first(
        &mut self,
        scope: Scope,
        record: impl Into<RecordId>,
        event: &Event,
    ) -> Result<EventRef, StoreError> {
        self.put(scope, record.into(), event, Vec::new(), None)
    }

    fn append_copy(
        &mut self,
        scope: Scope,
        record: RecordId,
        event: &Event,
        copy_of: Option<EventRef>,
    ) -> Result<EventRef, StoreError> {
        let kind = RecordKind::of(event.kind());
        let known = match self.dirty.take_known(kind, scope, record) {
            Some(known) => known,
            None => self.reader.entries(kind, scope, record)?,
        };
        self.put(scope, record, event, known, copy_of)
    }

    /// Appends an event to a record of which `known` is all that the log holds.
    fn put(
        &mut self,
        scope: Scope,
        record: RecordId,
        event: &Event,
        mut known: Vec<Entry>,
        copy_of: Option<EventRef>,
    ) -> Result<EventRef, StoreError> {
        if !event.belongs_in(scope) {
            return Err(StoreError::WrongScope { kind: event.kind() });
        }
        // It would count nowhere.
        if self.role.is_some_and(|role| !may_write(role, event.kind())) {
            return Err(StoreError::WrongRole { kind: event.kind() });
        }
        let mut tip = self.own_tip(scope)?;
        self.clock = self.next_clock();
        if let Event::DeviceVouched(vouched) = event
            && objection_to_next(&self.reader, self.device, record, self.clock, vouched)?.is_some()
        {
            return Err(StoreError::WrongVouch);
        }
        let (clock, actor, after) = (self.clock, self.actor, self.seen_heads(scope, &known));
        let envelope = Envelope { record, kind: event.kind().to_owned(), clock, actor, after, copy_of };
        let written = envelope.write(event, salt()?)?;
        insert_event(self.transaction, &mut tip, record, &written, true)?;
        self.tips.insert(scope, tip);
        let at = EventRef { device: self.device, index: tip.index };
        // It comes after all that was known, so it is the last in order too.
        known.push(Entry { at, clock, actor, after: envelope.after, copy_of, event: Some(event.clone()) });
        self.dirty.wrote(self.transaction, scope, record, known)?;
        Ok(at)
    }

    /// The heads of a record among what was folded of it: its author saw no more.
    fn seen_heads(&self, scope: Scope, known: &[Entry]) -> Vec<EventRef> {
        if self.unfolded.is_empty() {
            return heads(known);
        }
        let folded = |entry: &&Entry| {
            let series = Series { scope, device: entry.at.device };
            self.unfolded.get(&series).is_none_or(|first| entry.at.index < *first)
        };
        heads(&known.iter().filter(folded).cloned().collect::<Vec<_>>())
    }

    /// Writes again, under this device's id, what `former` wrote and never signed.
    pub(crate) fn copy_unsigned_of(&mut self, former: DeviceId) -> Result<(), StoreError> {
        for Orphan { scope, index, envelope, body } in self.reader.unsigned_of(former)? {
            // Under another id it cannot hold.
            if envelope.kind == VOUCHED {
                continue;
            }
            let original = EventRef { device: former, index };
            if let Ok(event) = Event::read(&envelope.kind, &body) {
                self.by(envelope.actor, |gate| gate.append_copy(scope, envelope.record, &event, Some(original)))?;
            }
        }
        Ok(())
    }

    /// Runs `work` as `actor`.
    pub(crate) fn by<T>(
        &mut self,
        actor: ActorId,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let before = std::mem::replace(&mut self.actor, actor);
        let done = work(self);
        self.actor = before;
        done
    }

    /// Judges anew whether what `device` wrote counts.
    pub(crate) fn judge_again(&mut self, device: DeviceId) -> Result<(), StoreError> {
        self.dirty.judge_again(self.transaction, device)
    }

    /// Has the records of events folded again that were taken out of the log.
    pub(crate) fn touch_all(&mut self, gone: &[Orphan]) -> Result<(), StoreError> {
        for Orphan { scope, envelope, .. } in gone {
            self.dirty.touch(self.transaction, *scope, envelope.record, &envelope.kind, None)?;
        }
        Ok(())
    }

    /// Keeps a local setting; it never travels.
    ///
    /// # Errors
    /// Database errors.
    pub fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")?
            .execute(params![key, value])?;
        Ok(())
    }

    /// Forgets a local setting.
    ///
    /// # Errors
    /// Database errors.
    pub fn unset(&self, key: &str) -> Result<(), StoreError> {
        self.transaction.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([key])?;
        Ok(())
    }

    /// Folds what was touched so far, so that reads through the gate see it. A command that answers with what it made
    /// reads here: the reader beside the writer has to read its pages anew after every change.
    ///
    /// # Errors
    /// Database errors.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        self.dirty.take().fold(self.transaction)
    }
}
