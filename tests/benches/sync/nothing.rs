//! A sync with nothing to do, as it goes over the wire: counted between a laptop and central, without TLS so that the
//! requests can be told apart.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, temporary};
use serde_json::json;

#[derive(Default)]
struct Counted {
    requests: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
}

pub(crate) fn print() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let counted = Arc::new(Counted::default());
    let address = counting(central.address().trim_start_matches("http://").to_owned(), &counted);
    let laptop = Laptop::new(dir.path(), "a");
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    laptop.ok("demo", json!({ "people": 100, "seed": 3 }));
    laptop.sync();
    laptop.sync();
    laptop.ok("sync", json!({ "central": address }));
    let [requests, up, down] =
        [&counted.requests, &counted.up, &counted.down].map(|count| count.load(Ordering::SeqCst));
    println!("nothing to do: {requests} request(s), {up} bytes up, {down} bytes down, with HTTP's headers");
}

/// A proxy before `target` that counts.
fn counting(target: String, counted: &Arc<Counted>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let counted = counted.clone();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(&target).unwrap();
            let (up, down) = (counted.clone(), counted.clone());
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || {
                pump(from, to, |bytes| {
                    up.up.fetch_add(bytes.len() as u64, Ordering::SeqCst);
                    let requests = bytes.windows(5).filter(|five| five == b"POST ").count() as u64;
                    up.requests.fetch_add(requests, Ordering::SeqCst);
                });
            });
            thread::spawn(move || {
                pump(server, client, |bytes| {
                    down.down.fetch_add(bytes.len() as u64, Ordering::SeqCst);
                });
            });
        }
    });
    format!("http://{address}")
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: impl Fn(&[u8])) {
    let mut buffer = [0; 16_384];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        count(&buffer[..read]);
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    // The other side may have gone first.
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}
