//! The passphrase: from a file, from the environment, or typed without echo. Never an argument, since every user of
//! the machine can read the arguments of every program.

use std::io::IsTerminal;
use std::path::PathBuf;

use luudong_app::AppError;

use crate::messages::Messages;

/// Holds the passphrase, for scripts that cannot keep a file.
const VARIABLE: &str = "LUUDONG_PASSPHRASE";

/// Where the passphrase comes from.
pub(crate) struct Passphrase {
    file: Option<PathBuf>,
}

impl Passphrase {
    /// From `file` when there is one.
    pub(crate) fn new(file: Option<PathBuf>) -> Passphrase {
        Passphrase { file }
    }

    fn given(&self) -> Result<Option<String>, AppError> {
        if let Some(file) = &self.file {
            let text = std::fs::read_to_string(file).map_err(|_| AppError::of("passphrase_file_unreadable"))?;
            // Editors and `echo` end a line; a phrase does not.
            return Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()));
        }
        Ok(std::env::var(VARIABLE).ok().filter(|phrase| !phrase.is_empty()))
    }

    fn typed(&self, question: &str) -> Result<String, AppError> {
        if !std::io::stdin().is_terminal() {
            return Err(AppError::of("passphrase_missing"));
        }
        rpassword::prompt_password(format!("{question}: ")).map_err(|_| AppError::of("passphrase_missing"))
    }

    /// The passphrase of what exists.
    pub(crate) fn known(&self, messages: &Messages) -> Result<String, AppError> {
        match self.given()? {
            Some(phrase) => Ok(phrase),
            None => self.typed(&messages.say("passphrase", &[])),
        }
    }

    /// A passphrase for what is made now: typed twice.
    pub(crate) fn fresh(&self, messages: &Messages) -> Result<String, AppError> {
        if let Some(phrase) = self.given()? {
            return Ok(phrase);
        }
        let first = self.typed(&messages.say("passphrase", &[]))?;
        let second = self.typed(&messages.say("passphrase_again", &[]))?;
        if first == second { Ok(first) } else { Err(AppError::of("passphrase_differs")) }
    }
}
