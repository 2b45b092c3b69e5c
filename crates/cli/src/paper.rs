//! Papers: the checklist, the state of the queue, invitations.

use std::path::Path;

use luudong_app::AppError;
use serde_json::{Value, json};

use crate::answer::{Answer, count, field, items};
use crate::arguments::{Invitations, Of, PaperAction};
use crate::program::Program;
use crate::{session, unit};

/// `paper …`.
pub(crate) fn run(program: &Program<'_>, action: &PaperAction) -> Result<Answer, AppError> {
    match action {
        PaperAction::Print { of, printer } => {
            let mut args = what(program, of)?;
            args["printer"] = json!(printer);
            let printed = program.call("paper_print", args)?;
            let text = printed_text(program, &printed);
            Ok(Answer::done(printed, text))
        }
        PaperAction::Save { of, to } => {
            let mut args = what(program, of)?;
            args["folder"] = json!(to.as_deref().map(Path::to_string_lossy));
            let saved = program.call("paper_save", args)?;
            let text = saved_text(program, &saved);
            Ok(Answer::done(saved, text))
        }
        PaperAction::Open { file, to } => {
            let passphrase = program.known_passphrase()?;
            let (path, to) = (file.to_string_lossy(), to.to_string_lossy());
            let done = program.call("paper_open", json!({ "path": path, "passphrase": passphrase, "to": to }))?;
            Ok(Answer::done(done, program.messages.say("paper_saved", &[("path", &to)])))
        }
        PaperAction::Invitations(args) => invitations(program, args),
        PaperAction::Printers => {
            let printers = program.call("paper_printers", json!({}))?;
            let line = |printer: &Value| format!("{}  {}", field(printer, "address"), field(printer, "name"));
            let text = items(&printers).iter().map(line).collect::<Vec<_>>().join("\n");
            Ok(Answer::done(printers, text))
        }
    }
}

fn what(program: &Program<'_>, of: &Of) -> Result<Value, AppError> {
    Ok(json!({ "session": session::at(program, &of.at)?, "kind": of.kind, "masked": of.masked }))
}

fn printed_text(program: &Program<'_>, printed: &Value) -> String {
    program.messages.say(if printed["done"] == true { "paper_printed" } else { "paper_printing" }, &[])
}

fn saved_text(program: &Program<'_>, saved: &Value) -> String {
    let key = if saved["sealed"] == true { "paper_saved_sealed" } else { "paper_saved" };
    program.messages.say(key, &[("path", &field(saved, "path"))])
}

fn invitations(program: &Program<'_>, args: &Invitations) -> Result<Answer, AppError> {
    let slot = match args.slot.as_deref().map(|slot| slot.split_once('-')) {
        Some(Some((from, to))) => json!({ "from": from.trim(), "to": to.trim() }),
        Some(None) => return Err(AppError::of("bad_arguments").with("command", "invitations").with("field", "slot")),
        None => Value::Null,
    };
    let whom = json!({
        "session": session::at(program, &args.at)?,
        "unit": unit::meant(program, &args.unit)?.known()?,
        "department": args.department,
        "slot": slot,
        "people": args.people,
    });
    let mut told = program.call("invitations", whom.clone())?;
    let people = count(&told, "people");
    let mut lines = vec![format!("{people} {}", program.messages.say("invitations_count", &[]))];
    for (key, sentence) in [("without_slot", "invitations_without_slot"), ("office", "invitations_office")] {
        if count(&told, key) > 0 {
            lines.push(program.messages.say(sentence, &[("people", &count(&told, key))]));
        }
    }
    if let Some(printer) = &args.printer {
        told["printed"] = program.call("invitations_print", json!({ "whom": whom, "printer": printer }))?;
        lines.push(printed_text(program, &told["printed"]));
    } else if let Some(folder) = &args.to {
        let folder = folder.to_string_lossy();
        told["saved"] = program.call("invitations_save", json!({ "whom": whom, "folder": folder }))?;
        lines.push(saved_text(program, &told["saved"]));
    }
    Ok(Answer::done(told, lines.join("\n")))
}
