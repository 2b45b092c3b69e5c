//! What is only here.

use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use rusqlite::params;

use super::Reader;
use crate::StoreError;

/// Events of one scope that central was not seen to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyHere {
    /// Where.
    pub scope: Scope,
    /// How many.
    pub events: u64,
    /// When the oldest of them was written, milliseconds.
    pub since: Option<u64>,
}

impl Reader<'_> {
    /// Events that central was not seen to have, a line a scope.
    ///
    /// # Errors
    /// Database errors.
    pub fn only_here(&self) -> Result<Vec<OnlyHere>, StoreError> {
        let rows = self.all(include_str!("only_here.sql"), [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
        })?;
        let mut lines: Vec<OnlyHere> = Vec::new();
        for (scope, events, envelope) in rows {
            let scope: Scope = scope.parse().map_err(|_| StoreError::Damaged("scope"))?;
            let since = envelope
                .and_then(|bytes| luudong_sync::Envelope::read(&bytes).ok())
                .map(|envelope| envelope.clock.millis());
            match lines.last_mut().filter(|line| line.scope == scope) {
                Some(line) => {
                    line.events += events;
                    line.since = line.since.into_iter().chain(since).min();
                }
                None => lines.push(OnlyHere { scope, events, since }),
            }
        }
        Ok(lines)
    }

    /// What central was last seen to have of a series.
    ///
    /// # Errors
    /// Database errors.
    pub fn central_has(&self, scope: Scope, device: DeviceId) -> Result<u64, StoreError> {
        let sql = "SELECT last FROM central_has WHERE scope = ?1 AND device = ?2";
        Ok(self.one(sql, params![scope.to_string(), device.0], |row| row.get(0))?.unwrap_or(0))
    }
}
