//! What people are found by: the words of their names, and their numbers and codes.

use std::collections::HashSet;

use luudong_domain::id::UnitId;
use luudong_domain::person::{Fields, PersonField, PersonState, sort_key};
use luudong_domain::search::{index_text, keys, unit_tag, words_of_index};
use rusqlite::{Connection, params};

use crate::StoreError;

/// What somebody is found by.
#[derive(PartialEq, Eq)]
pub(super) struct FoundBy {
    text: String,
    pub(super) sort_key: String,
    keys: Vec<String>,
}

impl FoundBy {
    pub(super) fn of(unit: UnitId, fields: &Fields, state: PersonState) -> FoundBy {
        let sort_key = fields.get(&PersonField::Name).map(|name| sort_key(name)).unwrap_or_default();
        FoundBy { text: index_text(unit, fields, state), sort_key, keys: keys(fields) }
    }
}

/// The indexes to search by, over one fold. What comes into those that are sorted is written when the fold ends, in their
/// order: people come in another, and each would touch a page of its own.
pub(super) struct Indexes {
    kept: bool,
    words: HashSet<String>,
    keys: Vec<(u32, String, i64)>,
}

impl Indexes {
    /// For a store that keeps them, or does not.
    pub(super) fn new(kept: bool) -> Indexes {
        Indexes { kept, words: HashSet::new(), keys: Vec::new() }
    }

    /// Brings the indexes from what they say to what is so; what stays the same is not written.
    pub(super) fn write(
        &mut self,
        connection: &Connection,
        unit: UnitId,
        seq: i64,
        before: Option<&FoundBy>,
        now: Option<FoundBy>,
    ) -> Result<(), StoreError> {
        if !self.kept {
            return Ok(());
        }
        let unit = unit_tag(unit);
        let differs = |a: &FoundBy, b: &FoundBy| a.text != b.text || a.sort_key != b.sort_key;
        let same = match (before, &now) {
            (Some(before), Some(now)) => !differs(before, now),
            (None, None) => true,
            _ => false,
        };
        if !same {
            if before.is_some() {
                connection.prepare_cached("DELETE FROM person_search WHERE rowid = ?1")?.execute([seq])?;
            }
            if let Some(now) = &now {
                connection
                    .prepare_cached("INSERT INTO person_search (rowid, text, sort_key) VALUES (?1, ?2, ?3)")?
                    .execute(params![seq, now.text, now.sort_key])?;
                self.learn(&now.text);
            }
        }
        let gone = before.map_or(&[][..], |before| &before.keys);
        let come = now.map(|now| now.keys).unwrap_or_default();
        for key in gone.iter().filter(|key| !come.contains(key)) {
            connection
                .prepare_cached("DELETE FROM person_key WHERE unit = ?1 AND key = ?2 AND person = ?3")?
                .execute(params![unit, key, seq])?;
        }
        self.keys.extend(come.into_iter().filter(|key| !gone.contains(key)).map(|key| (unit, key, seq)));
        Ok(())
    }

    fn learn(&mut self, text: &str) {
        for word in words_of_index(text).filter(|word| !word.is_empty()) {
            if !self.words.contains(word) {
                self.words.insert(word.to_owned());
            }
        }
    }

    /// Writes what was kept back.
    pub(super) fn finish(mut self, connection: &Connection) -> Result<(), StoreError> {
        self.keys.sort_unstable();
        let mut insert =
            connection.prepare_cached("INSERT OR IGNORE INTO person_key (unit, key, person) VALUES (?1, ?2, ?3)")?;
        for (unit, key, person) in &self.keys {
            insert.execute(params![unit, key, person])?;
        }
        let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO name_word (word) VALUES (?1)")?;
        for word in &self.words {
            insert.execute([word])?;
        }
        Ok(())
    }
}
