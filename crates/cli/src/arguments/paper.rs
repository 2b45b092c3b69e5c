//! Papers, on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::At;

/// What to do with papers.
#[derive(Subcommand)]
pub(crate) enum PaperAction {
    /// Prints the checklist or the state of the queue by IPP
    ///
    /// JSON: {"printer","done"}; "done" is false while the printer still prints.
    Print {
        #[command(flatten)]
        of: Of,
        /// Address of the printer: 192.168.1.20, or ipp://HOST:631/PATH; the one that was used last by default
        #[arg(long, value_name = "ADDRESS")]
        printer: Option<String>,
    },
    /// Saves the checklist or the state of the queue; what holds people's data is encrypted
    ///
    /// A file FILE.sealed opens with `paper open` by the passphrase or the recovery words of this data folder; a masked one is
    /// a plain PDF. It gets its name only when it is whole.
    ///
    /// JSON: {"path","bytes","sealed"}
    Save {
        #[command(flatten)]
        of: Of,
        /// The folder, as a rule on a stick; where files of this program go by default
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Opens an encrypted paper, also one of another laptop; needs no data folder
    ///
    /// The passphrase, or the recovery words, are those of the laptop that wrote it.
    Open {
        /// The file that ends in .sealed
        file: PathBuf,
        /// The PDF to write; a file that is there is left alone
        #[arg(long, value_name = "OUT.pdf")]
        to: PathBuf,
    },
    /// Prints or saves invitations: of all who are planned and were not there yet, or only some
    ///
    /// Two to a sheet of A4; whoever the routing sends to the office gets none. With neither --printer nor --to they are only
    /// counted.
    ///
    /// JSON: {"people","without_slot","office","departments","slots"}, and what became of them as "printed" or "saved"
    Invitations(Invitations),
    /// Lists the printers that this machine knows
    ///
    /// JSON: [{"address","name"}]
    Printers,
}

/// Which paper.
#[derive(Args)]
pub(crate) struct Of {
    /// Which
    #[arg(value_parser = ["checklist", "state"])]
    pub(crate) kind: String,
    /// Only ticket, initials and slot of everybody
    #[arg(long)]
    pub(crate) masked: bool,
    #[command(flatten)]
    pub(crate) at: At,
}

/// Whom to invite.
#[derive(Args)]
pub(crate) struct Invitations {
    /// Code, name or id of the unit
    #[arg(long)]
    pub(crate) unit: String,
    #[command(flatten)]
    pub(crate) at: At,
    /// Only of this department
    #[arg(long)]
    pub(crate) department: Option<String>,
    /// Only of this slot: 08:00-08:30
    #[arg(long, value_name = "FROM-TO")]
    pub(crate) slot: Option<String>,
    /// Only these people, planned or not; may be given several times
    #[arg(long = "person", value_name = "ID")]
    pub(crate) people: Vec<String>,
    /// Address of the printer
    #[arg(long, value_name = "ADDRESS", conflicts_with = "to")]
    pub(crate) printer: Option<String>,
    /// The folder to save them in
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
}
