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
    /// Has what no name has: digits, brackets, signs, or a word without a vowel (a title, an abbreviation).
    pub odd: bool,
    /// A word of it came without a capital; capitals were put in.
    pub lower: bool,
    /// Letters were lost before it came here: `Nguy?n`.
    pub damaged: bool,
}

/// Cleans a name. Capitals are put in where there are none; ALL CAPITALS stay, because cards print them so.
pub fn read_name(text: &str) -> NameReading {
    // Eth looks like Đ and old keyboards typed it; no Vietnamese name has an Eth.
    let written = clean(text).replace('Ð', "Đ").replace('ð', "đ");
    // Excel's mark of a text (`'Nguyễn`) and what hangs around a name is no part of it.
    let name = written.trim_matches(['\'', '’', '-', '.', ',', ';', ':', ' ']);
    let mut reading = NameReading { name: String::new(), odd: false, lower: false, damaged: false };
    if !name.chars().any(char::is_alphabetic) {
        reading.odd = !written.is_empty();
        return reading;
    }
    reading.damaged = has_lost_letters(name);
    reading.odd = !name.chars().all(belongs_in_a_name) || name.split([' ', '-', '\'', '’']).any(has_no_vowel);
    let begins_small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let all_small = !name.chars().any(char::is_uppercase);
    // In what is odd anyway, small words may be no part of the name: `An (tổ trưởng)`.
    reading.lower = all_small || !reading.odd && name.split(' ').any(begins_small);
    // The capital of a foreign letter may come in parts, which belong together again.
    reading.name = match (all_small, reading.lower) {
        (true, _) => title_case(name).nfc().collect(),
        (false, true) => name.split(' ').map(with_capital).collect::<Vec<_>>().join(" ").nfc().collect(),
        (false, false) => name.to_owned(),
    };
    reading
}

fn with_capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A question mark or the replacement character beside a letter stands for a letter that a program could not write.
fn has_lost_letters(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let is_letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphabetic());
    chars.iter().enumerate().any(|(at, c)| {
        *c == char::REPLACEMENT_CHARACTER || *c == '?' && (is_letter(at.checked_sub(1)) || is_letter(Some(at + 1)))
    })
}

/// "ThS", "TS", "Ng": two or more letters and no vowel.
fn has_no_vowel(word: &str) -> bool {
    let folded = fold(word);
    let letters = || folded.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 2 && !letters().any(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w'))
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
    c.is_alphabetic() || is_combining_mark(c) || matches!(c, ' ' | '\'' | '’' | 'ʼ' | '-')
}

/// The first letters of a folded name, for searching: `ntam` for Nguyễn Thị Ánh Minh.
pub fn initials(name: &str) -> String {
    fold(name).split(' ').filter_map(|word| word.chars().next()).collect()
}

/// The first letters as they are shown where a whole hall looks on: `NTÁ` for Nguyễn Thị Ánh.
pub fn initials_shown(name: &str) -> String {
    let first = |word: &str| word.chars().find(|c| c.is_alphabetic()).map(|c| c.to_uppercase().to_string());
    clean(name).nfc().collect::<String>().split(' ').filter_map(first).collect()
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

/// As [`sort_key`] for what is no name of a person, a department or an area: its words as they stand, numbers by their size,
/// so that `Xưởng 2` comes before `Xưởng 10`.
pub fn words_key(text: &str) -> String {
    let text = clean(text);
    let mut key = String::with_capacity(text.len() * 2);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match word.parse::<u64>() {
            Ok(number) => _ = write!(key, "{number:020}{WORD_END}"),
            Err(_) => push_word(&mut key, word),
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
    fn words_stand_as_they_are_and_numbers_go_by_their_size() {
        let sorted = ["Dệt", "Đóng gói", "Xưởng 2", "Xưởng 10", "Xưởng cắt"];
        assert!(sorted.is_sorted_by_key(|text| words_key(text)));
        assert_eq!(words_key("XƯỞNG  2"), words_key("Xưởng 2"));
    }

    #[test]
    fn names_are_cleaned_and_judged() {
        for (text, name, odd, lower) in [
            ("ThS. Nguyễn Văn An", "ThS. Nguyễn Văn An", true, false),
            ("TS Nguyễn Văn An", "TS Nguyễn Văn An", true, false),
            ("Nguyễn văn An", "Nguyễn Văn An", false, true),
            ("'Nguyễn Văn An", "Nguyễn Văn An", false, false),
            ("  Nguyễn  Thị\u{a0}Ánh Minh ", "Nguyễn Thị Ánh Minh", false, false),
            ("nguyễn văn an", "Nguyễn Văn An", false, true),
            ("h'hen niê", "H'Hen Niê", false, true),
            ("NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯỜNG", false, false),
            ("Ðỗ Ngọc Ánh", "Đỗ Ngọc Ánh", false, false),
            ("Y-Bhiăm Ñiê K’Đăm", "Y-Bhiăm Ñiê K’Đăm", false, false),
            ("Nguyễn Văn An (2)", "Nguyễn Văn An (2)", true, false),
            ("---", "", true, false),
            ("", "", false, false),
        ] {
            let expected = NameReading { name: name.into(), odd, lower, damaged: false };
            assert_eq!(read_name(text), expected, "{text}");
        }
        assert!(["Nguy?n V?n An", "Nguy\u{fffd}n An", "?ng An"].iter().all(|name| read_name(name).damaged));
        assert!(!read_name("Nguyễn Văn An (?)").damaged);
        assert_eq!(initials("Nguyễn Thị Ánh Minh"), "ntam");
        assert_eq!(initials("Đỗ Ngọc Ánh"), "dna");
        assert_eq!(initials_shown("Đỗ  ngọc A\u{301}nh"), "ĐNÁ");
        assert_eq!(initials_shown("'Hen Niê"), "HN");
        assert_eq!(initials_shown(" "), "");
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
