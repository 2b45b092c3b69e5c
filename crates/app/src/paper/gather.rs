//! What stands on the papers of a session.

use std::collections::HashMap;

use luudong_domain::id::SessionId;
use luudong_domain::visit::VisitState;
use luudong_paper::{Checklist, Done, Lane, Planned, QueueState, Someone};
use luudong_store::query::{Figures, Reader, SessionRow};

use super::words;
use crate::visit::{VisitRow, everybody_in_line, in_state};
use crate::{AppError, sync};

fn session(reader: &Reader<'_>, id: SessionId) -> Result<SessionRow, AppError> {
    reader.session(id)?.ok_or_else(|| AppError::not_found("session"))
}

fn units(reader: &Reader<'_>, row: &SessionRow) -> Result<Vec<String>, AppError> {
    let names = row.units.iter().map(|unit| Ok(reader.unit(*unit)?.map(|unit| unit.name)));
    Ok(names.collect::<Result<Vec<_>, AppError>>()?.into_iter().flatten().collect())
}

/// The checklist: planned people by slot, in each by name.
pub(super) fn checklist(reader: &Reader<'_>, id: SessionId) -> Result<Checklist, AppError> {
    let row = session(reader, id)?;
    // Rows are entered again by their number: there is one order of them.
    let places = reader.checklist(id)?.into_iter().enumerate().map(|(at, person)| (person, at));
    let places: HashMap<_, _> = places.collect();
    let mut people = reader.planned(id)?;
    let departments = people.iter().any(|row| row.person.department.is_some());
    let addresses = people.iter().any(|row| row.person.department.is_none() && row.person.address.is_some());
    people.sort_by_key(|row| places.get(&row.person.id).copied());
    let planned = |row: luudong_store::query::VisitRow| Planned {
        born: words::year(row.person.birth.as_deref()),
        digits: words::digits(&row.person),
        belongs: words::place_of(&row.person),
        name: row.person.name,
        slot: words::slot(row.slot),
        ticket: row.ticket.map(|ticket| ticket.to_string()).unwrap_or_default(),
    };
    Ok(Checklist {
        date: words::iso_day(&row.date),
        units: units(reader, &row)?,
        departments,
        addresses,
        people: people.into_iter().map(planned).collect(),
        place: row.place,
    })
}

/// The state of the queue at `now`, microseconds.
pub(super) fn state(reader: &Reader<'_>, id: SessionId, now: u64) -> Result<QueueState, AppError> {
    let row = session(reader, id)?;
    let people = |state| Ok::<_, AppError>(in_state(reader, id, state)?.into_iter().map(someone).collect());
    let mut lanes = reader.lanes(id)?;
    let own = sync::own_lane(reader)?;
    if !lanes.contains(&own) {
        lanes.push(own);
        lanes.sort_unstable();
    }
    let lane = |lane: String| Ok(Lane { next: reader.next_ticket(id, &lane)?.number, lane });
    Ok(QueueState {
        date: words::iso_day(&row.date),
        units: units(reader, &row)?,
        done: done(&row.figures),
        serving: people(VisitState::Serving)?,
        called: people(VisitState::Called)?,
        waiting: everybody_in_line(reader, id, now)?.into_iter().map(someone).collect(),
        parked: people(VisitState::Parked)?,
        lanes: lanes.into_iter().map(lane).collect::<Result<_, AppError>>()?,
        place: row.place,
    })
}

fn done(figures: &Figures) -> Vec<Done> {
    let told = [
        ("figure_planned", figures.planned),
        ("state_expected", figures.expected),
        ("state_waiting", figures.waiting),
        ("state_captured", figures.captured),
        ("state_deferred", figures.deferred),
        ("state_absent", figures.absent),
        ("state_refused", figures.refused),
        ("state_left", figures.left),
    ];
    told.map(|(key, people)| Done { word: words::word(key), people }).to_vec()
}

fn someone(row: VisitRow) -> Someone {
    let mut why: Vec<String> = row.priority.iter().map(|priority| priority_word(&row, *priority)).collect();
    why.extend(row.walk_in.then(|| words::word("paper_walk_in")));
    why.extend(row.note.clone().filter(|note| row.state == VisitState::Parked && !note.is_empty()));
    let station = match row.state {
        VisitState::Called | VisitState::Serving => row.station.map(|station| station.to_string()),
        _ => row.for_station.map(|station| words::sentence("paper_for_station", "station", &station.to_string())),
    };
    Someone {
        ticket: row.ticket.clone().unwrap_or_default(),
        born: words::year(row.person.birth.as_deref()),
        digits: words::digits(&row.person),
        slot: words::slot(row.slot),
        since: row.since.map(words::clock).unwrap_or_default(),
        station: station.unwrap_or_default(),
        step: words::word(&format!("step_{}", row.step.word())),
        why: why.join(", "),
        name: row.person.name,
    }
}

fn priority_word(row: &VisitRow, priority: luudong_domain::visit::event::Priority) -> String {
    let word = serde_json::to_value(priority).ok().and_then(|word| word.as_str().map(str::to_owned));
    match (word.as_deref(), row.age) {
        (Some("age"), Some(age)) => words::sentence("priority_age_of", "age", &age.to_string()),
        (Some(word), _) => words::word(&format!("priority_{word}")),
        (None, _) => String::new(),
    }
}
