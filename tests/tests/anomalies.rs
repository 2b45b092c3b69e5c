//! What two laptops did without knowing of each other is told on both, with both values, and settled once for all.

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{BEGIN, Laptop, TestCentral, copy_folder, temporary};
use serde_json::{Value, json};

/// Two laptops that share a unit and a session, the second of which somebody else works at.
struct Pair {
    _dir: tempfile::TempDir,
    _central: TestCentral,
    a: Laptop,
    b: Laptop,
    unit: Value,
    session: Value,
    people: Vec<Value>,
}

impl Pair {
    fn new() -> Pair {
        let dir = temporary();
        let central = TestCentral::start(dir.path());
        let [a, b] = ["a", "b"].map(|name| Laptop::new(dir.path(), name));
        for laptop in [&a, &b] {
            laptop.admit(&central, Role::Leader, &[Grant::All]);
        }
        let made = a.ok("demo", json!({ "people": 40, "seed": 3 }));
        let expected = json!({ "session": made["session"], "state": "expected", "limit": 40 });
        let rows = a.ok("visits", expected);
        let people = rows.as_array().expect("rows").iter().map(|row| row["person"]["id"].clone()).collect();
        let pair = Pair {
            _dir: dir,
            _central: central,
            a,
            b,
            unit: made["unit"].clone(),
            session: made["session"].clone(),
            people,
        };
        // The second works a minute later, so that it is known which is which.
        pair.b.set_clock(BEGIN + 60_000_000);
        pair.meet();
        pair
    }

    /// Everybody gets what everybody has, and what follows from it.
    fn meet(&self) {
        for laptop in [&self.a, &self.b].into_iter().cycle().take(6) {
            laptop.sync();
        }
    }

    /// Both tell the same, and verify.
    fn same(&self, settled: bool) -> Vec<Value> {
        let told = |laptop: &Laptop| laptop.ok("anomalies", json!({ "settled": settled }))["rows"].clone();
        assert_eq!(told(&self.a), told(&self.b));
        assert_eq!(self.a.digest(), self.b.digest());
        told(&self.a).as_array().expect("rows").clone()
    }

    fn check_in(&self, laptop: &Laptop, person: &Value) -> Value {
        laptop.ok("check_in", json!({ "session": self.session, "person": person }))["id"].clone()
    }

    fn capture(&self, laptop: &Laptop, person: &Value, station: u16) -> Value {
        let visit = self.check_in(laptop, person);
        laptop.ok("serve", json!({ "visit": visit, "station": station }));
        laptop.ok("capture", json!({ "visit": visit, "receipt": format!("BN-{station}") }));
        visit
    }

    fn open(&self) -> u64 {
        self.a.ok("anomaly_counts", json!({ "session": self.session }))["open"].as_u64().expect("count")
    }
}

fn kinds(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["kind"].as_str().unwrap_or_default()).collect()
}

fn values(row: &Value) -> Vec<Value> {
    row["sides"].as_array().expect("sides").iter().map(|side| side["value"].clone()).collect()
}

#[test]
fn one_field_edited_on_two_laptops_keeps_both_values_until_somebody_settles_it() {
    let pair = Pair::new();
    let who = &pair.people[0];
    pair.a.ok("person_edit", json!({ "person": who, "fields": { "address": "Thôn Một" } }));
    pair.b.ok("person_edit", json!({ "person": who, "fields": { "address": "Thôn Hai" } }));
    assert_eq!(pair.open(), 0);
    pair.meet();
    let open = pair.same(false);
    assert_eq!((kinds(&open), pair.open()), (vec!["edits_differ"], 1));
    let row = &open[0];
    assert_eq!((&row["field"], values(row)), (&json!("address"), vec![json!("Thôn Một"), json!("Thôn Hai")]));
    assert_eq!(row["person"]["id"], *who);
    let sides = row["sides"].as_array().expect("sides");
    assert_eq!(sides.iter().map(|side| &side["actor"]).collect::<Vec<_>>(), ["a", "b"], "whose hand each was");
    assert_eq!(sides.iter().map(|side| &side["stands"]).collect::<Vec<_>>(), [false, true]);
    assert_eq!(pair.b.ok("person", json!({ "person": who }))["anomalies"], 1);

    // The one that does not stand by itself is chosen, on the other laptop.
    assert_eq!(pair.b.refused("anomaly_settle", json!({ "id": row["id"], "reason": "" })).code, "reason_missing");
    assert_eq!(pair.b.refused("anomaly_settle", json!({ "id": row["id"], "reason": "x" })).code, "choice_missing");
    let choice = json!({ "id": row["id"], "stands": sides[0]["event"], "reason": "theo sổ hộ khẩu" });
    pair.b.ok("anomaly_settle", choice.clone());
    assert_eq!(pair.b.refused("anomaly_settle", choice).code, "anomaly_settled");
    pair.meet();
    assert_eq!((pair.same(false), pair.open()), (vec![], 0));
    let settled = pair.same(true);
    let told = &settled[0]["settled"];
    assert_eq!((&told["actor"], &told["reason"]), (&json!("b"), &json!("theo sổ hộ khẩu")));
    assert_eq!(values(&settled[0]), [json!("Thôn Một"), json!("Thôn Hai")], "both values stay");
    let now = pair.a.ok("person", json!({ "person": who }));
    assert_eq!((&now["row"]["address"], &now["anomalies"]), (&json!("Thôn Một"), &json!(0)));
}

#[test]
fn two_captures_are_settled_by_taking_one_back() {
    let pair = Pair::new();
    let who = &pair.people[0];
    pair.capture(&pair.a, who, 1);
    pair.capture(&pair.b, who, 2);
    pair.meet();
    let open = pair.same(false);
    assert_eq!(kinds(&open), ["two_captures", "two_tickets"]);
    assert_eq!(values(&open[0]), [json!("BN-1"), json!("BN-2")]);
    let doubtful = |laptop: &Laptop| laptop.ok("person", json!({ "person": who }))["visits"][0]["doubtful"].clone();
    assert_eq!(doubtful(&pair.a), true);
    let second = &open[0]["sides"][1];
    pair.a
        .ok("anomaly_settle", json!({ "id": open[0]["id"], "stands": second["event"], "reason": "máy kia bấm nhầm" }));
    pair.meet();
    assert_eq!(pair.same(false), Vec::<Value>::new(), "with the capture the other ticket was taken back");
    assert_eq!(kinds(&pair.same(true)), ["two_captures", "two_tickets"]);
    let visit = pair.b.ok("person", json!({ "person": who }))["visits"][0].clone();
    let lane = pair.b.ok("status", json!({}))["device"]["lane"].as_str().expect("lane").to_owned();
    assert_eq!((&visit["state"], &visit["doubtful"]), (&json!("captured"), &json!(false)));
    assert!(visit["ticket"].as_str().expect("ticket").starts_with(&lane), "{visit}");
}

#[test]
fn a_check_in_taken_back_while_another_laptop_calls_keeps_the_queue_going() {
    let pair = Pair::new();
    let visit = pair.check_in(&pair.a, &pair.people[0]);
    pair.check_in(&pair.a, &pair.people[1]);
    pair.meet();
    let line = pair.a.ok("queue", json!({ "session": pair.session, "limit": 9 }))["waiting"].clone();
    let row = line.as_array().and_then(|rows| rows.iter().find(|row| row["id"] == visit)).expect("waits").clone();
    let undo = json!({ "visit": row["id"], "event": row["last_event"], "reason": "nhầm người" });
    pair.a.ok("undo", undo);
    let call = json!({ "session": pair.session, "station": 2, "visit": row["id"], "take": true });
    pair.b.ok("call", call);
    pair.meet();
    for laptop in [&pair.a, &pair.b] {
        let queue = laptop.ok("queue", json!({ "session": pair.session, "limit": 9, "station": 1 }));
        assert_eq!(queue["waiting"].as_array().map(Vec::len), Some(1), "the other one waits");
    }
    let told = pair.same(false);
    assert_eq!(kinds(&told), ["steps_differ", "other_lane"], "somebody is told");
    // Whoever goes first is who goes first, though nobody knows any more when they came.
    pair.b.ok("requeue", json!({ "visit": row["id"] }));
    pair.b.ok("prioritise", json!({ "visit": row["id"], "reasons": ["pregnancy"] }));
    pair.b.set_clock(BEGIN + 600_000_000);
    let queue = pair.b.ok("queue", json!({ "session": pair.session, "limit": 9 }));
    // Their own call was the last one, and no two in a row go first.
    assert_eq!((&queue["waiting"][1]["id"], &queue["waiting"][1]["why"]), (&row["id"], &json!("first")));
}

#[test]
fn what_comes_after_the_close_is_told_and_may_stand_or_go() {
    let pair = Pair::new();
    let [early, late, wrong] = [0, 1, 2].map(|at| &pair.people[at]);
    pair.capture(&pair.a, early, 1);
    pair.meet();
    pair.capture(&pair.b, late, 2);
    let visit = pair.check_in(&pair.b, wrong);
    let close =
        json!({ "session": pair.session, "accept_unresolved": true, "reason": "hết giờ", "gap": "máy kia về trước" });
    pair.a.ok("session_close", close);
    assert_eq!(pair.open(), 0);
    pair.meet();
    let open = pair.same(false);
    assert_eq!(kinds(&open), ["after_close", "after_close"]);
    for row in &open {
        let stays = row["person"]["id"] == *late;
        let stands = if stays { row["sides"][0]["event"].clone() } else { Value::Null };
        let args = json!({ "id": row["id"], "stands": stands, "take_back": !stays, "reason": "đối chiếu sổ" });
        pair.a.ok("anomaly_settle", args);
    }
    pair.meet();
    assert_eq!((pair.same(false), pair.same(true).len()), (vec![], 2), "taking back is itself not late");
    let visits = |person: &Value| pair.b.ok("person", json!({ "person": person }))["visits"][0].clone();
    assert_eq!(visits(late)["state"], "captured");
    assert_eq!((&visits(wrong)["state"], &visits(wrong)["id"]), (&json!("expected"), &visit));
}

#[test]
fn one_number_in_two_units_is_settled_where_somebody_left() {
    let pair = Pair::new();
    let other = pair.b.ok("unit_add", json!({ "name": "Xưởng khác" }))["id"].clone();
    let fields = json!({ "name": "Trần Văn Hai", "number": "001090000017" });
    let [here, there] = [&pair.unit, &other].map(|unit| {
        let laptop = if unit == &pair.unit { &pair.a } else { &pair.b };
        laptop.ok("person_add", json!({ "unit": unit, "fields": fields }))["id"].clone()
    });
    pair.meet();
    let open = pair.same(false);
    assert_eq!((kinds(&open), pair.open()), (vec!["two_units"], 1));
    let people: Vec<&Value> =
        open[0]["sides"].as_array().expect("sides").iter().map(|side| &side["person"]["id"]).collect();
    assert!(people.contains(&&here) && people.contains(&&there));
    pair.a.ok("anomaly_settle", json!({ "id": open[0]["id"], "leaves": here, "reason": "chuyển sang xưởng khác" }));
    pair.meet();
    assert_eq!(pair.same(false), Vec::<Value>::new());
    assert_eq!(
        (kinds(&pair.same(true)), pair.same(true)[0]["sides"].as_array().map(Vec::len)),
        (vec!["two_units"], Some(2))
    );
    assert_eq!(pair.b.ok("person", json!({ "person": here }))["row"]["state"], "left");
}

#[test]
fn a_ticket_of_paper_that_a_laptop_gave_out_too_is_told_until_one_of_the_two_is_through() {
    let pair = Pair::new();
    let lane = pair.b.ok("status", json!({}))["device"]["lane"].as_str().expect("lane").to_owned();
    let mut paper = json!({
        "session": pair.session, "list": format!("1 = {lane}-001; 2 = {lane}-002"), "says": "came", "from": "00:00", "to": "00:01",
    });
    paper["mark"] = pair.a.ok("from_paper_look", paper.clone())["mark"].clone();
    assert_eq!(pair.a.ok("from_paper", paper)["written"], true);
    let of_paper = pair.a.ok("visits", json!({ "session": pair.session, "state": "waiting", "limit": 9 }));
    let of_paper = of_paper.as_array().expect("rows");
    let others = pair.people.iter().filter(|person| of_paper.iter().all(|row| row["person"]["id"] != **person)).take(2);
    let given: Vec<Value> =
        others.map(|person| pair.b.ok("check_in", json!({ "session": pair.session, "person": person }))).collect();
    pair.meet();
    let open = pair.same(false);
    assert_eq!((kinds(&open), pair.open()), (vec!["shared_ticket"; 2], 2), "B did not know");
    for other in &given {
        let one = of_paper.iter().find(|one| one["ticket"] == other["ticket"]).expect("the same ticket");
        let row = open.iter().find(|row| row["sides"][0]["value"] == one["ticket"]).expect("told");
        let sides = row["sides"].as_array().expect("sides");
        assert!(sides.iter().all(|side| side["value"] == one["ticket"] && side["unit"].is_string()), "{sides:?}");
        let told: Vec<&Value> = sides.iter().map(|side| &side["person"]["id"]).collect();
        assert!(told.contains(&&one["person"]["id"]) && told.contains(&&other["person"]["id"]));
    }
    // Somebody has seen one of them; the tickets stay as they are.
    let [left, stays] = given.as_slice() else { unreachable!("two") };
    let seen = open.iter().find(|row| row["sides"][0]["value"] == stays["ticket"]).expect("told");
    pair.b.ok("anomaly_settle", json!({ "id": seen["id"], "reason": "hỏi tên khi gọi" }));
    pair.meet();
    assert_eq!((kinds(&pair.same(false)), kinds(&pair.same(true))), (vec!["shared_ticket"], vec!["shared_ticket"]));
    // Once one of the other two is through nothing is odd.
    pair.a.ok("leave", json!({ "visit": left["id"], "note": "về" }));
    pair.meet();
    assert_eq!((pair.same(false), pair.open()), (vec![], 0));
}

#[test]
fn one_receipt_that_two_laptops_gave_to_two_people_is_told_until_one_capture_is_undone() {
    let pair = Pair::new();
    let captured = |laptop: &Laptop, person: usize, receipt: &str| {
        let visit = pair.check_in(laptop, &pair.people[person]);
        laptop.ok("serve", json!({ "visit": visit, "station": 1 }));
        laptop.ok("capture", json!({ "visit": visit, "receipt": receipt }))
    };
    let both = [captured(&pair.a, 0, "BN-7"), captured(&pair.b, 1, "bn-7")];
    assert_eq!(pair.open(), 0, "neither knew of the other");
    pair.meet();
    let open = pair.same(false);
    assert_eq!((kinds(&open), pair.open()), (vec!["shared_receipt"], 1));
    let sides = open[0]["sides"].as_array().expect("sides");
    let told: Vec<_> = sides.iter().map(|side| (side["person"]["id"].clone(), side["value"].clone())).collect();
    for visit in &both {
        let side = (visit["person"]["id"].clone(), visit["receipt"].clone());
        assert!(told.contains(&side), "{side:?} of {told:?}");
    }
    // Written anew under another number nothing is odd.
    let [_, other] = &both;
    pair.a.ok("undo", json!({ "visit": other["id"], "event": other["last_event"], "reason": "ghi nhầm số" }));
    pair.meet();
    assert_eq!((pair.same(false), pair.open()), (vec![], 0), "one of them was undone");
    pair.a.ok("capture", json!({ "visit": other["id"], "receipt": "BN-8" }));
    pair.meet();
    assert_eq!((pair.same(false), pair.open()), (vec![], 0));
    // Of two others somebody has asked: it is known, and open no more.
    captured(&pair.a, 2, "BN-9");
    captured(&pair.b, 3, "BN-9");
    pair.meet();
    pair.b.ok("anomaly_settle", json!({ "id": pair.same(false)[0]["id"], "reason": "đã hỏi" }));
    pair.meet();
    assert_eq!((pair.same(false), kinds(&pair.same(true))), (vec![], vec!["shared_receipt"]));
}

/// The same disk in another laptop.
fn twin_of(laptop: &Laptop, name: &str) -> Laptop {
    copy_folder(&laptop.dir.join("data"), &laptop.dir.with_file_name(name).join("data"));
    let twin = Laptop::closed(laptop.dir.parent().expect("dir"), name);
    twin.ok("unlock", json!({ "passphrase": luudong_tests::world::PASSPHRASE }));
    twin.ok("actor_pick", json!({ "name": "a", "role": "supervisor" }));
    twin
}

fn id_of(laptop: &Laptop) -> Value {
    laptop.ok("status", json!({}))["device"].clone()
}

#[test]
fn a_cloned_laptop_that_wrote_more_goes_on_under_an_id_of_its_own_and_nothing_is_lost() {
    cloned(&["một", "hai", "ba"], &["bốn", "năm", "sáu", "bảy"]);
}

#[test]
fn a_cloned_laptop_that_wrote_less_goes_on_under_an_id_of_its_own_and_nothing_is_lost() {
    cloned(&["một", "hai", "ba", "bốn", "năm"], &["sáu", "bảy"]);
}

/// One disk in two laptops, both of which write; the second to sync is the twin.
fn cloned(first: &[&str], second: &[&str]) {
    let pair = Pair::new();
    let twin = twin_of(&pair.a, "twin");
    for (laptop, notes) in [(&pair.a, first), (&twin, second)] {
        for note in notes {
            laptop.ok("person_edit", json!({ "person": pair.people[0], "fields": { "note": note } }));
        }
    }
    let visit = pair.check_in(&twin, &pair.people[3]);
    // An undo names what it takes back: it has to go on doing so.
    let taken_back = pair.check_in(&twin, &pair.people[4]);
    let last = twin.ok("person", json!({ "person": pair.people[4] }))["visits"][0]["last_event"].clone();
    twin.ok("undo", json!({ "visit": taken_back, "event": last, "reason": "nhầm người" }));
    pair.a.sync();
    let former = id_of(&twin);
    assert_eq!(twin.refused("sync", json!({})).code, "id_is_shared");
    let now = id_of(&twin);
    assert_ne!(now["id"], former["id"]);
    assert_eq!((&now["admitted"], &now["lane"]), (&json!(false), &Value::Null));
    let told = |laptop: &Laptop| laptop.ok("anomalies", json!({}))["rows"].clone();
    let forks = told(&twin);
    assert_eq!(kinds(forks.as_array().expect("rows")), ["fork"]);
    let note = |laptop: &Laptop| laptop.ok("person", json!({ "person": pair.people[0] }))["row"]["note"].clone();
    assert_eq!(note(&twin), "bảy", "what it wrote is still there");
    assert!(twin.ok("verify", json!({}))["ok"].as_bool() == Some(true), "and whole");
    // Nothing of it is taken for central's before central has it, and nothing is taken twice.
    assert_eq!(twin.refused("sync", json!({})).code, "not_admitted");
    twin.admit(&pair._central, Role::Leader, &[Grant::All]);
    for laptop in [&twin, &pair.a, &pair.b].into_iter().cycle().take(6) {
        assert_eq!(laptop.sync()["refused"], json!([]));
    }
    assert_eq!(pair.a.digest(), pair.b.digest());
    assert_eq!(pair.a.digest(), twin.digest());
    assert_eq!(twin.ok("sync_status", json!({}))["only_here"], 0);
    let seen = pair.b.ok("person", json!({ "person": pair.people[3] }))["visits"][0].clone();
    assert_eq!((&seen["id"], &seen["state"]), (&visit, &json!("waiting")));
    assert_eq!(pair.b.ok("person", json!({ "person": pair.people[4] }))["visits"][0]["state"], "expected");
    // Two hands wrote one field without knowing of each other: now that is told, as of any two laptops.
    let open = pair.b.ok("anomalies", json!({ "unit": pair.unit }))["rows"].clone();
    assert_eq!(kinds(open.as_array().expect("rows")), ["edits_differ"]);
    let mut values = values(&open[0]);
    values.sort_by_key(Value::to_string);
    let mut written = [first, second].map(|notes| json!(notes.last()));
    written.sort_by_key(Value::to_string);
    assert_eq!(values, written);
}

#[test]
fn a_laptop_from_an_older_image_of_its_disk_never_writes_its_series_twice() {
    let pair = Pair::new();
    let older = twin_of(&pair.b, "older");
    pair.b.ok("person_edit", json!({ "person": pair.people[0], "fields": { "note": "mới" } }));
    pair.b.sync();
    older.ok("unit_add", json!({ "name": "Xưởng chỉ máy cũ biết" }));
    assert_eq!(older.refused("sync", json!({})).code, "id_is_shared");
    older.admit(&pair._central, Role::Leader, &[Grant::All]);
    for laptop in [&older, &pair.a, &pair.b].into_iter().cycle().take(6) {
        assert_eq!(laptop.sync()["refused"], json!([]));
    }
    assert_eq!(pair.b.digest(), older.digest());
    assert_eq!(pair.b.digest(), pair.a.digest());
    let units = pair.a.ok("units", json!({}));
    assert!(units.as_array().expect("units").iter().any(|unit| unit["name"] == "Xưởng chỉ máy cũ biết"));
    assert_eq!(pair.a.ok("anomaly_counts", json!({}))["open"], 0);
}

#[test]
fn a_wrong_clock_is_measured_and_bounded() {
    let pair = Pair::new();
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_micros() as u64;
    let offset = |laptop: &Laptop| laptop.ok("anomaly_counts", json!({}))["clock_offset"].clone();
    for (laptop, ahead) in [(&pair.a, 0), (&pair.b, 3 * 86_400_000_000)] {
        laptop.set_clock(now + ahead);
        laptop.ok("person_edit", json!({ "person": pair.people[1], "fields": { "note": format!("{ahead}") } }));
    }
    pair.meet();
    assert_eq!(offset(&pair.a), Value::Null, "a clock that is right is not spoken of");
    let behind = offset(&pair.b).as_i64().expect("measured") + 3 * 86_400_000;
    assert!(behind.abs() < 60_000, "{behind}");
    let told = |laptop: &Laptop| laptop.ok("anomalies", json!({}))["rows"].clone();
    let rows = told(&pair.a).as_array().expect("rows").clone();
    let ahead: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "clock_ahead").collect();
    assert!(!ahead.is_empty(), "{rows:?}");
    assert!(
        ahead.iter().all(|row| row["sides"][0]["value"].as_str().is_some_and(|minutes| minutes > "4300")),
        "{ahead:?}"
    );
}

#[test]
fn what_a_laptop_was_not_admitted_for_counts_nowhere_and_is_told_everywhere() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let [police, hr] = ["police", "hr"].map(|name| Laptop::new(dir.path(), name));
    police.admit(&central, Role::Leader, &[Grant::All]);
    // Written before anybody said what the laptop is for, so nothing could refuse it.
    let made = hr.ok("demo", json!({ "people": 20, "seed": 3 }));
    let rows = hr.ok("visits", json!({ "session": made["session"], "state": "expected", "limit": 3 }));
    for row in rows.as_array().expect("rows") {
        hr.ok("check_in", json!({ "session": made["session"], "person": row["person"]["id"] }));
    }
    hr.admit(&central, Role::Hr, &[Grant::All]);
    for laptop in [&hr, &police].into_iter().cycle().take(6) {
        laptop.sync();
    }
    for laptop in [&hr, &police] {
        assert_eq!(laptop.ok("sessions", json!({})), json!([]), "nobody opened it who may");
        let unit = laptop.ok("people_index", json!({ "unit": made["unit"] }));
        assert!(unit["total"].as_u64().expect("total") > 15, "the list is theirs to make: {unit}");
    }
    assert_eq!(police.digest(), hr.digest());
    let rows = police.ok("anomalies", json!({}))["rows"].clone();
    let sides: Vec<(&Value, &Value)> = rows
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (&row["sides"][0]["kind"], &row["sides"][0]["value"]))
        .collect();
    let role = json!("role");
    assert!(kinds(rows.as_array().expect("rows")).iter().all(|kind| *kind == "not_counted"));
    assert_eq!(sides.len(), 2, "the plan in the unit, the rest in the session: {rows}");
    assert!(sides.iter().all(|(kind, _)| **kind == role), "{rows}");
    assert!(sides.iter().any(|(_, count)| **count == json!("4")), "opened, three came: {rows}");
    // From now on it is refused at once, whoever is picked.
    let refused = hr.refused("check_in", json!({ "session": made["session"], "person": rows[0]["id"] }));
    assert_eq!(refused.code, "not_allowed_here");
    assert_eq!(hr.refused("demo", json!({ "people": 5, "seed": 4 })).code, "not_allowed_here");
    let seen = police.ok("anomaly_settle", json!({ "id": rows[0]["id"], "reason": "đã hỏi" }));
    assert_eq!(seen["settled"]["reason"], "đã hỏi");
    assert_eq!(police.ok("anomaly_counts", json!({}))["open"], 1);
}
