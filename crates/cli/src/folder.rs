//! The data folder's life, who works in it, and proof.

use luudong_app::AppError;
use serde_json::json;

use crate::answer::{Answer, count, field, items};
use crate::arguments::{Actor, Backup, Restore};
use crate::exit::Exit;
use crate::program::Program;

/// `init`: makes the folder and shows the recovery words, once.
pub(crate) fn init(program: &Program<'_>) -> Result<Answer, AppError> {
    let made = program.call("init", json!({ "passphrase": program.fresh_passphrase()? }))?;
    let words: Vec<&str> = items(&made["recovery_words"]).iter().filter_map(|word| word.as_str()).collect();
    let text = program.messages.say("cli_init", &[("words", &words.join(" "))]);
    Ok(Answer::done(made, text))
}

/// `restore`: an empty folder out of a backup.
pub(crate) fn restore(program: &Program<'_>, args: &Restore) -> Result<Answer, AppError> {
    let backup = args.from.to_string_lossy();
    program.call("restore", json!({ "backup": backup, "passphrase": program.known_passphrase()? }))?;
    let status = program.call("status", json!({}))?;
    let text = program.messages.say("cli_restored", &[("folder", &field(&status, "folder"))]);
    Ok(Answer::done(status, text))
}

/// `backup`: a copy on another disk or stick.
pub(crate) fn backup(program: &Program<'_>, args: &Backup) -> Result<Answer, AppError> {
    // Only the last folder is made: a stick that is not plugged in is not replaced by a folder on this disk.
    if !args.to.exists() {
        std::fs::create_dir(&args.to).map_err(|_| AppError::of("backup_target_bad"))?;
    }
    let made = program.call("backup", json!({ "folder": args.to.to_string_lossy() }))?;
    let mib = format!("{:.1} MiB", count(&made, "bytes") as f64 / f64::from(1 << 20));
    let text = program.messages.say("backup_done", &[("path", &field(&made, "path")), ("size", &mib)]);
    Ok(Answer::done(made, text))
}

/// `verify`: whether everything holds.
pub(crate) fn verify(program: &Program<'_>) -> Result<Answer, AppError> {
    let found = program.call("verify", json!({}))?;
    let ok = found["ok"] == true;
    let said =
        program.messages.say(if ok { "verify_ok" } else { "verify_bad" }, &[("events", &count(&found, "events"))]);
    let mut text = format!("{said} {}", field(&found, "digest"));
    for finding in items(&found["findings"]) {
        text.push_str(&format!(
            "\n{} {} {}",
            field(finding, "code"),
            field(finding, "scope"),
            field(finding, "detail")
        ));
    }
    Ok(Answer { value: found, text, exit: if ok { Exit::Done } else { Exit::Storage } })
}

/// `actor`: who is working from now on.
pub(crate) fn actor(program: &Program<'_>, args: &Actor) -> Result<Answer, AppError> {
    let picked = program.call("actor_pick", json!({ "name": args.name, "role": args.role }))?;
    let role = program.messages.say(&format!("role_{}", args.role), &[]);
    let text = program.messages.say("cli_actor", &[("name", &field(&picked, "name")), ("role", &role)]);
    Ok(Answer::done(picked, text))
}
