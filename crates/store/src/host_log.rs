//! The log as a host needs it: central's, or that of a laptop which is the hub of a hall.

use std::sync::Arc;

use ed25519_dalek::{SigningKey, VerifyingKey};
use luudong_domain::device::Device;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::time::Clock;
use luudong_sync::admission::Admission;
use luudong_sync::host_log::{HostLog, NotWritten, OwnEvents};
use luudong_sync::watch::Watcher;

use crate::{Gate, Store, StoreError};

impl From<StoreError> for NotWritten<StoreError> {
    fn from(error: StoreError) -> NotWritten<StoreError> {
        match error {
            StoreError::WrongVouch | StoreError::WrongRole { .. } => NotWritten::NotAllowed,
            error => NotWritten::Storage(error),
        }
    }
}

impl Gate<'_> {
    /// Has `device` use a code up, unless another one has.
    fn use_up(&self, code: &str, device: DeviceId) -> Result<(), NotWritten<StoreError>> {
        let used = self.admission(code)?.ok_or(NotWritten::CodeUsed)?.used;
        if used.is_some_and(|user| user != device) {
            return Err(NotWritten::CodeUsed);
        }
        Ok(self.use_admission(code, device)?)
    }
}

impl HostLog for Store {
    fn key(&self) -> &SigningKey {
        &self.identity.key
    }

    fn founder(&self) -> Result<Option<VerifyingKey>, StoreError> {
        let key = self.reader().setting("founder_key")?;
        let bytes = key.and_then(|key| <[u8; 32]>::try_from(hex::decode(key).ok()?).ok());
        Ok(bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()))
    }

    fn restored(&self) -> Result<bool, StoreError> {
        self.reader().restored()
    }

    fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        Ok(self.reader().device(id)?.map(|row| row.device))
    }

    fn lanes(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.reader().devices()?.into_iter().map(|row| row.device.lane).collect())
    }

    fn admission(&self, code: &str) -> Result<Option<Admission>, StoreError> {
        self.reader().admission(code)
    }

    fn next_clock(&self, wall_micros: u64) -> Clock {
        Clock::next(self.clock.seen(self.seen, wall_micros), wall_micros)
    }

    fn write_own(&mut self, own: OwnEvents<'_>) -> Result<(), NotWritten<StoreError>> {
        self.write(own.actor, own.wall_micros, |gate| {
            if gate.restored()? {
                return Err(NotWritten::Restored);
            }
            if let Some((code, device)) = own.uses {
                gate.use_up(code, device)?;
            }
            for (scope, record, event) in &own.events {
                gate.append(*scope, *record, event)?;
            }
            Ok(())
        })
    }

    fn sign_heads(&mut self, wall_micros: u64) -> Result<(), StoreError> {
        Store::sign_heads(self, wall_micros)
    }

    fn try_writing(&mut self, wall_micros: u64) -> Result<(), StoreError> {
        self.write(ActorId::CENTRAL, wall_micros, |gate| gate.set("tried", &wall_micros.to_string()))
    }

    fn watch(&mut self, watcher: &Arc<Watcher>) {
        Store::watch(self, watcher);
    }
}
