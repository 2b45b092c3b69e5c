//! The queue of a session.

use luudong_app::AppError;
use luudong_domain::id::PersonId;
use luudong_domain::text::fold;
use serde_json::{Value, json};

use crate::answer::{Answer, columns, field, items};
use crate::arguments::{At, Noted, VisitAction, Who};
use crate::messages::Messages;
use crate::people;
use crate::program::Program;
use crate::session;

/// More people than any session has.
const EVERYBODY: u64 = 1_000_000;
/// People of each state that `queue` lists.
const QUEUE_ROWS: u64 = 1_000;

/// `visit …`.
pub(crate) fn run(program: &Program<'_>, action: &VisitAction) -> Result<Answer, AppError> {
    let (command, args) = match action {
        VisitAction::Queue { station, at } => return queue(program, at, *station),
        VisitAction::Unresolved(at) => return unresolved(program, at),
        VisitAction::CheckIn(who) => ("check_in", person(program, who)?),
        VisitAction::Absent(who) => ("absent", person(program, who)?),
        VisitAction::Call { who, station, at } => {
            let session = session::at(program, at)?;
            let visit = who.as_ref().map(|who| meant(program, &session, who)).transpose()?;
            ("call", json!({ "session": session, "station": station, "visit": visit.map(|row| field(&row, "id")) }))
        }
        VisitAction::Serve { who, station } => {
            ("serve", json!({ "visit": visit(program, who)?["id"], "station": station }))
        }
        VisitAction::Pass { who, step } => ("pass", json!({ "visit": visit(program, who)?["id"], "step": step })),
        VisitAction::Capture { who, receipt, old_paper, appointment } => {
            let visit = visit(program, who)?["id"].clone();
            let appointment = appointment.map(|date| date.to_string());
            let done =
                json!({ "visit": visit, "receipt": receipt, "old_paper": old_paper, "appointment": appointment });
            ("capture", done)
        }
        VisitAction::Defer { who, reason, note, papers } => {
            let visit = visit(program, who)?["id"].clone();
            ("defer", json!({ "visit": visit, "reason": reason, "note": note, "papers": papers }))
        }
        VisitAction::Refuse { who, reason, note } => {
            ("refuse", json!({ "visit": visit(program, who)?["id"], "reason": reason, "note": note }))
        }
        VisitAction::Leave(noted) => ("leave", with_note(program, noted)?),
        VisitAction::Park(noted) => ("park", with_note(program, noted)?),
        VisitAction::Requeue { who, to_end } => {
            ("requeue", json!({ "visit": visit(program, who)?["id"], "to_end": to_end }))
        }
        VisitAction::Move { who, station } => {
            ("move", json!({ "visit": visit(program, who)?["id"], "station": station }))
        }
        VisitAction::Prioritise { who, reasons } => {
            ("prioritise", json!({ "visit": visit(program, who)?["id"], "reasons": reasons }))
        }
        VisitAction::Undo { who, reason } => {
            let row = visit(program, who)?;
            let last = row["last_event"].as_str().ok_or_else(|| AppError::of("nothing_to_undo"))?;
            ("undo", json!({ "visit": row["id"], "event": last, "reason": reason }))
        }
    };
    let row = program.call(command, args)?;
    let text = cells(program.messages, &row).join("  ");
    Ok(Answer::done(row, text))
}

fn queue(program: &Program<'_>, at: &At, station: Option<u16>) -> Result<Answer, AppError> {
    let asked = json!({ "session": session::at(program, at)?, "limit": QUEUE_ROWS, "station": station });
    let hall = program.call("queue", asked)?;
    let rows = ["serving", "called", "parked", "waiting"].iter().flat_map(|state| items(&hall[*state]));
    let rows: Vec<Vec<String>> = rows.map(|row| cells(program.messages, row)).collect();
    let text = format!("{}\n{}", session::figures(program.messages, &hall["figures"]), columns(&rows));
    Ok(Answer::done(hall, text))
}

fn unresolved(program: &Program<'_>, at: &At) -> Result<Answer, AppError> {
    let left = program.call("unresolved", json!({ "session": session::at(program, at)? }))?;
    let text = match items(&left) {
        [] => program.messages.say("unresolved_none", &[]),
        rows => columns(&rows.iter().map(|row| cells(program.messages, row)).collect::<Vec<_>>()),
    };
    Ok(Answer::done(left, text))
}

/// Ticket, state, person.
fn cells(messages: &Messages, row: &Value) -> Vec<String> {
    let state = messages.say(&format!("state_{}", field(row, "state")), &[]);
    let mut cells = vec![field(row, "ticket"), state];
    cells.extend(people::cells(messages, &row["person"]));
    cells
}

fn with_note(program: &Program<'_>, noted: &Noted) -> Result<Value, AppError> {
    Ok(json!({ "visit": visit(program, &noted.who)?["id"], "note": noted.note }))
}

fn person(program: &Program<'_>, who: &Who) -> Result<Value, AppError> {
    let session = session::at(program, &who.at)?;
    let row = meant(program, &session, &who.who)?;
    Ok(json!({ "session": session, "person": row["person"]["id"] }))
}

fn visit(program: &Program<'_>, who: &Who) -> Result<Value, AppError> {
    let session = session::at(program, &who.at)?;
    meant(program, &session, &who.who)
}

/// The one visit that `text` means. A wrong person is worse than none: what may mean two is refused.
fn meant(program: &Program<'_>, session: &str, text: &str) -> Result<Value, AppError> {
    let is_id = text.parse::<PersonId>().is_ok();
    let found = if is_id {
        program.call("visits", json!({ "session": session, "state": null, "text": "", "limit": EVERYBODY }))?
    } else {
        program.call("lookup", json!({ "session": session, "text": text }))?["rows"].clone()
    };
    let rows = items(&found);
    let by = |fits: &dyn Fn(&Value) -> bool| rows.iter().filter(|row| fits(row)).collect::<Vec<_>>();
    let same =
        |row: &Value, name: &str| !field(row, name).is_empty() && field(row, name).eq_ignore_ascii_case(text.trim());
    let by_id = by(&|row| same(row, "id") || same(&row["person"], "id"));
    if is_id {
        return one(&by_id);
    }
    let by_number = by(&|row| {
        same(row, "ticket") || ["number", "old_number", "staff_code"].iter().any(|name| same(&row["person"], name))
    });
    let by_name = by(&|row| fold(&field(&row["person"], "name")) == fold(text));
    match [by_number, by_name].into_iter().find(|exact| !exact.is_empty()) {
        Some(exact) => one(&exact),
        // What is only close to it is shown by `search`; here it means nobody.
        None => one(&by(&|row| row["near"] != true)),
    }
}

fn one(rows: &[&Value]) -> Result<Value, AppError> {
    match rows {
        [row] => Ok((*row).clone()),
        [] => Err(AppError::of("not_found").with("what", "person")),
        several => Err(AppError::of("person_ambiguous").with("count", several.len())),
    }
}
