//! Entering what was written on paper while the laptops were off: first what would be written and what cannot be, then
//! all of it in one transaction.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use luudong_domain::event::Event;
use luudong_domain::id::SessionId;
use luudong_domain::scope::Scope;
use luudong_domain::session::{Hours, TimeOfDay};
use luudong_domain::text::clean;
use luudong_domain::time::Clock;
use luudong_domain::visit::event::{DeferReason, NeededPaper, Paper};
use luudong_domain::visit::on_paper::{self, Line, OnPaper, PAPER_LIMIT, Unread, Who};
use luudong_domain::visit::{Ticket, VisitState};
use luudong_store::query::{self, Reader};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::row::{VisitRow, shown};
use super::{deed, found};
use crate::session::still_open;
use crate::{App, AppError};

/// What the paper says of those on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PaperSays {
    /// Came and waits.
    Came,
    /// Was captured.
    Captured,
    /// Was deferred.
    Deferred,
    /// Did not come.
    Absent,
}

/// What was written on paper.
#[derive(Deserialize, TS)]
pub struct FromPaper {
    session: SessionId,
    /// `A-012–A-034, trừ A-020; 41; Nguyễn Văn An = A-035`.
    list: String,
    says: PaperSays,
    /// Not before, on the session's day.
    from: TimeOfDay,
    /// Not after.
    to: TimeOfDay,
    /// Of captures, in the order of the list: one by one, or from one to another.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    receipts: String,
    #[serde(default)]
    #[ts(optional = nullable)]
    reason: Option<DeferReason>,
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    note: String,
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeSet<NeededPaper>>")]
    papers: BTreeSet<NeededPaper>,
    /// What was shown that would be written, by its mark: nothing is where that has changed since.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    mark: String,
}

/// One line of the list.
#[derive(Debug, Serialize, TS)]
pub struct PaperLine {
    /// As it was typed, one person.
    pub line: String,
    /// Who is meant, as they stand now; after writing, as they stand then.
    pub visit: Option<VisitRow>,
    /// The ticket that they get with it.
    pub ticket: Option<String>,
    /// The receipt.
    pub receipt: Option<String>,
    /// Why nothing is written for them.
    #[ts(type = "{ code: string; params: Record<string, string> } | null")]
    pub refused: Option<AppError>,
}

/// What was written, or would be.
#[derive(Debug, Serialize, TS)]
pub struct FromPaperTold {
    /// In the order of the list.
    pub lines: Vec<PaperLine>,
    /// For how many something is written.
    #[ts(type = "number")]
    pub fits: u64,
    /// Tells what would be written from anything else: the same people, tickets and receipts have the same one.
    pub mark: String,
    /// Receipts that were given.
    #[ts(type = "number")]
    pub receipts: u64,
    /// It is written.
    pub written: bool,
}

/// A line and what follows from it.
struct Decided {
    told: PaperLine,
    events: Vec<Event>,
    row: Option<query::VisitRow>,
}

fn receipts_of(args: &FromPaper) -> Result<Vec<String>, AppError> {
    // What was typed is not repeated: a receipt is of somebody.
    on_paper::receipts(&args.receipts).map_err(|Unread(_)| AppError::of("paper_receipts_unread"))
}

/// What would be written, and what cannot be and why.
pub(crate) fn look(app: &App, args: FromPaper) -> Result<FromPaperTold, AppError> {
    let receipts = receipts_of(&args)?;
    let decided = app.read(|reader| decide(reader, &args, &receipts, app.now()))?;
    Ok(told(decided, &receipts, false))
}

pub(crate) fn from_paper(app: &App, args: FromPaper) -> Result<FromPaperTold, AppError> {
    let receipts = receipts_of(&args)?;
    app.write(|gate| {
        still_open(gate, args.session)?;
        let now = gate.wall_micros();
        let decided = decide(gate, &args, &receipts, now)?;
        let fits = fits(&decided);
        if fits == 0 {
            return Err(AppError::of("paper_nothing"));
        }
        if mark(&decided) != args.mark {
            return Err(AppError::of("paper_changed").with("count", fits));
        }
        if !receipts.is_empty() && receipts.len() as u64 != fits {
            let differ = AppError::of("paper_receipts").with("receipts", receipts.len());
            return Err(differ.with("count", fits));
        }
        for line in &decided {
            let Some(row) = &line.row else { continue };
            for event in &line.events {
                gate.append(Scope::Session(args.session), row.id, event)?;
            }
        }
        gate.settle()?;
        let mut answer = told(decided, &receipts, true);
        for line in &mut answer.lines {
            if let Some(person) = line.visit.as_ref().filter(|_| line.refused.is_none()).map(|visit| visit.person.id) {
                line.visit = shown(gate, gate.visit_of(args.session, person)?.into_iter().collect())?.pop();
            }
        }
        Ok(answer)
    })
}

fn fits(decided: &[Decided]) -> u64 {
    decided.iter().filter(|line| !line.events.is_empty()).count() as u64
}

/// The preview and the writing run in one program, so a hash that only it knows is enough.
fn mark(decided: &[Decided]) -> String {
    let mut hasher = DefaultHasher::new();
    for line in decided.iter().filter(|line| !line.events.is_empty()) {
        // Not the time: its end moves with the clock until it is written.
        let row = line.row.as_ref().map(|row| row.id.0);
        (row, &line.told.ticket, &line.told.receipt, line.events.len()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn told(decided: Vec<Decided>, receipts: &[String], written: bool) -> FromPaperTold {
    let (fits, mark) = (fits(&decided), mark(&decided));
    let lines = decided.into_iter().map(|line| line.told).collect();
    FromPaperTold { lines, fits, mark, receipts: receipts.len() as u64, written }
}

/// When it happened; refused where that lies ahead, or ends before it begins.
fn time_of(reader: &Reader<'_>, args: &FromPaper, now: u64) -> Result<Paper, AppError> {
    let (date, arranged) = reader.arranged(args.session)?.ok_or_else(|| AppError::not_found("session"))?;
    let hours = Hours::of(date, &arranged);
    let (from, to) = (hours.moment(args.from), hours.moment(args.to));
    if from > to {
        return Err(AppError::of("paper_time"));
    }
    if from > now {
        return Err(AppError::of("paper_ahead"));
    }
    // Whoever enters it at 10:30 and writes "until 10:30" means now.
    Ok(Paper { from: Clock(from), to: Clock(to.min(now)) })
}

fn decide(reader: &Reader<'_>, args: &FromPaper, receipts: &[String], now: u64) -> Result<Vec<Decided>, AppError> {
    let paper = time_of(reader, args, now)?;
    if args.says == PaperSays::Deferred && args.reason.is_none() {
        return Err(AppError::of("reason_missing"));
    }
    let lines = on_paper::lines(&args.list);
    let checklist = if lines.iter().any(|line| matches!(line, Ok(Line { who: Who::Row(_), .. }))) {
        reader.checklist(args.session)?
    } else {
        Vec::new()
    };
    let mut next = reader.next_ticket(args.session, &deed::lane_of_this(reader)?)?;
    let given: HashSet<Ticket> = lines.iter().flatten().filter_map(|line| line.ticket.clone()).collect();
    let (mut seen, mut tickets) = (HashSet::new(), HashSet::new());
    let mut receipts = receipts.iter();
    let mut decided = Vec::new();
    for line in lines {
        let line = match line {
            Ok(line) => line,
            Err(Unread(piece)) => {
                decided.push(refused(piece, None, AppError::of("paper_line")));
                continue;
            }
        };
        let name = named(&line);
        let row = match meant(reader, args.session, &line.who, &checklist)? {
            Ok(row) => row,
            Err(refusal) => {
                decided.push(refused(name, None, refusal));
                continue;
            }
        };
        if !seen.insert(row.person.id) {
            decided.push(refused(name, Some(row), AppError::of("paper_twice")));
            continue;
        }
        // A ticket that is named is the one on the paper, also of somebody who was through and comes again.
        let named = match (&line.ticket, &line.who) {
            (Some(ticket), _) | (None, Who::Ticket(ticket)) => Some(ticket),
            _ => None,
        };
        let ticket = match named {
            Some(ticket) => {
                let most = reader.next_ticket(args.session, &ticket.lane)?.number.saturating_add(PAPER_LIMIT as u32);
                if ticket.number > most {
                    decided.push(refused(
                        name,
                        Some(row),
                        AppError::of("ticket_far").with("ticket", ticket.to_string()),
                    ));
                    continue;
                }
                let holders = reader.visits_by_ticket(args.session, ticket)?;
                if holders.iter().any(|holder| holder.person.id != row.person.id) || !tickets.insert(ticket.clone()) {
                    decided.push(refused(name, Some(row), AppError::of("ticket_taken")));
                    continue;
                }
                ticket.clone()
            }
            None => {
                // A number that the paper gives is nobody else's.
                while given.contains(&next) {
                    next.number += 1;
                }
                next.clone()
            }
        };
        let state = reader.visit_state(args.session, row.id)?;
        let receipt = (args.says == PaperSays::Captured).then(|| receipts.as_slice().first().cloned()).flatten();
        let what = match args.says {
            PaperSays::Came => OnPaper::Came,
            PaperSays::Captured => OnPaper::Captured { receipt: receipt.clone() },
            PaperSays::Deferred => OnPaper::Deferred {
                reason: args.reason.unwrap_or(DeferReason::Other),
                note: clean(&args.note),
                papers: args.papers.clone(),
            },
            PaperSays::Absent => OnPaper::Absent,
        };
        match on_paper::from_paper(&state, row.person.id, Some(ticket), what, paper) {
            Ok(events) => {
                let ticket = events.iter().find_map(|event| match event {
                    Event::VisitCheckedIn(checked_in) => Some(checked_in.ticket.clone()),
                    _ => None,
                });
                if ticket.as_ref() == Some(&next) {
                    next.number += 1;
                }
                if receipt.is_some() {
                    receipts.next();
                }
                let ticket = ticket.map(|ticket| ticket.to_string());
                let told = PaperLine { line: name, visit: None, ticket, receipt, refused: None };
                decided.push(Decided { told, events, row: Some(row) });
            }
            Err(refusal) => {
                let why = match state.state {
                    VisitState::Captured => AppError::of("already_captured"),
                    _ => refusal.into(),
                };
                decided.push(refused(name, Some(row), why));
            }
        }
    }
    let rows = shown(reader, decided.iter().filter_map(|line| line.row.clone()).collect())?;
    let mut rows = rows.into_iter();
    for line in decided.iter_mut().filter(|line| line.row.is_some()) {
        line.told.visit = rows.next();
    }
    Ok(decided)
}

fn refused(line: String, row: Option<query::VisitRow>, refusal: AppError) -> Decided {
    let told = PaperLine { line, visit: None, ticket: None, receipt: None, refused: Some(refusal) };
    Decided { told, events: Vec::new(), row }
}

fn named(line: &Line) -> String {
    let who = match &line.who {
        Who::Ticket(ticket) => ticket.to_string(),
        Who::Row(row) => row.to_string(),
        Who::Text(text) => text.clone(),
    };
    line.ticket.as_ref().map_or(who.clone(), |ticket| format!("{who} = {ticket}"))
}

/// The one person whom a line means.
fn meant(
    reader: &Reader<'_>,
    session: SessionId,
    who: &Who,
    checklist: &[luudong_domain::id::PersonId],
) -> Result<Result<query::VisitRow, AppError>, AppError> {
    Ok(match who {
        Who::Ticket(ticket) => {
            let mut rows = reader.visits_by_ticket(session, ticket)?;
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => Ok(row),
                (None, _) => Err(AppError::of("paper_no_ticket")),
                (Some(_), false) => Err(AppError::of("paper_several")),
            }
        }
        Who::Row(row) => {
            let person = (*row as usize).checked_sub(1).and_then(|at| checklist.get(at));
            let row = person.map(|person| reader.visit_of(session, *person)).transpose()?.flatten();
            row.ok_or_else(|| AppError::of("paper_no_row").with("count", checklist.len()))
        }
        Who::Text(text) => {
            let rows: Vec<VisitRow> = found(reader, session, text, 2)?.into_iter().filter(|row| !row.near).collect();
            match rows.as_slice() {
                [row] => reader.visit_of(session, row.person.id)?.ok_or_else(|| AppError::of("paper_nobody")),
                [] => Err(AppError::of("paper_nobody")),
                _ => Err(AppError::of("paper_several")),
            }
        }
    })
}
