//! The rules of the hall, through the command surface.

use std::sync::atomic::Ordering;

use crate::laptop::{Laptop, text};
use serde_json::{Value, json};

const MINUTE: u64 = 60 * 1_000_000;

/// A laptop with a session of people who are expected.
struct Hall {
    laptop: Laptop,
    session: Value,
    people: Vec<Value>,
}

impl Hall {
    fn new(people: usize) -> Hall {
        let laptop = Laptop::new();
        let made = laptop.ok("demo", json!({ "people": people, "seed": 7 }));
        let expected = json!({ "session": made["session"], "state": "expected", "limit": people });
        let rows = laptop.ok("visits", expected);
        let people = rows.as_array().expect("rows").iter().map(|row| row["person"]["id"].clone()).collect();
        Hall { laptop, session: made["session"].clone(), people }
    }

    fn arrange(&self, arranged: Value) -> Value {
        self.laptop.ok("session_arrange", json!({ "session": self.session, "arranged": arranged }))
    }

    /// Papers at station 1, the rest at 2, capture also at 3.
    fn of_four_steps(&self) {
        let stations = json!([
            { "number": 1, "steps": ["papers"] },
            { "number": 2, "steps": ["capture", "sign", "collect"], "pace": 20 },
            { "number": 3, "steps": ["capture"] },
        ]);
        self.arrange(json!({ "steps": ["papers", "capture", "sign", "collect"], "stations": stations }));
    }

    fn person(&self, at: usize) -> Value {
        json!({ "session": self.session, "person": self.people[at] })
    }

    fn check_in(&self, at: usize) -> Value {
        self.laptop.ok("check_in", self.person(at))
    }

    fn call(&self, station: u16) -> Value {
        self.laptop.ok("call", json!({ "session": self.session, "station": station }))
    }

    fn refused_call(&self, station: u16) -> String {
        self.laptop.refused("call", json!({ "session": self.session, "station": station })).code
    }

    /// One command of one visit.
    fn does(&self, command: &str, visit: &Value, rest: Value) -> Value {
        self.laptop.ok(command, args(visit, rest))
    }

    fn refused(&self, command: &str, visit: &Value, rest: Value) -> String {
        self.laptop.refused(command, args(visit, rest)).code
    }

    fn queue(&self, station: Option<u16>) -> Value {
        self.laptop.ok("queue", json!({ "session": self.session, "limit": 50, "station": station }))
    }

    fn later(&self, minutes: u64) {
        self.laptop.clock.fetch_add(minutes * MINUTE, Ordering::Relaxed);
    }

    fn figures(&self) -> Value {
        self.laptop.ok("session", json!({ "session": self.session }))["figures"].clone()
    }

    fn verified(&self) {
        assert_eq!(self.laptop.ok("verify", json!({}))["ok"], true);
    }
}

fn args(visit: &Value, rest: Value) -> Value {
    let mut args = rest;
    args["visit"] = visit["id"].clone();
    args
}

fn tickets(rows: &Value) -> Vec<&str> {
    rows.as_array().expect("rows").iter().map(|row| text(&row["ticket"])).collect()
}

#[test]
fn a_visit_goes_from_station_to_station_and_ends_with_all_that_was_agreed() {
    let hall = Hall::new(30);
    hall.of_four_steps();
    let waiting = hall.check_in(0);
    assert_eq!((&waiting["step"], &waiting["walk_in"]), (&json!("papers"), &json!(false)));
    assert_eq!(hall.refused_call(2), "queue_not_here");
    assert_eq!(hall.refused_call(9), "station_unknown");
    let called = hall.call(1);
    assert_eq!((&called["id"], &called["calls"]), (&waiting["id"], &json!(1)));
    hall.does("serve", &called, json!({ "station": 1 }));
    assert_eq!(hall.refused("capture", &called, json!({})), "steps_left");
    let passed = hall.does("pass", &called, json!({ "step": "papers" }));
    assert_eq!(
        (&passed["state"], &passed["step"], &passed["station"]),
        (&json!("waiting"), &json!("capture"), &Value::Null)
    );
    assert_eq!(hall.refused("serve", &called, json!({ "station": 1 })), "station_serves_not");
    hall.does("serve", &called, json!({ "station": 2 }));
    assert_eq!(hall.refused("pass", &called, json!({ "step": "papers" })), "other_step");
    assert_eq!(hall.does("pass", &called, json!({}))["state"], "serving", "it signs there too");
    let past = json!({ "receipt": "BN-001", "old_paper": "cut", "appointment": "2020-01-01" });
    assert_eq!(hall.refused("capture", &called, past), "appointment_past");
    let done = json!({ "receipt": "BN-001", "old_paper": "cut", "appointment": "2030-01-02" });
    let captured = hall.does("capture", &called, done);
    assert_eq!(
        (&captured["state"], &captured["receipt"], &captured["old_paper"], &captured["appointment"]),
        (&json!("captured"), &json!("BN-001"), &json!("cut"), &json!("2030-01-02"))
    );
    let undo = json!({ "event": captured["last_event"], "reason": "nhầm người" });
    let again = hall.does("undo", &called, undo);
    assert_eq!((&again["state"], &again["receipt"], &again["step"]), (&json!("serving"), &Value::Null, &json!("sign")));
    hall.verified();
}

#[test]
fn the_list_of_those_who_wait_is_the_order_in_which_they_are_called_and_says_why() {
    let hall = Hall::new(30);
    hall.arrange(json!({ "steps": ["capture"], "calls": 2 }));
    let rows: Vec<Value> = (0..4).map(|at| hall.check_in(at)).collect();
    let first = hall.does("prioritise", &rows[2], json!({ "reasons": ["pregnancy"] }));
    assert_eq!(first["priority"], json!(["pregnancy"]));
    let queue = hall.queue(None);
    assert_eq!(tickets(&queue["waiting"]), ["T-003", "T-001", "T-002", "T-004"]);
    assert_eq!((&queue["waiting"][0]["why"], &queue["waiting"][1]["why"]), (&json!("first"), &json!("arrival")));
    assert_eq!(queue["next"]["ticket"], "T-003");
    hall.does("prioritise", &rows[2], json!({ "reasons": [] }));
    hall.does("prioritise", &rows[3], json!({ "reasons": ["age"] }));
    let shown = hall.queue(None);
    let called: Vec<Value> = (1..=4).map(|station| hall.call(station)).collect();
    assert_eq!(tickets(&shown["waiting"]), tickets(&Value::Array(called)), "as it was shown");
    assert_eq!(hall.refused_call(1), "queue_empty");
    hall.verified();
}

#[test]
fn who_does_not_answer_is_called_again_set_aside_put_at_the_end_or_said_to_be_absent() {
    let hall = Hall::new(30);
    hall.arrange(json!({ "steps": ["capture"], "calls": 2 }));
    let rows: Vec<Value> = (0..3).map(|at| hall.check_in(at)).collect();
    hall.call(1);
    let absent = |at: usize| hall.laptop.refused("absent", hall.person(at));
    assert_eq!((absent(0).code.as_str(), absent(0).params["count"].as_str()), ("calls_left", "1"));
    let again = hall.does("call", &rows[0], json!({ "session": hall.session, "station": 1 }));
    assert_eq!(again["calls"], 2);
    let parked = hall.does("park", &rows[0], json!({ "note": "tìm giấy" }));
    assert_eq!((&parked["state"], &parked["note"]), (&json!("parked"), &json!("tìm giấy")));
    let queue = hall.queue(None);
    assert_eq!((tickets(&queue["parked"]), queue["figures"]["parked"].clone()), (vec!["T-001"], json!(1)));
    assert_eq!(queue["next"]["ticket"], "T-002", "nobody calls who is set aside");
    let unresolved = hall.laptop.ok("unresolved", json!({ "session": hall.session }));
    assert!(unresolved.as_array().expect("rows").iter().any(|row| row["id"] == rows[0]["id"]), "the day owes them");
    hall.does("requeue", &rows[0], json!({}));
    assert_eq!(tickets(&hall.queue(None)["waiting"]), ["T-001", "T-002", "T-003"], "in the place they had");
    hall.does("requeue", &rows[0], json!({ "to_end": true }));
    assert_eq!(tickets(&hall.queue(None)["waiting"]), ["T-002", "T-003", "T-001"]);
    hall.does("call", &rows[0], json!({ "session": hall.session, "station": 1 }));
    assert_eq!(hall.laptop.ok("absent", hall.person(0))["state"], "absent", "called before, and not there");
    hall.verified();
}

#[test]
fn whoever_is_moved_is_called_by_that_station_only() {
    let hall = Hall::new(30);
    hall.of_four_steps();
    let rows: Vec<Value> = (0..2).map(|at| hall.check_in(at)).collect();
    for row in &rows {
        hall.does("serve", row, json!({ "station": 1 }));
        hall.does("pass", row, json!({}));
    }
    let moved = hall.does("move", &rows[0], json!({ "station": 3 }));
    assert_eq!(moved["for_station"], 3);
    assert_eq!(hall.refused("move", &rows[0], json!({ "station": 1 })), "station_serves_not");
    let named = json!({ "session": hall.session, "station": 2 });
    assert_eq!(hall.refused("call", &rows[0], named), "other_station");
    assert_eq!(tickets(&hall.queue(Some(2))["waiting"]), ["T-002"]);
    assert_eq!(tickets(&hall.queue(Some(3))["waiting"]), ["T-001", "T-002"]);
    assert_eq!(hall.call(2)["ticket"], "T-002");
    assert_eq!(hall.refused_call(2), "queue_not_here");
    assert_eq!(hall.call(3)["ticket"], "T-001");
    hall.verified();
}

#[test]
fn a_visit_ends_otherwise_with_its_reason_and_may_begin_again() {
    let hall = Hall::new(30);
    let rows: Vec<Value> = (0..3).map(|at| hall.check_in(at)).collect();
    let defer = json!({ "reason": "papers_missing", "papers": ["birth_certificate", "other"] });
    assert_eq!(hall.refused("defer", &rows[0], defer), "reason_missing", "which other paper");
    let defer = json!({ "reason": "papers_missing", "papers": ["residence_form", "birth_certificate"] });
    let deferred = hall.does("defer", &rows[0], defer);
    assert_eq!(deferred["papers"], json!(["birth_certificate", "residence_form"]));
    assert_eq!(hall.refused("refuse", &rows[1], json!({ "reason": "other" })), "reason_missing");
    let refused = hall.does("refuse", &rows[1], json!({ "reason": "served_elsewhere", "note": "thuộc xã khác" }));
    assert_eq!((&refused["refused"], &refused["note"]), (&json!("served_elsewhere"), &json!("thuộc xã khác")));
    assert_eq!(hall.does("leave", &rows[2], json!({}))["state"], "left");
    let figures = hall.figures();
    assert_eq!((&figures["deferred"], &figures["refused"], &figures["left"]), (&json!(1), &json!(1), &json!(1)));
    let sum: u64 = figures
        .as_object()
        .expect("figures")
        .iter()
        .filter(|(name, _)| *name != "planned")
        .map(|(_, figure)| figure.as_u64().expect("a number"))
        .sum();
    assert_eq!(figures["planned"], sum);
    assert_eq!(tickets(&hall.queue(None)["recent"]), ["T-003", "T-002", "T-001"]);
    let back = hall.check_in(1);
    assert_eq!((&back["state"], &back["refused"], &back["note"]), (&json!("waiting"), &Value::Null, &Value::Null));
    hall.verified();
}

#[test]
fn a_session_is_taken_up_again_days_later_and_closed_with_what_changed() {
    let hall = Hall::new(30);
    let rows: Vec<Value> = (0..2).map(|at| hall.check_in(at)).collect();
    for row in &rows {
        hall.does("serve", row, json!({ "station": 1 }));
        hall.does("capture", row, json!({}));
    }
    let reopen = |reason: &str| json!({ "session": hall.session, "reason": reason });
    let close = json!({ "session": hall.session, "accept_unresolved": true, "reason": "hết giờ" });
    assert_eq!(hall.laptop.refused("session_reopen", reopen("sớm quá")).code, "session_open");
    hall.laptop.ok("session_close", close.clone());
    let outcome =
        |at: usize| hall.laptop.ok("person", json!({ "person": hall.people[at] }))["row"]["session_outcome"].clone();
    assert_eq!((outcome(0), outcome(1)), (json!("captured"), json!("captured")));
    hall.later(3 * 24 * 60);
    assert_eq!(
        hall.refused("undo", &rows[1], json!({ "event": rows[1]["last_event"], "reason": "x" })),
        "session_closed"
    );
    assert_eq!(hall.laptop.refused("session_reopen", reopen(" ")).code, "reason_missing");
    let open = hall.laptop.ok("session_reopen", reopen("hồ sơ bị trả lại"));
    assert_eq!(
        (&open["state"], &open["date"]),
        (&json!("open"), &json!(hall.laptop.ok("session", json!({ "session": hall.session }))["date"]))
    );
    let last = hall.queue(None)["recent"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["id"] == rows[1]["id"])
        .expect("row")
        .clone();
    hall.does("undo", &rows[1], json!({ "event": last["last_event"], "reason": "thiếu vân tay" }));
    hall.does("defer", &rows[1], json!({ "reason": "fingerprints", "note": "" }));
    assert_eq!(outcome(1), "captured", "as it was closed, until it is closed again");
    let events = hall.laptop.ok("verify", json!({}))["events"].as_u64().expect("events");
    hall.laptop.ok("session_close", close);
    assert_eq!((outcome(0), outcome(1)), (json!("captured"), json!("deferred")));
    let proof = hall.laptop.ok("verify", json!({}));
    assert_eq!(
        (proof["events"].as_u64(), &proof["ok"]),
        (Some(events + 2), &json!(true)),
        "the close, and what changed"
    );
    assert_eq!(hall.laptop.ok("anomaly_counts", json!({ "session": hall.session }))["open"], json!(0));
}

#[test]
fn whoever_was_captured_long_ago_is_found_by_what_they_are_found_by_elsewhere() {
    let hall = Hall::new(12);
    let rows: Vec<Value> = (0..6).map(|at| hall.check_in(at)).collect();
    for row in &rows[..5] {
        hall.does("serve", row, json!({ "station": 1 }));
        hall.does("capture", row, json!({}));
    }
    let wanted = &rows[4];
    let person = &wanted["person"];
    // Others stand before them, and more than one row is not shown.
    let one = |command: &str, text: &str| {
        let args = json!({ "session": hall.session, "state": "captured", "text": text, "limit": 1 });
        let rows = hall.laptop.ok(command, args);
        rows.as_array().expect("rows").iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_ne!(one("visits", ""), [wanted["id"].clone()]);
    let plain = luudong_domain::text::fold(text(&person["name"]));
    for asked in [text(&person["name"]), &plain, text(&person["number"]), text(&wanted["ticket"])] {
        assert_eq!(one("visits", asked), [wanted["id"].clone()], "{asked}");
    }
    assert_eq!(one("visits", text(&rows[5]["ticket"])), [Value::Null; 0], "they wait");
    assert_eq!(one("unresolved", text(&wanted["ticket"])), [Value::Null; 0], "nothing is owed to them");
    assert_eq!(one("unresolved", text(&rows[5]["ticket"])), [rows[5]["id"].clone()]);
    assert_eq!(one("unresolved", "").len(), 7);
}

#[test]
fn a_receipt_is_of_one_person() {
    let hall = Hall::new(12);
    let rows: Vec<Value> = (0..2).map(|at| hall.check_in(at)).collect();
    rows.iter().for_each(|row| drop(hall.does("serve", row, json!({ "station": 1 }))));
    let first = hall.does("capture", &rows[0], json!({ "receipt": "BN-0123" }));
    let again = hall.laptop.refused("capture", args(&rows[1], json!({ "receipt": " bn-0123 " })));
    assert_eq!((again.code.as_str(), again.params.get("ticket").cloned()), ("receipt_taken", Some("T-001".to_owned())));
    assert_eq!(hall.figures()["captured"], 1, "nothing was written");
    hall.does("undo", &rows[0], json!({ "event": first["last_event"], "reason": "nhầm người" }));
    hall.does("capture", &rows[1], json!({ "receipt": "BN-0123" }));
    hall.verified();
}

#[test]
fn work_past_midnight_belongs_to_the_session_and_its_date() {
    let hall = Hall::new(30);
    hall.arrange(json!({ "steps": ["capture"], "starts": "20:00", "ends": "02:00" }));
    let date = hall.laptop.ok("session", json!({ "session": hall.session }))["date"].clone();
    hall.check_in(0);
    hall.later(24 * 60);
    let row = hall.check_in(1);
    hall.does("serve", &row, json!({ "station": 1 }));
    hall.does("capture", &row, json!({}));
    let told = hall.laptop.ok("session", json!({ "session": hall.session }));
    assert_eq!((&told["date"], &told["figures"]["captured"]), (&date, &json!(1)));
    assert_eq!(told["arranged"]["starts"], "20:00");
    assert_eq!(hall.laptop.ok("sessions", json!({})).as_array().map(Vec::len), Some(1));
}

#[test]
fn an_incident_is_told_until_it_is_over() {
    let hall = Hall::new(10);
    hall.of_four_steps();
    let begin = |rest: Value| {
        let mut args = rest;
        args["session"] = hall.session.clone();
        args
    };
    assert_eq!(hall.laptop.refused("incident", begin(json!({ "kind": "other" }))).code, "reason_missing");
    assert_eq!(
        hall.laptop.refused("incident", begin(json!({ "kind": "scanner_down", "station": 8 }))).code,
        "station_unknown"
    );
    hall.laptop.ok("actor_pick", json!({ "name": "Lan", "role": "member" }));
    let told = hall.laptop.ok("incident", begin(json!({ "kind": "scanner_down", "station": 2 })));
    let one = &told["incidents"][0];
    assert_eq!(
        (&one["kind"], &one["station"], &one["actor"], &one["over"]),
        (&json!("scanner_down"), &json!(2), &json!("Lan"), &Value::Null)
    );
    let over = json!({ "session": hall.session, "incident": one["id"] });
    assert!(hall.laptop.ok("incident_over", over.clone())["incidents"][0]["over"].is_u64());
    assert_eq!(hall.laptop.refused("incident_over", over).code, "not_found");
    hall.verified();
}

#[test]
fn an_arrangement_that_cannot_be_worked_by_is_refused() {
    let hall = Hall::new(10);
    let station = |number: u64, steps: Value| json!({ "number": number, "steps": steps });
    let cases = [
        (json!({ "steps": ["papers"] }), "arranged_no_capture"),
        (json!({ "steps": ["capture"], "stations": [station(0, json!(["capture"]))] }), "arranged_station"),
        (
            json!({ "steps": ["papers", "capture"], "stations": [station(1, json!(["capture"]))] }),
            "arranged_not_served",
        ),
        (json!({ "steps": ["capture"], "calls": 0 }), "arranged_number"),
        (json!({ "steps": ["capture"], "starts": "07:30" }), "arranged_hours"),
        (json!({ "steps": ["capture"], "starts": "7h30", "ends": "22:00" }), "bad_arguments"),
    ];
    for (arranged, code) in cases {
        let refused = hall.laptop.refused("session_arrange", json!({ "session": hall.session, "arranged": arranged }));
        assert_eq!(refused.code, code);
    }
    hall.laptop.ok("actor_pick", json!({ "name": "Lan", "role": "member" }));
    let arrange = json!({ "session": hall.session, "arranged": { "steps": ["capture"] } });
    assert_eq!(hall.laptop.refused("session_arrange", arrange).code, "not_allowed");
}

#[test]
fn times_say_how_long_it_takes_and_how_long_it_will() {
    let hall = Hall::new(30);
    for at in 0..6 {
        let row = hall.check_in(at);
        hall.later(4);
        hall.call(1);
        hall.does("serve", &row, json!({ "station": 1 }));
        hall.later(3);
        hall.does("capture", &row, json!({}));
    }
    hall.check_in(7);
    hall.check_in(8);
    let times = hall.laptop.ok("times", json!({ "session": hall.session }));
    let step = &times["steps"][0];
    assert_eq!(
        (&step["step"], &step["waiting"]["median"], &step["serving"]["ninety"]),
        (&json!("capture"), &json!(240), &json!(180))
    );
    // Three in the last quarter of an hour, five in the last half, six since the first was called 38 minutes ago; two wait.
    assert_eq!(times["done"], json!({ "in_15": 3, "in_30": 5, "in_60": 6 }));
    assert_eq!(times["wait"], json!({ "from": 10, "to": 13 }));
    assert_eq!((&times["bottleneck"], &times["stations"][0]["station"]), (&json!("capture"), &json!(1)));
}
