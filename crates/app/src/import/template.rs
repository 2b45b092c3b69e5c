//! The template of a list, saved where people find files.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::messages::Language;
use crate::{App, AppError, sheet};

/// Names that are tried before it is said that none is free.
const NAMES_TRIED: u32 = 1_000;

/// In which language the template explains itself.
#[derive(Deserialize, TS)]
pub struct SaveTemplate {
    language: Language,
}

/// A template was saved.
#[derive(Serialize, TS)]
pub struct TemplateSaved {
    path: String,
}

pub(crate) fn template(app: &App, args: SaveTemplate) -> Result<TemplateSaved, AppError> {
    let bytes = sheet::template(args.language)?;
    let stem = match args.language {
        Language::Vi => "mau-danh-sach",
        Language::En => "list-template",
    };
    std::fs::create_dir_all(&app.outside.exports).map_err(|_| AppError::of("export_failed"))?;
    let path = save_new(&app.outside.exports, stem, &bytes).map_err(|_| AppError::of("export_failed"))?;
    Ok(TemplateSaved { path: path.display().to_string() })
}

/// Saves under a name that no file has: an earlier template lies there perhaps, filled in.
fn save_new(folder: &Path, stem: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    for at in 1..=NAMES_TRIED {
        let name = if at == 1 { format!("{stem}.xlsx") } else { format!("{stem}-{at}.xlsx") };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => return file.write_all(bytes).map(|()| path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}
