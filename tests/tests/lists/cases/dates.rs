//! Birth dates: real dates, day counts, texts of every order, parts that nobody knows, days that never were.

use super::super::list::{Col, List, Row};
use super::super::paper::{Bytes, Ink, Kind};
use super::super::people::Person;
use super::Seeds;

type Case = (&'static str, &'static str);

/// Texts that are no birth date, and why.
const REFUSED: &[Case] = &[
    ("31/02/1990", "birth_unreal"),
    ("29/02/1990", "birth_unreal"),
    ("31/04/1990", "birth_unreal"),
    ("32/01/1990", "birth_unreal"),
    ("15/08/2090", "birth_future"),
    ("15/08/1890", "birth_too_old"),
    ("khoảng 1960", "birth_unreadable"),
    ("15/08/1990 (giấy khai sinh)", "birth_unreadable"),
    ("không nhớ", "birth_unreadable"),
    ("15/08/19900", "birth_unreadable"),
    ("15/tám/1990", "birth_unreadable"),
    ("1990?", "birth_unreadable"),
];

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    let mut lists = vec![
        each(seeds, "real dates", |(y, m, d)| Ink::Date(y, m, d, "dd/mm/yyyy")),
        each(seeds, "real dates shown the American way", |(y, m, d)| Ink::Date(y, m, d, "mm/dd/yyyy")),
        each(seeds, "real dates, ods", |(y, m, d)| Ink::Date(y, m, d, "dd/mm/yyyy")).kind(Kind::Ods),
        each(seeds, "real dates counted from 1904", |(y, m, d)| Ink::Date(y, m, d, "dd/mm/yyyy"))
            .kind(Kind::XlsxFrom1904),
        each(seeds, "texts with dots and no zeros", |(y, m, d)| Ink::text(format!("{d}.{m}.{y}"))),
        each(seeds, "texts with hyphens and an apostrophe", |(y, m, d)| Ink::text(format!("'{d:02}-{m:02}-{y}"))),
        each(seeds, "texts year first", |(y, m, d)| Ink::text(format!("{y}-{m:02}-{d:02}"))),
        each(seeds, "eight digits", |(y, m, d)| Ink::text(format!("{d:02}{m:02}{y}"))),
        each(seeds, "eight digits as a number, the first zero eaten", |(y, m, d)| {
            Ink::Number(f64::from(d) * 1e6 + f64::from(m) * 1e4 + f64::from(y))
        }),
        each(seeds, "dates spelt out", |(y, m, d)| Ink::text(format!("ngày {d} tháng {m} năm {y}"))),
        each(seeds, "dates with a time of day", |(y, m, d)| Ink::text(format!("{d:02}/{m:02}/{y} 00:00:00"))),
        each(seeds, "years of two digits", |(y, m, d)| Ink::text(format!("{d}/{m}/{:02}", y % 100))),
        serials(seeds),
        years(seeds),
        months(seeds),
        formatted_months(seeds),
        zeros(seeds),
        refused(seeds),
        futures(seeds),
        american(seeds),
        american_by_heading(seeds),
        swapped_by_a_program(seeds),
        first_of_january(seeds),
    ];
    lists.push(parts_missing(seeds));
    lists
}

fn each(seeds: &mut Seeds, name: &str, mut ink: impl FnMut((i32, u32, u32)) -> Ink) -> List {
    seeds.usual(name).each(|person, row| row.set(Col::Birth, ink(person.born())).done())
}

fn serials(seeds: &mut Seeds) -> List {
    // 33100 is 15 August 1990.
    seeds.usual("day counts that lost their format").each(|_, row| {
        row.set(Col::Birth, Ink::Number(33_100.0)).set(Col::Number, "").takes("number", "");
        row.takes("birth", "1990-08-15").warned("birth_serial");
    })
}

fn years(seeds: &mut Seeds) -> List {
    let mut turn = 0;
    seeds.usual("only the year").each(|person, row| {
        let year = person.born().0;
        turn += 1;
        let ink = if turn % 2 == 0 { Ink::Number(f64::from(year)) } else { Ink::text(format!("{year}")) };
        row.set(Col::Birth, ink).takes("birth", &format!("{year}")).warned("birth_year_only");
    })
}

fn months(seeds: &mut Seeds) -> List {
    seeds.usual("month and year").separated(',', Bytes::Utf8Marked).each(|person, row| {
        let (year, month, _) = person.born();
        row.set(Col::Birth, format!("{month:02}/{year}"));
        row.takes("birth", &format!("{year}-{month:02}")).warned("birth_month_only");
    })
}

/// Excel makes the first of August of `08/1990`; what it shows is what was typed.
fn formatted_months(seeds: &mut Seeds) -> List {
    let mut turn = 0;
    seeds.usual("month and year that Excel made a date of").each(|person, row| {
        let (year, month, _) = person.born();
        turn += 1;
        row.set(Col::Birth, Ink::Date(year, month, 1, if turn % 2 == 0 { "mm/yyyy" } else { "mmm-yy" }));
        row.takes("birth", &format!("{year}-{month:02}")).warned("birth_month_only");
    })
}

fn zeros(seeds: &mut Seeds) -> List {
    let mut turn = 0;
    seeds.usual("00/00 for what nobody knows").each(|person, row| {
        let (year, month, _) = person.born();
        turn += 1;
        if turn % 2 == 0 {
            row.set(Col::Birth, format!("00/00/{year}")).takes("birth", &format!("{year}")).warned("birth_year_only");
        } else {
            row.set(Col::Birth, format!("00/{month:02}/{year}"));
            row.takes("birth", &format!("{year}-{month:02}")).warned("birth_month_only");
        }
    })
}

fn refused(seeds: &mut Seeds) -> List {
    let mut cases = REFUSED.iter();
    seeds.of("texts that are no dates", REFUSED.len() + 4, super::USUAL).each(|_, row| {
        if let Some((text, code)) = cases.next() {
            row.set(Col::Birth, *text).refused(code, Col::Birth);
        }
    })
}

fn futures(seeds: &mut Seeds) -> List {
    seeds.usual("tomorrow, as a real date").one(3, |_, row| {
        row.set(Col::Birth, Ink::Date(2027, 1, 15, "dd/mm/yyyy")).refused("birth_future", Col::Birth);
    })
}

fn month_first(person: &Person, row: &mut Row) {
    let (year, month, day) = person.born();
    row.set(Col::Birth, format!("{month:02}/{day:02}/{year}"));
    // The same both ways is right both ways.
    if month != day {
        row.refused("birth_order_doubtful", Col::Birth);
    }
}

/// Some of the dates show that the month comes first; the others would be read wrongly and nobody would see it.
fn american(seeds: &mut Seeds) -> List {
    seeds.usual("texts month first").each(month_first)
}

fn american_by_heading(seeds: &mut Seeds) -> List {
    let list = seeds.usual("a heading that says mm/dd/yyyy").heading(Col::Birth, "DOB (mm/dd/yyyy)");
    let mut early = 0;
    list.each(|person, row| {
        early += 1;
        let (year, month, day) = person.born();
        let day = if day > 12 { (day % 11) + 1 } else { day };
        row.set(Col::Birth, format!("{month:02}/{day:02}/{year}"))
            .takes("birth", &format!("{year}-{month:02}-{day:02}"));
        if month != day {
            row.refused("birth_order_doubtful", Col::Birth);
        }
    })
}

/// A program with American settings swapped what it could read and left the rest as text.
fn swapped_by_a_program(seeds: &mut Seeds) -> List {
    seeds.usual("day and month swapped where a program could").each(|person, row| {
        let (year, month, day) = person.born();
        if day > 12 {
            row.set(Col::Birth, format!("{day}/{month}/{year}"));
        } else {
            row.set(Col::Birth, Ink::Date(year, day, month, "dd/mm/yyyy"));
            if day != month {
                row.refused("birth_order_doubtful", Col::Birth);
            }
        }
    })
}

fn first_of_january(seeds: &mut Seeds) -> List {
    seeds.usual("everybody born on 01/01").each(|person, row| {
        let year = person.born().0;
        row.set(Col::Birth, format!("01/01/{year}")).takes("birth", &format!("{year}-01-01"));
    })
}

fn parts_missing(seeds: &mut Seeds) -> List {
    let columns = &[Col::Count, Col::Name, Col::Day, Col::Month, Col::Year, Col::Number];
    let list = seeds.of("three columns with parts missing or unreal", 9, columns);
    let list = list.one(1, |person, row| {
        let year = person.born().0;
        row.set(Col::Day, Ink::Blank)
            .set(Col::Month, Ink::Blank)
            .takes("birth", &format!("{year}"))
            .warned("birth_year_only");
    });
    let list = list.one(2, |_, row| {
        row.set(Col::Day, Ink::Number(31.0)).set(Col::Month, Ink::Number(2.0)).refused("birth_unreal", Col::Day)
    });
    list.one(3, |_, row| row.set(Col::Year, Ink::Blank).refused("birth_unreadable", Col::Day))
}
