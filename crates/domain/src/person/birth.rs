//! Birth dates with their precision: many old papers know only a year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};

use super::RawValue;
use crate::finding::FindingCode;
use crate::text::fold;

/// Nobody alive is older (the oldest person ever documented was 122), in years.
pub const MAX_AGE_YEARS: i32 = 120;

/// A birth date as exactly as it is known. Its text is canonical: `1990-08-15`, `1990-08` or `1990`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Birth {
    /// A day.
    Day(NaiveDate),
    /// A month; from 1.
    Month {
        /// Year.
        year: i32,
        /// Month, from 1.
        month: u32,
    },
    /// A year.
    Year(i32),
}

/// Why a birth date was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthError {
    /// Not a date at all, or one that may be read in two ways.
    #[error("not understood as a date")]
    Unreadable,
    /// 31/02, or a month 13.
    #[error("no such day")]
    Unreal,
    /// After today.
    #[error("in the future")]
    Future,
    /// More than [`MAX_AGE_YEARS`] ago.
    #[error("too long ago")]
    TooOld,
}

impl BirthError {
    /// The finding that tells it.
    pub fn code(self) -> FindingCode {
        match self {
            BirthError::Unreadable => FindingCode::BirthUnreadable,
            BirthError::Unreal => FindingCode::BirthUnreal,
            BirthError::Future => FindingCode::BirthFuture,
            BirthError::TooOld => FindingCode::BirthTooOld,
        }
    }
}

/// Which day a spreadsheet counts from. Old Excel for Mac counts from 1904.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateSystem {
    /// Day 1 is 1900-01-01, and 1900-02-29 is counted though it never was.
    #[default]
    From1900,
    /// Day 0 is 1904-01-01.
    From1904,
}

/// A birth date read from a value, and whether it came from a spreadsheet's day count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthReading {
    /// The date.
    pub birth: Birth,
    /// Whether a bare number was taken for a day count.
    pub serial: bool,
}

/// Day counts below this (6 September 1913) are more likely to be something else.
const FIRST_SERIAL: u32 = 5_000;
/// Two digits for a year are certain only if exactly one century gives an age up to this, in years.
const TWO_DIGIT_MAX_AGE: i32 = 99;

impl Birth {
    /// The year.
    pub fn year(self) -> i32 {
        match self {
            Birth::Day(date) => date.year(),
            Birth::Month { year, .. } | Birth::Year(year) => year,
        }
    }

    /// The whole date, when it is evidence of who somebody is: offices write 01/01 for a day they don't know.
    pub fn evidence(self) -> Option<NaiveDate> {
        match self {
            Birth::Day(date) if date.day() != 1 || date.month() != 1 => Some(date),
            Birth::Day(_) | Birth::Month { .. } | Birth::Year(_) => None,
        }
    }

    /// Reads what was typed or what a cell holds: day first, as in Vietnam, or ISO.
    ///
    /// # Errors
    /// [`BirthError`] for what is no date, or no birth date of somebody who may be alive on `today`.
    pub fn read(raw: &RawValue, today: NaiveDate, system: DateSystem) -> Result<BirthReading, BirthError> {
        let reading = match raw {
            RawValue::Date { year, month, day } => exact(parts(*year, *month, *day)?),
            RawValue::Number(number) => from_number(*number, today, system)?,
            RawValue::Text(text) => from_text(text, today, system)?,
        };
        plausible(reading.birth, today)?;
        Ok(reading)
    }
}

fn exact(birth: Birth) -> BirthReading {
    BirthReading { birth, serial: false }
}

/// Zeros stand for what is not known: 00/00/1958, 00/08/1958.
fn parts(year: i32, month: u32, day: u32) -> Result<Birth, BirthError> {
    match (month, day) {
        (0, 0) => Ok(Birth::Year(year)),
        (1..=12, 0) => Ok(Birth::Month { year, month }),
        _ => NaiveDate::from_ymd_opt(year, month, day).map(Birth::Day).ok_or(BirthError::Unreal),
    }
}

fn plausible(birth: Birth, today: NaiveDate) -> Result<(), BirthError> {
    let future = match birth {
        Birth::Day(date) => date > today,
        Birth::Month { year, month } => (year, month) > (today.year(), today.month()),
        Birth::Year(year) => year > today.year(),
    };
    if future {
        Err(BirthError::Future)
    } else if today.year() - birth.year() > MAX_AGE_YEARS {
        Err(BirthError::TooOld)
    } else {
        Ok(())
    }
}

fn from_number(number: f64, today: NaiveDate, system: DateSystem) -> Result<BirthReading, BirthError> {
    if number < 0.0 || number.fract() != 0.0 && number >= 100_000.0 || number >= 1e9 {
        return Err(BirthError::Unreadable);
    }
    // A fraction is a time of day.
    from_digits(&format!("{:.0}", number.trunc()), today, system)
}

/// Bare digits: a year, a day count, or ddmmyyyy whose leading zero a spreadsheet may have eaten.
fn from_digits(digits: &str, today: NaiveDate, system: DateSystem) -> Result<BirthReading, BirthError> {
    let value: u32 = digits.parse().map_err(|_| BirthError::Unreadable)?;
    match digits.len() {
        4 if (1800..=2200).contains(&value) => Ok(exact(Birth::Year(value as i32))),
        4 | 5 if value >= FIRST_SERIAL => {
            let date = serial_date(value, system).ok_or(BirthError::Unreadable)?;
            if date > today {
                return Err(BirthError::Unreadable);
            }
            Ok(BirthReading { birth: Birth::Day(date), serial: true })
        }
        7 | 8 => parts((value % 10_000) as i32, value / 10_000 % 100, value / 1_000_000).map(exact),
        _ => Err(BirthError::Unreadable),
    }
}

/// The date of a spreadsheet's day count.
fn serial_date(serial: u32, system: DateSystem) -> Option<NaiveDate> {
    let first = match system {
        // Counted from 30 December, because from 1 March 1900 on every count is one too high.
        DateSystem::From1900 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        DateSystem::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    first.checked_add_days(Days::new(u64::from(serial)))
}

fn from_text(text: &str, today: NaiveDate, system: DateSystem) -> Result<BirthReading, BirthError> {
    let text = spoken_to_signs(&fold_date(text));
    if text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return from_digits(&text, today, system);
    }
    let mut numbers = Vec::new();
    for part in text.split('/') {
        let digits = part.trim();
        if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BirthError::Unreadable);
        }
        numbers.push((digits.len(), digits.parse::<u32>().map_err(|_| BirthError::Unreadable)?));
    }
    match numbers.as_slice() {
        [(4, year), (1..=2, month), (1..=2, day)] | [(1..=2, day), (1..=2, month), (4, year)] => {
            parts(*year as i32, *month, *day).map(exact)
        }
        [(1..=2, day), (1..=2, month), (2, year)] => {
            parts(century_of(*year as i32, today).ok_or(BirthError::Unreadable)?, *month, *day).map(exact)
        }
        [(4, year), (1..=2, month)] | [(1..=2, month), (4, year)] => match month {
            0 => Ok(exact(Birth::Year(*year as i32))),
            1..=12 => Ok(exact(Birth::Month { year: *year as i32, month: *month })),
            _ => Err(BirthError::Unreal),
        },
        _ => Err(BirthError::Unreadable),
    }
}

/// Folds, drops a time of day, and makes every separator a slash.
fn fold_date(text: &str) -> String {
    let text = text.trim().trim_start_matches('\'');
    let text = match text.split_once([' ', 'T']) {
        Some((date, time)) if date.len() >= 8 && time.contains(':') => date,
        _ => text,
    };
    fold(&text.replace(['-', '.', '\u{2013}', '\\', ','], "/"))
}

/// `ngày 15 tháng 8 năm 1990` is 15/8/1990.
fn spoken_to_signs(folded: &str) -> String {
    let signs = folded.replace("ngay", "").replace("thang", "/").replace("nam", "/");
    let signs: String = signs.chars().filter(|c| !c.is_whitespace()).collect();
    signs.trim_matches('/').to_owned()
}

fn century_of(two_digits: i32, today: NaiveDate) -> Option<i32> {
    let mut plausible = [1900, 2000]
        .into_iter()
        .map(|c| c + two_digits)
        .filter(|y| (0..=TWO_DIGIT_MAX_AGE).contains(&(today.year() - y)));
    let year = plausible.next()?;
    plausible.next().is_none().then_some(year)
}

impl fmt::Display for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Birth::Day(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            Birth::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Birth::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for Birth {
    type Err = BirthError;

    /// Reads the canonical text only.
    fn from_str(text: &str) -> Result<Birth, BirthError> {
        let number = |part: &str| part.parse::<u32>().map_err(|_| BirthError::Unreadable);
        match text.split('-').collect::<Vec<_>>().as_slice() {
            [year] if year.len() == 4 => Ok(Birth::Year(number(year)? as i32)),
            [year, month] if year.len() == 4 && month.len() == 2 => match number(month)? {
                month @ 1..=12 => Ok(Birth::Month { year: number(year)? as i32, month }),
                _ => Err(BirthError::Unreal),
            },
            [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                NaiveDate::from_ymd_opt(number(year)? as i32, number(month)?, number(day)?)
                    .map(Birth::Day)
                    .ok_or(BirthError::Unreal)
            }
            _ => Err(BirthError::Unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
    }

    fn read(raw: impl Into<RawValue>) -> Result<String, BirthError> {
        Birth::read(&raw.into(), today(), DateSystem::From1900).map(|reading| reading.birth.to_string())
    }

    #[test]
    fn texts_that_are_dates() {
        for (text, birth) in [
            ("15/08/1990", "1990-08-15"),
            ("15-8-1990", "1990-08-15"),
            ("15.08.1990", "1990-08-15"),
            (" 15 / 8 / 1990 ", "1990-08-15"),
            ("'15/08/1990", "1990-08-15"),
            ("1990-08-15", "1990-08-15"),
            ("1990-08-15 00:00:00", "1990-08-15"),
            ("1990-08-15T00:00:00", "1990-08-15"),
            ("15081990", "1990-08-15"),
            ("ngày 15 tháng 8 năm 1990", "1990-08-15"),
            ("Năm 1958", "1958"),
            ("08/1990", "1990-08"),
            ("1990-08", "1990-08"),
            ("1990", "1990"),
            ("00/00/1958", "1958"),
            ("00/08/1958", "1958-08"),
            ("29/02/2000", "2000-02-29"),
            ("15/08/90", "1990-08-15"),
            ("15/08/26", "2026-08-15"),
            ("33100", "1990-08-15"),
            ("01/01/1944", "1944-01-01"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(birth), "{text}");
        }
    }

    #[test]
    fn texts_that_are_not() {
        for (text, error) in [
            ("31/02/2003", BirthError::Unreal),
            ("08/15/1990", BirthError::Unreal),
            ("29/02/1990", BirthError::Unreal),
            ("13/1990", BirthError::Unreal),
            ("15/08/2090", BirthError::Future),
            ("24/11/2026", BirthError::Future),
            ("2027", BirthError::Future),
            ("15/08/1890", BirthError::TooOld),
            ("khoảng 1960?", BirthError::Unreadable),
            ("15/08/1990 (CMND)", BirthError::Unreadable),
            ("", BirthError::Unreadable),
            ("123", BirthError::Unreadable),
            ("99999", BirthError::Unreadable),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
        }
    }

    #[test]
    fn numbers_of_a_spreadsheet() {
        assert_eq!(read(RawValue::Number(1990.0)).as_deref(), Ok("1990"));
        assert_eq!(read(RawValue::Number(5081990.0)).as_deref(), Ok("1990-08-05"));
        assert_eq!(read(RawValue::Number(8.199)), Err(BirthError::Unreadable));
        let serial = Birth::read(&RawValue::Number(33100.5), today(), DateSystem::From1900).expect("a day count");
        assert!(serial.serial);
        let mac = Birth::read(&RawValue::Number(31638.0), today(), DateSystem::From1904).expect("a day count");
        assert_eq!(mac.birth, serial.birth);
        assert_eq!(read(RawValue::Date { year: 1900, month: 2, day: 29 }), Err(BirthError::Unreal));
    }

    #[test]
    fn first_of_january_proves_nothing() {
        for (text, evidence) in [("1990-01-01", false), ("1990-01-02", true), ("1990-08", false), ("1990", false)] {
            assert_eq!(text.parse::<Birth>().expect("canonical").evidence().is_some(), evidence, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(text in "\\PC{0,20}") {
            let _ = read(text.as_str());
        }

        #[test]
        fn no_number_panics(number in any::<f64>()) {
            let _ = read(RawValue::Number(number));
        }

        #[test]
        fn every_day_reads_back_in_every_way_of_writing(days in 0u64..40_000) {
            let date = NaiveDate::from_ymd_opt(1915, 1, 1).expect("a day") + Days::new(days);
            let iso = date.format("%Y-%m-%d").to_string();
            for way in ["%d/%m/%Y", "%d-%m-%Y", "%-d.%-m.%Y", "%d%m%Y", "%Y-%m-%d"] {
                prop_assert_eq!(read(date.format(way).to_string().as_str()), Ok(iso.clone()));
            }
            prop_assert_eq!(iso.parse::<Birth>().map(|b| b.to_string()), Ok(iso));
        }
    }
}
