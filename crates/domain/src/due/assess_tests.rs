use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::due::{Counts, Expires, count, expiry};
use crate::person::Birth;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn day(days: u32) -> NaiveDate {
    date("1900-01-01") + chrono::Days::new(u64::from(days))
}

/// Facts from words; an empty one is not known.
fn facts(paper: &str, birth: &str, issued: &str, expires: &str, request: &str) -> Facts {
    let parsed = |text: &str| (!text.is_empty()).then(|| date(text));
    Facts {
        paper: Paper::parse(paper).expect("a paper"),
        issued: parsed(issued),
        expires: (!expires.is_empty()).then(|| expires.parse().expect("an end")),
        birth: (!birth.is_empty()).then(|| birth.parse().expect("a birth")),
        request: if request.is_empty() { Request::None } else { Request::parse(request).expect("a request") },
        ..Facts::default()
    }
}

/// A verdict in one line: verdict, procedure, reasons, day or days, what is missing.
fn line(due: &Due) -> String {
    let mut words = vec![due.verdict.as_str().to_owned()];
    words.extend(due.procedure.map(|procedure| procedure.as_str().to_owned()));
    let reasons: Vec<String> = due
        .why
        .iter()
        .map(|why| why.reason.as_str().to_owned() + &why.age.map(|age| format!("({age})")).unwrap_or_default())
        .collect();
    words.push(reasons.join("+"));
    words.extend(due.by.map(|by| match by.last {
        Some(last) if last == by.first => last.to_string(),
        Some(last) => format!("{}..{last}", by.first),
        None => format!("{}..", by.first),
    }));
    words.extend(due.missing.iter().map(|missing| format!("?{}", missing.as_str())));
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// paper, birth, issued, printed end, request, day, what follows.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

fn check(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (case, line(&due(&facts(case.0, case.1, case.2, case.3, case.4), date(case.5)))))
        .filter(|(case, line)| line != case.6)
        .map(|(case, line)| format!("{case:?}\n  is {line}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn around_every_age_under_both_laws() {
    check(&[
        // 14: the day before, on, after.
        ("none", "2007-06-05", "", "", "", "2021-06-04", "not_due too_young(14) 2021-06-05"),
        ("none", "2007-06-05", "", "", "", "2021-06-05", "due first_issue no_paper(14) 2021-06-05"),
        ("none", "2007-06-05", "", "", "", "2021-06-06", "due first_issue no_paper(14) 2021-06-05"),
        ("none", "2012-11-24", "", "", "", "2026-11-23", "not_due too_young(14) 2026-11-24"),
        ("none", "2012-11-23", "", "", "", "2026-11-23", "due first_issue no_paper(14) 2026-11-23"),
        // Younger: by request, from 1/7/2024 on.
        ("none", "2016-01-01", "", "", "on_request", "2024-06-30", "not_due too_young(14) 2030-01-01"),
        ("none", "2016-01-01", "", "", "on_request", "2024-07-01", "due first_issue younger_on_request(14)"),
        // 25.
        ("cccd_chip", "1996-06-05", "2019-06-04", "", "", "2021-06-04", "not_due still_valid(25) 2021-06-05"),
        ("cccd_chip", "1996-06-05", "2019-06-04", "", "", "2021-06-05", "due exchange age_reached(25) 2021-06-05"),
        ("cccd_chip", "1996-06-05", "2019-06-04", "", "", "2021-06-06", "due exchange age_reached(25) 2021-06-05"),
        // Issued two years before to the day: valid to 40.
        ("cccd_chip", "1996-06-05", "2019-06-05", "", "", "2021-06-06", "not_due still_valid(40) 2036-06-05"),
        // 40 and 60 under the law of 2023: an older card's holder files a first issue, the new card's an exchange.
        ("cccd_chip", "1986-11-23", "2021-04-10", "", "", "2026-11-22", "not_due still_valid(40) 2026-11-23"),
        ("cccd_chip", "1986-11-23", "2021-04-10", "", "", "2026-11-23", "due first_issue age_reached(40) 2026-11-23"),
        ("can_cuoc", "1986-11-23", "2024-07-01", "", "", "2026-11-23", "due exchange age_reached(40) 2026-11-23"),
        ("can_cuoc", "1986-11-23", "2024-11-23", "", "", "2026-11-23", "not_due still_valid(60) 2046-11-23"),
        ("cccd_chip", "1966-11-23", "2021-04-10", "", "", "2026-11-23", "due first_issue age_reached(60) 2026-11-23"),
        // From 58 no end; the day before 58 to 60.
        ("cccd_chip", "1963-06-05", "2021-06-04", "", "", "2024-06-30", "due exchange age_reached(60) 2023-06-05"),
        ("cccd_chip", "1963-06-05", "2021-06-05", "", "", "2026-11-23", "not_due no_expiry"),
        ("cccd_chip", "1958-10-26", "2021-04-10", "", "", "2026-11-23", "not_due no_expiry"),
        // A child's card runs to 14.
        ("can_cuoc", "2012-11-24", "2024-08-01", "", "", "2026-11-23", "not_due still_valid(14) 2026-11-24"),
        ("can_cuoc", "2012-11-23", "2024-08-01", "", "", "2026-11-23", "due exchange age_reached(14) 2026-11-23"),
        ("can_cuoc", "2012-11-23", "2024-11-23", "", "", "2026-11-23", "not_due still_valid(25) 2037-11-23"),
        // Born on 29 February: 25 on 28/2/2025.
        ("cccd_chip", "2000-02-29", "2022-01-01", "", "", "2025-02-27", "not_due still_valid(25) 2025-02-28"),
        ("cccd_chip", "2000-02-29", "2022-01-01", "", "", "2025-02-28", "due first_issue age_reached(25) 2025-02-28"),
        // The printed date wins.
        ("cccd_chip", "1996-06-05", "2019-06-04", "2036-06-05", "", "2026-11-23", "not_due still_valid 2036-06-05"),
        ("cccd_chip", "1996-06-05", "2021-06-05", "2026-11-23", "", "2026-11-23", "due first_issue expired 2026-11-23"),
        ("cccd_chip", "1996-06-05", "2021-06-05", "never", "", "2026-11-23", "not_due no_expiry"),
    ]);
}

#[test]
fn a_cmnd_ends_and_a_campaign_calls_for_it() {
    check(&[
        ("cmnd9", "1990-08-15", "2010-05-10", "", "", "2020-11-23", "not_due still_valid 2025-05-10"),
        ("cmnd9", "1990-08-15", "2010-05-10", "", "", "2021-03-29", "not_due still_valid 2025-05-10"),
        ("cmnd9", "1990-08-15", "2010-05-10", "", "", "2021-03-30", "due exchange no_card_yet 2021-06-05"),
        ("cmnd9", "1990-08-15", "2006-03-30", "", "", "2021-03-30", "due exchange no_card_yet+expired 2021-03-30"),
        ("cmnd9", "1990-08-15", "", "", "", "2021-05-30", "due exchange no_card_yet 2021-06-05"),
        ("cmnd12", "1990-08-15", "2014-05-10", "", "", "2024-06-30", "due exchange no_card_yet 2021-06-05"),
        ("cmnd12", "1990-08-15", "2014-05-10", "", "", "2024-07-01", "not_due still_valid 2024-12-31"),
        ("cmnd12", "1990-08-15", "2014-05-10", "", "", "2024-12-31", "not_due still_valid 2024-12-31"),
        ("cmnd12", "1990-08-15", "2014-05-10", "", "", "2025-01-01", "due first_issue cmnd_ended 2024-12-31"),
        ("cmnd9", "1990-08-15", "2009-08-01", "", "", "2024-07-31", "not_due still_valid 2024-08-01"),
        ("cmnd9", "1990-08-15", "2009-08-01", "", "", "2024-08-01", "due first_issue expired 2024-08-01"),
        ("cmnd9", "", "", "", "", "2026-11-23", "due first_issue expired+cmnd_ended 1991-01-01..2024-12-31"),
        // A list cannot give a CMND more than the law does.
        ("cmnd9", "1950-01-01", "2015-01-01", "never", "", "2026-11-23", "due first_issue cmnd_ended 2024-12-31"),
        ("cmnd9", "1950-01-01", "2015-01-01", "2030-01-01", "", "2026-11-23", "due first_issue cmnd_ended 2024-12-31"),
    ]);
}

#[test]
fn papers_that_end_early_in_2024_stay_valid_to_the_end_of_june() {
    check(&[
        ("cccd_barcode", "1984-01-14", "2018-01-01", "", "", "2024-01-15", "due exchange age_reached(40) 2024-01-14"),
        ("cccd_barcode", "1984-01-15", "2018-01-01", "", "", "2024-01-15", "not_due still_valid(40) 2024-06-30"),
        ("cccd_barcode", "1984-03-01", "2018-01-01", "", "", "2024-06-30", "not_due still_valid(40) 2024-06-30"),
        (
            "cccd_barcode",
            "1984-03-01",
            "2018-01-01",
            "",
            "",
            "2024-07-01",
            "due first_issue age_reached(40) 2024-06-30",
        ),
        // Nobody knew of it before.
        ("cccd_barcode", "1984-03-01", "2018-01-01", "", "", "2021-06-05", "not_due still_valid(40) 2024-03-01"),
    ]);
}

#[test]
fn requests_under_both_laws() {
    for (request, law_2014, law_2023) in [
        ("none", "not_due", "not_due"),
        ("first_issue", "not_due", "not_due"),
        ("exchange", "exchange on_request", "exchange on_request"),
        ("reissue", "reissue reissue_asked", "reissue reissue_asked"),
        ("lost", "reissue lost", "reissue lost"),
        ("damaged", "exchange damaged", "exchange damaged"),
        ("damaged_beyond_use", "exchange damaged_beyond_use", "reissue damaged_beyond_use"),
        ("name_corrected", "exchange name_corrected", "exchange name_corrected"),
        ("birth_corrected", "exchange birth_corrected", "exchange birth_corrected"),
        ("sex_corrected", "exchange sex_corrected", "exchange sex_corrected"),
        ("hometown_corrected", "exchange hometown_corrected", "exchange hometown_corrected"),
        ("features_changed", "exchange features_changed", "exchange features_changed"),
        ("card_error", "exchange card_error", "exchange card_error"),
        ("renumbered", "exchange renumbered", "exchange renumbered"),
        ("area_reorganised", "exchange area_reorganised", "exchange area_reorganised"),
        ("nationality_regained", "reissue nationality_regained", "reissue nationality_regained"),
        ("on_request", "exchange on_request", "exchange on_request"),
    ] {
        for (paper, issued, on, expected) in
            [("cccd_chip", "2021-04-10", "2024-06-30", law_2014), ("can_cuoc", "2024-07-10", "2026-11-23", law_2023)]
        {
            let line = line(&due(&facts(paper, "1990-08-15", issued, "", request), date(on)));
            let expected = match expected {
                "not_due" => "not_due still_valid(40) 2030-08-15".to_owned(),
                due => format!("due {due}"),
            };
            assert_eq!(line, expected, "{request} {on}");
        }
    }
    assert_eq!(Request::ALL.len(), 17, "a request without a row above");
}

#[test]
fn the_name_of_the_procedure_follows_the_law_in_force() {
    check(&[
        ("cccd_chip", "1990-08-15", "2021-04-10", "", "lost", "2024-06-30", "due reissue lost"),
        ("cccd_chip", "1990-08-15", "2021-04-10", "", "lost", "2024-07-01", "due first_issue lost"),
        (
            "cmnd9",
            "1990-08-15",
            "2010-04-10",
            "",
            "first_issue",
            "2021-05-30",
            "due first_issue first_issue_asked+no_card_yet 2021-06-05",
        ),
        ("cccd_chip", "1990-08-15", "2021-04-10", "", "first_issue", "2026-11-23", "due first_issue first_issue_asked"),
        // Lost, and the age is reached: the law of 2023 makes that an exchange.
        ("can_cuoc", "1986-11-23", "2024-07-01", "", "lost", "2026-11-22", "due reissue lost"),
        (
            "can_cuoc",
            "1986-11-23",
            "2024-07-01",
            "",
            "lost",
            "2026-11-23",
            "due exchange lost+age_reached(40) 2026-11-23",
        ),
        (
            "cccd_chip",
            "1996-06-05",
            "2019-01-01",
            "",
            "lost",
            "2021-06-05",
            "due reissue lost+age_reached(25) 2021-06-05",
        ),
    ]);
}

#[test]
fn what_is_not_known_is_said_only_where_it_matters() {
    check(&[
        // The year alone: certain away from the birthday, uncertain within its year.
        ("cccd_chip", "1986", "2021-04-10", "", "", "2025-12-31", "not_due still_valid(40) 2026-01-01..2026-12-31"),
        (
            "cccd_chip",
            "1986",
            "2021-04-10",
            "",
            "",
            "2026-11-23",
            "uncertain first_issue age_reached(40) 2026-01-01..2026-12-31 ?birth",
        ),
        (
            "cccd_chip",
            "1986",
            "2021-04-10",
            "",
            "",
            "2026-12-31",
            "due first_issue age_reached(40) 2026-01-01..2026-12-31",
        ),
        (
            "cccd_chip",
            "1986-11",
            "2021-04-10",
            "",
            "",
            "2026-11-23",
            "uncertain first_issue age_reached(40) 2026-11-01..2026-11-30 ?birth",
        ),
        (
            "cccd_chip",
            "1986-11",
            "2021-04-10",
            "",
            "",
            "2026-12-01",
            "due first_issue age_reached(40) 2026-11-01..2026-11-30",
        ),
        (
            "cccd_chip",
            "1963",
            "2021-06-05",
            "",
            "",
            "2026-11-23",
            "uncertain first_issue age_reached(60) 2023-06-06.. ?birth",
        ),
        ("none", "2012", "", "", "", "2026-11-23", "uncertain first_issue no_paper(14) 2026-01-01..2026-12-31 ?birth"),
        ("none", "", "", "", "", "2026-11-23", "uncertain ?birth"),
        ("cccd_chip", "", "2021-04-10", "", "", "2026-11-23", "uncertain ?birth"),
        ("cccd_chip", "", "2021-04-10", "", "lost", "2026-11-23", "due first_issue lost"),
        // No issue date: it matters near an age only.
        ("cccd_chip", "1990-08-15", "", "", "", "2026-11-23", "not_due still_valid(40) 2030-08-15"),
        (
            "cccd_chip",
            "1983-06-01",
            "",
            "",
            "",
            "2026-11-23",
            "uncertain first_issue age_reached(40) 2023-06-01..2043-06-01 ?issued",
        ),
        // An issue date that can't be is none.
        ("cccd_chip", "1990-08-15", "2027-01-01", "", "", "2026-11-23", "not_due still_valid(40) 2030-08-15"),
        // Twelve digits: which paper?
        (
            "unknown12",
            "2001-02-03",
            "",
            "",
            "",
            "2026-11-23",
            "uncertain first_issue cmnd_ended+age_reached(25) 2024-12-31..2041-02-03 ?paper ?issued",
        ),
        ("unknown12", "2001-02-03", "2022-05-05", "", "", "2026-11-23", "due first_issue age_reached(25) 2026-02-03"),
        ("unknown12", "2001-02-03", "2024-09-09", "", "", "2026-11-23", "not_due still_valid(40) 2041-02-03"),
        (
            "unknown12",
            "1990-08-15",
            "",
            "",
            "",
            "2026-11-23",
            "uncertain first_issue cmnd_ended 2024-12-31..2030-08-15 ?paper",
        ),
        ("unknown12", "1990-08-15", "", "", "lost", "2021-05-30", "due reissue lost"),
        ("unknown12", "1990-08-15", "", "", "lost", "2026-11-23", "due lost ?paper"),
        // Too young for any paper: the number is that of the birth register.
        ("unknown12", "2014-02-03", "", "", "", "2024-06-30", "not_due too_young(14) 2028-02-03"),
        (
            "unknown",
            "1990-08-15",
            "",
            "",
            "",
            "2026-11-23",
            "uncertain first_issue no_paper(14)+expired+cmnd_ended 2004-08-15..2030-08-15 ?paper",
        ),
        ("unknown", "2016-08-15", "", "", "", "2022-11-23", "not_due too_young(14) 2030-08-15"),
        ("unknown", "1990-08-15", "", "", "first_issue", "2026-11-23", "due first_issue first_issue_asked"),
        // Who lost a paper had one, whatever the list says.
        ("none", "1990-08-15", "", "", "lost", "2021-05-30", "due reissue lost"),
    ]);
}

#[test]
fn a_verdict_carries_its_basis_its_limit_and_with_which_papers_it_would_hold() {
    let lost = due(&facts("cccd_chip", "1990-08-15", "2021-04-10", "", "lost"), date("2024-06-30"));
    assert_eq!((lost.law, lost.why[0].basis), (Law::Law2014, Basis::Law2014Reissue));
    assert_eq!(lost.limit.map(|limit| (limit.town, limit.highland, limit.basis)), Some((15, 20, Basis::Law2014Limit)));
    let old = due(&facts("unknown12", "1990-08-15", "", "", ""), date("2026-11-23"));
    assert_eq!(old.due_with, [Paper::Cmnd12]);
    let json = serde_json::to_value(&old).expect("json");
    assert_eq!(json["by"], serde_json::json!({ "first": "2024-12-31", "last": "2030-08-15" }));
}

/// Full years, counted as on fingers; the birthday of 29 February is the 28th in a common year.
fn reached(born: NaiveDate, age: i32, on: NaiveDate) -> bool {
    use chrono::Datelike;
    let (month, day) = match (born.month(), born.day()) {
        (2, 29) if !on.leap_year() => (2, 28),
        other => other,
    };
    let years = on.year() - born.year() - i32::from((on.month(), on.day()) < (month, day));
    years >= age
}

fn any_birth() -> impl Strategy<Value = Birth> {
    prop_oneof![
        (15_000u32..46_000).prop_map(|days| Birth::Day(day(days))),
        (1940i32..2025).prop_map(Birth::Year),
        ((1940i32..2025), (1u32..=12)).prop_map(|(year, month)| Birth::Month { year, month }),
    ]
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let issued = proptest::option::of((40_000u32..46_400).prop_map(day));
    let expires = proptest::option::weighted(
        0.2,
        prop_oneof![(40_000u32..60_000).prop_map(|days| Expires::On(day(days))), Just(Expires::Never)],
    );
    let request = prop_oneof![Just(Request::None), select(Request::ALL)];
    (select(Paper::ALL), issued, expires, proptest::option::weighted(0.9, any_birth()), request).prop_map(
        |(paper, issued, expires, birth, request)| Facts { paper, issued, expires, birth, request, ..Facts::default() },
    )
}

/// Days of 2019 to 2027, and the days on which a law begins or ends more often.
fn any_session() -> impl Strategy<Value = NaiveDate> {
    let borders = ["2021-03-30", "2021-06-05", "2024-06-30", "2024-07-01", "2024-12-31", "2025-01-01", "2026-11-23"];
    prop_oneof![(43_500u32..46_700).prop_map(day), select(borders.to_vec()).prop_map(date)]
}

proptest! {
    #[test]
    fn a_card_is_due_from_the_age_that_it_was_not_issued_shortly_before(
        born in 20_000u32..42_000, old in 5_114u32..30_000, later in 0u32..10_000,
    ) {
        let (born, issued, session) = (day(born), day(born + old), day(born + old + later));
        // In these months papers were prolonged; a table above has them.
        prop_assume!(!(date("2024-01-15")..=date("2024-06-30")).contains(&session));
        let facts = Facts { paper: Paper::CccdChip, issued: Some(issued), birth: Some(Birth::Day(born)), ..Facts::default() };
        let over = [25, 40, 60].iter().any(|age| reached(born, *age, session) && !reached(born, age - 2, issued));
        let expected = if over { Verdict::Due } else { Verdict::NotDue };
        prop_assert_eq!(due(&facts, session).verdict, expected);
        let end = expiry(Birth::Day(born), issued, Law::Law2014).certain().expect("a birth to the day");
        prop_assert_eq!(over, end <= Expires::On(session));
    }

    #[test]
    fn a_birth_year_leaves_it_uncertain_exactly_where_its_days_disagree(
        facts in any_facts(), year in 1940i32..2025, session in any_session(),
    ) {
        let of_day = |born| due(&Facts { birth: Some(Birth::Day(born)), ..facts.clone() }, session);
        // An issue date in the year of birth can't be for some of its days.
        prop_assume!(facts.issued.is_none_or(|issued| chrono::Datelike::year(&issued) > year));
        let days: Vec<Due> = (1..=366).filter_map(|day| NaiveDate::from_yo_opt(year, day)).map(of_day).collect();
        let year = due(&Facts { birth: Some(Birth::Year(year)), ..facts.clone() }, session);
        let agree = days.windows(2).all(|pair| pair[0].verdict == pair[1].verdict);
        prop_assert_eq!(year.verdict, if agree { days[0].verdict } else { Verdict::Uncertain });
        if year.verdict == Verdict::NotDue {
            let spans = || days.iter().filter_map(|day| day.by);
            prop_assert_eq!(year.by.map(|by| by.first), spans().map(|by| by.first).min());
            let ends = days.iter().all(|day| day.by.is_some_and(|by| by.last.is_some()));
            prop_assert_eq!(year.by.and_then(|by| by.last), spans().filter_map(|by| by.last).max().filter(|_| ends));
        }
    }

    #[test]
    fn an_unknown_issue_date_leaves_it_uncertain_exactly_where_issue_dates_disagree(
        born in 20_000u32..42_000, paper in select(vec![Paper::CccdBarcode, Paper::CccdChip, Paper::CanCuoc, Paper::Cmnd12]),
        session in any_session(),
    ) {
        let facts = Facts { paper, birth: Some(Birth::Day(day(born))), ..Facts::default() };
        let rule = Rules::built_in().paper(paper).expect("a paper");
        let first = rule.issued_from.max(turns(day(born), rule.from_age).expect("an age"));
        let last = rule.issued_until.unwrap_or(session).min(session);
        prop_assume!(first <= last);
        let mut verdicts: Vec<Verdict> = first.iter_days().take_while(|issued| *issued <= last)
            .map(|issued| due(&Facts { issued: Some(issued), ..facts.clone() }, session).verdict).collect();
        verdicts.sort();
        verdicts.dedup();
        let expected = if let [verdict] = verdicts[..] { verdict } else { Verdict::Uncertain };
        prop_assert_eq!(due(&facts, session).verdict, expected);
    }

    #[test]
    fn every_verdict_says_why_or_what_is_missing(facts in any_facts(), session in any_session()) {
        let due = due(&facts, session);
        match due.verdict {
            Verdict::Due => prop_assert!(!due.why.is_empty()),
            Verdict::NotDue => prop_assert!(!due.why.is_empty() && due.procedure.is_none()),
            Verdict::Uncertain => prop_assert!(!due.missing.is_empty()),
        }
        prop_assert!(due.procedure.is_some() || due.verdict != Verdict::Due || !due.missing.is_empty());
    }

    #[test]
    fn no_dates_panic(
        issued in any::<i32>(), born in any::<i32>(), end in any::<i32>(), session in any::<i32>(),
        facts in any_facts(), year in any::<i32>(), month in 0u32..20,
    ) {
        let day = |days: i32| NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX);
        for birth in [Birth::Day(day(born)), Birth::Year(year), Birth::Month { year, month }] {
            let mad = Facts {
                issued: Some(day(issued)), birth: Some(birth), expires: Some(Expires::On(day(end))), ..facts.clone()
            };
            for session in [day(session), NaiveDate::MIN, NaiveDate::MAX] {
                let _ = due(&mad, session);
                let _ = due(&Facts { issued: None, expires: None, ..mad.clone() }, session);
                let _ = expiry(birth, session, Law::Law2023);
            }
        }
    }

    #[test]
    fn counts_sum_to_the_people(all in proptest::collection::vec(any_facts(), 0..20), session in any_session()) {
        let judged: Vec<Due> = all.iter().map(|facts| due(facts, session)).collect();
        let counts = count(&judged);
        prop_assert_eq!(counts.people, all.len() as u64);
        prop_assert_eq!(counts.people, counts.due + counts.not_due + counts.uncertain);
        prop_assert_eq!(counts.due, counts.first_issue + counts.exchange + counts.reissue + counts.unnamed);
        prop_assert!(counts.uncertain <= counts.missing_paper + counts.missing_issued + counts.missing_birth);
        let (some, others) = judged.split_at(judged.len() / 2);
        let mut together: Counts = count(some);
        others.iter().for_each(|due| together.add(due));
        prop_assert_eq!(together, counts);
    }
}
