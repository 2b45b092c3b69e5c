//! Vietnamese syllables: taking off the tone, and telling a real syllable from letter salad.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The six tones, in the order of the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// None.
    Ngang,
    /// Grave.
    Huyen,
    /// Hook.
    Hoi,
    /// Tilde.
    Nga,
    /// Acute.
    Sac,
    /// Dot below.
    Nang,
}

/// A word in lower case without its tone, composed (`ễ` becomes `ê`), and the tone: the first one, if there are more.
pub fn split_tone(word: &str) -> (String, Tone) {
    let mut tone = Tone::Ngang;
    let letters = word
        .chars()
        .flat_map(char::to_lowercase)
        .nfd()
        .filter(|c| {
            let found = match c {
                '\u{300}' => Tone::Huyen,
                '\u{309}' => Tone::Hoi,
                '\u{303}' => Tone::Nga,
                '\u{301}' => Tone::Sac,
                '\u{323}' => Tone::Nang,
                _ => return true,
            };
            if tone == Tone::Ngang {
                tone = found;
            }
            false
        })
        .nfc()
        .collect();
    (letters, tone)
}

const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x";

/// Every rime of the language, without its tone.
const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot \
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôp \
    uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
    y yêm yên yêng yêt yêu";

static RIME_SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| RIMES.split_whitespace().collect());

/// Whether a word is a syllable that Vietnamese can have. Syllables that end in a stop have sắc or nặng only, which
/// tells a word read in the wrong encoding from a real one.
pub fn is_syllable(word: &str) -> bool {
    if has_stray_tone(word) {
        return false;
    }
    let (letters, tone) = split_tone(word);
    let stopped = letters.ends_with(['c', 'p', 't']) || letters.ends_with("ch");
    if stopped && !matches!(tone, Tone::Sac | Tone::Nang) {
        return false;
    }
    RIME_SET.contains(letters.as_str())
        || ONSETS.split(' ').any(|onset| letters.strip_prefix(onset).is_some_and(|rime| RIME_SET.contains(rime)))
}

/// A tone on a consonant, as in ñ, or a second one: no Vietnamese word has it, and VNI's Đ looks so.
fn has_stray_tone(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let (mut base, mut tones) = (' ', 0);
    word.nfd().any(|c| match c {
        '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
            tones += 1;
            tones > 1 || !matches!(base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
        }
        c if c.is_alphabetic() => {
            base = c.to_ascii_lowercase();
            false
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_syllables() {
        let text = "Nguyễn Thị Ánh Minh Trần Văn Đức Lê Đặng Quỳnh Như Phạm Hữu Ước Hoàng Mỹ Duyên Đỗ Ngọc Vũ Ỷ Lan Ngô Kỳ \
            Vỹ Thành phố Hà Nội Phường Láng Hạ Quận Đống Đa Ưu Ơn Hường Giang Gì Giếng Quyết Khuyên Nghĩa Thuở Xuyến Hoắc";
        for word in text.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn letter_salad() {
        for word in [
            "NguyÔn", "V¨n", "§øc", "Nguyeãn", "Vaên", "Ñöùc", "TrÇn", "Hoaøng", "việc1", "cac", "hoc", "êÞ", "Ñinh",
            "Ñoã", "hòá", "",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }

    #[test]
    fn the_tone_comes_off() {
        assert_eq!(split_tone("Ễ"), ("ê".into(), Tone::Nga));
        assert_eq!(split_tone("Đức"), ("đưc".into(), Tone::Sac));
        assert_eq!(split_tone("an"), ("an".into(), Tone::Ngang));
    }
}
