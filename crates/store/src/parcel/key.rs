//! A device's signing key as a key to encrypt to. The map from Ed25519 to X25519 is that of RFC 7748 (and of libsodium's
//! `crypto_sign_ed25519_pk_to_curve25519`); why one key may serve both is in `docs/security.md`.

use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use ed25519_dalek::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::ParcelError;

/// As age writes its keys; it takes them in no other form.
const RECIPIENT: Hrp = Hrp::parse_unchecked("age");
const IDENTITY: Hrp = Hrp::parse_unchecked("age-secret-key-");

/// The key to which parcels for the device with `key` are encrypted.
pub(super) fn recipient(key: &VerifyingKey) -> Result<Recipient, ParcelError> {
    // A point of small order would make the secret the same for everybody.
    if key.is_weak() {
        return Err(ParcelError::ReceiverUnknown);
    }
    let text = bech32::encode::<Bech32>(RECIPIENT, key.to_montgomery().as_bytes());
    text.ok().and_then(|text| text.parse().ok()).ok_or(ParcelError::ReceiverUnknown)
}

/// What opens them.
pub(super) fn identity(key: &SigningKey) -> Result<Identity, ParcelError> {
    let scalar = Zeroizing::new(key.to_scalar_bytes());
    let text = bech32::encode_upper::<Bech32>(IDENTITY, scalar.as_ref()).map(Zeroizing::new);
    text.ok().and_then(|text| text.parse().ok()).ok_or(ParcelError::NotForMe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_of_a_device_key_lead_to_the_same_key() {
        for seed in 0..32 {
            let key = SigningKey::from_bytes(&[seed; 32]);
            let public = recipient(&key.verifying_key()).expect("recipient");
            assert_eq!(identity(&key).expect("identity").to_public().to_string(), public.to_string());
        }
    }

    #[test]
    fn nothing_is_encrypted_to_a_point_of_small_order() {
        // y = 1: the identity of the group.
        let mut point = [0; 32];
        point[0] = 1;
        let key = VerifyingKey::from_bytes(&point).expect("a point");
        assert!(matches!(recipient(&key), Err(ParcelError::ReceiverUnknown)));
    }
}
