//! What the order of a queue and the times of a session are read from: real files, real SQLCipher.

use std::collections::BTreeSet;

use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, PersonId, SessionId, UnitId, VisitId};
use luudong_domain::person::event::{Added, Planned};
use luudong_domain::person::{Fields, PersonField};
use luudong_domain::queue::Reason;
use luudong_domain::queue::times::times;
use luudong_domain::scope::Scope;
use luudong_domain::session::{Arranged, Opened, Rules, Slot, Station, Step};
use luudong_domain::time::micros_in_hanoi;
use luudong_domain::visit::event::{Captured, Priority};
use luudong_domain::visit::{Visit, decide};
use luudong_store::{Folder, Gate, Store, StoreError};
use tempfile::TempDir;

const MINUTE: u64 = 60 * 1_000_000;
const DATE: &str = "2026-11-25";

/// A hall of one laptop.
struct Hall {
    _dir: TempDir,
    store: Store,
    session: SessionId,
    unit: UnitId,
}

/// A time of the session's day, microseconds.
fn at(text: &str) -> u64 {
    let (hours, minutes) = text.split_once(':').expect("HH:MM");
    let minutes = hours.parse::<u64>().expect("hours") * 60 + minutes.parse::<u64>().expect("minutes");
    micros_in_hanoi(DATE.parse().expect("date")) + minutes * MINUTE
}

fn slot(from: &str, to: &str) -> Option<Slot> {
    Some(Slot { from: from.parse().expect("time"), to: to.parse().expect("time") })
}

impl Hall {
    fn new(arranged: Option<Arranged>) -> Hall {
        let dir = TempDir::new().expect("dir");
        let folder = Folder::at(dir.path().join("data"));
        let (mut store, _) = Store::init(&folder, "một câu mật khẩu", at("06:00")).expect("init");
        let unit = UnitId::of_name("vi du");
        let session = store
            .write::<_, StoreError>(ActorId::CENTRAL, at("06:00"), |gate| {
                let id = gate.new_session();
                let opened =
                    Opened { date: DATE.parse().expect("date"), place: "Hội trường".into(), units: vec![unit] };
                gate.append(Scope::Session(id), id, &Event::SessionOpened(opened))?;
                if let Some(arranged) = arranged {
                    gate.append(Scope::Session(id), id, &Event::SessionArranged(arranged))?;
                }
                Ok(id)
            })
            .expect("session");
        Hall { _dir: dir, store, session, unit }
    }

    fn write<T>(&mut self, when: &str, work: impl FnOnce(&mut Gate<'_>) -> Result<T, StoreError>) -> T {
        self.store.write(ActorId::CENTRAL, at(when), work).expect("written")
    }

    fn person(&mut self, birth: &str, planned: &[Option<Slot>]) -> PersonId {
        let (unit, session) = (Scope::Unit(self.unit), self.session);
        self.write("06:01", |gate| {
            let id = gate.birth(unit)?;
            let fields = Fields::from([
                (PersonField::Name, "Nguyễn Thị Ánh".to_owned()),
                (PersonField::Birth, birth.to_owned()),
            ]);
            gate.append_first(unit, id, &Event::PersonAdded(Added { fields, ..Added::default() }))?;
            for slot in planned {
                gate.append(unit, id, &Event::PersonPlanned(Planned { session, slot: *slot, cleared: false }))?;
            }
            Ok(id.into())
        })
    }

    /// Somebody who takes a ticket.
    fn comes(&mut self, when: &str, lane: &str, birth: &str, planned: &[Option<Slot>]) -> VisitId {
        let person = self.person(birth, planned);
        let session = self.session;
        let visit = VisitId::of(session, person);
        self.write(when, |gate| {
            let ticket = gate.next_ticket(session, lane)?;
            let event = decide::check_in(&Visit::default(), person, ticket).expect("in");
            gate.append(Scope::Session(session), visit, &event)
        });
        visit
    }

    fn does(&mut self, when: &str, visit: VisitId, decide: impl FnOnce(&Visit, &Arranged) -> Event) {
        let session = self.session;
        self.write(when, |gate| {
            let (_, arranged) = gate.arranged(session)?.expect("known");
            let event = decide(&gate.visit_state(session, visit)?, &arranged);
            gate.append(Scope::Session(session), visit, &event)
        });
    }

    fn calls(&mut self, when: &str, visit: VisitId, station: u16) {
        self.does(when, visit, |state, arranged| {
            decide::call(state, arranged, station, decide::CallBy::OwnLane).expect("call")
        });
    }

    fn order(&self, lane: Option<&str>, station: Option<u16>, now: &str) -> Vec<(VisitId, Reason)> {
        let line = self.store.reader().line(self.session, lane).expect("line").expect("known");
        line.order(station, at(now)).iter().map(|place| (line.waiting[place.at].visit, place.reason)).collect()
    }

    fn next(&self, now: &str) -> Option<VisitId> {
        self.order(None, None, now).first().map(|(visit, _)| *visit)
    }
}

#[test]
fn the_line_is_read_with_slots_age_and_who_was_planned() {
    let rules = Rules { old_from: Some(65), ..Rules::default() };
    let mut hall = Hall::new(Some(Arranged { rules, ..Arranged::default() }));
    let unplanned = hall.comes("08:00", "A", "1990", &[]);
    let late = hall.comes("08:05", "B", "1990", &[slot("07:30", "07:40")]);
    let early = hall.comes("08:10", "A", "1990", &[slot("10:00", "10:10"), slot("08:00", "08:10"), None]);
    let old = hall.comes("08:20", "B", "1960-11-25", &[None]);
    let young = hall.comes("08:21", "A", "1961-11-26", &[None]);
    let order = hall.order(None, None, "08:30");
    assert_eq!(
        order,
        [
            (old, Reason::First),
            (unplanned, Reason::Arrival),
            // The slot that was said last stands; a plan that says none leaves it.
            (early, Reason::Slot),
            (late, Reason::SlotMissed),
            (young, Reason::Arrival),
        ]
    );
    let lane = hall.order(Some("B"), None, "08:30");
    assert_eq!(lane.iter().map(|(visit, _)| *visit).collect::<Vec<_>>(), [old, late]);
    assert!(hall.store.verify().expect("verify").ok);
}

#[test]
fn what_was_called_is_looked_back_on_once_a_call_and_not_at_all_when_it_was_undone() {
    let mut hall = Hall::new(None);
    let [ordinary, other] = ["08:00", "08:01"].map(|when| hall.comes(when, "A", "1990", &[None]));
    let firsts = ["08:10", "08:11"].map(|when| hall.comes(when, "A", "1990", &[None]));
    for visit in firsts {
        hall.does("08:12", visit, |state, _| decide::prioritise(state, [Priority::Disability].into()).expect("said"));
    }
    assert_eq!(hall.next("08:15"), Some(firsts[0]));
    hall.calls("08:15", firsts[0], 1);
    assert_eq!(hall.next("08:16"), Some(ordinary), "not twice in a row");
    hall.calls("08:16", ordinary, 2);
    // Called again: no call of its own.
    hall.calls("08:17", ordinary, 2);
    hall.calls("08:17", firsts[0], 1);
    assert_eq!(hall.next("08:18"), Some(firsts[1]));
    hall.calls("08:18", firsts[1], 3);
    assert_eq!(hall.next("08:19"), Some(other));
    for (when, visit) in [("08:19", firsts[0]), ("08:20", firsts[0]), ("08:21", firsts[1])] {
        let last = hall.store.reader().visit_state(hall.session, visit).expect("state").last.expect("last");
        hall.does(when, visit, |state, _| decide::undo(state, last, "nhầm".into()).expect("undo"));
    }
    assert_eq!(hall.next("08:22"), Some(firsts[0]), "the last call that counts was an ordinary one");
    assert!(hall.store.verify().expect("verify").ok);
}

#[test]
fn times_are_measured_by_step_and_station() {
    let station = |number, steps: &[Step]| Station { number, steps: steps.iter().copied().collect(), pace: Some(30) };
    let steps = BTreeSet::from([Step::Papers, Step::Capture]);
    let stations = vec![station(1, &[Step::Papers]), station(2, &[Step::Capture])];
    let mut hall = Hall::new(Some(Arranged { steps, stations, ..Arranged::default() }));
    for minute in [10, 20, 30] {
        let when = |later: u64| format!("08:{:02}", minute + later);
        let visit = hall.comes(&when(0), "A", "1990", &[None]);
        hall.calls(&when(2), visit, 1);
        hall.does(&when(3), visit, |state, arranged| decide::start(state, arranged, 1).expect("start"));
        hall.does(&when(6), visit, |state, arranged| decide::pass(state, arranged, None).expect("pass"));
        hall.calls(&when(7), visit, 2);
        hall.does(&when(9), visit, |state, arranged| {
            decide::capture(state, arranged, Captured::default()).expect("capture")
        });
    }
    hall.comes("08:40", "A", "1990", &[None]);
    let reader = hall.store.reader();
    let (_, arranged) = reader.arranged(hall.session).expect("read").expect("known");
    let told = times(&arranged, &reader.measured(hall.session, &arranged).expect("measured"), at("08:45"));
    let of =
        |at: usize| (told.steps[at].waiting.expect("waited").median, told.steps[at].serving.expect("served").median);
    assert_eq!((of(0), of(1)), ((120, 180), (60, 120)), "of the papers, and of the capture from the call on");
    assert_eq!((told.done.in_60, told.stations.len(), told.stations[0].now), (3, 2, 1));
    // Undone, it was never measured.
    let visit = hall.comes("08:50", "A", "1990", &[None]);
    hall.calls("08:51", visit, 1);
    let last = hall.store.reader().visit_state(hall.session, visit).expect("state").last.expect("last");
    hall.does("08:52", visit, |state, _| decide::undo(state, last, "nhầm".into()).expect("undo"));
    let reader = hall.store.reader();
    assert_eq!(reader.measured(hall.session, &arranged).expect("measured").turns.len(), 6);
    assert!(hall.store.verify().expect("verify").ok);
}
