//! Units.

use luudong_domain::id::UnitId;
use luudong_domain::unit::Kind;
use rusqlite::Row;
use serde::Serialize;

use super::{Reader, read_word_or_none};
use crate::StoreError;

/// One unit as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[ts(rename = "Unit")]
pub struct UnitRow {
    /// Its id.
    pub id: UnitId,
    /// The centre's or the unit's own code.
    pub code: Option<String>,
    /// Full name.
    pub name: String,
    /// What it is, where somebody said so.
    pub kind: Option<Kind>,
    /// People of its roster who are with it.
    #[ts(type = "number")]
    pub people: u64,
    /// Central does not know it yet.
    pub awaiting_central: bool,
}

const UNIT: &str = "SELECT u.id, u.code, u.name,
    (SELECT count(*) FROM person p WHERE p.unit = u.id AND p.present = 1 AND p.state = 'active'), u.registered = 0, u.kind FROM unit u";

fn unit_row(row: &Row<'_>) -> rusqlite::Result<UnitRow> {
    Ok(UnitRow {
        id: UnitId(row.get(0)?),
        code: row.get(1)?,
        name: row.get(2)?,
        people: row.get(3)?,
        awaiting_central: row.get(4)?,
        kind: read_word_or_none(row, 5)?,
    })
}

impl Reader<'_> {
    /// All units, by name.
    ///
    /// # Errors
    /// Database errors.
    pub fn units(&self) -> Result<Vec<UnitRow>, StoreError> {
        self.all(&format!("{UNIT} ORDER BY u.name, u.id"), [], unit_row)
    }

    /// One unit.
    ///
    /// # Errors
    /// Database errors.
    pub fn unit(&self, id: UnitId) -> Result<Option<UnitRow>, StoreError> {
        self.one(&format!("{UNIT} WHERE u.id = ?1"), [id.0], unit_row)
    }
}
