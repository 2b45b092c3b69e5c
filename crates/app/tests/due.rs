//! Who is due, from the list that HR sends to the plan of a session.

use crate::laptop::{Laptop, text};
use serde_json::{Value, json};

/// A list as HR heads it, in two rows. Today is 6/11/2026.
const LIST: &str = "\
Họ và tên,Ngày sinh,Giấy tờ tùy thân,,,Loại giấy tờ,Yêu cầu,Tình trạng cư trú
,,Số,Ngày cấp,Nơi cấp,,,
Nguyễn Thị Ánh,15/08/1990,001190000001,10/04/2021,Cục CS,CCCD gắn chip,,Thường trú
Trần Văn Đức,26/10/1958,150000002,05/05/2012,CA Hà Nội,CMND,,Thường trú
Phạm Hữu Ước,01/06/1986,038086000004,01/03/2022,Cục CS,CCCD gắn chip,,Tạm trú
Lê Thị Hoa,1986,038186000005,01/03/2022,Cục CS,CCCD gắn chip,,Thường trú
Hoàng Văn Bảy,20/02/2001,,,,,,Thường trú
Đỗ Minh Châu,20/02/1995,001095000007,20/02/2025,Cục CS,Thẻ căn cước,Mất,Thường trú
Vũ Thị Lan,20/02/1995,001195000008,20/02/2025,Cục CS,Thẻ căn cước,Đổi họ tên,Thường trú
Bùi Văn Nam,20/02/2015,,,,Chưa có,,Thường trú
Ngô Thị Oanh,20/02/2001,001301000009,20/02/2025,Cục CS,Thẻ căn cước,,Thường trú
";

/// Name, verdict, procedure, first reason, desk.
type Row = (&'static str, &'static str, Option<&'static str>, Option<&'static str>, Option<&'static str>);

const EXPECTED: [Row; 9] = [
    ("Nguyễn Thị Ánh", "not_due", None, Some("still_valid"), None),
    ("Trần Văn Đức", "due", Some("first_issue"), Some("cmnd_ended"), Some("mobile_team")),
    ("Phạm Hữu Ước", "due", Some("first_issue"), Some("age_reached"), Some("mobile_team")),
    // Born in 1986: 40 some day of 2026, before or after the session.
    ("Lê Thị Hoa", "uncertain", Some("first_issue"), Some("age_reached"), Some("mobile_team")),
    // Nothing is said of a paper.
    ("Hoàng Văn Bảy", "uncertain", Some("first_issue"), Some("no_paper"), Some("mobile_team")),
    ("Đỗ Minh Châu", "due", Some("reissue"), Some("lost"), Some("mobile_team")),
    ("Vũ Thị Lan", "due", Some("exchange"), Some("name_corrected"), Some("form_first")),
    ("Bùi Văn Nam", "not_due", None, Some("too_young"), None),
    ("Ngô Thị Oanh", "not_due", None, Some("still_valid"), None),
];

fn with_list() -> (Laptop, String) {
    let laptop = Laptop::new();
    let unit = text(&laptop.ok("unit_add", json!({ "name": "Xưởng Ví Dụ" }))["id"]).to_owned();
    let draft = laptop.import(&unit, "t3.csv", LIST);
    let report = laptop.ok("import_run", json!({ "draft": draft["draft"] }));
    assert_eq!((&report["accepted"], &report["refused"]), (&json!(9), &json!([])), "{report}");
    (laptop, unit)
}

fn rows(laptop: &Laptop, filter: Value) -> Vec<Value> {
    let index = laptop.ok("due_index", filter.clone());
    let starts = index["starts"].as_array().expect("starts").iter();
    let pages = starts.map(|start| laptop.ok("due_people", json!({ "filter": filter, "start": start })));
    let rows: Vec<Value> = pages.flat_map(|page| page.as_array().expect("rows").clone()).collect();
    assert_eq!(index["total"], rows.len(), "a count equals the rows behind it: {filter}");
    rows
}

#[test]
fn a_list_that_names_papers_and_requests_says_who_is_due() {
    let (laptop, unit) = with_list();
    let all = rows(&laptop, json!({ "unit": unit }));
    for (name, verdict, procedure, reason, desk) in EXPECTED {
        let row = all.iter().find(|row| row["person"]["name"] == name).expect(name);
        let due = &row["due"];
        let told = (&due["verdict"], &due["procedure"], &row["desk"]);
        assert_eq!(told, (&json!(verdict), &json!(procedure), &json!(desk)), "{name}: {row}");
        if let Some(reason) = reason {
            assert_eq!(due["why"][0]["reason"], reason, "{name}: {due}");
            assert!(due["why"][0]["basis"].is_string(), "{name}");
        }
    }
}

#[test]
fn the_answers_to_a_search_and_a_scan_say_what_people_are_due_for() {
    let (laptop, unit) = with_list();
    let session = laptop.ok("session_add", json!({ "date": "2026-11-06", "place": "Nhà ăn", "units": [unit] }));
    for (name, verdict, procedure, reason, _) in EXPECTED {
        let told = |row: &Value| (row["due"]["verdict"].clone(), row["due"]["procedure"].clone());
        let found = laptop.ok("search", json!({ "text": name, "limit": 12 }))[0].clone();
        assert_eq!((found["name"].as_str(), told(&found)), (Some(name), (json!(verdict), json!(procedure))), "{found}");
        let looked_up = laptop.ok("lookup", json!({ "session": session["id"], "text": name }))["rows"][0].clone();
        assert_eq!(told(&looked_up), told(&found), "{looked_up}");
        assert_eq!(looked_up["due"]["why"][0]["reason"], reason.map_or(Value::Null, Value::from), "{name}");
    }
    let duc = laptop.ok("search", json!({ "text": "Trần Văn Đức", "limit": 1 }))[0].clone();
    laptop.ok("check_in", json!({ "session": session["id"], "person": duc["id"] }));
    let by_ticket = laptop.ok("lookup", json!({ "session": session["id"], "text": "T-001" }));
    assert_eq!(by_ticket["rows"][0]["due"], duc["due"], "by a ticket too");
    // Who has left is due for nothing here.
    laptop.ok("person_left", json!({ "person": duc["id"], "reason": "nghỉ việc" }));
    assert_eq!(laptop.ok("search", json!({ "text": "Trần Văn Đức", "limit": 1 }))[0]["due"], Value::Null);
}

#[test]
fn every_count_equals_the_rows_behind_it() {
    let (laptop, unit) = with_list();
    for date in ["2021-05-05", "2026-11-06", "2030-08-16"] {
        let told = laptop.ok("due_counts", json!({ "unit": unit, "date": date }));
        let counts = &told["counts"];
        for verdict in ["due", "not_due", "uncertain"] {
            let rows = rows(&laptop, json!({ "unit": unit, "date": date, "verdict": verdict }));
            assert_eq!(counts[verdict], rows.len(), "{date} {verdict}");
            assert!(rows.iter().all(|row| row["due"]["verdict"] == verdict));
        }
        for missing in ["paper", "issued", "birth"] {
            let filter = json!({ "unit": unit, "date": date, "verdict": "uncertain", "missing": missing });
            assert_eq!(counts[format!("missing_{missing}")], rows(&laptop, filter).len(), "{date} {missing}");
        }
        for at in told["desks"].as_array().expect("desks") {
            for verdict in ["due", "uncertain"] {
                let filter = json!({ "unit": unit, "date": date, "verdict": verdict, "desk": at["desk"] });
                assert_eq!(at[verdict], rows(&laptop, filter).len(), "{date} {at}");
            }
        }
    }
    let today = laptop.ok("due_counts", json!({ "unit": unit }));
    let counts = &today["counts"];
    let by_hand = ["due", "first_issue", "exchange", "reissue", "uncertain", "not_due"].map(|of| counts[of].clone());
    assert_eq!(by_hand, [4, 2, 1, 1, 2, 3].map(|count| json!(count)), "{today}");
    assert_eq!((&today["date"], &today["law"]), (&json!("2026-11-06"), &json!("2023")));
    assert_eq!(laptop.ok("due_counts", json!({ "unit": unit, "date": "2021-05-05" }))["law"], "2014");
    let nobody = laptop.refused("due_counts", json!({ "unit": "00000000000000000000000000000000" }));
    assert_eq!(nobody.code, "not_found");
}

#[test]
fn who_has_left_is_not_counted_and_a_correction_counts_at_once() {
    let (laptop, unit) = with_list();
    let due = |laptop: &Laptop| laptop.ok("due_counts", json!({ "unit": unit }))["counts"]["due"].clone();
    let find = |name: &str| laptop.ok("search", json!({ "text": name, "limit": 1 }))[0]["id"].clone();
    assert_eq!(due(&laptop), 4);
    laptop.ok("person_left", json!({ "person": find("Trần Văn Đức"), "reason": "nghỉ việc" }));
    assert_eq!(due(&laptop), 3);
    // The words that people use, and the program's own.
    let edit = json!({ "person": find("Hoàng Văn Bảy"), "fields": { "paper": "Chưa có" } });
    assert_eq!(laptop.ok("person_edit", edit)["paper"], "none");
    assert_eq!(due(&laptop), 4);
    let edit = json!({ "person": find("Lê Thị Hoa"), "fields": { "birth": "1986-03-02", "request": "damaged" } });
    laptop.ok("person_edit", edit);
    assert_eq!(due(&laptop), 5);
    let refused =
        laptop.refused("person_edit", json!({ "person": find("Lê Thị Hoa"), "fields": { "issued": "2099" } }));
    assert_eq!((refused.code.as_str(), refused.params["finding"].as_str()), ("field_refused", "issued_unreadable"));
    assert!(laptop.ok("verify", json!({}))["ok"].as_bool().expect("ok"));
}

#[test]
fn a_person_is_told_for_today_or_for_another_day() {
    let (laptop, _) = with_list();
    let person = laptop.ok("search", json!({ "text": "Nguyễn Thị Ánh", "limit": 1 }))[0]["id"].clone();
    let told = laptop.ok("person", json!({ "person": person }))["due"].clone();
    assert_eq!(
        (&told["date"], &told["due"]["verdict"], &told["route"]),
        (&json!("2026-11-06"), &json!("not_due"), &Value::Null)
    );
    assert_eq!(told["due"]["by"], json!({ "first": "2030-08-15", "last": "2030-08-15" }));
    let told = laptop.ok("person", json!({ "person": person, "date": "2030-08-16" }))["due"].clone();
    assert_eq!((&told["due"]["verdict"], &told["route"]["desk"]), (&json!("due"), &json!("mobile_team")));
    assert_eq!(told["due"]["why"][0]["age"], 40);
}

#[test]
fn a_session_can_expect_only_whom_the_team_serves() {
    let (laptop, unit) = with_list();
    let session = |date: &str| {
        let args = json!({ "date": date, "place": "Hội trường", "units": [unit] });
        laptop.ok("session_add", args)["id"].clone()
    };
    let plan = |session: &Value, who: Value| {
        let mut args = json!({ "session": session, "unit": unit });
        if !who.is_null() {
            args["who"] = who;
        }
        laptop.ok("session_plan", args)["planned"].clone()
    };
    let now = session("2026-11-06");
    assert_eq!(plan(&now, json!("due")), 3, "four are due, one of them has to hand in a form first");
    assert_eq!(plan(&now, json!("due")), 0);
    assert_eq!(plan(&now, json!("due_or_uncertain")), 2);
    assert_eq!(plan(&now, Value::Null), 4, "everybody else");
    // By its own date, whatever today is: Ánh and Hoa are over 40 then, and Nam is over 14.
    let later = session("2030-08-16");
    assert_eq!(plan(&later, json!("due")), 6);
    assert_eq!(
        laptop.refused("session_plan", json!({ "session": now, "unit": unit, "who": "x" })).code,
        "bad_arguments"
    );
}

#[test]
fn routing_is_set_by_those_who_lead_and_for_every_question() {
    let (laptop, unit) = with_list();
    let shown = laptop.ok("routing", json!({ "date": "2021-05-05" }));
    assert_eq!((&shown["built_in"], &shown["rules"][0]["form"]["code"]), (&json!(true), &json!("DC01")));
    for (rules, fault) in [("{", "unreadable"), ("[]", "length"), (r#"[{"desk":"form_first"}]"#, "form")] {
        let refused = laptop.refused("routing_set", json!({ "rules": rules }));
        assert_eq!((refused.code.as_str(), refused.params["fault"].as_str()), ("routing_refused", fault));
    }
    assert_eq!(laptop.ok("routing", json!({}))["built_in"], true, "a refusal changes nothing");
    let office = r#"[{"when":{"paper":["cmnd9"]},"desk":"office","source":"Thử"},{"desk":"mobile_team"}]"#;
    let shown = laptop.ok("routing_set", json!({ "rules": office }));
    assert_eq!((&shown["built_in"], &shown["set_by"]), (&json!(false), &json!("Minh")));
    let desks = laptop.ok("due_counts", json!({ "unit": unit }))["desks"].clone();
    let at =
        |desk: &str| desks.as_array().expect("desks").iter().find(|at| at["desk"] == desk).expect(desk)["due"].clone();
    assert_eq!((at("office"), at("mobile_team"), at("form_first")), (json!(1), json!(3), json!(0)));
    laptop.ok("actor_pick", json!({ "name": "Lan", "role": "hr" }));
    assert_eq!(laptop.refused("routing_set", json!({ "rules": null })).code, "not_allowed");
    assert_eq!(laptop.ok("routing", json!({}))["rules"][0]["source"], "Thử");
    laptop.ok("actor_pick", json!({ "name": "Minh", "role": "supervisor" }));
    assert_eq!(laptop.ok("routing_set", json!({ "rules": null }))["built_in"], true);
    assert!(laptop.ok("verify", json!({}))["ok"].as_bool().expect("ok"));
}
