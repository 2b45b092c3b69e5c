//! Slots: who is asked to come when. A leader cuts the day and gives them, units agree them, the hall keeps them.

mod announce;
mod give;
mod people;
mod picture;
mod planning;

pub(crate) use announce::{AnnouncedTold, announce, announced};
pub(crate) use give::{Give, MoveTo, Moved, Preview, give, move_to, preview};
pub(crate) use people::{PeopleOf, SlotPerson, people};
pub(crate) use picture::{Slots, now};

use luudong_domain::session::SlottingError;

use crate::AppError;

/// The code whose sentence says why a day cannot be cut into slots.
fn code_of(error: SlottingError) -> &'static str {
    match error {
        SlottingError::NoHours => "slots_no_hours",
        SlottingError::NoPace => "slots_no_pace",
        SlottingError::Break => "slots_break",
        SlottingError::Number => "slots_number",
        SlottingError::TooLong => "slots_too_long",
    }
}

fn refused(error: SlottingError) -> AppError {
    AppError::of(code_of(error))
}
