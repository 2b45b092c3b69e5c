//! Headings as lists have them.

use super::*;

fn grid(rows: &[&[&str]]) -> Grid {
    let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::Text((*text).to_owned()) };
    Grid { rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect(), ..Grid::default() }
}

fn uses(headings: &Headings) -> Vec<&'static str> {
    headings.columns.iter().map(|column| column.field.map_or("?", ColumnUse::as_str)).collect()
}

#[test]
fn headings_below_titles() {
    let found = recognise(&grid(&[
        &["CÔNG TY VÍ DỤ"],
        &["", "DANH SÁCH CÁN BỘ, CÔNG NHÂN VIÊN"],
        &[],
        &[
            "STT",
            "Mã NV",
            "Họ và tên",
            "Ngày sinh",
            "Giới tính",
            "Số CCCD",
            "CMND",
            "Địa chỉ thường trú",
            "Tạm trú",
            "Cỡ áo",
        ],
        &["1", "NV1", "Nguyễn Văn An", "15/08/1990"],
    ]));
    assert_eq!(found.header_row, Some(4));
    assert_eq!(
        uses(&found),
        ["ignored", "staff_code", "name", "birth", "sex", "number", "old_number", "address", "ignored", "?"]
    );
    assert_eq!(found.columns[2].samples, ["Nguyễn Văn An"]);
    assert!(found.columns[2].certain && !found.columns[8].certain);
}

#[test]
fn headings_of_two_rows() {
    let found = recognise(&grid(&[
        &["TT", "Họ và tên", "Ngày sinh", "", "", "Giấy tờ tùy thân", "", "", "Giới tính", ""],
        &["", "", "Ngày", "Tháng", "Năm", "Số", "Ngày cấp", "Nơi cấp", "Nam", "Nữ"],
        &["1", "Nguyễn Văn An", "15", "8", "1990", "001090000001", "", "", "x", ""],
    ]));
    assert_eq!(found.header_row, Some(2));
    assert_eq!(
        uses(&found),
        ["ignored", "name", "birth", "birth", "birth", "number", "issued", "ignored", "sex", "sex"]
    );
    assert_eq!(found.columns[4].heading, "Ngày sinh / Năm");
}

#[test]
fn headings_in_an_old_encoding() {
    let found = recognise(&grid(&[
        &["STT", "Hä vµ tªn", "Ngµy sinh", "Sè CMND"],
        &["1", "NguyÔn V¨n §øc", "15/08/1990", "012345678"],
        &["2", "TrÇn ThÞ Thuú D\u{ad}¬ng", "16/08/1990", "012345679"],
    ]));
    assert_eq!(uses(&found), ["ignored", "name", "birth", "number"]);
    assert_eq!(found.columns[1].encoding, Verdict::of(Encoding::Tcvn3));
    assert_eq!(found.columns[1].samples[1], "Trần Thị Thuỳ Dương");
}

#[test]
fn a_list_without_headings_is_guessed() {
    let found = recognise(&grid(&[
        &["1", "Nguyễn Văn An", "15/08/1990", "Nam", "001090000001"],
        &["2", "Trần Thị Bình", "16/08/1991", "Nữ", "001191000001"],
        &["3", "Lê Văn Chung", "1992", "Nam", "001092000001"],
    ]));
    assert_eq!(found.header_row, None);
    assert_eq!(uses(&found), ["?", "name", "birth", "sex", "number"]);
    assert!(found.columns.iter().all(|column| !column.certain));
}

#[test]
fn a_person_corrects_a_column() {
    let mut found = recognise(&grid(&[&["Họ tên", "Ngày sinh", "Chuyền"], &["An", "1990", "A"]]));
    assert!(found.assign("C", ColumnUse::parse("note").expect("a field")));
    assert_eq!(uses(&found), ["name", "birth", "note"]);
    assert!(!found.assign("Z", ColumnUse::Ignored));
}
