//! A list as a factory's HR would send it: titles above, signatures below, numbers as text but for the mistakes.

use chrono::{Datelike, NaiveDate};
use luudong_domain::demo::DemoRow;
use luudong_domain::person::{PersonField, RawValue};
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::reasons::field_name;
use super::write::{Formats, write_date};
use super::{COLUMNS, SheetError};

/// Nobody wrote notes.
const FIELDS: &[PersonField] = COLUMNS.split_at(COLUMNS.len() - 1).0;
/// Rows above the people: three of titles, an empty one, the headings. The first person is in row 6.
pub(super) const ROWS_ABOVE: u32 = 5;

/// Writes a demonstration list of a unit, dated `today`.
///
/// # Errors
/// [`SheetError::NotWritten`].
pub fn write_demo_list(unit_name: &str, rows: &[DemoRow], today: NaiveDate) -> Result<Vec<u8>, SheetError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Danh sách")?;
    titles(sheet, unit_name, &formats)?;
    for (at, row) in (0u32..).zip(rows) {
        sheet.write_number(ROWS_ABOVE + at, 0, f64::from(at + 1))?;
        for (column, field) in (1..).zip(FIELDS.iter().copied()) {
            if let Some(value) = row.listed.get(&field) {
                // Every other birth date is a real date, the rest is text, as where several people type.
                write_value(sheet, ROWS_ABOVE + at, column, field, value, at % 2 == 0, &formats)?;
            }
        }
    }
    signatures(sheet, ROWS_ABOVE + rows.len() as u32, rows.len(), today)?;
    Ok(book.save_to_buffer()?)
}

fn titles(sheet: &mut Worksheet, unit_name: &str, formats: &Formats) -> Result<(), XlsxError> {
    sheet.write_string(0, 0, unit_name.to_uppercase())?;
    sheet.merge_range(
        1,
        0,
        1,
        FIELDS.len() as u16,
        "DANH SÁCH CÁN BỘ, CÔNG NHÂN VIÊN ĐỀ NGHỊ CẤP CĂN CƯỚC LƯU ĐỘNG",
        &formats.title,
    )?;
    sheet.write_string(2, 0, "Kèm theo công văn của đơn vị")?;
    sheet.write_string_with_format(4, 0, "STT", &formats.heading)?;
    for (column, field) in (1..).zip(FIELDS.iter().copied()) {
        sheet.write_string_with_format(4, column, field_name(field), &formats.heading)?;
        let width = match field {
            PersonField::Name | PersonField::Department => 26.0,
            PersonField::Address => 60.0,
            _ => 15.0,
        };
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

fn write_value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    field: PersonField,
    value: &RawValue,
    as_date: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match value {
        RawValue::Number(number) => sheet.write_number(row, column, *number).map(|_| ()),
        RawValue::Date { year, month, day } => {
            write_date(sheet, row, column, &format!("{year:04}-{month:02}-{day:02}"), formats)
        }
        RawValue::Text(text) => match (field, NaiveDate::parse_from_str(text, "%d/%m/%Y")) {
            (PersonField::Birth | PersonField::Issued | PersonField::Expires, Ok(date))
                if as_date && date.year() < 2100 =>
            {
                write_date(sheet, row, column, &date.format("%Y-%m-%d").to_string(), formats)
            }
            _ => sheet.write_string_with_format(row, column, text, &formats.text).map(|_| ()),
        },
    }
}

fn signatures(sheet: &mut Worksheet, row: u32, people: usize, today: NaiveDate) -> Result<(), XlsxError> {
    sheet.write_string(row, 1, format!("Tổng số: {people} người"))?;
    let date = format!("Hà Nội, ngày {} tháng {} năm {}", today.day(), today.month(), today.year());
    sheet.write_string(row + 2, 7, date)?;
    sheet.write_string(row + 3, 2, "Người lập danh sách")?;
    sheet.write_string(row + 3, 7, "Giám đốc")?;
    sheet.write_string(row + 4, 7, "(Ký, ghi rõ họ tên, đóng dấu)")?;
    sheet.write_string(row + 7, 2, "Lê Thị Lập")?;
    sheet.write_string(row + 7, 7, "Nguyễn Văn Ký")?;
    Ok(())
}
