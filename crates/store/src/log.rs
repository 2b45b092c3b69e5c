//! The log as sync sees it.

use ed25519_dalek::VerifyingKey;
use luudong_domain::device::Device;
use luudong_domain::event::Event;
use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_sync::batch::{BATCH_EVENTS, Batch};
use luudong_sync::chain::{Body, Hash, Series, Written};
use luudong_sync::check::Checked;
use luudong_sync::have::{Have, Point};
use luudong_sync::head::{HEAD_EVERY, Head};
use luudong_sync::log::Log;
use rusqlite::{OptionalExtension, TransactionBehavior, params};

use crate::fold::{Dirty, unfolded};
use crate::gate::{at, insert_event, tip};
use crate::query::VOUCHED;
use crate::{Store, StoreError};

/// A head is signed after so many bytes too, so that no run between heads outgrows a batch.
const HEAD_EVERY_BYTES: u64 = 4 * 1024 * 1024;

impl Store {
    /// Signs the tips of this device's series, and points on the way so that batches can be cut. Nothing travels unsigned.
    ///
    /// # Errors
    /// Database errors.
    pub fn sign_heads(&mut self, wall_micros: u64) -> Result<(), StoreError> {
        let clock = Clock::next(self.clock, wall_micros);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut due = transaction.prepare(include_str!("log/unsigned_series.sql"))?;
            let series: Vec<(i64, String, u64)> = due
                .query_map([self.identity.device.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect::<Result<_, _>>()?;
            let mut after = transaction.prepare("SELECT at & 0xffffffff, hash, length(envelope) + length(coalesce(body, '')) FROM event WHERE at > ?1 AND at < ?2 ORDER BY at")?;
            let mut insert = transaction
                .prepare("INSERT INTO head (series, idx, hash, clock, signature) VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for (id, scope, signed) in series {
                let scope: Scope = scope.parse().map_err(|_| StoreError::Damaged("scope"))?;
                let name = Series { scope, device: self.identity.device };
                let mut rows = after.query([at(id, signed), at(id + 1, 0)])?;
                let (mut last, mut head_at, mut bytes) = (None, signed, 0u64);
                let mut sign = |index: u64, hash: Hash| -> Result<(), StoreError> {
                    let head = Head::sign(&self.identity.key, &name, index, hash, clock);
                    insert.execute(params![id, index, hash.0, clock.0, head.signature])?;
                    Ok(())
                };
                while let Some(row) = rows.next()? {
                    let (index, hash): (u64, Hash) = (row.get(0)?, Hash(row.get(1)?));
                    bytes += row.get::<_, u64>(2)?;
                    last = Some((index, hash));
                    if index - head_at == HEAD_EVERY || bytes >= HEAD_EVERY_BYTES {
                        sign(index, hash)?;
                        (last, head_at, bytes) = (None, index, 0);
                    }
                }
                if let Some((index, hash)) = last {
                    sign(index, hash)?;
                }
            }
        }
        Ok(transaction.commit()?)
    }

    /// Adds a run; one that waits is folded later.
    pub(crate) fn add_run(&mut self, run: Checked, waits: bool) -> Result<(), StoreError> {
        let device = self.reader().device(run.series.device)?.map(|row| row.device);
        let mine = run.series.device == self.identity.device;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut tip = tip(&transaction, &run.series)?;
        let mut dirty = Dirty::new(self.keeps);
        let (mut newest, first) = (self.clock, tip.index + 1);
        for event in &run.events {
            // Another connection may have added it since the check.
            if event.index != tip.index + 1 {
                continue;
            }
            let (kind, clock) = (&event.envelope.kind, event.envelope.clock);
            let objection = |device: &Device| {
                let objection = device.objection(run.series.scope, event.index, kind, clock);
                objection.filter(|objection| !(mine && objection.spares_its_author()))
            };
            // Whether a vouch counts is judged with all that its voucher wrote.
            let counts = kind != VOUCHED && device.as_ref().and_then(objection).is_none();
            if kind == VOUCHED {
                dirty.touch(&transaction, Scope::Org, run.series.device.into(), kind, None)?;
            }
            insert_event(&transaction, &mut tip, event.envelope.record, &event.written, counts)?;
            newest = newest.max(clock);
            if waits || !dirty.keeps(kind) {
                continue;
            }
            let body = match &event.written.body {
                Body::Whole { bytes, .. } => Event::read(kind, bytes).ok(),
                Body::Erased(_) => None,
            };
            dirty.touch(&transaction, run.series.scope, event.envelope.record, kind, body.as_ref())?;
        }
        transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO head (series, idx, hash, clock, signature) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![tip.series, run.head.index, run.head.hash.0, run.head.clock.0, run.head.signature])?;
        if waits {
            unfolded::note(&transaction, tip.series, first)?;
        }
        dirty.fold(&transaction)?;
        transaction.commit()?;
        if waits {
            self.unfolded.entry(run.series).or_insert(first);
        }
        if run.series.scope == Scope::Org {
            self.learn_role()?;
        }
        self.seen = self.seen.max(newest);
        if !run.events.is_empty() {
            self.changed();
        }
        Ok(())
    }

    pub(crate) fn series_id(&self, series: &Series) -> Result<Option<i64>, StoreError> {
        let mut find = self.connection.prepare_cached("SELECT id FROM series WHERE scope = ?1 AND device = ?2")?;
        Ok(find.query_row(params![series.scope.to_string(), series.device.0], |row| row.get(0)).optional()?)
    }
}

impl Log for Store {
    type Error = StoreError;

    fn have(&self) -> Result<Have, StoreError> {
        let mut find = self.connection.prepare_cached(include_str!("log/have.sql"))?;
        let rows = find.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, DeviceId(row.get(1)?), Point { index: row.get(2)?, hash: Hash(row.get(3)?) }))
        })?;
        let mut have = Have::default();
        for row in rows {
            let (scope, device, point) = row?;
            have.0.insert(Series { scope: scope.parse().map_err(|_| StoreError::Damaged("scope"))?, device }, point);
        }
        Ok(have)
    }

    fn hash_at(&self, series: &Series, index: u64) -> Result<Option<Hash>, StoreError> {
        if index == 0 {
            return Ok(Some(series.seed()));
        }
        let Some(id) = self.series_id(series)? else { return Ok(None) };
        let mut find = self.connection.prepare_cached("SELECT hash FROM event WHERE at = ?1")?;
        Ok(find.query_row([at(id, index)], |row| row.get(0).map(Hash)).optional()?)
    }

    fn batch_after(&self, series: &Series, after: u64) -> Result<Option<Batch>, StoreError> {
        // Bodies that were let go of are not told as erased: whoever took that would never ask for them again.
        if self.let_go_before()?.contains(&series.scope) {
            return Ok(None);
        }
        let Some(id) = self.series_id(series)? else { return Ok(None) };
        let mut heads = self.connection.prepare_cached(
            "SELECT idx, hash, clock, signature FROM head WHERE series = ?1 AND idx > ?2 AND idx <= ?3 ORDER BY idx",
        )?;
        let heads: Vec<Head> = heads
            .query_map(params![id, after, after + BATCH_EVENTS], |row| {
                Ok(Head {
                    index: row.get(0)?,
                    hash: Hash(row.get(1)?),
                    clock: Clock(row.get(2)?),
                    signature: row.get(3)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let Some(first) = heads.first() else { return Ok(None) };
        let mut find = self.connection.prepare_cached(
            "SELECT at & 0xffffffff, envelope, salt, body, body_hash FROM event WHERE at > ?1 AND at <= ?2 ORDER BY at",
        )?;
        let mut rows = find.query([at(id, after), at(id, heads.last().map_or(0, |head| head.index))])?;
        let (mut events, mut bytes, mut head) = (Vec::new(), 0usize, first);
        while let Some(row) = rows.next()? {
            let body = match row.get::<_, Option<Vec<u8>>>(3)? {
                Some(bytes) => Body::Whole { salt: row.get(2)?, bytes },
                None => Body::Erased(Hash(row.get(4)?)),
            };
            let written = Written { envelope: row.get(1)?, body };
            bytes +=
                written.envelope.len() + if let Body::Whole { bytes, .. } = &written.body { bytes.len() } else { 32 };
            events.push(written);
            let index: u64 = row.get(0)?;
            if let Some(here) = heads.iter().find(|head| head.index == index) {
                head = here;
                // One more run between heads might not fit.
                if bytes as u64 >= HEAD_EVERY_BYTES {
                    break;
                }
            }
        }
        events.truncate((head.index - after) as usize);
        Ok(Some(Batch { series: *series, first: after + 1, events, head: head.clone() }))
    }

    fn key_of(&self, device: DeviceId) -> Result<Option<VerifyingKey>, StoreError> {
        if device == self.identity.device {
            return Ok(Some(self.identity.key.verifying_key()));
        }
        let known = self.reader().device(device)?.map(|row| row.device.key);
        let key = match known {
            Some(key) => Some(key),
            None if self.reader().founder()? == Some(device) => self.reader().setting("founder_key")?,
            None => None,
        };
        let bytes = key.and_then(|key| <[u8; 32]>::try_from(hex::decode(key).ok()?).ok());
        Ok(bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()))
    }

    fn add(&mut self, run: Checked) -> Result<(), StoreError> {
        self.add_run(run, false)
    }
}
