//! What hinders a session: a scanner that is down, a power cut.

use serde::{Deserialize, Serialize};

use crate::event::EventRef;
use crate::id::ActorId;
use crate::time::Clock;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// A card scanner does not read.
    ScannerDown,
    /// A capture machine does not work.
    MachineDown,
    /// No power.
    PowerCut,
    /// The hall's network is gone.
    NetworkDown,
    /// Something else; the note says what.
    Other,
}

/// `session.incident`: something hinders the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentBegan {
    /// What.
    pub kind: IncidentKind,
    /// Where; the whole hall when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<u16>,
    /// What people want to know besides.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// `session.incident_over`: work goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentOver {
    /// The event that began it.
    pub incident: EventRef,
}

/// An incident of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// The event that began it: its name.
    pub at: EventRef,
    /// What.
    pub kind: IncidentKind,
    /// Where; the whole hall when absent.
    pub station: Option<u16>,
    /// Note; may be empty.
    pub note: String,
    /// Since when.
    pub since: Clock,
    /// Who said so.
    pub actor: ActorId,
    /// When it was over; the first who said so counts.
    pub over: Option<Clock>,
}
