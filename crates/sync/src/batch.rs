//! A batch: a run of a series that ends at a head, as compressed bytes.

use std::io::Read;

use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use serde::{Deserialize, Serialize};

use crate::chain::{Body, Hash, Series, Written};
use crate::envelope::{BODY_LIMIT, ENVELOPE_LIMIT};
use crate::head::Head;

/// Most events in a batch.
pub const BATCH_EVENTS: u64 = 1_000;
/// Largest batch before compression, bytes.
pub const BATCH_LIMIT: usize = 16 * 1024 * 1024;
/// Largest batch as it travels, bytes.
pub const BATCH_PACKED_LIMIT: usize = 4 * 1024 * 1024;

const MAGIC: &[u8; 4] = b"LDB1";
const ZSTD_LEVEL: i32 = 3;

/// A run of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Whose events, and where.
    pub series: Series,
    /// Index of the first event.
    pub first: u64,
    /// The events, in order.
    pub events: Vec<Written>,
    /// The head at the last event.
    pub head: Head,
}

/// Why bytes are no batch.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BatchError {
    /// More than a limit allows.
    #[error("the batch is over a limit")]
    TooLarge,
    /// Not whole, or not a batch at all.
    #[error("the batch is damaged")]
    Damaged,
}

#[derive(Serialize, Deserialize)]
struct Header {
    scope: Scope,
    device: DeviceId,
    first: u64,
    count: u64,
    head: Head,
}

/// Reads forward in a slice without ever going past its end.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], BatchError> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or(BatchError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BatchError> {
        self.take(N)?.try_into().map_err(|_| BatchError::Damaged)
    }

    fn length(&mut self) -> Result<usize, BatchError> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }
}

impl Batch {
    /// Index of the last event.
    pub fn last(&self) -> u64 {
        self.first + self.events.len() as u64 - 1
    }

    /// The batch as it travels.
    ///
    /// # Errors
    /// [`BatchError::TooLarge`] past a limit.
    pub fn pack(&self) -> Result<Vec<u8>, BatchError> {
        let header = Header {
            scope: self.series.scope,
            device: self.series.device,
            first: self.first,
            count: self.events.len() as u64,
            head: self.head.clone(),
        };
        let header = serde_json::to_vec(&header).map_err(|_| BatchError::Damaged)?;
        let (mut lengths, mut salts, mut envelopes, mut bodies) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for event in &self.events {
            lengths.extend((event.envelope.len() as u32).to_le_bytes());
            envelopes.extend(&event.envelope);
            match &event.body {
                Body::Whole { salt, bytes } => {
                    lengths.extend((bytes.len() as u32 + 1).to_le_bytes());
                    salts.extend(salt);
                    bodies.extend(bytes);
                }
                Body::Erased(hash) => {
                    lengths.extend(0u32.to_le_bytes());
                    salts.extend(hash.0);
                }
            }
        }
        let mut plain = MAGIC.to_vec();
        plain.extend((header.len() as u32).to_le_bytes());
        for part in [&header, &lengths, &salts, &envelopes, &bodies] {
            plain.extend(part);
        }
        if plain.len() > BATCH_LIMIT {
            return Err(BatchError::TooLarge);
        }
        let packed = zstd::encode_all(plain.as_slice(), ZSTD_LEVEL).map_err(|_| BatchError::Damaged)?;
        if packed.len() > BATCH_PACKED_LIMIT { Err(BatchError::TooLarge) } else { Ok(packed) }
    }

    /// Reads a batch, never unpacking more than the limit, whatever the bytes claim.
    ///
    /// # Errors
    /// [`BatchError`] when the bytes are too many or no batch.
    pub fn unpack(packed: &[u8]) -> Result<Batch, BatchError> {
        if packed.len() > BATCH_PACKED_LIMIT {
            return Err(BatchError::TooLarge);
        }
        let mut plain = Vec::new();
        let decoder = zstd::Decoder::new(packed).map_err(|_| BatchError::Damaged)?;
        decoder.take(BATCH_LIMIT as u64 + 1).read_to_end(&mut plain).map_err(|_| BatchError::Damaged)?;
        if plain.len() > BATCH_LIMIT {
            return Err(BatchError::TooLarge);
        }
        Batch::read(&plain)
    }

    fn read(plain: &[u8]) -> Result<Batch, BatchError> {
        let mut cursor = Cursor(plain);
        if cursor.take(4)? != MAGIC {
            return Err(BatchError::Damaged);
        }
        let header = cursor.length()?;
        let header: Header = serde_json::from_slice(cursor.take(header)?).map_err(|_| BatchError::Damaged)?;
        if header.count > BATCH_EVENTS {
            return Err(BatchError::TooLarge);
        }
        if header.count == 0
            || header.first == 0
            || header.first.checked_add(header.count - 1) != Some(header.head.index)
        {
            return Err(BatchError::Damaged);
        }
        let lengths =
            (0..header.count).map(|_| Ok((cursor.length()?, cursor.length()?))).collect::<Result<Vec<_>, _>>()?;
        if lengths.iter().any(|(envelope, body)| *envelope > ENVELOPE_LIMIT || *body > BODY_LIMIT + 1) {
            return Err(BatchError::TooLarge);
        }
        let mut bodies = Vec::with_capacity(lengths.len());
        for (_, body) in &lengths {
            bodies.push(match body {
                0 => Body::Erased(Hash(cursor.array()?)),
                _ => Body::Whole { salt: cursor.array()?, bytes: Vec::new() },
            });
        }
        let mut events = Vec::with_capacity(lengths.len());
        for ((envelope, _), body) in lengths.iter().zip(bodies) {
            events.push(Written { envelope: cursor.take(*envelope)?.to_vec(), body });
        }
        for ((_, length), event) in lengths.iter().zip(&mut events) {
            if let Body::Whole { bytes, .. } = &mut event.body {
                *bytes = cursor.take(length - 1)?.to_vec();
            }
        }
        if !cursor.0.is_empty() {
            return Err(BatchError::Damaged);
        }
        let series = Series { scope: header.scope, device: header.device };
        Ok(Batch { series, first: header.first, events, head: header.head })
    }
}
