//! Search: candidates from the indexes, tier by tier, ranked by `domain::search`.
//!
//! Exact numbers and codes; then whole words; then beginnings, initials, ends of numbers; and only when nobody is found
//! so, what is one slip away. Each tier brings a bounded number of candidates, so that one letter costs no more than
//! a whole name.

mod index;
mod near;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use luudong_domain::id::UnitId;
use luudong_domain::person::{PersonField, PersonState};
use luudong_domain::search::{Closeness, Mark, Query, Score, tell_apart, unit_tag, words_of_index, year};
use serde::Serialize;

use index::{after, all_of, quoted};

use super::person::{PERSON_COLUMNS, person_row};
use super::{PersonRow, Reader};
use crate::StoreError;

/// Digits from which an exact number needs no other answer.
const WHOLE_DIGITS: usize = 9;

/// Whom to look for.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// Parts of names, numbers, codes, a year or day of birth.
    pub text: &'a str,
    /// Of these units; of all when there are none.
    pub units: &'a [UnitId],
    /// Only in this state.
    pub state: Option<PersonState>,
}

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct FoundPerson {
    /// Who.
    #[serde(flatten)]
    pub row: PersonRow,
    /// What tells them apart from others found who have the same name and year of birth.
    pub differs: Vec<PersonField>,
    /// Nothing was found as it was typed, and this is close to it.
    pub near: bool,
}

/// Why a number brought somebody: the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum KeyHit {
    Whole,
    End,
    Begun,
    Slip,
}

/// The order of the answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// How many of the same name come before, where that matters.
    turn: usize,
    key: Option<KeyHit>,
    score: Option<Score>,
    sort_key: String,
    /// The words and marks of the index: of one name the older first, the same on every laptop.
    text: String,
    seq: i64,
}

/// One search under way.
struct Search<'a> {
    reader: &'a Reader<'a>,
    wanted: &'a Wanted<'a>,
    query: Query,
    tags: Vec<u32>,
    closeness: Closeness,
    /// Ranked so far, by person.
    ranked: BTreeMap<i64, Rank>,
}

impl Reader<'_> {
    /// The best `limit` answers, best first. Whoever wants to know whether there are more asks for one more.
    ///
    /// # Errors
    /// Database errors.
    pub fn search(&self, wanted: &Wanted<'_>, limit: usize) -> Result<Vec<FoundPerson>, StoreError> {
        let query = Query::read(wanted.text);
        if query.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let tags = wanted.units.iter().map(|unit| unit_tag(*unit)).collect();
        let mut search =
            Search { reader: self, wanted, query, tags, closeness: Closeness::AsTyped, ranked: BTreeMap::new() };
        let near = search.run(limit)?;
        search.rows(limit, near)
    }
}

impl Search<'_> {
    /// Goes through the tiers; true when only slips found anybody.
    fn run(&mut self, limit: usize) -> Result<bool, StoreError> {
        if self.whole_key()? {
            return Ok(false);
        }
        if self.query.words.is_empty() {
            self.numbers(limit)?;
        } else {
            self.names(limit)?;
            if self.query.words.len() == 1 && self.ranked.len() < limit {
                self.initials_and_codes()?;
            }
        }
        if !self.ranked.is_empty() {
            return Ok(false);
        }
        self.closeness = Closeness::Near;
        self.near_names()?;
        self.near_numbers()?;
        Ok(true)
    }

    /// A whole number or code that was typed or scanned answers alone.
    fn whole_key(&mut self) -> Result<bool, StoreError> {
        let Some(whole) = self.query.whole.clone().filter(|whole| whole.bytes().any(|b| b.is_ascii_digit())) else {
            return Ok(false);
        };
        let is_number = whole.bytes().all(|b| b.is_ascii_digit());
        if is_number && whole.len() < WHOLE_DIGITS {
            return Ok(false);
        }
        for (seq, _) in self.keys_between(&whole, &format!("{whole}\0"))? {
            self.rank_key(seq, KeyHit::Whole)?;
        }
        Ok(!self.ranked.is_empty())
    }

    /// A number alone: of a paper, a telephone, a code; its end; a year or day of birth.
    fn numbers(&mut self, limit: usize) -> Result<(), StoreError> {
        let mut asked = self.query.keys.clone();
        asked.extend(self.query.whole.clone());
        asked.sort_unstable();
        asked.dedup();
        let mut hits = Vec::new();
        for key in &asked {
            hits.extend(self.by_key(key)?.into_iter().map(|(seq, hit)| (hit, seq)));
        }
        hits.sort_unstable();
        for (hit, seq) in hits {
            // Equal ones beyond the limit are as good as those before it.
            if self.ranked.len() > limit {
                break;
            }
            self.rank_key(seq, hit)?;
        }
        let born = self.query.born.clone().map(Mark::Born);
        let years = asked.iter().filter_map(|key| year(key)).map(Mark::Year);
        for mark in born.into_iter().chain(years) {
            let marks = format!("\"{mark}\"");
            self.match_names(&marks)?;
        }
        Ok(())
    }

    /// Words of names, with numbers beside them that have to hold too.
    fn names(&mut self, limit: usize) -> Result<(), StoreError> {
        if !self.query.keys.is_empty() {
            return self.names_with_numbers();
        }
        let Some(begun) = self.all_continued()? else { return Ok(()) };
        if begun.iter().all(|word| word.whole) {
            self.match_names(&all_of(self.query.words.iter().map(|word| quoted(&word.key))))?;
        }
        if self.ranked.len() < limit && begun.iter().any(|word| word.longer) {
            self.match_names(&all_of(begun.into_iter().map(|word| word.expression)))?;
        }
        Ok(())
    }

    /// All numbers beside the words have to hold; one of four digits may also be a year of birth.
    fn names_with_numbers(&mut self) -> Result<(), StoreError> {
        let keys = self.query.keys.clone();
        if let [key] = keys.as_slice()
            && let Some(year) = year(key)
            && let Some(begun) = self.all_continued()?
        {
            let born = quoted(&Mark::Year(year).to_string());
            self.match_names(&all_of(begun.into_iter().map(|word| word.expression).chain([born])))?;
        }
        let mut all: Option<BTreeSet<i64>> = None;
        for key in &keys {
            let found: BTreeSet<i64> = self.by_key(key)?.into_keys().collect();
            all = Some(match all {
                Some(all) => &all & &found,
                None => found,
            });
        }
        for seq in all.unwrap_or_default() {
            self.rank_one(seq, None)?;
        }
        Ok(())
    }

    fn initials_and_codes(&mut self) -> Result<(), StoreError> {
        let Some(letters) = self.query.whole.clone() else { return Ok(()) };
        if letters.len() > 1 {
            for (seq, text, sort_key) in self.match_sql(&quoted(&Mark::Initials(letters.clone()).to_string()))? {
                self.insert(seq, &text, &sort_key, Some(KeyHit::End), None);
            }
        }
        for (seq, _) in self.keys_between(&letters, &after(&letters))? {
            self.rank_key(seq, KeyHit::Begun)?;
        }
        Ok(())
    }

    /// The best, as lists show them.
    fn rows(self, limit: usize, near: bool) -> Result<Vec<FoundPerson>, StoreError> {
        let mut ranked: Vec<Rank> = self.ranked.into_values().collect();
        ranked.sort_unstable();
        if near {
            one_of_each_name_first(&mut ranked);
        }
        let sql = format!("SELECT {PERSON_COLUMNS} FROM person p WHERE p.seq = ?1 AND p.present = 1");
        let mut rows = Vec::new();
        for rank in ranked {
            if rows.len() == limit {
                break;
            }
            let row = self.reader.one(&sql, [rank.seq], person_row)?;
            rows.extend(row.filter(|row| self.wanted.units.is_empty() || self.wanted.units.contains(&row.unit)));
        }
        let differs = tell_apart(&rows.iter().map(PersonRow::fields).collect::<Vec<_>>());
        Ok(rows.into_iter().zip(differs).map(|(row, differs)| FoundPerson { row, differs, near }).collect())
    }
}

/// Of what is close, as many names as can be are shown before many people of one: which name was meant is the question.
fn one_of_each_name_first(ranked: &mut [Rank]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for rank in ranked.iter_mut() {
        let turn = seen.entry(words_of_index(&rank.text).collect::<Vec<_>>().join(" ")).or_default();
        rank.turn = *turn;
        *turn += 1;
    }
    ranked.sort_unstable();
}
