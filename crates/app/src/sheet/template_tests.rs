//! The template as HR gets it and as it comes back.

use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use luudong_domain::list::{self, Grid, is_list, likeliest_sheet, recognise};

use super::*;
use crate::sheet::{Watch, read};

const LANGUAGES: [Language; 2] = [Language::Vi, Language::En];

fn open(bytes: &[u8]) -> Vec<Grid> {
    read(bytes, "mau.xlsx", &Watch { cancelled: &AtomicBool::new(false), progress: &|_| {} }).expect("a spreadsheet")
}

fn list_of(rows: &[Vec<String>]) -> list::List {
    let grids = open(&filled(Language::Vi, rows).expect("written"));
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
    list::read(&grids[0], &recognise(&grids[0]), today)
}

/// A row that fills every column, with one value changed.
fn row(field: PersonField, value: &str) -> Vec<String> {
    let usual = |field| match field {
        PersonField::StaffCode => "0012",
        PersonField::Name => "Nguyễn Thị Ánh Minh",
        PersonField::Birth => "05/08/1990",
        PersonField::Sex => "Nữ",
        PersonField::Paper => "CCCD gắn chip",
        PersonField::Issued => "05/06/2021",
        PersonField::Expires => "05/08/2030",
        PersonField::Request => "Cấp đổi",
        PersonField::Residence => "Tạm trú",
        PersonField::Department => "Xưởng May 1",
        PersonField::Phone => "0912000001",
        PersonField::Address => "Thôn Ví Dụ, xã Mẫu, tỉnh Nam Định",
        // Those that no two people share.
        PersonField::Number | PersonField::OldNumber | PersonField::Note => "",
    };
    COLUMNS.map(|one| if one == field { value } else { usual(one) }.to_owned()).to_vec()
}

#[test]
fn every_column_is_known_beyond_doubt_and_the_guide_is_no_list() {
    for language in LANGUAGES {
        let grids = open(&template(language).expect("written"));
        assert_eq!((grids.len(), likeliest_sheet(&grids)), (2, 0));
        assert!(is_list(&grids[0]) && !is_list(&grids[1]), "{language:?}");
        let columns = recognise(&grids[0]).columns;
        let known: Vec<_> = columns.iter().map(|column| (column.field, column.certain)).collect();
        let wanted = COLUMNS.map(|field| (Some(list::ColumnUse::Field(field)), true));
        assert_eq!(known, wanted, "{language:?}");
    }
}

#[test]
fn every_word_to_choose_from_comes_back_understood() {
    let chosen: Vec<_> =
        COLUMNS.iter().flat_map(|field| words(*field).into_iter().map(|word| (*field, word))).collect();
    assert!(chosen.len() > 25, "{chosen:?}");
    let rows = chosen.iter().enumerate().map(|(at, (field, word))| {
        // Nobody twice.
        let mut row = row(*field, word);
        (row[0], row[2]) = (format!("NV{at}"), format!("05/08/{}", 1960 + at));
        row
    });
    let list = list_of(&rows.collect::<Vec<_>>());
    assert_eq!((list.rows.len(), list.skipped.len()), (chosen.len(), 0));
    for ((field, word), read) in chosen.iter().zip(&list.rows) {
        assert!(!read.refused && read.findings.is_empty(), "{word}: {:?}", read.findings);
        let value = &read.fields[field];
        let shown = SEXES.iter().find(|(sex, _)| sex.as_str() == value).map(|(_, shown)| *shown);
        assert_eq!(shown.or_else(|| write_word(*field, value)), Some(*word));
    }
}

#[test]
fn numbers_keep_their_zeros_dates_their_order_and_signs_make_no_formula() {
    for (field, typed, value) in [
        (PersonField::Number, "001190000001", "001190000001"),
        (PersonField::OldNumber, "012345678", "012345678"),
        (PersonField::Phone, "0912000001", "0912000001"),
        (PersonField::StaffCode, "0012", "0012"),
        (PersonField::Birth, "05/08/1990", "1990-08-05"),
        (PersonField::Note, "=1+1", "=1+1"),
        (PersonField::Department, "=HYPERLINK(\"http://vi.du\")", "=HYPERLINK(\"http://vi.du\")"),
        (PersonField::Address, "+84 @cong -tru", "+84 @cong -tru"),
    ] {
        assert_eq!(list_of(&[row(field, typed)]).rows[0].fields[&field], value);
    }
}

#[test]
fn excel_takes_every_prompt_and_finds_the_words_where_it_is_told() {
    for language in LANGUAGES {
        let grids = open(&template(language).expect("written"));
        let mut guide = Worksheet::new();
        let choices = write_guide(&mut guide, language).expect("a guide");
        for (field, choices) in COLUMNS.iter().zip(choices) {
            assert!(!explained(language, *field).is_empty(), "{field:?} has no explanation");
            // A prompt over Excel's limit is left out with a warning; ours must not be.
            assert!(
                explained(language, *field).chars().count() <= 255 && named(language, *field).chars().count() <= 32
            );
            let Some(choices) = choices else { continue };
            let (sheet, range) = choices.trim_start_matches("='").split_once("'!$A$").expect("a range");
            let (first, last) = range.split_once(":$A$").expect("two ends");
            let rows = first.parse::<usize>().expect("a row") - 1..last.parse::<usize>().expect("a row");
            let found: Vec<String> = rows.map(|row| grids[1].cell(row, 0).shown()).collect();
            assert_eq!(
                (sheet, found),
                (grids[1].name.as_str(), words(*field).iter().map(|w| (*w).to_owned()).collect())
            );
        }
    }
}
