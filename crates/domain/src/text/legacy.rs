//! Vietnamese before Unicode, as spreadsheets still hold it: TCVN3 (fonts `.VnTime`, `.VnTimeH`), VNI-Windows (two
//! characters a letter) and Windows-1258. A program that doesn't know them shows their bytes as Western letters;
//! here those letters are read back. Decode before anything else: NFC, trimming and lower case destroy TCVN3, whose
//! ư is the soft hyphen.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::UnicodeNormalization;

use super::is_syllable;

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
}

impl Encoding {
    /// The name that people know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Encoding::Unicode => "Unicode",
            Encoding::Tcvn3 => "TCVN3",
            Encoding::Vni => "VNI",
            Encoding::Windows1258 => "Windows-1258",
        }
    }

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

/// How a column is stored, and whether that is beyond doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The likeliest encoding.
    pub encoding: Encoding,
    /// Whether nearly every word becomes Vietnamese by it and most do not without.
    pub certain: bool,
}

/// Words looked at, at most: enough for certainty, few enough for a large list.
const WORDS_LOOKED_AT: usize = 2_000;
/// Share of words that an encoding must make Vietnamese to be certain.
const CERTAIN_SHARE: f64 = 0.9;
/// Share of words by which it must beat the text as it is.
const CERTAIN_LEAD: f64 = 0.3;
/// Words needed for certainty.
const CERTAIN_WORDS: usize = 2;

/// Finds out how the texts of one column are stored. Only words with letters beyond ASCII tell anything.
pub fn detect<'a>(texts: impl IntoIterator<Item = &'a str>) -> Verdict {
    let words: Vec<&str> =
        texts.into_iter().flat_map(words_of).filter(|word| !word.is_ascii()).take(WORDS_LOOKED_AT).collect();
    let share = |encoding| {
        let real = words.iter().filter(|word| is_syllable(&decode(word, encoding, false))).count();
        real as f64 / words.len().max(1) as f64
    };
    let as_is = share(Encoding::Unicode);
    let mut best = (Encoding::Unicode, as_is);
    for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Windows1258] {
        let found = share(encoding);
        if found > best.1 {
            best = (encoding, found);
        }
    }
    let certain = match best.0 {
        Encoding::Unicode => true,
        _ => words.len() >= CERTAIN_WORDS && best.1 >= CERTAIN_SHARE && best.1 - as_is >= CERTAIN_LEAD,
    };
    Verdict { encoding: best.0, certain }
}

/// Words without the punctuation of addresses. Characters that old encodings use as letters (`¸`, `§`) stay.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii_whitespace() || c.is_ascii_punctuation()).filter(|word| !word.is_empty())
}

/// Reads a text back from an encoding. `capitals` says that its font shows capitals only. A text with letters that
/// the encoding does not have is Unicode already and stays.
pub fn decode(text: &str, encoding: Encoding, capitals: bool) -> String {
    if text.is_ascii() {
        return if capitals { text.to_uppercase() } else { text.to_owned() };
    }
    if text.chars().any(|c| c > '\u{ff}' && !is_western_sign(c)) {
        return text.nfc().collect();
    }
    match encoding {
        Encoding::Unicode => text.nfc().collect(),
        Encoding::Tcvn3 => {
            let decoded: String = text.chars().map(|c| TABLES.tcvn3.get(&c).copied().unwrap_or(c)).collect();
            if capitals { decoded.to_uppercase() } else { restore_capitals(text, &decoded) }
        }
        Encoding::Vni => decode_vni(text),
        Encoding::Windows1258 => text.chars().map(from_1258).nfc().collect(),
    }
}

/// Dashes, quotes and the like, which Windows-1252 has and which stand in texts of every encoding.
fn is_western_sign(c: char) -> bool {
    matches!(c, '\u{2013}'..='\u{2026}' | '€' | '™')
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
mod tests {
    use super::*;

    /// The rows of the field's table that hold whole names: Unicode, VNI text, TCVN3 text.
    fn specimens() -> Vec<(String, String, String)> {
        let rows = include_str!("legacy_encodings.csv").lines().skip(1).map(cells);
        rows.filter(|row| row[0].chars().count() > 1)
            .map(|row| (row[0].clone(), row[2].clone(), row[3].clone()))
            .collect()
    }

    fn cells(line: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cells.last_mut().expect("one cell").push(c),
            }
        }
        cells
    }

    #[test]
    fn every_specimen_decodes() {
        assert_eq!(specimens().len(), 12);
        for (unicode, vni, tcvn3) in specimens() {
            assert_eq!(decode(&vni, Encoding::Vni, false), unicode, "VNI {vni}");
            assert_eq!(decode(&tcvn3, Encoding::Tcvn3, false), unicode, "TCVN3 {tcvn3}");
        }
    }

    #[test]
    fn every_specimen_is_told_apart() {
        for (unicode, vni, tcvn3) in specimens() {
            assert_eq!(detect([unicode.as_str()]).encoding, Encoding::Unicode, "{unicode}");
            assert_eq!(detect([vni.as_str()]).encoding, Encoding::Vni, "{vni}");
            assert_eq!(detect([tcvn3.as_str()]).encoding, Encoding::Tcvn3, "{tcvn3}");
        }
        let column = |pick: fn(&(String, String, String)) -> &String| {
            let specimens = specimens();
            detect(specimens.iter().map(|row| pick(row).as_str()))
        };
        assert_eq!(column(|row| &row.0), Verdict { encoding: Encoding::Unicode, certain: true });
        assert_eq!(column(|row| &row.1), Verdict { encoding: Encoding::Vni, certain: true });
        assert_eq!(column(|row| &row.2), Verdict { encoding: Encoding::Tcvn3, certain: true });
    }

    #[test]
    fn every_letter_decodes() {
        for line in include_str!("legacy_encodings.csv").lines().skip(1) {
            let row = cells(line);
            let Some(letter) = only_char(&row[0]) else { continue };
            assert_eq!(decode(&row[2], Encoding::Vni, false), letter.to_string());
            if letter.is_lowercase() || row[5].is_empty() {
                assert_eq!(decode(&row[3], Encoding::Tcvn3, false), letter.to_string());
            } else {
                assert_eq!(decode(&row[3], Encoding::Tcvn3, true), letter.to_string());
            }
        }
    }

    #[test]
    fn windows_1258() {
        assert_eq!(decode("NguyêÞn Thiò Hýõng", Encoding::Windows1258, false), "Nguyễn Thị Hương");
        assert_eq!(detect(["NguyêÞn Vãn Ðýìc", "Trâìn Thiò Hýõng"]).encoding, Encoding::Windows1258);
    }

    #[test]
    fn plain_and_minority_names_are_left_alone() {
        for names in [&["Nguyen Van An", "H'Hen Nie"][..], &["H’Ƀlung Ñiê", "Y Bhiăm Niê Kdăm", "K'Brăng Ơn"], &[]]
        {
            assert_eq!(detect(names.iter().copied()), Verdict { encoding: Encoding::Unicode, certain: true });
        }
        assert_eq!(decode("Đỗ Ngọc Ánh", Encoding::Tcvn3, false), "Đỗ Ngọc Ánh");
    }
}
