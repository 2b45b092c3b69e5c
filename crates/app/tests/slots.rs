//! Slots, through the command surface: cut, given, moved, agreed.

use crate::laptop::{Laptop, text};
use serde_json::{Value, json};

/// A laptop with a unit of people in departments, all of them expected at a session.
struct Plan {
    laptop: Laptop,
    unit: Value,
    session: Value,
}

/// The due engine needs no more than a paper that is over.
fn person(name: &str, department: &str, more: Value) -> Value {
    let mut fields = json!({ "name": name, "birth": "1980-05-06", "department": department, "paper": "cmnd9" });
    for (field, value) in more.as_object().expect("fields") {
        fields[field] = value.clone();
    }
    fields
}

impl Plan {
    fn new() -> Plan {
        let laptop = Laptop::new();
        let unit = laptop.ok("unit_add", json!({ "name": "Công ty Ví Dụ", "kind": "enterprise" }))["id"].clone();
        let plan = Plan { laptop, unit, session: Value::Null };
        for (at, given) in ["An", "Ánh", "Bình", "Đức", "Em", "Giang"].into_iter().enumerate() {
            plan.add(person(&format!("Nguyễn Văn {given}"), "Xưởng 10", json!({})));
            plan.add(person(&format!("Trần Thị {given}"), if at % 2 == 0 { "Xưởng 2" } else { "xưởng  2" }, json!({})));
        }
        plan.expected()
    }

    fn add(&self, fields: Value) -> Value {
        self.laptop.ok("person_add", json!({ "unit": self.unit, "fields": fields }))["id"].clone()
    }

    /// A session on the next day, for whoever is there.
    fn expected(mut self) -> Plan {
        let opened = json!({ "date": "2026-11-07", "place": "Hội trường", "units": [self.unit] });
        self.session = self.laptop.ok("session_add", opened)["id"].clone();
        self.everybody();
        self
    }

    fn everybody(&self) {
        self.laptop.ok("session_plan", json!({ "session": self.session, "unit": self.unit }));
    }

    /// Hours, and one station with its pace.
    fn arrange(&self, starts: &str, ends: &str, pace: u32) {
        let stations = json!([{ "number": 1, "steps": ["capture"], "pace": pace }]);
        let arranged = json!({ "starts": starts, "ends": ends, "steps": ["capture"], "stations": stations });
        self.laptop.ok("session_arrange", json!({ "session": self.session, "arranged": arranged }));
    }

    fn preview(&self, slotting: Value, all: bool) -> Value {
        self.laptop.ok("slots_preview", json!({ "session": self.session, "slotting": slotting, "all": all }))
    }

    fn give(&self, slotting: Value, all: bool) -> Value {
        let changes = self.preview(slotting.clone(), all)["changes"].clone();
        self.laptop
            .ok("slots_give", json!({ "session": self.session, "slotting": slotting, "all": all, "changes": changes }))
    }

    fn now(&self) -> Value {
        self.laptop.ok("slots", json!({ "session": self.session }))
    }

    /// Names of those of one figure, as they are answered.
    fn names(&self, of: Value) -> Vec<String> {
        let rows = self.people(of);
        rows.as_array().expect("rows").iter().map(|row| text(&row["person"]["name"]).to_owned()).collect()
    }

    fn people(&self, of: Value) -> Value {
        let mut args = of;
        args["session"] = self.session.clone();
        self.laptop.ok("slots_people", args)
    }

    fn id(&self, name: &str) -> Value {
        let found = self.laptop.ok("search", json!({ "text": name, "limit": 1 }));
        found[0]["id"].clone()
    }

    fn moved(&self, names: &[&str], to: Value) -> Value {
        let people: Vec<Value> = names.iter().map(|name| self.id(name)).collect();
        self.laptop.ok("slots_move", json!({ "session": self.session, "people": people, "to": to }))["moved"].clone()
    }

    fn refused(&self, names: &[&str], to: Value) -> String {
        let people: Vec<Value> = names.iter().map(|name| self.id(name)).collect();
        self.laptop.refused("slots_move", json!({ "session": self.session, "people": people, "to": to })).code
    }

    fn events(&self) -> u64 {
        let proof = self.laptop.ok("verify", json!({}));
        assert_eq!(proof["ok"], true, "{proof}");
        proof["events"].as_u64().expect("events")
    }

    fn works(&self, role: &str) {
        self.laptop.ok("actor_pick", json!({ "name": format!("Người {role}"), "role": role }));
    }
}

/// `name: at` of each group.
fn groups(plan: &Value) -> Vec<String> {
    let told = plan["groups"].as_array().expect("groups").iter();
    told.map(|group| format!("{}: {} left {}", text(&group["name"]), group["at"], group["left"])).collect()
}

fn half_hours() -> Value {
    json!({ "minutes": 30, "kept": 0 })
}

fn slot(from: &str, to: &str) -> Value {
    json!({ "from": from, "to": to })
}

#[test]
fn a_preview_writes_nothing_and_slots_go_to_those_only_whose_slot_changes() {
    let plan = Plan::new();
    plan.arrange("08:00", "10:00", 8);
    let before = plan.events();
    let would = plan.preview(half_hours(), false);
    assert_eq!(groups(&would), ["Xưởng 2: [4,2,0,0] left 0", "Xưởng 10: [0,2,4,0] left 0"]);
    assert_eq!((&would["changes"], &would["with_slot"], &would["left"]), (&json!(12), &json!(12), &json!(0)));
    assert_eq!((plan.events(), plan.now()["with_slot"].clone()), (before, json!(0)), "nothing was written");

    let given = plan.give(half_hours(), false);
    assert_eq!(groups(&given), groups(&would));
    // How the day is cut, twelve slots, and what the unit is told with them.
    assert_eq!(plan.events(), before + 14);
    assert_eq!(
        plan.names(json!({ "which": "slot", "slot": slot("08:00", "08:30") })),
        ["Trần Thị An", "Trần Thị Ánh", "Trần Thị Bình", "Trần Thị Đức"]
    );
    assert_eq!(plan.give(half_hours(), true)["changes"], 0);
    assert_eq!(plan.events(), before + 14, "the same again is no event");

    // The other group first: everybody but two moves.
    let rules = json!([{ "unit": plan.unit, "name": "xưởng 10" }]);
    let other = json!({ "minutes": 30, "kept": 0, "groups": rules });
    assert_eq!(plan.preview(other.clone(), false)["changes"], 0, "whoever has a slot keeps it");
    let anew = plan.preview(other.clone(), true);
    assert_eq!(groups(&anew), ["Xưởng 10: [4,2,0,0] left 0", "Xưởng 2: [0,2,4,0] left 0"]);
    let changes = anew["changes"].as_u64().expect("changes");
    let stale = json!({ "session": plan.session, "slotting": other, "all": true, "changes": changes + 1 });
    assert_eq!(plan.laptop.refused("slots_give", stale).code, "slots_changed");
    assert_eq!(plan.events(), before + 14);
    plan.give(other, true);
    assert_eq!(plan.events(), before + 14 + 1 + changes);
}

#[test]
fn who_does_not_fit_is_told_and_what_cannot_be_is_refused() {
    let plan = Plan::new();
    let give = |slotting: Value| {
        let args = json!({ "session": plan.session, "slotting": slotting, "changes": 0 });
        plan.laptop.refused("slots_give", args).code
    };
    assert_eq!(plan.preview(half_hours(), false)["fault"], "slots_no_hours");
    assert_eq!(give(half_hours()), "slots_no_hours");
    plan.laptop.ok(
        "session_arrange",
        json!({ "session": plan.session, "arranged": { "starts": "08:00", "ends": "10:00", "steps": ["capture"] } }),
    );
    assert_eq!(give(half_hours()), "slots_no_pace");
    assert_eq!(give(json!({ "minutes": 2, "kept": 0, "pace": 8 })), "slots_number");
    let long_break = json!({ "minutes": 30, "kept": 0, "pace": 8, "breaks": [slot("09:00", "11:00")] });
    assert_eq!(
        (give(long_break.clone()), &plan.preview(long_break, false)["fault"]),
        ("slots_break".to_owned(), &json!("slots_break"))
    );

    plan.arrange("08:00", "10:00", 4);
    let would = plan.preview(half_hours(), false);
    assert_eq!((&would["left"], &would["changes"]), (&json!(4), &json!(8)));
    assert_eq!(would["groups"][1]["why"], "day_full");
    assert_eq!(would["help"], json!({ "ends": "11:00", "pace": 6, "sessions": 1 }));
    let band = json!([{ "unit": plan.unit, "name": "Xưởng 10", "band": slot("06:00", "09:00") }]);
    let would = plan.preview(json!({ "minutes": 30, "kept": 0, "groups": band }), false);
    assert_eq!(groups(&would), ["Xưởng 10: [2,2,0,0] left 2", "Xưởng 2: [0,0,2,2] left 2"]);
    assert_eq!((&would["groups"][0]["why"], &would["help"]["ends"]), (&json!("band_full"), &Value::Null));

    let given = plan.give(half_hours(), false);
    assert_eq!((&given["with_slot"], &given["left"]), (&json!(8), &json!(4)));
    let left = plan.names(json!({ "which": "left" }));
    assert_eq!(left, ["Nguyễn Văn Bình", "Nguyễn Văn Đức", "Nguyễn Văn Em", "Nguyễn Văn Giang"]);
    plan.laptop.ok("session_close", json!({ "session": plan.session, "accept_unresolved": true, "reason": "thử" }));
    assert_eq!(give(half_hours()), "session_closed");
    assert_eq!(
        (
            plan.refused(&left.iter().map(String::as_str).collect::<Vec<_>>(), slot("08:00", "08:30")),
            plan.now()["open"].clone()
        ),
        ("session_closed".to_owned(), json!(false))
    );
}

#[test]
fn whoever_needs_the_office_gets_no_slot_and_is_listed_with_why() {
    let plan = Plan::new();
    plan.arrange("08:00", "12:00", 20);
    plan.give(half_hours(), false);
    plan.add(person("Lê Thị Hoa", "Xưởng 2", json!({ "request": "renumbered", "paper": "cccd_chip" })));
    plan.add(person("Lê Thị Hồng", "Xưởng 2", json!({ "request": "name_corrected", "paper": "cccd_chip" })));
    plan.everybody();
    let would = plan.preview(half_hours(), false);
    assert_eq!((&would["elsewhere"], &would["changes"], &would["expected"]), (&json!(2), &json!(0), &json!(14)));
    let rows = plan.people(json!({ "which": "elsewhere" }));
    assert_eq!(
        (&rows[0]["desk"], &rows[1]["desk"], &rows[1]["form"]),
        (&json!("office"), &json!("form_first"), &json!("DC01"))
    );
    assert!(rows[0]["due"]["why"].as_array().is_some_and(|why| !why.is_empty()), "{rows}");
    assert_eq!(plan.refused(&["Lê Thị Hoa"], slot("08:00", "08:30")), "slots_elsewhere");
    // Somebody who had a slot and needs the office from now on loses it when slots are given again.
    let an = plan.id("Trần Thị An");
    plan.laptop.ok("person_edit", json!({ "person": an, "fields": { "request": "renumbered" } }));
    let given = plan.give(half_hours(), false);
    assert_eq!((&given["elsewhere"], &given["with_slot"]), (&json!(3), &json!(11)));
    assert_eq!(plan.laptop.ok("person", json!({ "person": an }))["expected"][0]["slot"], Value::Null);
}

#[test]
fn a_leader_moves_people_within_the_day_and_may_use_what_is_kept() {
    let plan = Plan::new();
    plan.arrange("08:00", "10:00", 8);
    plan.give(json!({ "minutes": 30, "kept": 25 }), false);
    assert_eq!(groups(&plan.now()), ["Xưởng 2: [3,3,0,0] left 0", "Xưởng 10: [0,0,3,3] left 0"]);
    let (first, last) = (slot("08:00", "08:30"), slot("09:30", "10:00"));
    assert_eq!(plan.moved(&["Nguyễn Văn Giang"], first.clone()), 1, "of four an hour one is kept free");
    assert_eq!(plan.moved(&["Nguyễn Văn Giang"], first.clone()), 0, "has it already");
    assert_eq!(plan.refused(&["Nguyễn Văn Em"], first.clone()), "slots_full");
    assert_eq!(plan.preview(json!({ "minutes": 30, "kept": 25 }), false)["changes"], 0, "and it stays");
    assert_eq!(plan.moved(&["Trần Thị An", "Trần Thị Ánh"], last.clone()), 2);
    assert_eq!(plan.refused(&["Nguyễn Văn Em"], slot("08:00", "08:20")), "slots_unknown");
    assert_eq!(plan.moved(&["Trần Thị Ánh"], Value::Null), 1);
    let now = plan.now();
    assert_eq!((&now["with_slot"], &now["left"], &now["agreed"]), (&json!(11), &json!(1), &json!(0)));
    plan.laptop.ok("check_in", json!({ "session": plan.session, "person": plan.id("Trần Thị An") }));
    assert_eq!(plan.refused(&["Trần Thị An"], first), "slots_came");
    let stranger = plan.add(person("Lê Văn Lạ", "Xưởng 2", json!({})));
    let args = json!({ "session": plan.session, "people": [stranger], "to": last });
    assert_eq!(plan.laptop.refused("slots_move", args).code, "slots_not_expected");
    // Whoever came keeps their slot, whatever is given anew.
    plan.give(json!({ "minutes": 60, "kept": 0 }), true);
    let row = plan.laptop.ok("person", json!({ "person": plan.id("Trần Thị An") }));
    assert_eq!((&row["expected"][0]["slot"], &row["visits"][0]["slot"]), (&last, &last));
    plan.events();
}

#[test]
fn a_unit_agrees_slots_within_its_places_and_the_leader_sees_it() {
    let plan = Plan::new();
    plan.arrange("08:00", "10:00", 8);
    plan.works("hr");
    assert_eq!(plan.refused(&["Trần Thị An"], slot("08:00", "08:30")), "slots_unknown", "nobody gave slots yet");
    plan.works("leader");
    plan.give(json!({ "minutes": 30, "kept": 25 }), false);
    plan.works("hr");
    let preview = json!({ "session": plan.session });
    assert_eq!(plan.laptop.refused("slots_preview", preview).code, "not_allowed");
    assert_eq!(
        plan.refused(&["Nguyễn Văn Giang"], slot("08:00", "08:30")),
        "slots_full",
        "what is kept is the leader's"
    );
    assert_eq!(plan.refused(&["Trần Thị An"], Value::Null), "slots_not_cleared");
    plan.works("leader");
    plan.moved(&["Trần Thị An"], Value::Null);
    plan.works("hr");
    assert_eq!(plan.moved(&["Nguyễn Văn Giang"], slot("08:00", "08:30")), 1);
    plan.works("leader");
    assert_eq!(plan.now()["agreed"], 1);
    let rows = plan.people(json!({ "which": "agreed" }));
    assert_eq!((text(&rows[0]["person"]["name"]), text(&rows[0]["by"])), ("Nguyễn Văn Giang", "Người hr"));
    assert_eq!(plan.preview(json!({ "minutes": 30, "kept": 25 }), false)["moved"], 0, "what was agreed stays");
    plan.events();
}

#[test]
fn units_are_told_of_sessions_and_of_what_changes() {
    let plan = Plan::new();
    let told = || plan.laptop.ok("announced", json!({}))[0].clone();
    let first = told();
    assert_eq!(
        (text(&first["date"]), text(&first["place"]), &first["starts"], &first["people"], &first["with_slot"]),
        ("2026-11-07", "Hội trường", &Value::Null, &json!(12), &json!(0))
    );
    plan.arrange("08:00", "10:00", 8);
    plan.give(json!({ "minutes": 30, "kept": 0, "bring": "  CMND  cũ " }), false);
    let now = told();
    assert_eq!((&now["starts"], &now["with_slot"], text(&now["bring"])), (&json!("08:00"), &json!(12), "CMND cũ"));
    let before = plan.events();
    plan.arrange("08:00", "10:00", 8);
    assert_eq!(plan.events(), before + 1, "the same again is not told again");
    plan.arrange("08:00", "11:00", 8);
    assert_eq!((plan.events(), &told()["ends"]), (before + 3, &json!("11:00")));
}

#[test]
fn in_a_residential_area_neighbours_come_together() {
    let laptop = Laptop::new();
    let unit = laptop.ok("unit_add", json!({ "name": "Phường Ví Dụ", "kind": "residential" }));
    assert_eq!(unit["kind"], "residential");
    let plan = Plan { laptop, unit: unit["id"].clone(), session: Value::Null };
    for (at, area) in ["Tổ 12", "Tổ 2", "tổ 12", "Tổ 2"].into_iter().enumerate() {
        let address = json!({ "address": format!("Số {at}, {area}, phường Ví Dụ") });
        plan.add(person(&format!("Nguyễn Văn {}", ["An", "Bình", "Cường", "Dũng"][at]), "bỏ qua", address));
    }
    let plan = plan.expected();
    plan.arrange("20:00", "00:30", 4);
    let given = plan.give(json!({ "minutes": 60, "kept": 0 }), false);
    assert_eq!(groups(&given), ["Tổ 2: [2,0,0,0,0] left 0", "Tổ 12: [2,0,0,0,0] left 0"]);
    assert_eq!(given["rooms"][4]["slot"], slot("00:00", "00:30"), "past midnight");
}
