//! One person in two rows of a list. What proves it is graded; only what is beyond doubt keeps a row out, and nothing is
//! put together by itself.

use std::collections::HashMap;

use crate::finding::{Finding, FindingCode};
use crate::person::{Birth, Fields, PersonField};
use crate::text::fold;

/// What would tell two people of the same name and age apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    number: Option<String>,
    code: Option<String>,
    birth: Option<Birth>,
}

impl Marks {
    pub(super) fn of(fields: &Fields) -> Marks {
        Marks {
            number: fields.get(&PersonField::Number).cloned(),
            code: fields.get(&PersonField::StaffCode).map(|code| fold(code)),
            birth: birth_of(fields),
        }
    }

    /// Both have a personal number, and they differ.
    pub(super) fn numbers_differ(&self, other: &Marks) -> bool {
        self.number.is_some() && other.number.is_some() && self.number != other.number
    }

    /// Both have a number, or both a staff code, and they differ.
    pub(super) fn differ(&self, other: &Marks) -> bool {
        let codes_differ = self.code.is_some() && other.code.is_some() && self.code != other.code;
        codes_differ || self.numbers_differ(other)
    }

    /// Both have a birth date that is evidence, and they differ.
    pub(super) fn born_apart(&self, other: &Marks) -> bool {
        let date = |marks: &Marks| marks.birth.and_then(Birth::evidence);
        matches!((date(self), date(other)), (Some(a), Some(b)) if a != b)
    }
}

fn birth_of(fields: &Fields) -> Option<Birth> {
    fields.get(&PersonField::Birth).and_then(|birth| birth.parse().ok())
}

/// The key of a name with a birth date that is evidence.
pub(super) fn key_of_date(fields: &Fields) -> Option<String> {
    let date = birth_of(fields)?.evidence()?;
    Some(format!("{date}\n{}", fold(fields.get(&PersonField::Name)?)))
}

/// The key of a name with a year of birth: weak evidence.
pub(super) fn key_of_year(fields: &Fields) -> Option<String> {
    Some(format!("{}\n{}", birth_of(fields)?.year(), fold(fields.get(&PersonField::Name)?)))
}

/// The key of an old number, which was given to two people more than once, with name and birth year.
pub(super) fn key_of_old_number(fields: &Fields) -> Option<String> {
    Some(format!("{}\n{}", fields.get(&PersonField::OldNumber)?, key_of_year(fields)?))
}

/// The rows seen so far, by what two of them may share.
#[derive(Default)]
pub(super) struct Twins {
    numbers: HashMap<String, u32>,
    old_numbers: HashMap<String, u32>,
    years: HashMap<String, Vec<(u32, Marks)>>,
}

impl Twins {
    /// The strongest finding that ties a row to an earlier one; the row is remembered.
    pub(super) fn look(&mut self, row: u32, fields: &Fields) -> Option<Finding> {
        let strong = self.by_number(row, fields).or_else(|| self.by_old_number(row, fields));
        let by_name = self.by_name(row, fields);
        strong.or(by_name)
    }

    fn by_number(&mut self, row: u32, fields: &Fields) -> Option<Finding> {
        let first = *self.numbers.entry(fields.get(&PersonField::Number)?.clone()).or_insert(row);
        let finding = Finding::of(FindingCode::NumberDuplicateInList, PersonField::Number).with("row", first);
        (first != row).then_some(finding)
    }

    fn by_old_number(&mut self, row: u32, fields: &Fields) -> Option<Finding> {
        let first = *self.old_numbers.entry(key_of_old_number(fields)?).or_insert(row);
        let finding = Finding::of(FindingCode::DuplicateOldNumberInList, PersonField::OldNumber).with("row", first);
        (first != row).then_some(finding)
    }

    fn by_name(&mut self, row: u32, fields: &Fields) -> Option<Finding> {
        let marks = Marks::of(fields);
        let date = |marks: &Marks| marks.birth.and_then(Birth::evidence);
        let earlier = self.years.entry(key_of_year(fields)?).or_default();
        let same_day = |other: &&(u32, Marks)| date(&marks).is_some() && date(&marks) == date(&other.1);
        let told = |code, first: u32| Some(Finding::of(code, PersonField::Name).with("row", first));
        let found = if let Some((first, _)) = earlier.iter().filter(same_day).find(|other| !marks.differ(&other.1)) {
            told(FindingCode::DuplicateInList, *first)
        } else if let Some((first, _)) = earlier.iter().find(same_day) {
            told(FindingCode::DuplicateLikelyInList, *first)
        } else {
            let weak = earlier.iter().find(|(_, other)| !marks.differ(other) && !marks.born_apart(other));
            weak.and_then(|(first, _)| told(FindingCode::DuplicateWeakInList, *first))
        };
        earlier.push((row, marks));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_graded() {
        let same = "birth=1990-08-15";
        for (first, second, code) in [
            ("number=001090000001", "number=001090000001", Some(FindingCode::NumberDuplicateInList)),
            (
                "old_number=012345678;birth=1990-08-15",
                "old_number=012345678;birth=1990",
                Some(FindingCode::DuplicateOldNumberInList),
            ),
            ("old_number=012345678;birth=1990", "old_number=012345678;birth=1991", None),
            (same, same, Some(FindingCode::DuplicateInList)),
            (same, "birth=1990-08-15;number=001090000001", Some(FindingCode::DuplicateInList)),
            (
                "birth=1990-08-15;number=001090000002",
                "birth=1990-08-15;number=001090000001",
                Some(FindingCode::DuplicateLikelyInList),
            ),
            (
                "birth=1990-08-15;staff_code=A",
                "birth=1990-08-15;staff_code=B",
                Some(FindingCode::DuplicateLikelyInList),
            ),
            ("birth=1990", "birth=1990", Some(FindingCode::DuplicateWeakInList)),
            ("birth=1990-01-01", "birth=1990-01-01", Some(FindingCode::DuplicateWeakInList)),
            ("birth=1990-01-01", "birth=1990-08-15", Some(FindingCode::DuplicateWeakInList)),
            ("birth=1990;number=001090000001", "birth=1990;number=001090000002", None),
            ("birth=1990-08-15", "birth=1990-08-16", None),
            ("", "", None),
        ] {
            let fields = |text: &str| -> Fields {
                let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
                let field = |name: &str| PersonField::ALL.into_iter().find(|f| f.as_str() == name).expect("a field");
                pairs
                    .map(|(name, value)| (field(name), value.to_owned()))
                    .chain([(PersonField::Name, "Lê An".to_owned())])
                    .collect()
            };
            let mut twins = Twins::default();
            assert_eq!(twins.look(2, &fields(first)), None);
            let found = twins.look(3, &fields(second));
            assert_eq!(found.as_ref().map(|finding| finding.code), code, "{first} / {second}");
            assert!(found.is_none_or(|finding| finding.params["row"] == "2"));
        }
    }
}
