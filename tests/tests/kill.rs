//! A laptop that is switched off at any moment, also while it syncs: what was confirmed is there, nothing is half done,
//! and in the end central has it too.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use luudong_domain::demo::Chance;
use luudong_domain::id::VisitId;
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::bridge::{Bridge, NoReply};
use luudong_tests::world::{PASSPHRASE, TestCentral, temporary};
use serde_json::{Value, json};
use tempfile::TempDir;

const KILLS: u32 = 100;
const SEED: u64 = 2026;
const PEOPLE: usize = 60;
/// How many of them come; the others are left when the day is closed.
const COMING: usize = 24;
/// Commands that write much at once. There are few of them on the path, so half of them are cut off.
const BULK: [&str; 7] = ["init", "admit", "import_run", "session_add", "session_plan", "session_close", "sync"];
/// Steps of the day between two syncs.
const SYNC_EVERY: usize = 15;

#[test]
fn what_was_confirmed_survives_a_kill_at_any_moment() {
    let mut fate = Fate { chance: Chance::new(SEED), kills: 0, cut_off: 0, took: HashMap::new() };
    while fate.kills < KILLS {
        Laptop::new(&mut fate).works_a_day();
    }
    assert!(fate.cut_off > KILLS / 10, "only {} of {KILLS} kills fell inside a command", fate.cut_off);
}

/// When the program is killed.
struct Fate {
    chance: Chance,
    kills: u32,
    /// How many of the kills left a command without a reply.
    cut_off: u32,
    /// How long each command took last: the moment inside it is drawn from that.
    took: HashMap<&'static str, Duration>,
}

impl Fate {
    /// How long after its beginning this command is cut off, if it is.
    fn strikes(&mut self, command: &'static str) -> Option<Duration> {
        let per_mille = if BULK.contains(&command) { 500 } else { 250 };
        if self.kills == KILLS || !self.chance.per_mille(per_mille) {
            return None;
        }
        self.kills += 1;
        let whole = self.took.get(command).copied().unwrap_or(Duration::from_millis(10)).as_micros() as u32;
        // A quarter more, so that some fall between the reply and the next command.
        Some(Duration::from_micros(self.chance.below(whole + whole / 4).into()))
    }
}

/// What can be seen of a laptop: each fact by its name; what is not there yet has none.
type Facts = BTreeMap<String, Value>;

/// What a command changes if it happens: facts and what they are then; null is anything.
type Effect = Vec<(String, Value)>;

/// A laptop whose owner works from an empty folder to the close of a day, whatever happens to the program.
struct Laptop<'a> {
    fate: &'a mut Fate,
    bridge: Bridge,
    central: TestCentral,
    /// One code for as many tries as it takes.
    code: String,
    dir: TempDir,
    confirmed: Facts,
    steps: usize,
    undone: BTreeSet<String>,
    /// Those who come, once the day is planned.
    coming: Vec<Value>,
}

fn start(dir: &TempDir) -> Bridge {
    Bridge::start(env!("CARGO_BIN_EXE_bridge"), &dir.path().join("data"), &dir.path().join("log"))
}

impl<'a> Laptop<'a> {
    fn new(fate: &'a mut Fate) -> Laptop<'a> {
        let dir = temporary();
        let bridge = start(&dir);
        let central = TestCentral::start(dir.path());
        let code = central.code(Role::Leader, &[Grant::All]);
        let confirmed = Facts::from([("folder".to_owned(), json!("empty"))]);
        Laptop { fate, bridge, central, code, dir, confirmed, steps: 0, undone: BTreeSet::new(), coming: Vec::new() }
    }

    fn fact(&self, name: &str) -> &Value {
        self.confirmed.get(name).unwrap_or(&Value::Null)
    }

    fn works_a_day(mut self) {
        while self.fact("day") != "closed" {
            let (unit, session) = (self.fact("unit").clone(), self.fact("session").clone());
            if self.fact("folder") == "empty" {
                self.does("init", json!({ "passphrase": PASSPHRASE }), &[("folder", json!("open"))]);
            } else if self.fact("actor").is_null() {
                self.does("actor_pick", json!({ "name": "Minh", "role": "leader" }), &[("actor", Value::Null)]);
            } else if self.fact("admitted").is_null() {
                let args = json!({ "central": self.central.address(), "code": self.code, "label": "máy thử" });
                self.does("admit", args, &[("admitted", json!(true))]);
            } else if unit.is_null() {
                self.does("unit_add", json!({ "name": "Xưởng Ví Dụ", "code": null }), &[("unit", Value::Null)]);
            } else if self.fact("people").is_null() {
                let draft = self.opened_list(&unit);
                let effect = [("people", json!(PEOPLE)), ("imports", json!(1))];
                self.does("import_run", json!({ "draft": draft, "overwrite": [], "left": [] }), &effect);
            } else if session.is_null() {
                let args = json!({ "date": "2026-03-30", "place": "Nhà ăn", "units": [unit] });
                self.does("session_add", args, &[("session", Value::Null), ("day", json!("open"))]);
            } else if self.fact("planned").is_null() {
                let args = json!({ "session": session, "unit": unit });
                self.does("session_plan", args, &[("planned", json!(PEOPLE))]);
            } else if self.steps % SYNC_EVERY == SYNC_EVERY - 1 {
                self.steps += 1;
                self.does("sync", json!({}), &[]);
            } else if !self.serves_somebody(&session) {
                let args = json!({ "session": session, "accept_unresolved": true, "reason": "hết giờ" });
                self.does("session_close", args, &[("day", json!("closed"))]);
            }
        }
        let mine = |fact: &&String| fact.starts_with("visit ");
        assert_eq!(self.confirmed.keys().filter(mine).count(), COMING, "everybody was served");
        self.arrives();
    }

    /// In the end central has all of it, whatever was cut off before.
    fn arrives(&self) {
        let report = self.bridge.ok("sync", &json!({}));
        assert_eq!((&report["only_here"], &report["refused"]), (&json!(0), &json!([])), "{report}");
        let proof = self.bridge.ok("verify", &json!({}));
        let there = self.central.central().verify().expect("verify");
        assert!(there.ok, "{:?}", there.findings);
        assert_eq!(proof["scopes"], json!(there.scopes));
    }

    /// A draft of the list in the program as it runs now: a kill takes drafts away.
    fn opened_list(&self, unit: &Value) -> Value {
        let row = |at: usize| format!("Nguyễn Thị Ánh,{:02}/{:02}/1990,001190{at:06},Nữ\n", 1 + at % 28, 1 + at % 12);
        let list: String = (0..PEOPLE).map(row).collect();
        let bytes = STANDARD.encode(format!("Họ và tên,Ngày sinh,Số CCCD,Giới tính\n{list}"));
        let args = json!({ "unit": unit, "file_name": "list.csv", "bytes": bytes });
        self.bridge.ok("import_open", &args)["draft"].clone()
    }

    /// One step of the first person who is not done; false when everybody is.
    fn serves_somebody(&mut self, session: &Value) -> bool {
        if self.coming.is_empty() {
            let expected = json!({ "session": session, "state": "expected", "limit": PEOPLE });
            let rows = self.bridge.ok("visits", &expected);
            self.coming =
                rows.as_array().expect("rows").iter().take(COMING).map(|row| row["person"]["id"].clone()).collect();
        }
        for at in 0..COMING {
            let visit = visit_of(session, &self.coming[at]);
            let row = self.fact(&format!("visit {visit}")).clone();
            let (absent, defers, errs) = (at % 10 == 7, at % 10 == 5, at % 4 == 3);
            let served = json!({ "visit": visit, "station": 1 });
            let (command, args, state) = match row["state"].as_str() {
                None if absent => ("absent", json!({ "session": session, "person": self.coming[at] }), "absent"),
                None => ("check_in", json!({ "session": session, "person": self.coming[at] }), "waiting"),
                Some("waiting") => ("call", json!({ "session": session, "station": 1, "visit": visit }), "called"),
                Some("called") => ("serve", served, "serving"),
                Some("serving") if defers => {
                    ("defer", json!({ "visit": visit, "reason": "residence", "note": "" }), "deferred")
                }
                Some("serving") => ("capture", json!({ "visit": visit, "receipt": null }), "captured"),
                Some("captured") if errs && self.undone.insert(visit.clone()) => {
                    ("undo", json!({ "visit": visit, "event": row["last_event"], "reason": "bấm nhầm" }), "serving")
                }
                _ => continue,
            };
            self.steps += 1;
            self.does(command, args, &[(&format!("visit {visit}"), json!(state))]);
            return true;
        }
        false
    }

    /// Runs a command that may be cut off, and makes sure that it happened whole, or not at all and unconfirmed.
    fn does(&mut self, command: &'static str, args: Value, effect: &[(&str, Value)]) {
        let effect: Effect = effect.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let began = Instant::now();
        let killer = self.fate.strikes(command).map(|delay| self.bridge.kill_after(delay));
        let reply = match self.bridge.call(command, &args) {
            Ok(reply) => Some(reply),
            Err(NoReply::Gone) if killer.is_some() => None,
            Err(error) => panic!("{command}: {error:?}"),
        };
        let killed = killer.is_some();
        if let Some((reprieve, killer)) = killer {
            drop(reprieve);
            killer.join().expect("killer");
            self.fate.cut_off += u32::from(reply.is_none());
            self.starts_again();
        } else {
            self.fate.took.insert(command, began.elapsed());
        }
        match reply {
            // Reading everything after every step would be slow, and its reply says what the step changed.
            Some(row) if !killed && effect.first().is_some_and(|(name, _)| name.starts_with("visit ")) => {
                self.confirmed.insert(effect[0].0.clone(), brief(&row));
            }
            Some(_) => self.sees(command, &effect, true),
            None => self.sees(command, &effect, false),
        }
    }

    fn starts_again(&mut self) {
        loop {
            self.bridge = start(&self.dir);
            if self.bridge.ok("status", &json!({}))["state"] == "empty" {
                return;
            }
            let killer = self.fate.strikes("unlock").map(|delay| self.bridge.kill_after(delay));
            let began = Instant::now();
            let opened = self.bridge.call("unlock", &json!({ "passphrase": PASSPHRASE }));
            match killer {
                None => {
                    opened.expect("unlock");
                    self.fate.took.insert("unlock", began.elapsed());
                    return self.verifies();
                }
                Some((reprieve, killer)) => {
                    drop(reprieve);
                    killer.join().expect("killer");
                }
            }
        }
    }

    fn verifies(&self) {
        // Whoever works is picked before anything else can be asked; until then there is nothing to verify.
        if self.bridge.ok("status", &json!({}))["actor"].is_object() {
            let proof = self.bridge.ok("verify", &json!({}));
            assert_eq!(proof["ok"], true, "{proof}");
        }
    }

    /// Compares what is there now with what was confirmed before `command`.
    fn sees(&mut self, command: &str, effect: &Effect, happened: bool) {
        let now = self.look();
        let names: BTreeSet<&String> = now.keys().chain(self.confirmed.keys()).collect();
        let changed: Vec<&String> =
            names.into_iter().filter(|name| now.get(*name) != self.confirmed.get(*name)).collect();
        if happened || !changed.is_empty() {
            let mut expected: Vec<&String> = effect.iter().map(|(name, _)| name).collect();
            expected.sort_unstable();
            assert_eq!(changed, expected, "what {command} changed");
            for (name, value) in effect {
                let found = if name.starts_with("visit ") { &now[name]["state"] } else { &now[name] };
                assert!(value.is_null() || found == value, "{command}: {name} is {found}, not {value}");
            }
        }
        self.confirmed = now;
    }

    /// Every fact there is now.
    fn look(&self) -> Facts {
        let ask = |command: &str, args: Value| self.bridge.ok(command, &args);
        let status = ask("status", json!({}));
        let mut facts = Facts::from([("folder".to_owned(), status["state"].clone())]);
        let mut tell = |name: &str, value: &Value| {
            if !value.is_null() && *value != 0 {
                facts.insert(name.to_owned(), value.clone());
            }
        };
        tell("actor", &status["actor"]);
        if status["actor"].is_null() {
            return facts;
        }
        if ask("sync_status", json!({}))["admitted"] == true {
            tell("admitted", &json!(true));
        }
        let units = ask("units", json!({}));
        tell("unit", &units[0]["id"]);
        if units[0].is_null() {
            return facts;
        }
        tell("people", &ask("people_index", json!({ "unit": units[0]["id"], "text": "", "state": null }))["total"]);
        tell("imports", &json!(ask("imports", json!({ "unit": units[0]["id"] })).as_array().expect("imports").len()));
        let session = &ask("sessions", json!({}))[0];
        tell("session", &session["id"]);
        tell("day", &session["state"]);
        if session.is_null() {
            return facts;
        }
        tell("planned", &session["planned"]);
        let all = json!({ "session": session["id"], "state": null, "text": "", "limit": 2 * PEOPLE });
        for row in ask("visits", all).as_array().expect("rows").iter().filter(|row| row["state"] != "expected") {
            tell(&format!("visit {}", row["id"].as_str().expect("id")), &brief(row));
        }
        facts
    }
}

/// A visit's row without its person.
fn brief(row: &Value) -> Value {
    let mut row = row.clone();
    row.as_object_mut().expect("row").remove("person");
    row
}

fn visit_of(session: &Value, person: &Value) -> String {
    let read = |id: &Value| id.as_str().expect("id").to_owned();
    VisitId::of(read(session).parse().expect("session"), read(person).parse().expect("person")).to_string()
}
