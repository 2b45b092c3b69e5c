//! Personal numbers as spreadsheets and people maim them.

use super::super::list::{Col, List};
use super::super::paper::{Bytes, Ink};
use super::Seeds;

const REFUSED: &[(&str, &str)] = &[
    ("1,19E+09", "number_scientific"),
    ("1.19E+11", "number_scientific"),
    ("0912345678", "number_is_phone"),
    ("912345678", "number_is_phone"),
    ("84912345678", "number_is_phone"),
    ("12345678", "number_zeros_unproven"),
    ("00109000001", "number_length"),
    ("0010900000012", "number_length"),
    ("12345", "number_length"),
    ("00109000000O", "number_not_digits"),
    ("B1234567", "number_not_digits"),
    ("chưa có", "number_not_digits"),
    ("đang làm lại", "number_not_digits"),
    ("001090000001/012345678", "number_not_digits"),
    ("001090000001 (cũ)", "number_not_digits"),
];

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    vec![
        eaten(seeds, "zeros eaten, birth and sex prove them", |person| person.parse().expect("digits")),
        unproven(seeds, "zeros eaten, no birth date to prove them", Col::Birth),
        unproven(seeds, "zeros eaten, no sex to prove them", Col::Sex),
        spaced(seeds),
        refused(seeds),
        lost_in_csv(seeds),
        old_in_the_column(seeds),
        own_column_for_old(seeds),
        two_old(seeds),
        disagreeing(seeds),
        unknown_province(seeds),
        formulas(seeds),
        errors(seeds),
        phones(seeds),
        guarded_csv(seeds),
    ]
}

/// A number cell has no leading zeros.
fn eaten(seeds: &mut Seeds, name: &str, number: fn(&str) -> f64) -> List {
    seeds.usual(name).each(|person, row| {
        row.set(Col::Number, Ink::Number(number(person.get("number")))).warned("number_zeros_restored");
    })
}

fn unproven(seeds: &mut Seeds, name: &str, without: Col) -> List {
    seeds.usual(name).each(|person, row| {
        let number: f64 = person.get("number").parse().expect("digits");
        row.set(Col::Number, Ink::Number(number))
            .set(without, Ink::Blank)
            .refused("number_zeros_unproven", Col::Number);
    })
}

fn spaced(seeds: &mut Seeds) -> List {
    let mut turn = 0;
    seeds.usual("digits in groups").each(|person, row| {
        let number = person.get("number");
        let groups = [&number[..3], &number[3..6], &number[6..9], &number[9..]];
        let written =
            [groups.join(" "), groups.join("."), groups.join("-"), format!("'{number}"), format!("{number}\u{a0}")];
        row.set(Col::Number, written[turn % written.len()].as_str());
        turn += 1;
    })
}

fn refused(seeds: &mut Seeds) -> List {
    let mut cases = REFUSED.iter();
    seeds.of("texts that are no numbers", REFUSED.len() + 3, super::USUAL).each(|_, row| {
        if let Some((text, code)) = cases.next() {
            row.set(Col::Number, *text).refused(code, Col::Number);
        }
    })
}

fn lost_in_csv(seeds: &mut Seeds) -> List {
    seeds.usual("numbers that csv kept as 3.4E+10").separated(';', Bytes::Utf8).each(|person, row| {
        let number: f64 = person.get("number").parse().expect("digits");
        row.set(Col::Number, format!("{number:.2E}").replace('E', "E+")).refused("number_scientific", Col::Number);
    })
}

fn old_in_the_column(seeds: &mut Seeds) -> List {
    let mut turn = 0;
    seeds.usual("old and new numbers in one column").each(|person, row| {
        turn += 1;
        if turn % 2 == 0 {
            row.set(Col::Number, person.get("old_number"))
                .takes("number", "")
                .takes("old_number", person.get("old_number"));
        }
    })
}

fn own_column_for_old(seeds: &mut Seeds) -> List {
    let list =
        seeds.of("a column for each number", 9, &[Col::Count, Col::Name, Col::Birth, Col::Sex, Col::Old, Col::Number]);
    let list = list.heading(Col::Old, "Số CMND").heading(Col::Number, "Số CCCD");
    list.one(2, |_, row| row.set(Col::Old, "1234567").takes("old_number", "").warned("old_number_length").done())
}

fn two_old(seeds: &mut Seeds) -> List {
    let list = seeds.of("two different old numbers", 9, &[Col::Name, Col::Birth, Col::Sex, Col::Old, Col::Number]);
    list.one(4, |_, row| row.set(Col::Number, "031234567").refused("number_length", Col::Number))
}

/// Lawful since 1/7/2024, so taken and told.
fn disagreeing(seeds: &mut Seeds) -> List {
    let list = seeds.usual("numbers that say another sex or year");
    let list = list.one(1, |person, row| {
        let (sex, said) = if person.is_woman() { ("Nam", "male") } else { ("Nữ", "female") };
        row.set(Col::Sex, sex).takes("sex", said).warned("number_sex_disagrees");
    });
    list.one(3, |person, row| {
        let (year, month, day) = person.born();
        row.set(Col::Birth, format!("{day:02}/{month:02}/{}", year - 1));
        row.takes("birth", &format!("{}-{month:02}-{day:02}", year - 1)).warned("number_birth_disagrees");
    })
}

fn unknown_province(seeds: &mut Seeds) -> List {
    seeds.usual("born abroad").one(2, |person, row| {
        let number = format!("127{}", &person.get("number")[3..]);
        row.set(Col::Number, number.as_str()).takes("number", &number).warned("number_province_unknown");
    })
}

fn formulas(seeds: &mut Seeds) -> List {
    let list = seeds.usual("formulas, calculated or not").each(|person, row| {
        row.set(Col::Number, Ink::Formula("=VLOOKUP(A2,X:Y,2,0)", Some(person.get("number").to_owned())));
        // What a formula found is a number, without its zeros.
        row.warned("number_zeros_restored");
    });
    list.one(5, |_, row| row.set(Col::Number, Ink::Formula("=B2", None)).refused("formula_without_value", Col::Number))
}

fn errors(seeds: &mut Seeds) -> List {
    let list = seeds.usual("errors of the spreadsheet");
    let list = list.one(1, |_, row| row.set(Col::Number, Ink::Error("#N/A")).refused("cell_error", Col::Number));
    let list = list.one(2, |_, row| row.set(Col::Birth, Ink::Error("#REF!")).refused("cell_error", Col::Birth));
    let list = list.one(3, |_, row| row.set(Col::Name, Ink::Error("#NAME?")).refused("cell_error", Col::Name));
    list.one(4, |_, row| {
        row.set(Col::Department, Ink::Error("#VALUE!")).takes("department", "").warned("cell_error").done()
    })
}

fn phones(seeds: &mut Seeds) -> List {
    let list = seeds.usual("telephones in every shape").each(|person, row| {
        let phone: f64 = person.get("phone").parse().expect("digits");
        row.set(Col::Phone, Ink::Number(phone));
    });
    let list = list.one(1, |person, row| row.set(Col::Phone, format!("+84 {}", &person.get("phone")[1..])).done());
    let list = list.one(2, |person, row| {
        row.set(Col::Phone, format!("{} / 0987654321", person.get("phone"))).warned("phone_odd").done()
    });
    let list = list.one(3, |_, row| row.set(Col::Phone, "chưa có").takes("phone", "").warned("phone_odd").done());
    list.one(4, |_, row| row.set(Col::Phone, "12345").takes("phone", "12345").warned("phone_odd").done())
}

fn guarded_csv(seeds: &mut Seeds) -> List {
    seeds.usual("numbers guarded from Excel in csv").separated(',', Bytes::Utf8).each(|person, row| {
        row.set(Col::Number, format!("=\"{}\"", person.get("number")));
    })
}
