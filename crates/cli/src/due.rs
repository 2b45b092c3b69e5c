//! Who of a unit is due on a day, for what, by when and why; in counts and one by one.

use luudong_app::AppError;
use serde_json::{Value, json};

use crate::answer::{Answer, columns, count, field, items};
use crate::arguments::Due;
use crate::messages::Messages;
use crate::program::Program;
use crate::unit;

/// `due`: the counts, then everybody page by page.
pub(crate) fn due(program: &Program<'_>, args: &Due) -> Result<Answer, AppError> {
    let unit = unit::meant(program, &args.unit)?.known()?;
    let mut told = program.call("due_counts", json!({ "unit": unit, "date": args.date }))?;
    let filter = json!({ "unit": unit, "date": told["date"], "verdict": args.verdict, "desk": args.route });
    let index = program.call("due_index", filter.clone())?;
    let mut people = Vec::new();
    for start in items(&index["starts"]) {
        let page = program.call("due_people", json!({ "filter": filter, "start": start }))?;
        people.extend(items(&page).iter().cloned());
    }
    let rows: Vec<Vec<String>> = people.iter().map(|row| cells(program.messages, row)).collect();
    let text = format!("{}\n{}", counts(program.messages, &told), columns(&rows));
    told["people"] = Value::Array(people);
    Ok(Answer::done(told, text))
}

fn counts(messages: &Messages, told: &Value) -> String {
    let verdicts = ["due", "uncertain", "not_due"].map(|verdict| {
        let words = messages.say(&format!("due_verdict_{verdict}"), &[]);
        format!("{words} {}", count(&told["counts"], verdict))
    });
    let desks = items(&told["desks"]).iter().map(|at| {
        let words = messages.say(&format!("due_route_{}", field(at, "desk")), &[]);
        format!("{words} {} + {}", count(at, "due"), count(at, "uncertain"))
    });
    let law = messages.say(&format!("due_law_{}", field(told, "law")), &[]);
    let desks: Vec<String> = desks.collect();
    format!("{} · {law}\n{}\n{}", day(&field(told, "date")), verdicts.join(" · "), desks.join(" · "))
}

fn cells(messages: &Messages, row: &Value) -> Vec<String> {
    let due = &row["due"];
    let word = |kind: &str, word: &Value| {
        word.as_str().map(|word| messages.say(&format!("due_{kind}_{word}"), &[])).unwrap_or_default()
    };
    let why: Vec<String> = items(&due["why"]).iter().map(|why| sentence(messages, why)).collect();
    let missing: Vec<String> = items(&due["missing"]).iter().map(|missing| word("missing", missing)).collect();
    vec![
        field(&row["person"], "name"),
        field(&row["person"], "birth"),
        word("verdict", &due["verdict"]),
        word("procedure", &due["procedure"]),
        word("route", &row["desk"]),
        [why, missing].concat().join("; "),
    ]
}

/// One reason in words, with its date and age.
fn sentence(messages: &Messages, why: &Value) -> String {
    let date = match (why["on"]["first"].as_str(), why["on"]["last"].as_str()) {
        (Some(first), Some(last)) if first == last => day(first),
        (Some(first), Some(last)) => messages.say("due_between", &[("first", &day(first)), ("last", &day(last))]),
        (Some(first), None) => messages.say("due_from", &[("first", &day(first))]),
        (None, _) => messages.say("due_some_day", &[]),
    };
    let key = format!("due_reason_{}", field(why, "reason"));
    messages.say(&key, &[("date", &date), ("age", &field(why, "age"))])
}

/// `2026-03-30` as people write it.
fn day(iso: &str) -> String {
    iso.split('-').rev().collect::<Vec<_>>().join("/")
}
