//! The queue: who waits, who is called, who is served, what was done.

use std::collections::BTreeSet;

use luudong_domain::event::{Entry, EventRef};
use luudong_domain::id::{ActorId, PersonId, SessionId, VisitId};
use luudong_domain::scope::Scope;
use luudong_domain::session::{Slot, Step, TimeOfDay};
use luudong_domain::visit::event::{DeferReason, NeededPaper, OldPaper, Priority, RefuseReason};
use luudong_domain::visit::{Ticket, Visit, VisitState};
use rusqlite::{Row, params};
use serde::de::DeserializeOwned;

use super::person::{PERSON_COLUMNS, PERSON_WIDTH, person_row};
use super::{FoundPerson, PeopleFilter, PersonRow, Reader, Wanted, read_json_or_none, read_word, read_word_or_none};
use crate::StoreError;
use crate::fold::RecordKind;

/// One visit with its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// Its id, also for one that has not begun.
    pub id: VisitId,
    /// The session.
    pub session: SessionId,
    /// Who.
    pub person: PersonRow,
    /// Where it stands.
    pub state: VisitState,
    /// The ticket in force.
    pub ticket: Option<Ticket>,
    /// Since when it stands there, milliseconds.
    pub since: Option<u64>,
    /// The station that called or serves.
    pub station: Option<u16>,
    /// Whose hand did the last thing.
    pub actor: Option<ActorId>,
    /// The steps that are behind it.
    pub passed: BTreeSet<Step>,
    /// How often they were called since they last sat down.
    pub calls: u16,
    /// Why they go first, as somebody said it.
    pub priority: BTreeSet<Priority>,
    /// The one station that they wait for.
    pub for_station: Option<u16>,
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
    /// When the card is to be fetched, ISO.
    pub appointment: Option<String>,
    /// They are in no plan of the session.
    pub walk_in: bool,
    /// When they are asked to come.
    pub slot: Option<Slot>,
    /// What an undo would name.
    pub last: Option<EventRef>,
    /// Something is odd about it that nobody has settled.
    pub doubtful: bool,
    /// The last thing was entered from paper, and happened between these, milliseconds.
    pub paper: Option<(u64, u64)>,
}

/// Captures of a quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
#[ts(rename = "PaceBar")]
pub struct Pace {
    /// When it began, milliseconds.
    #[ts(type = "number")]
    pub from: u64,
    /// People captured in it.
    #[ts(type = "number")]
    pub captured: u64,
}

const VISIT_COLUMNS: &str = "coalesce(v.state, 'expected'), v.lane, v.number, v.since / 1000, v.station, v.actor, v.last, v.passed, coalesce(v.calls, 0),
    v.priority, v.for_station, v.reason, v.papers, v.refused, v.note, v.receipt, v.old_paper, v.appointment,
    NOT EXISTS (SELECT 1 FROM plan w WHERE w.session = ?1 AND w.person = p.id),
    (SELECT w.slot_from FROM plan w WHERE w.session = ?1 AND w.person = p.id), (SELECT w.slot_to FROM plan w WHERE w.session = ?1 AND w.person = p.id),
    EXISTS (SELECT 1 FROM anomaly a WHERE a.record = v.id AND a.overtaken IS NULL AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.anomaly = a.id)),
    v.paper_from / 1000, v.paper_to / 1000";

/// A column of a set, which is NULL for an empty one.
pub(super) fn read_set<T: DeserializeOwned + Ord>(row: &Row<'_>, column: usize) -> rusqlite::Result<BTreeSet<T>> {
    Ok(read_json_or_none(row, column)?.unwrap_or_default())
}

/// A slot in two columns.
pub(super) fn read_slot(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Slot>> {
    let from: Option<TimeOfDay> = read_word_or_none(row, column)?;
    let to: Option<TimeOfDay> = read_word_or_none(row, column + 1)?;
    Ok(from.zip(to).map(|(from, to)| Slot { from, to }))
}

fn visit_row(row: &Row<'_>, session: SessionId) -> rusqlite::Result<VisitRow> {
    let person = person_row(row)?;
    let at = |column: usize| PERSON_WIDTH + column;
    let lane: Option<String> = row.get(at(1))?;
    let number: Option<u32> = row.get(at(2))?;
    Ok(VisitRow {
        id: VisitId::of(session, person.id),
        session,
        person,
        state: read_word(row, at(0))?,
        ticket: lane.zip(number).map(|(lane, number)| Ticket { lane, number }),
        since: row.get(at(3))?,
        station: row.get(at(4))?,
        actor: row.get::<_, Option<[u8; 16]>>(at(5))?.map(ActorId),
        last: read_word_or_none(row, at(6))?,
        passed: read_set(row, at(7))?,
        calls: row.get(at(8))?,
        priority: read_set(row, at(9))?,
        for_station: row.get(at(10))?,
        reason: read_word_or_none(row, at(11))?,
        papers: read_set(row, at(12))?,
        refused: read_word_or_none(row, at(13))?,
        note: row.get(at(14))?,
        receipt: row.get(at(15))?,
        old_paper: read_word_or_none(row, at(16))?,
        appointment: row.get(at(17))?,
        walk_in: row.get(at(18))?,
        slot: read_slot(row, at(19))?,
        doubtful: row.get(at(21))?,
        paper: row.get::<_, Option<u64>>(at(22))?.zip(row.get(at(23))?),
    })
}

impl Reader<'_> {
    fn visits_where(
        &self,
        session: SessionId,
        rest: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<VisitRow>, StoreError> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, {VISIT_COLUMNS} FROM visit v JOIN person p ON p.id = v.person WHERE v.session = ?1 AND {rest}"
        );
        self.all(&sql, params, |row| visit_row(row, session))
    }

    /// The visits in `state`, in the order of arrival.
    ///
    /// # Errors
    /// Database errors.
    pub fn visits_in(&self, session: SessionId, state: VisitState, limit: u64) -> Result<Vec<VisitRow>, StoreError> {
        if state == VisitState::Expected {
            return self.expected(session, limit);
        }
        self.visits_where(
            session,
            "v.state = ?2 ORDER BY v.arrived, v.id LIMIT ?3",
            params![session.0, state.word(), limit],
        )
    }

    /// Planned people who were not seen yet, by name.
    fn expected(&self, session: SessionId, limit: u64) -> Result<Vec<VisitRow>, StoreError> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, {VISIT_COLUMNS} FROM plan l JOIN person p ON p.id = l.person AND p.present = 1 AND p.state = 'active'
             LEFT JOIN visit v ON v.session = l.session AND v.person = l.person
             WHERE l.session = ?1 AND coalesce(v.state, 'expected') = 'expected' ORDER BY p.sort_key, p.id LIMIT ?2"
        );
        self.all(&sql, params![session.0, limit], |row| visit_row(row, session))
    }

    /// Everybody who is planned for a session, in whatever state, by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn planned(&self, session: SessionId) -> Result<Vec<VisitRow>, StoreError> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, {VISIT_COLUMNS} FROM plan l JOIN person p ON p.id = l.person AND p.present = 1
             LEFT JOIN visit v ON v.session = l.session AND v.person = l.person
             WHERE l.session = ?1 AND (p.state = 'active' OR v.state IS NOT NULL) ORDER BY p.sort_key, p.id"
        );
        self.all(&sql, [session.0], |row| visit_row(row, session))
    }

    /// The lanes that gave tickets in a session, in order.
    ///
    /// # Errors
    /// Database errors.
    pub fn lanes(&self, session: SessionId) -> Result<Vec<String>, StoreError> {
        self.all("SELECT DISTINCT lane FROM ticket WHERE session = ?1 ORDER BY lane", [session.0], |row| row.get(0))
    }

    /// The lane of the ticket that a visit holds.
    ///
    /// # Errors
    /// Database errors.
    pub fn lane_of(&self, visit: VisitId) -> Result<Option<String>, StoreError> {
        Ok(self.one("SELECT lane FROM visit WHERE id = ?1", [visit.0], |row| row.get(0))?.flatten())
    }

    /// One visit that has begun.
    ///
    /// # Errors
    /// Database errors.
    pub fn visit(&self, session: SessionId, visit: VisitId) -> Result<Option<VisitRow>, StoreError> {
        Ok(self.visits_where(session, "v.id = ?2", params![session.0, visit.0])?.pop())
    }

    /// Whether somebody waits, as far as is known here.
    ///
    /// # Errors
    /// Database errors.
    pub fn waits(&self, visit: VisitId) -> Result<bool, StoreError> {
        Ok(self.count("SELECT EXISTS (SELECT 1 FROM visit WHERE id = ?1 AND state = 'waiting')", [visit.0])? > 0)
    }

    /// What was resolved last, newest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn visits_done(&self, session: SessionId, limit: u64) -> Result<Vec<VisitRow>, StoreError> {
        self.visits_where(
            session,
            "v.state IN ('captured', 'deferred', 'refused', 'left', 'absent') ORDER BY v.since DESC, v.id LIMIT ?2",
            params![session.0, limit],
        )
    }

    /// One person in one session, whether the visit has begun or not.
    ///
    /// # Errors
    /// Database errors.
    pub fn visit_of(&self, session: SessionId, person: PersonId) -> Result<Option<VisitRow>, StoreError> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, {VISIT_COLUMNS} FROM person p LEFT JOIN visit v ON v.session = ?1 AND v.person = p.id WHERE p.id = ?2"
        );
        self.one(&sql, params![session.0, person.0], |row| visit_row(row, session))
    }

    /// Whether somebody is a person now: not where the list that named them was undone.
    ///
    /// # Errors
    /// Database errors.
    pub fn is_present(&self, person: PersonId) -> Result<bool, StoreError> {
        let present = self.one("SELECT present FROM person WHERE id = ?1", [person.0], |row| row.get::<_, bool>(0))?;
        Ok(present.unwrap_or(false))
    }

    /// The session of a visit that has begun.
    ///
    /// # Errors
    /// Database errors.
    pub fn session_of_visit(&self, visit: VisitId) -> Result<Option<SessionId>, StoreError> {
        self.one("SELECT session FROM visit WHERE id = ?1", [visit.0], |row| row.get(0).map(SessionId))
    }

    /// Whose visit it is.
    ///
    /// # Errors
    /// Database errors.
    pub fn person_of_visit(&self, visit: VisitId) -> Result<Option<PersonRow>, StoreError> {
        let sql = format!("SELECT {PERSON_COLUMNS} FROM visit v JOIN person p ON p.id = v.person WHERE v.id = ?1");
        self.one(&sql, [visit.0], person_row)
    }

    /// The visits of one person, newest session first.
    ///
    /// # Errors
    /// Database errors.
    pub fn visits_of_person(&self, person: PersonId) -> Result<Vec<VisitRow>, StoreError> {
        let sessions = self.all(
            "SELECT w.session FROM (SELECT session FROM plan WHERE person = ?1 UNION SELECT session FROM visit WHERE person = ?1) w
             JOIN session s ON s.id = w.session ORDER BY s.date DESC",
            [person.0],
            |row| row.get(0).map(SessionId),
        )?;
        sessions.into_iter().filter_map(|session| self.visit_of(session, person).transpose()).collect()
    }

    /// Who holds this ticket.
    ///
    /// # Errors
    /// Database errors.
    pub fn visits_by_ticket(&self, session: SessionId, ticket: &Ticket) -> Result<Vec<VisitRow>, StoreError> {
        let given = "v.lane = ?2 AND v.number = ?3 AND v.id IN (SELECT t.visit FROM ticket t WHERE t.session = ?1 AND t.lane = ?2 AND t.number = ?3)";
        self.visits_where(session, given, params![session.0, ticket.lane, ticket.number])
    }

    /// Who else was captured in the session under this receipt, however its ASCII letters are written.
    ///
    /// # Errors
    /// Database errors.
    pub fn receipt_held(&self, session: SessionId, receipt: &str, but: VisitId) -> Result<Option<Ticket>, StoreError> {
        let held = "v.state = 'captured' AND v.receipt = ?2 COLLATE NOCASE AND v.id <> ?3 LIMIT 1";
        Ok(self.visits_where(session, held, params![session.0, receipt, but.0])?.pop().and_then(|row| row.ticket))
    }

    /// Whether a lane has given tickets in this session.
    ///
    /// # Errors
    /// Database errors.
    pub fn gives_tickets(&self, session: SessionId, lane: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM ticket WHERE session = ?1 AND lane = ?2)";
        Ok(self.count(sql, params![session.0, lane])? > 0)
    }

    /// The people of the session's units, seen or not, unit by unit and by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn visits_of_all(&self, session: SessionId, limit: u64) -> Result<Vec<VisitRow>, StoreError> {
        let mut found = Vec::new();
        for unit in self.session_units(session)? {
            let filter = PeopleFilter { unit: Some(unit), state: None };
            for person in self.people(&filter, limit.saturating_sub(found.len() as u64))? {
                found.extend(self.visit_of(session, person.id)?);
            }
        }
        Ok(found)
    }

    /// Who may be meant by `text` among the people of the session's units: the answers of a search, with their visits.
    ///
    /// # Errors
    /// Database errors.
    pub fn visits_like(
        &self,
        session: SessionId,
        text: &str,
        limit: usize,
    ) -> Result<Vec<(VisitRow, FoundPerson)>, StoreError> {
        let units = self.session_units(session)?;
        // A session of no unit has nobody; a search in no unit would be one in all.
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for person in self.search(&Wanted { text, units: &units, state: None }, limit)? {
            found.extend(self.visit_of(session, person.row.id)?.map(|visit| (visit, person)));
        }
        Ok(found)
    }

    /// Everybody whom the day still owes something, by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn unresolved(&self, session: SessionId) -> Result<Vec<VisitRow>, StoreError> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, {VISIT_COLUMNS}
             FROM (SELECT person FROM plan WHERE session = ?1 UNION SELECT person FROM visit WHERE session = ?1 AND state <> 'expected') who
             JOIN person p ON p.id = who.person AND p.present = 1
             LEFT JOIN visit v ON v.session = ?1 AND v.person = p.id
             WHERE coalesce(v.state, 'expected') IN ('expected', 'waiting', 'called', 'parked', 'serving') AND (p.state = 'active' OR v.state IS NOT NULL)
             ORDER BY p.sort_key, p.id"
        );
        self.all(&sql, [session.0], |row| visit_row(row, session))
    }

    /// The next ticket number of a lane.
    ///
    /// # Errors
    /// Database errors.
    pub fn next_ticket(&self, session: SessionId, lane: &str) -> Result<Ticket, StoreError> {
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM ticket WHERE session = ?1 AND lane = ?2";
        let next = self.count(sql, params![session.0, lane])?;
        let number = u32::try_from(next).map_err(|_| StoreError::NoNumberLeft)?;
        Ok(Ticket { lane: lane.to_owned(), number })
    }

    /// One visit as the fold has it, for decisions.
    ///
    /// # Errors
    /// Database errors.
    pub fn visit_state(&self, session: SessionId, visit: VisitId) -> Result<Visit, StoreError> {
        Ok(luudong_domain::visit::fold(&self.visit_entries(session, visit)?))
    }

    /// The events of one visit, in order.
    ///
    /// # Errors
    /// Database errors.
    pub fn visit_entries(&self, session: SessionId, visit: VisitId) -> Result<Vec<Entry>, StoreError> {
        self.entries(RecordKind::Visit, Scope::Session(session), visit.into())
    }

    /// Captures by quarters of an hour; those without any are left out.
    ///
    /// # Errors
    /// Database errors.
    pub fn pace(&self, session: SessionId) -> Result<Vec<Pace>, StoreError> {
        self.all(include_str!("pace.sql"), [session.0], |row| Ok(Pace { from: row.get(0)?, captured: row.get(1)? }))
    }
}
