//! Proof and safety: verify, backup.

use std::path::PathBuf;

use luudong_domain::id::ActorId;
use luudong_store::Verification;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::command::Nothing;
use crate::{App, AppError, locked};

/// The setting that remembers where the last backup went: the same stick comes back every evening.
const LAST_FOLDER: &str = "backup_folder";

/// Where a backup goes: a folder on another disk or stick.
#[derive(Deserialize, TS)]
pub struct Backup {
    folder: String,
}

/// A backup was made.
#[derive(Serialize, TS)]
pub struct BackupMade {
    /// Its folder.
    pub path: String,
    /// Its size.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// Where the last backup of this data folder went.
#[derive(Serialize, TS)]
pub struct BackupPlace {
    /// The folder it was made in; none before the first.
    pub folder: Option<String>,
}

pub(crate) fn verify(app: &App, _: Nothing) -> Result<Verification, AppError> {
    Ok(locked(&app.opened()?.store).verify()?)
}

pub(crate) fn backup(app: &App, args: Backup) -> Result<BackupMade, AppError> {
    let target = PathBuf::from(&args.folder);
    if !target.is_dir() || target.starts_with(app.folder.path()) {
        return Err(AppError::of("backup_target_bad"));
    }
    let open = app.opened()?;
    let mut store = locked(&open.store);
    let made = store.backup(&target, app.now())?;
    // The backup is there, whether its place can be remembered or not.
    if let Err(error) =
        store.write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| Ok(gate.set(LAST_FOLDER, &args.folder)?))
    {
        tracing::warn!(code = error.code, "backup_place");
    }
    Ok(BackupMade { path: made.path.display().to_string(), bytes: made.bytes })
}

pub(crate) fn backup_place(app: &App, _: Nothing) -> Result<BackupPlace, AppError> {
    app.read(|reader| Ok(BackupPlace { folder: reader.setting(LAST_FOLDER)? }))
}
