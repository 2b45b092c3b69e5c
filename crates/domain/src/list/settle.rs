//! Settling what the columns of a list hold where their headings alone do not say it.

use super::grid::Grid;
use super::headings::{Column, ColumnUse};
use super::limits::GUESS_VALUES;
use super::meaning::plain;
use crate::person::{PersonField, Sex};
use crate::text::fold;

/// Share of values that must look alike, in percent.
const SHARE: usize = 70;

/// Settles columns that claim the same field.
pub(super) fn settle(grid: &Grid, first: usize, columns: &mut [Column]) {
    three_in_a_row(columns);
    // "CMND" beside "CCCD" is the old number.
    let is_number = |column: &&mut Column| column.is(PersonField::Number);
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
    // Of two issue dates, that of the "CMND" belongs to the paper that the other has replaced.
    let is_issued = |column: &&mut Column| column.is(PersonField::Issued);
    if columns.iter_mut().filter(is_issued).count() > 1 {
        for column in columns.iter_mut().filter(is_issued).filter(|column| names_cmnd(column)) {
            (column.field, column.certain) = (Some(ColumnUse::Ignored), false);
        }
    }
    // A column of given names beside one of full names only repeats them.
    let is_full = |column: &Column| {
        let heading = plain(&column.heading);
        ["ho va ten", "ho ten", "full name", "name"].contains(&heading.as_str())
    };
    let is_name = |column: &Column| column.is(PersonField::Name);
    if let Some(full) = columns.iter().position(|column| is_name(column) && is_full(column)) {
        // One heading merged over both is a name in two parts.
        let heading = columns[full].heading.clone();
        let repeats = |column: &Column| is_name(column) && column.heading != heading;
        for column in columns.iter_mut().filter(|column| repeats(column)) {
            (column.field, column.certain) = (Some(ColumnUse::Ignored), false);
        }
    }
    given_name_without_heading(grid, first, columns);
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

/// "Ngày | Tháng | Năm" with nothing above them are a birth date in three columns.
fn three_in_a_row(columns: &mut [Column]) {
    let parts = |column: &Column| plain(&column.heading);
    let found = columns.windows(3).position(|three| {
        let headings = [parts(&three[0]), parts(&three[1]), parts(&three[2])];
        headings == ["ngay", "thang", "nam"] || headings == ["day", "month", "year"]
    });
    for column in found.and_then(|at| columns.get_mut(at..at + 3)).into_iter().flatten() {
        (column.field, column.certain) = (Some(ColumnUse::Field(PersonField::Birth)), true);
    }
}

/// A heading "Họ và tên" over surnames often stands beside given names without a heading, where merging was lost.
fn given_name_without_heading(grid: &Grid, first: usize, columns: &mut [Column]) {
    let mut names = (0..columns.len()).filter(|at| columns[*at].is(PersonField::Name));
    let (Some(name), None) = (names.next(), names.next()) else { return };
    let free = |column: &Column| column.field.is_none() && column.heading.is_empty();
    if !columns.get(name + 1).is_some_and(free) {
        return;
    }
    let text = |row: usize, at: usize| {
        let value = columns[at].value(grid.cell(row, at));
        value.map(|value| fold(&value.text())).filter(|text| !text.is_empty())
    };
    let pairs: Vec<(String, String)> = (first..grid.rows.len())
        .filter_map(|row| Some((text(row, name)?, text(row, name + 1)?)))
        .take(GUESS_VALUES)
        .collect();
    let people = (first..grid.rows.len()).filter(|row| text(*row, name).is_some()).take(GUESS_VALUES).count();
    let is_word =
        |given: &str| given.len() > 1 && given.chars().all(char::is_alphabetic) && Sex::parse(given).is_none();
    let given = pairs.iter().filter(|(_, given)| is_word(given)).count();
    let repeated = pairs.iter().filter(|(name, given)| name.ends_with(given.as_str())).count();
    if given > 0 && given * 100 >= people * SHARE && repeated * 100 < people * SHARE {
        columns[name + 1].field = Some(ColumnUse::Field(PersonField::Name));
    }
}
