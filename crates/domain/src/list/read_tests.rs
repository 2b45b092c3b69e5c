//! Tables of lists as they come, and what is read from them.

use super::super::headings::recognise;
use super::*;

fn cell(text: &str) -> Cell {
    match text {
        "" => Cell::Empty,
        "#N/A" => Cell::Error(text.to_owned()),
        "=?" => Cell::FormulaWithoutValue,
        _ => match text.strip_prefix('=') {
            Some(number) => Cell::Number(number.parse().expect("a number")),
            None => Cell::Text(text.to_owned()),
        },
    }
}

/// Rows of cells; `=5` is a number, `#N/A` an error, `=?` a formula without a value.
fn list(rows: &[&[&str]]) -> List {
    let rows = rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect();
    let grid = Grid { rows, ..Grid::default() };
    read(&grid, &recognise(&grid), NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"))
}

fn codes(row: &ListRow) -> Vec<&'static str> {
    row.findings.iter().map(|finding| finding.code.as_str()).collect()
}

fn field(row: &ListRow, field: PersonField) -> &str {
    row.fields.get(&field).map_or("", String::as_str)
}

#[test]
fn people_between_titles_and_signatures() {
    let list = list(&[
        &["CÔNG TY VÍ DỤ"],
        &["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD"],
        &["(1)", "(2)", "(3)", "(4)", "(5)"],
        &["I. Xưởng 1"],
        &["=1", "Nguyễn Thị Ánh Minh", "15/08/1990", "Nữ", "001190000001"],
        &[],
        &["=2", "Tống Công Minh", "1958", "Nam", "=34058000002"],
        &["=3", "", "", "", ""],
        &["", "Tổng cộng: 2 người"],
        &["", "", "Hà Nội, ngày 30 tháng 3 năm 2026"],
        &["", "Người lập", "", "Giám đốc"],
        &["", "Lê Văn Lập", "", "Trần Thị Giám"],
    ]);
    assert_eq!(list.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [5, 7]);
    assert_eq!(list.skipped, [3, 4, 8, 9, 10, 11, 12]);
    assert_eq!(field(&list.rows[1], PersonField::Number), "034058000002");
    assert_eq!(codes(&list.rows[1]), ["birth_year_only", "number_zeros_restored"]);
    assert!(!list.rows[1].refused);
}

#[test]
fn mistakes_are_told_by_column() {
    let list = list(&[
        &["Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Bộ phận"],
        &["", "15/08/1990", "Nữ", "001190000001", ""],
        &["Lê Văn An", "31/02/2003", "Nam", "001203000001", "#N/A"],
        &["Lê Văn Bê", "15/08/1990", "Nam", "#N/A", ""],
        &["Lê Văn Chi", "=?", "Nam", "001190000001", ""],
        &["Lê Văn Danh", "15/08/1990", "Nam", "001090000005", ""],
        &["Lê Văn Danh", "15/08/1990", "Nam", "001090000005", ""],
    ]);
    let told: Vec<_> = list.rows.iter().map(|row| (row.row, row.refused, codes(row).join(" "))).collect();
    assert_eq!(
        told,
        [
            (2, true, "name_missing".to_owned()),
            (3, true, "cell_error birth_unreal".to_owned()),
            (4, true, "cell_error".to_owned()),
            (5, true, "formula_without_value number_sex_disagrees number_duplicate_in_list".to_owned()),
            (6, false, String::new()),
            (7, true, "number_duplicate_in_list".to_owned()),
        ]
    );
    assert_eq!(list.rows[1].findings[0].column.as_deref(), Some("E"));
    assert_eq!(list.rows[1].findings[0].level, Level::Warning);
    assert_eq!(list.rows[1].findings[1].column.as_deref(), Some("B"));
    assert_eq!(list.rows[5].findings[0].params["row"], "6");
}

#[test]
fn a_name_in_two_columns_and_a_birth_in_three() {
    let list = list(&[
        &["Họ và tên đệm", "Tên", "Ngày sinh", "", ""],
        &["", "", "Ngày", "Tháng", "Năm"],
        &["Nguyễn Thị", "Ánh", "=15", "=8", "=1990"],
        &["Lê Văn", "Bê", "", "", "=1958"],
        &["Lê Văn", "Chi", "", "=8", "=1958"],
    ]);
    let read: Vec<_> =
        list.rows.iter().map(|row| (field(row, PersonField::Name), field(row, PersonField::Birth))).collect();
    assert_eq!(read, [("Nguyễn Thị Ánh", "1990-08-15"), ("Lê Văn Bê", "1958"), ("Lê Văn Chi", "1958-08")]);
}

#[test]
fn a_sex_by_ticks() {
    let lone = list(&[&["Họ và tên", "Năm sinh", "Nữ"], &["Lê An", "1990", "x"], &["Lê Bê", "1990", ""]]);
    assert_eq!(lone.rows.iter().map(|row| field(row, PersonField::Sex)).collect::<Vec<_>>(), ["female", "male"]);
    let two = list(&[
        &["Họ và tên", "Năm sinh", "Nam", "Nữ"],
        &["Lê An", "1990", "x", ""],
        &["Lê Bê", "1990", "", "x"],
        &["Lê Chi", "1990", "x", "x"],
        &["Lê Danh", "1990", "", ""],
    ]);
    assert_eq!(two.rows.iter().map(|row| field(row, PersonField::Sex)).collect::<Vec<_>>(), ["male", "female", "", ""]);
    assert_eq!(codes(&two.rows[2]), ["birth_year_only", "sex_unreadable"]);
    let births = list(&[
        &["Họ và tên", "Ngày tháng năm sinh", "", "Số CCCD"],
        &["", "Nam", "Nữ", ""],
        &["Lê An", "15/08/1990", "", "001090000001"],
        &["Lê Bê", "", "16/08/1990", "001190000001"],
    ]);
    let read: Vec<_> =
        births.rows.iter().map(|row| (field(row, PersonField::Sex), field(row, PersonField::Birth))).collect();
    assert_eq!(read, [("male", "1990-08-15"), ("female", "1990-08-16")]);
}

#[test]
fn a_code_for_the_sex_counts_only_when_numbers_prove_it() {
    let rows = |proof: bool| {
        let mut rows: Vec<&[&str]> = vec![&["Họ và tên", "Giới tính", "Số CCCD"]];
        if proof {
            rows.extend([
                &["Lê An", "=1", "001190000001"][..],
                &["Lê Bê", "=1", "001190000002"],
                &["Lê Chi", "=1", "001190000003"],
            ]);
        }
        rows.push(&["Lê Danh", "=1", ""]);
        let list = list(&rows);
        field(list.rows.last().expect("a row"), PersonField::Sex).to_owned()
    };
    assert_eq!((rows(true).as_str(), rows(false).as_str()), ("female", ""));
}

#[test]
fn old_encodings_are_read_back() {
    let list = list(&[
        &["Hä vµ tªn", "Giíi tÝnh", "§Þa chØ"],
        &["NguyÔn V¨n §øc", "Nam", "Ph\u{ad}êng L¸ng H¹, QuËn §èng §a"],
        &["TrÇn ThÞ Thuú D\u{ad}¬ng", "N÷", "Thµnh phè Hµ Néi"],
    ]);
    let read: Vec<_> =
        list.rows.iter().map(|row| (field(row, PersonField::Name), field(row, PersonField::Sex))).collect();
    assert_eq!(read, [("Nguyễn Văn Đức", "male"), ("Trần Thị Thuỳ Dương", "female")]);
    assert_eq!(field(&list.rows[0], PersonField::Address), "Phường Láng Hạ, Quận Đống Đa");
    assert!(list.rows.iter().all(|row| row.findings.iter().all(|f| f.code == FindingCode::EncodingLegacy)));
}
