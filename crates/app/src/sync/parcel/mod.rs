//! The file carrier: a parcel on a stick, for central or another device, and what comes back.

mod reading;

use std::path::PathBuf;

use luudong_domain::device::Device;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::role::Role;
use luudong_store::{ParcelError, ParcelRecord, ParcelRefusal, ParcelWay, Reader, StoreError};
use luudong_sync::log::Log;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::turn::By;
use super::{SyncPhase, SyncProgress, SyncRefusal};
use crate::command::Nothing;
use crate::session::publish_missing_results;
use crate::{App, AppError, Open, locked};

pub(crate) use reading::read;

/// Parcels that a screen lists.
const SHOWN: u32 = 20;
/// The setting that remembers where the last parcel went: the same stick comes back.
const LAST_FOLDER: &str = "parcel_folder";
/// What names central where a lane names a laptop.
const CENTRAL: &str = "central";

/// Somebody to whom a parcel can be written.
#[derive(Debug, Serialize, TS)]
pub struct ParcelPeer {
    id: DeviceId,
    /// Its lane; `central` for central.
    lane: String,
    label: String,
    role: Option<Role>,
    central: bool,
    /// When it was last seen to have something, by its own clock, milliseconds.
    #[ts(type = "number | null")]
    seen: Option<u64>,
    /// Events that a parcel for it would hold now.
    #[ts(type = "number")]
    lacks: u64,
}

/// For whom, and where to.
#[derive(Deserialize, TS)]
pub struct ParcelFor {
    /// `central`, a lane, or the id of a device.
    to: String,
    /// A folder, as a rule on a stick.
    folder: String,
}

/// A parcel was written.
#[derive(Debug, Serialize, TS)]
pub struct ParcelMade {
    /// Its file.
    path: String,
    /// Its name.
    name: String,
    /// Its size.
    #[ts(type = "number")]
    bytes: u64,
    /// Events in it.
    #[ts(type = "number")]
    events: u64,
}

/// A parcel to be read: its path, or its bytes.
#[derive(Deserialize, TS)]
pub struct ParcelFile {
    /// Where it lies.
    #[serde(default)]
    path: Option<String>,
    /// The file, base64.
    #[serde(default)]
    bytes: Option<String>,
}

/// What a parcel brought.
#[derive(Debug, Serialize, TS)]
pub struct ParcelReport {
    from: DeviceId,
    /// The sender's lane; `central` for central.
    lane: String,
    label: String,
    /// When it was made, by the sender's clock, milliseconds.
    #[ts(type = "number")]
    made: u64,
    /// Events that were new here.
    #[ts(type = "number")]
    pulled: u64,
    /// What was not taken, and why.
    refused: Vec<SyncRefusal>,
    /// Events that central was not seen to have.
    #[ts(type = "number")]
    only_here: u64,
    /// Events that a parcel back to the sender would hold.
    #[ts(type = "number")]
    answer: u64,
    /// Central had less than it once had: it was set back.
    central_went_back: bool,
}

/// Parcels that went to and fro.
#[derive(Debug, Serialize, TS)]
pub struct Parcels {
    /// Where the last one was written to; none before the first.
    folder: Option<String>,
    /// The last ones, newest first.
    lines: Vec<ParcelLine>,
}

/// A parcel on the record.
#[derive(Debug, Serialize, TS)]
pub struct ParcelLine {
    /// When, milliseconds.
    #[ts(type = "number")]
    at: u64,
    way: ParcelWay,
    /// Lane of whom to, or whom from; empty where that could not be read.
    lane: String,
    #[ts(type = "number")]
    events: u64,
    /// Why it was refused as a whole.
    code: Option<String>,
    refused: Vec<ParcelRefusal>,
}

impl From<ParcelError> for AppError {
    fn from(error: ParcelError) -> AppError {
        match (error.code(), error) {
            (Some(code), error) => {
                tracing::warn!(%error, code, "parcel");
                AppError::of(code)
            }
            (None, ParcelError::Store(error)) => error.into(),
            (None, error) => AppError::internal(error),
        }
    }
}

fn lane_of(id: DeviceId, device: &Device) -> String {
    match device {
        Device { central: true, .. } => CENTRAL.to_owned(),
        Device { lane, .. } if lane.is_empty() => id.to_string()[..8].to_owned(),
        Device { lane, .. } => lane.clone(),
    }
}

/// Everybody to whom this device, `me`, can write: central first.
fn known(reader: &Reader<'_>, me: DeviceId) -> Result<Vec<(DeviceId, Device)>, StoreError> {
    let Some(founder) = reader.founder()? else { return Ok(Vec::new()) };
    let central = reader.peer(founder)?.map(|device| (founder, device));
    let others = reader.devices()?.into_iter().map(|row| (row.id, row.device));
    let others =
        others.filter(|(id, device)| *id != me && *id != founder && !device.key.is_empty() && device.revoked.is_none());
    Ok(central.into_iter().chain(others).collect())
}

pub(crate) fn peers(app: &App, _: Nothing) -> Result<Vec<ParcelPeer>, AppError> {
    let me = locked(&app.opened()?.store).identity().device;
    app.read(|reader| {
        let peer = |(id, device): (DeviceId, Device)| {
            Ok(ParcelPeer {
                id,
                lane: lane_of(id, &device),
                central: device.central,
                seen: reader.peer_seen(id)?.map(|seen| seen / 1000),
                lacks: reader.lacks(id)?,
                label: device.label,
                role: device.role,
            })
        };
        known(reader, me)?.into_iter().map(peer).collect()
    })
}

pub(crate) fn parcels(app: &App, _: Nothing) -> Result<Parcels, AppError> {
    app.read(|reader| {
        let line = |record: ParcelRecord| {
            let peer = record.peer.map(|id| Ok::<_, AppError>((id, reader.peer(id)?))).transpose()?;
            Ok(ParcelLine {
                at: record.at,
                way: record.way,
                lane: peer.map_or(String::new(), |(id, device)| lane_of(id, &device.unwrap_or_default())),
                events: record.events,
                code: record.code,
                refused: record.refused,
            })
        };
        let lines = reader.parcels(SHOWN)?.into_iter().map(line).collect::<Result<_, AppError>>()?;
        Ok(Parcels { folder: reader.setting(LAST_FOLDER)?, lines })
    })
}

/// The device that `text` names: `central`, a lane, an id.
fn receiver(reader: &Reader<'_>, me: DeviceId, text: &str) -> Result<DeviceId, AppError> {
    let all = known(reader, me)?;
    if all.is_empty() {
        return Err(AppError::of("not_admitted"));
    }
    let text = text.trim();
    let named =
        |(id, device): &&(DeviceId, Device)| lane_of(*id, device).eq_ignore_ascii_case(text) || id.to_string() == text;
    let mut found = all.iter().filter(named);
    match (found.next(), found.next()) {
        (Some((id, _)), None) => Ok(*id),
        _ => Err(AppError::of("parcel_receiver_unknown")),
    }
}

fn record(app: &App, open: &Open, record: ParcelRecord) {
    // The parcel went its way; a record that finds no room changes nothing about that.
    if let Err(error) = locked(&open.store).record_parcel(&ParcelRecord { at: app.now() / 1000, ..record }) {
        tracing::warn!(%error, "parcel not recorded");
    }
}

pub(crate) fn write(app: &App, args: ParcelFor) -> Result<ParcelMade, AppError> {
    let folder = PathBuf::from(args.folder.trim());
    if !folder.is_dir() || folder.starts_with(app.folder.path()) {
        return Err(AppError::of("parcel_folder_bad"));
    }
    let open = app.opened()?;
    let _turn = open.sync.turn.take(By::Hand)?;
    publish_missing_results(&open, app.now())?;
    let (plan, key) = {
        let mut store = locked(&open.store);
        let to = receiver(&store.reader(), store.identity().device, &args.to)?;
        (store.plan_parcel(to, app.now())?, store.identity().key.clone())
    };
    let total = plan.events();
    let phase = |done| open.sync.turn.show(SyncProgress { phase: SyncPhase::Sending, done, total });
    phase(0);
    let written = plan.write(&key, &folder, |run| locked(&open.store).batch_after(&run.series, run.after), phase)?;
    let peer = Some(plan.to());
    let done =
        ParcelRecord { at: 0, way: ParcelWay::Written, peer, events: written.events, code: None, refused: Vec::new() };
    record(app, &open, done);
    let kept = locked(&open.store)
        .write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| Ok(gate.set(LAST_FOLDER, args.folder.trim())?));
    if let Err(error) = kept {
        tracing::warn!(code = error.code, "parcel folder not remembered");
    }
    let name = written.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(ParcelMade { path: written.path.display().to_string(), name, bytes: written.bytes, events: written.events })
}
