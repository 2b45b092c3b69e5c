//! The store as its callers see it: real files, real SQLCipher.

use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, PersonId, SessionId, UnitId};
use luudong_domain::person::{Fields, PersonField, event::Added};
use luudong_domain::scope::Scope;
use luudong_domain::visit::{Ticket, VisitState, decide};
use luudong_domain::{session, unit};
use luudong_store::query::{PeopleFilter, Wanted};
use luudong_store::{Folder, FolderState, Store, StoreError};
use tempfile::TempDir;

const NOW: u64 = 1_793_900_000_000_000;
const PASS: &str = "một câu mật khẩu";

fn fresh(dir: &TempDir) -> (Folder, Store) {
    let folder = Folder::at(dir.path().join("data"));
    let (store, words) = Store::init(&folder, PASS, NOW).expect("init");
    assert_eq!(words.words().len(), 12);
    (folder, store)
}

fn person(name: &str, number: &str) -> Event {
    let fields = Fields::from([(PersonField::Name, name.to_owned()), (PersonField::Number, number.to_owned())]);
    Event::PersonAdded(Added { fields, ..Added::default() })
}

fn unit_with_people(store: &mut Store, people: &[(&str, &str)]) -> (UnitId, Vec<PersonId>) {
    let unit = UnitId::of_name("vi du");
    let scope = Scope::Unit(unit);
    let people = store
        .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
            gate.append(scope, unit, &Event::UnitNamed(unit::Named { name: "Ví Dụ".into(), code: None, kind: None }))?;
            people
                .iter()
                .map(|(name, number)| {
                    let id = gate.birth(scope)?;
                    gate.append_first(scope, id, &person(name, number))?;
                    Ok(PersonId::from(id))
                })
                .collect()
        })
        .expect("write");
    (unit, people)
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let dir = TempDir::new().expect("dir");
    let (folder, mut store) = fresh(&dir);
    let (unit, people) =
        unit_with_people(&mut store, &[("Trần Văn Đức", "034058000002"), ("Nguyễn Thị Ánh", "001190000001")]);
    let device = store.identity().device;
    drop(store);
    assert_eq!(folder.state(), FolderState::Locked);
    assert!(matches!(Store::open(&folder, "sai", NOW), Err(StoreError::WrongPassphrase)));
    let mut store = Store::open(&folder, PASS, NOW).expect("open");
    assert_eq!(store.identity().device, device);
    let reader = store.reader();
    let filter = PeopleFilter { unit: Some(unit), ..PeopleFilter::default() };
    let names: Vec<String> = reader.people(&filter, 10).expect("people").into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Nguyễn Thị Ánh", "Trần Văn Đức"], "in the order of given names");
    let found = |text: &str| reader.search(&Wanted { text, units: &[unit], state: None }, 10).expect("search").len();
    assert_eq!(
        (found("duc tran"), found("ĐỨC"), found("034 058 000 002"), found("0002"), found("không có")),
        (1, 1, 1, 1, 0)
    );
    assert_eq!(reader.person(people[0]).expect("person").expect("there").number.as_deref(), Some("034058000002"));
    let verified = store.verify().expect("verify");
    assert!(verified.ok, "{:?}", verified.findings);
    assert_eq!(verified.events, 3);
}

#[test]
fn a_command_that_fails_writes_nothing() {
    let dir = TempDir::new().expect("dir");
    let (_, mut store) = fresh(&dir);
    let (unit, _) = unit_with_people(&mut store, &[("Một Người", "001190000001")]);
    let before = store.verify().expect("verify");
    let failed: Result<(), StoreError> = store.write(ActorId::CENTRAL, NOW, |gate| {
        let id = gate.birth(Scope::Unit(unit))?;
        gate.append(Scope::Unit(unit), id, &person("Hai", "001190000002"))?;
        Err(StoreError::NotEmpty)
    });
    assert!(failed.is_err());
    assert_eq!(store.verify().expect("verify"), before);
}

#[test]
fn a_visit_moves_through_the_queue_and_figures_equal_the_rows() {
    let dir = TempDir::new().expect("dir");
    let (_, mut store) = fresh(&dir);
    let (unit, people) = unit_with_people(&mut store, &[("An", "001190000001"), ("Bình", "001190000002")]);
    let session: SessionId = store
        .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
            let id = gate.new_session();
            let opened = session::Opened {
                date: luudong_domain::time::date_in_hanoi(NOW),
                place: "Hội trường".into(),
                units: vec![unit],
            };
            gate.append(Scope::Session(id), id, &Event::SessionOpened(opened))?;
            for person in &people {
                gate.append(
                    Scope::Unit(unit),
                    *person,
                    &Event::PersonPlanned(luudong_domain::person::event::Planned {
                        session: id,
                        slot: None,
                        cleared: false,
                    }),
                )?;
            }
            Ok(id)
        })
        .expect("session");
    assert_eq!(store.reader().figures(session).expect("figures").expected, 2);
    let visit = luudong_domain::id::VisitId::of(session, people[0]);
    for step in 0..3 {
        store
            .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
                let state = gate.visit_state(session, visit)?;
                let event = match step {
                    0 => decide::check_in(&state, people[0], Ticket { lane: "B".into(), number: 1 }),
                    1 => decide::start(&state, &Default::default(), 1),
                    _ => decide::capture(&state, &Default::default(), Default::default()),
                };
                gate.append(Scope::Session(session), visit, &event.expect("allowed"))
            })
            .expect("step");
    }
    let figures = store.reader().figures(session).expect("figures");
    assert_eq!((figures.planned, figures.expected, figures.captured), (2, 1, 1));
    assert_eq!(store.reader().visits_in(session, VisitState::Captured, 9).expect("rows").len(), 1);
    assert_eq!(store.reader().unresolved(session).expect("rows")[0].person.name, "Bình");
    assert!(store.verify().expect("verify").ok);
}

#[test]
fn a_folder_opens_once_and_by_its_words() {
    let dir = TempDir::new().expect("dir");
    let folder = Folder::at(dir.path().join("data"));
    let (store, words) = Store::init(&folder, PASS, NOW).expect("init");
    assert!(matches!(Store::open(&folder, PASS, NOW), Err(StoreError::InUse)));
    drop(store);
    assert!(matches!(Store::init(&folder, PASS, NOW), Err(StoreError::NotEmpty)));
    drop(Store::recover(&folder, &words.words().join(" "), "mới tinh", NOW).expect("recover"));
    assert!(matches!(Store::open(&folder, PASS, NOW), Err(StoreError::WrongPassphrase)));
    Store::open(&folder, "mới tinh", NOW).expect("open");
}

#[test]
fn a_damaged_database_is_told_and_left_as_it_is() {
    let dir = TempDir::new().expect("dir");
    let (folder, store) = fresh(&dir);
    drop(store);
    let path = folder.path().join("luudong.db");
    let mut bytes = std::fs::read(&path).expect("read");
    bytes[100..200].fill(0);
    std::fs::write(&path, &bytes).expect("write");
    assert!(matches!(Store::open(&folder, PASS, NOW), Err(StoreError::Damaged(_))));
    assert_eq!(std::fs::read(&path).expect("read"), bytes);
}

#[test]
fn a_backup_comes_back_as_another_device_and_loses_nothing() {
    let dir = TempDir::new().expect("dir");
    let (_, mut store) = fresh(&dir);
    let (unit, _) = unit_with_people(&mut store, &[("An", "001190000001")]);
    store.sign_heads(NOW).expect("sign");
    store
        .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
            let id = gate.birth(Scope::Unit(unit))?;
            gate.append(Scope::Unit(unit), id, &person("Chưa ký", "001190000009"))
        })
        .expect("write");
    let stick = dir.path().join("stick");
    std::fs::create_dir(&stick).expect("stick");
    let backup = store.backup(&stick, NOW).expect("backup");
    let names = |store: &Store| -> Vec<String> {
        store.reader().people(&PeopleFilter::default(), 10).expect("people").into_iter().map(|row| row.name).collect()
    };
    let target = Folder::at(dir.path().join("restored"));
    assert!(matches!(Store::restore(&target, &backup.path, "sai", NOW), Err(StoreError::WrongPassphrase)));
    assert_eq!(target.state(), FolderState::Empty);
    let mut restored = Store::restore(&target, &backup.path, PASS, NOW).expect("restore");
    assert_ne!(restored.identity().device, store.identity().device);
    assert_eq!(names(&restored), names(&store));
    assert!(restored.verify().expect("verify").ok);
    // The unsigned event was written again under the new id; the signed ones were not.
    assert_eq!(restored.reader().events().expect("events"), store.reader().events().expect("events") + 1);
    std::fs::write(backup.path.join("luudong.db"), b"cut").expect("write");
    let other = Folder::at(dir.path().join("other"));
    assert!(matches!(Store::restore(&other, &backup.path, PASS, NOW), Err(StoreError::BackupInvalid(_))));
}

#[test]
fn nothing_personal_can_be_read_from_the_files() {
    let dir = TempDir::new().expect("dir");
    let (folder, mut store) = fresh(&dir);
    unit_with_people(&mut store, &[("Công Tằng Tôn Nữ Huyền Trân", "001196000006")]);
    for entry in std::fs::read_dir(folder.path()).expect("folder") {
        let bytes = std::fs::read(entry.expect("entry").path()).expect("read");
        for secret in ["Huyền Trân", "001196000006", "huyen tran"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}
