//! The state of the queue: to go on by paper when the power is cut.

use serde::Serialize;

use crate::PaperError;
use crate::world::{Page, Stamp, set};

const PAGE: Page = Page { name: "state", template: include_str!("../templates/state.typ") };

/// Empty lines for each lane, with the ticket numbers that nobody has yet.
const LINES: u32 = 12;

/// Somebody who is here.
#[derive(Debug, Clone, Serialize)]
pub struct Someone {
    /// `B-017`; empty where they have none.
    pub ticket: String,
    /// Full name.
    pub name: String,
    /// Year of birth.
    pub born: String,
    /// The last four digits of the number.
    pub digits: String,
    /// Their slot: `08:00–08:30`; empty where they have none.
    pub slot: String,
    /// Since when they stand there: `09:10`.
    pub since: String,
    /// The station that serves or called; empty for who waits for any.
    pub station: String,
    /// What is done, or waited for: `Thu nhận`.
    pub step: String,
    /// Why they go first, or were set aside; may be empty.
    pub why: String,
}

/// A lane and the next number that it gives.
#[derive(Debug, Clone, Serialize)]
pub struct Lane {
    /// `B`.
    pub lane: String,
    /// The number that nobody has yet.
    pub next: u32,
}

/// A figure of the day with its word.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// `Đã thu nhận`.
    pub word: String,
    /// People.
    pub people: u64,
}

/// The queue of a session at one moment.
#[derive(Debug, Clone, Serialize)]
pub struct QueueState {
    /// The session's business date.
    pub date: String,
    /// Where.
    pub place: String,
    /// Whose people.
    pub units: Vec<String>,
    /// The day's figures.
    pub done: Vec<Done>,
    /// At a station.
    pub serving: Vec<Someone>,
    /// Asked to a station.
    pub called: Vec<Someone>,
    /// In the order in which they are called.
    pub waiting: Vec<Someone>,
    /// Set aside.
    pub parked: Vec<Someone>,
    /// The lanes of the session.
    pub lanes: Vec<Lane>,
}

#[derive(Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    state: &'a QueueState,
    printed: Stamp,
    free: Vec<Vec<String>>,
}

impl QueueState {
    /// The pages.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn pdf(&self, stamp: Stamp) -> Result<Vec<u8>, PaperError> {
        let ticket = |lane: &Lane, at: u32| format!("{}-{:03}", lane.lane, lane.next.saturating_add(at));
        let free = self.lanes.iter().map(|lane| (0..LINES).map(|at| ticket(lane, at)).collect()).collect();
        set(&PAGE, &Sheet { state: self, printed: stamp, free }, stamp)
    }
}
