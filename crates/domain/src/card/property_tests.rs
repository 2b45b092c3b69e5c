//! Random cards, damaged as scanners damage them, alone and in pairs: never a wrong person, accepted silently.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::keys::{Method, typed};
use super::make::SampleCard;
use super::{Expiry, Scan, ScanKind, ScanVerdict, compare, scan};
use crate::demo::people;
use crate::person::{Birth, PersonalNumber, Sex};
use crate::text::is_syllable;

/// Random cases of a property in `make test`; `make nightly` asks for more through `PROPTEST_CASES`.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let usual = ProptestConfig::default();
    let cases = if asked { usual.cases } else { 2_000 };
    ProptestConfig { cases, max_global_rejects: cases.max(1_024), ..usual }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// What a scanner in keyboard mode does to the text of a QR code.
#[derive(Debug, Clone, Copy)]
enum Damage {
    /// Every UTF-8 byte from 128 as four decimals.
    DecimalBytes,
    /// Every code point from 128 as decimals.
    CodePoints,
    /// UTF-8 read as Latin-1.
    Latin1,
    /// UTF-8 read as Windows-1252; bytes it does not use are dropped.
    Windows1252,
    /// The `|` of this place is dropped.
    Dropped(usize),
    /// The `|` of this place is doubled.
    Doubled(usize),
    /// Letters outside ASCII are dropped.
    LettersDropped,
    /// Letters outside Latin-1 are dropped.
    BeyondLatin1Dropped,
    /// Letters outside Latin-1 become question marks.
    QuestionMarks,
    /// Letters lose their marks.
    Flattened,
    /// Combining marks are dropped; đ stays.
    MarksDropped,
    /// Marks stand apart, each after its letter.
    Decomposed,
    /// An input method is on.
    Rewritten(Method),
    /// An input method's keys instead of letters.
    Keys(Method),
    /// One byte of a letter is lost on the way to decimals.
    ByteLost(usize),
}

fn without_marks(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

fn without(text: &str, bar: usize) -> (String, String) {
    let places: Vec<usize> = text.match_indices('|').map(|(at, _)| at).collect();
    match places.is_empty() {
        true => (text.to_owned(), String::new()),
        false => {
            let at = places[bar % places.len()];
            (text[..at].to_owned(), text[at + 1..].to_owned())
        }
    }
}

fn bytes_as(text: &str, of_byte: impl Fn(u8) -> String) -> String {
    let mut buffer = [0; 4];
    let each = text.chars().map(|c| match c.is_ascii() {
        true => c.to_string(),
        false => c.encode_utf8(&mut buffer).bytes().map(&of_byte).collect(),
    });
    each.collect()
}

fn windows_1252(byte: u8) -> String {
    const HIGH: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
    match byte {
        0x80..=0x9f => HIGH.chars().nth(usize::from(byte - 0x80)).filter(|c| *c != ' ').into_iter().collect(),
        other => char::from(other).to_string(),
    }
}

fn keys_of(text: &str, method: Method) -> String {
    let key = |mark: char, base: char| match (method, mark) {
        (Method::Telex, '\u{301}') => 's',
        (Method::Telex, '\u{300}') => 'f',
        (Method::Telex, '\u{309}') => 'r',
        (Method::Telex, '\u{303}') => 'x',
        (Method::Telex, '\u{323}') => 'j',
        (Method::Telex, '\u{302}') => base.to_ascii_lowercase(),
        (Method::Telex, _) => 'w',
        (Method::Vni, '\u{301}') => '1',
        (Method::Vni, '\u{300}') => '2',
        (Method::Vni, '\u{309}') => '3',
        (Method::Vni, '\u{303}') => '4',
        (Method::Vni, '\u{323}') => '5',
        (Method::Vni, '\u{302}') => '6',
        (Method::Vni, '\u{31b}') => '7',
        (Method::Vni, _) => '8',
    };
    let mut base = 'a';
    let each = text.nfd().map(|c| match (c, method) {
        ('đ', Method::Telex) => "dd".to_owned(),
        ('Đ', Method::Telex) => "Dd".to_owned(),
        ('đ', Method::Vni) => "d9".to_owned(),
        ('Đ', Method::Vni) => "D9".to_owned(),
        (mark, _) if is_combining_mark(mark) => key(mark, base).to_string(),
        (letter, _) => {
            base = letter;
            letter.to_string()
        }
    });
    each.collect()
}

impl Damage {
    fn of(self, text: &str) -> String {
        match self {
            Damage::DecimalBytes => bytes_as(text, |byte| format!("{byte:04}")),
            Damage::CodePoints => {
                text.chars().map(|c| if c.is_ascii() { c.to_string() } else { u32::from(c).to_string() }).collect()
            }
            Damage::Latin1 => bytes_as(text, |byte| char::from(byte).to_string()),
            Damage::Windows1252 => bytes_as(text, windows_1252),
            Damage::Dropped(bar) => {
                let (before, after) = without(text, bar);
                before + &after
            }
            Damage::Doubled(bar) if text.contains('|') => {
                let (before, after) = without(text, bar);
                before + "||" + &after
            }
            Damage::Doubled(_) => text.to_owned(),
            Damage::LettersDropped => text.chars().filter(char::is_ascii).collect(),
            Damage::BeyondLatin1Dropped => text.chars().filter(|c| *c <= '\u{ff}').collect(),
            Damage::QuestionMarks => text.chars().map(|c| if c <= '\u{ff}' { c } else { '?' }).collect(),
            Damage::Flattened => without_marks(text).replace('đ', "d").replace('Đ', "D"),
            Damage::MarksDropped => without_marks(text),
            Damage::Decomposed => text.nfd().collect(),
            Damage::Rewritten(method) => typed(text, method),
            Damage::Keys(method) => keys_of(text, method),
            Damage::ByteLost(at) => {
                let letters: Vec<usize> =
                    text.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, _)| at).collect();
                let Some(at) = letters.get(at % letters.len().max(1)) else { return text.to_owned() };
                let whole = bytes_as(&text[..*at], |byte| format!("{byte:04}"));
                let cut = bytes_as(&text[*at..], |byte| format!("{byte:04}"));
                whole + &cut[4..]
            }
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let method = prop_oneof![Just(Method::Telex), Just(Method::Vni)];
    prop_oneof![
        Just(Damage::DecimalBytes),
        Just(Damage::CodePoints),
        Just(Damage::Latin1),
        Just(Damage::Windows1252),
        Just(Damage::LettersDropped),
        Just(Damage::BeyondLatin1Dropped),
        Just(Damage::QuestionMarks),
        Just(Damage::Flattened),
        Just(Damage::MarksDropped),
        Just(Damage::Decomposed),
        (0usize..10).prop_map(Damage::Dropped),
        (0usize..10).prop_map(Damage::Doubled),
        (0usize..40).prop_map(Damage::ByteLost),
        method.clone().prop_map(Damage::Rewritten),
        method.prop_map(Damage::Keys),
    ]
}

/// Names and addresses that are harder than most: plain ASCII, minorities, letters at both ends of a field.
const HARD: &[(&str, &str)] = &[
    ("Mai Lan Anh", "Thon 2, Ea Kar, Gia Lai"),
    ("Ksor H'Lan", "Buôn Ea Kmat, Krông Pa, Gia Lai"),
    ("Kbuôr Y Wơn", "Buôn Đôn, Đắk Lắk"),
    ("Đào Ý", "Ấp 3, Tân Mỹ, Cà Mau"),
    ("Âu Mỹ Á", "221 Phố Ví Dụ, Huế"),
    ("H’Ƀlung Êban", "Số 12A Ngõ 0192, Hà Nội 3"),
    ("Kră Jăn K'Hiên", "Tổ 7, Lâm Đồng"),
    ("Lê Văn Thuỷ", "Xã Đoài, Huế"),
    ("Hoàng Nam", "Nam Định"),
    ("Tôn Nữ Nam", "Nữ Oa 8, Quận 12"),
    ("Nguyễn Thị Ánh", "10042021 Hà Nội"),
];

/// A plausible card; most are those of demo people.
fn card() -> impl Strategy<Value = SampleCard> {
    let hard = proptest::option::weighted(0.3, proptest::sample::select(HARD));
    (any::<u64>(), hard, 0u64..2_000, 0u32..10, any::<bool>()).prop_filter_map(
        "somebody with a number",
        |(seed, hard, days, odd, never)| {
            let issued = NaiveDate::from_ymd_opt(2021, 1, 4)? + Days::new(days);
            let expires = (!never).then(|| issued + Days::new(5_000));
            let mut made = people(seed, 8, today());
            made.retain(|person| SampleCard::of(person, issued, expires).is_some());
            let mut card = SampleCard::of(made.first()?, issued, expires)?;
            if let Some((name, address)) = hard {
                (card.name, card.address) = ((*name).to_owned(), (*address).to_owned());
            }
            if odd == 0 {
                card.birth = Birth::Day(NaiveDate::from_ymd_opt(card.birth.year(), 1, 1)?);
            }
            if odd == 1 {
                // A CMND of 12 digits before, which is the same number.
                card.old_number = card.number.as_str().to_owned();
            }
            Some(card)
        },
    )
}

/// A scan that is sure says nothing but the truth; one that is refused says nothing.
fn is_honest(scan: &Scan, card: &SampleCard) -> Result<(), TestCaseError> {
    let said = scan.shown();
    if scan.verdict == ScanVerdict::Refused {
        prop_assert_eq!((said.number, said.name, said.birth), (None, None, None));
        return Ok(());
    }
    prop_assert_ne!(scan.kind, ScanKind::Ticket);
    if scan.verdict != ScanVerdict::Sure {
        return Ok(());
    }
    prop_assert_eq!(scan.number.as_ref(), Some(&card.number));
    prop_assert_eq!(scan.birth, Some(card.birth));
    prop_assert_eq!(scan.sex, Some(card.sex));
    prop_assert!(said.name.is_none_or(|name| name == card.name));
    if scan.kind == ScanKind::CccdMrz {
        let expires = card.expires.map_or(Expiry::Never, Expiry::On);
        prop_assert_eq!(scan.expiry, expires);
    } else {
        prop_assert_eq!(said.old_number.unwrap_or_default(), card.old_number.as_str());
        prop_assert_eq!(said.address.as_deref(), Some(card.address.as_str()));
        prop_assert_eq!(scan.issued, Some(card.issued));
    }
    Ok(())
}

/// What no reader can see: an input method made another syllable of a word (`Sar` becomes `Sả`), which somebody
/// else's card may really say; or it got its own keys and put the tone where its school does (`Thuỷ`, `Thủy`).
fn is_another_name(card: &SampleCard, damages: &[Damage]) -> bool {
    let text = format!("{} {}", card.name, card.address);
    let seemingly = |method| {
        let made = typed(&text, method);
        let mut changed = text.split(' ').zip(made.split(' ')).filter(|(before, after)| before != after);
        changed.any(|(_, after)| after.split(|c: char| !c.is_alphabetic()).any(is_syllable))
    };
    if matches!(damages, [Damage::Keys(_), Damage::Rewritten(_)]) && card.name.contains("uỷ") {
        return true;
    }
    damages.iter().any(|damage| matches!(damage, Damage::Rewritten(method) if seemingly(*method)))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_whole_card_says_everything(card in card(), eleven in any::<bool>()) {
        let text = if eleven { card.qr_11() } else { card.qr_7() };
        let scan = scan(&text, today());
        prop_assert_eq!(scan.kind, if eleven { ScanKind::CanCuocQr } else { ScanKind::CccdQr });
        is_honest(&scan, &card)?;
        prop_assert_eq!(scan.number.as_ref(), Some(&card.number));
        // All but the few cards without a single letter that proves the marks.
        let proven = text.contains(|c| ('\u{1ea0}'..='\u{1ef9}').contains(&c));
        prop_assert_eq!(scan.verdict == ScanVerdict::Sure, proven);
        let zone = super::scan(&card.mrz(), today());
        prop_assert_eq!((zone.kind, zone.verdict), (ScanKind::CccdMrz, ScanVerdict::Sure));
        is_honest(&zone, &card)?;
    }

    #[test]
    fn a_damaged_card_is_never_silently_wrong(
        card in card(), eleven in any::<bool>(), damages in proptest::collection::vec(damage(), 1..=2),
    ) {
        prop_assume!(!is_another_name(&card, &damages));
        let whole = if eleven { card.qr_11() } else { card.qr_7() };
        let text = damages.iter().fold(whole, |text, damage| damage.of(&text));
        is_honest(&scan(&text, today()), &card)?;
    }

    #[test]
    fn one_separator_more_or_less_loses_nobody(card in card(), bar in 0usize..6, doubled in any::<bool>()) {
        let damage = if doubled { Damage::Doubled(bar) } else { Damage::Dropped(bar) };
        let scan = scan(&damage.of(&card.qr_7()), today());
        prop_assert_eq!(scan.number.as_ref(), Some(&card.number));
        prop_assert_eq!((scan.birth, scan.sex), (Some(card.birth), Some(card.sex)));
    }

    #[test]
    fn bytes_and_encodings_come_back_for_every_woman(card in card(), latin in any::<bool>()) {
        let damage = if latin { Damage::Latin1 } else { Damage::DecimalBytes };
        let scan = scan(&damage.of(&card.qr_11()), today());
        is_honest(&scan, &card)?;
        if card.sex == Sex::Male {
            return Ok(());
        }
        prop_assert_eq!(scan.name.as_deref(), Some(card.name.as_str()));
        // A number of the address that may be half a letter is left out, with the address.
        let doubtful = card.address.contains("0192") && !latin;
        prop_assert_eq!(scan.verdict, if doubtful { ScanVerdict::Review } else { ScanVerdict::Sure });
    }

    #[test]
    fn a_damaged_zone_is_never_silently_wrong(
        card in card(), at in 0usize..92, with in "[0-9A-Z<]", way in 0u32..9, ends in "(\n|\r\n| \n|)",
    ) {
        let whole = card.mrz();
        let mut chars: Vec<char> = whole.chars().collect();
        match way {
            0 => chars[at] = with.chars().next().unwrap_or('<'),
            1 => {
                let next = (at + 1) % 92;
                // The standard's check digits don't see neighbours that differ by 5 change places.
                let apart = chars[at].to_digit(36).zip(chars[next].to_digit(36)).map(|(a, b)| a.abs_diff(b) % 5);
                if apart != Some(0) {
                    chars.swap(at, next);
                }
            }
            2 => { chars.remove(at); }
            3 => chars.insert(at, chars[at]),
            4 => chars.truncate(at),
            5 => chars = whole.replace('<', ";").chars().collect(),
            6 => chars = typed(&whole, Method::Telex).chars().collect(),
            7 => chars = typed(&whole, Method::Vni).chars().collect(),
            _ => chars = whole.to_lowercase().chars().collect(),
        }
        let text: String = chars.into_iter().collect();
        is_honest(&scan(&text.replace('\n', &ends), today()), &card)?;
    }

    #[test]
    fn the_number_of_another_is_never_sure(card in card(), digits in "0[0-9]{2}[0-3][0-9]{8}") {
        // The zone proves its number against birth and sex, the QR code as well: another's disagrees or is theirs.
        let mut other = card.clone();
        other.number = PersonalNumber::new(&digits).expect("12 digits");
        let agrees = other.number.sex() == card.sex && other.number.birth_year() == card.birth.year();
        prop_assume!(!agrees);
        let mut texts = vec![other.qr_7(), other.qr_11()];
        // The zone has no century but the number's.
        if other.number.sex() != card.sex || other.number.birth_year() % 100 != card.birth.year() % 100 {
            texts.push(other.mrz());
        }
        for text in texts {
            prop_assert_ne!(scan(&text, today()).verdict, ScanVerdict::Sure);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop_oneof![
        19 => proptest::collection::vec(any::<u8>(), 0..200),
        1 => proptest::collection::vec(any::<u8>(), 0..4_100),
    ]) {
        let scan = scan(&String::from_utf8_lossy(&bytes), today());
        let _ = (compare(&scan, &Default::default()), scan.shown());
    }

    #[test]
    fn no_text_that_resembles_a_card_panics(
        text in "(IDVNM)?[0-9]{0,24}(\\||N|Nam|Nữ|Ná»¯|[0-9]{4,8}|[A-Za-zàễđ ;<?]){0,60}", cut in 0usize..200,
    ) {
        let _ = scan(&text, today());
        let _ = scan(&text.chars().skip(cut).collect::<String>(), today());
    }
}
