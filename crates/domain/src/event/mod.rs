//! Everything that anybody does: a closed list of kinds, each with its body. The envelope around a body (record,
//! clock, actor, `after`) and their bytes are the business of `luudong-sync`.

mod causes;
mod order;

pub use causes::{Causes, straight};
pub use order::{Entry, EventRef, causal_order, heads};

use serde::de::DeserializeOwned;

use crate::scope::Scope;
use crate::{actor, anomaly, device, due, import, person, session, unit, visit};

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Written by a newer version: kept and relayed, its record is read-only here.
    #[error("event kind {0} is from a newer version")]
    UnknownKind(String),
    /// The body is not what its kind asks for.
    #[error("the body of a {kind} event cannot be read")]
    Body {
        /// The kind that was named.
        kind: String,
    },
}

fn read_body<T: DeserializeOwned>(kind: &str, body: &[u8]) -> Result<T, ReadError> {
    serde_json::from_slice(body).map_err(|_| ReadError::Body { kind: kind.to_owned() })
}

macro_rules! events {
    ($($variant:ident = $kind:literal ($body:ty) in $scope:pat,)*) => {
        /// One thing that was done to one record.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event {
            $(
                #[doc = concat!("`", $kind, "`")]
                $variant($body),
            )*
        }

        impl Event {
            /// Every kind this version knows.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The name of the kind, as it stands in the envelope.
            pub fn kind(&self) -> &'static str {
                match self { $(Event::$variant(_) => $kind,)* }
            }

            /// The body as JSON bytes.
            ///
            /// # Errors
            /// Only when the body cannot be written as JSON, which no body of this list is.
            pub fn body(&self) -> Result<Vec<u8>, serde_json::Error> {
                match self { $(Event::$variant(body) => serde_json::to_vec(body),)* }
            }

            /// Reads a body of the named kind.
            ///
            /// # Errors
            /// [`ReadError`] for a kind of a newer version or a body that does not fit its kind.
            pub fn read(kind: &str, body: &[u8]) -> Result<Event, ReadError> {
                match kind {
                    $($kind => read_body(kind, body).map(Event::$variant),)*
                    newer => Err(ReadError::UnknownKind(newer.to_owned())),
                }
            }

            /// Whether an event of this kind may stand in `scope`.
            pub fn belongs_in(&self, scope: Scope) -> bool {
                match self { $(Event::$variant(_) => matches!(scope, $scope),)* }
            }
        }
    };
}

events! {
    OrgFounded = "org.founded" (device::Founded) in Scope::Org,
    DeviceAdmitted = "device.admitted" (device::Admitted) in Scope::Org,
    DeviceGranted = "device.granted" (device::Granted) in Scope::Org,
    DeviceUngranted = "device.ungranted" (device::Ungranted) in Scope::Org,
    DeviceRevoked = "device.revoked" (device::Revoked) in Scope::Org,
    DeviceVouched = "device.vouched" (device::Vouched) in Scope::Org,
    ActorNamed = "actor.named" (actor::Named) in Scope::Org,
    RoutingSet = "routing.set" (due::RoutingSet) in Scope::Org,
    UnitNamed = "unit.named" (unit::Named) in Scope::Unit(_),
    UnitRegistered = "unit.registered" (unit::Registered) in Scope::Unit(_),
    UnitAnnounced = "unit.announced" (unit::Announced) in Scope::Unit(_),
    ImportClosed = "import.closed" (import::Closed) in Scope::Unit(_),
    ImportUndone = "import.undone" (import::Undone) in Scope::Unit(_),
    PersonListed = "person.listed" (person::event::Listed) in Scope::Unit(_),
    PersonAdded = "person.added" (person::event::Added) in Scope::Unit(_),
    PersonEdited = "person.edited" (person::event::Edited) in Scope::Unit(_),
    PersonLeft = "person.left" (person::event::Left) in Scope::Unit(_),
    PersonReturned = "person.returned" (person::event::Returned) in Scope::Unit(_),
    PersonPlanned = "person.planned" (person::event::Planned) in Scope::Unit(_),
    PersonResult = "person.result" (person::event::Outcome) in Scope::Unit(_),
    SessionOpened = "session.opened" (session::Opened) in Scope::Session(_),
    SessionRegistered = "session.registered" (session::Registered) in Scope::Session(_),
    SessionArranged = "session.arranged" (session::Arranged) in Scope::Session(_),
    SessionSlotted = "session.slotted" (session::Slotting) in Scope::Session(_),
    SessionClosed = "session.closed" (session::Closed) in Scope::Session(_),
    SessionReopened = "session.reopened" (session::Reopened) in Scope::Session(_),
    SessionIncident = "session.incident" (session::IncidentBegan) in Scope::Session(_),
    SessionIncidentOver = "session.incident_over" (session::IncidentOver) in Scope::Session(_),
    VisitCheckedIn = "visit.checked_in" (visit::event::CheckedIn) in Scope::Session(_),
    VisitCalled = "visit.called" (visit::event::Called) in Scope::Session(_),
    VisitStarted = "visit.started" (visit::event::Started) in Scope::Session(_),
    VisitPassed = "visit.passed" (visit::event::Passed) in Scope::Session(_),
    VisitCaptured = "visit.captured" (visit::event::Captured) in Scope::Session(_),
    VisitDeferred = "visit.deferred" (visit::event::Deferred) in Scope::Session(_),
    VisitAbsent = "visit.absent" (visit::event::Absent) in Scope::Session(_),
    VisitRefused = "visit.refused" (visit::event::Refused) in Scope::Session(_),
    VisitLeft = "visit.left" (visit::event::Left) in Scope::Session(_),
    VisitParked = "visit.parked" (visit::event::Parked) in Scope::Session(_),
    VisitRequeued = "visit.requeued" (visit::event::Requeued) in Scope::Session(_),
    VisitMoved = "visit.moved" (visit::event::Moved) in Scope::Session(_),
    VisitPrioritised = "visit.prioritised" (visit::event::Prioritised) in Scope::Session(_),
    VisitUndone = "visit.undone" (visit::event::Undone) in Scope::Session(_),
    AnomalySettled = "anomaly.settled" (anomaly::event::Settled) in Scope::Org | Scope::Unit(_) | Scope::Session(_),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_kind_is_told_from_a_broken_body() {
        assert!(matches!(Event::read("visit.teleported", b"{}"), Err(ReadError::UnknownKind(_))));
        assert!(matches!(Event::read("visit.called", b"{}"), Err(ReadError::Body { .. })));
    }

    #[test]
    fn a_body_reads_back() {
        let event = Event::VisitCalled(visit::event::Called { station: 2, claim: None, taken: false });
        assert_eq!(Event::read(event.kind(), &event.body().expect("json")).expect("read"), event);
        assert!(!event.belongs_in(Scope::Org));
    }
}
