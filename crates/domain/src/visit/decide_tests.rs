//! A day of one visit, and tables of what may be done when.

use super::*;
use crate::event::Entry;
use crate::id::{ActorId, DeviceId};
use crate::session::Station;
use crate::time::Clock;
use crate::visit::fold;
use VisitState::{
    Absent as Gone, Called as Asked, Deferred as Later, Expected, Left as Away, Parked as Aside, Refused as Never,
    Serving, Waiting,
};

#[derive(Default)]
struct Day {
    entries: Vec<Entry>,
}

impl Day {
    fn visit(&self) -> Visit {
        fold(&self.entries)
    }

    fn push(&mut self, event: Event) -> EventRef {
        let at = EventRef { device: DeviceId([1; 16]), index: self.entries.len() as u64 + 1 };
        let after = self.entries.last().map(|entry| entry.at).into_iter().collect();
        let (clock, actor) = (Clock(at.index), ActorId::CENTRAL);
        self.entries.push(Entry { at, clock, actor, after, copy_of: None, event: Some(event) });
        at
    }

    fn does(&mut self, decide: impl FnOnce(&Visit) -> Result<Event, Refusal>) -> EventRef {
        let event = decide(&self.visit()).expect("may be done");
        self.push(event)
    }

    /// Somebody with a ticket.
    fn begun() -> Day {
        let mut day = Day::default();
        day.does(|visit| check_in(visit, PERSON, ticket(1)));
        day
    }

    fn stands(&self) -> (VisitState, Option<u16>) {
        (self.visit().state, self.visit().station)
    }
}

const PERSON: PersonId = PersonId([3; 16]);

fn ticket(number: u32) -> Ticket {
    Ticket { lane: "B".into(), number }
}

fn plain() -> Arranged {
    Arranged::default()
}

/// Papers at 1, everything else at 2, the old card also at 3.
fn hall() -> Arranged {
    let station = |number, steps: &[Step]| Station { number, steps: steps.iter().copied().collect(), pace: None };
    let rest = [Step::Capture, Step::Sign, Step::Collect];
    Arranged {
        steps: Step::ALL.into(),
        stations: vec![station(1, &[Step::Papers]), station(2, &rest), station(3, &[Step::Collect])],
        calls: 3,
        ..plain()
    }
}

fn captured(receipt: &str) -> Captured {
    Captured { receipt: Some(receipt.to_owned()), ..Captured::default() }
}

#[test]
fn a_day_runs_from_arrival_to_capture_and_back() {
    let mut day = Day::begun();
    assert_eq!(check_in(&day.visit(), PERSON, ticket(2)), Err(Refusal::AlreadyCheckedIn));
    day.does(|visit| call(visit, &plain(), 2, CallBy::OwnLane));
    day.does(|visit| start(visit, &plain(), 2));
    let done = day.does(|visit| capture(visit, &plain(), captured("BN-1")));
    let defer = defer(&day.visit(), DeferReason::Residence, String::new(), BTreeSet::new());
    assert_eq!(defer, Err(Refusal::AlreadyCaptured));
    assert_eq!(undo(&day.visit(), done, " ".into()), Err(Refusal::ReasonMissing));
    day.does(|visit| undo(visit, done, "nhầm người".into()));
    let visit = day.visit();
    assert_eq!((visit.state, visit.ticket, visit.station), (Serving, Some(ticket(1)), Some(2)));
    assert_eq!(visit.receipt, None);
}

#[test]
fn a_visit_goes_through_the_steps_of_its_session() {
    let (mut day, hall) = (Day::begun(), hall());
    assert_eq!(call(&day.visit(), &hall, 2, CallBy::OwnLane), Err(Refusal::StationServesNot));
    assert_eq!(call(&day.visit(), &hall, 7, CallBy::OwnLane), Err(Refusal::StationUnknown));
    day.does(|visit| call(visit, &hall, 1, CallBy::OwnLane));
    day.does(|visit| start(visit, &hall, 1));
    assert_eq!(capture(&day.visit(), &hall, captured("1")), Err(Refusal::StepsLeft));
    day.does(|visit| pass(visit, &hall, Some(Step::Papers)));
    assert_eq!(day.stands(), (Waiting, None), "no longer at the papers");
    assert_eq!(start(&day.visit(), &hall, 1), Err(Refusal::StationServesNot));
    day.does(|visit| start(visit, &hall, 2));
    assert_eq!(pass(&day.visit(), &hall, Some(Step::Papers)), Err(Refusal::OtherStep), "a key that was pressed twice");
    day.does(|visit| pass(visit, &hall, None));
    assert_eq!(day.stands(), (Serving, Some(2)), "the station signs too");
    day.does(|visit| pass(visit, &hall, Some(Step::Sign)));
    assert_eq!(pass(&day.visit(), &hall, None), Err(Refusal::LastStep));
    day.does(|visit| capture(visit, &hall, captured("1")));
    let turns: Vec<_> =
        day.visit().turns.into_iter().map(|turn| (turn.station, turn.passed.len(), turn.ended)).collect();
    assert_eq!(turns, [(1, 0, Some(Clock(4))), (2, 1, Some(Clock(6))), (2, 2, Some(Clock(7))), (2, 3, Some(Clock(8)))]);
}

#[test]
fn a_station_that_serves_all_that_is_left_may_end_it_at_once() {
    let (mut day, hall) = (Day::begun(), hall());
    day.does(|visit| start(visit, &hall, 1));
    day.does(|visit| pass(visit, &hall, None));
    day.does(|visit| start(visit, &hall, 2));
    let done = Captured {
        old_paper: Some(crate::visit::event::OldPaper::Cut),
        appointment: chrono::NaiveDate::from_ymd_opt(2026, 4, 9),
        ..captured("BN-7")
    };
    day.does(|visit| capture(visit, &hall, done.clone()));
    let visit = day.visit();
    assert_eq!((visit.old_paper, visit.appointment, visit.receipt), (done.old_paper, done.appointment, done.receipt));
}

#[test]
fn a_deferred_person_may_come_back_the_same_day() {
    let mut day = Day::begun();
    let other = |papers: &[NeededPaper]| {
        let papers = papers.iter().copied().collect();
        defer(&day.visit(), DeferReason::PapersMissing, " ".into(), papers).map(|_| ())
    };
    assert_eq!(defer(&day.visit(), DeferReason::Other, String::new(), BTreeSet::new()), Err(Refusal::ReasonMissing));
    assert_eq!(other(&[NeededPaper::Other]), Err(Refusal::ReasonMissing));
    assert_eq!(other(&[NeededPaper::BirthCertificate]), Ok(()));
    let papers = BTreeSet::from([NeededPaper::BirthCertificate, NeededPaper::ResidenceForm]);
    day.does(|visit| defer(visit, DeferReason::PapersMissing, "bản gốc".into(), papers.clone()));
    assert_eq!((day.visit().papers, day.visit().note.as_deref()), (papers, Some("bản gốc")));
    day.does(|visit| check_in(visit, PERSON, ticket(9)));
    let visit = day.visit();
    assert_eq!(
        (visit.state, visit.ticket, visit.papers, visit.note),
        (Waiting, Some(ticket(9)), BTreeSet::new(), None)
    );
    assert_eq!(capture(&day.visit(), &plain(), captured("1")), Err(Refusal::WrongState));
}

#[test]
fn a_capture_stands_against_what_did_not_know_it() {
    let events: [Event; 5] = [
        Event::VisitDeferred(Deferred {
            reason: DeferReason::Residence,
            note: String::new(),
            papers: BTreeSet::new(),
            paper: None,
        }),
        Event::VisitRefused(Refused { reason: RefuseReason::Declined, note: String::new() }),
        Event::VisitLeft(Left { note: String::new() }),
        Event::VisitRequeued(Requeued { to_end: true }),
        Event::VisitPassed(Passed { step: Step::Capture, station: 1, stays: false }),
    ];
    for event in events {
        let mut day = Day::begun();
        day.does(|visit| start(visit, &plain(), 1));
        day.does(|visit| capture(visit, &plain(), captured("1")));
        day.push(event);
        assert_eq!(day.visit().state, VisitState::Captured);
    }
}

#[test]
fn absence_is_said_after_so_many_calls_and_no_others_are_counted() {
    let (mut day, hall) = (Day::begun(), hall());
    let said = |day: &Day| absent(&day.visit(), &hall, PERSON).map(|_| ());
    assert_eq!(said(&day), Ok(()), "somebody who was never called may have gone");
    for left in [2, 1] {
        day.does(|visit| call(visit, &hall, 1, CallBy::OwnLane));
        assert_eq!(said(&day), Err(Refusal::CallsLeft(left)));
    }
    // Back in line and called again: they were not there before either.
    day.does(|visit| requeue(visit, false));
    day.does(|visit| call(visit, &hall, 1, CallBy::OwnLane));
    assert_eq!(said(&day), Ok(()));
    // Whoever sat down was there.
    day.does(|visit| start(visit, &hall, 1));
    day.does(|visit| requeue(visit, false));
    day.does(|visit| call(visit, &hall, 1, CallBy::OwnLane));
    assert_eq!((day.visit().calls, said(&day)), (1, Err(Refusal::CallsLeft(2))));
    let mut unarranged = Day::begun();
    unarranged.does(|visit| call(visit, &plain(), 1, CallBy::OwnLane));
    assert!(absent(&unarranged.visit(), &plain(), PERSON).is_ok());
}

#[test]
fn whoever_is_set_aside_comes_back_in_place_or_at_the_end() {
    let (mut day, hall) = (Day::begun(), hall());
    let queued = day.visit().queued;
    day.does(|visit| park(visit, "tìm giấy khai sinh".into()));
    assert_eq!(call(&day.visit(), &hall, 1, CallBy::OwnLane), Err(Refusal::WrongState));
    assert_eq!(day.visit().note.as_deref(), Some("tìm giấy khai sinh"));
    day.does(|visit| requeue(visit, false));
    assert_eq!((day.visit().state, day.visit().queued, day.visit().note), (Waiting, queued, None));
    assert_eq!(requeue(&day.visit(), false), Err(Refusal::WrongState), "they wait already");
    let since = day.visit().since;
    day.does(|visit| requeue(visit, true));
    assert_eq!((day.visit().queued, day.visit().arrived), (Some(Clock(4)), queued));
    assert_eq!(day.visit().since, since, "they have waited all the same");
    day.does(|visit| prioritise(visit, [Priority::SmallChild].into()));
    assert_eq!(day.visit().queued, queued, "said to go first, they have their place again");
    day.does(|visit| move_to(visit, &plain(), 1));
    assert_eq!(day.visit().since, since);
    day.does(|visit| call(visit, &plain(), 1, CallBy::OwnLane));
    assert_eq!(day.visit().turns.last().and_then(|turn| turn.waited), since);
}

#[test]
fn who_goes_to_one_station_is_not_called_or_served_by_another() {
    let mut day = in_state(Asked);
    let elsewhere = Some(Refusal::CalledElsewhere(1));
    for by in [CallBy::OwnLane, CallBy::OtherLane, CallBy::Claim(DeviceId([7; 16]))] {
        assert_eq!(call(&day.visit(), &plain(), 2, by).err(), elsewhere);
    }
    assert_eq!(start(&day.visit(), &plain(), 2).err(), elsewhere);
    day.does(|visit| move_to(visit, &plain(), 2));
    day.does(|visit| call(visit, &plain(), 2, CallBy::OwnLane));
    assert_eq!(day.stands(), (Asked, Some(2)));
}

#[test]
fn whoever_is_moved_waits_for_that_station_until_the_step_is_done() {
    let (mut day, mut hall) = (Day::begun(), hall());
    hall.stations[2].steps = [Step::Papers, Step::Collect].into();
    assert_eq!(move_to(&day.visit(), &hall, 2), Err(Refusal::StationServesNot));
    assert_eq!(move_to(&day.visit(), &hall, 9), Err(Refusal::StationUnknown));
    day.does(|visit| call(visit, &hall, 1, CallBy::OwnLane));
    day.does(|visit| move_to(visit, &hall, 3));
    assert_eq!(day.stands(), (Waiting, None));
    assert_eq!(call(&day.visit(), &hall, 1, CallBy::OwnLane), Err(Refusal::OtherStation));
    day.does(|visit| call(visit, &hall, 3, CallBy::OwnLane));
    day.does(|visit| pass(visit, &hall, None));
    assert_eq!((day.visit().state, day.visit().for_station), (Waiting, None));
}

#[test]
fn who_goes_first_is_said_beside_what_happens() {
    let mut day = Day::begun();
    let (last, since) = (day.visit().last, day.visit().since);
    let reasons = BTreeSet::from([Priority::Pregnancy, Priority::Age]);
    day.does(|visit| prioritise(visit, reasons.clone()));
    let visit = day.visit();
    assert_eq!((visit.last, visit.since, &visit.priority), (last, since, &reasons), "a claim is not spent by it");
    day.does(|visit| prioritise(visit, BTreeSet::new()));
    assert_eq!(day.visit().priority, BTreeSet::new());
}

/// A visit in each state.
fn in_state(state: VisitState) -> Day {
    let mut day = if state == Expected { Day::default() } else { Day::begun() };
    match state {
        Expected | Waiting => {}
        Asked => drop(day.does(|visit| call(visit, &plain(), 1, CallBy::OwnLane))),
        Aside => drop(day.does(|visit| park(visit, String::new()))),
        Serving => drop(day.does(|visit| start(visit, &plain(), 1))),
        VisitState::Captured => {
            day.does(|visit| start(visit, &plain(), 1));
            day.does(|visit| capture(visit, &plain(), captured("1")));
        }
        Later => drop(day.does(|visit| defer(visit, DeferReason::MachineDown, String::new(), BTreeSet::new()))),
        Never => drop(day.does(|visit| refuse(visit, RefuseReason::NotDue, String::new()))),
        Away => drop(day.does(|visit| leave(visit, String::new()))),
        Gone => drop(day.does(|visit| absent(visit, &plain(), PERSON))),
    }
    assert_eq!(day.visit().state, state);
    day
}

#[test]
fn each_thing_may_be_done_in_these_states_and_no_others() {
    type Deed<'a> = (&'a str, &'a [VisitState], &'a dyn Fn(&Visit) -> Result<Event, Refusal>);
    let hall = [Waiting, Asked, Aside, Serving];
    let deeds: &[Deed<'_>] = &[
        ("check in", &[Expected, Later, Never, Away, Gone], &|visit| check_in(visit, PERSON, ticket(2))),
        ("call", &[Waiting, Asked], &|visit| call(visit, &plain(), 1, CallBy::OwnLane)),
        ("start", &[Waiting, Asked, Aside], &|visit| start(visit, &plain(), 1)),
        ("capture", &[Asked, Serving], &|visit| capture(visit, &plain(), captured("1"))),
        ("defer", &hall, &|visit| defer(visit, DeferReason::Residence, String::new(), BTreeSet::new())),
        ("refuse", &hall, &|visit| refuse(visit, RefuseReason::Declined, String::new())),
        ("leave", &hall, &|visit| leave(visit, String::new())),
        ("absent", &[Expected, Waiting, Asked, Aside], &|visit| absent(visit, &plain(), PERSON)),
        ("park", &[Waiting, Asked, Serving], &|visit| park(visit, String::new())),
        ("requeue", &[Asked, Aside, Serving], &|visit| requeue(visit, false)),
        ("to the end", &hall, &|visit| requeue(visit, true)),
        ("move", &hall, &|visit| move_to(visit, &plain(), 4)),
        ("prioritise", &hall, &|visit| prioritise(visit, BTreeSet::new())),
    ];
    for (name, allowed, deed) in deeds {
        for state in VisitState::ALL {
            let found = deed(&in_state(state).visit());
            assert_eq!(found.is_ok(), allowed.contains(&state), "{name} when {state:?}: {found:?}");
            let newer = Visit { needs_newer: true, ..in_state(state).visit() };
            assert_eq!(deed(&newer), Err(Refusal::NeedsNewer), "{name}");
        }
    }
    assert_eq!(refuse(&in_state(Waiting).visit(), RefuseReason::Other, " ".into()), Err(Refusal::ReasonMissing));
    assert_eq!(pass(&in_state(Serving).visit(), &plain(), None), Err(Refusal::LastStep), "of one step");
}
