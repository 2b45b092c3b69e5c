//! Telephone numbers: digits with the leading 0.

use super::RawValue;
use super::field::PHONE_LIMIT;
use super::number::{bare, is_phone};

/// A telephone number cleaned, and whether it is one as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneReading {
    /// The digits; `None` when there are none or too many.
    pub digits: Option<String>,
    /// Not a Vietnamese number as they are now, or more than one.
    pub odd: bool,
}

/// Reads what was typed or what a cell holds. The first of several is taken.
pub fn read_phone(raw: &RawValue) -> PhoneReading {
    let text = raw.text();
    let mut parts = text.split(['/', ';', '\n', '|']).filter(|part| part.chars().any(|c| c.is_ascii_digit()));
    let first = parts.next().unwrap_or_default();
    let digits = at_home(bare(first).chars().filter(char::is_ascii_digit).collect());
    let usable = !digits.is_empty() && digits.len() <= PHONE_LIMIT;
    PhoneReading { odd: !is_phone(&digits) || parts.next().is_some(), digits: usable.then_some(digits) }
}

/// With the leading 0: instead of the country code, or where a spreadsheet ate it. Nine digits that begin like a
/// mobile number are nothing else.
fn at_home(digits: String) -> String {
    let rest = digits.strip_prefix("0084").or_else(|| digits.strip_prefix("84")).filter(|rest| rest.len() == 9);
    match rest {
        Some(rest) => format!("0{rest}"),
        None if digits.len() == 9 && digits.starts_with(['3', '5', '7', '8', '9']) => format!("0{digits}"),
        None if digits.len() == 10 && digits.starts_with('2') => format!("0{digits}"),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing() {
        for (text, digits, odd) in [
            ("0912345678", Some("0912345678"), false),
            ("091 234 56 78", Some("0912345678"), false),
            ("0912.345.678", Some("0912345678"), false),
            ("+84 912 345 678", Some("0912345678"), false),
            ("(+84)912345678", Some("0912345678"), false),
            ("0912345678 / 0987654321", Some("0912345678"), true),
            ("02438123456", Some("02438123456"), false),
            ("01234567890", Some("01234567890"), true),
            ("12345", Some("12345"), true),
            ("không có", None, true),
        ] {
            assert_eq!(read_phone(&text.into()), PhoneReading { digits: digits.map(str::to_owned), odd }, "{text}");
        }
        assert_eq!(read_phone(&RawValue::Number(912_345_678.0)).digits.as_deref(), Some("0912345678"));
    }
}
