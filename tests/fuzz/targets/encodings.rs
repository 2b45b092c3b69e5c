//! Texts of a column in any encoding or none: telling and reading never fails, and what is read once stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luudong_domain::text::{
    Encoding, Verdict, agrees, clean, decode, detect, fold, is_syllable, read_text, search_key, split_tone, western,
};

fuzz_target!(|bytes: &[u8]| {
    let Some((way, rest)) = bytes.split_first() else { return };
    // As a reader of csv or of cells hands it over: UTF-8, or byte by byte as Western letters.
    let text: String = match way & 1 {
        0 => String::from_utf8_lossy(rest).into_owned(),
        _ => rest.iter().map(|byte| western::from_byte(*byte)).collect(),
    };
    let texts: Vec<&str> = text.split('\n').collect();
    let told = detect(texts.iter().copied());
    let capitals = way & 2 == 2;
    for encoding in [Encoding::Unicode].into_iter().chain(Encoding::OLD) {
        let _ = agrees(texts.iter().copied(), encoding);
        for text in &texts {
            for mixed in [false, true] {
                let _ = read_text(text, Verdict { mixed, ..Verdict::of(encoding) }, capitals);
            }
            let once = decode(text, encoding, capitals);
            // Unicode is never touched by an old encoding.
            if once.chars().any(|c| c > '\u{ff}' && western::to_byte(c).is_none()) {
                assert_eq!(decode(&once, encoding, false), once, "{encoding:?}");
            }
        }
    }
    for text in &texts {
        let _ = read_text(text, told, capitals);
        let decided = read_text(text, Verdict { decided: true, ..told }, capitals);
        assert_eq!(decided.doubt, None);
        for once in [clean, fold, search_key] {
            assert_eq!(once(&once(text)), once(text));
        }
        for word in text.split(' ') {
            let _ = (is_syllable(word), split_tone(word));
        }
    }
});
