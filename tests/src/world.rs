//! Laptops with a clock that can be moved, and a central that can be stopped and started on the same port.
#![expect(clippy::missing_panics_doc, reason = "a test's world panics where a test fails")]

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use luudong_app::{App, AppError, HubSeat, HubServing, Outside, PATIENCE};
use luudong_central::{Central, Hall, Hub, Listen, Serving};
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_store::Folder;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Where clocks begin, microseconds: 2026-11-05.
pub const BEGIN: u64 = 1_793_900_000_000_000;
/// The passphrase of every laptop.
pub const PASSPHRASE: &str = "một câu mật khẩu";

/// Waits until it is so.
#[expect(clippy::disallowed_methods, reason = "threads and programs beside this one do it, and tell nobody")]
pub fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "never {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// One laptop.
pub struct Laptop {
    /// Its program.
    pub app: App,
    /// Where its data and exports lie.
    pub dir: PathBuf,
    clock: Arc<AtomicU64>,
}

impl Laptop {
    /// A new laptop whose folder is made and where a leader works.
    pub fn new(dir: &Path, name: &str) -> Laptop {
        Laptop::with_patience(dir, name, PATIENCE)
    }

    /// A new laptop that waits no longer than this for an answer of central.
    pub fn with_patience(dir: &Path, name: &str, patience: Duration) -> Laptop {
        Laptop::made(dir, name, patience, false).begun(name)
    }

    /// A new laptop whose program stays on, so that it syncs by itself.
    pub fn that_stays(dir: &Path, name: &str) -> Laptop {
        Laptop::made(dir, name, PATIENCE, true).begun(name)
    }

    fn begun(self, name: &str) -> Laptop {
        let laptop = self;
        laptop.ok("init", json!({ "passphrase": PASSPHRASE }));
        laptop.ok("actor_pick", json!({ "name": name, "role": "supervisor" }));
        laptop
    }

    /// A laptop whose folder is not opened yet.
    pub fn closed(dir: &Path, name: &str) -> Laptop {
        Laptop::made(dir, name, PATIENCE, false)
    }

    /// The laptop of a folder that was made before, with the same person at work.
    pub fn again(dir: &Path, name: &str) -> Laptop {
        let laptop = Laptop::closed(dir, name);
        laptop.ok("unlock", json!({ "passphrase": PASSPHRASE }));
        laptop.ok("actor_pick", json!({ "name": name, "role": "supervisor" }));
        laptop
    }

    fn made(dir: &Path, name: &str, patience: Duration, background: bool) -> Laptop {
        let dir = dir.join(name);
        let clock = Arc::new(AtomicU64::new(BEGIN));
        let ticking = clock.clone();
        let outside = Outside {
            wall_micros: Arc::new(move || ticking.fetch_add(1_000, Ordering::Relaxed)),
            exports: dir.join("exports"),
            patience,
            central_hint: None,
            background,
            hub: Some(Box::new(start_hub)),
        };
        Laptop { app: App::with(dir.join("data"), outside), dir, clock }
    }

    /// Sets the laptop's clock, microseconds.
    pub fn set_clock(&self, micros: u64) {
        self.clock.store(micros, Ordering::Relaxed);
    }

    /// A command that must go through.
    pub fn ok(&self, command: &str, args: Value) -> Value {
        self.app.call(command, args).unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    /// A command that must be refused.
    pub fn refused(&self, command: &str, args: Value) -> AppError {
        match self.app.call(command, args) {
            Ok(reply) => panic!("{command} went through: {reply}"),
            Err(error) => error,
        }
    }

    /// Admits the laptop to `central`.
    pub fn admit(&self, central: &TestCentral, role: Role, grants: &[Grant]) -> Value {
        let code = central.code(role, grants);
        self.ok("admit", json!({ "central": central.address(), "code": code, "label": "máy thử" }))
    }

    /// The digest of everything, which must verify.
    pub fn digest(&self) -> String {
        let proof = self.ok("verify", json!({}));
        assert_eq!(proof["ok"], true, "{proof}");
        proof["digest"].as_str().unwrap_or_default().to_owned()
    }

    /// Syncs with its central.
    pub fn sync(&self) -> Value {
        self.ok("sync", json!({}))
    }
}

/// A central that can be stopped and started.
pub struct TestCentral {
    runtime: Runtime,
    folder: PathBuf,
    address: SocketAddr,
    serving: Serving,
    running: Option<(Arc<Central>, oneshot::Sender<()>, JoinHandle<()>)>,
}

impl TestCentral {
    /// A new central on a free port of the loopback.
    pub fn start(dir: &Path) -> TestCentral {
        TestCentral::listening(dir, Listen::Plain)
    }

    /// A new central that listens so.
    pub fn listening(dir: &Path, serving: impl Into<Serving>) -> TestCentral {
        TestCentral::over(dir.join("central"), serving)
    }

    /// The central of this folder; a new one where there is nothing.
    pub fn over(folder: PathBuf, serving: impl Into<Serving>) -> TestCentral {
        let runtime = Runtime::new().expect("runtime");
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut central = TestCentral { runtime, folder, address, serving: serving.into(), running: None };
        central.resume();
        central
    }

    /// `http://127.0.0.1:PORT`, or https.
    pub fn address(&self) -> String {
        format!("{}://{}", self.serving.listen.scheme(), self.address)
    }

    /// Central itself, while it runs.
    pub fn central(&self) -> &Arc<Central> {
        &self.running.as_ref().expect("central runs").0
    }

    /// A new one-time code.
    pub fn code(&self, role: Role, grants: &[Grant]) -> String {
        self.central().add_code(role, grants.to_vec(), None, None).expect("code").to_string()
    }

    /// Starts again on the same folder and port.
    pub fn resume(&mut self) {
        let central = Arc::new(Central::open(&Folder::at(&self.folder)).expect("central"));
        let listener = TcpListener::bind(self.address).expect("listen");
        self.address = listener.local_addr().expect("address");
        let (stop, stopped) = oneshot::channel::<()>();
        let (host, serving) = (central.host().clone(), self.serving);
        let task = self.runtime.spawn(async move {
            let stopped = async { drop(stopped.await) };
            luudong_central::serve(host, listener, serving, stopped).await.expect("serve");
        });
        self.running = Some((central, stop, task));
    }

    /// Stops; what it has stays on disk.
    pub fn stop(&mut self) {
        if let Some((central, stop, task)) = self.running.take() {
            stop.send(()).expect("serving");
            self.runtime.block_on(task).expect("stopped");
            drop(central);
        }
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A hub as the window starts one.
///
/// # Errors
/// What [`Hub::start`] says.
pub fn start_hub(seat: HubSeat) -> Result<HubServing, String> {
    let HubSeat { store, claims, codes, wall_micros, address } = seat;
    let hall = Hall { claims, codes };
    let hub = Hub::start(store, hall, wall_micros, address).map_err(|error| error.to_string())?;
    Ok(HubServing { address: hub.address(), guard: Box::new(hub) })
}

/// Copies a folder with everything in it, as a disk image would.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (is_folder, copy) = (entry.file_type().expect("a kind").is_dir(), to.join(entry.file_name()));
        if is_folder {
            copy_folder(&entry.path(), &copy);
        } else {
            std::fs::copy(entry.path(), copy).expect("copied");
        }
    }
}

/// A folder that is taken away at the end.
pub fn temporary() -> TempDir {
    TempDir::new().expect("temporary folder")
}
