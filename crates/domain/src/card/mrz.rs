//! The machine-readable zone of the back: TD1 of ICAO 9303-5, three lines of 30.
//!
//! ```text
//! IDVNM + last 9 digits + check + the full 12 digits + << + check of the 12
//! YYMMDD check SEX YYMMDD check VNM <<<<<<<<<<< composite
//! SURNAME<<MIDDLE<GIVEN, cut at 30
//! ```
//! Five check digits and the number standing twice prove the first two lines; nothing proves the name.

use chrono::{Datelike, NaiveDate};

use super::qr::{birth_finding, precision};
use super::scan::{Expiry, PlainName, Scan, ScanKind};
use crate::finding::{Finding, FindingCode};
use crate::person::{Birth, DateSystem, PersonField, PersonalNumber, RawValue, Sex};

/// Characters of a line.
pub(super) const LINE: usize = 30;
/// What a Vietnamese identity card begins with.
const BEGINNING: &str = "IDVNM";
/// The expiry of a card that has none.
const NEVER: &str = "991231";

/// Reads a text as the zone of a Vietnamese identity card; `None` when it is none.
pub(super) fn read(text: &str, today: NaiveDate) -> Option<Scan> {
    let mut zone = compact(text);
    let refused = |finding| Some(Scan::refused(ScanKind::CccdMrz, finding));
    if !zone.starts_with(BEGINNING) {
        return is_piece(&zone).then(|| Scan::refused(ScanKind::CccdMrz, Finding::of_row(FindingCode::MrzIncomplete)));
    }
    let replaced = filler(&zone);
    if let Some(filler) = replaced {
        zone = zone.replace(filler, "<");
    }
    let Some((first, second, third)) = lines(&zone) else {
        return refused(Finding::of_row(FindingCode::MrzIncomplete));
    };
    if let Some(finding) = fault(first, second) {
        return refused(finding);
    }
    let mut scan = Scan::empty(ScanKind::CccdMrz);
    scan.findings.extend(replaced.map(|_| Finding::of_row(FindingCode::ScanFillerRestored)));
    let number = PersonalNumber::new(&first[15..27]);
    read_birth(&mut scan, number.as_ref(), &second[..6], today);
    scan.number = number;
    scan.sex = match &second[7..8] {
        "F" => Some(Sex::Female),
        "M" => Some(Sex::Male),
        _ => None,
    };
    if scan.sex.is_none() {
        scan.findings.push(Finding::of(FindingCode::SexUnreadable, PersonField::Sex));
    }
    read_expiry(&mut scan, &second[8..14], today);
    match plain_name(third) {
        Some(name) => {
            if third.len() < LINE {
                scan.findings.push(Finding::of(FindingCode::ScanLettersLost, PersonField::Name));
            }
            scan.plain_name = Some(name);
        }
        None => scan.findings.push(Finding::of(FindingCode::ScanLettersLost, PersonField::Name)),
    }
    Some(scan.judged())
}

/// In capitals, without line ends and spaces: a scanner may join the lines or end them in any way.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).flat_map(char::to_uppercase).collect()
}

/// Whether it is the second or the third line, or both, of a zone whose scanner stopped between its lines: a name in it
/// would else be looked for as if somebody had typed it.
fn is_piece(zone: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<';
    [LINE, 2 * LINE].contains(&zone.len()) && zone.bytes().all(allowed) && zone.contains("<<")
}

/// The character that a keyboard of another layout typed for `<`: certain where it is the only one that is neither
/// letter nor digit, and `<` itself does not appear. The check digits prove it.
fn filler(zone: &str) -> Option<char> {
    let mut others = zone.chars().filter(|c| !c.is_alphanumeric());
    let first = others.next().filter(|c| *c != '<')?;
    others.all(|other| other == first).then_some(first)
}

/// The three lines; the third may be short. `None` unless the first two are whole and of the right characters.
fn lines(zone: &str) -> Option<(&str, &str, &str)> {
    let proven = zone.get(..2 * LINE)?;
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
    proven.chars().all(allowed).then(|| (&zone[..LINE], &zone[LINE..2 * LINE], &zone[2 * LINE..]))
}

/// The first thing that does not agree. Params: `check` says which.
fn fault(first: &str, second: &str) -> Option<Finding> {
    let wrong = |check: &str| Some(Finding::of_row(FindingCode::MrzCheckWrong).with("check", check));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // Letters count in a check digit too (J as 19, like 9), so one in a date would pass.
    let dates = digits(&second[8..14]) && digits(&second[..6].replace('<', "0"));
    if !dates || !digits(&first[5..14]) || !digits(&first[15..27]) || &first[27..29] != "<<" {
        return Some(Finding::of_row(FindingCode::MrzIncomplete));
    }
    let composite = format!("{}{}{}{}", &first[5..], &second[..7], &second[8..15], &second[18..29]);
    let checks = [
        ("number", &first[5..14], &first[14..15]),
        ("number12", &first[15..27], &first[29..30]),
        ("birth", &second[..6], &second[6..7]),
        ("expiry", &second[8..14], &second[14..15]),
        ("composite", &composite, &second[29..30]),
    ];
    for (name, of, check) in checks {
        if check_digit(of) != check {
            return wrong(name);
        }
    }
    if first[5..14] != first[18..27] {
        return Some(Finding::of_row(FindingCode::MrzNumbersDisagree));
    }
    (&second[15..18] != "VNM").then(|| Finding::of_row(FindingCode::MrzIncomplete))
}

/// The check digit of ICAO 9303-3: weights 7, 3, 1; letters count from A = 10, `<` is 0.
pub(super) fn check_digit(text: &str) -> String {
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'Z' => u32::from(b - b'A') + 10,
        _ => 0,
    };
    let sum: u32 = text.bytes().zip([7, 3, 1].into_iter().cycle()).map(|(b, weight)| value(b) * weight).sum();
    (sum % 10).to_string()
}

/// The zone has two digits of the year; digit 4 of the number has the century. Unknown day and month are `<<<<`.
fn read_birth(scan: &mut Scan, number: Option<&PersonalNumber>, digits: &str, today: NaiveDate) {
    let century = number.map(|number| number.birth_year() / 100).unwrap_or_default();
    let zeros = digits.replace('<', "0");
    let text = format!("{}{}{century}{}", &zeros[4..6], &zeros[2..4], &zeros[..2]);
    match Birth::read(&RawValue::Text(text), today, DateSystem::From1900) {
        Ok(reading) => {
            scan.findings.extend(precision(reading.birth).map(|code| Finding::of(code, PersonField::Birth)));
            scan.birth = Some(reading.birth);
        }
        Err(error) => scan.findings.push(birth_finding(error.code())),
    }
}

/// Cards expire in this century: the first was issued in 2016.
fn read_expiry(scan: &mut Scan, digits: &str, today: NaiveDate) {
    if digits == NEVER {
        scan.expiry = Expiry::Never;
        return;
    }
    let number = |from: usize| digits[from..from + 2].parse::<u32>().unwrap_or_default();
    match NaiveDate::from_ymd_opt(2000 + number(0) as i32, number(2), number(4)) {
        Some(date) => {
            scan.expiry = Expiry::On(date);
            if date < today {
                scan.findings.push(Finding::of_row(FindingCode::CardExpired).with("year", date.year()));
            }
        }
        None => scan.findings.push(Finding::of_row(FindingCode::ScanFieldMissing)),
    }
}

/// The words of the third line; `None` when it is no name.
fn plain_name(line: &str) -> Option<PlainName> {
    let allowed = line.bytes().all(|b| b.is_ascii_uppercase() || b == b'<');
    let words: Vec<&str> = line.split('<').filter(|word| !word.is_empty()).collect();
    let sound = allowed && line.len() <= LINE && !line.starts_with('<') && !words.is_empty();
    sound.then(|| PlainName { text: words.join(" "), cut: line.len() < LINE || !line.ends_with('<') })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::ScanVerdict;

    const ZONE: &str = "IDVNM1900000015001190000001<<6\n9008157F3008155VNM<<<<<<<<<<<4\nNGUYEN<<THI<ANH<MINH<<<<<<<<<<";

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
    }

    fn check(text: &str) -> (ScanVerdict, Vec<FindingCode>) {
        let scan = read(text, today()).expect("a zone");
        (scan.verdict, scan.findings.iter().map(|finding| finding.code).collect())
    }

    #[test]
    fn ways_of_typing_a_zone() {
        for text in [
            ZONE.to_owned(),
            ZONE.replace('\n', ""),
            ZONE.replace('\n', "\r\n"),
            ZONE.replace('\n', "  \r"),
            ZONE.to_lowercase(),
            format!("{ZONE}   "),
        ] {
            assert_eq!(check(&text), (ScanVerdict::Sure, vec![]), "{text}");
        }
        for filler in [";", ",", "?", "«"] {
            let typed = ZONE.replace('<', filler);
            assert_eq!(check(&typed), (ScanVerdict::Sure, vec![FindingCode::ScanFillerRestored]), "{typed}");
        }
    }

    #[test]
    fn a_line_that_comes_alone_is_no_name() {
        let lines: Vec<&str> = ZONE.lines().collect();
        for text in [lines[0].to_owned(), lines[1].to_owned(), lines[2].to_lowercase(), lines[1..].join("\n")] {
            assert_eq!(check(&text), (ScanVerdict::Refused, vec![FindingCode::MrzIncomplete]), "{text}");
        }
        let passport = "P<VNMNGUYEN<<THI<ANH<<<<<<<<<<<<<<<<<<<<<<<<";
        for text in ["NGUYEN THI ANH MINH", "Nguyễn<<Thị<Ánh<<<<<<<<<<<<<<", passport] {
            assert_eq!(read(text, today()), None, "{text}");
        }
    }

    #[test]
    fn nothing_wrong_passes() {
        for (from, to, code) in [
            ("1900000015", "1900000016", FindingCode::MrzCheckWrong),
            ("<<6\n", "<<7\n", FindingCode::MrzCheckWrong),
            ("9008157F", "9008158F", FindingCode::MrzCheckWrong),
            ("3008155", "3009155", FindingCode::MrzCheckWrong),
            ("<4\n", "<5\n", FindingCode::MrzCheckWrong),
            ("IDVNM1900000015", "IDVNM2900000012", FindingCode::MrzCheckWrong),
            ("\n9008157F3008155VNM<<<<<<<<<<<4\nNGUYEN<<THI<ANH<MINH<<<<<<<<<<", "", FindingCode::MrzIncomplete),
            ("<<<<<<4\n", "<<;<<<4\n", FindingCode::MrzIncomplete),
            ("9008157F", "J008157F", FindingCode::MrzIncomplete),
        ] {
            let damaged = ZONE.replacen(from, to, 1);
            assert_ne!(damaged, ZONE, "{from}");
            assert_eq!(check(&damaged), (ScanVerdict::Refused, vec![code]), "{damaged}");
        }
        let (verdict, codes) = check(&ZONE.replace("F3008155", "M3008155"));
        assert_eq!((verdict, codes), (ScanVerdict::Review, vec![FindingCode::NumberSexDisagrees]));
        let (verdict, codes) = check(&ZONE.replace("MINH<<<<<<<<<<", "MINH"));
        assert_eq!((verdict, codes), (ScanVerdict::Review, vec![FindingCode::ScanLettersLost]));
    }

    #[test]
    fn a_zone_with_two_numbers_is_refused_though_every_check_digit_is_right() {
        let first = format!("190000002{}001190000001<<6", check_digit("190000002"));
        let composite = check_digit(&format!("{first}90081573008155<<<<<<<<<<<"));
        let zone = format!("IDVNM{first}\n9008157F3008155VNM<<<<<<<<<<<{composite}\nNGUYEN<<THI<<<<<<<<<<<<<<<<<<<");
        assert_eq!(check(&zone), (ScanVerdict::Refused, vec![FindingCode::MrzNumbersDisagree]));
    }

    #[test]
    fn no_single_wrong_digit_passes() {
        for at in (5..27).chain([29, 31, 32, 33, 34, 35, 36, 37, 39, 40, 41, 42, 43, 44, 45, 60]) {
            for digit in b'0'..=b'9' {
                let mut zone = ZONE.to_owned().into_bytes();
                if zone[at] == digit {
                    continue;
                }
                zone[at] = digit;
                let zone = String::from_utf8(zone).expect("ASCII");
                assert_eq!(check(&zone).0, ScanVerdict::Refused, "{zone}");
            }
        }
    }
}
