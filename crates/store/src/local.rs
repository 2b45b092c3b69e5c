//! What this device noticed on the way and keeps for itself: it never travels.

use luudong_domain::scope::Scope;
use luudong_domain::time::DRIFT_CAP_MICROS;
use luudong_sync::Envelope;
use luudong_sync::batch::Batch;
use luudong_sync::chain::Series;
use luudong_sync::log::Log;
use rusqlite::params;

use crate::{Store, StoreError};

impl Store {
    /// Looks whether `batch` has another event under an index that the log holds. True when it is authentic and has:
    /// then two laptops work under one id, and the other's signed head is kept beside ours.
    ///
    /// # Errors
    /// Database errors.
    pub fn note_fork(&mut self, batch: &Batch) -> Result<bool, StoreError> {
        let (series, head) = (batch.series, &batch.head);
        let authentic = self.key_of(series.device)?.is_some_and(|key| head.is_by(&key, &series));
        let Some(mut hash) = self.hash_at(&series, batch.first - 1)? else { return Ok(false) };
        let mut differs = None;
        for (index, written) in (batch.first..).zip(&batch.events) {
            hash = written.hash(hash);
            if differs.is_none() && self.hash_at(&series, index)?.is_some_and(|held| held != hash) {
                differs = Some(index);
            }
        }
        let (true, true, Some(index)) = (authentic, hash == head.hash, differs) else { return Ok(false) };
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO fork (scope, device, idx, head, hash, clock, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params![
                series.scope.to_string(),
                series.device.0,
                index,
                head.index,
                head.hash.0,
                head.clock.0,
                head.signature
            ])?;
        Ok(true)
    }

    /// Whether a fork of the series is known already.
    ///
    /// # Errors
    /// Database errors.
    pub fn knows_fork(&self, series: &Series) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM fork WHERE scope = ?1 AND device = ?2)";
        let mut find = self.connection.prepare_cached(sql)?;
        Ok(find.query_row(params![series.scope.to_string(), series.device.0], |row| row.get(0))?)
    }

    /// Notes other devices whose newest event is more than a day ahead of the wall: the first that was seen of each stays.
    ///
    /// # Errors
    /// Database errors.
    pub fn note_clocks(&mut self, wall_micros: u64) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        {
            let mut tips = transaction.prepare_cached(
                "SELECT t.scope, t.device, t.last, e.envelope FROM tip t JOIN event e ON e.at = (t.series << 32) + t.last WHERE t.device <> ?1 ORDER BY t.scope",
            )?;
            let mut rows = tips.query([self.identity.device.0])?;
            while let Some(row) = rows.next()? {
                let envelope = Envelope::read(row.get_ref(3)?.as_blob().map_err(|_| StoreError::Damaged("envelope"))?);
                let clock = envelope.map_err(|_| StoreError::Damaged("envelope"))?.clock;
                if clock.0 <= wall_micros.saturating_add(DRIFT_CAP_MICROS) {
                    continue;
                }
                transaction
                    .prepare_cached(
                        "INSERT OR IGNORE INTO ahead (scope, device, idx, clock, wall) VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute(params![
                        row.get::<_, String>(0)?,
                        row.get::<_, [u8; 16]>(1)?,
                        row.get::<_, u64>(2)?,
                        clock.0,
                        wall_micros
                    ])?;
            }
        }
        Ok(transaction.commit()?)
    }
}

/// Reads a scope that the store wrote.
pub(crate) fn scope(text: &str) -> Result<Scope, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged("scope"))
}
