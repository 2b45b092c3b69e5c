//! Spreadsheets as files: what HR sends is read into grids, and lists are written back. What the cells mean is the
//! business of `luudong_domain::list`.

mod archive;
mod book;
mod compound;
mod demo;
mod outline;
mod read;
mod reasons;
mod records;
mod separated;
mod template;
mod write;

use std::sync::atomic::{AtomicBool, Ordering};

pub use demo::write_demo_list;
pub use read::{MAX_FILE_BYTES, read};
pub use reasons::sentence;
pub use template::template;
pub use write::{RefusedRow, people, refused};

use luudong_domain::person::PersonField;

/// The columns of a list that is handed out, in order. Whoever fills it in sees the first two whatever they scroll to.
const COLUMNS: [PersonField; 15] = [
    PersonField::StaffCode,
    PersonField::Name,
    PersonField::Birth,
    PersonField::Sex,
    PersonField::Number,
    PersonField::OldNumber,
    PersonField::Paper,
    PersonField::Issued,
    PersonField::Expires,
    PersonField::Request,
    PersonField::Residence,
    PersonField::Department,
    PersonField::Phone,
    PersonField::Address,
    PersonField::Note,
];

/// Why a file cannot be read or written. None of them carries what the file holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Not xlsx, xls, ods or csv, or damaged.
    #[error("not a spreadsheet")]
    NotASpreadsheet,
    /// Opens with a password only.
    #[error("protected by a password")]
    Protected,
    /// No sheet holds anything.
    #[error("no sheet holds anything")]
    Empty,
    /// The file, or what is packed in it, is larger than any list.
    #[error("larger than {limit_mib} MiB")]
    TooLarge {
        /// The limit in MiB.
        limit_mib: u64,
    },
    /// A sheet has more rows than a list may have.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// A sheet has more columns than a list may have.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
    /// The person who asked for it stopped it.
    #[error("cancelled")]
    Cancelled,
    /// A spreadsheet could not be written.
    #[error("the spreadsheet cannot be written")]
    NotWritten,
}

impl SheetError {
    /// The stable code of the error; its sentence is the message `error_<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            SheetError::NotASpreadsheet => "not_a_spreadsheet",
            SheetError::Protected => "spreadsheet_protected",
            SheetError::Empty => "spreadsheet_empty",
            SheetError::TooLarge { .. } => "spreadsheet_too_large",
            SheetError::TooManyRows { .. } => "too_many_rows",
            SheetError::TooManyColumns { .. } => "too_many_columns",
            SheetError::Cancelled => "cancelled",
            SheetError::NotWritten => "spreadsheet_not_written",
        }
    }

    /// The parameter of its sentence, `limit`, where it has one.
    pub fn limit(&self) -> Option<u64> {
        match self {
            SheetError::TooLarge { limit_mib } => Some(*limit_mib),
            SheetError::TooManyRows { limit } | SheetError::TooManyColumns { limit } => Some(*limit as u64),
            SheetError::NotASpreadsheet
            | SheetError::Protected
            | SheetError::Empty
            | SheetError::Cancelled
            | SheetError::NotWritten => None,
        }
    }
}

/// Somebody who watches a long reading and may stop it.
pub struct Watch<'a> {
    /// Set from another thread to stop.
    pub cancelled: &'a AtomicBool,
    /// Told how many rows have been read, of all sheets, every thousand or so.
    pub progress: &'a dyn Fn(u64),
}

impl Watch<'_> {
    /// Tells how far the reading is.
    ///
    /// # Errors
    /// [`SheetError::Cancelled`] when it was stopped.
    fn rows(&self, rows: u64) -> Result<(), SheetError> {
        (self.progress)(rows);
        if self.cancelled.load(Ordering::Relaxed) { Err(SheetError::Cancelled) } else { Ok(()) }
    }
}

/// Rows between two words to the watcher.
const ROWS_A_WORD: usize = 1_000;

#[cfg(test)]
mod tests;
