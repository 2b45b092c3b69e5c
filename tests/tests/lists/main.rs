//! Lists as HR really has them. Each is written as a real file from people who are known beforehand, opened and imported
//! through the command surface, and every row of it must come in exactly as it is, or be refused with the right code.

mod cases;
mod file;
mod judge;
mod list;
mod old_text;
mod paper;
mod people;

use std::collections::BTreeSet;

use luudong_tests::world::{Laptop, temporary};
use serde_json::{Value, json};

use list::{Col, List, USUAL};
use old_text::Script;
use paper::Ink;

#[test]
fn no_wrong_row_passes_silently() {
    let lists = cases::all();
    let names: BTreeSet<&str> = lists.iter().map(|list| list.name.as_str()).collect();
    assert_eq!(names.len(), lists.len(), "two lists of one name");
    assert!(lists.len() >= 60, "{} lists", lists.len());
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "lists");
    let mut wrong = Vec::new();
    for list in &lists {
        wrong.extend(judge::import(&laptop, list).into_iter().map(|line| format!("{}: {line}", list.name)));
    }
    let spoiled: BTreeSet<&str> = wrong.iter().filter_map(|line| line.split(": ").next()).collect();
    assert!(wrong.is_empty(), "{} of {} lists are wrong:\n{}", spoiled.len(), lists.len(), wrong.join("\n"));
}

/// Reads a list into a unit and says what each row got: verdict and codes.
fn compared(laptop: &Laptop, unit: &Value, list: &List) -> Vec<(String, Vec<String>)> {
    let draft = judge::open(laptop, unit, list).expect("a list");
    let shown = laptop.ok("import_rows", json!({ "draft": draft["draft"], "show": "all", "from": 0, "limit": 100 }));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let codes = |row: &Value| row["findings"].as_array().expect("findings").iter().map(|f| text(&f["code"])).collect();
    shown["rows"].as_array().expect("rows").iter().map(|row| (text(&row["verdict"]), codes(row))).collect()
}

fn unit(laptop: &Laptop, name: &str) -> Value {
    laptop.ok("unit_add", json!({ "name": name }))["id"].clone()
}

#[test]
fn evidence_against_the_roster_is_graded_and_nothing_merges_by_itself() {
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "roster");
    let own = unit(&laptop, "Xưởng Ví Dụ");
    let columns = &[Col::Count, Col::Name, Col::Birth, Col::Sex, Col::Old, Col::Number];
    let first = List::new("lần một", 41, 8, columns);
    assert!(judge::import_into(&laptop, &own, &first).is_empty());
    let second = List::new("lần hai", 41, 8, columns);
    let people = second.people.clone();
    // The same; another number; no number, the old one; no number at all; the year only; somebody else's number.
    let list = second
        .one(1, |person, row| row.set(Col::Number, format!("031{}", &person.get("number")[3..])).done())
        .one(2, |person, row| row.set(Col::Number, "").set(Col::Birth, format!("{}", person.born().0)).done())
        .one(3, |_, row| row.set(Col::Number, "").set(Col::Old, "").done())
        .one(4, |person, row| {
            row.set(Col::Number, "").set(Col::Old, "").set(Col::Birth, format!("{}", person.born().0));
        })
        .one(5, |_, row| {
            row.set(Col::Name, "Lý Hoàn Khác").set(Col::Birth, "").set(Col::Sex, "").set(Col::Old, "");
            row.set(Col::Birth, format!("15/08/{}", people[6].born().0)).set(Col::Number, people[6].get("number"));
        });
    let got = compared(&laptop, &own, &list);
    let told: Vec<(&str, Vec<&str>)> =
        got.iter().map(|(verdict, codes)| (verdict.as_str(), codes.iter().map(String::as_str).collect())).collect();
    let changed_number = people[1].get("number").starts_with("031");
    assert!(!changed_number, "pick another seed");
    assert_eq!(
        told[..6],
        [
            ("unchanged", vec![]),
            ("updated", vec!["number_replaced"]),
            ("updated", vec!["birth_year_only"]),
            ("unchanged", vec![]),
            ("new", vec!["birth_year_only", "duplicate_weak_in_roster"]),
            ("refused", vec!["number_duplicate_in_roster"]),
        ]
    );
}

#[test]
fn people_of_other_units_are_told_by_evidence_and_never_by_name() {
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "units");
    let columns = &[Col::Count, Col::Name, Col::Birth, Col::Sex, Col::Old, Col::Number];
    let other = List::new("đơn vị kia", 42, 5, columns);
    assert!(judge::import_into(&laptop, &unit(&laptop, "Đơn vị kia"), &other).is_empty());
    let own = unit(&laptop, "Đơn vị này");
    let list = List::new("đơn vị này", 42, 5, columns)
        .one(1, |person, row| row.set(Col::Number, "").set(Col::Birth, format!("{}", person.born().0)).done())
        .one(2, |_, row| row.set(Col::Number, "").set(Col::Old, "").done())
        .one(3, |_, row| row.set(Col::Name, "Lý Hoàn Khác").set(Col::Birth, "15/08/1971").set(Col::Old, "").done())
        .one(4, |_, row| row.set(Col::Number, "031071123456").set(Col::Old, "").done());
    let got = compared(&laptop, &own, &list);
    assert_eq!(got[0], ("new".into(), vec!["number_in_other_unit".into()]));
    assert_eq!(got[1], ("new".into(), vec!["birth_year_only".into(), "old_number_in_other_unit".into()]));
    assert_eq!(got[2], ("new".into(), vec!["likely_in_other_unit".into()]));
    assert!(got[3].1.contains(&"number_in_other_unit".into()), "{:?}", got[3]);
    assert!(!got[4].1.iter().any(|code| code.ends_with("other_unit")), "{:?}", got[4]);
    let draft = judge::open(&laptop, &own, &list).expect("a list");
    let shown = laptop.ok("import_rows", json!({ "draft": draft["draft"], "show": "all", "from": 3, "limit": 1 }));
    assert!(!shown.to_string().contains(other.people[3].get("name")), "{shown}");
}

#[test]
fn what_is_no_list_is_refused_by_its_code() {
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "refused");
    let own = unit(&laptop, "Xưởng Ví Dụ");
    let wide = |list: &mut List| list.headings[0].extend((0..100).map(|at| Ink::text(format!("Công {at}"))));
    let mut too_wide = List::new("hơn một trăm cột", 43, 3, USUAL);
    wide(&mut too_wide);
    let mut web_page = List::new("trang web đổi đuôi", 43, 3, USUAL);
    web_page.spoil = Some(|_| b"<html><table><tr><td>Nguyen Van An</td></tr></table></html>".to_vec());
    let mut cut = List::new("tệp bị cắt", 43, 3, USUAL);
    cut.spoil = Some(|bytes| bytes[..bytes.len() / 2].to_vec());
    let mut nothing = List::new("không có gì", 43, 3, USUAL);
    nothing.spoil = Some(|_| Vec::new());
    for (list, code) in [
        (too_wide, "too_many_columns"),
        (web_page, "not_a_spreadsheet"),
        (cut, "not_a_spreadsheet"),
        (nothing, "spreadsheet_empty"),
    ] {
        let refused = judge::open(&laptop, &own, &list).expect_err(&list.name);
        assert_eq!(refused.code, code, "{}", list.name);
    }
    // A sheet without anybody's name opens, asks, and is not imported.
    let nameless = List::new("không có tên ai", 43, 3, &[Col::Count, Col::Department, Col::Note]);
    let draft = judge::open(&laptop, &own, &nameless).expect("a sheet");
    assert_eq!(laptop.refused("import_run", json!({ "draft": draft["draft"] })).code, "no_heading");
}

#[test]
fn every_sheet_of_a_file_is_offered_and_imported_by_itself() {
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "sheets");
    let own = unit(&laptop, "Xưởng Ví Dụ");
    let mut list = List::new("mỗi tổ một trang", 44, 5, USUAL);
    let next =
        |seed, name: &str| paper::Paper { name: name.to_owned(), ..List::new("", seed, 4, USUAL).papers().remove(0) };
    list.others = vec![next(45, "Tổ 2"), next(46, "Tổ 3")];
    let draft = judge::open(&laptop, &own, &list).expect("a list");
    let sheets = draft["sheets"].as_array().expect("sheets");
    assert!(sheets.len() == 3 && sheets.iter().all(|sheet| sheet["list"] == true), "{sheets:?}");
    for (sheet, accepted) in [(0, 5), (1, 4), (2, 4)] {
        let draft = judge::open(&laptop, &own, &list).expect("a list");
        laptop.ok("import_columns", json!({ "draft": draft["draft"], "sheet": sheet, "fields": {} }));
        let report = laptop.ok("import_run", json!({ "draft": draft["draft"] }));
        assert_eq!((&report["accepted"], &report["refused"]), (&json!(accepted), &json!([])));
    }
    let index = laptop.ok("people_index", json!({ "unit": own, "text": "", "state": null }));
    assert_eq!(index["total"], 13);
}

#[test]
fn an_old_encoding_is_shown_before_and_after_and_a_person_decides() {
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "encodings");
    let own = unit(&laptop, "Xưởng Ví Dụ");
    let list = List::new("bảng mã cũ", 47, 6, USUAL).script(Script::Tcvn3, &[Col::Name]);
    let draft = judge::open(&laptop, &own, &list).expect("a list");
    let column = &draft["columns"][list.at(Col::Name) as usize];
    assert_eq!((&column["encoding"], &column["encoding_certain"]), (&json!("tcvn3"), &json!(true)));
    assert_eq!(column["samples"][0], list.people[0].get("name"));
    assert_eq!(column["raw_samples"][0], Script::Tcvn3.write(list.people[0].get("name")));
    let encodings = json!({ column["column"].as_str().expect("a letter"): "unicode" });
    let left = laptop
        .ok("import_columns", json!({ "draft": draft["draft"], "sheet": 0, "fields": {}, "encodings": encodings }));
    let column = &left["columns"][list.at(Col::Name) as usize];
    assert_eq!((&column["encoding"], &column["encoding_certain"]), (&json!("unicode"), &json!(true)));
    let written = Script::Tcvn3.write(list.people[0].get("name")).replace('\u{ad}', "");
    assert_eq!(column["samples"][0], written, "{column}");
}

#[test]
fn a_refused_value_is_shown_as_the_file_has_it() {
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "raw");
    let own = unit(&laptop, "Xưởng Ví Dụ");
    let list = List::new("giá trị bị từ chối", 48, 4, USUAL)
        .one(1, |_, row| row.set(Col::Birth, "31/02/1990").done())
        .one(2, |_, row| row.set(Col::Number, "chưa có").set(Col::Department, Ink::Error("#REF!")).done());
    let draft = judge::open(&laptop, &own, &list).expect("a list");
    let rows = laptop.ok("import_rows", json!({ "draft": draft["draft"], "show": "refused", "from": 0, "limit": 9 }));
    assert_eq!(rows["rows"][0]["raw"], json!({ "birth": "31/02/1990" }));
    assert_eq!(rows["rows"][1]["raw"], json!({ "number": "chưa có", "department": "#REF!" }));
    let report = laptop.ok("import_run", json!({ "draft": draft["draft"] })).to_string();
    assert!(!report.contains("31/02/1990") && !report.contains("chưa có"), "what was refused goes no further");
}
