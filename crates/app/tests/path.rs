//! The main job on one laptop, through the command surface.

use std::sync::atomic::Ordering;

use crate::laptop::{Laptop, open, text};
use serde_json::{Value, json};

#[test]
fn a_day_from_list_to_close() {
    let laptop = Laptop::new();
    let made = laptop.ok("demo", json!({ "people": 60, "seed": 7 }));
    let people = laptop.ok("people_index", json!({ "unit": made["unit"] }));
    assert!(people["total"].as_u64() > Some(50), "{people}");
    let expected = laptop.ok("visits", json!({ "session": made["session"], "state": "expected", "limit": 100 }));
    let rows = expected.as_array().expect("rows");
    let person = |at: usize| json!({ "session": made["session"], "person": rows[at]["person"]["id"] });
    for at in 0..5 {
        let row = laptop.ok("check_in", person(at));
        assert_eq!(text(&row["ticket"]), format!("T-{:03}", at + 1));
    }
    assert_eq!(laptop.refused("check_in", person(0)).code, "already_checked_in");
    for row in &rows[..3] {
        let called = laptop.ok("call", json!({ "session": made["session"], "station": 2, "visit": null }));
        assert_eq!(called["person"]["id"], row["person"]["id"], "in the order of arrival");
        laptop.ok("serve", json!({ "visit": called["id"], "station": 2 }));
        laptop.ok("capture", json!({ "visit": called["id"], "receipt": null }));
    }
    let recent = laptop.ok("queue", json!({ "session": made["session"], "limit": 50 }))["recent"][0].clone();
    let undo = json!({ "visit": recent["id"], "event": recent["last_event"], "reason": "nhầm" });
    assert_eq!(laptop.ok("undo", undo.clone())["state"], "serving");
    assert_eq!(laptop.refused("undo", undo).code, "undo_not_last");
    laptop.ok("defer", json!({ "visit": recent["id"], "reason": "papers_missing", "note": "" }));
    laptop.ok("absent", person(10));
    let figures = laptop.ok("session", json!({ "session": made["session"] }))["figures"].clone();
    assert_eq!(
        (&figures["captured"], &figures["deferred"], &figures["absent"], &figures["waiting"]),
        (&json!(2), &json!(1), &json!(1), &json!(2))
    );
    let close = |accept: bool, reason: &str| json!({ "session": made["session"], "accept_unresolved": accept, "reason": reason });
    assert_eq!(laptop.refused("session_close", close(false, "")).code, "unresolved_left");
    assert_eq!(laptop.refused("session_close", close(true, "")).code, "reason_missing");
    assert_eq!(laptop.ok("session_close", close(true, "mất điện"))["state"], "closed");
    assert_eq!(laptop.refused("check_in", person(20)).code, "session_closed");
    let story = laptop.ok("person", json!({ "person": rows[0]["person"]["id"] }));
    assert_eq!(story["row"]["session_outcome"], "captured");
    assert!(laptop.ok("verify", json!({}))["ok"].as_bool().expect("ok"));
}

#[test]
fn an_updated_list_is_compared_three_ways_and_an_import_can_be_undone() {
    let laptop = Laptop::new();
    let unit = laptop.ok("unit_add", json!({ "name": "Xưởng Ví Dụ" }));
    let unit = text(&unit["id"]);
    let first = "Họ và tên,Ngày sinh,Số CCCD,Bộ phận,Điện thoại\nNguyễn Thị Ánh,15/08/1990,001190000001,May 1,0912000001\nTrần Văn Đức,26/10/1958,034058000002,May 1,0912000002\nPhạm Hữu Ước,01/06/1983,038083000004,May 2,0912000003\n";
    let draft = laptop.import(unit, "t3.csv", first);
    let report = laptop.ok("import_run", json!({ "draft": draft["draft"] }));
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(3), &json!([])));
    let events = laptop.ok("verify", json!({}))["events"].clone();
    let again = laptop.import(unit, "t3.csv", first);
    assert!(again["already"].is_object());
    let report = laptop.ok("import_run", json!({ "draft": again["draft"] }));
    assert_eq!((&report["unchanged"], &report["import"]), (&json!(3), &Value::Null));
    assert_eq!(laptop.ok("verify", json!({}))["events"], events, "the same file again writes nothing");

    let people = laptop.ok("search", json!({ "text": "duc", "limit": 5 }));
    let duc = text(&people[0]["id"]).to_owned();
    laptop.ok("person_edit", json!({ "person": duc, "fields": { "phone": "0988000009" } }));
    // The new list changes Đức's telephone too, moves Ánh, and no longer has Ước.
    let second = "Họ và tên,Ngày sinh,Số CCCD,Bộ phận,Điện thoại\nNguyễn Thị Ánh,15/08/1990,001190000001,May 5,0912000001\nTrần Văn Đức,26/10/1958,034058000002,May 1,0912999999\n";
    let draft = laptop.import(unit, "t4.csv", second);
    assert_eq!((&draft["summary"]["conflicts"], &draft["summary"]["missing"]), (&json!(1), &json!(1)));
    let report = laptop.ok("import_run", json!({ "draft": draft["draft"] }));
    assert_eq!((&report["updated"], &report["missing"]), (&json!(2), &json!(1)));
    let row = |id: &str| laptop.ok("person", json!({ "person": id }))["row"].clone();
    assert_eq!(row(&duc)["phone"], "0988000009", "a correction is kept by default");
    let anh = laptop.ok("search", json!({ "text": "001190000001", "limit": 5 }))[0].clone();
    assert_eq!(anh["department"], "May 5");
    assert_eq!(laptop.ok("people_index", json!({ "unit": unit }))["total"], 3, "nobody is removed by a list");

    let import = laptop.ok("imports", json!({ "unit": unit }))[0]["id"].clone();
    laptop.ok("import_undo", json!({ "import": import, "reason": "nhầm tệp" }));
    assert_eq!(
        laptop.refused("import_undo", json!({ "import": import, "reason": "nhầm tệp" })).code,
        "import_undone_already"
    );
    assert_eq!(row(text(&anh["id"]))["department"], "May 1");
    assert!(laptop.ok("verify", json!({}))["ok"].as_bool().expect("ok"));
}

#[test]
fn a_template_is_saved_beside_an_earlier_one_and_is_told_apart_from_a_list_when_nobody_filled_it_in() {
    use base64::Engine;
    let laptop = Laptop::new();
    let first = laptop.ok("import_template", json!({ "language": "vi" }));
    std::fs::write(text(&first["path"]), "filled in").expect("written");
    let second = laptop.ok("import_template", json!({ "language": "vi" }));
    assert_eq!(std::fs::read(text(&first["path"])).expect("there"), b"filled in", "what HR filled in stays");
    let unit = laptop.ok("unit_add", json!({ "name": "Xưởng Ví Dụ" }));
    let open = |path: &Value| {
        let bytes = base64::engine::general_purpose::STANDARD.encode(std::fs::read(text(path)).expect("a file"));
        json!({ "unit": unit["id"], "file_name": "mau.xlsx", "bytes": bytes })
    };
    assert_eq!(laptop.refused("import_open", open(&second["path"])).code, "spreadsheet_empty");
    let english = laptop.ok("import_template", json!({ "language": "en" }));
    assert_eq!(laptop.refused("import_open", open(&english["path"])).code, "spreadsheet_empty");
}

#[test]
fn nothing_works_without_a_name_nor_against_the_table_of_roles() {
    let laptop = Laptop::new();
    laptop.ok("actor_pick", json!({ "name": "Lan", "role": "member" }));
    assert_eq!(laptop.refused("import_open", json!({})).code, "not_allowed");
    assert_eq!(laptop.refused("no_such", json!({})).code, "unknown_command");
    assert_eq!(laptop.refused("person", json!({})).params["field"], "person");
    let other = open(laptop.dir.path(), &laptop.clock);
    assert_eq!(
        other.call("unlock", json!({ "passphrase": "mật khẩu ví dụ" })).expect_err("in use").code,
        "folder_in_use"
    );
    assert_eq!(other.call("units", json!({})).expect_err("closed").code, "not_open");
}

#[test]
fn a_clock_that_cannot_be_right_is_told() {
    let laptop = Laptop::new();
    assert_eq!(laptop.ok("status", json!({}))["clock"]["state"], "right");
    laptop.clock.store(0, Ordering::Relaxed);
    let status = laptop.ok("status", json!({}));
    assert_eq!((&status["clock"]["state"], &status["clock"]["shown"]), (&json!("impossible"), &json!("1970-01-01")));
}

#[test]
fn where_the_last_backup_went_is_known_to_its_data_folder_alone_and_is_no_event() {
    let (laptop, other) = (Laptop::new(), Laptop::new());
    let place = |laptop: &Laptop| laptop.ok("backup_place", json!({}))["folder"].clone();
    let stick = laptop.dir.path().join("stick");
    std::fs::create_dir(&stick).expect("stick");
    assert_eq!(place(&laptop), Value::Null);
    let before = laptop.ok("verify", json!({}));
    laptop.ok("backup", json!({ "folder": stick }));
    assert_eq!(place(&laptop), json!(stick));
    assert_eq!(laptop.refused("backup", json!({ "folder": "/nowhere" })).code, "backup_target_bad");
    assert_eq!(place(&laptop), json!(stick), "a folder that was refused is not offered");
    let after = laptop.ok("verify", json!({}));
    assert_eq!((&before["events"], &before["digest"]), (&after["events"], &after["digest"]));
    assert_eq!(place(&other), Value::Null);
}

#[test]
fn the_first_steps_are_told_of_demo_data_until_they_are_put_away_and_are_no_event() {
    let laptop = Laptop::new();
    let told = || laptop.ok("status", json!({}))["first_steps"].clone();
    assert_eq!(told(), Value::Null);
    let made = laptop.ok("demo", json!({ "people": 5, "seed": 7 }));
    assert_eq!(told(), made["session"]);
    let events = laptop.ok("verify", json!({}))["events"].clone();
    laptop.ok("first_steps_done", json!({}));
    assert_eq!((told(), laptop.ok("verify", json!({}))["events"].clone()), (Value::Null, events));
}

#[test]
fn sync_is_refused_before_admission_and_to_strangers() {
    let laptop = Laptop::new();
    assert_eq!(laptop.refused("sync", json!({ "central": "http://127.0.0.1:9" })).code, "not_admitted");
    assert_eq!(
        laptop.refused("admit", json!({ "central": "http://10.0.0.1:1", "code": "AAAA-AAAA-AAAA-AAAA" })).code,
        "not_loopback"
    );
    assert_eq!(
        laptop.refused("admit", json!({ "central": "http://127.0.0.1:9", "code": "AAAA-AAAA-AAAA-AAAA" })).code,
        "central_unreachable"
    );
    assert_eq!(laptop.refused("admit", json!({ "central": "http://127.0.0.1:9", "code": "x" })).code, "code_unknown");
}

#[test]
fn a_field_that_is_refused_is_named_with_all_that_its_sentence_needs() {
    let laptop = Laptop::new();
    let unit = laptop.ok("unit_add", json!({ "name": "Công ty Ví Dụ" }));
    let fields = json!({ "name": "Nguyễn Thị Ánh", "number": "06809900001" });
    let error = laptop.refused("person_add", json!({ "unit": unit["id"], "fields": fields }));
    assert_eq!(error.code, "field_refused");
    let params: Vec<(&str, &str)> = error.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(params, [("field", "number"), ("finding", "number_length"), ("length", "11")]);
}

#[test]
fn a_list_in_which_nobody_can_be_named_is_refused_and_changes_nothing() {
    let laptop = Laptop::new();
    let unit = laptop.ok("unit_add", json!({ "name": "Xưởng Ví Dụ" }));
    let before = laptop.ok("verify", json!({}));
    let draft = laptop.import(text(&unit["id"]), "so.csv", "Tháng;Số tiền\n1;250000\n2;300000\n");
    assert_eq!(laptop.refused("import_run", json!({ "draft": draft["draft"] })).code, "no_heading");
    assert_eq!(laptop.ok("verify", json!({})), before);
}

#[test]
fn a_ticket_that_was_taken_back_is_never_given_again() {
    let laptop = Laptop::new();
    let made = laptop.ok("demo", json!({ "people": 20, "seed": 7 }));
    let rows = laptop.ok("visits", json!({ "session": made["session"], "state": "expected", "limit": 5 }));
    let check_in =
        |at: usize| laptop.ok("check_in", json!({ "session": made["session"], "person": rows[at]["person"]["id"] }));
    let first = check_in(0);
    laptop.ok("undo", json!({ "visit": first["id"], "event": first["last_event"], "reason": "nhầm người" }));
    assert_eq!((text(&first["ticket"]), text(&check_in(1)["ticket"])), ("T-001", "T-002"));
    // Neither the number that is gone nor a stranger's finds anybody.
    let found =
        |ticket: &str| laptop.ok("lookup", json!({ "session": made["session"], "text": ticket }))["rows"].clone();
    assert_eq!(
        (found("T-001"), found("T-002")[0]["person"]["id"].clone()),
        (json!([]), rows[1]["person"]["id"].clone())
    );
}

#[test]
fn a_scanned_card_finds_its_person_and_says_what_differs_from_the_list() {
    let laptop = Laptop::new();
    let unit = laptop.ok("unit_add", json!({ "name": "Xưởng Ví Dụ" }));
    let list = "Họ và tên,Ngày sinh,Giới tính,Số CCCD,Địa chỉ\nTrần Văn Đức,26/10/1958,Nam,034058000002,Thôn Tây\nPhạm Thị Mẫu,1944,Nữ,170000007,Thôn 2\n";
    let draft = laptop.import(text(&unit["id"]), "ds.csv", list);
    laptop.ok("import_run", json!({ "draft": draft["draft"] }));
    let session = laptop.ok("session_add", json!({ "date": "2026-11-05", "place": "Nhà ăn", "units": [unit["id"]] }));
    let look = |text: &str| laptop.ok("lookup", json!({ "session": session["id"], "text": text }));

    let found = look("034058000002|150000002|Trần Văn Đức|26101958|Nam|Thôn Đoài, Xã Ví Dụ, Hưng Yên|05082025||||");
    assert_eq!(
        (&found["scan"]["verdict"], &found["rows"][0]["person"]["name"]),
        (&json!("sure"), &json!("Trần Văn Đức"))
    );
    let differs: Vec<&str> = found["differences"]
        .as_array()
        .expect("fields")
        .iter()
        .filter(|field| field["agreement"] == "differs")
        .map(|field| text(&field["field"]))
        .collect();
    assert_eq!(differs, ["address"]);

    // A card whose number the list does not know yet is known by the paper before it.
    let found = look("038144000007|170000007|Phạm Thị Mẫu|01011944|Nữ|Thôn 2, Ví Dụ, Thọ Xuân, Thanh Hóa|20052021");
    assert_eq!(found["rows"][0]["person"]["name"], "Phạm Thị Mẫu");
    let stranger =
        look("079303000003||Lê Đặng Quỳnh Như|02022003|Nữ|Khu Phố 3, Tân Phong, Quận 7, TP. Hồ Chí Minh|12042021");
    assert_eq!((&stranger["rows"], &stranger["scan"]["name"]), (&json!([]), &json!("Lê Đặng Quỳnh Như")));
    let other = look("https://example.org/abc");
    assert_eq!((&other["rows"], &other["scan"]["document"]), (&json!([]), &json!("web_address")));
    assert_eq!(
        (&look("duc")["rows"][0]["person"]["name"], &look("duc")["scan"]),
        (&json!("Trần Văn Đức"), &Value::Null)
    );
}
