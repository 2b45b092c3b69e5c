//! A visit: one person in one session; the thing that is queued.

mod anomalies;
pub mod decide;
pub mod event;
mod fold;
mod ticket;

pub use anomalies::{anomalies, settle};
#[cfg(test)]
pub(crate) use fold::left_out;
pub use fold::{Visit, VisitState, fold};
pub use ticket::{Ticket, UNADMITTED_LANE};
