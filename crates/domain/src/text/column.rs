//! Telling how the texts of one column are stored, and reading each of them. A column is judged as a whole; a single
//! text that speaks against its column is read by what it says itself, and the doubt is told.

use super::legacy::{Encoding, decode, may_be_in};
use super::{is_syllable, western};

/// How a column is stored, and whether that is beyond doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The likeliest encoding.
    pub encoding: Encoding,
    /// Whether nearly every word becomes Vietnamese by it and by no other.
    pub certain: bool,
    /// Whether some text of it is not in that encoding, so that one that may be read both ways is in doubt.
    pub mixed: bool,
    /// Whether a person said so: then every text is read by it and none is judged by itself.
    pub decided: bool,
}

impl Verdict {
    /// As it should be.
    pub const UNICODE: Verdict = Verdict::of(Encoding::Unicode);

    /// A whole column in one encoding, beyond doubt.
    pub const fn of(encoding: Encoding) -> Verdict {
        Verdict { encoding, certain: true, mixed: false, decided: false }
    }
}

/// Texts looked at, at most: enough for certainty, few enough for a large list.
const TEXTS_LOOKED_AT: usize = 500;
/// Share of words that an encoding must make Vietnamese to be certain.
const CERTAIN_SHARE: f64 = 0.9;
/// Share of words by which it must beat the text as it is, and every other encoding.
const CERTAIN_LEAD: f64 = 0.3;
/// Words needed for certainty about a column, or to read one text against its column.
const CERTAIN_WORDS: usize = 2;

/// Finds out how the texts of one column are stored. Only words with letters beyond ASCII tell anything; and where a
/// letter is one that no old encoding shows, the text is Unicode and says nothing about the others.
pub fn detect<'a>(texts: impl IntoIterator<Item = &'a str>) -> Verdict {
    let telling = texts.into_iter().filter(|text| !text.is_ascii()).take(TEXTS_LOOKED_AT);
    let (plain, open): (Vec<&str>, Vec<&str>) = telling.partition(|text| is_plainly_unicode(text));
    if plain.len() > open.len() {
        return Verdict::UNICODE;
    }
    let count = |encoding| {
        let words = open.iter().flat_map(|text| words_of(text, encoding));
        words.fold((0, 0), |(all, real), word| (all + 1, real + usize::from(is_real(word, encoding))))
    };
    let share = |(all, real): (usize, usize)| real as f64 / all.max(1) as f64;
    let mut best = (Encoding::Unicode, share(count(Encoding::Unicode)), 0);
    let mut next = 0.0_f64;
    for encoding in Encoding::OLD {
        let found = (encoding, share(count(encoding)), count(encoding).0);
        if found.1 > best.1 {
            next = best.1;
            best = found;
        } else {
            next = next.max(found.1);
        }
    }
    let (encoding, share, words) = best;
    let lead = if words >= CERTAIN_WORDS { share - next } else { 0.0 };
    let is_other =
        |text: &&&str| !all_real(text, encoding) && (all_real(text, Encoding::Unicode) || !may_be_in(text, encoding));
    match encoding {
        Encoding::Unicode => Verdict::UNICODE,
        _ => Verdict {
            encoding,
            certain: share >= CERTAIN_SHARE && lead >= CERTAIN_LEAD,
            mixed: !plain.is_empty() || open.iter().find(is_other).is_some(),
            decided: false,
        },
    }
}

/// Whether texts are in an encoding that the rest of their list is in: nearly every word is Vietnamese by it.
pub fn agrees<'a>(texts: impl IntoIterator<Item = &'a str>, encoding: Encoding) -> bool {
    let texts = texts.into_iter().filter(|text| !text.is_ascii() && !is_plainly_unicode(text)).take(TEXTS_LOOKED_AT);
    let words: Vec<&str> = texts.flat_map(|text| words_of(text, encoding)).collect();
    let real = words.iter().filter(|word| is_real(word, encoding)).count();
    real as f64 >= words.len() as f64 * CERTAIN_SHARE
}

/// Whether it has a letter that no old encoding shows.
fn is_plainly_unicode(text: &str) -> bool {
    text.chars().any(|c| western::to_byte(c).is_none())
}

/// Whether a word is in an encoding and Vietnamese by it.
fn is_real(word: &str, encoding: Encoding) -> bool {
    may_be_in(word, encoding) && is_syllable(&decode(word, encoding, false))
}

fn all_real(text: &str, encoding: Encoding) -> bool {
    words_of(text, encoding).all(|word| is_real(word, encoding))
}

/// Words with letters beyond ASCII, without the punctuation of addresses. Characters that old encodings use as letters
/// (`¸`, `§`) stay; the space that does not break is a letter's half where UTF-8 was misread, and a space elsewhere.
fn words_of(text: &str, encoding: Encoding) -> impl Iterator<Item = &str> {
    let is_space = move |c: char| c.is_ascii_whitespace() || c == '\u{a0}' && encoding != Encoding::Utf8AsWestern;
    text.split(move |c: char| is_space(c) || c.is_ascii_punctuation()).filter(|word| !word.is_ascii())
}

/// One text of a column, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The text in Unicode.
    pub text: String,
    /// What is not beyond doubt about it.
    pub doubt: Option<Doubt>,
}

/// Why somebody should look at a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It was read from this encoding, and may not be in it.
    Converted(Encoding),
    /// It was left as it is, and may be in this encoding.
    Kept(Encoding),
}

/// Whether one text says how it is stored, whatever its column says. Most text by far.
pub fn is_settled(text: &str) -> bool {
    text.is_ascii() || is_plainly_unicode(text)
}

/// Reads one text of a column that is stored as `verdict` says.
pub fn read_text(text: &str, verdict: Verdict, capitals: bool) -> Read {
    let column = verdict.encoding;
    if is_settled(text) {
        return Read { text: decode(text, column, capitals && text.is_ascii()), doubt: None };
    }
    if verdict.decided {
        return Read { text: decode(text, column, capitals), doubt: None };
    }
    let as_it_is = decode(text, Encoding::Unicode, false);
    let by_column = decode(text, column, capitals);
    if column != Encoding::Unicode && all_real(text, column) {
        let may_be_unicode = by_column != as_it_is && all_real(text, Encoding::Unicode);
        let doubtful = !verdict.certain || verdict.mixed && may_be_unicode;
        return Read { text: by_column, doubt: doubtful.then_some(Doubt::Converted(column)) };
    }
    if all_real(text, Encoding::Unicode) {
        return Read { text: as_it_is, doubt: None };
    }
    // Neither as it is nor by its column is it Vietnamese throughout, and by another encoding it is.
    let against = Encoding::OLD.into_iter().find(|other| *other != column && all_real(text, *other));
    let salad = words_of(text, Encoding::Unicode).filter(|word| !is_syllable(word)).count();
    match against {
        Some(other) if salad >= CERTAIN_WORDS => {
            Read { text: decode(text, other, false), doubt: Some(Doubt::Converted(other)) }
        }
        Some(other) => Read { text: as_it_is, doubt: Some(Doubt::Kept(other)) },
        None if column == Encoding::Unicode => Read { text: as_it_is, doubt: None },
        None => Read { doubt: (by_column != as_it_is).then_some(Doubt::Converted(column)), text: by_column },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNICODE: Verdict = Verdict::UNICODE;
    const TCVN3: Verdict = Verdict::of(Encoding::Tcvn3);
    const MIXED: Verdict = Verdict { mixed: true, ..TCVN3 };

    #[test]
    fn a_text_against_its_column() {
        for (text, verdict, read, doubt) in [
            ("NguyÔn V¨n §øc", UNICODE, "Nguyễn Văn Đức", Some(Doubt::Converted(Encoding::Tcvn3))),
            ("Nguyeãn Vaên Ñöùc", UNICODE, "Nguyễn Văn Đức", Some(Doubt::Converted(Encoding::Vni))),
            ("Nguyá»…n VÄƒn An", UNICODE, "Nguyễn Văn An", Some(Doubt::Converted(Encoding::Utf8AsWestern))),
            ("Ksor Ñoi", UNICODE, "Ksor Ñoi", Some(Doubt::Kept(Encoding::Vni))),
            ("H’Hen Niê", UNICODE, "H’Hen Niê", None),
            ("Lê Hà", UNICODE, "Lê Hà", None),
            ("Lê Hà", TCVN3, "Lê Hà", None),
            ("Nguyễn Thị Hà", TCVN3, "Nguyễn Thị Hà", None),
            ("Nguyeãn Thò Thuyù Phöôïng", UNICODE, "Nguyễn Thị Thuý Phượng", Some(Doubt::Converted(Encoding::Vni))),
            ("Vò An", TCVN3, "Vũ An", None),
            ("Vò An", MIXED, "Vũ An", Some(Doubt::Converted(Encoding::Tcvn3))),
            ("Vò V¨n An", TCVN3, "Vũ Văn An", None),
            ("Le An", TCVN3, "Le An", None),
        ] {
            let expected = Read { text: read.to_owned(), doubt };
            assert_eq!(read_text(text, verdict, false), expected, "{text}");
        }
    }

    #[test]
    fn two_encodings_alike_are_not_certain() {
        // Both TCVN3 (Vũ, Tú) and Unicode (Vò, Tó) are Vietnamese.
        assert_eq!(detect(["Vò An", "Tó An"]).encoding, Encoding::Unicode);
        let mostly = detect(["NguyÔn V¨n §øc", "TrÇn ThÞ Hoa", "Lª V¨n H\u{ad}ng", "Nguyễn Văn An", "Lê Hà"]);
        assert_eq!(mostly, MIXED);
        // Half of the column is in each.
        let mixed = detect(["NguyÔn V¨n §øc", "Nguyeãn Vaên Ñöùc", "TrÇn ThÞ Hoa", "Traàn Thò Hoa"]);
        assert!(!mixed.certain, "{mixed:?}");
    }
}
