//! Search: candidates from the indexes, tier by tier, ranked by `domain::search`.
//!
//! Exact numbers and codes; then whole words; then beginnings, initials, ends of numbers; and only when nobody is found
//! so, what is one slip away. Each tier brings a bounded number of candidates, so that one letter costs no more than
//! a whole name.

use std::collections::{BTreeMap, BTreeSet};

use luudong_domain::id::UnitId;
use luudong_domain::person::{PersonField, PersonState};
use luudong_domain::search::{
    Candidate, Closeness, Mark, NameWord, Query, Score, Slip, Word, alike, is_one_slip, reversed, score, tell_apart,
    unit_tag, year,
};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::person::{PERSON_COLUMNS, person_row};
use super::{PersonRow, Reader};
use crate::StoreError;

/// Candidates of one tier that are ranked.
const CANDIDATES: usize = 400;
/// Keys of a unit that are looked at for one number.
const KEYS: usize = 400;
/// Words that a beginning is continued by; a beginning of three letters has far fewer.
const CONTINUED: usize = 64;
/// Letters from which a beginning is continued by the list of words; the index has shorter ones.
const CONTINUED_FROM: usize = 3;
/// Words of names that one misspelt word may mean.
const ALIKE: usize = 24;
/// Digits from which a number is looked for by its end.
const END_DIGITS: usize = 3;
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
    key: Option<KeyHit>,
    score: Option<Score>,
    sort_key: String,
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
        let words: Vec<String> = self.query.words.iter().map(|word| word.key.clone()).collect();
        let begun: Option<Vec<Begun>> =
            words.iter().map(|word| self.continued(word)).collect::<Result<Option<Vec<_>>, _>>()?;
        let Some(begun) = begun else { return Ok(()) };
        if begun.iter().all(|word| word.whole) {
            self.match_names(&all_of(words.iter().map(|word| quoted(word))))?;
        }
        if self.ranked.len() < limit && begun.iter().any(|word| word.longer) {
            self.match_names(&all_of(begun.into_iter().map(|word| word.expression)))?;
        }
        Ok(())
    }

    fn names_with_numbers(&mut self) -> Result<(), StoreError> {
        let keys = self.query.keys.clone();
        let mut both: Option<BTreeSet<i64>> = None;
        for key in &keys {
            if let Some(year) = year(key) {
                let words = self.query.words.iter().map(|word| format!("{} *", quoted(&word.key)));
                let born = std::iter::once(quoted(&Mark::Year(year).to_string()));
                if keys.len() == 1 {
                    self.match_names(&all_of(words.chain(born)))?;
                }
            }
            let found: BTreeSet<i64> = self.by_key(key)?.into_iter().map(|(seq, _)| seq).collect();
            both = Some(match both {
                Some(both) => &both & &found,
                None => found,
            });
        }
        for seq in both.unwrap_or_default() {
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

    /// One slip away. Words that are in the list are first taken as they are; only when that finds nobody may each of
    /// them be the one that is wrong.
    fn near_names(&mut self) -> Result<(), StoreError> {
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
    fn near_numbers(&mut self) -> Result<(), StoreError> {
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

/// How a typed word goes on.
struct Begun {
    /// It is a word of a name itself.
    whole: bool,
    /// It may be the beginning of others.
    longer: bool,
    expression: String,
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

fn any_of(words: impl IntoIterator<Item = String>) -> String {
    format!("({})", words.into_iter().collect::<Vec<_>>().join(" OR "))
}

fn all_of(expressions: impl IntoIterator<Item = String>) -> String {
    expressions.into_iter().collect::<Vec<_>>().join(" AND ")
}

/// The least text that does not begin with `begin`.
fn after(begin: &str) -> String {
    format!("{begin}{}", char::MAX)
}

/// The indexes.
impl Search<'_> {
    /// How a word of a name may go on; `None` when no name has such a word.
    fn continued(&self, word: &str) -> Result<Option<Begun>, StoreError> {
        let sql = "SELECT word FROM name_word WHERE word >= ?1 AND word < ?2 LIMIT ?3";
        let most = if word.len() < CONTINUED_FROM { 2 } else { CONTINUED + 1 };
        let words: Vec<String> = self.reader.all(sql, params![word, after(word), most], |row| row.get(0))?;
        let Some(first) = words.first() else { return Ok(None) };
        let whole = first == word;
        let longer = words.len() > usize::from(whole);
        let expression = if word.len() < CONTINUED_FROM || words.len() > CONTINUED {
            format!("{} *", quoted(word))
        } else {
            any_of(words.iter().map(|word| quoted(word)))
        };
        Ok(Some(Begun { whole, longer, expression }))
    }

    /// Ranks whom an expression over names finds.
    fn match_names(&mut self, expression: &str) -> Result<(), StoreError> {
        for (seq, text, sort_key) in self.match_sql(expression)? {
            let Some(score) = score(&self.query, Candidate { text: &text, sort_key: &sort_key }, self.closeness) else {
                continue;
            };
            self.insert(seq, &text, &sort_key, None, Some(score));
        }
        Ok(())
    }

    fn match_sql(&self, expression: &str) -> Result<Vec<(i64, String, String)>, StoreError> {
        let mut all = vec![expression.to_owned()];
        if !self.tags.is_empty() {
            all.push(any_of(self.tags.iter().map(|tag| quoted(&Mark::Unit(*tag).to_string()))));
        }
        if let Some(born) = self.query.born.clone().filter(|_| !self.query.words.is_empty()) {
            all.push(quoted(&Mark::Born(born).to_string()));
        }
        if self.wanted.state == Some(PersonState::Left) {
            all.push(quoted(&Mark::Left.to_string()));
        }
        let sql = "SELECT rowid, text, sort_key FROM person_search WHERE person_search MATCH ?1 LIMIT ?2";
        self.reader.all(sql, params![all_of(all), CANDIDATES], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// Whom a number or code may mean, each with the best reason.
    fn by_key(&self, key: &str) -> Result<BTreeMap<i64, KeyHit>, StoreError> {
        let mut found = BTreeMap::new();
        for (seq, whole) in self.keys_between(key, &after(key))? {
            let hit = if whole == key { KeyHit::Whole } else { KeyHit::Begun };
            found.entry(seq).and_modify(|known: &mut KeyHit| *known = hit.min(*known)).or_insert(hit);
        }
        if key.len() >= END_DIGITS {
            let end = reversed(key);
            for (seq, _) in self.keys_between(&end, &after(&end))? {
                found
                    .entry(seq)
                    .and_modify(|known: &mut KeyHit| *known = KeyHit::End.min(*known))
                    .or_insert(KeyHit::End);
            }
        }
        Ok(found)
    }

    /// The keys from `from` up to, but not including, `to`, of the wanted units.
    fn keys_between(&self, from: &str, to: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let tags = if self.tags.is_empty() { self.all_tags()? } else { self.tags.clone() };
        let sql = "SELECT person, key FROM person_key WHERE unit = ?1 AND key >= ?2 AND key < ?3 LIMIT ?4";
        let mut found = Vec::new();
        for tag in tags {
            let left = KEYS.saturating_sub(found.len());
            found.extend(self.reader.all(sql, params![tag, from, to, left], |row| Ok((row.get(0)?, row.get(1)?)))?);
        }
        Ok(found)
    }

    fn all_tags(&self) -> Result<Vec<u32>, StoreError> {
        // From one unit to the next: a list of units would miss those whose people came before their name.
        let sql = "WITH RECURSIVE tag (unit) AS (
                       SELECT min(unit) FROM person_key
                       UNION ALL SELECT (SELECT min(unit) FROM person_key WHERE unit > tag.unit) FROM tag WHERE unit IS NOT NULL
                   ) SELECT unit FROM tag WHERE unit IS NOT NULL";
        self.reader.all(sql, [], |row| row.get(0))
    }

    fn rank_key(&mut self, seq: i64, hit: KeyHit) -> Result<(), StoreError> {
        self.rank_one(seq, Some(hit))
    }

    /// Ranks one person whom a key brought; the words of the query have to hold for them too.
    fn rank_one(&mut self, seq: i64, hit: Option<KeyHit>) -> Result<(), StoreError> {
        if self.ranked.contains_key(&seq) {
            return Ok(());
        }
        let mut find =
            self.reader.connection.prepare_cached("SELECT text, sort_key FROM person_search WHERE rowid = ?1")?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let Some((text, sort_key)) = find.query_row([seq], read).optional()? else { return Ok(()) };
        match hit {
            Some(_) => self.insert(seq, &text, &sort_key, hit, None),
            None => {
                if let Some(score) = score(&self.query, Candidate { text: &text, sort_key: &sort_key }, self.closeness)
                {
                    self.insert(seq, &text, &sort_key, None, Some(score));
                }
            }
        }
        Ok(())
    }

    fn insert(&mut self, seq: i64, text: &str, sort_key: &str, key: Option<KeyHit>, score: Option<Score>) {
        let candidate = Candidate { text, sort_key };
        let left = candidate.bears(&Mark::Left);
        if self.wanted.state.is_some_and(|state| (state == PersonState::Left) != left) {
            return;
        }
        self.ranked.entry(seq).or_insert_with(|| Rank { key, score, sort_key: sort_key.to_owned(), seq });
    }

    /// The best, as lists show them.
    fn rows(self, limit: usize, near: bool) -> Result<Vec<FoundPerson>, StoreError> {
        let mut ranked: Vec<Rank> = self.ranked.into_values().collect();
        ranked.sort_unstable();
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
