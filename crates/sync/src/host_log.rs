//! What a host needs of its log beyond sync: central, which admits devices, and a laptop that is the hub of a hall.

use std::sync::Arc;

use ed25519_dalek::{SigningKey, VerifyingKey};
use luudong_domain::device::Device;
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId, RecordId};
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;

use crate::admission::Admission;
use crate::envelope::WriteError;
use crate::log::Log;
use crate::watch::Watcher;

/// Events that a host writes into its own series.
#[derive(Debug, Clone)]
pub struct OwnEvents<'a> {
    /// Whose hand.
    pub actor: ActorId,
    /// Wall time, microseconds since 1970.
    pub wall_micros: u64,
    /// Where, about which record, what; in this order.
    pub events: Vec<(Scope, RecordId, Event)>,
    /// The admission code that a device uses up by it.
    pub uses: Option<(&'a str, DeviceId)>,
}

/// Why a host's own events were not written. Then none was, and no code is used.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten<E: std::error::Error> {
    /// The log came out of a backup, and what was written after that may come home: another event would fork the series.
    #[error("the log came out of a backup")]
    Restored,
    /// There is no such code, or another device has used it.
    #[error("the code is of no use")]
    CodeUsed,
    /// It would count nowhere: it is more than this device was admitted for, or than it may vouch for.
    #[error("this device may not write that")]
    NotAllowed,
    /// The storage failed, or an event is over the limits.
    #[error(transparent)]
    Storage(E),
}

impl From<WriteError> for NotWritten<WriteError> {
    fn from(error: WriteError) -> NotWritten<WriteError> {
        NotWritten::Storage(error)
    }
}

/// A log that a host serves, as one caller at a time. Another process may write between what was asked and what is written
/// then, so that a code is used once, and that nothing is written out of a backup, is judged together with the write.
pub trait HostLog: Log + Send + 'static {
    /// What the host signs heads with; its certificate of TLS is over it too.
    fn key(&self) -> &SigningKey;

    /// The host's own device.
    fn id(&self) -> DeviceId {
        DeviceId::of_key(self.key().verifying_key().as_bytes())
    }

    /// Central's key: the host's own at central; nothing before a laptop was admitted.
    ///
    /// # Errors
    /// Storage.
    fn founder(&self) -> Result<Option<VerifyingKey>, Self::Error>;

    /// Whether the log came out of a backup, and nobody has said since that all has come back which was written after it.
    ///
    /// # Errors
    /// Storage.
    fn restored(&self) -> Result<bool, Self::Error>;

    /// A device as `org` has it: folded of what counts, with all that this log holds; nothing where `org` does not speak of it.
    ///
    /// # Errors
    /// Storage.
    fn device(&self, id: DeviceId) -> Result<Option<Device>, Self::Error>;

    /// The lanes that devices have.
    ///
    /// # Errors
    /// Storage.
    fn lanes(&self) -> Result<Vec<String>, Self::Error>;

    /// An admission code by its text; only central gives them out.
    ///
    /// # Errors
    /// Storage.
    fn admission(&self, code: &str) -> Result<Option<Admission>, Self::Error>;

    /// The clock of the next event of its own.
    fn next_clock(&self, wall_micros: u64) -> Clock;

    /// Writes events of its own, each after all that is known of its record: all of them or none, durable when it returns,
    /// and an admission code is used together with them.
    ///
    /// # Errors
    /// [`NotWritten`].
    fn write_own(&mut self, own: OwnEvents<'_>) -> Result<(), NotWritten<Self::Error>>;

    /// Signs the ends of its own series, and heads on the way so that batches can be cut. Nothing travels unsigned.
    ///
    /// # Errors
    /// Storage.
    fn sign_heads(&mut self, wall_micros: u64) -> Result<(), Self::Error>;

    /// Writes something of no consequence, as durably as all that is.
    ///
    /// # Errors
    /// Storage: nothing can be written now.
    fn try_writing(&mut self, wall_micros: u64) -> Result<(), Self::Error>;

    /// Has `watcher` called after every change of the log, for as long as somebody holds it.
    fn watch(&mut self, watcher: &Arc<Watcher>);
}
