//! What a scanned text is and what it proves.

use luudong_domain::card::{self, Scan, ScanShown};
use luudong_domain::finding::Finding;
use luudong_domain::time::date_in_hanoi;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, AppError};

/// A text as a scanner typed it. It goes to no log.
#[derive(Deserialize, TS)]
#[ts(rename = "ScanText")]
pub struct Text {
    text: String,
}

/// A scan, what it is worth, and why.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Scan")]
pub struct ScanTold {
    /// What it says.
    #[serde(flatten)]
    pub shown: ScanShown,
    /// What was noticed, every repair among it.
    pub findings: Vec<Finding>,
}

/// Reads a text as it stands at `wall_micros`. Needs no data folder: it knows nobody.
pub fn scanned(text: &str, wall_micros: u64) -> ScanTold {
    ScanTold::of(card::scan(text, date_in_hanoi(wall_micros)))
}

impl ScanTold {
    pub(crate) fn of(scan: Scan) -> ScanTold {
        ScanTold { shown: scan.shown(), findings: scan.findings }
    }
}

pub(crate) fn scan(app: &App, args: Text) -> Result<ScanTold, AppError> {
    Ok(scanned(&args.text, app.now()))
}
