//! Programs that are killed between any two messages of a sync: started again, they go on, and both have the same.

use std::path::Path;
use std::process::Child;
use std::time::Duration;

use luudong_tests::programs::{Central, Laptop};
use luudong_tests::proxy::{Line, Moment, Proxy};
use luudong_tests::world::{copy_folder, temporary};
use serde_json::{Value, json};

/// Longer than any sync here takes.
const LONG: Duration = Duration::from_secs(60);

/// A laptop and a central, each with something that the other lacks, in a folder that can be copied.
struct Pair {
    central: Central,
    laptop: Laptop,
    proxy: Proxy,
}

/// What two laptops of a team have done that have not met yet: central has it from one of them.
fn prepare(folder: &Path) {
    let central = Central::started(folder);
    let other = Laptop::made(folder, "other");
    other.admit(&central, "leader");
    other.answer(&["call", "demo", &json!({ "people": 30, "seed": 2 }).to_string()]);
    other.answer(&["sync"]);
    let laptop = Laptop::made(folder, "laptop");
    laptop.admit(&central, "leader");
    laptop.answer(&["call", "demo", &json!({ "people": 40, "seed": 3 }).to_string()]);
}

impl Pair {
    /// As it was prepared, in a folder of its own.
    fn copied(prepared: &Path, folder: &Path) -> Pair {
        copy_folder(prepared, folder);
        let central = Central::started(folder);
        let proxy = Proxy::to(&central.address());
        Pair { laptop: Laptop::empty(folder, "laptop"), central, proxy }
    }

    fn begins_to_sync(&self) -> Child {
        self.laptop.begin(&["sync", "--central", &self.proxy.address()])
    }

    /// A sync without faults, and what both have then: they are whole and have the same.
    fn is_whole_again(&self) -> Value {
        let report = self.laptop.answer(&["sync", "--central", &self.central.address()]);
        assert_eq!((&report["refused"], &report["only_here"]), (&json!([]), &json!(0)), "{report}");
        let here = self.laptop.answer(&["verify"]);
        let there: Value = serde_json::from_str(&self.central.administer(&["verify"])).expect("JSON");
        assert_eq!((&here["ok"], &there["ok"]), (&json!(true), &json!(true)), "{here} {there}");
        assert_eq!((&here["digest"], &here["events"]), (&there["digest"], &there["events"]));
        there["events"].clone()
    }
}

/// How many requests a whole sync has, and how many events both have after it.
fn whole(prepared: &Path) -> (usize, Value) {
    let folder = temporary();
    let pair = Pair::copied(prepared, folder.path());
    let mut sync = pair.begins_to_sync();
    assert!(sync.wait().expect("a sync").success());
    let paths: Vec<String> = pair.proxy.exchanges().iter().map(|exchange| exchange.path()).collect();
    for path in ["/v1/have", "/v1/push", "/v1/pull"] {
        assert!(paths.iter().filter(|taken| *taken == path).count() >= 2, "{paths:?}");
    }
    (paths.len(), pair.is_whole_again())
}

#[test]
fn a_server_killed_before_or_after_any_request_of_a_sync_goes_on() {
    let prepared = temporary();
    prepare(prepared.path());
    let (requests, events) = whole(prepared.path());
    for moment in (1..=requests).flat_map(|number| [Moment::Request(number), Moment::Answer(number)]) {
        let folder = temporary();
        let mut pair = Pair::copied(prepared.path(), folder.path());
        pair.proxy.set(Line { dead_at: Some(moment), ..Line::default() });
        let mut sync = pair.begins_to_sync();
        assert!(pair.proxy.dead_within(LONG), "{moment:?} never came");
        pair.central.stop();
        // Whoever waited for an answer is told that there will be none.
        pair.proxy.refuse();
        assert!(!sync.wait().expect("a sync").success(), "{moment:?}");
        pair.central.start();
        assert_eq!(pair.is_whole_again(), events, "{moment:?}");
    }
}

#[test]
fn a_laptop_killed_before_a_request_or_after_any_answer_of_a_sync_goes_on() {
    let prepared = temporary();
    prepare(prepared.path());
    let (requests, events) = whole(prepared.path());
    for moment in (1..=requests).flat_map(|number| [Moment::Request(number), Moment::Answered(number)]) {
        let folder = temporary();
        let mut pair = Pair::copied(prepared.path(), folder.path());
        pair.proxy.set(Line { dead_at: Some(moment), ..Line::default() });
        let mut sync = pair.begins_to_sync();
        assert!(pair.proxy.dead_within(LONG), "{moment:?} never came");
        sync.kill().expect("killed");
        sync.wait().expect("gone");
        assert_eq!(pair.is_whole_again(), events, "{moment:?}");
    }
}
