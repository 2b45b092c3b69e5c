//! Units and their lists, on the command line.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

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
