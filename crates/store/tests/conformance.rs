//! The store is a log as sync wants one.

use luudong_domain::id::{ActorId, DeviceId};
use luudong_store::{Folder, Store, StoreError};
use luudong_sync::check::Checked;
use luudong_sync::conformance::conformance;
use luudong_sync::{Batch, Hash, Have, Log, Series};
use tempfile::TempDir;

const NOW: u64 = 1_793_900_000_000_000;

/// A store whose folder goes with it.
struct Kept(Store, #[expect(dead_code, reason = "holds the folder")] TempDir);

impl Log for Kept {
    type Error = StoreError;

    fn have(&self) -> Result<Have, StoreError> {
        self.0.have()
    }

    fn hash_at(&self, series: &Series, index: u64) -> Result<Option<Hash>, StoreError> {
        self.0.hash_at(series, index)
    }

    fn batch_after(&self, series: &Series, after: u64) -> Result<Option<Batch>, StoreError> {
        self.0.batch_after(series, after)
    }

    fn key_of(&self, device: DeviceId) -> Result<Option<ed25519_dalek::VerifyingKey>, StoreError> {
        self.0.key_of(device)
    }

    fn add(&mut self, run: Checked) -> Result<(), StoreError> {
        self.0.add(run)
    }
}

#[test]
fn the_store_does_what_every_log_must() {
    conformance(|key| {
        let dir = TempDir::new().expect("dir");
        let (mut store, _) = Store::init(&Folder::at(dir.path()), "mật khẩu", NOW).expect("init");
        store
            .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
                gate.set("founder", &DeviceId::of_key(key.as_bytes()).to_string())?;
                gate.set("founder_key", &hex::encode(key.as_bytes()))
            })
            .expect("a key");
        Kept(store, dir)
    });
}
