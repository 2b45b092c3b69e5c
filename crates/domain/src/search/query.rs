//! What somebody typed, taken apart.

use super::near::{sound, without_telex};
use crate::text::{clean, fold, is_apostrophe, search_key};

/// More words than a name has; what follows is not looked at.
const MOST_WORDS: usize = 8;
/// Characters of a search; a pasted page is no name.
const MOST_CHARS: usize = 120;

/// A word of a name, whole or begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As words are indexed: no marks, y as i.
    pub key: String,
    /// Without marks, y kept.
    pub plain: String,
    /// In small letters with its marks, if it was typed with any.
    pub marked: Option<String>,
    /// What it sounds like.
    pub sound: String,
    /// Without the keys of an input method, if any were left in it.
    pub telex: Option<String>,
}

/// What is asked for: everything of it has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// All of the text as one number or code, where it may be one.
    pub whole: Option<String>,
    /// Words of the name.
    pub words: Vec<Word>,
    /// Parts with digits: numbers, the ends of numbers, codes, years.
    pub keys: Vec<String>,
    /// A day of birth, `19900815`.
    pub born: Option<String>,
}

impl Query {
    /// Takes a typed text apart.
    pub fn read(text: &str) -> Query {
        let text: String = clean(text).chars().take(MOST_CHARS).collect();
        let text = text.strip_prefix("+84").map_or(text.clone(), |rest| format!("0{}", rest.trim_start()));
        let whole: String = search_key(&text).chars().filter(|c| c.is_alphanumeric()).collect();
        let mut query = Query::default();
        if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) {
            // What people type as a number has spaces and dots in it; they part nothing there.
            query.born = day(&text).or_else(|| eight_digits(&whole));
            query.whole = Some(whole.clone());
            query.keys.push(whole);
            return query;
        }
        for part in text.split(' ') {
            if let Some(day) = day(part) {
                query.born = Some(day);
            } else if part.bytes().any(|b| b.is_ascii_digit()) {
                query.keys.push(search_key(part).chars().filter(|c| c.is_alphanumeric()).collect());
            } else {
                query.words.extend(words(part));
            }
        }
        query.words.truncate(MOST_WORDS);
        let may_be_a_code = !query.keys.is_empty() || query.words.len() == 1;
        query.whole = Some(whole).filter(|whole| may_be_a_code && !whole.is_empty());
        query
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.keys.is_empty() && self.born.is_none()
    }
}

/// The words of a name or a part of one.
pub(super) fn words(part: &str) -> impl Iterator<Item = Word> {
    part.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c)).filter_map(|word| {
        let plain = fold(word);
        let small = clean(word).to_lowercase();
        let key = search_key(word);
        (!key.is_empty()).then(|| Word {
            sound: sound(&key).into_owned(),
            telex: without_telex(&plain),
            marked: (small != plain).then_some(small),
            plain,
            key,
        })
    })
}

/// `15/8/1990`, `15-08-1990` or `15.8.1990`, day first.
fn day(text: &str) -> Option<String> {
    let mut parts = text.split(['/', '-', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str, most: usize| {
        (text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u16>().ok())?
    };
    let (day, month, year) = (number(day, 2)?, number(month, 2)?, number(year, 4)?);
    (parts.next().is_none() && is_year(year) && (1..=12).contains(&month) && (1..=31).contains(&day))
        .then(|| format!("{year:04}{month:02}{day:02}"))
}

fn eight_digits(digits: &str) -> Option<String> {
    if digits.len() != 8 {
        return None;
    }
    day(&format!("{}/{}/{}", digits.get(..2)?, digits.get(2..4)?, digits.get(4..)?))
}

fn is_year(year: u16) -> bool {
    (1900..2100).contains(&year)
}

/// The year of birth that a part with digits may mean.
pub fn year(key: &str) -> Option<u16> {
    (key.len() == 4).then(|| key.parse().ok()).flatten().filter(|year| is_year(*year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (Vec<String>, Vec<String>, Option<String>, Option<String>) {
        let query = Query::read(text);
        (query.words.into_iter().map(|word| word.key).collect(), query.keys, query.born, query.whole)
    }

    #[test]
    fn what_is_typed_comes_apart() {
        let list = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        for (text, words, keys, born, whole) in [
            ("Nguyễn  Đức", "nguien duc", "", "", ""),
            ("Ðức", "duc", "", "", "duc"),
            ("K’Brăng", "kbrang", "", "", "kbrang"),
            ("H-Hen Niê", "h hen nie", "", "", ""),
            ("034 058 000 002", "", "034058000002", "", "034058000002"),
            ("034.058.000-002", "", "034058000002", "", "034058000002"),
            ("+84 912 000 001", "", "0912000001", "", "0912000001"),
            ("anh 1990", "anh", "1990", "", "anh1990"),
            ("Ánh Lê 15/8/1990", "anh le", "", "19900815", ""),
            ("15.08.1990", "", "15081990", "19900815", "15081990"),
            ("15081990", "", "15081990", "19900815", "15081990"),
            ("99/99/1990", "", "99991990", "", "99991990"),
            ("NV-001", "", "nv001", "", "nv001"),
            ("nv 001", "nv", "001", "", "nv001"),
            ("", "", "", "", ""),
            (" - / ", "", "", "", ""),
        ] {
            let expected = (
                list(words),
                list(keys),
                Some(born.to_owned()).filter(|born| !born.is_empty()),
                Some(whole.to_owned()).filter(|whole| !whole.is_empty()),
            );
            assert_eq!(taken(text), expected, "{text}");
        }
        assert!(Query::read(" ' ").is_empty());
    }

    #[test]
    fn marks_are_remembered_only_where_there_are_any() {
        let words = Query::read("Hoà minh").words;
        assert_eq!((words[0].marked.as_deref(), words[1].marked.as_deref()), (Some("hoà"), None));
        assert_eq!((words[0].key.as_str(), words[1].key.as_str()), ("hoa", "minh"));
    }

    #[test]
    fn a_page_pasted_into_the_box_is_cut() {
        assert_eq!(Query::read(&"an ".repeat(1_000)).words.len(), MOST_WORDS);
    }
}
