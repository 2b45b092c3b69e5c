//! Several laptops and a central: what one did, all see; nothing is lost or doubled on the way.

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, temporary};
use serde_json::{Value, json};

/// A day of thirty people on `laptop`: some captured, one deferred, one absent. Returns unit and session.
fn day(laptop: &Laptop, people: u64) -> (Value, Value) {
    let made = laptop.ok("demo", json!({ "people": people, "seed": 3 }));
    let session = made["session"].clone();
    let rows = laptop.ok("visits", json!({ "session": session, "state": "expected", "limit": 40 }));
    for (at, row) in rows.as_array().expect("rows").iter().take(10).enumerate() {
        let visit = laptop.ok("check_in", json!({ "session": session, "person": row["person"]["id"] }));
        let id = visit["id"].clone();
        laptop.ok("serve", json!({ "visit": id, "station": 1 }));
        match at {
            0 => laptop.ok("defer", json!({ "visit": id, "reason": "residence", "note": "" })),
            _ => laptop.ok("capture", json!({ "visit": id, "receipt": null })),
        };
    }
    (made["unit"].clone(), session)
}

#[test]
fn three_laptops_see_the_same_day_byte_for_byte() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let first = Laptop::new(dir.path(), "a");
    first.admit(&central, Role::Leader, &[Grant::All]);
    let (unit, session) = day(&first, 60);
    let before = first.ok("sync_status", json!({}));
    assert!(before["only_here"].as_u64() > Some(100), "{before}");
    let report = first.sync();
    assert_eq!((&report["only_here"], &report["refused"]), (&json!(0), &json!([])), "{report}");
    assert_eq!(first.ok("units", json!({}))[0]["awaiting_central"], false);

    let others: Vec<Laptop> = ["b", "c"].map(|name| Laptop::new(dir.path(), name)).into();
    for laptop in &others {
        laptop.admit(&central, Role::Supervisor, &[Grant::All]);
        laptop.sync();
    }
    // The newcomers' names reach everybody with one more round.
    for laptop in [&first, &others[0], &others[1], &first, &others[0]] {
        laptop.sync();
    }
    let digests: Vec<String> = [&first, &others[0], &others[1]].map(Laptop::digest).into();
    assert_eq!((&digests[0], &digests[0]), (&digests[1], &digests[2]));
    let figures = |laptop: &Laptop| laptop.ok("session", json!({ "session": session }))["figures"].clone();
    assert_eq!(figures(&first)["captured"], 9);
    assert_eq!(figures(&first), figures(&others[1]));
    let total = others[1].ok("people_index", json!({ "unit": unit }))["total"].clone();
    assert_eq!(first.ok("people_index", json!({ "unit": unit }))["total"], total);

    let nothing = others[0].sync();
    assert_eq!((&nothing["pushed"], &nothing["pulled"]), (&json!(0), &json!(0)));
    let bytes = nothing["bytes_up"].as_u64().expect("bytes") + nothing["bytes_down"].as_u64().expect("bytes");
    assert!(bytes < 1024, "a sync with nothing to do took {bytes} bytes");
}

#[test]
fn a_day_without_network_loses_nothing() {
    let dir = temporary();
    let mut central = TestCentral::start(dir.path());
    let laptop = Laptop::new(dir.path(), "a");
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    laptop.sync();
    central.stop();
    let (_, session) = day(&laptop, 40);
    assert_eq!(laptop.refused("sync", json!({})).code, "central_unreachable");
    laptop.ok("session_close", json!({ "session": session, "accept_unresolved": true, "reason": "hết giờ" }));
    let digest = laptop.digest();
    central.resume();
    laptop.sync();
    assert_eq!(laptop.ok("sync_status", json!({}))["only_here"], 0);
    // Central takes note of the unit and the session; the people and their results stay as they were.
    assert_ne!(laptop.digest(), digest);
    assert!(central.central().verify().expect("verify").ok);
    let later = Laptop::new(dir.path(), "b");
    later.admit(&central, Role::Supervisor, &[Grant::All]);
    later.sync();
    assert_eq!(later.ok("sessions", json!({}))[0]["figures"]["captured"], 9);
}

#[test]
fn a_device_holds_only_what_it_was_granted() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let leader = Laptop::new(dir.path(), "a");
    leader.admit(&central, Role::Leader, &[Grant::All]);
    day(&leader, 40);
    leader.sync();
    let hr = Laptop::new(dir.path(), "hr");
    hr.admit(&central, Role::Hr, &[Grant::Units]);
    hr.sync();
    assert_eq!(hr.ok("units", json!({})).as_array().map(Vec::len), Some(1));
    assert_eq!(hr.ok("sessions", json!({})), json!([]), "HR sees no session's visits");
    let nobody = Laptop::new(dir.path(), "nobody");
    nobody.admit(&central, Role::Member, &[]);
    // A member may open nothing: what they made before the laptop knew its role stays here, and they are told.
    nobody.ok("unit_add", json!({ "name": "Đơn vị lạ" }));
    let report = nobody.sync();
    assert_eq!(report["refused"][0]["code"], "scope_not_granted", "{report}");
    assert_eq!(report["only_here"], 1);
    assert_eq!(nobody.ok("units", json!({})), json!([]));
    assert_eq!(nobody.refused("unit_add", json!({ "name": "Đơn vị khác" })).code, "not_allowed_here");
    // Granted later, it brings its history.
    let device = central.central().find_device(hr.ok("status", json!({}))["device"]["lane"].as_str().expect("lane"));
    central.central().grant(device.expect("device"), Grant::Sessions, true).expect("grant");
    hr.sync();
    assert_eq!(hr.ok("sessions", json!({})).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_code_admits_once_and_a_revoked_device_is_out() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let first = Laptop::new(dir.path(), "a");
    let code = central.code(Role::Leader, &[Grant::All]);
    let args = json!({ "central": central.address(), "code": code, "label": "một" });
    assert_eq!(first.ok("admit", args.clone())["lane"], "A");
    assert_eq!(first.ok("admit", args.clone())["lane"], "A", "the same device may ask again: its answer was lost");
    let second = Laptop::new(dir.path(), "b");
    assert_eq!(second.refused("admit", args).code, "code_used");
    let good = central.code(Role::Leader, &[Grant::All]);
    let guessed = format!("{}{}", if good.starts_with('E') { 'F' } else { 'E' }, &good[1..]);
    let refusal = second.refused("admit", json!({ "central": central.address(), "code": guessed, "label": "" }));
    assert_eq!(refusal.code, "code_unknown");

    let (_, session) = day(&first, 40);
    first.sync();
    let device = central.central().find_device("A").expect("device");
    central.central().revoke(device, "mất máy").expect("revoke");
    assert_eq!(first.refused("sync", json!({})).code, "device_revoked");
    let other = Laptop::new(dir.path(), "c");
    other.admit(&central, Role::Supervisor, &[Grant::All]);
    other.sync();
    let figures = other.ok("session", json!({ "session": session }))["figures"].clone();
    assert_eq!(figures["captured"], 9, "what central had of it before counts");
    assert!(central.central().verify().expect("verify").ok);
}

#[test]
fn a_laptop_from_yesterdays_backup_goes_on_under_a_new_id_and_nothing_is_doubled_or_forked() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let laptop = Laptop::new(dir.path(), "a");
    laptop.admit(&central, Role::Leader, &[Grant::All]);
    let (unit, session) = day(&laptop, 40);
    let stick = dir.path().join("stick");
    std::fs::create_dir(&stick).expect("stick");
    let backup = laptop.ok("backup", json!({ "folder": stick }));
    let counted = |laptop: &Laptop| {
        let figures = laptop.ok("session", json!({ "session": session }))["figures"].clone();
        (figures, laptop.ok("people_index", json!({ "unit": unit }))["total"].clone())
    };
    let before = counted(&laptop);
    // What was done since is at central only, under indexes that the restored one would use again.
    let somebody = json!({ "unit": unit, "fields": { "name": "Trần Thị Cúc", "birth": "1991" } });
    laptop.ok("person_add", somebody);
    let expected = laptop.ok("visits", json!({ "session": session, "state": "expected", "limit": 1 }));
    laptop.ok("check_in", json!({ "session": session, "person": expected[0]["person"]["id"] }));
    laptop.sync();
    let after = counted(&laptop);
    let restored = Laptop::closed(dir.path(), "restored");
    restored.ok("restore", json!({ "backup": backup["path"], "passphrase": luudong_tests::world::PASSPHRASE }));
    restored.ok("actor_pick", json!({ "name": "a", "role": "supervisor" }));
    assert_eq!(counted(&restored), before);
    assert_eq!(restored.refused("sync", json!({})).code, "not_admitted", "it is another device now");
    restored.admit(&central, Role::Leader, &[Grant::All]);
    // It works on before it has met anybody, and so does the other.
    restored.ok(
        "absent",
        json!({ "session": session, "person": restored.ok("visits",
        json!({ "session": session, "state": "expected", "limit": 9 }))[8]["person"]["id"] }),
    );
    laptop.ok("unit_add", json!({ "name": "Đơn vị hôm nay" }));
    for laptop in [&restored, &laptop, &restored, &laptop] {
        assert_eq!(laptop.sync()["refused"], json!([]));
    }
    assert_eq!(after.0["absent"], 0);
    let mut now = after.clone();
    (now.0["absent"], now.0["expected"]) = (json!(1), json!(after.0["expected"].as_u64().expect("figure") - 1));
    assert_eq!(counted(&restored), now, "copies and originals count once");
    assert_eq!(counted(&laptop), now);
    assert_eq!(restored.digest(), laptop.digest());
    for laptop in [&restored, &laptop] {
        assert_eq!(laptop.ok("anomalies", json!({}))["rows"], json!([]));
    }
}

#[test]
fn routing_rules_that_one_laptop_sets_are_in_force_on_the_others() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let [first, second] = ["a", "b"].map(|name| Laptop::new(dir.path(), name));
    for laptop in [&first, &second] {
        laptop.admit(&central, Role::Leader, &[Grant::All]);
    }
    let unit = first.ok("demo", json!({ "people": 60, "seed": 3 }))["unit"].clone();
    let office = r#"[{"when":{"paper":["cmnd9"]},"desk":"office","source":"Thử"},{"desk":"mobile_team"}]"#;
    first.ok("routing_set", json!({ "rules": office }));
    for laptop in [&first, &second, &first] {
        laptop.sync();
    }
    let told = |laptop: &Laptop| laptop.ok("due_counts", json!({ "unit": unit, "date": "2026-12-15" }));
    assert_eq!(second.ok("routing", json!({}))["rules"][0]["source"], "Thử");
    assert!(told(&first)["desks"][1]["due"].as_u64() > Some(0), "{}", told(&first));
    assert_eq!(told(&first), told(&second));
    assert_eq!(first.digest(), second.digest());
}

#[test]
fn a_withdrawn_grant_takes_the_bodies_once_what_was_written_has_left_and_a_new_one_brings_them_back() {
    let dir = temporary();
    let central = TestCentral::start(dir.path());
    let [police, hr] = ["police", "hr"].map(|name| Laptop::new(dir.path(), name));
    police.admit(&central, Role::Leader, &[Grant::All]);
    hr.admit(&central, Role::Hr, &[Grant::Units]);
    let unit = hr.ok("unit_add", json!({ "name": "Công ty Ví Dụ" }))["id"].clone();
    let add = |laptop: &Laptop, name: &str| {
        laptop.ok("person_add", json!({ "unit": unit, "fields": { "name": name, "number": "001190000001" } }))
    };
    let person = add(&hr, "Nguyễn Thị Ánh Minh")["id"].clone();
    for laptop in [&hr, &police].into_iter().cycle().take(4) {
        laptop.sync();
    }
    police.ok("person_edit", json!({ "person": person, "fields": { "note": "đã gặp" } }));
    police.sync();
    hr.sync();
    let people = |laptop: &Laptop| laptop.ok("people_index", json!({ "unit": unit }))["total"].clone();
    let (whole, before) = (police.digest(), people(&hr));
    assert_eq!(before, 1);
    let id = hr.ok("status", json!({}))["device"]["id"].as_str().expect("id").parse().expect("id");
    // Somebody writes one more thing before the laptop hears of it: that still counts, and goes first.
    add(&hr, "Lê Thị Sau Cùng");
    let scope = Grant::One(luudong_domain::scope::Scope::Unit(unit.as_str().expect("id").parse().expect("id")));
    for grant in [Grant::Units, scope] {
        central.central().grant(id, grant, false).expect("withdrawn");
    }
    let report = hr.sync();
    assert_eq!((&report["refused"], &report["let_go"]), (&json!([]), &json!(1)), "{report}");
    assert_eq!(report["central_went_back"], false, "{report}");
    let found = hr.ok("search", json!({ "text": "Minh", "limit": 5 }));
    assert_eq!((found, hr.ok("units", json!({}))), (json!([]), json!([])));
    assert_eq!(hr.ok("sync_status", json!({}))["only_here"], 0);
    assert!(hr.ok("verify", json!({}))["ok"].as_bool() == Some(true), "chains and heads still verify");
    let again = hr.sync();
    assert_eq!((&again["pushed"], &again["pulled"], &again["let_go"]), (&json!(0), &json!(0), &json!(0)), "{again}");
    police.sync();
    assert_eq!(people(&police), 2, "what was written before it heard of it has left");
    assert_ne!(police.digest(), whole);
    // Granted again, the history comes back, also what others wrote meanwhile.
    police.ok("person_edit", json!({ "person": person, "fields": { "note": "trong lúc đó" } }));
    police.sync();
    central.central().grant(id, Grant::Units, true).expect("granted");
    for laptop in [&hr, &police, &hr, &police] {
        laptop.sync();
    }
    assert_eq!(people(&hr), 2);
    assert_eq!(hr.ok("person", json!({ "person": person }))["row"]["note"], "trong lúc đó");
    assert_eq!(hr.digest(), police.digest());
}
