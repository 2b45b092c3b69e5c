use super::super::{Admitted, Granted, Revoked, Ungranted, fold};
use super::*;
use crate::event::{EventRef, causal_order};
use crate::id::{ActorId, SessionId, UnitId};
use crate::scope::Scope;

const HOUR: u64 = 3600 * 1_000_000;
/// When the voucher writes.
const NOW: u64 = 1_000 * HOUR;
const CENTRAL: DeviceId = DeviceId([1; 16]);

fn key(of: u8) -> [u8; 32] {
    [of; 32]
}

fn device(of: u8) -> DeviceId {
    DeviceId::of_key(&key(of))
}

fn session(of: u8) -> Grant {
    Grant::One(Scope::Session(SessionId([of; 16])))
}

fn unit(of: u8) -> Grant {
    Grant::One(Scope::Unit(UnitId([of; 16])))
}

fn said(by: DeviceId, index: u64, clock: u64, event: Event) -> Entry {
    let at = EventRef { device: by, index };
    Entry { at, clock: Clock(clock), actor: ActorId::CENTRAL, after: vec![], copy_of: None, event: Some(event) }
}

fn admitted(of: u8, lane: &str, role: Role, grants: &[Grant]) -> Admitted {
    let (key, lane, label) = (hex::encode(key(of)), lane.to_owned(), String::new());
    Admitted { key, lane, role, grants: grants.to_vec(), label, until: None }
}

fn vouched(of: u8, lane: &str, role: Role, grants: &[Grant]) -> Vouched {
    let (key, lane, label) = (hex::encode(key(of)), lane.to_owned(), String::new());
    Vouched { key, lane, role, grants: grants.to_vec(), label, until: Clock(NOW + VOUCH_MICROS) }
}

/// The voucher: laptop 2, lane B, as `role`, admitted long before.
fn voucher(role: Role, grants: &[Grant]) -> Vec<Entry> {
    vec![said(CENTRAL, 2, NOW - 99 * HOUR, Event::DeviceAdmitted(admitted(2, "B", role, grants)))]
}

fn objection(voucher: &[Entry], record: DeviceId, vouched: &Vouched) -> Option<Objection> {
    Voucher::new(device(2), voucher).objection(record, Clock(NOW), vouched)
}

#[test]
fn a_leader_vouches_for_what_it_is_and_holds_and_for_nothing_more() {
    use Role::{Admin, Hr, Leader, Member, Supervisor};
    let hall = [session(1), unit(1)];
    let cases: &[(&str, Role, &[Grant], Vouched, bool)] = &[
        ("a member", Leader, &hall, vouched(3, "B1", Member, &hall), true),
        ("a leader", Leader, &hall, vouched(3, "B1", Leader, &hall), true),
        ("fewer grants", Leader, &hall, vouched(3, "B1", Member, &[session(1)]), true),
        ("under wide grants", Leader, &[Grant::All], vouched(3, "B1", Member, &hall), true),
        ("hr by a leader", Leader, &hall, vouched(3, "B1", Hr, &hall), false),
        ("a supervisor by a leader", Leader, &hall, vouched(3, "B1", Supervisor, &hall), false),
        ("an admin by a leader", Leader, &hall, vouched(3, "B1", Admin, &hall), false),
        ("hr by a supervisor", Supervisor, &hall, vouched(3, "B1", Hr, &hall), true),
        ("a supervisor by a supervisor", Supervisor, &hall, vouched(3, "B1", Supervisor, &hall), true),
        ("an admin by a supervisor", Supervisor, &hall, vouched(3, "B1", Admin, &hall), false),
        ("by a member", Member, &hall, vouched(3, "B1", Member, &hall), false),
        ("by hr", Hr, &hall, vouched(3, "B1", Hr, &hall), false),
        ("by an admin", Admin, &hall, vouched(3, "B1", Member, &hall), false),
        ("another session", Leader, &hall, vouched(3, "B1", Member, &[session(2)]), false),
        ("all sessions", Leader, &hall, vouched(3, "B1", Member, &[Grant::Sessions]), false),
        ("everything", Leader, &[Grant::Units, Grant::Sessions], vouched(3, "B1", Member, &[Grant::All]), false),
        ("another's lane", Leader, &hall, vouched(3, "C1", Member, &hall), false),
        ("a lane of central's", Leader, &hall, vouched(3, "F", Member, &hall), false),
        ("its own lane", Leader, &hall, vouched(3, "B", Member, &hall), false),
    ];
    for (what, role, grants, vouched, holds) in cases {
        let found = objection(&voucher(*role, grants), device(3), vouched);
        assert_eq!(found, (!holds).then_some(Objection::Vouch), "{what}");
    }
}

#[test]
fn a_vouch_is_for_the_owner_of_the_key_never_for_oneself_and_for_a_day() {
    let leader = voucher(Role::Leader, &[Grant::All]);
    let good = vouched(3, "B1", Role::Member, &[session(1)]);
    assert_eq!(objection(&leader, device(3), &good), None);
    assert_eq!(objection(&leader, device(4), &good), Some(Objection::Vouch), "another's key");
    let own = vouched(2, "B1", Role::Leader, &[]);
    assert_eq!(objection(&leader, device(2), &own), Some(Objection::Vouch), "itself");
    let long = Vouched { until: Clock(NOW + VOUCH_MICROS + 1), ..good };
    assert_eq!(objection(&leader, device(3), &long), Some(Objection::Vouch), "longer than a day");
}

#[test]
fn a_lane_is_given_once_and_again_only_to_the_same_laptop() {
    let leader = voucher(Role::Leader, &[Grant::All]);
    let mut voucher = Voucher::new(device(2), &leader);
    let mut give =
        |of: u8, lane: &str| voucher.objection(device(of), Clock(NOW), &vouched(of, lane, Role::Member, &[]));
    let holds =
        [(3, "B1"), (3, "B1"), (4, "B1"), (4, "B2"), (3, "B3"), (5, "B3")].map(|(of, lane)| give(of, lane).is_none());
    assert_eq!(holds, [true, true, false, true, true, false]);
    let given = ["B1", "B2", "B4"].map(str::to_owned).into();
    assert_eq!(free_lane("B", &given).as_deref(), Some("B3"));
    let all = (1..=LANES_ON_SITE).map(|number| format!("B{number}")).collect();
    assert_eq!(free_lane("B", &all), None);
}

#[test]
fn grants_and_role_of_the_voucher_are_those_it_had_then() {
    let at = |clock: u64, event: Event| said(CENTRAL, 3, clock, event);
    let good = vouched(3, "B1", Role::Member, &[session(1)]);
    let holds = |more: Entry| {
        let mut entries = voucher(Role::Leader, &[session(1)]);
        entries.push(more);
        objection(&entries, device(3), &good).is_none()
    };
    let ungranted = || Event::DeviceUngranted(Ungranted { grant: session(1) });
    assert!(!holds(at(NOW - 1, ungranted())), "the grant had ended");
    assert!(holds(at(NOW + 1, ungranted())), "it ended later");
    let demoted = || Event::DeviceAdmitted(admitted(2, "B", Role::Member, &[session(1)]));
    assert!(!holds(at(NOW - 1, demoted())), "it was a member's by then");
    assert!(
        holds(at(NOW + 1, demoted())),
        "the vouch itself; as any event it is judged by the role that its author has"
    );
    let wider = vouched(3, "B1", Role::Member, &[session(2)]);
    let granted = |clock| {
        let mut entries = voucher(Role::Leader, &[session(1)]);
        entries.push(at(clock, Event::DeviceGranted(Granted { grant: session(2) })));
        objection(&entries, device(3), &wider).is_none()
    };
    assert!(granted(NOW - 1) && !granted(NOW + 1));
    // Written before its own admission came: that says what it is.
    let late = vec![said(CENTRAL, 2, NOW + HOUR, Event::DeviceAdmitted(admitted(2, "B", Role::Leader, &[session(1)])))];
    assert_eq!(objection(&late, device(3), &good), None);
    assert_eq!(objection(&[], device(3), &good), Some(Objection::Vouch), "central never admitted it");
}

#[test]
fn who_works_by_somebodys_word_vouches_for_nobody() {
    let by_word =
        vec![said(device(9), 1, NOW - HOUR, Event::DeviceVouched(vouched(2, "B", Role::Leader, &[Grant::All])))];
    let next = vouched(3, "B1", Role::Member, &[]);
    assert_eq!(objection(&by_word, device(3), &next), Some(Objection::Vouch));
    assert!(!fold(&by_word).may_vouch(NOW) && fold(&voucher(Role::Leader, &[])).may_vouch(NOW));
    assert!(!fold(&voucher(Role::Member, &[])).may_vouch(NOW));
}

#[test]
fn what_is_written_after_the_end_does_not_count() {
    let (scope, visit) = (Scope::Session(SessionId([1; 16])), "visit.checked_in");
    let word = said(device(2), 1, NOW, Event::DeviceVouched(vouched(3, "B1", Role::Member, &[session(1)])));
    let works = fold(std::slice::from_ref(&word));
    assert_eq!((works.lane.as_str(), works.role, works.voucher), ("B1", Some(Role::Member), Some(device(2))));
    let end = NOW + VOUCH_MICROS;
    assert_eq!(works.objection(scope, 1, visit, Clock(NOW - HOUR)), None, "what it wrote before is validated");
    assert_eq!(works.objection(scope, 7, visit, Clock(end)), None);
    assert_eq!(works.objection(scope, 8, visit, Clock(end + 1)), Some(Objection::Expired));
    assert_eq!(works.objection(scope, 7, "session.closed", Clock(NOW)), Some(Objection::Role));
    assert!(works.is_over(end + 1) && !works.is_over(end));
    let leads = said(device(2), 1, NOW, Event::DeviceVouched(vouched(3, "B1", Role::Leader, &[session(1)])));
    assert!(!fold(&[leads]).may_open(Scope::Session(SessionId([5; 16]))), "it brings nothing that nobody registered");
    assert!(works.may_hold(scope) && !works.may_open(Scope::Session(SessionId([5; 16]))));
    // Another day by the same word: what lay between counts too.
    let again = Vouched { until: Clock(NOW + 2 * VOUCH_MICROS), ..vouched(3, "B1", Role::Member, &[session(1)]) };
    let again = said(device(2), 2, NOW + VOUCH_MICROS, Event::DeviceVouched(again));
    assert_eq!(fold(&[word, again]).objection(scope, 8, visit, Clock(end + 1)), None);
    let void = Device { void: true, ..Device::default() };
    assert_eq!(void.objection(scope, 1, visit, Clock(NOW)), Some(Objection::Void));
}

#[test]
fn centrals_word_stands_above_every_vouch_in_whatever_order_they_come() {
    let word = said(device(2), 1, NOW, Event::DeviceVouched(vouched(3, "B1", Role::Leader, &[session(1)])));
    for clock in [NOW - HOUR, NOW + HOUR] {
        let certified = said(CENTRAL, 9, clock, Event::DeviceAdmitted(admitted(3, "B1", Role::Member, &[unit(1)])));
        for entries in [vec![word.clone(), certified.clone()], vec![certified.clone(), word.clone()]] {
            let found = fold(&causal_order(entries));
            assert_eq!((found.role, found.until, found.voucher), (Some(Role::Member), None, None));
            assert_eq!(
                (found.grants, found.withdrawn),
                (vec![unit(1)], vec![session(1)]),
                "what it held ends as a grant does"
            );
        }
        let revoked =
            said(CENTRAL, 9, clock, Event::DeviceRevoked(Revoked { last: Default::default(), reason: String::new() }));
        for entries in [vec![word.clone(), revoked.clone()], vec![revoked.clone(), word.clone()]] {
            assert!(fold(&causal_order(entries)).revoked.is_some());
        }
    }
}

#[test]
fn a_certificate_with_an_end_counts_until_then_and_a_new_one_validates_the_rest() {
    let scope = Scope::Unit(UnitId([1; 16]));
    let ends = Admitted { until: Some(Clock(NOW)), ..admitted(3, "C", Role::Leader, &[Grant::All]) };
    let mut entries = vec![said(CENTRAL, 1, NOW - HOUR, Event::DeviceAdmitted(ends))];
    assert_eq!(fold(&entries).objection(scope, 2, "person.added", Clock(NOW + 1)), Some(Objection::Expired));
    assert!(!fold(&entries).may_vouch(NOW + 1));
    let anew = Admitted { until: Some(Clock(NOW + 9 * HOUR)), ..admitted(3, "C", Role::Leader, &[Grant::All]) };
    entries.push(said(CENTRAL, 2, NOW + HOUR, Event::DeviceAdmitted(anew)));
    assert_eq!(fold(&entries).objection(scope, 2, "person.added", Clock(NOW + 1)), None);
    let old: Admitted =
        serde_json::from_str(r#"{"key":"","lane":"A","role":"hr","grants":[],"label":""}"#).expect("old");
    assert_eq!(old.until, None, "what was written before certificates could end");
    assert!(!serde_json::to_string(&old).expect("JSON").contains("until"));
}

#[test]
fn what_an_earlier_vouch_gave_ends_with_the_next_as_any_grant_does() {
    let first = Vouched { grants: vec![session(1), unit(1)], ..vouched(3, "B1", Role::Member, &[]) };
    let second = Vouched { grants: vec![session(2), unit(1)], ..vouched(3, "B1", Role::Member, &[]) };
    let entries = [
        said(device(2), 1, NOW, Event::DeviceVouched(first)),
        said(device(2), 2, NOW + HOUR, Event::DeviceVouched(second)),
    ];
    let folded = fold(&entries);
    assert_eq!((folded.grants, folded.withdrawn), (vec![session(2), unit(1)], vec![session(1)]));
}

#[test]
fn who_came_by_a_lane_on_site_has_none_to_give() {
    for (lane, may) in [("B", true), ("AB", true), ("B1", false)] {
        let device = fold(&[said(CENTRAL, 2, NOW, Event::DeviceAdmitted(admitted(3, lane, Role::Leader, &[])))]);
        assert_eq!(device.may_vouch(NOW), may, "{lane}");
    }
}
