//! Central over TLS with a certificate of its own making: known by its key, and by nothing else.

use std::net::SocketAddr;

use luudong_central::Listen;
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, temporary};
use serde_json::json;

#[test]
fn laptops_sync_over_tls_and_show_the_same() {
    let dir = temporary();
    let central = TestCentral::listening(dir.path(), Listen::Tls);
    assert!(central.address().starts_with("https://"));
    let (sender, receiver) = (Laptop::new(dir.path(), "a"), Laptop::new(dir.path(), "b"));
    for laptop in [&sender, &receiver] {
        laptop.admit(&central, Role::Leader, &[Grant::All]);
    }
    sender.ok("demo", json!({ "people": 50, "seed": 3 }));
    for laptop in [&sender, &receiver, &sender] {
        assert_eq!(laptop.sync()["refused"], json!([]));
    }
    assert_eq!(sender.digest(), receiver.digest());
}

#[test]
fn another_machine_at_the_address_of_central_learns_nothing() {
    let dir = temporary();
    let central = TestCentral::listening(dir.path(), Listen::Tls);
    let other = temporary();
    let impostor = TestCentral::listening(other.path(), Listen::Tls);
    let laptop = Laptop::new(dir.path(), "a");
    let code = central.code(Role::Leader, &[Grant::All]);
    let admission = |address: &str| json!({ "central": address, "code": code, "label": "máy" });
    assert_eq!(laptop.refused("admit", admission(&impostor.address())).code, "central_other");
    laptop.ok("admit", admission(&central.address()));
    laptop.ok("unit_add", json!({ "name": "Đơn vị ví dụ" }));
    assert_eq!(laptop.refused("sync", json!({ "central": impostor.address() })).code, "central_other");
    assert_eq!(impostor.central().devices().expect("devices").len(), 1, "only itself");
    assert_eq!(laptop.sync()["only_here"], 0);
}

#[test]
fn tls_is_spoken_only_where_it_is_awaited() {
    let dir = temporary();
    let central = TestCentral::listening(dir.path(), Listen::Tls);
    let plain = temporary();
    let plain = TestCentral::start(plain.path());
    let laptop = Laptop::new(dir.path(), "a");
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    let port = |central: &TestCentral| {
        let address = central.address();
        address.rsplit("://").next().and_then(|host| host.parse::<SocketAddr>().ok()).expect("an address").port()
    };
    let at = |scheme: &str, port: u16| json!({ "central": format!("{scheme}://127.0.0.1:{port}") });
    for args in [at("http", port(&central)), at("https", port(&plain))] {
        assert_eq!(laptop.refused("sync", args.clone()).code, "central_unreachable", "{args}");
    }
    assert_eq!(laptop.sync()["refused"], json!([]));
}
