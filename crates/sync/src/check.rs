//! Nothing unverified is applied: a batch is checked against the log before it is added.

use ed25519_dalek::VerifyingKey;

use crate::batch::Batch;
use crate::chain::{Hash, Series, Written};
use crate::envelope::Envelope;
use crate::head::Head;
use crate::log::Log;

/// A run whose chain and signature hold, ready to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Whose events, and where.
    pub series: Series,
    /// The events the log does not have yet: index, envelope as read, bytes, hash.
    pub events: Vec<CheckedEvent>,
    /// The head at the end of the run.
    pub head: Head,
}

/// One authentic event.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedEvent {
    /// Its place in the series.
    pub index: u64,
    /// Its envelope, read.
    pub envelope: Envelope,
    /// Its bytes.
    pub written: Written,
    /// The chain's hash at it.
    pub hash: Hash,
}

/// Why a batch is refused at the door.
#[derive(Debug, thiserror::Error)]
pub enum Refused<E: std::error::Error> {
    /// It does not follow what the log has.
    #[error("the batch leaves a gap")]
    Gap,
    /// The log has another event under an index of it.
    #[error("the batch forks the series")]
    Fork,
    /// Chain or signature do not hold.
    #[error("the batch is not authentic")]
    Forged,
    /// An envelope cannot be read.
    #[error("the batch is damaged")]
    Damaged,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] E),
}

/// Checks `batch`, by the device with `key`, against `log`.
///
/// # Errors
/// [`Refused`]; the log is as it was.
pub fn check<L: Log>(log: &L, batch: Batch, key: &VerifyingKey) -> Result<Checked, Refused<L::Error>> {
    let series = batch.series;
    // The id is the hash of the key: a certificate cannot lend one device's series to another's key.
    if luudong_domain::id::DeviceId::of_key(key.as_bytes()) != series.device || !batch.head.is_by(key, &series) {
        return Err(Refused::Forged);
    }
    let mut hash = log.hash_at(&series, batch.first - 1)?.ok_or(Refused::Gap)?;
    let mut events = Vec::with_capacity(batch.events.len());
    for (index, written) in (batch.first..).zip(batch.events) {
        hash = written.hash(hash);
        match log.hash_at(&series, index)? {
            Some(held) if held != hash => return Err(Refused::Fork),
            Some(_) => {}
            None => {
                let envelope = Envelope::read(&written.envelope).map_err(|_| Refused::Damaged)?;
                events.push(CheckedEvent { index, envelope, written, hash });
            }
        }
    }
    if hash != batch.head.hash { Err(Refused::Forged) } else { Ok(Checked { series, events, head: batch.head }) }
}
