//! Proof and safety: verify, backup.

use std::path::PathBuf;

use luudong_store::Verification;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::command::Nothing;
use crate::{App, AppError, locked};

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

pub(crate) fn verify(app: &App, _: Nothing) -> Result<Verification, AppError> {
    Ok(locked(&app.opened()?.store).verify()?)
}

pub(crate) fn backup(app: &App, args: Backup) -> Result<BackupMade, AppError> {
    let target = PathBuf::from(&args.folder);
    if !target.is_dir() || target.starts_with(app.folder.path()) {
        return Err(AppError::of("backup_target_bad"));
    }
    let made = locked(&app.opened()?.store).backup(&target, app.now())?;
    Ok(BackupMade { path: made.path.display().to_string(), bytes: made.bytes })
}
