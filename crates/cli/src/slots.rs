//! `session slots`: cutting a day into slots and giving them.

use luudong_app::AppError;
use serde_json::{Value, json};

use crate::answer::{Answer, columns, count, field, items};
use crate::arguments::Slots;
use crate::messages::Messages;
use crate::program::Program;
use crate::session;

/// Shows what would be, and gives the slots unless it is a dry run.
pub(crate) fn run(program: &Program<'_>, asked: &Slots) -> Result<Answer, AppError> {
    let session = session::meant(program, &asked.session)?;
    let saved = program.call("slots", json!({ "session": session }))?;
    let slotting = slotting(asked, &saved["slotting"])?;
    let preview = json!({ "session": session, "slotting": slotting, "all": asked.anew });
    let would = program.call("slots_preview", preview)?;
    if let Some(fault) = would["fault"].as_str() {
        return Err(AppError::of(fault));
    }
    let changes = count(&would, "changes");
    if !asked.dry_run {
        let give = json!({ "session": session, "slotting": slotting, "all": asked.anew, "changes": changes });
        program.call("slots_give", give)?;
    }
    let key = if asked.dry_run { "cli_slots_dry" } else { "cli_slots" };
    let text = format!("{}\n{}", said(program.messages, key, &would), columns(&rows(&would)));
    Ok(Answer::done(would, text))
}

fn said(messages: &Messages, key: &str, plan: &Value) -> String {
    let [with, left, elsewhere, changes] = ["with_slot", "left", "elsewhere", "changes"].map(|name| count(plan, name));
    messages.say(key, &[("with", &with), ("left", &left), ("elsewhere", &elsewhere), ("changes", &changes)])
}

/// As it was said before, with what was typed in its place.
fn slotting(asked: &Slots, saved: &Value) -> Result<Value, AppError> {
    let mut slotting = saved.clone();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            slotting[name] = value;
        }
    };
    set("minutes", asked.minutes.map(Value::from));
    set("kept", asked.kept.map(Value::from));
    set("pace", asked.pace.map(Value::from));
    set("bring", asked.bring.clone().map(Value::from));
    set("due_only", asked.due_only.then_some(Value::from(true)));
    let breaks = asked.breaks.iter().map(|text| span(text)).collect::<Result<Vec<Value>, AppError>>()?;
    set("breaks", (!breaks.is_empty()).then_some(Value::from(breaks)));
    Ok(slotting)
}

/// `11:30-13:00`.
fn span(text: &str) -> Result<Value, AppError> {
    let (from, to) = text.split_once('-').ok_or_else(|| AppError::of("slots_break"))?;
    Ok(json!({ "from": from.trim(), "to": to.trim() }))
}

/// A line a slot: when, people, places, kept.
fn rows(plan: &Value) -> Vec<Vec<String>> {
    let row = |room: &Value| {
        let slot = format!("{}–{}", field(&room["slot"], "from"), field(&room["slot"], "to"));
        vec![slot, format!("{}/{}", count(room, "people"), count(room, "places")), format!("+{}", count(room, "kept"))]
    };
    items(&plan["rooms"]).iter().map(row).collect()
}
