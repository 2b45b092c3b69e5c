//! The dated rules of `rules.json`, typed. Every number of the law stands there, none in the code.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Basis, Law, Paper, Place, Procedure, Request};

/// All dated rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(rename = "about")]
    _about: Vec<String>,
    pub(super) papers: Vec<PaperRule>,
    pub(super) last_days: Vec<LastDay>,
    pub(super) prolonged: Vec<Prolonged>,
    pub(super) campaigns: Vec<Campaign>,
    pub(super) laws: Vec<LawRules>,
}

/// A kind of paper: when it was issued, to whom, and for how many years unless ages say it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperRule {
    pub(super) paper: Paper,
    pub(super) digits: usize,
    pub(super) issued_from: NaiveDate,
    pub(super) issued_until: Option<NaiveDate>,
    pub(super) from_age: u32,
    pub(super) years: Option<u32>,
    #[serde(rename = "source")]
    _source: String,
}

/// A last day for all papers of a kind, whatever stands on them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LastDay {
    pub(super) papers: Vec<Paper>,
    pub(super) last_day: NaiveDate,
    pub(super) from: NaiveDate,
    pub(super) basis: Basis,
    #[serde(rename = "source")]
    _source: String,
}

/// Papers that end within some days stay valid for longer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Prolonged {
    pub(super) papers: Vec<Paper>,
    pub(super) ends_from: NaiveDate,
    pub(super) ends_until: NaiveDate,
    pub(super) last_day: NaiveDate,
    pub(super) from: NaiveDate,
    pub(super) basis: Basis,
    #[serde(rename = "source")]
    _source: String,
}

/// A call for everybody who bears one of these papers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Campaign {
    pub(super) papers: Vec<Paper>,
    pub(super) from: NaiveDate,
    pub(super) until: NaiveDate,
    pub(super) by: NaiveDate,
    pub(super) basis: Basis,
    #[serde(rename = "source")]
    _source: String,
}

/// The rules of one law.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawRules {
    pub(super) law: Law,
    pub(super) from: NaiveDate,
    #[serde(rename = "until")]
    pub(super) _until: Option<NaiveDate>,
    #[serde(rename = "source")]
    _source: String,
    /// The cards of this law: everything else is an older paper.
    pub(super) cards: Vec<Paper>,
    pub(super) older_papers_first_issue: bool,
    pub(super) min_age: u32,
    pub(super) younger_on_request: bool,
    pub(super) who: Basis,
    pub(super) exchange_ages: Vec<u32>,
    /// A card issued within so many years before an age is valid until the next one.
    pub(super) early_years: u32,
    pub(super) ages: Basis,
    pub(super) requests: Vec<RequestRule>,
    pub(super) limit: Basis,
    pub(super) working_days: Vec<WorkingDays>,
}

/// What a request leads to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestRule {
    pub(super) requests: Vec<Request>,
    pub(super) procedure: Procedure,
    pub(super) basis: Basis,
    /// Means nothing for somebody who bears a card of this law.
    #[serde(default)]
    pub(super) older_papers_only: bool,
    /// An exchange all the same, where the paper has ended by age.
    #[serde(default)]
    pub(super) unless_age_reached: bool,
    #[serde(rename = "source")]
    _source: String,
}

/// Time limits in working days, by what is filed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkingDays {
    pub(super) place: Place,
    first_issue: u32,
    exchange: u32,
    reissue: u32,
    #[serde(rename = "source")]
    _source: String,
}

/// How long the authority may take, in working days, by kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DueLimit")]
pub struct Limit {
    /// In cities and towns.
    pub town: u32,
    /// In mountain, border and island districts.
    pub highland: u32,
    /// Anywhere else.
    pub elsewhere: u32,
    /// Where it is written.
    pub basis: Basis,
}

impl Limit {
    /// Working days at a kind of place.
    pub fn at(self, place: Place) -> u32 {
        match place {
            Place::Town => self.town,
            Place::Highland => self.highland,
            Place::Elsewhere => self.elsewhere,
        }
    }
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    serde_json::from_str(include_str!("rules.json"))
        .unwrap_or_else(|error| unreachable!("rules.json is read by the tests: {error}"))
});

impl Rules {
    /// The rules that this program was made with.
    pub fn built_in() -> &'static Rules {
        &RULES
    }

    /// The law in force on a day; before the first, the first.
    pub fn law_on(&self, date: NaiveDate) -> Law {
        self.in_force(date).law
    }

    pub(super) fn in_force(&self, date: NaiveDate) -> &LawRules {
        self.laws
            .iter()
            .rev()
            .find(|rules| rules.from <= date)
            .or(self.laws.first())
            .unwrap_or_else(|| unreachable!("rules.json has a law"))
    }

    pub(super) fn of(&self, law: Law) -> &LawRules {
        self.laws
            .iter()
            .find(|rules| rules.law == law)
            .unwrap_or_else(|| unreachable!("every law has its rules, a test says"))
    }

    pub(super) fn paper(&self, paper: Paper) -> Option<&PaperRule> {
        self.papers.iter().find(|rule| rule.paper == paper)
    }

    /// Every day on which a rule about papers begins or ends.
    pub(super) fn borders(&self) -> impl Iterator<Item = NaiveDate> {
        let papers = self.papers.iter().flat_map(|rule| [Some(rule.issued_from), rule.issued_until]).flatten();
        let prolonged = self.prolonged.iter().flat_map(|rule| [rule.ends_from, rule.ends_until, rule.last_day]);
        papers.chain(prolonged).chain(self.last_days.iter().map(|rule| rule.last_day))
    }

    /// How long the authority may take for a procedure under a law.
    pub fn limit(&self, law: Law, procedure: Procedure) -> Limit {
        let rules = self.of(law);
        let days = |place: Place| {
            let row = rules.working_days.iter().find(|row| row.place == place);
            row.map_or(0, |row| match procedure {
                Procedure::FirstIssue => row.first_issue,
                Procedure::Exchange => row.exchange,
                Procedure::Reissue => row.reissue,
            })
        };
        Limit {
            town: days(Place::Town),
            highland: days(Place::Highland),
            elsewhere: days(Place::Elsewhere),
            basis: rules.limit,
        }
    }
}

impl LawRules {
    pub(super) fn request(&self, request: Request) -> Option<&RequestRule> {
        self.requests.iter().find(|rule| rule.requests.contains(&request))
    }
}

/// The last day of a limit that begins when the papers are complete on `start`, which is not counted (Civil Code 2015,
/// art. 147.2). Saturdays and Sundays are off; public holidays are not known here and come on top.
pub fn after_working_days(start: NaiveDate, days: u32) -> Option<NaiveDate> {
    let mut date = start;
    let mut left = days;
    while left > 0 {
        date = date.succ_opt()?;
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn every_law_answers_every_request_once_and_every_place() {
        let rules = Rules::built_in();
        for law in Law::ALL {
            let rules = rules.of(*law);
            for request in Request::ALL {
                let rows = rules.requests.iter().filter(|rule| rule.requests.contains(request)).count();
                assert_eq!(rows, usize::from(*request != Request::None), "{law:?} {request:?}");
            }
            for place in Place::ALL {
                assert_eq!(rules.working_days.iter().filter(|row| row.place == *place).count(), 1, "{law:?} {place:?}");
            }
            assert!(rules.exchange_ages.is_sorted());
        }
        for paper in Paper::ALL {
            let known = !matches!(paper, Paper::None | Paper::Unknown | Paper::Unknown12);
            let rule = rules.paper(*paper);
            assert_eq!(rule.is_some(), known, "{paper:?}");
            assert!(rule.is_none_or(|rule| (rule.digits == 12) == paper.has_12_digits()), "{paper:?}");
        }
    }

    #[test]
    fn laws_follow_each_other_without_a_gap() {
        let laws = &Rules::built_in().laws;
        for pair in laws.windows(2) {
            assert_eq!(pair[0]._until.and_then(|day| day.succ_opt()), Some(pair[1].from));
        }
        assert_eq!(laws.last().expect("a law")._until, None);
        for (day, law) in [
            ("1990-01-01", Law::Law2014),
            ("2021-03-30", Law::Law2014),
            ("2024-06-30", Law::Law2014),
            ("2024-07-01", Law::Law2023),
            ("2026-11-23", Law::Law2023),
        ] {
            assert_eq!(Rules::built_in().law_on(date(day)), law, "{day}");
        }
    }

    #[test]
    fn time_limits() {
        for (law, procedure, days) in [
            (Law::Law2014, Procedure::FirstIssue, [7, 20, 15]),
            (Law::Law2014, Procedure::Exchange, [7, 20, 15]),
            (Law::Law2014, Procedure::Reissue, [15, 20, 15]),
            (Law::Law2023, Procedure::FirstIssue, [7, 7, 7]),
            (Law::Law2023, Procedure::Exchange, [7, 7, 7]),
            (Law::Law2023, Procedure::Reissue, [7, 7, 7]),
        ] {
            let limit = Rules::built_in().limit(law, procedure);
            assert_eq!([Place::Town, Place::Highland, Place::Elsewhere].map(|place| limit.at(place)), days);
        }
    }

    #[test]
    fn weekends_are_off() {
        for (start, days, last) in [
            // A Monday, a Friday, a Saturday, nothing to wait for.
            ("2026-11-23", 7, "2026-12-02"),
            ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 1, "2026-11-30"),
            ("2026-11-28", 0, "2026-11-28"),
        ] {
            assert_eq!(after_working_days(date(start), days), Some(date(last)), "{start}");
        }
        assert_eq!(after_working_days(NaiveDate::MAX, 1), None);
    }
}
