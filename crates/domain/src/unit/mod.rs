//! An agency, an enterprise or a residential area whose people are due.

mod area;

pub use area::area;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::event::{Entry, Event};
use crate::id::SessionId;
use crate::session::{Slot, TimeOfDay};

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "UnitKind")]
pub enum Kind {
    /// An office of the state, a school, a hospital.
    Agency,
    /// A company.
    Enterprise,
    /// Where people live: they are told apart by their address, not by a department.
    Residential,
}

impl Kind {
    /// Every kind, in the order in which screens offer them.
    pub const ALL: [Kind; 3] = [Kind::Enterprise, Kind::Agency, Kind::Residential];

    /// The word as it is stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Agency => "agency",
            Kind::Enterprise => "enterprise",
            Kind::Residential => "residential",
        }
    }
}

/// `unit.named`: what the unit is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Full name.
    pub name: String,
    /// Code that the centre or the unit uses.
    pub code: Option<String>,
    /// What it is, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
}

/// `unit.registered`: central knows the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {}

/// `unit.announced`: a session is planned for people of the unit. The session's own events are for the team only: this is
/// what the unit may know. Of one session the last one in order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The session.
    pub session: SessionId,
    /// Its business date.
    pub date: NaiveDate,
    /// Where.
    pub place: String,
    /// When it begins, where that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<TimeOfDay>,
    /// When it ends; before `starts` where it passes midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<TimeOfDay>,
    /// What people are to bring.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bring: String,
    /// Its slots, and how many of the unit's people each may hold; none before slots are given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Places>,
}

/// How many people of a unit a slot may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// The slot.
    #[serde(flatten)]
    pub slot: Slot,
    /// People.
    pub places: u32,
}

/// What is known of one unit: the fold of its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Unit {
    /// Full name.
    pub name: String,
    /// Code that the centre or the unit uses.
    pub code: Option<String>,
    /// What it is, where somebody said so.
    pub kind: Option<Kind>,
    /// Whether central knows it.
    pub registered: bool,
    /// The sessions that it was told of.
    pub announced: BTreeMap<SessionId, Announced>,
}

/// Folds one unit's events, in order.
pub fn fold(entries: &[Entry]) -> Unit {
    let mut unit = Unit::default();
    for entry in entries {
        match &entry.event {
            Some(Event::UnitNamed(named)) => {
                unit.name.clone_from(&named.name);
                unit.code.clone_from(&named.code);
                unit.kind = named.kind;
            }
            Some(Event::UnitRegistered(_)) => unit.registered = true,
            Some(Event::UnitAnnounced(announced)) => {
                unit.announced.insert(announced.session, announced.clone());
            }
            _ => {}
        }
    }
    unit
}
