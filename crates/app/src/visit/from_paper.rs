//! Entering what was written on paper while the laptops were off: first what would be written and what cannot be, then
//! all of it in one transaction.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use luudong_domain::event::Event;
use luudong_domain::id::{PersonId, SessionId};
use luudong_domain::scope::Scope;
use luudong_domain::session::{Hours, Slot, TimeOfDay};
use luudong_domain::text::clean;
use luudong_domain::time::Clock;
use luudong_domain::visit::event::{DeferReason, NeededPaper, Paper};
use luudong_domain::visit::on_paper::{self, Line, OnPaper, PAPER_LIMIT, Unread, Who};
use luudong_domain::visit::{Ticket, VisitState};
use luudong_store::query::{self, Reader};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::found;
use super::row::{VisitRow, shown};
use crate::session::still_open;
use crate::{App, AppError, sync};

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
    let span = Slot { from: args.from, to: args.to };
    let (from, to) = hours.past(span, now).ok_or_else(|| AppError::of("paper_time"))?;
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
    let by_row = lines.iter().any(|line| matches!(line, Ok(Line { who: Who::Row(_), .. })));
    let mut deciding = Deciding {
        reader,
        args,
        paper,
        checklist: if by_row { reader.checklist(args.session)? } else { Vec::new() },
        tickets: Tickets {
            next: reader.next_ticket(args.session, &sync::own_lane(reader)?)?,
            named: lines.iter().flatten().filter_map(|line| line.ticket.clone()).collect(),
            given: HashSet::new(),
        },
        receipts,
        receipts_above: HashSet::new(),
        seen: HashSet::new(),
    };
    let decided = lines.into_iter().map(|line| match line {
        Ok(line) => deciding.line(&line),
        Err(Unread(piece)) => Ok(refused(piece, None, AppError::of("paper_line"))),
    });
    let mut decided = decided.collect::<Result<Vec<_>, _>>()?;
    let rows = shown(reader, decided.iter().filter_map(|line| line.row.clone()).collect())?;
    let mut rows = rows.into_iter();
    for line in decided.iter_mut().filter(|line| line.row.is_some()) {
        line.told.visit = rows.next();
    }
    Ok(decided)
}

/// What is known while the lines are gone through, one after another.
struct Deciding<'a> {
    reader: &'a Reader<'a>,
    args: &'a FromPaper,
    paper: Paper,
    checklist: Vec<PersonId>,
    tickets: Tickets,
    /// Those that nobody above got.
    receipts: &'a [String],
    /// In small letters: those of the lines above.
    receipts_above: HashSet<String>,
    /// People of the lines above.
    seen: HashSet<PersonId>,
}

struct Tickets {
    /// For whoever the paper names none for.
    next: Ticket,
    /// That a line gives to somebody.
    named: HashSet<Ticket>,
    /// Of the lines above.
    given: HashSet<Ticket>,
}

impl Deciding<'_> {
    fn line(&mut self, line: &Line) -> Result<Decided, AppError> {
        let row = match meant(self.reader, self.args.session, &line.who, &self.checklist)? {
            Ok(row) => row,
            Err(refusal) => return Ok(refused(named(line), None, refusal)),
        };
        if !self.seen.insert(row.person.id) {
            return Ok(refused(named(line), Some(row), AppError::of("paper_twice")));
        }
        let ticket = match self.ticket(line, &row)? {
            Ok(ticket) => ticket,
            Err(refusal) => return Ok(refused(named(line), Some(row), refusal)),
        };
        let visit = self.reader.visit_state(self.args.session, row.id)?;
        let receipt = (self.args.says == PaperSays::Captured).then(|| self.receipts.first().cloned()).flatten();
        let what = self.what(receipt.clone());
        let events = match on_paper::from_paper(&visit, row.person.id, Some(ticket), what, self.paper) {
            Ok(events) => events,
            Err(_) if visit.state == VisitState::Captured => {
                return Ok(refused(named(line), Some(row), AppError::of("already_captured")));
            }
            Err(refusal) => return Ok(refused(named(line), Some(row), refusal.into())),
        };
        let ticket = events.iter().find_map(|event| match event {
            Event::VisitCheckedIn(checked_in) => Some(checked_in.ticket.clone()),
            _ => None,
        });
        if ticket.as_ref() == Some(&self.tickets.next) {
            self.tickets.next.number += 1;
        }
        if let Some(receipt) = &receipt {
            self.receipts = self.receipts.get(1..).unwrap_or_default();
            if !self.receipts_above.insert(receipt.to_ascii_lowercase()) {
                return Ok(refused(named(line), Some(row), AppError::of("receipt_twice")));
            }
            if let Some(ticket) = self.reader.receipt_held(self.args.session, receipt, row.id)? {
                return Ok(refused(named(line), Some(row), AppError::of("receipt_taken").with("ticket", ticket)));
            }
        }
        let ticket = ticket.map(|ticket| ticket.to_string());
        let told = PaperLine { line: named(line), visit: None, ticket, receipt, refused: None };
        Ok(Decided { told, events, row: Some(row) })
    }

    /// The ticket that somebody gets who has none: the one on the paper, also of somebody who was through and comes again.
    fn ticket(&mut self, line: &Line, row: &query::VisitRow) -> Result<Result<Ticket, AppError>, AppError> {
        let (session, tickets) = (self.args.session, &mut self.tickets);
        let ((Some(ticket), _) | (None, Who::Ticket(ticket))) = (&line.ticket, &line.who) else {
            // A number that the paper gives is nobody else's.
            while tickets.named.contains(&tickets.next) {
                tickets.next.number += 1;
            }
            return Ok(Ok(tickets.next.clone()));
        };
        // Whoever is in the hall keeps the ticket that they hold: the paper is about somebody else, or mistaken.
        if let Some(holds) = row.ticket.as_ref().filter(|holds| row.state.in_hall() && *holds != ticket) {
            return Ok(Err(AppError::of("ticket_other").with("ticket", holds.to_string())));
        }
        let most = self.reader.next_ticket(session, &ticket.lane)?.number.saturating_add(PAPER_LIMIT as u32);
        if ticket.number > most {
            return Ok(Err(AppError::of("ticket_far").with("ticket", ticket.to_string())));
        }
        let holders = self.reader.visits_by_ticket(session, ticket)?;
        let taken = holders.iter().any(|holder| holder.person.id != row.person.id);
        if taken || !tickets.given.insert(ticket.clone()) {
            return Ok(Err(AppError::of("ticket_taken")));
        }
        Ok(Ok(ticket.clone()))
    }

    fn what(&self, receipt: Option<String>) -> OnPaper {
        match self.args.says {
            PaperSays::Came => OnPaper::Came,
            PaperSays::Captured => OnPaper::Captured { receipt },
            PaperSays::Deferred => OnPaper::Deferred {
                reason: self.args.reason.unwrap_or(DeferReason::Other),
                note: clean(&self.args.note),
                papers: self.args.papers.clone(),
            },
            PaperSays::Absent => OnPaper::Absent,
        }
    }
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
    checklist: &[PersonId],
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
