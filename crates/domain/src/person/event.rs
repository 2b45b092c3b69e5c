//! What happens to a person of a roster. All of it stands in the unit's scope.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Fields, PersonField};
use crate::id::{ImportId, SessionId};
use crate::session::Slot;
use crate::visit::VisitState;

/// New values of some fields; `None` empties one.
pub type Changes = BTreeMap<PersonField, Option<String>>;

/// `person.listed`: a row of a list names the person. The first time it makes them; later, the fields in which the
/// list differs from the list before are written, but for those that a person chose to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The import that the row came with; the row counts only while the import does.
    pub import: ImportId,
    /// Sheet, from 0.
    pub sheet: u32,
    /// Row as the spreadsheet numbers it, from 1.
    pub row: u32,
    /// What the list says in the columns it has.
    pub fields: Changes,
    /// Fields corrected elsewhere since the last list, and kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<PersonField>,
}

/// `person.added`: typed by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Added {
    /// What was typed.
    pub fields: Fields,
    /// In the hall of this session: nobody had them on a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<SessionId>,
}

/// `person.edited`: corrected by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Edited {
    /// Only what changed.
    pub fields: Changes,
    /// In the hall of this session, with the person there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<SessionId>,
    /// Of these, what their card says.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub card: BTreeSet<PersonField>,
}

/// `person.left`: no longer with the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Why, for people.
    pub reason: String,
}

/// `person.returned`: with the unit again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Why, for people.
    pub reason: String,
}

/// `person.planned`: expected at a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The session.
    pub session: SessionId,
    /// When they are asked to come; where it is not said, what was said before stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// What was said before stands no longer: they are expected at no time of their own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cleared: bool,
}

/// `person.result`: how the session went for the person; published when it closes. Equal results fold to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The session.
    pub session: SessionId,
    /// How it ended.
    pub outcome: VisitState,
}
