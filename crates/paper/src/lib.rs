//! Printed pages: typed data in, PDF bytes out. No I/O, no clock: equal input gives equal bytes.
//!
//! Templates lie in `templates/`. What people are called never becomes part of a template: it is handed over as JSON
//! that the template reads, so that `#eval` is a name like any other.
//!
//! The papers are in Vietnamese, whatever language the screen is in: they go to people and into files here.

mod checklist;
mod error;
mod invitation;
mod masked;
mod qr;
mod state;
mod world;

pub use checklist::{Checklist, Planned};
pub use error::PaperError;
pub use invitation::{Gender, Invitation, Invitations};
pub use masked::{Masked, MaskedPart, MaskedRow};
pub use state::{Done, Lane, QueueState, Someone};
pub use world::Stamp;
#[doc(hidden)]
pub use world::bare;
