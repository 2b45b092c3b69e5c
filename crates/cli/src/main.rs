//! `luudong`: the commands of Lưu Động for scripts, IT staff and tests. It has no rules of its own: every command goes
//! to the same command surface as the window's.

mod answer;
mod arguments;
mod demo;
mod due;
mod exit;
mod folder;
mod import;
mod manual;
mod messages;
mod paper;
mod parcel;
mod passphrase;
mod people;
mod program;
mod scan;
mod session;
mod slots;
mod sync;
mod template;
mod unit;
mod visit;

use std::io::Write;
use std::process::ExitCode;

use luudong_app::AppError;
use serde_json::json;

use crate::answer::Answer;
use crate::arguments::{Arguments, Command};
use crate::exit::Exit;
use crate::messages::Messages;
use crate::program::Program;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let arguments = match Arguments::read(&words) {
        Ok(arguments) => arguments,
        Err(exit) => return exit.into(),
    };
    let (json, messages) = (arguments.json, Messages::new(arguments.language()));
    let exit = match run(arguments, &messages) {
        Ok(answer) => said(&answer, json),
        Err(error) => refused(&error, json, &messages),
    };
    exit.into()
}

fn run(arguments: Arguments, messages: &Messages) -> Result<Answer, AppError> {
    if matches!(arguments.command, Command::HelpMarkdown) {
        return Ok(Answer::text(manual::markdown()));
    }
    if let Command::Demo(demo) = &arguments.command
        && let Some(file) = &demo.xlsx
    {
        return demo::write_list(demo, file, messages);
    }
    if let Command::Scan(args) = &arguments.command {
        return scan::scan(args, messages);
    }
    if let Command::Template(args) = &arguments.command {
        return template::template(args, messages);
    }
    if let Command::Paper { action: action @ arguments::PaperAction::Open { .. } } = &arguments.command {
        let data = arguments.data().unwrap_or_default();
        return paper::run(&Program::new(data, arguments.passphrase_file.clone(), messages), action);
    }
    let data = arguments.data().ok_or_else(|| AppError::of("data_missing"))?;
    let program = Program::new(data, arguments.passphrase_file, messages);
    match arguments.command {
        Command::Init => folder::init(&program),
        Command::Restore(args) => folder::restore(&program, &args),
        Command::Backup(args) => folder::backup(&program, &args),
        Command::Verify => folder::verify(&program),
        Command::Actor(args) => folder::actor(&program, &args),
        Command::Admit(args) => sync::admit(&program, &args),
        Command::Sync(args) => sync::sync(&program, &args),
        Command::Paper { action } => paper::run(&program, &action),
        Command::Parcel { action } => parcel::run(&program, &action),
        Command::Import(args) => import::import(&program, &args),
        Command::People(args) => people::people(&program, &args),
        Command::Search(args) => people::search(&program, &args),
        Command::Due(args) => due::due(&program, &args),
        Command::Unit { action } => unit::run(&program, &action),
        Command::Session { action } => session::run(&program, &action),
        Command::Visit { action } => visit::run(&program, &action),
        Command::Demo(args) => demo::make(&program, &args),
        Command::Scan(args) => scan::scan(&args, messages),
        Command::Template(args) => template::template(&args, messages),
        Command::Call(args) => program::call(&program, &args),
        Command::HelpMarkdown => Ok(Answer::text(manual::markdown())),
    }
}

/// The answer goes to standard output and nothing else does.
fn said(answer: &Answer, json: bool) -> Exit {
    let text = if json { answer.value.to_string() } else { answer.text.clone() };
    match writeln!(std::io::stdout(), "{}", text.trim_end()) {
        Ok(()) => answer.exit,
        // Whoever read us has stopped; what was done is done.
        Err(_) => Exit::Storage,
    }
}

/// A refusal goes to standard error, as a sentence or as one line of JSON.
fn refused(error: &AppError, json: bool, messages: &Messages) -> Exit {
    let sentence = messages.error(error);
    if json {
        eprintln!("{}", json!({ "error": { "code": error.code, "message": sentence, "params": error.params } }));
    } else {
        eprintln!("{sentence}\n({})", error.code);
    }
    Exit::of(error)
}
