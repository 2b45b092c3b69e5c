//! The QR code: `number|old CMND or empty|name|ddMMyyyy|Nam or Nữ|residence|ddMMyyyy`, and on cards from 1/7/2024
//! four more fields whose meaning is not published.
//!
//! A scanner may drop or double a `|`. Then the anchors say where a field ends; where they don't, it has no value.

use chrono::NaiveDate;

use super::restore::{self, Typing};
use super::scan::{Scan, ScanKind};
use super::sex::{self, Arrived, SexWord};
use crate::finding::{Finding, FindingCode};
use crate::person::{
    ADDRESS_LIMIT, Birth, DateSystem, NAME_LIMIT, NUMBER_DIGITS, OldNumber, PersonField, PersonalNumber,
};
use crate::person::{RawValue, Sex, province_name, read_name};
use crate::text::clean;

/// Digits of a date.
const DATE_DIGITS: usize = 8;

/// The fields of a payload, as they stand in it.
#[derive(Debug, PartialEq)]
struct Payload<'a> {
    number: &'a str,
    /// `None` where it cannot be told from the name.
    old: Option<&'a str>,
    name: Option<&'a str>,
    birth: &'a str,
    sex: SexWord,
    address: Option<&'a str>,
    issued: Option<&'a str>,
    extra: Vec<&'a str>,
    /// Every `|` stood where it belongs.
    exact: bool,
}

/// Reads a text as the QR code of a card; `None` when it is none.
pub(super) fn read(text: &str, today: NaiveDate) -> Option<Scan> {
    let Some(payload) = split(text) else {
        return seems_a_card(text)
            .then(|| Scan::refused(ScanKind::CccdQr, Finding::of_row(FindingCode::ScanUnreadable)));
    };
    let kind = if payload.extra.is_empty() { ScanKind::CccdQr } else { ScanKind::CanCuocQr };
    let mut scan = Scan::empty(kind);
    scan.number = PersonalNumber::new(payload.number);
    if !payload.exact {
        scan.findings.push(Finding::of_row(FindingCode::ScanSeparatorsRestored));
    }
    match payload.old {
        Some(digits) => scan.old_number = OldNumber::new(digits),
        None => lost(&mut scan, PersonField::OldNumber),
    }
    read_birth(&mut scan, payload.birth, today);
    scan.sex = Some(payload.sex.sex);
    if payload.sex.arrived == Arrived::Lost {
        scan.findings.push(Finding::of(FindingCode::ScanSexRestored, PersonField::Sex));
    }
    read_texts(&mut scan, text, &payload);
    read_issued(&mut scan, payload.issued, today);
    if payload.extra.iter().any(|field| !field.is_empty()) {
        scan.extra = payload.extra.iter().map(|field| (*field).to_owned()).collect();
    }
    Some(scan.judged())
}

/// Begins like one, but the anchors are not all there.
fn seems_a_card(text: &str) -> bool {
    digits_at_start(text) >= NUMBER_DIGITS && text.contains('|')
}

fn lost(scan: &mut Scan, field: PersonField) {
    scan.findings.push(Finding::of(FindingCode::ScanLettersLost, field));
}

fn read_birth(scan: &mut Scan, digits: &str, today: NaiveDate) {
    match Birth::read(&RawValue::Text(digits.to_owned()), today, DateSystem::From1900) {
        Ok(reading) => {
            scan.findings.extend(precision(reading.birth).map(|code| Finding::of(code, PersonField::Birth)));
            scan.birth = Some(reading.birth);
        }
        Err(error) => scan.findings.push(birth_finding(error.code())),
    }
}

/// A finding about the birth date, with what its sentence needs.
pub(super) fn birth_finding(code: FindingCode) -> Finding {
    Finding::of(code, PersonField::Birth).with("years", crate::person::MAX_AGE_YEARS)
}

/// What has to be said of how exactly a birth date is known. Offices write 01/01 for a day they don't know.
pub(super) fn precision(birth: Birth) -> Option<FindingCode> {
    match birth {
        Birth::Day(_) if birth.evidence().is_none() => Some(FindingCode::BirthFirstOfJanuary),
        Birth::Day(_) => None,
        Birth::Month { .. } => Some(FindingCode::BirthMonthOnly),
        Birth::Year(_) => Some(FindingCode::BirthYearOnly),
    }
}

fn read_texts(scan: &mut Scan, text: &str, payload: &Payload<'_>) {
    let texts = restore::texts(text, payload.sex, payload.name, payload.address);
    scan.findings.extend(texts.typing.and_then(Typing::code).map(Finding::of_row));
    if texts.rewritten {
        scan.findings.push(Finding::of(FindingCode::ScanKeysRewritten, PersonField::Name));
    }
    match texts.name {
        Ok(name) => {
            let reading = read_name(&name);
            let sound = !reading.odd && !reading.name.is_empty() && reading.name.chars().count() <= NAME_LIMIT;
            if reading.lower {
                scan.findings.push(Finding::of(FindingCode::NameLowerCase, PersonField::Name));
            }
            if sound {
                scan.name = Some(reading.name);
            } else if name.trim().is_empty() {
                scan.findings.push(Finding::of(FindingCode::NameMissing, PersonField::Name));
            } else {
                lost(scan, PersonField::Name);
            }
        }
        Err(fault) => scan.findings.push(Finding::of(fault.code(), PersonField::Name)),
    }
    match texts.address.map(|address| clean(&address)) {
        Ok(address) if address.is_empty() => missing(scan, Some(PersonField::Address)),
        Ok(address) if address.chars().count() > ADDRESS_LIMIT => {
            let finding = Finding::of(FindingCode::TextTooLong, PersonField::Address);
            scan.findings.push(finding.with("length", address.chars().count()).with("limit", ADDRESS_LIMIT));
        }
        Ok(address) => scan.address = Some(address),
        Err(fault) => scan.findings.push(Finding::of(fault.code(), PersonField::Address)),
    }
}

fn missing(scan: &mut Scan, field: Option<PersonField>) {
    scan.findings.push(Finding { field, ..Finding::of_row(FindingCode::ScanFieldMissing) });
}

fn read_issued(scan: &mut Scan, digits: Option<&str>, today: NaiveDate) {
    let Some(digits) = digits else { return missing(scan, None) };
    let number = |from: usize, to: usize| digits[from..to].parse().unwrap_or_default();
    let date = NaiveDate::from_ymd_opt(number(4, 8) as i32, number(2, 4), number(0, 2));
    let born = scan.birth.map(Birth::year);
    match date.filter(|date| *date <= today && born.is_none_or(|born| born <= chrono::Datelike::year(date))) {
        Some(date) => scan.issued = Some(date),
        None => scan.findings.push(Finding::of_row(FindingCode::ScanIssuedImpossible)),
    }
}

/// Finds the fields by their anchors.
fn split(text: &str) -> Option<Payload<'_>> {
    if digits_at_start(text) < NUMBER_DIGITS {
        return None;
    }
    let mut middles = text.match_indices(['N', 'n']).filter_map(|(at, _)| middle(text, at));
    let (birth_at, sex_at, sex) = middles.next()?;
    if middles.next().is_some() {
        return None;
    }
    // A scan that broke off and another one behind it: the number of one would stand with the name of the other.
    let (number, birth) = (&text[..NUMBER_DIGITS], &text[birth_at..birth_at + DATE_DIGITS]);
    if another_begins(number, &text[NUMBER_DIGITS..birth_at], birth, sex.sex) {
        return None;
    }
    let between = &text[birth_at + DATE_DIGITS..sex_at];
    let head = Head::of(&text[NUMBER_DIGITS..birth_at], text.is_ascii());
    let behind = &text[sex_at + sex.length..];
    let mut tail = Tail::of(behind);
    if !behind.starts_with('|') && behind.starts_with(char::is_lowercase) {
        // Addresses begin with a capital. Of `NữXóm`, an input method took the X for a key.
        tail.address = None;
    }
    Some(Payload {
        number: &text[..NUMBER_DIGITS],
        old: head.old,
        name: head.name,
        birth: &text[birth_at..birth_at + DATE_DIGITS],
        sex,
        address: tail.address,
        issued: tail.issued,
        extra: tail.extra,
        exact: head.exact && between == "|" && tail.exact,
    })
}

/// Whether the number of another card stands before the birth date and sex that belong to it: `number` is then of a scan
/// that broke off. Digits that are letters, or an old number, do not say the same as birth date and sex by chance.
fn another_begins(number: &str, head: &str, birth: &str, sex: Sex) -> bool {
    let year: i32 = birth[4..].parse().unwrap_or_default();
    head.match_indices('|').any(|(end, _)| {
        let from = end.checked_sub(NUMBER_DIGITS).filter(|from| head.is_char_boundary(*from));
        let other = from.and_then(|from| PersonalNumber::new(&head[from..end]));
        other.is_some_and(|other| {
            let its_own = other.birth_year() == year && other.sex() == sex && province_name(other.prefix()).is_some();
            its_own && other.as_str() != number
        })
    })
}

/// Birth date and sex, if the sex stands at `sex_at`: where the date begins, where the sex does, and what it says.
fn middle(text: &str, sex_at: usize) -> Option<(usize, usize, SexWord)> {
    let before = text[..sex_at].trim_end_matches('|');
    let birth_at = before.len().checked_sub(DATE_DIGITS).filter(|at| *at >= NUMBER_DIGITS)?;
    let date = &before.as_bytes()[birth_at..];
    let day_and_month = |from: usize, most: &[u8]| date[from..from + 2] <= *most;
    let is_date = date.iter().all(u8::is_ascii_digit) && day_and_month(0, b"31") && day_and_month(2, b"12");
    is_date.then(|| sex::at(&text[sex_at..]).map(|sex| (birth_at, sex_at, sex))).flatten()
}

/// What stands between number and birth date.
struct Head<'a> {
    old: Option<&'a str>,
    name: Option<&'a str>,
    exact: bool,
}

impl<'a> Head<'a> {
    /// `spelt`: the whole text is ASCII, so that digits may be letters.
    fn of(text: &'a str, spelt: bool) -> Head<'a> {
        if let ["", old, name, ""] = text.split('|').collect::<Vec<_>>()[..]
            && (old.is_empty() || OldNumber::new(old).is_some())
        {
            return Head { old: Some(old), name: Some(name), exact: true };
        }
        let inner = text.trim_matches('|');
        let (digits, rest) = inner.split_at(digits_at_start(inner));
        let name = rest.trim_start_matches('|');
        let separated = name.len() < rest.len();
        // Letters typed as decimals are digits too: without a `|` nobody knows where the old number ends.
        let certain = digits.is_empty()
            || OldNumber::new(digits).is_some() && (separated || !spelt && !restore::may_be_letters(digits));
        if certain && !name.contains('|') {
            Head { old: Some(digits), name: Some(name), exact: false }
        } else {
            Head { old: None, name: None, exact: false }
        }
    }
}

/// What stands behind the sex.
struct Tail<'a> {
    address: Option<&'a str>,
    issued: Option<&'a str>,
    extra: Vec<&'a str>,
    exact: bool,
}

impl<'a> Tail<'a> {
    fn of(text: &'a str) -> Tail<'a> {
        let parts: Vec<&str> = text.split('|').collect();
        if let ["", address, issued, extra @ ..] = &parts[..]
            && is_date(issued)
        {
            return Tail { address: Some(address), issued: Some(issued), extra: extra.to_vec(), exact: true };
        }
        let filled = |part: &&&str| !part.is_empty();
        let mut dates = parts.iter().enumerate().filter(|(_, part)| is_date(part)).map(|(at, _)| at);
        if let (Some(at), None) = (dates.next(), dates.next()) {
            let mut before = parts[..at].iter().filter(filled);
            let address = before.next().copied().filter(|_| before.next().is_none());
            return Tail { address, issued: Some(parts[at]), extra: parts[at + 1..].to_vec(), exact: false };
        }
        // The `|` before the date is gone: the date is the last 8 digits of the first field that is not empty.
        let first = parts.iter().position(|part| !part.is_empty()).unwrap_or_default();
        let (whole, rest) = (parts[first], &parts[first + 1..]);
        let cut = whole.len().checked_sub(DATE_DIGITS).filter(|at| whole.is_char_boundary(*at));
        match cut.map(|at| whole.split_at(at)).filter(|(_, date)| is_date(date)) {
            Some((address, date)) => {
                Tail { address: Some(address), issued: Some(date), extra: rest.to_vec(), exact: false }
            }
            None => Tail {
                address: Some(whole).filter(|_| !rest.iter().any(|part| !part.is_empty())),
                issued: None,
                extra: Vec::new(),
                exact: false,
            },
        }
    }
}

fn is_date(text: &str) -> bool {
    text.len() == DATE_DIGITS && digits_at_start(text) == DATE_DIGITS
}

fn digits_at_start(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}
