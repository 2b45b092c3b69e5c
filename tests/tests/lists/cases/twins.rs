//! One person twice in a list: graded, told, never put together.

use super::super::list::{Col, List, Row};
use super::super::paper::Ink;
use super::super::people::Person;
use super::Seeds;

const BARE: &[Col] = &[Col::Count, Col::Code, Col::Name, Col::Birth, Col::Old, Col::Number];

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    let without = |cols: &'static [Col]| {
        move |row: &mut Row| {
            for col in cols {
                let field = if *col == Col::Number {
                    "number"
                } else if *col == Col::Old {
                    "old_number"
                } else {
                    "staff_code"
                };
                row.set(*col, Ink::Blank).takes(field, "");
            }
        }
    };
    vec![
        twice(seeds, "a number twice", without(&[]), |row| row.refused("number_duplicate_in_list", Col::Number)),
        twice(seeds, "an old number twice with name and birth", without(&[Col::Number]), |row| {
            row.refused("duplicate_old_number_in_list", Col::Old);
        }),
        twice(seeds, "name and birth twice, nothing else", without(&[Col::Number, Col::Old, Col::Code]), |row| {
            row.refused("duplicate_in_list", Col::Name);
        }),
        namesakes(seeds),
        weak(seeds),
        old_number_of_another(seeds),
    ]
}

/// The first person again in row 8, as the first row has them.
fn twice(seeds: &mut Seeds, name: &str, strip: impl Fn(&mut Row), verdict: impl Fn(&mut Row)) -> List {
    let list = seeds.of(name, 9, BARE).each(|_, row| strip(row));
    let first = list.people[0].clone();
    list.one(6, |_, row| {
        *row = copy(&first, row);
        strip(row);
        verdict(row);
    })
}

fn copy(person: &Person, row: &Row) -> Row {
    let (year, month, day) = person.born();
    let mut copied = row.clone();
    copied.set(Col::Name, person.get("name")).set(Col::Birth, format!("{day}/{month}/{year}"));
    copied
        .set(Col::Number, person.get("number"))
        .set(Col::Old, person.get("old_number"))
        .set(Col::Code, person.get("staff_code"));
    for field in ["name", "birth", "number", "old_number", "staff_code"] {
        copied.takes(field, person.get(field));
    }
    copied
}

/// Same name and birth date, other number: perhaps one person, perhaps two.
fn namesakes(seeds: &mut Seeds) -> List {
    let list = seeds.of("same name and birth date, other numbers", 9, BARE);
    let first = list.people[0].clone();
    list.one(6, |person, row| {
        *row = copy(&first, row);
        let century = &first.get("number")[3..6];
        let number = format!("{}{century}{}", &person.get("number")[..3], &person.get("number")[6..]);
        row.set(Col::Number, number.as_str()).set(Col::Old, Ink::Blank).set(Col::Code, person.get("staff_code"));
        row.takes("number", &number).takes("old_number", "").takes("staff_code", person.get("staff_code"));
        row.warned("duplicate_likely_in_list");
    })
}

/// Same name and year, the day unknown.
fn weak(seeds: &mut Seeds) -> List {
    let list = seeds.of("same name and year", 9, &[Col::Count, Col::Name, Col::Birth, Col::Department]);
    let first = list.people[0].clone();
    list.one(6, |_, row| {
        let year = first.born().0;
        row.set(Col::Name, first.get("name")).set(Col::Birth, format!("01/01/{year}"));
        row.takes("name", first.get("name")).takes("birth", &format!("{year}-01-01")).warned("duplicate_weak_in_list");
    })
}

/// An old number alone proves nothing: 50,000 were given twice.
fn old_number_of_another(seeds: &mut Seeds) -> List {
    let list = seeds.of("one old number, two people", 9, BARE);
    let old = list.people[0].get("old_number").to_owned();
    list.one(6, |_, row| row.set(Col::Old, old.as_str()).takes("old_number", &old).done())
}
