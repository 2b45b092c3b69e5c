//! People who do not exist.

use chrono::{Datelike, Days, NaiveDate};

use super::chance::Chance;
use super::paper::add_papers;
use super::words::{
    COMMUNES, DEPARTMENTS, DISTRICTS, GIVEN_FEMALE, GIVEN_MALE, HAMLETS, MIDDLE_FEMALE, MIDDLE_MALE, MINORITY_FEMALE,
    MINORITY_MALE, STREETS, SURNAMES,
};
use crate::person::{Fields, PersonField, Sex, provinces};

/// The paper a person holds before the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OldPaper {
    /// None yet.
    None,
    /// The CMND of 9 digits.
    Cmnd9,
    /// The CMND of 12 digits.
    Cmnd12,
    /// The card with a bar code, 2016 to 2020.
    Barcode,
    /// The card with a chip, from 2021.
    Chip,
}

/// A person who does not exist.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoPerson {
    /// Canonical fields. Whoever has no paper, or a CMND of 9 digits, has no personal number yet.
    pub fields: Fields,
    /// What they hold.
    pub paper: OldPaper,
}

/// Youngest and oldest, in years.
const AGES: (u32, u32) = (15, 75);
/// Out of a thousand, who was born and registered in the province of the unit (Hà Nội).
const LOCAL_PER_MILLE: u32 = 450;
const MINORITY_PER_MILLE: u32 = 25;
/// Serial numbers from here on are given to nobody: a province registers far fewer births of one sex a year.
const FIRST_SERIAL: u32 = 900_000;
/// How many different serials there are, and a step that visits them all.
const SERIALS: u32 = 100_000;
const SERIAL_STEP: u32 = 7_919;

/// Makes people; the same for the same seed, count and day.
pub fn people(seed: u64, count: usize, today: NaiveDate) -> Vec<DemoPerson> {
    let mut chance = Chance::new(seed);
    let mut people: Vec<DemoPerson> = (0..count as u32).map(|at| person(&mut chance, at, today)).collect();
    add_papers(seed, &mut people, today);
    people
}

fn person(chance: &mut Chance, at: u32, today: NaiveDate) -> DemoPerson {
    let sex = if chance.per_mille(560) { Sex::Female } else { Sex::Male };
    let birth = birth(chance, today);
    let age = today.year() - birth.year();
    let province = if chance.per_mille(LOCAL_PER_MILLE) { &provinces()[0] } else { chance.pick(provinces()) };
    let paper = paper(chance, age);
    let serial = (at.wrapping_mul(SERIAL_STEP)) % SERIALS;
    let mut fields = Fields::from([
        (PersonField::Name, name(chance, sex)),
        (PersonField::Birth, birth.to_string()),
        (PersonField::Sex, sex.as_str().to_owned()),
        (PersonField::StaffCode, format!("NV{:05}", at + 1)),
        (PersonField::Department, (*chance.weighted(DEPARTMENTS)).to_owned()),
        (PersonField::Address, address(chance, province.1)),
    ]);
    if chance.per_mille(930) {
        // 09000 is given to nobody.
        fields.insert(PersonField::Phone, format!("09000{serial:05}"));
    }
    match paper {
        OldPaper::None => {}
        OldPaper::Cmnd9 => {
            fields.insert(PersonField::OldNumber, old_number(serial));
        }
        OldPaper::Cmnd12 | OldPaper::Barcode | OldPaper::Chip => {
            fields.insert(PersonField::Number, number(province.0, sex, birth.year(), serial));
            if paper == OldPaper::Chip && age > 30 && chance.per_mille(500) {
                fields.insert(PersonField::OldNumber, old_number(serial));
            }
        }
    }
    DemoPerson { fields, paper }
}

/// No CMND began with 00.
fn old_number(serial: u32) -> String {
    format!("00{:07}", serial * 31 % 10_000_000)
}

fn number(prefix: &str, sex: Sex, year: i32, serial: u32) -> String {
    let century = (year - 1900) / 100 * 2 + i32::from(sex == Sex::Female);
    format!("{prefix}{century}{:02}{:06}", year % 100, FIRST_SERIAL + serial)
}

/// Most workers are between 20 and 45.
fn birth(chance: &mut Chance, today: NaiveDate) -> NaiveDate {
    let (least, most) = if chance.per_mille(750) { (20, 45) } else { AGES };
    let days = chance.between(least * 366, most * 365);
    let born = today - Days::new(u64::from(days));
    // The first of January would be no evidence of who somebody is.
    if born.ordinal() == 1 { born + Days::new(1) } else { born }
}

fn paper(chance: &mut Chance, age: i32) -> OldPaper {
    let shares = match age {
        ..=20 => [
            (OldPaper::None, 300),
            (OldPaper::Cmnd9, 100),
            (OldPaper::Cmnd12, 20),
            (OldPaper::Barcode, 80),
            (OldPaper::Chip, 500),
        ],
        _ => [
            (OldPaper::None, 10),
            (OldPaper::Cmnd9, 300),
            (OldPaper::Cmnd12, 70),
            (OldPaper::Barcode, 220),
            (OldPaper::Chip, 400),
        ],
    };
    *chance.weighted(&shares)
}

fn name(chance: &mut Chance, sex: Sex) -> String {
    let (minority, middle, given) = match sex {
        Sex::Female => (MINORITY_FEMALE, MIDDLE_FEMALE, GIVEN_FEMALE),
        Sex::Male => (MINORITY_MALE, MIDDLE_MALE, GIVEN_MALE),
    };
    if chance.per_mille(MINORITY_PER_MILLE) {
        return (*chance.pick(minority)).to_owned();
    }
    format!("{} {} {}", chance.weighted(SURNAMES), chance.weighted(middle), chance.pick(given))
}

/// An address as cards before July 2025 have it: hamlet or street, commune, district, province.
fn address(chance: &mut Chance, province: &str) -> String {
    let place = if chance.per_mille(600) {
        (*chance.pick(HAMLETS)).to_owned()
    } else {
        format!("Số {} {}", chance.between(1, 320), chance.pick(STREETS))
    };
    format!("{place}, {}, {}, {province}", chance.pick(COMMUNES), chance.pick(DISTRICTS))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::person::{DateSystem, RawFields, RawValue, check_fields};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
    }

    #[test]
    fn the_same_seed_makes_the_same_people() {
        assert_eq!(people(7, 50, today()), people(7, 50, today()));
        assert_ne!(people(7, 50, today()), people(8, 50, today()));
    }

    #[test]
    fn nobody_has_a_finding_and_numbers_are_their_own() {
        let made = people(2026, 3_000, today());
        let mut numbers = HashSet::new();
        for person in &made {
            let raw: RawFields =
                person.fields.iter().map(|(field, value)| (*field, RawValue::Text(value.clone()))).collect();
            let (fields, findings) = check_fields(&raw, today(), DateSystem::From1900);
            assert_eq!((&fields, findings), (&person.fields, vec![]));
            assert!(person.fields.get(&PersonField::Number).is_none_or(|number| numbers.insert(number.clone())));
        }
        for paper in [OldPaper::None, OldPaper::Cmnd9, OldPaper::Cmnd12, OldPaper::Barcode, OldPaper::Chip] {
            assert!(made.iter().any(|person| person.paper == paper), "{paper:?}");
        }
    }
}
