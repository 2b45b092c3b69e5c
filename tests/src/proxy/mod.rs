//! A line between a device and its host that fails as it is told: cut after a byte, slow, silent for a while, refused,
//! dead at a chosen request. What happens follows from its orders alone; it counts what passed each way.
#![expect(clippy::missing_panics_doc, reason = "a test's world panics where a test fails")]

mod frames;

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

pub use frames::Size;
use frames::{Fed, Frames};

/// What the line does. The default passes everything at once.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// After so many bytes from the device every connection is cut, and so is each new one.
    pub cut_up: Option<u64>,
    /// The same for bytes from the host.
    pub cut_down: Option<u64>,
    /// How long a byte is under way, each way.
    pub latency: Duration,
    /// Bytes a second, each way; as many as come when absent.
    pub rate: Option<u64>,
    /// Silence after every so many bytes each way, as a lost packet looks from above: then it goes on.
    pub stall: Option<(u64, Duration)>,
    /// Where the line goes dead: connections stand, and nothing passes any more.
    pub dead_at: Option<Moment>,
}

/// A moment of a sync: requests are counted from 1 since the line was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the first byte of this request has passed.
    Request(usize),
    /// Before the first byte of the answer to this request has passed: the host has done it.
    Answer(usize),
    /// Once the last byte of that answer has passed.
    Answered(usize),
}

/// A request and its answer, as far as they passed.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    /// The request as the device sent it.
    pub sent: Vec<u8>,
    /// How much of the request passed.
    pub request: Size,
    /// How much of the answer.
    pub answer: Size,
}

impl Exchange {
    /// `/v1/have`.
    pub fn path(&self) -> String {
        String::from_utf8_lossy(&self.sent).split(' ').nth(1).unwrap_or_default().to_owned()
    }
}

/// Bytes that passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    /// From the device.
    pub up: u64,
    /// From the host.
    pub down: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

#[derive(Default)]
struct State {
    line: Line,
    target: String,
    /// How often the line was set: what began before is cut.
    setting: u64,
    passed: Passed,
    total: Passed,
    /// When the last byte each way has left, on a line with a rate.
    free: [Option<Instant>; 2],
    exchanges: Vec<Exchange>,
    is_cut: bool,
    is_dead: bool,
    refuses: bool,
    over: bool,
    connections: HashMap<u64, [TcpStream; 2]>,
}

impl State {
    fn passed(&mut self, way: Way) -> (&mut u64, &mut u64, Option<u64>) {
        match way {
            Way::Up => (&mut self.passed.up, &mut self.total.up, self.line.cut_up),
            Way::Down => (&mut self.passed.down, &mut self.total.down, self.line.cut_down),
        }
    }

    /// Ends every connection at once.
    fn cut(&mut self) {
        for stream in self.connections.drain().flat_map(|(_, streams)| streams) {
            // Its other end may have gone first.
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// A connection is over.
struct Ended;

/// One connection.
struct Connection {
    setting: u64,
    /// The request under way, counted from 1.
    request: Mutex<usize>,
}

/// The proxy; it ends with everything that goes through it when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<thread::JoinHandle<()>>,
}

impl Proxy {
    /// A line to `target` (`127.0.0.1:8471`, a scheme before it is dropped), as good as the loopback.
    pub fn to(target: &str) -> Proxy {
        let shared = Arc::new(Shared::default());
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut proxy = Proxy { address, shared, accepting: None };
        proxy.target(target);
        proxy.listen();
        proxy
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Leads elsewhere from now on.
    pub fn target(&self, target: &str) {
        self.shared.lock().target = target.rsplit("://").next().unwrap_or(target).to_owned();
    }

    /// Cuts what stands, and is `line` from now on: bytes and requests are counted anew.
    pub fn set(&mut self, line: Line) {
        {
            let mut state = self.shared.lock();
            state.cut();
            state.setting += 1;
            state.is_cut = line.cut_up == Some(0) || line.cut_down == Some(0);
            state.is_dead = false;
            state.passed = Passed::default();
            state.free = [None; 2];
            state.exchanges.clear();
            state.line = line;
            self.shared.changed.notify_all();
        }
        if self.accepting.is_none() {
            self.listen();
        }
    }

    /// Cuts what stands and lets nobody connect, until the line is set anew.
    pub fn refuse(&mut self) {
        {
            let mut state = self.shared.lock();
            state.cut();
            state.refuses = true;
        }
        if let Some(accepting) = self.accepting.take() {
            // It is waiting for somebody; this is the last one.
            drop(TcpStream::connect(self.address));
            accepting.join().expect("the proxy's door");
        }
    }

    /// Bytes since the line was set.
    pub fn passed(&self) -> Passed {
        self.shared.lock().passed
    }

    /// Bytes since the beginning.
    pub fn total(&self) -> Passed {
        self.shared.lock().total
    }

    /// Requests since the line was set, in the order in which they began.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.shared.lock().exchanges.clone()
    }

    /// Whether the line is dead, which is waited for so long.
    pub fn dead_within(&self, longest: Duration) -> bool {
        let state = self.shared.lock();
        let waited = self.shared.changed.wait_timeout_while(state, longest, |state| !state.is_dead);
        waited.unwrap_or_else(PoisonError::into_inner).0.is_dead
    }

    /// Sends a request that passed before once more, on a connection of its own; the first line of the answer.
    pub fn replay(&self, exchange: &Exchange) -> String {
        let target = self.shared.lock().target.clone();
        let mut stream = TcpStream::connect(target).expect("the host listens");
        stream.write_all(&exchange.sent).expect("sent");
        let (mut answer, mut buffer, mut frames) = (Vec::new(), [0; 4096], Frames::default());
        loop {
            let read = stream.read(&mut buffer).expect("an answer");
            assert!(read > 0, "the answer is cut short");
            answer.extend(&buffer[..read]);
            if frames.feed(&buffer[..read]).ends {
                break;
            }
        }
        String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
    }

    fn listen(&mut self) {
        let listener = TcpListener::bind(self.address).expect("listen");
        self.address = listener.local_addr().expect("address");
        self.shared.lock().refuses = false;
        let shared = Arc::clone(&self.shared);
        self.accepting = Some(thread::spawn(move || shared.accept(&listener)));
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.changed.notify_all();
        self.refuse();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: &Arc<Shared>, listener: &TcpListener) {
        for (number, client) in (0..).zip(listener.incoming().flatten()) {
            let target = {
                let state = self.lock();
                if state.refuses {
                    return;
                }
                if state.is_cut {
                    continue;
                }
                state.target.clone()
            };
            let Ok(server) = TcpStream::connect(&target) else { continue };
            if let Err(error) = self.connect(number, client, server) {
                panic!("a connection through the proxy: {error}");
            }
        }
    }

    fn connect(self: &Arc<Shared>, number: u64, client: TcpStream, server: TcpStream) -> std::io::Result<()> {
        // Small answers would wait for each other otherwise.
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let mut state = self.lock();
        let connection = Arc::new(Connection { setting: state.setting, request: Mutex::default() });
        state.connections.insert(number, [client.try_clone()?, server.try_clone()?]);
        drop(state);
        for (way, from, to) in [(Way::Up, client.try_clone()?, server.try_clone()?), (Way::Down, server, client)] {
            // As much as a socket would hold.
            let (under_way, arriving) = sync_channel(16);
            let (reading, writing, connection) = (Arc::clone(self), Arc::clone(self), Arc::clone(&connection));
            thread::spawn(move || reading.read(way, from, &under_way));
            thread::spawn(move || writing.write(way, to, &arriving, &connection));
        }
        Ok(())
    }

    /// Takes bytes from a socket at the line's rate and puts them under way.
    fn read(&self, way: Way, mut from: TcpStream, under_way: &SyncSender<(Instant, Vec<u8>)>) {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let left = {
                let mut state = self.lock();
                let now = Instant::now();
                let free = state.free[way as usize].map_or(now, |free| free.max(now));
                let takes =
                    state.line.rate.map_or(Duration::ZERO, |rate| Duration::from_secs(read as u64) / rate as u32);
                state.free[way as usize] = Some(free + takes);
                free + takes
            };
            if !self.until(left) {
                return;
            }
            let arrives = left + self.lock().line.latency;
            if under_way.send((arrives, buffer[..read].to_vec())).is_err() {
                return;
            }
        }
    }

    /// Gives what arrives to a socket.
    fn write(&self, way: Way, mut to: TcpStream, arriving: &Receiver<(Instant, Vec<u8>)>, connection: &Connection) {
        let mut frames = Frames::default();
        for (arrives, bytes) in arriving {
            let mut rest = bytes.as_slice();
            if !self.until(arrives) {
                break;
            }
            while !rest.is_empty() {
                match self.pass(way, &mut to, rest, &mut frames, connection) {
                    Ok(passed) => rest = &rest[passed..],
                    Err(Ended) => {
                        drop(to.shutdown(Shutdown::Both));
                        return;
                    }
                }
            }
        }
        drop(to.shutdown(Shutdown::Write));
    }

    /// Passes some of `bytes`, as many as the line lets through before anything happens to it.
    fn pass(
        &self,
        way: Way,
        to: &mut TcpStream,
        bytes: &[u8],
        frames: &mut Frames,
        connection: &Connection,
    ) -> Result<usize, Ended> {
        let (fed, number, silence) = {
            let mut number = connection.request.lock().unwrap_or_else(PoisonError::into_inner);
            let mut state = self.lock();
            if state.setting != connection.setting || state.over {
                return Err(Ended);
            }
            let stall = state.line.stall;
            let (passed, _, cut) = state.passed(way);
            let before_cut = cut.map_or(u64::MAX, |cut| cut.saturating_sub(*passed));
            let before_silence = stall.map_or(u64::MAX, |(every, _)| every - *passed % every);
            let allowed = before_cut.min(before_silence).min(bytes.len() as u64) as usize;
            if allowed == 0 {
                return Err(Ended);
            }
            let fed = frames.feed(&bytes[..allowed]);
            let silence = stall.filter(|_| fed.taken as u64 == before_silence).map(|(_, silence)| silence);
            if way == Way::Up && fed.begins {
                state.exchanges.push(Exchange::default());
                *number = state.exchanges.len();
            }
            (fed, *number, silence)
        };
        self.dies(way, connection, fed.begins, number, false)?;
        if way == Way::Up {
            // Before the other side sees it: its answer may come at once.
            self.note(way, number, &fed, &bytes[..fed.taken]);
        }
        to.write_all(&bytes[..fed.taken]).map_err(|_| Ended)?;
        {
            let mut state = self.lock();
            if state.setting != connection.setting {
                return Err(Ended);
            }
            let (passed, total, cut) = state.passed(way);
            *passed += fed.taken as u64;
            *total += fed.taken as u64;
            if cut.is_some_and(|cut| *passed >= cut) {
                state.is_cut = true;
                state.cut();
                return Err(Ended);
            }
        }
        if way == Way::Down {
            self.note(way, number, &fed, &[]);
        }
        self.dies(way, connection, fed.ends, number, true)?;
        if silence.is_some_and(|silence| !self.until(Instant::now() + silence)) {
            return Err(Ended);
        }
        Ok(fed.taken)
    }

    fn note(&self, way: Way, number: usize, fed: &Fed, bytes: &[u8]) {
        let mut state = self.lock();
        let Some(exchange) = state.exchanges.get_mut(number.wrapping_sub(1)) else { return };
        exchange.sent.extend(bytes);
        let size = if way == Way::Up { &mut exchange.request } else { &mut exchange.answer };
        size.head += fed.head;
        size.body += fed.taken as u64 - fed.head;
        size.whole |= fed.ends;
    }

    /// Ends here, once the line is set anew, where the line goes dead at this moment; or is dead already.
    fn dies(&self, way: Way, connection: &Connection, is: bool, number: usize, after: bool) -> Result<(), Ended> {
        let moment = match (way, after) {
            (Way::Up, false) => Moment::Request(number),
            (Way::Down, false) => Moment::Answer(number),
            (Way::Down, true) => Moment::Answered(number),
            (Way::Up, true) => return Ok(()),
        };
        let mut state = self.lock();
        if is && state.line.dead_at == Some(moment) {
            state.is_dead = true;
            self.changed.notify_all();
        }
        if !state.is_dead {
            return Ok(());
        }
        let goes_on = |state: &mut State| state.setting == connection.setting && !state.over;
        drop(self.changed.wait_while(state, goes_on));
        Err(Ended)
    }

    /// Waits until then; false when the proxy is over.
    fn until(&self, then: Instant) -> bool {
        let longest = then.saturating_duration_since(Instant::now());
        let state = self.lock();
        if longest.is_zero() {
            return !state.over;
        }
        let waited = self.changed.wait_timeout_while(state, longest, |state| !state.over);
        !waited.unwrap_or_else(PoisonError::into_inner).0.over
    }
}
