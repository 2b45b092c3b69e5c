//! The command line. What stands here is also `docs/cli.md`.

mod list;
mod paper;
mod session;
mod visit;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde_json::json;

use crate::exit::Exit;
use crate::messages::Language;
pub(crate) use list::{Due, Import, People, Search, Template, UnitAction};
pub(crate) use paper::{Invitations, Of, PaperAction};
pub(crate) use session::{Arrange, SessionAction, Slots};
pub(crate) use visit::{At, Noted, VisitAction, Who};

/// Names the data folder when `--data` does not; the window reads the same.
const DATA: &str = "LUUDONG_DATA";
/// Names the language when `--lang` does not.
const LANGUAGE: &str = "LUUDONG_LANG";

const AFTER: &str = "\
Passphrase: from --passphrase-file, else from the environment variable LUUDONG_PASSPHRASE, else typed. Never an argument.

Who is working: whoever `luudong actor` named last. Where nobody was ever named, the user of this computer works as a supervisor.

Output: with --json one JSON value on standard output and nothing else there; a refusal is one line on standard error, \
{\"error\":{\"code\",\"message\",\"params\"}}. Without --json, text for people.

Exit codes: 0 done, 1 refused input, 2 usage, 3 no access (passphrase, role, admission, revocation), 4 storage, 5 network.";

/// Lưu Động without its window: lists, sessions, the queue, sync and proof, for scripts and IT staff.
#[derive(Parser)]
#[command(name = "luudong", version, after_long_help = AFTER, term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// The data folder; LUUDONG_DATA by default
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// File that holds the passphrase
    #[arg(long, global = true, value_name = "F")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// One JSON value on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Language of the text; LUUDONG_LANG by default, else Vietnamese
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<Language>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// Reads the command line; what cannot be understood is said, and help that was asked for is given.
    pub(crate) fn read(words: &[OsString]) -> Result<Arguments, Exit> {
        Arguments::try_parse_from(words).map_err(|error| {
            let asked = !error.use_stderr();
            if !asked && words.iter().any(|word| word == "--json") {
                let message = error.render().to_string();
                eprintln!("{}", json!({ "error": { "code": "usage", "message": message.trim_end(), "params": {} } }));
            } else if error.print().is_err() {
                // Nobody listens any more.
                return Exit::Storage;
            }
            if asked { Exit::Done } else { Exit::Usage }
        })
    }

    /// The data folder.
    pub(crate) fn data(&self) -> Option<PathBuf> {
        self.data.clone().or_else(|| std::env::var_os(DATA).filter(|path| !path.is_empty()).map(PathBuf::from))
    }

    /// The language of the text.
    pub(crate) fn language(&self) -> Language {
        let wished = || std::env::var(LANGUAGE).ok().filter(|wish| wish.to_ascii_lowercase().starts_with("en"));
        self.lang.or_else(|| wished().map(|_| Language::En)).unwrap_or(Language::Vi)
    }
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes an encrypted data folder; prints the recovery words, once
    Init,
    /// Says who is working from now on
    Actor(Actor),
    /// Has this laptop admitted by central, with a one-time code
    Admit(Admit),
    /// Imports a unit's list (XLSX, XLS, ODS, CSV)
    ///
    /// Columns that are recognised with certainty are read; a column that is not is left out and told as the warning
    /// `column_uncertain`. Refused rows change nothing. The same file again changes nothing. People who are missing from
    /// the list are counted, never removed. Exit code 0 when any row was accepted, updated or unchanged.
    ///
    /// JSON: {"rows","accepted","updated","unchanged","missing","refused":[{"row","column","code","message"}],"warnings":[{the same}],
    /// "unit","import","dry_run","planned"}
    Import(Import),
    /// Writes the empty list that HR is handed to fill in; needs no data folder
    ///
    /// Its headings and words to choose from are the ones that `import` knows; --lang is the language of what it explains.
    ///
    /// JSON: {"file"}
    Template(Template),
    /// Lists a unit's people, in Vietnamese order of names
    ///
    /// JSON: [{"id","name","birth","sex","number","old_number","staff_code","department","phone","address","state",…}]
    People(People),
    /// Finds people by part of a name (without marks too), a number or a staff code
    ///
    /// JSON: as `people`
    Search(Search),
    /// Says what a scanned text is and what it proves; needs no data folder
    ///
    /// Exit code 1 when nothing of it can be accepted.
    ///
    /// JSON: {"kind":"cccd_qr"|"can_cuoc_qr"|"cccd_mrz"|"ticket"|"not_a_card","number","old_number","name","birth","sex","address",
    /// "issued","expires","verdict":"sure"|"review"|"refused","findings":[{"code","level","message"}],…}
    Scan(Scan),
    /// Tells who of a unit is due for a card on a day, for what, by when and why
    ///
    /// People with the unit only. The text tells, for each place of service, how many are due + uncertain.
    ///
    /// JSON: {"date","law","counts":{"people","due","first_issue","exchange","reissue","unnamed","not_due","uncertain","missing_paper",
    /// "missing_issued","missing_birth"},"desks":[{"desk","due","uncertain"}],"people":[{"person":{as `people`},"due":{"verdict",
    /// "procedure","by":{"first","last"},"why":[{"reason","basis","age","on":{"first","last"}}],"law","limit","missing","due_with"},"desk"}]}
    Due(Due),
    /// Units: list, add
    Unit {
        /// What to do.
        #[command(subcommand)]
        action: UnitAction,
    },
    /// Sessions: list, add, plan, arrange, show, close, reopen, and what hinders them
    Session {
        /// What to do.
        #[command(subcommand)]
        action: SessionAction,
    },
    /// The queue of a session: check in, call, serve, pass, capture, defer, refuse, absent, undo, and who goes when
    Visit {
        /// What to do.
        #[command(subcommand)]
        action: VisitAction,
    },
    /// Papers of a session: the checklist, the state of the queue, invitations; to a printer or into a file
    Paper {
        /// What to do.
        #[command(subcommand)]
        action: PaperAction,
    },
    /// Exchanges with central what either side lacks
    ///
    /// JSON: {"pushed","pulled","refused":[{"series","index","code","message"}],"only_here","bytes_up","bytes_down",…}
    Sync(Sync),
    /// Exchanges by stick, without a network: writes an encrypted file for one receiver, reads what came for this laptop
    Parcel {
        /// What to do.
        #[command(subcommand)]
        action: ParcelAction,
    },
    /// Refolds the whole log and compares; checks every chain, head and count
    ///
    /// JSON: {"ok","fold_version","digest","scopes":{scope: digest},"events","findings":[{"code","scope","detail"}]}.
    /// Exit code 4 when something does not hold.
    Verify,
    /// Makes an encrypted backup in a new folder under DIR
    Backup(Backup),
    /// Makes an empty data folder out of a backup; the laptop goes on as a new device
    Restore(Restore),
    /// Makes fictional people: a whole demonstration, or only a list as a file
    Demo(Demo),
    /// Runs any command of the command surface by its name
    Call(Call),
    /// This manual as Markdown.
    #[command(hide = true)]
    HelpMarkdown,
}

/// Who is working.
#[derive(Args)]
pub(crate) struct Actor {
    /// The name colleagues know
    #[arg(long)]
    pub(crate) name: String,
    /// What they are there for
    #[arg(long, value_parser = ["hr", "member", "leader", "supervisor", "admin"])]
    pub(crate) role: String,
}

/// Admission.
#[derive(Args)]
pub(crate) struct Admit {
    /// Address of central (https, or loopback) or of a leader's laptop in the hall; not needed where the code holds it
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    pub(crate) central: String,
    /// The one-time code, or all that its QR code holds: luudong:ADDRESS#CODE
    #[arg(long)]
    pub(crate) code: String,
    /// What people call this laptop
    #[arg(long, default_value = "luudong")]
    pub(crate) label: String,
}

/// With whom to sync.
#[derive(Args)]
pub(crate) struct Sync {
    /// Address of central; the one that admitted this laptop by default
    #[arg(long, value_name = "URL")]
    pub(crate) central: Option<String>,
}

/// What to do with parcels.
#[derive(Subcommand)]
pub(crate) enum ParcelAction {
    /// Writes what somebody lacks, encrypted to them, into a new file in FOLDER
    ///
    /// It gets its name only when it is whole; other files are not touched.
    ///
    /// JSON: {"path","name","bytes","events"}. Exit code 4 when the stick is full or gone.
    Write {
        /// `central`, a lane, or the id of a device
        #[arg(long)]
        to: String,
        /// A folder, as a rule on a stick
        folder: PathBuf,
    },
    /// Reads a parcel that was written for this laptop
    ///
    /// A file that is damaged, cut short, for somebody else or no parcel changes nothing: exit code 1. A part that may not
    /// come in is told in "refused"; the rest comes in. Reading a file twice changes nothing.
    ///
    /// JSON: {"from","lane","label","made","pulled","refused":[{"series","index","code","message"}],"only_here","answer",…};
    /// "answer" is how much a parcel back to the sender would hold.
    Read {
        /// The parcel
        file: PathBuf,
    },
    /// Lists to whom can be written, and how much each lacks
    ///
    /// JSON: [{"id","lane","label","role","central","seen","lacks"}]
    Peers,
}

/// Where a backup goes.
#[derive(Args)]
pub(crate) struct Backup {
    /// A folder on another disk or stick
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
}

/// Where a backup lies.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup's folder, as `backup` named it
    #[arg(long, value_name = "DIR")]
    pub(crate) from: PathBuf,
}

/// What to make.
#[derive(Args)]
pub(crate) struct Demo {
    /// How many people
    #[arg(long)]
    pub(crate) people: usize,
    /// The same seed makes the same people
    #[arg(long)]
    pub(crate) seed: u64,
    /// How many of a thousand rows have a mistake; only with --xlsx
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0, requires = "xlsx")]
    pub(crate) mistakes: u32,
    /// Writes only the list, to this file; needs no data folder
    #[arg(long, value_name = "OUT")]
    pub(crate) xlsx: Option<PathBuf>,
}

/// A command and its arguments.
#[derive(Args)]
pub(crate) struct Call {
    /// Name of the command
    pub(crate) command: String,
    /// Its arguments as a JSON object; `-` reads them from standard input
    #[arg(value_name = "JSON", default_value = "{}")]
    pub(crate) arguments: String,
}

/// A text as a scanner typed it.
#[derive(Args)]
pub(crate) struct Scan {
    /// The text; `-` reads it from standard input, where no list of processes shows it
    pub(crate) text: String,
}
