//! What people are found by: the words of their names, and their numbers and codes.

use std::collections::HashSet;

use luudong_domain::id::UnitId;
use luudong_domain::person::{Fields, PersonField, PersonState, sort_key};
use luudong_domain::search::{index_text, keys, unit_tag, words_of_index};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::query::Reader;

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

/// The indexes to search by, over one fold.
#[derive(Default)]
pub(super) struct Indexes {
    /// Whether there are any, once that is known.
    kept: Option<bool>,
    /// Words that are known to be in the list of words.
    words: HashSet<String>,
}

impl Indexes {
    /// Nobody searches at central: there the indexes stay empty, which spares most of what a batch of people costs.
    fn kept(&mut self, connection: &Connection) -> Result<bool, StoreError> {
        if let Some(kept) = self.kept {
            return Ok(kept);
        }
        let kept = !Reader::new(connection).is_central()?;
        self.kept = Some(kept);
        Ok(kept)
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
        if !self.kept(connection)? {
            return Ok(());
        }
        let unit = unit_tag(unit);
        let texts = |found: &FoundBy| (found.text.clone(), found.sort_key.clone());
        if before.map(texts) != now.as_ref().map(texts) {
            if before.is_some() {
                connection.prepare_cached("DELETE FROM person_search WHERE rowid = ?1")?.execute([seq])?;
            }
            if let Some(now) = &now {
                connection
                    .prepare_cached("INSERT INTO person_search (rowid, text, sort_key) VALUES (?1, ?2, ?3)")?
                    .execute(params![seq, now.text, now.sort_key])?;
                self.learn(connection, &now.text)?;
            }
        }
        let (gone, come) =
            (before.map_or(&[][..], |before| &before.keys), now.as_ref().map_or(&[][..], |now| &now.keys));
        for key in gone.iter().filter(|key| !come.contains(key)) {
            connection
                .prepare_cached("DELETE FROM person_key WHERE unit = ?1 AND key = ?2 AND person = ?3")?
                .execute(params![unit, key, seq])?;
        }
        for key in come.iter().filter(|key| !gone.contains(key)) {
            connection
                .prepare_cached("INSERT INTO person_key (unit, key, person) VALUES (?1, ?2, ?3)")?
                .execute(params![unit, key, seq])?;
        }
        Ok(())
    }

    fn learn(&mut self, connection: &Connection, text: &str) -> Result<(), StoreError> {
        for word in words_of_index(text).filter(|word| !word.is_empty()) {
            if !self.words.contains(word) {
                connection.prepare_cached("INSERT OR IGNORE INTO name_word (word) VALUES (?1)")?.execute([word])?;
                self.words.insert(word.to_owned());
            }
        }
        Ok(())
    }
}
