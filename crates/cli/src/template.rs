//! The list that HR is handed to fill in. Needs no data folder.

use luudong_app::{AppError, sheet};
use serde_json::json;

use crate::answer::Answer;
use crate::arguments::Template;
use crate::messages::Messages;

/// `template`: the empty list as a file.
pub(crate) fn template(args: &Template, messages: &Messages) -> Result<Answer, AppError> {
    let bytes = sheet::template(messages.language())?;
    std::fs::write(&args.file, bytes).map_err(|_| AppError::of("export_failed"))?;
    let text = messages.say("cli_template", &[("file", &args.file.display())]);
    Ok(Answer::done(json!({ "file": args.file.to_string_lossy() }), text))
}
