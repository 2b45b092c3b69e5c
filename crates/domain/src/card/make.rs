//! Makes what a scanner would read from a demo person's card: for the demonstration, and for tests that damage it.

use chrono::NaiveDate;

use super::mrz::{LINE, check_digit};
use crate::demo::DemoPerson;
use crate::person::{Birth, PersonField, PersonalNumber, Sex};
use crate::text::fold;

/// The fields of a card that does not exist.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleCard {
    /// Personal number.
    pub number: PersonalNumber,
    /// Number of the earlier paper; empty when there is none.
    pub old_number: String,
    /// Full name.
    pub name: String,
    /// Birth date; a year alone is printed as 01/01.
    pub birth: Birth,
    /// Sex.
    pub sex: Sex,
    /// Residence.
    pub address: String,
    /// Day of issue.
    pub issued: NaiveDate,
    /// Last day; `None`: it never expires.
    pub expires: Option<NaiveDate>,
}

impl SampleCard {
    /// The card of a demo person; `None` for whoever has no personal number yet.
    pub fn of(person: &DemoPerson, issued: NaiveDate, expires: Option<NaiveDate>) -> Option<SampleCard> {
        let field = |field| person.fields.get(&field).cloned();
        Some(SampleCard {
            number: PersonalNumber::new(&field(PersonField::Number)?)?,
            old_number: field(PersonField::OldNumber).unwrap_or_default(),
            name: field(PersonField::Name)?,
            birth: field(PersonField::Birth)?.parse().ok()?,
            sex: Sex::parse(&field(PersonField::Sex)?)?,
            address: field(PersonField::Address)?,
            issued,
            expires,
        })
    }

    /// The QR text of a chip card of 2021: 7 fields.
    pub fn qr_7(&self) -> String {
        let sex = match self.sex {
            Sex::Female => "Nữ",
            Sex::Male => "Nam",
        };
        let birth = day(self.birth).format("%d%m%Y");
        let (number, old, issued) = (self.number.as_str(), &self.old_number, self.issued.format("%d%m%Y"));
        format!("{number}|{old}|{}|{birth}|{sex}|{}|{issued}", self.name, self.address)
    }

    /// The QR text of a card from 1/7/2024: 11 fields, the last four empty.
    pub fn qr_11(&self) -> String {
        format!("{}||||", self.qr_7())
    }

    /// The machine-readable zone: three lines of 30, joined by line feeds.
    pub fn mrz(&self) -> String {
        let number = self.number.as_str();
        let first = format!("{}{}{number}<<{}", &number[3..], check_digit(&number[3..]), check_digit(number));
        let birth = day(self.birth).format("%y%m%d").to_string();
        let sex = match self.sex {
            Sex::Female => "F",
            Sex::Male => "M",
        };
        let expires = self.expires.map_or("991231".to_owned(), |date| date.format("%y%m%d").to_string());
        let (birth, expires) =
            (format!("{birth}{}", check_digit(&birth)), format!("{expires}{}", check_digit(&expires)));
        let optional = "<".repeat(11);
        let composite = check_digit(&format!("{first}{birth}{expires}{optional}"));
        let name = fold(&self.name).to_ascii_uppercase().replacen(' ', "<<", 1).replace(' ', "<");
        format!("IDVNM{first}\n{birth}{sex}{expires}VNM{optional}{composite}\n{:<<LINE$.LINE$}", name)
    }
}

/// The day that the card has for a birth date: the first, where a day is not known.
fn day(birth: Birth) -> NaiveDate {
    let (year, month) = match birth {
        Birth::Day(date) => return date,
        Birth::Month { year, month } => (year, month),
        Birth::Year(year) => (year, 1),
    };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}
