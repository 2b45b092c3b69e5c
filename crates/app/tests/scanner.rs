//! A scanner on a serial port, which is a pseudo-terminal here: its bytes go the way of a real one's.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use luudong_app::{App, AppError, Outside, PATIENCE};
use serde_json::{Value, json};
use serialport::{SerialPort, TTYPort};
use tempfile::TempDir;

const CARD: &str = "001190000001|012345678|Nguyễn Thị Ánh Minh|15081990|Nữ|Láng Hạ, Đống Đa, Hà Nội|10042021";

fn laptop(dir: &TempDir) -> App {
    let outside = Outside {
        wall_micros: Arc::new(|| 1_793_900_000_000_000),
        exports: dir.path().join("exports"),
        patience: PATIENCE,
        central_hint: None,
        background: false,
        hub: None,
    };
    let app = App::with(dir.path().join("data"), outside);
    app.call("init", json!({ "passphrase": "mật khẩu ví dụ" })).expect("init");
    app.call("actor_pick", json!({ "name": "Minh", "role": "member" })).expect("actor");
    app
}

/// The scanner's own end, and the name of the port that it is plugged into.
fn plugged_in() -> (TTYPort, String) {
    let (scanner, port) = TTYPort::pair().expect("a pseudo-terminal");
    (scanner, port.name().expect("a name"))
}

fn code(result: Result<Value, AppError>) -> String {
    result.expect_err("refused").code
}

#[test]
fn scans_arrive_whole_and_an_unplugged_scanner_is_told() {
    let dir = TempDir::new().expect("dir");
    let app = laptop(&dir);
    assert_eq!(code(app.call("scanner_next", json!({ "after": 0 }))), "scanner_none");
    let (mut scanner, name) = plugged_in();
    assert_eq!(app.call("scanner_use", json!({ "port": name })).expect("use")["connected"], true);
    let at = app.call("scanner_next", json!({})).expect("where it stands");
    assert_eq!(at, json!({ "count": 0, "text": null }));

    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| app.call("scanner_next", json!({ "after": 0 })).expect("a scan"));
        let (first, rest) = CARD.as_bytes().split_at(40);
        scanner.write_all(first).expect("write");
        scanner.write_all(rest).expect("write");
        scanner.write_all(b"\r\n").expect("write");
        assert_eq!(waiting.join().expect("heard"), json!({ "count": 1, "text": CARD }));
    });
    // Scans that come while nobody asks are told one after the other.
    scanner.write_all(b"B-017\rB-018\r").expect("write");
    for (number, ticket) in [(2, "B-017"), (3, "B-018")] {
        let heard = app.call("scanner_next", json!({ "after": number - 1 })).expect("a scan");
        assert_eq!(heard, json!({ "count": number, "text": ticket }));
    }

    drop(scanner);
    let began = Instant::now();
    assert_eq!(code(app.call("scanner_next", json!({ "after": 3 }))), "scanner_gone");
    assert!(began.elapsed() < Duration::from_secs(15), "told at once, not when the patience is over");
    assert_eq!(code(app.call("scanner_use", json!({ "port": "/dev/no-such-port" }))), "scanner_gone");
    assert_eq!(app.call("scanner_use", json!({})).expect("let go")["port"], Value::Null);
}

#[test]
fn a_scanner_that_was_chosen_is_read_again_after_a_new_start() {
    let dir = TempDir::new().expect("dir");
    let (mut scanner, name) = plugged_in();
    let app = laptop(&dir);
    app.call("scanner_use", json!({ "port": name, "baud": 115_200 })).expect("use");
    drop(app);
    let app = App::new(dir.path().join("data"));
    app.call("unlock", json!({ "passphrase": "mật khẩu ví dụ" })).expect("unlock");
    app.call("actor_pick", json!({ "name": "Minh", "role": "member" })).expect("actor");
    app.call("scanner_next", json!({})).expect("listening");
    scanner.write_all(b"A-001\t").expect("write");
    assert_eq!(app.call("scanner_next", json!({ "after": 0 })).expect("a scan")["text"], "A-001");
}
