//! The queue of a session, on the command line.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

/// Who and where. WHO is an id of a person or visit, a ticket, a number, a staff code, what a card's QR says, or a name
/// that means one person only.
#[derive(Args)]
pub(crate) struct Who {
    /// Id, ticket, number, staff code, QR or a name that means one person only
    pub(crate) who: String,
    #[command(flatten)]
    pub(crate) at: At,
}

/// Who, and what is noted of it.
#[derive(Args)]
pub(crate) struct Noted {
    #[command(flatten)]
    pub(crate) who: Who,
    /// What people want to know besides
    #[arg(long, default_value = "")]
    pub(crate) note: String,
}

/// In which session.
#[derive(Args)]
pub(crate) struct At {
    /// Id, or date; the one open session by default
    #[arg(long)]
    pub(crate) session: Option<String>,
}

/// What to do in the queue.
#[derive(Subcommand)]
pub(crate) enum VisitAction {
    /// Gives a person who is there a ticket
    CheckIn(Who),
    /// Calls the next in order, or WHO, to a station
    Call {
        /// Id, ticket, number, staff code or name; the next in order by default
        who: Option<String>,
        /// Station number
        #[arg(long, default_value_t = 1)]
        station: u16,
        #[command(flatten)]
        at: At,
    },
    /// Begins at a station
    Serve {
        #[command(flatten)]
        who: Who,
        /// Station number
        #[arg(long, default_value_t = 1)]
        station: u16,
    },
    /// The step at hand is done, and it is not the last
    Pass {
        #[command(flatten)]
        who: Who,
        /// Which it is; refused where another is at hand
        #[arg(long, value_parser = ["papers", "capture", "sign", "collect"])]
        step: Option<String>,
    },
    /// Everything is done
    Capture {
        #[command(flatten)]
        who: Who,
        /// Number of the receipt
        #[arg(long)]
        receipt: Option<String>,
        /// What became of the old paper
        #[arg(long, value_parser = ["kept", "cut", "collected", "lost", "none"])]
        old_paper: Option<String>,
        /// When the card is to be fetched, 2026-04-09
        #[arg(long)]
        appointment: Option<NaiveDate>,
    },
    /// Not today
    Defer {
        #[command(flatten)]
        who: Who,
        /// Why
        #[arg(long, value_parser = ["papers_missing", "data_disagrees", "residence", "fingerprints", "machine_down", "other"])]
        reason: String,
        /// What people want to know besides; needed with `other`
        #[arg(long, default_value = "")]
        note: String,
        /// What they are to bring; may be given several times
        #[arg(long = "paper", value_parser = ["birth_certificate", "civil_status", "residence_form", "old_card", "loss_report", "other"])]
        papers: Vec<String>,
    },
    /// Not here at all
    Refuse {
        #[command(flatten)]
        who: Who,
        /// Why
        #[arg(long, value_parser = ["declined", "not_due", "served_elsewhere", "not_the_person", "other"])]
        reason: String,
        /// What people want to know besides; needed with `other`
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Went away by themselves
    Leave(Noted),
    /// Sets somebody aside; nobody calls them until they are back in line
    Park(Noted),
    /// Puts somebody back in line, in the place they had
    Requeue {
        #[command(flatten)]
        who: Who,
        /// At its end
        #[arg(long)]
        to_end: bool,
    },
    /// Has somebody wait for one station only
    Move {
        #[command(flatten)]
        who: Who,
        /// Station number
        #[arg(long)]
        station: u16,
    },
    /// Says why somebody goes first; without a reason, they do no more
    Prioritise {
        #[command(flatten)]
        who: Who,
        /// Why; may be given several times
        #[arg(long = "reason", value_parser = ["age", "pregnancy", "disability", "small_child", "night_shift"])]
        reasons: Vec<String>,
    },
    /// Did not come, or was gone after so many calls
    Absent(Who),
    /// Takes back the last thing that was done
    Undo {
        #[command(flatten)]
        who: Who,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Shows the hall: figures, who is served, called and set aside, and who waits in the order in which they are called
    Queue {
        /// Only those whom this station may call
        #[arg(long)]
        station: Option<u16>,
        #[command(flatten)]
        at: At,
    },
    /// Lists by name whom the day still owes something
    Unresolved(At),
}
