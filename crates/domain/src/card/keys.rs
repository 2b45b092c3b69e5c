//! Vietnamese input methods, Telex and VNI: what keys make of letters.
//!
//! A scanner may type the keys of a method that is off (`Nguyeenx`), which can be undone where every word becomes a
//! syllable; or a method that is on takes the letters of a card for its keys (`Ksor` becomes `Ksỏ`), which cannot.

use unicode_normalization::UnicodeNormalization;

use crate::text::is_syllable;

/// An input method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Letters: `aa` is â, `dd` is đ, `w` a horn or breve, s f r x j tones.
    Telex,
    /// Digits: 1 to 5 are tones, 6 the hat, 7 the horn, 8 the breve, 9 the bar of đ.
    Vni,
}

/// What a key does to the word before it.
enum Key {
    Tone(char),
    Mark(char),
}

const HAT: char = '\u{302}';
const BREVE: char = '\u{306}';
const HORN: char = '\u{31b}';

/// The name that keys of Telex spell, if there are any and every word becomes a syllable.
pub(super) fn undo_telex(name: &str) -> Option<String> {
    undo(name, Method::Telex)
}

/// The name that keys of VNI spell, if there are any and every word becomes a syllable.
pub(super) fn undo_vni(name: &str) -> Option<String> {
    undo(name, Method::Vni)
}

fn undo(name: &str, method: Method) -> Option<String> {
    let typed = typed(name, method);
    let certain = typed != name && typed.split_whitespace().all(is_syllable);
    // Words that were syllables already may be what the card says.
    let needed = name.split_whitespace().any(|word| !is_syllable(word));
    (certain && needed).then_some(typed)
}

/// What appears when a text is typed while an input method is on.
pub(super) fn typed(text: &str, method: Method) -> String {
    text.split_inclusive(|c: char| !c.is_alphanumeric()).map(|word| typed_word(word, method)).collect()
}

fn typed_word(word: &str, method: Method) -> String {
    let mut letters: Vec<String> = Vec::new();
    let mut tone = None;
    for c in word.chars() {
        match key(c, method, &letters) {
            Some(Key::Tone(mark)) => tone = Some(mark),
            Some(Key::Mark(mark)) if put(mark, c, method, &mut letters) => {}
            Some(Key::Mark(_)) | None => letters.push(c.to_string()),
        }
    }
    if let (Some(tone), Some(at)) = (tone, place_of_tone(&letters)) {
        letters[at].push(tone);
    }
    letters.concat().nfc().collect()
}

/// What a key does, given the letters of the word so far.
fn key(c: char, method: Method, letters: &[String]) -> Option<Key> {
    let tone = |mark| letters.iter().any(|letter| is_vowel(letter)).then_some(Key::Tone(mark));
    match (method, c.to_ascii_lowercase()) {
        (Method::Telex, 's') | (Method::Vni, '1') => tone('\u{301}'),
        (Method::Telex, 'f') | (Method::Vni, '2') => tone('\u{300}'),
        (Method::Telex, 'r') | (Method::Vni, '3') => tone('\u{309}'),
        (Method::Telex, 'x') | (Method::Vni, '4') => tone('\u{303}'),
        (Method::Telex, 'j') | (Method::Vni, '5') => tone('\u{323}'),
        (Method::Telex, 'a' | 'e' | 'o') | (Method::Vni, '6') => Some(Key::Mark(HAT)),
        (Method::Telex, 'w') | (Method::Vni, '7') => Some(Key::Mark(HORN)),
        (Method::Vni, '8') => Some(Key::Mark(BREVE)),
        (Method::Telex, 'd') | (Method::Vni, '9') => Some(Key::Mark('đ')),
        _ => None,
    }
}

/// Puts a mark on the letter it belongs to; false when there is none.
fn put(mark: char, key: char, method: Method, letters: &mut [String]) -> bool {
    let is = |letter: &str, any: &str| letter.len() == 1 && any.contains(&letter.to_ascii_lowercase());
    let takes = |letter: &str| match mark {
        HAT if method == Method::Telex => letter.len() == 1 && letter.eq_ignore_ascii_case(&key.to_string()),
        HAT => is(letter, "aeo"),
        HORN if method == Method::Telex => is(letter, "aou"),
        HORN => is(letter, "ou"),
        BREVE => is(letter, "a"),
        _ => is(letter, "d"),
    };
    let Some(at) = letters.iter().rposition(|letter| takes(letter)) else { return false };
    match mark {
        'đ' => {
            letters[at] = if letters[at] == "D" { "Đ".to_owned() } else { "đ".to_owned() };
        }
        HORN if is(&letters[at], "a") => letters[at].push(BREVE),
        HORN => {
            letters[at].push(HORN);
            // uo takes the horn twice: ươ.
            if at > 0 && letters[at].starts_with(['o', 'O']) && is(&letters[at - 1], "u") {
                letters[at - 1].push(HORN);
            }
        }
        mark => letters[at].push(mark),
    }
    true
}

fn is_vowel(letter: &str) -> bool {
    letter.nfd().next().is_some_and(|c| "aeiouyAEIOUY".contains(c))
}

/// The letter that carries the tone: the last with a mark of its own, else by the old rule (hòa, hoàn).
fn place_of_tone(letters: &[String]) -> Option<usize> {
    let first = letters.iter().position(|letter| is_vowel(letter))?;
    let mut start = first;
    let lower = |at: usize| letters.get(at).map(|letter| letter.to_lowercase());
    let glides = first == 1
        && matches!((lower(0).as_deref(), lower(1).as_deref()), (Some("q"), Some("u")) | (Some("g"), Some("i")));
    if glides && letters.get(2).is_some_and(|letter| is_vowel(letter)) {
        start = 2;
    }
    let end = start + letters[start..].iter().take_while(|letter| is_vowel(letter)).count();
    let marked = (start..end).rev().find(|at| letters[*at].nfd().count() > 1);
    let closed = end < letters.len() && letters[end].chars().all(char::is_alphabetic);
    Some(marked.unwrap_or(match end - start {
        0 | 1 => start,
        2 if !closed => start,
        _ => start + 1,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_make_letters() {
        for (keys, method, text) in [
            ("Nguyeenx Thij Asnh", Method::Telex, "Nguyễn Thị Ánh"),
            ("Nguyeexn Thij Anhs", Method::Telex, "Nguyễn Thị Ánh"),
            ("Traanf Vawn DDuwcs", Method::Telex, "Trần Văn Đức"),
            ("Phuowngf Hoaf Quys", Method::Telex, "Phường Hòa Quý"),
            ("Nguye6n4 Thi5 A1nh", Method::Vni, "Nguyễn Thị Ánh"),
            ("D9u7c1", Method::Vni, "Đức"),
            ("Ksor", Method::Telex, "Ksỏ"),
            ("Park", Method::Telex, "Pảk"),
            ("Minh15", Method::Vni, "Mịnh"),
            ("12 Pho", Method::Vni, "12 Pho"),
        ] {
            assert_eq!(typed(keys, method), text, "{keys}");
        }
    }

    #[test]
    fn only_whole_names_are_undone() {
        assert_eq!(undo_telex("Nguyeenx Thij Asnh Minh").as_deref(), Some("Nguyễn Thị Ánh Minh"));
        assert_eq!(undo_vni("Nguye6n4 Thi5 A1nh Minh").as_deref(), Some("Nguyễn Thị Ánh Minh"));
        for name in ["Mai Lan Anh", "Nguyen Van An", "Ksor Sar", "H'Hen Nie", "Thach Sa Met"] {
            assert_eq!(undo_telex(name), None, "{name}");
        }
    }
}
