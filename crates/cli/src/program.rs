//! The command surface over one data folder. The folder is opened, and somebody put to work, when a command asks for it.

use std::io::Read;
use std::path::PathBuf;

use luudong_app::{App, AppError};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::arguments::Call;
use crate::messages::Messages;
use crate::passphrase::Passphrase;

/// The program and whom it speaks to.
pub(crate) struct Program<'a> {
    app: App,
    passphrase: Passphrase,
    /// Sentences for people.
    pub(crate) messages: &'a Messages,
}

impl Program<'_> {
    /// A program over `data`; nothing is read or written yet.
    pub(crate) fn new(data: PathBuf, passphrase_file: Option<PathBuf>, messages: &Messages) -> Program<'_> {
        Program { app: App::new(data), passphrase: Passphrase::new(passphrase_file), messages }
    }

    /// Runs one command. A closed folder is opened first; where nobody was ever picked, the user of this computer works
    /// as a supervisor. Both are asked for before a command does anything, so asking again does nothing twice.
    pub(crate) fn call(&self, command: &str, args: Value) -> Result<Value, AppError> {
        let mut refused = match self.app.call(command, args.clone()) {
            Err(error) if error.code == "not_open" => {
                self.app.call("unlock", json!({ "passphrase": self.known_passphrase()? }))?;
                self.app.call(command, args.clone())
            }
            other => other,
        };
        if refused.as_ref().is_err_and(|error| error.code == "no_actor") {
            self.app.call("actor_pick", json!({ "name": user(), "role": "supervisor" }))?;
            refused = self.app.call(command, args);
        }
        refused
    }

    /// The passphrase of a folder or backup that exists.
    pub(crate) fn known_passphrase(&self) -> Result<String, AppError> {
        self.passphrase.known(self.messages)
    }

    /// A passphrase for a new folder.
    pub(crate) fn fresh_passphrase(&self) -> Result<String, AppError> {
        self.passphrase.fresh(self.messages)
    }
}

/// The name this computer knows its user by.
fn user() -> String {
    let named = ["USER", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    named.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_else(|| "luudong".to_owned())
}

/// `call`: any command by its name.
pub(crate) fn call(program: &Program<'_>, args: &Call) -> Result<Answer, AppError> {
    let mut text = args.arguments.clone();
    if text == "-" {
        text.clear();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|_| AppError::of("bad_arguments").with("command", &args.command))?;
    }
    let arguments =
        serde_json::from_str(&text).map_err(|_| AppError::of("bad_arguments").with("command", &args.command))?;
    let reply = program.call(&args.command, arguments)?;
    let text = format!("{reply:#}");
    Ok(Answer::done(reply, text))
}
