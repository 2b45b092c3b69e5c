//! Three laptops of one hall and a hub that comes and goes, in random order: who is connected calls nobody twice; what
//! was called twice while they were not is doubtful on every laptop once they meet; and in the end everybody is called
//! to each step once, in the order that the queue shows. `PROPTEST_CASES` says how many days.

use std::collections::{BTreeMap, BTreeSet};

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, temporary, until};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

const LAPTOPS: usize = 3;
const PEOPLE: usize = 40;

/// What happens next; the numbers name laptops.
#[derive(Debug, Clone, Copy)]
enum Happens {
    CheckIn(usize),
    First(usize),
    Call(usize),
    /// Calls the last one in line by name.
    CallLast(usize),
    /// Names somebody who goes to another station.
    CallCalled(usize),
    /// Everybody who is connected calls at the same moment.
    AllCall,
    Captured(usize),
    HubUp(usize),
    HubDown,
    Joins(usize),
    Leaves(usize),
}

fn happens() -> impl Strategy<Value = Happens> {
    let laptop = 0..LAPTOPS;
    prop_oneof![
        6 => laptop.clone().prop_map(Happens::CheckIn),
        1 => laptop.clone().prop_map(Happens::First),
        5 => laptop.clone().prop_map(Happens::Call),
        2 => laptop.clone().prop_map(Happens::CallLast),
        1 => laptop.clone().prop_map(Happens::CallCalled),
        3 => Just(Happens::AllCall),
        2 => laptop.clone().prop_map(Happens::Captured),
        2 => laptop.clone().prop_map(Happens::HubUp),
        1 => Just(Happens::HubDown),
        3 => laptop.clone().prop_map(Happens::Joins),
        1 => laptop.prop_map(Happens::Leaves),
    ]
}

/// A visit and the step to which it is called.
type Turn = (String, String);

struct Hall {
    _dir: TempDir,
    laptops: Vec<Laptop>,
    session: Value,
    people: Vec<Value>,
    next: usize,
    /// Who serves, and where.
    hub: Option<(usize, String)>,
    linked: BTreeSet<usize>,
    /// Whom each laptop is dealing with.
    at: BTreeMap<usize, Turn>,
    /// By whom each was called.
    calls: BTreeMap<Turn, BTreeSet<usize>>,
}

impl Hall {
    /// With one step that all do, or with papers before the capture, which two of the three do each.
    fn new(steps: bool) -> Hall {
        let dir = temporary();
        let mut central = TestCentral::start(dir.path());
        let laptops: Vec<Laptop> = ["a", "b", "c"].iter().map(|name| Laptop::new(dir.path(), name)).collect();
        for laptop in &laptops {
            laptop.admit(&central, Role::Leader, &[Grant::All]);
        }
        let made = laptops[0].ok("demo", json!({ "people": PEOPLE, "seed": 4 }));
        if steps {
            let stations = json!([
                { "number": 1, "steps": ["papers", "capture"] },
                { "number": 2, "steps": ["papers"] },
                { "number": 3, "steps": ["capture"] },
            ]);
            let arranged = json!({ "steps": ["papers", "capture"], "stations": stations });
            laptops[0].ok("session_arrange", json!({ "session": made["session"], "arranged": arranged }));
        }
        for _ in 0..2 {
            laptops.iter().for_each(|laptop| drop(laptop.sync()));
        }
        central.stop();
        // Central's clock is the machine's: laptops that are weeks behind it do not follow one another's.
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        laptops.iter().for_each(|laptop| laptop.set_clock(now.as_micros() as u64));
        let expected = json!({ "session": made["session"], "state": "expected", "limit": PEOPLE });
        let rows = laptops[0].ok("visits", expected);
        let people = rows.as_array().expect("rows").iter().map(|row| row["person"]["id"].clone()).collect();
        let (hub, linked, at, calls) = Default::default();
        Hall { _dir: dir, laptops, session: made["session"].clone(), people, next: 0, hub, linked, at, calls }
    }

    fn connected(&self, laptop: usize) -> bool {
        self.hub.as_ref().is_some_and(|(hub, _)| *hub == laptop) || self.linked.contains(&laptop)
    }

    /// Those who are connected know the same before anything else happens: what they do is then no race of the test's own.
    fn settled(&self) {
        let same = || {
            let connected = (0..LAPTOPS).filter(|laptop| self.connected(*laptop));
            let digests: BTreeSet<String> = connected.map(|laptop| self.laptops[laptop].digest()).collect();
            digests.len() <= 1
        };
        until("the connected ones are equal", same);
    }

    fn happens(&mut self, what: Happens) -> Result<(), TestCaseError> {
        match what {
            Happens::CheckIn(laptop) if self.next < self.people.len() => {
                let args = json!({ "session": self.session, "person": self.people[self.next] });
                self.next += 1;
                self.laptops[laptop].ok("check_in", args);
            }
            Happens::First(laptop) => {
                let queue = self.laptops[laptop].ok("queue", json!({ "session": self.session, "limit": PEOPLE }));
                if let Some(last) = queue["waiting"].as_array().expect("rows").last() {
                    self.laptops[laptop].ok("prioritise", json!({ "visit": last["id"], "reasons": ["pregnancy"] }));
                }
            }
            Happens::Call(laptop) if !self.at.contains_key(&laptop) => self.call(laptop)?,
            Happens::CallLast(laptop) if !self.at.contains_key(&laptop) => self.call_last(laptop)?,
            Happens::CallCalled(laptop) => self.call_called(laptop)?,
            Happens::AllCall => self.all_call()?,
            Happens::Captured(laptop) => {
                // What two called is left for people to judge: whoever went on would have chosen.
                if let Some(turn) = self.at.remove(&laptop).filter(|turn| self.calls[turn].len() == 1) {
                    self.serve(laptop, &turn);
                }
            }
            Happens::HubUp(laptop) if self.hub.is_none() => {
                let status = self.laptops[laptop].ok("hub_start", json!({ "address": "127.0.0.1:0" }));
                self.hub = Some((laptop, status["serving"].as_str().expect("an address").to_owned()));
            }
            Happens::HubDown => self.down(),
            Happens::Joins(laptop) if !self.connected(laptop) => self.join(laptop),
            Happens::Leaves(laptop) if self.linked.remove(&laptop) => {
                self.laptops[laptop].ok("hub_leave", json!({}));
            }
            _ => {}
        }
        self.settled();
        Ok(())
    }

    /// What the station does of the steps is done.
    fn serve(&self, laptop: usize, (visit, _): &Turn) {
        let station = laptop + 1;
        let laptop = &self.laptops[laptop];
        // Somebody else may have dealt with whoever was called twice.
        let Ok(mut row) = laptop.app.call("serve", json!({ "visit": visit, "station": station })) else { return };
        if row["step"] == "papers" {
            row = laptop.ok("pass", json!({ "visit": visit }));
        }
        if row["state"] == "serving" {
            laptop.ok("capture", json!({ "visit": visit }));
        }
    }

    fn down(&mut self) {
        let Some((hub, _)) = self.hub.take() else { return };
        self.laptops[hub].ok("hub_stop", json!({}));
        for laptop in std::mem::take(&mut self.linked) {
            self.laptops[laptop].ok("hub_leave", json!({}));
        }
    }

    fn join(&mut self, laptop: usize) {
        let Some((_, address)) = &self.hub else { return };
        self.laptops[laptop].ok("hub_join", json!({ "address": address }));
        let linked = || self.laptops[laptop].ok("hub_status", json!({}))["linked"]["connected"].as_bool() == Some(true);
        until("linked", linked);
        self.linked.insert(laptop);
    }

    /// The next one comes to a laptop's station: the one whom its screen shows, and nobody whom a connected laptop called.
    fn call(&mut self, laptop: usize) -> Result<(), TestCaseError> {
        let station = laptop as u16 + 1;
        let shown =
            self.laptops[laptop].ok("queue", json!({ "session": self.session, "limit": 0, "station": station }));
        let args = json!({ "session": self.session, "station": station });
        let called = loop {
            match self.laptops[laptop].app.call("call", args.clone()) {
                Ok(called) => break called,
                Err(error) if error.code == "hub_slow" => {}
                Err(error) => {
                    let nobody = ["queue_empty", "queue_of_others", "queue_not_here"];
                    prop_assert!(nobody.contains(&error.code.as_str()), "{error:?}");
                    prop_assert_eq!(&shown["next"], &Value::Null, "the screen showed somebody");
                    return Ok(());
                }
            }
        };
        prop_assert_eq!(&called["ticket"], &shown["next"]["ticket"], "in the order that is shown");
        self.called(laptop, &called)
    }

    /// By name one is called under the same right as in order: the hub's word, or the laptop's own lane.
    fn call_last(&mut self, laptop: usize) -> Result<(), TestCaseError> {
        let station = laptop as u16 + 1;
        let queue = self.laptops[laptop].ok("queue", json!({ "session": self.session, "limit": PEOPLE }));
        let Some(last) = queue["waiting"].as_array().and_then(|rows| rows.last()).cloned() else { return Ok(()) };
        let args = json!({ "session": self.session, "station": station, "visit": last["id"] });
        match self.laptops[laptop].app.call("call", args) {
            Ok(called) => self.called(laptop, &called),
            Err(error) => {
                let code = error.code.as_str();
                prop_assert!(
                    ["hub_slow", "claimed", "station_serves_not"].contains(&code)
                        || code == "other_lane" && !self.connected(laptop),
                    "{error:?}"
                );
                Ok(())
            }
        }
    }

    fn call_called(&mut self, laptop: usize) -> Result<(), TestCaseError> {
        let station = laptop as u16 + 1;
        let called = json!({ "session": self.session, "state": "called", "limit": PEOPLE });
        let called = self.laptops[laptop].ok("visits", called);
        for visit in called.as_array().expect("rows").iter().filter(|visit| visit["station"] != station) {
            let args = json!({ "session": self.session, "station": station, "visit": visit["id"], "take": true });
            let code = self.laptops[laptop].refused("call", args).code;
            prop_assert!(["called_elsewhere", "station_serves_not"].contains(&code.as_str()), "{code}");
        }
        Ok(())
    }

    /// Notes whom a laptop called; nobody who is connected with it had called them.
    fn called(&mut self, laptop: usize, called: &Value) -> Result<(), TestCaseError> {
        let text = |field: &str| called[field].as_str().expect("a text").to_owned();
        let turn = (text("id"), text("step"));
        let callers = self.calls.entry(turn.clone()).or_default();
        if self.hub.as_ref().is_some_and(|(hub, _)| *hub == laptop) || self.linked.contains(&laptop) {
            let hub = self.hub.as_ref().map(|(hub, _)| *hub);
            let twice: Vec<usize> =
                callers.iter().copied().filter(|other| Some(*other) == hub || self.linked.contains(other)).collect();
            prop_assert!(twice.is_empty(), "{twice:?} and {laptop} are connected and called {called}");
        }
        callers.insert(laptop);
        self.at.insert(laptop, turn);
        Ok(())
    }

    /// Before the log of any can have told the others: only the hub's word keeps them apart.
    fn all_call(&mut self) -> Result<(), TestCaseError> {
        let connected: Vec<usize> = (0..LAPTOPS).filter(|laptop| self.connected(*laptop)).collect();
        if connected.len() < 2 {
            return Ok(());
        }
        let (laptops, session) = (&self.laptops, &self.session);
        let called: Vec<(usize, Value)> = std::thread::scope(|scope| {
            let call = |laptop: usize| {
                let args = json!({ "session": session, "station": laptop + 1 });
                loop {
                    match laptops[laptop].app.call("call", args.clone()) {
                        Err(error) if error.code == "hub_slow" => {}
                        reply => return (laptop, reply.unwrap_or_default()),
                    }
                }
            };
            let callers: Vec<_> = connected.iter().map(|laptop| scope.spawn(move || call(*laptop))).collect();
            callers.into_iter().map(|caller| caller.join().expect("calls")).collect()
        });
        for (laptop, called) in called.into_iter().filter(|(_, called)| !called.is_null()) {
            self.called(laptop, &called)?;
        }
        Ok(())
    }

    /// All meet at one hub, and everybody who waits is called to what is left, once and in order.
    fn ends(&mut self) -> Result<(), TestCaseError> {
        self.down();
        self.happens(Happens::HubUp(0))?;
        for laptop in 1..LAPTOPS {
            self.join(laptop);
        }
        self.settled();
        for laptop in &self.laptops {
            let rows = laptop.ok("visits", json!({ "session": self.session, "limit": PEOPLE }));
            let doubtful: BTreeSet<&str> = rows
                .as_array()
                .expect("rows")
                .iter()
                .filter(|row| row["doubtful"] == true)
                .map(|row| row["id"].as_str().expect("id"))
                .collect();
            for ((visit, _), callers) in self.calls.iter().filter(|(_, callers)| callers.len() > 1) {
                prop_assert!(
                    doubtful.contains(visit.as_str()),
                    "{visit} was called by {callers:?}, and nobody is told"
                );
            }
        }
        let session = self.session.clone();
        let line = |laptop: &Laptop| {
            let queue = laptop.ok("queue", json!({ "session": session, "limit": PEOPLE }));
            let rows = queue["waiting"].as_array().expect("rows").clone();
            rows.iter().map(|row| row["id"].as_str().expect("id").to_owned()).collect::<Vec<_>>()
        };
        until("one line", || self.laptops.iter().all(|laptop| line(laptop) == line(&self.laptops[0])));
        let before: BTreeSet<Turn> = self.calls.keys().cloned().collect();
        self.at.clear();
        let mut called = BTreeSet::new();
        loop {
            let mut called_now = 0;
            for laptop in 0..LAPTOPS {
                self.call(laptop)?;
                let Some(turn) = self.at.remove(&laptop) else { continue };
                // Whoever was called before and waits again was put back by nobody here.
                prop_assert!(!before.contains(&turn) && called.insert(turn.clone()), "{turn:?} is called again");
                self.serve(laptop, &turn);
                called_now += 1;
                self.settled();
            }
            if called_now == 0 {
                break;
            }
        }
        prop_assert_eq!(line(&self.laptops[0]), Vec::<String>::new(), "somebody is left");
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(6),
        max_shrink_iters: 0,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whoever_is_connected_calls_nobody_twice_and_in_the_end_everybody_is_called(
        steps in any::<bool>(),
        day in prop::collection::vec(happens(), 30..50),
    ) {
        let mut hall = Hall::new(steps);
        for what in day {
            hall.happens(what)?;
        }
        hall.ends()?;
    }
}

#[test]
fn a_call_that_the_station_may_not_make_keeps_nobody_from_the_others() {
    let mut hall = Hall::new(true);
    let day = [Happens::HubUp(0), Happens::Joins(1), Happens::Joins(2), Happens::CheckIn(0)];
    // Station 3 takes nobody who has papers to show; station 1 does, at once.
    for what in day.into_iter().chain([Happens::CallLast(2), Happens::Call(0)]) {
        hall.happens(what).expect("as the screens show it");
    }
    assert_eq!(hall.at.keys().collect::<Vec<_>>(), [&0]);
}
