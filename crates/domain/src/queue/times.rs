//! What a session's time went to, and how long somebody who comes now will wait: from what was measured in it.

use serde::Serialize;

use crate::session::{Arranged, Step};
use crate::visit::Turn;

const MINUTE: u64 = 60 * 1_000_000;
/// What was measured longer ago says nothing of the wait that lies ahead, minutes.
const LAST: [u64; 3] = [15, 30, 60];
/// Of fewer people the next one changes everything: they tell no pace.
const FEW: u64 = 3;

/// How long something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[ts(rename = "TimeTaken")]
pub struct Taken {
    /// How many were measured.
    #[ts(type = "number")]
    pub people: u64,
    /// Half took no longer, seconds.
    #[ts(type = "number")]
    pub median: u64,
    /// Nine of ten took no longer, seconds.
    #[ts(type = "number")]
    pub ninety: u64,
}

/// How many were done lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ts_rs::TS)]
pub struct Throughput {
    /// In the last 15 minutes.
    #[ts(type = "number")]
    pub in_15: u64,
    /// In the last 30 minutes.
    #[ts(type = "number")]
    pub in_30: u64,
    /// In the last 60 minutes.
    #[ts(type = "number")]
    pub in_60: u64,
}

/// From this to that, minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ts_rs::TS)]
#[ts(rename = "WaitRange")]
pub struct Range {
    /// At best.
    #[ts(type = "number")]
    pub from: u64,
    /// At worst.
    #[ts(type = "number")]
    pub to: u64,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct StepTimes {
    /// Which.
    pub step: Step,
    /// Who waits for it now.
    #[ts(type = "number")]
    pub now: u64,
    /// From the end of the step before, or the ticket, to the call.
    pub waiting: Option<Taken>,
    /// From sitting down to its end.
    pub serving: Option<Taken>,
    /// How many went through it.
    pub done: Throughput,
    /// How long whoever comes now will wait for it; none where too little was measured in the last hour.
    pub wait: Option<Range>,
}

/// One station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct StationTimes {
    /// Which.
    pub station: u16,
    /// Who could be called there now.
    #[ts(type = "number")]
    pub now: u64,
    /// From sitting down to the end of the step.
    pub serving: Option<Taken>,
    /// How many it dealt with.
    pub done: Throughput,
    /// People an hour that it was expected to deal with.
    pub pace: Option<u16>,
}

/// Where a session's time goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Times {
    /// In the order of a visit.
    pub steps: Vec<StepTimes>,
    /// Those of the arrangement, and those that were used.
    pub stations: Vec<StationTimes>,
    /// How many left with everything done.
    pub done: Throughput,
    /// How long whoever comes now will wait in all; none where that cannot be said of every step.
    pub wait: Option<Range>,
    /// The step whose line takes the longest to clear, where anybody waits.
    pub bottleneck: Option<Step>,
}

/// What is measured.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// What stations did, in no order.
    pub turns: Vec<Turn>,
    /// When visits were captured, microseconds.
    pub captured: Vec<u64>,
    /// The step that each of those who wait is waiting for, and the one station where there is one.
    pub waiting: Vec<(Step, Option<u16>)>,
}

fn taken(mut micros: Vec<u64>) -> Option<Taken> {
    micros.sort_unstable();
    // The smallest value that so many of a hundred do not exceed.
    let at = |of_hundred: usize| {
        let rank = (micros.len() * of_hundred).div_ceil(100).max(1) - 1;
        micros.get(rank).map(|micros| micros / 1_000_000)
    };
    Some(Taken { people: micros.len() as u64, median: at(50)?, ninety: at(90)? })
}

fn throughput(ends: impl Iterator<Item = u64>, now: u64) -> Throughput {
    let mut done = Throughput::default();
    // What another laptop's clock put a little ahead of this one's was done just now.
    for end in ends {
        let within = |minutes: u64| end + minutes * MINUTE > now;
        done.in_15 += u64::from(within(15));
        done.in_30 += u64::from(within(30));
        done.in_60 += u64::from(within(60));
    }
    done
}

/// How long `ahead` people take, by the slowest and the fastest pace of the last quarter, half and whole hour; fewer than
/// `few` people tell none. A pace counts from when the first of its people was called: before that was a pause, or nobody.
fn wait<'a>(ahead: u64, turns: impl Iterator<Item = &'a Turn> + Clone, few: u64, now: u64) -> Option<Range> {
    if ahead == 0 {
        return Some(Range { from: 0, to: 0 });
    }
    let pace = |last: &u64| {
        let lately = turns.clone().filter(|turn| ended(turn).is_some_and(|end| end + last * MINUTE > now));
        let began = lately.clone().filter_map(|turn| turn.called.or(turn.started)).min();
        let worked = began.map_or(*last, |began| now.saturating_sub(began.0).div_ceil(MINUTE).clamp(1, *last));
        Some((ahead * worked, lately.count() as u64)).filter(|(_, count)| *count >= few)
    };
    let paces = || LAST.iter().filter_map(pace);
    let from = paces().map(|(time, count)| time / count).min()?;
    let to = paces().map(|(time, count)| time.div_ceil(count)).max()?;
    Some(Range { from, to })
}

/// Works out where the time goes, at `now`, microseconds.
pub fn times(arranged: &Arranged, measured: &Measured, now: u64) -> Times {
    let turns: Vec<(&Turn, Step)> = measured.turns.iter().map(|turn| (turn, arranged.step(&turn.passed))).collect();
    let turns_of = |step: Step| turns.iter().filter(move |(_, of)| *of == step).map(|(turn, _)| *turn);
    let steps: Vec<StepTimes> = arranged
        .steps
        .iter()
        .map(|step| {
            let of_step = turns_of(*step);
            let ahead = measured.waiting.iter().filter(|(of, _)| of == step).count() as u64;
            let done = throughput(of_step.clone().filter_map(ended), now);
            StepTimes {
                step: *step,
                now: ahead,
                waiting: taken(of_step.clone().filter_map(waited).collect()),
                serving: taken(of_step.clone().filter_map(served).collect()),
                done,
                wait: wait(ahead, of_step, FEW, now),
            }
        })
        .collect();
    let sum = |from: Range, step: &StepTimes| {
        step.wait.map(|wait| Range { from: from.from + wait.from, to: from.to + wait.to })
    };
    // A line whose pace nobody knows may be the slowest of all: then it is, if it is the longest. One person tells enough
    // to compare by, and too little to promise by.
    let load =
        |step: &&StepTimes| (wait(step.now, turns_of(step.step), 1, now).map_or(u64::MAX, |wait| wait.to), step.now);
    Times {
        stations: stations(arranged, measured, &turns, now),
        done: throughput(measured.captured.iter().copied(), now),
        wait: steps.iter().try_fold(Range { from: 0, to: 0 }, sum),
        bottleneck: steps.iter().filter(|step| step.now > 0).max_by_key(load).map(|step| step.step),
        steps,
    }
}

fn stations(arranged: &Arranged, measured: &Measured, turns: &[(&Turn, Step)], now: u64) -> Vec<StationTimes> {
    let arranged_ones = arranged.stations.iter().map(|station| (station.number, station.pace));
    let mut stations: std::collections::BTreeMap<u16, Option<u16>> = arranged_ones.collect();
    for (turn, _) in turns {
        stations.entry(turn.station).or_default();
    }
    let told = |(station, pace): (u16, Option<u16>)| {
        let of_station = turns.iter().filter(|(turn, _)| turn.station == station).map(|(turn, _)| *turn);
        let may = |(step, only): &&(Step, Option<u16>)| {
            arranged.serves(station, *step) && only.is_none_or(|only| only == station)
        };
        StationTimes {
            station,
            now: measured.waiting.iter().filter(may).count() as u64,
            serving: taken(of_station.clone().filter_map(served).collect()),
            done: throughput(of_station.filter_map(ended), now),
            pace,
        }
    };
    stations.into_iter().map(told).collect()
}

fn ended(turn: &Turn) -> Option<u64> {
    turn.ended.map(|clock| clock.0)
}

/// From when they began to wait to the call; who was never called, to when they sat down. Of paper nothing is measured.
fn waited(turn: &Turn) -> Option<u64> {
    turn.called.or(turn.started).zip(turn.waited).map(|(until, since)| until.0.saturating_sub(since.0))
}

/// From sitting down, or the call where nobody noted that, to the end.
fn served(turn: &Turn) -> Option<u64> {
    turn.ended.zip(turn.started.or(turn.called)).map(|(until, from)| until.0.saturating_sub(from.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Clock;

    const NOW: u64 = 1_000 * MINUTE;

    /// Waited, was called, was done: minutes ago.
    fn turn(station: u16, passed: &[Step], ago: [u64; 3]) -> Turn {
        let at = |minutes: u64| Clock(NOW - minutes * MINUTE);
        Turn {
            station,
            passed: passed.iter().copied().collect(),
            waited: Some(at(ago[0])),
            called: Some(at(ago[1])),
            started: None,
            ended: Some(at(ago[2])),
        }
    }

    #[test]
    fn times_are_told_per_step_and_the_wait_as_a_range_of_what_was_measured() {
        let two = Arranged { steps: [Step::Papers, Step::Capture].into(), ..Arranged::default() };
        // Twelve through the papers in the last hour, four of them in the last quarter; six captured.
        let minutes = [2, 5, 9, 14, 20, 25, 31, 36, 42, 47, 53, 58];
        let papers = minutes.map(|ago| turn(1, &[], [ago + 10, ago + 3, ago]));
        let capture: Vec<Turn> =
            minutes[6..].iter().map(|ago| turn(2, &[Step::Papers], [ago + 9, ago + 4, *ago])).collect();
        let captured = capture.iter().filter_map(ended).collect();
        let turns = papers.into_iter().chain(capture).collect();
        let waiting = [vec![(Step::Papers, None); 8], vec![(Step::Capture, Some(2)); 3]].concat();
        let times = times(&two, &Measured { turns, captured, waiting }, NOW);
        let [papers, capture] = times.steps.as_slice() else { unreachable!("two steps") };
        assert_eq!(papers.waiting, Some(Taken { people: 12, median: 7 * 60, ninety: 7 * 60 }));
        assert_eq!(papers.serving, Some(Taken { people: 12, median: 3 * 60, ninety: 3 * 60 }));
        assert_eq!(papers.done, Throughput { in_15: 4, in_30: 6, in_60: 12 });
        // Eight people at 16, 12 and 12 an hour.
        assert_eq!(papers.wait, Some(Range { from: 30, to: 40 }));
        // Nobody came through in the last half hour: only the whole hour tells a pace.
        assert_eq!((capture.done.in_30, capture.wait), (0, Some(Range { from: 30, to: 30 })));
        assert_eq!((times.wait, times.bottleneck), (Some(Range { from: 60, to: 70 }), Some(Step::Papers)));
        assert_eq!(times.done, Throughput { in_15: 0, in_30: 0, in_60: 6 });
        let now: Vec<_> =
            times.stations.iter().map(|station| (station.station, station.now, station.done.in_60)).collect();
        assert_eq!(now, [(1, 8, 12), (2, 11, 6)]);
    }

    #[test]
    fn what_was_not_measured_is_not_told() {
        let none = times(&Arranged::default(), &Measured::default(), NOW);
        assert_eq!((none.wait, none.bottleneck), (Some(Range { from: 0, to: 0 }), None), "nobody is ahead");
        let waiting = vec![(Step::Capture, None)];
        let old = Measured { turns: vec![turn(1, &[], [90, 80, 70])], captured: vec![], waiting };
        let told = times(&Arranged::default(), &old, NOW);
        assert_eq!((told.wait, told.bottleneck), (None, Some(Step::Capture)), "more than an hour ago");
        assert_eq!(told.steps[0].serving, Some(Taken { people: 1, median: 600, ninety: 600 }));
    }

    #[test]
    fn a_hall_that_has_just_begun_tells_no_wait_from_a_pair_of_people_nor_as_if_it_had_worked_all_the_hour() {
        // Everybody has a ticket; the first was called six minutes ago.
        let after = |done: &[u64]| {
            let turns = done.iter().map(|ago| turn(1, &[], [20, ago + 2, *ago])).collect();
            let waiting = vec![(Step::Capture, None); 30];
            times(&Arranged::default(), &Measured { turns, captured: vec![], waiting }, NOW).wait
        };
        assert_eq!(after(&[4, 2]), None, "two are no pace");
        assert_eq!(after(&[4, 2, 1]), Some(Range { from: 60, to: 60 }), "three in six minutes");
        // The same after a break: what was done before it is no pace of now, and the break none either.
        assert_eq!(after(&[90, 80, 70, 4, 2, 1]), Some(Range { from: 60, to: 60 }));
    }

    #[test]
    fn the_bottleneck_is_the_longest_line_also_while_a_step_is_too_young_for_a_wait_to_be_told() {
        let two = Arranged { steps: [Step::Papers, Step::Capture].into(), ..Arranged::default() };
        let papers = (1..=12).map(|ago| turn(1, &[], [ago + 10, ago + 1, ago]));
        let capture = [3, 1].map(|ago| turn(2, &[Step::Papers], [ago + 3, ago + 2, ago]));
        let waiting = [vec![(Step::Papers, None); 38], vec![(Step::Capture, None)]].concat();
        let measured = Measured { turns: papers.chain(capture).collect(), captured: vec![], waiting };
        let told = times(&two, &measured, NOW);
        assert_eq!((told.wait, told.bottleneck), (None, Some(Step::Papers)));
    }

    #[test]
    fn the_median_and_nine_of_ten_are_values_that_were_measured() {
        let micros = (1..=10).map(|second| second * 1_000_000).collect();
        assert_eq!(taken(micros), Some(Taken { people: 10, median: 5, ninety: 9 }));
        assert_eq!(taken(vec![]), None);
    }
}
