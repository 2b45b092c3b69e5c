//! One serial port that is read on a thread of its own, until it is let go or its scanner is unplugged.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::burst::Burst;
use crate::locked;

/// A pause of this length ends a scan. USB adapters hold bytes back for up to 16 ms.
const PAUSE: Duration = Duration::from_millis(50);
/// Read at once; the longest card has about 500.
const BUFFER_BYTES: usize = 1024;
/// Scans that wait to be asked for; nobody holds more cards to a scanner before looking up.
const WAITING_MOST: usize = 16;

/// The newest scans, oldest first, and how many there ever were.
#[derive(Default)]
struct Heard {
    count: u64,
    waiting: VecDeque<String>,
    gone: bool,
}

impl Heard {
    fn hear(&mut self, text: String) {
        self.count += 1;
        self.waiting.push_back(text);
        if self.waiting.len() > WAITING_MOST {
            self.waiting.pop_front();
        }
    }

    /// The first scan after the one numbered `after`, and its number.
    fn after(&self, after: u64) -> Option<(u64, String)> {
        let first = self.count + 1 - self.waiting.len() as u64;
        let number = first.max(after + 1);
        self.waiting.get((number - first) as usize).map(|text| (number, text.clone()))
    }
}

/// What a port's thread tells.
#[derive(Default)]
struct Line {
    heard: Mutex<Heard>,
    news: Condvar,
    let_go: AtomicBool,
}

/// A port that is being read. Dropping it lets the port go.
pub(super) struct Port {
    name: String,
    line: Arc<Line>,
}

/// What came of waiting for a scan.
pub(super) enum Waited {
    /// A scan, and its number.
    Scan(u64, String),
    /// Nothing yet.
    Nothing,
    /// The scanner was unplugged.
    Gone,
}

impl Port {
    /// Opens a port and begins to read.
    ///
    /// # Errors
    /// When there is no such port, or another program has it.
    pub(super) fn open(name: &str, baud: u32) -> Result<Port, serialport::Error> {
        let mut port = serialport::new(name, baud).timeout(PAUSE).open()?;
        let line = Arc::new(Line::default());
        let told = line.clone();
        std::thread::spawn(move || {
            listen(&mut port, &told);
            locked(&told.heard).gone = true;
            told.news.notify_all();
        });
        Ok(Port { name: name.to_owned(), line })
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether its scanner is still there.
    pub(super) fn is_there(&self) -> bool {
        !locked(&self.line.heard).gone
    }

    /// Waits for a scan after the one numbered `after`, no longer than `patience`.
    pub(super) fn wait(&self, after: u64, patience: Duration) -> Waited {
        let nothing = |heard: &mut Heard| heard.count <= after && !heard.gone;
        let heard = self.line.news.wait_timeout_while(locked(&self.line.heard), patience, nothing);
        let (heard, _) = heard.unwrap_or_else(std::sync::PoisonError::into_inner);
        match (heard.after(after), heard.gone) {
            (Some((number, text)), _) => Waited::Scan(number, text),
            (None, true) => Waited::Gone,
            (None, false) => Waited::Nothing,
        }
    }

    /// The number of the newest scan.
    pub(super) fn count(&self) -> u64 {
        locked(&self.line.heard).count
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.line.let_go.store(true, Ordering::Relaxed);
    }
}

fn listen(port: &mut Box<dyn serialport::SerialPort>, line: &Line) {
    let mut burst = Burst::default();
    let mut buffer = [0; BUFFER_BYTES];
    while !line.let_go.load(Ordering::Relaxed) {
        let scans = match port.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) => burst.feed(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::TimedOut => burst.pause().into_iter().collect(),
            Err(error) if error.kind() == ErrorKind::Interrupted => Vec::new(),
            Err(_) => return,
        };
        for text in scans {
            locked(&line.heard).hear(text);
            line.news.notify_all();
        }
    }
}
