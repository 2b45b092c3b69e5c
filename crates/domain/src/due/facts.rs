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

/// What the roster's fields say. A 12-digit number is taken for one that is read off a paper; 9 digits alone for a
/// CMND. No number says nothing: most lists lack some. (Someone with a CMND of 9 digits may know the number that
/// their next card will bear; a list that names the kind of paper says so.)
pub fn facts_of(fields: &Fields) -> Facts {
    let digits = |field: PersonField| fields.get(&field).map(String::len);
    let paper = match (digits(PersonField::Number), digits(PersonField::OldNumber)) {
        (Some(NUMBER_DIGITS), _) | (None, Some(NUMBER_DIGITS)) => Paper::Unknown12,
        (None, Some(OLD_NUMBER_DIGITS)) => Paper::Cmnd9,
        _ => Paper::Unknown,
    };
    let birth = fields.get(&PersonField::Birth).and_then(|text| text.parse().ok());
    Facts { paper, birth, ..Facts::default() }
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
