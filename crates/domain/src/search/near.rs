//! How far a typed word is from a word of a name: not at all, begun, sounding alike, with an input method's keys left
//! in it, or one slip of the fingers away.

use std::borrow::Cow;

use super::Word;
use crate::text::search_key;

/// What lies between a typed word and a word of a name: costs, which add up over the words of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slip(pub u16);

impl Slip {
    /// The whole word, or its beginning.
    pub const NONE: Slip = Slip(0);
    /// Keys of Telex that were not turned into marks: `nguyeenx`.
    const KEYS: Slip = Slip(2);
    /// Sounds alike somewhere in the country: s x, ch tr, d gi r, n l.
    const SOUND: Slip = Slip(4);
    /// Two keys in the wrong order; a key hit twice or with its neighbour.
    const FINGER: Slip = Slip(8);
    /// A letter left out.
    const MISSING: Slip = Slip(9);
    /// A letter too many, or another one.
    const LETTER: Slip = Slip(11);
    /// What is only begun says less.
    const BEGUN: Slip = Slip(3);
    /// In a word of two or three letters one letter is much of it.
    const SHORT: Slip = Slip(5);

    fn and(self, more: Slip) -> Slip {
        Slip(self.0 + more.0)
    }
}

/// Letters of a word from which a slip is looked for in a word that is only begun.
const LONG: usize = 4;
/// Letters below which a word is too short for any slip.
const SHORTEST: usize = 2;

/// A word of a name, with what it sounds like: made once, compared with every typed word.
pub struct NameWord<'a> {
    word: &'a str,
    sound: Cow<'a, str>,
}

impl<'a> NameWord<'a> {
    /// A folded word.
    pub fn new(word: &'a str) -> NameWord<'a> {
        NameWord { word, sound: sound(word) }
    }
}

/// What lies between `asked` and `word` of a name, if `asked` may mean it.
pub fn alike(asked: &Word, word: &NameWord<'_>) -> Option<Slip> {
    let key = asked.key.as_str();
    if word.word.starts_with(key) {
        return Some(Slip::NONE);
    }
    let begun = |typed: &str, meant: &str, cost: Slip| {
        if typed == meant {
            Some(cost)
        } else {
            (typed.len() >= SHORTEST && meant.starts_with(typed)).then_some(cost.and(Slip::BEGUN))
        }
    };
    let keys = asked.telex.as_deref().and_then(|typed| begun(typed, word.word, Slip::KEYS));
    let heard = begun(&asked.sound, &word.sound, Slip::SOUND);
    // Most words are far away, and looking for slips costs most.
    [keys, heard].into_iter().flatten().min().or_else(|| typing(key.as_bytes(), word.word.as_bytes()))
}

/// One slip of the fingers in a whole word, or in a longer one that is only begun.
fn typing(typed: &[u8], word: &[u8]) -> Option<Slip> {
    let ([a, b, ..], [c, d, ..]) = (typed, word) else { return None };
    // One slip leaves one of the first two letters in its place or beside it.
    if typed.len() > word.len() + 1 || a != c && b != d && a != d && b != c {
        return None;
    }
    let whole = one_slip(typed, word);
    if let Some(slip) = whole {
        return Some(if typed.len().min(word.len()) < LONG { slip.and(Slip::SHORT) } else { slip });
    }
    // The word is longer than what is typed of it: the slip lies in a beginning of it.
    let begin = |length: usize| {
        let slip = one_slip(typed, word.get(..length).filter(|_| length < word.len())?)?;
        Some(slip.and(Slip::BEGUN))
    };
    if typed.len() < LONG {
        return None;
    }
    [typed.len() - 1, typed.len(), typed.len() + 1].into_iter().filter_map(begin).min()
}

/// The one slip that makes `typed` of `word`, if one is enough.
fn one_slip(typed: &[u8], word: &[u8]) -> Option<Slip> {
    let ahead = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (typed_rest, word_rest) = (&typed[ahead..], &word[ahead..]);
    match (typed_rest, word_rest) {
        ([], []) => None,
        ([a, b, rest @ ..], [c, d, other @ ..]) if a == d && b == c && rest == other => Some(Slip::FINGER),
        ([a, rest @ ..], [b, other @ ..]) if rest == other => {
            Some(if are_neighbours(*a, *b) { Slip::FINGER } else { Slip::LETTER })
        }
        ([extra, rest @ ..], _) if rest == word_rest => {
            let before = ahead.checked_sub(1).map(|at| typed[at]);
            let by_finger = [before, rest.first().copied()]
                .into_iter()
                .flatten()
                .any(|beside| beside == *extra || are_neighbours(beside, *extra));
            Some(if by_finger { Slip::FINGER } else { Slip::LETTER })
        }
        (_, [_, other @ ..]) if typed_rest == other => Some(Slip::MISSING),
        _ => None,
    }
}

/// Whether two numbers or codes are one slip apart.
pub fn is_one_slip(typed: &str, key: &str) -> bool {
    one_slip(typed.as_bytes(), key.as_bytes()).is_some()
}

/// Whether two keys lie beside each other. In searched words an i may have been a y.
fn are_neighbours(a: u8, b: u8) -> bool {
    let touch = |a: u8, b: u8| {
        let (Some((row, x)), Some((other_row, other_x))) = (place(a), place(b)) else { return false };
        match row.abs_diff(other_row) {
            0 => x.abs_diff(other_x) <= 2,
            1 => x.abs_diff(other_x) <= 1,
            _ => false,
        }
    };
    touch(a, b) || a == b'i' && touch(b'y', b) || b == b'i' && touch(a, b'y')
}

/// Row, and place in half keys: each row begins half a key further right.
fn place(key: u8) -> Option<(usize, usize)> {
    ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
        .iter()
        .enumerate()
        .find_map(|(row, keys)| keys.bytes().position(|other| other == key).map(|at| (row, 2 * at + row)))
}

/// What a folded word sounds like where fewer sounds are told apart.
pub(super) fn sound(word: &str) -> Cow<'_, str> {
    let onset = |written: usize, heard: &str| Cow::Owned(format!("{heard}{}", &word[written..]));
    match word.as_bytes() {
        // In giêng the i belongs to the rime; in gia it only writes the onset; gì has no other vowel.
        [b'g', b'i', b'a' | b'o' | b'u', ..] => onset(2, "d"),
        [b'g', b'i', ..] => onset(1, "d"),
        // Spelled in two ways.
        [b'n', b'g', b'h', ..] => onset(3, "ng"),
        [b'g', b'h', ..] => onset(2, "g"),
        [b'k', after, ..] if *after != b'h' => onset(1, "c"),
        // Heard as one.
        [b'n', after, ..] if !matches!(after, b'g' | b'h') => onset(1, "l"),
        [b't', b'r', ..] => onset(2, "ch"),
        [b's', ..] => onset(1, "x"),
        [b'r', ..] => onset(1, "d"),
        _ => Cow::Borrowed(word),
    }
}

/// A folded word without the keys of Telex that were meant as marks (`nguyeenx`, `ddwcs`, `nguyenex`), if there are
/// any. No syllable has s, f, r, x, j or z after its vowel.
pub(super) fn without_telex(plain: &str) -> Option<String> {
    let mut word = String::with_capacity(plain.len());
    let mut vowel_seen = false;
    for c in plain.chars() {
        let last = word.chars().next_back();
        match c {
            's' | 'f' | 'r' | 'x' | 'j' | 'z' if vowel_seen => {}
            'w' if last.is_some_and(is_vowel) || vowel_seen => {}
            'w' => {
                word.push('u');
                vowel_seen = true;
            }
            'd' if last == Some('d') || vowel_seen && word.starts_with('d') => {}
            // Twice, or once more after the end of the syllable.
            'a' | 'e' | 'o'
                if last == Some(c) || vowel_seen && word.contains(c) && last.is_some_and(|l| !is_vowel(l)) => {}
            _ => {
                vowel_seen |= is_vowel(c);
                word.push(c);
            }
        }
    }
    (word != plain && !word.is_empty()).then(|| search_key(&word))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    fn slip(typed: &str, word: &str) -> Option<u16> {
        let query = Query::read(typed);
        assert_eq!(query.words.len(), 1, "{typed}");
        alike(&query.words[0], &NameWord::new(&search_key(word))).map(|slip| slip.0)
    }

    #[test]
    fn words_that_may_be_meant() {
        for (typed, word, cost) in [
            ("nguyễn", "nguyen", 0),
            ("nguy", "nguyen", 0),
            ("quí", "quy", 0),
            // Telex, all of it or a part.
            ("nguyeenx", "nguyen", 2),
            ("nguyenex", "nguyen", 2),
            ("nguyexn", "nguyen", 2),
            ("ddwcs", "duc", 2),
            ("dducws", "duc", 2),
            ("ducwd", "duc", 2),
            ("thuwowng", "thuong", 2),
            ("nguyeex", "nguyen", 5),
            ("ddinhf", "dinh", 2),
            ("sown", "son", 2),
            // The ear.
            ("xơn", "son", 4),
            ("chang", "trang", 4),
            ("dang", "giang", 4),
            ("rung", "dung", 4),
            ("lam", "nam", 4),
            ("diêng", "gieng", 4),
            ("ngia", "nghia", 4),
            ("kuong", "cuong", 4),
            ("cha", "trang", 7),
            // The fingers.
            ("nguyne", "nguyen", 8),
            ("nguine", "nguyens", 11),
            ("ngyuen", "nguyen", 8),
            ("nguyenn", "nguyen", 8),
            ("nguyrn", "nguyen", 8),
            ("nguyn", "nguyen", 9),
            ("nguuyen", "nguyen", 8),
            ("nguqyen", "nguyen", 11),
            ("nguqen", "nguyen", 11),
            ("vna", "van", 13),
            ("vam", "van", 13),
        ] {
            assert_eq!(slip(typed, word), Some(cost), "{typed} {word}");
        }
        for (typed, word) in [("nguyen", "tran"), ("anh", "minh"), ("a", "o"), ("ngyune", "nguyen"), ("nam", "nhat")] {
            assert_eq!(slip(typed, word), None, "{typed} {word}");
        }
    }

    #[test]
    fn words_as_they_should_be_have_no_keys_in_them() {
        for word in ["nguyen", "xuan", "sang", "duong", "giang", "quynh", "thao", "hoai", "dung", "vy"] {
            assert_eq!(without_telex(word), None, "{word}");
        }
    }

    #[test]
    fn neighbours_lie_beside_each_other() {
        for (a, b) in [(b'a', b's'), (b'q', b'a'), (b'n', b'h'), (b'i', b't'), (b'b', b'g')] {
            assert!(are_neighbours(a, b) && are_neighbours(b, a), "{} {}", a as char, b as char);
        }
        for (a, b) in [(b'a', b'l'), (b'q', b'z'), (b'n', b'a'), (b'1', b'a')] {
            assert!(!are_neighbours(a, b), "{} {}", a as char, b as char);
        }
    }
}
