//! Finding the headings of a list and what each column holds.

use serde::{Serialize, Serializer};
use ts_rs::TS;

use super::grid::{Cell, Grid, column_letter};
use super::guess::guess;
use super::limits::{HEADING_ROWS, MAX_COLUMNS, SAMPLE_LENGTH, SAMPLES};
use super::meaning::{meaning, plain};
use crate::person::PersonField;
use crate::text::{Encoding, Verdict, clean, decode, detect, is_capital_font};

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
    /// How its text is stored.
    pub encoding: Verdict,
    /// Whether its font shows capitals only.
    pub capitals: bool,
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

    /// Whether some column holds a field.
    pub fn has(&self, field: PersonField) -> bool {
        self.columns.iter().any(|column| column.field == Some(ColumnUse::Field(field)))
    }

    /// The first row of people, from 0.
    pub(super) fn first_row(&self) -> usize {
        self.header_row.map_or(0, |row| row as usize)
    }
}

/// The sheet that is most likely the list: visible, with the best headings, then the longest. From 0.
pub fn likeliest_sheet(grids: &[Grid]) -> usize {
    let rank = |grid: &Grid| {
        let score = best_row(grid).map_or(0, |(_, score)| score);
        (!grid.hidden, score, grid.filled_rows())
    };
    (0..grids.len()).max_by_key(|at| (rank(&grids[*at]), std::cmp::Reverse(*at))).unwrap_or(0)
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
        let own = heading_text(grid.cell(row, at));
        let below = if second { heading_text(grid.cell(row + 1, at)) } else { String::new() };
        // A merged heading stands in its first cell only.
        if !own.is_empty() || below.is_empty() {
            parent.clone_from(&own);
        }
        let (heading, found) = joined(&parent, &below);
        columns.push(column(grid, at, first, heading, found));
    }
    settle(&mut columns);
    Headings { header_row: Some(first as u32), columns }
}

fn column(grid: &Grid, at: usize, first: usize, heading: String, found: Option<(ColumnUse, bool)>) -> Column {
    let font = grid.fonts.get(&at);
    let texts = || {
        grid.rows.iter().skip(first).filter_map(|row| match row.get(at) {
            Some(Cell::Text(text)) => Some(text.as_str()),
            _ => None,
        })
    };
    let encoding = match font.and_then(|font| Encoding::of_font(font)) {
        Some(named) if detect(texts()).encoding == named => Verdict { encoding: named, certain: true },
        _ => detect(texts()),
    };
    let capitals = encoding.encoding == Encoding::Tcvn3 && font.is_some_and(|font| is_capital_font(font));
    let filled = grid.rows.iter().skip(first).filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
    let shown = filled.take(SAMPLES).map(|cell| clean(&decode(&cell.shown(), encoding.encoding, capitals)));
    Column {
        column: column_letter(at),
        heading,
        field: found.map(|found| found.0),
        certain: found.is_some_and(|found| found.1),
        samples: shown.map(|text| text.chars().take(SAMPLE_LENGTH).collect()).collect(),
        encoding,
        capitals,
    }
}

/// The text of a heading, from whatever encoding makes sense of it.
fn heading_text(cell: &Cell) -> String {
    let Cell::Text(text) = cell else { return String::new() };
    let ways =
        [Encoding::Unicode, Encoding::Tcvn3, Encoding::Vni].map(|encoding| clean(&decode(text, encoding, false)));
    let meant = ways.iter().find(|way| meaning(way).is_some());
    meant.unwrap_or(&ways[0]).clone()
}

/// The row that reads most like headings, and how much it does. It must name the people somehow.
fn best_row(grid: &Grid) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in grid.rows.iter().take(HEADING_ROWS).enumerate() {
        let meanings: Vec<ColumnUse> =
            row.iter().take(MAX_COLUMNS).filter_map(|cell| meaning(&heading_text(cell))).map(|found| found.0).collect();
        let named = |field| meanings.contains(&ColumnUse::Field(field));
        let score = meanings.iter().map(|use_| if *use_ == ColumnUse::Ignored { 1 } else { 2 }).sum();
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
        meaning(&text).is_some() || matches!(plain(&text).as_str(), "ngay" | "thang" | "nam" | "nu" | "so")
    };
    names_are_free && words && filled.len() >= 2 && filled.iter().filter(known).count() * 2 >= filled.len()
}

/// The heading of two rows and what it means: the lower row says it, or completes the upper.
fn joined(parent: &str, below: &str) -> (String, Option<(ColumnUse, bool)>) {
    if below.is_empty() {
        return (parent.to_owned(), meaning(parent));
    }
    let above = meaning(parent);
    let is_part = matches!(plain(below).as_str(), "ngay" | "thang" | "nam" | "nu");
    let found = match above {
        Some((ColumnUse::Field(PersonField::Birth | PersonField::Sex), _)) if is_part => above,
        _ if plain(below) == "so" => above,
        _ => meaning(below).or_else(|| meaning(&format!("{parent} {below}"))),
    };
    let heading = if parent.is_empty() { below.to_owned() } else { format!("{parent} / {below}") };
    (heading, found)
}

/// Settles columns that claim the same field.
fn settle(columns: &mut [Column]) {
    // "CMND" beside "CCCD" is the old number.
    let is_number = |column: &&mut Column| column.field == Some(ColumnUse::Field(PersonField::Number));
    let names_cmnd = |column: &Column| {
        let heading = plain(&column.heading);
        ["cmnd", "cmt", "chung minh"].iter().any(|word| heading.contains(word))
            && !["cccd", "can cuoc", "dinh danh"].iter().any(|word| heading.contains(word))
    };
    if columns.iter_mut().filter(is_number).count() > 1 {
        for column in columns.iter_mut().filter(is_number).filter(|column| names_cmnd(column)) {
            column.field = Some(ColumnUse::Field(PersonField::OldNumber));
        }
    }
    // A column of given names beside one of full names only repeats them.
    let is_full = |column: &Column| {
        let heading = plain(&column.heading);
        ["ho va ten", "ho ten", "full name", "name"].contains(&heading.as_str())
    };
    let is_name = |column: &Column| column.field == Some(ColumnUse::Field(PersonField::Name));
    if let Some(full) = columns.iter().position(|column| is_name(column) && is_full(column)) {
        for (_, column) in columns.iter_mut().enumerate().filter(|(at, column)| *at != full && is_name(column)) {
            (column.field, column.certain) = (Some(ColumnUse::Ignored), false);
        }
    }
    // Of several columns for a field that has no parts, the first holds it.
    let mut seen = Vec::new();
    for column in columns.iter_mut() {
        match column.field {
            Some(ColumnUse::Field(PersonField::Name | PersonField::Birth | PersonField::Sex) | ColumnUse::Ignored)
            | None => {}
            Some(field) if seen.contains(&field) => (column.field, column.certain) = (Some(ColumnUse::Ignored), false),
            Some(field) => seen.push(field),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::Text((*text).to_owned()) };
        Grid { rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect(), ..Grid::default() }
    }

    fn uses(headings: &Headings) -> Vec<&'static str> {
        headings.columns.iter().map(|column| column.field.map_or("?", ColumnUse::as_str)).collect()
    }

    #[test]
    fn headings_below_titles() {
        let found = recognise(&grid(&[
            &["CÔNG TY VÍ DỤ"],
            &["", "DANH SÁCH CÁN BỘ, CÔNG NHÂN VIÊN"],
            &[],
            &[
                "STT",
                "Mã NV",
                "Họ và tên",
                "Ngày sinh",
                "Giới tính",
                "Số CCCD",
                "CMND",
                "Địa chỉ thường trú",
                "Tạm trú",
                "Cỡ áo",
            ],
            &["1", "NV1", "Nguyễn Văn An", "15/08/1990"],
        ]));
        assert_eq!(found.header_row, Some(4));
        assert_eq!(
            uses(&found),
            ["ignored", "staff_code", "name", "birth", "sex", "number", "old_number", "address", "ignored", "?"]
        );
        assert_eq!(found.columns[2].samples, ["Nguyễn Văn An"]);
        assert!(found.columns[2].certain && !found.columns[8].certain);
    }

    #[test]
    fn headings_of_two_rows() {
        let found = recognise(&grid(&[
            &["TT", "Họ và tên", "Ngày sinh", "", "", "Giấy tờ tùy thân", "", "", "Giới tính", ""],
            &["", "", "Ngày", "Tháng", "Năm", "Số", "Ngày cấp", "Nơi cấp", "Nam", "Nữ"],
            &["1", "Nguyễn Văn An", "15", "8", "1990", "001090000001", "", "", "x", ""],
        ]));
        assert_eq!(found.header_row, Some(2));
        assert_eq!(
            uses(&found),
            ["ignored", "name", "birth", "birth", "birth", "number", "ignored", "ignored", "sex", "sex"]
        );
        assert_eq!(found.columns[4].heading, "Ngày sinh / Năm");
    }

    #[test]
    fn headings_in_an_old_encoding() {
        let found = recognise(&grid(&[
            &["STT", "Hä vµ tªn", "Ngµy sinh", "Sè CMND"],
            &["1", "NguyÔn V¨n §øc", "15/08/1990", "012345678"],
            &["2", "TrÇn ThÞ Thuú D\u{ad}¬ng", "16/08/1990", "012345679"],
        ]));
        assert_eq!(uses(&found), ["ignored", "name", "birth", "number"]);
        assert_eq!(found.columns[1].encoding, Verdict { encoding: Encoding::Tcvn3, certain: true });
        assert_eq!(found.columns[1].samples[1], "Trần Thị Thuỳ Dương");
    }

    #[test]
    fn a_list_without_headings_is_guessed() {
        let found = recognise(&grid(&[
            &["1", "Nguyễn Văn An", "15/08/1990", "Nam", "001090000001"],
            &["2", "Trần Thị Bình", "16/08/1991", "Nữ", "001191000001"],
            &["3", "Lê Văn Chung", "1992", "Nam", "001092000001"],
        ]));
        assert_eq!(found.header_row, None);
        assert_eq!(uses(&found), ["?", "name", "birth", "sex", "number"]);
        assert!(found.columns.iter().all(|column| !column.certain));
    }

    #[test]
    fn a_person_corrects_a_column() {
        let mut found = recognise(&grid(&[&["Họ tên", "Ngày sinh", "Chuyền"], &["An", "1990", "A"]]));
        assert!(found.assign("C", ColumnUse::parse("note").expect("a field")));
        assert_eq!(uses(&found), ["name", "birth", "note"]);
        assert!(!found.assign("Z", ColumnUse::Ignored));
    }
}
