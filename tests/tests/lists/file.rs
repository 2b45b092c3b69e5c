//! Papers as real files: xlsx and ods with everything in them, text with separators in every encoding.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Color, Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::paper::{Bytes, Ink, Kind, Paper};

/// The bytes of a file.
pub fn write(papers: &[Paper], kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Xlsx => uncalculated(xlsx(papers, false)),
        // No writer of new files counts from 1904.
        Kind::XlsxFrom1904 => {
            let says_so = |text: String| text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ");
            rewritten(xlsx(papers, true), "xl/workbook.xml", says_so)
        }
        Kind::Ods => ods(papers),
        Kind::Separated(separator, bytes) => encoded(&separated(&papers[0], separator), bytes),
    }
}

fn xlsx(papers: &[Paper], from_1904: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    for paper in papers {
        let sheet = book.add_worksheet();
        sheet.set_name(&paper.name).expect("a name");
        sheet.set_hidden(paper.hidden);
        for (first_row, first_column, last_row, last_column) in &paper.merged {
            sheet.merge_range(*first_row, *first_column, *last_row, *last_column, "", &Format::new()).expect("merged");
        }
        for (at, row) in (0..).zip(&paper.rows) {
            for (column, ink) in (0..).zip(row) {
                put(sheet, at, column, ink, paper.fonts.get(&column).copied(), from_1904);
            }
        }
        for row in &paper.hidden_rows {
            sheet.set_row_hidden(*row).expect("a row");
        }
        for column in &paper.hidden_columns {
            sheet.set_column_hidden(*column).expect("a column");
        }
    }
    book.save_to_buffer().expect("a file")
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, ink: &Ink, font: Option<&str>, from_1904: bool) {
    let format = font.map_or_else(Format::new, |font| Format::new().set_font_name(font)).set_font_color(Color::Black);
    let written = match ink {
        Ink::Blank => return,
        Ink::Text(text) => sheet.write_string_with_format(row, column, text, &format),
        Ink::Number(number) => sheet.write_number_with_format(row, column, *number, &format),
        Ink::Date(year, month, day, shown) => {
            let days = serial(*year, *month, *day) - if from_1904 { 1_462.0 } else { 0.0 };
            sheet.write_number_with_format(row, column, days, &format.set_num_format(*shown))
        }
        Ink::Formula(formula, value) => {
            let formula = Formula::new(*formula).set_result(value.as_deref().unwrap_or(UNCALCULATED));
            sheet.write_formula_with_format(row, column, formula, &format)
        }
        Ink::Error(error) => sheet.write_formula(row, column, Formula::new("=NA()").set_result(*error)),
        Ink::Tick(yes) => sheet.write_boolean(row, column, *yes),
    };
    written.expect("written");
}

/// Days as Excel counts them from 1900; only dates after February of that year are asked for.
fn serial(year: i32, month: u32, day: u32) -> f64 {
    let (year, month) = if month <= 2 { (year - 1, month + 12) } else { (year, month) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month as i32 - 3) + 2) / 5 + day as i32;
    f64::from(days - 693_900)
}

/// Stands for the value of a formula that no program has calculated.
const UNCALCULATED: &str = "chưa tính";

/// Takes the values of such formulas out: the writer always writes one.
fn uncalculated(book: Vec<u8>) -> Vec<u8> {
    let empty = |text: String| text.replace(&format!("<v>{UNCALCULATED}</v>"), "");
    rewritten(book, "xl/worksheets/sheet1.xml", empty)
}

/// The archive with one of its files rewritten.
fn rewritten(book: Vec<u8>, path: &str, rewrite: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("a file");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).expect("unpacked");
        let name = entry.name().expect("a name").into_owned();
        if name == path {
            bytes = rewrite(String::from_utf8(bytes).expect("text")).into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).expect("started");
        writer.write_all(&bytes).expect("written");
    }
    writer.finish().expect("a file").into_inner()
}

fn separated(paper: &Paper, separator: char) -> String {
    let cell = |ink: &Ink| {
        let text = ink.plain();
        if text.contains([separator, '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let width = paper.rows.iter().map(Vec::len).max().unwrap_or(0);
    let row = |row: &Vec<Ink>| {
        let cells: Vec<String> = (0..width).map(|at| row.get(at).map(cell).unwrap_or_default()).collect();
        cells.join(&separator.to_string())
    };
    paper.rows.iter().map(row).map(|row| row + "\r\n").collect()
}

fn encoded(text: &str, bytes: Bytes) -> Vec<u8> {
    let units =
        |order: fn(u16) -> [u8; 2], mark: u16| [mark].into_iter().chain(text.encode_utf16()).flat_map(order).collect();
    match bytes {
        Bytes::Utf8 => text.as_bytes().to_vec(),
        Bytes::Utf8Marked => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Bytes::Utf16Le => units(u16::to_le_bytes, 0xfeff),
        Bytes::Utf16Be => units(u16::to_be_bytes, 0xfeff),
        Bytes::Western => text.chars().map(|c| u8::try_from(u32::from(c)).expect("a Western letter")).collect(),
    }
}

/// A minimal OpenDocument spreadsheet: the one file that a reader needs, and its kind.
fn ods(papers: &[Paper]) -> Vec<u8> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\">\
         <office:body><office:spreadsheet>",
    );
    for paper in papers {
        text += &format!("<table:table table:name=\"{}\">", escaped(&paper.name));
        let width = paper.rows.iter().map(Vec::len).max().unwrap_or(0) as u16;
        for column in 0..width {
            let hidden = if paper.hidden_columns.contains(&column) { " table:visibility=\"collapse\"" } else { "" };
            text += &format!("<table:table-column{hidden}/>");
        }
        for (at, row) in (0..).zip(&paper.rows) {
            let hidden = if paper.hidden_rows.contains(&at) { " table:visibility=\"filter\"" } else { "" };
            text += &format!("<table:table-row{hidden}>");
            for (column, ink) in (0..).zip(row) {
                text += &ods_cell(ink, &spans(paper, at, column));
            }
            text += "</table:table-row>";
        }
        text += "</table:table>";
    }
    text += "</office:spreadsheet></office:body></office:document-content>";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{kind}\"/></manifest:manifest>"
    );
    for (name, content) in [("mimetype", kind), ("META-INF/manifest.xml", &manifest), ("content.xml", &text)] {
        writer.start_file(name, SimpleFileOptions::default()).expect("started");
        writer.write_all(content.as_bytes()).expect("written");
    }
    writer.finish().expect("a file").into_inner()
}

fn spans(paper: &Paper, row: u32, column: u16) -> String {
    let merged = paper.merged.iter().find(|merged| (merged.0, merged.1) == (row, column));
    merged.map_or_else(String::new, |(first_row, first_column, last_row, last_column)| {
        format!(
            " table:number-rows-spanned=\"{}\" table:number-columns-spanned=\"{}\"",
            last_row - first_row + 1,
            last_column - first_column + 1
        )
    })
}

fn ods_cell(ink: &Ink, spans: &str) -> String {
    let typed = |kind: &str, value: &str| {
        format!(
            "<table:table-cell{spans} office:value-type=\"{kind}\"{value}><text:p>{}</text:p></table:table-cell>",
            escaped(&ink.plain())
        )
    };
    match ink {
        Ink::Blank | Ink::Formula(_, None) => format!("<table:table-cell{spans}/>"),
        Ink::Text(_) | Ink::Error(_) | Ink::Formula(_, Some(_)) => typed("string", ""),
        Ink::Number(number) => typed("float", &format!(" office:value=\"{number}\"")),
        Ink::Date(year, month, day, _) => {
            typed("date", &format!(" office:date-value=\"{year:04}-{month:02}-{day:02}\""))
        }
        Ink::Tick(yes) => typed("boolean", &format!(" office:boolean-value=\"{yes}\"")),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[test]
fn days_as_excel_counts_them() {
    assert_eq!(serial(1990, 8, 15), 33_100.0);
    assert_eq!(serial(2000, 2, 29), 36_585.0);
}
