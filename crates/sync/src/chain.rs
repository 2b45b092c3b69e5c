//! A series as a hash chain over envelope and body hash.

use std::fmt;

use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256 value, hex in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// SHA-256 over the parts, one after the other.
    pub fn over(parts: &[&[u8]]) -> Hash {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
        }
        Hash(hash.finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({})", hex::encode(&self.0[..4]))
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hex::serialize(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        hex::deserialize(deserializer).map(Hash)
    }
}

/// The events of one device in one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Series {
    /// Where.
    pub scope: Scope,
    /// Whose.
    pub device: DeviceId,
}

impl Series {
    /// The hash that stands before the first event.
    pub fn seed(&self) -> Hash {
        Hash::over(&[b"luudong/1/series\0", self.scope.to_string().as_bytes(), b"\0", &self.device.0])
    }
}

/// Random bytes before a body, so that a guess of the body cannot be tried against its hash.
pub type Salt = [u8; 8];

/// The personal half of an event, or what is left of it after erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Salt and the author's exact bytes.
    Whole {
        /// Random, by the author.
        salt: Salt,
        /// JSON, as written.
        bytes: Vec<u8>,
    },
    /// Erased: the hash that keeps the chain whole.
    Erased(Hash),
}

impl Body {
    /// The body hash that goes into the chain.
    pub fn hash(&self) -> Hash {
        match self {
            Body::Whole { salt, bytes } => Hash::over(&[salt, bytes]),
            Body::Erased(hash) => *hash,
        }
    }
}

/// An event as bytes: what is stored and relayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The author's exact envelope.
    pub envelope: Vec<u8>,
    /// The body.
    pub body: Body,
}

impl Written {
    /// How many bytes it has, without its salt.
    pub fn bytes(&self) -> usize {
        match &self.body {
            Body::Whole { bytes, .. } => self.envelope.len() + bytes.len(),
            Body::Erased(_) => self.envelope.len() + 32,
        }
    }

    /// The hash of this event when `previous` is the hash of the one before.
    pub fn hash(&self, previous: Hash) -> Hash {
        Hash::over(&[&previous.0, &Hash::over(&[&self.envelope]).0, &self.body.hash().0])
    }
}
