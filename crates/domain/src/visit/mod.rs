//! A visit: one person in one session; the thing that is queued.

pub mod decide;
pub mod event;
mod fold;
mod ticket;

pub use fold::{Visit, VisitState, fold};
pub use ticket::{Ticket, UNADMITTED_LANE};
