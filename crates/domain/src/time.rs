//! Times. Clocks are microseconds since 1970 UTC as read by a device, never running backwards within it. Dates
//! are those of Hà Nội, whatever the laptop says.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar date, for crates that handle none of their own.
pub type Date = NaiveDate;

/// A hybrid clock: wall time in microseconds, pushed past every clock the device has seen. Orders events that do
/// not know each other; causal order comes from `after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clock(pub u64);

/// How far ahead of the wall a seen clock may pull this device's clock. A device with a clock of 2090 must not
/// drag the others along.
pub const DRIFT_CAP_MICROS: u64 = 24 * 3600 * 1_000_000;

/// No laptop that runs this program can be earlier: 1 November 2026, UTC.
pub const EARLIEST_MICROS: u64 = 1_793_491_200_000_000;

/// Nor, before a newer program exists, later than this: 20 years on.
pub const LATEST_MICROS: u64 = EARLIEST_MICROS + 20 * 365 * 24 * 3600 * 1_000_000;

impl Clock {
    /// The clock of the next event: wall time, or just after the last one when the wall stands still or went back.
    pub fn next(last: Clock, wall_micros: u64) -> Clock {
        Clock(wall_micros.max(last.0.saturating_add(1)))
    }

    /// The clock to go on from after seeing `other`, unless it is further ahead of the wall than the cap.
    pub fn seen(self, other: Clock, wall_micros: u64) -> Clock {
        if other.0 > wall_micros.saturating_add(DRIFT_CAP_MICROS) { self } else { self.max(other) }
    }

    /// Milliseconds since 1970, for screens.
    pub fn millis(self) -> u64 {
        self.0 / 1000
    }
}

/// Whether a wall clock can be right at all: not before this program existed, not decades after, and not a day
/// before an event this device already holds.
pub fn wall_is_possible(wall_micros: u64, newest: Clock) -> bool {
    (EARLIEST_MICROS..=LATEST_MICROS).contains(&wall_micros) && wall_micros.saturating_add(DRIFT_CAP_MICROS) >= newest.0
}

fn in_hanoi(wall_micros: u64) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(7 * 3600).unwrap_or_else(|| unreachable!("seven hours are a valid offset"));
    DateTime::from_timestamp_micros(wall_micros as i64).unwrap_or(DateTime::UNIX_EPOCH).with_timezone(&zone)
}

/// The Hà Nội date of a wall time in microseconds.
pub fn date_in_hanoi(wall_micros: u64) -> NaiveDate {
    in_hanoi(wall_micros).date_naive()
}

/// The first moment of a date in Hà Nội, microseconds since 1970 UTC; 0 for dates before 1970.
pub fn micros_in_hanoi(date: NaiveDate) -> u64 {
    let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() - 7 * 3600;
    u64::try_from(midnight).unwrap_or(0) * 1_000_000
}

/// The Hà Nội minute of a wall time in microseconds, for names of files: `20260330-0941`.
pub fn minute_in_hanoi(wall_micros: u64) -> String {
    in_hanoi(wall_micros).format("%Y%m%d-%H%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_never_runs_backwards_nor_follows_a_mad_one() {
        let now = EARLIEST_MICROS;
        assert_eq!(Clock::next(Clock(now + 5), now), Clock(now + 6));
        assert_eq!(Clock(now).seen(Clock(now + 9), now), Clock(now + 9));
        assert_eq!(Clock(now).seen(Clock(now + 2 * DRIFT_CAP_MICROS), now), Clock(now));
    }

    #[test]
    fn the_day_changes_at_midnight_in_hanoi() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 1).expect("date");
        assert_eq!(date_in_hanoi(EARLIEST_MICROS), date);
        assert_eq!(date_in_hanoi(EARLIEST_MICROS + 17 * 3600 * 1_000_000), date.succ_opt().expect("date"));
        assert_eq!(minute_in_hanoi(EARLIEST_MICROS + 17 * 3600 * 1_000_000), "20261102-0000");
    }

    #[test]
    fn clocks_of_1970_and_2090_are_impossible() {
        assert!(!wall_is_possible(0, Clock(0)));
        assert!(!wall_is_possible(3_800_000_000_000_000, Clock(0)));
        assert!(wall_is_possible(EARLIEST_MICROS + 1, Clock(0)));
        assert!(!wall_is_possible(EARLIEST_MICROS + 1, Clock(EARLIEST_MICROS + 2 * DRIFT_CAP_MICROS)));
    }
}
