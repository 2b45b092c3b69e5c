//! The code on an invitation: whom it was printed for, and nothing of them. `LD1:` and the person's id in 39 digits:
//! digits alone pass through a keyboard whatever it is set to (Telex would make `DD` into `Đ`), and a code that lost one
//! is seen to be cut.

use crate::id::PersonId;

/// What it begins with; the number is the version of what follows.
const BEGINNING: &str = "LD1";
/// As many as the largest id of 16 bytes has.
const DIGITS: usize = 39;

/// The code of somebody's invitation.
pub fn invitation_code(person: PersonId) -> String {
    format!("{BEGINNING}:{:0DIGITS$}", u128::from_be_bytes(person.0))
}

/// Whose invitation a scanned text is; `Some(None)` for one that was cut or changed, `None` for what is none.
pub(super) fn read(text: &str) -> Option<Option<PersonId>> {
    let rest = text.get(..BEGINNING.len()).filter(|begins| begins.eq_ignore_ascii_case(BEGINNING));
    let rest = rest.and_then(|begins| text.get(begins.len()..))?;
    // Another keyboard has another sign where this one has its colon.
    let digits = rest.strip_prefix(|sign: char| !sign.is_alphanumeric())?;
    if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(None);
    }
    Some(digits.parse::<u128>().ok().map(|id| PersonId(id.to_be_bytes())))
}

#[cfg(test)]
mod tests {
    use super::super::{ScanKind, ScanVerdict, scan};
    use super::*;

    fn scanned(text: &str) -> (ScanKind, ScanVerdict, Option<PersonId>) {
        let scan = scan(text, chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"));
        (scan.kind, scan.verdict, scan.invited)
    }

    #[test]
    fn a_code_finds_its_person_through_every_keyboard_and_a_cut_one_finds_nobody() {
        for person in [PersonId([0; 16]), PersonId([0xdd; 16]), PersonId([0xff; 16])] {
            let code = invitation_code(person);
            assert_eq!(code.len(), 43, "no longer than what fits in a small code");
            for typed in [code.clone(), code.to_lowercase(), code.replace(':', ";"), format!("]Q1{code}\r\n")] {
                assert_eq!(scanned(&typed), (ScanKind::Invitation, ScanVerdict::Sure, Some(person)), "{typed}");
            }
            for cut in [&code[..42], &code[..4], &code.replacen('0', "o", 1)[..]] {
                if cut != code {
                    assert_eq!(scanned(cut), (ScanKind::Invitation, ScanVerdict::Refused, None), "{cut}");
                }
            }
        }
        let beyond = format!("LD1:{}", "9".repeat(39));
        assert_eq!(scanned(&beyond).1, ScanVerdict::Refused, "no id is as large");
    }

    #[test]
    fn what_begins_alike_is_no_invitation() {
        for other in ["LD1", "LD12345", "LD2:1", "Lđ1:1", "LD-017"] {
            assert_ne!(scanned(other).0, ScanKind::Invitation, "{other}");
        }
    }
}
