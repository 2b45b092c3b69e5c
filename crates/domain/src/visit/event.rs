//! What happens to a visit. All of it stands in the session's scope.

use serde::{Deserialize, Serialize};

use super::Ticket;
use crate::event::EventRef;
use crate::id::{AnomalyId, DeviceId, PersonId};

/// `visit.checked_in`: the person is there and has a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedIn {
    /// Who.
    pub person: PersonId,
    /// The ticket given.
    pub ticket: Ticket,
}

/// `visit.called`: asked to come to a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Station number, from 1.
    pub station: u16,
    /// The hub that granted the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<DeviceId>,
    /// Of another laptop's lane, and no hub could say that nobody else calls the same person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub taken: bool,
}

/// `visit.started`: being served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Station number, from 1.
    pub station: u16,
}

/// `visit.captured`: biometrics are taken on the police's own machine. It stands until an undo names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    /// Receipt number, when there is one.
    pub receipt: Option<String>,
}

/// Why somebody could not be captured today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DeferReason {
    /// A paper is missing.
    PapersMissing,
    /// Paper and database disagree.
    DataDisagrees,
    /// Temporary residence is not registered.
    Residence,
    /// Duplicate fingerprints or a swapped person.
    Fingerprints,
    /// A machine is down.
    MachineDown,
    /// Something else; the note says what.
    Other,
}

/// `visit.deferred`: to be done another time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// Coded reason.
    pub reason: DeferReason,
    /// What people want to know besides.
    pub note: String,
}

/// `visit.absent`: did not come, or was gone when called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    /// Who.
    pub person: PersonId,
}

/// `visit.undone`: the named events are taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// What is taken back.
    pub events: Vec<EventRef>,
    /// Why, for people.
    pub reason: String,
    /// The anomaly that this settles: done on purpose, also after the session was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settles: Option<AnomalyId>,
}
