//! Questions to the store, one file a noun. Everything a screen or a report shows comes from here.

mod admission;
mod anomaly;
mod device;
mod door;
mod event;
mod import;
mod laptop;
mod people_where;
mod person;
mod queue;
mod routing;
mod search;
mod session;
mod slots;
mod sync;
mod unit;
mod visit;

pub use anomaly::{AnomalyRow, Settlement};
pub use device::DeviceRow;
pub use door::OtherSession;
pub(crate) use event::{Orphan, VOUCHED, entry, only_by_founder};
pub use import::{ImportRow, KnownPerson};
pub use laptop::LaptopRow;
pub use person::{PAGE_ROWS, PeopleFilter, PeopleIndex, PersonRow};
pub use search::{FoundPerson, Wanted};
pub use session::{Figures, SessionRow, SessionStanding};
pub use slots::{AnnouncedRow, ExpectedAt, ExpectedRow};
pub use sync::OnlyHere;
pub use unit::UnitRow;
pub use visit::{Pace, VisitRow};

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// Questions over one connection.
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Reader<'a> {
        Reader { connection }
    }

    /// A local setting.
    ///
    /// # Errors
    /// Database errors.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut find = self.connection.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(find.query_row([key], |row| row.get(0)).optional()?)
    }

    /// All rows of a statement through `read`.
    fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The row of a statement through `read`, if there is one.
    fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// A count.
    fn count(&self, sql: &str, params: impl rusqlite::Params) -> Result<u64, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
    }
}

/// A value as JSON text, for a column that holds a list or a map.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("projection"))
}

/// A closed set's value as the bare word that serde gives it.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Damaged("projection")),
    }
}

/// Reads a column that [`json`] wrote.
pub(crate) fn read_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}

/// As [`read_json`], where the column may be NULL.
pub(crate) fn read_json_or_none<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null { Ok(None) } else { read_json(row, column).map(Some) }
}

/// Reads a column that [`word`] wrote.
pub(crate) fn read_word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text))
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into()))
}

/// As [`read_word`], where the column may be NULL.
pub(crate) fn read_word_or_none<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null { Ok(None) } else { read_word(row, column).map(Some) }
}
