//! The plan as a picture: slots across, groups down, and how many of each come when.

use std::collections::{BTreeSet, HashMap};

use luudong_domain::id::{ActorId, SessionId, UnitId};
use luudong_domain::session::slots::{Help, Why};
use luudong_domain::session::{Slot, Slotting, Step, TimeOfDay};
use luudong_domain::unit::Kind;
use serde::Serialize;
use ts_rs::TS;

use super::code_of;
use super::people::Which;
use super::planning::{Known, Party, Plan, Planning, Standing};
use crate::session::One;
use crate::{App, AppError};

/// A slot of the day.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "SlotRoom")]
pub struct RoomTold {
    /// When.
    pub slot: Slot,
    /// People who may be given it.
    pub places: u32,
    /// Places besides for people who come unplanned.
    pub kept: u32,
    /// People who have it.
    pub people: u32,
}

/// People who come together.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "SlotGroup")]
pub struct GroupTold {
    /// Whose people.
    pub unit: UnitId,
    /// Department or shift; in a residential area the area. Empty for people without one.
    pub name: String,
    /// Between which times they come.
    pub band: Option<Slot>,
    /// People who may be given a slot, or have one.
    pub people: u32,
    /// How many of them come in each of the day's slots.
    pub at: Vec<u32>,
    /// Those who have a slot that the day does not have (any more).
    pub off: u32,
    /// Those who have none.
    pub left: u32,
    /// Why; told by a preview.
    pub why: Option<Why>,
}

/// A unit whose people are expected.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "SlotUnit")]
pub struct UnitTold {
    /// Its id.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Option<Kind>,
}

/// Slots of a session, and who comes when: as it is, or as it would be.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "SlotPlan")]
pub struct Slots {
    /// The session.
    pub session: SessionId,
    /// Business date.
    pub date: String,
    /// Where.
    pub place: String,
    /// When it begins.
    pub starts: Option<TimeOfDay>,
    /// When it ends.
    pub ends: Option<TimeOfDay>,
    /// It may be written to.
    pub open: bool,
    /// The session itself is known here, not only what units were told of it.
    pub known: bool,
    /// How the day is cut.
    pub slotting: Slotting,
    /// Somebody said so.
    pub said: bool,
    /// People an hour by what the stations say.
    pub station_pace: Option<u16>,
    /// The slowest step.
    pub slowest: Option<Step>,
    /// Why the day cannot be cut: the code of a refusal.
    pub fault: Option<String>,
    /// The slots.
    pub rooms: Vec<RoomTold>,
    /// The units.
    pub units: Vec<UnitTold>,
    /// The groups in their order.
    pub groups: Vec<GroupTold>,
    /// Everybody who is expected.
    pub expected: u32,
    /// Those who have a slot.
    pub with_slot: u32,
    /// Those who may be given one and have none.
    pub left: u32,
    /// Those who are served elsewhere, and get none.
    pub elsewhere: u32,
    /// Those who are not due on the day, where only who is due gets one.
    pub not_due: u32,
    /// Those who came already: their slot stays.
    pub came: u32,
    /// Those whose slot the unit's own staff said last.
    pub agreed: u32,
    /// Those whose slot would be another one.
    pub changes: u32,
    /// Those of them who had one before.
    pub moved: u32,
    /// What would give everybody a slot.
    pub help: Option<Help>,
}

/// The slots of a session as they are.
pub(crate) fn now(app: &App, args: One) -> Result<Slots, AppError> {
    let wall = app.now();
    app.read(|reader| {
        let planning = Planning::read(reader, args.session, wall, None)?;
        let agreed = super::people::staff(reader)?;
        Ok(planning.picture(args.session, &planning.as_it_is(), &agreed))
    })
}

impl Planning {
    /// The picture of a plan. `staff` are those who work for units.
    pub(super) fn picture(&self, session: SessionId, plan: &Plan, staff: &BTreeSet<ActorId>) -> Slots {
        let (rooms, fault) = match self.rooms() {
            Ok(rooms) => (rooms, None),
            Err(error) => (Vec::new(), Some(code_of(error).to_owned())),
        };
        let place: HashMap<Slot, usize> = rooms.iter().enumerate().map(|(at, room)| (room.slot, at)).collect();
        let mut told: Vec<RoomTold> = rooms
            .iter()
            .map(|room| RoomTold { slot: room.slot, places: room.places, kept: room.kept, people: 0 })
            .collect();
        let group = |(party, why): (&Party, &Option<Why>)| GroupTold {
            unit: party.unit,
            name: party.name.clone(),
            band: party.band,
            people: 0,
            at: vec![0; rooms.len()],
            off: 0,
            left: 0,
            why: *why,
        };
        let mut slots = self.frame(session);
        slots.fault = fault;
        slots.help = plan.help;
        let mut groups: Vec<GroupTold> = self.groups.iter().zip(&plan.why).map(group).collect();
        for (one, slot) in self.people.iter().zip(&plan.slots) {
            let party = &mut groups[one.group];
            slots.expected += 1;
            slots.came += u32::from(one.row.came);
            let count = |which: Which| u32::from(which.holds(one, *slot, staff));
            slots.with_slot += count(Which::Slot);
            slots.agreed += count(Which::Agreed);
            slots.elsewhere += count(Which::Elsewhere);
            slots.not_due += count(Which::NotDue);
            slots.left += count(Which::Left);
            party.left += count(Which::Left);
            slots.changes += u32::from(*slot != one.row.slot);
            slots.moved += u32::from(*slot != one.row.slot && one.row.slot.is_some());
            party.people += u32::from(slot.is_some() || one.standing == Standing::Able);
            match slot.map(|slot| place.get(&slot)) {
                Some(Some(at)) => {
                    party.at[*at] += 1;
                    told[*at].people += 1;
                }
                Some(None) => party.off += 1,
                None => {}
            }
        }
        groups.retain(|party| party.people > 0);
        (slots.rooms, slots.groups) = (told, groups);
        slots
    }

    /// All but what is counted.
    fn frame(&self, session: SessionId) -> Slots {
        let day = self.day();
        let first = self.told.first();
        let slotting = match (day, first) {
            (Some(day), _) => day.slotting.clone(),
            (None, Some(first)) => Slotting { bring: first.bring.clone(), ..Slotting::default() },
            (None, None) => Slotting::default(),
        };
        let hours = day.map(|day| (day.arranged.starts, day.arranged.ends));
        let (starts, ends) = hours.or(first.map(|row| (row.starts, row.ends))).unwrap_or_default();
        let pace = day.and_then(|day| day.arranged.pace());
        let units = self.units.iter();
        Slots {
            session,
            date: self.date.to_string(),
            place: self.place.clone(),
            starts,
            ends,
            open: self.open,
            known: day.is_some(),
            slotting,
            said: matches!(self.known, Known::Session { said: true, .. }),
            station_pace: pace.map(|(pace, _)| pace),
            slowest: pace.map(|(_, step)| step),
            fault: None,
            rooms: Vec::new(),
            units: units.map(|unit| UnitTold { id: unit.id, name: unit.name.clone(), kind: unit.kind }).collect(),
            groups: Vec::new(),
            expected: 0,
            with_slot: 0,
            left: 0,
            elsewhere: 0,
            not_due: 0,
            came: 0,
            agreed: 0,
            changes: 0,
            moved: 0,
            help: None,
        }
    }
}
