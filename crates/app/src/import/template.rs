//! The template of a list, saved where people find files.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::messages::Language;
use crate::{App, AppError, sheet};

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
    let path = app.outside.save(stem, "xlsx", &bytes)?;
    Ok(TemplateSaved { path: path.display().to_string() })
}
