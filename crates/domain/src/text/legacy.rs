//! Vietnamese before Unicode, as spreadsheets still hold it: TCVN3 (fonts `.VnTime`, `.VnTimeH`), VNI-Windows (two
//! characters a letter), Windows-1258, and UTF-8 that was taken for one of them. A program that doesn't know them shows their bytes as Western letters;
//! here those letters are read back. Decode before anything else: NFC, trimming and lower case destroy TCVN3, whose
//! ư is the soft hyphen.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::western;

/// How a text was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// As it should be, composed or not.
    #[default]
    Unicode,
    /// TCVN 5712, also called ABC.
    Tcvn3,
    /// VNI for Windows.
    Vni,
    /// Windows-1258 read as Windows-1252.
    Windows1258,
    /// UTF-8 read as Windows-1252: `Nguyá»…n`.
    Utf8AsWestern,
}

impl Encoding {
    /// The name that people know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Encoding::Unicode => "Unicode",
            Encoding::Tcvn3 => "TCVN3",
            Encoding::Vni => "VNI",
            Encoding::Windows1258 => "Windows-1258",
            Encoding::Utf8AsWestern => "UTF-8",
        }
    }

    /// All that a text may be in besides what it should be in.
    pub const OLD: [Encoding; 4] = [Encoding::Tcvn3, Encoding::Vni, Encoding::Windows1258, Encoding::Utf8AsWestern];

    /// What the name of a cell's font says: `.VnTime` is TCVN3, `VNI-Times` is VNI.
    pub fn of_font(font: &str) -> Option<Encoding> {
        let font = font.to_ascii_lowercase();
        if font.starts_with(".vn") {
            Some(Encoding::Tcvn3)
        } else if font.starts_with("vni") {
            Some(Encoding::Vni)
        } else {
            None
        }
    }
}

/// Whether a font shows every letter as a capital. Capitals with a tone exist in TCVN3 only through such a font.
pub fn is_capital_font(font: &str) -> bool {
    font.to_ascii_lowercase().starts_with(".vn") && font.ends_with('H')
}

/// Reads a text back from an encoding. `capitals` says that its font shows capitals only. A text with letters that
/// the encoding does not have is Unicode already and stays.
pub fn decode(text: &str, encoding: Encoding, capitals: bool) -> String {
    if text.is_ascii() {
        return if capitals { text.to_uppercase() } else { text.to_owned() };
    }
    if encoding == Encoding::Utf8AsWestern {
        return utf8_again(text).unwrap_or_else(|| composed(text));
    }
    if text.chars().any(|c| c > '\u{ff}' && !is_western_sign(c)) {
        return composed(text);
    }
    match encoding {
        Encoding::Unicode | Encoding::Utf8AsWestern => composed(text),
        Encoding::Tcvn3 => {
            let decoded: String = text.chars().map(|c| TABLES.tcvn3.get(&c).copied().unwrap_or(c)).collect();
            if capitals { decoded.to_uppercase() } else { restore_capitals(text, &decoded) }
        }
        Encoding::Vni => decode_vni(text),
        Encoding::Windows1258 => text.chars().map(from_1258).nfc().collect(),
    }
}

/// NFC. Most texts are composed already, and to see that is cheaper than to compose them again.
fn composed(text: &str) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    }
}

/// Dashes, quotes and the like, which Windows-1252 has and which stand in texts of every encoding.
fn is_western_sign(c: char) -> bool {
    matches!(c, '\u{2013}'..='\u{2026}' | '€' | '™')
}

/// Whether a text has only letters that the encoding has: à is none of TCVN3, so `Hà` is not in it.
pub fn may_be_in(text: &str, encoding: Encoding) -> bool {
    let mut letters = text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic());
    match encoding {
        Encoding::Unicode => true,
        Encoding::Tcvn3 => letters.all(|c| TABLES.tcvn3.contains_key(&c)),
        Encoding::Vni => letters.all(|c| TABLES.vni.keys().any(|(first, second)| *first == c || *second == Some(c))),
        Encoding::Windows1258 => letters.all(|c| c <= '\u{ff}'),
        Encoding::Utf8AsWestern => utf8_again(text).is_some(),
    }
}

/// The bytes that Western letters were read from, as the UTF-8 that they are.
fn utf8_again(text: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = text.chars().map(western::to_byte).collect();
    String::from_utf8(bytes?).ok().map(|text| text.nfc().collect())
}

struct Tables {
    /// A Western letter to a Vietnamese one; letters with a tone are always small.
    tcvn3: HashMap<char, char>,
    /// One or two Western letters to a Vietnamese one.
    vni: HashMap<(char, Option<char>), char>,
}

/// Read from the field's table: letter, TCVN3 byte, VNI text, TCVN3 as Western letters, VNI bytes.
static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables { tcvn3: HashMap::new(), vni: HashMap::new() };
    for line in include_str!("legacy_encodings.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (Some(letter), Some(vni), Some(tcvn3)) = (only_char(cells[0]), cells.get(2), cells.get(3)) else {
            continue;
        };
        if let Some(western) = only_char(tcvn3) {
            // Small letters come first in the table; capitals with a tone have no code of their own.
            tables.tcvn3.entry(western).or_insert(letter);
        }
        let mut pair = vni.chars();
        if let Some(first) = pair.next() {
            let second = pair.next();
            tables.vni.insert((first, second), letter);
            // Some typed a capital with a small mark.
            let small = second.and_then(|c| c.to_lowercase().next());
            tables.vni.entry((first, small)).or_insert(letter);
        }
    }
    tables
});

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn decode_vni(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let second = chars.get(at + 1).copied();
        if let Some(letter) = second.and_then(|_| TABLES.vni.get(&(chars[at], second))) {
            out.push(*letter);
            at += 2;
        } else {
            out.push(TABLES.vni.get(&(chars[at], None)).copied().unwrap_or(chars[at]));
            at += 1;
        }
    }
    out
}

/// Windows-1258 differs from Windows-1252 in these letters; five of them are tones that follow their vowel.
fn from_1258(c: char) -> char {
    match c {
        'Ã' => 'Ă',
        'ã' => 'ă',
        'Ð' => 'Đ',
        'ð' => 'đ',
        'Õ' => 'Ơ',
        'õ' => 'ơ',
        'Ý' => 'Ư',
        'ý' => 'ư',
        'Ì' => '\u{300}',
        'Ò' => '\u{309}',
        'Þ' => '\u{303}',
        'ì' => '\u{301}',
        'ò' => '\u{323}',
        'þ' => '₫',
        other => other,
    }
}

/// TCVN3 has no capitals with a tone. A word whose other letters are all capitals is written in capitals; a word
/// begins with one where all the others of the text do.
fn restore_capitals(western: &str, decoded: &str) -> String {
    let begins_small = |word: &&str| word.chars().next().is_some_and(char::is_lowercase);
    let uncertain = |word: &&str| !word.starts_with(|c: char| c.is_ascii());
    let others_begin_large = !decoded.split(' ').filter(|word| !uncertain(word)).any(|word| begins_small(&word));
    let several = decoded.split(' ').filter(|word| !word.is_empty()).count() > 1;
    let words = western.split(' ').zip(decoded.split(' ')).map(|(before, after)| {
        let plain = || before.chars().filter(char::is_ascii_alphabetic);
        let capitals = plain().count() > 1 && plain().all(|c| c.is_ascii_uppercase());
        let mut chars = after.chars();
        match chars.next() {
            Some(_) if capitals => after.to_uppercase(),
            Some(first) if several && others_begin_large && first.is_lowercase() && uncertain(&after) => {
                first.to_uppercase().chain(chars).collect()
            }
            _ => after.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "legacy_tests.rs"]
mod tests;
