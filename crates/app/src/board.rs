//! The board of the hall: what a projector shows to everybody. Tickets and initials, and nothing else of anybody.

use luudong_domain::id::SessionId;
use luudong_domain::person;
use luudong_domain::session::{IncidentKind, Step};
use luudong_domain::visit::VisitState;
use luudong_store::query::{Reader, VisitRow};
use serde::Serialize;
use ts_rs::TS;

use crate::session::{One, SessionState};
use crate::{App, AppError};

/// Those who come next that a board has room for.
const NEXT_ROWS: usize = 8;
/// More than any hall has stations.
const AT_STATIONS: u64 = 64;

/// Somebody, as everybody may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "BoardTicket")]
pub struct Shown {
    /// `B-017`.
    pub ticket: String,
    /// `NTÁ`.
    pub initials: String,
    /// Where they are asked to, or are.
    pub station: Option<u16>,
    /// The step at hand.
    pub step: Step,
    /// How often they were called since they last sat down.
    pub calls: u16,
    /// Since when, milliseconds.
    #[ts(type = "number")]
    pub since: u64,
}

/// A station of the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BoardStation {
    /// Which.
    pub number: u16,
    /// What it serves, in the order of a visit.
    pub steps: Vec<Step>,
}

/// What hinders the work now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BoardIncident {
    /// What.
    pub kind: IncidentKind,
    /// Where; the whole hall when absent.
    pub station: Option<u16>,
}

/// What the hall sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Board {
    /// Where.
    pub place: String,
    /// Business date.
    pub date: String,
    /// Whether the day goes on.
    pub state: SessionState,
    /// Asked to a station, the last one first.
    pub called: Vec<Shown>,
    /// At a station.
    pub serving: Vec<Shown>,
    /// Who is called next, in order.
    pub next: Vec<Shown>,
    /// The stations of the arrangement; none where nobody arranged any.
    pub stations: Vec<BoardStation>,
    /// How many wait.
    #[ts(type = "number")]
    pub waiting: u64,
    /// What hinders the work now.
    pub incidents: Vec<BoardIncident>,
}

/// The board of a session.
pub(crate) fn board(app: &App, args: One) -> Result<Board, AppError> {
    let now = app.now();
    app.read(|reader| {
        let session = reader.session(args.session)?.ok_or_else(|| AppError::not_found("session"))?;
        let arranged = session.arranged.clone().unwrap_or_default();
        let shown = |row: VisitRow| {
            Some(Shown {
                ticket: row.ticket?.to_string(),
                initials: person::initials_shown(&row.person.name),
                station: row.station,
                step: arranged.step(&row.passed),
                calls: row.calls,
                since: row.since.unwrap_or_default(),
            })
        };
        let at_stations = |state| -> Result<Vec<Shown>, AppError> {
            let rows = reader.visits_in(args.session, state, AT_STATIONS)?;
            Ok(rows.into_iter().filter_map(shown).collect())
        };
        let mut called = at_stations(VisitState::Called)?;
        called.sort_by_key(|ticket| std::cmp::Reverse(ticket.since));
        let lasting = session.incidents.iter().filter(|incident| incident.over.is_none());
        Ok(Board {
            state: if session.closed { SessionState::Closed } else { SessionState::Open },
            place: session.place,
            date: session.date,
            called,
            serving: at_stations(VisitState::Serving)?,
            next: next(reader, args.session, now)?.into_iter().filter_map(shown).collect(),
            stations: arranged
                .stations
                .iter()
                .map(|station| BoardStation { number: station.number, steps: station.steps.iter().copied().collect() })
                .collect(),
            waiting: session.figures.waiting,
            incidents: lasting
                .map(|incident| BoardIncident { kind: incident.kind, station: incident.station })
                .collect(),
        })
    })
}

/// Who is called next, whichever laptop calls, in order.
fn next(reader: &Reader<'_>, session: SessionId, now: u64) -> Result<Vec<VisitRow>, AppError> {
    let line = reader.line(session, None)?.ok_or_else(|| AppError::not_found("session"))?;
    let mut rows = Vec::new();
    for place in line.order(None, now).into_iter().take(NEXT_ROWS) {
        rows.extend(reader.visit(session, line.waiting[place.at].visit)?);
    }
    Ok(rows)
}
