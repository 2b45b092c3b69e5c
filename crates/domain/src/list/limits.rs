//! How large a list may be. The largest roster this is made for has 20,000 people and some 30 columns.

/// Columns of a sheet.
pub const MAX_COLUMNS: usize = 100;
/// Rows of a sheet, headings included.
pub const MAX_ROWS: usize = 100_000;
/// Rows from the top in which headings are looked for.
pub(super) const HEADING_ROWS: usize = 40;
/// Values of a column shown to a person, and their length in characters.
pub(super) const SAMPLES: usize = 5;
pub(super) const SAMPLE_LENGTH: usize = 60;
/// Values of a column that are looked at to guess what it holds.
pub(super) const GUESS_VALUES: usize = 200;
/// Characters of a value that are shown beside what was noticed about it.
pub(super) const RAW_LENGTH: usize = 120;
