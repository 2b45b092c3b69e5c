//! A leader plans a day, and the unit's own staff agrees it on a laptop that may know nothing of the session itself.

use luudong_domain::id::UnitId;
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_tests::world::{Laptop, TestCentral, temporary};
use serde_json::{Value, json};

/// Members of the team, with a unit of twelve people who are expected on the next day, and its staff elsewhere.
struct Office {
    leader: Laptop,
    staff: Laptop,
    unit: Value,
    session: Value,
    people: Vec<Value>,
}

impl Office {
    fn new(dir: &std::path::Path, central: &TestCentral) -> Office {
        let leader = Laptop::new(dir, "leader");
        leader.admit(central, Role::Leader, &[Grant::All]);
        let unit = leader.ok("unit_add", json!({ "name": "Công ty Ví Dụ", "kind": "enterprise" }))["id"].clone();
        let add = |at: usize| {
            let name = format!("Nguyễn Văn {}", ["An", "Bình", "Cường", "Dũng"][at % 4]);
            let department = format!("Xưởng {}", 1 + at / 6);
            let fields = json!({ "name": name, "birth": "1980-05-06", "department": department, "paper": "cmnd9" });
            leader.ok("person_add", json!({ "unit": unit, "fields": fields }))["id"].clone()
        };
        let people = (0..12).map(add).collect();
        let opened = json!({ "date": "2026-11-07", "place": "Hội trường", "units": [unit] });
        let session = leader.ok("session_add", opened)["id"].clone();
        leader.ok("session_plan", json!({ "session": session, "unit": unit }));
        let stations = json!([{ "number": 1, "steps": ["capture"], "pace": 8 }]);
        let arranged = json!({ "starts": "08:00", "ends": "10:00", "steps": ["capture"], "stations": stations });
        leader.ok("session_arrange", json!({ "session": session, "arranged": arranged }));
        leader.sync();

        let staff = Laptop::new(dir, "staff");
        let id: UnitId = unit.as_str().and_then(|id| id.parse().ok()).expect("a unit");
        staff.admit(central, Role::Hr, &[Grant::One(Scope::Unit(id))]);
        staff.ok("actor_pick", json!({ "name": "Chị Hoa", "role": "hr" }));
        staff.sync();
        Office { leader, staff, unit, session, people }
    }

    fn gives(&self, kept: u32) -> Value {
        let slotting = json!({ "minutes": 30, "kept": kept, "bring": "CMND cũ" });
        let preview = json!({ "session": self.session, "slotting": slotting, "all": true });
        let changes = self.leader.ok("slots_preview", preview)["changes"].clone();
        let give = json!({ "session": self.session, "slotting": slotting, "all": true, "changes": changes });
        self.leader.ok("slots_give", give)
    }

    /// The figures of each slot, and of each group.
    fn picture(&self, laptop: &Laptop) -> (Value, Value) {
        let plan = laptop.ok("slots", json!({ "session": self.session }));
        let each = |list: &str, figure: &str| -> Value {
            plan[list].as_array().expect("a list").iter().map(|one| one[figure].clone()).collect::<Vec<_>>().into()
        };
        (each("rooms", "people"), each("groups", "at"))
    }

    fn moves(&self, laptop: &Laptop, person: usize, from: &str, to: &str) -> Result<Value, String> {
        let to = json!({ "from": from, "to": to });
        let args = json!({ "session": self.session, "people": [self.people[person]], "to": to });
        laptop.app.call("slots_move", args).map_err(|error| error.code)
    }
}

/// What a saved paper says, by the tool that reads it for people who cannot see.
fn pdf_text(path: &str) -> String {
    let out = std::process::Command::new("pdftotext").args(["-raw", path, "-"]).output().expect("poppler-utils");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_unit_sees_its_slots_and_agrees_them_without_the_session() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let office = Office::new(dir.path(), &central);
    let told = office.staff.ok("announced", json!({}))[0].clone();
    assert_eq!(
        [&told["date"], &told["place"], &told["starts"], &told["people"], &told["with_slot"], &told["known"]],
        [&json!("2026-11-07"), &json!("Hội trường"), &json!("08:00"), &json!(12), &json!(0), &json!(false)]
    );
    assert_eq!(office.staff.ok("sessions", json!({})), json!([]), "the session itself is the team's");

    office.gives(25);
    office.leader.sync();
    office.staff.sync();
    let groups = json!([[3, 3, 0, 0], [0, 0, 3, 3]]);
    assert_eq!(office.picture(&office.leader), (json!([3, 3, 3, 3]), groups.clone()));
    assert_eq!(office.picture(&office.staff), (json!([3, 3, 3, 3]), groups));
    let plan = office.staff.ok("slots", json!({ "session": office.session }));
    assert_eq!(
        (&plan["known"], &plan["open"], &plan["slotting"]["bring"]),
        (&json!(false), &json!(true), &json!("CMND cũ"))
    );
    let story = office.staff.ok("person", json!({ "person": office.people[0] }));
    assert_eq!((&story["expected"][0]["slot"]["from"], &story["visits"]), (&json!("08:00"), &json!([])));

    // Its staff prints the invitations: they say when, where and what to bring, though the session itself is not here.
    let whom = json!({ "session": office.session, "unit": office.unit });
    let count = office.staff.ok("invitations", whom.clone());
    assert_eq!(
        [&count["people"], &count["without_slot"], &count["slots"][0]["from"]],
        [&json!(12), &json!(0), &json!("08:00")]
    );
    let second = json!({ "session": office.session, "unit": office.unit, "slot": { "from": "08:30", "to": "09:00" } });
    let saved = office.staff.ok("invitations_save", json!({ "whom": second }));
    let told = pdf_text(saved["path"].as_str().expect("a path"));
    for words in ["Hội trường", "07/11/2026", "08:30", "CMND cũ", "Số 3 / 3"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let elsewhere = json!({ "session": office.people[0], "unit": office.unit });
    assert_eq!(
        office.staff.app.call("invitations", elsewhere).map_err(|error| error.code),
        Err("not_found".to_owned())
    );

    // The slot is full for the unit until somebody goes out of it.
    assert_eq!(office.moves(&office.staff, 11, "08:00", "08:30"), Err("slots_full".to_owned()));
    office.moves(&office.leader, 0, "09:30", "10:00").expect("what is kept");
    office.leader.sync();
    office.staff.sync();
    office.moves(&office.staff, 11, "08:00", "08:30").expect("a place");
    office.staff.sync();
    office.leader.sync();
    assert_eq!(office.picture(&office.leader).0, json!([3, 3, 3, 3]));
    let plan = office.leader.ok("slots", json!({ "session": office.session }));
    assert_eq!(plan["agreed"], 1, "the leader sees what the unit agreed");
    let agreed = json!({ "session": office.session, "which": "agreed" });
    assert_eq!(office.leader.ok("slots_people", agreed)[0]["by"], "Chị Hoa");
    for laptop in [&office.leader, &office.staff] {
        laptop.digest();
    }

    // What the day brought is told to the unit, and then nothing is agreed any more.
    office.leader.ok("check_in", json!({ "session": office.session, "person": office.people[1] }));
    let close = json!({ "session": office.session, "accept_unresolved": true, "reason": "thử", "gap": "thử" });
    office.leader.ok("session_close", close);
    office.leader.sync();
    office.staff.sync();
    assert_eq!(office.moves(&office.staff, 10, "08:30", "09:00"), Err("session_closed".to_owned()));
    assert_eq!(office.staff.ok("announced", json!({}))[0]["over"], true);
}

#[test]
fn two_who_fill_one_place_at_once_are_both_kept_and_shown_as_too_many() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let office = Office::new(dir.path(), &central);
    office.gives(25);
    office.moves(&office.leader, 0, "09:30", "10:00").expect("what is kept");
    office.leader.sync();
    office.staff.sync();
    // One place is free at eight, and neither knows of the other.
    office.moves(&office.leader, 8, "08:00", "08:30").expect("a place");
    office.moves(&office.staff, 7, "08:00", "08:30").expect("a place");
    for _ in 0..2 {
        office.leader.sync();
        office.staff.sync();
    }
    assert_eq!(office.picture(&office.leader).0, json!([4, 3, 2, 3]));
    assert_eq!(office.picture(&office.staff), office.picture(&office.leader));
    let filter = json!({ "filter": { "unit": office.unit }, "start": "" });
    assert_eq!(office.staff.ok("people_page", filter).as_array().map(Vec::len), Some(12));
}
