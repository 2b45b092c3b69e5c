//! Whether somebody at hand is meant, where a list is narrowed and nobody has to be ranked.

use super::{Candidate, Closeness, Mark, Query, index_text, keys, reversed, score, year};
use crate::id::UnitId;
use crate::person::{Fields, PersonState};

/// Whether a person answers all of a query as it was typed, as the search means it; everybody answers an empty one.
pub fn answers(query: &Query, fields: &Fields) -> bool {
    if query.is_empty() {
        return true;
    }
    let text = index_text(UnitId([0; 16]), fields, PersonState::Active);
    let person = Candidate { text: &text, sort_key: "" };
    let keys = keys(fields);
    let key = |asked: &str| {
        let end = reversed(asked);
        keys.iter().any(|key| key.starts_with(asked) || key.starts_with(&end))
    };
    let key_or_year = |asked: &String| key(asked) || year(asked).is_some_and(|year| person.bears(&Mark::Year(year)));
    let born = || query.born.clone().is_some_and(|day| person.bears(&Mark::Born(day)));
    if query.words.is_empty() && query.keys.len() == 1 && query.keys.first() == query.whole.as_ref() {
        // One number may be read either way.
        return query.keys.iter().all(key_or_year) || born();
    }
    if query.words.is_empty() {
        return query.keys.iter().all(key_or_year) && (query.born.is_none() || born());
    }
    let whole = |whole: &String| key(whole) || person.bears(&Mark::Initials(whole.clone()));
    let named = score(query, person, Closeness::AsTyped).is_some()
        && query.keys.iter().all(key_or_year)
        && (query.born.is_none() || born());
    named || query.whole.as_ref().is_some_and(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::PersonField;

    #[test]
    fn a_list_is_narrowed_by_what_a_search_is_asked() {
        let fields = Fields::from([
            (PersonField::Name, "Nguyễn Thị Ánh".to_owned()),
            (PersonField::Birth, "1990-08-15".to_owned()),
            (PersonField::Number, "001190000017".to_owned()),
            (PersonField::StaffCode, "NV-117".to_owned()),
        ]);
        let cases: &[(&str, bool)] = &[
            ("", true),
            ("nguyen", true),
            ("Anh thi", true),
            ("ánh ngu", true),
            ("nta", true),
            ("001190000017", true),
            ("0011", true),
            ("017", true),
            ("nv-117", true),
            ("nv117", true),
            ("1990", true),
            ("15/8/1990", true),
            ("Ánh 1990", true),
            ("Ánh 15/8/1990", true),
            ("Ánh 017", true),
            ("NV117 15/8/1990", true),
            ("NV118 15/8/1990", false),
            ("NV117 16/8/1990", false),
            ("Oanh", false),
            ("Ánh 1991", false),
            ("Ánh 16/8/1990", false),
            ("Oanh 15/8/1990", false),
            ("Ánh 018", false),
            ("900", false),
            ("16/8/1990", false),
        ];
        for (text, holds) in cases {
            assert_eq!(answers(&Query::read(text), &fields), *holds, "{text}");
        }
    }
}
