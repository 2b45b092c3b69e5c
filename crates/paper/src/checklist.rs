//! The checklist of a session (danh sách kiểm): who is expected, with boxes for what is written by hand.

use serde::Serialize;

use crate::PaperError;
use crate::world::{Page, Stamp, set};

const PAGE: Page = Page { name: "checklist", template: include_str!("../templates/checklist.typ") };

/// Rows of one height that a page takes beside its head and foot: people, and headings of slots.
const ROWS: usize = 31;
/// Empty rows at the end, at least: for those who come without being planned.
const EMPTY: usize = 8;

/// Somebody who is expected.
#[derive(Debug, Clone, Serialize)]
pub struct Planned {
    /// Full name.
    pub name: String,
    /// Year of birth; empty where it is not known.
    pub born: String,
    /// The last four digits of the number; empty where there is none.
    pub digits: String,
    /// Their department, or their address; may be empty.
    pub belongs: String,
    /// When they are to come: `08:00–08:30`; empty where nobody said.
    pub slot: String,
    /// The ticket, where they have one already.
    pub ticket: String,
}

/// The people of a session, by slot and name.
#[derive(Debug, Clone, Serialize)]
pub struct Checklist {
    /// Its business date: `30/03/2026`.
    pub date: String,
    /// Where.
    pub place: String,
    /// Whose people.
    pub units: Vec<String>,
    /// Somebody is told by their department.
    pub departments: bool,
    /// Somebody is told by their address, as in a residential area.
    pub addresses: bool,
    /// Who is expected.
    pub people: Vec<Planned>,
}

#[derive(Serialize)]
#[serde(tag = "row", rename_all = "snake_case")]
enum Row<'a> {
    Slot {
        slot: &'a str,
        people: usize,
    },
    Person {
        number: usize,
        #[serde(flatten)]
        person: &'a Planned,
    },
    Empty {
        number: usize,
    },
}

#[derive(Serialize)]
struct Sheet<'a> {
    date: &'a str,
    place: &'a str,
    units: &'a [String],
    departments: bool,
    addresses: bool,
    total: usize,
    printed: Stamp,
    pages: Vec<PageRows<'a>>,
}

#[derive(Serialize)]
struct PageRows<'a> {
    first: usize,
    last: usize,
    rows: Vec<Row<'a>>,
}

impl Checklist {
    /// The pages. Each says which rows it has, so that what was written on it is found again.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn pdf(&self, stamp: Stamp) -> Result<Vec<u8>, PaperError> {
        let sheet = Sheet {
            date: &self.date,
            place: &self.place,
            units: &self.units,
            departments: self.departments,
            addresses: self.addresses,
            total: self.people.len(),
            printed: stamp,
            pages: self.pages(),
        };
        set(&PAGE, &sheet, stamp)
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::with_capacity(self.people.len() + EMPTY);
        let mut number = 0;
        for people in self.people.chunk_by(|a, b| a.slot == b.slot) {
            rows.push(Row::Slot { slot: &people[0].slot, people: people.len() });
            for person in people {
                number += 1;
                rows.push(Row::Person { number, person });
            }
        }
        rows.push(Row::Slot { slot: WALK_INS, people: 0 });
        let left = ROWS - (rows.len() + EMPTY) % ROWS;
        rows.extend((0..EMPTY + left % ROWS).map(|at| Row::Empty { number: number + at + 1 }));
        rows
    }

    fn pages(&self) -> Vec<PageRows<'_>> {
        let mut pages: Vec<PageRows<'_>> = Vec::new();
        let mut rows = self.rows().into_iter().peekable();
        while rows.peek().is_some() {
            let mut page: Vec<Row<'_>> = rows.by_ref().take(ROWS).collect();
            // A heading at the foot heads nobody: its place stays empty, and it heads the next page.
            let heading = page.pop_if(|row| matches!(row, Row::Slot { .. }));
            let numbers = page.iter().filter_map(|row| match row {
                Row::Person { number, .. } | Row::Empty { number } => Some(*number),
                Row::Slot { .. } => None,
            });
            let (first, last) = (numbers.clone().next().unwrap_or(0), numbers.max().unwrap_or(0));
            pages.push(PageRows { first, last, rows: page });
            if let Some(heading) = heading {
                let rest: Vec<Row<'_>> = std::iter::once(heading).chain(rows).collect();
                rows = rest.into_iter().peekable();
            }
        }
        pages
    }
}

/// The heading of the empty rows.
const WALK_INS: &str = "Người đến ngoài danh sách";
