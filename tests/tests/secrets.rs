//! Nobody's name or number can be read outside the program: not in its files, its logs or its refusals.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use luudong_domain::text::fold;
use luudong_tests::bridge::{Bridge, NoReply};
use luudong_tests::programs::Central;
use luudong_tests::world::{PASSPHRASE, temporary};
use serde_json::{Value, json};

const PLANTED: usize = 100;
/// Bytes by which a planted text is recognised before it is compared whole.
const KEY: usize = 6;

/// Somebody who must not be found.
struct Planted {
    name: String,
    number: String,
    old_number: String,
    phone: String,
}

fn planted() -> Vec<Planted> {
    // No word of any program or message: a hit is a leak.
    let middle = ["Quyểnh", "Khuyết", "Nghiễm", "Thưởng", "Xuyến", "Đoái", "Huỵch", "Ngoằn", "Trượt", "Phướng"];
    let given = ["Ngoèo", "Khoắng", "Đượm", "Xoăn", "Thoảng", "Ruộm", "Huỳnh", "Quặp", "Vuợt", "Giềng"];
    let person = |at: usize| Planted {
        name: format!("Đặng {} {}", middle[at / 10], given[at % 10]),
        number: format!("0011907{at:05}"),
        old_number: format!("0127{at:05}"),
        phone: format!("09127{at:05}"),
    };
    (0..PLANTED).map(person).collect()
}

fn list(people: &[Planted]) -> String {
    let row = |(at, one): (usize, &Planted)| {
        let (day, month) = (1 + at % 28, 1 + at % 12);
        format!("{},{day:02}/{month:02}/1990,Nữ,{},{},{}\n", one.name, one.number, one.old_number, one.phone)
    };
    let rows: String = people.iter().enumerate().map(row).collect();
    format!("Họ và tên,Ngày sinh,Giới tính,Số CCCD,Số CMND,Điện thoại\n{rows}")
}

/// Everything that gives a planted person away, by its first bytes.
struct Needles(HashMap<[u8; KEY], Vec<Vec<u8>>>);

impl Needles {
    fn of(people: &[Planted], request: &str) -> Needles {
        let mut all = vec![request.as_bytes().to_vec()];
        for one in people {
            let folded = fold(&one.name);
            let joined = folded.replace(' ', "");
            let spaced = format!("{} {} {}", &one.number[..3], &one.number[3..6], &one.number[6..]);
            let texts = [
                one.name.clone(),
                one.name.to_uppercase(),
                one.name.to_lowercase(),
                folded.to_uppercase(),
                folded,
                joined,
                spaced,
                one.number.clone(),
                one.old_number.clone(),
                one.phone.clone(),
            ];
            for text in texts {
                all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
                all.push(text.into_bytes());
            }
        }
        let mut needles: HashMap<[u8; KEY], Vec<Vec<u8>>> = HashMap::new();
        for needle in all {
            let key = needle[..KEY].try_into().expect("long enough");
            needles.entry(key).or_default().push(needle);
        }
        Needles(needles)
    }

    /// The first planted text in `bytes`.
    fn find(&self, bytes: &[u8]) -> Option<String> {
        bytes.windows(KEY).enumerate().find_map(|(at, key)| {
            let key: &[u8; KEY] = key.try_into().expect("a window");
            let hit = self.0.get(key)?.iter().find(|needle| bytes[at..].starts_with(needle))?;
            Some(String::from_utf8_lossy(hit).into_owned())
        })
    }

    fn must_miss(&self, place: &str, bytes: &[u8]) {
        assert_eq!(self.find(bytes), None, "in {place}");
    }
}

/// The files under `folder`, without what was exported for people.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        match path.is_dir() {
            true if path.ends_with("exports") => {}
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

#[test]
fn no_planted_name_or_number_leaves_the_program() {
    let dir = temporary();
    let place = |name: &str| dir.path().join(name);
    let people = planted();
    let list = list(&people);
    let bytes = STANDARD.encode(&list);
    let needles = Needles::of(&people, &bytes[bytes.len() / 2..bytes.len() / 2 + 40]);
    for one in &people {
        for (needle, text) in [("name", &one.name), ("number", &one.number), ("phone", &one.phone)] {
            assert!(needles.find(text.as_bytes()).is_some(), "a planted {needle} is found where it is");
        }
    }

    let bridge = Bridge::start(env!("CARGO_BIN_EXE_bridge"), &place("data"), &place("bridge.log"));
    let central = Central::started(dir.path());
    let (unit, session) = a_day(&bridge, &people, &bytes);
    for refusal in refusals(&bridge, &people, &unit, &session) {
        needles.must_miss("a refusal", refusal.to_string().as_bytes());
    }
    let close = json!({ "session": session, "accept_unresolved": true, "reason": "hết giờ" });
    bridge.ok("session_close", &close);
    let code = central.administer(&["codes", "add", "--role", "leader", "--scope", "*"]);
    bridge.ok("admit", &json!({ "central": central.address(), "code": code.trim(), "label": "máy 1" }));
    let report = bridge.ok("sync", &json!({ "central": null }));
    assert_eq!((&report["only_here"], &report["refused"]), (&json!(0), &json!([])), "{report}");
    fs::create_dir(place("stick")).expect("folder");
    bridge.ok("backup", &json!({ "folder": place("stick") }));

    // Made to be handed out, after everything that could have been said wrongly was refused.
    let support = bridge.ok("support", &json!({}))["path"].as_str().expect("path").to_owned();
    let told = fs::read(&support).expect("the support file");
    let read: Value = serde_json::from_slice(&told).expect("JSON");
    assert!(
        read["refusals"].as_array().expect("list").iter().any(|refusal| refusal["code"] == "bad_arguments"),
        "{read}"
    );
    assert!(read["ends"].as_array().expect("list").len() >= 3, "{read}");
    needles.must_miss("the support file", &told);
    needles.must_miss("the support file's name", support.as_bytes());

    // While both run, so that what they keep beside the database is searched too; and again when they are gone.
    search(&needles, dir.path());
    drop((bridge, central));
    search(&needles, dir.path());
}

/// Searches every file and its name.
fn search(needles: &Needles, folder: &Path) {
    let files = files(folder);
    for wanted in ["data/luudong.db", "central/luudong.db", "bridge.log", "central.log"] {
        let found =
            files.iter().find(|path| path.ends_with(wanted)).unwrap_or_else(|| panic!("no {wanted} in {files:?}"));
        assert!(fs::metadata(found).expect("file").len() > 0, "{wanted} is empty");
    }
    for path in files {
        let name = path.display().to_string();
        needles.must_miss("a file's name", name.as_bytes());
        needles.must_miss(&name, &fs::read(&path).expect("file"));
    }
}

/// A list, a session, and a queue of a few; unit and session.
fn a_day(bridge: &Bridge, people: &[Planted], list: &str) -> (Value, Value) {
    bridge.ok("init", &json!({ "passphrase": PASSPHRASE }));
    bridge.ok("actor_pick", &json!({ "name": people[0].name, "role": "leader" }));
    let unit = bridge.ok("unit_add", &json!({ "name": "Xưởng Ví Dụ", "code": null }))["id"].clone();
    let draft = bridge.ok("import_open", &json!({ "unit": unit, "file_name": people[1].name, "bytes": list }));
    let report = bridge.ok("import_run", &json!({ "draft": draft["draft"], "overwrite": [], "left": [] }));
    assert_eq!(report["accepted"], PLANTED, "{report}");
    let session = json!({ "date": "2026-03-30", "place": people[2].name, "units": [unit] });
    let session = bridge.ok("session_add", &session)["id"].clone();
    bridge.ok("session_plan", &json!({ "session": session, "unit": unit }));
    for one in people.iter().take(10) {
        let found = bridge.ok("lookup", &json!({ "session": session, "text": one.number }))["rows"].clone();
        let visit = bridge.ok("check_in", &json!({ "session": session, "person": found[0]["person"]["id"] }));
        bridge.ok("serve", &json!({ "visit": visit["id"], "station": 1 }));
        bridge.ok("defer", &json!({ "visit": visit["id"], "reason": "other", "note": one.phone }));
    }
    (unit, session)
}

/// What the program says to commands that it cannot follow.
fn refusals(bridge: &Bridge, people: &[Planted], unit: &Value, session: &Value) -> Vec<Value> {
    let Planted { name, number, old_number, phone } = &people[3];
    let known = bridge.ok("search", &json!({ "text": number, "limit": 5 }))[0]["id"].clone();
    let done = bridge.ok("lookup", &json!({ "session": session, "text": people[0].number }))["rows"][0].clone();
    let import = |bytes: &str| json!({ "unit": unit, "file_name": format!("{name}.xlsx"), "bytes": bytes });
    let broken = [b"PK\x03\x04".as_slice(), name.as_bytes()].concat();
    let asked = [
        ("import_open", import(&STANDARD.encode(broken))),
        ("import_open", import(&STANDARD.encode(format!("{name},{number}\n")))),
        ("import_open", import(name)),
        ("person_edit", json!({ "person": known, "fields": { "birth": number } })),
        ("person_edit", json!({ "person": known, "fields": { "number": name } })),
        ("person_edit", json!({ "person": known, "fields": { phone: name } })),
        ("person_add", json!({ "unit": unit, "fields": { "phone": phone } })),
        ("person_add", json!({ "unit": name, "fields": {} })),
        ("person", json!({ "person": number })),
        ("search", json!({ "text": [name], "limit": name })),
        ("check_in", json!({ "session": session, "person": done["person"]["id"] })),
        ("check_in", json!({ "session": old_number, "person": name })),
        ("capture", json!({ "visit": done["id"], "receipt": number })),
        ("undo", json!({ "visit": done["id"], "event": number, "reason": name })),
        ("defer", json!({ "visit": done["id"], "reason": name, "note": phone })),
        ("session_close", json!({ "session": session, "accept_unresolved": false, "reason": name })),
        ("session_add", json!({ "date": number, "place": name, "units": [name] })),
        ("actor_pick", json!({ "name": name, "role": name })),
        ("backup", json!({ "folder": format!("/nowhere/{name}") })),
        ("sync", json!({ "central": format!("http://127.0.0.1:9/{number}") })),
        ("admit", json!({ "central": format!("http://{number}"), "code": number, "label": name })),
        ("recover", json!({ "words": name, "passphrase": phone })),
        ("restore", json!({ "backup": format!("/nowhere/{name}"), "passphrase": phone })),
    ];
    let ask = |(command, args): (&str, Value)| match bridge.call(command, &args) {
        Err(NoReply::Refused(refusal)) => Some(refusal),
        Err(NoReply::Gone) => panic!("{command} ended the program"),
        Ok(_) => None, // such as recovering a folder that is open: nothing is refused, nothing is said
    };
    let refused: Vec<Value> = asked.into_iter().filter_map(ask).collect();
    assert!(refused.len() > 18, "{refused:?}");
    refused
}
