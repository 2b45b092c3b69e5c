//! The words and rules of mobile identity-card enrolment.
//!
//! Pure: no I/O, no SQL, no clock, no randomness. One folder a noun. Everything that anybody does is an
//! [`event::Event`]; what a screen shows is the fold of one record's events.

pub mod actor;
pub mod anomaly;
pub mod card;
pub mod demo;
pub mod device;
pub mod due;
pub mod event;
pub mod finding;
pub mod id;
pub mod import;
pub mod list;
pub mod person;
pub mod queue;
pub mod role;
pub mod scope;
pub mod search;
pub mod session;
pub mod text;
pub mod time;
pub mod unit;
pub mod visit;
