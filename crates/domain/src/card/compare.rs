//! A scan and a row of the roster, field by field.

use serde::Serialize;
use ts_rs::TS;

use super::{PlainName, Scan};
use crate::person::{Birth, Fields, PersonField};
use crate::text::{clean, fold, search_key};

/// How a field of a card and of a list agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// They say the same, as far as the card can say it.
    Same,
    /// Only marks, capitals, or the words for kinds of places differ.
    Marks,
    /// One of the birth dates is less exact than the other.
    LessExact,
    /// They say different things.
    Differs,
    /// Only the card has it.
    OnlyCard,
    /// Only the list has it, or the scan lost it.
    OnlyList,
}

/// A field that a card can have, and what both say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldDifference {
    /// Which field.
    pub field: PersonField,
    /// How they agree.
    pub agreement: Agreement,
    /// What the card says; a name may be the ASCII of its machine-readable zone.
    pub card: Option<String>,
    /// What the list says.
    pub listed: Option<String>,
}

/// Compares a scan with the canonical fields of a person. Fields that neither has are left out.
pub fn compare(scan: &Scan, listed: &Fields) -> Vec<FieldDifference> {
    let shown = scan.shown();
    let plain = scan.plain_name.as_ref().map(|plain| plain.text.clone());
    let cards = [
        (PersonField::Name, shown.name.or(plain)),
        (PersonField::Birth, shown.birth),
        (PersonField::Sex, shown.sex),
        (PersonField::Number, shown.number),
        (PersonField::OldNumber, shown.old_number),
        (PersonField::Address, shown.address),
        (PersonField::Issued, shown.issued),
    ];
    let differences = cards.into_iter().filter_map(|(field, card)| {
        let listed = listed.get(&field).cloned();
        let agreement = match (&card, &listed) {
            (None, None) => return None,
            (Some(_), None) => Agreement::OnlyCard,
            (None, Some(_)) => Agreement::OnlyList,
            (Some(card), Some(listed)) => agreement(scan, field, card, listed),
        };
        Some(FieldDifference { field, agreement, card, listed })
    });
    differences.collect()
}

fn agreement(scan: &Scan, field: PersonField, card: &str, listed: &str) -> Agreement {
    match field {
        PersonField::Name => match (&scan.name, &scan.plain_name) {
            (None, Some(plain)) => of_plain_names(plain, listed),
            (Some(_), _) | (None, None) => of_names(card, listed),
        },
        PersonField::Birth => of_births(card, listed),
        PersonField::Address => of_addresses(card, listed),
        PersonField::Sex
        | PersonField::Number
        | PersonField::OldNumber
        | PersonField::Paper
        | PersonField::Issued
        | PersonField::Expires
        | PersonField::Request
        | PersonField::Residence
        | PersonField::StaffCode
        | PersonField::Department
        | PersonField::Phone
        | PersonField::Note => if_same(card == listed),
    }
}

fn if_same(same: bool) -> Agreement {
    if same { Agreement::Same } else { Agreement::Differs }
}

fn of_names(card: &str, listed: &str) -> Agreement {
    if clean(card) == clean(listed) {
        Agreement::Same
    } else if search_key(card) == search_key(listed) {
        Agreement::Marks
    } else {
        Agreement::Differs
    }
}

/// ASCII letters confirm a name as far as they go. Where words end says nothing: the zone drops apostrophes.
fn of_plain_names(plain: &PlainName, listed: &str) -> Agreement {
    let letters = |text: &str| fold(text).replace(' ', "");
    let (card, listed) = (letters(&plain.text), letters(listed));
    if_same(card == listed || plain.cut && listed.starts_with(&card))
}

fn of_births(card: &str, listed: &str) -> Agreement {
    let (Ok(on_card), Ok(in_list)) = (card.parse::<Birth>(), listed.parse::<Birth>()) else {
        return if_same(card == listed);
    };
    let less_exact = |less: Birth, more: Birth| match (less, more) {
        (Birth::Year(year), more) => year == more.year(),
        // 01/01 stands for a day that the office did not know.
        (Birth::Day(_), more) if less.evidence().is_none() => less.year() == more.year(),
        (Birth::Month { .. }, Birth::Day(_)) => more.to_string().starts_with(&less.to_string()),
        (Birth::Day(_) | Birth::Month { .. }, _) => false,
    };
    if on_card == in_list {
        Agreement::Same
    } else if less_exact(on_card, in_list) || less_exact(in_list, on_card) {
        Agreement::LessExact
    } else {
        Agreement::Differs
    }
}

/// Words for kinds of places, folded, with what people write for them.
const KINDS: &[(&str, &[&str])] = &[
    ("phuong", &["phuong", "p"]),
    ("xa", &["xa", "x"]),
    ("thi tran", &["thi tran", "tt"]),
    ("quan", &["quan", "q"]),
    ("huyen", &["huyen", "h"]),
    ("thi xa", &["thi xa", "tx"]),
    ("thanh pho", &["thanh pho", "tp"]),
    ("tinh", &["tinh"]),
];

fn of_addresses(card: &str, listed: &str) -> Agreement {
    if clean(card) == clean(listed) {
        return Agreement::Same;
    }
    let parts = |text: &str| text.split(',').map(place).filter(|(_, name)| !name.is_empty()).collect::<Vec<_>>();
    let (card, listed) = (parts(card), parts(listed));
    let alike = card.len() == listed.len() && card.iter().zip(&listed).all(|(a, b)| same_place(a, b));
    if alike { Agreement::Marks } else { Agreement::Differs }
}

/// The kind of a place, if it is said, and its name: `TP. Hồ Chí Minh` is `(thanh pho, ho chi minh)`.
fn place(part: &str) -> (Option<&'static str>, String) {
    let folded = fold(&part.replace('.', ". ")).replace('.', "");
    let kind = KINDS.iter().find_map(|(kind, ways)| {
        let name = ways.iter().find_map(|way| folded.strip_prefix(way)?.strip_prefix(' '))?;
        Some((Some(*kind), name.trim().to_owned()))
    });
    kind.unwrap_or((None, folded))
}

/// A kind left out on one side says nothing, but `Quận 7` and `7` may be two places.
fn same_place(a: &(Option<&str>, String), b: &(Option<&str>, String)) -> bool {
    let numbered = a.1.bytes().next().is_some_and(|b| b.is_ascii_digit());
    a.1 == b.1 && (a.0 == b.0 || !numbered && (a.0.is_none() || b.0.is_none()))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::card::scan;

    const QR: &str = "001190000001|012345678|Nguyễn Thị Ánh Minh|15081990|Nữ|Láng Hạ, Quận 7, TP. Hà Nội|10042021";
    const ZONE: &str = "IDVNM1960000066001196000006<<7\n9609093F3609091VNM<<<<<<<<<<<4\nCONG<<TANG<TON<NU<THI<HUYEN<TR";

    fn against(text: &str, listed: &[(PersonField, &str)]) -> Vec<(PersonField, Agreement)> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let listed = listed.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
        compare(&scan(text, today), &listed).into_iter().map(|found| (found.field, found.agreement)).collect()
    }

    fn one(text: &str, field: PersonField, listed: &str) -> Agreement {
        let found = against(text, &[(field, listed)]);
        found.into_iter().find(|(of, _)| *of == field).expect("compared").1
    }

    #[test]
    fn every_field_of_a_card_is_compared() {
        let listed = [(PersonField::Number, "001190000001"), (PersonField::Birth, "1990-08-15")];
        assert_eq!(
            against(QR, &listed),
            [
                (PersonField::Name, Agreement::OnlyCard),
                (PersonField::Birth, Agreement::Same),
                (PersonField::Sex, Agreement::OnlyCard),
                (PersonField::Number, Agreement::Same),
                (PersonField::OldNumber, Agreement::OnlyCard),
                (PersonField::Address, Agreement::OnlyCard),
                (PersonField::Issued, Agreement::OnlyCard),
            ]
        );
        assert_eq!(one(&ZONE.replace('\n', ""), PersonField::Address, "Huế"), Agreement::OnlyList);
    }

    #[test]
    fn fields_agree_in_their_own_ways() {
        for (field, listed, agreement) in [
            (PersonField::Name, "Nguyễn Thị Ánh Minh", Agreement::Same),
            (PersonField::Name, "NGUYỄN THỊ ÁNH MINH", Agreement::Marks),
            (PersonField::Name, "Nguyen Thi Anh Minh", Agreement::Marks),
            (PersonField::Name, "Nguyễn Thị Minh Anh", Agreement::Differs),
            (PersonField::Birth, "1990", Agreement::LessExact),
            (PersonField::Birth, "1990-08", Agreement::LessExact),
            (PersonField::Birth, "1990-01-01", Agreement::LessExact),
            (PersonField::Birth, "1990-09", Agreement::Differs),
            (PersonField::Birth, "1991", Agreement::Differs),
            (PersonField::Birth, "1990-08-16", Agreement::Differs),
            (PersonField::Sex, "male", Agreement::Differs),
            (PersonField::OldNumber, "012345679", Agreement::Differs),
            (PersonField::Address, "Phường Láng Hạ, Q. 7, Thành phố Hà Nội", Agreement::Marks),
            (PersonField::Address, "lang ha, quan 7, ha noi", Agreement::Marks),
            (PersonField::Address, "Láng Hạ, 7, Hà Nội", Agreement::Differs),
            (PersonField::Address, "Láng Hạ, Quận 7, Tỉnh Hà Nội", Agreement::Differs),
            (PersonField::Address, "Láng Hạ, Hà Nội", Agreement::Differs),
        ] {
            assert_eq!(one(QR, field, listed), agreement, "{listed}");
        }
    }

    #[test]
    fn a_plain_name_confirms_as_far_as_it_goes() {
        for (listed, agreement) in [
            ("Công Tằng Tôn Nữ Thị Huyền Trân Ngọc", Agreement::Same),
            ("Công Tằng Tôn Nữ Thị Huyền Trâm", Agreement::Same),
            ("Công Tằng Tôn Nữ Thị Huyền", Agreement::Differs),
            ("Công Tằng Tôn Nữ Thị Hương", Agreement::Differs),
        ] {
            assert_eq!(one(ZONE, PersonField::Name, listed), agreement, "{listed}");
        }
    }
}
