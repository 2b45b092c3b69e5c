//! Who comes in which slot. Slots follow from the hours and the pace; groups are put into them one after the other, whole, and
//! who finds no place is told, with what would help.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::{Arranged, Hours, Slot, Slotting, SlottingError, TimeOfDay};

/// How much longer than it is a day may be proposed to be, minutes.
const MOST_MORE: u32 = 6 * 60;
/// The longest day, minutes: it begins again where it began.
const LONGEST_DAY: u32 = 24 * 60 - 1;
/// People an hour beyond which no pace is looked for.
const FASTEST: u16 = 9_999;

/// A slot and how many people may be asked to come in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// When.
    pub slot: Slot,
    /// People who may be given it.
    pub places: u32,
    /// People besides who may come unplanned.
    pub kept: u32,
}

/// The day that people are to be put into.
#[derive(Debug, Clone)]
pub struct Day {
    /// Business date.
    pub date: NaiveDate,
    /// Its hours and stations.
    pub arranged: Arranged,
    /// How it is cut.
    pub slotting: Slotting,
}

/// People who come together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<P> {
    /// Their whole slot lies within these times, where that matters.
    pub band: Option<Slot>,
    /// In the order in which they come.
    pub people: Vec<P>,
}

/// Why somebody finds no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "NoSlot")]
pub enum Why {
    /// No slot lies within the group's times.
    Outside,
    /// Every slot within the group's times is full.
    BandFull,
    /// The day is full.
    DayFull,
}

/// What became of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<P> {
    /// Who comes when, in order.
    pub slots: Vec<(P, Slot)>,
    /// Who finds no place, in order.
    pub left: Vec<P>,
    /// Why.
    pub why: Option<Why>,
}

/// What would give everybody a place who has none; each alone is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "SlotsHelp")]
pub struct Help {
    /// The day ends then.
    pub ends: Option<TimeOfDay>,
    /// So many people an hour.
    pub pace: Option<u16>,
    /// So many more days like this one; 0 where the day holds nobody.
    pub sessions: u32,
}

/// How many already hold each slot.
pub type Taken = BTreeMap<Slot, u32>;

impl Day {
    fn hours(&self) -> Hours {
        Hours::of(self.date, &self.arranged)
    }

    /// The slots of the day, in order. What the pace gives is shared out so that no minute of work is lost: of 25 people an
    /// hour, half hours hold 12 and 13 in turn.
    ///
    /// # Errors
    /// [`SlottingError`].
    pub fn rooms(&self) -> Result<Vec<Room>, SlottingError> {
        let stretches = self.slotting.stretches(&self.hours(), &self.arranged)?;
        let pace = self.slotting.pace(&self.arranged).ok_or(SlottingError::NoPace)?;
        // People by so many minutes of work, of a share of a hundred.
        let by = |worked: u32, share: u16| u64::from(pace) * u64::from(worked) * u64::from(share) / 6_000;
        let (kept, given) = (self.slotting.kept, 100 - self.slotting.kept);
        let (mut rooms, mut worked) = (Vec::new(), 0);
        for (mut from, end) in stretches {
            while from < end {
                let to = (from + u32::from(self.slotting.minutes)).min(end);
                let until = worked + (to - from);
                let within = |share| (by(until, share) - by(worked, share)) as u32;
                let slot = Slot { from: TimeOfDay::after_midnight(from), to: TimeOfDay::after_midnight(to) };
                rooms.push(Room { slot, places: within(given), kept: within(kept) });
                (from, worked) = (to, until);
            }
        }
        Ok(rooms)
    }

    /// Puts groups into the slots, in their order: but whoever must come by a time of the day is put in before those who need
    /// not, or they would find no place while others could come later. Each group fills the first places that are left, so it
    /// stays together: between its first slot and its last none has a free place. Who cannot come is fewest so.
    ///
    /// # Errors
    /// [`SlottingError`].
    pub fn plan<P: Clone>(&self, taken: &Taken, groups: &[Group<P>]) -> Result<Vec<Placed<P>>, SlottingError> {
        let rooms = self.rooms()?;
        let counts: Vec<Count> =
            groups.iter().map(|group| Count { band: group.band, people: group.people.len() as u32 }).collect();
        let filled = fill(&self.hours(), &rooms, taken, &counts);
        let placed = groups.iter().zip(filled).map(|(group, Filled { at, why })| {
            let mut people = group.people.iter();
            let mut slots = Vec::with_capacity(group.people.len());
            for (room, number) in at {
                slots.extend(people.by_ref().take(number as usize).map(|person| (person.clone(), rooms[room].slot)));
            }
            Placed { slots, left: people.cloned().collect(), why }
        });
        Ok(placed.collect())
    }

    /// Whether a slot lies wholly within some times.
    pub fn is_within(&self, slot: Slot, band: Option<Slot>) -> bool {
        let hours = self.hours();
        let inside = |band: Slot| {
            let (slot, band) = (hours.minutes(slot), hours.minutes(band));
            band.0 <= slot.0 && slot.1 <= band.1
        };
        band.is_none_or(inside)
    }

    /// What would give everybody of `groups` a place.
    pub fn help<P>(&self, taken: &Taken, groups: &[Group<P>]) -> Help {
        let counts: Vec<Count> =
            groups.iter().map(|group| Count { band: group.band, people: group.people.len() as u32 }).collect();
        let left = |day: &Day| -> Option<u32> {
            let filled = fill(&day.hours(), &day.rooms().ok()?, taken, &counts);
            let placed: u32 = filled.iter().flat_map(|filled| &filled.at).map(|(_, number)| number).sum();
            Some(counts.iter().map(|count| count.people).sum::<u32>() - placed)
        };
        let with_pace =
            |pace: u16| Day { slotting: Slotting { pace: Some(pace), ..self.slotting.clone() }, ..self.clone() };
        let now = self.slotting.pace(&self.arranged).unwrap_or(1);
        let pace = least(u32::from(now), u32::from(FASTEST), |pace| left(&with_pace(pace as u16)) == Some(0));
        let all: u32 = self.rooms().map_or(0, |rooms| rooms.iter().map(|room| room.places).sum());
        let sessions = if all == 0 { 0 } else { left(self).unwrap_or(0).div_ceil(all) };
        Help { ends: self.later(|day| left(day) == Some(0)), pace: pace.map(|pace| pace as u16), sessions }
    }

    /// The earliest end of the day, by whole slots, that is enough.
    fn later(&self, is_enough: impl Fn(&Day) -> bool) -> Option<TimeOfDay> {
        let (starts, ends) = self.arranged.starts.zip(self.arranged.ends)?;
        let (from, to) = self.hours().minutes(Slot { from: starts, to: ends });
        let minutes = u32::from(self.slotting.minutes.max(1));
        let more = (from + LONGEST_DAY).saturating_sub(to).min(MOST_MORE) / minutes;
        let with = |slots: u32| {
            let ends = Some(TimeOfDay::after_midnight(to + slots * minutes));
            Day { arranged: Arranged { ends, ..self.arranged.clone() }, ..self.clone() }
        };
        let slots = least(0, more, |slots| is_enough(&with(slots)))?;
        with(slots).arranged.ends
    }
}

/// The least number from `low` to `high` that is enough, where a greater one is enough too.
fn least(mut low: u32, mut high: u32, is_enough: impl Fn(u32) -> bool) -> Option<u32> {
    if low > high || !is_enough(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if is_enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

/// How many of a group come in which slots, by their place among the rooms, and why others do not.
#[derive(Clone, Default)]
struct Filled {
    at: Vec<(usize, u32)>,
    why: Option<Why>,
}

/// A group as the places see it.
struct Count {
    band: Option<Slot>,
    people: u32,
}

/// Puts each group into the slots.
fn fill(hours: &Hours, rooms: &[Room], taken: &Taken, groups: &[Count]) -> Vec<Filled> {
    let when: Vec<(u32, u32)> = rooms.iter().map(|room| hours.minutes(room.slot)).collect();
    let held = |room: &Room| taken.get(&room.slot).copied().unwrap_or(0);
    let mut free: Vec<u32> = rooms.iter().map(|room| room.places.saturating_sub(held(room))).collect();
    let bands: Vec<(usize, usize)> = groups.iter().map(|group| within(hours, &when, group.band)).collect();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|group| bands[*group].1);
    let mut filled = vec![Filled::default(); groups.len()];
    for group in order {
        let (first, end) = bands[group];
        let mut left = groups[group].people;
        for (room, free) in free.iter_mut().enumerate().take(end).skip(first) {
            let number = left.min(*free);
            if number > 0 {
                filled[group].at.push((room, number));
                *free -= number;
                left -= number;
            }
        }
        filled[group].why = (left > 0).then(|| match groups[group].band {
            Some(_) if first >= end => Why::Outside,
            Some(_) if free.iter().any(|free| *free > 0) => Why::BandFull,
            _ => Why::DayFull,
        });
    }
    filled
}

/// The slots that lie wholly within a band: from one place among the rooms to another.
fn within(hours: &Hours, when: &[(u32, u32)], band: Option<Slot>) -> (usize, usize) {
    let Some(band) = band else { return (0, when.len()) };
    let (from, to) = hours.minutes(band);
    let inside = |slot: &(u32, u32)| from <= slot.0 && slot.1 <= to;
    let first = when.iter().position(inside).unwrap_or(0);
    (first, first + when[first..].iter().take_while(|slot| inside(slot)).count())
}

#[cfg(test)]
#[path = "slots_tests.rs"]
mod tests;
