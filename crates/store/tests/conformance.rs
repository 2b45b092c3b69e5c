//! The store is a log as sync wants one, and as a host does.

use luudong_domain::device::Founded;
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::scope::Scope;
use luudong_store::{Folder, Store, StoreError};
use luudong_sync::conformance::{Begin, conformance, host_conformance, laptop_conformance};
use tempfile::TempDir;

const NOW: u64 = 1_793_900_000_000_000;
const PASSPHRASE: &str = "mật khẩu";

/// Stores, and their folders for as long as they are open.
#[derive(Default)]
struct Made(Vec<TempDir>);

impl Made {
    fn folder(&mut self) -> Folder {
        let dir = TempDir::new().expect("dir");
        let folder = Folder::at(dir.path().join("data"));
        self.0.push(dir);
        folder
    }

    /// A store that begins so.
    fn store(&mut self, begin: &Begin) -> Store {
        let mut store = Store::central(&self.folder(), NOW).expect("a store");
        let own = store.identity().key.verifying_key();
        let founder = begin.founder.unwrap_or(own);
        let (id, key) = (DeviceId::of_key(founder.as_bytes()), hex::encode(founder.as_bytes()));
        store
            .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
                gate.set("founder", &id.to_string())?;
                gate.set("founder_key", &key)?;
                if founder == own {
                    gate.append(Scope::Org, id, &Event::OrgFounded(Founded { key }))?;
                }
                begin.admissions.iter().try_for_each(|admission| gate.add_admission(admission))
            })
            .expect("begun");
        if begin.restored { self.restored(&store) } else { store }
    }

    fn restored(&mut self, store: &Store) -> Store {
        let stick = TempDir::new().expect("dir");
        let backup = store.backup_whole(stick.path(), PASSPHRASE, NOW).expect("a backup");
        Store::restore_whole(&self.folder(), &backup.path, PASSPHRASE, NOW).expect("restored")
    }
}

#[test]
fn the_store_does_what_every_log_must() {
    let mut made = Made::default();
    conformance(|key| made.store(&Begin { founder: Some(*key), ..Begin::default() }));
}

#[test]
fn the_store_does_what_every_hosts_log_must() {
    let mut made = Made::default();
    host_conformance(|begin| made.store(begin));
}

#[test]
fn the_store_does_what_every_laptops_log_must() {
    let mut made = Made::default();
    laptop_conformance(|begin| made.store(begin));
}
