//! What other devices were seen to have: central by a sync, any device by a parcel of its own.

use std::collections::BTreeMap;

use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use luudong_sync::chain::Series;
use luudong_sync::have::Have;
use luudong_sync::log::Log;
use luudong_sync::wire::LaptopHeard;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{Store, StoreError};

/// A series' index is 32 bits wide; what claims more is no index.
const INDEX_LIMIT: u64 = u32::MAX as u64;

/// What a peer was seen to have replaces what it was seen to have before, whether it has less now: it was set back. Of a
/// series in `shared` it has other events than this log beyond that index. Of what it would not tell (`told`), what was
/// seen before stays.
fn replace(
    transaction: &Transaction<'_>,
    peer: DeviceId,
    seen: u64,
    have: &Have,
    shared: &BTreeMap<Series, u64>,
    told: &dyn Fn(&Series) -> bool,
) -> Result<bool, StoreError> {
    let (lost, untold) = {
        let mut before = transaction.prepare_cached("SELECT scope, device, last FROM peer_has WHERE peer = ?1")?;
        let rows = before.query_map([peer.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1).map(DeviceId)?, row.get::<_, u64>(2)?))
        })?;
        let (mut lost, mut untold) = (false, Vec::new());
        for row in rows {
            let (scope, device, last) = row?;
            let series = Series { scope: scope.parse().map_err(|_| StoreError::Damaged("scope"))?, device };
            match have.0.get(&series) {
                None if !told(&series) => untold.push((series, last)),
                point => lost |= point.map_or(0, |point| point.index) < last,
            }
        }
        (lost, untold)
    };
    transaction.execute("DELETE FROM peer_has WHERE peer = ?1", [peer.0])?;
    let mut insert =
        transaction.prepare_cached("INSERT INTO peer_has (peer, scope, device, last) VALUES (?1, ?2, ?3, ?4)")?;
    for (series, point) in have.0.iter().filter(|(_, point)| point.index <= INDEX_LIMIT) {
        let last = shared.get(series).map_or(point.index, |shared| point.index.min(*shared));
        insert.execute(params![peer.0, series.scope.to_string(), series.device.0, last])?;
    }
    for (series, last) in untold {
        insert.execute(params![peer.0, series.scope.to_string(), series.device.0, last])?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO peer (id, seen) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen",
        )?
        .execute(params![peer.0, seen.min(i64::MAX as u64)])?;
    Ok(lost)
}

impl Store {
    /// Remembers what central was just seen to have, at `seen` by its wall in microseconds, and tells whether it has less
    /// than it had: it was set back. `told` says of which series it speaks to this device.
    ///
    /// # Errors
    /// Database errors.
    pub fn note_central(&mut self, have: &Have, seen: u64, told: &dyn Fn(&Series) -> bool) -> Result<bool, StoreError> {
        let Some(central) = self.reader().founder()? else { return Ok(false) };
        let shared = self.shared(central, have)?;
        let transaction = self.connection.transaction()?;
        let lost = replace(&transaction, central, seen, have, &shared, told)?;
        transaction.commit()?;
        Ok(lost)
    }

    /// Remembers what a device said it has, at `seen` by its wall, unless it is known to have said something later: an old
    /// parcel that is read again sets nobody back.
    ///
    /// # Errors
    /// Database errors.
    pub fn note_peer(&mut self, peer: DeviceId, have: &Have, seen: u64) -> Result<bool, StoreError> {
        let shared = self.shared(peer, have)?;
        let transaction = self.connection.transaction()?;
        let before: Option<u64> = transaction
            .prepare_cached("SELECT seen FROM peer WHERE id = ?1")?
            .query_row([peer.0], |row| row.get(0))
            .optional()?;
        if before.is_some_and(|before| before >= seen) {
            return Ok(false);
        }
        let lost = replace(&transaction, peer, seen, have, &shared, &|_| true)?;
        transaction.commit()?;
        Ok(lost)
    }

    /// Remembers what the host of a hall heard of its laptops, and what each has of `scope`; `now` by this device's wall,
    /// milliseconds. What is known of later stays.
    ///
    /// # Errors
    /// Database errors.
    pub fn note_laptops(&mut self, scope: Scope, heard: &[LaptopHeard], now: u64) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for laptop in heard.iter().filter(|laptop| laptop.device != self.identity.device) {
            let LaptopHeard { device, ago, ahead, about, same_ago, has } = laptop;
            let same = same_ago.map(|ago| now.saturating_sub(ago));
            // What was noted by a clock that was set back since is of no time at all.
            let told = transaction.prepare_cached(include_str!("peer/note_laptop.sql"))?.execute(params![
                device.0,
                now.saturating_sub(*ago),
                same,
                about.program,
                ahead,
                about.unsent.min(INDEX_LIMIT),
                now
            ])?;
            let (Some(has), Some(_), true) = (has, same, told > 0) else { continue };
            transaction
                .prepare_cached("DELETE FROM peer_has WHERE peer = ?1 AND scope = ?2")?
                .execute(params![device.0, scope.to_string()])?;
            for (series, last) in has.iter().filter(|(_, last)| **last <= INDEX_LIMIT) {
                transaction
                    .prepare_cached("INSERT INTO peer_has (peer, scope, device, last) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![device.0, scope.to_string(), series.0, last])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Of each series that forked: up to where a peer that has `have` was seen to have the same events as this log. What is
    /// beyond is only here, however many events the peer has under the same indexes.
    fn shared(&self, peer: DeviceId, have: &Have) -> Result<BTreeMap<Series, u64>, StoreError> {
        let before = self.reader().peer_has(peer)?;
        let mut fork =
            self.connection.prepare_cached("SELECT min(idx) - 1 FROM fork WHERE scope = ?1 AND device = ?2")?;
        let mut shared = BTreeMap::new();
        for (series, point) in have.0.iter().filter(|(_, point)| point.index <= INDEX_LIMIT) {
            let held = self.hash_at(series, point.index)?;
            if held == Some(point.hash) {
                continue;
            }
            let known: Option<u64> =
                fork.query_row(params![series.scope.to_string(), series.device.0], |row| row.get(0))?;
            // Where one begins that was just met is found out next: what was seen before is the same on both sides.
            let met = held.map(|_| before.get(series).copied().unwrap_or(0));
            if let Some(last) = known.or(met) {
                shared.insert(*series, last);
            }
        }
        Ok(shared)
    }

    /// Series of which somebody who has `have` holds another event than this log under one index.
    ///
    /// # Errors
    /// Database errors.
    pub fn forked_with(&self, have: &Have) -> Result<Vec<Series>, StoreError> {
        let mut forked = Vec::new();
        for (series, point) in have.0.iter().filter(|(_, point)| point.index <= INDEX_LIMIT) {
            if self.hash_at(series, point.index)?.is_some_and(|held| held != point.hash) {
                forked.push(*series);
            }
        }
        Ok(forked)
    }
}
