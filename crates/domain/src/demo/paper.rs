//! The papers of people who do not exist: when they were issued, and what HR asks for.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::people::{DemoPerson, OldPaper};
use crate::due::{Expires, Law, Paper, Request, expiry};
use crate::person::{Birth, PersonField};

/// Out of a thousand, of whom HR knows the kind of paper; and of these, its issue date, and its printed end.
const KIND_PER_MILLE: u32 = 940;
const ISSUED_PER_MILLE: u32 = 900;
const EXPIRES_PER_MILLE: u32 = 150;
/// Out of a thousand bearers of a chip card, who has the card of the law of 2023 already.
const NEW_CARD_PER_MILLE: u32 = 450;
/// Out of a thousand, who lives here for the time being.
const TEMPORARY_PER_MILLE: u32 = 250;
/// What is asked for, where anything is.
const REQUESTS: &[(Request, u32)] = &[
    (Request::None, 940),
    (Request::Lost, 20),
    (Request::Damaged, 18),
    (Request::NameCorrected, 6),
    (Request::CardError, 6),
    (Request::OnRequest, 10),
];

/// Adds what a list says of papers. It has a chance of its own, so that the people stay the same whatever is told here.
pub(super) fn add_papers(seed: u64, people: &mut [DemoPerson], today: NaiveDate) {
    let mut chance = Chance::new(seed ^ 0x7061_7065_7273_0000);
    for person in people {
        let kind = kind(&mut chance, person.paper, today);
        let birth = birth(person);
        let issued = issued(&mut chance, kind, birth, today);
        let known = chance.per_mille(KIND_PER_MILLE);
        let with_date = chance.per_mille(ISSUED_PER_MILLE);
        let with_end = chance.per_mille(EXPIRES_PER_MILLE);
        let request = *chance.weighted(REQUESTS);
        let residence = if chance.per_mille(TEMPORARY_PER_MILLE) { "temporary" } else { "permanent" };
        let mut tell = |field, value: String| person.fields.insert(field, value);
        tell(PersonField::Residence, residence.to_owned());
        if known {
            tell(PersonField::Paper, kind.as_str().to_owned());
        }
        if let Some(issued) = issued.filter(|_| known && with_date) {
            tell(PersonField::Issued, issued.to_string());
            if let Some(end) = end(kind, birth, issued).filter(|_| with_end) {
                tell(PersonField::Expires, end.to_string());
            }
        }
        // Who has no paper has none to lose.
        if request != Request::None && (kind != Paper::None || !request.supposes_paper()) {
            tell(PersonField::Request, request.as_str().to_owned());
        }
    }
}

fn birth(person: &DemoPerson) -> Option<NaiveDate> {
    person.fields.get(&PersonField::Birth)?.parse().ok()
}

fn kind(chance: &mut Chance, old: OldPaper, today: NaiveDate) -> Paper {
    let new_card = chance.per_mille(NEW_CARD_PER_MILLE) && today.year() > 2024;
    match old {
        OldPaper::None => Paper::None,
        OldPaper::Cmnd9 => Paper::Cmnd9,
        OldPaper::Cmnd12 => Paper::Cmnd12,
        OldPaper::Barcode => Paper::CccdBarcode,
        OldPaper::Chip if new_card => Paper::CanCuoc,
        OldPaper::Chip => Paper::CccdChip,
    }
}

/// A working day or not, within the years in which the kind was issued, and not before its bearer was 14.
fn issued(chance: &mut Chance, kind: Paper, born: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    let (first, last) = match kind {
        Paper::Cmnd9 => (2006, 2020),
        Paper::Cmnd12 => (2013, 2015),
        Paper::CccdBarcode => (2016, 2020),
        Paper::CccdChip => (2021, 2023),
        Paper::CanCuoc => (2025, today.year() - 1),
        Paper::None | Paper::Unknown12 | Paper::Unknown => return None,
    };
    let first = first.max(born?.year() + 15);
    // Drawn in any case, so that what comes after does not hang on it.
    let day = (chance.below(1000) as i32, chance.between(1, 12), chance.between(1, 28));
    let year = (first <= last).then(|| first + day.0 % (last - first + 1))?;
    NaiveDate::from_ymd_opt(year, day.1, day.2).filter(|day| *day <= today)
}

/// What is printed on a card. A CMND bears no end.
fn end(kind: Paper, born: Option<NaiveDate>, issued: NaiveDate) -> Option<Expires> {
    let law = match kind {
        Paper::CccdBarcode | Paper::CccdChip => Law::Law2014,
        Paper::CanCuoc => Law::Law2023,
        Paper::None | Paper::Cmnd9 | Paper::Cmnd12 | Paper::Unknown12 | Paper::Unknown => return None,
    };
    expiry(Birth::Day(born?), issued, law).certain()
}
