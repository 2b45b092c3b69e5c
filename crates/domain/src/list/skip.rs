//! Rows of a list that are nobody: totals, signatures, group titles, numbered headings. What is skipped is told, so
//! that nobody disappears unseen.

use chrono::NaiveDate;

use super::grid::{Cell, Grid};
use super::headings::{Column, ColumnUse, Headings};
use super::limits::{HEADING_ROWS, MAX_ROWS};
use crate::person::{Birth, DateSystem, PersonField, RawFields, RawValue};
use crate::text::{Verdict, clean, read_text};

/// How totals and signatures begin, in small letters. Marks matter: Tống Công Minh is a person.
const FOOTERS: &[&str] = &[
    "tổng cộng",
    "tổng số",
    "tổng:",
    "người lập",
    "lập biểu",
    "lập bảng",
    "giám đốc",
    "phó giám đốc",
    "tổng giám đốc",
    "thủ trưởng",
    "xác nhận",
    "ký tên",
    "(ký",
    "ký, ghi",
    "kế toán",
    "chủ tịch",
    "đại diện",
    "người kiểm",
    "danh sách này",
    "danh sách gồm",
    "danh sách có",
    "tm. ",
    "kt. ",
    "nơi nhận",
    "hiệu trưởng",
    "trưởng phòng",
    "phó phòng",
    "trưởng ban",
    "trưởng đơn vị",
    "chủ doanh nghiệp",
    "chủ hộ kinh doanh",
    "duyệt",
    "ấn định",
    "ghi chú:",
    "lưu ý:",
    "trong đó",
    "cộng trang",
    "cộng chuyền",
    "cộng tổ",
    "cộng:",
    "total",
    "grand total",
    "prepared by",
    "approved by",
    "nguoi lap",
    "giam doc",
    "thu truong",
    "tong so nguoi",
];
/// Whole cells that are a footer.
const FOOTER_CELLS: &[&str] = &["tổng", "cộng", "tổng cộng", "tong cong", "tong so", "ký"];
/// Digits that make a number one of a person.
const PERSONAL_DIGITS: usize = 8;

/// Tells people from other rows, from the first row to the last.
pub(super) struct Skipper<'a> {
    grid: &'a Grid,
    today: NaiveDate,
    heading_of_name: Option<String>,
    /// The columns of the names, and all columns that are used.
    names: Vec<usize>,
    used: usize,
    below_the_table: bool,
    columns: &'a [Column],
    /// How the names are stored.
    common: Verdict,
    /// What stands above the first row, as it is compared.
    top: Vec<Vec<String>>,
}

impl<'a> Skipper<'a> {
    pub(super) fn new(
        grid: &'a Grid,
        headings: &'a Headings,
        today: NaiveDate,
        heading_of_name: Option<String>,
    ) -> Skipper<'a> {
        let columns = &headings.columns;
        let is_used = |column: &&Column| matches!(column.field, Some(ColumnUse::Field(_)));
        Skipper {
            grid,
            today,
            heading_of_name: heading_of_name.map(|heading| heading.to_lowercase()),
            names: (0..columns.len()).filter(|at| columns[*at].is(PersonField::Name)).collect(),
            used: columns.iter().filter(is_used).count(),
            below_the_table: false,
            columns,
            top: grid
                .rows
                .iter()
                .take(headings.first_row().min(HEADING_ROWS))
                .map(|row| row.iter().map(compared).collect())
                .collect(),
            common: columns.iter().find(|c| c.is(PersonField::Name)).map_or(Verdict::UNICODE, |name| name.encoding),
        }
    }

    /// Whether a row that is not empty holds a person; asked in order.
    pub(super) fn is_person(&mut self, row: usize, raw: &RawFields) -> bool {
        if self.is_numbering(row) || self.repeats_the_top(row) {
            return false;
        }
        let text = |field| raw.get(&field).map(|raw| clean(&raw.text())).unwrap_or_default();
        let name = text(PersonField::Name);
        let digits = |field| text(field).chars().filter(char::is_ascii_digit).count() >= PERSONAL_DIGITS;
        let numbered = digits(PersonField::Number) || digits(PersonField::OldNumber);
        let dated = raw.get(&PersonField::Birth).is_some_and(|raw| self.is_birth(raw));
        let coded = !text(PersonField::StaffCode).is_empty();
        // A row that the list counts is one of its people, even where a cell of it reads like a signature.
        let counted = self.is_counted(row) && !is_footer(&name.to_lowercase());
        let known = numbered || dated || counted && name.chars().any(char::is_alphabetic);
        if !known && self.has_footer(row) {
            self.below_the_table = true;
            return false;
        }
        if self.below_the_table && !known {
            return false;
        }
        if name.chars().any(char::is_alphabetic) {
            return !self.is_heading_again(&name) && (known || coded || !self.is_lone_title(row, &name));
        }
        numbered || dated || coded || raw.contains_key(&PersonField::Birth)
    }

    /// Whether the row of a person is one text in a list that says more of people than their names.
    pub(super) fn is_lone_text(&self, row: usize) -> bool {
        self.used > 1 && self.cells(row).count() == 1
    }

    fn is_birth(&self, raw: &RawValue) -> bool {
        Birth::read(raw, self.today, DateSystem::From1900).is_ok()
    }

    fn cells(&self, row: usize) -> impl Iterator<Item = &'a Cell> {
        self.grid.rows[row].iter().filter(|cell| !cell.is_empty())
    }

    /// A count stands left of the name.
    fn is_counted(&self, row: usize) -> bool {
        let left = self.names.first().copied().unwrap_or(0);
        self.grid.rows[row].iter().take(left).any(|cell| match cell {
            Cell::Number(number) => *number >= 1.0 && number.fract() == 0.0 && *number < MAX_ROWS as f64,
            Cell::Text(text) => {
                let text = clean(text);
                let text = text.trim_end_matches('.');
                !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit())
            }
            _ => false,
        })
    }

    fn has_footer(&self, row: usize) -> bool {
        self.grid.rows[row].iter().enumerate().any(|(at, cell)| match cell {
            Cell::Text(text) => {
                // A signature may stand in any column, and in the encoding of the list.
                let stored = self.columns.get(at).map_or(Verdict::UNICODE, |column| column.encoding);
                let ways = [stored, self.common].map(|stored| read_text(text, stored, false).text);
                ways.iter().any(|way| is_footer(&clean(way).to_lowercase()))
            }
            _ => false,
        })
    }

    fn is_heading_again(&self, name: &str) -> bool {
        self.heading_of_name.as_deref() == Some(name.to_lowercase().as_str())
    }

    /// Titles and headings that come again on every printed page: every cell stands above the first row too.
    fn repeats_the_top(&self, row: usize) -> bool {
        let cells = || self.grid.rows[row].iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        self.top.iter().any(|top| cells().all(|(at, cell)| top.get(at).is_some_and(|above| *above == compared(cell))))
    }

    /// "II. Phân xưởng may": the only cell of its row, and not a plain name.
    fn is_lone_title(&self, row: usize, name: &str) -> bool {
        let odd = name.chars().any(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | ',' | '('));
        self.cells(row).count() == 1 && (odd || !name.contains(' '))
    }

    /// "(1) (2) (3)" or "A B 1 2", below the headings of every page: each cell counts on from the one before.
    fn is_numbering(&self, row: usize) -> bool {
        let marks: Option<Vec<String>> = self.cells(row).map(mark_of_column).collect();
        let Some(marks) = marks.filter(|marks| marks.len() >= 2) else { return false };
        let numbers: Vec<u32> = marks.iter().filter_map(|mark| mark.parse().ok()).collect();
        let letters = marks.len() - numbers.len();
        let counts_on = numbers.windows(2).all(|two| two[1] == two[0] + 1);
        counts_on && (numbers.len() >= 2 || letters == marks.len()) && letters <= 3
    }
}

/// What is seen in a cell, as two of them are compared.
fn compared(cell: &Cell) -> String {
    clean(&cell.shown()).to_lowercase()
}

/// A number below 100 or a single letter, perhaps in brackets.
fn mark_of_column(cell: &Cell) -> Option<String> {
    let text = clean(&cell.shown());
    let text = text.trim_matches(['(', ')', '[', ']']);
    let is_number = text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    let is_letter = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    (!text.is_empty() && (is_number || is_letter)).then(|| text.to_owned())
}

fn is_footer(text: &str) -> bool {
    is_date_of_signing(text) || FOOTER_CELLS.contains(&text) || FOOTERS.iter().any(|footer| text.starts_with(footer))
}

/// "Hà Nội, ngày 30 tháng 3 năm 2026", with or without the figures.
fn is_date_of_signing(text: &str) -> bool {
    let Some((_, date)) = text.split_once("ngày") else { return false };
    let Some((day, rest)) = date.split_once("tháng") else { return false };
    let Some((month, _)) = rest.split_once("năm") else { return false };
    [day, month].iter().all(|gap| gap.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '…' | '_' | '/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_and_people() {
        for footer in
            ["tổng cộng: 600 người", "cộng", "hà nội, ngày 30 tháng 3 năm 2026", "(ký, ghi rõ họ tên)", "giám đốc"]
        {
            assert!(is_footer(footer), "{footer}");
        }
        for name in [
            "tống công minh",
            "tong cong minh",
            "công tằng tôn nữ thị huyền",
            "chỉ có năm sinh, thiếu ngày và tháng trong năm",
            "ký con",
            "giám thị tú",
        ] {
            assert!(!is_footer(name), "{name}");
        }
    }
}
