//! People: pages by key, search, one person.

use luudong_domain::id::{PersonId, UnitId};
use luudong_domain::person::{PersonField, PersonState};
use luudong_domain::visit::VisitState;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use serde::{Deserialize, Serialize};

use super::{Reader, read_word, read_word_or_none, word};
use crate::StoreError;

/// Rows of a page.
pub const PAGE_ROWS: u64 = 100;

/// One person as a list shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct PersonRow {
    /// Their id.
    pub id: PersonId,
    /// Their unit.
    pub unit: UnitId,
    /// Full name.
    pub name: String,
    /// `1990-08-15`, `1990-08` or `1990`.
    pub birth: Option<String>,
    /// `female` or `male`.
    #[ts(type = "\"female\" | \"male\" | null")]
    pub sex: Option<String>,
    /// Personal number, 12 digits.
    pub number: Option<String>,
    /// Number of the old paper.
    pub old_number: Option<String>,
    /// The unit's own code.
    pub staff_code: Option<String>,
    /// Department or shift.
    pub department: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// What they bear now.
    #[ts(type = "DuePaper | null")]
    pub paper: Option<String>,
    /// When it was issued.
    pub issued: Option<String>,
    /// The end printed on it, or `never`.
    pub expires: Option<String>,
    /// What is asked for.
    #[ts(type = "DueRequest | null")]
    pub request: Option<String>,
    /// How they live here.
    #[ts(type = "DueResidence | null")]
    pub residence: Option<String>,
    /// Whether they are with the unit.
    pub state: PersonState,
    /// How the last closed session went for them.
    pub session_outcome: Option<VisitState>,
    /// What was corrected with them in the hall and is in no list since.
    pub spot: Vec<PersonField>,
}

fn named(fields: &str) -> Vec<PersonField> {
    PersonField::ALL.into_iter().filter(|field| fields.split(' ').any(|name| name == field.as_str())).collect()
}

pub(super) const PERSON_COLUMNS: &str = "p.id, p.unit, p.name, p.birth, p.sex, p.number, p.old_number, p.staff_code, p.department, p.phone,
    p.address, p.note, p.paper, p.issued, p.expires, p.request, p.residence, p.state, (SELECT r.outcome FROM result r JOIN session n ON n.id = r.session WHERE r.person = p.id ORDER BY n.date DESC LIMIT 1),
    (SELECT group_concat(s.field, ' ') FROM spot s WHERE s.person = p.id)";
pub(super) const PERSON_WIDTH: usize = 20;

pub(super) fn person_row(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    Ok(PersonRow {
        id: PersonId(row.get(0)?),
        unit: UnitId(row.get(1)?),
        name: row.get(2)?,
        birth: row.get(3)?,
        sex: row.get(4)?,
        number: row.get(5)?,
        old_number: row.get(6)?,
        staff_code: row.get(7)?,
        department: row.get(8)?,
        phone: row.get(9)?,
        address: row.get(10)?,
        note: row.get(11)?,
        paper: row.get(12)?,
        issued: row.get(13)?,
        expires: row.get(14)?,
        request: row.get(15)?,
        residence: row.get(16)?,
        state: read_word(row, 17)?,
        session_outcome: read_word_or_none(row, 18)?,
        spot: row.get::<_, Option<String>>(19)?.map(|fields| named(&fields)).unwrap_or_default(),
    })
}

/// Which people a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
pub struct PeopleFilter {
    /// Of one unit, or of all.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Only in this state.
    #[serde(default)]
    pub state: Option<PersonState>,
}

/// How long a list is and where its pages begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct PeopleIndex {
    /// Rows in all.
    #[ts(type = "number")]
    pub total: u64,
    /// Rows of a page.
    #[ts(type = "number")]
    pub page: u64,
    /// The key of each page's first row.
    pub starts: Vec<String>,
}

/// `FROM … WHERE …` of a filter and its parameters.
pub(super) fn condition(filter: &PeopleFilter) -> Result<(String, Vec<Value>), StoreError> {
    let (mut sql, mut values) = (String::from("FROM person p WHERE p.present = 1"), Vec::new());
    if let Some(unit) = filter.unit {
        sql.push_str(" AND p.unit = ?");
        values.push(Value::Blob(unit.0.to_vec()));
    }
    if let Some(state) = filter.state {
        sql.push_str(" AND p.state = ?");
        values.push(Value::Text(word(&state)?));
    }
    Ok((sql, values))
}

impl Reader<'_> {
    /// How long the list is and where its pages begin, so that a scroll bar can jump anywhere by key.
    ///
    /// # Errors
    /// Database errors.
    pub fn people_index(&self, filter: &PeopleFilter) -> Result<PeopleIndex, StoreError> {
        let (from, values) = condition(filter)?;
        let total = self.count(&format!("SELECT count(*) {from}"), params_from_iter(&values))?;
        let sql = format!(
            "SELECT key FROM (SELECT p.sort_key || char(31) || hex(p.id) AS key, row_number() OVER (ORDER BY p.sort_key, p.id) AS n {from}) WHERE n % {PAGE_ROWS} = 1 ORDER BY n"
        );
        let starts = self.all(&sql, params_from_iter(&values), |row| row.get(0))?;
        Ok(PeopleIndex { total, page: PAGE_ROWS, starts })
    }

    /// The page that begins at `start`, a key of [`PeopleIndex::starts`].
    ///
    /// # Errors
    /// Database errors.
    pub fn people_page(&self, filter: &PeopleFilter, start: &str) -> Result<Vec<PersonRow>, StoreError> {
        let (from, mut values) = condition(filter)?;
        let (sort_key, id) = start.rsplit_once('\u{1f}').unwrap_or((start, ""));
        values.push(Value::Text(sort_key.to_owned()));
        values.push(Value::Blob(hex::decode(id).unwrap_or_default()));
        let sql = format!(
            "SELECT {PERSON_COLUMNS} {from} AND (p.sort_key, p.id) >= (?, ?) ORDER BY p.sort_key, p.id LIMIT {PAGE_ROWS}"
        );
        self.all(&sql, params_from_iter(&values), person_row)
    }

    /// The first `limit` people of a filter, in order.
    ///
    /// # Errors
    /// Database errors.
    pub fn people(&self, filter: &PeopleFilter, limit: u64) -> Result<Vec<PersonRow>, StoreError> {
        let (from, values) = condition(filter)?;
        let sql = format!("SELECT {PERSON_COLUMNS} {from} ORDER BY p.sort_key, p.id LIMIT {limit}");
        self.all(&sql, params_from_iter(&values), person_row)
    }

    /// One person, also one whose import no longer counts.
    ///
    /// # Errors
    /// Database errors.
    pub fn person(&self, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
        self.one(&format!("SELECT {PERSON_COLUMNS} FROM person p WHERE p.id = ?1"), [id.0], person_row)
    }

    /// Whether a newer version wrote to the person.
    ///
    /// # Errors
    /// Database errors.
    pub fn person_needs_newer(&self, id: PersonId) -> Result<bool, StoreError> {
        Ok(self.count("SELECT count(*) FROM person WHERE id = ?1 AND needs_newer = 1", [id.0])? > 0)
    }
}
