//! Search over real files: who is found, where, and in which order.

use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, PersonId, UnitId};
use luudong_domain::person::event::{Added, Edited, Left};
use luudong_domain::person::{Fields, PersonField, PersonState};
use luudong_domain::scope::Scope;
use luudong_store::query::{FoundPerson, Wanted};
use luudong_store::{Folder, Store, StoreError};
use tempfile::TempDir;

const NOW: u64 = 1_793_900_000_000_000;

struct Office {
    store: Store,
    _dir: TempDir,
}

impl Office {
    fn new() -> Office {
        let dir = TempDir::new().expect("dir");
        let (store, _) = Store::init(&Folder::at(dir.path().join("data")), "một câu mật khẩu", NOW).expect("init");
        Office { store, _dir: dir }
    }

    fn tell(&mut self, unit: UnitId, person: PersonId, event: &Event) {
        self.store
            .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| gate.append(Scope::Unit(unit), person, event))
            .expect("write");
    }

    /// `name|birth|number|staff code`, the last ones may be left out.
    fn add(&mut self, unit: UnitId, people: &[&str]) -> Vec<PersonId> {
        let columns = [PersonField::Name, PersonField::Birth, PersonField::Number, PersonField::StaffCode];
        self.store
            .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
                let scope = Scope::Unit(unit);
                let add = |person: &&str| {
                    let values = columns.into_iter().zip(person.split('|').map(str::to_owned));
                    let fields: Fields = values.filter(|(_, value)| !value.is_empty()).collect();
                    let id = gate.birth(scope)?;
                    gate.append_first(scope, id, &Event::PersonAdded(Added { fields, ..Added::default() }))?;
                    Ok(PersonId::from(id))
                };
                people.iter().map(add).collect()
            })
            .expect("write")
    }

    fn found(&self, text: &str, units: &[UnitId], state: Option<PersonState>) -> Vec<FoundPerson> {
        self.store.reader().search(&Wanted { text, units, state }, 20).expect("search")
    }

    fn names(&self, text: &str) -> Vec<String> {
        self.found(text, &[], None).into_iter().map(|found| found.row.name).collect()
    }
}

fn unit(name: &str) -> UnitId {
    UnitId::of_name(name)
}

const PEOPLE: [&str; 8] = [
    "Nguyễn Thị Ánh Minh|1990-08-15|001190000001|NV-001",
    "Trần Văn Đức|1958-10-26|034058000002|NV-002",
    "Phạm Hữu Ước|1983-06-01|038083000004|NV-010",
    "Đặng Quỳnh Như|1990|001190001990|NV-100",
    "K’Brăng Ơn|2001-02-03||KB7",
    "Y-Bhiăm Ñiê|1999-12-31|066099000005|",
    "Lê Xuân Sơn|1975-05-05||",
    "Lê Thị Hòa|1980-01-02|001180000009|",
];

#[test]
fn whatever_is_typed_finds_who_is_meant() {
    let mut office = Office::new();
    office.add(unit("a"), &PEOPLE);
    for (text, name) in [
        ("nguyen thi anh minh", "Nguyễn Thị Ánh Minh"),
        ("Đức", "Trần Văn Đức"),
        ("ĐỨC TRẦN", "Trần Văn Đức"),
        ("t v d", "Trần Văn Đức"),
        ("tvd", "Trần Văn Đức"),
        ("ntam", "Nguyễn Thị Ánh Minh"),
        ("uoc", "Phạm Hữu Ước"),
        ("quynh", "Đặng Quỳnh Như"),
        ("quinh nhu", "Đặng Quỳnh Như"),
        ("dang qu", "Đặng Quỳnh Như"),
        ("k'brang", "K’Brăng Ơn"),
        ("kbr", "K’Brăng Ơn"),
        ("bhiam", "Y-Bhiăm Ñiê"),
        ("y bhiam nie", "Y-Bhiăm Ñiê"),
        // Numbers and codes: whole, begun, by their end.
        ("001190000001", "Nguyễn Thị Ánh Minh"),
        ("034 058 000 002", "Trần Văn Đức"),
        ("03405", "Trần Văn Đức"),
        ("00002", "Trần Văn Đức"),
        ("nv001", "Nguyễn Thị Ánh Minh"),
        ("NV-001", "Nguyễn Thị Ánh Minh"),
        ("nv 010", "Phạm Hữu Ước"),
        ("kb7", "K’Brăng Ơn"),
        // Birth.
        ("minh 1990", "Nguyễn Thị Ánh Minh"),
        ("15/8/1990", "Nguyễn Thị Ánh Minh"),
        ("duc 26/10/1958", "Trần Văn Đức"),
        ("26101958", "Trần Văn Đức"),
        ("uoc 0004", "Phạm Hữu Ước"),
        // Not as it should be.
        ("nguyeenx thij ansh minh", "Nguyễn Thị Ánh Minh"),
        ("ddwcs", "Trần Văn Đức"),
        ("chan van duc", "Trần Văn Đức"),
        ("suan xon", "Lê Xuân Sơn"),
        ("qunyh nhu", "Đặng Quỳnh Như"),
        ("nguyn thi anh", "Nguyễn Thị Ánh Minh"),
        ("pham huuu uoc", "Phạm Hữu Ước"),
        ("034058000003", "Trần Văn Đức"),
        ("034059000002", "Trần Văn Đức"),
    ] {
        assert_eq!(office.names(text).first().map(String::as_str), Some(name), "{text}");
    }
    for text in ["", " ", "?!", "không có ai", "duc 1990", "minh 15/8/1991", "999999999999", "zz", "nv999"] {
        assert_eq!(office.names(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(office.found("001190000001", &[], None).len(), 1, "a whole number answers alone");
    assert_eq!(office.found("nv001", &[], None).len(), 1, "a whole code answers alone");
    assert_eq!(office.names("1990").len(), 2, "an end of a number and years of birth");
}

#[test]
fn what_is_close_is_said_to_be_close_and_comes_only_when_nothing_else_does() {
    let mut office = Office::new();
    office.add(unit("a"), &["Lê Văn Thanh", "Lê Văn Thành", "Lê Văn Thang"]);
    let found = office.found("le van thanh", &[], None);
    assert_eq!(
        found.iter().map(|found| (found.row.name.as_str(), found.near)).collect::<Vec<_>>(),
        [("Lê Văn Thanh", false), ("Lê Văn Thành", false)]
    );
    let found = office.found("le van thamh", &[], None);
    assert!(found.len() >= 2 && found.iter().all(|found| found.near));
}

#[test]
fn a_search_in_a_unit_finds_nobody_of_another() {
    let mut office = Office::new();
    let (ours, theirs) = (unit("a"), unit("b"));
    let many: Vec<String> = (0..700).map(|at| format!("Trần Văn Đức|1990-01-02|0010900{at:05}|NV{at}")).collect();
    office.add(theirs, &many.iter().map(String::as_str).collect::<Vec<_>>());
    office.add(ours, &["Trần Văn Đức|1990-01-02|001090099999|NV9999"]);
    for text in ["duc", "t", "tran van", "1990", "0", "00109", "nv", "NV9", "tvd", "tran vn duc", "9999", "duc 1990"] {
        let found = office.found(text, &[ours], None);
        assert_eq!(found.iter().map(|found| found.row.unit).collect::<Vec<_>>(), [ours], "{text}");
    }
    assert_eq!(office.found("duc", &[ours, theirs], None).len(), 20);
    // Two units whose marks in the index are the same.
    let mut twin = ours;
    twin.0[15] ^= 1;
    office.add(twin, &["Trần Văn Đức|1990-01-02|001090088888|"]);
    assert_eq!(office.found("duc", &[twin], None).iter().map(|found| found.row.unit).collect::<Vec<_>>(), [twin]);
}

#[test]
fn what_changes_is_found_by_what_it_is_now() {
    let mut office = Office::new();
    let unit = unit("a");
    let people = office.add(unit, &PEOPLE);
    let fields = [(PersonField::Name, "Trần Văn Lực"), (PersonField::Number, "034058000077")];
    let fields = fields.into_iter().map(|(field, value)| (field, Some(value.to_owned()))).collect();
    office.tell(unit, people[1], &Event::PersonEdited(Edited { fields, ..Edited::default() }));
    assert_eq!((office.names("luc"), office.names("034058000077").len()), (vec!["Trần Văn Lực".to_owned()], 1));
    assert_eq!(office.names("034058000002"), Vec::<String>::new(), "the number of before");
    assert_eq!(office.found("duc", &[], None).iter().filter(|found| !found.near).count(), 0);
    office.tell(unit, people[1], &Event::PersonLeft(Left { reason: "nghỉ".into() }));
    let states = |state| office.found("luc", &[], state).len();
    assert_eq!((states(None), states(Some(PersonState::Active)), states(Some(PersonState::Left))), (1, 0, 1));
    assert_eq!(office.found("034058000077", &[], Some(PersonState::Active)).len(), 0);
    let verified = office.store.verify().expect("verify");
    assert!(verified.ok, "{:?}", verified.findings);
    office.store.refold().expect("refold");
    assert_eq!(office.names("luc"), ["Trần Văn Lực"], "folded anew it finds the same");
    assert_eq!(office.names("nguyeenx thij ansh minh"), ["Nguyễn Thị Ánh Minh"]);
}

#[test]
fn look_alikes_say_what_tells_them_apart() {
    let mut office = Office::new();
    office.add(
        unit("a"),
        &[
            "Nguyễn Thị Hoa|1990-08-15|001190000001|NV1",
            "Nguyễn Thị Hoa|1990-09-16|001190000002|",
            "Nguyễn Thị Hoa|1985-01-02|001185000001|NV3",
        ],
    );
    use PersonField::{Birth, Number, StaffCode};
    let differs: Vec<Vec<PersonField>> =
        office.found("hoa", &[], None).into_iter().map(|found| found.differs).collect();
    assert_eq!(differs, [vec![], vec![Birth, Number, StaffCode], vec![Birth, Number]]);
}
