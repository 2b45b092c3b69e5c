//! What went to and fro, on the record: local, and without the names of files, which other people chose.

use luudong_domain::id::DeviceId;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::query::{json, word};
use crate::{Store, StoreError};

/// Parcels that are remembered.
const KEPT: u32 = 200;

/// What was done with a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ParcelWay {
    /// Written for another device.
    Written,
    /// Read.
    Read,
    /// Refused as a whole.
    Refused,
}

/// A series of which something in a parcel was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct ParcelRefusal {
    /// `SCOPE/DEVICE`; empty where a batch could not be read at all.
    pub series: String,
    /// The first event that was not taken; the batch's place in the parcel where it could not be read.
    #[ts(type = "number")]
    pub index: u64,
    /// Stable code; its sentence is the message `error_<code>`.
    pub code: String,
}

/// One parcel that was written, read or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelRecord {
    /// When, milliseconds.
    pub at: u64,
    /// What was done.
    pub way: ParcelWay,
    /// Whom to, whom from; `None` where that could not be read.
    pub peer: Option<DeviceId>,
    /// Events in it, or events of it that were new.
    pub events: u64,
    /// Why it was refused.
    pub code: Option<String>,
    /// What of it was refused.
    pub refused: Vec<ParcelRefusal>,
}

impl Store {
    /// Puts a parcel on the record.
    ///
    /// # Errors
    /// Database errors.
    pub fn record_parcel(&mut self, record: &ParcelRecord) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO parcel (at, way, peer, events, code, refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                record.at,
                word(&record.way)?,
                record.peer.map(|peer| peer.0),
                record.events,
                record.code,
                json(&record.refused)?
            ],
        )?;
        transaction.execute("DELETE FROM parcel WHERE id <= (SELECT max(id) FROM parcel) - ?1", [KEPT])?;
        Ok(transaction.commit()?)
    }
}
