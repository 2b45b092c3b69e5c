//! The masked sheet: ticket, initials and slot, and nothing else of anybody. It may lie on a disk as it is.

use serde::Serialize;

use crate::PaperError;
use crate::world::{Page, Stamp, set};
use crate::{Checklist, QueueState, state::Someone};

const PAGE: Page = Page { name: "masked", template: include_str!("../templates/masked.typ") };

/// What is left of somebody. There is no way to put more into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaskedRow {
    /// `B-017`; empty before the ticket.
    pub ticket: String,
    /// `NTÁM`.
    pub initials: String,
    /// `08:00–08:30`; empty where nobody said.
    pub slot: String,
}

/// People under one heading.
#[derive(Debug, Clone, Serialize)]
pub struct MaskedPart {
    /// `Đang chờ, theo thứ tự`.
    pub heading: String,
    /// Who.
    pub rows: Vec<MaskedRow>,
}

/// A masked sheet.
#[derive(Debug, Clone, Serialize)]
pub struct Masked {
    /// What it is instead of: `DANH SÁCH KIỂM`.
    pub title: String,
    /// The session's business date.
    pub date: String,
    /// Where.
    pub place: String,
    /// Its parts, in order.
    pub parts: Vec<MaskedPart>,
}

#[derive(Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    masked: &'a Masked,
    printed: Stamp,
}

impl Masked {
    /// The pages.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn pdf(&self, stamp: Stamp) -> Result<Vec<u8>, PaperError> {
        set(&PAGE, &Sheet { masked: self, printed: stamp }, stamp)
    }
}

impl Masked {
    /// The checklist, each name by what `initials` leaves of it.
    pub fn of_checklist(list: &Checklist, initials: fn(&str) -> String) -> Masked {
        let rows = list.people.iter().map(|person| MaskedRow {
            ticket: person.ticket.clone(),
            initials: initials(&person.name),
            slot: person.slot.clone(),
        });
        Masked {
            title: "DANH SÁCH KIỂM".to_owned(),
            date: list.date.clone(),
            place: list.place.clone(),
            parts: vec![MaskedPart { heading: "Dự kiến, theo khung giờ".to_owned(), rows: rows.collect() }],
        }
    }

    /// The state of the queue, each name by what `initials` leaves of it.
    pub fn of_state(state: &QueueState, initials: fn(&str) -> String) -> Masked {
        let part = |heading: &str, people: &[Someone]| MaskedPart {
            heading: heading.to_owned(),
            rows: people
                .iter()
                .map(|someone| MaskedRow {
                    ticket: someone.ticket.clone(),
                    initials: initials(&someone.name),
                    slot: someone.slot.clone(),
                })
                .collect(),
        };
        Masked {
            title: "TÌNH TRẠNG HÀNG ĐỢI".to_owned(),
            date: state.date.clone(),
            place: state.place.clone(),
            parts: vec![
                part("Đang phục vụ", &state.serving),
                part("Đã gọi", &state.called),
                part("Đang chờ, theo thứ tự gọi", &state.waiting),
                part("Chờ riêng", &state.parked),
            ],
        }
    }
}
