//! The hub of a hall: a host over the store of a laptop, on threads of its own, for as long as it is held.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use luudong_store::Store;
use tokio::sync::oneshot;

use crate::http::{Listen, Serving, serve};
use crate::limits::Allowed;
use crate::{CentralError, Hall, Host, Wall};

/// A hub that serves; it stops when it is dropped.
pub struct Hub {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

/// Longer than any request works in a store.
const FAREWELL: Duration = Duration::from_secs(1);

impl Hub {
    /// Serves `store` at `address`, over TLS; certificates and codes end by `wall`.
    ///
    /// # Errors
    /// [`CentralError`] of the listener, of TLS, of threads.
    pub fn start(store: Arc<Mutex<Store>>, hall: Hall, wall: Wall, address: SocketAddr) -> Result<Hub, CentralError> {
        let host = Arc::new(Host::hub(store, hall, wall));
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = Serving { allowed: Allowed::HALL, farewell: FAREWELL, ..Listen::Tls.into() };
        let serving = std::thread::Builder::new().name("hub".into()).spawn(move || {
            let until = async move { drop(stopped.await) };
            if let Err(error) = runtime.block_on(serve(host, listener, serving, until)) {
                tracing::error!(%error, "hub");
            }
            // What is in the store just then ends it; requests that wait for a change are not waited for.
            runtime.shutdown_timeout(FAREWELL);
        })?;
        Ok(Hub { address, stop: Some(stop), serving: Some(serving) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            // A panic in it was its own affair: the store's transactions roll back.
            drop(serving.join());
        }
    }
}
