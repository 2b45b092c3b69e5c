//! Reading a file of whatever kind HR sends.

use std::panic::{AssertUnwindSafe, catch_unwind};

use luudong_domain::list::{Grid, MAX_COLUMNS, MAX_ROWS};

use super::archive::{contents, unpacks_within};
use super::compound::Compound;
use super::{SheetError, Watch, book, records, separated};

/// The largest file: a list of 100,000 rows is a third of this.
pub const MAX_FILE_BYTES: usize = 32 << 20;
/// The most that a file may unpack to, in bytes; 100,000 rows of 30 columns are about 250 MiB of XML.
pub(super) const MAX_UNPACKED_BYTES: u64 = 512 << 20;

/// Reads all sheets of a file. The kind is told by its bytes; the name only tells text from text.
///
/// # Errors
/// [`SheetError`] when it is no spreadsheet, is protected, empty or too large, or when it was stopped.
pub fn read(bytes: &[u8], file_name: &str, watch: &Watch) -> Result<Vec<Grid>, SheetError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(SheetError::TooLarge { limit_mib: MAX_FILE_BYTES as u64 >> 20 });
    }
    // The parsers of old formats may panic on a damaged file; that must not take the program along.
    let grids = catch_unwind(AssertUnwindSafe(|| read_kind(bytes, file_name, watch)))
        .unwrap_or(Err(SheetError::NotASpreadsheet))?;
    let filled: Vec<Grid> = grids.into_iter().filter(|grid| grid.filled_rows() > 0).collect();
    if filled.is_empty() { Err(SheetError::Empty) } else { Ok(filled) }
}

fn read_kind(bytes: &[u8], file_name: &str, watch: &Watch) -> Result<Vec<Grid>, SheetError> {
    match bytes {
        [] => Err(SheetError::Empty),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let contents = contents(bytes).ok_or(SheetError::NotASpreadsheet)?;
            let honest = contents.unpacked <= MAX_UNPACKED_BYTES
                && unpacks_within(bytes, MAX_UNPACKED_BYTES).ok_or(SheetError::NotASpreadsheet)?;
            if !honest {
                return Err(SheetError::TooLarge { limit_mib: MAX_UNPACKED_BYTES >> 20 });
            }
            if contents.is_open_document { book::read_ods(bytes, watch) } else { book::read_xlsx(bytes, watch) }
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            records::within_limits(&Compound::read(bytes).ok_or(SheetError::NotASpreadsheet)?)?;
            book::read_xls(bytes, watch)
        }
        _ => separated::read(bytes, file_name, watch).map(|grid| vec![grid]),
    }
}

/// Refuses a cell beyond what a list may have. Row and column from 0.
pub(super) fn within_limits(row: usize, column: usize) -> Result<(), SheetError> {
    if row >= MAX_ROWS {
        Err(SheetError::TooManyRows { limit: MAX_ROWS })
    } else if column >= MAX_COLUMNS {
        Err(SheetError::TooManyColumns { limit: MAX_COLUMNS })
    } else {
        Ok(())
    }
}
