//! The envelope of an event: everything but the personal fields.

use luudong_domain::event::{Entry, Event, EventRef};
use luudong_domain::id::{ActorId, RecordId};
use luudong_domain::time::Clock;
use serde::{Deserialize, Serialize};

use crate::chain::{Body, Salt, Written};

/// Largest envelope, bytes.
pub const ENVELOPE_LIMIT: usize = 16 * 1024;
/// Largest body, bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Who did what kind of thing to which record, and after what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// What the event changes.
    pub record: RecordId,
    /// Kind of the event.
    pub kind: String,
    /// When, by the author's clock.
    pub clock: Clock,
    /// Whose hand.
    pub actor: ActorId,
    /// The record's heads that the author had folded.
    pub after: Vec<EventRef>,
    /// The event this one repeats under a new device id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<EventRef>,
}

/// Why an event cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Not JSON, which no event of this program is.
    #[error("an event could not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// Over the limit.
    #[error("an event of {bytes} bytes is over the limit of {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit it breaks.
        limit: usize,
    },
}

impl Envelope {
    /// Writes the event as bytes.
    ///
    /// # Errors
    /// [`WriteError::TooLarge`] past [`ENVELOPE_LIMIT`] or [`BODY_LIMIT`].
    pub fn write(&self, event: &Event, salt: Salt) -> Result<Written, WriteError> {
        let (envelope, bytes) = (serde_json::to_vec(self)?, event.body()?);
        for (size, limit) in [(envelope.len(), ENVELOPE_LIMIT), (bytes.len(), BODY_LIMIT)] {
            if size > limit {
                return Err(WriteError::TooLarge { bytes: size, limit });
            }
        }
        Ok(Written { envelope, body: Body::Whole { salt, bytes } })
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// When the bytes are no envelope.
    pub fn read(bytes: &[u8]) -> Result<Envelope, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// What the fold needs of an event. A kind of a newer version, or a body that this version cannot read, has no
    /// event in it: the record is shown as needing a newer version.
    pub fn entry(self, at: EventRef, body: Option<&[u8]>) -> Entry {
        let event = body.and_then(|body| Event::read(&self.kind, body).ok());
        Entry { at, clock: self.clock, actor: self.actor, after: self.after, copy_of: self.copy_of, event }
    }
}
