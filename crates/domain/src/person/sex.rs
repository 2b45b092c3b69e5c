//! Sex, as papers and lists write it.

use crate::text::fold;

/// The sex on a person's papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

impl Sex {
    /// The canonical string.
    pub fn as_str(self) -> &'static str {
        match self {
            Sex::Female => "female",
            Sex::Male => "male",
        }
    }

    /// Reads a word for a sex. A lone `1` or `0` means one thing in one list and the other in the next: it is not
    /// understood here; see [`crate::list::read`].
    pub fn parse(text: &str) -> Option<Sex> {
        match fold(text).trim_matches(|c: char| !c.is_alphanumeric()) {
            "nam" | "male" | "m" | "trai" | "nam gioi" | "phai nam" | "man" => Some(Sex::Male),
            "nu" | "female" | "f" | "gai" | "nu gioi" | "phai nu" | "woman" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// Whether a cell's text is a tick, as in a column headed "Nữ".
pub fn is_tick(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "x" | "1" | "v" | "✓" | "✔" | "√" | "☑" | "☒" | "✗" | "+" | "true" | "co" | "yes" | "y"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_sex() {
        for text in ["Nam", "NAM", " nam ", "Male", "M", "m."] {
            assert_eq!(Sex::parse(text), Some(Sex::Male), "{text}");
        }
        for text in ["Nữ", "nữ", "NU", "Nư\u{303}", "F", "female"] {
            assert_eq!(Sex::parse(text), Some(Sex::Female), "{text}");
        }
        for text in ["", "1", "0", "N", "khác", "x"] {
            assert_eq!(Sex::parse(text), None, "{text}");
        }
    }
}
