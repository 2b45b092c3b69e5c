use super::*;
use crate::due::{Expires, due};
use crate::person::Birth;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn facts(paper: Paper, request: Request, residence: Residence) -> Facts {
    Facts { paper, request, residence, birth: Some(Birth::Year(1990)), ..Facts::default() }
}

fn routed(routing: &Routing, facts: &Facts, on: &str) -> Option<(Desk, Option<Form>)> {
    routing.route(facts, &due(facts, date(on))).map(|rule| (rule.desk, rule.form.clone()))
}

#[test]
fn hanoi_in_2021() {
    let routing = Routing::usual(date("2021-05-30"));
    let (permanent, temporary) = (Residence::Permanent, Residence::Temporary);
    for (paper, request, residence, desk) in [
        (Paper::Cmnd9, Request::None, permanent, Some(Desk::MobileTeam)),
        (Paper::None, Request::None, permanent, Some(Desk::MobileTeam)),
        (Paper::Unknown, Request::None, permanent, Some(Desk::MobileTeam)),
        (Paper::Cmnd12, Request::None, permanent, Some(Desk::Office)),
        (Paper::Unknown12, Request::None, Residence::Unknown, Some(Desk::Office)),
        (Paper::CccdBarcode, Request::NameCorrected, permanent, Some(Desk::Office)),
        (Paper::CccdBarcode, Request::Lost, permanent, Some(Desk::MobileTeam)),
        (Paper::CccdBarcode, Request::Damaged, permanent, Some(Desk::MobileTeam)),
        (Paper::Cmnd9, Request::None, temporary, Some(Desk::FormFirst)),
        (Paper::Cmnd12, Request::Lost, temporary, Some(Desk::FormFirst)),
        // Who is not due is sent nowhere.
        (Paper::CccdBarcode, Request::None, temporary, None),
    ] {
        let facts = facts(paper, request, residence);
        assert_eq!(
            routed(routing, &facts, "2021-05-30").map(|found| found.0),
            desk,
            "{paper:?} {request:?} {residence:?}"
        );
    }
    let mut expired = facts(Paper::CccdBarcode, Request::None, permanent);
    expired.expires = Some(Expires::On(date("2021-05-01")));
    assert_eq!(routed(routing, &expired, "2021-05-30").map(|found| found.0), Some(Desk::MobileTeam));
}

#[test]
fn a_form_that_was_handed_in_opens_the_way_and_its_namesake_does_not() {
    let routing = Routing::usual(date("2021-05-30"));
    let mut facts = facts(Paper::Cmnd9, Request::None, Residence::Temporary);
    let form = routed(routing, &facts, "2021-05-30").and_then(|found| found.1).expect("a form");
    assert_eq!((form.code.as_str(), form.regulation.as_str()), ("DC01", "Thông tư 104/2020/TT-BCA"));
    facts.forms = vec![Form { regulation: "Thông tư 17/2024/TT-BCA".into(), ..form.clone() }];
    assert_eq!(routed(routing, &facts, "2021-05-30").map(|found| found.0), Some(Desk::FormFirst));
    facts.forms.push(form);
    assert_eq!(routed(routing, &facts, "2021-05-30").map(|found| found.0), Some(Desk::MobileTeam));
}

#[test]
fn since_2024() {
    let routing = Routing::usual(date("2024-07-01"));
    for (request, desk) in [
        (Request::Lost, Desk::MobileTeam),
        (Request::OnRequest, Desk::MobileTeam),
        (Request::NameCorrected, Desk::FormFirst),
        (Request::Renumbered, Desk::Office),
        (Request::NationalityRegained, Desk::Office),
    ] {
        let facts = facts(Paper::CccdChip, request, Residence::Temporary);
        assert_eq!(routed(routing, &facts, "2026-11-23").map(|found| found.0), Some(desk), "{request:?}");
    }
}

#[test]
fn rules_read_back() {
    for day in ["2021-05-30", "2026-11-23"] {
        let routing = Routing::usual(date(day));
        let json = serde_json::to_string(routing).expect("json");
        assert_eq!(Routing::from_json(&json).as_ref(), Ok(routing));
        assert!(routing.rules().iter().all(|rule| !rule.source.is_empty()));
    }
}

#[test]
fn a_malformed_list_says_what_is_wrong_with_which_rule() {
    let all = r#"{ "desk": "office" }"#;
    let some = r#"{ "when": { "paper": ["cmnd9"] }, "desk": "mobile_team" }"#;
    let form = |form: &str| format!(r#"[{{ "desk": "form_first"{form} }}, {all}]"#);
    for (json, fault, rule) in [
        ("".to_owned(), RoutingFault::Unreadable, None),
        ("{}".to_owned(), RoutingFault::Unreadable, None),
        (r#"[{ "desk": "elsewhere" }]"#.to_owned(), RoutingFault::Unreadable, None),
        (r#"[{ "when": { "papers": ["cmnd9"] }, "desk": "office" }]"#.to_owned(), RoutingFault::Unreadable, None),
        ("[]".to_owned(), RoutingFault::Length, None),
        (format!("[{}]", vec![some; MAX_RULES + 1].join(",")), RoutingFault::Length, None),
        (format!("[{some}]"), RoutingFault::Open, Some(1)),
        (format!("[{some}, {some}]"), RoutingFault::Open, Some(2)),
        (format!("[{all}, {some}]"), RoutingFault::Unreachable, Some(2)),
        (form(""), RoutingFault::Form, Some(1)),
        (form(r#", "form": { "code": "DC01", "regulation": " " }"#), RoutingFault::Form, Some(1)),
        (
            format!(r#"[{some}, {{ "desk": "office", "form": {{ "code": "a", "regulation": "b" }} }}]"#),
            RoutingFault::Form,
            Some(2),
        ),
        (
            format!(r#"[{some}, {{ "desk": "form_first", "form": {{ "code": "a", "regulation": "b" }} }}]"#),
            RoutingFault::Open,
            Some(2),
        ),
    ] {
        assert_eq!(Routing::from_json(&json), Err(RoutingError { fault, rule }), "{json}");
    }
    assert!(Routing::from_json(&form(r#", "form": { "code": "DC01", "regulation": "b" }"#)).is_ok());
    // The same gate for rules that come inside something else.
    assert!(serde_json::from_str::<Routing>(&format!("[{all}, {some}]")).is_err());
    assert!(serde_json::from_str::<Routing>(&format!("[{some}, {all}]")).is_ok());
}
