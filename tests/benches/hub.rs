//! `make bench`: how long after a check-in the other laptops of a hall show it, by way of a hub and over real sockets,
//! beside the durable check-in itself: from the press of the key until it stands in the queue of each of the others.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

use std::time::{Duration, Instant};

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, temporary};
use serde_json::{Value, json};

const CHECK_INS: usize = 200;

fn main() {
    let dir = temporary();
    let mut central = TestCentral::start(dir.path());
    let laptops: Vec<Laptop> = ["hub", "b", "c"].iter().map(|name| Laptop::new(dir.path(), name)).collect();
    for laptop in &laptops {
        laptop.admit(&central, Role::Leader, &[Grant::All]);
    }
    let made = laptops[0].ok("demo", json!({ "people": CHECK_INS + 100, "seed": 4 }));
    for _ in 0..2 {
        laptops.iter().for_each(|laptop| drop(laptop.sync()));
    }
    central.stop();
    let session = &made["session"];
    let expected = json!({ "session": session, "state": "expected", "limit": CHECK_INS });
    let people = laptops[0].ok("visits", expected);
    let serving = laptops[0].ok("hub_start", json!({ "address": "127.0.0.1:0" }));
    for laptop in &laptops[1..] {
        laptop.ok("hub_join", json!({ "address": serving["serving"] }));
        wait(|| laptop.ok("hub_status", json!({}))["linked"]["connected"] == true);
    }
    let waiting = |laptop: &Laptop| {
        laptop.ok("queue", json!({ "session": session, "limit": 0 }))["figures"]["waiting"].as_u64().unwrap()
    };
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (count, row) in (1..).zip(people.as_array().unwrap()) {
        let began = Instant::now();
        // The hub itself, and those that are linked to it, in turn.
        let at = count as usize % laptops.len();
        check_in(&laptops[at], session, &row["person"]["id"]);
        own.push(began.elapsed());
        for (other, laptop) in laptops.iter().enumerate() {
            if other != at {
                wait(|| waiting(laptop) == count);
                others.push(began.elapsed());
            }
        }
    }
    let (own, others) = (figures(own), figures(others));
    println!("check-in durable: p50 {:.2} ms, p99 {:.2} ms", own.0, own.1);
    println!("seen by another laptop: p50 {:.2} ms, p99 {:.2} ms", others.0, others.1);
    println!("  {:.1} × the check-in", others.0 / own.0);
}

fn check_in(laptop: &Laptop, session: &Value, person: &Value) {
    laptop.ok("check_in", json!({ "session": session, "person": person }));
}

fn wait(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "never");
        std::thread::yield_now();
    }
}

/// Median and 99th of a hundred, milliseconds.
fn figures(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    (at(0.5), at(0.99))
}
