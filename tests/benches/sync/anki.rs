//! Anki, which syncs notes between people's machines and a server: its own server and client, from PyPI.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Measured;
use crate::rows::rows;

/// The release it was measured beside.
const PACKAGE: &str = "anki==26.9.3";

pub(crate) struct Anki {
    python: PathBuf,
}

/// Anki in a folder of its own under the target folder; nothing where it cannot be had.
pub(crate) fn ready() -> Option<Anki> {
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().join("anki");
    let python = target.join("bin/python");
    if !runs(Command::new(&python).args(["-c", "import anki.syncserver"])) {
        let made = runs(Command::new("python3").args(["-m", "venv"]).arg(&target))
            && runs(Command::new(&python).args(["-m", "pip", "install", "--quiet", PACKAGE]));
        if !made {
            println!("Anki is left out: no python3 with venv and pip here, or no way to PyPI");
            return None;
        }
    }
    Some(Anki { python })
}

fn runs(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl Anki {
    pub(crate) fn measure(&self, count: usize) -> Measured {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sync/anki_client.py");
        let mut child = Command::new(&self.python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = Vec::new();
        for row in rows(count) {
            serde_json::to_writer(&mut lines, &row).unwrap();
            lines.push(b'\n');
        }
        child.stdin.take().unwrap().write_all(&lines).unwrap();
        let ran = child.wait_with_output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        serde_json::from_slice(&ran.stdout).unwrap()
    }
}
