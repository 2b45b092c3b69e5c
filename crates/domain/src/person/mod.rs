//! A person of a unit's roster: their fields, and the rules for each.

mod anomalies;
mod birth;
mod check;
pub mod event;
mod field;
mod fold;
mod name;
mod number;
mod phone;
mod sex;

pub use anomalies::{anomalies, settle};
pub use birth::{Birth, BirthError, BirthReading, DateSystem, MAX_AGE_YEARS};
pub use check::check_fields;
pub use field::{
    ADDRESS_LIMIT, DEPARTMENT_LIMIT, Fields, NAME_LIMIT, NOTE_LIMIT, PHONE_LIMIT, PersonField, RawFields, RawValue,
    STAFF_CODE_LIMIT,
};
pub use fold::{Expected, FieldChange, Person, PersonState, fold, history};
pub use name::{NameReading, initials, initials_shown, read_name, sort_key, title_case, words_key};
pub use number::{
    NUMBER_DIGITS, NumberReading, OLD_NUMBER_DIGITS, OldNumber, PersonalNumber, province_name, provinces, read_number,
};
pub use phone::{PhoneReading, read_phone};
pub use sex::{Sex, is_tick};
