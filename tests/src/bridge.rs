//! The program as a process of its own, so that it can be killed and its output read: commands go in over loopback.
#![expect(clippy::missing_panics_doc, reason = "a test's world panics where a test fails")]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;

/// Why a command brought no reply.
#[derive(Debug)]
pub enum NoReply {
    /// The program said no: its `{code, params}`.
    Refused(Value),
    /// The program is gone: whether the command happened is not known.
    Gone,
}

/// A running bridge.
pub struct Bridge {
    child: Arc<Mutex<Child>>,
    door: Door,
}

/// Where it takes commands.
enum Door {
    Port(String),
    #[cfg(unix)]
    Socket(std::path::PathBuf),
}

/// Both kinds of stream.
trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

impl Door {
    /// The host that requests name.
    fn host(&self) -> &str {
        match self {
            Door::Port(host) => host,
            #[cfg(unix)]
            Door::Socket(_) => "localhost",
        }
    }

    fn connect(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Door::Port(host) => Box::new(TcpStream::connect(host)?),
            #[cfg(unix)]
            Door::Socket(path) => Box::new(std::os::unix::net::UnixStream::connect(path)?),
        })
    }
}

impl Bridge {
    /// Starts `program` over the data folder `data`; what it says on its error output is added to the file `log`.
    pub fn start(program: &str, data: &Path, log: &Path) -> Bridge {
        let mut command = Command::new(program);
        // Tests look for leaks in what it says.
        command.env("RUST_LOG", "trace");
        let (child, line) = Bridge::launch(command, data, log);
        let host = line.trim().strip_prefix("http://").expect("an address").to_owned();
        Bridge { child, door: Door::Port(host) }
    }

    /// Starts `program` on a machine of a test's own network: commands go in by a socket beside `data`, since that is a
    /// file, and files are the same in all namespaces.
    #[cfg(target_os = "linux")]
    pub fn start_on(machine: &crate::netns::Machine, program: &str, data: &Path, log: &Path) -> Bridge {
        let socket = data.with_extension("socket");
        let mut command = machine.command(program);
        command.arg("--listen").arg(&socket).env("RUST_LOG", "warn");
        // That of one that was killed.
        drop(std::fs::remove_file(&socket));
        Bridge { child: Bridge::launch(command, data, log).0, door: Door::Socket(socket) }
    }

    fn launch(mut command: Command, data: &Path, log: &Path) -> (Arc<Mutex<Child>>, String) {
        let said = File::options().create(true).append(true).open(log).expect("log");
        let mut child = command
            .arg("--data")
            .arg(data)
            .args(["--ui", "none"])
            // No `Downloads` there: exports stay where the test looks for them.
            .env("HOME", data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(said)
            .spawn()
            .expect("the bridge starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("the bridge says its address");
        (Arc::new(Mutex::new(child)), line)
    }

    /// Runs one command.
    ///
    /// # Errors
    /// [`NoReply`]; a reply that was cut off counts as none.
    pub fn call(&self, command: &str, args: &Value) -> Result<Value, NoReply> {
        let (status, body) = self.post(command, &args.to_string()).map_err(|_| NoReply::Gone)?;
        let reply = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{command}: status {status}, {body}"));
        match status {
            200 => Ok(reply),
            _ => Err(NoReply::Refused(reply)),
        }
    }

    /// A command that must go through.
    pub fn ok(&self, command: &str, args: &Value) -> Value {
        self.call(command, args).unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    /// Kills the program (SIGKILL on unix) once `delay` is over, or at once when the sender is dropped before.
    pub fn kill_after(&self, delay: Duration) -> (Sender<()>, JoinHandle<()>) {
        let (reprieve, over) = channel();
        let child = Arc::clone(&self.child);
        let killer = thread::spawn(move || {
            let _ = over.recv_timeout(delay);
            end(&child);
        });
        (reprieve, killer)
    }

    /// Kills the program now.
    pub fn kill(&self) {
        end(&self.child);
    }

    fn post(&self, command: &str, body: &str) -> io::Result<(u16, String)> {
        let mut stream = self.door.connect()?;
        let head = format!("POST /rpc/{command} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.door.host());
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        let (head, body) = reply.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if length.is_some_and(|length: usize| length != body.len()) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((status, body.to_owned()))
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        end(&self.child);
    }
}

fn end(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    child.kill().expect("kill");
    child.wait().expect("gone");
}
