//! How days, times and people are written on a paper. Papers are in Vietnamese, whatever language the screen is in.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use luudong_domain::session::{Hours, Slot};
use luudong_domain::time::{date_in_hanoi, micros_in_hanoi};
use luudong_paper::{Gender, Stamp};
use luudong_store::query::PersonRow;

use crate::messages::{Language, filled, message};

const MINUTE_MICROS: u64 = 60 * 1_000_000;
/// Digits of a number that tell people of one name apart and are no number.
const LAST_DIGITS: usize = 4;
const WEEKDAYS: [&str; 7] = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];

/// A sentence or word of the pages.
pub(super) fn word(key: &str) -> String {
    message(Language::Vi, key).unwrap_or_default().to_owned()
}

/// A sentence with one parameter.
pub(super) fn sentence(key: &str, name: &str, value: &str) -> String {
    filled(&word(key), [(name, value)])
}

/// Where somebody belongs, as the screens say it: their department; in a residential area their address.
pub(super) fn place_of(person: &PersonRow) -> String {
    person.department.as_ref().or(person.address.as_ref()).cloned().unwrap_or_default()
}

/// `30/03/2026`.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// The same of a date as the store has it.
pub(super) fn iso_day(date: &str) -> String {
    date.parse().map_or_else(|_| date.to_owned(), day)
}

/// `Ngày 20 tháng 03 năm 2026`, as letters are dated. One digit of a day or of January and February gets its zero.
pub(super) fn dated(date: NaiveDate) -> String {
    format!("Ngày {:02} tháng {:02} năm {}", date.day(), date.month(), date.year())
}

/// The time of day in Hà Nội of a moment in milliseconds: `09:41`.
pub(super) fn clock(millis: u64) -> String {
    let Stamp { hour, minute, .. } = stamp(millis.saturating_mul(1000));
    format!("{hour:02}:{minute:02}")
}

/// A moment in microseconds, for the papers.
pub(super) fn stamp(micros: u64) -> Stamp {
    let date = date_in_hanoi(micros);
    let minutes = micros.saturating_sub(micros_in_hanoi(date)) / MINUTE_MICROS;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(minutes * 60).unwrap_or(0), 0);
    let time = time.unwrap_or(NaiveTime::MIN);
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    Stamp {
        year: date.year(),
        month: small(date.month()),
        day: small(date.day()),
        hour: small(time.hour()),
        minute: small(time.minute()),
    }
}

/// `08:00–08:30`; empty for none.
pub(super) fn slot(slot: Option<Slot>) -> String {
    slot.map(|Slot { from, to }| format!("{from}–{to}")).unwrap_or_default()
}

/// When somebody is to come. A slot after midnight is of the day after the business date, and says which that is.
pub(super) fn when(date: NaiveDate, hours: Hours, slot: Option<Slot>) -> String {
    let weekday = |date: NaiveDate| WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    let Some(slot) = slot else {
        return format!("{}, ngày {}, theo lịch của đơn vị", capital(weekday(date)), day(date));
    };
    let comes = date_in_hanoi(hours.moment(slot.from));
    let told = format!("{}–{}, {}, ngày {}", slot.from, slot.to, weekday(comes), day(comes));
    if comes == date { told } else { format!("{told} (đợt ngày {})", date.format("%d/%m")) }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A birth date as printed: `26/10/1958`, `10/1958`, `1958`.
pub(super) fn birth(birth: Option<&str>) -> String {
    let parts: Vec<&str> = birth.unwrap_or_default().split('-').rev().collect();
    parts.join("/")
}

/// The year of a birth date.
pub(super) fn year(birth: Option<&str>) -> String {
    birth.and_then(|birth| birth.split('-').next()).unwrap_or_default().to_owned()
}

/// The last four digits of somebody's number, else of the one before it.
pub(super) fn digits(person: &PersonRow) -> String {
    let number = person.number.as_deref().or(person.old_number.as_deref()).unwrap_or_default();
    number.get(number.len().saturating_sub(LAST_DIGITS)..).unwrap_or_default().to_owned()
}

/// How somebody is addressed.
pub(super) fn gender(person: &PersonRow) -> Gender {
    match person.sex.as_deref() {
        Some("female") => Gender::Female,
        Some("male") => Gender::Male,
        _ => Gender::Unsaid,
    }
}

/// By when slots are sorted; whoever has none comes last.
pub(super) fn moment(hours: Hours, slot: Option<Slot>) -> u64 {
    slot.map_or(u64::MAX, |slot| hours.moment(slot.from))
}

#[cfg(test)]
mod tests {
    use luudong_domain::session::{Arranged, TimeOfDay};

    use super::*;

    #[test]
    fn days_and_times_are_written_as_an_office_writes_them() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 30).expect("a day");
        let time = |text: &str| text.parse::<TimeOfDay>().expect("a time");
        let of = |from, to| Some(Slot { from: time(from), to: time(to) });
        let night = Arranged { starts: Some(time("20:00")), ends: Some(time("02:00")), ..Arranged::default() };
        let (day_hours, night_hours) = (Hours::of(date, &Arranged::default()), Hours::of(date, &night));
        assert_eq!(when(date, day_hours, of("08:00", "08:30")), "08:00–08:30, thứ Hai, ngày 30/03/2026");
        assert_eq!(when(date, day_hours, None), "Thứ Hai, ngày 30/03/2026, theo lịch của đơn vị");
        let after = "00:30–01:00, thứ Ba, ngày 31/03/2026 (đợt ngày 30/03)";
        assert_eq!(when(date, night_hours, of("00:30", "01:00")), after);
        assert!(moment(night_hours, of("23:30", "00:00")) < moment(night_hours, of("00:30", "01:00")));
        assert_eq!(dated(date), "Ngày 30 tháng 03 năm 2026");
        assert_eq!(
            (birth(Some("1958-10-26")), birth(Some("1958")), birth(None)),
            ("26/10/1958".into(), "1958".into(), String::new())
        );
        assert_eq!(clock(1_774_838_460_000), "09:41");
    }
}
