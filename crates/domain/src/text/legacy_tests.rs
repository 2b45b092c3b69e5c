//! Every letter in every encoding, both ways.

use super::*;
use crate::text::{Verdict, detect};

/// The rows of the field's table that hold whole names: Unicode, VNI text, TCVN3 text.
fn specimens() -> Vec<(String, String, String)> {
    let rows = include_str!("legacy_encodings.csv").lines().skip(1).map(cells);
    rows.filter(|row| row[0].chars().count() > 1).map(|row| (row[0].clone(), row[2].clone(), row[3].clone())).collect()
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
    assert_eq!(column(|row| &row.0), Verdict::of(Encoding::Unicode));
    assert_eq!(column(|row| &row.1), Verdict::of(Encoding::Vni));
    assert_eq!(column(|row| &row.2), Verdict::of(Encoding::Tcvn3));
}

/// The letters beyond ASCII, in the order of the tables below; capitals follow in the same order.
const LETTERS: &str = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
/// TCVN 5712:1993, small letters, as Windows-1252 shows them. Written down from the standard, not from our table.
const TCVN3: &str = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u{ad}õøö÷ùúýûüþ";
/// The seven capitals that TCVN3 has, in the order of `ăâđêôơư`.
const TCVN3_CAPITALS: &str = "¡¢§£¤¥¦";

fn all_letters() -> Vec<char> {
    LETTERS.chars().chain(LETTERS.chars().flat_map(char::to_uppercase)).collect()
}

/// TCVN3 as Western letters, and whether only a font of capitals shows the letter.
fn to_tcvn3(letter: char) -> (char, bool) {
    if let Some(at) = LETTERS.chars().position(|known| known == letter) {
        return (TCVN3.chars().nth(at).expect("as long"), false);
    }
    let small = letter.to_lowercase().next().expect("a small one");
    match "ăâđêôơư".chars().position(|known| known == small) {
        Some(at) => (TCVN3_CAPITALS.chars().nth(at).expect("seven"), false),
        None => (to_tcvn3(small).0, true),
    }
}

/// VNI by its rule: a letter, then a mark; i, y with a dot, đ, ơ and ư have codes of their own.
fn to_vni(letter: char) -> String {
    let capital = letter.is_uppercase();
    let small = letter.to_lowercase().next().expect("a small one");
    let (bare, tone) = crate::text::split_tone(&small.to_string());
    let tone = tone as usize;
    let mark = |marks: &str| marks.chars().nth(tone).filter(|mark| *mark != '.').map(String::from).unwrap_or_default();
    let (base, mark) = match bare.as_str() {
        "i" => (mark("iìæóíò"), String::new()),
        "y" if tone == 5 => ("î".to_owned(), String::new()),
        "đ" => ("ñ".to_owned(), String::new()),
        "ơ" => ("ô".to_owned(), mark(".øûõùï")),
        "ư" => ("ö".to_owned(), mark(".øûõùï")),
        "ă" => ("a".to_owned(), mark("êèúüéë")),
        "â" | "ê" | "ô" => {
            let base = match bare.as_str() {
                "â" => "a",
                "ê" => "e",
                _ => "o",
            };
            (base.to_owned(), mark("âàåãáä"))
        }
        plain => (plain.to_owned(), mark(".øûõùï")),
    };
    let text = base + &mark;
    if capital { text.to_uppercase() } else { text }
}

/// Windows-1258 as Western letters: a vowel with its shape, then its tone.
fn to_1258(letter: char) -> String {
    let (bare, tone) = crate::text::split_tone(&letter.to_string());
    let bare = if letter.is_uppercase() { bare.to_uppercase() } else { bare };
    let western = |c| match c {
        'ă' => 'ã',
        'đ' => 'ð',
        'ơ' => 'õ',
        'ư' => 'ý',
        'Ă' => 'Ã',
        'Đ' => 'Ð',
        'Ơ' => 'Õ',
        'Ư' => 'Ý',
        c => c,
    };
    let tone = [None, Some('Ì'), Some('Ò'), Some('Þ'), Some('ì'), Some('ò')][tone as usize];
    bare.chars().map(western).chain(tone).collect()
}

#[test]
fn all_134_letters_both_ways() {
    let letters = all_letters();
    assert_eq!((letters.len(), TCVN3.chars().count()), (134, 67));
    for letter in letters {
        let (tcvn3, by_font) = to_tcvn3(letter);
        assert_eq!(decode(&tcvn3.to_string(), Encoding::Tcvn3, by_font), letter.to_string(), "TCVN3 {letter}");
        assert_eq!(decode(&to_vni(letter), Encoding::Vni, false), letter.to_string(), "VNI {letter}");
        assert_eq!(decode(&to_1258(letter), Encoding::Windows1258, false), letter.to_string(), "1258 {letter}");
        let apart: String = letter.nfd().collect();
        assert_eq!(decode(&apart, Encoding::Unicode, false), letter.to_string(), "decomposed {letter}");
        let bytes = letter.to_string();
        let misread: String = bytes.bytes().map(western::from_byte).collect();
        assert_eq!(decode(&misread, Encoding::Utf8AsWestern, false), letter.to_string(), "UTF-8 {letter}");
    }
}

#[test]
fn no_two_letters_share_a_code() {
    let letters = all_letters();
    let encoders: [fn(char) -> String; 3] = [|c| format!("{:?}", to_tcvn3(c)), to_vni, to_1258];
    for encode in encoders {
        let codes: std::collections::HashSet<String> = letters.iter().map(|letter| encode(*letter)).collect();
        assert_eq!(codes.len(), letters.len());
    }
}

#[test]
fn the_table_of_the_field_says_the_same() {
    let mut seen = 0;
    for line in include_str!("legacy_encodings.csv").lines().skip(1) {
        let row = cells(line);
        let Some(letter) = only_char(&row[0]) else { continue };
        seen += 1;
        assert_eq!(row[2], to_vni(letter), "VNI {letter}");
        if !row[3].is_empty() {
            assert_eq!(row[3], to_tcvn3(letter).0.to_string(), "TCVN3 {letter}");
        }
    }
    assert_eq!(seen, 134);
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
        assert_eq!(detect(names.iter().copied()), Verdict::of(Encoding::Unicode));
    }
    assert_eq!(decode("Đỗ Ngọc Ánh", Encoding::Tcvn3, false), "Đỗ Ngọc Ánh");
}
