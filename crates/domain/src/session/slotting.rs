//! How a day is cut into slots, and which groups come when: what a leader says, before anybody is given a slot.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::hours::{Slot, TimeOfDay};
use super::{Arranged, Hours};
use crate::id::UnitId;

/// Breaks of a day.
const BREAKS_LIMIT: usize = 10;
/// Bytes of all that is said of groups: an event holds 64 KiB.
const GROUPS_BYTES: usize = 56 * 1024;
/// Bytes of a group beside its name.
const GROUP_BYTES: usize = 110;
/// Characters of what people are to bring.
const BRING_LIMIT: usize = 500;

/// Where a group comes in the order, and between which hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupRule {
    /// Whose people.
    pub unit: UnitId,
    /// Department or shift, in a residential area the area; empty for those who have none.
    pub name: String,
    /// They come between these times, however long the day is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub band: Option<Slot>,
}

/// `session.slotted`: how the day is cut into slots. The last one in order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Slotting {
    /// Length of a slot, minutes.
    pub minutes: u16,
    /// When nobody is served.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Slot>>")]
    pub breaks: Vec<Slot>,
    /// Of a hundred places, those that are kept free for people who come unplanned.
    pub kept: u16,
    /// People an hour, in place of what the stations say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub pace: Option<u16>,
    /// Groups in the order in which they come; all others after them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<GroupRule>>")]
    pub groups: Vec<GroupRule>,
    /// Who is not due on the day gets no slot.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub due_only: bool,
    /// What people are to bring.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub bring: String,
}

impl Default for Slotting {
    fn default() -> Slotting {
        Slotting {
            minutes: 30,
            breaks: Vec::new(),
            kept: 10,
            pace: None,
            groups: Vec::new(),
            due_only: false,
            bring: String::new(),
        }
    }
}

/// What is wrong with how a day is to be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlottingError {
    /// When the session begins and ends is not told.
    NoHours,
    /// No station has a planned pace, and none is said for the whole.
    NoPace,
    /// A break lies outside the hours, overlaps another, or ends before it begins; or they leave nothing of the day.
    Break,
    /// A number that cannot be meant: a slot of 5 to 240 minutes, 0 to 90 places of a hundred kept, pace 1–9999.
    Number,
    /// Too many breaks or groups, or a text that is too long.
    TooLong,
}

impl Slotting {
    /// How a day is cut where nobody said: half hours, with an hour and a half at noon where the day goes past it.
    pub fn usual(arranged: &Arranged) -> Slotting {
        let noon: Option<Slot> = "11:30".parse().ok().zip("13:00".parse().ok()).map(|(from, to)| Slot { from, to });
        let usual = Slotting { breaks: noon.into_iter().collect(), ..Slotting::default() };
        let is_day = |starts: TimeOfDay, ends: TimeOfDay| {
            starts < ends && usual.breaks.iter().all(|noon| starts < noon.from && noon.to < ends)
        };
        match arranged.starts.zip(arranged.ends) {
            Some((starts, ends)) if is_day(starts, ends) => usual,
            _ => Slotting::default(),
        }
    }

    /// People an hour.
    pub fn pace(&self, arranged: &Arranged) -> Option<u16> {
        self.pace.or_else(|| arranged.pace().map(|(pace, _)| pace))
    }

    /// From which minute of the business date to which people are served: the hours without the breaks, in order.
    ///
    /// # Errors
    /// [`SlottingError`].
    pub(super) fn stretches(&self, hours: &Hours, arranged: &Arranged) -> Result<Vec<(u32, u32)>, SlottingError> {
        let (starts, ends) = arranged.starts.zip(arranged.ends).ok_or(SlottingError::NoHours)?;
        self.check()?;
        let (mut from, to) = hours.minutes(Slot { from: starts, to: ends });
        let mut breaks: Vec<(u32, u32)> = self.breaks.iter().map(|slot| hours.minutes(*slot)).collect();
        breaks.sort_unstable();
        let mut stretches = Vec::new();
        for (begins, over) in breaks {
            if begins < from || over <= begins || over > to {
                return Err(SlottingError::Break);
            }
            stretches.push((from, begins));
            from = over;
        }
        stretches.push((from, to));
        stretches.retain(|(from, to)| from < to);
        if stretches.is_empty() { Err(SlottingError::Break) } else { Ok(stretches) }
    }

    fn check(&self) -> Result<(), SlottingError> {
        let groups: usize = self.groups.iter().map(|rule| rule.name.len() + GROUP_BYTES).sum();
        let long =
            groups > GROUPS_BYTES || self.breaks.len() > BREAKS_LIMIT || self.bring.chars().count() > BRING_LIMIT;
        let meant = (5..=240).contains(&self.minutes)
            && self.kept <= 90
            && self.pace.is_none_or(|pace| (1..10_000).contains(&pace));
        match (long, meant) {
            (true, _) => Err(SlottingError::TooLong),
            (false, false) => Err(SlottingError::Number),
            (false, true) => Ok(()),
        }
    }
}
