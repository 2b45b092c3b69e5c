//! What was written on paper while the laptops were off: reading the list that somebody types from it, and what follows
//! for each visit.

use std::collections::BTreeSet;

use super::decide::{Refusal, with_reason, writable};
use super::event::{Absent, Captured, CheckedIn, DeferReason, Deferred, NeededPaper, Paper};
use super::{Ticket, Visit, VisitState};
use crate::event::Event;
use crate::id::PersonId;
use crate::text::fold;

/// More lines than a team writes by hand in a day.
pub const PAPER_LIMIT: usize = 2_000;

/// Who is meant by a line of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Whoever holds the ticket.
    Ticket(Ticket),
    /// The row of the checklist, from 1.
    Row(u32),
    /// A staff code, a number or a name.
    Text(String),
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub who: Who,
    /// The ticket that was given by hand, `12 = A-035`.
    pub ticket: Option<Ticket>,
}

/// A piece of the list that is no line, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread(pub String);

/// What happened, as the paper says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnPaper {
    /// Came and waits.
    Came,
    /// Was captured.
    Captured {
        /// The receipt, when there is one.
        receipt: Option<String>,
    },
    /// Was deferred.
    Deferred {
        /// Coded reason.
        reason: DeferReason,
        /// What people want to know besides.
        note: String,
        /// What they are to bring.
        papers: BTreeSet<NeededPaper>,
    },
    /// Did not come, or was gone when called.
    Absent,
}

/// The events by which a visit gets to where the paper has it. `ticket` is for whoever has none yet.
///
/// # Errors
/// [`Refusal`] where the visit is there already, or beyond.
pub fn from_paper(
    visit: &Visit,
    person: PersonId,
    ticket: Option<Ticket>,
    what: OnPaper,
    paper: Paper,
) -> Result<Vec<Event>, Refusal> {
    writable(visit)?;
    let paper = Some(paper);
    let in_hall = visit.state.in_hall();
    let came = match (in_hall, ticket) {
        (true, _) => None,
        (false, ticket) => ticket.map(|ticket| Event::VisitCheckedIn(CheckedIn { person, ticket, paper })),
    };
    let then = match what {
        OnPaper::Came if in_hall => return Err(Refusal::AlreadyCheckedIn),
        OnPaper::Came => None,
        OnPaper::Captured { receipt } => Some(Event::VisitCaptured(Captured { receipt, paper, ..Captured::default() })),
        OnPaper::Deferred { reason, note, papers } => {
            with_reason(reason == DeferReason::Other || papers.contains(&NeededPaper::Other), &note)?;
            if visit.state == VisitState::Deferred && visit.reason == Some(reason) {
                return Err(Refusal::WrongState);
            }
            Some(Event::VisitDeferred(Deferred { reason, note, papers, paper }))
        }
        OnPaper::Absent => {
            let gone = [VisitState::Expected, VisitState::Waiting, VisitState::Called, VisitState::Parked];
            if !gone.contains(&visit.state) {
                return Err(Refusal::WrongState);
            }
            return Ok(vec![Event::VisitAbsent(Absent { person, paper })]);
        }
    };
    if !in_hall && came.is_none() {
        return Err(Refusal::WrongState);
    }
    Ok(came.into_iter().chain(then).collect())
}

/// Reads "A-012–A-034, trừ A-020; 41, 43 = A-035; Nguyễn Văn An": tickets and rows of the checklist, one by one or from
/// one to another, and people by name, number or code. What comes after "trừ" until the end of the line or a semicolon is
/// left out.
pub fn lines(text: &str) -> Vec<Result<Line, Unread>> {
    let mut found = Vec::new();
    for part in text.split(['\n', ';']) {
        let mut but = false;
        for piece in part.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
            let (rest, begins) = without(piece);
            // Both on one piece: "A-012–A-034 trừ A-020".
            if let Some(before) = begins {
                add(&mut found, before, but);
                but = true;
            }
            add(&mut found, rest, but);
        }
    }
    found
}

/// What stands after a "trừ", and before it; the whole where there is none.
fn without(piece: &str) -> (&str, Option<&str>) {
    for word in ["trừ", "tru", "except"] {
        let lower = piece.to_lowercase();
        let at = if lower.starts_with(&format!("{word} ")) { Some(0) } else { lower.find(&format!(" {word} ")) };
        // Only where the letters have one length in both cases do the places agree.
        let Some(at) = at.filter(|_| lower.len() == piece.len()) else { continue };
        // Equal lengths do not make equal places: a letter may have grown and another shrunk.
        let parts = piece.get(at..).map(str::trim_start).and_then(|after| after.get(word.len()..)).zip(piece.get(..at));
        let Some((after, before)) = parts else { continue };
        return (after.trim(), Some(before.trim()));
    }
    (piece, None)
}

fn add(found: &mut Vec<Result<Line, Unread>>, piece: &str, but: bool) {
    if piece.is_empty() {
        return;
    }
    let read = self::piece(piece).ok_or_else(|| Unread(piece.to_owned()));
    match read {
        Ok(lines) if but => {
            for line in lines {
                let before = found.len();
                found.retain(|other| !matches!(other, Ok(other) if other.who == line.who));
                // Left out of nothing: somebody mistyped it.
                if found.len() == before {
                    found.push(Err(Unread(piece.to_owned())));
                }
            }
        }
        Ok(lines) if found.len() + lines.len() > PAPER_LIMIT => found.push(Err(Unread(piece.to_owned()))),
        Ok(lines) => found.extend(lines.into_iter().map(Ok)),
        Err(unread) => found.push(Err(unread)),
    }
}

fn piece(text: &str) -> Option<Vec<Line>> {
    if let Some((who, ticket)) = text.split_once('=') {
        let ticket = Some(ticket.trim().parse().ok()?);
        let who = who.trim();
        // One ticket is of one person.
        if range(who).is_some() {
            return None;
        }
        let who = who.parse().map_or_else(|_| Who::Text(who.to_owned()), Who::Row);
        return (who != Who::Text(String::new())).then(|| vec![Line { who, ticket }]);
    }
    if let Some((from, to)) = range(text) {
        return between(from, to);
    }
    let who = match (text.parse::<Ticket>(), text.parse::<u32>()) {
        (Ok(ticket), _) => Who::Ticket(ticket),
        // A long number is that of a person.
        (_, Ok(row)) if text.len() < 6 => Who::Row(row),
        _ => Who::Text(text.to_owned()),
    };
    (who != Who::Row(0)).then(|| vec![Line { who, ticket: None }])
}

/// The two ends of a range; none where it is none.
fn range(text: &str) -> Option<(&str, &str)> {
    for mark in ["–", "—", "→", "..", " đến ", " den ", " to ", " - "] {
        if let Some((from, to)) = text.split_once(mark) {
            return Some((from.trim(), to.trim()));
        }
    }
    // With plain hyphens: 12-20, A-012-034, A-012-A-034.
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').map(str::trim).collect();
    let cut = match parts.as_slice() {
        [from, to] if digits(from) && digits(to) => from.len(),
        [_, from, to] if digits(from) && digits(to) => text.rfind('-')?,
        [_, from, _, to] if digits(from) && digits(to) => text.match_indices('-').nth(1)?.0,
        _ => return None,
    };
    Some((text[..cut].trim(), text[cut..].trim_start_matches(['-', ' '])))
}

fn between(from: &str, to: &str) -> Option<Vec<Line>> {
    let line = |who| Line { who, ticket: None };
    let small = |from: u32, to: u32| from >= 1 && from <= to && (to - from) < PAPER_LIMIT as u32;
    if let (Ok(from), Ok(to)) = (from.parse::<u32>(), to.parse::<u32>()) {
        return small(from, to).then(|| (from..=to).map(|row| line(Who::Row(row))).collect());
    }
    let first: Ticket = from.parse().ok()?;
    let last = match (to.parse::<u32>(), to.parse::<Ticket>()) {
        (Ok(number), _) => number,
        (_, Ok(last)) if last.lane == first.lane => last.number,
        _ => return None,
    };
    let ticket = |number| line(Who::Ticket(Ticket { lane: first.lane.clone(), number }));
    small(first.number, last).then(|| (first.number..=last).map(ticket).collect())
}

/// Receipts as they are typed: one by one, or from one to another, `BN-0123–BN-0145`.
///
/// # Errors
/// The piece that is none.
pub fn receipts(text: &str) -> Result<Vec<String>, Unread> {
    let mut found = Vec::new();
    for piece in text.split(['\n', ';', ',']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let marks = ["–", "—", "→", "..", " đến ", " den ", " to ", " - "];
        let Some((from, to)) = marks.iter().find_map(|mark| piece.split_once(mark)) else {
            found.push(piece.to_owned());
            continue;
        };
        let run = run(from.trim(), to.trim()).ok_or_else(|| Unread(piece.to_owned()))?;
        found.extend(run);
    }
    Ok(found)
}

/// From one to another, where only a number at the end counts on.
fn run(from: &str, to: &str) -> Option<Vec<String>> {
    let cut = |text: &str| text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (head, first) = from.split_at(cut(from));
    let (other, last) = to.split_at(cut(to));
    if !(other.is_empty() || fold(other) == fold(head)) {
        return None;
    }
    let (from, to): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let width = first.len();
    (from <= to && to - from < PAPER_LIMIT as u64)
        .then(|| (from..=to).map(|number| format!("{head}{number:0width$}")).collect())
}

#[cfg(test)]
#[path = "on_paper_tests.rs"]
mod tests;
