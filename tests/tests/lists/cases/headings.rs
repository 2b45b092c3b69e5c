//! Headings: two rows, merged, without marks, in English, missing, far down, in other words, and columns nobody needs.

use super::super::list::{Col, List};
use super::super::paper::{Bytes, Ink, Kind};
use super::{Seeds, USUAL, texts};

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    vec![
        two_rows("headings of two rows, merged", seeds, true, Kind::Xlsx),
        two_rows("headings of two rows, merged, ods", seeds, true, Kind::Ods),
        two_rows("headings of two rows, merging lost in csv", seeds, false, Kind::Separated(';', Bytes::Utf8)),
        merged_name(seeds, true),
        merged_name(seeds, false),
        english(seeds),
        without_marks(seeds),
        without_headings(seeds),
        far_down(seeds),
        unknown_columns(seeds),
        hundred_columns(seeds),
        named_date_parts(seeds),
        two_ticks(seeds),
        births_by_sex(seeds),
        no_tick_at_all(seeds),
        codes_for_sex(seeds),
        swapped(seeds),
        other_people(seeds),
        long_headings(seeds),
        full_and_given(seeds),
    ]
}

fn two_rows(name: &str, seeds: &mut Seeds, merge: bool, kind: Kind) -> List {
    let columns = &[
        Col::Count,
        Col::Name,
        Col::Day,
        Col::Month,
        Col::Year,
        Col::TickMale,
        Col::TickFemale,
        Col::Number,
        Col::Extra("Ngày cấp"),
    ];
    let mut list = seeds.of(name, 9, columns).kind(kind);
    list.headings = vec![
        texts(&["TT", "Họ và tên", "Ngày, tháng, năm sinh", "", "", "Giới tính", "", "Giấy tờ tuỳ thân", ""]),
        texts(&["", "", "Ngày", "Tháng", "Năm", "Nam", "Nữ", "Số CCCD", "Ngày cấp"]),
    ];
    if merge {
        list.merged = vec![(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 6), (0, 7, 0, 8)];
    }
    list.each(|_, row| row.set(Col::Extra("Ngày cấp"), "30/03/2021").takes("issued", "2021-03-30").done())
}

/// One heading over surname and given name. Without merging, the second column has no heading.
fn merged_name(seeds: &mut Seeds, merge: bool) -> List {
    let name = if merge { "one heading merged over both parts of the name" } else { "given names without a heading" };
    let mut list = seeds.of(name, 9, &[Col::Count, Col::Surname, Col::Given, Col::Birth, Col::Number]);
    list = list.heading(Col::Surname, "Họ và tên").heading(Col::Given, "");
    if merge {
        list.merged = vec![(0, 1, 0, 2)];
    } else {
        list.kind = Kind::Separated(';', Bytes::Utf8);
        list.asked = vec![Col::Given];
    }
    list
}

fn english(seeds: &mut Seeds) -> List {
    let list = seeds.usual("headings in English");
    let list = list.heading(Col::Count, "No.").heading(Col::Code, "Employee ID").heading(Col::Name, "Full name");
    let list =
        list.heading(Col::Birth, "Date of birth").heading(Col::Sex, "Gender").heading(Col::Number, "ID card No.");
    let list = list
        .heading(Col::Department, "Department")
        .heading(Col::Phone, "Mobile")
        .heading(Col::Address, "Permanent address");
    list.each(|person, row| row.set(Col::Sex, if person.is_woman() { "Female" } else { "M" }).done())
}

fn without_marks(seeds: &mut Seeds) -> List {
    let list = seeds.usual("headings without marks, in capitals");
    let list =
        list.heading(Col::Name, "HO VA TEN").heading(Col::Birth, "NGAY THANG NAM SINH").heading(Col::Sex, "GIOI TINH");
    let list = list
        .heading(Col::Number, "SO CAN CUOC CONG DAN")
        .heading(Col::Department, "PHAN XUONG")
        .heading(Col::Phone, "SDT");
    list.heading(Col::Code, "MA SO NHAN VIEN").heading(Col::Address, "HO KHAU THUONG TRU")
}

fn without_headings(seeds: &mut Seeds) -> List {
    let columns = &[Col::Count, Col::Name, Col::Birth, Col::Sex, Col::Number];
    let mut list = seeds.of("no headings at all", 12, columns);
    list.headings.clear();
    list.asked = columns.to_vec();
    list
}

fn far_down(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("headings in row 31");
    list.above =
        (0..30).map(|at| if at % 7 == 0 { texts(&["", "", "Trang bìa của báo cáo"]) } else { vec![] }).collect();
    list
}

fn unknown_columns(seeds: &mut Seeds) -> List {
    let extra = [Col::Extra("Cỡ áo"), Col::Extra("Xe đưa đón"), Col::Extra("Lương"), Col::Extra("Ngày vào làm")];
    let columns: Vec<Col> = USUAL.iter().copied().chain(extra).collect();
    seeds.of("columns that nobody needs", 9, &columns).each(|_, row| {
        row.set(extra[0], "XL")
            .set(extra[1], "Tuyến 3")
            .set(extra[2], Ink::Number(9_500_000.0))
            .set(extra[3], "01/02/2020");
    })
}

fn hundred_columns(seeds: &mut Seeds) -> List {
    let columns: Vec<Col> = USUAL.iter().copied().chain([Col::Extra("Tháng 1"); 1]).collect();
    let mut list = seeds.of("a hundred columns", 9, &columns);
    list.headings[0].extend((2..=91).map(|at| Ink::text(format!("Công {at}"))));
    list
}

fn named_date_parts(seeds: &mut Seeds) -> List {
    let list = seeds.of(
        "Ngày sinh, Tháng sinh, Năm sinh",
        9,
        &[Col::Count, Col::Name, Col::Day, Col::Month, Col::Year, Col::Number],
    );
    list.heading(Col::Day, "Ngày sinh").heading(Col::Month, "Tháng sinh").heading(Col::Year, "Năm sinh")
}

fn two_ticks(seeds: &mut Seeds) -> List {
    seeds.of(
        "ticks in two columns",
        9,
        &[Col::Count, Col::Name, Col::Birth, Col::TickMale, Col::TickFemale, Col::Number],
    )
}

/// "Năm sinh" over "Nam" and "Nữ": the column that holds the date says the sex.
fn births_by_sex(seeds: &mut Seeds) -> List {
    let mut list = seeds.of(
        "the birth date under Nam or Nữ",
        9,
        &[Col::Count, Col::Name, Col::TickMale, Col::TickFemale, Col::Number],
    );
    list.headings =
        vec![texts(&["TT", "Họ và tên", "Ngày tháng năm sinh", "", "Số CCCD"]), texts(&["", "", "Nam", "Nữ", ""])];
    list.each(|person, row| {
        let (year, month, day) = person.born();
        let (own, other) =
            if person.is_woman() { (Col::TickFemale, Col::TickMale) } else { (Col::TickMale, Col::TickFemale) };
        row.set(own, format!("{day}/{month}/{year}")).set(other, Ink::Blank).takes("birth", person.get("birth"));
    })
}

/// A column "Nữ" in which nobody has a tick was not filled in: it does not make men of everybody.
fn no_tick_at_all(seeds: &mut Seeds) -> List {
    seeds
        .of(
            "a column for women without any tick",
            9,
            &[Col::Count, Col::Name, Col::Birth, Col::TickFemale, Col::Number],
        )
        .each(|_, row| {
            row.set(Col::TickFemale, Ink::Blank).takes("sex", "");
        })
}

/// 1 and 0, which the personal numbers prove.
fn codes_for_sex(seeds: &mut Seeds) -> List {
    let list = seeds.of("1 and 0 for the sex", 20, &[Col::Count, Col::Name, Col::Birth, Col::Sex, Col::Number]);
    list.each(|person, row| row.set(Col::Sex, Ink::Number(if person.is_woman() { 0.0 } else { 1.0 })).done())
}

/// Somebody moved the values and left the headings.
fn swapped(seeds: &mut Seeds) -> List {
    seeds.usual("numbers under the heading of the names").each(|person, row| {
        row.set(Col::Name, person.get("number")).set(Col::Number, person.get("name"));
        row.refused("number_not_digits", Col::Number);
    })
}

/// Names of other people stand beside those of the list.
fn other_people(seeds: &mut Seeds) -> List {
    let extra = [Col::Extra("Họ tên cha"), Col::Extra("Họ tên vợ (chồng)"), Col::Extra("Người liên hệ khẩn cấp")];
    let columns: Vec<Col> = extra.iter().copied().chain(USUAL.iter().copied()).collect();
    seeds.of("fathers and wives in columns before the names", 9, &columns).each(|_, row| {
        row.set(extra[0], "Lê Văn Cha").set(extra[1], "Trần Thị Vợ").set(extra[2], "Hồ Văn Gọi 0900000000");
    })
}

fn long_headings(seeds: &mut Seeds) -> List {
    let list = seeds.usual("headings with remarks in them");
    let list = list
        .heading(Col::Name, "Họ và tên (*)\n(viết chữ in hoa có dấu)")
        .heading(Col::Birth, "Ngày sinh\n(dd/mm/yyyy)");
    list.heading(Col::Number, "Số CCCD/CMND (*)").heading(Col::Phone, "Số ĐT liên hệ")
}

/// A column of given names that only repeats the end of the full name.
fn full_and_given(seeds: &mut Seeds) -> List {
    let mut list = seeds.of(
        "full names, and the given name once more",
        9,
        &[Col::Count, Col::Name, Col::Given, Col::Birth, Col::Number],
    );
    list.asked = vec![Col::Given];
    list
}
