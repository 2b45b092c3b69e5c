//! Sticks instead of networks: what one laptop has comes to another and to central as a file, and nothing bad does.

use std::path::{Path, PathBuf};

use base64::Engine;
use luudong_central::Central;
use luudong_domain::id::DeviceId;
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_store::Folder;
use luudong_tests::world::{BEGIN, Laptop, TestCentral, temporary};
use serde_json::{Value, json};
use tempfile::TempDir;

const MINUTE: u64 = 60_000_000;

/// A central and laptops that were admitted, and since then no network.
struct Island {
    dir: TempDir,
    central: PathBuf,
    stick: PathBuf,
}

impl Island {
    fn new() -> (Island, TestCentral) {
        let dir = temporary();
        let central = TestCentral::start(dir.path());
        let stick = dir.path().join("stick");
        std::fs::create_dir(&stick).expect("stick");
        (Island { stick, central: central.folder().to_owned(), dir }, central)
    }

    fn laptop(&self, central: &TestCentral, name: &str, role: Role, grants: &[Grant]) -> Laptop {
        let laptop = Laptop::new(self.dir.path(), name);
        laptop.admit(central, role, grants);
        laptop
    }

    fn central(&self) -> Central {
        Central::open(&Folder::at(&self.central)).expect("central")
    }

    /// Central writes for a laptop.
    fn central_writes(&self, to: &Laptop) -> PathBuf {
        self.central().write_parcel(id(to), &self.stick).expect("written").path
    }
}

fn id(laptop: &Laptop) -> DeviceId {
    let id = laptop.ok("status", json!({}))["device"]["id"].clone();
    serde_json::from_value(id).expect("an id")
}

fn write(from: &Laptop, to: &str, stick: &Path) -> PathBuf {
    from.ok("parcel_write", json!({ "to": to, "folder": stick }))["path"].as_str().expect("path").into()
}

fn read(laptop: &Laptop, path: &Path) -> Value {
    laptop.ok("parcel_read", json!({ "path": path }))
}

fn refused(laptop: &Laptop, path: &Path) -> String {
    laptop.refused("parcel_read", json!({ "path": path })).code
}

fn only_here(laptop: &Laptop) -> u64 {
    laptop.ok("sync_status", json!({}))["only_here"].as_u64().expect("count")
}

/// A list of so many people, of a unit that nobody knows yet.
fn list(laptop: &Laptop, unit: &str, people: usize) -> Value {
    let unit = laptop.ok("unit_add", json!({ "name": unit }))["id"].clone();
    let rows = (0..people).map(|at| format!("Nguyễn Văn {},15/08/1990,Nam,NV{at:05}\n", ["An", "Bình"][at % 2]));
    let csv = format!("Họ và tên,Ngày sinh,Giới tính,Mã nhân viên\n{}", rows.collect::<String>());
    let bytes = base64::engine::general_purpose::STANDARD.encode(csv);
    let draft = laptop.ok("import_open", json!({ "unit": unit, "file_name": "ds.csv", "bytes": bytes }));
    let report = laptop.ok("import_run", json!({ "draft": draft["draft"], "overwrite": [], "left": [] }));
    assert_eq!(report["accepted"], people, "{report}");
    unit
}

fn people(laptop: &Laptop, unit: &Value) -> Value {
    laptop.ok("people_index", json!({ "unit": unit }))["total"].clone()
}

#[test]
fn a_list_goes_to_central_on_a_stick_and_the_answer_comes_back() {
    let (island, mut serving) = Island::new();
    let hr = island.laptop(&serving, "hr", Role::Hr, &[]);
    serving.stop();
    let unit = list(&hr, "Công ty Ví Dụ", 300);
    let (before, there) = (only_here(&hr), write(&hr, "central", &island.stick));
    assert!(before >= 302, "{before}");
    assert_eq!(only_here(&hr), before, "what is only on its way has not arrived");
    assert_eq!(hr.ok("parcels", json!({}))["folder"], json!(island.stick));

    let central = island.central();
    let report = central.read_parcel(&there).expect("read");
    assert_eq!((report.pulled, report.refused.len()), (before, 0), "{report:?}");
    // The unit's registration, the grant, and all that `org` had.
    assert!(report.answer >= 4, "{report:?}");
    assert!(central.verify().expect("verify").ok);
    assert_eq!(central.units().expect("units").len(), 1);
    drop(central);

    let back = island.central_writes(&hr);
    let answer = read(&hr, &back);
    assert_eq!((&answer["refused"], &answer["only_here"], &answer["lane"]), (&json!([]), &json!(0), &json!("central")));
    assert_eq!(answer["pulled"], report.answer);
    let status = hr.ok("sync_status", json!({}));
    assert_eq!((&status["only_here"], status["central_parcel"].is_null()), (&json!(0), false), "{status}");
    assert_eq!(hr.ok("units", json!({}))[0]["awaiting_central"], false);
    assert_eq!(people(&hr, &unit), 300);
    let same = island.central().verify().expect("verify").digest;
    assert_eq!(hr.digest(), same, "both sides show the same, byte for byte");

    // What follows is only what is new, and has the right to be there by now.
    hr.ok("person_add", json!({ "unit": unit, "fields": { "name": "Trần Thị Cúc", "birth": "1991" } }));
    let report = island.central().read_parcel(&write(&hr, "central", &island.stick)).expect("read");
    assert_eq!((report.pulled, report.refused.len()), (1, 0), "{report:?}");
}

#[test]
fn three_laptops_and_central_agree_without_any_network() {
    let (island, mut serving) = Island::new();
    let hr = island.laptop(&serving, "hr", Role::Hr, &[]);
    let first = island.laptop(&serving, "a", Role::Leader, &[Grant::All]);
    let second = island.laptop(&serving, "b", Role::Leader, &[Grant::All]);
    serving.stop();
    let unit = list(&hr, "Công ty Ví Dụ", 60);
    island.central().read_parcel(&write(&hr, "central", &island.stick)).expect("read");
    read(&first, &island.central_writes(&first));
    assert_eq!(people(&first, &unit), 60);

    // Laptop to laptop: the second has never heard of anybody but central's name.
    first.ok("session_add", json!({ "date": "2026-11-06", "place": "Nhà máy 1", "units": [unit] }));
    let given = write(&first, "C", &island.stick);
    let report = read(&second, &given);
    assert_eq!((&report["refused"], &report["lane"]), (&json!([]), &json!("B")), "{report}");
    assert_eq!(people(&second, &unit), 60);
    assert_eq!(second.ok("sessions", json!({})).as_array().map(Vec::len), Some(1));

    // The answer holds what the other lacks, and nothing that it has.
    second.ok("person_add", json!({ "unit": unit, "fields": { "name": "Trần Thị Cúc", "birth": "1991" } }));
    let lacks = report["answer"].as_u64().expect("count") + 1;
    let report = read(&first, &write(&second, "B", &island.stick));
    assert_eq!((&report["pulled"], &report["refused"]), (&json!(lacks), &json!([])), "{report}");
    assert!(lacks < 6, "{lacks}");
    assert_eq!(people(&first, &unit), 61);

    // And home: central learns of both through one of them, and the rest hear of it.
    let report = island.central().read_parcel(&write(&first, "central", &island.stick)).expect("read");
    assert_eq!(report.refused, [], "{report:?}");
    for laptop in [&hr, &first, &second] {
        read(laptop, &island.central_writes(laptop));
    }
    let digest = island.central().verify().expect("verify").digest;
    assert_eq!((first.digest(), second.digest()), (digest.clone(), digest));
    assert_eq!(people(&hr, &unit), 61);
    assert_eq!(hr.ok("sessions", json!({})), json!([]), "HR is handed no session");
    assert_eq!((only_here(&first), only_here(&second), only_here(&hr)), (0, 0, 0));
}

#[test]
fn a_parcel_read_again_or_late_changes_nothing() {
    let (island, mut serving) = Island::new();
    let hr = island.laptop(&serving, "hr", Role::Hr, &[]);
    let leader = island.laptop(&serving, "a", Role::Leader, &[Grant::All]);
    serving.stop();
    let unit = list(&hr, "Công ty Ví Dụ", 40);
    let old = write(&hr, "central", &island.stick);
    hr.ok("person_add", json!({ "unit": unit, "fields": { "name": "Trần Thị Cúc", "birth": "1991" } }));
    hr.set_clock(BEGIN + 5 * MINUTE);
    let new = write(&hr, "central", &island.stick);
    let central = island.central();
    central.read_parcel(&new).expect("new");
    let digest = central.verify().expect("verify").digest;
    let answer = central.write_parcel(id(&hr), &island.stick).expect("answer");
    for _ in 0..2 {
        let report = central.read_parcel(&old).expect("old");
        assert_eq!((report.pulled, report.refused.len()), (0, 0));
    }
    assert_eq!(central.verify().expect("verify").digest, digest);
    // What was said later stands: the next answer is no longer than this one.
    assert_eq!(central.write_parcel(id(&hr), &island.stick).expect("again").events, answer.events);
    drop(central);

    let first = read(&leader, &island.central_writes(&leader));
    let digest = leader.digest();
    assert!(first["pulled"].as_u64() > Some(40), "{first}");
    let again = island.central_writes(&leader);
    assert_eq!(read(&leader, &again)["pulled"], 0);
    assert_eq!(leader.digest(), digest);
}

#[test]
fn what_is_not_for_this_laptop_or_not_whole_is_refused_and_recorded() {
    let (island, mut serving) = Island::new();
    let hr = island.laptop(&serving, "hr", Role::Hr, &[]);
    let leader = island.laptop(&serving, "a", Role::Leader, &[Grant::All]);
    serving.stop();
    list(&hr, "Công ty Ví Dụ", 40);
    island.central().read_parcel(&write(&hr, "central", &island.stick)).expect("read");
    let good = island.central_writes(&leader);
    let before = leader.digest();
    assert_eq!(refused(&hr, &good), "parcel_not_for_me");

    let stick = |name: &str, bytes: &[u8]| {
        let path = island.stick.join(name);
        std::fs::write(&path, bytes).expect("write");
        path
    };
    assert_eq!(refused(&leader, &stick("anh.parcel", b"\xff\xd8\xff\xe0 JFIF")), "parcel_not_one");
    assert_eq!(refused(&leader, &island.stick), "parcel_not_one");
    assert_eq!(refused(&leader, &island.stick.join("pulled out.parcel")), "parcel_unreadable");
    let whole = std::fs::read(&good).expect("read");
    for part in 1..40 {
        let cut = stick("cut.parcel", &whole[..whole.len() * part / 40]);
        assert_eq!(refused(&leader, &cut), "parcel_damaged", "{part}/40");
        let mut flipped = whole.clone();
        flipped[whole.len() * part / 40] ^= 1;
        assert_ne!(refused(&leader, &stick("flipped.parcel", &flipped)), "storage", "{part}/40");
    }
    assert_eq!(leader.digest(), before, "nothing of them came in");
    let record = leader.ok("parcels", json!({}))["lines"].clone();
    let told = |line: &Value| (line["way"].clone(), line["code"].clone());
    assert_eq!(told(&record[1]), (json!("refused"), json!("parcel_damaged")), "{record}");
    assert_eq!(record.as_array().map(Vec::len), Some(20));

    // By path or by bytes, never both; and the good one is still good.
    let bytes = base64::engine::general_purpose::STANDARD.encode(&whole);
    let both = json!({ "path": good, "bytes": bytes });
    assert_eq!(leader.refused("parcel_read", both).code, "bad_arguments");
    let report = leader.ok("parcel_read", json!({ "bytes": bytes }));
    assert!(report["pulled"].as_u64() > Some(40), "{report}");
    assert_eq!(leader.ok("parcels", json!({}))["lines"][0]["way"], "read");
}

#[test]
fn nothing_is_written_for_strangers_nor_without_admission() {
    let (island, mut serving) = Island::new();
    let hr = island.laptop(&serving, "hr", Role::Hr, &[]);
    let lonely = Laptop::new(island.dir.path(), "lonely");
    serving.stop();
    let to = |to: &str, folder: &Path| json!({ "to": to, "folder": folder });
    assert_eq!(lonely.refused("parcel_write", to("central", &island.stick)).code, "not_admitted");
    assert_eq!(refused(&lonely, &island.stick), "not_admitted");
    assert_eq!(lonely.ok("parcel_peers", json!({})), json!([]));
    assert_eq!(hr.refused("parcel_write", to("Z", &island.stick)).code, "parcel_receiver_unknown");
    assert_eq!(hr.refused("parcel_write", to("A", &island.stick)).code, "parcel_receiver_unknown", "itself");
    assert_eq!(hr.refused("parcel_write", to("central", &island.stick.join("gone"))).code, "parcel_folder_bad");
    assert_eq!(hr.refused("parcel_write", to("central", &hr.dir.join("data"))).code, "parcel_folder_bad");
    assert_eq!(std::fs::read_dir(&island.stick).expect("stick").count(), 0);
}

#[test]
fn a_scope_that_sender_or_receiver_was_not_granted_stays_out_and_the_rest_comes_in() {
    let (island, mut serving) = Island::new();
    let member = island.laptop(&serving, "m", Role::Member, &[]);
    let leader = island.laptop(&serving, "a", Role::Leader, &[Grant::All]);
    let hr = island.laptop(&serving, "hr", Role::Hr, &[Grant::Units]);
    serving.stop();
    // A member may open no unit: whatever they made in one, before the laptop knew that, is theirs alone.
    let lost = list(&member, "Đơn vị lạ", 3);
    for laptop in [&member, &leader, &hr] {
        read(laptop, &island.central_writes(laptop));
    }
    let report = read(&leader, &write(&member, "B", &island.stick));
    assert_eq!(report["refused"][0]["code"], "parcel_scope_of_sender", "{report}");
    assert_eq!(report["refused"].as_array().map(Vec::len), Some(1));
    assert!(report["pulled"].as_u64() > Some(0), "the member's name came in");
    assert_eq!(people(&leader, &lost), 0);
    assert_eq!(leader.ok("parcels", json!({}))["lines"][0]["refused"][0]["code"], "parcel_scope_of_sender");
    let report = island.central().read_parcel(&write(&member, "central", &island.stick)).expect("read");
    assert_eq!(report.refused[0].code, "scope_not_granted", "{report:?}");
    assert_eq!(member.ok("sync_status", json!({}))["only_here"].as_u64().map(|count| count > 3), Some(true));

    // The leader has not heard yet that HR lost its grant; HR has.
    let unit = list(&leader, "Công ty Ví Dụ", 5);
    island.central().grant(id(&hr), Grant::Units, false).expect("ungrant");
    read(&hr, &island.central_writes(&hr));
    let stale = write(&leader, "C", &island.stick);
    let report = read(&hr, &stale);
    assert_eq!(report["refused"][0]["code"], "scope_not_granted", "{report}");
    assert_eq!(people(&hr, &unit), 0);
    // One who has heard writes none of it at all.
    read(&leader, &island.central_writes(&leader));
    let report = read(&hr, &write(&leader, "C", &island.stick));
    assert_eq!((&report["refused"], &report["pulled"]), (&json!([]), &json!(0)), "{report}");
}

#[test]
fn from_and_for_a_revoked_laptop_nothing_goes() {
    let (island, mut serving) = Island::new();
    let lost = island.laptop(&serving, "lost", Role::Leader, &[Grant::All]);
    let leader = island.laptop(&serving, "a", Role::Leader, &[Grant::All]);
    serving.stop();
    for laptop in [&lost, &leader] {
        read(laptop, &island.central_writes(laptop));
    }
    list(&lost, "Công ty Ví Dụ", 3);
    let (early, home) = (write(&lost, "B", &island.stick), write(&lost, "central", &island.stick));
    island.central().revoke(id(&lost), "mất máy").expect("revoke");
    let told = island.central().read_parcel(&home).map_err(|error| error.to_string());
    assert_eq!(told.err().as_deref(), Some("refused: parcel_sender_revoked"));
    assert!(island.central().write_parcel(id(&lost), &island.stick).is_err());
    read(&leader, &island.central_writes(&leader));
    assert_eq!(refused(&leader, &early), "parcel_sender_revoked");
    let to = json!({ "to": "A", "folder": island.stick });
    assert_eq!(leader.refused("parcel_write", to).code, "parcel_receiver_unknown");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stick_is_told_and_keeps_what_it_had() {
    let (island, mut serving) = Island::new();
    let hr = island.laptop(&serving, "hr", Role::Hr, &[]);
    serving.stop();
    list(&hr, "Công ty Ví Dụ", 3_000);
    let stick = island.dir.path().join("small");
    std::fs::create_dir(&stick).expect("folder");
    let mount = |words: &[&str]| {
        let ran = std::process::Command::new(words[0]).args(&words[1..]).arg(&stick).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"]) {
        eprintln!("skipped: only root may mount a stick of 64 KiB");
        return;
    }
    std::fs::write(stick.join("ảnh.jpg"), "of somebody").expect("room");
    let told = hr.refused("parcel_write", json!({ "to": "central", "folder": stick })).code;
    let left: Vec<_> =
        std::fs::read_dir(&stick).expect("list").map(|entry| entry.expect("entry").file_name()).collect();
    let kept = std::fs::read_to_string(stick.join("ảnh.jpg")).expect("kept");
    let read_only = mount(&["mount", "-o", "remount,ro"])
        .then(|| hr.refused("parcel_write", json!({ "to": "central", "folder": stick })).code);
    assert!(mount(&["umount"]), "umount");
    assert_eq!(told, "stick_full");
    assert_eq!((left, kept.as_str()), (vec!["ảnh.jpg".into()], "of somebody"));
    assert_eq!(read_only.as_deref(), Some("stick_lost"));
    // Nothing was lost: with room it goes.
    write(&hr, "central", &island.stick);
}
