//! What is known of somebody's paper: facts only. What follows from them changes with the law and is never stored.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Form, Paper, Request, Residence};
use crate::person::{Birth, Fields, NUMBER_DIGITS, OLD_NUMBER_DIGITS, PersonField};

/// What is known. Personal: it stays in the value and goes into no finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What they bear now.
    pub paper: Paper,
    /// When it was issued.
    pub issued: Option<NaiveDate>,
    /// The end that is printed on it. It wins over every calculation.
    pub expires: Option<Expires>,
    /// Birth, as exactly as it is known.
    pub birth: Option<Birth>,
    /// What is asked for.
    pub request: Request,
    /// How they live here.
    pub residence: Residence,
    /// Forms that they have handed in.
    pub forms: Vec<Form>,
}

impl Default for Facts {
    /// Nothing is known.
    fn default() -> Facts {
        Facts {
            paper: Paper::Unknown,
            issued: None,
            expires: None,
            birth: None,
            request: Request::None,
            residence: Residence::Unknown,
            forms: Vec::new(),
        }
    }
}

/// The end of a paper. Its text is canonical: `2043-06-01` or `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Expires {
    /// The last day.
    On(NaiveDate),
    /// "Không thời hạn".
    Never,
}

/// What stands in a text of [`Expires`] when there is no end.
const NEVER: &str = "never";

impl fmt::Display for Expires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expires::On(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            Expires::Never => f.write_str(NEVER),
        }
    }
}

/// Not the canonical text of an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not understood as the end of a paper")]
pub struct NoEnd;

impl FromStr for Expires {
    type Err = NoEnd;

    /// Reads the canonical text only.
    fn from_str(text: &str) -> Result<Expires, NoEnd> {
        match text {
            NEVER => Ok(Expires::Never),
            date => NaiveDate::parse_from_str(date, "%Y-%m-%d").map(Expires::On).map_err(|_| NoEnd),
        }
    }
}

impl From<Expires> for String {
    fn from(expires: Expires) -> String {
        expires.to_string()
    }
}

impl TryFrom<String> for Expires {
    type Error = NoEnd;

    fn try_from(text: String) -> Result<Expires, NoEnd> {
        text.parse()
    }
}

/// What the roster's fields say. Where they don't name the kind of paper, a 12-digit number is taken for one that is
/// read off a paper, and 9 digits alone for a CMND. No number says nothing: most lists lack some. (Someone with a CMND
/// of 9 digits may know the number that their next card will bear; a list that names the kind of paper says so.)
pub fn facts_of(fields: &Fields) -> Facts {
    let text = |field: PersonField| fields.get(&field).map(String::as_str);
    let digits = |field: PersonField| text(field).map(str::len);
    let numbers = (digits(PersonField::Number), digits(PersonField::OldNumber));
    let paper = match (text(PersonField::Paper).and_then(Paper::parse).unwrap_or(Paper::Unknown), numbers) {
        // "CMND" alone is read as one of nine digits; the twelve beside it, and no nine, say which it is.
        (Paper::Cmnd9, (Some(NUMBER_DIGITS), old)) if old != Some(OLD_NUMBER_DIGITS) => Paper::Cmnd12,
        (Paper::Cmnd9, (None, Some(NUMBER_DIGITS))) => Paper::Cmnd12,
        (Paper::Unknown, (Some(NUMBER_DIGITS), _) | (None, Some(NUMBER_DIGITS))) => Paper::Unknown12,
        (Paper::Unknown, (None, Some(OLD_NUMBER_DIGITS))) => Paper::Cmnd9,
        (said, _) => said,
    };
    Facts {
        paper,
        issued: text(PersonField::Issued).and_then(|text| text.parse().ok()),
        expires: text(PersonField::Expires).and_then(|text| text.parse().ok()),
        birth: text(PersonField::Birth).and_then(|text| text.parse().ok()),
        request: text(PersonField::Request).and_then(Request::parse).unwrap_or(Request::None),
        residence: text(PersonField::Residence).and_then(Residence::parse).unwrap_or(Residence::Unknown),
        // The roster keeps no forms yet.
        forms: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_roster_says_of_a_paper() {
        for (number, old, paper) in [
            ("", "", Paper::Unknown),
            ("", "150000002", Paper::Cmnd9),
            ("034058000002", "", Paper::Unknown12),
            ("034058000002", "150000002", Paper::Unknown12),
            ("", "034058000002", Paper::Unknown12),
        ] {
            let mut fields = Fields::from([(PersonField::Birth, "1958".to_owned())]);
            for (field, value) in [(PersonField::Number, number), (PersonField::OldNumber, old)] {
                if !value.is_empty() {
                    fields.insert(field, value.to_owned());
                }
            }
            let facts = facts_of(&fields);
            assert_eq!((facts.paper, facts.birth), (paper, Some(Birth::Year(1958))), "{number} {old}");
        }
    }

    #[test]
    fn what_a_roster_names_counts_more_than_what_its_numbers_look_like() {
        for (named, number, old, paper) in [
            ("cccd_chip", "034058000002", "", Paper::CccdChip),
            ("none", "034058000002", "", Paper::None),
            ("cmnd9", "", "150000002", Paper::Cmnd9),
            ("cmnd9", "034058000002", "150000002", Paper::Cmnd9),
            ("cmnd9", "034058000002", "", Paper::Cmnd12),
            ("cmnd9", "", "034058000002", Paper::Cmnd12),
            ("unknown", "034058000002", "", Paper::Unknown12),
            ("unknown12", "", "", Paper::Unknown12),
        ] {
            let all = [(PersonField::Paper, named), (PersonField::Number, number), (PersonField::OldNumber, old)];
            let given = all.into_iter().filter(|(_, value)| !value.is_empty());
            let facts = facts_of(&given.map(|(field, value)| (field, value.to_owned())).collect());
            assert_eq!(facts.paper, paper, "{named} {number} {old}");
        }
        let facts = facts_of(&Fields::from([
            (PersonField::Issued, "2021-06-05".to_owned()),
            (PersonField::Expires, "never".to_owned()),
            (PersonField::Request, "lost".to_owned()),
            (PersonField::Residence, "temporary".to_owned()),
        ]));
        let said = (facts.issued.map(|day| day.to_string()), facts.expires, facts.request, facts.residence);
        assert_eq!(said, (Some("2021-06-05".to_owned()), Some(Expires::Never), Request::Lost, Residence::Temporary));
    }

    #[test]
    fn an_end_reads_back() {
        for text in ["2043-06-01", "never"] {
            assert_eq!(text.parse::<Expires>().map(|end| end.to_string()).as_deref(), Ok(text));
            let json = serde_json::to_string(&text.parse::<Expires>().expect("canonical")).expect("json");
            assert_eq!(json, format!("\"{text}\""));
        }
        assert_eq!("01/06/2043".parse::<Expires>(), Err(NoEnd));
        assert!(Expires::On(NaiveDate::MAX) < Expires::Never);
    }
}
