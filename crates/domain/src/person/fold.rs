//! What is known of one person: the fold of their record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Changes;
use super::{Fields, PersonField};
use crate::event::{Entry, Event, EventRef};
use crate::id::{ActorId, ImportId, SessionId};
use crate::session::Slot;
use crate::visit::VisitState;

/// Whether a person belongs to the unit now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// With the unit.
    Active,
    /// Marked as left.
    Left,
}

/// One value that was written, for the history of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field.
    pub field: PersonField,
    /// The value before.
    pub from: Option<String>,
    /// The value from then on.
    pub to: Option<String>,
}

/// When somebody is expected at a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// The slot that was said last; none where nobody gave one, or it was taken back.
    pub slot: Option<Slot>,
    /// Who said so last.
    pub actor: ActorId,
}

/// What is known of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Whether anything that counts has made the person: not before their import is closed, nor after it was undone.
    pub exists: bool,
    /// The values now.
    pub now: Fields,
    /// The values as the last list that counts had them.
    pub listed: Fields,
    /// What was corrected in the hall of a session and no list says since.
    pub spot: BTreeMap<PersonField, SessionId>,
    /// Whether they belong to the unit.
    pub state: PersonState,
    /// Sessions they are expected at.
    pub planned: BTreeMap<SessionId, Expected>,
    /// How sessions went.
    pub results: BTreeMap<SessionId, VisitState>,
    /// Set when an event of a newer version touched the record: it is read-only here.
    pub needs_newer: bool,
}

impl Default for Person {
    fn default() -> Person {
        Person {
            exists: false,
            now: Fields::new(),
            listed: Fields::new(),
            spot: BTreeMap::new(),
            state: PersonState::Active,
            planned: BTreeMap::new(),
            results: BTreeMap::new(),
            needs_newer: false,
        }
    }
}

impl Person {
    /// The fields that the last list that counts had otherwise than they are now, as it had them.
    pub fn unlisted(&self) -> Changes {
        let fields = self.listed.keys().chain(self.now.keys());
        fields
            .filter(|field| self.listed.get(field) != self.now.get(field))
            .map(|field| (*field, self.listed.get(field).cloned()))
            .collect()
    }

    fn set(&mut self, changes: &Changes, written: &mut Vec<FieldChange>) {
        for (field, value) in changes {
            self.spot.remove(field);
            let from = match value {
                Some(value) => self.now.insert(*field, value.clone()),
                None => self.now.remove(field),
            };
            written.push(FieldChange { field: *field, from, to: value.clone() });
        }
    }

    /// The three-way rule: a field is written when the list changed it, unless it was chosen to be kept.
    fn list(&mut self, fields: &Changes, keep: &[PersonField], written: &mut Vec<FieldChange>) {
        let first = !self.exists;
        for (field, value) in fields {
            let before = self.listed.get(field);
            let differs = first || before != value.as_ref();
            if differs && !keep.contains(field) {
                self.set(&Changes::from([(*field, value.clone())]), written);
            }
            // The unit took it over.
            if self.now.get(field) == value.as_ref() {
                self.spot.remove(field);
            }
            match value {
                Some(value) => self.listed.insert(*field, value.clone()),
                None => self.listed.remove(field),
            };
        }
        self.exists = true;
    }

    /// Applies one event and says which fields it wrote. `counts` tells which imports count.
    fn apply(&mut self, entry: &Entry, counts: &dyn Fn(ImportId) -> bool) -> Vec<FieldChange> {
        let mut written = Vec::new();
        let Some(event) = &entry.event else {
            self.needs_newer = true;
            return written;
        };
        match event {
            Event::PersonListed(listed) if counts(listed.import) => {
                self.list(&listed.fields, &listed.keep, &mut written)
            }
            Event::PersonAdded(added) => {
                self.set(
                    &added.fields.iter().map(|(field, value)| (*field, Some(value.clone()))).collect(),
                    &mut written,
                );
                self.exists = true;
            }
            Event::PersonEdited(edited) => {
                self.set(&edited.fields, &mut written);
                self.spot.extend(edited.spot.iter().flat_map(|at| edited.fields.keys().map(|field| (*field, *at))));
            }
            Event::PersonLeft(_) => self.state = PersonState::Left,
            Event::PersonReturned(_) => self.state = PersonState::Active,
            Event::PersonPlanned(planned) => {
                let before = self.planned.get(&planned.session).and_then(|expected| expected.slot);
                let slot = planned.slot.or(before.filter(|_| !planned.cleared));
                self.planned.insert(planned.session, Expected { slot, actor: entry.actor });
            }
            Event::PersonResult(result) => {
                self.results.insert(result.session, result.outcome);
            }
            _ => {}
        }
        written
    }
}

/// Folds one person's events, in order.
pub fn fold(entries: &[Entry], counts: &dyn Fn(ImportId) -> bool) -> Person {
    let mut person = Person::default();
    for entry in entries {
        person.apply(entry, counts);
    }
    person
}

/// The same fold, telling for every event which fields it wrote, also those that had the value before.
pub(super) fn writes(entries: &[Entry], counts: &dyn Fn(ImportId) -> bool) -> (Person, Vec<Vec<FieldChange>>) {
    let mut person = Person::default();
    let writes = entries.iter().map(|entry| person.apply(entry, counts)).collect();
    (person, writes)
}

/// The same fold, telling for every event which fields it changed.
pub fn history(entries: &[Entry], counts: &dyn Fn(ImportId) -> bool) -> Vec<(EventRef, Vec<FieldChange>)> {
    let (_, writes) = writes(entries, counts);
    let changed = |writes: Vec<FieldChange>| writes.into_iter().filter(|write| write.from != write.to).collect();
    entries.iter().map(|entry| entry.at).zip(writes.into_iter().map(changed)).collect()
}
