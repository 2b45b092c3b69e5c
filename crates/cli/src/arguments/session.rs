//! Sessions and how they are planned, on the command line.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

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
