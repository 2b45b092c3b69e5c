//! Machine-readable zones: letters of its alphabet at random, and with check digits that agree, which nobody guesses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luudong_domain::card::{ScanKind, ScanVerdict, scan};
use luudong_fuzz::today;

const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<<<<<\n; |";

fuzz_target!(|bytes: &[u8]| {
    let Some((way, rest)) = bytes.split_first() else { return };
    let mut zone: Vec<u8> = b"IDVNM".to_vec();
    zone.extend(rest.iter().take(200).map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]));
    if *way & 1 == 1 && zone.len() >= 60 {
        agree(&mut zone, *way);
    }
    let text = String::from_utf8_lossy(&zone);
    let found = scan(&text, today());
    let _ = found.shown();
    if found.verdict == ScanVerdict::Refused {
        assert_eq!((found.number, found.name, found.birth), (None, None, None));
        return;
    }
    assert_eq!((found.kind, found.name.is_none()), (ScanKind::CccdMrz, true));
    // Whatever was repaired, the five digits are checked here again, by other code.
    let plain: Vec<u8> = zone.iter().filter(|b| !b.is_ascii_whitespace()).copied().collect();
    let filler = plain.iter().find(|b| !b.is_ascii_alphanumeric()).copied().unwrap_or(b'<');
    let plain: Vec<u8> = plain.iter().map(|b| if *b == filler { b'<' } else { *b }).collect();
    let composite = [&plain[5..30], &plain[30..37], &plain[38..45], &plain[48..59]].concat();
    for (of, digit) in [
        (&plain[5..14], plain[14]),
        (&plain[15..27], plain[29]),
        (&plain[30..36], plain[36]),
        (&plain[38..44], plain[44]),
        (&composite, plain[59]),
    ] {
        assert_eq!(check_digit(of), digit);
    }
    let number = found.number.expect("a zone that holds has a number");
    assert_eq!(number.as_str().as_bytes(), &plain[15..27]);
    if found.verdict == ScanVerdict::Sure {
        assert_eq!((Some(number.sex()), Some(number.birth_year())), (found.sex, found.birth.map(|birth| birth.year())));
    }
});

/// Makes the first two lines whole: digits where digits stand, the number twice, and check digits that agree.
fn agree(zone: &mut [u8], way: u8) {
    let digit = |b: u8| b'0' + b % 10;
    for at in (15..27).chain(38..44).chain(30..36) {
        zone[at] = digit(zone[at]);
    }
    // Months and days that exist, mostly; sexes that agree with the number, mostly.
    if way & 2 == 2 {
        for at in [32, 40] {
            (zone[at], zone[at + 1]) = (b'0', b'1' + zone[at + 1] % 9);
            (zone[at + 2], zone[at + 3]) = (b'0' + zone[at + 2] % 3, b'1' + zone[at + 3] % 8);
        }
        zone[37] = if (zone[18] - b'0').is_multiple_of(2) { b'M' } else { b'F' };
        (zone[30], zone[31]) = (zone[19], zone[20]);
        zone[45..48].copy_from_slice(b"VNM");
    }
    zone.copy_within(18..27, 5);
    zone[27..29].copy_from_slice(b"<<");
    zone[14] = check_digit(&zone[5..14]);
    zone[29] = check_digit(&zone[15..27]);
    zone[36] = check_digit(&zone[30..36]);
    zone[44] = check_digit(&zone[38..44]);
    let composite = [&zone[5..30], &zone[30..37], &zone[38..45], &zone[48..59]].concat();
    zone[59] = check_digit(&composite);
}

/// ICAO 9303-3: weights 7, 3, 1; letters from A = 10.
fn check_digit(of: &[u8]) -> u8 {
    let sum: u32 = of
        .iter()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(b, weight)| weight * char::from(*b).to_digit(36).unwrap_or(0))
        .sum();
    b'0' + (sum % 10) as u8
}
