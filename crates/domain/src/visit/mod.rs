//! A visit: one person in one session; the thing that is queued.

mod anomalies;
pub mod decide;
pub mod event;
mod fold;
pub mod on_paper;
pub mod stop;
mod ticket;

pub use anomalies::{anomalies, settle};
#[cfg(test)]
pub(crate) use fold::left_out;
pub use fold::{Turn, Visit, VisitState, fold};
pub use ticket::{LANES_ON_SITE, Ticket, UNADMITTED_LANE, is_lane, is_lane_on_site};
