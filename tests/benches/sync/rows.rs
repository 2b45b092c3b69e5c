//! The people that are carried: the same for all who carry them.

use luudong_domain::demo::people;
use luudong_domain::id::{DeviceId, RecordId};
use luudong_domain::person::PersonField;
use luudong_tests::world::BEGIN;
use serde::{Deserialize, Serialize};

/// Somebody who does not exist, about 290 bytes of JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) birth: String,
    pub(crate) sex: String,
    pub(crate) number: String,
    pub(crate) address: String,
    pub(crate) phone: String,
    pub(crate) state: String,
    pub(crate) session: String,
    pub(crate) changed: u64,
}

pub(crate) fn rows(count: usize) -> Vec<Row> {
    let today = luudong_domain::time::date_in_hanoi(BEGIN);
    let session = RecordId::born("session", DeviceId([1; 16]), 1).to_string();
    let row = |(at, person): (usize, luudong_domain::demo::DemoPerson)| {
        let field = |field: PersonField| person.fields.get(&field).cloned().unwrap_or_default();
        let serial = (at * 7_919) % 1_000_000;
        Row {
            id: RecordId::born("row", DeviceId([1; 16]), at as u64).to_string(),
            name: field(PersonField::Name),
            birth: field(PersonField::Birth),
            sex: field(PersonField::Sex),
            number: format!("{:03}{}{:02}{serial:06}", 1 + at % 96, at % 4, at % 100),
            address: field(PersonField::Address),
            phone: format!("09000{:05}", serial % 100_000),
            state: ["expected", "waiting", "captured"][at % 3].to_owned(),
            session: session.clone(),
            changed: BEGIN + at as u64 * 1_731,
        }
    };
    people(7, count, today).into_iter().enumerate().map(row).collect()
}
