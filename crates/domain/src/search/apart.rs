//! Look-alikes: people with one name and one year of birth, and what tells them apart.

use std::collections::{BTreeMap, BTreeSet};

use super::name_words;
use crate::person::{Fields, PersonField};

/// Where look-alikes may differ, what says most first.
const TELLING: [PersonField; 8] = [
    PersonField::Name,
    PersonField::Birth,
    PersonField::Sex,
    PersonField::Number,
    PersonField::OldNumber,
    PersonField::StaffCode,
    PersonField::Department,
    PersonField::Address,
];

/// For each of `people`, the fields by which they differ from those who have the same name without marks and the same
/// year of birth; empty for somebody whom nobody is like.
pub fn tell_apart(people: &[Fields]) -> Vec<Vec<PersonField>> {
    let mut alike: BTreeMap<(Vec<String>, &str), Vec<usize>> = BTreeMap::new();
    for (at, fields) in people.iter().enumerate() {
        let name = fields.get(&PersonField::Name).map(|name| name_words(name)).unwrap_or_default();
        let year = fields.get(&PersonField::Birth).and_then(|birth| birth.get(..4)).unwrap_or_default();
        alike.entry((name, year)).or_default().push(at);
    }
    let mut told = vec![Vec::new(); people.len()];
    for group in alike.values().filter(|group| group.len() > 1) {
        for field in TELLING {
            let values: BTreeSet<Option<&String>> = group.iter().map(|at| people[*at].get(&field)).collect();
            if values.len() > 1 {
                for at in group.iter().filter(|at| people[**at].contains_key(&field)) {
                    told[*at].push(field);
                }
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, birth: &str, department: &str) -> Fields {
        let fields = [(PersonField::Name, name), (PersonField::Birth, birth), (PersonField::Department, department)];
        fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(field, value)| (field, value.to_owned()))
            .collect()
    }

    #[test]
    fn look_alikes_are_told_apart_by_what_differs() {
        use PersonField::{Birth, Department, Name};
        let people = [
            person("Nguyễn Thị Hoa", "1990-08-15", "May 1"),
            person("Nguyễn Thị Hoa", "1990-08-16", "May 1"),
            person("Nguyễn Thị Hòa", "1990-08-15", ""),
            person("Nguyễn Thị Hoa", "1991-08-15", "May 2"),
            person("Trần Văn Đức", "", "May 1"),
            person("Trần Văn Đức", "", "May 1"),
        ];
        let told = tell_apart(&people);
        assert_eq!(told[0], [Name, Birth, Department]);
        assert_eq!(told[1], [Name, Birth, Department]);
        assert_eq!(told[2], [Name, Birth]);
        assert_eq!(told[3], []);
        assert_eq!((&told[4], &told[5]), (&vec![], &vec![]));
    }
}
