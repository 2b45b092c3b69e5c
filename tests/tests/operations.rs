//! What whoever runs central relies on: nobody asks without end, the log tells what happened and of nobody, a backup
//! brings all of it back, a stop is no loss.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use luudong_central::{Allowed, Central, Listen, Serving};
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_store::Folder;
use luudong_sync::batch::BATCH_PACKED_LIMIT;
use luudong_sync::wire::MESSAGE_LIMIT;
use luudong_tests::http::{ask, get, post};
use luudong_tests::world::{Laptop, TestCentral, temporary};
use luudong_tests::{programs, world};
use serde_json::{Value, json};

/// A code that nobody gave out, and that its own check does not refuse.
fn guess(central: &TestCentral) -> String {
    let given = central.code(Role::Leader, &[Grant::All]);
    format!("{}{}", if given.starts_with('E') { 'F' } else { 'E' }, &given[1..])
}

#[test]
fn codes_cannot_be_guessed_and_nobody_else_waits_for_it() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let [admitted, guesser] = ["a", "b"].map(|name| Laptop::new(dir.path(), name));
    admitted.admit(&central, Role::Leader, &[Grant::All]);
    let wrong = json!({ "central": central.address(), "code": guess(&central), "label": "máy" });
    let mut refusals = Vec::new();
    while refusals.last().is_none_or(|code| code != "too_many_requests") {
        assert!(refusals.len() < 100, "guesses go on without end");
        refusals.push(guesser.refused("admit", wrong.clone()).code);
    }
    assert!(refusals.len() > 15, "{refusals:?}");
    // A right guess now would be worth as little.
    let code = central.code(Role::Leader, &[Grant::All]);
    let refusal = guesser.refused("admit", json!({ "central": central.address(), "code": code, "label": "máy" }));
    assert_eq!(refusal.code, "too_many_requests");
    let seconds = refusal.params["seconds"].parse::<u64>().expect("seconds");
    assert!((1..=4).contains(&seconds), "{refusal:?}");
    assert_eq!(admitted.sync()["refused"], json!([]), "from the same address, and admitted");
}

#[test]
fn a_device_that_asks_without_end_is_told_when_to_come_back() {
    let dir = temporary();
    let allowed = Allowed { requests: (1, 30), ..Allowed::default() };
    let central = TestCentral::listening(dir.path(), Serving { allowed, ..Listen::Plain.into() });
    let [busy, other] = ["a", "b"].map(|name| Laptop::new(dir.path(), name));
    for laptop in [&busy, &other] {
        laptop.admit(&central, Role::Leader, &[Grant::All]);
    }
    busy.ok("demo", json!({ "people": 20, "seed": 3 }));
    let refusal = (0..500).find_map(|_| busy.app.call("sync", json!({})).err()).expect("an end");
    assert_eq!((refusal.code.as_str(), refusal.params["seconds"].as_str()), ("too_many_requests", "1"));
    other.sync();
    let body = json!({ "code": "", "key": "", "label": "" }).to_string();
    let address = central.address();
    let refused = (0..200).map(|_| post(&address, "/v1/admit", "", body.len(), &body)).find(|one| one.status == 429);
    let refused = refused.expect("an end");
    assert_eq!(refused.body["code"], "too_many_requests");
    assert!(refused.head.contains("retry-after: "), "{refused:?}");
}

#[test]
fn a_body_over_the_limit_is_not_read() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let laptop = Laptop::new(dir.path(), "a");
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    let device = central.central().find_device("A").expect("device").to_string();
    let limits =
        [("push", BATCH_PACKED_LIMIT), ("have", MESSAGE_LIMIT), ("pull", MESSAGE_LIMIT), ("wait", MESSAGE_LIMIT)];
    for (path, limit) in limits {
        let path = format!("/v1/{path}");
        let refused = post(&central.address(), &path, &device, limit + 1, "");
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("batch_too_large")), "{path}");
        // A stranger's is not even waited for.
        let refused = post(&central.address(), &path, &"0".repeat(32), limit, "");
        assert_eq!((refused.status, &refused.body["code"]), (401, &json!("not_admitted")), "{path}");
        let unsigned = post(&central.address(), &path, &device, 2, "{}");
        assert_eq!((unsigned.status, &unsigned.body["code"]), (401, &json!("bad_signature")), "{path}");
    }
    // Nobody says how long it is.
    let chunked = "POST /v1/admit HTTP/1.1\r\nhost: central\r\nconnection: close\r\nluudong-protocol: 1\r\ntransfer-encoding: chunked";
    let body = "x".repeat(MESSAGE_LIMIT + 1);
    let refused = ask(&central.address(), &format!("{chunked}\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len()));
    assert_eq!((refused.status, &refused.body["code"]), (400, &json!("bad_request")));
    for (path, limit) in [("/v1/admit", MESSAGE_LIMIT), ("/v1/introduce", BATCH_PACKED_LIMIT)] {
        assert_eq!(post(&central.address(), path, "", limit + 1, "").body["code"], "batch_too_large", "{path}");
    }
}

#[test]
fn who_runs_central_sees_whether_it_can_write_and_how_full_it_is() {
    let dir = temporary();
    let central = programs::Central::started(dir.path());
    let ready = get(&central.address(), "/v1/ready");
    assert_eq!((ready.status, &ready.body), (200, &json!({ "ready": true })));
    let status: Value = serde_json::from_str(&central.administer(&["status"])).expect("JSON");
    assert!(status["free_bytes"].as_u64() > Some(1_000_000) && status["database_bytes"].as_u64() > Some(1_000));
    assert_eq!((&status["last_backup"], &status["devices"]), (&Value::Null, &json!(0)), "{status}");
}

#[test]
fn the_log_tells_what_was_asked_and_of_nobody() {
    let dir = temporary();
    let central = programs::Central::started(dir.path());
    let laptop = programs::Laptop::made(dir.path(), "laptop");
    let code = central.administer(&["codes", "add", "--role", "leader", "--scope", "*"]);
    let code = code.trim();
    let (label, stranger) = ("Quyểnh Khoắng", "Nghiễm");
    let wrong = format!("{}{}", if code.starts_with('E') { 'F' } else { 'E' }, &code[1..]);
    laptop.run(&["admit", "--central", &central.address(), "--code", &wrong, "--label", label]).refusal(3);
    laptop.answer(&["admit", "--central", &central.address(), "--code", code, "--label", label]);
    laptop.answer(&["sync"]);
    assert_eq!(get(&central.address(), &format!("/{stranger}?number=001190712345")).status, 404);
    let method = format!("{stranger} /v1/have HTTP/1.1\r\nhost: {stranger}\r\nconnection: close\r\n\r\n");
    ask(&central.address(), &method);

    let log = central.log();
    for planted in [code, &wrong, label, stranger, "001190712345"] {
        assert!(!log.contains(planted), "{planted} is in the log");
    }
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
    let answered: Vec<Value> = lines.filter(|line| line["message"] == "answered").collect();
    let of = |path: &str, status: u64| {
        let found = answered.iter().find(|line| line["span"]["path"] == path && line["status"] == status);
        found.unwrap_or_else(|| panic!("no {path} {status} in {answered:#?}"))
    };
    assert_eq!(of("/v1/admit", 403)["code"], "code_unknown");
    let have = of("/v1/have", 200);
    assert_eq!((&have["span"]["lane"], &have["span"]["method"]), (&json!("A"), &json!("POST")), "{have}");
    assert_eq!(have["span"]["device"].as_str().map(str::len), Some(32));
    assert!(have["sent"].is_u64() && have["millis"].is_u64() && have["span"]["received"].is_u64(), "{have}");
    assert_eq!(of("other", 404)["code"], "not_found");
    let fields: BTreeSet<&String> = answered.iter().flat_map(|line| line.as_object().expect("object").keys()).collect();
    let known = ["code", "level", "message", "millis", "sent", "span", "status", "target", "timestamp"];
    assert!(fields.iter().all(|field| known.contains(&field.as_str())), "{fields:?}");
}

#[test]
fn a_backup_taken_while_laptops_push_brings_everything_back() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let laptop = Laptop::new(dir.path(), "a");
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    laptop.sync();
    let stick = dir.path().join("stick");
    std::fs::create_dir(&stick).expect("folder");
    let unused = central.code(Role::Member, &[]);
    let over = AtomicBool::new(false);
    let (mut early, passphrase) = (None, "mười hai ký tự trở lên");
    thread::scope(|scope| {
        let pushing = scope.spawn(|| {
            for seed in 1.. {
                laptop.ok("demo", json!({ "people": 150, "seed": seed }));
                assert_eq!(laptop.sync()["refused"], json!([]));
                if over.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let events = || central.central().status().expect("status").events;
        while events() < 300 {
            thread::yield_now();
        }
        early = Some(central.central().backup(&stick, passphrase).expect("backup"));
        let then = events();
        while events() < then + 300 {
            thread::yield_now();
        }
        over.store(true, Ordering::SeqCst);
        pushing.join().expect("pushed");
    });
    let wanted = central.central().verify().expect("verify");
    let folder = |name: &str| Folder::at(dir.path().join(name));

    let late = dir.path().join("late");
    std::fs::create_dir(&late).expect("folder");
    let late = central.central().backup(&late, passphrase).expect("backup").path;
    let told = central.central().status().expect("status").last_backup.expect("a backup");
    assert_eq!(told.folder, late);
    let device = central.central().status().expect("status").device;
    drop(central);
    assert!(Central::restore(&folder("wrong"), &late, "một cụm mật khẩu khác").is_err());
    let whole = Central::restore(&folder("whole"), &late, passphrase).expect("restored");
    let proof = whole.verify().expect("verify");
    assert!(proof.ok, "{proof:?}");
    assert_eq!(proof.digest, wanted.digest);
    assert!(Central::restore(&folder("whole"), &late, passphrase).is_err(), "over nothing that is there");

    // The early one lacks what central wrote since: it writes nothing of its own before a laptop has brought it back.
    let early = early.expect("a backup").path;
    drop(Central::restore(&folder("early"), &early, passphrase).expect("restored"));
    let central = TestCentral::over(dir.path().join("early"), Listen::Plain);
    let status = central.central().status().expect("status");
    assert!(status.restored && status.events < wanted.events, "{status:?}");
    assert_eq!((status.device, status.codes_unused), (device, 0), "the same central, by the same key");
    assert!(central.central().add_unit("Đơn vị mới", None).is_err());
    let other = Laptop::new(dir.path(), "b");
    let admission = json!({ "central": central.address(), "code": unused, "label": "máy" });
    assert_eq!(other.refused("admit", admission).code, "central_restored");
    let report = laptop.ok("sync", json!({ "central": central.address() }));
    assert_eq!((&report["refused"], &report["central_went_back"]), (&json!([]), &json!(true)), "{report}");
    central.central().resume().expect("resumed");
    let proof = central.central().verify().expect("verify");
    assert_eq!((proof.ok, &proof.digest), (true, &wanted.digest));
    other.admit(&central, Role::Supervisor, &[Grant::All]);
    for laptop in [&other, &laptop, &other] {
        let report = laptop.ok("sync", json!({ "central": central.address() }));
        assert_eq!(report["refused"], json!([]), "{report}");
    }
    assert_eq!(other.digest(), laptop.digest());
}

#[test]
fn a_backup_of_central_is_none_of_a_laptop() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let backup = central.central().backup(dir.path(), world::PASSPHRASE).expect("backup").path;
    let laptop = Laptop::closed(dir.path(), "a");
    let restore = json!({ "backup": backup, "passphrase": world::PASSPHRASE });
    assert_eq!(laptop.refused("restore", restore).code, "backup_invalid");
    laptop.ok("init", json!({ "passphrase": world::PASSPHRASE }));
    laptop.ok("actor_pick", json!({ "name": "a", "role": "supervisor" }));
    let of_laptop = laptop.ok("backup", json!({ "folder": dir.path() }));
    let path = of_laptop["path"].as_str().expect("path");
    assert!(Central::restore(&Folder::at(dir.path().join("new")), path.as_ref(), world::PASSPHRASE).is_err());
}

#[test]
fn the_program_writes_a_backup_while_it_serves_and_goes_on_from_it() {
    let dir = temporary();
    let mut central = programs::Central::started(dir.path());
    let laptop = programs::Laptop::made(dir.path(), "laptop");
    laptop.admit(&central, "leader");
    let secret = dir.path().join("secret");
    std::fs::write(&secret, "mười hai ký tự trở lên\n").expect("a passphrase");
    let (secret, stick) = (secret.to_string_lossy().into_owned(), dir.path().to_string_lossy().into_owned());
    let written = central.administer(&["backup", "--to", &stick, "--passphrase-file", &secret]);
    let written: Value = serde_json::from_str(&written).expect("JSON");
    let from = written["folder"].as_str().expect("a folder").to_owned();
    assert!(central.terminate().success());
    std::fs::rename(central.data(), dir.path().join("lost")).expect("the disk is gone");
    let status = central.administer(&["restore", "--from", &from, "--passphrase-file", &secret]);
    let status: Value = serde_json::from_str(&status).expect("JSON");
    assert_eq!((&status["restored"], &status["devices"]), (&json!(true), &json!(1)), "{status}");
    central.start();
    laptop.answer(&["sync"]);
    central.administer(&["resume"]);
    laptop.answer(&["sync"]);
}

#[cfg(unix)]
#[test]
fn a_stop_finishes_what_runs_and_waits_for_nobody_longer_than_it_said() {
    let dir = temporary();
    let mut central = programs::Central::started(dir.path());
    let laptop = programs::Laptop::made(dir.path(), "laptop");
    laptop.admit(&central, "leader");
    laptop.answer(&["sync"]);
    // Two requests are under way: one whose body is still to come, and one that never sends more than its head.
    let begin = |length: usize| {
        let mut socket = TcpStream::connect(central.address().trim_start_matches("http://")).expect("a connection");
        let head =
            format!("POST /v1/admit HTTP/1.1\r\nhost: central\r\nluudong-protocol: 1\r\ncontent-length: {length}\r\n");
        write!(socket, "{head}expect: 100-continue\r\n\r\n").expect("sent");
        // Its handler asks for the body: the request is under way.
        let mut go_on = [0; 25];
        socket.read_exact(&mut go_on).expect("an answer");
        assert!(go_on.starts_with(b"HTTP/1.1 100"));
        socket
    };
    let body = r#"{"code":"","key":"","label":""}"#;
    let (mut slow, mut stuck) = (begin(body.len()), begin(body.len()));
    let stopping = thread::spawn(move || central.terminate());
    // No other comes in once it stops.
    let mut text = String::new();
    slow.write_all(body.as_bytes()).expect("sent");
    slow.read_to_string(&mut text).expect("an answer");
    assert!(text.contains("403") && text.contains("code_unknown"), "{text}");
    assert!(stopping.join().expect("stopped").success());
    let mut rest = Vec::new();
    // Cut, or reset: it got no answer.
    drop(stuck.read_to_end(&mut rest));
    assert_eq!(rest, b"");
}

#[test]
fn a_code_is_printed_bare_and_with_its_qr_code_where_that_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let central = programs::Central::started(folder.path());
    let add = ["codes", "add", "--role", "member", "--scope", "*", "--for", "3"];
    let bare = central.administer(&add);
    assert_eq!((bare.trim().len(), bare.lines().count()), (19, 1), "{bare}");
    let shown = central.administer(&[&add[..], &["--qr", "https://trung-tam.example:8471"]].concat());
    let (code, drawn) = shown.split_once("\n\n").expect("the code, then the drawing");
    assert_eq!(code.len(), 19);
    // A row of characters is two rows of squares; light ones all around.
    let rows: Vec<&str> = drawn.trim_end().lines().collect();
    let width = rows[0].chars().count();
    assert!(rows.len() == width.div_ceil(2) && rows.iter().all(|row| row.chars().count() == width), "{drawn}");
    let codes: Value = serde_json::from_str(&central.administer(&["codes"])).expect("JSON");
    assert_eq!((&codes[0]["days"], &codes[0]["used"]), (&json!(3), &Value::Null));
}
