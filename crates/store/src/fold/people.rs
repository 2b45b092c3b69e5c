//! The people of one fold. Many at once are folded on one core while what was folded before is written on another.

use std::collections::HashSet;
use std::sync::mpsc::sync_channel;
use std::thread;

use luudong_domain::event::{Entry, EventRef, causal_order};
use luudong_domain::id::{ImportId, RecordId};
use luudong_domain::scope::Scope;
use rusqlite::Connection;

use super::person::Folded;
use super::search::Indexes;
use super::{Dirty, Keeps, RecordKind};
use crate::StoreError;
use crate::query::{Reader, entry};

/// A second core is not worth a thread for fewer.
const FEW: usize = 200;
/// People that one core hands to the other.
const AT_ONCE: usize = 500;

/// One person whose record was touched.
struct Touched {
    scope: Scope,
    record: RecordId,
    events: Events,
}

enum Events {
    /// Written a moment ago, in order.
    Known(Vec<Entry>),
    /// Out of the log, in no order: name, envelope and body.
    Read(Vec<(EventRef, Vec<u8>, Vec<u8>)>),
}

impl Touched {
    fn entries(self) -> Result<Vec<Entry>, StoreError> {
        match self.events {
            Events::Known(entries) => Ok(entries),
            Events::Read(events) => {
                // Nothing of a person is central's to say.
                let entry = |(at, envelope, body): &(_, Vec<u8>, Vec<u8>)| {
                    entry(RecordKind::Person, self.scope, *at, envelope, body, || Ok(false)).transpose()
                };
                Ok(causal_order(events.iter().filter_map(entry).collect::<Result<_, _>>()?))
            }
        }
    }
}

fn fold(touched: Vec<Touched>, counting: &HashSet<ImportId>) -> Result<Vec<Folded>, StoreError> {
    let mut folded = Vec::with_capacity(touched.len());
    for one in touched {
        let (scope, record) = (one.scope, one.record);
        folded.extend(Folded::of(scope, record, &one.entries()?, &|import| counting.contains(&import)));
    }
    Ok(folded)
}

impl Dirty {
    /// Folds all people that were touched; every import that speaks of them was folded before.
    pub(super) fn fold_people(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut indexes = Indexes::new(self.keeps == Keeps::All);
        let people = self.records.keys().filter(|(kind, _, _)| *kind == RecordKind::Person).count();
        if people <= FEW {
            while let Some(one) = self.next_person(connection)? {
                let (scope, record, entries) = (one.scope, one.record, one.entries()?);
                let counting = Reader::new(connection).counting_imports(&entries)?;
                let folded = Folded::of(scope, record, &entries, &|import| counting.contains(&import));
                if let Some(folded) = folded {
                    folded.write(connection, &mut indexes)?;
                }
            }
        } else {
            self.fold_many(connection, &mut indexes)?;
        }
        indexes.finish(connection)
    }

    fn fold_many(&mut self, connection: &Connection, indexes: &mut Indexes) -> Result<(), StoreError> {
        let counting = Reader::new(connection).all_counting_imports()?;
        thread::scope(|scope| {
            let (give, given) = sync_channel::<Vec<Touched>>(1);
            let (hand, handed) = sync_channel::<Result<Vec<Folded>, StoreError>>(1);
            scope.spawn(move || {
                // Ends when nothing more is given, or when the writer gave up.
                for touched in given {
                    if hand.send(fold(touched, &counting)).is_err() {
                        return;
                    }
                }
            });
            let gone = |_| StoreError::Damaged("the fold ended early");
            let (mut next, mut on_the_way) = (self.some_people(connection)?, 0);
            while !next.is_empty() || on_the_way > 0 {
                if !next.is_empty() {
                    give.send(next).map_err(|_| gone(()))?;
                    on_the_way += 1;
                    next = self.some_people(connection)?;
                }
                if on_the_way > 1 || next.is_empty() {
                    on_the_way -= 1;
                    for folded in handed.recv().map_err(|_| gone(()))?? {
                        folded.write(connection, indexes)?;
                    }
                }
            }
            Ok(())
        })
    }

    fn some_people(&mut self, connection: &Connection) -> Result<Vec<Touched>, StoreError> {
        let mut some = Vec::with_capacity(AT_ONCE);
        while some.len() < AT_ONCE
            && let Some(one) = self.next_person(connection)?
        {
            some.push(one);
        }
        Ok(some)
    }

    fn next_person(&mut self, connection: &Connection) -> Result<Option<Touched>, StoreError> {
        let Some((&(RecordKind::Person, scope, record), _)) = self.records.first_key_value() else { return Ok(None) };
        let events = match self.records.pop_first() {
            Some((_, Some(known))) => Events::Known(known),
            _ => {
                let mut events = Vec::new();
                Reader::new(connection).each_event(scope, record, |at, envelope, body| {
                    events.push((at, envelope.to_vec(), body.to_vec()));
                    Ok(())
                })?;
                Events::Read(events)
            }
        };
        Ok(Some(Touched { scope, record, events }))
    }
}
