//! How a device proves that a request is its own.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};

use crate::chain::Hash;

/// Header: the protocol version.
pub const PROTOCOL_HEADER: &str = "luudong-protocol";
/// Header: the device's id.
pub const DEVICE_HEADER: &str = "luudong-device";
/// Header: the device's time, milliseconds.
pub const TIME_HEADER: &str = "luudong-time";
/// Header: the signature, hex.
pub const SIGNATURE_HEADER: &str = "luudong-signature";

fn message(method: &str, path: &str, millis: u64, body: &[u8]) -> String {
    format!("luudong/1/request\n{method}\n{path}\n{millis}\n{}\n", Hash::over(&[body]))
}

/// Signs a request; hex.
pub fn sign(key: &SigningKey, method: &str, path: &str, millis: u64, body: &[u8]) -> String {
    hex::encode(key.sign(message(method, path, millis, body).as_bytes()).to_bytes())
}

/// Whether the device with `key` signed the request.
pub fn is_by(key: &VerifyingKey, signature: &str, method: &str, path: &str, millis: u64, body: &[u8]) -> bool {
    let mut bytes = [0; 64];
    hex::decode_to_slice(signature, &mut bytes).is_ok()
        && key.verify(message(method, path, millis, body).as_bytes(), &Signature::from_bytes(&bytes)).is_ok()
}
