//! Guessing what columns hold when a list has no headings. A guess is never certain: a person confirms it.

use chrono::{Datelike, NaiveDate};

use super::grid::Grid;
use super::headings::{Column, ColumnUse};
use super::limits::GUESS_VALUES;
use super::meaning::meaning;
use crate::person::{Birth, NUMBER_DIGITS, OLD_NUMBER_DIGITS, PersonField, RawValue, Sex, read_number, read_phone};
use crate::text::is_syllable;

/// Share of a column's values that must look alike, in percent.
const SHARE: usize = 70;

type Look = fn(&RawValue) -> bool;

/// Gives every field to the first column whose values look like it.
pub(super) fn guess(grid: &Grid, columns: &mut [Column]) {
    let looks: [(PersonField, Look); 5] = [
        (PersonField::Number, looks_like_number),
        (PersonField::Birth, looks_like_birth),
        (PersonField::Sex, |raw| Sex::parse(&raw.text()).is_some()),
        (PersonField::Phone, |raw| !read_phone(raw).odd),
        (PersonField::Name, looks_like_name),
    ];
    for (field, look) in looks {
        let found = (0..columns.len()).find(|at| {
            let column = &columns[*at];
            let cells = grid.rows.iter().filter_map(|row| row.get(*at));
            let values: Vec<RawValue> = cells.filter_map(|cell| column.value(cell)).take(GUESS_VALUES).collect();
            let alike = values.iter().filter(|raw| look(raw)).count();
            // A word or two in an empty column are no column of people.
            let filled = grid.filled_rows().min(GUESS_VALUES);
            column.field.is_none() && values.len() * 2 > filled && alike * 100 >= values.len() * SHARE
        });
        if let Some(at) = found {
            columns[at].field = Some(ColumnUse::Field(field));
        }
    }
}

fn looks_like_number(raw: &RawValue) -> bool {
    let digits = raw.text().chars().filter(char::is_ascii_digit).count();
    matches!(digits, NUMBER_DIGITS | OLD_NUMBER_DIGITS) && read_number(raw, None, None).is_ok()
}

/// A whole date or a year of the living; a bare day count proves nothing.
fn looks_like_birth(raw: &RawValue) -> bool {
    // Only the shape matters here, so any late day serves as today.
    let Some(today) = NaiveDate::from_ymd_opt(2100, 1, 1) else { return false };
    Birth::read(raw, today, Default::default())
        .is_ok_and(|reading| !reading.serial && reading.birth.year() < today.year() - 60)
}

fn looks_like_name(raw: &RawValue) -> bool {
    let RawValue::Text(text) = raw else { return false };
    let words: Vec<&str> = text.split_whitespace().collect();
    meaning(text).is_none()
        && words.len() >= 2
        && words.len() <= 7
        && words.iter().filter(|word| is_syllable(word)).count() * 2 > words.len()
}
