//! What units are told of a session. Its own events are for the team only, so that is written to the unit: when people are
//! planned, when slots are given or moved, and when the hours change.

use luudong_domain::event::Event;
use luudong_domain::id::{SessionId, UnitId};
use luudong_domain::scope::Scope;
use luudong_domain::session::TimeOfDay;
use luudong_domain::time::date_in_hanoi;
use luudong_domain::unit::{Announced, Places};
use luudong_store::Gate;
use serde::Serialize;
use ts_rs::TS;

use super::planning::{Known, Planning, Someone};
use crate::command::Nothing;
use crate::{App, AppError};

/// A session as a unit was told of it.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Announced")]
pub struct AnnouncedTold {
    /// The session.
    pub session: SessionId,
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// Business date.
    pub date: String,
    /// Where.
    pub place: String,
    /// When it begins.
    pub starts: Option<TimeOfDay>,
    /// When it ends.
    pub ends: Option<TimeOfDay>,
    /// What people are to bring; may be empty.
    pub bring: String,
    /// People of the unit who are expected.
    #[ts(type = "number")]
    pub people: u64,
    /// Those of them who have a slot.
    #[ts(type = "number")]
    pub with_slot: u64,
    /// The session itself is known here too.
    pub known: bool,
    /// Its day is over.
    pub over: bool,
}

pub(crate) fn announced(app: &App, _: Nothing) -> Result<Vec<AnnouncedTold>, AppError> {
    let today = date_in_hanoi(app.now());
    app.read(|reader| {
        let told = reader.announced()?.into_iter().map(|row| {
            Ok(AnnouncedTold {
                session: row.session,
                unit: row.unit,
                unit_name: reader.unit(row.unit)?.map(|unit| unit.name).unwrap_or_default(),
                date: row.date.to_string(),
                place: row.place,
                starts: row.starts,
                ends: row.ends,
                bring: row.bring,
                people: row.people,
                with_slot: row.with_slot,
                known: reader.session_standing(row.session)?.is_some(),
                over: row.over || row.date < today,
            })
        });
        told.collect()
    })
}

/// Tells each unit whose people are expected what it has not been told yet.
pub(crate) fn announce(gate: &mut Gate<'_>, session: SessionId) -> Result<(), AppError> {
    gate.settle()?;
    let wall = gate.wall_micros();
    let planning = Planning::read(gate, session, wall, None)?;
    let Known::Session { day, said } = &planning.known else { return Ok(()) };
    let rooms = if *said { day.rooms().unwrap_or_default() } else { Vec::new() };
    let held = planning.held();
    let units: Vec<UnitId> = planning.units.iter().map(|unit| unit.id).collect();
    for (nth, unit) in units.iter().enumerate() {
        let own = |slot| {
            let of = |one: &&Someone| one.row.person.unit == *unit && one.row.slot == Some(slot);
            planning.people.iter().filter(of).count() as u32
        };
        let slots = rooms.iter().map(|room| {
            let free = room.places.saturating_sub(held.get(&room.slot).copied().unwrap_or(0));
            // What is free is shared out: two units that agree slots at once never fill one too full.
            let share = free / units.len() as u32 + u32::from((nth as u32) < free % units.len() as u32);
            Places { slot: room.slot, places: own(room.slot) + share }
        });
        let announced = Announced {
            session,
            date: day.date,
            place: planning.place.clone(),
            starts: day.arranged.starts,
            ends: day.arranged.ends,
            bring: if *said { day.slotting.bring.clone() } else { String::new() },
            slots: slots.collect(),
        };
        let before = planning.told.iter().find(|row| row.unit == *unit).map(|row| Announced {
            session,
            date: row.date,
            place: row.place.clone(),
            starts: row.starts,
            ends: row.ends,
            bring: row.bring.clone(),
            slots: row.slots.clone(),
        });
        if before.as_ref() != Some(&announced) {
            gate.append(Scope::Unit(*unit), *unit, &Event::UnitAnnounced(announced))?;
        }
    }
    Ok(())
}
