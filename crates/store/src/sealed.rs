//! What may lie on a disk or stick only encrypted: papers with people's data. A sealed file is an age file to a key that
//! is derived from the folder's own, with the folder's key slots before it: the passphrase or the recovery words of the
//! laptop that wrote it open it on any other, as they open its backup.
//!
//! `luudong-sealed 1\n`, the length of the slots (u32, little endian), the slots, the age file.

use std::io::{Read, Write};

use age::x25519::Identity;
use age::{Decryptor, Encryptor, Recipient};
use bech32::{Bech32, Hrp};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::keys::{DatabaseKey, KeySlots};
use crate::{Store, StoreError};

/// What the name of a sealed file ends with.
pub const SEALED_ENDING: &str = "sealed";
const BEGINNING: &[u8] = b"luudong-sealed 1\n";
/// Bytes of slots; `keys.json` has about a thousand.
const SLOTS_LIMIT: usize = 64 * 1024;
const PURPOSE: &[u8] = b"luudong sealed papers";
const IDENTITY: Hrp = Hrp::parse_unchecked("age-secret-key-");

/// Why a sealed file does not open.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// Something else, or of a newer version.
    #[error("not a sealed file")]
    NotOne,
    /// Cut or changed.
    #[error("the sealed file is damaged")]
    Damaged,
    /// Neither the passphrase nor the words of the folder that wrote it.
    #[error("wrong passphrase")]
    WrongPassphrase,
}

fn identity(key: &DatabaseKey) -> Option<Identity> {
    let derived = Sha256::new().chain_update(PURPOSE).chain_update(key.as_slice()).finalize();
    let scalar: Zeroizing<[u8; 32]> = Zeroizing::new(derived.into());
    let text = bech32::encode_upper::<Bech32>(IDENTITY, scalar.as_ref()).map(Zeroizing::new);
    text.ok().and_then(|text| text.parse().ok())
}

impl Store {
    /// `bytes` as a sealed file of this folder.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the folder's keys cannot be read.
    pub fn seal(&self, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let slots = std::fs::read(self.folder.keys())?;
        // Whatever does not open again is not written.
        KeySlots::read(&slots)?;
        let damaged = || StoreError::Damaged("key slots");
        let recipient = identity(&self.key).ok_or_else(damaged)?.to_public();
        let encryptor =
            Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient)).map_err(|_| damaged())?;
        let length = u32::try_from(slots.len()).ok().filter(|_| slots.len() <= SLOTS_LIMIT).ok_or_else(damaged)?;
        let mut sealed = [BEGINNING, &length.to_le_bytes(), &slots].concat();
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(bytes)?;
        writer.finish()?;
        Ok(sealed)
    }
}

/// What is in a sealed file, by the passphrase or the recovery words of the folder that wrote it.
///
/// # Errors
/// [`SealedError`].
pub fn open_sealed(sealed: &[u8], secret: &str) -> Result<Zeroizing<Vec<u8>>, SealedError> {
    let rest = sealed.strip_prefix(BEGINNING).ok_or(SealedError::NotOne)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(SealedError::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let (slots, age) = rest.split_at_checked(length).filter(|_| length <= SLOTS_LIMIT).ok_or(SealedError::Damaged)?;
    let slots = KeySlots::read(slots).map_err(|_| SealedError::Damaged)?;
    let opened = slots.by_passphrase(secret).or_else(|_| slots.by_words(secret));
    let key = opened.map_err(|error| match error {
        StoreError::WrongPassphrase => SealedError::WrongPassphrase,
        _ => SealedError::Damaged,
    })?;
    let identity = identity(&key).ok_or(SealedError::Damaged)?;
    let decryptor = Decryptor::new(age).map_err(|_| SealedError::Damaged)?;
    let mut reader =
        decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|_| SealedError::Damaged)?;
    let mut bytes = Zeroizing::new(Vec::new());
    reader.read_to_end(&mut bytes).map_err(|_| SealedError::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Folder;

    #[test]
    fn a_sealed_file_opens_by_the_passphrase_or_the_words_and_nothing_of_it_is_readable() {
        let folder = tempfile::tempdir().expect("folder");
        let (store, words) =
            Store::init(&Folder::at(folder.path()), "mật khẩu dài", 1_774_838_460_000_000).expect("store");
        let told = "Nguyễn Thị Ánh Minh, 1990, ".repeat(5_000);
        let sealed = store.seal(told.as_bytes()).expect("sealed");
        assert!(!String::from_utf8_lossy(&sealed).contains("1990"));
        for secret in ["mật khẩu dài", &words.words().join(" ")] {
            assert_eq!(open_sealed(&sealed, secret).expect("open").as_slice(), told.as_bytes());
        }
        assert!(matches!(open_sealed(&sealed, "mật khẩu khác"), Err(SealedError::WrongPassphrase)));
        assert!(matches!(open_sealed(b"%PDF-1.7", "mật khẩu dài"), Err(SealedError::NotOne)));
        let last = sealed.len() - 1;
        for cut in [&sealed[..20], &sealed[..900], &sealed[..last]] {
            assert!(matches!(open_sealed(cut, "mật khẩu dài"), Err(SealedError::Damaged)), "{}", cut.len());
        }
        let mut changed = sealed.clone();
        changed[last] ^= 1;
        assert!(matches!(open_sealed(&changed, "mật khẩu dài"), Err(SealedError::Damaged)));
        let again = store.seal(told.as_bytes()).expect("sealed");
        assert_ne!(sealed, again, "no two of them are alike");
    }
}
