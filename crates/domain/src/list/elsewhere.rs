//! The people of other units, only to tell that a row may be one of them: what proves it, never who.

use std::collections::{HashMap, HashSet};

use super::twins::{Marks, key_of_date, key_of_old_number};
use crate::finding::{Finding, FindingCode};
use crate::person::{Fields, PersonField};

/// What people of other units are known by.
#[derive(Debug, Clone, Default)]
pub struct Elsewhere {
    numbers: HashSet<String>,
    old_numbers: HashSet<String>,
    dates: HashMap<String, Vec<Marks>>,
}

impl FromIterator<Fields> for Elsewhere {
    fn from_iter<I: IntoIterator<Item = Fields>>(people: I) -> Elsewhere {
        let mut elsewhere = Elsewhere::default();
        for fields in people {
            elsewhere.numbers.extend(fields.get(&PersonField::Number).cloned());
            elsewhere.old_numbers.extend(key_of_old_number(&fields));
            if let Some(key) = key_of_date(&fields) {
                elsewhere.dates.entry(key).or_default().push(Marks::of(&fields));
            }
        }
        elsewhere
    }
}

impl Elsewhere {
    /// The strongest evidence that a row is somebody of another unit.
    pub(super) fn look(&self, fields: &Fields) -> Option<Finding> {
        let number = || fields.get(&PersonField::Number).filter(|number| self.numbers.contains(*number));
        let old_number = || key_of_old_number(fields).filter(|key| self.old_numbers.contains(key));
        // Staff codes of two units say nothing about each other; numbers do.
        let marks = Marks::of(fields);
        let namesake = || {
            let others = self.dates.get(&key_of_date(fields)?)?;
            others.iter().find(|other| !marks.numbers_differ(other))
        };
        if number().is_some() {
            Some(Finding::of(FindingCode::NumberInOtherUnit, PersonField::Number))
        } else if old_number().is_some() {
            Some(Finding::of(FindingCode::OldNumberInOtherUnit, PersonField::OldNumber))
        } else {
            namesake().map(|_| Finding::of(FindingCode::LikelyInOtherUnit, PersonField::Name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proves_it_and_not_who() {
        let fields = |number: &str, old: &str, birth: &str| -> Fields {
            let all = [
                (PersonField::Name, "Lê An"),
                (PersonField::Number, number),
                (PersonField::OldNumber, old),
                (PersonField::Birth, birth),
            ];
            all.into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(field, value)| (field, value.to_owned()))
                .collect()
        };
        let elsewhere: Elsewhere = [fields("001090000001", "012345678", "1990-08-15")].into_iter().collect();
        for (row, code) in [
            (fields("001090000001", "", "1991"), Some(FindingCode::NumberInOtherUnit)),
            (fields("", "012345678", "1990"), Some(FindingCode::OldNumberInOtherUnit)),
            (fields("", "", "1990-08-15"), Some(FindingCode::LikelyInOtherUnit)),
            (fields("001090000002", "", "1990-08-15"), None),
            (fields("", "", "1990"), None),
        ] {
            let found = elsewhere.look(&row);
            assert_eq!(found.as_ref().map(|finding| finding.code), code);
            assert!(found.is_none_or(|finding| finding.params.is_empty() && !finding.is_error()));
        }
    }
}
