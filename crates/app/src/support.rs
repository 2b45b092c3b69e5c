//! What whoever supports a laptop asks for: versions, ends of series, sizes, codes of refusals. No name, number, note or
//! place of anybody; not even what people call the laptops.

use std::collections::VecDeque;

use luudong_store::FOLD_VERSION;
use luudong_sync::PROTOCOL;
use luudong_sync::log::Log;
use serde::Serialize;
use serde_json::{Value, json};
use ts_rs::TS;

use crate::command::Nothing;
use crate::{App, AppError, locked, sync};

/// Refusals that are remembered, the newest last; they are gone when the program ends.
const REMEMBERED: usize = 200;

/// One refusal.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refused {
    /// When, milliseconds.
    at: u64,
    command: String,
    code: String,
}

/// The last refusals.
#[derive(Debug, Default)]
pub(crate) struct Refusals(VecDeque<Refused>);

impl Refusals {
    /// Remembers one. Commands that nobody knows are named by whoever asks, so they are not.
    pub(crate) fn note(&mut self, at: u64, command: &str, error: &AppError) {
        if error.code == "unknown_command" {
            return;
        }
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(Refused { at, command: command.to_owned(), code: error.code.clone() });
    }
}

/// A support file was written.
#[derive(Serialize, TS)]
pub struct SupportFile {
    /// Where.
    path: String,
}

pub(crate) fn support(app: &App, _: Nothing) -> Result<SupportFile, AppError> {
    let bundle = serde_json::to_vec_pretty(&bundle(app)?).map_err(AppError::internal)?;
    let path = app.outside.save("luudong-support", "json", &bundle)?;
    Ok(SupportFile { path: path.display().to_string() })
}

fn bundle(app: &App) -> Result<Value, AppError> {
    let open = app.opened()?;
    let (device, ends) = {
        let store = locked(&open.store);
        let ends: Vec<Value> = store
            .have()?
            .0
            .into_iter()
            .map(|(series, point)| json!({ "scope": series.scope, "device": series.device, "index": point.index, "hash": point.hash }))
            .collect();
        (store.identity().device, ends)
    };
    let size = |name: &str| std::fs::metadata(app.folder.path().join(name)).map_or(0, |file| file.len());
    let sync = sync::status(app, Nothing {})?;
    open.read(|reader| {
        let devices: Vec<Value> = reader
            .devices()?
            .into_iter()
            .map(|row| json!({ "device": row.id, "lane": row.device.lane, "role": row.device.role, "events": row.events, "revoked": row.device.revoked.is_some() }))
            .collect();
        let sessions: Vec<Value> = reader
            .sessions()?
            .into_iter()
            .map(|row| json!({ "session": row.id, "closed": row.closed, "figures": row.figures }))
            .collect();
        Ok(json!({
            "program": env!("CARGO_PKG_VERSION"),
            "system": std::env::consts::OS,
            "protocol": PROTOCOL,
            "fold_version": FOLD_VERSION,
            "made": app.now() / 1000,
            "device": device,
            "lane": sync::lane(reader, device)?,
            "clock_offset": sync::clock_offset(reader)?,
            "bytes": { "database": size("luudong.db"), "wal": size("luudong.db-wal") },
            "events": reader.events()?,
            "ends": ends,
            "devices": devices,
            "sessions": sessions,
            "anomalies": reader.open_anomalies(&|_| true)?,
            "sync": sync.for_support(),
            "refusals": locked(&app.refusals).0,
        }))
    })
}
