//! Who is meant by what is one slip away.

use luudong_domain::search::{NameWord, Slip, Word, alike, is_one_slip, reversed};

use super::index::{after, all_of, any_of, quoted};
use super::{KeyHit, Search, WHOLE_DIGITS};
use crate::StoreError;

/// Words of names that one misspelt word may mean.
const ALIKE: usize = 24;

impl Search<'_> {
    /// One slip away. Words that are in the list are first taken as they are; only when that finds nobody may each of
    /// them be the one that is wrong.
    pub(super) fn near_names(&mut self) -> Result<(), StoreError> {
        let asked = self.query.words.clone();
        if asked.is_empty() || !self.query.keys.is_empty() {
            return Ok(());
        }
        let mut known = Vec::with_capacity(asked.len());
        for word in &asked {
            known.push(self.continued(&word.key)?.map(|begun| begun.expression));
        }
        let near = self.near_words(&asked)?;
        let either = |at: usize, slip: bool| if slip { near[at].clone() } else { known[at].clone() };
        let mut turns = Vec::new();
        if known.iter().any(Option::is_none) {
            turns.push(known.iter().map(Option::is_none).collect::<Vec<bool>>());
        } else {
            turns.extend((0..asked.len()).map(|wrong| (0..asked.len()).map(|at| at == wrong).collect()));
        }
        for slips in turns {
            let all: Option<Vec<String>> = slips.iter().enumerate().map(|(at, slip)| either(at, *slip)).collect();
            if let Some(all) = all {
                self.match_names(&all_of(all))?;
            }
        }
        Ok(())
    }

    /// For each word what it may mean, as an expression, of all words of names.
    fn near_words(&self, asked: &[Word]) -> Result<Vec<Option<String>>, StoreError> {
        let mut near: Vec<Vec<(Slip, String)>> = vec![Vec::new(); asked.len()];
        let mut find = self.reader.connection.prepare_cached("SELECT word FROM name_word")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let word = row.get_ref(0)?.as_str().map_err(|_| StoreError::Damaged("name_word"))?;
            let name_word = NameWord::new(word);
            for (asked, near) in asked.iter().zip(&mut near) {
                if let Some(slip) = alike(asked, &name_word).filter(|slip| *slip > Slip::NONE) {
                    near.push((slip, word.to_owned()));
                }
            }
        }
        Ok(near
            .into_iter()
            .map(|mut words| {
                words.sort_unstable();
                words.truncate(ALIKE);
                (!words.is_empty()).then(|| any_of(words.iter().map(|(_, word)| quoted(word))))
            })
            .collect())
    }

    /// A long number with one digit wrong: half of it is right.
    pub(super) fn near_numbers(&mut self) -> Result<(), StoreError> {
        let Some(typed) = self
            .query
            .whole
            .clone()
            .filter(|whole| whole.len() >= WHOLE_DIGITS - 1 && whole.bytes().all(|b| b.is_ascii_digit()))
        else {
            return Ok(());
        };
        let half = typed.len() / 2;
        let end = reversed(&typed[half + 1..]);
        for begin in [typed[..half].to_owned(), end] {
            for (seq, key) in self.keys_between(&begin, &after(&begin))? {
                let forwards: String = match key.strip_prefix('~') {
                    Some(backwards) => backwards.chars().rev().collect(),
                    None => key,
                };
                if is_one_slip(&typed, &forwards) {
                    self.rank_key(seq, KeyHit::Slip)?;
                }
            }
        }
        Ok(())
    }
}
