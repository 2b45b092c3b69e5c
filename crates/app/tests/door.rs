//! The door of the hall: what stops the hand, walk-ins, corrections, and what comes from paper.

use std::sync::atomic::Ordering;

use crate::laptop::{Laptop, NOW, text};
use serde_json::{Value, json};

const MINUTE: u64 = 60 * 1_000_000;
/// When 6 November 2026 begins in Hà Nội, microseconds.
const MIDNIGHT: u64 = 1_793_898_000_000_000;
const DATE: &str = "2026-11-06";
const LIST: &str = "Họ và tên,Ngày sinh,Giới tính,Số CCCD,Loại giấy tờ,Ngày cấp\n\
    Trần Văn Đức,26/10/1958,Nam,034058000002,CMND,01/02/2010\n\
    Nguyễn Thị Hoa,15/08/1990,Nữ,001190000001,CMND,01/02/2010\n\
    Nguyễn Thị Hòa,16/08/1990,Nữ,001190000002,CMND,01/02/2010\n\
    Lê Văn Còn Hạn,20/05/2001,Nam,001201000003,Căn cước,05/08/2025\n";

struct Door {
    laptop: Laptop,
    unit: Value,
    other: Value,
    session: Value,
}

impl Door {
    fn new() -> Door {
        let laptop = Laptop::new();
        let unit = laptop.ok("unit_add", json!({ "name": "Xưởng Ví Dụ" }))["id"].clone();
        let other = laptop.ok("unit_add", json!({ "name": "Xưởng Bên Cạnh" }))["id"].clone();
        let draft = laptop.import(text(&unit), "ds.csv", LIST);
        laptop.ok("import_run", json!({ "draft": draft["draft"] }));
        let session = laptop.ok("session_add", json!({ "date": DATE, "place": "Nhà ăn", "units": [unit] }));
        let door = Door { laptop, unit, other, session: session["id"].clone() };
        door.plan(&door.session);
        door
    }

    fn plan(&self, session: &Value) {
        self.laptop.ok("session_plan", json!({ "session": session, "unit": self.unit }));
    }

    fn look(&self, what: &str) -> Value {
        self.laptop.ok("lookup", json!({ "session": self.session, "text": what }))
    }

    /// `kind:pass` of what stops the hand before the first who is found.
    fn stops(&self, what: &str) -> Vec<String> {
        let found = self.look(what);
        let stops = found["rows"][0]["stops"].as_array().cloned().unwrap_or_default();
        stops.iter().map(|stop| format!("{}:{}", text(&stop["kind"]), text(&stop["pass"]))).collect()
    }

    fn person(&self, what: &str) -> Value {
        self.look(what)["rows"][0]["person"]["id"].clone()
    }

    fn of(&self, what: &str) -> Value {
        json!({ "session": self.session, "person": self.person(what) })
    }

    fn walk_in(&self, fields: Value) -> Value {
        json!({ "session": self.session, "unit": self.unit, "fields": fields })
    }

    fn captured(&self, session: &Value, person: &Value) {
        let visit = self.laptop.ok("check_in", json!({ "session": session, "person": person }));
        self.laptop.ok("call", json!({ "session": session, "station": 1, "visit": visit["id"] }));
        self.laptop.ok("serve", json!({ "visit": visit["id"], "station": 1 }));
        self.laptop.ok("capture", json!({ "visit": visit["id"] }));
    }

    fn waiting(&self) -> Vec<(String, String)> {
        let queue = self.laptop.ok("queue", json!({ "session": self.session, "limit": 50 }));
        let rows = queue["waiting"].as_array().expect("rows").clone();
        rows.iter().map(|row| (text(&row["ticket"]).to_owned(), text(&row["person"]["name"]).to_owned())).collect()
    }

    /// The digest of everything that is folded, and how many events there are.
    fn whole(&self) -> (Value, Value) {
        let proof = self.laptop.ok("verify", json!({}));
        assert_eq!(proof["findings"], json!([]));
        (proof["digest"].clone(), proof["events"].clone())
    }
}

#[test]
fn each_reason_stops_the_hand_and_tells_what_its_sentence_needs() {
    let door = Door::new();
    let duc = "034058000002";
    assert_eq!(door.stops(duc), Vec::<String>::new());
    assert_eq!(door.look(duc)["next_ticket"], "T-001");
    assert_eq!(door.stops("001201000003"), ["not_due:knowing"]);

    // Two of one name and year: each is one of two until somebody compares.
    assert_eq!(door.stops("nguyen thi hoa"), ["look_alike:knowing"]);
    assert_eq!(door.look("nguyen thi hoa")["rows"][1]["stops"][0]["people"], 2);
    assert_eq!(door.stops("001190000001"), Vec::<String>::new(), "a number means one");
    assert_eq!(door.stops("nguyen thi haa"), ["look_alike:knowing", "near:knowing"]);

    // A ticket, then a capture.
    let visit = door.laptop.ok("check_in", door.of(duc));
    assert_eq!(door.stops(duc), ["has_ticket:not"]);
    door.laptop.ok("defer", json!({ "visit": visit["id"], "reason": "papers_missing" }));
    assert_eq!(door.stops(duc), ["ended:knowing"]);
    assert_eq!(door.look(duc)["rows"][0]["stops"][0]["reason"], "papers_missing");
    door.captured(&door.session, &door.person(duc));
    assert_eq!(door.stops(duc), ["captured:not"]);

    // Gone from the unit: no ticket, whatever the screen says.
    let hoa = door.person("001190000001");
    door.laptop.ok("person_left", json!({ "person": hoa, "reason": "Nghỉ việc" }));
    assert_eq!(door.stops("001190000001"), ["left_unit:not"]);
    assert_eq!(door.laptop.refused("check_in", door.of("001190000001")).code, "person_left_unit");
}

#[test]
fn whoever_was_served_yesterday_or_is_expected_elsewhere_is_told_where_and_when() {
    let door = Door::new();
    let add = |date: &str, place: &str| {
        door.laptop.ok("session_add", json!({ "date": date, "place": place, "units": [door.unit] }))["id"].clone()
    };
    let yesterday = add("2026-11-05", "Cổng Bắc");
    door.plan(&yesterday);
    door.captured(&yesterday, &door.person("034058000002"));
    let stop = door.look("034058000002")["rows"][0]["stops"][0].clone();
    assert_eq!(
        (&stop["kind"], &stop["date"], &stop["place"]),
        (&json!("served_before"), &json!("2026-11-05"), &json!("Cổng Bắc"))
    );
    assert!(stop["at"].as_u64().is_some_and(|at| at >= NOW / 1000), "when: {stop}");

    // The same of a record of another unit with the same number.
    let fields = json!({ "name": "Trần Văn Đức", "number": "034058000002" });
    let twin = door.laptop.ok("person_add", json!({ "unit": door.other, "fields": fields }));
    let elsewhere =
        door.laptop.ok("session_add", json!({ "date": "2026-11-04", "place": "Bên cạnh", "units": [door.other] }));
    assert_eq!(door.look("034058000002")["rows"][0]["stops"][0]["date"], "2026-11-05");
    door.captured(&elsewhere["id"], &twin["id"]);
    let hoa = door.laptop.ok(
        "person_add",
        json!({ "unit": door.other, "fields": { "name": "Nguyễn Thị Hoa", "number": "001190000001" } }),
    );
    door.captured(&elsewhere["id"], &hoa["id"]);
    let stop = door.look("001190000001")["rows"][0]["stops"][0].clone();
    assert_eq!((&stop["kind"], &stop["place"]), (&json!("served_before"), &json!("Bên cạnh")));

    // A list that has the old number only, and a card that has both.
    let fields = json!({ "name": "Bùi Thị Sen", "number": "001170000077", "paper": "cccd_chip" });
    let sen = door.laptop.ok("person_add", json!({ "unit": door.other, "fields": fields }));
    door.captured(&elsewhere["id"], &sen["id"]);
    let fields = json!({ "name": "Bùi Thị Sen", "old_number": "011234567", "paper": "cmnd9" });
    door.laptop.ok("person_add", json!({ "unit": door.unit, "fields": fields }));
    assert!(!door.stops("011234567").contains(&"served_before:knowing".to_owned()), "nobody knows yet");
    let card = "001170000077|011234567|Bùi Thị Sen|05061970|Nữ|Thôn 2|12042021";
    assert_eq!(door.stops(card)[0], "served_before:knowing");
    let twin = json!({ "name": "Bùi Thị Sen", "old_number": "011234567" });
    let twin = door.laptop.ok("person_add", json!({ "unit": door.other, "fields": twin }));
    door.captured(&elsewhere["id"], &twin["id"]);
    assert_eq!(door.stops("011234567")[0], "served_before:knowing");

    // Of a day long ago nothing is said.
    let long_ago = add("2026-01-05", "Năm ngoái");
    door.captured(&long_ago, &door.person("001190000002"));
    assert_eq!(door.stops("001190000002"), Vec::<String>::new());

    // Planned for tomorrow and not for today.
    let tomorrow = add("2026-11-07", "Cổng Nam");
    let fields = json!({ "name": "Phạm Thị Mai", "birth": "1979-01-02", "paper": "cmnd" });
    door.laptop.ok("person_add", json!({ "unit": door.unit, "fields": fields }));
    assert_eq!(door.stops("pham thi mai"), ["unplanned:usual"]);
    door.plan(&tomorrow);
    assert_eq!(door.stops("pham thi mai"), ["other_session:knowing"]);
    assert_eq!(door.look("pham thi mai")["rows"][0]["stops"][0]["place"], "Cổng Nam");
}

#[test]
fn somebody_on_no_list_is_added_with_a_ticket_and_never_twice() {
    let door = Door::new();
    let stranger = "079303000003||Lê Đặng Quỳnh Như|02022003|Nữ|Khu Phố 3, Tân Phong, Quận 7|12042021";
    assert_eq!(door.look(stranger)["rows"], json!([]));
    let before = door.whole();
    for (fields, code) in [
        (json!({ "birth": "2003" }), "field_refused"),
        (json!({ "name": "Lê Đặng Quỳnh Như" }), "walk_in_thin"),
        (json!({ "name": "Lê Đặng Quỳnh Như", "birth": "2003-02-31" }), "field_refused"),
        (json!({ "name": "Trần Văn Đức", "number": "034058000002" }), "number_known"),
        (json!({ "name": "Nguyen Thi Hoa", "birth": "1990" }), "looks_alike"),
    ] {
        assert_eq!(door.laptop.refused("walk_in", door.walk_in(fields)).code, code);
    }
    let fields =
        json!({ "name": "Lê Đặng Quỳnh Như", "birth": "2003-02-02", "sex": "female", "number": "079303000003" });
    let mut elsewhere = door.walk_in(fields.clone());
    elsewhere["unit"] = door.other.clone();
    assert_eq!(door.laptop.refused("walk_in", elsewhere).code, "unit_not_of_session");
    assert_eq!(door.whole(), before, "nothing was written");

    let visit = door.laptop.ok("walk_in", door.walk_in(fields.clone()));
    assert_eq!(
        (&visit["ticket"], &visit["state"], &visit["walk_in"]),
        (&json!("T-001"), &json!("waiting"), &json!(true))
    );
    assert_eq!(door.waiting(), [("T-001".to_owned(), "Lê Đặng Quỳnh Như".to_owned())]);
    let story = door.laptop.ok("person", json!({ "person": visit["person"]["id"] }));
    assert_eq!(story["history"][0]["spot"], json!({ "date": DATE, "place": "Nhà ăn" }));
    // Enter once more, or the card once more: they are known now.
    assert_eq!(door.laptop.refused("walk_in", door.walk_in(fields)).code, "number_known");
    assert_eq!(door.stops(stranger), ["has_ticket:not"]);

    // A namesake that somebody compared.
    let alike = door
        .laptop
        .ok("alike", json!({ "session": door.session, "fields": { "name": "Nguyễn Thị Hoa", "birth": "1990" } }));
    assert_eq!(alike.as_array().map(Vec::len), Some(2));
    let mut another = door.walk_in(json!({ "name": "Nguyễn Thị Hoa", "birth": "1990" }));
    another["another"] = json!(true);
    assert_eq!(door.laptop.ok("walk_in", another)["ticket"], "T-002");
    door.laptop.ok("session_close", json!({ "session": door.session, "accept_unresolved": true, "reason": "thử" }));
    let late = door.walk_in(json!({ "name": "Đến Muộn", "birth": "1980" }));
    assert_eq!(door.laptop.refused("walk_in", late).code, "session_closed");
}

#[test]
fn somebody_of_another_unit_is_named_with_it_and_may_be_a_guest_where_all_laptops_know_them() {
    let door = Door::new();
    let fields = json!({ "name": "Vũ Văn Khách", "birth": "1985-03-04", "number": "001085000009", "paper": "cmnd" });
    let guest = door.laptop.ok("person_add", json!({ "unit": door.other, "fields": fields }));
    let card = "001085000009||Vũ Văn Khách|04031985|Nam|Thôn 2|12042021";
    for what in [card, "vu van khach", "001085000009"] {
        assert_eq!(door.stops(what), ["other_unit:knowing"], "{what}");
    }
    let found = door.look(card);
    assert_eq!(found["rows"][0]["stops"][0]["unit"], "Xưởng Bên Cạnh");
    assert_eq!(found["rows"][0]["person"]["id"], guest["id"]);
    let visit = door.laptop.ok("check_in", json!({ "session": door.session, "person": guest["id"] }));
    assert_eq!((&visit["guest"], &visit["walk_in"]), (&json!("Xưởng Bên Cạnh"), &json!(true)));
}

#[test]
fn what_is_corrected_in_the_hall_is_marked_until_a_list_says_it_too() {
    let door = Door::new();
    let duc = door.person("034058000002");
    let correct = json!({
        "session": door.session, "person": duc, "card": ["address", "name"],
        "fields": { "address": "Thôn Đoài, Hưng Yên", "phone": "0912345678" },
    });
    let row = door.laptop.ok("person_correct", correct);
    assert_eq!((&row["address"], &row["spot"]), (&json!("Thôn Đoài, Hưng Yên"), &json!(["phone", "address"])));
    let story = door.laptop.ok("person", json!({ "person": duc }));
    let entry = story["history"].as_array().expect("history").last().expect("entry").clone();
    assert_eq!(
        (&entry["kind"], &entry["card"], &entry["spot"]["place"]),
        (&json!("person.edited"), &json!(["address"]), &json!("Nhà ăn"))
    );
    let wrong = json!({ "session": door.session, "person": duc, "fields": { "birth": "31/02/1958" } });
    assert_eq!(door.laptop.refused("person_correct", wrong).code, "field_refused");

    // HR takes it over with the next list; the telephone stays marked.
    let list = LIST
        .replace("Ngày cấp\n", "Ngày cấp,Địa chỉ\n")
        .replace("Nam,034058000002,CMND,01/02/2010", "Nam,034058000002,CMND,01/02/2010,\"Thôn Đoài, Hưng Yên\"");
    let draft = door.laptop.import(text(&door.unit), "ds2.csv", &list);
    door.laptop.ok("import_run", json!({ "draft": draft["draft"] }));
    let story = door.laptop.ok("person", json!({ "person": duc }));
    assert_eq!((&story["row"]["address"], &story["row"]["spot"]), (&json!("Thôn Đoài, Hưng Yên"), &json!(["phone"])));
    door.whole();
}

#[test]
fn paper_of_the_small_hours_is_of_the_night_that_was_worked() {
    let door = Door::new();
    door.laptop.clock.store(MIDNIGHT + (24 * 60 + 40) * MINUTE, Ordering::Relaxed);
    let at = |minutes: u64| json!((MIDNIGHT + minutes * MINUTE) / 1000);
    // The hours that the dialog offers at 00:40, and those of 01:40; nobody planned so long a day.
    for (from, to, begins) in [("23:40", "00:40", 23 * 60 + 40), ("00:10", "00:40", 24 * 60 + 10)] {
        let args = json!({ "session": door.session, "list": "034058000002", "says": "came", "from": from, "to": to });
        let mut args = args;
        args["mark"] = door.laptop.ok("from_paper_look", args.clone())["mark"].clone();
        let row = door.laptop.ok("from_paper", args)["lines"][0]["visit"].clone();
        assert_eq!(row["paper"]["from"], at(begins), "{from}");
        door.laptop.ok("undo", json!({ "visit": row["id"], "event": row["last_event"], "reason": "thử" }));
    }
    let ahead =
        json!({ "session": door.session, "list": "034058000002", "says": "came", "from": "02:00", "to": "03:00" });
    assert_eq!(door.laptop.refused("from_paper_look", ahead).code, "paper_ahead");
}

#[test]
fn what_was_written_on_paper_is_shown_before_it_is_entered_and_entered_at_once() {
    let door = Door::new();
    // 09:00 in Hà Nội; the power goes at 09:30.
    door.laptop.clock.store(MIDNIGHT + 9 * 60 * MINUTE, Ordering::Relaxed);
    door.laptop.ok("check_in", door.of("034058000002"));
    door.laptop.clock.fetch_add(120 * MINUTE, Ordering::Relaxed);
    let paper = |list: &str, says: &str, rest: Value| {
        let mut args = json!({ "session": door.session, "list": list, "says": says, "from": "09:30", "to": "10:30" });
        args.as_object_mut().expect("args").extend(rest.as_object().expect("rest").clone());
        args
    };
    let before = door.whole();
    let shown = door.laptop.ok("from_paper_look", paper("T-001; 1-4, trừ 2; 9; hoa; T-099", "captured", json!({})));
    let told: Vec<(String, String)> = shown["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| (text(&line["line"]).to_owned(), line["refused"]["code"].as_str().unwrap_or("").to_owned()))
        .collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(line, code)| (line.as_str(), code.as_str())).collect();
    assert_eq!(
        told,
        [
            ("T-001", ""),
            ("1", "paper_twice"),
            ("3", ""),
            ("4", ""),
            ("9", "paper_no_row"),
            ("hoa", "paper_several"),
            ("T-099", "paper_no_ticket")
        ]
    );
    assert_eq!((&shown["fits"], &shown["written"]), (&json!(3), &json!(false)));
    assert_eq!(door.whole(), before, "a look writes nothing");

    // What was shown is what is written: its mark goes with it.
    let looked = |mut args: Value| {
        args["mark"] = door.laptop.ok("from_paper_look", args.clone())["mark"].clone();
        args
    };
    for (args, code) in [
        (paper("T-001", "captured", json!({ "from": "10:30", "to": "09:30" })), "paper_time"),
        (paper("T-001", "captured", json!({ "from": "23:00", "to": "23:30" })), "paper_ahead"),
        (paper("T-001", "captured", json!({ "mark": shown["mark"] })), "paper_changed"),
        (paper("2 = T-99999", "captured", json!({})), "paper_nothing"),
        (paper("T-099", "captured", json!({})), "paper_nothing"),
        (looked(paper("T-001", "captured", json!({ "receipts": "BN-1–BN-2" }))), "paper_receipts"),
        (paper("T-001", "captured", json!({ "receipts": "BN-2–BN-1" })), "paper_receipts_unread"),
        (paper("T-001", "deferred", json!({})), "reason_missing"),
    ] {
        assert_eq!(door.laptop.refused("from_paper", args).code, code);
    }
    assert_eq!(door.whole(), before, "nothing was written");

    let far = door.laptop.ok("from_paper_look", paper("2 = T-99999", "captured", json!({})));
    assert_eq!(far["lines"][0]["refused"]["code"], "ticket_far", "a slip would use up the numbers of the lane");
    let other = door.laptop.ok("from_paper_look", paper("1 = T-050", "captured", json!({})));
    let refused = &other["lines"][0]["refused"];
    assert_eq!((&refused["code"], &refused["params"]["ticket"]), (&json!("ticket_other"), &json!("T-001")));
    let twice = paper("T-001; 2 = T-007", "captured", json!({ "receipts": "BN-7, bn-7" }));
    let told = door.laptop.ok("from_paper_look", twice.clone());
    assert_eq!((&told["fits"], &told["lines"][1]["refused"]["code"]), (&json!(1), &json!("receipt_twice")));
    assert_eq!(door.laptop.refused("from_paper", looked(twice)).code, "paper_receipts");
    let rest = json!({ "receipts": "BN-099–BN-100" });
    let written = door.laptop.ok("from_paper", looked(paper("T-001; 2 = T-007", "captured", rest)));
    let rows: Vec<_> = written["lines"].as_array().expect("lines").iter().map(|line| line["visit"].clone()).collect();
    let told: Vec<_> =
        rows.iter().map(|row| (text(&row["state"]), text(&row["ticket"]), text(&row["receipt"]))).collect();
    assert_eq!(told, [("captured", "T-001", "BN-099"), ("captured", "T-007", "BN-100")]);
    let at = |minutes: u64| json!((MIDNIGHT + minutes * MINUTE) / 1000);
    assert_eq!(rows[0]["paper"], json!({ "from": at(9 * 60 + 30), "to": at(10 * 60 + 30) }));
    let queue = door.laptop.ok("queue", json!({ "session": door.session, "limit": 9 }));
    assert_eq!((&queue["figures"]["captured"], &queue["pace"]), (&json!(2), &json!([])), "no pace was measured");
    let times = door.laptop.ok("times", json!({ "session": door.session }));
    assert_eq!((&times["done"]["in_60"], &times["steps"][0]["serving"]), (&json!(0), &Value::Null));

    let taken = paper("3", "captured", json!({ "receipts": "BN-100" }));
    let taken = door.laptop.ok("from_paper_look", taken)["lines"][0]["refused"].clone();
    assert_eq!((&taken["code"], &taken["params"]["ticket"]), (&json!("receipt_taken"), &json!("T-007")));

    // Whoever came on paper stands before those who come now, and whatever was entered is taken back as ever.
    let hoa = "001190000001";
    door.laptop.ok("check_in", door.of("001190000002"));
    let one = door.laptop.ok("from_paper", looked(paper(hoa, "came", json!({}))));
    assert_eq!(one["lines"][0]["visit"]["paper"]["from"], rows[0]["paper"]["from"]);
    let first = door.waiting().into_iter().map(|(_, name)| name).next();
    assert_eq!(first.as_deref(), Some("Nguyễn Thị Hoa"));
    let captured = &rows[1];
    let back = json!({ "visit": captured["id"], "event": captured["last_event"], "reason": "Nhập nhầm" });
    assert_eq!(door.laptop.ok("undo", back)["state"], "waiting");
    let again = door.laptop.ok("from_paper_look", paper("T-001", "captured", json!({})));
    assert_eq!(again["lines"][0]["refused"]["code"], "already_captured");
    let absent = door.laptop.ok("from_paper", looked(paper(hoa, "absent", json!({}))));
    assert_eq!(absent["lines"][0]["visit"]["state"], "absent");
    door.whole();
}
