//! Giving slots: what would be, all at once, and one by one.

use std::collections::BTreeMap;

use luudong_domain::event::Event;
use luudong_domain::id::{PersonId, SessionId, UnitId};
use luudong_domain::person::event::Planned;
use luudong_domain::role::Role;
use luudong_domain::scope::Scope;
use luudong_domain::session::{Slot, Slotting};
use luudong_domain::text::clean;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::planning::{Known, Planning, Someone, Standing};
use super::{Slots, announce, now, people, refused};
use crate::session::{One, still_open};
use crate::{App, AppError, locked};

/// How the day would be cut.
#[derive(Debug, Deserialize, TS)]
#[ts(rename = "SlotsPreview")]
pub struct Preview {
    session: SessionId,
    /// As it was said, or as is usual, when absent.
    #[serde(default)]
    #[ts(optional = nullable)]
    slotting: Option<Slotting>,
    /// Everybody anew; otherwise whoever has a slot that still holds keeps it.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    all: bool,
}

/// The same, to be done.
#[derive(Debug, Deserialize, TS)]
#[ts(rename = "SlotsGive")]
pub struct Give {
    session: SessionId,
    slotting: Slotting,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    all: bool,
    /// How many people's slots the preview said would change: where it is otherwise by now, nothing is written.
    changes: u32,
}

/// Another slot for somebody, or for several.
#[derive(Debug, Deserialize, TS)]
#[ts(rename = "SlotsMove")]
pub struct MoveTo {
    session: SessionId,
    people: Vec<PersonId>,
    /// None: they keep no slot.
    #[serde(default)]
    #[ts(optional = nullable)]
    to: Option<Slot>,
}

/// How many have another slot now.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "SlotsMoved")]
pub struct Moved {
    moved: u32,
}

/// Nothing is written.
pub(crate) fn preview(app: &App, args: Preview) -> Result<Slots, AppError> {
    let wall = app.now();
    app.read(|reader| {
        let planning = Planning::read(reader, args.session, wall, args.slotting)?;
        let day = planning.day().ok_or_else(|| AppError::not_found("session"))?;
        // A day that cannot be cut is shown as it is, with what is wrong.
        let plan = planning.plan(day, args.all).unwrap_or_else(|_| planning.as_it_is());
        Ok(planning.picture(args.session, &plan, &people::staff(reader)?))
    })
}

/// Cuts the day and gives slots, in one transaction: written is only whose slot changes. Each stands alone, and what the units
/// are told with them can be told again.
pub(crate) fn give(app: &App, args: Give) -> Result<Slots, AppError> {
    let session = args.session;
    let slotting = Slotting { bring: clean(&args.slotting.bring), ..args.slotting };
    app.write(|gate| {
        still_open(gate, session)?;
        let planning = Planning::read(gate, session, gate.wall_micros(), Some(slotting.clone()))?;
        let day = planning.day().ok_or_else(|| AppError::not_found("session"))?;
        let plan = planning.plan(day, args.all).map_err(refused)?;
        let changed = planning.people.iter().zip(&plan.slots).filter(|(one, slot)| one.row.slot != **slot);
        let changed: Vec<_> = changed.collect();
        if changed.len() != args.changes as usize {
            return Err(AppError::of("slots_changed").with("people", changed.len()));
        }
        if gate.slotting(session)?.as_ref() != Some(&slotting) {
            gate.append(Scope::Session(session), session, &Event::SessionSlotted(slotting.clone()))?;
        }
        for (one, slot) in changed {
            let planned = Planned { session, slot: *slot, cleared: slot.is_none() };
            gate.append(Scope::Unit(one.row.person.unit), one.row.person.id, &Event::PersonPlanned(planned))?;
        }
        announce(gate, session)
    })?;
    now(app, One { session })
}

/// Gives some people another slot, or takes it from them. A unit's own staff moves them within the places that the unit was
/// told of; a leader may also use what is kept for people who come unplanned.
pub(crate) fn move_to(app: &App, args: MoveTo) -> Result<Moved, AppError> {
    let open = app.opened()?;
    let actor = locked(&open.actor).as_ref().map(|(_, named)| named.role);
    let of_unit = actor == Some(Role::Hr) || *locked(&open.role) == Some(Role::Hr);
    let moved = app.write(|gate| {
        let planning = Planning::read(gate, args.session, gate.wall_micros(), None)?;
        match planning.known {
            Known::Session { .. } => still_open(gate, args.session)?,
            Known::Told if planning.open => {}
            Known::Told => return Err(AppError::of("session_closed")),
        }
        if of_unit && args.to.is_none() {
            return Err(AppError::of("slots_not_cleared"));
        }
        let going = planning.going(&args.people, args.to)?;
        if let Some(slot) = args.to {
            planning.has_room(slot, &going, of_unit)?;
        }
        for (unit, person) in &going {
            let planned = Planned { session: args.session, slot: args.to, cleared: args.to.is_none() };
            gate.append(Scope::Unit(*unit), *person, &Event::PersonPlanned(planned))?;
        }
        // What the unit may fill is for a leader to say.
        if !of_unit {
            announce(gate, args.session)?;
        }
        Ok::<_, AppError>(going.len() as u32)
    })?;
    Ok(Moved { moved })
}

impl Planning {
    /// Whose slot would change; whoever may not be given one is refused.
    fn going(&self, wanted: &[PersonId], to: Option<Slot>) -> Result<Vec<(UnitId, PersonId)>, AppError> {
        let known: BTreeMap<PersonId, &Someone> = self.people.iter().map(|one| (one.row.person.id, one)).collect();
        let mut going = BTreeMap::new();
        for person in wanted {
            let one = known.get(person).ok_or_else(|| AppError::of("slots_not_expected"))?;
            match one.standing {
                Standing::Settled if one.row.needs_newer => return Err(AppError::of("needs_newer")),
                Standing::Settled => return Err(AppError::of("slots_came")),
                Standing::Elsewhere if to.is_some() => return Err(AppError::of("slots_elsewhere")),
                Standing::Able | Standing::Elsewhere | Standing::NotDue => {}
            }
            if one.row.slot != to {
                going.insert(*person, one.row.person.unit);
            }
        }
        Ok(going.into_iter().map(|(person, unit)| (unit, person)).collect())
    }

    fn has_room(&self, slot: Slot, going: &[(UnitId, PersonId)], of_unit: bool) -> Result<(), AppError> {
        let full = |places: u32, held: u32, more: usize| {
            let free = places.saturating_sub(held);
            if more as u32 > free {
                return Err(AppError::of("slots_full").with("free", free).with("people", more));
            }
            Ok(())
        };
        // Before a day was cut it has no slots, though it is plain how it would be cut.
        if matches!(self.known, Known::Session { said: false, .. }) {
            return Err(AppError::of("slots_unknown"));
        }
        let rooms = self.rooms().map_err(refused)?;
        let room = rooms.iter().find(|room| room.slot == slot).ok_or_else(|| AppError::of("slots_unknown"))?;
        let places = if of_unit { room.places } else { room.places + room.kept };
        full(places, self.held().get(&slot).copied().unwrap_or(0), going.len())?;
        if !of_unit {
            return Ok(());
        }
        // Of each unit no more than it was told.
        for told in &self.told {
            let of = |one: &&Someone| one.row.person.unit == told.unit && one.row.slot == Some(slot);
            let held = self.people.iter().filter(of).count() as u32;
            let more = going.iter().filter(|(unit, _)| *unit == told.unit).count();
            let places = told.slots.iter().find(|places| places.slot == slot).map_or(0, |places| places.places);
            if more > 0 {
                full(places, held, more)?;
            }
        }
        Ok(())
    }
}
