//! People of whom something holds that no column says: it is asked of each row as it is read.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::person::{PERSON_COLUMNS, PERSON_WIDTH, condition, person_row};
use super::{PAGE_ROWS, PeopleFilter, PeopleIndex, PersonRow, Reader};
use crate::StoreError;

impl Reader<'_> {
    /// Shows everybody of a filter to `see`, in order, from the key `start` on, until it says that it has enough.
    fn each_person(
        &self,
        filter: &PeopleFilter,
        start: &str,
        mut see: impl FnMut(PersonRow, String) -> bool,
    ) -> Result<(), StoreError> {
        let (from, mut values) = condition(filter)?;
        let (sort_key, id) = start.rsplit_once('\u{1f}').unwrap_or((start, ""));
        values.push(Value::Text(sort_key.to_owned()));
        values.push(Value::Blob(hex::decode(id).unwrap_or_default()));
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, p.sort_key || char(31) || hex(p.id) {from} AND (p.sort_key, p.id) >= (?, ?) ORDER BY p.sort_key, p.id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&values))?;
        while let Some(row) = rows.next()? {
            if !see(person_row(row)?, row.get(PERSON_WIDTH)?) {
                break;
            }
        }
        Ok(())
    }

    /// Shows everybody of a filter to `see`, in order.
    ///
    /// # Errors
    /// Database errors.
    pub fn people_seen(&self, filter: &PeopleFilter, mut see: impl FnMut(&PersonRow)) -> Result<(), StoreError> {
        self.each_person(filter, "", |row, _| {
            see(&row);
            true
        })
    }

    /// As [`Reader::people_index`], of those who are `wanted`.
    ///
    /// # Errors
    /// Database errors.
    pub fn people_index_where(
        &self,
        filter: &PeopleFilter,
        mut wanted: impl FnMut(&PersonRow) -> bool,
    ) -> Result<PeopleIndex, StoreError> {
        let mut index = PeopleIndex { total: 0, page: PAGE_ROWS, starts: Vec::new() };
        self.each_person(filter, "", |row, key| {
            if wanted(&row) {
                if index.total.is_multiple_of(PAGE_ROWS) {
                    index.starts.push(key);
                }
                index.total += 1;
            }
            true
        })?;
        Ok(index)
    }

    /// As [`Reader::people_page`], of those who are `wanted`, each with what makes them so.
    ///
    /// # Errors
    /// Database errors.
    pub fn people_page_where<T>(
        &self,
        filter: &PeopleFilter,
        start: &str,
        mut wanted: impl FnMut(&PersonRow) -> Option<T>,
    ) -> Result<Vec<(PersonRow, T)>, StoreError> {
        let mut page = Vec::new();
        self.each_person(filter, start, |row, _| {
            page.extend(wanted(&row).map(|told| (row, told)));
            (page.len() as u64) < PAGE_ROWS
        })?;
        Ok(page)
    }
}
