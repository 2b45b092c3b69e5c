//! What a sheet looks like: merged, hidden, several sheets, ticks as boxes.

use super::super::list::{Col, List};
use super::super::paper::{Ink, Kind};
use super::{Seeds, USUAL, texts};

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    vec![
        merged_department(seeds, Kind::Xlsx),
        merged_department(seeds, Kind::Ods),
        merged_identity(seeds, Col::Number, "a number merged over two people"),
        merged_identity(seeds, Col::Birth, "a birth date merged over two people"),
        hidden_rows(seeds, Kind::Xlsx),
        hidden_rows(seeds, Kind::Ods),
        hidden_column(seeds, Kind::Xlsx),
        hidden_column(seeds, Kind::Ods),
        cover_sheet(seeds),
        hidden_sheet(seeds),
        tick_boxes(seeds),
        table_not_in_the_corner(seeds),
    ]
}

/// One cell for the department of four people.
fn merged_department(seeds: &mut Seeds, kind: Kind) -> List {
    let mut list = seeds.usual(&format!("a department merged over its people, {}", kind.ending())).kind(kind);
    let column = list.at(Col::Department);
    list.merged = vec![(1, column, 4, column), (5, column, 10, column)];
    let mut at = 0;
    list.each(|_, row| {
        let first = matches!(at, 0 | 4);
        let department = if at < 4 { "Xưởng một" } else { "Xưởng hai" };
        row.set(Col::Department, if first { department } else { "" }).takes("department", department);
        at += 1;
    })
}

/// Nobody knows whose it is.
fn merged_identity(seeds: &mut Seeds, col: Col, name: &str) -> List {
    let mut list = seeds.usual(name);
    let column = list.at(col);
    list.merged = vec![(3, column, 4, column)];
    let list = list.one(2, |_, row| row.refused("cell_merged", col));
    list.one(3, |_, row| row.set(col, Ink::Blank).refused("cell_merged", col))
}

/// Hidden by a filter or by hand; the people in them are people.
fn hidden_rows(seeds: &mut Seeds, kind: Kind) -> List {
    let mut list = seeds.usual(&format!("hidden rows, {}", kind.ending())).kind(kind);
    for which in [2, 3, 7] {
        list = list.one(which, |_, row| {
            row.hidden = true;
            row.warned("row_hidden");
        });
    }
    list
}

fn hidden_column(seeds: &mut Seeds, kind: Kind) -> List {
    let mut list = seeds.usual(&format!("a hidden column of numbers, {}", kind.ending())).kind(kind);
    list.hidden_columns = vec![Col::Number];
    list.asked = vec![Col::Number];
    list
}

fn cover_sheet(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("a cover and a summary before and after");
    let cover = super::super::paper::Paper {
        name: "Tổng hợp".to_owned(),
        rows: vec![texts(&["Đơn vị", "Số người"]), texts(&["May 1", "5"]), texts(&["Ghi chú", "Gửi trước ngày 5"])],
        ..Default::default()
    };
    list.others = vec![cover];
    list
}

fn hidden_sheet(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("last year's list on a hidden sheet");
    let old = List::new("", 990, 30, USUAL).papers().remove(0);
    list.others = vec![super::super::paper::Paper { name: "Năm ngoái".to_owned(), hidden: true, ..old }];
    list
}

fn tick_boxes(seeds: &mut Seeds) -> List {
    seeds.of("tick boxes for women", 9, &[Col::Count, Col::Name, Col::Birth, Col::TickFemale, Col::Number]).each(
        |person, row| {
            row.set(Col::TickFemale, Ink::Tick(person.is_woman()));
        },
    )
}

fn table_not_in_the_corner(seeds: &mut Seeds) -> List {
    let columns: Vec<Col> = [Col::Extra(""), Col::Note].into_iter().chain(USUAL.iter().copied()).collect();
    let mut list = seeds.of("a table that begins in C5", 9, &columns).heading(Col::Note, "");
    list.above = vec![vec![], vec![], vec![], vec![]];
    list.asked = vec![Col::Note];
    list
}
