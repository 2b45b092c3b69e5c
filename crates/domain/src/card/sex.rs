//! The third anchor of the QR code: the sex, in every form that a scanner gives it.

use super::restore::Typing;
use crate::person::Sex;

/// How the word for the sex arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrived {
    /// Whole, or whole after undoing what the scanner did to letters.
    Whole(Typing),
    /// Without its marks or its last letter: no word for a man can become this one.
    Lost,
}

/// The word for the sex where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SexWord {
    /// What it says.
    pub sex: Sex,
    /// How it arrived.
    pub arrived: Arrived,
    /// Its length in bytes.
    pub length: usize,
}

const PLAIN: Arrived = Arrived::Whole(Typing::Plain);

/// Every form, the longer before those that they begin with. *Nam* is plain ASCII and arrives whole or not at all.
/// `ữ` is U+1EEF, 7919; in UTF-8 E1 BB AF, 225 187 175.
const FORMS: &[(&str, Sex, Arrived)] = &[
    ("Nam", Sex::Male, PLAIN),
    ("NAM", Sex::Male, PLAIN),
    ("nam", Sex::Male, PLAIN),
    ("Nữ", Sex::Female, PLAIN),
    ("NỮ", Sex::Female, PLAIN),
    ("nữ", Sex::Female, PLAIN),
    ("Nu\u{31b}\u{303}", Sex::Female, PLAIN),
    ("Nư\u{303}", Sex::Female, PLAIN),
    ("N022501870175", Sex::Female, Arrived::Whole(Typing::Bytes)),
    ("N7919", Sex::Female, Arrived::Whole(Typing::CodePoints)),
    ("Ná»¯", Sex::Female, Arrived::Whole(Typing::Encoding)),
    ("Nuwx", Sex::Female, Arrived::Whole(Typing::Keys)),
    ("Nuxw", Sex::Female, Arrived::Whole(Typing::Keys)),
    ("Nu74", Sex::Female, Arrived::Whole(Typing::Keys)),
    ("Nu47", Sex::Female, Arrived::Whole(Typing::Keys)),
    ("N???", Sex::Female, Arrived::Lost),
    ("N??", Sex::Female, Arrived::Lost),
    ("N?", Sex::Female, Arrived::Lost),
    ("N\u{fffd}\u{fffd}\u{fffd}", Sex::Female, Arrived::Lost),
    ("N\u{fffd}", Sex::Female, Arrived::Lost),
    ("Nư", Sex::Female, Arrived::Lost),
    ("Nu", Sex::Female, Arrived::Lost),
    ("NU", Sex::Female, Arrived::Lost),
    ("nu", Sex::Female, Arrived::Lost),
    ("N", Sex::Female, Arrived::Lost),
];

/// The word for the sex that a text begins with. A damaged word counts only where its end is certain: at a `|`. A
/// whole one also where the `|` after it was dropped and the address begins.
pub(super) fn at(text: &str) -> Option<SexWord> {
    FORMS.iter().find_map(|(form, sex, arrived)| {
        let rest = text.strip_prefix(form)?;
        let ends = match arrived {
            _ if rest.starts_with('|') => true,
            // An address begins with a capital or a digit; `NAM…` and `nam…` might be the beginning of one.
            Arrived::Whole(Typing::Plain) => matches!(*form, "Nam" | "Nữ" | "Nu\u{31b}\u{303}"),
            Arrived::Whole(Typing::Bytes | Typing::CodePoints | Typing::Encoding) => true,
            Arrived::Whole(Typing::Keys) | Arrived::Lost => false,
        };
        ends.then_some(SexWord { sex: *sex, arrived: *arrived, length: form.len() })
    })
}
