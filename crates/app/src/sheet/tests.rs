//! Real files, written and read back.

use std::cell::Cell as Counter;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use luudong_domain::demo::{self, Order};
use luudong_domain::list::{self, Cell, Grid, MAX_ROWS, likeliest_sheet, recognise};
use luudong_domain::person::{Fields, PersonField};
use rust_xlsxwriter::{Format, Formula, Workbook};

use super::demo::ROWS_ABOVE;
use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn open(bytes: &[u8], name: &str) -> Result<Vec<Grid>, SheetError> {
    read(bytes, name, &Watch { cancelled: &AtomicBool::new(false), progress: &|_| {} })
}

fn list_of(bytes: &[u8], name: &str) -> list::List {
    let grids = open(bytes, name).expect("a spreadsheet");
    let grid = &grids[likeliest_sheet(&grids)];
    list::read(grid, &recognise(grid), today())
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

#[test]
fn a_demonstration_list_is_read_and_every_mistake_is_found() {
    let rows = demo::list(Order { seed: 3, people: 2_000, mistakes_per_mille: 150, today: today() });
    let file = write_demo_list("Công ty Ví Dụ", &rows, today()).expect("written");
    let list = list_of(&file, "danh_sach.xlsx");
    assert_eq!(list.rows.len(), rows.len());
    for (at, (made, read)) in (0u32..).zip(rows.iter().zip(&list.rows)) {
        assert_eq!(read.row, ROWS_ABOVE + at + 1);
        let codes: Vec<_> = read.findings.iter().map(|finding| finding.code).collect();
        match made.mistake {
            None => assert_eq!((codes, &read.fields), (vec![], &made.truth.fields), "row {}", read.row),
            Some(mistake) => assert!(codes.contains(&mistake.code()), "row {}: {mistake:?} {codes:?}", read.row),
        }
    }
}

#[test]
fn refused_rows_come_back_as_they_were() {
    let rows = demo::list(Order { seed: 5, people: 500, mistakes_per_mille: 300, today: today() });
    let file = write_demo_list("Công ty Ví Dụ", &rows, today()).expect("written");
    let grids = open(&file, "a.xlsx").expect("a spreadsheet");
    let headings = recognise(&grids[0]);
    let first = list::read(&grids[0], &headings, today());
    let refused_rows: Vec<_> = first.rows.iter().filter(|row| row.refused).collect();
    let with_reasons: Vec<RefusedRow> = refused_rows
        .iter()
        .map(|row| RefusedRow { row: row.row, reasons: row.findings.iter().map(sentence).collect() })
        .collect();
    let file = refused(&grids[0], &headings, &with_reasons).expect("written");
    let again = list_of(&file, "refused.xlsx");
    assert_eq!(again.rows.len(), refused_rows.len());
    assert!(again.skipped.is_empty());
    for (before, after) in refused_rows.iter().zip(&again.rows) {
        assert_eq!(before.fields, after.fields);
    }
}

#[test]
fn people_are_written_as_text_that_stays_text() {
    let fields = Fields::from([
        (PersonField::Name, "Nguyễn Thị Ánh Minh".to_owned()),
        (PersonField::Birth, "1990-08-15".to_owned()),
        (PersonField::Sex, "female".to_owned()),
        (PersonField::Number, "001190000001".to_owned()),
        (PersonField::Paper, "cccd_barcode".to_owned()),
        (PersonField::Issued, "2018-06-05".to_owned()),
        (PersonField::Expires, "2030-08-15".to_owned()),
        (PersonField::Request, "damaged_beyond_use".to_owned()),
        (PersonField::Residence, "temporary".to_owned()),
        (PersonField::Phone, "0900000001".to_owned()),
        (PersonField::Address, "=HYPERLINK(\"http://vi.du\")".to_owned()),
        (PersonField::Note, "+84 @cong -tru".to_owned()),
    ]);
    let columns: Vec<PersonField> = PersonField::ALL.to_vec();
    let file = people("Danh sách: [1/2]", &columns, [&fields]).expect("written");
    assert_eq!(list_of(&file, "a.xlsx").rows[0].fields, fields);
}

#[test]
fn cells_of_every_kind() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_string(1, 1, " giữ ").expect("written");
    sheet.write_number(1, 2, 1_190_000_001.0).expect("written");
    sheet.write_number_with_format(1, 3, 33_100.0, &date).expect("written");
    sheet.write_boolean(1, 4, true).expect("written");
    sheet.write_formula(1, 5, Formula::new("=NA()").set_result("#N/A")).expect("written");
    sheet.write_formula(1, 6, Formula::new("=1+1").set_result("2")).expect("written");
    sheet.write_formula(1, 7, Formula::new("=A1").set_result("")).expect("written");
    let grids = open(&book.save_to_buffer().expect("a file"), "x.xlsx").expect("a spreadsheet");
    let row = &grids[0].rows[1];
    assert!(grids[0].rows[0].is_empty());
    assert_eq!(row[1], text(" giữ "));
    assert_eq!(row[2], Cell::Number(1_190_000_001.0));
    assert_eq!(row[3], Cell::Date { year: 1990, month: 8, day: 15 });
    assert_eq!(row[4], Cell::Bool(true));
    assert_eq!(row[6], Cell::Number(2.0));
}

#[test]
fn fonts_of_old_encodings_are_seen() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let capitals = Format::new().set_font_name(".VnTimeH");
    sheet.write_string(0, 0, "Họ và tên").expect("written");
    sheet.write_string(0, 1, "Năm sinh").expect("written");
    for (row, name) in (1..).zip(["NguyÔn v¨n ®øc", "TrÇn thÞ h\u{ad}¬ng"]) {
        sheet.write_string_with_format(row, 0, name, &capitals).expect("written");
        sheet.write_number(row, 1, 1990.0).expect("written");
    }
    let list = list_of(&book.save_to_buffer().expect("a file"), "x.xlsx");
    let names: Vec<_> = list.rows.iter().map(|row| row.fields[&PersonField::Name].as_str()).collect();
    assert_eq!(names, ["NGUYỄN VĂN ĐỨC", "TRẦN THỊ HƯƠNG"]);
}

#[test]
fn separated_text_of_every_kind() {
    let lines = "Họ tên;Ngày sinh\r\n\r\n\"Nguyễn; Ánh\";15/08/1990\r\nLê An;1990\r\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(lines.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [b"\xef\xbb\xbf", lines.as_bytes()].concat();
    for bytes in [lines.as_bytes(), &marked, &utf16, format!("sep=;\r\n{lines}").as_bytes()] {
        let grid = &open(bytes, "a.csv").expect("text")[0];
        assert_eq!(grid.rows[0], [text("Họ tên"), text("Ngày sinh")]);
        assert!(grid.rows[1].is_empty());
        assert_eq!(grid.rows[2], [text("Nguyễn; Ánh"), text("15/08/1990")]);
        assert_eq!(grid.rows[3], [text("Lê An"), text("1990")]);
        assert_eq!(grid.rows.len(), 4);
    }
    for separator in [",", "\t", "|"] {
        let grid = &open(lines.replace(';', separator).as_bytes(), "a.csv").expect("text")[0];
        assert_eq!(grid.rows[3], [text("Lê An"), text("1990")], "{separator:?}");
    }
}

#[test]
fn separated_text_of_old_encodings() {
    // TCVN3 and Windows-1258 bytes.
    let tcvn3 =
        b"H\xe4 v\xb5 t\xaan,Ng\xb5y sinh\nNguy\xd4n V\xa8n \xa7\xf8c,1990\nTr\xc7n Th\xde Thu\xfa D\xad\xacng,1991\n";
    let windows =
        b"Ho va ten,Ngay sinh\nNguy\xea\xden V\xe3n \xd0\xfd\xecc,1990\nTr\xe2\xccn Thi\xf2 D\xfd\xf5ng,1991\n";
    for (bytes, last) in [(&tcvn3[..], "Trần Thị Thuỳ Dương"), (windows, "Trần Thị Dương")] {
        let list = list_of(bytes, "a.csv");
        let names: Vec<_> = list.rows.iter().map(|row| row.fields[&PersonField::Name].as_str()).collect();
        assert_eq!(names, ["Nguyễn Văn Đức", last]);
    }
}

#[test]
fn what_is_no_list_is_refused_by_name() {
    let damaged = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[..middle].iter_mut().skip(40).step_by(7).for_each(|byte| *byte ^= 0x5a);
        bytes
    };
    let good =
        people("a", &[PersonField::Name], [&Fields::from([(PersonField::Name, "An".to_owned())])]).expect("written");
    for (bytes, error) in [
        (vec![], SheetError::Empty),
        (b"\n\n;;\n".to_vec(), SheetError::Empty),
        (Workbook::new().save_to_buffer().expect("a file"), SheetError::Empty),
        (b"%PDF-1.7 \0\0".to_vec(), SheetError::NotASpreadsheet),
        (b"<html><table></table></html>".to_vec(), SheetError::NotASpreadsheet),
        (b"PK\x03\x04 cut off".to_vec(), SheetError::NotASpreadsheet),
        ([&[0xd0, 0xcf, 0x11, 0xe0][..], &[7; 4000]].concat(), SheetError::NotASpreadsheet),
        (damaged(good), SheetError::NotASpreadsheet),
        // Encrypted as Excel does it, by msoffcrypto-tool.
        (include_bytes!("specimens/protected.xlsx").to_vec(), SheetError::Protected),
        (vec![b' '; MAX_FILE_BYTES + 1], SheetError::TooLarge { limit_mib: 32 }),
        ("a\n".repeat(MAX_ROWS + 1).into_bytes(), SheetError::TooManyRows { limit: MAX_ROWS }),
        ("a,".repeat(101).into_bytes(), SheetError::TooManyColumns { limit: 100 }),
    ] {
        assert_eq!(open(&bytes, "a.xlsx").map(|grids| grids.len()), Err(error));
    }
}

#[test]
fn a_bomb_is_refused_unopened() {
    let mut bomb = people("a", &[PersonField::Name], []).expect("written");
    // The table of contents promises four gigabytes.
    let entry = bomb.windows(4).rposition(|four| four == b"PK\x01\x02").expect("an entry");
    bomb[entry + 24..entry + 28].copy_from_slice(&0xf000_0000u32.to_le_bytes());
    assert_eq!(open(&bomb, "a.xlsx"), Err(SheetError::TooLarge { limit_mib: 512 }));
}

#[test]
fn an_xls_whose_chains_run_in_a_circle_is_refused_before_it_fills_the_memory() {
    let mut circle = include_bytes!("specimens/list.xls").to_vec();
    let directory = u32::from_le_bytes(circle[48..52].try_into().expect("four"));
    let table = (u32::from_le_bytes(circle[76..80].try_into().expect("four")) as usize + 1) * 512;
    // What follows the directory is the directory.
    let follows = table + 4 * directory as usize;
    circle[follows..follows + 4].copy_from_slice(&directory.to_le_bytes());
    assert_eq!(open(&circle, "a.xls"), Err(SheetError::NotASpreadsheet));
}

#[test]
fn an_xls_with_a_cell_that_no_excel_has_is_refused_before_its_places_are_made() {
    let mut far = include_bytes!("specimens/list.xls").to_vec();
    // The record of a text: kind, 10 bytes, row, column.
    let cell = far.windows(4).rposition(|four| four == [0xfd, 0x00, 0x0a, 0x00]).expect("a cell");
    far[cell + 4..cell + 8].copy_from_slice(&[0xff; 4]);
    assert_eq!(open(&far, "a.xls"), Err(SheetError::NotASpreadsheet));
    far[cell + 6..cell + 8].copy_from_slice(&[0xfe, 0x00]);
    assert_eq!(open(&far, "a.xls"), Err(SheetError::TooManyColumns { limit: 100 }));
}

#[test]
fn an_ods_that_ends_within_a_table_is_refused_instead_of_waited_for() {
    let whole = "<office:document-content><table:table table:name=\"A\"><table:table-row><table:table-cell \
                 office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table></office:document-content>";
    let ods = |content: &str| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let files = [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", "<manifest:manifest/>"),
            ("content.xml", content),
        ];
        for (name, text) in files {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
            std::io::Write::write_all(&mut archive, text.as_bytes()).expect("written");
        }
        archive.finish().expect("a file").into_inner()
    };
    assert_eq!(open(&ods(whole), "a.ods").map(|grids| grids.len()), Ok(1));
    for end in ["</table:table>", "</table:table-row>", "<table:table-cell"] {
        let cut = &whole[..whole.find(end).expect("a tag")];
        assert_eq!(open(&ods(cut), "a.ods"), Err(SheetError::NotASpreadsheet), "{end}");
    }
}

#[test]
fn reading_tells_how_far_it_is_and_stops() {
    let bytes = "Lê An;1990\n".repeat(5_000).into_bytes();
    let told = Counter::new(0);
    let cancelled = AtomicBool::new(false);
    let progress = |rows| told.set(rows);
    read(&bytes, "a.csv", &Watch { cancelled: &cancelled, progress: &progress }).expect("text");
    assert_eq!(told.get(), 5_000);
    cancelled.store(true, std::sync::atomic::Ordering::Relaxed);
    let stopped = read(&bytes, "a.csv", &Watch { cancelled: &cancelled, progress: &progress });
    assert_eq!((stopped, told.get()), (Err(SheetError::Cancelled), 1_000));
}

#[test]
fn books_of_other_programs() {
    // Written by xlwt (Excel 97) and odfpy (OpenDocument); everybody in them is fictional.
    let specimens = [include_bytes!("specimens/list.xls").as_slice(), include_bytes!("specimens/list.ods")];
    for bytes in specimens {
        let list = list_of(bytes, "list");
        let value = |row: usize, field| list.rows[row].fields[&field].as_str();
        assert_eq!(list.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(value(0, PersonField::Name), "Nguyễn Thị Ánh Minh");
        assert_eq!(value(0, PersonField::Birth), "1990-08-15");
        assert_eq!((value(1, PersonField::Birth), value(1, PersonField::Number)), ("1958", "034058000002"));
        assert_eq!(list.skipped, [7]);
    }
}

/// The same book with its parts under other names, which only the relations between them tell.
fn renamed(book: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a zip");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut file = from.by_index(at).expect("a file");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).expect("XML");
        let (name, text) =
            (file.name().expect("a name").replace("workbook.xml", "so.xml"), text.replace("workbook.xml", "so.xml"));
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        std::io::Write::write_all(&mut to, text.as_bytes()).expect("written");
    }
    to.finish().expect("a file").into_inner()
}

#[test]
fn merged_cells_are_found_also_where_a_book_keeps_its_parts_elsewhere() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Họ và tên", "Phòng ban"]).expect("headings");
    sheet.write_column(1, 0, ["Lê Văn An", "Trần Thị Bình"]).expect("names");
    sheet.merge_range(1, 1, 2, 1, "Xưởng 1", &Format::new()).expect("merged");
    let bytes = book.save_to_buffer().expect("a book");
    for bytes in [renamed(&bytes), bytes] {
        let grids = open(&bytes, "a.xlsx").expect("a book");
        assert_eq!(grids[0].merged.len(), 1);
        let list = list_of(&bytes, "a.xlsx");
        assert!(list.rows.iter().all(|row| row.fields[&PersonField::Department] == "Xưởng 1"));
    }
}
