//! Fictional people, the same for the same seed: for the demonstration, the tests and the measurements. Nobody here
//! exists: streets are invented, and numbers come from ranges that no office gives out.

mod chance;
mod mistake;
mod paper;
mod people;
mod words;

pub use chance::Chance;
pub use mistake::{Mistake, list};
pub use people::{DemoPerson, OldPaper, people};

use chrono::NaiveDate;

use crate::person::RawFields;

/// What to make.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// The same seed makes the same people.
    pub seed: u64,
    /// How many; up to 100,000 have numbers of their own.
    pub people: usize,
    /// How many of a thousand rows have a mistake.
    pub mistakes_per_mille: u32,
    /// The day ages are counted on.
    pub today: NaiveDate,
}

/// A row of a list from HR: what is true, what the list says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoRow {
    /// The person as they are.
    pub truth: DemoPerson,
    /// What the list says of them.
    pub listed: RawFields,
    /// The mistake that was planted.
    pub mistake: Option<Mistake>,
}
