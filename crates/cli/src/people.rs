//! People: a unit's list, and search.

use luudong_app::AppError;
use serde_json::{Value, json};

use crate::answer::{Answer, columns, field, items};
use crate::arguments::{People, Search};
use crate::messages::Messages;
use crate::program::Program;
use crate::unit;

/// `people`: everybody of a unit, page by page.
pub(crate) fn people(program: &Program<'_>, args: &People) -> Result<Answer, AppError> {
    let unit = unit::meant(program, &args.unit)?.known()?;
    let filter = json!({ "unit": unit, "state": null });
    let index = program.call("people_index", filter.clone())?;
    let mut rows = Vec::new();
    for start in items(&index["starts"]) {
        let page = program.call("people_page", json!({ "filter": filter, "start": start }))?;
        rows.extend(items(&page).iter().cloned());
    }
    Ok(answer(program.messages, rows))
}

/// `search`: people of all units.
pub(crate) fn search(program: &Program<'_>, args: &Search) -> Result<Answer, AppError> {
    let found = program.call("search", json!({ "text": args.text, "limit": args.limit }))?;
    Ok(answer(program.messages, items(&found).to_vec()))
}

fn answer(messages: &Messages, rows: Vec<Value>) -> Answer {
    let mut text = columns(&rows.iter().map(|row| cells(messages, row)).collect::<Vec<_>>());
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&messages.say("people_count", &[("count", &rows.len())]));
    Answer::done(Value::Array(rows), text)
}

/// One person on a line: what tells them apart.
pub(crate) fn cells(messages: &Messages, person: &Value) -> Vec<String> {
    let sex = match field(person, "sex") {
        sex if sex.is_empty() => sex,
        sex => messages.say(&format!("sex_{sex}"), &[]),
    };
    let told = |name: &str| field(person, name);
    vec![told("name"), told("birth"), sex, told("number"), told("staff_code"), told("department")]
}
