//! A paper is set, goes its way, and that is noted.

use std::io::ErrorKind;
use std::path::PathBuf;

use luudong_domain::id::{ActorId, SessionId};
use luudong_domain::person::initials_shown;
use luudong_domain::time::minute_in_hanoi;
use luudong_paper::{Masked, PaperError};
use luudong_store::{SEALED_ENDING, save_new};

use super::printer::{Job, Printer};
use super::{FOLDER, Kind, LAST, Last, OfHall, PLAIN_ENDING, PRINTER, Printed, Saved, Way, gather, words};
use crate::{App, AppError, Open, Outside, locked};

/// A paper that is set.
pub(super) struct Paper {
    pub(super) pdf: Vec<u8>,
    /// Of its file.
    pub(super) stem: String,
    /// It holds what may lie nowhere as it is.
    pub(super) personal: bool,
}

impl From<PaperError> for AppError {
    fn from(error: PaperError) -> AppError {
        // What the compiler says may quote a name: where it failed is enough to mend it.
        match error {
            PaperError::Template { template, at, .. } => tracing::error!(template, ?at, "paper"),
            PaperError::Code | PaperError::Moment => tracing::error!(%error, "paper"),
        }
        AppError::of("paper_failed")
    }
}

/// Sets a paper of a session. The folder is held only while it is read.
pub(super) fn made(open: &Open, now: u64, paper: OfHall, session: SessionId, masked: bool) -> Result<Paper, AppError> {
    let (stamp, minute) = (words::stamp(now), minute_in_hanoi(now));
    let (pdf, name) = match paper {
        OfHall::Checklist => {
            let list = open.read(|reader| gather::checklist(reader, session))?;
            (
                if masked { Masked::of_checklist(&list, initials_shown).pdf(stamp) } else { list.pdf(stamp) },
                "danh-sach-kiem",
            )
        }
        OfHall::State => {
            let state = open.read(|reader| gather::state(reader, session, now))?;
            (if masked { Masked::of_state(&state, initials_shown).pdf(stamp) } else { state.pdf(stamp) }, "hang-doi")
        }
    };
    let mask = if masked { "-che-thong-tin" } else { "" };
    Ok(Paper { pdf: pdf?, stem: format!("{name}{mask}-{minute}"), personal: !masked })
}

/// What went wrong with a file for people.
pub(super) fn file_error(error: &std::io::Error) -> AppError {
    AppError::of(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => "paper_disk_full",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "paper_folder_bad",
        _ => "paper_not_saved",
    })
}

fn saved(open: &Open, outside: &Outside, folder: &str, paper: &Paper) -> Result<Saved, AppError> {
    let folder = match folder.trim() {
        "" => {
            std::fs::create_dir_all(&outside.exports).map_err(|error| file_error(&error))?;
            outside.exports.clone()
        }
        named => PathBuf::from(named),
    };
    if !folder.is_dir() {
        return Err(AppError::of("paper_folder_bad"));
    }
    let sealed = paper.personal.then(|| locked(&open.store).seal(&paper.pdf)).transpose()?;
    let (bytes, ending) = match &sealed {
        Some(sealed) => (sealed, SEALED_ENDING),
        None => (&paper.pdf, PLAIN_ENDING),
    };
    let path = save_new(&folder, &paper.stem, ending, bytes).map_err(|error| file_error(&error))?;
    Ok(Saved { path: path.display().to_string(), bytes: bytes.len() as u64, sealed: sealed.is_some() })
}

fn printed(address: &str, paper: &Paper) -> Result<Printed, AppError> {
    let printer = Printer::at(address)?;
    let done = printer.print(&paper.stem, &paper.pdf)? == Job::Done;
    Ok(Printed { printer: printer.address(), done })
}

impl Way {
    /// Prints a paper, or saves it.
    pub(super) fn go(&self, open: &Open, outside: &Outside, paper: &Paper) -> Result<(), AppError> {
        match self {
            Way::Printer(address) => printed(address, paper).map(drop),
            Way::Folder(folder) => saved(open, outside, folder, paper).map(drop),
        }
    }
}

impl Last {
    /// Puts it on the record. The paper went its way; a record that finds no room changes nothing about that.
    pub(super) fn note(&self, open: &Open, wall: u64) {
        let (setting, place) = match &self.way {
            Way::Printer(address) => (PRINTER, address),
            Way::Folder(folder) => (FOLDER, folder),
        };
        let noted = locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, wall, |gate| {
            gate.set(LAST, &serde_json::to_string(self).map_err(AppError::internal)?)?;
            if self.code.is_none() {
                gate.set(setting, place)?;
            }
            Ok(())
        });
        if let Err(error) = noted {
            tracing::warn!(code = error.code, "paper not recorded");
        }
    }
}

/// One paper by hand.
pub(super) struct ByHand<F> {
    pub(super) kind: Kind,
    pub(super) masked: bool,
    /// Sets it, at a time.
    pub(super) make: F,
}

impl<F: FnOnce(&Open, u64) -> Result<Paper, AppError>> ByHand<F> {
    pub(super) fn print(self, app: &App, printer: Option<String>) -> Result<Printed, AppError> {
        let address = printer_meant(app, printer)?;
        self.send(app, Way::Printer(address.clone()), |_, paper| {
            let printed = printed(&address, paper)?;
            // As it is noted it can be used again, however it was typed.
            Ok((Way::Printer(printed.printer.clone()), printed))
        })
    }

    pub(super) fn save(self, app: &App, folder: Option<String>) -> Result<Saved, AppError> {
        let folder = folder.unwrap_or_default();
        let way = Way::Folder(folder.clone());
        self.send(app, way.clone(), |open, paper| Ok((way, saved(open, &app.outside, &folder, paper)?)))
    }

    /// Set, sent, recorded.
    fn send<T>(
        self,
        app: &App,
        way: Way,
        send: impl FnOnce(&Open, &Paper) -> Result<(Way, T), AppError>,
    ) -> Result<T, AppError> {
        let (open, now) = (app.opened()?, app.now());
        let done = (self.make)(&open, now).and_then(|paper| send(&open, &paper));
        let (way, code, done) = match done {
            Ok((way, done)) => (way, None, Ok(done)),
            Err(error) => (way, Some(error.code.clone()), Err(error)),
        };
        Last { at: now / 1000, kind: self.kind, masked: self.masked, regular: false, way, code }.note(&open, now);
        done
    }
}

/// The address of the printer that is meant.
fn printer_meant(app: &App, named: Option<String>) -> Result<String, AppError> {
    match named.filter(|named| !named.trim().is_empty()) {
        Some(named) => Ok(named),
        None => app.read(|reader| Ok(reader.setting(PRINTER)?))?.ok_or_else(|| AppError::of("printer_none")),
    }
}
