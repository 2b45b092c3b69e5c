//! Laptops that write to one record, together and apart, and what is odd about it then.

use proptest::prelude::*;

use super::{Anomaly, AnomalyKind, fold};
use crate::event::{Entry, Event, EventRef, causal_order, heads};
use crate::id::{ActorId, DeviceId, ImportId, PersonId, UnitId};
use crate::person::event::{Added, Edited, Left, Listed, Returned};
use crate::person::{self, Fields, PersonField};
use crate::scope::Scope;
use crate::session::Covered;
use crate::session::Step;
use crate::time::Clock;
use crate::visit::event::{
    Absent, Called, Captured, CheckedIn, DeferReason, Deferred, Left as Away, Moved, Parked, Passed, Prioritised,
    Priority, RefuseReason, Refused, Requeued, Started, Undone,
};
use crate::visit::{self, Ticket, VisitState};

const A: u8 = 1;
const B: u8 = 2;
const C: u8 = 3;
const SCOPE: Scope = Scope::Org;
const PERSON: PersonId = PersonId([7; 16]);

/// One record on three laptops.
#[derive(Default, Clone)]
struct Hall {
    held: [Vec<Entry>; 4],
    ticks: u64,
}

impl Hall {
    /// `device` writes, after all that it holds.
    fn does(&mut self, device: u8, event: Event) -> EventRef {
        self.ticks += 1;
        let held = &mut self.held[usize::from(device)];
        let id = DeviceId([device; 16]);
        let index = held.iter().filter(|entry| entry.at.device == id).count() as u64 + 1;
        let (at, clock) = (EventRef { device: id, index }, Clock(self.ticks));
        let entry =
            Entry { at, clock, actor: ActorId([device; 16]), after: heads(held), copy_of: None, event: Some(event) };
        held.push(entry);
        at
    }

    /// `to` gets all that `from` has.
    fn carry(&mut self, from: u8, to: u8) {
        let news = self.held[usize::from(from)].clone();
        let held = &mut self.held[usize::from(to)];
        held.extend(news.into_iter().filter(|entry| held.iter().all(|known| known.at != entry.at)).collect::<Vec<_>>());
        *held = causal_order(std::mem::take(held));
    }

    fn meet(&mut self) {
        for (from, to) in [(A, B), (B, C), (C, A), (A, B), (B, C)] {
            self.carry(from, to);
        }
    }

    fn of(&self, device: u8) -> &[Entry] {
        &self.held[usize::from(device)]
    }

    fn person(&self) -> Vec<Anomaly> {
        person::anomalies(SCOPE, self.of(A), &|_| true)
    }

    fn visit(&self) -> Vec<Anomaly> {
        visit::anomalies(SCOPE, self.of(A), None)
    }
}

fn edit(field: PersonField, value: &str) -> Event {
    Event::PersonEdited(Edited { fields: [(field, Some(value.to_owned()))].into(), ..Edited::default() })
}

fn listed(value: &str) -> Event {
    let fields = [(PersonField::Name, Some(value.to_owned()))].into();
    Event::PersonListed(Listed { import: ImportId([1; 16]), sheet: 0, row: 2, fields, keep: Vec::new() })
}

fn check_in(lane: &str) -> Event {
    Event::VisitCheckedIn(CheckedIn { person: PERSON, ticket: Ticket { lane: lane.into(), number: 1 }, paper: None })
}

fn call(station: u16) -> Event {
    Event::VisitCalled(Called { station, claim: None, taken: false })
}

fn start(station: u16) -> Event {
    Event::VisitStarted(Started { station })
}

fn capture() -> Event {
    Event::VisitCaptured(Captured::default())
}

fn defer(reason: DeferReason) -> Event {
    Event::VisitDeferred(Deferred { reason, note: String::new(), papers: Default::default(), paper: None })
}

fn refuse(reason: RefuseReason) -> Event {
    Event::VisitRefused(Refused { reason, note: String::new() })
}

fn pass(step: Step) -> Event {
    Event::VisitPassed(Passed { step, station: 1, stays: false })
}

fn moved(station: u16) -> Event {
    Event::VisitMoved(Moved { station })
}

fn requeue(to_end: bool) -> Event {
    Event::VisitRequeued(Requeued { to_end })
}

fn park() -> Event {
    Event::VisitParked(Parked { note: String::new() })
}

fn away() -> Event {
    Event::VisitLeft(Away { note: String::new() })
}

fn first(reasons: &[Priority]) -> Event {
    Event::VisitPrioritised(Prioritised { reasons: reasons.iter().copied().collect() })
}

fn undo(event: EventRef) -> Event {
    Event::VisitUndone(Undone { events: vec![event], reason: "nhầm".into(), settles: None })
}

/// Kinds and values of what is open.
fn open(found: &[Anomaly]) -> Vec<(AnomalyKind, Vec<Option<&str>>)> {
    let open = found.iter().filter(|anomaly| anomaly.overtaken.is_none());
    open.map(|anomaly| (anomaly.kind, anomaly.sides.iter().map(|side| side.value.as_deref()).collect())).collect()
}

fn kinds(found: &[Anomaly]) -> Vec<AnomalyKind> {
    let mut kinds: Vec<AnomalyKind> = open(found).into_iter().map(|(kind, _)| kind).collect();
    kinds.sort_unstable();
    kinds
}

fn somebody() -> Hall {
    let mut hall = Hall::default();
    hall.does(
        A,
        Event::PersonAdded(Added { fields: Fields::from([(PersonField::Name, "An".into())]), ..Added::default() }),
    );
    hall.meet();
    hall
}

#[test]
fn two_edits_of_one_field_keep_both_values_and_the_later_stands() {
    let mut hall = somebody();
    hall.does(A, edit(PersonField::Name, "Ân"));
    hall.does(A, edit(PersonField::Name, "Ẩn"));
    hall.does(A, edit(PersonField::Phone, "0900000001"));
    hall.does(B, edit(PersonField::Name, "Ấn"));
    hall.does(B, edit(PersonField::Note, "ca đêm"));
    hall.meet();
    let found = hall.person();
    assert_eq!(
        open(&found),
        [(AnomalyKind::EditsDiffer, vec![Some("Ẩn"), Some("Ấn")])],
        "the last of each, and of one field only"
    );
    assert_eq!(found[0].sides.iter().map(|side| side.stands).collect::<Vec<_>>(), [false, true]);
    assert_eq!(found[0].field, Some(PersonField::Name));
}

#[test]
fn events_of_one_name_in_two_scopes_are_two_things() {
    let mut hall = somebody();
    hall.does(A, edit(PersonField::Name, "Ân"));
    hall.does(B, edit(PersonField::Name, "Ấn"));
    hall.meet();
    let of = |unit: u8| person::anomalies(Scope::Unit(UnitId([unit; 16])), hall.of(A), &|_| true)[0].id;
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn what_is_equal_or_was_known_is_no_conflict() {
    let mut hall = somebody();
    hall.does(A, edit(PersonField::Name, "Ẩn"));
    hall.does(B, edit(PersonField::Name, "Ẩn"));
    hall.meet();
    assert_eq!(hall.person(), [], "the same value");
    hall.does(A, edit(PersonField::Name, "Một"));
    hall.carry(A, B);
    hall.does(B, edit(PersonField::Name, "Hai"));
    hall.meet();
    assert_eq!(hall.person(), [], "one knew the other, whatever else is apart");
}

#[test]
fn whoever_writes_the_field_knowing_both_has_judged() {
    let mut hall = somebody();
    hall.does(A, edit(PersonField::Name, "Một"));
    hall.does(B, edit(PersonField::Name, "Hai"));
    hall.meet();
    let before = hall.person();
    let event = person::settle(&before[0], &before[0].sides[0], "giấy khai sinh").expect("written");
    hall.does(C, event);
    hall.does(A, edit(PersonField::Name, "Ba"));
    hall.meet();
    let found = hall.person();
    let settled: Vec<_> = found.iter().filter(|anomaly| anomaly.overtaken.is_some()).collect();
    assert_eq!((settled.len(), settled[0].id), (1, before[0].id), "it stays listed under the id it had");
    assert_eq!(settled[0].overtaken.as_ref().map(|by| by.actor), Some(ActorId([C; 16])));
    assert_eq!(
        open(&found),
        [(AnomalyKind::EditsDiffer, vec![Some("Một"), Some("Ba")])],
        "who did not know is apart again"
    );
}

#[test]
fn one_list_on_two_laptops_is_no_conflict_and_a_correction_of_it_neither() {
    // Whichever laptop was first: by the order, the other's copy of the list writes nothing.
    for (first, then) in [(A, B), (B, A)] {
        let mut hall = Hall::default();
        hall.does(first, listed("An"));
        hall.does(then, listed("An"));
        hall.does(A, edit(PersonField::Name, "Ân"));
        hall.meet();
        assert_eq!(hall.person(), []);
    }
    let mut hall = somebody();
    hall.does(A, listed("Mới"));
    hall.does(B, edit(PersonField::Name, "Khác"));
    hall.meet();
    assert_eq!(kinds(&hall.person()), [AnomalyKind::EditsDiffer], "a new list against a correction is one");
    hall.does(C, listed("Mới nữa"));
    hall.meet();
    assert_eq!(kinds(&hall.person()), [AnomalyKind::EditsDiffer], "and no list settles it");
}

#[test]
fn somebody_who_left_and_is_back_is_told() {
    let mut hall = somebody();
    hall.does(A, Event::PersonLeft(Left { reason: "nghỉ".into() }));
    hall.meet();
    hall.does(A, Event::PersonReturned(Returned { reason: "về".into() }));
    hall.does(B, Event::PersonLeft(Left { reason: "nghỉ hẳn".into() }));
    hall.meet();
    let found = hall.person();
    assert_eq!(open(&found), [(AnomalyKind::StateDiffers, vec![Some("active"), Some("left")])]);
    assert!(matches!(person::settle(&found[0], &found[0].sides[0], "đã hỏi"), Some(Event::PersonReturned(_))));
}

/// Somebody who was checked in where all laptops know it.
fn waiting() -> Hall {
    let mut hall = Hall::default();
    hall.does(A, check_in("A"));
    hall.meet();
    hall
}

#[test]
fn what_two_laptops_do_to_one_visit_apart_is_told_as_what_it_is() {
    use AnomalyKind::{StepsDiffer, TwoCalls, TwoCaptures};
    type Case<'a> = (&'a str, &'a [Event], &'a [Event], &'a [AnomalyKind]);
    let cases: &[Case<'_>] = &[
        ("two captures", &[start(1), capture()], &[start(2), capture()], &[TwoCaptures]),
        ("called twice", &[call(1)], &[call(2)], &[TwoCalls]),
        ("called here, served there", &[call(1)], &[call(2), start(2)], &[TwoCalls]),
        ("captured and deferred", &[start(1), capture()], &[defer(DeferReason::Residence)], &[StepsDiffer]),
        (
            "captured and absent",
            &[start(1), capture()],
            &[Event::VisitAbsent(Absent { person: PERSON, paper: None })],
            &[StepsDiffer],
        ),
        ("captured and called", &[start(1), capture()], &[call(2)], &[StepsDiffer]),
        (
            "deferred for two reasons",
            &[defer(DeferReason::Residence)],
            &[defer(DeferReason::MachineDown)],
            &[StepsDiffer],
        ),
        ("deferred for one reason", &[defer(DeferReason::Residence)], &[defer(DeferReason::Residence)], &[]),
        (
            "absent on both",
            &[Event::VisitAbsent(Absent { person: PERSON, paper: None })],
            &[Event::VisitAbsent(Absent { person: PERSON, paper: None })],
            &[],
        ),
        ("one laptop only", &[start(1), capture()], &[], &[]),
        ("refused and captured", &[refuse(RefuseReason::NotDue)], &[start(2), capture()], &[StepsDiffer]),
        ("refused and deferred", &[refuse(RefuseReason::NotDue)], &[defer(DeferReason::Residence)], &[StepsDiffer]),
        ("refused for two reasons", &[refuse(RefuseReason::NotDue)], &[refuse(RefuseReason::Declined)], &[StepsDiffer]),
        ("refused for one reason", &[refuse(RefuseReason::NotDue)], &[refuse(RefuseReason::NotDue)], &[]),
        ("went away and captured", &[away()], &[start(2), capture()], &[StepsDiffer]),
        ("went away on both", &[away()], &[away()], &[]),
        ("set aside and called", &[park()], &[call(2)], &[StepsDiffer]),
        ("set aside on both", &[park()], &[park()], &[]),
        ("moved to two stations", &[moved(1)], &[moved(2)], &[StepsDiffer]),
        ("moved and called", &[moved(1)], &[call(2)], &[StepsDiffer]),
        ("to the end and in place", &[call(1), requeue(true)], &[call(1), requeue(false)], &[StepsDiffer]),
        ("one step done on both", &[start(1), pass(Step::Papers)], &[start(1), pass(Step::Papers)], &[]),
        ("two steps done", &[start(1), pass(Step::Papers)], &[start(1), pass(Step::Capture)], &[StepsDiffer]),
        ("a step done and deferred", &[start(1), pass(Step::Papers)], &[defer(DeferReason::Residence)], &[StepsDiffer]),
        ("first for two reasons", &[first(&[Priority::Age])], &[first(&[Priority::Pregnancy])], &[StepsDiffer]),
        ("first for one reason", &[first(&[Priority::Age])], &[first(&[Priority::Age])], &[]),
        ("first and called", &[first(&[Priority::Age])], &[call(2)], &[]),
        ("first and captured", &[first(&[Priority::Age])], &[start(2), capture()], &[]),
    ];
    for (name, here, there, expected) in cases {
        for swapped in [false, true] {
            let mut hall = waiting();
            let (first, second) = if swapped { (there, here) } else { (here, there) };
            for event in *first {
                hall.does(A, event.clone());
            }
            for event in *second {
                hall.does(B, event.clone());
            }
            hall.meet();
            assert_eq!(kinds(&hall.visit()), *expected, "{name}, swapped: {swapped}");
        }
    }
}

#[test]
fn who_goes_first_is_settled_without_taking_back_what_was_done() {
    let mut hall = waiting();
    hall.does(A, call(1));
    hall.does(A, first(&[Priority::Age]));
    let other = hall.does(B, first(&[Priority::Pregnancy]));
    hall.meet();
    let found = hall.visit();
    assert_eq!(open(&found), [(AnomalyKind::StepsDiffer, vec![Some("age"), Some("pregnancy")])]);
    let undo = visit::settle(hall.of(C), &found[0], None, Some(other), "đã hỏi").expect("undo");
    hall.does(C, undo);
    hall.meet();
    let now = visit::fold(hall.of(A));
    assert_eq!((now.state, now.priority), (VisitState::Called, [Priority::Pregnancy].into()));
    assert_eq!(open(&hall.visit()), []);
}

#[test]
fn two_tickets_are_told_beside_what_followed_from_each() {
    let mut hall = Hall::default();
    hall.does(A, check_in("A"));
    hall.does(B, check_in("B"));
    hall.meet();
    assert_eq!(open(&hall.visit()), [(AnomalyKind::TwoTickets, vec![Some("A-001"), Some("B-001")])]);
    let mut hall = Hall::default();
    for (device, lane, station) in [(A, "A", 1), (B, "B", 2)] {
        hall.does(device, check_in(lane));
        hall.does(device, start(station));
        hall.does(device, capture());
    }
    hall.meet();
    assert_eq!(kinds(&hall.visit()), [AnomalyKind::TwoCaptures, AnomalyKind::TwoTickets]);
}

#[test]
fn what_stands_is_settled_by_taking_the_other_branch_back() {
    for winner in [0, 1] {
        let mut hall = Hall::default();
        for (device, lane, station) in [(A, "A", 1), (B, "B", 2)] {
            hall.does(device, check_in(lane));
            hall.does(device, start(station));
            hall.does(device, capture());
        }
        hall.meet();
        let found = hall.visit();
        let twice = found.iter().find(|anomaly| anomaly.kind == AnomalyKind::TwoCaptures).expect("two captures");
        let stands = twice.sides[winner].event;
        let undo = visit::settle(hall.of(C), twice, None, Some(stands), "nhầm người").expect("undo");
        hall.does(C, undo);
        hall.meet();
        let (after, now) = (hall.visit(), visit::fold(hall.of(A)));
        assert_eq!(open(&after), [], "nothing new came of it");
        assert_eq!(
            after.iter().find(|anomaly| anomaly.id == twice.id).map(|anomaly| anomaly.overtaken.is_some()),
            Some(true)
        );
        assert_eq!((now.state, now.last), (VisitState::Captured, Some(stands)));
        assert_eq!(now.ticket.map(|ticket| ticket.lane).as_deref(), Some(["A", "B"][winner]));
    }
}

#[test]
fn who_goes_on_knowing_both_calls_has_ended_the_doubt() {
    let mut hall = waiting();
    hall.does(A, call(1));
    hall.does(B, call(2));
    hall.meet();
    hall.does(B, start(2));
    hall.meet();
    let found = hall.visit();
    assert_eq!((found.len(), open(&found)), (1, vec![]));
}

#[test]
fn another_lanes_ticket_is_doubtful_until_somebody_goes_on() {
    let mut hall = waiting();
    hall.does(B, Event::VisitCalled(Called { station: 2, claim: None, taken: true }));
    hall.meet();
    let found = hall.visit();
    assert_eq!(open(&found), [(AnomalyKind::OtherLane, vec![Some("2")])]);
    assert_eq!(visit::settle(hall.of(A), &found[0], None, Some(found[0].sides[0].event), "đã hỏi"), None);
    hall.does(B, start(2));
    hall.meet();
    assert_eq!((open(&hall.visit()), hall.visit()[0].id), (vec![], found[0].id));
}

#[test]
fn an_undo_that_did_not_know_what_was_built_on_it_is_told() {
    let mut hall = waiting();
    let started = hall.does(A, start(1));
    hall.carry(A, B);
    hall.does(A, capture());
    hall.does(B, undo(started));
    hall.meet();
    assert_eq!(kinds(&hall.visit()), [AnomalyKind::StepsDiffer]);
    let mut hall = waiting();
    let started = hall.does(A, start(1));
    hall.does(A, undo(started));
    hall.does(A, start(2));
    hall.meet();
    assert_eq!(hall.visit(), [], "undone and done again, in order");
}

#[test]
fn what_the_fold_leaves_out_is_told_even_where_the_rules_were_broken() {
    let mut hall = waiting();
    hall.does(A, start(1));
    hall.does(A, capture());
    hall.does(A, defer(DeferReason::Residence));
    assert_eq!(kinds(&hall.visit()), [AnomalyKind::StepsDiffer]);
    let mut hall = waiting();
    hall.does(A, check_in("B"));
    assert_eq!(kinds(&hall.visit()), [AnomalyKind::TwoTickets]);
}

#[test]
fn what_no_close_had_came_too_late() {
    let mut hall = waiting();
    hall.does(A, start(1));
    let covered = Covered::from([(DeviceId([A; 16]), 2)]);
    let found = |hall: &Hall, covered: &Covered| visit::anomalies(SCOPE, hall.of(A), Some(covered));
    assert_eq!(found(&hall, &covered), []);
    hall.does(B, defer(DeferReason::Residence));
    hall.meet();
    let late = found(&hall, &covered);
    assert_eq!(kinds(&late), [AnomalyKind::AfterClose, AnomalyKind::StepsDiffer]);
    let one = late.iter().find(|anomaly| anomaly.kind == AnomalyKind::AfterClose).expect("late");
    assert_eq!(visit::settle(hall.of(A), one, Some(&covered), Some(one.sides[0].event), "đúng"), None, "it may stand");
    hall.does(B, check_in("B"));
    hall.carry(B, A);
    assert!(found(&hall, &covered).iter().any(|now| now.id == one.id), "what the laptop did next adds nothing new");
    let back = visit::settle(hall.of(A), one, Some(&covered), None, "sai").expect("taken back");
    hall.does(A, back);
    let after = found(&hall, &covered);
    assert_eq!(open(&after), [], "the undo itself is not late: {after:?}");
    assert!(after.iter().any(|now| now.id == one.id));
    let more = Covered::from([(DeviceId([A; 16]), 2), (DeviceId([B; 16]), 9)]);
    assert!(found(&hall, &more).iter().all(|now| now.kind != AnomalyKind::AfterClose), "another close had it");
}

#[test]
fn the_last_settlement_in_order_is_in_force() {
    let settled = |reason: &str| {
        let (kind, records) = (AnomalyKind::TwoUnits, vec![PERSON.into()]);
        Event::AnomalySettled(super::event::Settled { kind, records, stands: None, reason: reason.into() })
    };
    let mut hall = Hall::default();
    hall.does(A, settled("một"));
    hall.does(B, settled("hai"));
    hall.meet();
    assert_eq!(fold(hall.of(A)).map(|(_, settled)| settled.reason.as_str()), Some("hai"));
    assert_eq!(fold(&[]), None);
}

/// What somebody does: by whom, what, or a carrying from one laptop to another.
fn deed() -> impl Strategy<Value = (u8, u8, u8)> {
    (A..=C, A..=C, 0u8..16)
}

/// A visit to which laptops did whatever they liked, rules or not.
fn any_visit(deeds: &[(u8, u8, u8)]) -> Hall {
    let mut hall = Hall::default();
    for (device, other, what) in deeds {
        let mine = hall.of(*device).last().map(|entry| entry.at);
        let event = match (what, mine) {
            (0, _) => {
                let ticket = Ticket { lane: "A".into(), number: hall.ticks as u32 };
                Event::VisitCheckedIn(CheckedIn { person: PERSON, ticket, paper: None })
            }
            (1, _) => call(u16::from(*other)),
            (2, _) => start(u16::from(*other)),
            (3, _) => capture(),
            (4, _) => defer(if *other == A { DeferReason::Residence } else { DeferReason::MachineDown }),
            (5, _) => Event::VisitAbsent(Absent { person: PERSON, paper: None }),
            (6, Some(mine)) => undo(mine),
            (7, _) => refuse(if *other == A { RefuseReason::NotDue } else { RefuseReason::Declined }),
            (8, _) => pass(if *other == A { Step::Papers } else { Step::Capture }),
            (9, _) => moved(u16::from(*other)),
            (10, _) => requeue(*other == A),
            (11, _) => park(),
            (12, _) => first(if *other == A { &[Priority::Age] } else { &[] }),
            (13, _) => away(),
            _ => {
                hall.carry(*device, *other);
                continue;
            }
        };
        hall.does(*device, event);
    }
    hall.meet();
    hall.meet();
    hall
}

proptest! {
    #[test]
    fn the_same_events_give_the_same_anomalies_whatever_order_they_came_in(
        deeds in prop::collection::vec(deed(), 0..24),
        keys in prop::collection::vec(any::<u64>(), 64),
        late in prop::option::of(0u64..6),
    ) {
        let hall = any_visit(&deeds);
        let covered = late.map(|last| [A, B, C].map(|device| (DeviceId([device; 16]), last)).into());
        let told = visit::anomalies(SCOPE, hall.of(A), covered.as_ref());
        prop_assert_eq!(&told, &visit::anomalies(SCOPE, hall.of(C), covered.as_ref()));
        let mut shuffled: Vec<(u64, Entry)> = keys.into_iter().cycle().zip(hall.of(A).iter().cloned()).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let again = causal_order(shuffled.into_iter().map(|(_, entry)| entry).collect());
        prop_assert_eq!(told, visit::anomalies(SCOPE, &again, covered.as_ref()));
    }

    #[test]
    fn whatever_the_fold_leaves_out_has_an_anomaly(deeds in prop::collection::vec(deed(), 0..24)) {
        let hall = any_visit(&deeds);
        let out = visit::left_out(hall.of(A));
        prop_assert!(out.is_empty() || !hall.visit().is_empty(), "left out in silence: {:?}", out);
    }

    #[test]
    fn one_choice_settles_it_for_good(deeds in prop::collection::vec(deed(), 0..16), which in any::<prop::sample::Index>(), side in any::<prop::sample::Index>()) {
        let mut hall = any_visit(&deeds);
        let found: Vec<Anomaly> = hall.visit().into_iter().filter(|anomaly| anomaly.overtaken.is_none()).collect();
        if found.is_empty() {
            return Ok(());
        }
        let anomaly = which.get(&found);
        let stands = side.get(&anomaly.sides).event;
        if let Some(undo) = visit::settle(hall.of(A), anomaly, None, Some(stands), "chọn") {
            hall.does(A, undo);
            hall.meet();
            let after = hall.visit();
            prop_assert!(after.iter().all(|now| now.id != anomaly.id || now.overtaken.is_some()), "{:?} → {:?}", anomaly, after);
        }
    }
}
