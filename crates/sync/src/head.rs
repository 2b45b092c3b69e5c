//! A head: a signed point of a series. One head proves all before it.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use luudong_domain::time::Clock;
use serde::{Deserialize, Serialize};

use crate::chain::{Hash, Series};

/// At the latest after so many events a head is signed, so that batches can be cut.
pub const HEAD_EVERY: u64 = 1_000;

/// A signed point of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Which event it stands at.
    pub index: u64,
    /// The chain's hash there.
    pub hash: Hash,
    /// When it was signed.
    pub clock: Clock,
    /// Ed25519 by the series' device, hex.
    #[serde(with = "hex::serde")]
    pub signature: [u8; 64],
}

fn message(series: &Series, index: u64, hash: Hash, clock: Clock) -> String {
    format!("luudong/1/head\n{}\n{}\n{index}\n{hash}\n{}\n", series.scope, series.device, clock.0)
}

impl Head {
    /// Signs the point.
    pub fn sign(key: &SigningKey, series: &Series, index: u64, hash: Hash, clock: Clock) -> Head {
        let signature = key.sign(message(series, index, hash, clock).as_bytes()).to_bytes();
        Head { index, hash, clock, signature }
    }

    /// Whether the device with `key` signed this head for `series`.
    pub fn is_by(&self, key: &VerifyingKey, series: &Series) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        key.verify(message(series, self.index, self.hash, self.clock).as_bytes(), &signature).is_ok()
    }
}
