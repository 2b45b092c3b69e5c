//! All that slots of one session follow from, read once: the day, the people who are expected, and the groups they come in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use luudong_domain::due::{Desk, Due, Verdict};
use luudong_domain::id::{SessionId, UnitId};
use luudong_domain::person::words_key;
use luudong_domain::session::slots::{Day, Group, Help, Room, Taken, Why};
use luudong_domain::session::{Slot, Slotting, SlottingError};
use luudong_domain::text::fold;
use luudong_domain::time::{Date, date_in_hanoi};
use luudong_domain::unit::{Kind, area};
use luudong_store::query::{AnnouncedRow, ExpectedRow, PersonRow, Reader, UnitRow};

use crate::AppError;
use crate::due::Judge;

/// The session, as far as this laptop may know it.
pub(super) enum Known {
    /// Its own events are here.
    Session {
        /// Hours, pace, and how it is cut.
        day: Box<Day>,
        /// Somebody said how it is cut.
        said: bool,
    },
    /// Only what units were told of it is here.
    Told,
}

/// Where somebody stands who is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// May be given a slot.
    Able,
    /// Came already, or is read-only here: stays as they are.
    Settled,
    /// Is served elsewhere.
    Elsewhere,
    /// Is not due on the day, and only who is due gets a slot.
    NotDue,
}

/// Somebody who is expected.
pub(super) struct Someone {
    pub(super) row: ExpectedRow,
    pub(super) due: Due,
    pub(super) desk: Option<Desk>,
    /// The form that they have to hand in before.
    pub(super) form: Option<String>,
    pub(super) standing: Standing,
    /// Place among the groups.
    pub(super) group: usize,
}

/// People who come together.
pub(super) struct Party {
    pub(super) unit: UnitId,
    pub(super) name: String,
    pub(super) band: Option<Slot>,
}

/// The whole.
pub(super) struct Planning {
    pub(super) known: Known,
    pub(super) date: Date,
    pub(super) place: String,
    pub(super) open: bool,
    pub(super) told: Vec<AnnouncedRow>,
    pub(super) units: Vec<UnitRow>,
    /// In order.
    pub(super) groups: Vec<Party>,
    /// Unit by unit and by name.
    pub(super) people: Vec<Someone>,
}

/// What a plan comes to.
pub(super) struct Plan {
    /// For each of the planning's people the slot they would have.
    pub(super) slots: Vec<Option<Slot>>,
    /// For each of its groups why somebody of it has none.
    pub(super) why: Vec<Option<Why>>,
    /// What would help.
    pub(super) help: Option<Help>,
}

/// In which group of their unit somebody comes, as it is written at them.
pub(super) fn group_of(kind: Option<Kind>, person: &PersonRow) -> String {
    match kind {
        Some(Kind::Residential) => person.address.as_deref().and_then(area).unwrap_or_default(),
        Some(Kind::Agency | Kind::Enterprise) | None => person.department.clone().unwrap_or_default(),
    }
}

impl Planning {
    /// Reads it. `slotting` stands in place of what was said.
    pub(super) fn read(
        reader: &Reader<'_>,
        session: SessionId,
        wall: u64,
        slotting: Option<Slotting>,
    ) -> Result<Planning, AppError> {
        let told = reader.announced_of(session)?;
        let row = reader.session(session)?;
        let (date, place, open, known) = match (row, told.first()) {
            (Some(row), _) => {
                let date = row.date.parse().map_err(AppError::internal)?;
                let arranged = row.arranged.unwrap_or_default();
                let said = reader.slotting(session)?;
                let is_said = said.is_some();
                let slotting = slotting.or(said).unwrap_or_else(|| Slotting::usual(&arranged));
                let day = Box::new(Day { date, arranged, slotting });
                (date, row.place, !row.closed && !row.needs_newer, Known::Session { day, said: is_said })
            }
            (None, Some(first)) => {
                let open = told.iter().all(|row| !row.over) && first.date >= date_in_hanoi(wall);
                (first.date, first.place.clone(), open, Known::Told)
            }
            (None, None) => return Err(AppError::not_found("session")),
        };
        let mut planning =
            Planning { known, date, place, open, told, units: Vec::new(), groups: Vec::new(), people: Vec::new() };
        planning.gather(reader, session)?;
        Ok(planning)
    }

    pub(super) fn day(&self) -> Option<&Day> {
        match &self.known {
            Known::Session { day, .. } => Some(day),
            Known::Told => None,
        }
    }

    fn gather(&mut self, reader: &Reader<'_>, session: SessionId) -> Result<(), AppError> {
        let judge = Judge::new(reader, self.date)?;
        let expected = reader.expected_at(session)?;
        let ids: BTreeSet<UnitId> = expected.iter().map(|row| row.person.unit).collect();
        let units = ids.into_iter().map(|id| reader.unit(id)).collect::<Result<Vec<_>, _>>()?;
        self.units = units.into_iter().flatten().collect();
        let kinds: HashMap<UnitId, Option<Kind>> = self.units.iter().map(|unit| (unit.id, unit.kind)).collect();
        let due_only = self.day().is_some_and(|day| day.slotting.due_only);
        // One group however its name is written, under the name that came first.
        let mut known: HashMap<(UnitId, String), usize> = HashMap::new();
        for row in expected {
            let unit = row.person.unit;
            let name = group_of(kinds.get(&unit).copied().flatten(), &row.person);
            let group = *known.entry((unit, fold(&name))).or_insert_with(|| {
                self.groups.push(Party { unit, name, band: None });
                self.groups.len() - 1
            });
            let (due, route) = judge.judged(&row.person);
            let desk = route.map(|rule| rule.desk);
            let form = route.and_then(|rule| rule.form.as_ref()).map(|form| form.code.clone());
            let standing = match desk {
                _ if row.came || row.needs_newer => Standing::Settled,
                Some(Desk::Office | Desk::FormFirst) => Standing::Elsewhere,
                _ if due_only && due.verdict == Verdict::NotDue => Standing::NotDue,
                Some(Desk::MobileTeam) | None => Standing::Able,
            };
            self.people.push(Someone { row, due, desk, form, standing, group });
        }
        self.order();
        Ok(())
    }

    /// Puts the groups in the order that was said, all others after them by unit and name; people without one come last.
    fn order(&mut self) {
        let rules = self.day().map(|day| day.slotting.groups.clone()).unwrap_or_default();
        let said: HashMap<(UnitId, String), usize> =
            rules.iter().enumerate().map(|(at, rule)| ((rule.unit, fold(&rule.name)), at)).collect();
        let names: HashMap<UnitId, String> = self.units.iter().map(|unit| (unit.id, words_key(&unit.name))).collect();
        let rule = |party: &Party| said.get(&(party.unit, fold(&party.name))).copied();
        let key = |party: &Party| {
            let unit = names.get(&party.unit).cloned().unwrap_or_default();
            (rule(party).unwrap_or(usize::MAX), unit, party.unit, party.name.is_empty(), words_key(&party.name))
        };
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_by_cached_key(|at| key(&self.groups[*at]));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut groups: Vec<(usize, Party)> = std::mem::take(&mut self.groups).into_iter().enumerate().collect();
        groups.sort_by_key(|(old, _)| place[*old]);
        self.groups = groups.into_iter().map(|(_, party)| party).collect();
        for party in &mut self.groups {
            party.band = said.get(&(party.unit, fold(&party.name))).and_then(|at| rules[*at].band);
        }
        for one in &mut self.people {
            one.group = place[one.group];
        }
    }

    /// The slots, and how many may be given each. Where only units were told, those of its people.
    pub(super) fn rooms(&self) -> Result<Vec<Room>, SlottingError> {
        match &self.known {
            Known::Session { day, .. } => day.rooms(),
            Known::Told => {
                let mut rooms: Vec<Room> = Vec::new();
                for told in self.told.iter().flat_map(|row| &row.slots) {
                    match rooms.iter_mut().find(|room| room.slot == told.slot) {
                        Some(room) => room.places += told.places,
                        None => rooms.push(Room { slot: told.slot, places: told.places, kept: 0 }),
                    }
                }
                Ok(rooms)
            }
        }
    }

    /// Who holds which slot as it is now.
    pub(super) fn held(&self) -> Taken {
        let mut held = Taken::new();
        for slot in self.people.iter().filter_map(|one| one.row.slot) {
            *held.entry(slot).or_default() += 1;
        }
        held
    }

    /// Everybody as they are.
    pub(super) fn as_it_is(&self) -> Plan {
        let slots = self.people.iter().map(|one| one.row.slot).collect();
        Plan { slots, why: vec![None; self.groups.len()], help: None }
    }

    /// Puts everybody into a slot who may be given one: all anew, or those who have none that still holds.
    pub(super) fn plan(&self, day: &Day, all: bool) -> Result<Plan, SlottingError> {
        let rooms = day.rooms()?;
        let mut taken = Taken::new();
        let mut slots: Vec<Option<Slot>> = vec![None; self.people.len()];
        for (one, slot) in self.people.iter().zip(&mut slots).filter(|(one, _)| one.standing == Standing::Settled) {
            *slot = one.row.slot;
            if let Some(slot) = slot {
                *taken.entry(*slot).or_default() += 1;
            }
        }
        // What a leader gave by hand of the places that are kept stays too.
        let places: BTreeMap<Slot, u32> = rooms.iter().map(|room| (room.slot, room.places + room.kept)).collect();
        let mut groups: Vec<Group<usize>> =
            self.groups.iter().map(|party| Group { band: party.band, people: Vec::new() }).collect();
        for (at, one) in self.people.iter().enumerate().filter(|(_, one)| one.standing == Standing::Able) {
            let held = one.row.slot.filter(|slot| {
                let room = places.get(slot).copied().unwrap_or(0);
                !all && taken.get(slot).copied().unwrap_or(0) < room
                    && day.is_within(*slot, self.groups[one.group].band)
            });
            match held {
                Some(slot) => {
                    slots[at] = Some(slot);
                    *taken.entry(slot).or_default() += 1;
                }
                None => groups[one.group].people.push(at),
            }
        }
        let placed = day.plan(&taken, &groups)?;
        for (at, slot) in placed.iter().flat_map(|placed| &placed.slots) {
            slots[*at] = Some(*slot);
        }
        let somebody_left = placed.iter().any(|placed| !placed.left.is_empty());
        let help = somebody_left.then(|| day.help(&taken, &groups));
        Ok(Plan { slots, why: placed.into_iter().map(|placed| placed.why).collect(), help })
    }
}
