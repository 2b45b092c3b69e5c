//! Fictional people: a whole demonstration, or only the list that HR would send.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use luudong_app::AppError;
use luudong_app::sheet::write_demo_list;
use luudong_domain::demo::{Order, list};
use luudong_domain::time::date_in_hanoi;
use serde_json::json;

use crate::answer::{Answer, field};
use crate::arguments::Demo;
use crate::messages::Messages;
use crate::program::Program;

/// The enterprise whose list is written.
const UNIT_NAME: &str = "Công ty TNHH May Ví Dụ";

/// `demo`: people through the real import, and a session planned for them.
pub(crate) fn make(program: &Program<'_>, args: &Demo) -> Result<Answer, AppError> {
    let made = program.call("demo", json!({ "people": args.people, "seed": args.seed }))?;
    let text =
        program.messages.say("cli_demo", &[("file", &field(&made, "file")), ("session", &field(&made, "session"))]);
    Ok(Answer::done(made, text))
}

/// `demo --xlsx`: only the list, as a file, and the codes of the mistakes in it.
pub(crate) fn write_list(args: &Demo, file: &Path, messages: &Messages) -> Result<Answer, AppError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| AppError::of("clock_impossible"))?;
    let today = date_in_hanoi(since.as_micros() as u64);
    let rows = list(Order { seed: args.seed, people: args.people, mistakes_per_mille: args.mistakes, today });
    let bytes = write_demo_list(UNIT_NAME, &rows, today)?;
    std::fs::write(file, bytes).map_err(|_| AppError::of("export_failed"))?;
    let planted = rows.iter().filter_map(|row| row.mistake).map(|mistake| mistake.code().as_str());
    let planted: Vec<&str> = planted.collect();
    let text = messages
        .say("cli_demo_list", &[("people", &args.people), ("file", &file.display()), ("mistakes", &planted.len())]);
    Ok(Answer::done(json!({ "file": file.to_string_lossy(), "people": args.people, "mistakes": planted }), text))
}
