//! The file carrier: a parcel on a stick, for central or another device, and what comes back.

use std::path::{Path, PathBuf};

use base64::Engine;
use ed25519_dalek::SigningKey;
use luudong_domain::device::Device;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::role::Role;
use luudong_domain::scope::Scope;
use luudong_store::{
    Parcel, ParcelError, ParcelRecord, ParcelRefusal, ParcelSource, ParcelWay, Reader, Store, StoreError, Unpacked,
};
use luudong_sync::Batch;
use luudong_sync::log::Log;
use luudong_sync::parcel::Header;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::door::{of_one_series, take};
use super::{Running, SyncPhase, SyncProgress, SyncRefusal};
use crate::command::Nothing;
use crate::session::publish_missing_results;
use crate::{App, AppError, Open, locked};

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
            (None, _) => AppError::of("storage"),
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
    let _running = Running::take(&open.sync)?;
    publish_missing_results(app)?;
    let (plan, key) = {
        let mut store = locked(&open.store);
        let to = receiver(&store.reader(), store.identity().device, &args.to)?;
        (store.plan_parcel(to, app.now())?, store.identity().key.clone())
    };
    let total = plan.events();
    let phase = |done| *locked(&open.sync.progress) = SyncProgress { phase: SyncPhase::Sending, done, total };
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

/// What this device takes from another that is not central: what its sender may write, and it may hold itself.
fn door(store: &mut Store, from: DeviceId, batch: Batch) -> Result<u64, AppError> {
    let scope = batch.series.scope;
    if scope != Scope::Org {
        let reader = store.reader();
        let sender = reader.peer(from)?.ok_or_else(|| AppError::of("parcel_sender_unknown"))?;
        if sender.revoked.is_some() {
            return Err(AppError::of("parcel_sender_revoked"));
        }
        if !sender.may_hold(scope) && (reader.registered(scope)? || !sender.may_open(scope)) {
            return Err(AppError::of("parcel_scope_of_sender"));
        }
        if !reader.granted(store.identity().device, scope)? {
            return Err(AppError::of("scope_not_granted"));
        }
    }
    take(store, batch).map(|taken| taken.events)
}

fn unpack(open: &Open, parcel: &Parcel<'_>) -> Result<Unpacked<AppError>, AppError> {
    let (from, mut taken) = (parcel.header().from, 0);
    parcel.through(|batch| {
        let done = door(&mut locked(&open.store), from, batch);
        taken += done.as_ref().unwrap_or(&0);
        *locked(&open.sync.progress) = SyncProgress { phase: SyncPhase::Fetching, done: taken, total: 0 };
        match done {
            Err(error) if !of_one_series(&error.code) => Err(error),
            of_this_batch => Ok(of_this_batch),
        }
    })
}

fn refusals(unpacked: Unpacked<AppError>) -> Vec<SyncRefusal> {
    let one = |(series, index, error): (Option<luudong_sync::Series>, u64, AppError)| SyncRefusal {
        series: series.map_or(String::new(), |series| format!("{}/{}", series.scope, series.device)),
        index,
        message: error.code.clone(),
        code: error.code,
    };
    unpacked.refused.into_iter().map(one).collect()
}

/// Takes in what is in the parcel; remembers what its sender has.
fn read_from(
    open: &Open,
    source: ParcelSource<'_>,
    key: &SigningKey,
    from: &mut Option<DeviceId>,
) -> Result<ParcelReport, AppError> {
    let parcel = Parcel::open(source, key)?;
    let Header { from: sender, made, have, .. } = parcel.header();
    *from = Some(*sender);
    let revoked = |device: &Device| device.revoked.is_some();
    if locked(&open.store).reader().peer(*sender)?.as_ref().is_some_and(revoked) {
        return Err(ParcelError::SenderRevoked.into());
    }
    let mut unpacked = unpack(open, &parcel)?;
    let mut store = locked(&open.store);
    // Only now is `org` as new as the parcel's.
    let device = store.reader().peer(*sender)?.ok_or(ParcelError::SenderUnknown)?;
    for series in store.forked_with(have)? {
        unpacked.refused.push((Some(series), have.0[&series].index, AppError::of("batch_fork")));
    }
    let went_back = store.note_peer(*sender, have, *made)?;
    let reader = store.reader();
    Ok(ParcelReport {
        from: *sender,
        lane: lane_of(*sender, &device),
        made: made / 1000,
        pulled: unpacked.events,
        refused: refusals(unpacked),
        only_here: reader.only_here()?.iter().map(|line| line.events).sum(),
        answer: reader.lacks(*sender)?,
        central_went_back: went_back && device.central,
        label: device.label,
    })
}

pub(crate) fn read(app: &App, args: ParcelFile) -> Result<ParcelReport, AppError> {
    let bad = || AppError::of("bad_arguments").with("command", "parcel_read").with("field", "path");
    let bytes = match &args.bytes {
        Some(text) => Some(base64::engine::general_purpose::STANDARD.decode(text).map_err(|_| bad())?),
        None => None,
    };
    let source = match (&args.path, &bytes) {
        (Some(path), None) => ParcelSource::File(Path::new(path)),
        (None, Some(bytes)) => ParcelSource::Bytes(bytes),
        _ => return Err(bad()),
    };
    let open = app.opened()?;
    let _running = Running::take(&open.sync)?;
    let key = {
        let store = locked(&open.store);
        if store.reader().founder()?.is_none() {
            return Err(AppError::of("not_admitted"));
        }
        store.identity().key.clone()
    };
    let mut from = None;
    let done = read_from(&open, source, &key, &mut from);
    let line = |way, events, code, refused: &[SyncRefusal]| ParcelRecord {
        at: 0,
        way,
        peer: from,
        events,
        code,
        refused: refused
            .iter()
            .map(|one| ParcelRefusal { series: one.series.clone(), index: one.index, code: one.code.clone() })
            .collect(),
    };
    record(
        app,
        &open,
        match &done {
            Ok(report) => line(ParcelWay::Read, report.pulled, None, &report.refused),
            Err(error) => line(ParcelWay::Refused, 0, Some(error.code.clone()), &[]),
        },
    );
    done
}
