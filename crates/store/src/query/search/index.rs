//! Candidates from the indexes.

use std::collections::BTreeMap;

use luudong_domain::person::PersonState;
use luudong_domain::search::{Candidate, Closeness, Mark, Score, reversed, score};
use rusqlite::{OptionalExtension, params};

use super::{KeyHit, Rank, Search};
use crate::StoreError;

/// Candidates of one tier that are ranked.
const CANDIDATES: usize = 300;
/// As many for each word that may be misspelt.
const NEAR_CANDIDATES: usize = 150;
/// Keys of a unit that are looked at for one number.
const KEYS: usize = 400;
/// Words that a beginning is continued by; a beginning of three letters has far fewer.
const CONTINUED: usize = 64;
/// Letters from which a beginning is continued by the list of words; the index has shorter ones.
const CONTINUED_FROM: usize = 3;
/// Digits from which a number is looked for by its end.
const END_DIGITS: usize = 3;

/// How a typed word goes on.
pub(super) struct Begun {
    /// It is a word of a name itself.
    pub(super) whole: bool,
    /// It may be the beginning of others.
    pub(super) longer: bool,
    pub(super) expression: String,
}

pub(super) fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

pub(super) fn any_of(words: impl IntoIterator<Item = String>) -> String {
    format!("({})", words.into_iter().collect::<Vec<_>>().join(" OR "))
}

pub(super) fn all_of(expressions: impl IntoIterator<Item = String>) -> String {
    expressions.into_iter().collect::<Vec<_>>().join(" AND ")
}

/// The least text that does not begin with `begin`.
pub(super) fn after(begin: &str) -> String {
    format!("{begin}{}", char::MAX)
}

impl Search<'_> {
    /// How the words may go on; `None` when no name has one of them.
    pub(super) fn all_continued(&self) -> Result<Option<Vec<Begun>>, StoreError> {
        self.query.words.iter().map(|word| self.continued(&word.key)).collect()
    }

    /// How a word of a name may go on; `None` when no name has such a word.
    pub(super) fn continued(&self, word: &str) -> Result<Option<Begun>, StoreError> {
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
    pub(super) fn match_names(&mut self, expression: &str) -> Result<(), StoreError> {
        for (seq, text, sort_key) in self.match_sql(expression)? {
            let Some(score) = score(&self.query, Candidate { text: &text, sort_key: &sort_key }, self.closeness) else {
                continue;
            };
            self.insert(seq, &text, &sort_key, None, Some(score));
        }
        Ok(())
    }

    pub(super) fn match_sql(&self, expression: &str) -> Result<Vec<(i64, String, String)>, StoreError> {
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
        let most = match self.closeness {
            Closeness::AsTyped => CANDIDATES,
            Closeness::Near => NEAR_CANDIDATES,
        };
        self.reader.all(sql, params![all_of(all), most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// Whom a number or code may mean, each with the best reason.
    pub(super) fn by_key(&self, key: &str) -> Result<BTreeMap<i64, KeyHit>, StoreError> {
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
    pub(super) fn keys_between(&self, from: &str, to: &str) -> Result<Vec<(i64, String)>, StoreError> {
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

    pub(super) fn rank_key(&mut self, seq: i64, hit: KeyHit) -> Result<(), StoreError> {
        self.rank_one(seq, Some(hit))
    }

    /// Ranks one person whom a key brought; the words of the query have to hold for them too.
    pub(super) fn rank_one(&mut self, seq: i64, hit: Option<KeyHit>) -> Result<(), StoreError> {
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

    pub(super) fn insert(&mut self, seq: i64, text: &str, sort_key: &str, key: Option<KeyHit>, score: Option<Score>) {
        let candidate = Candidate { text, sort_key };
        let left = candidate.bears(&Mark::Left);
        if self.wanted.state.is_some_and(|state| (state == PersonState::Left) != left) {
            return;
        }
        let rank = || Rank { turn: 0, key, score, sort_key: sort_key.to_owned(), text: text.to_owned(), seq };
        self.ranked.entry(seq).or_insert_with(rank);
    }
}
