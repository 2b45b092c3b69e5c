//! Central over a log that lies in memory: what serves laptops stands on the traits of the log alone.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use ed25519_dalek::SigningKey;
use luudong_central::{Host, Listen, serve};
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_sync::HostLog;
use luudong_sync::admission::{Admission, AdmissionCode};
use luudong_sync::memory::MemoryHostLog;
use luudong_tests::world::{BEGIN, Laptop, temporary};
use serde_json::json;
use tokio::runtime::Runtime;

/// A central that forgets everything when it is dropped.
struct InMemory {
    log: Arc<Mutex<MemoryHostLog>>,
    address: SocketAddr,
    _runtime: Runtime,
}

impl InMemory {
    fn start() -> InMemory {
        let log = MemoryHostLog::central(SigningKey::from_bytes(&[42; 32]), BEGIN).expect("founded");
        let log = Arc::new(Mutex::new(log));
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("listen");
        let address = listener.local_addr().expect("address");
        let (host, runtime) = (Arc::new(Host::central(log.clone())), Runtime::new().expect("runtime"));
        runtime.spawn(serve(host, listener, Listen::Plain, std::future::pending()));
        InMemory { log, address, _runtime: runtime }
    }

    /// Admits a laptop by a code of its own; its lane.
    fn admit(&self, laptop: &Laptop, secret: u8) -> String {
        let code = {
            let mut log = self.log.lock().expect("log");
            let code = AdmissionCode::new([secret; 5], log.id()).to_string();
            let (role, grants) = (Role::Leader, vec![Grant::All]);
            log.add_admission(Admission { code: code.clone(), role, grants, days: None, lane: None, used: None });
            code
        };
        let central = format!("http://{}", self.address);
        let reply = laptop.ok("admit", json!({ "central": central, "code": code, "label": "máy thử" }));
        reply["lane"].as_str().unwrap_or_default().to_owned()
    }
}

#[test]
fn laptops_are_admitted_by_and_sync_through_a_central_whose_log_lies_in_memory() {
    let dir = temporary();
    let central = InMemory::start();
    let [first, second] = ["a", "b"].map(|name| Laptop::new(dir.path(), name));
    assert_eq!(central.admit(&first, 1), "A");
    let made = first.ok("demo", json!({ "people": 40, "seed": 3 }));
    let (unit, session) = (&made["unit"], &made["session"]);
    let rows = first.ok("visits", json!({ "session": session, "state": "expected", "limit": 1 }));
    first.ok("check_in", json!({ "session": session, "person": rows[0]["person"]["id"] }));
    let report = first.sync();
    assert_eq!((&report["only_here"], &report["refused"]), (&json!(0), &json!([])), "{report}");
    assert_eq!(first.ok("units", json!({}))[0]["awaiting_central"], false, "central took note of the unit");

    assert_eq!(central.admit(&second, 2), "B");
    // The newcomer's name reaches the first with one more round.
    for laptop in [&second, &first, &second] {
        assert_eq!(laptop.sync()["refused"], json!([]));
    }
    assert_eq!(first.digest(), second.digest());
    let seen = |laptop: &Laptop| {
        let figures = laptop.ok("session", json!({ "session": session }))["figures"].clone();
        (figures, laptop.ok("people_index", json!({ "unit": unit }))["total"].clone())
    };
    assert_eq!(seen(&second).0["waiting"], 1);
    assert_eq!(seen(&first), seen(&second));
    let nothing = first.sync();
    assert_eq!((&nothing["pushed"], &nothing["pulled"]), (&json!(0), &json!(0)), "{nothing}");
}
