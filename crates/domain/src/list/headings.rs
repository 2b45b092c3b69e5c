//! Finding the headings of a list and what each column holds.

use serde::{Serialize, Serializer};
use ts_rs::TS;

use super::grid::{Cell, Grid, column_letter};
use super::guess::guess;
use super::limits::{HEADING_ROWS, MAX_COLUMNS, SAMPLE_LENGTH, SAMPLES};
use super::meaning::{is_date_part, meaning, plain};
use super::settle::settle;
use crate::person::{PersonField, RawValue};
use crate::text::{Doubt, Encoding, Verdict, agrees, clean, decode, detect, is_capital_font, is_settled, read_text};

/// What a column is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, TS)]
#[ts(type = "PersonField | \"ignored\"")]
pub enum ColumnUse {
    /// It holds a field of the person.
    Field(PersonField),
    /// It is known and not wanted.
    Ignored,
}

impl ColumnUse {
    /// The stable text: a field's name, or `ignored`.
    pub fn as_str(self) -> &'static str {
        match self {
            ColumnUse::Field(field) => field.as_str(),
            ColumnUse::Ignored => "ignored",
        }
    }

    /// Reads the stable text.
    pub fn parse(text: &str) -> Option<ColumnUse> {
        let fields = PersonField::ALL.into_iter().map(ColumnUse::Field);
        fields.chain([ColumnUse::Ignored]).find(|use_| use_.as_str() == text)
    }
}

impl Serialize for ColumnUse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One column of a list as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Letters of the column.
    pub column: String,
    /// Its heading, those of two rows joined by ` / `; empty when it has none.
    pub heading: String,
    /// What it is used for; `None` when nobody knows yet.
    pub field: Option<ColumnUse>,
    /// Whether that is beyond doubt.
    pub certain: bool,
    /// The first values below the heading, decoded.
    pub samples: Vec<String>,
    /// The same as the file has them, where that differs.
    pub raw_samples: Vec<String>,
    /// Whether the program hides it.
    pub hidden: bool,
    /// How its text is stored.
    pub encoding: Verdict,
    /// Whether its font shows capitals only.
    pub capitals: bool,
}

impl Column {
    /// The value of one of its cells.
    pub fn value(&self, cell: &Cell) -> Option<RawValue> {
        cell.value(self.encoding, self.capitals)
    }

    /// What is not beyond doubt about the text of one of its cells.
    pub(super) fn doubt(&self, cell: &Cell) -> Option<Doubt> {
        match cell {
            Cell::Text(text) if !is_settled(text) => read_text(text, self.encoding, self.capitals).doubt,
            _ => None,
        }
    }

    /// Whether it is used for a field.
    pub(super) fn is(&self, field: PersonField) -> bool {
        self.field == Some(ColumnUse::Field(field))
    }
}

/// The headings of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Headings {
    /// The last row of the headings, as the spreadsheet numbers it; `None` when there are none.
    pub header_row: Option<u32>,
    /// All columns, in their order.
    pub columns: Vec<Column>,
}

impl Headings {
    /// Corrects what a column is used for. Returns whether there is such a column.
    pub fn assign(&mut self, column: &str, use_: ColumnUse) -> bool {
        let found = self.columns.iter_mut().find(|known| known.column == column);
        found.map(|known| (known.field, known.certain) = (Some(use_), true)).is_some()
    }

    /// Settles how a column's text is stored, as a person decided. Returns whether there is such a column.
    pub fn store(&mut self, grid: &Grid, column: &str, encoding: Encoding) -> bool {
        let first = self.first_row();
        let found = self.columns.iter_mut().enumerate().find(|(_, known)| known.column == column);
        found
            .map(|(at, known)| {
                known.encoding = Verdict { decided: true, ..Verdict::of(encoding) };
                known.capitals &= encoding == Encoding::Tcvn3;
                show(known, grid, at, first);
            })
            .is_some()
    }

    /// Whether some column holds a field.
    pub fn has(&self, field: PersonField) -> bool {
        self.columns.iter().any(|column| column.is(field))
    }

    /// The first row of people, from 0.
    pub(super) fn first_row(&self) -> usize {
        self.header_row.map_or(0, |row| row as usize)
    }
}

/// The sheet that is most likely the list: visible, with the best headings, then the longest. From 0.
pub fn likeliest_sheet(grids: &[Grid]) -> usize {
    let rank = |grid: &Grid| {
        let score = best_row(grid).map_or((false, 0), |(_, score)| score);
        (!grid.hidden, score, grid.filled_rows())
    };
    (0..grids.len()).max_by_key(|at| (rank(&grids[*at]), std::cmp::Reverse(*at))).unwrap_or(0)
}

/// Whether a sheet has headings that name people.
pub fn is_list(grid: &Grid) -> bool {
    best_row(grid).is_some()
}

/// Finds the headings of a sheet below its titles and says what each column holds.
pub fn recognise(grid: &Grid) -> Headings {
    let width = grid.width().min(MAX_COLUMNS);
    let Some((row, _)) = best_row(grid) else {
        let mut columns: Vec<Column> = (0..width).map(|at| column(grid, at, 0, String::new(), None)).collect();
        guess(grid, &mut columns);
        return Headings { header_row: None, columns };
    };
    let second = is_second_heading(grid, row);
    let first = row + if second { 2 } else { 1 };
    let mut columns = Vec::with_capacity(width);
    let mut parent = String::new();
    for at in 0..width {
        // Merged sideways, one heading stands for several columns.
        let sideways = grid.merged_at(row, at).filter(|merged| merged.rows.0 == row);
        let own = heading_text(grid.cell(row, sideways.map_or(at, |merged| merged.columns.0)));
        let below = if second { heading_text(grid.cell(row + 1, at)) } else { String::new() };
        // A merged heading stands in its first cell only.
        if !own.is_empty() || below.is_empty() {
            parent.clone_from(&own);
        }
        let (heading, found) = joined(&parent, &below);
        columns.push(column(grid, at, first, heading, found));
    }
    agree_on_encoding(grid, first, &mut columns);
    settle(grid, first, &mut columns);
    Headings { header_row: Some(first as u32), columns }
}

fn column(grid: &Grid, at: usize, first: usize, heading: String, found: Option<(ColumnUse, bool)>) -> Column {
    let font = grid.fonts.get(&at);
    let found_in = || detect(texts(grid, at, first));
    let encoding = match font.and_then(|font| Encoding::of_font(font)) {
        Some(named) if found_in().encoding == named => Verdict { certain: true, ..found_in() },
        _ => found_in(),
    };
    let capitals = encoding.encoding == Encoding::Tcvn3 && font.is_some_and(|font| is_capital_font(font));
    let hidden = grid.hidden_columns.contains(&at);
    let mut column = Column {
        column: column_letter(at),
        heading,
        field: found.map(|found| found.0),
        // What nobody sees in the file, somebody should look at here.
        certain: found.is_some_and(|found| found.1) && !hidden,
        samples: Vec::new(),
        raw_samples: Vec::new(),
        hidden,
        encoding,
        capitals,
    };
    show(&mut column, grid, at, first);
    column
}

/// The texts of a column, without the headings that come again on every page.
fn texts(grid: &Grid, at: usize, first: usize) -> impl Iterator<Item = &str> {
    let headings = grid.rows[..first.min(grid.rows.len())].iter().rev().take(2).filter_map(move |row| row.get(at));
    let headings: Vec<&Cell> = headings.collect();
    grid.rows.iter().skip(first).filter_map(move |row| match row.get(at) {
        Some(cell @ Cell::Text(text)) if !headings.contains(&cell) => Some(text.as_str()),
        _ => None,
    })
}

/// A list is mostly written in one encoding: a column too short to be certain by itself is certain by the others.
fn agree_on_encoding(grid: &Grid, first: usize, columns: &mut [Column]) {
    let mut votes: Vec<(Encoding, usize)> = Encoding::OLD.into_iter().map(|encoding| (encoding, 0)).collect();
    for column in columns.iter().filter(|column| column.encoding.certain) {
        votes.iter_mut().filter(|vote| vote.0 == column.encoding.encoding).for_each(|vote| vote.1 += 1);
    }
    let Some((common, 1..)) = votes.into_iter().max_by_key(|vote| vote.1) else { return };
    for (at, column) in columns.iter_mut().enumerate().filter(|(_, column)| !column.encoding.certain) {
        if agrees(texts(grid, at, first), common) {
            column.encoding = Verdict { encoding: common, certain: true, ..column.encoding };
            show(column, grid, at, first);
        }
    }
}

/// Fills in the values that a person is shown, before and after.
fn show(column: &mut Column, grid: &Grid, at: usize, first: usize) {
    let cells: Vec<&Cell> = grid
        .rows
        .iter()
        .skip(first)
        .filter_map(|row| row.get(at))
        .filter(|cell| !cell.is_empty())
        .take(SAMPLES)
        .collect();
    let short = |text: String| clean(&text).chars().take(SAMPLE_LENGTH).collect::<String>();
    let before = |cell: &&Cell| cell.shown().chars().take(SAMPLE_LENGTH).collect::<String>();
    let after = |cell: &&Cell| column.value(cell).map_or_else(|| cell.shown(), |value| value.text());
    let samples: Vec<String> = cells.iter().map(|cell| short(after(cell))).collect();
    let decoded = column.encoding.encoding != Encoding::Unicode || column.capitals;
    column.raw_samples = if decoded { cells.iter().map(before).collect() } else { Vec::new() };
    column.samples = samples;
}

/// The text of a heading, from whatever encoding makes sense of it.
fn heading_text(cell: &Cell) -> String {
    let Cell::Text(text) = cell else { return String::new() };
    let mut ways =
        [Encoding::Unicode].into_iter().chain(Encoding::OLD).map(|encoding| clean(&decode(text, encoding, false)));
    let meant = ways.find(|way| meaning(way).is_some() || is_date_part(way));
    meant.unwrap_or_else(|| clean(&read_text(text, detect([text.as_str()]), false).text))
}

/// The row that reads most like headings, and how much it does: a row that heads the names before one that heads only
/// numbers (the lower half of headings in two rows), then by how many columns it heads. It must name the people somehow.
fn best_row(grid: &Grid) -> Option<(usize, (bool, usize))> {
    let mut best: Option<(usize, (bool, usize))> = None;
    for (at, row) in grid.rows.iter().take(HEADING_ROWS).enumerate() {
        let meanings: Vec<ColumnUse> =
            row.iter().take(MAX_COLUMNS).filter_map(|cell| meaning(&heading_text(cell))).map(|found| found.0).collect();
        let named = |field| meanings.contains(&ColumnUse::Field(field));
        let columns = meanings.iter().map(|use_| if *use_ == ColumnUse::Ignored { 1 } else { 2 }).sum();
        let score = (named(PersonField::Name), columns);
        let usable = meanings.len() >= 2 && (named(PersonField::Name) || named(PersonField::Number));
        if usable && best.is_none_or(|(_, most)| score > most) {
            best = Some((at, score));
        }
    }
    best
}

/// Whether the row below belongs to the headings: the name's heading is merged over it, so it is empty there or
/// names a part of a name, and nothing in it is a value.
fn is_second_heading(grid: &Grid, row: usize) -> bool {
    let Some(below) = grid.rows.get(row + 1) else { return false };
    let is_name = |at: usize| {
        matches!(meaning(&heading_text(grid.cell(row, at))), Some((ColumnUse::Field(PersonField::Name), _)))
    };
    let names_are_free = (0..below.len()).filter(|at| is_name(*at)).all(|at| {
        below[at].is_empty()
            || matches!(meaning(&heading_text(&below[at])), Some((ColumnUse::Field(PersonField::Name), _)))
    });
    let filled: Vec<&Cell> = below.iter().filter(|cell| !cell.is_empty()).collect();
    let words = filled.iter().all(|cell| match cell {
        Cell::Text(text) => text.chars().any(char::is_alphabetic),
        _ => false,
    });
    let known = |cell: &&&Cell| {
        let text = heading_text(cell);
        meaning(&text).is_some() || is_date_part(&text) || matches!(plain(&text).as_str(), "nu" | "so")
    };
    names_are_free && words && filled.len() >= 2 && filled.iter().filter(known).count() * 2 >= filled.len()
}

/// The heading of two rows and what it means: the lower row says it, or completes the upper.
fn joined(parent: &str, below: &str) -> (String, Option<(ColumnUse, bool)>) {
    if below.is_empty() {
        return (parent.to_owned(), meaning(parent));
    }
    let above = meaning(parent);
    let is_part = is_date_part(below) || plain(below) == "nu";
    let found = match above {
        Some((ColumnUse::Field(PersonField::Birth | PersonField::Sex), _)) if is_part => above,
        _ if plain(below) == "so" => above,
        _ => meaning(below).or_else(|| meaning(&format!("{parent} {below}"))),
    };
    let heading = if parent.is_empty() { below.to_owned() } else { format!("{parent} / {below}") };
    (heading, found)
}

#[cfg(test)]
#[path = "headings_tests.rs"]
mod tests;
