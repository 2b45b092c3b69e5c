//! The people behind a figure of the picture.

use std::collections::BTreeSet;

use luudong_domain::due::{Desk, Due};
use luudong_domain::id::{ActorId, SessionId, UnitId};
use luudong_domain::role::Role;
use luudong_domain::session::{Slot, Slotting};
use luudong_domain::text::fold;
use luudong_store::query::{PersonRow, Reader};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::planning::{Planning, Someone, Standing};
use crate::{App, AppError};

/// Rows of an answer.
const MOST: usize = 500;

/// Which people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "SlotWhich")]
pub enum Which {
    /// Those who have a slot, or the one that is named.
    Slot,
    /// Those who may be given one and have none.
    Left,
    /// Those who are served elsewhere.
    Elsewhere,
    /// Those who are not due.
    NotDue,
    /// Those whose slot the unit's own staff said last.
    Agreed,
}

impl Which {
    /// Whether somebody is one of them, whose slot is, or would be, `now`: the picture counts by the same word.
    pub(super) fn holds(self, one: &Someone, now: Option<Slot>, staff: &BTreeSet<ActorId>) -> bool {
        match self {
            Which::Slot => now.is_some(),
            Which::Left => one.standing == Standing::Able && now.is_none(),
            Which::Elsewhere => one.standing == Standing::Elsewhere,
            Which::NotDue => one.standing == Standing::NotDue,
            Which::Agreed => now.is_some() && now == one.row.slot && staff.contains(&one.row.actor),
        }
    }
}

/// People of one figure.
#[derive(Debug, Deserialize, TS)]
#[ts(rename = "SlotPeopleOf")]
pub struct PeopleOf {
    session: SessionId,
    which: Which,
    /// Only who has this slot.
    #[serde(default)]
    #[ts(optional = nullable)]
    slot: Option<Slot>,
    /// Only of this unit.
    #[serde(default)]
    #[ts(optional = nullable)]
    unit: Option<UnitId>,
    /// Only of this group of the unit.
    #[serde(default)]
    #[ts(optional = nullable)]
    group: Option<String>,
    /// As they would be by a preview of this; as they are when absent.
    #[serde(default)]
    #[ts(optional = nullable)]
    preview: Option<Would>,
}

/// How the day would be cut.
#[derive(Debug, Deserialize, TS)]
#[ts(rename = "SlotsWould")]
pub struct Would {
    slotting: Slotting,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    all: bool,
}

/// Somebody who is expected, and when.
#[derive(Debug, Serialize, TS)]
pub struct SlotPerson {
    /// Who.
    pub person: PersonRow,
    /// When.
    pub slot: Option<Slot>,
    /// In a preview: the other slot that they have now.
    pub before: Option<Slot>,
    /// Who said so last.
    pub by: String,
    /// The unit's own staff said so.
    pub agreed: bool,
    /// They came already.
    pub came: bool,
    /// What they are due for on the day.
    pub due: Due,
    /// Where they are served.
    pub desk: Option<Desk>,
    /// The form that they have to hand in before, where there is one.
    pub form: Option<String>,
}

/// Those who work for units.
pub(super) fn staff(reader: &Reader<'_>) -> Result<BTreeSet<ActorId>, AppError> {
    Ok(reader.actors()?.into_iter().filter(|(_, _, role)| *role == Role::Hr).map(|(id, ..)| id).collect())
}

pub(crate) fn people(app: &App, args: PeopleOf) -> Result<Vec<SlotPerson>, AppError> {
    let wall = app.now();
    app.read(|reader| {
        let (slotting, all) = args.preview.map(|would| (would.slotting, would.all)).unzip();
        let planning = Planning::read(reader, args.session, wall, slotting)?;
        let plan = all.zip(planning.day()).and_then(|(all, day)| planning.plan(day, all).ok());
        let plan = plan.unwrap_or_else(|| planning.as_it_is());
        let (staff, names) = (staff(reader)?, reader.actor_names()?);
        let group = args.group.as_deref().map(fold);
        let wanted = |(one, now): &(&Someone, Option<Slot>)| {
            let party = &planning.groups[one.group];
            args.which.holds(one, *now, &staff)
                && (args.which != Which::Slot || args.slot.is_none_or(|slot| *now == Some(slot)))
                && args.unit.is_none_or(|unit| party.unit == unit)
                && group.as_ref().is_none_or(|group| fold(&party.name) == *group)
        };
        let told = |(one, slot): (&Someone, Option<Slot>)| SlotPerson {
            slot,
            before: one.row.slot.filter(|before| slot != Some(*before)),
            by: names.get(&one.row.actor).cloned().unwrap_or_default(),
            agreed: staff.contains(&one.row.actor),
            came: one.row.came,
            due: one.due.clone(),
            desk: one.desk,
            form: one.form.clone(),
            person: one.row.person.clone(),
        };
        Ok(planning.people.iter().zip(plan.slots.iter().copied()).filter(wanted).take(MOST).map(told).collect())
    })
}
