//! What happens to a visit. All of it stands in the session's scope.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Ticket;
use crate::event::{Event, EventRef};
use crate::id::{AnomalyId, DeviceId, PersonId};
use crate::session::Step;
use crate::time::Clock;

/// Written down on paper while the laptops were off, and entered later: between when and when it happened. What it says
/// is known by hand, not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Not before.
    pub from: Clock,
    /// Not after.
    pub to: Clock,
}

/// The time on the paper that an event was entered from; none for what was done at a laptop.
pub fn paper_of(event: &Event) -> Option<Paper> {
    match event {
        Event::VisitCheckedIn(checked_in) => checked_in.paper,
        Event::VisitCaptured(captured) => captured.paper,
        Event::VisitDeferred(deferred) => deferred.paper,
        Event::VisitAbsent(absent) => absent.paper,
        _ => None,
    }
}

/// `visit.checked_in`: the person is there and has a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedIn {
    /// Who.
    pub person: PersonId,
    /// The ticket given.
    pub ticket: Ticket,
    /// Entered from paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
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

/// `visit.passed`: a step is done, and it was not the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// Which.
    pub step: Step,
    /// Station number, from 1.
    pub station: u16,
    /// The person stays there for the next step; else they wait for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stays: bool,
}

/// What became of the old paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum OldPaper {
    /// The person keeps it as it is.
    Kept,
    /// Cut and given back.
    Cut,
    /// Collected.
    Collected,
    /// Confirmed as lost.
    Lost,
    /// There never was one.
    None,
}

/// `visit.captured`: the last step is done; biometrics were taken on the police's own machine. It stands until an undo
/// names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Captured {
    /// Receipt number, when there is one.
    pub receipt: Option<String>,
    /// What became of the old paper, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_paper: Option<OldPaper>,
    /// When the card is to be fetched, where that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<NaiveDate>,
    /// Entered from paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
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

/// A paper that somebody has to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum NeededPaper {
    /// Birth certificate.
    BirthCertificate,
    /// Another paper of civil status.
    CivilStatus,
    /// The form by which residence data are collected or mended.
    ResidenceForm,
    /// The old card.
    OldCard,
    /// A report that it was lost.
    LossReport,
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
    /// What they are to bring.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub papers: BTreeSet<NeededPaper>,
    /// Entered from paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
}

/// Why somebody is not captured at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum RefuseReason {
    /// They do not want it.
    Declined,
    /// Nothing is due.
    NotDue,
    /// Others serve them: the office, another unit's team.
    ServedElsewhere,
    /// They are not who they say.
    NotThePerson,
    /// Something else; the note says what.
    Other,
}

/// `visit.refused`: nothing will be done for them here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Coded reason.
    pub reason: RefuseReason,
    /// What people want to know besides.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// `visit.left`: went away by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// What people want to know besides.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// `visit.parked`: set aside; nobody calls them until they are back in line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// What they are waited for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// `visit.requeued`: back in line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requeued {
    /// At its end; else in the place they had.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_end: bool,
}

/// `visit.moved`: waits for one station only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Station number, from 1.
    pub station: u16,
}

/// Why somebody goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Old or frail; also found by the birth date, where the session says from which age on.
    Age,
    /// Expects a child.
    Pregnancy,
    /// Has a disability.
    Disability,
    /// With a small child.
    SmallChild,
    /// Comes from a night shift, or has to go to one.
    NightShift,
}

/// `visit.prioritised`: goes first for these reasons and no others; for none, in turn again. It changes no state and is
/// not what an undo names: another one says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prioritised {
    /// Why.
    pub reasons: BTreeSet<Priority>,
}

/// `visit.absent`: did not come, or was gone when called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    /// Who.
    pub person: PersonId,
    /// Entered from paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
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
