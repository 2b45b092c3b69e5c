//! The hours of a session. It has one business date; work past midnight still belongs to it.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Arranged;
use crate::time::micros_in_hanoi;

const MINUTE: u64 = 60 * 1_000_000;
const DAY_MINUTES: u16 = 24 * 60;

/// A time of the day in Hà Nội, to the minute: `09:10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ts_rs::TS)]
#[ts(type = "string")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The time so many minutes after a midnight, of whatever day.
    pub(super) fn after_midnight(minutes: u32) -> TimeOfDay {
        TimeOfDay((minutes % u32::from(DAY_MINUTES)) as u16)
    }
}

/// What is wrong with a text that should be a time of the day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time of the day is HH:MM")]
pub struct TimeError;

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<TimeOfDay, TimeError> {
        let (hour, minute) = text.split_once(':').ok_or(TimeError)?;
        let number = |text: &str, digits: std::ops::RangeInclusive<usize>, end: u16| {
            let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u16>().ok().filter(|number| plain && *number < end).ok_or(TimeError)
        };
        Ok(TimeOfDay(number(hour, 1..=2, 24)? * 60 + number(minute, 2..=2, 60)?))
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// When somebody is asked to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
pub struct Slot {
    /// From then.
    pub from: TimeOfDay,
    /// Until then; before `from` where it passes midnight.
    pub to: TimeOfDay,
}

/// What is done before 04:00 was begun the evening before, where no session is known to begin soon after.
const LATEST_TURN: u16 = 4 * 60;

/// Which moment a time of the day is, in a session of one business date.
#[derive(Debug, Clone, Copy)]
pub struct Hours {
    date: NaiveDate,
    /// Times before it are of the morning after, minutes.
    turn: u16,
    /// The session is meant to pass midnight.
    night: bool,
}

impl Hours {
    /// The hours of a session on `date`.
    pub fn of(date: NaiveDate, arranged: &Arranged) -> Hours {
        let night = arranged.starts.zip(arranged.ends).is_some_and(|(starts, ends)| ends < starts);
        let turn = match (arranged.starts, arranged.ends) {
            // The middle of the time in which nobody works: whoever is early or late is nearer to their own day.
            (Some(starts), Some(ends)) if night => ends.0 + (starts.0 - ends.0) / 2,
            // Work may last longer than was planned, and then it is still the same day's; but who is early is not late.
            (Some(starts), _) => LATEST_TURN.min(starts.0 / 2),
            (None, _) => LATEST_TURN,
        };
        Hours { date, turn, night }
    }

    /// When `time` is, microseconds since 1970 UTC.
    pub fn moment(&self, time: TimeOfDay) -> u64 {
        micros_in_hanoi(self.date) + u64::from(self.minute(time)) * MINUTE
    }

    /// From when until when it is the session's day, microseconds: with the night that is worked through.
    pub fn day(&self) -> (u64, u64) {
        let begins = micros_in_hanoi(self.date);
        (begins, begins + u64::from(DAY_MINUTES + self.turn) * MINUTE)
    }

    /// When `time` is, minutes since the midnight with which the business date begins.
    pub(super) fn minute(&self, time: TimeOfDay) -> u32 {
        u32::from(time.0) + if time.0 < self.turn { u32::from(DAY_MINUTES) } else { 0 }
    }

    /// From which minute of the business date to which `slot` is.
    pub(super) fn minutes(&self, slot: Slot) -> (u32, u32) {
        let (mut from, to) = (self.minute(slot.from), self.minute(slot.to));
        // "00:00–09:00" of a day means until 09:00, not from the midnight after.
        if !self.night && slot.from <= slot.to && to < from {
            from = slot.from.0.into();
        }
        (from, if to < from { to + u32::from(DAY_MINUTES) } else { to })
    }

    /// The first and last moment of `slot`.
    pub fn moments(&self, slot: Slot) -> (u64, u64) {
        let (from, to) = self.minutes(slot);
        let at = |minute: u32| micros_in_hanoi(self.date) + u64::from(minute) * MINUTE;
        (at(from), at(to))
    }

    /// The moments between which something happened that is told at `now`: the small hours of a day's session are of the
    /// morning after, or as long as it is the date itself, of that. `None` where it would end before it began.
    pub fn past(&self, slot: Slot, now: u64) -> Option<(u64, u64)> {
        if self.moment(slot.to) < self.moment(slot.from) && (self.night || slot.to < slot.from) {
            return None;
        }
        let (from, to) = self.moments(slot);
        let day = u64::from(DAY_MINUTES) * MINUTE;
        let early = !self.night && slot.from.0 < self.turn && from > now && now < self.day().0 + day;
        Some(if early { (from - day, to - day) } else { (from, to) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> TimeOfDay {
        text.parse().expect("time")
    }

    #[test]
    fn times_read_as_they_are_written() {
        assert_eq!((time("9:05").to_string(), time("23:59").0), ("09:05".to_owned(), 1439));
        for wrong in ["", "9", "24:00", "09:60", "9:5", "+9:10", "09:1x", "009:10"] {
            assert_eq!(wrong.parse::<TimeOfDay>(), Err(TimeError), "{wrong}");
        }
    }

    #[test]
    fn a_session_that_passes_midnight_keeps_its_business_date() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 30).expect("date");
        let night = Arranged { starts: Some(time("20:00")), ends: Some(time("02:00")), ..Arranged::default() };
        let hours = Hours::of(date, &night);
        // 30 March, midnight in Hà Nội, is 17:00 UTC the day before.
        let midnight = 1_774_803_600_000_000;
        let at = |text| (hours.moment(time(text)) - midnight) / MINUTE;
        assert_eq!((at("20:00"), at("19:30"), at("23:50")), (1200, 1170, 1430), "the evening, and whoever is early");
        assert_eq!((at("00:30"), at("02:00"), at("03:15")), (1470, 1560, 1635), "after midnight, and overtime");
        let slot = Slot { from: time("23:50"), to: time("00:20") };
        let (from, to) = hours.moments(slot);
        assert_eq!((to - from) / MINUTE, 30);
        // An ordinary day has no morning after, however early somebody comes.
        let day =
            Hours::of(date, &Arranged { starts: Some(time("07:30")), ends: Some(time("22:00")), ..night.clone() });
        assert_eq!((day.moment(time("06:50")) - midnight) / MINUTE, 410);
        // But work may last longer than was planned, or nobody planned it.
        for hours in [day, Hours::of(date, &Arranged::default())] {
            assert_eq!((hours.moment(time("00:30")) - midnight) / MINUTE, 1470);
        }
        assert_eq!((Hours::of(date, &Arranged::default()).moment(time("04:00")) - midnight) / MINUTE, 240);
        let span = |from, to| Slot { from: time(from), to: time(to) };
        assert_eq!(day.minutes(span("00:00", "09:00")), (0, 540), "until nine");
        assert_eq!(day.minutes(span("00:10", "00:40")), (1450, 1480));
        let past = |from, to, now: u64| {
            let minutes = |(from, to): (u64, u64)| ((from - midnight) / MINUTE, (to - midnight) / MINUTE);
            day.past(span(from, to), midnight + now * MINUTE).map(minutes)
        };
        assert_eq!(past("00:10", "00:40", 1485), Some((1450, 1480)), "the night that was worked through");
        assert_eq!(past("00:10", "00:40", 45), Some((10, 40)), "before the day has begun");
        assert_eq!(past("00:00", "23:59", 900), Some((0, 1439)));
        assert_eq!(past("10:30", "09:30", 900), None);
        assert_eq!(past("23:40", "00:20", 1470), Some((1420, 1460)));
        let ends = |arranged: &Arranged| (Hours::of(date, arranged).day().1 - midnight) / MINUTE - 1440;
        let from = |starts| Arranged { starts: Some(time(starts)), ends: None, ..Arranged::default() };
        assert_eq!((ends(&night), ends(&Arranged::default())), (11 * 60, 4 * 60));
        assert_eq!((ends(&from("07:30")), ends(&from("09:00")), ends(&from("05:00"))), (225, 240, 150));
    }
}
