//! A leader's laptop lets another one work for a day, without central; certificates end, and are renewed.

use std::path::Path;

use luudong_central::Central;
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_store::Folder;
use luudong_tests::world::{BEGIN, Laptop, TestCentral, temporary, until};
use serde_json::{Value, json};
use tempfile::TempDir;

const HOUR: u64 = 3600 * 1_000_000;

/// Leaders' laptops with a session, admitted and synced; central is gone, and the first of them is the hub.
struct Site {
    dir: TempDir,
    central: TestCentral,
    leaders: Vec<Laptop>,
    session: Value,
    people: Vec<Value>,
    hub: String,
}

fn site(leaders: usize) -> Site {
    let dir = temporary();
    let mut central = TestCentral::start(dir.path());
    let leaders: Vec<Laptop> = (0..leaders).map(|at| Laptop::new(dir.path(), &format!("leader{at}"))).collect();
    leaders.iter().for_each(|laptop| drop(laptop.admit(&central, Role::Leader, &[Grant::All])));
    let made = leaders[0].ok("demo", json!({ "people": 20, "seed": 4 }));
    (0..2).for_each(|_| leaders.iter().for_each(|laptop| drop(laptop.sync())));
    central.stop();
    let rows = leaders[0].ok("visits", json!({ "session": made["session"], "state": "expected", "limit": 20 }));
    let people = rows.as_array().expect("rows").iter().map(|row| row["person"]["id"].clone()).collect();
    let serving = leaders[0].ok("hub_start", json!({ "address": "127.0.0.1:0" }))["serving"].clone();
    let hub = serving.as_str().expect("an address").to_owned();
    Site { dir, central, leaders, session: made["session"].clone(), people, hub }
}

impl Site {
    fn code(&self) -> Value {
        self.leaders[0].ok("site_code", json!({ "session": self.session, "role": "member" }))
    }

    /// A new laptop that was let in by the hub and is linked to it.
    fn newcomer(&self, name: &str) -> Laptop {
        let laptop = Laptop::new(self.dir.path(), name);
        laptop.ok("admit", json!({ "code": self.code()["invitation"], "label": "máy mới" }));
        until("linked", || linked(&laptop)["connected"] == true);
        laptop
    }

    fn check_in(&self, laptop: &Laptop, person: usize) -> Value {
        laptop.ok("check_in", json!({ "session": self.session, "person": self.people[person] }))
    }

    fn waiting(&self, laptop: &Laptop) -> u64 {
        let queue = laptop.ok("queue", json!({ "session": self.session, "limit": 0 }));
        queue["figures"]["waiting"].as_u64().expect("a figure")
    }

    /// Runs of events that do not count, each with why.
    fn not_counted(&self, laptop: &Laptop) -> Vec<String> {
        let told = laptop.ok("anomalies", json!({}));
        let rows = told["rows"].as_array().expect("rows").iter().filter(|row| row["kind"] == "not_counted");
        rows.map(|row| row["sides"][0]["kind"].as_str().expect("why").to_owned()).collect()
    }
}

fn linked(laptop: &Laptop) -> Value {
    laptop.ok("hub_status", json!({}))["linked"].clone()
}

fn certificate(laptop: &Laptop) -> Value {
    laptop.ok("sync_status", json!({}))["certificate"].clone()
}

#[test]
fn a_laptop_let_in_on_site_works_at_once_for_a_day_and_central_makes_all_of_it_count() {
    let mut site = site(1);
    let leader = &site.leaders[0];
    let laptop = site.newcomer("new");
    let lane = leader.ok("status", json!({}))["device"]["lane"].as_str().expect("a lane").to_owned();
    assert_eq!(leader.ok("hub_status", json!({}))["site_code"]["lane"], json!(format!("{lane}1")));
    let told = certificate(&laptop);
    assert_eq!((&told["over"], &told["voucher"]), (&json!(false), &json!(lane)));
    let end = told["until"].as_u64().expect("an end");
    assert!((end - BEGIN / 1000 - 24 * 3_600_000) < 3_600_000, "{told}");

    let visit = site.check_in(&laptop, 0);
    assert_eq!(visit["ticket"], json!(format!("{lane}1-001")));
    until("seen", || site.waiting(leader) == 1);
    let called = laptop.ok("call", json!({ "session": site.session, "station": 2 }));
    assert_eq!((&called["state"], &called["doubtful"]), (&json!("called"), &json!(false)), "by a claim of the hub's");
    until("seen", || site.waiting(leader) == 0);
    let close = json!({ "session": site.session, "accept_unresolved": true, "reason": "hết giờ" });
    assert_eq!(laptop.refused("session_close", close).code, "not_allowed_here");
    assert_eq!(
        laptop.refused("site_code", json!({ "session": site.session, "role": "member" })).code,
        "not_allowed_here"
    );
    assert_eq!(laptop.refused("sync", json!({})).code, "no_central_yet");

    // A day later, by its own clock: what it writes is kept everywhere and counts nowhere else, which is said.
    laptop.set_clock(BEGIN + 25 * HOUR);
    site.check_in(&laptop, 1);
    assert_eq!((&certificate(&laptop)["over"], site.waiting(&laptop)), (&json!(true), 1), "it works on by itself");
    until("told", || site.not_counted(leader) == ["expired"]);
    assert_eq!(site.waiting(leader), 0);
    // By the hub's clock too: it is not served any more.
    leader.set_clock(BEGIN + 25 * HOUR);
    site.check_in(&laptop, 2);
    until("refused", || linked(&laptop)["code"] == "device_expired");

    // Central admits it: it is the same laptop, with the same lane, and everything counts.
    site.central.resume();
    site.leaders[0].sync();
    let admitted = laptop.admit(&site.central, Role::Member, &[Grant::All]);
    assert_eq!((&admitted["lane"], &admitted["until"]), (&json!(format!("{lane}1")), &Value::Null));
    laptop.sync();
    site.leaders[0].sync();
    let digest = site.leaders[0].digest();
    assert_eq!(laptop.digest(), digest);
    assert_eq!(site.central.central().verify().expect("verify").digest, digest);
    assert_eq!(site.waiting(&site.leaders[0]), 2);
    assert!(site.not_counted(&site.leaders[0]).is_empty());
    assert_eq!(certificate(&laptop)["until"], Value::Null);
}

#[test]
fn a_code_admits_one_laptop_at_its_own_hub_for_ten_minutes() {
    let site = site(2);
    let leader = &site.leaders[0];
    let one = Laptop::new(site.dir.path(), "one");
    let made = site.code();
    assert!(made["qr"]["path"].as_str().is_some_and(|path| path.len() > 1_000), "{made}");
    let typed = |made: &Value| json!({ "central": made["address"], "code": made["code"], "label": "x" });
    // One character that was mistyped, in the half that says whom it is of; then in the secret.
    let code = made["code"].as_str().expect("a code").to_owned();
    let mistyped = |at: usize| {
        let mut letters: Vec<char> = code.chars().collect();
        letters[at] = if letters[at] == 'A' { 'C' } else { 'A' };
        json!({ "central": site.hub, "code": letters.iter().collect::<String>(), "label": "x" })
    };
    assert_eq!(one.refused("admit", mistyped(18)).code, "central_other");
    assert_eq!(one.refused("admit", mistyped(0)).code, "code_unknown");
    // At another hub of the team.
    let other = site.leaders[1].ok("hub_start", json!({ "address": "127.0.0.1:0" }));
    let elsewhere = json!({ "central": other["serving"], "code": code, "label": "x" });
    assert_eq!(one.refused("admit", elsewhere).code, "central_other");
    // As it is typed, without a scheme.
    assert_eq!(one.ok("admit", typed(&made))["on_site"], true);
    let two = Laptop::new(site.dir.path(), "two");
    assert_eq!(two.refused("admit", typed(&made)).code, "code_used");
    let late = site.code();
    leader.set_clock(BEGIN + HOUR);
    assert_eq!(two.refused("admit", typed(&late)).code, "code_over");
    assert_eq!(two.ok("admit", typed(&site.code()))["lane"], json!("A2"));
    // Nothing was written for those that were refused.
    let known = leader.ok("sync_status", json!({}))["devices"].as_array().expect("rows").len();
    assert_eq!(known, 4);
}

#[test]
fn who_may_not_vouch_gives_out_no_code() {
    let mut site = site(1);
    let session = site.session.clone();
    let code = |role: &str| json!({ "session": session, "role": role });
    let leader = &site.leaders[0];
    for above in ["hr", "supervisor", "admin"] {
        assert_eq!(leader.refused("site_code", code(above)).code, "vouch_refused", "{above}");
    }
    leader.ok("actor_pick", json!({ "name": "Thành viên", "role": "member" }));
    assert_eq!(leader.refused("site_code", code("member")).code, "not_allowed");
    leader.ok("actor_pick", json!({ "name": "Đội trưởng", "role": "leader" }));
    leader.ok("hub_stop", json!({}));
    assert_eq!(leader.refused("site_code", code("member")).code, "hub_not_serving");
    // A leader's laptop that works by another's word, at its own hub.
    leader.ok("hub_start", json!({ "address": site.hub }));
    let by_word = Laptop::new(site.dir.path(), "word");
    let made = leader.ok("site_code", code("leader"));
    by_word.ok("admit", json!({ "code": made["invitation"], "label": "x" }));
    by_word.ok("hub_start", json!({ "address": "127.0.0.1:0" }));
    assert_eq!(by_word.refused("site_code", code("member")).code, "vouch_refused");
    assert_eq!(by_word.ok("hub_status", json!({}))["admits"], false);
    // One that central admitted for another session only.
    site.central.resume();
    let narrow = Laptop::new(site.dir.path(), "narrow");
    let other = format!("session:{}", "1".repeat(32)).parse().expect("a grant");
    narrow.admit(&site.central, Role::Leader, &[Grant::Units, other]);
    narrow.sync();
    narrow.ok("hub_start", json!({ "address": "127.0.0.1:0" }));
    assert!(matches!(narrow.refused("site_code", code("member")).code.as_str(), "vouch_refused" | "not_found"));
}

#[test]
fn a_vouch_by_a_laptop_that_was_revoked_before_counts_nowhere_in_whatever_order_it_comes() {
    let mut site = site(2);
    let laptop = site.newcomer("new");
    site.leaders[1].ok("hub_join", json!({ "address": site.hub }));
    site.check_in(&laptop, 0);
    until("seen", || site.waiting(&site.leaders[1]) == 1);
    site.leaders[1].ok("hub_leave", json!({}));
    site.leaders[0].ok("hub_stop", json!({}));
    site.central.resume();
    let thief: Value = site.leaders[0].ok("status", json!({}))["device"]["id"].clone();
    let device = site.central.central().find_device(thief.as_str().expect("an id")).expect("known");
    site.central.central().revoke(device, "mất máy").expect("revoked");
    // This one had all of it, and hears of the revocation after; it brings what central lacks.
    let witness = &site.leaders[1];
    (0..2).for_each(|_| drop(witness.sync()));
    assert_eq!(site.waiting(witness), 0, "what was done by that word does not count");
    assert!(site.not_counted(witness).contains(&"void".to_owned()), "{:?}", site.not_counted(witness));
    // This one hears of the revocation first.
    let third = Laptop::new(site.dir.path(), "third");
    third.admit(&site.central, Role::Leader, &[Grant::All]);
    (0..2).for_each(|_| drop(third.sync()));
    witness.sync();
    let there = site.central.central().verify().expect("verify");
    assert!(there.ok, "{:?}", there.findings);
    assert_eq!((third.digest(), witness.digest()), (there.digest.clone(), there.digest));
    // Central admits the laptop itself: it did nothing wrong, and its work counts.
    laptop.admit(&site.central, Role::Member, &[Grant::All]);
    (0..2).for_each(|_| drop(laptop.sync()));
    third.sync();
    assert_eq!((site.waiting(&third), third.digest()), (1, laptop.digest()));
    assert!(!site.not_counted(&third).contains(&"void".to_owned()));
}

#[test]
fn a_certificate_of_centrals_ends_and_is_renewed() {
    let mut site = site(1);
    site.central.resume();
    let code = site.central.central().add_code(Role::Member, vec![Grant::All], None, Some(3)).expect("code");
    let laptop = Laptop::new(site.dir.path(), "guest");
    let central = site.central.address();
    laptop.ok("admit", json!({ "central": central, "code": code.to_string(), "label": "x" }));
    laptop.sync();
    let end = certificate(&laptop)["until"].as_u64().expect("an end") * 1000;
    site.leaders[0].sync();
    laptop.set_clock(end - HOUR);
    site.check_in(&laptop, 0);
    laptop.set_clock(end + HOUR);
    site.check_in(&laptop, 1);
    laptop.sync();
    site.leaders[0].sync();
    assert_eq!((site.waiting(&site.leaders[0]), site.not_counted(&site.leaders[0])), (1, vec!["expired".to_owned()]));
    // A host whose clock says so does not answer it, and a leader does not lengthen central's word.
    site.leaders[0].set_clock(end + 2 * HOUR);
    laptop.ok("hub_join", json!({ "address": site.hub }));
    until("refused", || linked(&laptop)["code"] == "device_expired");
    let again = json!({ "code": site.code()["invitation"], "label": "x" });
    assert_eq!(laptop.refused("admit", again).code, "device_expired");
    let lane = laptop.ok("status", json!({}))["device"]["lane"].as_str().expect("a lane").to_owned();
    site.central.central().renew(site.central.central().find_device(&lane).expect("known"), None).expect("renewed");
    site.leaders[0].sync();
    assert_eq!((site.waiting(&site.leaders[0]), site.not_counted(&site.leaders[0])), (2, vec![]));
    until("served", || linked(&laptop)["connected"] == true);
    assert_eq!(certificate(&laptop)["until"], Value::Null);
}

#[test]
fn nobody_links_to_a_hub_whose_day_is_over() {
    let site = site(2);
    let (laptop, other) = (site.newcomer("new"), &site.leaders[1]);
    other.ok("hub_join", json!({ "address": site.hub }));
    until("known", || other.ok("sync_status", json!({}))["devices"].as_array().is_some_and(|rows| rows.len() == 3));
    [&laptop, other].iter().for_each(|laptop| drop(laptop.ok("hub_leave", json!({}))));
    let serving = laptop.ok("hub_start", json!({ "address": "127.0.0.1:0" }))["serving"].clone();
    other.ok("hub_join", json!({ "address": serving }));
    other.ok("hub_leave", json!({}));
    other.set_clock(BEGIN + 25 * HOUR);
    assert_eq!(other.refused("hub_join", json!({ "address": serving })).code, "hub_other");
}

#[test]
fn a_parcel_brings_a_vouch_and_what_was_written_by_it_in_whatever_order_they_lie() {
    let site = site(1);
    let leader = &site.leaders[0];
    let id = |laptop: &Laptop| laptop.ok("status", json!({}))["device"]["id"].as_str().expect("an id").to_owned();
    let mut before = false;
    // In `org` series lie by the ids of their authors: one of the newcomers comes before its voucher.
    for number in 0.. {
        let laptop = site.newcomer(&format!("new{number}"));
        site.check_in(&laptop, number);
        until("seen", || site.waiting(leader) == number as u64 + 1);
        before |= id(&laptop) < id(leader);
        if before {
            break;
        }
    }
    let stick = site.dir.path().join("stick");
    std::fs::create_dir(&stick).expect("a stick");
    let written = leader.ok("parcel_write", json!({ "to": "central", "folder": stick }));
    let central = Central::open(&Folder::at(site.central.folder())).expect("central");
    let file = Path::new(written["path"].as_str().expect("a path"));
    let report = central.read_parcel(file).expect("read");
    assert!(report.refused.is_empty(), "{report:?}");
    assert_eq!(central.verify().expect("verify").digest, leader.digest());
}
