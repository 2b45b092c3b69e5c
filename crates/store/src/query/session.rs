//! Sessions and the day's figures.

use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{ActorId, PersonId, SessionId, UnitId};
use luudong_domain::scope::Scope;
use luudong_domain::session::{Arranged, Incident};
use luudong_domain::time::Date;
use luudong_domain::visit::VisitState;
use rusqlite::params;
use serde::Serialize;

use super::{Reader, read_json, read_json_or_none, read_word};
use crate::StoreError;
use crate::fold::RecordKind;

/// How many people stand where. Each figure equals the rows behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ts_rs::TS)]
pub struct Figures {
    /// Everybody of the session: planned people and those who came unplanned.
    #[ts(type = "number")]
    pub planned: u64,
    /// Not seen yet.
    #[ts(type = "number")]
    pub expected: u64,
    /// Hold a ticket.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Asked to a station.
    #[ts(type = "number")]
    pub called: u64,
    /// Set aside.
    #[ts(type = "number")]
    pub parked: u64,
    /// At a station.
    #[ts(type = "number")]
    pub serving: u64,
    /// Done.
    #[ts(type = "number")]
    pub captured: u64,
    /// Another time.
    #[ts(type = "number")]
    pub deferred: u64,
    /// Nothing will be done for them here.
    #[ts(type = "number")]
    pub refused: u64,
    /// Went away by themselves.
    #[ts(type = "number")]
    pub left: u64,
    /// Did not come.
    #[ts(type = "number")]
    pub absent: u64,
}

/// Whether a session can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStanding {
    /// The day goes on.
    Open,
    /// The day is done.
    Closed,
    /// A newer version wrote to it: read-only here.
    NeedsNewer,
}

/// One session as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// Business date, ISO.
    pub date: String,
    /// Where.
    pub place: String,
    /// Whose people.
    pub units: Vec<UnitId>,
    /// How it works; none where nobody said.
    pub arranged: Option<Arranged>,
    /// What hindered it, in order.
    pub incidents: Vec<Incident>,
    /// The day is done.
    pub closed: bool,
    /// Central does not know it yet.
    pub awaiting_central: bool,
    /// A newer version wrote to it: read-only here.
    pub needs_newer: bool,
    /// The day's figures.
    pub figures: Figures,
}

impl Reader<'_> {
    /// All sessions, newest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, StoreError> {
        let ids = self.all("SELECT id FROM session WHERE date IS NOT NULL ORDER BY date DESC, id", [], |row| {
            row.get(0).map(SessionId)
        })?;
        ids.into_iter().filter_map(|id| self.session(id).transpose()).collect()
    }

    /// One session.
    ///
    /// # Errors
    /// Database errors.
    pub fn session(&self, id: SessionId) -> Result<Option<SessionRow>, StoreError> {
        let units = self.all("SELECT unit FROM session_unit WHERE session = ?1 ORDER BY unit", [id.0], |row| {
            row.get(0).map(UnitId)
        })?;
        let figures = self.figures(id)?;
        self.one(
            "SELECT date, place, closed, registered = 0, needs_newer, arranged, incidents FROM session WHERE id = ?1 AND date IS NOT NULL",
            [id.0],
            |row| {
                Ok(SessionRow {
                    id,
                    date: row.get(0)?,
                    place: row.get(1)?,
                    units,
                    closed: row.get(2)?,
                    awaiting_central: row.get(3)?,
                    needs_newer: row.get(4)?,
                    arranged: read_json_or_none(row, 5)?,
                    incidents: read_json(row, 6)?,
                    figures,
                })
            },
        )
    }

    /// Whether a session can be written to; `None` for one that is not known.
    ///
    /// # Errors
    /// Database errors.
    pub fn session_standing(&self, id: SessionId) -> Result<Option<SessionStanding>, StoreError> {
        let sql = "SELECT needs_newer, closed FROM session WHERE id = ?1 AND date IS NOT NULL";
        self.one(sql, [id.0], |row| {
            Ok(match (row.get(0)?, row.get(1)?) {
                (true, _) => SessionStanding::NeedsNewer,
                (false, true) => SessionStanding::Closed,
                (false, false) => SessionStanding::Open,
            })
        })
    }

    /// The business date of a session and how it works, whether somebody said so or not; `None` for one that is not known.
    ///
    /// # Errors
    /// Database errors.
    pub fn arranged(&self, id: SessionId) -> Result<Option<(Date, Arranged)>, StoreError> {
        let sql = "SELECT date, arranged FROM session WHERE id = ?1 AND date IS NOT NULL";
        let found = self.one(sql, [id.0], |row| {
            Ok((row.get::<_, String>(0)?, read_json_or_none::<Arranged>(row, 1)?.unwrap_or_default()))
        })?;
        let Some((date, arranged)) = found else { return Ok(None) };
        Ok(Some((date.parse().map_err(|_| StoreError::Damaged("projection"))?, arranged)))
    }

    /// The closes of a session that are in force: what a reopening names.
    ///
    /// # Errors
    /// Database errors.
    pub fn closes(&self, id: SessionId) -> Result<Vec<EventRef>, StoreError> {
        let closes = self.one("SELECT closes FROM session WHERE id = ?1", [id.0], |row| read_json(row, 0))?;
        Ok(closes.unwrap_or_default())
    }

    /// Who planned a session.
    ///
    /// # Errors
    /// Database errors.
    pub fn session_opener(&self, id: SessionId) -> Result<Option<ActorId>, StoreError> {
        let entries = self.entries(RecordKind::Session, Scope::Session(id), id.into())?;
        Ok(entries.iter().find(|entry| matches!(entry.event, Some(Event::SessionOpened(_)))).map(|entry| entry.actor))
    }

    /// The day's figures.
    ///
    /// # Errors
    /// Database errors.
    pub fn figures(&self, session: SessionId) -> Result<Figures, StoreError> {
        let mut figures = Figures::default();
        let rows = self.all(include_str!("figures.sql"), [session.0], |row| {
            Ok((read_word::<VisitState>(row, 0)?, row.get::<_, u64>(1)?))
        })?;
        for (state, people) in rows {
            figures.planned += people;
            *match state {
                VisitState::Expected => &mut figures.expected,
                VisitState::Waiting => &mut figures.waiting,
                VisitState::Called => &mut figures.called,
                VisitState::Parked => &mut figures.parked,
                VisitState::Serving => &mut figures.serving,
                VisitState::Captured => &mut figures.captured,
                VisitState::Deferred => &mut figures.deferred,
                VisitState::Refused => &mut figures.refused,
                VisitState::Left => &mut figures.left,
                VisitState::Absent => &mut figures.absent,
            } += people;
        }
        Ok(figures)
    }

    /// The people of a unit who are with it and not planned for the session.
    ///
    /// # Errors
    /// Database errors.
    pub fn unplanned(&self, session: SessionId, unit: UnitId) -> Result<Vec<PersonId>, StoreError> {
        self.all(include_str!("unplanned.sql"), params![session.0, unit.0], |row| row.get(0).map(PersonId))
    }

    /// What a closed session has not told the units yet: person, unit, outcome.
    ///
    /// # Errors
    /// Database errors.
    pub fn results_missing(&self, session: SessionId) -> Result<Vec<(PersonId, UnitId, VisitState)>, StoreError> {
        self.all(include_str!("results_missing.sql"), [session.0], |row| {
            Ok((PersonId(row.get(0)?), UnitId(row.get(1)?), read_word(row, 2)?))
        })
    }
}
