//! Rows of a list that are nobody: totals, signatures, group titles, numbered headings. What is skipped is told, so
//! that nobody disappears unseen.

use chrono::NaiveDate;

use super::grid::{Cell, Grid};
use crate::person::{Birth, DateSystem, PersonField, RawFields, RawValue};
use crate::text::clean;

/// How totals and signatures begin, in small letters. Marks matter: Tống Công Minh is a person.
const FOOTERS: &[&str] = &[
    "tổng cộng",
    "tổng số",
    "tổng:",
    "cộng:",
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
    "total",
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
    first_row: usize,
    heading_of_name: Option<String>,
    below_the_table: bool,
}

impl<'a> Skipper<'a> {
    /// `heading_of_name` is the heading over the names: a repeated heading is nobody.
    pub(super) fn new(
        grid: &'a Grid,
        today: NaiveDate,
        first_row: usize,
        heading_of_name: Option<String>,
    ) -> Skipper<'a> {
        let heading_of_name = heading_of_name.map(|heading| heading.to_lowercase());
        Skipper { grid, today, first_row, heading_of_name, below_the_table: false }
    }

    /// Whether a row that is not empty holds a person; asked in order.
    pub(super) fn is_person(&mut self, row: usize, raw: &RawFields) -> bool {
        let text = |field| raw.get(&field).map(|raw| clean(&raw.text())).unwrap_or_default();
        let name = text(PersonField::Name);
        let digits = |field| text(field).chars().filter(char::is_ascii_digit).count() >= PERSONAL_DIGITS;
        let numbered = digits(PersonField::Number) || digits(PersonField::OldNumber);
        let known = numbered || raw.get(&PersonField::Birth).is_some_and(|raw| self.is_birth(raw));
        if !known && self.has_footer(row) {
            self.below_the_table = true;
            return false;
        }
        let coded = !text(PersonField::StaffCode).is_empty();
        if self.below_the_table && !known {
            return false;
        }
        if name.chars().any(char::is_alphabetic) {
            return !self.is_heading_again(&name) && (known || coded || !self.is_lone_title(row, &name));
        }
        (known || coded || raw.contains_key(&PersonField::Birth)) && !self.is_numbering(row)
    }

    fn is_birth(&self, raw: &RawValue) -> bool {
        Birth::read(raw, self.today, DateSystem::From1900).is_ok()
    }

    fn cells(&self, row: usize) -> impl Iterator<Item = &'a Cell> {
        self.grid.rows[row].iter().filter(|cell| !cell.is_empty())
    }

    fn has_footer(&self, row: usize) -> bool {
        self.cells(row).any(|cell| match cell {
            Cell::Text(text) => is_footer(&clean(text).to_lowercase()),
            _ => false,
        })
    }

    fn is_heading_again(&self, name: &str) -> bool {
        self.heading_of_name.as_deref() == Some(name.to_lowercase().as_str())
    }

    /// "II. Phân xưởng may": the only cell of its row, and not a plain name.
    fn is_lone_title(&self, row: usize, name: &str) -> bool {
        let odd = name.chars().any(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | ',' | '('));
        self.cells(row).count() == 1 && (odd || !name.contains(' '))
    }

    /// "(1) (2) (3)" or "A B 1 2" just below the headings.
    fn is_numbering(&self, row: usize) -> bool {
        row < self.first_row + 2
            && self.cells(row).all(|cell| match cell {
                Cell::Number(number) => *number < 100.0,
                Cell::Text(text) => clean(text).trim_matches(['(', ')', '[', ']']).chars().count() <= 2,
                _ => false,
            })
    }
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
