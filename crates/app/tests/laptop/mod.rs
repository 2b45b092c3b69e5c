//! One laptop with a clock of its own, for the tests of the command surface.
// Each test program uses its own part of it.
#![allow(dead_code)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use luudong_app::{App, AppError, Outside, PATIENCE};
use serde_json::{Value, json};
use tempfile::TempDir;

/// 6 November 2026 in Hà Nội, microseconds.
pub const NOW: u64 = 1_793_900_000_000_000;

/// A laptop whose folder is open; a leader works at it.
pub struct Laptop {
    pub app: App,
    pub dir: TempDir,
    pub clock: Arc<AtomicU64>,
}

impl Laptop {
    pub fn new() -> Laptop {
        let dir = TempDir::new().expect("dir");
        let clock = Arc::new(AtomicU64::new(NOW));
        let app = open(dir.path(), &clock);
        let laptop = Laptop { app, dir, clock };
        laptop.ok("init", json!({ "passphrase": "mật khẩu ví dụ" }));
        laptop.ok("actor_pick", json!({ "name": "Minh", "role": "leader" }));
        laptop
    }

    pub fn ok(&self, command: &str, args: Value) -> Value {
        self.app.call(command, args).unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    pub fn refused(&self, command: &str, args: Value) -> AppError {
        self.app.call(command, args).expect_err(command)
    }

    pub fn import(&self, unit: &str, name: &str, csv: &str) -> Value {
        use base64::Engine;
        let bytes = base64::engine::general_purpose::STANDARD.encode(csv);
        self.ok("import_open", json!({ "unit": unit, "file_name": name, "bytes": bytes }))
    }
}

pub fn open(dir: &Path, clock: &Arc<AtomicU64>) -> App {
    let clock = clock.clone();
    let outside = Outside {
        wall_micros: Arc::new(move || clock.fetch_add(1_000, Ordering::Relaxed)),
        exports: dir.join("exports"),
        patience: PATIENCE,
        central_hint: None,
        background: false,
        hub: None,
    };
    App::with(dir.join("data"), outside)
}

pub fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}
