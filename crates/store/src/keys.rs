//! Keys at rest. The database key is 32 random bytes, kept in `keys.json` in slots: one wrapped by the passphrase, one by
//! the recovery words (Argon2id, then XChaCha20-Poly1305). The device's signing key lies beside the database, sealed by
//! the database key, and is in no backup.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::StoreError;

/// The raw key of the database.
pub(crate) type DatabaseKey = Zeroizing<[u8; 32]>;

/// Argon2id as OWASP asks of a desktop: 64 MiB, 3 passes, 1 lane. About 0.1 s on a small laptop.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// Most that slots of a file may ask for: 1 GiB, and 16 passes, lanes or slots.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST: u32 = 16;

/// The words of the recovery slot, shown once.
pub struct RecoveryWords(Zeroizing<String>);

impl RecoveryWords {
    /// The twelve words.
    pub fn words(&self) -> Vec<String> {
        self.0.split(' ').map(str::to_owned).collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SlotKind {
    Passphrase,
    Recovery,
}

#[derive(Clone, Serialize, Deserialize)]
struct Slot {
    kind: SlotKind,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
    #[serde(with = "hex::serde")]
    nonce: [u8; 24],
    #[serde(with = "hex::serde")]
    wrapped: Vec<u8>,
}

/// What lies in `keys.json`.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeySlots {
    version: u32,
    slots: Vec<Slot>,
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Damaged("no randomness"))?;
    Ok(bytes)
}

fn cipher(secret: &str, slot: &Slot) -> Result<XChaCha20Poly1305, StoreError> {
    let params = Params::new(slot.memory_kib, slot.passes, slot.lanes, Some(32))
        .map_err(|_| StoreError::Damaged("key slots"))?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret.as_bytes(), &slot.salt, key.as_mut())
        .map_err(|_| StoreError::Damaged("key slots"))?;
    Ok(XChaCha20Poly1305::new(key.as_slice().into()))
}

fn wrap(kind: SlotKind, secret: &str, key: &DatabaseKey) -> Result<Slot, StoreError> {
    let mut slot = Slot {
        kind,
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: LANES,
        salt: random()?,
        nonce: random()?,
        wrapped: Vec::new(),
    };
    slot.wrapped = cipher(secret, &slot)?
        .encrypt(XNonce::from_slice(&slot.nonce), key.as_ref())
        .map_err(|_| StoreError::Damaged("key slots"))?;
    Ok(slot)
}

/// Words are compared without regard to case and spacing.
fn tidy_words(words: &str) -> Zeroizing<String> {
    Zeroizing::new(words.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" "))
}

impl KeySlots {
    /// A new database key with its two slots.
    pub(crate) fn create(passphrase: &str) -> Result<(KeySlots, DatabaseKey, RecoveryWords), StoreError> {
        let key = new_database_key()?;
        let entropy: Zeroizing<[u8; 16]> = Zeroizing::new(random()?);
        let words = bip39::Mnemonic::from_entropy(entropy.as_ref())
            .map_err(|_| StoreError::Damaged("no randomness"))?
            .to_string();
        let slots = vec![wrap(SlotKind::Passphrase, passphrase, &key)?, wrap(SlotKind::Recovery, &words, &key)?];
        Ok((KeySlots { version: 1, slots }, key, RecoveryWords(Zeroizing::new(words))))
    }

    /// A slot of its own for a key that is there.
    pub(crate) fn by(passphrase: &str, key: &DatabaseKey) -> Result<KeySlots, StoreError> {
        Ok(KeySlots { version: 1, slots: vec![wrap(SlotKind::Passphrase, passphrase, key)?] })
    }

    /// Reads `keys.json`.
    pub(crate) fn read(bytes: &[u8]) -> Result<KeySlots, StoreError> {
        let slots: KeySlots = serde_json::from_slice(bytes).map_err(|_| StoreError::Damaged("key slots"))?;
        // A file may come from anybody: what it asks for has to be what a laptop can give.
        let possible = |slot: &Slot| slot.memory_kib <= MOST_MEMORY_KIB && slot.passes <= MOST && slot.lanes <= MOST;
        match slots.version {
            1 if slots.slots.len() > MOST as usize || !slots.slots.iter().all(possible) => {
                Err(StoreError::Damaged("key slots"))
            }
            1 => Ok(slots),
            found => Err(StoreError::Newer { found: i64::from(found), known: 1 }),
        }
    }

    /// The bytes of `keys.json`.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec_pretty(self).map_err(|_| StoreError::Damaged("key slots"))
    }

    fn unwrap(&self, kind: SlotKind, secret: &str) -> Result<DatabaseKey, StoreError> {
        for slot in self.slots.iter().filter(|slot| slot.kind == kind) {
            if let Ok(key) = cipher(secret, slot)?.decrypt(XNonce::from_slice(&slot.nonce), slot.wrapped.as_slice()) {
                let key: [u8; 32] = key.try_into().map_err(|_| StoreError::Damaged("key slots"))?;
                return Ok(Zeroizing::new(key));
            }
        }
        Err(StoreError::WrongPassphrase)
    }

    /// Opens the passphrase's slot.
    pub(crate) fn by_passphrase(&self, passphrase: &str) -> Result<DatabaseKey, StoreError> {
        self.unwrap(SlotKind::Passphrase, passphrase)
    }

    /// Opens the recovery slot.
    pub(crate) fn by_words(&self, words: &str) -> Result<DatabaseKey, StoreError> {
        self.unwrap(SlotKind::Recovery, &tidy_words(words))
    }

    /// The same slots with another passphrase.
    pub(crate) fn with_passphrase(&self, passphrase: &str, key: &DatabaseKey) -> Result<KeySlots, StoreError> {
        let mut slots: Vec<Slot> =
            self.slots.iter().filter(|slot| slot.kind != SlotKind::Passphrase).cloned().collect();
        slots.insert(0, wrap(SlotKind::Passphrase, passphrase, key)?);
        Ok(KeySlots { version: self.version, slots })
    }
}

const SIGNING_PURPOSE: &[u8] = b"luudong device signing key";

fn sealing(key: &DatabaseKey) -> XChaCha20Poly1305 {
    let derived: [u8; 32] = Sha256::new().chain_update(SIGNING_PURPOSE).chain_update(key.as_slice()).finalize().into();
    XChaCha20Poly1305::new((&derived).into())
}

/// A new database key.
pub(crate) fn new_database_key() -> Result<DatabaseKey, StoreError> {
    Ok(Zeroizing::new(random()?))
}

/// A new signing key.
pub(crate) fn new_signing_key() -> Result<SigningKey, StoreError> {
    Ok(SigningKey::from_bytes(&random()?))
}

/// The bytes of `device.key`.
pub(crate) fn seal(signing: &SigningKey, key: &DatabaseKey) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; 24] = random()?;
    let payload = Payload { msg: &signing.to_bytes(), aad: SIGNING_PURPOSE };
    let sealed =
        sealing(key).encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| StoreError::Damaged("device key"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Reads `device.key`.
pub(crate) fn unseal(bytes: &[u8], key: &DatabaseKey) -> Result<SigningKey, StoreError> {
    let (nonce, sealed) = bytes.split_at_checked(24).ok_or(StoreError::Damaged("device key"))?;
    let payload = Payload { msg: sealed, aad: SIGNING_PURPOSE };
    let plain =
        sealing(key).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| StoreError::Damaged("device key"))?;
    let plain: Zeroizing<[u8; 32]> = Zeroizing::new(plain.try_into().map_err(|_| StoreError::Damaged("device key"))?);
    Ok(SigningKey::from_bytes(&plain))
}

/// Random bytes for the salt of a body.
pub(crate) fn salt() -> Result<[u8; 8], StoreError> {
    random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passphrase_and_words_open_the_same_key_and_nothing_else_does() {
        let (slots, key, words) = KeySlots::create("mật khẩu dài").expect("create");
        let slots = KeySlots::read(&slots.bytes().expect("bytes")).expect("read");
        assert_eq!(slots.by_passphrase("mật khẩu dài").expect("open"), key);
        assert_eq!(slots.by_words(&format!("  {} ", words.words().join("  ").to_uppercase())).expect("open"), key);
        assert!(matches!(slots.by_passphrase("mật khẩu dàì"), Err(StoreError::WrongPassphrase)));
        let renewed = slots.with_passphrase("khác", &key).expect("renew");
        assert_eq!(renewed.by_passphrase("khác").expect("open"), key);
        assert!(renewed.by_passphrase("mật khẩu dài").is_err());
    }

    #[test]
    fn a_signing_key_opens_only_with_its_database_key() {
        let key = Zeroizing::new([7; 32]);
        let signing = new_signing_key().expect("key");
        let sealed = seal(&signing, &key).expect("seal");
        assert_eq!(unseal(&sealed, &key).expect("unseal").to_bytes(), signing.to_bytes());
        assert!(unseal(&sealed, &Zeroizing::new([8; 32])).is_err());
    }
}
