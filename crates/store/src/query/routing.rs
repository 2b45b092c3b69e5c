//! Who is served where, as somebody set it.

use luudong_domain::due::{Routing, RoutingInForce};
use luudong_domain::id::{ActorId, RecordId};
use luudong_domain::time::Clock;

use super::{Reader, read_json};
use crate::StoreError;

impl Reader<'_> {
    /// The routing rules that somebody set for everybody.
    ///
    /// # Errors
    /// Database errors.
    pub fn routing(&self) -> Result<RoutingInForce, StoreError> {
        let found = self.one(
            "SELECT rules, clock, actor, needs_newer FROM routing WHERE id = ?1",
            [RecordId::of_routing().0],
            |row| {
                let set = row.get::<_, Option<u64>>(1)?.zip(row.get::<_, Option<[u8; 16]>>(2)?);
                let rules: Option<Routing> = match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Null => None,
                    _ => Some(read_json(row, 0)?),
                };
                let set = set.map(|(clock, actor)| (Clock(clock), ActorId(actor)));
                Ok(RoutingInForce { rules, set, needs_newer: row.get(3)? })
            },
        )?;
        Ok(found.unwrap_or_default())
    }
}
