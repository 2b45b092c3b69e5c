//! When a card ends: at the next age of exchange, or at the one after when it was issued shortly before.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::rules::{LawRules, Rules};
use super::{Expires, Law};
use crate::person::Birth;

/// Months of a year.
const YEAR: u32 = 12;

/// The day on which somebody is `age` full years old. The one rule for 29 February: in a common year it is the 28th,
/// the last day of the month (Civil Code 2015, art. 148.3: a month without the corresponding day ends on its last; it
/// speaks of months, and is taken for years by analogy). `None` where the calendar ends.
pub fn turns(born: NaiveDate, age: u32) -> Option<NaiveDate> {
    born.checked_add_months(Months::new(age.checked_mul(YEAR)?))
}

/// When a card ends whose date is not printed or not known: certain when both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// The earliest end.
    pub earliest: Expires,
    /// The latest end.
    pub latest: Expires,
}

impl Expiry {
    /// The end, when what is known of the birth leaves one only.
    pub fn certain(self) -> Option<Expires> {
        (self.earliest == self.latest).then_some(self.earliest)
    }
}

/// When a card ends that was issued on `issued` under a law: at the first age of exchange that was then more than two
/// years away; issued later than that, never.
pub fn expiry(birth: Birth, issued: NaiveDate, law: Law) -> Expiry {
    let rules = Rules::built_in().of(law);
    let ends = possible_days(birth).map(|born| end_of_card(born, issued, rules).map_or(Expires::Never, |end| end.1));
    // A younger person's card does not always end later: issued within two years of an age, it runs to the next.
    ends.fold(None, |so_far: Option<Expiry>, end| {
        Some(match so_far {
            None => Expiry { earliest: end, latest: end },
            Some(all) => Expiry { earliest: all.earliest.min(end), latest: all.latest.max(end) },
        })
    })
    .unwrap_or(Expiry { earliest: Expires::Never, latest: Expires::Never })
}

/// The age at which a card ends, and when that is; `None` for one that has no end.
pub(super) fn end_of_card(born: NaiveDate, issued: NaiveDate, law: &LawRules) -> Option<(u32, Expires)> {
    law.exchange_ages.iter().find_map(|age| {
        let early = turns(born, age.saturating_sub(law.early_years))?;
        (issued < early).then(|| turns(born, *age)).flatten().map(|end| (*age, Expires::On(end)))
    })
}

/// Every day on which somebody may be born.
pub(super) fn possible_days(birth: Birth) -> impl Iterator<Item = NaiveDate> {
    let (first, last) = match birth {
        Birth::Day(day) => (Some(day), Some(day)),
        Birth::Month { year, month } => {
            let first = NaiveDate::from_ymd_opt(year, month, 1);
            (first, first.and_then(|day| day.checked_add_months(Months::new(1))).and_then(|day| day.pred_opt()))
        }
        Birth::Year(year) => (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31)),
    };
    let mut next = first.zip(last);
    std::iter::from_fn(move || {
        let (day, last) = next?;
        next = day.checked_add_days(Days::new(1)).filter(|day| *day <= last).map(|day| (day, last));
        Some(day)
    })
}

/// Of the days on which somebody may be born, those that can make a difference. Ages and terms are whole years, so
/// whatever is compared with one of `borders` changes around its day and month only, whatever the years between.
/// (29 February goes with the 28th.) Between such days every verdict is the same, and every date moves along with the birth.
pub(super) fn telling_days(birth: Birth, borders: impl Iterator<Item = NaiveDate>) -> Vec<NaiveDate> {
    let all: Vec<NaiveDate> = possible_days(birth).collect();
    let ([first, .., last], false) = (all.as_slice(), matches!(birth, Birth::Day(_))) else { return all };
    let around = |day: NaiveDate| [day.pred_opt(), Some(day), day.succ_opt()].into_iter().flatten();
    let mut telling: Vec<(u32, u32)> = borders.flat_map(around).map(|day| (day.month(), day.day())).collect();
    telling.extend([(first.month(), first.day()), (last.month(), last.day())]);
    telling.sort_unstable();
    all.iter().copied().filter(|day| telling.binary_search(&(day.month(), day.day())).is_ok()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn end(birth: &str, issued: &str, law: Law) -> String {
        let expiry = expiry(birth.parse().expect("canonical"), date(issued), law);
        expiry.certain().map_or(format!("{} – {}", expiry.earliest, expiry.latest), |end| end.to_string())
    }

    #[test]
    fn a_card_ends_as_the_specimens_have_it() {
        // Line 2 of each valid specimen's machine-readable zone: birth and end. The fourth has no issue date.
        for (zone, birth, issued) in [
            ("9008157F3008155VNM<<<<<<<<<<<4", "1990-08-15", "2021-04-10"),
            ("5810262M9912315VNM<<<<<<<<<<<8", "1958-10-26", "2021-04-10"),
            ("8306018M4306010VNM<<<<<<<<<<<0", "1983-06-01", "2021-06-05"),
            ("9609093F3609091VNM<<<<<<<<<<<4", "1996-09-09", "2021-04-10"),
        ] {
            assert_eq!(zone[..6], birth.replace('-', "")[2..], "the birth is the specimen's");
            let printed = match &zone[8..14] {
                // No end is carried as a date that is none.
                "991231" => "never".to_owned(),
                digits => format!("20{}-{}-{}", &digits[..2], &digits[2..4], &digits[4..]),
            };
            assert_eq!(end(birth, issued, Law::Law2014), printed, "{zone}");
        }
    }

    #[test]
    fn two_years_before_an_age_the_next_one_counts() {
        for (birth, issued, law, expected) in [
            // The day before, on, and after the day two years before 40.
            ("1983-06-01", "2021-05-31", Law::Law2014, "2023-06-01"),
            ("1983-06-01", "2021-06-01", Law::Law2014, "2043-06-01"),
            ("1983-06-01", "2021-06-02", Law::Law2014, "2043-06-01"),
            // On the birthday of an age that age is over.
            ("1996-06-01", "2021-06-01", Law::Law2014, "2036-06-01"),
            // From 58, none.
            ("1963-06-01", "2021-05-31", Law::Law2014, "2023-06-01"),
            ("1963-06-01", "2021-06-01", Law::Law2014, "never"),
            ("1961-06-01", "2021-06-01", Law::Law2014, "never"),
            ("1944-01-01", "2021-05-20", Law::Law2014, "never"),
            // At 14 the first card runs to 25; a child's card of the law of 2023 to 14, or from 12 to 25.
            ("2007-06-01", "2021-06-01", Law::Law2014, "2032-06-01"),
            ("2012-09-01", "2024-08-31", Law::Law2023, "2026-09-01"),
            ("2012-09-01", "2024-09-01", Law::Law2023, "2037-09-01"),
            ("2020-09-01", "2024-09-01", Law::Law2023, "2034-09-01"),
            ("1990-08-15", "2026-11-23", Law::Law2023, "2030-08-15"),
            ("1990-08-15", "2028-08-15", Law::Law2023, "2050-08-15"),
        ] {
            assert_eq!(end(birth, issued, law), expected, "{birth} {issued}");
        }
    }

    #[test]
    fn born_on_the_29th_of_february() {
        for (age, day) in [(14, "2014-02-28"), (24, "2024-02-29"), (25, "2025-02-28"), (40, "2040-02-29")] {
            assert_eq!(turns(date("2000-02-29"), age), Some(date(day)), "{age}");
        }
        // 1984: 38 on 28/2/2022, 40 on 29/2/2024.
        assert_eq!(end("1984-02-29", "2022-02-27", Law::Law2014), "2024-02-29");
        assert_eq!(end("1984-02-29", "2022-02-28", Law::Law2014), "2044-02-29");
        assert_eq!(end("2000-02-29", "2022-07-01", Law::Law2014), "2025-02-28");
        assert_eq!(turns(NaiveDate::MAX, 1), None);
    }

    #[test]
    fn a_birth_that_is_not_known_to_the_day_leaves_a_range() {
        assert_eq!(end("1990", "2021-04-10", Law::Law2014), "2030-01-01 – 2030-12-31");
        assert_eq!(end("1990-08", "2021-04-10", Law::Law2014), "2030-08-01 – 2030-08-31");
        assert_eq!(end("1983", "2021-06-05", Law::Law2014), "2023-06-06 – 2043-06-05");
        assert_eq!(end("1963", "2021-06-05", Law::Law2014), "2023-06-06 – never");
        assert_eq!(end("1958", "2021-06-05", Law::Law2014), "never");
    }

    proptest! {
        #[test]
        fn a_later_card_never_ends_earlier(born in 0u64..40_000, issued in 0u64..40_000, later in 0u64..10_000) {
            let day = |days: u64| date("1920-01-01") + Days::new(days);
            for law in Law::ALL {
                let first = expiry(Birth::Day(day(born)), day(issued), *law).earliest;
                prop_assert!(first <= expiry(Birth::Day(day(born)), day(issued + later), *law).earliest);
            }
        }

        #[test]
        fn the_range_of_a_year_is_that_of_its_days(year in 1930i32..2025, issued in 0u64..4_000) {
            let issued = date("2016-01-01") + Days::new(issued);
            let ends: Vec<Expires> = date_range(year).map(|day| expiry(Birth::Day(day), issued, Law::Law2014).earliest).collect();
            let range = expiry(Birth::Year(year), issued, Law::Law2014);
            prop_assert_eq!(Some(range.earliest), ends.iter().copied().min());
            prop_assert_eq!(Some(range.latest), ends.iter().copied().max());
        }
    }

    fn date_range(year: i32) -> impl Iterator<Item = NaiveDate> {
        (1..=366).filter_map(move |day| NaiveDate::from_yo_opt(year, day))
    }
}
