//! Writing lists. Every text is written as text: one that begins with `=` or `+` must never become a formula in
//! somebody's Excel, and a number with leading zeros must keep them.

use luudong_domain::due::write_word;
use luudong_domain::list::{Cell, ColumnUse, Grid, Headings};
use luudong_domain::person::{Birth, Fields, PersonField, Sex};
use luudong_domain::text::{clean, read_text};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::SheetError;
use super::reasons::field_name;

/// The heading of the reasons. A list that comes back with it is read without that column.
const REASONS_HEADING: &str = "Lý do không nhận";
/// The sexes as lists show them.
pub(super) const SEXES: [(Sex, &str); 2] = [(Sex::Female, "Nữ"), (Sex::Male, "Nam")];
/// Width of columns, in characters.
const WIDTHS: (f64, f64, f64) = (16.0, 28.0, 60.0);

impl From<XlsxError> for SheetError {
    fn from(_: XlsxError) -> SheetError {
        SheetError::NotWritten
    }
}

/// The look of the cells of a list.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) text: Format,
    pub(super) date: Format,
    pub(super) whole_number: Format,
}

impl Formats {
    pub(super) fn new() -> Formats {
        Formats {
            title: Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center),
            heading: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            // "@" is text, so that what is typed over it stays as typed.
            text: Format::new().set_num_format("@"),
            date: Format::new().set_num_format("dd/mm/yyyy"),
            whole_number: Format::new().set_num_format("0"),
        }
    }
}

/// Writes people as a list, one row each, with the headings that our own reading knows. `fields` are its columns.
///
/// # Errors
/// [`SheetError::NotWritten`].
pub fn people<'a>(
    sheet_name: &str,
    fields: &[PersonField],
    rows: impl IntoIterator<Item = &'a Fields>,
) -> Result<Vec<u8>, SheetError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(safe_sheet_name(sheet_name))?;
    for (column, field) in (0..).zip(fields) {
        sheet.write_string_with_format(0, column, field_name(*field), &formats.heading)?;
        let wide = matches!(field, PersonField::Name | PersonField::Address | PersonField::Note);
        sheet.set_column_width(column, if wide { WIDTHS.1 } else { WIDTHS.0 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, values) in (1..).zip(rows) {
        for (column, field) in (0..).zip(fields) {
            if let Some(value) = values.get(field) {
                write_field(sheet, row, column, *field, value, &formats)?;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

/// A canonical value as lists show it: whole dates as dates, everything else as text.
fn write_field(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    field: PersonField,
    value: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let shown = match (field, value) {
        (PersonField::Issued, _) => return write_date(sheet, row, column, value, formats),
        (PersonField::Expires, "never") => "Không thời hạn".to_owned(),
        (PersonField::Expires, _) => return write_date(sheet, row, column, value, formats),
        (PersonField::Birth, _) => match value.parse::<Birth>() {
            Ok(Birth::Day(date)) => {
                return write_date(sheet, row, column, date.format("%Y-%m-%d").to_string().as_str(), formats);
            }
            Ok(Birth::Month { year, month }) => format!("{month:02}/{year}"),
            Ok(Birth::Year(_)) | Err(_) => value.to_owned(),
        },
        (PersonField::Sex, _) => {
            SEXES.iter().find(|(sex, _)| sex.as_str() == value).map_or(value, |(_, shown)| shown).to_owned()
        }
        _ => write_word(field, value).unwrap_or(value).to_owned(),
    };
    sheet.write_string_with_format(row, column, shown, &formats.text).map(|_| ())
}

/// Writes an ISO date as a date, or as text where Excel has no such date (before 1900).
pub(super) fn write_date(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    iso: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match ExcelDateTime::parse_from_str(iso) {
        Ok(date) => sheet.write_datetime_with_format(row, column, date, &formats.date).map(|_| ()),
        Err(_) => {
            let shown: Vec<&str> = iso.split('-').rev().collect();
            sheet.write_string_with_format(row, column, shown.join("/"), &formats.text).map(|_| ())
        }
    }
}

/// A row that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The row of the list as the spreadsheet numbers it, from 1.
    pub row: u32,
    /// Sentences.
    pub reasons: Vec<String>,
}

/// Writes refused rows as HR had them, in Unicode, with the reasons in a last column: corrected there, the file can
/// be imported as it is.
///
/// # Errors
/// [`SheetError::NotWritten`].
pub fn refused(grid: &Grid, headings: &Headings, rows: &[RefusedRow]) -> Result<Vec<u8>, SheetError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(safe_sheet_name(&grid.name))?;
    let reasons = headings.columns.len() as u16;
    for (at, column) in (0..).zip(&headings.columns) {
        // A list without headings gets those it was understood by, so that it is understood again.
        let heading = match (headings.header_row, column.field) {
            (None, Some(ColumnUse::Field(field))) => field_name(field),
            _ => &column.heading,
        };
        sheet.write_string_with_format(0, at, heading, &formats.heading)?;
        sheet.set_column_width(at, WIDTHS.0)?;
    }
    sheet.write_string_with_format(0, reasons, REASONS_HEADING, &formats.heading)?;
    sheet.set_column_width(reasons, WIDTHS.2)?;
    sheet.set_freeze_panes(1, 0)?;
    for (to, refused) in (1..).zip(rows) {
        for (at, column) in headings.columns.iter().enumerate() {
            let row = refused.row.saturating_sub(1) as usize;
            // A department merged down over a group goes along with each of its rows.
            let shared = matches!(column.field, Some(ColumnUse::Field(field)) if field.is_shared());
            let cell = match if shared { grid.standing_for(row, at) } else { grid.cell(row, at) } {
                Cell::Text(text) => &Cell::Text(clean(&read_text(text, column.encoding, column.capitals).text)),
                cell => cell,
            };
            write_cell(sheet, to, at as u16, cell, &formats)?;
        }
        sheet.write_string(to, reasons, refused.reasons.join("; "))?;
    }
    Ok(book.save_to_buffer()?)
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty | Cell::FormulaWithoutValue => {}
        Cell::Number(number) if number.fract() == 0.0 => {
            sheet.write_number_with_format(row, column, *number, &formats.whole_number)?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, *number)?;
        }
        Cell::Date { year, month, day } => {
            write_date(sheet, row, column, &format!("{year:04}-{month:02}-{day:02}"), formats)?;
        }
        Cell::Text(_) | Cell::Bool(_) | Cell::Error(_) => {
            sheet.write_string_with_format(row, column, cell.shown(), &formats.text)?;
        }
    }
    Ok(())
}

/// A name that Excel accepts: at most 31 characters, none of `[]:*?/\`, no apostrophe at the ends.
fn safe_sheet_name(name: &str) -> String {
    let allowed: String =
        name.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).take(31).collect();
    let name = allowed.trim().trim_matches('\'');
    if name.is_empty() { "Danh sách".to_owned() } else { name.to_owned() }
}
