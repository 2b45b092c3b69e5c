//! The queue: who waits and who is next, who is meant by a scan, where the time goes.

pub(crate) mod deed;
mod door;
pub(crate) mod from_paper;
mod row;
pub(crate) mod walk_in;

use luudong_domain::card::{self, Document, FieldDifference, Scan, ScanKind};
use luudong_domain::id::{PersonId, SessionId};
use luudong_domain::queue::times::Times;
use luudong_domain::queue::{self, Line};
use luudong_domain::search::{Query, answers};
use luudong_domain::time::date_in_hanoi;
use luudong_domain::visit::{Ticket, VisitState};
use luudong_store::StoreError;
use luudong_store::query::{self, Figures, Pace, Reader};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::scan::ScanTold;
use crate::session::One;
use crate::{App, AppError, due, sync};
pub use row::VisitRow;
use row::shown;

/// Most rows of an answer to a scan or a name.
const LOOKUP_ROWS: usize = 12;
/// Most rows of what was done last.
const RECENT_ROWS: u64 = 20;

/// As many rows as there are; SQLite's numbers are signed.
const ALL_ROWS: u64 = i64::MAX as u64;

/// The hall at a glance.
#[derive(Debug, Serialize, TS)]
pub struct Queue {
    /// The day's figures.
    pub figures: Figures,
    /// Whom this laptop calls when it is told to call the next: with a hub of everybody, without one of its own lane.
    pub next: Option<VisitRow>,
    /// In the order in which they are called; with a station, those whom it may call.
    pub waiting: Vec<VisitRow>,
    /// Asked to a station.
    pub called: Vec<VisitRow>,
    /// Set aside.
    pub parked: Vec<VisitRow>,
    /// At a station.
    pub serving: Vec<VisitRow>,
    /// Resolved last, newest first.
    pub recent: Vec<VisitRow>,
    /// Captures by quarters of an hour; those without any are left out.
    pub pace: Vec<Pace>,
}

/// What a text in the scan box is and whom it means.
#[derive(Debug, Default, Serialize, TS)]
#[ts(rename = "LookedUp")]
pub struct Found {
    /// The card, or what was scanned instead of one; none for a ticket and for what was typed.
    pub scan: Option<ScanTold>,
    /// Who may be meant.
    pub rows: Vec<VisitRow>,
    /// The card beside the one person whom it means, field by field.
    pub differences: Vec<FieldDifference>,
    /// The ticket that this laptop would give next.
    pub next_ticket: Option<String>,
}

impl Found {
    fn typed(rows: Vec<VisitRow>) -> Found {
        Found { rows, ..Found::default() }
    }
}

/// The queue of a session.
#[derive(Deserialize, TS)]
pub struct QueueOf {
    session: SessionId,
    /// As this station calls; without one, everybody.
    #[serde(default)]
    #[ts(optional = nullable)]
    station: Option<u16>,
    #[ts(type = "number")]
    limit: u64,
}

/// Visits of a session.
#[derive(Deserialize, TS)]
pub struct Visits {
    session: SessionId,
    #[serde(default)]
    state: Option<VisitState>,
    #[serde(default)]
    text: String,
    #[ts(type = "number")]
    limit: u64,
}

/// Whom a session still owes something.
#[derive(Deserialize, TS)]
pub struct Unresolved {
    session: SessionId,
    /// Only those whom it means; everybody where it is empty.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    text: String,
}

/// A scan, a ticket, a number, a code or part of a name.
#[derive(Deserialize, TS)]
pub struct Lookup {
    session: SessionId,
    text: String,
}

/// Whom a text may mean, look-alikes told apart.
fn found(reader: &Reader<'_>, session: SessionId, text: &str, limit: usize) -> Result<Vec<VisitRow>, AppError> {
    let (rows, people): (Vec<_>, Vec<_>) = reader.visits_like(session, text, limit)?.into_iter().unzip();
    let rows = shown(reader, rows)?.into_iter().zip(people);
    Ok(rows.map(|(row, found)| VisitRow { differs: found.differs, near: found.near, ..row }).collect())
}

/// The visits of a person, for their story.
pub(crate) fn of_person(reader: &Reader<'_>, person: PersonId) -> Result<Vec<VisitRow>, AppError> {
    shown(reader, reader.visits_of_person(person)?)
}

pub(crate) fn queue(app: &App, args: QueueOf) -> Result<Queue, AppError> {
    let by_hub = sync::calls_by_hub(app)?;
    let now = app.now();
    app.read(|reader| {
        let in_state = |state| shown(reader, reader.visits_in(args.session, state, args.limit)?);
        let line = |lane: Option<&str>| reader.line(args.session, lane)?.ok_or_else(|| AppError::not_found("session"));
        let all = line(None)?;
        let waiting = in_line(reader, args.session, &all, args.station, now, args.limit)?;
        let next = if by_hub {
            in_line(reader, args.session, &all, args.station, now, 1)?.pop()
        } else {
            let lane = sync::own_lane(reader)?;
            in_line(reader, args.session, &line(Some(&lane))?, args.station, now, 1)?.pop()
        };
        Ok(Queue {
            figures: reader.figures(args.session)?,
            next,
            waiting,
            called: in_state(VisitState::Called)?,
            parked: in_state(VisitState::Parked)?,
            serving: in_state(VisitState::Serving)?,
            recent: shown(reader, reader.visits_done(args.session, RECENT_ROWS)?)?,
            pace: reader.pace(args.session)?,
        })
    })
}

/// Those of a line whom a station may call, in the order in which to call them; everybody where no station is named.
fn in_line(
    reader: &Reader<'_>,
    session: SessionId,
    line: &Line,
    station: Option<u16>,
    now: u64,
    limit: u64,
) -> Result<Vec<VisitRow>, AppError> {
    let places = line.order(station, now).into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
    let (mut rows, mut reasons) = (Vec::new(), Vec::new());
    for place in places {
        if let Some(row) = reader.visit(session, line.waiting[place.at].visit)? {
            rows.push(row);
            reasons.push(place.reason);
        }
    }
    let rows = shown(reader, rows)?.into_iter().zip(reasons);
    Ok(rows.map(|(row, reason)| VisitRow { why: Some(reason), ..row }).collect())
}

/// Everybody who waits, in the order in which they are called.
pub(crate) fn everybody_in_line(reader: &Reader<'_>, session: SessionId, now: u64) -> Result<Vec<VisitRow>, AppError> {
    let line = reader.line(session, None)?.ok_or_else(|| AppError::not_found("session"))?;
    in_line(reader, session, &line, None, now, u64::MAX)
}

/// Everybody in one state.
pub(crate) fn in_state(reader: &Reader<'_>, session: SessionId, state: VisitState) -> Result<Vec<VisitRow>, AppError> {
    shown(reader, reader.visits_in(session, state, ALL_ROWS)?)
}

/// Where the time of a session goes, and how long whoever comes now will wait.
pub(crate) fn times(app: &App, args: One) -> Result<Times, AppError> {
    let now = app.now();
    app.read(|reader| {
        let (_, arranged) = reader.arranged(args.session)?.ok_or_else(|| AppError::not_found("session"))?;
        Ok(queue::times::times(&arranged, &reader.measured(args.session, &arranged)?, now))
    })
}

pub(crate) fn visits(app: &App, args: Visits) -> Result<Vec<VisitRow>, AppError> {
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    app.read(|reader| match args.state {
        Some(state) if args.text.trim().is_empty() => shown(reader, reader.visits_in(args.session, state, args.limit)?),
        Some(state) => {
            let mut rows = narrowed(reader.visits_in(args.session, state, ALL_ROWS)?, &args.text);
            rows.truncate(limit);
            shown(reader, rows)
        }
        None if args.text.trim().is_empty() => shown(reader, reader.visits_of_all(args.session, args.limit)?),
        None => found(reader, args.session, &args.text, limit),
    })
}

/// Those of a list whom a text means: by their ticket, or by what a person is found by.
fn narrowed(mut rows: Vec<query::VisitRow>, text: &str) -> Vec<query::VisitRow> {
    let (ticket, query) = (text.parse::<Ticket>().ok(), Query::read(text));
    rows.retain(|row| (ticket.is_some() && row.ticket == ticket) || answers(&query, &row.person.fields()));
    rows
}

/// What a scanned or typed text is, whom of the session it means, and what they are due for.
pub(crate) fn lookup(app: &App, args: Lookup) -> Result<Found, AppError> {
    let now = app.now();
    let mut found = meant(app, &args, card::scan(&args.text, date_in_hanoi(now)))?;
    // Past midnight it is still the session's day.
    let date =
        app.read(|reader| Ok(reader.arranged(args.session)?))?.map_or_else(|| date_in_hanoi(now), |(date, _)| date);
    for row in &mut found.rows {
        row.due = due::of_row(&row.person, date);
    }
    app.read(|reader| {
        door::stop(reader, &mut found.rows, found.scan.as_ref().map(|scan| &scan.shown), now)?;
        found.next_ticket = match reader.next_ticket(args.session, &sync::own_lane(reader)?) {
            Ok(ticket) => Some(ticket.to_string()),
            // A lane without numbers left gives no tickets; people are found all the same.
            Err(StoreError::NoNumberLeft) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(found)
    })
}

fn meant(app: &App, args: &Lookup, scan: Scan) -> Result<Found, AppError> {
    let text = args.text.trim();
    app.read(|reader| match (&scan.kind, &scan.ticket, scan.document) {
        (_, _, Some(Document::Empty)) => Ok(Found::default()),
        // Of a lane that gives tickets it is one, though nobody may hold it; else it may be a staff code.
        (ScanKind::Ticket, Some(ticket), _) if reader.gives_tickets(args.session, &ticket.lane)? => {
            Ok(Found::typed(shown(reader, reader.visits_by_ticket(args.session, ticket)?)?))
        }
        (ScanKind::Invitation, ..) => of_invitation(reader, args.session, scan),
        (ScanKind::CccdQr | ScanKind::CanCuocQr | ScanKind::CccdMrz, ..) => of_card(reader, args.session, scan),
        (ScanKind::Ticket, ..) | (_, _, Some(Document::Number | Document::Other) | None) => {
            let rows = found(reader, args.session, text, LOOKUP_ROWS)?;
            // Only of somebody whom the session does not know it is worth saying who else does.
            if rows.iter().any(|row| !row.near) {
                return Ok(Found::typed(rows));
            }
            let elsewhere = door::elsewhere_by_text(reader, args.session, text)?;
            Ok(Found::typed(if elsewhere.is_empty() { rows } else { elsewhere }))
        }
        // Something else than a card: said as what it is, and nobody is looked for by it.
        (ScanKind::NotACard, _, Some(_)) => Ok(Found { scan: Some(ScanTold::of(scan)), ..Found::default() }),
    })
}

/// Whom an invitation was printed for; told as what it is where nobody here is meant.
fn of_invitation(reader: &Reader<'_>, session: SessionId, scan: Scan) -> Result<Found, AppError> {
    let row = scan.invited.map(|person| reader.visit_of(session, person)).transpose()?.flatten();
    match row {
        // Of a list that was undone nobody is expected any more.
        Some(row) if reader.is_present(row.person.id)? => Ok(Found::typed(shown(reader, vec![row])?)),
        _ => Ok(Found { scan: Some(ScanTold::of(scan)), ..Found::default() }),
    }
}

/// Whom a card means: by its number, else by that of the paper before it.
fn of_card(reader: &Reader<'_>, session: SessionId, scan: Scan) -> Result<Found, AppError> {
    let told = scan.shown();
    let mut rows = Vec::new();
    for number in [&told.number, &told.old_number].into_iter().flatten() {
        rows = found(reader, session, number, LOOKUP_ROWS)?;
        rows.retain(|row| [&row.person.number, &row.person.old_number].contains(&&Some(number.clone())));
        if !rows.is_empty() {
            break;
        }
    }
    if rows.is_empty() {
        rows = door::elsewhere_by_card(reader, session, &scan)?;
    }
    let differences = match rows.as_slice() {
        [row] => card::compare(&scan, &row.person.fields()),
        _ => Vec::new(),
    };
    Ok(Found { scan: Some(ScanTold::of(scan)), rows, differences, next_ticket: None })
}

pub(crate) fn unresolved(app: &App, args: Unresolved) -> Result<Vec<VisitRow>, AppError> {
    app.read(|reader| shown(reader, narrowed(reader.unresolved(args.session)?, &args.text)))
}
