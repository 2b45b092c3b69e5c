//! What the fuzz targets share. Each target feeds bytes that somebody else could have written to the product's own
//! code and checks what that code promises about any input, so that more than a panic is noticed.

pub mod lists;

use chrono::NaiveDate;

/// The day on which everything is judged, so that a crash is the same tomorrow.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default()
}
