//! The list that HR is handed to fill in: headings that our own reading knows beyond doubt, words to choose from that
//! it understands, and at every column what to write there.

use luudong_domain::due::{Paper, Request, Residence, write_word};
use luudong_domain::list::MAX_ROWS;
use luudong_domain::person::PersonField;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::reasons::field_name;
use super::write::{Formats, SEXES};
use super::{COLUMNS, SheetError};
use crate::messages::{Language, message};

const FROZEN_COLUMNS: u16 = 2;
/// The last row that a list may have, from 0.
const LAST_ROW: u32 = MAX_ROWS as u32 - 1;
/// Height of the headings, points, and width of the guide's lines, characters.
const SIZES: (f64, f64) = (32.0, 110.0);

/// Writes the empty list with its guide, explained in `language`. Headings and words to choose from are Vietnamese in
/// either: they are what the office reads.
///
/// # Errors
/// [`SheetError::NotWritten`].
pub fn template(language: Language) -> Result<Vec<u8>, SheetError> {
    filled(language, &[])
}

/// The same with rows filled in, as text, in the order of [`COLUMNS`].
pub(super) fn filled(language: Language, rows: &[Vec<String>]) -> Result<Vec<u8>, SheetError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    let mut guide = Worksheet::new();
    guide.set_name(say(language, "template_guide"))?;
    let choices = write_guide(&mut guide, language)?;
    let sheet = book.add_worksheet();
    sheet.set_name(say(language, "template_list"))?;
    sheet.set_freeze_panes(1, FROZEN_COLUMNS)?;
    sheet.set_row_height(0, SIZES.0)?;
    for ((column, field), choices) in (0..).zip(COLUMNS).zip(&choices) {
        sheet.write_string_with_format(0, column, heading(language, field), &formats.heading)?;
        sheet.set_column_width(column, width(field))?;
        // Text all over: Excel neither eats the zeros of a number nor swaps the day and the month of a date.
        sheet.set_column_format(column, &formats.text)?;
        sheet.add_data_validation(1, column, LAST_ROW, column, &prompt(language, field, choices.as_deref())?)?;
    }
    sheet.ignore_error_range(1, 0, LAST_ROW, COLUMNS.len() as u16 - 1, IgnoreError::NumberStoredAsText)?;
    for (row, values) in (1..).zip(rows) {
        for (column, value) in (0..).zip(values).filter(|(_, value)| !value.is_empty()) {
            sheet.write_string_with_format(row, column, value, &formats.text)?;
        }
    }
    book.push_worksheet(guide);
    Ok(book.save_to_buffer()?)
}

fn say(language: Language, key: &str) -> &str {
    message(language, key).unwrap_or(key)
}

/// The name of a field in the words of a language.
fn named(language: Language, field: PersonField) -> &'static str {
    message(language, &format!("field_{}", field.as_str())).unwrap_or_else(|| field_name(field))
}

fn explained(language: Language, field: PersonField) -> &'static str {
    message(language, &format!("template_{}", field.as_str())).unwrap_or_default()
}

fn heading(language: Language, field: PersonField) -> String {
    match language {
        Language::Vi => field_name(field).to_owned(),
        Language::En => format!("{} / {}", field_name(field), named(language, field)),
    }
}

fn width(field: PersonField) -> f64 {
    match field {
        PersonField::Name | PersonField::Request | PersonField::Department => 26.0,
        PersonField::Address | PersonField::Note => 40.0,
        PersonField::Sex => 9.0,
        _ => 15.0,
    }
}

/// The words that a field knows, as our own reading understands them; none where it takes any text.
pub(super) fn words(field: PersonField) -> Vec<&'static str> {
    let stable: Vec<&str> = match field {
        PersonField::Sex => return SEXES.map(|(_, shown)| shown).to_vec(),
        PersonField::Paper => Paper::ALL.iter().map(|paper| paper.as_str()).collect(),
        PersonField::Request => Request::ALL.iter().map(|request| request.as_str()).collect(),
        PersonField::Residence => Residence::ALL.iter().map(|residence| residence.as_str()).collect(),
        _ => Vec::new(),
    };
    // What is not known is left empty and is no word.
    stable.iter().filter_map(|word| write_word(field, word)).filter(|word| !word.is_empty()).collect()
}

/// Writes a line a column and below them the words to choose from. Returns where those of each field of [`COLUMNS`]
/// stand. Everything is in one column, so that nobody takes a row of it for headings.
fn write_guide(sheet: &mut Worksheet, language: Language) -> Result<Vec<Option<String>>, XlsxError> {
    let strong = Format::new().set_bold().set_font_size(14);
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, SIZES.1)?;
    sheet.write_string_with_format(0, 0, say(language, "template_title"), &strong)?;
    sheet.write_string_with_format(1, 0, say(language, "template_text"), &wrapped)?;
    let mut row = 3;
    for field in COLUMNS {
        let line = format!("{}: {}", heading(language, field), explained(language, field));
        sheet.write_string_with_format(row, 0, line, &wrapped)?;
        row += 1;
    }
    let mut choices = Vec::new();
    for field in COLUMNS {
        let words = words(field);
        if words.is_empty() {
            choices.push(None);
            continue;
        }
        sheet.write_string_with_format(row + 1, 0, heading(language, field), &bold)?;
        // Rows of a formula count from 1.
        let (first, last) = (row + 3, row + 2 + words.len() as u32);
        choices.push(Some(format!("='{}'!$A${first}:$A${last}", say(language, "template_guide"))));
        for (at, word) in (row + 2..).zip(words) {
            sheet.write_string(at, 0, word)?;
        }
        row = last;
    }
    Ok(choices)
}

/// What a cell of a column says when it is chosen, and what it takes.
fn prompt(language: Language, field: PersonField, choices: Option<&str>) -> Result<DataValidation, XlsxError> {
    let prompt = match choices {
        Some(choices) => DataValidation::new()
            .allow_list_formula(Formula::new(choices))
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_message(say(language, "template_choose"))?,
        None => DataValidation::new().allow_any_value(),
    };
    prompt.set_input_title(named(language, field))?.set_input_message(explained(language, field))
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
