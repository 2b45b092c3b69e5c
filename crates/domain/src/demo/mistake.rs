//! Lists with the mistakes that real lists have, each known, so that a test can ask whether it was found.

use super::chance::Chance;
use super::people::{DemoPerson, people};
use super::{DemoRow, Order};
use crate::due::write_word;
use crate::finding::FindingCode;
use crate::person::{PersonField, RawFields, RawValue};

/// One mistake of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mistake {
    /// The number was typed into a number cell.
    ZerosEaten,
    /// The same, and nobody wrote down the sex.
    ZerosEatenUnproven,
    /// A digit is missing.
    DigitMissing,
    /// `1,19E+09`.
    Scientific,
    /// The letter O for a zero.
    LetterInNumber,
    /// The telephone number in the column of the number.
    PhoneForNumber,
    /// The number of an earlier row.
    NumberOfAnother,
    /// The other sex.
    SexSwapped,
    /// Nobody can say what it means.
    SexUnclear,
    /// Ten years off.
    YearSlipped,
    /// 31 February.
    NoSuchDay,
    /// A birth to come.
    BirthToCome,
    /// Only the year.
    YearOnly,
    /// Only month and year.
    MonthOnly,
    /// No name.
    NoName,
    /// No capitals.
    LowerCase,
    /// A number after the name, as HR tells namesakes apart.
    NumberedName,
    /// A telephone number without its last digits.
    PhoneCut,
}

impl Mistake {
    /// Every mistake there is.
    pub const ALL: [Mistake; 18] = [
        Mistake::ZerosEaten,
        Mistake::ZerosEatenUnproven,
        Mistake::DigitMissing,
        Mistake::Scientific,
        Mistake::LetterInNumber,
        Mistake::PhoneForNumber,
        Mistake::NumberOfAnother,
        Mistake::SexSwapped,
        Mistake::SexUnclear,
        Mistake::YearSlipped,
        Mistake::NoSuchDay,
        Mistake::BirthToCome,
        Mistake::YearOnly,
        Mistake::MonthOnly,
        Mistake::NoName,
        Mistake::LowerCase,
        Mistake::NumberedName,
        Mistake::PhoneCut,
    ];

    /// The finding that must tell it.
    pub fn code(self) -> FindingCode {
        match self {
            Mistake::ZerosEaten => FindingCode::NumberZerosRestored,
            Mistake::ZerosEatenUnproven => FindingCode::NumberZerosUnproven,
            Mistake::DigitMissing => FindingCode::NumberLength,
            Mistake::Scientific => FindingCode::NumberScientific,
            Mistake::LetterInNumber => FindingCode::NumberNotDigits,
            Mistake::PhoneForNumber => FindingCode::NumberIsPhone,
            Mistake::NumberOfAnother => FindingCode::NumberDuplicateInList,
            Mistake::SexSwapped => FindingCode::NumberSexDisagrees,
            Mistake::SexUnclear => FindingCode::SexUnreadable,
            Mistake::YearSlipped => FindingCode::NumberBirthDisagrees,
            Mistake::NoSuchDay => FindingCode::BirthUnreal,
            Mistake::BirthToCome => FindingCode::BirthFuture,
            Mistake::YearOnly => FindingCode::BirthYearOnly,
            Mistake::MonthOnly => FindingCode::BirthMonthOnly,
            Mistake::NoName => FindingCode::NameMissing,
            Mistake::LowerCase => FindingCode::NameLowerCase,
            Mistake::NumberedName => FindingCode::NameOddCharacters,
            Mistake::PhoneCut => FindingCode::PhoneOdd,
        }
    }
}

/// A list as HR would send it, with as many mistakes as ordered.
pub fn list(order: Order) -> Vec<DemoRow> {
    // Apart from the chance that makes the people, so that they stay the same whatever the mistakes.
    let mut chance = Chance::new(order.seed ^ 0x6d69_7374_616b_6573);
    let mut earlier_number: Option<String> = None;
    let mut rows = Vec::with_capacity(order.people);
    for truth in people(order.seed, order.people, order.today) {
        let mut listed = as_listed(&truth);
        let planted = chance.per_mille(order.mistakes_per_mille).then(|| *chance.pick(&Mistake::ALL));
        let mistake =
            planted.filter(|mistake| plant(*mistake, &truth, &mut listed, earlier_number.as_deref()).is_some());
        if mistake.is_none() {
            earlier_number = truth.fields.get(&PersonField::Number).cloned().or(earlier_number);
        }
        rows.push(DemoRow { truth, listed, mistake });
    }
    rows
}

/// The way HR writes it: dates day first, words in Vietnamese.
fn as_listed(truth: &DemoPerson) -> RawFields {
    let written = truth.fields.iter().map(|(field, value)| {
        let text = match (field, value.as_str()) {
            (PersonField::Expires, "never") => "Không thời hạn".to_owned(),
            (PersonField::Birth | PersonField::Issued | PersonField::Expires, iso) => {
                iso.split('-').rev().collect::<Vec<_>>().join("/")
            }
            (PersonField::Sex, "female") => "Nữ".to_owned(),
            (PersonField::Sex, _) => "Nam".to_owned(),
            (field, value) => write_word(*field, value).unwrap_or(value).to_owned(),
        };
        (*field, RawValue::Text(text))
    });
    written.collect()
}

/// Plants a mistake; `None`, and nothing changed, when the person has not what it takes.
fn plant(mistake: Mistake, truth: &DemoPerson, listed: &mut RawFields, earlier_number: Option<&str>) -> Option<()> {
    let number = truth.fields.get(&PersonField::Number);
    let phone = truth.fields.get(&PersonField::Phone);
    let name = truth.fields.get(&PersonField::Name)?;
    let [year, month, _] = truth.fields.get(&PersonField::Birth)?.split('-').collect::<Vec<_>>()[..] else {
        return None;
    };
    let (field, value) = match mistake {
        Mistake::ZerosEaten => (PersonField::Number, RawValue::Number(number?.parse().ok()?)),
        Mistake::ZerosEatenUnproven => {
            let eaten = RawValue::Number(number?.parse().ok()?);
            listed.remove(&PersonField::Sex);
            (PersonField::Number, eaten)
        }
        // Eleven digits that begin with 02 look like a telephone number, which is told instead.
        Mistake::DigitMissing => (PersonField::Number, number.filter(|number| !number.starts_with("02"))?[..11].into()),
        Mistake::Scientific => (PersonField::Number, "1,19E+09".into()),
        Mistake::LetterInNumber => (PersonField::Number, number?.replacen('0', "O", 1).as_str().into()),
        Mistake::PhoneForNumber => (PersonField::Number, phone?.as_str().into()),
        Mistake::NumberOfAnother => (PersonField::Number, number.and(earlier_number)?.into()),
        Mistake::SexSwapped => {
            let female = truth.fields.get(&PersonField::Sex).is_some_and(|sex| sex == "female");
            (PersonField::Sex, number.map(|_| if female { "Nam" } else { "Nữ" })?.into())
        }
        Mistake::SexUnclear => (PersonField::Sex, "?".into()),
        Mistake::YearSlipped => {
            let slipped: i32 = number.and(year.parse().ok())?;
            (PersonField::Birth, format!("02/{month}/{}", slipped - 10).as_str().into())
        }
        Mistake::NoSuchDay => (PersonField::Birth, format!("31/02/{year}").as_str().into()),
        Mistake::BirthToCome => (PersonField::Birth, "15/08/2190".into()),
        Mistake::YearOnly => (PersonField::Birth, year.into()),
        Mistake::MonthOnly => (PersonField::Birth, format!("{month}/{year}").as_str().into()),
        Mistake::NoName => (PersonField::Name, "".into()),
        Mistake::LowerCase => (PersonField::Name, name.to_lowercase().as_str().into()),
        Mistake::NumberedName => (PersonField::Name, format!("{name} (2)").as_str().into()),
        Mistake::PhoneCut => (PersonField::Phone, phone?[..7].into()),
    };
    listed.insert(field, value);
    Some(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::NaiveDate;

    use super::*;
    use crate::person::{DateSystem, check_fields};

    #[test]
    fn every_planted_mistake_is_found_and_nothing_else() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let rows = list(Order { seed: 11, people: 3_000, mistakes_per_mille: 300, today });
        let mut planted = HashSet::new();
        for row in &rows {
            let (_, findings) = check_fields(&row.listed, today, DateSystem::From1900);
            let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
            match row.mistake {
                None => assert_eq!(codes, []),
                // Told by the whole list only; see the tests of the list.
                Some(Mistake::NumberOfAnother) => {}
                Some(mistake) => {
                    assert!(codes.contains(&mistake.code()), "{mistake:?}: {codes:?}");
                }
            }
            planted.extend(row.mistake);
        }
        assert_eq!(planted.len(), Mistake::ALL.len());
    }
}
