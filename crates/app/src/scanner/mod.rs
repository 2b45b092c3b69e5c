//! Scanners on a serial port (USB-serial). Scanners that type like a keyboard are the pages' own business.

mod burst;
mod port;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use luudong_domain::id::ActorId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::command::Nothing;
use crate::{App, AppError, Open, locked};
use port::{Port, Waited};

/// The setting that remembers which port the scanner is on.
const PORT: &str = "scanner_port";
/// The setting of its speed.
const BAUD: &str = "scanner_baud";
/// What most scanners come with, bits a second.
const BAUD_USUAL: u32 = 9_600;
/// Speeds that scanners have, bits a second.
const BAUDS: [u32; 6] = [9_600, 19_200, 38_400, 57_600, 115_200, 230_400];
/// The longest that one question waits for a scan.
const PATIENCE: Duration = Duration::from_secs(20);

/// The port that is being read, if there is one.
#[derive(Default)]
pub(crate) struct State(Mutex<Option<Arc<Port>>>);

/// The scanner on a serial port.
#[derive(Debug, Serialize, TS)]
pub struct Scanner {
    /// The port it was said to be on; none when scanners only type.
    pub port: Option<String>,
    /// Bits a second.
    pub baud: u32,
    /// Whether it is being read.
    pub connected: bool,
    /// Ports of this machine.
    pub ports: Vec<String>,
    /// Speeds to choose from.
    pub bauds: Vec<u32>,
}

/// Which port the scanner is on; none lets it go.
#[derive(Deserialize, TS)]
pub struct Use {
    #[serde(default)]
    port: Option<String>,
    #[serde(default)]
    baud: Option<u32>,
}

/// After which scan to wait; the first question of a page gives none and is told where the count stands.
#[derive(Deserialize, TS)]
pub struct Next {
    #[serde(default)]
    #[ts(type = "number | null")]
    after: Option<u64>,
}

/// A scan, or none within the time that one question waits.
#[derive(Debug, Serialize, TS)]
pub struct Heard {
    /// To be given as `after` next time.
    #[ts(type = "number")]
    pub count: u64,
    /// The text.
    pub text: Option<String>,
}

fn chosen(app: &App) -> Result<(Option<String>, u32), AppError> {
    app.read(|reader| {
        let baud = reader.setting(BAUD)?.and_then(|baud| baud.parse().ok()).unwrap_or(BAUD_USUAL);
        Ok((reader.setting(PORT)?, baud))
    })
}

fn opened(name: &str, baud: u32) -> Result<Arc<Port>, AppError> {
    Port::open(name, baud).map(Arc::new).map_err(|error| {
        tracing::info!(kind = ?error.kind(), "scanner");
        AppError::of("scanner_gone")
    })
}

/// The port that is read; opened again when its scanner was unplugged and may be back.
fn listening(app: &App, open: &Open) -> Result<Arc<Port>, AppError> {
    let (name, baud) = chosen(app)?;
    let name = name.ok_or_else(|| AppError::of("scanner_none"))?;
    let mut state = locked(&open.scanner.0);
    match state.as_ref().filter(|port| port.name() == name && port.is_there()) {
        Some(port) => Ok(port.clone()),
        None => {
            // The old one is let go first: a port can be open once only.
            *state = None;
            let port = opened(&name, baud)?;
            *state = Some(port.clone());
            Ok(port)
        }
    }
}

pub(crate) fn scanner(app: &App, _: Nothing) -> Result<Scanner, AppError> {
    let (port, baud) = chosen(app)?;
    let open = app.opened()?;
    let connected = locked(&open.scanner.0).as_ref().is_some_and(|port| port.is_there());
    // A machine that cannot list its ports has none to offer; one can still be typed.
    let mut ports: Vec<String> =
        serialport::available_ports().unwrap_or_default().into_iter().map(|port| port.port_name).collect();
    ports.sort_unstable();
    Ok(Scanner { port, baud, connected, ports, bauds: BAUDS.to_vec() })
}

pub(crate) fn use_port(app: &App, args: Use) -> Result<Scanner, AppError> {
    let open = app.opened()?;
    let baud = args.baud.unwrap_or(BAUD_USUAL);
    let port = args.port.map(|port| port.trim().to_owned()).filter(|port| !port.is_empty());
    {
        let mut state = locked(&open.scanner.0);
        let before = state.take();
        match &port {
            None => {}
            Some(name) => match opened(name, baud) {
                Ok(opened) => *state = Some(opened),
                Err(error) => {
                    *state = before;
                    return Err(error);
                }
            },
        }
    }
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| {
        match &port {
            Some(port) => gate.set(PORT, port)?,
            None => gate.unset(PORT)?,
        }
        Ok(gate.set(BAUD, &baud.to_string())?)
    })?;
    scanner(app, Nothing {})
}

pub(crate) fn next(app: &App, args: Next) -> Result<Heard, AppError> {
    let open = app.opened()?;
    let port = listening(app, &open)?;
    // A question that waits keeps no folder open: the end of the program would wait for it.
    drop(open);
    let Some(after) = args.after else { return Ok(Heard { count: port.count(), text: None }) };
    // A port that was opened anew counts from the beginning.
    let after = after.min(port.count());
    match port.wait(after, PATIENCE) {
        Waited::Scan(count, text) => Ok(Heard { count, text: Some(text) }),
        Waited::Nothing => Ok(Heard { count: after, text: None }),
        Waited::Gone => Err(AppError::of("scanner_gone")),
    }
}
