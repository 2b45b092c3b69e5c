//! What the app takes from outside: the clock, and places of this machine. An argument, so that tests can move them.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use luudong_store::Store;
use luudong_sync::claims::Claims;
use luudong_sync::site_code::SiteCodes;

use crate::AppError;

/// Names the central that a fresh folder is offered, as `make run` sets it.
const CENTRAL_VARIABLE: &str = "LUUDONG_CENTRAL";

/// A batch of 4 MiB over a line of 256 kbit/s takes 131 s.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// What a hub is started over.
pub struct HubSeat {
    /// The laptop's own store.
    pub store: Arc<Mutex<Store>>,
    /// Out of which the hub grants claims, to the laptop itself too.
    pub claims: Arc<Mutex<Claims>>,
    /// The code by which it lets a laptop in on site.
    pub codes: Arc<Mutex<SiteCodes>>,
    /// Its clock, microseconds since 1970.
    pub wall_micros: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// Where it is to listen.
    pub address: SocketAddr,
}

/// A hub that serves until it is dropped.
pub struct HubServing {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whatever has to be held for it to serve.
    pub guard: Box<dyn Send>,
}

/// Starts a hub. The router that a hub serves by is central's, which the app does not stand on: programs join them.
pub type StartHub = Box<dyn Fn(HubSeat) -> Result<HubServing, String> + Send + Sync>;

/// Clock, places, and what the program is joined with.
pub struct Outside {
    /// Wall time, microseconds since 1970.
    pub wall_micros: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// Where files for people go.
    pub exports: PathBuf,
    /// The longest that one request to central may take.
    pub patience: Duration,
    /// A central to offer for admission.
    pub central_hint: Option<String>,
    /// Whether the program stays, so that it may sync by itself.
    pub background: bool,
    /// How this program starts a hub; one that cannot has none.
    pub hub: Option<StartHub>,
}

/// More files of one name than this lie in nobody's folder.
const NAMES_TRIED: usize = 1_000;

impl Outside {
    /// Whether this program goes on beside the commands: a window does, a command line does not.
    pub(crate) fn stays(&self) -> bool {
        self.background || self.hub.is_some()
    }

    /// Saves a file for people under a name that no file has: an earlier one lies there perhaps, and is still wanted.
    pub(crate) fn save(&self, stem: &str, extension: &str, bytes: &[u8]) -> Result<PathBuf, AppError> {
        let failed = |_| AppError::of("export_failed");
        std::fs::create_dir_all(&self.exports).map_err(failed)?;
        for at in 1..=NAMES_TRIED {
            let name = if at == 1 { format!("{stem}.{extension}") } else { format!("{stem}-{at}.{extension}") };
            let path = self.exports.join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => return file.write_all(bytes).map(|()| path).map_err(failed),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(AppError::of("export_failed"))
    }

    /// This machine's clock, the user's download folder (or `exports` in the data folder where there is none).
    pub fn of_this_machine(folder: &Path) -> Outside {
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
        let downloads = home.map(|home| home.join("Downloads")).filter(|downloads| downloads.is_dir());
        Outside {
            wall_micros: Arc::new(|| {
                SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64)
            }),
            exports: downloads.unwrap_or_else(|| folder.join("exports")),
            patience: PATIENCE,
            central_hint: std::env::var(CENTRAL_VARIABLE).ok().filter(|hint| !hint.is_empty()),
            background: false,
            hub: None,
        }
    }
}
