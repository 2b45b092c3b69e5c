//! The 12-digit personal number `PPP G YY NNNNNN`, and the 9 or 12 digits of older papers.
//!
//! PPP is the place of birth registration, G the century and sex (1900s 0 male, 1 female; 2000s 2, 3; and so on),
//! YY the year of birth. There is no check digit. Since 1/7/2024 the law promises no more than "12 digits": whatever
//! disagrees is a warning, never an error.

use std::fmt;
use std::sync::LazyLock;

use super::{Birth, RawValue, Sex};
use crate::finding::{Finding, FindingCode};
use crate::person::PersonField;

/// Digits of a personal number.
pub const NUMBER_DIGITS: usize = 12;
/// Digits of the CMND of before 2012. Not unique: about 50,000 were given twice.
pub const OLD_NUMBER_DIGITS: usize = 9;

/// The 63 provinces that give out prefixes. Frozen: from 1/7/2025 the statistics office uses seven of these codes
/// for other provinces, and the numbers of the living do not change.
static PROVINCES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("provinces.csv").lines().skip(1);
    lines
        .filter_map(|line| line.split_once(','))
        .map(|(code, rest)| (code, rest.split(',').next().unwrap_or(rest)))
        .collect()
});

/// The name of the province with a three-digit prefix; `None` for births abroad and for what is no prefix.
pub fn province_name(prefix: &str) -> Option<&'static str> {
    PROVINCES.binary_search_by(|(code, _)| (*code).cmp(prefix)).ok().map(|at| PROVINCES[at].1)
}

/// All prefixes with their provinces, by prefix.
pub fn provinces() -> &'static [(&'static str, &'static str)] {
    &PROVINCES
}

/// A personal number: exactly 12 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonalNumber(String);

impl PersonalNumber {
    /// From exactly 12 digits, nothing else.
    pub fn new(digits: &str) -> Option<PersonalNumber> {
        (digits.len() == NUMBER_DIGITS && all_digits(digits)).then(|| PersonalNumber(digits.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The prefix: place of birth registration.
    pub fn prefix(&self) -> &str {
        &self.0[..3]
    }

    /// What the number says of the sex.
    pub fn sex(&self) -> Sex {
        if self.century_digit().is_multiple_of(2) { Sex::Male } else { Sex::Female }
    }

    /// What the number says of the birth year.
    pub fn birth_year(&self) -> i32 {
        let two_digits: i32 = self.0[4..6].parse().unwrap_or_default();
        1900 + 100 * i32::from(self.century_digit() / 2) + two_digits
    }

    fn century_digit(&self) -> u8 {
        self.0.as_bytes()[3] - b'0'
    }

    /// What disagrees with the rest that is known.
    pub fn findings(&self, birth: Option<Birth>, sex: Option<Sex>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if province_name(self.prefix()).is_none() {
            findings.push(Finding::of(FindingCode::NumberProvinceUnknown, PersonField::Number));
        }
        if sex.is_some_and(|sex| sex != self.sex()) {
            findings.push(Finding::of(FindingCode::NumberSexDisagrees, PersonField::Number));
        }
        if birth.is_some_and(|birth| birth.year() != self.birth_year()) {
            findings.push(Finding::of(FindingCode::NumberBirthDisagrees, PersonField::Number));
        }
        findings
    }

    /// The number for screens that others see: `001 190 ••• ••1`.
    pub fn masked(&self) -> String {
        format!("{} {} ••• ••{}", &self.0[..3], &self.0[3..6], &self.0[11..])
    }
}

impl fmt::Display for PersonalNumber {
    /// In groups: `001 190 000 001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", &self.0[..3], &self.0[3..6], &self.0[6..9], &self.0[9..])
    }
}

/// The number of an earlier paper: a CMND of 9 digits, or of 12. Never identity by itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OldNumber(String);

impl OldNumber {
    /// From exactly 9 or 12 digits.
    pub fn new(digits: &str) -> Option<OldNumber> {
        (matches!(digits.len(), OLD_NUMBER_DIGITS | NUMBER_DIGITS) && all_digits(digits))
            .then(|| OldNumber(digits.to_owned()))
    }

    /// Reads what was typed or what a cell holds.
    ///
    /// # Errors
    /// The finding that says what is wrong with it.
    pub fn read(raw: &RawValue) -> Result<OldNumber, Finding> {
        let text = bare(&raw.text());
        let length = text.chars().count();
        OldNumber::new(&text)
            .ok_or_else(|| Finding::of(FindingCode::OldNumberLength, PersonField::OldNumber).with("length", length))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a value in the column of the number turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberReading {
    /// A personal number; how many leading zeros were put back.
    Personal(PersonalNumber, usize),
    /// The 9 digits of an old CMND.
    Old(OldNumber),
}

/// Reads what was typed or what a cell holds in the column of the number. Zeros that a spreadsheet ate come back
/// only where birth and sex prove the result.
///
/// # Errors
/// The finding that says why it is no number.
pub fn read_number(raw: &RawValue, birth: Option<Birth>, sex: Option<Sex>) -> Result<NumberReading, Finding> {
    let finding = |code| Finding::of(code, PersonField::Number);
    let written = raw.text();
    if is_scientific(written.trim()) {
        return Err(finding(FindingCode::NumberScientific));
    }
    let digits = bare(&written);
    if !all_digits(&digits) {
        return Err(finding(FindingCode::NumberNotDigits));
    }
    if let Some(number) = PersonalNumber::new(&digits) {
        return Ok(NumberReading::Personal(number, 0));
    }
    let length = digits.len();
    // No CMND begins so (their provinces are 01 to 38), and a mobile number without its zero does.
    if length == OLD_NUMBER_DIGITS && digits.starts_with(['5', '7', '8', '9']) {
        return Err(finding(FindingCode::NumberIsPhone));
    }
    if length == OLD_NUMBER_DIGITS
        && let Some(old) = OldNumber::new(&digits)
    {
        return Ok(NumberReading::Old(old));
    }
    if let Some(number) = with_zeros(&digits).filter(|number| is_proven(number, birth, sex)) {
        return Ok(NumberReading::Personal(number, NUMBER_DIGITS - length));
    }
    if is_phone(&digits) {
        return Err(finding(FindingCode::NumberIsPhone));
    }
    Err(match length {
        // 8: a CMND without its zero, which nothing can prove. 10, 11: a personal number without one or two.
        8 | 10 | 11 if !digits.starts_with('0') => finding(FindingCode::NumberZerosUnproven).with("length", length),
        _ => finding(FindingCode::NumberLength).with("length", length),
    })
}

/// No prefix begins with three zeros, so at most two were eaten; and what still begins with zero lost none.
fn with_zeros(digits: &str) -> Option<PersonalNumber> {
    (matches!(digits.len(), 10 | 11) && !digits.starts_with('0'))
        .then(|| PersonalNumber::new(&format!("{digits:0>NUMBER_DIGITS$}")))
        .flatten()
}

/// Everything the number says agrees with what is known apart from it.
fn is_proven(number: &PersonalNumber, birth: Option<Birth>, sex: Option<Sex>) -> bool {
    birth.is_some() && sex.is_some() && number.findings(birth, sex).is_empty()
}

/// A mobile (03, 05, 07, 08, 09) or fixed (02) telephone number, at home or with the country code.
pub(super) fn is_phone(digits: &str) -> bool {
    let home = match digits.strip_prefix("84") {
        Some(rest) if digits.len() == 11 => format!("0{rest}"),
        _ => digits.to_owned(),
    };
    let mobile = home.len() == 10 && matches!(home.get(..2), Some("03" | "05" | "07" | "08" | "09"));
    let fixed = home.len() == 11 && home.starts_with("02");
    mobile || fixed
}

/// `1,19E+09`, as a spreadsheet shows a number in a narrow column and CSV then keeps it.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    all_digits(exponent) && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') && !mantissa.is_empty()
}

/// Without what people put between digits, and without the `.0` that some programs add to a number.
pub(super) fn bare(text: &str) -> String {
    let text = text.trim();
    let text = match text.split_once('.') {
        Some((whole, "0" | "00")) => whole,
        _ => text,
    };
    text.chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '.' | '-' | '\'' | '’' | '`' | ',' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}')
        })
        .collect()
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(raw: impl Into<RawValue>, birth: &str, sex: &str) -> Result<(String, usize), FindingCode> {
        match read_number(&raw.into(), birth.parse().ok(), Sex::parse(sex)) {
            Ok(NumberReading::Personal(number, zeros)) => Ok((number.as_str().to_owned(), zeros)),
            Ok(NumberReading::Old(old)) => Ok((old.as_str().to_owned(), 0)),
            Err(finding) => Err(finding.code),
        }
    }

    #[test]
    fn parts_of_a_number() {
        let number = PersonalNumber::new("001190000001").expect("12 digits");
        assert_eq!(
            (province_name(number.prefix()), number.sex(), number.birth_year()),
            (Some("Hà Nội"), Sex::Female, 1990)
        );
        assert_eq!(number.to_string(), "001 190 000 001");
        assert_eq!(number.masked(), "001 190 ••• ••1");
        let young = PersonalNumber::new("079203000003").expect("12 digits");
        assert_eq!((young.sex(), young.birth_year()), (Sex::Male, 2003));
        assert_eq!(provinces().len(), 63);
        assert!(provinces().is_sorted());
    }

    #[test]
    fn ways_of_writing() {
        for text in ["001190000001", "001 190 000 001", "'001190000001", "001.190.000.001", " 001190000001\u{a0}"] {
            assert_eq!(read(text, "", ""), Ok(("001190000001".into(), 0)), "{text}");
        }
        assert_eq!(read("012345678", "", ""), Ok(("012345678".into(), 0)));
        assert_eq!(read("012345678.0", "", ""), Ok(("012345678".into(), 0)));
    }

    #[test]
    fn zeros_come_back_only_where_proven() {
        let eaten = RawValue::Number(1_190_000_001.0);
        assert_eq!(read(eaten.clone(), "1990-08-15", "nữ"), Ok(("001190000001".into(), 2)));
        assert_eq!(read(eaten.clone(), "1990", "nữ"), Ok(("001190000001".into(), 2)));
        assert_eq!(read(eaten.clone(), "1991-08-15", "nữ"), Err(FindingCode::NumberZerosUnproven));
        assert_eq!(read(eaten.clone(), "1990-08-15", "nam"), Err(FindingCode::NumberZerosUnproven));
        assert_eq!(read(eaten.clone(), "1990-08-15", ""), Err(FindingCode::NumberZerosUnproven));
        assert_eq!(read(eaten, "", "nữ"), Err(FindingCode::NumberZerosUnproven));
        assert_eq!(read("34058000002", "1958", "nam"), Ok(("034058000002".into(), 1)));
        assert_eq!(read("12345678", "1958", "nam"), Err(FindingCode::NumberZerosUnproven));
    }

    #[test]
    fn what_is_no_number_says_why() {
        for (text, code) in [
            ("1,19E+09", FindingCode::NumberScientific),
            ("1.19000E+9", FindingCode::NumberScientific),
            ("0912345678", FindingCode::NumberIsPhone),
            ("84912345678", FindingCode::NumberIsPhone),
            ("912345678", FindingCode::NumberIsPhone),
            ("B1234567", FindingCode::NumberNotDigits),
            ("00119000000O", FindingCode::NumberNotDigits),
            ("chưa có", FindingCode::NumberNotDigits),
            ("0011900000012", FindingCode::NumberLength),
            ("00119000001", FindingCode::NumberLength),
            ("12345", FindingCode::NumberLength),
        ] {
            assert_eq!(read(text, "1990-08-15", "nữ"), Err(code), "{text}");
        }
    }

    #[test]
    fn disagreement_is_a_warning() {
        let number = PersonalNumber::new("003290000001").expect("12 digits");
        let codes: Vec<_> = number
            .findings("1990-08-15".parse().ok(), Some(Sex::Female))
            .iter()
            .map(|f| (f.code, f.is_error()))
            .collect();
        assert_eq!(
            codes,
            [
                (FindingCode::NumberProvinceUnknown, false),
                (FindingCode::NumberSexDisagrees, false),
                (FindingCode::NumberBirthDisagrees, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(text in "\\PC{0,20}") {
            let _ = read(text.as_str(), "1990", "nam");
        }

        #[test]
        fn a_restored_number_always_agrees(digits in "[1-9][0-9]{9,10}", year in 1930i32..2020, male in any::<bool>()) {
            let sex = if male { Sex::Male } else { Sex::Female };
            let birth = Birth::Year(year);
            if let Ok(NumberReading::Personal(number, zeros)) = read_number(&digits.as_str().into(), Some(birth), Some(sex)) {
                prop_assert!(zeros > 0);
                prop_assert!(number.findings(Some(birth), Some(sex)).is_empty());
                prop_assert!(number.as_str().ends_with(&digits));
            }
        }
    }
}
