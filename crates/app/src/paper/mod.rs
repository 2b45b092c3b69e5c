//! Papers: invitations, the checklist, the state of the queue. To a printer, or into a file, which holds people's data
//! only encrypted; a masked sheet and the invitations, which are handed to people, may lie there as they are.

mod gather;
mod invite;
mod make;
mod printer;
pub(crate) mod regular;
mod words;

use std::path::Path;
use std::sync::Mutex;

use luudong_domain::id::SessionId;
use luudong_domain::time::{date_in_hanoi, minute_in_hanoi};
use luudong_store::{SealedError, open_sealed, save_new};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::command::{Done, Nothing};
use crate::{App, AppError, Open, locked};
pub use invite::{Invited, Whom};
use make::{ByHand, Paper, file_error, made};
pub use printer::Found;
use printer::Printer;
use regular::MOST_MINUTES;
pub use regular::Regular;

/// The setting that remembers the printer of this laptop.
const PRINTER: &str = "paper_printer";
/// The setting that remembers the folder that was chosen last: the same stick comes back.
const FOLDER: &str = "paper_folder";
/// The setting of what was made last.
const LAST: &str = "paper_last";
/// What a plain paper's name ends with.
const PLAIN_ENDING: &str = "pdf";

/// What runs by itself.
#[derive(Default)]
pub(crate) struct State {
    runner: Mutex<Option<regular::Runner>>,
}

impl State {
    /// Nothing prints by itself any more.
    pub(crate) fn end(&self) {
        drop(locked(&self.runner).take());
    }
}

/// A paper of the hall. Invitations have commands of their own: HR may use these and not those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "HallPaper")]
pub enum OfHall {
    /// The checklist.
    Checklist,
    /// The state of the queue.
    State,
}

impl From<OfHall> for Kind {
    fn from(paper: OfHall) -> Kind {
        match paper {
            OfHall::Checklist => Kind::Checklist,
            OfHall::State => Kind::State,
        }
    }
}

/// A paper of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PaperKind")]
pub enum Kind {
    /// The checklist.
    Checklist,
    /// The state of the queue.
    State,
    /// Invitations.
    Invitations,
}

/// Where a paper goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "PaperWay")]
pub enum Way {
    /// To the printer at this address.
    Printer(String),
    /// Into this folder; empty: where files of this program go.
    Folder(String),
}

/// What was made last, and how that went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PaperLast")]
pub struct Last {
    /// When, milliseconds.
    #[ts(type = "number")]
    at: u64,
    kind: Kind,
    masked: bool,
    /// By itself.
    regular: bool,
    way: Way,
    /// Why it did not go well: its sentence is the message `error_<code>`.
    code: Option<String>,
}

/// Papers of this laptop.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "PaperStatus")]
pub struct Status {
    /// The printer that was used last.
    printer: Option<String>,
    /// The folder that was used last.
    folder: Option<String>,
    /// Where files go when none is named.
    usual_folder: String,
    /// What is made by itself.
    regular: Option<Regular>,
    /// Whether this program can make papers by itself.
    regular_possible: bool,
    last: Option<Last>,
}

/// A paper of a session, to a printer.
#[derive(Deserialize, TS)]
pub struct Print {
    session: SessionId,
    kind: OfHall,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    masked: bool,
    /// None: the one that was used last.
    #[serde(default)]
    #[ts(optional = nullable)]
    printer: Option<String>,
}

/// A paper of a session, into a file.
#[derive(Deserialize, TS)]
pub struct Save {
    session: SessionId,
    kind: OfHall,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    masked: bool,
    /// None: where files of this program go.
    #[serde(default)]
    #[ts(optional = nullable)]
    folder: Option<String>,
}

/// Invitations, to a printer.
#[derive(Deserialize, TS)]
pub struct InvitationsPrint {
    whom: Whom,
    #[serde(default)]
    #[ts(optional = nullable)]
    printer: Option<String>,
}

/// Invitations, into a file.
#[derive(Deserialize, TS)]
pub struct InvitationsSave {
    whom: Whom,
    #[serde(default)]
    #[ts(optional = nullable)]
    folder: Option<String>,
}

/// A paper went to a printer.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "PaperPrinted")]
pub struct Printed {
    /// Its address, as it is remembered.
    printer: String,
    /// The printer says that it is done; else it is still printing.
    done: bool,
}

/// A paper lies in a file.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "PaperSaved")]
pub struct Saved {
    /// Its file.
    path: String,
    #[ts(type = "number")]
    bytes: u64,
    /// It opens only by this laptop's passphrase or recovery words.
    sealed: bool,
}

/// A sealed paper is to be opened.
#[derive(Deserialize, TS)]
pub struct OpenSealed {
    /// The file.
    path: String,
    /// The passphrase, or the recovery words, of the laptop that wrote it.
    passphrase: String,
    /// Where the PDF goes: a file that is not there yet.
    to: String,
}

pub(crate) fn status(app: &App, _: Nothing) -> Result<Status, AppError> {
    let open = app.opened()?;
    let (printer, folder, last) =
        open.read(|reader| Ok((reader.setting(PRINTER)?, reader.setting(FOLDER)?, reader.setting(LAST)?)))?;
    Ok(Status {
        printer,
        folder,
        usual_folder: app.outside.exports.display().to_string(),
        regular: regular::remembered(&open)?,
        regular_possible: app.outside.stays(),
        last: last.and_then(|last| serde_json::from_str(&last).ok()),
    })
}

pub(crate) fn printers(_: &App, _: Nothing) -> Result<Vec<Found>, AppError> {
    Ok(printer::known())
}

/// A paper of the hall, by hand.
fn of_hall(
    paper: OfHall,
    session: SessionId,
    masked: bool,
) -> ByHand<impl FnOnce(&Open, u64) -> Result<Paper, AppError>> {
    let make = move |open: &Open, now| made(open, now, paper, session, masked);
    ByHand { kind: paper.into(), masked, make }
}

pub(crate) fn print(app: &App, args: Print) -> Result<Printed, AppError> {
    of_hall(args.kind, args.session, args.masked).print(app, args.printer)
}

pub(crate) fn save(app: &App, args: Save) -> Result<Saved, AppError> {
    of_hall(args.kind, args.session, args.masked).save(app, args.folder)
}

/// The invitations that are meant, set.
fn invited(open: &Open, whom: &Whom, now: u64) -> Result<Paper, AppError> {
    let (papers, count) = open.read(|reader| invite::invitations(reader, whom, date_in_hanoi(now)))?;
    if count.people == 0 {
        return Err(AppError::of("invitations_nobody").with("office", count.office));
    }
    let stem = format!("giay-moi-{}", minute_in_hanoi(now));
    Ok(Paper { pdf: papers.pdf(words::stamp(now))?, stem, personal: false })
}

pub(crate) fn invitations(app: &App, whom: Whom) -> Result<Invited, AppError> {
    let today = date_in_hanoi(app.now());
    app.read(|reader| Ok(invite::invitations(reader, &whom, today)?.1))
}

/// Invitations, by hand.
fn to_come(whom: Whom) -> ByHand<impl FnOnce(&Open, u64) -> Result<Paper, AppError>> {
    ByHand { kind: Kind::Invitations, masked: false, make: move |open: &Open, now| invited(open, &whom, now) }
}

pub(crate) fn invitations_print(app: &App, args: InvitationsPrint) -> Result<Printed, AppError> {
    to_come(args.whom).print(app, args.printer)
}

pub(crate) fn invitations_save(app: &App, args: InvitationsSave) -> Result<Saved, AppError> {
    to_come(args.whom).save(app, args.folder)
}

pub(crate) fn regularly(app: &App, args: Regular) -> Result<Status, AppError> {
    let open = app.opened()?;
    if !app.outside.stays() {
        return Err(AppError::of("paper_regular_impossible"));
    }
    if !(1..=MOST_MINUTES).contains(&args.minutes) {
        return Err(AppError::of("paper_minutes").with("most", MOST_MINUTES));
    }
    if let Way::Printer(address) = &args.way {
        Printer::at(address)?;
    }
    app.write(|gate| crate::session::still_open(gate, args.session))?;
    regular::remember(&open, app.now(), Some(&args))?;
    regular::begin(&open, &app.outside)?;
    status(app, Nothing {})
}

pub(crate) fn regularly_stop(app: &App, _: Nothing) -> Result<Status, AppError> {
    let open = app.opened()?;
    regular::remember(&open, app.now(), None)?;
    regular::begin(&open, &app.outside)?;
    status(app, Nothing {})
}

/// Opens a sealed paper. It needs no open folder: whoever has the stick and the words is at another laptop, as a rule.
pub(crate) fn unseal(_: &App, args: OpenSealed) -> Result<Done, AppError> {
    let sealed = std::fs::read(&args.path).map_err(|_| AppError::of("sealed_unreadable"))?;
    let pdf = open_sealed(&sealed, &args.passphrase).map_err(|error| {
        AppError::of(match error {
            SealedError::NotOne => "sealed_not_one",
            SealedError::Damaged => "sealed_damaged",
            SealedError::WrongPassphrase => "wrong_passphrase",
        })
    })?;
    let to = Path::new(&args.to);
    let (folder, stem) = (to.parent().filter(|folder| !folder.as_os_str().is_empty()), to.file_stem());
    let stem = stem.and_then(|stem| stem.to_str()).ok_or_else(|| AppError::of("paper_folder_bad"))?;
    if to.exists() {
        return Err(AppError::of("paper_exists"));
    }
    let ending = to.extension().and_then(|ending| ending.to_str()).unwrap_or(PLAIN_ENDING);
    save_new(folder.unwrap_or_else(|| Path::new(".")), stem, ending, &pdf).map_err(|error| file_error(&error))?;
    Ok(Done {})
}
