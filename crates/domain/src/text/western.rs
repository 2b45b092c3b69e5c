//! Windows-1252, as which programs that know nothing of Vietnam read every old file.

/// The 32 characters in which it differs from Latin-1, from byte 0x80 on.
const SIGNS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The character of a byte.
pub fn from_byte(byte: u8) -> char {
    match byte {
        0x80..=0x9f => SIGNS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The byte of a character; `None` when it has none. Bytes that mean nothing came through as control characters.
pub fn to_byte(c: char) -> Option<u8> {
    let same = u8::try_from(u32::from(c)).ok();
    if matches!(c, '\0'..='\x7f' | '\u{a0}'..='\u{ff}') {
        return same;
    }
    SIGNS.iter().position(|known| *known == c).and_then(|at| u8::try_from(at + 0x80).ok()).or(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        for byte in 0..=u8::MAX {
            assert_eq!(to_byte(from_byte(byte)), Some(byte));
        }
        assert_eq!(to_byte('ễ'), None);
    }
}
