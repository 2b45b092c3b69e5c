//! The one gate for a person's values, for rows of a list and for what is typed by hand alike.

use chrono::NaiveDate;

use super::birth::{Birth, DateSystem};
use super::name::read_name;
use super::number::{NumberReading, OldNumber, read_number};
use super::phone::read_phone;
use super::{Fields, PersonField, RawFields, RawValue, Sex};
use crate::due::{
    Expires, Paper, Request, Residence, read_expires, read_issued, read_paper, read_request, read_residence,
};
use crate::finding::{Finding, FindingCode};
use crate::text::clean;

/// Judges values and makes them canonical. A value with an error is not among the fields; one that is left out for a
/// warning neither. Canonical values pass unchanged. `today` bounds birth dates, `system` reads bare day counts.
pub fn check_fields(raw: &RawFields, today: NaiveDate, system: DateSystem) -> (Fields, Vec<Finding>) {
    let mut check = Check { raw, fields: Fields::new(), findings: Vec::new() };
    check.name();
    let birth = check.birth(today, system);
    let sex = check.sex();
    check.old_number();
    check.number(birth, sex);
    check.paper(today, system);
    check.phone();
    for field in [PersonField::StaffCode, PersonField::Department, PersonField::Address, PersonField::Note] {
        if let Some(raw) = check.given(field) {
            check.keep(field, clean(&raw.text()));
        }
    }
    (check.fields, check.findings)
}

struct Check<'a> {
    raw: &'a RawFields,
    fields: Fields,
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    fn given(&self, field: PersonField) -> Option<&'a RawValue> {
        self.raw.get(&field).filter(|raw| !matches!(raw, RawValue::Text(text) if clean(text).is_empty()))
    }

    fn keep(&mut self, field: PersonField, value: String) {
        let length = value.chars().count();
        if length > field.limit() {
            let finding = Finding::of(FindingCode::TextTooLong, field);
            self.findings.push(finding.with("length", length).with("limit", field.limit()));
        } else if !value.is_empty() {
            self.fields.insert(field, value);
        }
    }

    fn note(&mut self, code: FindingCode, field: PersonField) {
        self.findings.push(Finding::of(code, field));
    }

    fn name(&mut self) {
        let reading = read_name(&self.given(PersonField::Name).map(RawValue::text).unwrap_or_default());
        if reading.name.is_empty() {
            return self.note(FindingCode::NameMissing, PersonField::Name);
        }
        if reading.damaged {
            return self.note(FindingCode::NameDamaged, PersonField::Name);
        }
        if reading.odd {
            self.note(FindingCode::NameOddCharacters, PersonField::Name);
        }
        if reading.lower {
            self.note(FindingCode::NameLowerCase, PersonField::Name);
        }
        self.keep(PersonField::Name, reading.name);
    }

    fn birth(&mut self, today: NaiveDate, system: DateSystem) -> Option<Birth> {
        match Birth::read(self.given(PersonField::Birth)?, today, system) {
            Ok(reading) => {
                match reading.birth {
                    Birth::Day(_) => {}
                    Birth::Month { .. } => self.note(FindingCode::BirthMonthOnly, PersonField::Birth),
                    Birth::Year(_) => self.note(FindingCode::BirthYearOnly, PersonField::Birth),
                }
                if reading.serial {
                    self.note(FindingCode::BirthSerial, PersonField::Birth);
                }
                self.keep(PersonField::Birth, reading.birth.to_string());
                Some(reading.birth)
            }
            Err(error) => {
                let mut finding = Finding::of(error.code(), PersonField::Birth);
                if error.code() == FindingCode::BirthTooOld {
                    finding = finding.with("years", super::birth::MAX_AGE_YEARS);
                }
                self.findings.push(finding);
                None
            }
        }
    }

    fn sex(&mut self) -> Option<Sex> {
        let sex = Sex::parse(&self.given(PersonField::Sex)?.text());
        match sex {
            Some(sex) => self.keep(PersonField::Sex, sex.as_str().to_owned()),
            None => self.note(FindingCode::SexUnreadable, PersonField::Sex),
        }
        sex
    }

    fn old_number(&mut self) {
        let Some(raw) = self.given(PersonField::OldNumber) else { return };
        match OldNumber::read(raw) {
            Ok(old) => self.keep(PersonField::OldNumber, old.as_str().to_owned()),
            Err(finding) => self.findings.push(finding),
        }
    }

    /// Nine digits in the column of the number are an old CMND, which many lists keep in the same column.
    fn number(&mut self, birth: Option<Birth>, sex: Option<Sex>) {
        let Some(raw) = self.given(PersonField::Number) else { return };
        match read_number(raw, birth, sex) {
            Ok(NumberReading::Personal(number, zeros)) => {
                if zeros > 0 {
                    let finding = Finding::of(FindingCode::NumberZerosRestored, PersonField::Number);
                    self.findings.push(finding.with("count", zeros));
                }
                self.findings.extend(number.findings(birth, sex));
                self.keep(PersonField::Number, number.as_str().to_owned());
            }
            Ok(NumberReading::Old(old)) => match self.fields.get(&PersonField::OldNumber) {
                Some(other) if other != old.as_str() => {
                    let length = old.as_str().len();
                    self.findings
                        .push(Finding::of(FindingCode::NumberLength, PersonField::Number).with("length", length));
                }
                _ => self.keep(PersonField::OldNumber, old.as_str().to_owned()),
            },
            Err(finding) => self.findings.push(finding),
        }
    }

    /// What bears on whether they are due. Words of the program's own pass; what is not understood is left out.
    fn paper(&mut self, today: NaiveDate, system: DateSystem) {
        self.read(PersonField::Paper, FindingCode::PaperUnreadable, |raw| {
            let text = raw.text();
            Paper::parse(text.trim()).or_else(|| read_paper(&text)).map(Paper::as_str)
        });
        self.read(PersonField::Issued, FindingCode::IssuedUnreadable, |raw| read_issued(raw, today, system));
        self.read(PersonField::Expires, FindingCode::ExpiresUnreadable, |raw| {
            let known = raw.text().trim().parse().ok();
            known.or_else(|| read_expires(raw, today, system)).map(|end: Expires| end.to_string())
        });
        self.read(PersonField::Request, FindingCode::RequestUnreadable, |raw| {
            let text = raw.text();
            Request::parse(text.trim()).or_else(|| read_request(&text)).map(Request::as_str)
        });
        self.read(PersonField::Residence, FindingCode::ResidenceUnreadable, |raw| {
            let text = raw.text();
            Residence::parse(text.trim()).or_else(|| read_residence(&text)).map(Residence::as_str)
        });
    }

    fn read<T: ToString>(
        &mut self,
        field: PersonField,
        unreadable: FindingCode,
        read: impl FnOnce(&RawValue) -> Option<T>,
    ) {
        let Some(raw) = self.given(field) else { return };
        match read(raw) {
            Some(value) => self.keep(field, value.to_string()),
            None => self.note(unreadable, field),
        }
    }

    fn phone(&mut self) {
        let Some(raw) = self.given(PersonField::Phone) else { return };
        let reading = read_phone(raw);
        if reading.odd {
            self.note(FindingCode::PhoneOdd, PersonField::Phone);
        }
        if let Some(digits) = reading.digits {
            self.keep(PersonField::Phone, digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(raw: &[(PersonField, &str)]) -> (Fields, Vec<FindingCode>) {
        let raw = raw.iter().map(|(field, text)| (*field, RawValue::from(*text))).collect();
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let (fields, findings) = check_fields(&raw, today, DateSystem::From1900);
        (fields, findings.iter().map(|finding| finding.code).collect())
    }

    #[test]
    fn a_sound_row_has_no_findings() {
        let (fields, codes) = check(&[
            (PersonField::Name, "Nguyễn Thị Ánh Minh"),
            (PersonField::Birth, "15/08/1990"),
            (PersonField::Sex, "Nữ"),
            (PersonField::Number, "001 190 000 001"),
            (PersonField::Phone, "+84 912 345 678"),
            (PersonField::Address, " Láng Hạ,\n Hà Nội "),
            (PersonField::Note, "  "),
        ]);
        assert_eq!(codes, []);
        let values: Vec<&str> = fields.values().map(String::as_str).collect();
        assert_eq!(
            values,
            ["Nguyễn Thị Ánh Minh", "1990-08-15", "female", "001190000001", "0912345678", "Láng Hạ, Hà Nội"]
        );
    }

    #[test]
    fn nine_digits_are_the_old_number() {
        let (fields, codes) = check(&[(PersonField::Name, "Trần Văn Đức"), (PersonField::Number, "150000002")]);
        assert_eq!((fields.get(&PersonField::OldNumber).map(String::as_str), codes), (Some("150000002"), vec![]));
        assert!(!fields.contains_key(&PersonField::Number));
        let (_, codes) = check(&[
            (PersonField::Name, "Trần Văn Đức"),
            (PersonField::Number, "150000002"),
            (PersonField::OldNumber, "150000003"),
        ]);
        assert_eq!(codes, [FindingCode::NumberLength]);
    }

    #[test]
    fn nothing_is_cut_silently() {
        let long = "a".repeat(501);
        let (fields, codes) = check(&[(PersonField::Name, "An"), (PersonField::Note, &long)]);
        assert_eq!(codes, [FindingCode::TextTooLong]);
        assert!(!fields.contains_key(&PersonField::Note));
    }

    #[test]
    fn what_hr_says_of_a_paper() {
        let (fields, codes) = check(&[
            (PersonField::Name, "An"),
            (PersonField::Paper, "CCCD gắn chip"),
            (PersonField::Issued, "05/06/2021"),
            (PersonField::Expires, "Không thời hạn"),
            (PersonField::Request, "Cấp lại do mất"),
            (PersonField::Residence, "KT3"),
        ]);
        let values: Vec<&str> = fields.values().map(String::as_str).collect();
        assert_eq!((values, codes), (vec!["An", "cccd_chip", "2021-06-05", "never", "lost", "temporary"], vec![]));
        let (fields, codes) = check(&[
            (PersonField::Name, "An"),
            (PersonField::Paper, "Hộ chiếu"),
            // The day after the one these tests take for today.
            (PersonField::Issued, "24/11/2026"),
            (PersonField::Expires, "2043"),
            (PersonField::Request, "abc"),
            (PersonField::Residence, "Lưu trú"),
        ]);
        let left_out = [
            FindingCode::PaperUnreadable,
            FindingCode::IssuedUnreadable,
            FindingCode::ExpiresUnreadable,
            FindingCode::RequestUnreadable,
            FindingCode::ResidenceUnreadable,
        ];
        assert_eq!((fields.len(), codes), (1, left_out.to_vec()));
    }

    #[test]
    fn every_word_of_the_due_engine_passes_unchanged() {
        let words = |field, words: Vec<&'static str>| words.into_iter().map(move |word| (field, word));
        let papers = words(PersonField::Paper, Paper::ALL.iter().map(|word| word.as_str()).collect());
        let requests = words(PersonField::Request, Request::ALL.iter().map(|word| word.as_str()).collect());
        let residences = words(PersonField::Residence, Residence::ALL.iter().map(|word| word.as_str()).collect());
        for (field, word) in papers.chain(requests).chain(residences) {
            let (fields, codes) = check(&[(PersonField::Name, "An"), (field, word)]);
            assert_eq!((fields.get(&field).map(String::as_str), codes), (Some(word), vec![]), "{word}");
            assert!(word.len() <= field.limit());
        }
    }

    proptest! {
        #[test]
        fn canonical_values_pass_unchanged(
            name in "[A-ZĐ][a-zàáảãạễ]{0,8}( [A-Z][a-z]{0,6}){0,3}",
            birth in "(0[1-9]|1[0-9]|2[0-8])/(0[1-9]|1[0-2])/(19[3-9][0-9]|200[0-9])",
            sex in "(Nam|Nữ)",
            number in "[0-9]{9,12}",
            phone in "[+0-9 ]{0,14}",
            paper in "(CMND|CCCD gắn chip|CCCD|Thẻ căn cước|cmnd12|\\PC{0,12})",
            issued in "(0[1-9]|1[0-9]|2[0-8])/(0[1-9]|1[0-2])/20[0-4][0-9]",
            expires in "((0[1-9]|1[0-9]|2[0-8])/(0[1-9]|1[0-2])/20[0-9][0-9]|Không thời hạn|\\PC{0,12})",
            request in "(Mất|Cấp đổi|Hỏng|không|\\PC{0,12})",
            note in "\\PC{0,30}",
        ) {
            let (once, _) = check(&[
                (PersonField::Name, name.as_str()),
                (PersonField::Birth, birth.as_str()),
                (PersonField::Sex, sex.as_str()),
                (PersonField::Number, number.as_str()),
                (PersonField::Phone, phone.as_str()),
                (PersonField::Paper, paper.as_str()),
                (PersonField::Issued, issued.as_str()),
                (PersonField::Expires, expires.as_str()),
                (PersonField::Request, request.as_str()),
                (PersonField::Note, note.as_str()),
            ]);
            let again: Vec<(PersonField, &str)> = once.iter().map(|(field, value)| (*field, value.as_str())).collect();
            prop_assert_eq!(check(&again).0, once);
        }
    }
}
