//! `make bench`: what it costs to know who is next, and where the time goes, where 1,000 people wait and where 1,000 have
//! gone through four steps.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

use std::time::{Duration, Instant};

use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, PersonId, SessionId, UnitId, VisitId};
use luudong_domain::person::event::{Added, Planned};
use luudong_domain::person::{Fields, PersonField};
use luudong_domain::queue::times::times;
use luudong_domain::scope::Scope;
use luudong_domain::session::{Arranged, Opened, Rules, Slot, Station, Step};
use luudong_domain::time::date_in_hanoi;
use luudong_domain::visit::event::{Captured, Priority};
use luudong_domain::visit::{Ticket, Visit, decide};
use luudong_store::{Folder, Gate, Store, StoreError};
use luudong_tests::world::{BEGIN, temporary};

const PEOPLE: u32 = 1_000;
const RUNS: usize = 60;

fn main() {
    let dir = temporary();
    let (mut store, _) = Store::init(&Folder::at(dir.path().join("data")), "một câu mật khẩu", BEGIN).unwrap();
    let (session, people) = store.write::<_, StoreError>(ActorId::CENTRAL, BEGIN, arrive).unwrap();
    let reader = store.reader();
    let now = BEGIN + 3_600_000_000;
    let (mut read, mut order) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let began = Instant::now();
        let line = reader.line(session, None).unwrap().unwrap();
        read.push(began.elapsed());
        let began = Instant::now();
        assert_eq!(line.order(Some(1), now).len(), PEOPLE as usize);
        order.push(began.elapsed());
    }
    told("line of 1,000 read", &mut read);
    told("line of 1,000 ordered", &mut order);
    for step in 0..4 {
        store.write::<_, StoreError>(ActorId::CENTRAL, now, |gate| go_on(gate, session, &people, step)).unwrap();
    }
    let reader = store.reader();
    let (_, arranged) = reader.arranged(session).unwrap().unwrap();
    let (mut read, mut worked_out) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let began = Instant::now();
        let measured = reader.measured(session, &arranged).unwrap();
        read.push(began.elapsed());
        assert_eq!(measured.turns.len(), 4 * PEOPLE as usize);
        let began = Instant::now();
        assert_eq!(times(&arranged, &measured, now).done.in_60, u64::from(PEOPLE));
        worked_out.push(began.elapsed());
    }
    told("4,000 turns read", &mut read);
    told("times of 4,000 turns", &mut worked_out);
}

fn told(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    println!("{name}: {:.2} ms", times[times.len() / 2].as_secs_f64() * 1e3);
}

/// A session of four steps and everybody who waits in it: some with slots, some who go first, some unplanned.
fn arrive(gate: &mut Gate<'_>) -> Result<(SessionId, Vec<PersonId>), StoreError> {
    let unit = UnitId::of_name("vi du");
    let session = gate.new_session();
    let scope = Scope::Session(session);
    let opened = Opened { date: date_in_hanoi(BEGIN), place: "Hội trường".into(), units: vec![unit] };
    gate.append(scope, session, &Event::SessionOpened(opened))?;
    let all = Station { number: 1, steps: Step::ALL.into(), pace: None };
    let arranged = Arranged {
        steps: Step::ALL.into(),
        stations: vec![all],
        rules: Rules { old_from: Some(65), ..Rules::default() },
        ..Arranged::default()
    };
    gate.append(scope, session, &Event::SessionArranged(arranged))?;
    let mut people = Vec::new();
    for number in 1..=PEOPLE {
        let person = gate.birth(Scope::Unit(unit))?;
        let birth = format!("{}", 1950 + number % 50);
        let fields = Fields::from([(PersonField::Name, format!("Người {number}")), (PersonField::Birth, birth)]);
        gate.append_first(Scope::Unit(unit), person, &Event::PersonAdded(Added { fields, ..Added::default() }))?;
        if number % 3 != 0 {
            let time = |minute: u32| format!("{:02}:{:02}", 7 + number / 100, minute).parse().ok();
            let slot = time(0).zip(time(10)).map(|(from, to)| Slot { from, to });
            gate.append(Scope::Unit(unit), person, &Event::PersonPlanned(Planned { session, slot, cleared: false }))?;
        }
        let person = PersonId::from(person);
        let visit = VisitId::of(session, person);
        let ticket = Ticket { lane: "A".into(), number };
        gate.append(scope, visit, &decide::check_in(&Visit::default(), person, ticket).unwrap())?;
        if number % 10 == 0 {
            let state = gate.visit_state(session, visit)?;
            gate.append(scope, visit, &decide::prioritise(&state, [Priority::SmallChild].into()).unwrap())?;
        }
        people.push(person);
    }
    Ok((session, people))
}

/// Everybody goes through one more step.
fn go_on(gate: &mut Gate<'_>, session: SessionId, people: &[PersonId], step: usize) -> Result<(), StoreError> {
    let (_, arranged) = gate.arranged(session)?.unwrap();
    for person in people {
        let visit = VisitId::of(session, *person);
        if step == 0 {
            let state = gate.visit_state(session, visit)?;
            let called = decide::call(&state, &arranged, 1, decide::CallBy::OwnLane).unwrap();
            gate.append(Scope::Session(session), visit, &called)?;
        }
        let state = gate.visit_state(session, visit)?;
        let event = match step {
            3 => decide::capture(&state, &arranged, Captured::default()).unwrap(),
            _ => decide::pass(&state, &arranged, None).unwrap(),
        };
        gate.append(Scope::Session(session), visit, &event)?;
    }
    Ok(())
}
