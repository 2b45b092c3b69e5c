//! A hall of ten laptops, each a machine of its own on a switch: cables are pulled, the hub dies, a stick goes round, and
//! in the end all have the same, with nobody lost, doubled or called twice unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use luudong_tests::bridge::{Bridge, NoReply};
use luudong_tests::netns::{Machine, Switch};
use luudong_tests::programs::Central;
use luudong_tests::world::{PASSPHRASE, temporary, until};
use serde_json::{Value, json};

const LAPTOPS: usize = 10;
const PEOPLE: usize = 90;

/// A laptop and its machine.
struct Desk {
    number: usize,
    machine: Machine,
    bridge: Bridge,
    lane: String,
}

/// Whom a laptop called, and whether a hub had granted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Call {
    desk: usize,
    granted: bool,
}

struct Hall {
    desks: Vec<Desk>,
    session: Value,
    /// Those who are still to come.
    expected: Vec<Value>,
    tickets: BTreeSet<String>,
    calls: BTreeMap<String, Vec<Call>>,
    folder: std::path::PathBuf,
    stick: std::path::PathBuf,
    // Last: machines are taken away once nothing runs on them.
    central: Central,
    switch: Switch,
}

fn start(machine: &Machine, folder: &Path, number: usize) -> Bridge {
    let data = folder.join(format!("desk{number}"));
    Bridge::start_on(machine, env!("CARGO_BIN_EXE_bridge"), &data, &folder.join(format!("desk{number}.log")))
}

/// Runs it on each at once.
fn each<'a, T: Send>(desks: impl IntoIterator<Item = &'a Desk>, work: impl Fn(&'a Desk) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = desks.into_iter().map(|desk| scope.spawn(move || work(desk))).collect();
        workers.into_iter().map(|worker| worker.join().expect("a desk")).collect()
    })
}

impl Desk {
    fn ok(&self, command: &str, args: Value) -> Value {
        self.bridge.ok(command, &args)
    }

    fn opens(&self) {
        let command = if self.ok("status", json!({}))["state"] == "empty" { "init" } else { "unlock" };
        self.ok(command, json!({ "passphrase": PASSPHRASE }));
        self.ok("actor_pick", json!({ "name": format!("Bàn {}", self.number), "role": "supervisor" }));
    }

    fn linked(&self) -> bool {
        self.ok("hub_status", json!({}))["linked"]["connected"] == true
    }

    fn joins(&self, address: &str) {
        self.ok("hub_join", json!({ "address": address }));
        until("linked", || self.linked());
    }

    /// Nobody told it where the hub is.
    fn finds(&self, hub: &Desk, address: &str) {
        let found = json!([{ "address": address, "lane": hub.lane, "label": "máy thử" }]);
        until("found", || self.ok("hub_search", json!({})) == found);
    }

    /// Serves as the hub; where the others find it.
    fn serves(&self) -> String {
        let address = self.ok("hub_start", json!({}))["serving"].as_str().expect("an address").to_owned();
        assert_eq!(address, format!("{}:8472", self.machine.address()), "what people are told to type elsewhere");
        address
    }

    fn digest(&self) -> String {
        let proof = self.ok("verify", json!({}));
        assert_eq!(proof["ok"], true, "{}: {proof}", self.number);
        proof["digest"].as_str().expect("a digest").to_owned()
    }
}

impl Hall {
    /// All were admitted by central and have the same roster and session.
    fn new(mut switch: Switch, folder: &Path) -> Hall {
        let central = Central::started_on(switch.machine(), folder);
        let stick = folder.join("stick");
        std::fs::create_dir(&stick).expect("a stick");
        let machines: Vec<Machine> = (0..LAPTOPS).map(|_| switch.machine()).collect();
        let desk = |(number, machine): (usize, Machine)| {
            let bridge = start(&machine, folder, number);
            Desk { number, bridge, machine, lane: String::new() }
        };
        let mut desks: Vec<Desk> = machines.into_iter().enumerate().map(desk).collect();
        let new_code = |_: &Desk| central.administer(&["codes", "add", "--role", "leader", "--scope", "*"]);
        let codes: Vec<String> = desks.iter().map(new_code).collect();
        let admitted = each(&desks, |desk| {
            desk.opens();
            let code = codes[desk.number].trim();
            let asked = json!({ "central": central.address(), "code": code, "label": "máy thử" });
            desk.ok("admit", asked)["lane"].as_str().expect("a lane").to_owned()
        });
        for (desk, lane) in desks.iter_mut().zip(admitted) {
            desk.lane = lane;
        }
        let session = desks[0].ok("demo", json!({ "people": PEOPLE, "seed": 4 }))["session"].clone();
        desks[0].ok("sync", json!({}));
        for _ in 0..2 {
            each(&desks, |desk| desk.ok("sync", json!({})));
        }
        let rows = desks[0].ok("visits", json!({ "session": session, "state": "expected", "limit": PEOPLE }));
        let expected = rows.as_array().expect("rows").iter().map(|row| row["person"]["id"].clone()).collect();
        let (tickets, calls, folder) = (BTreeSet::new(), BTreeMap::new(), folder.to_owned());
        Hall { desks, session, expected, tickets, calls, folder, stick, central, switch }
    }

    fn some(&self, numbers: &[usize]) -> Vec<&Desk> {
        numbers.iter().map(|number| &self.desks[*number]).collect()
    }

    /// Each checks somebody in, all at once.
    fn check_in(&mut self, numbers: &[usize]) {
        let people: Vec<Value> = numbers.iter().map(|_| self.expected.pop().expect("people left")).collect();
        let arrives = |desk: &Desk| {
            let at = numbers.iter().position(|number| *number == desk.number).expect("one of them");
            let row = desk.ok("check_in", json!({ "session": self.session, "person": people[at] }));
            let ticket = row["ticket"].as_str().expect("a ticket").to_owned();
            assert!(ticket.starts_with(&desk.lane), "{ticket} of lane {}", desk.lane);
            ticket
        };
        for ticket in each(self.some(numbers), arrives) {
            assert!(self.tickets.insert(ticket.clone()), "{ticket} was given twice");
        }
    }

    /// Each calls whoever is next, all at once.
    fn call(&mut self, numbers: &[usize], granted: bool) {
        let next = |desk: &Desk| (desk.number, self.calls_one(desk, json!(null), granted));
        for (desk, visit) in each(self.some(numbers), next) {
            self.calls.entry(visit).or_default().push(Call { desk, granted });
        }
    }

    fn calls_one(&self, desk: &Desk, visit: Value, granted: bool) -> String {
        let asked = json!({ "session": self.session, "station": desk.number + 1, "visit": visit });
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < Duration::from_secs(60), "{} may never call", desk.number);
            assert!(
                !granted
                    || desk.number == 0
                    || desk.linked()
                    || desk.ok("hub_status", json!({}))["serving"].is_string()
            );
            match desk.bridge.call("call", &asked) {
                Ok(row) => return row["id"].as_str().expect("id").to_owned(),
                // It is not known yet whether the hub is gone or slow: nobody was called.
                Err(NoReply::Refused(told)) if told["code"] == "hub_slow" => {}
                Err(error) => panic!("{}: {error:?}", desk.number),
            }
        }
    }

    fn count(&self, desk: usize, state: &str) -> usize {
        let queue = self.desks[desk].ok("queue", json!({ "session": self.session, "limit": 0 }));
        queue["figures"][state].as_u64().expect("a figure") as usize
    }

    /// Waits until they have the same.
    fn agree(&self, numbers: &[usize]) -> String {
        until("the same everywhere", || {
            let digests: BTreeSet<String> = each(self.some(numbers), Desk::digest).into_iter().collect();
            digests.len() == 1
        });
        self.desks[numbers[0]].digest()
    }
}

#[test]
fn a_hall_loses_cables_and_its_hub_and_nobody_is_lost_or_called_twice() {
    let switch = match Switch::new() {
        Ok(switch) => switch,
        Err(why) => return eprintln!("skipped: no network namespaces here: {why}"),
    };
    let folder = temporary();
    let mut hall = Hall::new(switch, folder.path());
    let all: Vec<usize> = (0..LAPTOPS).collect();
    let (connected, island) = all.split_at(LAPTOPS - 2);

    // In the morning everything works.
    let address = hall.desks[0].serves();
    hall.desks[9].finds(&hall.desks[0], &address);
    each(&hall.desks[1..], |desk| desk.joins(&address));
    for _ in 0..2 {
        hall.check_in(&all);
    }
    // The hub knows of all of them: it calls in the order of arrival.
    hall.agree(&all);
    hall.call(&all, true);
    hall.agree(&all);
    assert_eq!((hall.count(9, "waiting"), hall.count(9, "called")), (10, 10));

    // Two cables are pulled out. Both laptops work on alone; one of their tickets is called by the hub's leave too.
    for number in island {
        hall.switch.unplug(&hall.desks[*number].machine);
    }
    hall.check_in(&all);
    let own = format!("{}-", hall.desks[9].lane);
    let waiting = hall.desks[9].ok("visits", json!({ "session": hall.session, "state": "waiting", "limit": PEOPLE }));
    let of_own = |row: &&Value| row["ticket"].as_str().is_some_and(|ticket| ticket.starts_with(&own));
    let both = waiting.as_array().expect("rows").iter().find(of_own).expect("somebody of its lane")["id"].clone();
    for (desk, granted) in [(9, false), (1, true)] {
        let called = hall.calls_one(&hall.desks[desk], both.clone(), granted);
        hall.calls.entry(called).or_default().push(Call { desk, granted });
    }
    hall.call(&[8], false);
    hall.call(&connected[2..], true);
    hall.check_in(island);

    // The hub dies, and people arrive before anybody has noticed; the others go on with their own lanes, until another
    // is the hub.
    hall.desks[0].bridge.kill();
    hall.check_in(&connected[1..]);
    until("noticed", || hall.some(&connected[1..]).iter().all(|desk| !desk.linked()));
    hall.call(&connected[1..], false);
    let address = hall.desks[1].serves();
    each(&hall.desks[2..8], |desk| desk.joins(&address));
    hall.agree(&connected[1..]);
    hall.check_in(&connected[1..]);
    hall.call(&connected[1..], true);

    // What one of the two has comes to the hub on a stick.
    hall.agree(&connected[1..]);
    let before = hall.count(1, "waiting") + hall.count(1, "called");
    let to = json!({ "to": hall.desks[1].lane, "folder": hall.stick });
    let parcel = hall.desks[9].ok("parcel_write", to)["path"].clone();
    let report = hall.desks[1].ok("parcel_read", json!({ "path": parcel }));
    assert_eq!(report["refused"], json!([]), "{report}");
    let after = hall.count(1, "waiting") + hall.count(1, "called");
    assert_eq!(after, before + 2, "both who came to it since its cable was pulled");

    // Everything heals.
    for number in island {
        hall.switch.plug(&hall.desks[*number].machine);
    }
    hall.desks[0].bridge = start(&hall.desks[0].machine, &hall.folder, 0);
    hall.desks[0].opens();
    each(hall.some(&[0, 8, 9]), |desk| desk.joins(&address));
    hall.agree(&all);
    hall.call(&all, true);
    let digest = hall.agree(&all);

    // Nobody is lost or doubled, and whoever was called twice was so by a laptop that was alone, and it is told.
    let rows = hall.desks[5].ok("visits", json!({ "session": hall.session, "limit": PEOPLE * 2 }));
    let rows: Vec<&Value> = rows.as_array().expect("rows").iter().filter(|row| row["ticket"].is_string()).collect();
    let held: BTreeSet<String> = rows.iter().map(|row| row["ticket"].as_str().expect("ticket").to_owned()).collect();
    assert_eq!((rows.len(), &held), (hall.tickets.len(), &hall.tickets));
    let called: BTreeSet<String> = rows
        .iter()
        .filter(|row| row["state"] == "called")
        .map(|row| row["id"].as_str().expect("id").to_owned())
        .collect();
    assert_eq!(called, hall.calls.keys().cloned().collect());
    let twice: BTreeSet<String> =
        hall.calls.iter().filter(|(_, calls)| calls.len() > 1).map(|(visit, _)| visit.clone()).collect();
    for visit in &twice {
        let granted = hall.calls[visit].iter().filter(|call| call.granted).count();
        assert!(granted < 2, "a hub granted {visit} twice: {:?}", hall.calls[visit]);
    }
    assert!(twice.contains(both.as_str().expect("id")));
    let told = hall.desks[5].ok("anomalies", json!({}))["rows"].clone();
    let kind = |row: &&Value| row["kind"] == "two_calls";
    let told: Vec<&Value> = told.as_array().expect("rows").iter().filter(kind).collect();
    assert_eq!(told.len(), twice.len(), "{told:?} {twice:?}");

    // And central gets all of it from one.
    hall.desks[1].ok("sync", json!({}));
    let proof: Value = serde_json::from_str(&hall.central.administer(&["verify"])).expect("JSON");
    assert_eq!((&proof["ok"], &proof["digest"]), (&json!(true), &json!(digest)));
}
