//! Rows that are nobody, and people in rows that look like nobody.

use super::super::list::{Col, List};
use super::super::paper::{Bytes, Ink};
use super::{Seeds, at, texts};

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    vec![
        groups(seeds),
        blank_rows(seeds),
        repeated_titles(seeds),
        numbered_letters(seeds),
        directors(seeds),
        below_a_subtotal(seeds),
        lone_texts(seeds),
        long_signature(seeds),
        quoted(seeds),
        commas_in_addresses(seeds),
        named_separator(seeds),
        borders_far_below(seeds),
        totals_by_formula(seeds),
    ]
}

fn groups(seeds: &mut Seeds) -> List {
    let list = seeds.usual("titles of groups between people");
    let titles = ["I. Phân xưởng may", "II. Phân xưởng cắt:", "III. Văn phòng (3 người)"];
    let rows: Vec<_> = titles.iter().map(|title| at(&list, Col::Name, title)).collect();
    list.insert(7, vec![rows[2].clone()]).insert(3, vec![rows[1].clone()]).insert(0, vec![rows[0].clone()])
}

fn blank_rows(seeds: &mut Seeds) -> List {
    seeds
        .usual("blank rows between people")
        .insert(8, vec![vec![]; 3])
        .insert(5, vec![vec![]])
        .insert(2, vec![texts(&[" ", "\u{a0}"]); 2])
}

fn repeated_titles(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("the whole head of the page again");
    list.above = vec![texts(&["CÔNG TY VÍ DỤ"]), texts(&["", "", "DANH SÁCH CÔNG NHÂN"])];
    let again = [list.above.clone(), list.headings.clone()].concat();
    list.insert(5, again)
}

fn numbered_letters(seeds: &mut Seeds) -> List {
    let list =
        seeds.of("A, B, 1, 2 under the headings", 9, &[Col::Count, Col::Name, Col::Birth, Col::Sex, Col::Number]);
    list.insert(0, vec![vec![Ink::text("A"), Ink::text("B"), Ink::Number(1.0), Ink::Number(2.0), Ink::Number(3.0)]])
}

/// A person whose note says "Giám đốc", of whom nothing but the name is known, is a person.
fn directors(seeds: &mut Seeds) -> List {
    let columns = &[Col::Count, Col::Name, Col::Extra("Chức vụ"), Col::Birth, Col::Sex, Col::Number];
    let list = seeds.of("directors without birth date and number", 9, columns);
    let list = list.one(0, |_, row| {
        row.set(Col::Extra("Chức vụ"), "Giám đốc").set(Col::Birth, Ink::Blank).set(Col::Number, Ink::Blank);
        row.takes("birth", "").takes("number", "");
    });
    list.one(5, |_, row| row.set(Col::Extra("Chức vụ"), "Kế toán trưởng").done())
}

/// People below a sum are people, whatever is missing.
fn below_a_subtotal(seeds: &mut Seeds) -> List {
    let list = seeds.usual("people below a sum, without birth date and number");
    let list = list.one(6, |_, row| {
        row.set(Col::Birth, Ink::Blank).set(Col::Number, Ink::Blank).set(Col::Code, Ink::Blank);
        row.takes("birth", "").takes("number", "").takes("staff_code", "");
    });
    let sum = at(&list, Col::Name, "Cộng tổ 1: 5 người");
    list.insert(5, vec![sum])
}

/// One text in the column of the names: nobody knows what it is, so it is neither taken nor dropped in silence.
fn lone_texts(seeds: &mut Seeds) -> List {
    let list = seeds.usual("a lone text among the names");
    list.one(4, |_, row| {
        row.cells.clear();
        row.set(Col::Name, "Hội đồng quản trị công ty");
        row.refused_whole("row_lone_text");
    })
}

fn long_signature(seeds: &mut Seeds) -> List {
    let list = seeds.usual("a sentence and two signatures below");
    let end = list.lines.len();
    let sentence = at(&list, Col::Name, "Ấn định danh sách này có mười người");
    let head = at(&list, Col::Number, "TRƯỞNG PHÒNG NHÂN SỰ");
    let name = at(&list, Col::Number, "Vũ Thị Nhân");
    list.insert(end, vec![sentence, head, vec![], name])
}

fn quoted(seeds: &mut Seeds) -> List {
    seeds.usual("quotes, separators and line ends in cells").separated(';', Bytes::Utf8).each(|person, row| {
        let address = person.get("address");
        row.set(Col::Address, format!("{address}; \"nhà C\"\nphòng 2"))
            .takes("address", &format!("{address}; \"nhà C\" phòng 2"));
    })
}

fn commas_in_addresses(seeds: &mut Seeds) -> List {
    seeds.usual("more commas in addresses than separators").separated(';', Bytes::Utf8).each(|_, row| {
        let address = "Số 1, ngõ 2, ngách 3, hẻm 4, tổ 5, khu 6, phường 7, quận 8, Hà Nội";
        row.set(Col::Address, address).takes("address", address);
    })
}

fn named_separator(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("a first line that names the separator").separated('|', Bytes::Utf8);
    list.spoil = Some(|bytes| [b"sep=|\r\n", bytes.as_slice()].concat());
    list
}

fn borders_far_below(seeds: &mut Seeds) -> List {
    let list = seeds.usual("a hundred rows with nothing but spaces below");
    let end = list.lines.len();
    list.insert(end, vec![texts(&["", " "]); 100])
}

fn totals_by_formula(seeds: &mut Seeds) -> List {
    let list = seeds.usual("a total by formula");
    let end = list.lines.len();
    let mut total = texts(&["", "", "Tổng cộng"]);
    total.push(Ink::Formula("=COUNTA(C2:C11)", Some("10".to_owned())));
    list.insert(end, vec![total])
}
