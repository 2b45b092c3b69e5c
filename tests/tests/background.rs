//! A laptop that stays on syncs by itself: soon after something was written, and when central comes back.

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, temporary, until};
use serde_json::{Value, json};

#[test]
fn what_was_written_reaches_central_by_itself_also_after_it_was_gone() {
    let dir = temporary();
    let mut central = TestCentral::start(dir.path());
    let laptop = Laptop::that_stays(dir.path(), "a");
    let status = || laptop.ok("sync_status", json!({}));
    assert_eq!(status()["background"]["possible"], false, "nobody has admitted it");
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    laptop.ok("demo", json!({ "people": 30, "seed": 2 }));
    until("all at central", || status()["only_here"] == 0 && status()["last"] != Value::Null);
    central.stop();
    laptop.ok("unit_add", json!({ "name": "Xưởng hai" }));
    until("it says when it tries again", || status()["background"]["again"] != Value::Null);
    assert_eq!(status()["last_error"]["code"], "central_unreachable");
    assert!(status()["only_here"].as_u64().expect("count") > 0);
    central.resume();
    until("healed", || status()["only_here"] == 0 && status()["background"]["again"] == Value::Null);
    // Switched off it leaves all to a hand.
    laptop.ok("sync_background", json!({ "on": false }));
    until("the last round is over", || status()["running"] == false);
    laptop.ok("unit_add", json!({ "name": "Xưởng ba" }));
    assert!(status()["only_here"].as_u64().expect("count") > 0);
    laptop.sync();
    assert_eq!(status()["only_here"], 0);
}
