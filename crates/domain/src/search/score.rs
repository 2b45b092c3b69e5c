//! How well a person answers a query. Smaller is better; equal ones stand in the Vietnamese order of names.

use super::{Mark, NameWord, Query, Slip, Word, alike, words_of_index};
use crate::person::sort_key;

/// Somebody who may be meant.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// What [`super::index_text`] made of them.
    pub text: &'a str,
    /// Their place in the Vietnamese order, which also says what marks their name has.
    pub sort_key: &'a str,
}

impl Candidate<'_> {
    /// Whether the index says this of them.
    pub fn bears(&self, mark: &Mark) -> bool {
        let mark = mark.to_string();
        self.text.split(' ').any(|word| word == mark)
    }
}

/// How well somebody's name answers: in order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// What has to be forgiven.
    pub slips: u16,
    /// Words that are only begun.
    pub begun: u8,
    /// Words whose marks were typed, and are others in the name.
    pub marks: u8,
    /// The given name is not among the words.
    pub given_unasked: bool,
    /// The words stand in another order.
    pub disordered: bool,
    /// Words of the name that were not asked for.
    pub unasked: u8,
}

/// What a typed word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closeness {
    /// Words that begin so.
    AsTyped,
    /// Words a slip away, too.
    Near,
}

/// How well the name answers the words of a query; `None` when it does not: every word that was typed has to be one of
/// the name, each another one.
pub fn score(query: &Query, candidate: Candidate<'_>, closeness: Closeness) -> Option<Score> {
    let name: Vec<&str> = words_of_index(candidate.text).collect();
    let found = assign(&query.words, &name, closeness)?;
    let slips = found.iter().map(|(_, slip)| slip.0).sum();
    let whole = |asked: &Word, at: usize| asked.key.len() >= name[at].len();
    let begun = query.words.iter().zip(&found).filter(|(asked, (at, _))| !whole(asked, *at)).count();
    Some(Score {
        slips,
        begun: begun as u8,
        marks: wrong_marks(&query.words, &found, candidate.sort_key),
        given_unasked: !found.iter().any(|(at, _)| at + 1 == name.len()),
        disordered: !found.is_sorted_by_key(|(at, _)| *at),
        unasked: (name.len() - found.len()) as u8,
    })
}

/// For each typed word, which word of the name it means and what lies between.
fn assign(asked: &[Word], name: &[&str], closeness: Closeness) -> Option<Vec<(usize, Slip)>> {
    if asked.len() > name.len() {
        return None;
    }
    let near: Vec<NameWord<'_>> = match closeness {
        Closeness::AsTyped => Vec::new(),
        Closeness::Near => name.iter().map(|word| NameWord::new(word)).collect(),
    };
    let slip = |asked: &Word, at: usize| match closeness {
        Closeness::AsTyped => name[at].starts_with(&asked.key).then_some(Slip::NONE),
        Closeness::Near => alike(asked, &near[at]),
    };
    // The longest first: what a long beginning may mean is among what a shorter one may, so nothing is taken away from
    // a word that could mean nothing else.
    let mut order: Vec<usize> = (0..asked.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(asked[*at].key.len()));
    let mut found = vec![(usize::MAX, Slip::NONE); asked.len()];
    for turn in order {
        let taken = |at: usize| found.iter().any(|(other, _)| *other == at);
        let meant = (0..name.len())
            .filter(|at| !taken(*at))
            .filter_map(|at| slip(&asked[turn], at).map(|slip| (slip, name[at].len(), at)))
            .min_by_key(|(slip, length, at)| (*slip, *length, at.abs_diff(turn)))?;
        found[turn] = (meant.2, meant.0);
    }
    Some(found)
}

fn wrong_marks(asked: &[Word], found: &[(usize, Slip)], name: &str) -> u8 {
    if asked.iter().all(|word| word.marked.is_none()) {
        return 0;
    }
    let written = in_written_order(name);
    let wrong = asked.iter().zip(found).filter(|(asked, (at, _))| {
        let (Some(typed), Some((letters, tone))) = (&asked.marked, written.get(*at)) else { return false };
        let typed = sort_key(typed);
        let typed = typed.split_once(WORD_END).unwrap_or((&typed, ""));
        !letters.starts_with(typed.0) || *tone != typed.1
    });
    wrong.count() as u8
}

/// What ends the letters of a word in a sort key; its tone follows, one digit.
const WORD_END: char = '!';

/// The words of a sort key, letters and tone, surname first again.
fn in_written_order(sort_key: &str) -> Vec<(&str, &str)> {
    let mut words = Vec::new();
    let (given, others) = sort_key.split_once(' ').unwrap_or((sort_key, ""));
    let (middle, surname) = others.rsplit_once(' ').unwrap_or(("", others));
    for part in [surname, middle, given] {
        let mut part = part;
        while let Some((letters, tail)) = part.split_once(WORD_END) {
            let (tone, tail) = tail.split_at(tail.len().min(1));
            words.push((letters, tone));
            part = tail;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::UnitId;
    use crate::person::{Fields, PersonField, PersonState};
    use crate::search::{index_text, name_words};

    fn scored(text: &str, name: &str, closeness: Closeness) -> Option<Score> {
        let fields = Fields::from([(PersonField::Name, name.to_owned())]);
        let index = index_text(UnitId([7; 16]), &fields, PersonState::Active);
        score(&Query::read(text), Candidate { text: &index, sort_key: &sort_key(name) }, closeness)
    }

    /// The names in the order of the answer.
    fn ranked<'a>(text: &str, names: &[&'a str]) -> Vec<&'a str> {
        let score = |name: &&'a str| Some((scored(text, name, Closeness::Near)?, sort_key(name), *name));
        let mut found: Vec<_> = names.iter().filter_map(score).collect();
        found.sort();
        found.into_iter().map(|(_, _, name)| name).collect()
    }

    #[test]
    fn the_better_answer_comes_first() {
        for (text, names) in [
            ("nguyen van an", &["Nguyễn Văn An", "Nguyễn Văn Hoài An", "Nguyễn An Văn", "Nguyễn Văn Anh"][..]),
            ("an", &["Lê Văn An", "An Bình", "Lê An Bình", "Lê Ánh", "Lê Văn Anh"]),
            ("hoà", &["Lê Hoà", "Lê Hòa", "Lê Hoa", "Lê Hóa"]),
            ("Đức", &["Lê Đức", "Lê Dục"]),
            ("n n", &["Nguyễn Nam", "Nguyễn Văn Nam"]),
            ("n ngoc", &["Nguyễn Ngọc", "Ngọc Nam"]),
            ("nguyeenx van anh", &["Nguyễn Văn Anh"]),
            ("xuan son", &["Lê Xuân Sơn", "Lê Suân Xơn"]),
            ("tran thị hongf", &["Trần Thị Hồng", "Chần Thị Hồng"]),
        ] {
            assert_eq!(ranked(text, names), names, "{text}");
        }
        for (text, name) in [("anh anh", "Nguyễn Anh"), ("nguyen van an", "Nguyễn An"), ("minh", "Nguyễn Văn An")]
        {
            assert_eq!(scored(text, name, Closeness::Near), None, "{text}");
        }
        assert_eq!(scored("nguyne an", "Nguyễn An", Closeness::AsTyped), None);
    }

    proptest! {
        #[test]
        fn any_beginnings_of_any_words_without_marks_find_a_name(
            name in "[A-ZĐƯÁẾ][a-zàáảãạăằâấđêếôốơớưứýỳ]{0,6}( [A-ZĐƯÁẾ]['a-zàáảãạăằâấđêếôốơớưứýỳ]{0,6}){0,4}",
            lengths in prop::collection::vec(1_usize..8, 5),
            shuffle in any::<prop::sample::Index>(),
        ) {
            let words = name_words(&name);
            let mut begun: Vec<String> =
                words.iter().zip(&lengths).map(|(word, length)| word.chars().take(*length).collect()).collect();
            let turn = shuffle.index(begun.len());
            begun.rotate_left(turn);
            let text = begun.join(" ");
            prop_assert!(scored(&text, &name, Closeness::AsTyped).is_some(), "{}", text);
            prop_assert!(scored(begun.last().expect("a word"), &name, Closeness::AsTyped).is_some());
        }

        #[test]
        fn one_slip_in_a_word_of_four_letters_still_finds_it(
            word in "[a-x]{4,8}", kind in 0..4, at in any::<prop::sample::Index>(), other in b'a'..b'x',
        ) {
            let mut letters = word.clone().into_bytes();
            let at = at.index(letters.len() - 1);
            match kind {
                0 => letters.swap(at, at + 1),
                1 => { letters.remove(at); }
                2 => letters.insert(at, other),
                _ => letters[at] = other,
            }
            let typed = String::from_utf8(letters).expect("letters");
            let query = Query::read(&typed);
            prop_assert!(alike(&query.words[0], &NameWord::new(&word)).is_some(), "{} {}", typed, word);
        }
    }
}
