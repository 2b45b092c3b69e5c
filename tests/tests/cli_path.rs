//! The main job through the command line: real processes, real files, real sockets.

use std::path::Path;

use luudong_tests::programs::{Central, Laptop, PASSPHRASE, luudong};
use serde_json::{Value, json};

const UNIT: &str = "Công ty TNHH May Ví Dụ";
const DATE: &str = "2026-11-24";

/// A list of fictional people as HR would send it.
fn list(folder: &Path, people: u64, mistakes: u64) -> String {
    let file = folder.join(format!("list-{people}.xlsx")).to_string_lossy().into_owned();
    let (people, mistakes) = (people.to_string(), mistakes.to_string());
    let words = ["--json", "demo", "--people", &people, "--seed", "11", "--mistakes", &mistakes, "--xlsx", &file];
    luudong(&words).answer();
    file
}

fn figures(laptop: &Laptop) -> Value {
    laptop.answer(&["session", "show", DATE])["figures"].clone()
}

/// Lists, plans; the codes of the staff, in the order of the list.
fn prepare(laptop: &Laptop, file: &str) -> Vec<String> {
    let before = laptop.answer(&["import", file, "--unit", UNIT, "--dry-run"]);
    assert_eq!((&before["accepted"], &before["import"]), (&json!(600), &Value::Null));
    assert_eq!(laptop.answer(&["call", "units"]), json!([]), "a dry run makes no unit");

    let first = laptop.answer(&["import", file, "--unit", UNIT]);
    assert_eq!((&first["rows"], &first["accepted"], &first["refused"]), (&json!(600), &json!(600), &json!([])));
    let events = laptop.answer(&["verify"])["events"].clone();
    let again = laptop.answer(&["import", file, "--unit", "cong ty tnhh may vi du"]);
    assert_eq!((&again["accepted"], &again["unchanged"], &again["missing"]), (&json!(0), &json!(600), &json!(0)));
    assert_eq!(laptop.answer(&["verify"])["events"], events, "the same file again writes nothing");

    laptop.answer(&["session", "add", "--date", DATE, "--place", "Hội trường KCN Ví Dụ", "--unit", UNIT]);
    assert_eq!(laptop.answer(&["session", "plan", DATE]), json!({ "planned": 600 }));
    let people = laptop.answer(&["people", "--unit", UNIT]);
    people
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["staff_code"].as_str().expect("a code").to_owned())
        .collect()
}

/// Thirty captured, three deferred, two absent, one capture taken back.
fn work_the_day(laptop: &Laptop, staff: &[String]) {
    for code in &staff[..33] {
        assert_eq!(laptop.answer(&["visit", "check-in", code])["state"], "waiting");
    }
    for code in &staff[..30] {
        let called = laptop.answer(&["visit", "call", "--station", "2"]);
        assert_eq!(
            (&called["state"], &called["person"]["staff_code"]),
            (&json!("called"), &json!(code)),
            "in order of arrival"
        );
        let ticket = called["ticket"].as_str().expect("a ticket");
        assert_eq!(laptop.answer(&["visit", "capture", ticket])["state"], "captured");
    }
    for code in &staff[30..33] {
        laptop.answer(&["visit", "defer", code, "--reason", "papers_missing", "--note", "thiếu giấy khai sinh"]);
    }
    for code in &staff[33..35] {
        laptop.answer(&["visit", "absent", code]);
    }
    assert_eq!(laptop.run(&["visit", "capture", &staff[0]]).refusal(1), "already_captured");
    assert_eq!(laptop.answer(&["visit", "undo", &staff[0], "--reason", "nhầm người"])["state"], "called");
    let done = json!({ "planned": 600, "expected": 565, "waiting": 0, "called": 1, "parked": 0, "serving": 0, "captured": 29, "deferred": 3, "refused": 0, "left": 0, "absent": 2 });
    assert_eq!(figures(laptop), done);
    assert_eq!(laptop.answer(&["visit", "unresolved"]).as_array().map(Vec::len), Some(566));
}

#[test]
fn a_day_without_a_network_arrives_on_every_laptop() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut central = Central::started(folder.path());
    let laptops = ["one", "two", "three"].map(|name| Laptop::made(folder.path(), name));
    let lanes = [("leader", &laptops[0]), ("supervisor", &laptops[1]), ("supervisor", &laptops[2])]
        .map(|(role, laptop)| laptop.admit(&central, role)["lane"].clone());
    assert!(lanes[0] != lanes[1] && lanes[1] != lanes[2], "{lanes:?}");
    let [team, second, third] = &laptops;
    team.answer(&["actor", "--name", "Trần Thị Đội Trưởng", "--role", "leader"]);

    let staff = prepare(team, &list(folder.path(), 600, 0));
    central.stop();
    work_the_day(team, &staff);
    assert_eq!(team.run(&["session", "close", DATE]).refusal(1), "unresolved_left");
    let closed = team.answer(&["session", "close", DATE, "--accept-unresolved", "--reason", "hết giờ"]);
    assert_eq!(closed["state"], "closed");
    assert_eq!(team.run(&["sync"]).refusal(5), "central_unreachable");

    central.start();
    let sent = team.answer(&["sync", "--central", &central.address()]);
    assert_eq!((&sent["refused"], &sent["only_here"]), (&json!([]), &json!(0)));
    assert!(sent["pushed"].as_u64() > Some(600) && sent["bytes_up"].as_u64() > Some(0), "{sent}");
    for laptop in [second, third] {
        assert_eq!(laptop.answer(&["sync"])["refused"], json!([]));
        assert_eq!(figures(laptop), figures(team));
    }
    // Who works at the second and third laptop is in the log too: it goes round once more.
    for laptop in [team, second] {
        laptop.answer(&["sync"]);
    }
    let proofs = laptops.each_ref().map(|laptop| laptop.answer(&["verify"]));
    for proof in &proofs {
        assert_eq!((&proof["ok"], &proof["findings"]), (&json!(true), &json!([])));
        assert_eq!((&proof["digest"], &proof["scopes"]), (&proofs[0]["digest"], &proofs[0]["scopes"]));
    }
    let at_central: Value = serde_json::from_str(&central.administer(&["verify"])).expect("JSON");
    assert_eq!((&at_central["ok"], &at_central["digest"]), (&json!(true), &proofs[0]["digest"]));
}

#[test]
fn what_cannot_be_done_says_why_and_ends_with_its_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut central = Central::started(folder.path());
    let laptop = Laptop::made(folder.path(), "one");
    let wrong = folder.path().join("wrong");
    std::fs::write(&wrong, "một cụm khác hẳn").expect("a file");
    assert_eq!(laptop.run_with(&wrong, &["verify"]).refusal(3), "wrong_passphrase");
    assert_eq!(laptop.run(&["init"]).refusal(4), "folder_not_empty");
    assert_eq!(Laptop::empty(folder.path(), "nowhere").run(&["verify"]).refusal(4), "folder_empty");

    let letter = folder.path().join("letter.xlsx").to_string_lossy().into_owned();
    std::fs::write(&letter, b"%PDF-1.7 this is a letter").expect("a file");
    assert_eq!(laptop.run(&["import", &letter, "--unit", UNIT]).refusal(1), "not_a_spreadsheet");
    assert_eq!(laptop.run(&["import", "/nowhere.xlsx", "--unit", UNIT]).refusal(1), "file_unreadable");
    assert_eq!(laptop.answer(&["call", "units"]), json!([]), "a refused file makes no unit");
    assert_eq!(laptop.run(&["people", "--unit", "không có"]).refusal(1), "not_found");

    assert_eq!(luudong(&["--json", "people"]).refusal(2), "usage");
    assert_eq!(laptop.run(&["call", "no_such_command", "{}"]).refusal(2), "unknown_command");
    assert_eq!(laptop.run(&["call", "units", "not json"]).refusal(2), "bad_arguments");

    assert_eq!(laptop.run(&["sync", "--central", &central.address()]).refusal(3), "not_admitted");
    let lane = laptop.admit(&central, "member")["lane"].as_str().expect("a lane").to_owned();
    laptop.answer(&["actor", "--name", "Đội viên", "--role", "member"]);
    assert_eq!(laptop.run(&["import", &letter, "--unit", UNIT]).refusal(3), "not_allowed");
    laptop.answer(&["sync"]);
    central.administer(&["revoke", &lane, "--reason", "mất máy"]);
    assert_eq!(laptop.run(&["sync"]).refusal(3), "device_revoked");
    central.stop();
    assert_eq!(laptop.run(&["sync"]).refusal(5), "central_unreachable");

    let window = luudong_app::App::new(laptop.data.clone());
    window.call("unlock", json!({ "passphrase": PASSPHRASE })).expect("opens");
    assert_eq!(laptop.run(&["verify"]).refusal(4), "folder_in_use");
}

#[test]
fn refused_rows_come_back_as_a_file_and_a_backup_as_a_laptop() {
    let folder = tempfile::tempdir().expect("a folder");
    let laptop = Laptop::made(folder.path(), "one");
    let (file, report) =
        (list(folder.path(), 200, 200), folder.path().join("mend.xlsx").to_string_lossy().into_owned());
    let told = laptop.answer(&["import", &file, "--unit", UNIT, "--report", &report]);
    let refused = told["refused"].as_array().expect("a list");
    assert!(
        !refused.is_empty() && refused.iter().all(|row| row["row"].as_u64() > Some(5) && row["code"].is_string()),
        "{told}"
    );
    assert_eq!(
        told["accepted"].as_u64().map(|accepted| accepted + told["refused_rows"].as_u64().unwrap_or(0)),
        Some(200)
    );
    // What HR has not mended is refused again, and nothing else is in the file.
    let mended = laptop.run(&["import", &report, "--unit", UNIT]);
    assert_eq!(mended.exit, 1);
    let mended: Value = serde_json::from_str(&mended.out).expect("one JSON value");
    assert_eq!((&mended["rows"], &mended["refused_rows"]), (&told["refused_rows"], &told["refused_rows"]));

    let stick = folder.path().join("stick").to_string_lossy().into_owned();
    let backup = laptop.answer(&["backup", "--to", &stick]);
    let restored = Laptop::empty(folder.path(), "restored");
    restored.answer(&["restore", "--from", backup["path"].as_str().expect("a folder")]);
    assert_eq!(restored.answer(&["people", "--unit", UNIT]), laptop.answer(&["people", "--unit", UNIT]));
    assert_eq!(restored.answer(&["verify"])["ok"], true);
}

#[test]
fn a_scan_is_told_without_a_data_folder() {
    const CARD: &str = "034058000002|150000002|Trần Văn Đức|26101958|Nam|Thôn Đoài, Xã Ví Dụ, Hưng Yên|05082025||||";
    let told = luudong(&["--json", "scan", CARD]).answer();
    assert_eq!(
        (&told["kind"], &told["verdict"], &told["findings"]),
        (&json!("can_cuoc_qr"), &json!("sure"), &json!([]))
    );
    assert_eq!((&told["number"], &told["birth"]), (&json!("034058000002"), &json!("1958-10-26")));
    let disagrees = luudong(&["--json", "scan", &CARD.replace("|Nam|", "|Nữ|")]).answer();
    assert_eq!(
        (&disagrees["verdict"], &disagrees["findings"][0]["code"]),
        (&json!("review"), &json!("number_sex_disagrees"))
    );
    assert!(disagrees["findings"][0]["message"].as_str().is_some_and(|sentence| sentence.contains("thứ tư")));
    let other = luudong(&["--json", "scan", "https://example.org/abc"]);
    let told: Value = serde_json::from_str(&other.out).expect("one JSON value");
    assert_eq!((other.exit, &told["kind"], &told["document"]), (1, &json!("not_a_card"), &json!("web_address")));
}

#[test]
fn a_hall_of_several_steps_is_run_from_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let laptop = Laptop::made(folder.path(), "one");
    laptop.answer(&["import", &list(folder.path(), 40, 0), "--unit", UNIT]);
    laptop.answer(&["session", "add", "--date", DATE, "--place", "Hội trường", "--unit", UNIT]);
    laptop.answer(&["session", "plan", DATE]);
    let people = laptop.answer(&["people", "--unit", UNIT]);
    let code = |at: usize| people[at]["staff_code"].as_str().expect("a code");
    let arrange = |stations: &[&str]| {
        let mut words = vec!["session", "arrange", DATE, "--step", "capture", "--step", "papers", "--calls", "2"];
        words.extend(stations.iter().flat_map(|station| ["--station", station]));
        words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>()
    };
    let run = |words: &[String]| laptop.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run(&arrange(&["1=papers"])).refusal(1), "arranged_not_served");
    assert_eq!(run(&arrange(&["one=papers"])).refusal(1), "arranged_station");
    assert_eq!(run(&arrange(&["1=papers", "2=capture@20"])).exit, 0);
    let told = laptop.answer(&["session", "show", DATE])["arranged"].clone();
    assert_eq!((&told["steps"], &told["stations"][1]["pace"]), (&json!(["papers", "capture"]), &json!(20)));

    for at in 0..4 {
        laptop.answer(&["visit", "check-in", code(at)]);
    }
    laptop.answer(&["visit", "prioritise", code(2), "--reason", "age"]);
    let queue = laptop.answer(&["visit", "queue", "--station", "1"]);
    assert_eq!(
        (&queue["waiting"][0]["person"]["staff_code"], &queue["waiting"][0]["why"]),
        (&json!(code(2)), &json!("first"))
    );
    assert_eq!(laptop.answer(&["visit", "call"])["person"]["staff_code"], code(2));
    assert_eq!(laptop.answer(&["visit", "pass", code(2), "--step", "papers"])["step"], "capture");
    assert_eq!(laptop.answer(&["visit", "move", code(2), "--station", "2"])["for_station"], 2);
    laptop.answer(&["visit", "call", "--station", "2"]);
    let done = ["visit", "capture", code(2), "--old-paper", "collected", "--appointment", "2026-12-24"];
    assert_eq!(laptop.answer(&done)["old_paper"], "collected");
    laptop.answer(&["visit", "call"]);
    assert_eq!(laptop.run(&["visit", "absent", code(0)]).refusal(1), "calls_left");
    assert_eq!(laptop.answer(&["visit", "park", code(0), "--note", "tìm giấy"])["state"], "parked");
    assert_eq!(laptop.answer(&["visit", "requeue", code(0), "--to-end"])["state"], "waiting");
    assert_eq!(laptop.answer(&["visit", "refuse", code(0), "--reason", "not_due"])["refused"], "not_due");
    assert_eq!(laptop.answer(&["visit", "leave", code(1)])["state"], "left");
    let papers = ["--paper", "birth_certificate", "--paper", "old_card"];
    let deferred = laptop.answer(&[&["visit", "defer", code(3), "--reason", "papers_missing"][..], &papers].concat());
    assert_eq!(deferred["papers"], json!(["birth_certificate", "old_card"]));

    laptop.answer(&["session", "incident", DATE, "--kind", "power_cut"]);
    let over = laptop.answer(&["session", "incident-over", DATE]);
    assert!(over["incidents"][0]["over"].is_u64(), "{over}");
    let times = laptop.answer(&["session", "times", DATE]);
    assert_eq!((&times["done"]["in_60"], &times["steps"][0]["done"]["in_60"]), (&json!(1), &json!(1)));
    assert!(laptop.run(&["session", "reopen", DATE, "--reason", "bị trả lại"]).refusal(1) == "session_open");
    laptop.answer(&["session", "close", DATE, "--accept-unresolved", "--reason", "hết giờ"]);
    assert_eq!(laptop.answer(&["session", "reopen", DATE, "--reason", "bị trả lại"])["state"], "open");
}
