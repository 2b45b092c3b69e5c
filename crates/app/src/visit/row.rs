//! One visit as a screen shows it.

use std::collections::{BTreeSet, HashMap};

use luudong_domain::due::Due;
use luudong_domain::event::EventRef;
use luudong_domain::id::{SessionId, VisitId};
use luudong_domain::person::PersonField;
use luudong_domain::queue::{Reason, goes_first};
use luudong_domain::session::{Hours, Slot, Step};
use luudong_domain::visit::VisitState;
use luudong_domain::visit::event::{DeferReason, NeededPaper, OldPaper, Priority, RefuseReason};
use luudong_store::query::{self, PersonRow, Reader};
use serde::Serialize;
use ts_rs::TS;

use super::door::Stop;
use crate::AppError;

/// One visit as a screen shows it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VisitRow {
    /// Its id.
    pub id: VisitId,
    /// The session.
    pub session: SessionId,
    /// Who.
    pub person: PersonRow,
    /// Where it stands.
    pub state: VisitState,
    /// `B-017`.
    pub ticket: Option<String>,
    /// Since when, milliseconds.
    #[ts(type = "number | null")]
    pub since: Option<u64>,
    /// The station that called or serves.
    pub station: Option<u16>,
    /// The step at hand: waited for, or being done.
    pub step: Step,
    /// The steps that are behind it.
    pub passed: BTreeSet<Step>,
    /// How often they were called since they last sat down.
    pub calls: u16,
    /// Why they go first: as somebody said, and by their age where the session has a rule for it.
    pub priority: BTreeSet<Priority>,
    /// Their age, where they go first by it.
    pub age: Option<u16>,
    /// They are in no plan of the session.
    pub walk_in: bool,
    /// When they are asked to come.
    pub slot: Option<Slot>,
    /// When that is, milliseconds: of a session past midnight a slot in the small hours is of the morning after.
    #[ts(type = "number | null")]
    pub slot_at: Option<u64>,
    /// The one station that they wait for.
    pub for_station: Option<u16>,
    /// In the order of a queue: why they stand where they stand.
    pub why: Option<Reason>,
    /// Whose hand did the last thing.
    pub actor: Option<String>,
    /// Why it was deferred.
    pub reason: Option<DeferReason>,
    /// What they are to bring.
    pub papers: BTreeSet<NeededPaper>,
    /// Why it was refused.
    pub refused: Option<RefuseReason>,
    /// Note of whatever set it aside or ended it.
    pub note: Option<String>,
    /// Receipt of the capture.
    pub receipt: Option<String>,
    /// What became of the old paper.
    pub old_paper: Option<OldPaper>,
    /// When the card is to be fetched.
    pub appointment: Option<String>,
    /// What an undo would name.
    #[ts(type = "string | null")]
    pub last_event: Option<EventRef>,
    /// Somebody should look.
    pub doubtful: bool,
    /// In the answer to a search: what tells them apart from others of the same name and year of birth.
    pub differs: Vec<PersonField>,
    /// In the answer to a search: nobody was found as it was typed, and this is close to it. Never chosen unseen.
    pub near: bool,
    /// In the answer of the scan box: what they are due for today; none for who has left.
    pub due: Option<Due>,
    /// In the answer of the scan box: what should stop the hand before a ticket is given.
    pub stops: Vec<Stop>,
    /// Of a unit that the session is not for: its name.
    pub guest: Option<String>,
    /// The last thing was entered from paper: between when and when it happened.
    pub paper: Option<PaperTime>,
}

/// A time on paper.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct PaperTime {
    /// Not before, milliseconds.
    #[ts(type = "number")]
    pub from: u64,
    /// Not after, milliseconds.
    #[ts(type = "number")]
    pub to: u64,
}

pub(super) fn shown(reader: &Reader<'_>, rows: Vec<query::VisitRow>) -> Result<Vec<VisitRow>, AppError> {
    let names = reader.actor_names()?;
    let of: BTreeSet<SessionId> = rows.iter().map(|row| row.session).collect();
    let (mut sessions, mut units) = (HashMap::new(), HashMap::new());
    for session in of {
        units.insert(session, reader.session_units(session)?);
        sessions.insert(session, reader.arranged(session)?.ok_or_else(|| AppError::not_found("session"))?);
    }
    let row = |row: query::VisitRow| {
        let (date, arranged) = &sessions[&row.session];
        let (priority, age) = goes_first(&row.priority, row.person.birth.as_deref(), *date, &arranged.rules);
        VisitRow {
            id: row.id,
            session: row.session,
            person: row.person,
            state: row.state,
            ticket: row.ticket.map(|ticket| ticket.to_string()),
            since: row.since,
            station: row.station,
            step: arranged.step(&row.passed),
            passed: row.passed,
            calls: row.calls,
            priority,
            age,
            walk_in: row.walk_in,
            slot: row.slot,
            slot_at: row.slot.map(|slot| Hours::of(*date, arranged).moments(slot).0 / 1000),
            for_station: row.for_station,
            why: None,
            actor: row.actor.and_then(|id| names.get(&id).cloned()),
            reason: row.reason,
            papers: row.papers,
            refused: row.refused,
            note: row.note,
            receipt: row.receipt,
            old_paper: row.old_paper,
            appointment: row.appointment,
            last_event: row.last,
            doubtful: row.doubtful,
            differs: Vec::new(),
            near: false,
            due: None,
            stops: Vec::new(),
            guest: None,
            paper: row.paper.map(|(from, to)| PaperTime { from, to }),
        }
    };
    let mut rows: Vec<VisitRow> = rows.into_iter().map(row).collect();
    for row in &mut rows {
        if !units[&row.session].contains(&row.person.unit) {
            row.guest = reader.unit(row.person.unit)?.map(|unit| unit.name);
        }
    }
    Ok(rows)
}
