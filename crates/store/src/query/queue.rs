//! What the order of a queue and the times of a session follow from.

use luudong_domain::id::{SessionId, VisitId};
use luudong_domain::queue::times::Measured;
use luudong_domain::queue::{Kind, Line, Waiting, goes_first};
use luudong_domain::session::{Arranged, Hours, Step};
use luudong_domain::time::Clock;
use luudong_domain::visit::{Ticket, Turn};
use rusqlite::{Row, params};

use super::visit::{read_set, read_slot};
use super::{Reader, read_word_or_none};
use crate::StoreError;

/// The birth date and where it comes from, only where somebody goes first by age.
fn birth(arranged: &Arranged) -> (&'static str, &'static str) {
    match arranged.rules.old_from {
        Some(_) => ("p.birth", "LEFT JOIN person p ON p.id = v.person"),
        None => ("NULL", ""),
    }
}

/// How many of the last calls to look at: enough to find those of one step among all, however many go first.
fn last_calls(arranged: &Arranged) -> usize {
    usize::from(arranged.rules.walk_ins.max(2)) * 2 * arranged.steps.len().max(1)
}

impl Reader<'_> {
    /// Everything that the order of a session's queue follows from; of one lane only, where one is named. `None` for a
    /// session that is not known.
    ///
    /// # Errors
    /// Database errors.
    pub fn line(&self, session: SessionId, lane: Option<&str>) -> Result<Option<Line>, StoreError> {
        let Some((date, arranged)) = self.arranged(session)? else { return Ok(None) };
        let first = |row: &Row<'_>| -> rusqlite::Result<_> {
            let (said, birth) = (read_set(row, 0)?, row.get::<_, Option<String>>(1)?);
            Ok(goes_first(&said, birth.as_deref(), date, &arranged.rules).0)
        };
        let (birth, person) = birth(&arranged);
        let sql = format!(
            "SELECT v.priority, {birth}, l.person IS NULL, l.slot_from, l.slot_to, v.passed, v.id, v.last, v.lane, v.number, v.queued, v.for_station, v.arrived
             FROM visit v LEFT JOIN plan l ON l.session = v.session AND l.person = v.person {person}
             WHERE v.session = ?1 AND v.state = 'waiting' AND v.needs_newer = 0 AND (?2 IS NULL OR v.lane = ?2)"
        );
        let waiting = self.all(&sql, params![session.0, lane], |row| {
            let ticket = row.get::<_, Option<String>>(8)?.zip(row.get::<_, Option<u32>>(9)?);
            Ok(Waiting {
                visit: VisitId(row.get(6)?),
                last: read_word_or_none(row, 7)?,
                ticket: ticket.map(|(lane, number)| Ticket { lane, number }),
                arrived: row.get::<_, Option<u64>>(12)?.unwrap_or(0),
                queued: row.get::<_, Option<u64>>(10)?.unwrap_or(0),
                slot: read_slot(row, 3)?,
                first: first(row)?,
                walk_in: row.get(2)?,
                step: arranged.step(&read_set(row, 5)?),
                for_station: row.get(11)?,
            })
        })?;
        let sql = format!(
            "SELECT v.priority, {birth}, l.person IS NULL, t.passed, coalesce(t.called > v.queued AND v.queued > v.arrived, 0)
             FROM turn t JOIN visit v ON v.id = t.visit
             LEFT JOIN plan l ON l.session = v.session AND l.person = v.person {person}
             WHERE t.session = ?1 AND t.called IS NOT NULL AND (?2 IS NULL OR v.lane = ?2)
             ORDER BY t.called DESC, t.visit LIMIT ?3"
        );
        let mut lately = self.all(&sql, params![session.0, lane, last_calls(&arranged)], |row| {
            let kind = Kind::of(!first(row)?.is_empty() && !row.get::<_, bool>(4)?, row.get(2)?);
            Ok((arranged.step(&read_set(row, 3)?), kind))
        })?;
        lately.reverse();
        Ok(Some(Line { hours: Hours::of(date, &arranged), arranged, waiting, lately }))
    }

    /// How many wait.
    ///
    /// # Errors
    /// Database errors.
    pub fn waiting(&self, session: SessionId) -> Result<u64, StoreError> {
        self.count("SELECT count(*) FROM visit WHERE session = ?1 AND state = 'waiting'", [session.0])
    }

    /// What was measured in a session: what stations did, what was captured, who waits.
    ///
    /// # Errors
    /// Database errors.
    pub fn measured(&self, session: SessionId, arranged: &Arranged) -> Result<Measured, StoreError> {
        let clock = |row: &Row<'_>, column| Ok::<_, rusqlite::Error>(row.get::<_, Option<u64>>(column)?.map(Clock));
        let turns = "SELECT station, passed, waited, called, started, ended FROM turn WHERE session = ?1";
        let turns = self.all(turns, [session.0], |row| {
            Ok(Turn {
                station: row.get(0)?,
                passed: read_set(row, 1)?,
                waited: clock(row, 2)?,
                called: clock(row, 3)?,
                started: clock(row, 4)?,
                ended: clock(row, 5)?,
            })
        })?;
        let captured = "SELECT since FROM visit WHERE session = ?1 AND state = 'captured' AND since IS NOT NULL AND paper_to IS NULL";
        let captured = self.all(captured, [session.0], |row| row.get(0))?;
        let waiting = "SELECT passed, for_station FROM visit WHERE session = ?1 AND state = 'waiting'";
        let waiting: Vec<(Step, Option<u16>)> =
            self.all(waiting, [session.0], |row| Ok((arranged.step(&read_set(row, 0)?), row.get(1)?)))?;
        Ok(Measured { turns, captured, waiting })
    }
}
