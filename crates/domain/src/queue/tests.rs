//! The rules of the queue: tables of cases, and what holds for any queue.

use proptest::prelude::*;

use super::*;
use crate::session::{Station, TimeOfDay};

/// 30 March 2026, midnight in Hà Nội.
const MIDNIGHT: u64 = 1_774_803_600_000_000;

fn at(text: &str) -> u64 {
    let (hours, minutes) = text.split_once(':').expect("HH:MM");
    MIDNIGHT + (hours.parse::<u64>().expect("hours") * 60 + minutes.parse::<u64>().expect("minutes")) * MINUTE
}

fn time(text: &str) -> TimeOfDay {
    text.parse().expect("a time")
}

fn line(waiting: Vec<Waiting>) -> Line {
    let arranged = Arranged::default();
    let hours = Hours::of(NaiveDate::from_ymd_opt(2026, 3, 30).expect("date"), &arranged);
    Line { arranged, hours, waiting, lately: Vec::new() }
}

/// Somebody planned who came at that time, known by a number.
fn came(number: u8, queued: &str) -> Waiting {
    Waiting {
        visit: VisitId([number; 16]),
        last: None,
        ticket: Some(Ticket { lane: "A".into(), number: number.into() }),
        arrived: at(queued),
        queued: at(queued),
        slot: None,
        first: BTreeSet::new(),
        walk_in: false,
        step: Step::Capture,
        for_station: None,
    }
}

fn slot(waiting: Waiting, from: &str, to: &str) -> Waiting {
    Waiting { slot: Some(Slot { from: time(from), to: time(to) }), ..waiting }
}

fn first(waiting: Waiting) -> Waiting {
    Waiting { first: [Priority::Pregnancy].into(), ..waiting }
}

fn unplanned(waiting: Waiting) -> Waiting {
    Waiting { walk_in: true, ..waiting }
}

/// The numbers of those who are called, in order.
fn called(line: &Line, now: &str) -> Vec<u8> {
    line.order(None, at(now)).iter().map(|place| line.waiting[place.at].visit.0[0]).collect()
}

fn reasons(line: &Line, now: &str) -> Vec<Reason> {
    line.order(None, at(now)).iter().map(|place| place.reason).collect()
}

#[test]
fn without_slots_whoever_came_first_is_called_first() {
    let line = line(vec![came(1, "08:02"), came(2, "08:01"), came(3, "08:02")]);
    assert_eq!(called(&line, "08:10"), [2, 1, 3], "and by ticket when they came at one time");
}

#[test]
fn the_early_do_not_jump_and_the_late_keep_their_slot_for_a_grace() {
    let cases = [
        // Who came when, for 09:00–09:10; where they stand among people who came at 08:30, 09:05 and 09:22.
        ("08:00", 1, Reason::Slot),
        ("09:09", 1, Reason::Slot),
        ("09:25", 1, Reason::Slot),
        ("09:26", 3, Reason::SlotMissed),
    ];
    for (when, place, reason) in cases {
        let others = [came(1, "08:30"), came(2, "09:05"), came(3, "09:22")];
        let line = line(others.into_iter().chain([slot(came(9, when), "09:00", "09:10")]).collect());
        let (order, why) = (called(&line, "09:30"), reasons(&line, "09:30"));
        assert_eq!((order.iter().position(|who| *who == 9), why[place]), (Some(place), reason), "came {when}");
    }
}

#[test]
fn the_end_of_the_line_is_the_end_also_for_who_has_a_slot_or_goes_first() {
    let put_back = |waiting: Waiting, when: &str| Waiting { queued: at(when), ..waiting };
    let others =
        || [slot(came(1, "08:05"), "08:00", "08:30"), slot(came(2, "08:40"), "08:30", "09:00"), came(3, "08:19")];
    let cases = [
        (put_back(slot(came(9, "07:55"), "08:00", "08:30"), "08:20"), [1, 3, 9, 2], Reason::Arrival),
        (put_back(first(slot(came(9, "07:55"), "08:00", "08:30")), "08:20"), [1, 3, 9, 2], Reason::Arrival),
        (put_back(first(came(9, "08:00")), "08:45"), [1, 3, 2, 9], Reason::Arrival),
        // They were there early: their slot is still to come.
        (put_back(slot(came(9, "07:00"), "09:00", "09:10"), "08:20"), [1, 3, 2, 9], Reason::Slot),
    ];
    for (who, order, reason) in cases {
        let line = line(others().into_iter().chain([who.clone()]).collect());
        let at = order.iter().position(|number| *number == 9).expect("there");
        assert_eq!((called(&line, "09:05"), reasons(&line, "09:05")[at]), (order.to_vec(), reason), "{who:?}");
    }
}

#[test]
fn a_slot_after_midnight_belongs_to_the_evening() {
    let mut line = line(vec![slot(came(1, "19:00"), "00:30", "00:40"), slot(came(2, "19:30"), "23:50", "00:10")]);
    line.arranged = Arranged { starts: Some(time("20:00")), ends: Some(time("02:00")), ..Arranged::default() };
    line.hours = Hours::of(NaiveDate::from_ymd_opt(2026, 3, 30).expect("date"), &line.arranged);
    assert_eq!(called(&line, "23:55"), [2, 1]);
}

#[test]
fn whoever_goes_first_does_so_at_most_every_second_call() {
    let mut waiting: Vec<Waiting> = (1..=3).map(|number| came(number, "08:00")).collect();
    waiting.extend((7..=9).map(|number| first(came(number, "08:20"))));
    let mut line = line(waiting);
    assert_eq!(called(&line, "08:30"), [7, 1, 8, 2, 9, 3]);
    assert_eq!(reasons(&line, "08:30")[..2], [Reason::First, Reason::Arrival]);
    line.lately = vec![(Step::Capture, Kind::First)];
    assert_eq!(called(&line, "08:30"), [1, 7, 2, 8, 3, 9], "the last call counts");
    line.waiting.drain(..3);
    assert_eq!(called(&line, "08:30"), [7, 8, 9], "nobody else is there");
}

#[test]
fn going_first_begins_with_the_slot() {
    let early = first(slot(came(9, "07:00"), "15:00", "15:10"));
    let line = line(vec![came(1, "08:00"), early.clone(), came(2, "08:10")]);
    assert_eq!(called(&line, "08:30"), [1, 2, 9]);
    assert_eq!(called(&line, "15:00"), [9, 1, 2]);
}

#[test]
fn the_unplanned_get_one_call_of_three_while_the_time_of_planned_people_has_come() {
    let mut waiting: Vec<Waiting> = (11..=13).map(|number| unplanned(came(number, "07:00"))).collect();
    waiting.extend((1..=4).map(|number| slot(came(number, "07:30"), "07:30", "07:40")));
    let mut line = line(waiting);
    assert_eq!(called(&line, "07:45"), [11, 1, 2, 12, 3, 4, 13]);
    let why = reasons(&line, "07:45");
    assert_eq!((why[0], why[3]), (Reason::Arrival, Reason::WalkIn));
    assert_eq!(called(&line, "07:29"), [11, 12, 13, 1, 2, 3, 4], "the time of nobody who was planned has come");
    assert_eq!(called(&line, "08:00"), [11, 12, 13, 1, 2, 3, 4], "they have waited an hour");
    assert_eq!(reasons(&line, "08:00")[0], Reason::LongWait);
    line.arranged.rules.walk_ins = 0;
    assert_eq!(called(&line, "07:45"), [11, 12, 13, 1, 2, 3, 4], "where no share is kept");
}

#[test]
fn a_station_calls_for_its_steps_and_those_who_wait_for_it() {
    let station = |number, steps: &[Step]| Station { number, steps: steps.iter().copied().collect(), pace: None };
    let step = |waiting: Waiting, step| Waiting { step, ..waiting };
    let mut line = line(vec![
        step(came(1, "08:00"), Step::Papers),
        step(came(2, "08:01"), Step::Capture),
        Waiting { for_station: Some(3), ..step(came(3, "08:02"), Step::Capture) },
        step(came(4, "08:03"), Step::Collect),
    ]);
    line.arranged.stations =
        vec![station(1, &[Step::Papers]), station(2, &[Step::Capture, Step::Collect]), station(3, &[Step::Capture])];
    let at_station = |number| {
        let order = line.order(Some(number), at("09:00"));
        order.iter().map(|place| line.waiting[place.at].visit.0[0]).collect::<Vec<_>>()
    };
    assert_eq!((at_station(1), at_station(2), at_station(3)), (vec![1], vec![2, 4], vec![2, 3]));
    assert_eq!(at_station(8), [0; 0], "a station that the session does not have");
    assert_eq!(called(&line, "09:00").len(), 4);
}

#[test]
fn what_another_stations_calls_went_to_is_not_this_ones() {
    let station = |number, step: Step| Station { number, steps: [step].into(), pace: None };
    let mut line = line(vec![came(1, "08:00"), first(came(9, "08:10"))]);
    line.arranged.steps = [Step::Papers, Step::Capture].into();
    line.arranged.stations = vec![station(1, Step::Papers), station(2, Step::Capture)];
    let next = |line: &Line| line.waiting[line.order(Some(2), at("09:00"))[0].at].visit.0[0];
    line.lately = vec![(Step::Papers, Kind::First)];
    assert_eq!(next(&line), 9);
    line.lately.insert(0, (Step::Capture, Kind::First));
    assert_eq!(next(&line), 1);
}

#[test]
fn who_is_old_enough_goes_first_beside_what_was_said() {
    let date = NaiveDate::from_ymd_opt(2026, 3, 30).expect("date");
    let old = Rules { old_from: Some(65), ..Rules::default() };
    let said = [Priority::NightShift].into();
    let both = [Priority::Age, Priority::NightShift].into();
    assert_eq!(goes_first(&said, Some("1961-03-30"), date, &old), (both, Some(65)));
    assert_eq!(goes_first(&said, Some("1961-03-31"), date, &old), (said.clone(), None));
    let unsaid = goes_first(&said, Some("1930"), date, &Rules::default());
    assert_eq!(unsaid, (said.clone(), None), "where nobody said from which age on");
    assert_eq!(goes_first(&said, None, date, &old), (said, None));
}

#[test]
fn an_age_is_reached_when_it_is_certain() {
    let date = NaiveDate::from_ymd_opt(2026, 3, 30).expect("date");
    for (birth, age) in [
        ("1961-03-30", Some(65)),
        ("1961-03-31", Some(64)),
        ("1961-03", Some(64)),
        ("1961", Some(64)),
        ("2026-03-30", Some(0)),
        ("2027", None),
        ("?", None),
    ] {
        assert_eq!(age_on(birth, date), age, "{birth}");
    }
}

/// Anybody: when they came, with or without a slot, first or not, planned or not, waiting for which step.
fn anybody() -> impl Strategy<Value = (u8, Option<u8>, bool, bool, bool)> {
    (0u8..180, prop::option::of(0u8..24), prop::bool::weighted(0.2), any::<bool>(), any::<bool>())
}

fn any_line(people: Vec<(u8, Option<u8>, bool, bool, bool)>, lately: &[u8]) -> Line {
    let person =
        |(number, (queued, slot, goes_first, walk_in, capture)): (usize, (u8, Option<u8>, bool, bool, bool))| {
            let minute = |minutes: u16| format!("{:02}:{:02}", 8 + minutes / 60, minutes % 60);
            let from = |ten: u8| minute(u16::from(ten) * 10);
            let mut waiting = came(number as u8, &minute(queued.into()));
            waiting.slot =
                slot.filter(|_| !walk_in).map(|ten| Slot { from: time(&from(ten)), to: time(&from(ten + 1)) });
            waiting.first = goes_first.then_some(Priority::Disability).into_iter().collect();
            waiting.walk_in = walk_in;
            waiting.step = if capture { Step::Capture } else { Step::Sign };
            waiting
        };
    let mut line = line(people.into_iter().enumerate().map(person).collect());
    line.arranged.steps = [Step::Capture, Step::Sign].into();
    let steps = |steps: &[Step]| steps.iter().copied().collect();
    line.arranged.stations = vec![
        Station { number: 1, steps: steps(&[Step::Capture]), pace: None },
        Station { number: 2, steps: steps(&[Step::Capture, Step::Sign]), pace: None },
    ];
    let kinds = [Kind::First, Kind::Planned, Kind::WalkIn];
    line.lately = lately.iter().map(|kind| (Step::Capture, kinds[usize::from(*kind % 3)])).collect();
    line
}

proptest! {
    #[test]
    fn everybody_of_the_stations_steps_stands_once_in_an_order_that_is_the_same_everywhere(
        people in prop::collection::vec(anybody(), 0..60),
        keys in prop::collection::vec(any::<u64>(), 60),
        lately in prop::collection::vec(0u8..3, 0..6),
        now in 0u64..400,
    ) {
        let line = any_line(people, &lately);
        let now = at("08:00") + now * MINUTE;
        let ids = |line: &Line, station| {
            line.order(station, now).iter().map(|place| line.waiting[place.at].visit).collect::<Vec<_>>()
        };
        for station in [None, Some(1), Some(2)] {
            let order = ids(&line, station);
            let mut once = order.clone();
            once.sort_unstable();
            once.dedup();
            let served = line.waiting.iter().filter(|one| station != Some(1) || one.step == Step::Capture);
            let mut wanted: Vec<VisitId> = served.map(|one| one.visit).collect();
            wanted.sort_unstable();
            prop_assert_eq!((order.len(), &once), (wanted.len(), &wanted));
            // Another device holds the same rows in another order.
            let mut shuffled: Vec<_> = keys.iter().zip(line.waiting.iter().cloned()).collect();
            shuffled.sort_by_key(|(key, _)| **key);
            let other = Line { waiting: shuffled.into_iter().map(|(_, one)| one).collect(), ..line.clone() };
            prop_assert_eq!(&ids(&other, station), &order);
        }
    }

    #[test]
    fn nobody_is_overtaken_by_more_than_the_rules_allow(
        people in prop::collection::vec(anybody(), 0..60),
        lately in prop::collection::vec(0u8..3, 0..6),
        now in 0u64..400,
    ) {
        let line = any_line(people, &lately);
        let now = at("08:00") + now * MINUTE;
        let order = line.order(None, now);
        let key = |place: &Place| (place.time, line.waiting[place.at].queued, line.waiting[place.at].ticket.clone());
        let share = usize::from(line.arranged.rules.walk_ins);
        for (at, place) in order.iter().enumerate() {
            let waiting = &line.waiting[place.at];
            let before = &order[..at];
            let goes_first = |place: &Place| !line.waiting[place.at].first.is_empty() && place.time <= now;
            let of = |place: &&Place, kind| line.waiting[place.at].kind() == kind;
            let firsts = before.iter().filter(|place| goes_first(place)).count();
            let overtook = before.iter().filter(|other| key(other) > key(place));
            if !goes_first(place) && place.time <= now {
                prop_assert!(firsts <= before.len() - firsts + 1, "priority takes at most every second call");
            }
            match waiting.kind() {
                // Only whoever goes first passes somebody who was planned.
                Kind::Planned => prop_assert!(overtook.clone().all(goes_first)),
                Kind::WalkIn => {
                    let ahead = before.iter().filter(|place| of(place, Kind::WalkIn)).count();
                    let others = overtook.clone().filter(|other| !goes_first(other)).count();
                    prop_assert!(others <= (share - 1) * (ahead + 1), "{} passed, {} ahead", others, ahead);
                }
                // Between two that go first there is one other at most.
                Kind::First if goes_first(place) => {
                    prop_assert!(before.len() - firsts <= firsts + 1);
                }
                Kind::First => {}
            }
        }
    }

    #[test]
    fn of_two_of_one_kind_the_one_of_the_earlier_time_is_called_first(
        people in prop::collection::vec(anybody(), 0..40),
        now in 0u64..400,
    ) {
        let line = any_line(people, &[]);
        let now = at("08:00") + now * MINUTE;
        for kind in [Kind::First, Kind::Planned, Kind::WalkIn] {
            let order = line.order(None, now);
            let of_kind = order.iter().filter(|place| line.waiting[place.at].kind() == kind && place.time <= now);
            let keys: Vec<_> = of_kind.map(|place| (place.time, line.waiting[place.at].queued)).collect();
            prop_assert!(keys.is_sorted(), "{:?}", kind);
        }
    }
}

/// One call of a day: whom it went to, and when.
struct Called {
    who: Waiting,
    time: u64,
    now: u64,
}

/// A day: people come when they come, and every so many minutes somebody is called, until nobody is left.
fn day(people: Vec<(u8, Option<u8>, bool, bool, bool)>, minutes: u64) -> Vec<Called> {
    let mut line = any_line(
        people.into_iter().map(|(at, slot, first, walk_in, _)| (at, slot, first, walk_in, true)).collect(),
        &[],
    );
    let mut to_come = std::mem::take(&mut line.waiting);
    to_come.sort_by_key(|one| Reverse(one.queued));
    let (mut now, mut calls) = (at("08:00"), Vec::new());
    while !to_come.is_empty() || !line.waiting.is_empty() {
        while let Some(one) = to_come.pop_if(|one| one.queued <= now) {
            line.waiting.push(one);
        }
        if let Some(Place { at, time, .. }) = line.order(Some(2), now).first().cloned() {
            let who = line.waiting.swap_remove(at);
            line.lately.push((who.step, who.kind()));
            calls.push(Called { who, time, now });
        }
        now += minutes * MINUTE;
    }
    calls
}

proptest! {
    /// The bounds of `docs/queue.md`, while people come and the time goes on.
    #[test]
    fn over_a_day_everybody_is_called_once_and_nobody_is_passed_more_often_than_is_written(
        people in prop::collection::vec(anybody(), 0..60),
        minutes in 1u64..12,
    ) {
        let count = people.len();
        let calls = day(people, minutes);
        let once: BTreeSet<VisitId> = calls.iter().map(|call| call.who.visit).collect();
        prop_assert_eq!((calls.len(), once.len()), (count, count));
        let rules = Rules::default();
        let (share, most_wait) = (usize::from(rules.walk_ins), u64::from(rules.most_wait) * MINUTE);
        let key = |call: &Called| (call.time, call.who.queued, call.who.ticket.clone());
        for (at, own) in calls.iter().enumerate().filter(|(_, own)| own.who.kind() != Kind::First) {
            // Whoever was called while they waited and their time had come.
            let waited = |call: &&Called| call.now >= own.time.max(own.who.queued);
            let before: Vec<&Called> = calls[..at].iter().filter(waited).collect();
            let goes_first = |call: &&&Called| call.who.kind() == Kind::First;
            for two in before.windows(2) {
                prop_assert!(two.iter().any(|call| !goes_first(&call)), "two who go first in a row");
            }
            let earlier = calls.iter().filter(|call| key(call) < key(own)).count();
            let passed: Vec<&&Called> = before.iter().filter(|call| key(call) > key(own)).filter(|call| !goes_first(call)).collect();
            if own.who.kind() == Kind::Planned {
                prop_assert!(passed.is_empty(), "only whoever goes first passes somebody planned");
                prop_assert!(before.len() <= 2 * earlier + 1, "{} called, {} before them", before.len(), earlier);
            } else {
                let ahead = before.iter().filter(|call| call.who.kind() == Kind::WalkIn).count();
                prop_assert!(passed.len() <= (share - 1) * (ahead + 1), "{} passed, {} ahead", passed.len(), ahead);
                prop_assert!(passed.iter().all(|call| call.now < own.time + most_wait), "passed after the longest wait");
            }
        }
    }
}

#[test]
fn calling_one_by_one_gives_the_order_that_was_shown() {
    let people = (0..60u8).map(|number| {
        let slot = (number % 3 == 0).then_some(number % 24);
        (number.wrapping_mul(37) % 180, slot, number % 5 == 0, number % 4 == 1, number % 2 == 0)
    });
    let mut line = any_line(people.collect(), &[]);
    let now = at("10:30");
    let shown: Vec<VisitId> = line.order(None, now).iter().map(|place| line.waiting[place.at].visit).collect();
    let mut one_by_one = Vec::new();
    while let Some(next) = line.order(None, now).first().cloned() {
        let waiting = line.waiting.remove(next.at);
        // As a device that holds the log sees it: whoever came too early was called in turn, not first.
        line.lately.push((waiting.step, waiting.kind()));
        one_by_one.push(waiting.visit);
    }
    assert_eq!(one_by_one, shown);
}
