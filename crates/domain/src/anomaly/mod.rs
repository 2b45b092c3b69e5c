//! An anomaly: a conflict or oddity kept for a person to judge. Nothing merges by itself: what stands follows from the
//! order of the fold, every value is kept, and the same events give the same anomalies on every device.

pub mod event;
mod fold;
#[cfg(test)]
mod tests;

pub use fold::fold;

use serde::{Deserialize, Serialize};

use crate::event::{Entry, EventRef};
use crate::id::{ActorId, AnomalyId, PersonId, VisitId};
use crate::person::PersonField;
use crate::scope::Scope;
use crate::time::Clock;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal;)*) => {
        /// What is odd.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
        pub enum AnomalyKind {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)*
        }

        impl AnomalyKind {
            /// Every kind, riskiest first: the order in which they are shown.
            pub const ALL: &'static [AnomalyKind] = &[$(AnomalyKind::$variant),*];

            /// The word as it is stored and sent.
            pub fn word(self) -> &'static str {
                match self { $(AnomalyKind::$variant => $word,)* }
            }
        }
    };
}

kinds! {
    /// A person was captured twice, and neither capture was undone.
    TwoCaptures = "two_captures";
    /// One receipt, two captured people: a card would be handed to the wrong one.
    SharedReceipt = "shared_receipt";
    /// The session was closed without these events of a laptop.
    AfterClose = "after_close";
    /// Two laptops say different things of one visit.
    StepsDiffer = "steps_differ";
    /// One person, two tickets.
    TwoTickets = "two_tickets";
    /// One ticket, two people who are both in the hall.
    SharedTicket = "shared_ticket";
    /// Called or served at two places at once.
    TwoCalls = "two_calls";
    /// A ticket of another laptop's lane was called without a hub that could say that nobody else does.
    OtherLane = "other_lane";
    /// One personal number is active in two units.
    TwoUnits = "two_units";
    /// Two laptops wrote different values of one field.
    EditsDiffer = "edits_differ";
    /// One laptop says that a person left, another that they are back.
    StateDiffers = "state_differs";
    /// A series has two different events under one index: two laptops work under one id.
    Fork = "fork";
    /// A laptop's clock is more than a day ahead.
    ClockAhead = "clock_ahead";
    /// What a laptop wrote does not count: it was revoked before, or may not write that.
    NotCounted = "not_counted";
}

impl AnomalyKind {
    /// Whether somebody can only have seen it: it is about a laptop, or about several visits, and not about what was
    /// written of one person or visit. Nothing can be chosen.
    pub fn is_only_seen(self) -> bool {
        use AnomalyKind::{ClockAhead, Fork, NotCounted, SharedReceipt, SharedTicket};
        matches!(self, Fork | ClockAhead | NotCounted | SharedReceipt | SharedTicket)
    }
}

/// One of the events that an anomaly is between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Its name; of a copy, that of its original, so that the anomaly is the same whichever is held.
    pub event: EventRef,
    /// What was done.
    pub kind: String,
    /// When, by its author's clock.
    pub clock: Clock,
    /// Whose hand.
    pub actor: ActorId,
    /// The value it wrote: a field's, a ticket, a station, a reason, a receipt.
    pub value: Option<String>,
    /// Whether that is what stands now.
    pub stands: bool,
}

impl Side {
    /// The side of `entry`.
    pub fn of(entry: &Entry, value: Option<String>, stands: bool) -> Side {
        let kind = entry.event.as_ref().map_or("newer", crate::event::Event::kind).to_owned();
        Side { event: original(entry), kind, clock: entry.clock, actor: entry.actor, value, stands }
    }
}

/// The name by which an anomaly knows an event.
pub fn original(entry: &Entry) -> EventRef {
    entry.copy_of.unwrap_or(entry.at)
}

/// Whose hand went on from both sides, so that nothing is open any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overtaken {
    /// The event.
    pub event: EventRef,
    /// What was done.
    pub kind: String,
    /// When.
    pub clock: Clock,
    /// Who.
    pub actor: ActorId,
}

impl Overtaken {
    /// By `entry`.
    pub fn by(entry: &Entry) -> Overtaken {
        let Side { event, kind, clock, actor, .. } = Side::of(entry, None, false);
        Overtaken { event, kind, clock, actor }
    }
}

/// A conflict or oddity of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// The same on every device that holds the same events.
    pub id: AnomalyId,
    /// What is odd.
    pub kind: AnomalyKind,
    /// Of which field.
    pub field: Option<PersonField>,
    /// Between what, in the order of the fold.
    pub sides: Vec<Side>,
    /// Who went on from it; then it is open no more.
    pub overtaken: Option<Overtaken>,
}

impl Anomaly {
    /// An anomaly between `sides`, which lie in `scope`.
    pub fn of(
        scope: Scope,
        kind: AnomalyKind,
        field: Option<PersonField>,
        sides: Vec<Side>,
        overtaken: Option<Overtaken>,
    ) -> Anomaly {
        // Two fields of the same two edits are two things to judge.
        let what = field.map_or_else(|| kind.word().to_owned(), |field| format!("{} {}", kind.word(), field.as_str()));
        let id = AnomalyId::of(&what, sides.iter().map(|side| format!("{scope} {}", side.event)));
        Anomaly { id, kind, field, sides, overtaken }
    }

    /// When the last of it happened.
    pub fn clock(&self) -> Clock {
        self.sides.iter().map(|side| side.clock).max().unwrap_or(Clock(0))
    }
}

/// The id of one ticket or receipt, by `kind`, that several visits hold.
pub fn shared(kind: AnomalyKind, visits: impl IntoIterator<Item = VisitId>) -> AnomalyId {
    AnomalyId::of(kind.word(), visits.into_iter().map(|visit| visit.to_string()))
}

/// The id of one personal number in several units: between people, since their events lie in different scopes.
pub fn two_units(people: impl IntoIterator<Item = PersonId>) -> AnomalyId {
    AnomalyId::of(AnomalyKind::TwoUnits.word(), people.into_iter().map(|person| person.to_string()))
}
