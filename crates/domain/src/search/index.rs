//! What a person is found by.

use std::fmt::{self, Write};

use crate::id::UnitId;
use crate::person::{Fields, PersonField, PersonState};
use crate::text::search_key;

/// The words of a name as they are searched: folded, parted at everything that is no letter or digit.
pub fn name_words(name: &str) -> Vec<String> {
    search_key(name).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A small number that stands for a unit in an index. Two units may share one: it narrows, it does not decide.
pub fn unit_tag(unit: UnitId) -> u32 {
    let [a, b, c, d, ..] = unit.0;
    u32::from_be_bytes([a, b, c, d])
}

/// A word of the index that is no word of a name. All begin with y, which no searched word has: there y is i.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Belongs to the unit.
    Unit(u32),
    /// Has left.
    Left,
    /// The first letters of all words of the name.
    Initials(String),
    /// The year of birth.
    Year(u16),
    /// The day of birth, `19900815`.
    Born(String),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mark::Unit(tag) => write!(f, "yu{tag:08x}"),
            Mark::Left => f.write_str("yl"),
            Mark::Initials(letters) => write!(f, "yi{letters}"),
            Mark::Year(year) => write!(f, "yy{year:04}"),
            Mark::Born(day) => write!(f, "yd{day}"),
        }
    }
}

/// The text that stands in the index for a person: the words of the name, then the marks.
pub fn index_text(unit: UnitId, fields: &Fields, state: PersonState) -> String {
    let words = fields.get(&PersonField::Name).map(|name| name_words(name)).unwrap_or_default();
    let mut text = words.join(" ");
    let mut mark = |mark: Mark| {
        // Writing to a String cannot fail.
        let _ = write!(text, " {mark}");
    };
    mark(Mark::Unit(unit_tag(unit)));
    if words.len() > 1 {
        mark(Mark::Initials(words.iter().filter_map(|word| word.chars().next()).collect()));
    }
    if let Some(birth) = fields.get(&PersonField::Birth) {
        if let Some(year) = birth.get(..4).and_then(|year| year.parse().ok()) {
            mark(Mark::Year(year));
        }
        if birth.len() == "1990-08-15".len() {
            mark(Mark::Born(birth.replace('-', "")));
        }
    }
    match state {
        PersonState::Active => {}
        PersonState::Left => mark(Mark::Left),
    }
    text
}

/// The words of the name in a text of the index.
pub fn words_of_index(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').take_while(|word| !word.starts_with('y'))
}

/// A key as it is asked for by its end: people say the last digits aloud.
pub fn reversed(key: &str) -> String {
    std::iter::once('~').chain(key.chars().rev()).collect()
}

/// Numbers and codes by which a person is found, each forwards and by its end.
pub fn keys(fields: &Fields) -> Vec<String> {
    let searched = [PersonField::Number, PersonField::OldNumber, PersonField::Phone, PersonField::StaffCode];
    let mut keys = Vec::with_capacity(2 * searched.len());
    for value in searched.iter().filter_map(|field| fields.get(field)) {
        let key: String = search_key(value).chars().filter(|c| c.is_alphanumeric()).collect();
        if !key.is_empty() {
            keys.push(reversed(&key));
            keys.push(key);
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_index() {
        let unit = UnitId([0x0a, 0x1b, 0x2c, 0x3d, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        let mut fields = Fields::from([
            (PersonField::Name, "Nguyễn Thị Mỹ-Đức".to_owned()),
            (PersonField::Birth, "1990-08-15".to_owned()),
            (PersonField::StaffCode, "NV-01".to_owned()),
            (PersonField::Number, "001190000001".to_owned()),
        ]);
        let text = index_text(unit, &fields, PersonState::Active);
        assert_eq!(text, "nguien thi mi duc yu0a1b2c3d yintmd yy1990 yd19900815");
        assert_eq!(words_of_index(&text).collect::<Vec<_>>(), ["nguien", "thi", "mi", "duc"]);
        assert_eq!(keys(&fields), ["001190000001", "nv01", "~100000091100", "~10vn"]);
        fields.insert(PersonField::Birth, "1990".to_owned());
        assert!(index_text(unit, &fields, PersonState::Left).ends_with(" yy1990 yl"));
        assert_eq!(index_text(unit, &Fields::new(), PersonState::Active), " yu0a1b2c3d");
    }

    #[test]
    fn no_word_of_a_name_is_taken_for_a_mark() {
        for name in ["Y Phương", "Ý", "Y-Bhiăm Ñiê", "Yến Vy", "Ỷ Lan"] {
            assert!(name_words(name).iter().all(|word| !word.contains('y')), "{name}");
        }
    }
}
