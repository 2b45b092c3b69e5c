//! The built programs as a script meets them: processes, exit codes, standard output and standard error.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// What every laptop of these tests is opened with.
pub const PASSPHRASE: &str = "một cụm mật khẩu để thử";

/// Where cargo puts the programs: beside the tests' own folder.
pub fn programs_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    test.parent().and_then(Path::parent).expect("target/debug/deps").to_owned()
}

fn program_path(name: &str) -> PathBuf {
    let path = programs_folder().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{} is not built: run `cargo build -p luudong-cli -p luudong-central` first",
        path.display()
    );
    path
}

fn program(name: &str) -> Command {
    Command::new(program_path(name))
}

/// What a run of `luudong` left behind.
pub struct Ran {
    /// Exit code.
    pub exit: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Ran { exit: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The one JSON value of a run that went well.
    pub fn answer(&self) -> Value {
        assert_eq!((self.exit, self.err.as_str()), (0, ""), "{}", self.out);
        serde_json::from_str(&self.out).expect("one JSON value")
    }

    /// The code of a refusal that ended with `exit`, said on standard error only.
    pub fn refusal(&self, exit: i32) -> String {
        assert_eq!((self.exit, self.out.as_str()), (exit, ""), "{}", self.err);
        let told: Value = serde_json::from_str(&self.err).expect("one line of JSON");
        assert!(told["error"]["message"].as_str().is_some_and(|message| message.len() > 20), "{told}");
        told["error"]["code"].as_str().expect("a code").to_owned()
    }
}

/// `luudong` without a data folder.
pub fn luudong(words: &[&str]) -> Ran {
    let mut command = program("luudong");
    command.env_remove("LUUDONG_DATA").env_remove("LUUDONG_PASSPHRASE").stdin(Stdio::null());
    Ran::of(command.args(words).output().expect("luudong runs"))
}

/// A laptop: a data folder and a passphrase file.
pub struct Laptop {
    /// Its data folder.
    pub data: PathBuf,
    passphrase: PathBuf,
}

impl Laptop {
    /// A laptop without data yet.
    pub fn empty(folder: &Path, name: &str) -> Laptop {
        let passphrase = folder.join("passphrase");
        std::fs::write(&passphrase, format!("{PASSPHRASE}\n")).expect("a passphrase file");
        Laptop { data: folder.join(name), passphrase }
    }

    /// A laptop with an empty log.
    pub fn made(folder: &Path, name: &str) -> Laptop {
        let laptop = Laptop::empty(folder, name);
        let words = laptop.answer(&["init"]);
        assert_eq!(words["recovery_words"].as_array().map(Vec::len), Some(12));
        laptop
    }

    /// Runs a command with `--json`.
    pub fn run(&self, words: &[&str]) -> Ran {
        self.run_with(&self.passphrase, words)
    }

    /// The same with another passphrase file.
    pub fn run_with(&self, passphrase: &Path, words: &[&str]) -> Ran {
        let (data, passphrase) = (self.data.to_string_lossy(), passphrase.to_string_lossy());
        let before = ["--json", "--data", data.as_ref(), "--passphrase-file", passphrase.as_ref()];
        luudong(&[&before, words].concat())
    }

    /// The answer of a command that goes well.
    pub fn answer(&self, words: &[&str]) -> Value {
        self.run(words).answer()
    }

    /// Starts a command with `--json` and leaves it running.
    pub fn begin(&self, words: &[&str]) -> Child {
        let mut command = program("luudong");
        command.args(["--json", "--data"]).arg(&self.data).arg("--passphrase-file").arg(&self.passphrase);
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("luudong runs")
    }

    /// Has the laptop admitted to everything as `role`.
    pub fn admit(&self, central: &Central, role: &str) -> Value {
        let code = central.administer(&["codes", "add", "--role", role, "--scope", "*"]);
        self.answer(&["admit", "--central", &central.address(), "--code", code.trim(), "--label", "thử"])
    }
}

/// The central of a test, on a port of its own.
pub struct Central {
    data: PathBuf,
    listen: String,
    scheme: &'static str,
    serving: Option<Child>,
    #[cfg(target_os = "linux")]
    machine: Option<crate::netns::Machine>,
}

impl Central {
    /// A central that serves.
    pub fn started(folder: &Path) -> Central {
        let mut central = Central {
            data: folder.join("central"),
            listen: "127.0.0.1:0".to_owned(),
            scheme: "http",
            serving: None,
            #[cfg(target_os = "linux")]
            machine: None,
        };
        central.start();
        central
    }

    /// A central that serves over TLS on a machine of a test's own network.
    #[cfg(target_os = "linux")]
    pub fn started_on(machine: crate::netns::Machine, folder: &Path) -> Central {
        let (data, listen) = (folder.join("central"), format!("{}:8471", machine.address()));
        let mut central = Central { data, listen, scheme: "https", serving: None, machine: Some(machine) };
        central.start();
        central
    }

    /// Serves, again on the port it had.
    pub fn start(&mut self) {
        let mut command = program("luudong-central");
        #[cfg(target_os = "linux")]
        if let Some(machine) = &self.machine {
            command = machine.command(program_path("luudong-central"));
        }
        command.arg("serve").arg("--data").arg(&self.data).arg("--listen").arg(&self.listen);
        command.args(["--farewell", "2"]);
        // As loud as it can be, beside its data: tests look for leaks in it.
        let log = File::options().create(true).append(true).open(self.data.with_extension("log")).expect("a log");
        command.env("RUST_LOG", "trace").stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("central runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("central says where");
        let (scheme, listen) = line.trim().split_once("://").expect("an address");
        assert_eq!(scheme, format!("listening on {}", self.scheme));
        self.listen = listen.to_owned();
        self.serving = Some(child);
    }

    /// Stops without a farewell, as a power cut would.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.serving.take() {
            child.kill().expect("central was running");
            child.wait().expect("central ends");
        }
    }

    /// Asks it to stop as a service manager does; how it ended.
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let mut child = self.serving.take().expect("central was running");
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
        assert!(asked.success());
        child.wait().expect("central ends")
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// What it wrote into its log, as long as it has run.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.with_extension("log")).expect("a log")
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("{}://{}", self.scheme, self.listen)
    }

    /// A command of whoever runs central, given while it serves; its output.
    pub fn administer(&self, words: &[&str]) -> String {
        let mut command = program("luudong-central");
        command.arg(words[0]).arg("--data").arg(&self.data).args(&words[1..]);
        let ran = Ran::of(command.output().expect("central runs"));
        assert_eq!(ran.exit, 0, "{}", ran.err);
        ran.out
    }
}

impl Drop for Central {
    fn drop(&mut self) {
        self.stop();
    }
}
