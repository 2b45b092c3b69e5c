//! A network that fails: cut at any byte, slow, silent for a while, refused, answering twice, answering rubbish.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use luudong_central::Listen;
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::proxy::{Exchange, Line, Moment, Proxy, Size};
use luudong_tests::world::{Laptop, TestCentral, copy_folder, temporary};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long the laptops here wait for an answer.
const PATIENCE: Duration = Duration::from_secs(4);

/// A laptop that was admitted and has an import that central lacks, and a line between them.
struct Team {
    dir: TempDir,
    central: TestCentral,
    laptop: Laptop,
    proxy: Proxy,
}

impl Team {
    fn with_import(people: usize, listen: Listen) -> Team {
        let dir = temporary();
        let central = TestCentral::listening(dir.path(), listen);
        let laptop = Laptop::with_patience(dir.path(), "a", PATIENCE);
        laptop.admit(&central, Role::Leader, &[Grant::All]);
        laptop.ok("demo", json!({ "people": people, "seed": 11 }));
        Team { proxy: Proxy::to(&central.address()), dir, central, laptop }
    }

    /// The folder of both, with nobody at work in it.
    fn put_away(self) -> TempDir {
        let Team { dir, mut central, .. } = self;
        central.stop();
        dir
    }

    /// A copy of a team that was put away.
    fn copied(from: &TempDir) -> Team {
        let dir = temporary();
        copy_folder(from.path(), dir.path());
        let (central, laptop) = (TestCentral::start(dir.path()), Laptop::again(dir.path(), "a"));
        Team { proxy: Proxy::to(&central.address()), dir, central, laptop }
    }

    fn try_sync(&self) -> Result<Value, String> {
        let scheme = self.central.address();
        let scheme = scheme.split("://").next().expect("a scheme");
        let address = format!("{scheme}://{}", self.proxy.host());
        self.laptop.app.call("sync", json!({ "central": address })).map_err(|error| error.code)
    }

    /// A sync over the line, whose failure is told as one of the network.
    fn fails(&self) -> bool {
        match self.try_sync() {
            Ok(report) => {
                assert_eq!((&report["only_here"], &report["refused"]), (&json!(0), &json!([])), "{report}");
                false
            }
            Err(code) => {
                let told = ["central_unreachable", "central_slow", "central_rubbish"];
                assert!(told.contains(&code.as_str()), "{code}");
                true
            }
        }
    }

    /// A sync over a good line.
    fn syncs(&mut self) -> Vec<Exchange> {
        self.proxy.set(Line::default());
        assert!(!self.fails());
        self.proxy.exchanges()
    }

    /// Both sides are whole and have the same events.
    fn is_equal(&self) -> u64 {
        let (here, there) = (self.laptop.ok("verify", json!({})), self.central.central().verify().expect("verify"));
        assert_eq!((&here["ok"], there.ok), (&json!(true), true), "{here} {:?}", there.findings);
        assert_eq!((&here["digest"], &here["events"]), (&json!(there.digest), &json!(there.events)));
        there.events
    }
}

fn size(exchange: &Exchange) -> u64 {
    exchange.request.head + exchange.request.body
}

/// Bytes of the batches that central had answered for when the line was cut.
fn taken(exchanges: &[Exchange]) -> u64 {
    exchanges.iter().filter(|it| it.path() == "/v1/push" && it.answer.head > 0).map(size).sum()
}

fn largest(exchanges: &[Exchange]) -> u64 {
    exchanges.iter().map(size).max().expect("requests")
}

/// Bytes between two cuts inside a body.
const STRIDE: u64 = 2_053;
/// And inside a head that is like one before.
const HEAD_STRIDE: u64 = 61;

/// One laptop, never on a whole line before the end. Its line is cut after byte 1 of what it sends, next time after byte
/// 2, and so through every byte of the first question and of the head of the first request after it; inside bodies of
/// batches each cut is [`STRIDE`] bytes after the one before. Whenever central has taken a batch, what comes next is
/// walked from its own first byte in the same way, heads by [`HEAD_STRIDE`].
#[test]
fn a_connection_cut_after_every_byte_resends_at_most_one_batch() {
    let mut team = Team::with_import(1_000, Listen::Plain);
    let (mut attempts, mut batches, mut largest_request, mut whole, mut at) = (0, 0, 0, 0, 1);
    loop {
        team.proxy.set(Line { cut_up: Some(at), ..Line::default() });
        let is_cut = team.fails();
        attempts += 1;
        let exchanges = team.proxy.exchanges();
        largest_request = largest_request.max(largest(&exchanges));
        let taken: Vec<&Exchange> = exchanges.iter().filter(|it| it.request.whole && it.path() == "/v1/push").collect();
        batches += taken.len();
        if !is_cut {
            whole += exchanges.iter().map(size).sum::<u64>();
            break;
        }
        whole += taken.iter().copied().map(size).sum::<u64>();
        let last = exchanges.last().expect("a request began");
        at = match (taken.len(), last.request.body, last.path().as_str()) {
            (1.., ..) => size(&exchanges[0]) + 1,
            (_, 0, _) if batches > 0 => at + HEAD_STRIDE,
            (_, 1.., "/v1/push") => at + STRIDE,
            _ => at + 1,
        };
    }
    let events = team.is_equal();
    let total = team.proxy.total().up;
    assert!(
        events > 1_900 && batches >= 4 && attempts > 700,
        "{events} events, {batches} batches, {attempts} attempts"
    );
    assert!(total <= whole + attempts * largest_request, "{total} bytes over {attempts} attempts");
}

/// The same laptop and central each time, copied from one folder: one cut, then a whole line. The cuts are, each way, at
/// the end of every head and of every body of a whole sync, for batches and their answers also a byte before and after,
/// and each [`WIDE`] bytes.
#[test]
fn a_sync_cut_at_any_edge_of_its_messages_sends_the_rest_and_at_most_one_batch_again() {
    const WIDE: usize = 4_001;
    let prepared = Team::with_import(200, Listen::Plain).put_away();
    let mut team = Team::copied(&prepared);
    let reference = team.syncs();
    let events = team.is_equal();
    let edges = |size: fn(&Exchange) -> Size| {
        let (mut at, mut cuts) = (0, BTreeSet::new());
        for exchange in &reference {
            let near = u64::from(exchange.path() == "/v1/push");
            for edge in [at + size(exchange).head, at + size(exchange).head + size(exchange).body] {
                cuts.extend([edge - near, edge, edge + near]);
                at = edge;
            }
        }
        cuts.extend((0..at).step_by(WIDE).skip(1));
        cuts.retain(|cut| *cut < at);
        cuts
    };
    let up = edges(|exchange| exchange.request).into_iter().map(|cut| Line { cut_up: Some(cut), ..Line::default() });
    let down = edges(|exchange| exchange.answer).into_iter().map(|cut| Line { cut_down: Some(cut), ..Line::default() });
    let whole: u64 = reference.iter().map(size).sum();
    let question = size(&reference[0]);
    let again = largest(&reference) + question;
    let lines: Vec<Line> = up.chain(down).collect();
    assert!(lines.len() > 60, "{} cuts", lines.len());
    for (number, line) in lines.into_iter().enumerate() {
        let mut team = Team::copied(&prepared);
        team.proxy.set(line.clone());
        assert!(team.fails(), "{line:?}");
        let (before, taken) = (team.proxy.passed().up, taken(&team.proxy.exchanges()));
        let after: u64 = team.syncs().iter().map(size).sum();
        assert!(before + after <= whole + again, "{line:?}: {before} and {after} of {whole}");
        assert!(taken + after <= whole + question, "{line:?}: {taken} were taken, {after} of {whole} sent after it");
        // Verifying all is what takes long here.
        if number % 4 == 0 {
            assert_eq!(team.is_equal(), events, "{line:?}");
        }
    }
}

#[test]
fn a_tls_connection_cut_anywhere_is_told_as_a_bad_line_and_goes_on() {
    let mut team = Team::with_import(20, Listen::Tls);
    let (mut attempts, mut at) = (0, 1);
    for way in [|at| Line { cut_up: Some(at), ..Line::default() }, |at| Line { cut_down: Some(at), ..Line::default() }]
    {
        team.laptop.ok("unit_add", json!({ "name": format!("Đơn vị {attempts}") }));
        loop {
            team.proxy.set(way(at));
            if !team.fails() {
                break;
            }
            attempts += 1;
            at += 41;
        }
        at = 1;
    }
    assert!(attempts > 60, "{attempts} attempts");
    team.is_equal();
}

#[test]
fn over_a_slow_line_a_sync_takes_long_and_needs_nothing_twice() {
    let prepared = Team::with_import(150, Listen::Plain).put_away();
    let mut team = Team::copied(&prepared);
    let reference = team.syncs();
    // 256 kbit/s, 800 ms there and back.
    let mut team = Team::copied(&prepared);
    team.proxy.set(Line { rate: Some(32_000), latency: Duration::from_millis(400), ..Line::default() });
    assert!(!team.fails());
    let paths = |exchanges: &[Exchange]| exchanges.iter().map(Exchange::path).collect::<Vec<_>>();
    assert_eq!(paths(&team.proxy.exchanges()), paths(&reference));
    assert!(team.proxy.exchanges().iter().all(|exchange| exchange.request.whole && exchange.answer.whole));
    team.is_equal();
}

#[test]
fn a_line_that_is_silent_for_a_while_or_refuses_is_waited_for_or_told() {
    let mut team = Team::with_import(150, Listen::Plain);
    // Too long for the laptop, at its first question and then inside a batch.
    team.proxy.set(Line { dead_at: Some(Moment::Request(1)), ..Line::default() });
    assert_eq!(team.try_sync().expect_err("silence"), "central_slow");
    team.proxy.set(Line { stall: Some((3_000, PATIENCE * 2)), ..Line::default() });
    assert_eq!(team.try_sync().expect_err("silence"), "central_slow");
    team.proxy.refuse();
    assert_eq!(team.try_sync().expect_err("nobody there"), "central_unreachable");
    // Lost packets, sent again by the system: the laptop only waits.
    team.proxy.set(Line { stall: Some((3_000, Duration::from_millis(400))), ..Line::default() });
    assert!(!team.fails());
    assert!(team.proxy.passed().up > 6_000);
    team.is_equal();
}

#[test]
fn requests_that_come_twice_or_late_change_nothing() {
    let mut team = Team::with_import(150, Listen::Plain);
    let mut exchanges = team.syncs();
    let first = team.is_equal();
    team.laptop.ok("unit_add", json!({ "name": "Đơn vị thứ hai" }));
    exchanges.extend(team.syncs());
    let events = team.is_equal();
    assert!(events > first);
    // Each at once again, and all of them once more from the last to the first.
    for exchange in exchanges.iter().chain(exchanges.iter().rev()) {
        assert_eq!(team.proxy.replay(exchange), "HTTP/1.1 200 OK", "{}", exchange.path());
    }
    assert_eq!(team.is_equal(), events);
    let report = team.try_sync().expect("a sync");
    assert_eq!((&report["pushed"], &report["pulled"], &report["refused"]), (&json!(0), &json!(0), &json!([])));
}

/// A server that answers every request with these bytes.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("listen");
    let address = listener.local_addr().expect("address");
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut request = [0; 2048];
            drop(client.read(&mut request));
            drop(client.write_all(answer.as_bytes()));
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
        (answering("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"), "central_rubbish"),
        (answering("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"), "central_rubbish"),
        (answering("SSH-2.0-OpenSSH_9.2\r\n"), "central_unreachable"),
        (answering(version), "central_version"),
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
