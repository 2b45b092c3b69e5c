//! The fields of a person and their canonical strings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PersonField {
    /// Full name as people write it: surname first.
    Name,
    /// `1990-08-15`, `1990-08` or `1990`.
    Birth,
    /// `female` or `male`.
    Sex,
    /// The 12 digits of the personal number.
    Number,
    /// The 9 or 12 digits of an earlier paper.
    OldNumber,
    /// What they bear now: a word of [`crate::due::Paper`].
    Paper,
    /// When it was issued: `2021-06-05`.
    Issued,
    /// The end that is printed on it: `2043-06-01` or `never`.
    Expires,
    /// What is asked for: a word of [`crate::due::Request`].
    Request,
    /// How they live where the unit is: a word of [`crate::due::Residence`].
    Residence,
    /// The unit's own code for the person.
    StaffCode,
    /// Department, workshop or shift.
    Department,
    /// Digits, with the leading 0.
    Phone,
    /// Address as the list or the person says it.
    Address,
    /// Anything else HR wrote.
    Note,
}

/// Canonical values by field; a field that is not known has no key.
pub type Fields = BTreeMap<PersonField, String>;

impl PersonField {
    /// Every field, in the order that screens show them.
    pub const ALL: [PersonField; 15] = [
        PersonField::Name,
        PersonField::Birth,
        PersonField::Sex,
        PersonField::Number,
        PersonField::OldNumber,
        PersonField::Paper,
        PersonField::Issued,
        PersonField::Expires,
        PersonField::Request,
        PersonField::Residence,
        PersonField::StaffCode,
        PersonField::Department,
        PersonField::Phone,
        PersonField::Address,
        PersonField::Note,
    ];

    /// The stable text of the field, as it stands in events.
    pub fn as_str(self) -> &'static str {
        match self {
            PersonField::Name => "name",
            PersonField::Birth => "birth",
            PersonField::Sex => "sex",
            PersonField::Number => "number",
            PersonField::OldNumber => "old_number",
            PersonField::Paper => "paper",
            PersonField::Issued => "issued",
            PersonField::Expires => "expires",
            PersonField::Request => "request",
            PersonField::Residence => "residence",
            PersonField::StaffCode => "staff_code",
            PersonField::Department => "department",
            PersonField::Phone => "phone",
            PersonField::Address => "address",
            PersonField::Note => "note",
        }
    }

    /// The most characters its canonical value may have.
    pub fn limit(self) -> usize {
        match self {
            PersonField::Name => NAME_LIMIT,
            PersonField::Birth | PersonField::Sex | PersonField::Issued | PersonField::Expires => 10,
            PersonField::Number | PersonField::OldNumber => 12,
            PersonField::Paper | PersonField::Request | PersonField::Residence => WORD_LIMIT,
            PersonField::StaffCode => STAFF_CODE_LIMIT,
            PersonField::Department => DEPARTMENT_LIMIT,
            PersonField::Phone => PHONE_LIMIT,
            PersonField::Address => ADDRESS_LIMIT,
            PersonField::Note => NOTE_LIMIT,
        }
    }

    /// Whether one value may stand for a whole group of people.
    pub fn is_shared(self) -> bool {
        matches!(self, PersonField::Department | PersonField::Address | PersonField::Note | PersonField::Sex)
    }

    /// Whether the field says who somebody is, so that a wrong one keeps a row out of the roster.
    pub fn is_identity(self) -> bool {
        matches!(self, PersonField::Name | PersonField::Birth | PersonField::Number)
    }
}

/// Characters of a name; the card holds fewer, royal and minority names reach 60.
pub const NAME_LIMIT: usize = 100;
/// Characters of a word of the due engine's lists; the longest has 20.
const WORD_LIMIT: usize = 24;
/// Characters of a staff code.
pub const STAFF_CODE_LIMIT: usize = 40;
/// Characters of a department.
pub const DEPARTMENT_LIMIT: usize = 200;
/// Digits of a telephone number: E.164 allows 15.
pub const PHONE_LIMIT: usize = 15;
/// Characters of an address.
pub const ADDRESS_LIMIT: usize = 300;
/// Characters of a note.
pub const NOTE_LIMIT: usize = 500;

/// A value as it was typed or as a cell held it, before anybody judged it.
#[derive(Debug, Clone, PartialEq)]
pub enum RawValue {
    /// Text, already in Unicode.
    Text(String),
    /// A number of a spreadsheet, which has no leading zeros.
    Number(f64),
    /// A cell formatted as a date; may name a day that never was (1900-02-29).
    Date {
        /// Year.
        year: i32,
        /// Month, from 1.
        month: u32,
        /// Day, from 1.
        day: u32,
    },
}

impl From<&str> for RawValue {
    fn from(text: &str) -> RawValue {
        RawValue::Text(text.to_owned())
    }
}

impl RawValue {
    /// The value as plain text: whole numbers without a fraction, dates day first.
    pub fn text(&self) -> String {
        match self {
            RawValue::Text(text) => text.clone(),
            RawValue::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            RawValue::Number(number) => number.to_string(),
            RawValue::Date { year, month, day } => format!("{day:02}/{month:02}/{year:04}"),
        }
    }
}

/// Values as they were typed or listed, by field.
pub type RawFields = BTreeMap<PersonField, RawValue>;
