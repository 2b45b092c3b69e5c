//! A network that fails: cut at any byte, slow, answering rubbish, of another version.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, temporary};
use serde_json::json;

/// Passes bytes both ways until its allowance is used up, then cuts every connection.
struct CuttingProxy {
    address: SocketAddr,
    left: Arc<AtomicI64>,
}

fn pump(mut from: TcpStream, mut to: TcpStream, left: &AtomicI64) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let allowed = left.fetch_sub(read as i64, Ordering::SeqCst).clamp(0, read as i64) as usize;
        if to.write_all(&buffer[..allowed]).is_err() || allowed < read {
            break;
        }
    }
    // The other side may have gone first.
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}

impl CuttingProxy {
    fn before(target: String) -> CuttingProxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("listen");
        let address = listener.local_addr().expect("address");
        let left = Arc::new(AtomicI64::new(0));
        let allowance = left.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&target) else { continue };
                let pairs = [(client.try_clone(), server.try_clone()), (Ok(server), Ok(client))];
                for (from, to) in pairs {
                    let allowance = allowance.clone();
                    thread::spawn(move || pump(from.expect("socket"), to.expect("socket"), &allowance));
                }
            }
        });
        CuttingProxy { address, left }
    }

    fn allow(&self, bytes: i64) {
        self.left.store(bytes, Ordering::SeqCst);
    }
}

#[test]
fn a_sync_that_was_cut_anywhere_goes_on_where_it_was() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let proxy = CuttingProxy::before(central.address().trim_start_matches("http://").to_owned());
    let address = format!("http://{}", proxy.address);
    let (sender, receiver) = (Laptop::new(dir.path(), "a"), Laptop::new(dir.path(), "b"));
    for laptop in [&sender, &receiver] {
        laptop.admit(&central, Role::Leader, &[Grant::All]);
    }
    let made = sender.ok("demo", json!({ "people": 200, "seed": 11 }));
    let mut cuts = 0;
    for laptop in [&sender, &receiver] {
        // Each try gets a little further before its line is cut.
        let mut allowance = 150;
        loop {
            proxy.allow(allowance);
            match laptop.app.call("sync", json!({ "central": address })) {
                Ok(report) => {
                    assert_eq!((&report["only_here"], &report["refused"]), (&json!(0), &json!([])), "{report}");
                    break;
                }
                Err(error) => {
                    let told = ["central_unreachable", "central_slow", "central_rubbish"];
                    assert!(told.contains(&error.code.as_str()), "{error:?}");
                    assert_eq!(laptop.ok("sync_status", json!({}))["last_error"]["code"], json!(error.code));
                }
            }
            cuts += 1;
            allowance += 331;
        }
    }
    assert!(cuts > 40, "{cuts} cuts");
    for laptop in [&sender, &receiver, &sender, &receiver] {
        laptop.sync();
    }
    assert_eq!(sender.digest(), receiver.digest());
    let people = |laptop: &Laptop| laptop.ok("people_index", json!({ "unit": made["unit"] }))["total"].clone();
    assert_eq!(people(&sender), people(&receiver));
    assert!(central.central().verify().expect("verify").ok);
}

/// A server that answers every request with these bytes, or never.
fn answering(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("listen");
    let address = listener.local_addr().expect("address");
    thread::spawn(move || {
        let mut silent = Vec::new();
        for mut client in listener.incoming().flatten() {
            match answer {
                Some(answer) => {
                    let mut request = [0; 2048];
                    drop(client.read(&mut request));
                    drop(client.write_all(answer.as_bytes()));
                }
                None => silent.push(client),
            }
        }
    });
    format!("http://{address}")
}

#[test]
fn what_central_answers_wrongly_is_told_and_changes_nothing() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let laptop = Laptop::with_patience(dir.path(), "a", Duration::from_secs(3));
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    laptop.ok("unit_add", json!({ "name": "Đơn vị ví dụ" }));
    let before = laptop.digest();
    let version =
        "HTTP/1.1 400 Bad Request\r\ncontent-length: 27\r\nconnection: close\r\n\r\n{\"code\":\"protocol_version\"}";
    let cases = [
        (answering(Some("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello")), "central_rubbish"),
        (answering(Some("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")), "central_rubbish"),
        (answering(Some("SSH-2.0-OpenSSH_9.2\r\n")), "central_unreachable"),
        (answering(Some(version)), "central_version"),
        (answering(None), "central_slow"),
        ("http://127.0.0.1:9".to_owned(), "central_unreachable"),
        ("http://192.0.2.1".to_owned(), "not_loopback"),
        ("ftp://127.0.0.1".to_owned(), "not_loopback"),
        ("không phải địa chỉ".to_owned(), "central_unreachable"),
    ];
    for (address, code) in cases {
        assert_eq!(laptop.refused("sync", json!({ "central": address })).code, code, "{address}");
    }
    assert_eq!(laptop.digest(), before);
    assert_eq!(laptop.sync()["only_here"], 0);
}
