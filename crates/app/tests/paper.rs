//! Papers through the command surface: to a real printer, into files, every so many minutes.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::laptop::{Laptop, NOW, text};
use luudong_app::{App, Outside, PATIENCE};
use serde_json::{Value, json};
use tempfile::TempDir;

const PASSPHRASE: &str = "mật khẩu ví dụ";
const MINUTE: u64 = 60 * 1_000_000;

/// Waits for something that another process or thread does.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        #[expect(clippy::disallowed_methods, reason = "a condition is waited for")]
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A printer of CUPS that keeps what it is sent.
struct Printer {
    process: Child,
    dir: TempDir,
    port: u16,
}

impl Printer {
    fn start(formats: &str) -> Printer {
        let dir = TempDir::new().expect("dir");
        let port = TcpListener::bind("127.0.0.1:0").expect("port").local_addr().expect("address").port();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/printer.sh");
        let process = Command::new(script)
            .arg(dir.path())
            .args([&port.to_string(), formats])
            .stdout(Stdio::null())
            .spawn()
            .expect("scripts/install.sh test");
        let printer = Printer { process, dir, port };
        until("a printer that listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        printer
    }

    fn address(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// What it was sent, in order.
    fn received(&self) -> Vec<Vec<u8>> {
        let files = fs::read_dir(self.dir.path().join("spool")).expect("spool");
        let mut files: Vec<PathBuf> = files.map(|file| file.expect("file").path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "pdf"));
        files.sort();
        files.iter().map(|file| fs::read(file).expect("read")).collect()
    }

    /// As somebody takes the paper out of its trays, by its own page.
    fn sheets(&self, sheets: u32) {
        use std::io::{Read, Write};
        let mut page = TcpStream::connect(("127.0.0.1", self.port)).expect("its page");
        let trays = format!("size1=iso_a4_210x297mm&type1=stationery&level1={sheets}&size3=&type3=&level3={sheets}");
        write!(page, "GET /media?{trays} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("asked");
        // It keeps the connection for another question, so the beginning of the answer has to do.
        let mut told = [0; 15];
        page.read_exact(&mut told).expect("told");
        assert_eq!(&told, b"HTTP/1.1 200 OK");
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        // The script ends what it started.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

/// A hall with people who are planned, some of whom wait.
fn hall(laptop: &Laptop) -> Value {
    let made = laptop.ok("demo", json!({ "people": 30, "seed": 7 }));
    let session = made["session"].clone();
    let expected = laptop.ok("visits", json!({ "session": session, "state": "expected", "limit": 5 }));
    for row in expected.as_array().expect("rows") {
        laptop.ok("check_in", json!({ "session": session, "person": row["person"]["id"] }));
    }
    session
}

fn pdf_text(pdf: &[u8]) -> String {
    let dir = TempDir::new().expect("dir");
    let file = dir.path().join("it.pdf");
    fs::write(&file, pdf).expect("written");
    let out = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output().expect("poppler-utils");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// Whether all words stand in a text, however its lines are broken.
fn has(text: &str, words: &str) -> bool {
    let one = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    one(text).contains(&one(words))
}

#[test]
fn a_printer_gets_the_very_pdf_and_is_remembered() {
    let (laptop, printer) = (Laptop::new(), Printer::start("application/pdf"));
    let session = hall(&laptop);
    let masked = json!({ "session": session, "kind": "state", "masked": true });
    assert_eq!(laptop.refused("paper_print", masked.clone()).code, "printer_none");
    let mut args = masked.clone();
    args["printer"] = json!(printer.address());
    let printed = laptop.ok("paper_print", args);
    let address = format!("ipp://localhost:{}/ipp/print", printer.port);
    assert_eq!(printed, json!({ "printer": address, "done": true }));
    let saved = laptop.ok("paper_save", masked.clone());
    assert_eq!((&saved["sealed"], text(&saved["path"]).ends_with(".pdf")), (&json!(false), true));
    assert_eq!(printer.received(), [fs::read(text(&saved["path"])).expect("file")]);
    // The one that was used last needs not be named again.
    laptop.ok("paper_print", json!({ "session": session, "kind": "checklist" }));
    let list = pdf_text(&printer.received()[1]);
    let waiting = laptop.ok("queue", json!({ "session": session, "limit": 9 }))["waiting"].clone();
    for row in waiting.as_array().expect("rows") {
        assert!(has(&list, text(&row["person"]["name"])) && has(&list, text(&row["ticket"])), "{row}: {list}");
    }
    let status = laptop.ok("paper", json!({}));
    assert_eq!((&status["printer"], &status["last"]["kind"]), (&json!(address), &json!("checklist")));
    assert_eq!(status["last"]["code"], Value::Null);
}

#[test]
fn people_of_a_residential_area_stand_with_their_address() {
    let (laptop, printer) = (Laptop::new(), Printer::start("application/pdf"));
    let unit = laptop.ok("unit_add", json!({ "name": "Tổ dân phố Ví Dụ", "kind": "residential" }))["id"].clone();
    let fields = json!({ "name": "Trần Văn Đức", "birth": "1981-03-02", "address": "Số 12, ngõ 34", "paper": "cmnd9" });
    laptop.ok("person_add", json!({ "unit": unit, "fields": fields }));
    let session = json!({ "date": "2026-11-09", "place": "Nhà văn hóa", "units": [unit] });
    let session = laptop.ok("session_add", session)["id"].clone();
    laptop.ok("session_plan", json!({ "session": session, "unit": unit }));
    laptop.ok("paper_print", json!({ "session": session, "kind": "checklist", "printer": printer.address() }));
    let whom = json!({ "session": session, "unit": unit });
    laptop.ok("invitations_print", json!({ "whom": whom, "printer": printer.address() }));
    for paper in printer.received() {
        let paper = pdf_text(&paper);
        assert!(has(&paper, "Địa chỉ") && has(&paper, "Số 12, ngõ 34") && !has(&paper, "Bộ phận"), "{paper}");
    }
    assert_eq!(printer.received().len(), 2);
}

#[test]
fn a_printer_that_cannot_print_says_why_and_nothing_is_sent() {
    let (laptop, printer) = (Laptop::new(), Printer::start("application/pdf"));
    let session = hall(&laptop);
    let refused = |address: &str| {
        let args = json!({ "session": session, "kind": "state", "printer": address });
        let code = laptop.refused("paper_print", args).code;
        assert_eq!(laptop.ok("paper", json!({}))["last"]["code"], code);
        code
    };
    printer.sheets(0);
    assert_eq!(refused(&printer.address()), "printer_no_paper");
    printer.sheets(25);
    assert_eq!(refused(&format!("localhost:{}/printers/other", printer.port)), "printer_not_one");
    assert_eq!(refused("máy in"), "printer_address_bad");
    let gone = TcpListener::bind("127.0.0.1:0").expect("port").local_addr().expect("address").to_string();
    assert_eq!(refused(&gone), "printer_unreachable");
    assert_eq!(printer.received().len(), 0);
    let args = json!({ "session": session, "kind": "state", "printer": printer.address() });
    laptop.ok("paper_print", args);
    assert_eq!(printer.received().len(), 1, "with paper it prints");
    let pictures = Printer::start("image/urf");
    assert_eq!(refused(&pictures.address()), "printer_no_pdf");
}

#[test]
fn a_file_with_people_in_it_is_sealed_and_opens_by_the_passphrase_alone() {
    let laptop = Laptop::new();
    let session = hall(&laptop);
    let stick = TempDir::new().expect("stick");
    let folder = stick.path().display().to_string();
    for kind in ["checklist", "state"] {
        let saved = laptop.ok("paper_save", json!({ "session": session, "kind": kind, "folder": folder }));
        let path = text(&saved["path"]);
        assert!(saved["sealed"] == true && path.ends_with(".sealed"), "{saved}");
        let bytes = fs::read(path).expect("file");
        assert!(!bytes.windows(4).any(|four| four == b"%PDF"));
        let to = stick.path().join(format!("{kind}.pdf")).display().to_string();
        let open = |passphrase: &str| json!({ "path": path, "passphrase": passphrase, "to": to });
        assert_eq!(laptop.refused("paper_open", open("mật khẩu khác")).code, "wrong_passphrase");
        assert!(!Path::new(&to).exists());
        // At another laptop, whose folder nobody opened.
        let other = TempDir::new().expect("dir");
        let other = crate::laptop::open(other.path(), &laptop.clock);
        other.call("paper_open", open(PASSPHRASE)).expect("opened");
        assert!(fs::read(&to).expect("pdf").starts_with(b"%PDF-1.7"));
        assert_eq!(laptop.refused("paper_open", open(PASSPHRASE)).code, "paper_exists");
    }
    let not_there = json!({ "session": session, "kind": "state", "folder": "/không/có" });
    assert_eq!(laptop.refused("paper_save", not_there).code, "paper_folder_bad");
    let left: Vec<_> = fs::read_dir(stick.path()).expect("stick").map(|file| file.expect("file").file_name()).collect();
    assert_eq!(left.len(), 4, "two sealed, two opened, no half file: {left:?}");
}

#[test]
fn invitations_are_by_name_say_when_to_come_and_find_their_person() {
    let laptop = Laptop::new();
    let unit = text(&laptop.ok("unit_add", json!({ "name": "Xưởng Ví Dụ" }))["id"]).to_owned();
    let list = "\
Họ và tên,Ngày sinh,Số CCCD/CMND,Giới tính,Bộ phận,Loại giấy tờ,Yêu cầu
Trần Văn Đức,26/10/1958,150000002,Nam,Xưởng 1,CMND,
Nguyễn Thị Ánh,15/08/1990,001190000001,Nữ,Xưởng 1,CCCD gắn chip,
Lê Thị An,15/08/1991,001191000003,Nữ,Xưởng 1,CCCD gắn chip,Mất
Phạm Văn Bách,15/08/1992,001092000004,Nam,Phòng Kế hoạch,CCCD gắn chip,Đổi số định danh
";
    let draft = laptop.import(&unit, "t3.csv", list);
    let import = laptop.ok("import_run", json!({ "draft": draft["draft"] }))["import"].clone();
    let session = laptop.ok("session_add", json!({ "date": "2026-11-09", "place": "Nhà ăn số 2", "units": [unit] }));
    let session = &session["id"];
    laptop.ok("session_plan", json!({ "session": session, "unit": unit }));
    let whom = json!({ "session": session, "unit": unit });
    let count = laptop.ok("invitations", whom.clone());
    assert_eq!(count["departments"], json!(["Phòng Kế hoạch", "Xưởng 1"]));
    let (people, office) = (count["people"].as_u64().expect("count"), count["office"].as_u64().expect("count"));
    assert_eq!((people + office, &count["without_slot"]), (4, &json!(people)), "{count}");
    let saved = laptop.ok("invitations_save", json!({ "whom": whom }));
    assert_eq!(saved["sealed"], false, "they are handed to people");
    let told = pdf_text(&fs::read(text(&saved["path"])).expect("file"));
    for words in ["XƯỞNG VÍ DỤ", "Nhà ăn số 2", "Bà: Nguyễn Thị Ánh", "26/10/1958", "Đơn báo mất thẻ"]
    {
        assert!(has(&told, words), "{words}: {told}");
    }
    assert!(has(&told, "Thứ Hai, ngày 09/11/2026, theo lịch của đơn vị"), "{told}");
    // In the pile, once cut: An, Ánh, Đức.
    let workshop = json!({ "session": session, "unit": unit, "department": "Xưởng 1" });
    let saved = laptop.ok("invitations_save", json!({ "whom": workshop }));
    let told = pdf_text(&fs::read(text(&saved["path"])).expect("file"));
    for (name, number) in [("Lê Thị An", "Số 1 / 3"), ("Nguyễn Thị Ánh", "Số 2 / 3"), ("Trần Văn Đức", "Số 3 / 3")]
    {
        let half = told.split("Kính mời").find(|half| has(half, name)).unwrap_or_else(|| panic!("{name}: {told}"));
        assert!(has(half, number), "{name} is {number}: {half}");
    }
    // One by one, and its code in the scan box.
    let rows = laptop.ok("visits", json!({ "session": session, "text": "Trần Văn Đức", "limit": 1 }));
    let duc = text(&rows[0]["person"]["id"]);
    let one = json!({ "session": session, "unit": unit, "people": [duc] });
    assert_eq!(laptop.ok("invitations", one)["people"], 1);
    let code = format!("LD1:{:039}", u128::from_str_radix(duc, 16).expect("id"));
    let looked = laptop.ok("lookup", json!({ "session": session, "text": code }));
    assert_eq!((&looked["rows"][0]["person"]["id"], &looked["scan"]), (&json!(duc), &Value::Null));
    let cut = laptop.ok("lookup", json!({ "session": session, "text": code[..30] }));
    assert_eq!((&cut["rows"], &cut["scan"]["findings"][0]["code"]), (&json!([]), &json!("invitation_cut")));
    let nobody = laptop.ok("lookup", json!({ "session": session, "text": format!("LD1:{:039}", 5) }));
    assert_eq!((&nobody["rows"], &nobody["scan"]["kind"]), (&json!([]), &json!("invitation")));
    // The list was undone after they were printed: nobody is found by one, or the day would not count them.
    laptop.ok("import_undo", json!({ "import": import, "reason": "nhầm tệp" }));
    let undone = laptop.ok("lookup", json!({ "session": session, "text": code }));
    assert_eq!((&undone["rows"], &undone["scan"]["kind"]), (&json!([]), &json!("invitation")));
}

#[test]
fn the_state_is_saved_every_so_many_minutes_until_the_session_closes_and_failures_are_told() {
    let (dir, clock) = (TempDir::new().expect("dir"), Arc::new(AtomicU64::new(NOW)));
    let wall = clock.clone();
    let outside = Outside {
        wall_micros: Arc::new(move || wall.load(Ordering::Relaxed)),
        exports: dir.path().join("exports"),
        patience: PATIENCE,
        central_hint: None,
        background: true,
        hub: None,
    };
    let app = App::with(dir.path().join("data"), outside);
    let ok =
        |command: &str, args: Value| app.call(command, args).unwrap_or_else(|error| panic!("{command}: {error:?}"));
    ok("init", json!({ "passphrase": PASSPHRASE }));
    ok("actor_pick", json!({ "name": "Minh", "role": "leader" }));
    let session = ok("demo", json!({ "people": 6, "seed": 3 }))["session"].clone();
    let stick = dir.path().join("stick");
    fs::create_dir(&stick).expect("stick");
    let files = || fs::read_dir(&stick).map_or(0, |files| files.count());
    let regular = |minutes: u64| json!({ "session": session, "minutes": minutes, "masked": false, "way": { "folder": stick.display().to_string() } });
    assert_eq!(app.call("paper_regular", regular(0)).expect_err("never").code, "paper_minutes");
    let status = ok("paper_regular", regular(10));
    assert_eq!((&status["regular"]["minutes"], &status["regular_possible"]), (&json!(10), &json!(true)));
    until("the first one at once", || files() == 1);
    clock.fetch_add(10 * MINUTE, Ordering::Relaxed);
    until("the next one", || files() == 2);
    // The stick is pulled out: it says so, and goes on when it is back.
    let last = || ok("paper", json!({}))["last"].clone();
    until("on the record", || last()["at"] == (NOW + 10 * MINUTE) / 1000);
    assert_eq!((&last()["regular"], &last()["code"]), (&json!(true), &Value::Null));
    let aside = dir.path().join("aside");
    fs::rename(&stick, &aside).expect("pulled out");
    clock.fetch_add(10 * MINUTE, Ordering::Relaxed);
    until("told", || last()["code"] == "paper_folder_bad");
    fs::rename(&aside, &stick).expect("back");
    clock.fetch_add(MINUTE, Ordering::Relaxed);
    until("again after a minute", || files() == 3 && last()["code"] == Value::Null);
    // With the checklist: both, each time.
    let mut both = regular(10);
    both["checklist"] = json!(true);
    assert_eq!(ok("paper_regular", both)["regular"]["checklist"], true);
    until("both at once", || files() == 5);
    let names: Vec<String> = fs::read_dir(&stick)
        .expect("stick")
        .map(|file| file.expect("file").file_name().to_string_lossy().into_owned())
        .collect();
    let of = |word: &str| names.iter().filter(|name| name.contains(word)).count();
    assert_eq!((of("danh-sach-kiem"), of("hang-doi")), (1, 4), "{names:?}");
    ok("session_close", json!({ "session": session, "accept_unresolved": true, "reason": "Hết giờ" }));
    clock.fetch_add(10 * MINUTE, Ordering::Relaxed);
    until("over with its session", || ok("paper", json!({}))["regular"] == Value::Null);
    assert_eq!(files(), 5);
    let closed = app.call("paper_regular", regular(10)).expect_err("closed").code;
    assert_eq!(closed, "session_closed");
}
