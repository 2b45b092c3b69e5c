//! Slots and who comes in which: tables of cases, and what holds for any day.

use proptest::prelude::*;

use super::*;

fn time(text: &str) -> TimeOfDay {
    text.parse().expect("a time")
}

fn slot(text: &str) -> Slot {
    let (from, to) = text.split_once('-').expect("FROM-TO");
    Slot { from: time(from), to: time(to) }
}

fn day(hours: &str, pace: u16) -> Day {
    let Slot { from, to } = slot(hours);
    Day {
        date: NaiveDate::from_ymd_opt(2026, 3, 30).expect("a date"),
        arranged: Arranged { starts: Some(from), ends: Some(to), ..Arranged::default() },
        slotting: Slotting { pace: Some(pace), kept: 0, ..Slotting::default() },
    }
}

fn group(band: Option<&str>, people: std::ops::Range<u32>) -> Group<u32> {
    Group { band: band.map(slot), people: people.collect() }
}

/// `from-to×places`, one after the other.
fn told(day: &Day) -> String {
    let rooms = day.rooms().expect("rooms");
    let one = |room: &Room| format!("{}-{}×{}+{}", room.slot.from, room.slot.to, room.places, room.kept);
    rooms.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// When how many of a group come, and who is left.
fn shown(placed: &Placed<u32>) -> String {
    let mut at: BTreeMap<String, u32> = BTreeMap::new();
    for (_, slot) in &placed.slots {
        *at.entry(slot.from.to_string()).or_default() += 1;
    }
    let at: Vec<String> = at.iter().map(|(from, number)| format!("{from}×{number}")).collect();
    format!("{} left {} {:?}", at.join(" "), placed.left.len(), placed.why)
}

#[test]
fn a_day_is_cut_around_its_breaks_and_no_minute_of_work_is_lost() {
    let mut day = day("07:30-10:00", 25);
    assert_eq!(told(&day), "07:30-08:00×12+0 08:00-08:30×13+0 08:30-09:00×12+0 09:00-09:30×13+0 09:30-10:00×12+0");
    day.slotting.breaks = vec![slot("09:00-09:15")];
    day.slotting.kept = 20;
    assert_eq!(told(&day), "07:30-08:00×10+2 08:00-08:30×10+3 08:30-09:00×10+2 09:15-09:45×10+3 09:45-10:00×5+1");
    let night = Day { slotting: Slotting { minutes: 60, ..day.slotting.clone() }, ..self::day("22:30-01:00", 60) };
    let night = Day {
        slotting: Slotting { breaks: vec![slot("23:50-00:10")], pace: Some(60), kept: 0, ..night.slotting },
        ..night
    };
    assert_eq!(told(&night), "22:30-23:30×60+0 23:30-23:50×20+0 00:10-01:00×50+0", "past midnight");
}

#[test]
fn a_day_that_cannot_be_cut_says_why() {
    let good = day("07:30-17:00", 25);
    type Change<'a> = &'a dyn Fn(&mut Day);
    let cases: &[(Change<'_>, SlottingError)] = &[
        (&|day| day.arranged.ends = None, SlottingError::NoHours),
        (&|day| day.slotting.pace = None, SlottingError::NoPace),
        (&|day| day.slotting.pace = Some(0), SlottingError::Number),
        (&|day| day.slotting.minutes = 4, SlottingError::Number),
        (&|day| day.slotting.kept = 91, SlottingError::Number),
        (&|day| day.slotting.bring = "x".repeat(501), SlottingError::TooLong),
        (&|day| day.slotting.breaks = vec![slot("07:00-08:00")], SlottingError::Break),
        (&|day| day.slotting.breaks = vec![slot("16:30-17:30")], SlottingError::Break),
        (&|day| day.slotting.breaks = vec![slot("12:00-11:00")], SlottingError::Break),
        (&|day| day.slotting.breaks = vec![slot("07:30-17:00")], SlottingError::Break),
        (&|day| day.slotting.breaks = vec![slot("11:00-12:00"), slot("11:30-12:30")], SlottingError::Break),
    ];
    assert!(good.rooms().is_ok());
    for (change, error) in cases {
        let mut changed = good.clone();
        change(&mut changed);
        assert_eq!(changed.rooms(), Err(*error));
    }
    let noon = Slotting::usual(&good.arranged).breaks;
    assert_eq!(noon, [slot("11:30-13:00")]);
    assert!(Slotting::usual(&day("20:00-02:00", 1).arranged).breaks.is_empty());
    assert!(Slotting::usual(&day("12:00-17:00", 1).arranged).breaks.is_empty());
}

#[test]
fn groups_come_in_their_order_but_who_must_come_early_is_put_in_first() {
    let day = day("08:00-10:00", 20);
    let groups = [group(None, 0..15), group(Some("06:00-09:00"), 100..112), group(Some("09:00-17:00"), 200..204)];
    let placed = day.plan(&Taken::new(), &groups).expect("a plan");
    let told: Vec<String> = placed.iter().map(shown).collect();
    assert_eq!(told, ["08:30×8 09:00×7 left 0 None", "08:00×10 08:30×2 left 0 None", "09:00×3 09:30×1 left 0 None"]);
    // What is taken is no place for others.
    let taken = Taken::from([(slot("08:00-08:30"), 10)]);
    let placed = day.plan(&taken, &groups).expect("a plan");
    assert_eq!(shown(&placed[1]), "08:30×10 left 2 Some(BandFull)");
    assert_eq!(placed[1].left, [110, 111], "the last of them");
}

#[test]
fn who_does_not_fit_is_told_with_what_would_help() {
    let day = day("08:00-10:00", 20);
    let groups = [group(None, 0..45), group(Some("12:00-13:00"), 100..101)];
    let placed = day.plan(&Taken::new(), &groups).expect("a plan");
    let told: Vec<String> = placed.iter().map(shown).collect();
    assert_eq!(told, ["08:00×10 08:30×10 09:00×10 09:30×10 left 5 Some(DayFull)", " left 1 Some(Outside)"]);
    let late = Some(time("12:30"));
    assert_eq!(day.help(&Taken::new(), &groups), Help { ends: late, pace: None, sessions: 1 });
    let of_day = day.help(&Taken::new(), &groups[..1]);
    assert_eq!(of_day, Help { ends: Some(time("10:30")), pace: Some(23), sessions: 1 });
    // Whoever works at night cannot come later, however long the day is.
    let early = day.help(&Taken::new(), &[group(Some("07:00-08:30"), 0..11)]);
    assert_eq!((early.ends, early.pace), (None, Some(22)));
}

/// A day with hours, breaks and any groups.
fn days() -> impl Strategy<Value = (Day, Vec<Group<u32>>, Taken)> {
    let breaks = prop::collection::vec((0..40u32, 1..20u32), 0..3);
    let band = prop::option::of((0..50u32, 1..30u32));
    let groups = prop::collection::vec((band, 0..30u32), 0..8);
    let held = prop::collection::vec(0..12u32, 8);
    (0..1440u32, 2..40u32, 5..90u16, 0..60u16, 1..90u16, breaks, groups, held).prop_map(
        |(starts, quarters, minutes, kept, pace, breaks, groups, held)| {
            let at = |minute: u32| TimeOfDay::after_midnight(starts + minute);
            let span = |(from, length): (u32, u32)| Slot { from: at(from * 15), to: at((from + length) * 15) };
            let mut day = day("00:00-01:00", pace);
            day.arranged.starts = Some(at(0));
            day.arranged.ends = Some(at(quarters * 15));
            day.slotting = Slotting { minutes, kept, breaks: breaks.into_iter().map(span).collect(), ..day.slotting };
            if day.rooms().is_err() {
                day.slotting.breaks.clear();
            }
            let mut first = 0;
            let groups = groups.into_iter().map(|(band, people)| {
                first += people;
                Group { band: band.map(span), people: (first - people..first).collect() }
            });
            let groups = groups.collect();
            let rooms = day.rooms().expect("rooms");
            let taken = rooms.iter().zip(held).map(|(room, held)| (room.slot, held)).collect();
            (day, groups, taken)
        },
    )
}

/// The fewest who can find no place: slot by slot, whoever must come first among those who can (Glover).
fn fewest_left(day: &Day, taken: &Taken, groups: &[Group<u32>]) -> usize {
    let (rooms, hours) = (day.rooms().expect("rooms"), day.hours());
    let when: Vec<(u32, u32)> = rooms.iter().map(|room| hours.minutes(room.slot)).collect();
    let bands: Vec<_> = groups.iter().map(|group| within(&hours, &when, group.band)).collect();
    let mut left: Vec<usize> = groups.iter().map(|group| group.people.len()).collect();
    for (at, room) in rooms.iter().enumerate() {
        for _ in 0..room.places.saturating_sub(taken.get(&room.slot).copied().unwrap_or(0)) {
            let able =
                (0..groups.len()).filter(|group| left[*group] > 0 && (bands[*group].0..bands[*group].1).contains(&at));
            if let Some(group) = able.min_by_key(|group| bands[*group].1) {
                left[group] -= 1;
            }
        }
    }
    left.iter().sum()
}

proptest! {
    #[test]
    fn the_places_of_a_day_are_what_its_pace_gives((day, _, _) in days()) {
        let rooms = day.rooms().expect("rooms");
        let hours = day.hours();
        prop_assert!(!rooms.is_empty());
        let worked: u32 = rooms.iter().map(|room| hours.minutes(room.slot)).map(|(from, to)| to - from).sum();
        let all: u32 = rooms.iter().map(|room| room.places + room.kept).sum();
        let pace = u32::from(day.slotting.pace.expect("a pace"));
        prop_assert!(all <= pace * worked / 60 && all + 1 >= pace * worked / 60);
        let spans: Vec<_> = rooms.iter().map(|room| hours.minutes(room.slot)).collect();
        prop_assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "in order, none over another");
        for pause in &day.slotting.breaks {
            let (from, to) = hours.minutes(*pause);
            prop_assert!(spans.iter().all(|span| span.1 <= from || to <= span.0), "nobody comes in a break");
        }
    }

    #[test]
    fn everybody_is_placed_or_told_within_their_times_and_no_slot_holds_too_many((day, groups, taken) in days()) {
        let placed = day.plan(&taken, &groups).expect("a plan");
        prop_assert_eq!(&placed, &day.plan(&taken, &groups).expect("a plan"), "the same again");
        let (rooms, hours) = (day.rooms().expect("rooms"), day.hours());
        let mut held = taken.clone();
        for (group, placed) in groups.iter().zip(&placed) {
            let whole: Vec<u32> =
                placed.slots.iter().map(|(person, _)| *person).chain(placed.left.iter().copied()).collect();
            prop_assert_eq!(&whole, &group.people, "each once, in their order");
            prop_assert_eq!(placed.left.is_empty(), placed.why.is_none());
            let times: Vec<_> = placed.slots.iter().map(|(_, slot)| hours.minutes(*slot)).collect();
            prop_assert!(times.is_sorted());
            for (_, slot) in &placed.slots {
                let inside = |band: Slot| hours.minutes(band).0 <= hours.minutes(*slot).0 && hours.minutes(*slot).1 <= hours.minutes(band).1;
                prop_assert!(group.band.is_none_or(inside));
                *held.entry(*slot).or_default() += 1;
            }
        }
        let free = |room: &&Room| held.get(&room.slot).copied().unwrap_or(0) < room.places;
        for room in &rooms {
            let before = taken.get(&room.slot).copied().unwrap_or(0);
            prop_assert!(held.get(&room.slot).copied().unwrap_or(0) <= room.places.max(before));
        }
        for (group, placed) in groups.iter().zip(&placed) {
            let inside = |room: &&Room| group.band.is_none_or(|band| {
                let (from, to) = hours.minutes(band);
                from <= hours.minutes(room.slot).0 && hours.minutes(room.slot).1 <= to
            });
            prop_assert!(placed.left.is_empty() || !rooms.iter().filter(inside).any(|room| free(&room)), "nobody is left while there is a place");
            if let (Some((_, first)), Some((_, last))) = (placed.slots.first(), placed.slots.last()) {
                let between = |room: &&Room| (hours.minutes(*first).0..hours.minutes(*last).0).contains(&hours.minutes(room.slot).0);
                prop_assert!(!rooms.iter().filter(inside).filter(between).any(|room| free(&room)), "a group stays together");
            }
        }
        let left: usize = placed.iter().map(|placed| placed.left.len()).sum();
        prop_assert_eq!(left, fewest_left(&day, &taken, &groups));
    }

    #[test]
    fn what_would_help_does((day, groups, taken) in days()) {
        let help = day.help(&taken, &groups);
        let left = |day: &Day| day.plan(&taken, &groups).expect("a plan").iter().map(|placed| placed.left.len()).sum::<usize>();
        if let Some(pace) = help.pace {
            let faster = Day { slotting: Slotting { pace: Some(pace), ..day.slotting.clone() }, ..day.clone() };
            prop_assert_eq!(left(&faster), 0);
        }
        if let Some(ends) = help.ends {
            let longer = Day { arranged: Arranged { ends: Some(ends), ..day.arranged.clone() }, ..day.clone() };
            prop_assert_eq!(left(&longer), 0);
        }
        prop_assert_eq!(help.sessions == 0, left(&day) == 0 || day.rooms().expect("rooms").iter().all(|room| room.places == 0));
    }
}
