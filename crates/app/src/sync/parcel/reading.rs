//! Reading a parcel: what may come in, through the door of a sync, and what is remembered of its sender.

use std::path::Path;

use base64::Engine;
use ed25519_dalek::SigningKey;
use luudong_domain::device::Device;
use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use luudong_store::{Parcel, ParcelError, ParcelRecord, ParcelRefusal, ParcelSource, ParcelWay, Store, Unpacked};
use luudong_sync::Batch;
use luudong_sync::parcel::Header;

use super::super::door::{of_one_series, take};
use super::super::turn::By;
use super::super::{SyncPhase, SyncProgress, SyncRefusal};
use super::{ParcelFile, ParcelReport, lane_of, record};
use crate::{App, AppError, Open, locked};

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
    let unpacked = parcel.through(|batch| {
        let done = door(&mut locked(&open.store), from, batch);
        taken += done.as_ref().unwrap_or(&0);
        open.sync.turn.show(SyncProgress { phase: SyncPhase::Fetching, done: taken, total: 0 });
        match done {
            Err(error) if !of_one_series(&error.code) => Err(error),
            of_this_batch => Ok(of_this_batch),
        }
    });
    open.sync.turn.show(SyncProgress { phase: SyncPhase::Arranging, done: taken, total: 0 });
    locked(&open.store).fold_the_rest()?;
    unpacked
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
    let _turn = open.sync.turn.take(By::Hand)?;
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
