//! Parcels: exchange by stick.

use luudong_app::AppError;
use serde_json::{Value, json};

use crate::answer::{Answer, count, field, items};
use crate::arguments::ParcelAction;
use crate::program::Program;

/// Somebody by their lane, in words.
fn who(program: &Program<'_>, lane: &str) -> String {
    match lane {
        "central" => program.messages.say("parcel_central", &[]),
        lane => program.messages.say("parcel_lane", &[("lane", &lane)]),
    }
}

/// `parcel`: writes what another side lacks, reads what it wrote.
pub(crate) fn run(program: &Program<'_>, action: &ParcelAction) -> Result<Answer, AppError> {
    match action {
        ParcelAction::Write { to, folder } => write(program, to, &folder.to_string_lossy()),
        ParcelAction::Read { file } => read(program, &file.to_string_lossy()),
        ParcelAction::Peers => peers(program),
    }
}

fn write(program: &Program<'_>, to: &str, folder: &str) -> Result<Answer, AppError> {
    let made = program.call("parcel_write", json!({ "to": to, "folder": folder }))?;
    let (name, size) = (field(&made, "path"), format!("{} B", count(&made, "bytes")));
    let told = [
        ("count", &count(&made, "events") as &dyn ToString),
        ("to", &who(program, to)),
        ("name", &name),
        ("size", &size),
    ];
    let text = program.messages.say("parcel_written", &told);
    Ok(Answer::done(made, text))
}

fn read(program: &Program<'_>, file: &str) -> Result<Answer, AppError> {
    let report = program.call("parcel_read", json!({ "path": file }))?;
    let messages = program.messages;
    let from = who(program, &field(&report, "lane"));
    let say = |key: &str, events: u64| messages.say(key, &[("from", &from), ("count", &events)]);
    let mut lines = vec![say("cli_parcel_got", count(&report, "pulled"))];
    let refused = items(&report["refused"]);
    if !refused.is_empty() {
        lines.push(messages.say("parcel_refused", &[("count", &refused.len())]));
        lines.extend(refused.iter().map(|row| refusal(program, row)));
    }
    lines.push(match count(&report, "answer") {
        0 => say("parcel_answer_none", 0),
        events => say("parcel_answer", events),
    });
    if report["central_went_back"] == true {
        lines.push(messages.say("sync_went_back", &[]));
    }
    Ok(Answer::done(report, lines.join("\n")))
}

fn refusal(program: &Program<'_>, row: &Value) -> String {
    let sentence = program.messages.error(&AppError::of(&field(row, "code")));
    format!("{} {} {sentence}", field(row, "series"), field(row, "index"))
}

fn peers(program: &Program<'_>) -> Result<Answer, AppError> {
    let all = program.call("parcel_peers", json!({}))?;
    let line = |peer: &Value| {
        let key = match (count(peer, "lacks"), peer["seen"].is_null()) {
            (0, _) => "parcel_to_nothing",
            (_, true) => "parcel_to_unseen",
            (_, false) => "parcel_to_lacks",
        };
        let name = who(program, &field(peer, "lane"));
        program.messages.say(key, &[("name", &name), ("count", &count(peer, "lacks"))])
    };
    let text = items(&all).iter().map(line).collect::<Vec<_>>().join("\n");
    Ok(Answer::done(all, text))
}
