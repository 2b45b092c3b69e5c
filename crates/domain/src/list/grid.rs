//! One sheet as a program stored it, with nothing judged yet.

use std::collections::{BTreeMap, BTreeSet};

use crate::person::{DateSystem, RawValue};
use crate::text::{Verdict, read_text};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, perhaps in an old encoding; untouched, because cleaning would destroy TCVN3.
    Text(String),
    /// A number without a date format.
    Number(f64),
    /// A date; may name a day that never was (1900-02-29).
    Date {
        /// Year.
        year: i32,
        /// Month, from 1.
        month: u32,
        /// Day, from 1.
        day: u32,
    },
    /// Yes or no.
    Bool(bool),
    /// An error of the spreadsheet: `#N/A`, `#REF!` …
    Error(String),
    /// A formula that no program has calculated.
    FormulaWithoutValue,
}

/// One sheet. Row 0 is the spreadsheet's row 1, column 0 its column A.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// Name of the sheet.
    pub name: String,
    /// Whether the program hides it.
    pub hidden: bool,
    /// What its day counts mean.
    pub date_system: DateSystem,
    /// Fonts by column, where one font holds most of the column's text.
    pub fonts: BTreeMap<usize, String>,
    /// Rows that nobody sees on the screen, by a filter or by hand; from 0.
    pub hidden_rows: BTreeSet<usize>,
    /// Columns that nobody sees on the screen; from 0.
    pub hidden_columns: BTreeSet<usize>,
    /// Cells that were merged into one.
    pub merged: Vec<Merged>,
    /// Cells; rows may be shorter than the widest.
    pub rows: Vec<Vec<Cell>>,
}

/// Cells merged into one, both ends included, from 0. Only the first holds a value; it stands for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// First and last row.
    pub rows: (usize, usize),
    /// First and last column.
    pub columns: (usize, usize),
}

impl Merged {
    fn covers(&self, row: usize, column: usize) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }
}

impl Grid {
    /// The cell at a row and column, both from 0.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|row| row.get(column)).unwrap_or(&Cell::Empty)
    }

    /// The merged cell that covers a place.
    pub fn merged_at(&self, row: usize, column: usize) -> Option<&Merged> {
        self.merged.iter().find(|merged| merged.covers(row, column))
    }

    /// The cell whose value stands for a place: its own, or the first of the merged cell that covers it.
    pub fn standing_for(&self, row: usize, column: usize) -> &Cell {
        match self.merged_at(row, column) {
            Some(merged) => self.cell(merged.rows.0, merged.columns.0),
            None => self.cell(row, column),
        }
    }

    /// Columns of the widest row.
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Rows that hold something.
    pub fn filled_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).count()
    }
}

impl Cell {
    /// Whether nothing is to be seen in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'),
            Cell::Number(_) | Cell::Date { .. } | Cell::Bool(_) | Cell::Error(_) | Cell::FormulaWithoutValue => false,
        }
    }

    /// Its value, read as its column is stored; `None` when there is none to judge.
    pub fn value(&self, stored: Verdict, capitals: bool) -> Option<RawValue> {
        if self.is_empty() {
            return None;
        }
        match self {
            Cell::Text(text) => Some(RawValue::Text(read_text(text, stored, capitals).text)),
            Cell::Number(number) => Some(RawValue::Number(*number)),
            Cell::Date { year, month, day } => Some(RawValue::Date { year: *year, month: *month, day: *day }),
            // A tick box.
            Cell::Bool(true) => Some(RawValue::Text("x".to_owned())),
            Cell::Bool(false) | Cell::Empty | Cell::Error(_) | Cell::FormulaWithoutValue => None,
        }
    }

    /// What a person sees in it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Error(error) => error.clone(),
            Cell::Bool(false) | Cell::Empty | Cell::FormulaWithoutValue => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(_) | Cell::Date { .. } | Cell::Bool(true) => {
                self.value(Verdict::UNICODE, false).map(|value| value.text()).unwrap_or_default()
            }
        }
    }
}

/// The letters of a column, from 0: A … Z, AA …
pub fn column_letter(column: usize) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => letter.to_string(),
        before => column_letter(before - 1) + &letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_columns() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letter(column), letters);
        }
    }
}
