//! Undoing what a scanner in keyboard mode does to letters, where what is left proves them.
//!
//! One scanner does one thing to every letter, so the sex, the name and the address are judged together: what one
//! of them shows holds for the others. A letter that left no trace is never guessed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::keys;
use super::sex::{Arrived, SexWord};
use crate::finding::FindingCode;
use crate::person::Sex;
use crate::text::{Tone, is_syllable, split_tone};

/// How letters outside ASCII were typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    /// As they are.
    Plain,
    /// Each UTF-8 byte as four decimals: `ễ` is `022501870133`.
    Bytes,
    /// Each code point as decimals: `ễ` is `7877`.
    CodePoints,
    /// UTF-8 read as Latin-1 or Windows-1252: `ễ` is `á»…`.
    Encoding,
    /// As the keys of an input method that was off: `ễ` is `eex` or `e64`.
    Keys,
}

impl Typing {
    /// The finding that names the repair.
    pub(super) fn code(self) -> Option<FindingCode> {
        match self {
            Typing::Plain => None,
            Typing::Bytes => Some(FindingCode::ScanBytesRestored),
            Typing::CodePoints => Some(FindingCode::ScanCodePointsRestored),
            Typing::Encoding => Some(FindingCode::ScanEncodingRestored),
            Typing::Keys => Some(FindingCode::ScanKeysRestored),
        }
    }
}

/// Why a text has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Letters are missing or no longer certain.
    Lost,
    /// Nothing shows that this scanner types the marks of Vietnamese at all.
    MarksUnproven,
}

impl Fault {
    /// The finding that tells it.
    pub(super) fn code(self) -> FindingCode {
        match self {
            Fault::Lost => FindingCode::ScanLettersLost,
            Fault::MarksUnproven => FindingCode::ScanMarksUnproven,
        }
    }
}

/// Name and address with their letters back.
#[derive(Debug, PartialEq)]
pub(super) struct Texts {
    pub name: Result<String, Fault>,
    pub address: Result<String, Fault>,
    /// What was undone.
    pub typing: Option<Typing>,
    /// An input method may have made other letters of the name: a word has a tone and is no syllable.
    pub rewritten: bool,
}

impl Texts {
    fn without(fault: Fault, typing: Option<Typing>) -> Texts {
        Texts { name: Err(fault), address: Err(fault), typing, rewritten: false }
    }
}

/// Restores name and address of the payload `whole`, of which the sex arrived as it did. `None`: the field's bounds
/// are lost.
pub(super) fn texts(whole: &str, sex: SexWord, name: Option<&str>, address: Option<&str>) -> Texts {
    let read = |raw: Option<&str>, read: fn(&str) -> Option<(String, Typing)>| {
        let raw = raw?;
        // Typed as decimals or keys, a text is ASCII from end to end: one letter beyond shows that it was not.
        if whole.is_ascii() { read(raw) } else { decoded(raw) }
    };
    let raw = (name, address);
    let (name, address) = (read(name, spelt_name), read(address, spelt_address));
    let of_sex = match sex.arrived {
        Arrived::Whole(typing) => Some(typing),
        Arrived::Lost => None,
    };
    let of = |field: &Option<(String, Typing)>| field.as_ref().map(|(_, typing)| *typing);
    let undone: Vec<Typing> =
        [of_sex, of(&name), of(&address)].into_iter().flatten().filter(|typing| *typing != Typing::Plain).collect();
    let typing = undone.first().copied();
    let spelt = matches!(typing, Some(Typing::Bytes | Typing::CodePoints | Typing::Keys));
    let contradict = undone.iter().any(|other| Some(*other) != typing) || spelt && !whole.is_ascii();
    // An input method that took decimals for its keys left the rest of them among letters. Where the word for a
    // woman arrived as it is, no letter came as decimals.
    let remains = || [raw.0, raw.1].into_iter().flatten().any(has_digits_among_letters);
    let eaten = !whole.is_ascii() && !types_marks(sex) && remains();
    if contradict || eaten || sex.arrived == Arrived::Lost {
        return Texts::without(Fault::Lost, None);
    }
    let judge = |field: Option<(String, Typing)>| match field {
        Some((text, own)) if fits(&text, own, typing) => Ok(text),
        Some(_) | None => Err(Fault::Lost),
    };
    let (name, mut address) = (judge(name), judge(address));
    let shown = [&name, &address].into_iter().flatten().any(|text| shows_marks(text));
    if !shown && !types_marks(sex) {
        return Texts::without(Fault::MarksUnproven, typing);
    }
    if typing == Some(Typing::Keys) {
        // Its numbers may be keys, and its words need not be syllables.
        address = Err(Fault::Lost);
    }
    let rewritten = name.as_ref().is_ok_and(|name| is_rewritten(name));
    Texts { name, address, typing, rewritten }
}

/// Whether a field that arrived in its own way fits a scanner that types in the way `typing`.
fn fits(text: &str, own: Typing, typing: Option<Typing>) -> bool {
    let agrees = match (own, typing) {
        // ASCII is the same in every way of typing; other letters should have been decoded too.
        (Typing::Plain, Some(Typing::Encoding)) => text.is_ascii(),
        // A number of the address may be a letter.
        (Typing::Plain, Some(Typing::CodePoints)) => !text.bytes().any(|b| b.is_ascii_digit()),
        (Typing::Plain, Some(Typing::Plain | Typing::Bytes | Typing::Keys) | None) => true,
        (own, typing) => Some(own) == typing,
    };
    agrees && !text.contains(['?', '\u{fffd}']) && !has_stray_mark(text)
}

/// Whether a mark stands on no letter: an input method made it of digits (`221` after a lost separator), which are gone.
fn has_stray_mark(text: &str) -> bool {
    let mut on_letter = false;
    text.chars().any(|c| {
        let is_mark = is_combining_mark(c);
        let is_stray = is_mark && !on_letter;
        on_letter = c.is_alphabetic() || is_mark && on_letter;
        is_stray
    })
}

/// Whether a letter arrived that only a scanner with all the marks types: the one in the word for a woman.
fn types_marks(sex: SexWord) -> bool {
    match sex.arrived {
        Arrived::Whole(_) => sex.sex == Sex::Female,
        Arrived::Lost => false,
    }
}

/// Whether digits stand among small letters, as `Bú09080n`; `Km12`, `P1204` and `12a` are usual in addresses.
fn has_digits_among_letters(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let word = word.strip_prefix("Km").or_else(|| word.strip_prefix("km")).unwrap_or(word);
        let chars: Vec<char> = word.chars().collect();
        let last = chars.len().saturating_sub(1);
        chars.windows(2).enumerate().any(|(at, pair)| {
            pair[0].is_lowercase() && pair[1].is_ascii_digit()
                || pair[0].is_ascii_digit() && pair[1].is_lowercase() && at + 1 < last
        })
    })
}

/// Whether a real syllable of the text has a letter with a tone that Latin-1 lacks (U+1EA0 to U+1EF9). A scanner
/// that types one types them all; one that drops or flattens marks, wholly or in part, leaves none.
fn shows_marks(text: &str) -> bool {
    let marked = |word: &str| word.nfc().any(|c| ('\u{1ea0}'..='\u{1ef9}').contains(&c));
    words(text).any(|word| marked(word) && is_word(word))
}

/// A word with a tone that is no syllable, as an input method makes of other words (`Ksor` becomes `Ksỏ`).
/// Names of minorities are no syllables either, but carry no tone then.
fn is_rewritten(name: &str) -> bool {
    // The tilde of Ñ is no tone.
    let name: String = name.nfc().map(|c| if matches!(c, 'ñ' | 'Ñ') { 'n' } else { c }).collect();
    words(&name).any(|word| split_tone(word).1 != Tone::Ngang && !is_word(word))
}

/// A syllable; also one of the highlands' that ends in k as others do in c: *Đắk Lắk*.
fn is_word(word: &str) -> bool {
    is_syllable(word) || word.strip_suffix('k').is_some_and(|open| is_syllable(&format!("{open}c")))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic() && !is_combining_mark(c)).filter(|word| !word.is_empty())
}

/// A field of a text that is not all ASCII.
fn decoded(raw: &str) -> Option<(String, Typing)> {
    if raw.is_ascii() {
        return Some((raw.to_owned(), Typing::Plain));
    }
    let bytes: Option<Vec<u8>> = raw.chars().map(byte_of).collect();
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => text.chars().all(is_expected).then_some((text, Typing::Encoding)),
        None => Some((raw.to_owned(), Typing::Plain)),
    }
}

/// The name of a text that is all ASCII. No name has digits.
fn spelt_name(raw: &str) -> Option<(String, Typing)> {
    let has_digit = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    if !has_digit(raw) {
        return Some(match keys::undo_telex(raw) {
            Some(name) => (name, Typing::Keys),
            None => (raw.to_owned(), Typing::Plain),
        });
    }
    let from_bytes = || from_decimal_bytes(raw).filter(|text| !has_digit(text)).map(|text| (text, Typing::Bytes));
    let from_points = || {
        let text = from_code_points(raw)?;
        let changed = |(before, after): &(&str, &str)| before != after;
        let mut changes = raw.split(' ').zip(text.split(' ')).filter(changed);
        changes.all(|(_, after)| is_syllable(after)).then_some((text, Typing::CodePoints))
    };
    let from_keys = || keys::undo_vni(raw).map(|text| (text, Typing::Keys));
    from_bytes().or_else(from_points).or_else(from_keys)
}

/// The address of a text that is all ASCII. Its numbers are real unless they spell UTF-8.
fn spelt_address(raw: &str) -> Option<(String, Typing)> {
    let text = from_decimal_bytes(raw)?;
    let typing = if text == raw { Typing::Plain } else { Typing::Bytes };
    Some((text, typing))
}

/// Replaces every run of four-decimal groups that spells a letter in UTF-8. `None` when a group is left that may be
/// part of a letter.
fn from_decimal_bytes(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        if let Some((letter, length)) = letter_of_groups(rest) {
            out.push(letter);
            rest = &rest[length..];
        } else if group(rest).is_some_and(|byte| byte >= 0x80) {
            return None;
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(out)
}

/// The byte of four decimals `0128` to `0255`, or lower.
fn group(text: &str) -> Option<u8> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse::<u16>().ok().and_then(|value| u8::try_from(value).ok()).filter(|_| digits.starts_with('0'))
}

/// The letter that a text begins with as groups of four decimals, and how many bytes of it that is.
fn letter_of_groups(text: &str) -> Option<(char, usize)> {
    let count = match group(text)? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => return None,
    };
    let bytes: Option<Vec<u8>> = (0..count).map(|at| group(text.get(at * 4..)?)).collect();
    let letter = String::from_utf8(bytes?).ok()?.chars().next()?;
    is_expected(letter).then_some((letter, count * 4))
}

/// Replaces every run of digits by the letters whose code points it is; `None` unless all of it is. Codes of three
/// digits begin with 1 to 4 and those of four with 78 or 79, so a run divides in one way only.
fn from_code_points(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '1'..='4' => 3,
            '7' => 4,
            '0' | '5'..='9' => return None,
            letter => {
                out.push(letter);
                rest = &rest[letter.len_utf8()..];
                continue;
            }
        };
        let code = rest.get(..length)?.parse().ok()?;
        out.push(char::from_u32(code).filter(|c| is_vietnamese(*c))?);
        rest = &rest[length..];
    }
    Some(out)
}

/// Whether digits, or the first of them, may be letters typed as decimals.
pub(super) fn may_be_letters(digits: &str) -> bool {
    let code = |length: usize| digits.get(..length).and_then(|code| code.parse().ok()).and_then(char::from_u32);
    group(digits).is_some_and(|byte| byte >= 0x80) || [3, 4].into_iter().filter_map(code).any(is_vietnamese)
}

/// A letter of Vietnamese outside ASCII.
fn is_vietnamese(c: char) -> bool {
    let base = "àáâãèéêìíòóôõùúýăđĩũơư";
    ('\u{1ea0}'..='\u{1ef9}').contains(&c) || c.to_lowercase().any(|lower| base.contains(lower))
}

/// A character outside ASCII that a name or an address may have: Latin letters, marks, curly quotes and dashes.
fn is_expected(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{201d}')
}

/// The byte that Latin-1 or Windows-1252 shows as a character.
fn byte_of(c: char) -> Option<u8> {
    /// Windows-1252 from 0x80 to 0x9F; five are not in use.
    const WINDOWS_1252: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let place = |c| WINDOWS_1252.iter().position(|known| *known == c && c != '\0');
    u8::try_from(u32::from(c)).ok().or_else(|| place(c).map(|at| 0x80 + at as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_that_spell_utf8() {
        for (raw, text) in [
            ("Nguy022501870133n", Some("Nguyễn")),
            ("01950129nh", Some("Ánh")),
            ("S022501870145 12 Ng01950181 304", Some("Số 12 Ngõ 304")),
            ("100225018601640", Some("10Ấ0")),
            ("N02250187i", None),
            ("Thu0225", None),
            ("Q 0123", Some("Q 0123")),
        ] {
            assert_eq!(from_decimal_bytes(raw).as_deref(), text, "{raw}");
        }
    }

    #[test]
    fn decimals_that_are_code_points() {
        for (raw, text) in [
            ("Nguy7877n", Some("Nguyễn")),
            ("2727863ng", Some("Đặng")),
            ("432417ng", Some("ương")),
            ("An 12", None),
            ("Nguy787n", None),
            ("An 999", None),
        ] {
            assert_eq!(from_code_points(raw).as_deref(), text, "{raw}");
        }
    }

    #[test]
    fn a_mark_on_no_letter_is_what_is_left_of_something() {
        for (text, stray) in [
            ("\u{301} Phố Ví Dụ, Huế", true),
            ("Số \u{301}", true),
            ("12\u{309} Ngõ", true),
            ("Lê\u{323}", false),
            ("E\u{302}\u{303}", false),
            ("221 Phố Ví Dụ", false),
        ] {
            assert_eq!(has_stray_mark(text), stray, "{text}");
        }
    }

    #[test]
    fn utf8_read_as_latin() {
        for (raw, text) in [
            ("Nguyá»…n", Some(("Nguyễn", Typing::Encoding))),
            ("Nguyá»\u{85}n", Some(("Nguyễn", Typing::Encoding))),
            ("Ã\u{81}nh", Some(("Ánh", Typing::Encoding))),
            ("HÃ\u{a0}", Some(("Hà", Typing::Encoding))),
            ("Hà", Some(("Hà", Typing::Plain))),
            ("Trần", Some(("Trần", Typing::Plain))),
            ("An", Some(("An", Typing::Plain))),
        ] {
            let expected = text.map(|(text, typing)| (text.to_owned(), typing));
            assert_eq!(decoded(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_tone_on_letter_salad_was_not_on_the_card() {
        for (name, rewritten) in [
            ("Nguyễn Thị Ánh Minh", false),
            ("Y-Bhiăm Ñiê", false),
            ("Kră Jăn K'Hiên", false),
            ("Y Wơn Kbuôr", false),
            ("Thạch Sa Mết", false),
            ("Đắk", false),
            ("Kbuổ", true),
            ("Pảk", true),
            ("Kpả H'Lan", true),
        ] {
            assert_eq!(is_rewritten(name), rewritten, "{name}");
        }
    }
}
