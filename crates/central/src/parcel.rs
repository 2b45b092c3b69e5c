//! Parcels for devices without a network: central reads what a stick brings, and answers on it.

use std::path::Path;

use luudong_domain::id::DeviceId;
use luudong_store::{
    Parcel, ParcelError, ParcelRecord, ParcelRefusal, ParcelSource, ParcelWay, ParcelWritten, Unpacked,
};
use luudong_sync::Batch;
use luudong_sync::log::Log;
use serde::Serialize;

use crate::{Central, CentralError, Refusal, wall_micros};

/// What a parcel brought.
#[derive(Debug, Serialize)]
pub struct ParcelReport {
    /// The sender.
    pub from: DeviceId,
    /// Its lane.
    pub lane: String,
    /// Events that were new to central.
    pub pulled: u64,
    /// What was not taken, and why.
    pub refused: Vec<ParcelRefusal>,
    /// Events that a parcel back to the sender would hold.
    pub answer: u64,
}

impl Central {
    /// Takes one batch of a parcel that the device `from` signed; reads anew what it may, since an earlier batch may have
    /// opened a scope for it.
    fn carried(&self, from: DeviceId, batch: Batch) -> Result<u64, Refusal> {
        let (device, _) = self.host().certified(from)?;
        Ok(self.host().take(from, &device, batch)?.events)
    }

    fn unpack(&self, parcel: &Parcel<'_>) -> Result<Unpacked<Refusal>, Refusal> {
        let from = parcel.header().from;
        parcel.through(|batch| match self.carried(from, batch) {
            Err(refusal) if refusal.status.is_server_error() => Err(refusal),
            of_this_batch => Ok(of_this_batch),
        })
    }

    fn taken_from(&self, file: &Path, from: &mut Option<DeviceId>) -> Result<ParcelReport, Refusal> {
        let key = self.store().identity().key.clone();
        let parcel = Parcel::open(ParcelSource::File(file), &key)?;
        let header = parcel.header();
        *from = Some(header.from);
        let sender = self.store().reader().peer(header.from)?.ok_or(ParcelError::SenderUnknown)?;
        if sender.revoked.is_some() {
            return Err(ParcelError::SenderRevoked.into());
        }
        let unpacked = self.unpack(&parcel)?;
        let mut store = self.store();
        let forked = store.forked_with(&header.have)?.into_iter();
        let forked = forked.map(|series| (Some(series), header.have.0[&series].index, Refusal::FORK));
        let refused = unpacked.refused.into_iter().chain(forked).map(|(series, index, refusal)| ParcelRefusal {
            series: series.map_or(String::new(), |series| format!("{}/{}", series.scope, series.device)),
            index,
            code: refusal.code.to_owned(),
        });
        let refused = refused.collect();
        store.note_peer(header.from, &header.have, header.made)?;
        Ok(ParcelReport {
            from: header.from,
            lane: sender.lane,
            pulled: unpacked.events,
            refused,
            answer: store.reader().lacks(header.from)?,
        })
    }

    /// Reads a parcel that a device wrote for central.
    ///
    /// # Errors
    /// [`CentralError::Refused`] with its code, which is on the record too; what came in before stays.
    pub fn read_parcel(&self, file: &Path) -> Result<ParcelReport, CentralError> {
        let mut from = None;
        let done = self.taken_from(file, &mut from);
        let (way, events, code, refused) = match &done {
            Ok(report) => (ParcelWay::Read, report.pulled, None, report.refused.clone()),
            Err(refusal) => (ParcelWay::Refused, 0, Some(refusal.code.to_owned()), Vec::new()),
        };
        let record = ParcelRecord { at: wall_micros() / 1000, way, peer: from, events, code, refused };
        self.store().record_parcel(&record)?;
        done.map_err(|refusal| CentralError::Refused(refusal.code))
    }

    /// Writes a parcel for a device into `folder`.
    ///
    /// # Errors
    /// [`CentralError::Parcel`]; then nothing lies under the parcel's name.
    pub fn write_parcel(&self, device: DeviceId, folder: &Path) -> Result<ParcelWritten, CentralError> {
        let (plan, key) = {
            let mut store = self.store();
            (store.plan_parcel(device, wall_micros())?, store.identity().key.clone())
        };
        let written = plan.write(&key, folder, |run| self.store().batch_after(&run.series, run.after), |_| {})?;
        let (at, events, peer) = (wall_micros() / 1000, written.events, Some(device));
        let record = ParcelRecord { at, way: ParcelWay::Written, peer, events, code: None, refused: Vec::new() };
        self.store().record_parcel(&record)?;
        Ok(written)
    }
}
