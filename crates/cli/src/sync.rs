//! Admission and sync.

use luudong_app::AppError;
use serde_json::json;

use crate::answer::{Answer, count, field, items};
use crate::arguments::{Admit, Sync};
use crate::program::Program;

/// `admit`: central certifies this laptop.
pub(crate) fn admit(program: &Program<'_>, args: &Admit) -> Result<Answer, AppError> {
    let asked = json!({ "central": args.central, "code": args.code, "label": args.label });
    let admitted = program.call("admit", asked)?;
    let role = program.messages.say(&format!("role_{}", field(&admitted, "role")), &[]);
    let text = program.messages.say("admit_done", &[("lane", &field(&admitted, "lane")), ("role", &role)]);
    Ok(Answer::done(admitted, text))
}

/// `sync`: each side gets what it lacks.
pub(crate) fn sync(program: &Program<'_>, args: &Sync) -> Result<Answer, AppError> {
    let report = program.call("sync", json!({ "central": args.central }))?;
    let messages = program.messages;
    let exchanged = [("sent", &count(&report, "pushed") as &dyn ToString), ("received", &count(&report, "pulled"))];
    let mut lines = vec![messages.say("sync_did", &exchanged)];
    lines.push(match count(&report, "only_here") {
        0 => messages.say("sync_nothing_only_here", &[]),
        events => messages.say("sync_only_here", &[("count", &events)]),
    });
    if report["central_went_back"] == true {
        lines.push(messages.say("sync_went_back", &[]));
    }
    let refused = items(&report["refused"]);
    if !refused.is_empty() {
        lines.push(messages.say("sync_refused", &[("count", &refused.len())]));
        lines.extend(
            refused
                .iter()
                .map(|row| format!("{} {} {}", field(row, "series"), field(row, "index"), field(row, "message"))),
        );
    }
    Ok(Answer::done(report, lines.join("\n")))
}
