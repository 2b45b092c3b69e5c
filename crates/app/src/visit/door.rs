//! Who stands at the door: what should stop the hand before they get a ticket, and whom only another unit knows.

use std::collections::BTreeSet;

use luudong_domain::card::{Scan, ScanShown};
use luudong_domain::due::{Desk, Form};
use luudong_domain::id::{PersonId, SessionId, UnitId};
use luudong_domain::person::PersonState;
use luudong_domain::session::{Arranged, Hours};
use luudong_domain::time::Date;
use luudong_domain::visit::VisitState;
use luudong_domain::visit::event::{DeferReason, RefuseReason};
use luudong_domain::visit::stop::{AtDoor, Pass, SERVED_LATELY_DAYS, StopKind, stops};
use luudong_store::query::{OtherSession, Reader, Wanted};
use serde::Serialize;
use ts_rs::TS;

use super::row::{VisitRow, shown};
use crate::AppError;
use crate::due::Judge;

/// Most people of other units that an answer names.
const ELSEWHERE_ROWS: usize = 5;

/// One thing to look at before a ticket is given, how it is passed, and what its sentence needs.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Stop {
    /// What.
    pub kind: StopKind,
    /// How a ticket is given all the same.
    pub pass: Pass,
    /// The business date of another session.
    pub date: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// When something was done, or when their slot begins or ended, milliseconds.
    #[ts(type = "number | null")]
    pub at: Option<u64>,
    /// The name of their unit.
    pub unit: Option<String>,
    /// How many may be meant.
    #[ts(type = "number | null")]
    pub people: Option<u64>,
    /// How their visit ended.
    pub state: Option<VisitState>,
    /// Why it was deferred.
    pub reason: Option<DeferReason>,
    /// Why it was refused.
    pub refused: Option<RefuseReason>,
    /// Who serves them.
    pub desk: Option<Desk>,
    /// The form that has to be handed in first.
    pub form: Option<Form>,
}

struct Door<'a> {
    reader: &'a Reader<'a>,
    session: SessionId,
    date: Date,
    arranged: Arranged,
    units: Vec<UnitId>,
    judge: Judge,
    now: u64,
}

/// Writes to each row of an answer what should stop the hand; `card` is what was scanned, nothing when it was typed.
pub(super) fn stop(
    reader: &Reader<'_>,
    rows: &mut [VisitRow],
    card: Option<&ScanShown>,
    now: u64,
) -> Result<(), AppError> {
    let Some(session) = rows.first().map(|row| row.session) else { return Ok(()) };
    let (date, arranged) = reader.arranged(session)?.ok_or_else(|| AppError::not_found("session"))?;
    let judge = Judge::new(reader, date)?;
    let door = Door { reader, session, date, arranged, units: reader.session_units(session)?, judge, now };
    let alike = match card {
        Some(_) => rows.len(),
        None => rows.iter().filter(|row| !row.differs.is_empty()).count(),
    };
    for row in rows {
        let others = alike > 1 && (card.is_some() || !row.differs.is_empty());
        row.stops = door.of(row, card, others.then_some(alike as u64))?;
    }
    Ok(())
}

impl Door<'_> {
    fn of(&self, row: &VisitRow, card: Option<&ScanShown>, alike: Option<u64>) -> Result<Vec<Stop>, AppError> {
        let person = &row.person;
        // A list may have the old number only, and the card says both.
        let told = card.into_iter().flat_map(|card| [&card.number, &card.old_number]);
        let numbers: BTreeSet<&str> = [&person.number, &person.old_number]
            .into_iter()
            .chain(told)
            .filter_map(|number| number.as_deref())
            .collect();
        let served = self.served_before(person.id, &numbers)?;
        let planned =
            self.reader.planned_elsewhere(self.session, person.id, &self.date.to_string())?.into_iter().next();
        let guest = (!self.units.contains(&person.unit)).then_some(person.unit);
        let (due, route) = match person.state {
            PersonState::Active => {
                let told = self.judge.of_person(person);
                (Some(told.due), told.route)
            }
            PersonState::Left => (None, None),
        };
        let hours = Hours::of(self.date, &self.arranged);
        let slot = row.slot.map(|slot| hours.moments(slot));
        let who = AtDoor {
            state: row.state,
            left_unit: person.state == PersonState::Left,
            other_unit: guest.map(|unit| self.reader.all_know(self.session, unit)).transpose()?,
            served_before: served.is_some(),
            alike: alike.is_some(),
            near: row.near,
            verdict: due.as_ref().map(|due| due.verdict),
            desk: route.as_ref().map(|rule| rule.desk),
            planned: !row.walk_in,
            planned_elsewhere: planned.is_some(),
            slot,
        };
        let unit = self.reader.unit(person.unit)?.map(|unit| unit.name);
        let told = stops(&who, &self.arranged.rules, self.now).into_iter().map(|(kind, pass)| {
            let mut stop = Stop::of(kind, pass);
            match kind {
                StopKind::ServedBefore => stop.in_session(served.clone()),
                StopKind::OtherSession => stop.in_session(planned.clone()),
                StopKind::OtherUnit | StopKind::LeftUnit => stop.unit.clone_from(&unit),
                StopKind::LookAlike => stop.people = alike,
                StopKind::Captured | StopKind::HasTicket | StopKind::Ended => {
                    (stop.state, stop.at, stop.reason, stop.refused) =
                        (Some(row.state), row.since, row.reason, row.refused);
                }
                StopKind::Office => {
                    stop.desk = route.as_ref().map(|rule| rule.desk);
                    stop.form = route.as_ref().and_then(|rule| rule.form.clone());
                }
                StopKind::Early | StopKind::Soon => stop.at = slot.map(|(from, _)| from / 1000),
                StopKind::Late => stop.at = slot.map(|(_, to)| to / 1000),
                StopKind::Near | StopKind::NotDue | StopKind::Unplanned => {}
            }
            stop
        });
        Ok(told.collect())
    }

    /// Where they were captured not long ago, also under the name that another unit has them by.
    fn served_before(&self, person: PersonId, numbers: &BTreeSet<&str>) -> Result<Option<OtherSession>, AppError> {
        let lately = |other: &OtherSession| {
            // Of a session that is not here nobody knows when it was: rather one look too many.
            let date = other.date.as_deref().and_then(|date| date.parse::<Date>().ok());
            date.is_none_or(|date| (self.date - date).num_days().abs() <= SERVED_LATELY_DAYS)
        };
        let mut served = self.reader.captured_elsewhere(self.session, person)?;
        let mut others = BTreeSet::new();
        for number in numbers {
            others.extend(self.reader.people_with_number(number)?.into_iter().map(|row| row.id));
        }
        others.remove(&person);
        for other in others {
            served.extend(self.reader.captured_elsewhere(self.session, other)?);
            let here = self.reader.visit_of(self.session, other)?;
            if let Some(here) = here.filter(|row| row.state == VisitState::Captured) {
                let place = self.reader.session(self.session)?.map(|row| row.place);
                served.push(OtherSession { date: Some(self.date.to_string()), place, at: here.since });
            }
        }
        Ok(served.into_iter().filter(lately).max_by(|a, b| a.date.cmp(&b.date)))
    }
}

impl Stop {
    fn of(kind: StopKind, pass: Pass) -> Stop {
        let (date, place, at, unit, people) = (None, None, None, None, None);
        let (state, reason, refused, desk, form) = (None, None, None, None, None);
        Stop { kind, pass, date, place, at, unit, people, state, reason, refused, desk, form }
    }

    fn in_session(&mut self, other: Option<OtherSession>) {
        if let Some(other) = other {
            (self.date, self.place, self.at) = (other.date, other.place, other.at);
        }
    }
}

/// Refuses somebody who is given no ticket here, whatever the screen shows.
pub(super) fn may_enter(reader: &Reader<'_>, session: SessionId, person: PersonId) -> Result<(), AppError> {
    // Of somebody unknown the rest of the command speaks.
    let Some(row) = reader.person(person)? else { return Ok(()) };
    if row.state == PersonState::Left {
        return Err(AppError::of("person_left_unit"));
    }
    if !reader.session_units(session)?.contains(&row.unit) && !reader.all_know(session, row.unit)? {
        let unit = reader.unit(row.unit)?.map(|unit| unit.name).unwrap_or_default();
        return Err(AppError::of("person_of_other_unit").with("unit", unit));
    }
    Ok(())
}

/// People of units that the session is not for, whom a card means.
pub(super) fn elsewhere_by_card(
    reader: &Reader<'_>,
    session: SessionId,
    scan: &Scan,
) -> Result<Vec<VisitRow>, AppError> {
    let told = scan.shown();
    for number in [&told.number, &told.old_number].into_iter().flatten() {
        let people = reader.people_with_number(number)?.into_iter().map(|row| row.id).collect();
        let rows = rows_of(reader, session, people)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// People of units that the session is not for, whom a text means exactly.
pub(super) fn elsewhere_by_text(
    reader: &Reader<'_>,
    session: SessionId,
    text: &str,
) -> Result<Vec<VisitRow>, AppError> {
    let found = reader.search(&Wanted { text, units: &[], state: None }, ELSEWHERE_ROWS)?;
    rows_of(reader, session, found.into_iter().filter(|found| !found.near).map(|found| found.row.id).collect())
}

fn rows_of(reader: &Reader<'_>, session: SessionId, people: Vec<PersonId>) -> Result<Vec<VisitRow>, AppError> {
    let units = reader.session_units(session)?;
    let mut rows = Vec::new();
    for person in people {
        rows.extend(reader.visit_of(session, person)?.filter(|row| !units.contains(&row.person.unit)));
    }
    shown(reader, rows)
}
