//! `make bench`: what it costs to carry people to central and back, beside the bare parts under it and beside Anki, whose
//! incremental sync of notes is much like it. Each is measured in a process of its own, one after the other in one run,
//! because machines are noisy: look at the ratios. The least time of some rounds counts.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

mod anki;
mod floor;
mod nothing;
mod ours;
mod rows;

use std::process::Command;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// How many rows, and how often.
const RUNS: [(usize, usize); 2] = [(10_000, 3), (100_000, 2)];

/// What one process measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// From the sender until all is durable on the other side, seconds.
    push: f64,
    /// From there until all is durable at a receiver, seconds.
    pull: f64,
    /// Bytes of bodies, up; not headers, not TLS.
    up: u64,
    /// Bytes of bodies, down.
    down: u64,
    /// Most memory that was in use while it ran, KiB: both sides together.
    peak: u64,
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let [_, mark, name, count] = words.as_slice()
        && mark == "measure"
    {
        let count = count.parse().unwrap();
        let measured = if name == "ours" { ours::measure(count) } else { floor::measure(count) };
        println!("{}", serde_json::to_string(&measured).unwrap());
        return;
    }
    nothing::print();
    let anki = anki::ready();
    println!("{:<9} {:>7} {:>8} {:>8} {:>10} {:>9}", "", "rows", "push s", "pull s", "bytes/row", "peak MiB");
    for (count, rounds) in RUNS {
        let (mut ours, mut floor, mut peer) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(in_a_process("ours", count));
            floor.push(in_a_process("floor", count));
            peer.extend(anki.as_ref().map(|anki| anki.measure(count)));
        }
        let (ours, floor) = (least(&ours), least(&floor));
        line("ours", count, &ours);
        line("floor", count, &floor);
        println!("  push {:.2} × floor, pull {:.2} × floor", ours.push / floor.push, ours.pull / floor.pull);
        if !peer.is_empty() {
            let peer = least(&peer);
            line("Anki", count, &peer);
            println!("  push {:.2} × Anki, pull {:.2} × Anki", ours.push / peer.push, ours.pull / peer.pull);
        }
    }
}

fn in_a_process(name: &str, count: usize) -> Measured {
    let ran = Command::new(std::env::current_exe().unwrap()).args(["measure", name, &count.to_string()]).output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn least(rounds: &[Measured]) -> Measured {
    let of = |what: fn(&Measured) -> f64| rounds.iter().map(what).fold(f64::INFINITY, f64::min);
    Measured { push: of(|one| one.push), pull: of(|one| one.pull), ..rounds[0].clone() }
}

fn line(name: &str, count: usize, one: &Measured) {
    println!(
        "{name:<9} {count:>7} {:>8.2} {:>8.2} {:>4.0} + {:>3.0} {:>9.0}",
        one.push,
        one.pull,
        one.up as f64 / count as f64,
        one.down as f64 / count as f64,
        one.peak as f64 / 1024.0
    );
}

pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let value = work();
    (began.elapsed(), value)
}

/// Forgets how much memory was in use before; where the system cannot, it is counted too.
pub(crate) fn forget_peak() {
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}

/// Most memory that was in use since then, KiB.
pub(crate) fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
