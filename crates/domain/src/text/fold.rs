//! Cleaning a text, and folding it so that whatever sounds alike to a searcher is equal.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The canonical form of a short text: NFC, no control or invisible characters, single spaces, trimmed.
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let visible = |chars: &mut dyn Iterator<Item = char>| {
        squeeze(text.len(), chars.filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }))
    };
    // Most text is composed already, and composing it again is most of the time that a large list takes.
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => visible(&mut text.chars()),
        IsNormalized::No | IsNormalized::Maybe => visible(&mut text.nfc()),
    }
}

/// Whether a text is ASCII and as it should be: most cells of a list are numbers, codes and plain words.
fn is_clean(text: &str) -> bool {
    let mut before = b' ';
    let inside = text.bytes().all(|byte| {
        let fits = byte == b' ' && before != b' ' || byte.is_ascii_graphic();
        before = byte;
        fits
    });
    inside && (before != b' ' || text.is_empty())
}

/// The form in which texts are compared: no marks, đ as d, lower case, no apostrophes, hyphens as spaces.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let plain = text.chars().filter(|c| !is_apostrophe(*c)).map(plain);
        return squeeze(text.len(), plain.map(|c| c.to_ascii_lowercase()));
    }
    let folded = text
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c) && !is_apostrophe(*c))
        .map(plain)
        .flat_map(char::to_lowercase);
    squeeze(text.len(), folded)
}

/// The form that a search box looks in. Besides folding, y is i everywhere (Quý = Quí, Mỹ = Mĩ): everywhere,
/// because a prefix must still find the longer word (`quy` finds Quỳnh).
pub fn search_key(text: &str) -> String {
    fold(text).replace('y', "i")
}

/// Single spaces, none at the ends. `length` is about how long it becomes, in bytes.
fn squeeze(length: usize, chars: impl Iterator<Item = char>) -> String {
    let mut out = String::with_capacity(length);
    let mut gap = false;
    for c in chars {
        if c.is_whitespace() {
            gap = !out.is_empty();
        } else {
            if gap {
                out.push(' ');
                gap = false;
            }
            out.push(c);
        }
    }
    out
}

/// Letters that NFD leaves whole, and hyphens of every length.
fn plain(c: char) -> char {
    match c {
        // Eth and the African D look just like Đ, and old keyboards typed them.
        'đ' | 'Đ' | 'ð' | 'Ð' | 'Ɖ' | 'ɖ' => 'd',
        'ƀ' | 'Ƀ' => 'b',
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' => ' ',
        control if control.is_control() => ' ',
        other => other,
    }
}

/// What stands in minority names between letters of one word.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | 'ʼ' | 'ʹ' | '‘' | '’' | '‛' | '′')
}

/// Zero-width characters, byte order marks and soft hyphens. Old encodings use the soft hyphen for ư, so they are
/// decoded before a text is cleaned.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_table() {
        for (text, folded) in [
            ("Nguyễn Thị Ánh Minh", "nguyen thi anh minh"),
            ("Nguyễn", "nguyen"),
            ("  TRẦN\u{a0} VĂN\tĐỨC ", "tran van duc"),
            ("Ðặng Ưu Ơn", "dang uu on"),
            ("K’Brăng", "kbrang"),
            ("K'Brăng", "kbrang"),
            ("Y-Bhiăm Ñiê", "y bhiam nie"),
            ("H’Ƀlung", "hblung"),
            ("Hoà", "hoa"),
            ("Hòa", "hoa"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_eq!(search_key("Quý"), search_key("Quí"));
        assert!(search_key("Quỳnh").starts_with(&search_key("quy")));
    }

    #[test]
    fn cleaning_keeps_what_is_seen() {
        assert_eq!(clean(" Nguyễn\n  Thị\u{200b} "), "Nguyễn Thị");
        assert_eq!(clean("e\u{302}\u{301}"), "ế");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn composition_does_not_matter(text in "[a-zA-ZàáảãạăằắâấđêếôốơớưứýỲ ]{0,30}") {
            let apart: String = text.nfd().collect();
            prop_assert_eq!(fold(&apart), fold(&text));
        }
    }
}
