//! One-time admission codes: central's own table.

use luudong_domain::id::DeviceId;
use luudong_sync::admission::Admission;
use rusqlite::{Row, params};

use super::{Reader, json, read_json, read_word, word};
use crate::{Gate, StoreError};

const ADMISSION: &str = "SELECT code, role, grants, lane, used, days FROM admission";

fn admission_row(row: &Row<'_>) -> rusqlite::Result<Admission> {
    Ok(Admission {
        code: row.get(0)?,
        role: read_word(row, 1)?,
        grants: read_json(row, 2)?,
        lane: row.get(3)?,
        used: row.get::<_, Option<[u8; 16]>>(4)?.map(DeviceId),
        days: row.get(5)?,
    })
}

impl Reader<'_> {
    /// One code.
    ///
    /// # Errors
    /// Database errors.
    pub fn admission(&self, code: &str) -> Result<Option<Admission>, StoreError> {
        self.one(&format!("{ADMISSION} WHERE code = ?1"), [code], admission_row)
    }

    /// All codes, oldest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn admissions(&self) -> Result<Vec<Admission>, StoreError> {
        self.all(&format!("{ADMISSION} ORDER BY made, code"), [], admission_row)
    }
}

impl Gate<'_> {
    /// Keeps a new code.
    ///
    /// # Errors
    /// Database errors.
    pub fn add_admission(&self, admission: &Admission) -> Result<(), StoreError> {
        self.transaction.execute(
            "INSERT INTO admission (code, role, grants, lane, made, days) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                admission.code,
                word(&admission.role)?,
                json(&admission.grants)?,
                admission.lane,
                self.wall_micros(),
                admission.days
            ],
        )?;
        Ok(())
    }

    /// Forgets the codes that nobody has used.
    pub(crate) fn void_admissions(&self) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM admission WHERE used IS NULL", [])?;
        Ok(())
    }

    /// Marks a code as used by `device`.
    ///
    /// # Errors
    /// Database errors.
    pub fn use_admission(&self, code: &str, device: DeviceId) -> Result<(), StoreError> {
        self.transaction.execute("UPDATE admission SET used = ?2 WHERE code = ?1", params![code, device.0])?;
        Ok(())
    }
}
