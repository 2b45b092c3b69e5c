//! A parcel: what one device hands another in a file. Who it is from and for, what its sender has, the batches that the
//! receiver lacks, and an end that is signed over all of it: a parcel without its end is none.
//!
//! The bytes are written and read as a stream, one batch in memory at a time. Encrypting them is the carrier's business.

use std::io::{self, Read, Write};

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use luudong_domain::id::DeviceId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::batch::BATCH_PACKED_LIMIT;
use crate::chain::Hash;
use crate::have::Have;

/// Largest header, bytes: what is had of some 20,000 series.
pub const PARCEL_HEADER_LIMIT: usize = 4 * 1024 * 1024;
/// Most batches in a parcel.
pub const PARCEL_BATCHES: u32 = 65_536;
/// Largest parcel, bytes: with its encryption it is still a file that a stick with FAT32 can hold.
pub const PARCEL_LIMIT: u64 = 4_000_000_000;

const MAGIC: &[u8; 4] = b"LDP1";
/// What every version's magic begins with; the digit is the version.
const MAGIC_ANY: &[u8] = b"LDP";

/// Who hands over to whom, and what the sender has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The sender.
    pub from: DeviceId,
    /// Its Ed25519 public key, hex; the id is its hash.
    #[serde(with = "hex::serde")]
    pub key: [u8; 32],
    /// The receiver.
    pub to: DeviceId,
    /// The sender's wall when it was made, microseconds since 1970: of two parcels the later tells what the sender has.
    pub made: u64,
    /// What the sender has of the scopes that the receiver may hold.
    pub have: Have,
}

/// Why bytes are no parcel that can be believed.
#[derive(Debug, thiserror::Error)]
pub enum ParcelError {
    /// Something else.
    #[error("this is no parcel")]
    NotOne,
    /// Another version of the protocol.
    #[error("the parcel is of another protocol version")]
    Version,
    /// Cut off, or changed on the way.
    #[error("the parcel is damaged")]
    Damaged,
    /// More than a limit allows.
    #[error("the parcel is over a limit")]
    TooLarge,
    /// Not signed by the sender it names.
    #[error("the parcel is not by its sender")]
    Forged,
    /// The bytes could not be read or written at all.
    #[error("the parcel could not be read or written: {0}")]
    Io(io::Error),
}

impl From<io::Error> for ParcelError {
    fn from(error: io::Error) -> ParcelError {
        match error.kind() {
            // A decrypting reader says so of bytes that were changed, any reader of bytes that are missing.
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => ParcelError::Damaged,
            _ => ParcelError::Io(error),
        }
    }
}

fn message(all: Hash) -> String {
    format!("luudong/1/parcel\n{all}\n")
}

/// Writes a parcel, part by part.
pub struct ParcelWriter<'a, W: Write> {
    out: W,
    key: &'a SigningKey,
    hash: Sha256,
    bytes: u64,
    batches: u32,
}

impl<'a, W: Write> ParcelWriter<'a, W> {
    /// Begins a parcel with its header, which must be of the device with `key`.
    ///
    /// # Errors
    /// [`ParcelError::TooLarge`], and of `out`.
    pub fn begin(out: W, header: &Header, key: &'a SigningKey) -> Result<Self, ParcelError> {
        let header = serde_json::to_vec(header).map_err(|_| ParcelError::Damaged)?;
        if header.len() > PARCEL_HEADER_LIMIT {
            return Err(ParcelError::TooLarge);
        }
        let mut writer = ParcelWriter { out, key, hash: Sha256::new(), bytes: 0, batches: 0 };
        writer.put(MAGIC)?;
        writer.part(&header)?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), ParcelError> {
        self.bytes += bytes.len() as u64;
        if self.bytes > PARCEL_LIMIT {
            return Err(ParcelError::TooLarge);
        }
        self.hash.update(bytes);
        self.out.write_all(bytes).map_err(ParcelError::Io)
    }

    fn part(&mut self, bytes: &[u8]) -> Result<(), ParcelError> {
        self.put(&(bytes.len() as u32).to_le_bytes())?;
        self.put(bytes)
    }

    /// Adds one batch as [`crate::Batch::pack`] made it.
    ///
    /// # Errors
    /// [`ParcelError::TooLarge`], and of `out`.
    pub fn batch(&mut self, packed: &[u8]) -> Result<(), ParcelError> {
        if packed.is_empty() || packed.len() > BATCH_PACKED_LIMIT || self.batches == PARCEL_BATCHES {
            return Err(ParcelError::TooLarge);
        }
        self.batches += 1;
        self.part(packed)
    }

    /// Ends the parcel with the count of its batches and the signature; without them it counts for nothing.
    ///
    /// # Errors
    /// Of `out`.
    pub fn finish(mut self) -> Result<W, ParcelError> {
        self.put(&0u32.to_le_bytes())?;
        self.put(&self.batches.to_le_bytes())?;
        let all = Hash(self.hash.finalize().into());
        let signature = self.key.sign(message(all).as_bytes()).to_bytes();
        self.out.write_all(&signature).map_err(ParcelError::Io)?;
        Ok(self.out)
    }
}

/// Reads a parcel, part by part. Nothing of it is to be believed before [`ParcelReader::next_batch`] has said that it is
/// at its end.
pub struct ParcelReader<R: Read> {
    input: R,
    header: Header,
    key: VerifyingKey,
    hash: Sha256,
    bytes: u64,
    batches: u32,
    ended: bool,
}

/// Reads exactly as many bytes, in steps, so that a length that lies takes no memory.
fn take(input: &mut impl Read, length: usize) -> Result<Vec<u8>, ParcelError> {
    let mut bytes = Vec::new();
    input.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() == length { Ok(bytes) } else { Err(ParcelError::Damaged) }
}

fn length(input: &mut impl Read, hash: &mut Sha256) -> Result<usize, ParcelError> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    hash.update(bytes);
    Ok(u32::from_le_bytes(bytes) as usize)
}

impl<R: Read> ParcelReader<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// [`ParcelError`]
    pub fn begin(mut input: R) -> Result<Self, ParcelError> {
        let mut magic = [0; 4];
        input.read_exact(&mut magic)?;
        if magic != *MAGIC {
            return Err(if magic.starts_with(MAGIC_ANY) { ParcelError::Version } else { ParcelError::NotOne });
        }
        let mut hash = Sha256::new_with_prefix(magic);
        let size = length(&mut input, &mut hash)?;
        if size > PARCEL_HEADER_LIMIT {
            return Err(ParcelError::TooLarge);
        }
        let header = take(&mut input, size)?;
        hash.update(&header);
        let header: Header = serde_json::from_slice(&header).map_err(|_| ParcelError::Damaged)?;
        // The id is the hash of the key, so whoever signs is who the header says.
        let key = VerifyingKey::from_bytes(&header.key).map_err(|_| ParcelError::Forged)?;
        if DeviceId::of_key(&header.key) != header.from {
            return Err(ParcelError::Forged);
        }
        Ok(ParcelReader { input, header, key, hash, bytes: size as u64 + 8, batches: 0, ended: false })
    }

    /// Who hands over to whom, and what the sender has.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next batch, packed; `None` at the end, when the whole is there and signed by the sender.
    ///
    /// # Errors
    /// [`ParcelError`]
    pub fn next_batch(&mut self) -> Result<Option<Vec<u8>>, ParcelError> {
        if self.ended {
            return Ok(None);
        }
        let size = length(&mut self.input, &mut self.hash)?;
        if size == 0 {
            self.end()?;
            return Ok(None);
        }
        self.bytes += size as u64 + 4;
        if size > BATCH_PACKED_LIMIT || self.batches == PARCEL_BATCHES || self.bytes > PARCEL_LIMIT {
            return Err(ParcelError::TooLarge);
        }
        self.batches += 1;
        let packed = take(&mut self.input, size)?;
        self.hash.update(&packed);
        Ok(Some(packed))
    }

    fn end(&mut self) -> Result<(), ParcelError> {
        let count = length(&mut self.input, &mut self.hash)?;
        let all = Hash(std::mem::take(&mut self.hash).finalize().into());
        let mut signature = [0; 64];
        self.input.read_exact(&mut signature)?;
        // A byte more would be somebody else's; and a decrypting reader has seen its own end only now.
        if self.input.read(&mut [0])? != 0 || count != self.batches as usize {
            return Err(ParcelError::Damaged);
        }
        self.key
            .verify(message(all).as_bytes(), &Signature::from_bytes(&signature))
            .map_err(|_| ParcelError::Forged)?;
        self.ended = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
