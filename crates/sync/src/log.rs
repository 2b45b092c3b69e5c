//! What sync needs of a log, wherever it is kept.

use ed25519_dalek::VerifyingKey;
use luudong_domain::id::DeviceId;

use crate::batch::Batch;
use crate::chain::{Hash, Series};
use crate::check::Checked;
use crate::have::Have;

/// A log that can be compared, read and added to.
pub trait Log {
    /// What can go wrong with the storage.
    type Error: std::error::Error;

    /// The newest signed point of every series held.
    ///
    /// # Errors
    /// Storage.
    fn have(&self) -> Result<Have, Self::Error>;

    /// The chain's hash at `index` of a series; its seed at 0; `None` where the log has no such event.
    ///
    /// # Errors
    /// Storage.
    fn hash_at(&self, series: &Series, index: u64) -> Result<Option<Hash>, Self::Error>;

    /// The run after `after`, cut at a head within the limits of a batch; `None` when there is nothing signed after it.
    ///
    /// # Errors
    /// Storage.
    fn batch_after(&self, series: &Series, after: u64) -> Result<Option<Batch>, Self::Error>;

    /// The certified key of a device.
    ///
    /// # Errors
    /// Storage.
    fn key_of(&self, device: DeviceId) -> Result<Option<VerifyingKey>, Self::Error>;

    /// Adds a run that was checked against this log; durable when it returns. Events already there change nothing.
    ///
    /// # Errors
    /// Storage; then nothing of the run was added.
    fn add(&mut self, run: Checked) -> Result<(), Self::Error>;
}
