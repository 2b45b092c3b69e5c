//! Many people's verdicts as counts.

use serde::Serialize;
use ts_rs::TS;

use super::{Due, Missing, Procedure, Verdict};

/// How many are due, and for what. `people` = `due` + `not_due` + `uncertain`; `due` = the four below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[ts(rename = "DueCounts")]
pub struct Counts {
    /// Everybody who was judged.
    #[ts(type = "number")]
    pub people: u64,
    /// Due.
    #[ts(type = "number")]
    pub due: u64,
    /// Due for a first issue.
    #[ts(type = "number")]
    pub first_issue: u64,
    /// Due for an exchange.
    #[ts(type = "number")]
    pub exchange: u64,
    /// Due for a reissue.
    #[ts(type = "number")]
    pub reissue: u64,
    /// Due, and the kind of paper decides for what.
    #[ts(type = "number")]
    pub unnamed: u64,
    /// Not due.
    #[ts(type = "number")]
    pub not_due: u64,
    /// Uncertain.
    #[ts(type = "number")]
    pub uncertain: u64,
    /// Of the uncertain: the kind of paper is missing. Somebody may miss more than one thing.
    #[ts(type = "number")]
    pub missing_paper: u64,
    /// Of the uncertain: the issue date is missing.
    #[ts(type = "number")]
    pub missing_issued: u64,
    /// Of the uncertain: the birth date is missing or not to the day.
    #[ts(type = "number")]
    pub missing_birth: u64,
}

/// Counts verdicts.
pub fn count<'a>(all: impl IntoIterator<Item = &'a Due>) -> Counts {
    let mut counts = Counts::default();
    for due in all {
        counts.add(due);
    }
    counts
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, due: &Due) {
        self.people += 1;
        match due.verdict {
            Verdict::Due => {
                self.due += 1;
                *self.of(due.procedure) += 1;
            }
            Verdict::NotDue => self.not_due += 1,
            Verdict::Uncertain => {
                self.uncertain += 1;
                for missing in &due.missing {
                    *self.without(*missing) += 1;
                }
            }
        }
    }

    fn of(&mut self, procedure: Option<Procedure>) -> &mut u64 {
        match procedure {
            Some(Procedure::FirstIssue) => &mut self.first_issue,
            Some(Procedure::Exchange) => &mut self.exchange,
            Some(Procedure::Reissue) => &mut self.reissue,
            None => &mut self.unnamed,
        }
    }

    fn without(&mut self, missing: Missing) -> &mut u64 {
        match missing {
            Missing::Paper => &mut self.missing_paper,
            Missing::Issued => &mut self.missing_issued,
            Missing::Birth => &mut self.missing_birth,
        }
    }
}
