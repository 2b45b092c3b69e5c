//! Codes to be scanned, as drawings.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

use crate::PaperError;

/// Modules of white around a code, as the standard asks.
const QUIET: usize = 4;

/// The code of `text` as SVG, one unit a module. Level M: a paper is folded and gets wet.
pub(crate) fn svg(text: &str) -> Result<String, PaperError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| PaperError::Code)?;
    let (width, colors) = (code.width(), code.to_colors());
    let whole = width + 2 * QUIET;
    let mut path = String::new();
    for (y, line) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while let Some(run) = line.get(x..).and_then(|rest| rest.chunk_by(|a, b| a == b).next()) {
            if run[0] == Color::Dark {
                // Writing into a string cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    Ok(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" height="{whole}"><path d="{path}"/></svg>"#
    ))
}
