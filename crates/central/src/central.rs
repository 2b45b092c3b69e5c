//! Central: a host that founded its `org`, over a folder of its own.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use luudong_domain::device::Founded;
use luudong_domain::event::Event;
use luudong_domain::id::ActorId;
use luudong_domain::scope::Scope;
use luudong_store::{Folder, ParcelError, Store, StoreError};

use crate::host::Host;

/// Wall time, microseconds since 1970.
pub fn wall_micros() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64)
}

/// What can go wrong when central starts or is administered.
#[derive(Debug, thiserror::Error)]
pub enum CentralError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network or a file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// TLS could not be set up.
    #[error("TLS: {0}")]
    Tls(String),
    /// A parcel that was not written, or not believed.
    #[error(transparent)]
    Parcel(#[from] ParcelError),
    /// A parcel was refused; the code is stable.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// It came out of a backup and does not know yet what it wrote after it.
    #[error("central came out of a backup: let laptops sync, which brings back what it wrote since; then `resume`")]
    Restored,
    /// Something was asked for that is not there.
    #[error("{0}")]
    NotFound(String),
}

/// One central over one data folder.
pub struct Central {
    host: Arc<Host<Store>>,
}

impl Central {
    /// Opens central's folder; the first time it is made, and central founds its `org`.
    ///
    /// # Errors
    /// [`CentralError`] of the store.
    pub fn open(folder: &Folder) -> Result<Central, CentralError> {
        let wall = wall_micros();
        let mut store = Store::central(folder, wall)?;
        if store.reader().founder()?.is_none() {
            let (device, key) = (store.identity().device, hex::encode(store.identity().key.verifying_key().as_bytes()));
            store.write::<_, StoreError>(ActorId::CENTRAL, wall, |gate| {
                gate.set("founder", &device.to_string())?;
                gate.set("founder_key", &key)?;
                gate.append(Scope::Org, device, &Event::OrgFounded(Founded { key }))
            })?;
        }
        Ok(Central { host: Arc::new(Host::central(Arc::new(Mutex::new(store)))) })
    }

    /// What serves devices.
    pub fn host(&self) -> &Arc<Host<Store>> {
        &self.host
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.host.log()
    }
}
