//! The queue: check in, call, serve, capture, defer, no-show, undo.

use luudong_domain::card::{self, Document, FieldDifference, Scan, ScanKind};
use luudong_domain::due::Due;
use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{PersonId, SessionId, VisitId};
use luudong_domain::person::PersonField;
use luudong_domain::scope::Scope;
use luudong_domain::text::clean;
use luudong_domain::time::date_in_hanoi;
use luudong_domain::visit::decide::{CallBy, Refusal};
use luudong_domain::visit::event::DeferReason;
use luudong_domain::visit::{UNADMITTED_LANE, Visit, VisitState, decide};
use luudong_store::Gate;
use luudong_store::query::{self, Figures, Pace, PersonRow, Reader};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::scan::ScanTold;
use crate::session::{One, still_open};
use crate::sync::Claimed;
use crate::{App, AppError, due, sync};

/// Most rows of an answer to a scan or a name.
const LOOKUP_ROWS: usize = 12;
/// Most rows of what was done last.
const RECENT_ROWS: u64 = 20;

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
    /// Whose hand did the last thing.
    pub actor: Option<String>,
    /// Why it was deferred.
    pub reason: Option<DeferReason>,
    /// Note of the deferral.
    pub note: Option<String>,
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
}

/// The hall at a glance.
#[derive(Debug, Serialize, TS)]
pub struct Queue {
    /// The day's figures.
    pub figures: Figures,
    /// Whom this laptop calls when it is told to call the next: with a hub who arrived first, without one the first of its
    /// own lane.
    pub next: Option<VisitRow>,
    /// In the order of arrival.
    pub waiting: Vec<VisitRow>,
    /// Asked to a station.
    pub called: Vec<VisitRow>,
    /// At a station.
    pub serving: Vec<VisitRow>,
    /// Resolved last, newest first.
    pub recent: Vec<VisitRow>,
    /// Captures by half hours.
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

/// A scan, a ticket, a number, a code or part of a name.
#[derive(Deserialize, TS)]
pub struct Lookup {
    session: SessionId,
    text: String,
}

/// A person in a session.
#[derive(Deserialize, TS)]
pub struct OfPerson {
    session: SessionId,
    person: PersonId,
}

/// Who is asked to a station: the named visit, or the next in order.
#[derive(Deserialize, TS)]
pub struct Call {
    session: SessionId,
    station: u16,
    #[serde(default)]
    visit: Option<VisitId>,
    /// Also where the ticket is of another laptop's lane and no hub can say that nobody else calls them.
    #[serde(default)]
    take: bool,
}

/// Who sits down at a station.
#[derive(Deserialize, TS)]
pub struct Serve {
    visit: VisitId,
    station: u16,
}

/// A capture that is done.
#[derive(Deserialize, TS)]
pub struct Capture {
    visit: VisitId,
    #[serde(default)]
    receipt: Option<String>,
}

/// Not today.
#[derive(Deserialize, TS)]
pub struct Defer {
    visit: VisitId,
    reason: DeferReason,
    #[serde(default)]
    note: String,
}

/// The last thing was wrong.
#[derive(Deserialize, TS)]
pub struct Undo {
    visit: VisitId,
    #[ts(type = "string")]
    event: EventRef,
    reason: String,
}

fn shown(reader: &Reader<'_>, rows: Vec<query::VisitRow>) -> Result<Vec<VisitRow>, AppError> {
    let names = reader.actor_names()?;
    let row = |row: query::VisitRow| VisitRow {
        id: row.id,
        session: row.session,
        person: row.person,
        state: row.state,
        ticket: row.ticket.map(|ticket| ticket.to_string()),
        since: row.since,
        station: row.station,
        actor: row.actor.and_then(|id| names.get(&id).cloned()),
        reason: row.reason,
        note: row.note,
        last_event: row.last,
        doubtful: row.doubtful,
        differs: Vec::new(),
        near: false,
        due: None,
    };
    Ok(rows.into_iter().map(row).collect())
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
    app.read(|reader| {
        let in_state = |state| shown(reader, reader.visits_in(args.session, state, args.limit)?);
        let waiting = in_state(VisitState::Waiting)?;
        let next = if by_hub {
            waiting.first().cloned()
        } else {
            let lane = sync::lane(reader, reader.me()?)?.unwrap_or_else(|| UNADMITTED_LANE.to_owned());
            shown(reader, reader.first_of_lane(args.session, &lane)?.into_iter().collect())?.pop()
        };
        Ok(Queue {
            figures: reader.figures(args.session)?,
            next,
            waiting,
            called: in_state(VisitState::Called)?,
            serving: in_state(VisitState::Serving)?,
            recent: shown(reader, reader.visits_done(args.session, RECENT_ROWS)?)?,
            pace: reader.pace(args.session)?,
        })
    })
}

pub(crate) fn visits(app: &App, args: Visits) -> Result<Vec<VisitRow>, AppError> {
    app.read(|reader| match args.state {
        Some(state) => shown(reader, reader.visits_in(args.session, state, args.limit)?),
        None if args.text.trim().is_empty() => shown(reader, reader.visits_of_all(args.session, args.limit)?),
        None => found(reader, args.session, &args.text, usize::try_from(args.limit).unwrap_or(usize::MAX)),
    })
}

/// What a scanned or typed text is, whom of the session it means, and what they are due for.
pub(crate) fn lookup(app: &App, args: Lookup) -> Result<Found, AppError> {
    let today = date_in_hanoi(app.now());
    let mut found = meant(app, &args, card::scan(&args.text, today))?;
    for row in &mut found.rows {
        row.due = due::of_row(&row.person, today);
    }
    Ok(found)
}

fn meant(app: &App, args: &Lookup, scan: Scan) -> Result<Found, AppError> {
    let text = args.text.trim();
    app.read(|reader| match (&scan.kind, &scan.ticket, scan.document) {
        (_, _, Some(Document::Empty)) => Ok(Found::default()),
        // Of a lane that gives tickets it is one, though nobody may hold it; else it may be a staff code.
        (ScanKind::Ticket, Some(ticket), _) if reader.gives_tickets(args.session, &ticket.lane)? => {
            Ok(Found::typed(shown(reader, reader.visits_by_ticket(args.session, ticket)?)?))
        }
        (ScanKind::CccdQr | ScanKind::CanCuocQr | ScanKind::CccdMrz, ..) => of_card(reader, args.session, scan),
        (ScanKind::Ticket, ..) | (_, _, Some(Document::Number | Document::Other) | None) => {
            Ok(Found::typed(found(reader, args.session, text, LOOKUP_ROWS)?))
        }
        // Something else than a card: said as what it is, and nobody is looked for by it.
        (ScanKind::NotACard, _, Some(_)) => Ok(Found { scan: Some(ScanTold::of(scan)), ..Found::default() }),
    })
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
    let differences = match rows.as_slice() {
        [row] => card::compare(&scan, &row.person.fields()),
        _ => Vec::new(),
    };
    Ok(Found { scan: Some(ScanTold::of(scan)), rows, differences })
}

pub(crate) fn unresolved(app: &App, args: One) -> Result<Vec<VisitRow>, AppError> {
    app.read(|reader| shown(reader, reader.unresolved(args.session)?))
}

/// One step of one visit: state in, event out, row back. It answers from the transaction itself, and the answer is
/// given only when that is durable.
fn step(
    gate: &mut Gate<'_>,
    session: SessionId,
    visit: VisitId,
    decide: impl FnOnce(&mut Gate<'_>, &Visit) -> Result<Event, AppError>,
) -> Result<VisitRow, AppError> {
    still_open(gate, session)?;
    let state = gate.visit_state(session, visit)?;
    let event = decide(gate, &state)?;
    gate.append(Scope::Session(session), visit, &event)?;
    gate.settle()?;
    let person = match &event {
        Event::VisitCheckedIn(checked_in) => Some(checked_in.person),
        Event::VisitAbsent(absent) => Some(absent.person),
        _ => state.person,
    };
    let person = person.ok_or_else(|| AppError::not_found("visit"))?;
    // Somebody unknown is found out here, and nothing was written.
    let row = gate.visit_of(session, person)?.ok_or_else(|| AppError::not_found("person"))?;
    shown(gate, vec![row])?.pop().ok_or_else(|| AppError::not_found("visit"))
}

/// As [`step`], for a visit that has begun.
fn next_step(
    app: &App,
    visit: VisitId,
    decide: impl FnOnce(&Visit) -> Result<Event, Refusal>,
) -> Result<VisitRow, AppError> {
    app.write(|gate| {
        let session = gate.session_of_visit(visit)?.ok_or_else(|| AppError::not_found("visit"))?;
        step(gate, session, visit, |_, state| Ok(decide(state)?))
    })
}

/// This laptop's lane.
fn own_lane(gate: &Gate<'_>) -> Result<String, AppError> {
    Ok(sync::lane(gate, gate.device())?.unwrap_or_else(|| UNADMITTED_LANE.to_owned()))
}

pub(crate) fn check_in(app: &App, args: OfPerson) -> Result<VisitRow, AppError> {
    let OfPerson { session, person } = args;
    app.write(|gate| {
        step(gate, session, VisitId::of(session, person), |gate, state| {
            let ticket = gate.next_ticket(session, &own_lane(gate)?)?;
            Ok(decide::check_in(state, person, ticket)?)
        })
    })
}

/// Calls somebody. With a hub by a claim that it grants; without one of this laptop's own lane, and of another only
/// where somebody says so.
pub(crate) fn call(app: &App, args: Call) -> Result<VisitRow, AppError> {
    let Call { session, station, visit, take } = args;
    let state_of = |visit| app.read(|reader| Ok(reader.visit_state(session, visit)?.state));
    // Who was called is called again by the same right.
    let again = visit.map(state_of).transpose()?.is_some_and(|state| state == VisitState::Called);
    let claimed = if again { Claimed::NoHub } else { sync::claim(app, session, visit)? };
    app.write(|gate| {
        let (visit, by) = match (claimed, visit) {
            (Claimed::By(hub, visit), _) => (visit, CallBy::Claim(hub)),
            (Claimed::NoHub, Some(visit)) if again || gate.lane_of(visit)? == Some(own_lane(gate)?) => {
                (visit, CallBy::OwnLane)
            }
            (Claimed::NoHub, Some(visit)) if take => (visit, CallBy::OtherLane),
            (Claimed::NoHub, Some(visit)) => {
                let lane = gate.lane_of(visit)?.unwrap_or_default();
                return Err(AppError::of("other_lane").with("lane", lane));
            }
            (Claimed::NoHub, None) => (next_of_own_lane(gate, session)?, CallBy::OwnLane),
        };
        step(gate, session, visit, |_, state| Ok(decide::call(state, station, by)?))
    })
}

fn next_of_own_lane(gate: &Gate<'_>, session: SessionId) -> Result<VisitId, AppError> {
    match gate.next_of_lane(session, &own_lane(gate)?)? {
        Some(visit) => Ok(visit),
        None => Err(match gate.waiting(session)?.len() {
            0 => AppError::of("queue_empty"),
            others => AppError::of("queue_of_others").with("count", others),
        }),
    }
}

pub(crate) fn serve(app: &App, args: Serve) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state| decide::start(state, args.station))
}

pub(crate) fn capture(app: &App, args: Capture) -> Result<VisitRow, AppError> {
    let receipt = args.receipt.map(|receipt| clean(&receipt)).filter(|receipt| !receipt.is_empty());
    next_step(app, args.visit, |state| decide::capture(state, receipt))
}

pub(crate) fn defer(app: &App, args: Defer) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state| decide::defer(state, args.reason, clean(&args.note)))
}

pub(crate) fn absent(app: &App, args: OfPerson) -> Result<VisitRow, AppError> {
    app.write(|gate| {
        let visit = VisitId::of(args.session, args.person);
        step(gate, args.session, visit, |_, state| Ok(decide::absent(state, args.person)?))
    })
}

pub(crate) fn undo(app: &App, args: Undo) -> Result<VisitRow, AppError> {
    next_step(app, args.visit, |state| decide::undo(state, args.event, clean(&args.reason)))
}
