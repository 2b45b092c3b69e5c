//! The command line. What stands here is also `docs/cli.md`.

mod paper;
mod visit;

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use serde_json::json;

use crate::exit::Exit;
use crate::messages::Language;
pub(crate) use paper::{Invitations, Of, PaperAction};
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

/// A list to import.
#[derive(Args)]
pub(crate) struct Import {
    /// The list
    pub(crate) file: PathBuf,
    /// Code, name or id of the unit; a name nobody knows makes a unit that awaits central
    #[arg(long)]
    pub(crate) unit: String,
    /// Plans the unit's people for this session afterwards: its id, or its date when only one has it
    #[arg(long)]
    pub(crate) session: Option<String>,
    /// Tells what would happen and changes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Writes the refused rows to this XLSX file, for HR to mend
    #[arg(long, value_name = "OUT.xlsx")]
    pub(crate) report: Option<PathBuf>,
}

/// Where the template goes.
#[derive(Args)]
pub(crate) struct Template {
    /// The XLSX file to write
    #[arg(value_name = "OUT.xlsx")]
    pub(crate) file: PathBuf,
}

/// Whose people.
#[derive(Args)]
pub(crate) struct People {
    /// Code, name or id of the unit
    #[arg(long)]
    pub(crate) unit: String,
}

/// Whom to find.
#[derive(Args)]
pub(crate) struct Search {
    /// Part of a name, number or staff code
    pub(crate) text: String,
    /// Most people to list
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: u64,
}

/// Who is due.
#[derive(Args)]
pub(crate) struct Due {
    /// Code, name or id of the unit
    #[arg(long)]
    pub(crate) unit: String,
    /// The day, 2026-03-30; today by default
    #[arg(long)]
    pub(crate) date: Option<NaiveDate>,
    /// Lists only people with this verdict; the counts stay those of everybody
    #[arg(long, value_parser = ["due", "uncertain", "not_due"])]
    pub(crate) verdict: Option<String>,
    /// Lists only people who are served there
    #[arg(long, value_parser = ["mobile_team", "office", "form_first"])]
    pub(crate) route: Option<String>,
}

/// What to do with sessions. SESSION is an id, or a date when only one session has it.
#[derive(Subcommand)]
pub(crate) enum SessionAction {
    /// Lists all sessions, newest first
    List,
    /// Opens a session on a business date
    Add {
        /// Business date, 2026-03-30
        #[arg(long)]
        date: NaiveDate,
        /// Where
        #[arg(long)]
        place: String,
        /// Code, name or id of a unit; may be given several times
        #[arg(long = "unit", value_name = "UNIT", required = true)]
        units: Vec<String>,
    },
    /// Plans the people of a unit who are with it and not planned yet
    Plan {
        /// Id, or date
        session: String,
        /// Code, name or id; all units of the session by default
        #[arg(long = "unit")]
        unit: Option<String>,
        /// Everybody, or only whom the mobile team serves and who is due (or may be) on the session's date
        #[arg(long, value_parser = ["everybody", "due", "due_or_uncertain"], default_value = "everybody")]
        who: String,
    },
    /// Says how a session works: its hours, steps, stations and the rules of its queue
    ///
    /// What is not told is as usual: the one step `capture`, every station serving it. The last arrangement stands.
    Arrange(Arrange),
    /// Cuts the day into slots and gives them to whoever is planned and served there
    ///
    /// What is not told is as it was said before, or as is usual. Whoever has a slot that still holds keeps it. JSON: the plan,
    /// {"rooms":[{"slot","places","kept","people"}],"groups":[{"name","people","at":[…],"left","why"}],"with_slot","left",
    /// "elsewhere","changes","help":{"ends","pace","sessions"},…}
    Slots(Slots),
    /// Shows a session and the day's figures
    Show {
        /// Id, or date
        session: String,
    },
    /// Closes the day
    Close {
        /// Id, or date
        session: String,
        /// Closes although somebody is unresolved; wants a reason
        #[arg(long)]
        accept_unresolved: bool,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
        /// Why it is closed although another laptop differs or was not heard of
        #[arg(long, default_value = "")]
        gap: String,
    },
    /// Takes a closed session up again; what changed is told to the units when it is closed anew
    Reopen {
        /// Id, or date
        session: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Says that something hinders the work
    Incident {
        /// Id, or date
        session: String,
        /// What
        #[arg(long, value_parser = ["scanner_down", "machine_down", "power_cut", "network_down", "other"])]
        kind: String,
        /// Where; the whole hall by default
        #[arg(long)]
        station: Option<u16>,
        /// What people want to know besides; needed with `other`
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Says that an incident is over
    IncidentOver {
        /// Id, or date
        session: String,
        /// Its id, as `show --json` tells it; the one that lasts by default
        #[arg(long)]
        incident: Option<String>,
    },
    /// Tells where the time goes: waiting and serving by step, how many came through, how long whoever comes now waits
    ///
    /// Times are seconds, the wait minutes. What was not measured in the last hour is not told.
    ///
    /// JSON: {"steps":[{"step","now","waiting":{"people","median","ninety"},"serving","done":{"in_15","in_30","in_60"},"wait":{"from",
    /// "to"}}],"stations":[{"station","now","serving","done","pace"}],"done","wait","bottleneck"}
    Times {
        /// Id, or date
        session: String,
    },
    /// The laptops of a session, and whether each has the same of it
    ///
    /// JSON: {"laptops":[{"id","lane","label","standing":"mine"|"same"|"differs"|"silent"|"unknown","seen","program","ahead","unsent",
    /// "more","fewer","digest"}],"gaps"}
    Laptops {
        /// Id, or date
        session: String,
    },
}

/// What is done with units.
#[derive(Subcommand)]
pub(crate) enum UnitAction {
    /// Lists all units by name
    List,
    /// Makes a unit
    Add {
        /// Full name
        name: String,
        /// Code that the centre or the unit uses
        #[arg(long)]
        code: Option<String>,
        /// What it is; people of a residential area are told apart by their address, not by a department
        #[arg(long, value_parser = ["agency", "enterprise", "residential"])]
        kind: Option<String>,
    },
}

/// How a day is cut into slots.
#[derive(Args)]
pub(crate) struct Slots {
    /// Id, or date
    pub(crate) session: String,
    /// Length of a slot, minutes
    #[arg(long)]
    pub(crate) minutes: Option<u16>,
    /// When nobody is served, 11:30-13:00; may be given several times
    #[arg(long = "break", value_name = "FROM-TO")]
    pub(crate) breaks: Vec<String>,
    /// Of a hundred places, those that are kept free for people who come unplanned
    #[arg(long)]
    pub(crate) kept: Option<u16>,
    /// People an hour, in place of what the stations say
    #[arg(long)]
    pub(crate) pace: Option<u16>,
    /// What people are to bring
    #[arg(long)]
    pub(crate) bring: Option<String>,
    /// Gives none to people who are not due on the day
    #[arg(long)]
    pub(crate) due_only: bool,
    /// Gives all anew, also to those who have one
    #[arg(long)]
    pub(crate) anew: bool,
    /// Shows what would be; nothing is written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// How a session works.
#[derive(Args)]
pub(crate) struct Arrange {
    /// Id, or date
    pub(crate) session: String,
    /// A step of every visit; may be given several times. The order is that of the words here
    #[arg(long = "step", value_parser = ["papers", "capture", "sign", "collect"], default_values = ["capture"])]
    pub(crate) steps: Vec<String>,
    /// A station with its steps, and people an hour after an @: `2=capture,sign@20`; may be given several times
    #[arg(long = "station", value_name = "NUMBER=STEPS")]
    pub(crate) stations: Vec<String>,
    /// When it begins, 07:30
    #[arg(long, requires = "ends")]
    pub(crate) starts: Option<String>,
    /// When it ends; an earlier time where it passes midnight
    #[arg(long, requires = "starts")]
    pub(crate) ends: Option<String>,
    /// How often somebody is called before they may be said to be absent
    #[arg(long, default_value_t = 3)]
    pub(crate) calls: u16,
    /// How long after its end a slot is kept, minutes
    #[arg(long, default_value_t = 15)]
    pub(crate) grace: u16,
    /// After how long somebody who was not planned goes by when they came alone, minutes
    #[arg(long, default_value_t = 60)]
    pub(crate) most_wait: u16,
    /// Of so many calls one goes to somebody who was not planned; 0 for no such share
    #[arg(long, default_value_t = 3)]
    pub(crate) walk_ins: u16,
    /// From which age on people go first; by default nobody does by age
    #[arg(long)]
    pub(crate) old_from: Option<u16>,
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
