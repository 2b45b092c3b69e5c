//! Names: surname first, given name last, sorted by the given name.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::{Tone, clean, fold, split_tone};

/// A name cleaned, and what was odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameReading {
    /// The canonical name; empty when there is none.
    pub name: String,
    /// Has characters that no name has: digits, brackets, signs.
    pub odd: bool,
    /// Came without a single capital; capitals were put in.
    pub lower: bool,
}

/// Cleans a name. Capitals are put in where there are none; ALL CAPITALS stay, because cards print them so.
pub fn read_name(text: &str) -> NameReading {
    // Eth looks like Đ and old keyboards typed it; no Vietnamese name has an Eth.
    let name = clean(text).replace('Ð', "Đ").replace('ð', "đ");
    let has_letter = name.chars().any(char::is_alphabetic);
    if !has_letter {
        return NameReading { odd: !name.is_empty(), name: String::new(), lower: false };
    }
    let lower = !name.chars().any(char::is_uppercase);
    let odd = !name.chars().all(belongs_in_a_name);
    NameReading { name: if lower { title_case(&name) } else { name }, odd, lower }
}

/// Every word with a capital, also after an apostrophe or hyphen: `h'hen niê` becomes `H'Hen Niê`.
pub fn title_case(name: &str) -> String {
    let mut start = true;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = c.is_whitespace() || matches!(c, '\'' | '’' | '-' | '.');
    }
    out
}

fn belongs_in_a_name(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c) || matches!(c, ' ' | '\'' | '’' | 'ʼ' | '-' | '.')
}

/// The first letters of a folded name, for searching: `ntam` for Nguyễn Thị Ánh Minh.
pub fn initials(name: &str) -> String {
    fold(name).split(' ').filter_map(|word| word.chars().next()).collect()
}

/// The letters in Vietnamese order. Their places in this list are their places in a sort key.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// A string whose plain byte order is the Vietnamese order of names: given name, then middle names, then surname;
/// in each word the letters first (ă â after a, đ after d …), then the tone (ngang huyền hỏi ngã sắc nặng).
pub fn sort_key(name: &str) -> String {
    let name = clean(name);
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let mut key = String::with_capacity(name.len() * 2);
    match words.as_slice() {
        [] => {}
        [only] => push_word(&mut key, only),
        [surname, middle @ .., given] => {
            push_word(&mut key, given);
            key.push(PART_END);
            for word in middle {
                push_word(&mut key, word);
            }
            key.push(PART_END);
            push_word(&mut key, surname);
        }
    }
    key
}

/// Lower than every letter and digit of a key, so that the shorter comes first.
const PART_END: char = ' ';
/// Between the letters of a word and its tone; higher than the end of a part, lower than letters and digits.
const WORD_END: char = '!';

fn push_word(key: &mut String, word: &str) {
    let (letters, tone) = split_tone(word);
    for letter in letters.chars() {
        if let Some(code) = letter_code(letter) {
            key.push(code);
        }
    }
    let _ = write!(key, "{WORD_END}{}", tone_place(tone));
}

/// `A` for a, `B` for ă, and so on; digits stay and come first. Other letters count as their base letter, and
/// signs do not count.
fn letter_code(letter: char) -> Option<char> {
    if letter.is_ascii_digit() {
        return Some(letter);
    }
    let place = |wanted: char| ALPHABET.chars().position(|c| c == wanted);
    let base = || match letter {
        'ƀ' => Some('b'),
        other => other.nfd().next(),
    };
    let place = place(letter).or_else(|| place(base()?))?;
    char::from_u32('A' as u32 + place as u32)
}

fn tone_place(tone: Tone) -> u8 {
    match tone {
        Tone::Ngang => 1,
        Tone::Huyen => 2,
        Tone::Hoi => 3,
        Tone::Nga => 4,
        Tone::Sac => 5,
        Tone::Nang => 6,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(names: &[&str]) -> bool {
        names.is_sorted_by_key(|name| sort_key(name))
            && names.windows(2).all(|pair| sort_key(pair[0]) != sort_key(pair[1]))
    }

    #[test]
    fn vietnamese_order() {
        assert!(sorted(&["Lê An", "Lê Ân", "Lê Bình", "Lê Dung", "Lê Đức", "Lê Em", "Lê Ơn", "Lê Phúc", "Lê Ước"]));
        assert!(sorted(&["Lê Ma", "Lê Mà", "Lê Mả", "Lê Mã", "Lê Má", "Lê Mạ", "Lê Mai"]));
        assert!(sorted(&["Trần An", "Nguyễn Thị An", "Lê Văn An", "Nguyễn Văn An", "Trần Văn An", "An Ánh"]));
        assert!(
            sorted(&["Trần Thị Ánh", "Trần Thị Ánh An", "Lê Văn Bê"])
                || sort_key("Trần Thị Ánh An") < sort_key("Trần Thị Ánh")
        );
        assert!(sorted(&["An", "Bình"]));
        assert_eq!(sort_key("NGUYỄN VĂN ĐỨC"), sort_key("nguyễn văn đức"));
        assert_eq!(sort_key("K'Brăng Ơn"), sort_key("K’Brăng Ơn"));
        assert_eq!(sort_key(""), "");
    }

    #[test]
    fn names_are_cleaned_and_judged() {
        for (text, name, odd, lower) in [
            ("  Nguyễn  Thị\u{a0}Ánh Minh ", "Nguyễn Thị Ánh Minh", false, false),
            ("nguyễn văn an", "Nguyễn Văn An", false, true),
            ("h'hen niê", "H'Hen Niê", false, true),
            ("NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯỜNG", false, false),
            ("Ðỗ Ngọc Ánh", "Đỗ Ngọc Ánh", false, false),
            ("Y-Bhiăm Ñiê K’Đăm", "Y-Bhiăm Ñiê K’Đăm", false, false),
            ("Nguyễn Văn An (2)", "Nguyễn Văn An (2)", true, false),
            ("Nguy?n V?n An", "Nguy?n V?n An", true, false),
            ("---", "", true, false),
            ("", "", false, false),
        ] {
            assert_eq!(read_name(text), NameReading { name: name.into(), odd, lower }, "{text}");
        }
        assert_eq!(initials("Nguyễn Thị Ánh Minh"), "ntam");
        assert_eq!(initials("Đỗ Ngọc Ánh"), "dna");
    }

    proptest! {
        #[test]
        fn a_clean_name_stays(text in "\\PC{0,30}") {
            let once = read_name(&text).name;
            prop_assert_eq!(read_name(&once).name, once);
        }

        #[test]
        fn a_key_is_plain_ascii(text in "\\PC{0,30}") {
            prop_assert!(sort_key(&text).is_ascii());
        }
    }
}
