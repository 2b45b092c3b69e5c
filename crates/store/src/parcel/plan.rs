//! What goes into a parcel: whatever its receiver may hold and was not seen to have.

use ed25519_dalek::VerifyingKey;
use luudong_domain::id::DeviceId;
use luudong_sync::log::Log;
use luudong_sync::parcel::Header;
use luudong_sync::plan::{Run, lacking};

use super::ParcelError;
use crate::{Reader, Store, StoreError};

/// A parcel that is not written yet.
pub struct ParcelPlan {
    pub(super) header: Header,
    pub(super) key: VerifyingKey,
    pub(super) runs: Vec<Run>,
    /// Lanes of sender and receiver, for the name.
    pub(super) lanes: [String; 2],
}

impl ParcelPlan {
    /// For whom it is.
    pub fn to(&self) -> DeviceId {
        self.header.to
    }

    /// How many events it will hold.
    pub fn events(&self) -> u64 {
        self.runs.iter().map(|run| run.upto - run.after).sum()
    }
}

impl Reader<'_> {
    /// How many events a parcel for a device would hold now: what it may hold and was not seen to have.
    ///
    /// # Errors
    /// Database errors.
    pub fn lacks(&self, peer: DeviceId) -> Result<u64, StoreError> {
        let Some(device) = self.peer(peer)? else { return Ok(0) };
        let seen = self.peer_has(peer)?;
        let held = self.tips()?.into_iter().filter(|(series, _)| device.may_hold(series.scope));
        Ok(held.map(|(series, last)| last.saturating_sub(seen.get(&series).copied().unwrap_or(0))).sum())
    }

    /// What stands for a device in the name of a file: letters and digits only. `given` is the lane that central answered
    /// before `org` came.
    fn lane_in_names(&self, id: DeviceId, given: Option<String>) -> Result<String, StoreError> {
        if self.founder()? == Some(id) {
            return Ok("central".to_owned());
        }
        let lane: String = self.lane(id)?.or(given).unwrap_or_default();
        let lane: String = lane.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
        Ok(if lane.is_empty() { id.to_string()[..8].to_owned() } else { lane })
    }
}

impl Store {
    /// Signs what is unsigned and plans a parcel for `to`.
    ///
    /// # Errors
    /// [`ParcelError`]: nobody to write to, or the store.
    pub fn plan_parcel(&mut self, to: DeviceId, wall_micros: u64) -> Result<ParcelPlan, ParcelError> {
        let me = self.identity.device;
        let Some(founder) = self.reader().founder()? else { return Err(ParcelError::NotAdmitted) };
        let device = self.reader().peer(to)?.filter(|_| to != me).ok_or(ParcelError::ReceiverUnknown)?;
        if device.revoked.is_some() {
            return Err(ParcelError::ReceiverRevoked);
        }
        if device.is_over(wall_micros) {
            return Err(ParcelError::ReceiverExpired);
        }
        let key = self.key_of(to)?.ok_or(ParcelError::ReceiverUnknown)?;
        self.sign_heads(wall_micros)?;
        // Not even that a scope exists is told to whom it was not granted.
        let have = self.have()?.within(|scope| device.may_hold(scope));
        let reader = self.reader();
        let runs = lacking(&have, &reader.peer_has(to)?, Some(founder));
        let lanes = [reader.lane_in_names(me, reader.setting("lane")?)?, reader.lane_in_names(to, None)?];
        let header =
            Header { from: me, key: self.identity.key.verifying_key().to_bytes(), to, made: wall_micros, have };
        Ok(ParcelPlan { header, key, runs, lanes })
    }
}
