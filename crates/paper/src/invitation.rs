//! The invitation (giấy mời): two of A5 on a sheet of A4, to be cut.

use serde::Serialize;

use crate::world::{Page, Stamp, set};
use crate::{PaperError, qr};

const PAGE: Page = Page { name: "invitation", template: include_str!("../templates/invitation.typ") };

/// How somebody is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Bà.
    Female,
    /// Ông.
    Male,
    /// Ông (Bà).
    Unsaid,
}

/// What one person gets.
#[derive(Debug, Clone, Serialize)]
pub struct Invitation {
    /// Full name.
    pub name: String,
    /// How to address them.
    pub gender: Gender,
    /// As printed: `26/10/1958`, `10/1958`, `1958`; empty where it is not known.
    pub birth: String,
    /// Their department; may be empty.
    pub department: String,
    /// Their address, where they have no department.
    pub address: String,
    /// The day and time: `Từ 08:00 đến 08:30, thứ Hai, ngày 30/03/2026`.
    pub when: String,
    /// What to bring, a line each.
    pub bring: Vec<String>,
    /// What the code holds: no personal data, an opaque id.
    pub code: String,
}

/// Invitations to a session, in the order in which the cut pile is to lie.
#[derive(Debug, Clone, Serialize)]
pub struct Invitations {
    /// Whose people they are.
    pub unit: String,
    /// Where to come to.
    pub place: String,
    /// Who is invited.
    pub people: Vec<Invitation>,
    /// `ngày 20 tháng 03 năm 2026`.
    pub dated: String,
}

#[derive(Serialize)]
struct Sheet<'a> {
    unit: &'a str,
    place: &'a str,
    dated: &'a str,
    total: usize,
    sheets: Vec<[Option<One<'a>>; 2]>,
}

#[derive(Serialize)]
struct One<'a> {
    number: usize,
    qr: String,
    #[serde(flatten)]
    person: &'a Invitation,
}

impl Invitations {
    /// The sheets. The upper halves hold the first half of the people, the lower ones the second: the pile is cut once,
    /// one half laid upon the other, and is in order.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn pdf(&self, stamp: Stamp) -> Result<Vec<u8>, PaperError> {
        let sheets = self.people.len().div_ceil(2);
        let one = |at: usize| {
            let person = self.people.get(at).filter(|_| at < self.people.len());
            person.map(|person| Ok(One { number: at + 1, qr: qr::svg(&person.code)?, person })).transpose()
        };
        let sheets = (0..sheets).map(|at| Ok([one(at)?, one(at + sheets)?])).collect::<Result<_, PaperError>>()?;
        let sheet =
            Sheet { unit: &self.unit, place: &self.place, dated: &self.dated, total: self.people.len(), sheets };
        set(&PAGE, &sheet, stamp)
    }
}
