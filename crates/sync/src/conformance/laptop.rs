//! What a [`HostLog`] must do that is a laptop's, which may be the hub of a hall. One that is only ever central's need not.

use std::fmt::Debug;

use luudong_domain::device::{Founded, VOUCH_MICROS};
use luudong_domain::event::Event;
use luudong_domain::id::SessionId;
use luudong_domain::role::Role;
use luudong_domain::scope::Scope;
use luudong_domain::session::Opened;
use luudong_domain::time::date_in_hanoi;

use super::host::{Begin, admitted, own, signed, vouched};
use super::{Author, CLOCK, ok};
use crate::host_log::{HostLog, NotWritten};

const SESSION: SessionId = SessionId([1; 16]);
const HALL: Scope = Scope::Session(SESSION);

/// Checks a kind of log as a laptop's. `make` gives one that begins so.
pub fn laptop_conformance<L: HostLog>(mut make: impl FnMut(&Begin) -> L)
where
    L::Error: Debug,
{
    let central = Author::of(5, Scope::Org);
    let mut fresh = || make(&Begin { founder: Some(central.key()), ..Begin::default() });
    a_laptop_knows_central_before_org_has_come(fresh());
    a_laptop_vouches_as_central_lets_it(fresh());
    who_works_by_a_word_vouches_for_nobody(fresh());
    a_laptop_writes_nothing_that_counts_nowhere(fresh());
}

/// Central's series, in which it admits the laptop of `log`.
fn admitting<L: HostLog>(log: &mut L, role: Role) -> Author
where
    L::Error: Debug,
{
    let mut central = Author::of(5, Scope::Org);
    central.say(central.series.device, &Event::OrgFounded(Founded { key: hex::encode(central.key().as_bytes()) }));
    let Event::DeviceAdmitted(mut me) = admitted(&central, "A", role) else { panic!("no certificate") };
    me.key = hex::encode(log.key().verifying_key().as_bytes());
    central.say(log.id(), &Event::DeviceAdmitted(me));
    central.give(log, 1, 2);
    central
}

/// Vouches for `laptop` as long as it may.
fn vouch<L: HostLog>(log: &mut L, laptop: &Author, lane: &str) -> Result<(), NotWritten<L::Error>> {
    let until = log.next_clock(CLOCK).0 + VOUCH_MICROS;
    log.write_own(own(vec![(Scope::Org, laptop.series.device.into(), vouched(laptop, lane, until))]))
}

fn a_laptop_knows_central_before_org_has_come<L: HostLog>(log: L)
where
    L::Error: Debug,
{
    let central = Author::of(5, Scope::Org);
    assert_eq!(ok(log.founder()), Some(central.key()));
    assert_eq!(ok(log.key_of(central.series.device)), Some(central.key()));
    assert_eq!(ok(log.device(log.id())), None);
}

fn a_laptop_vouches_as_central_lets_it<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let [one, other] = [7, 8].map(|number| Author::of(number, Scope::Org));
    let refused = vouch(&mut log, &one, "A1");
    assert!(matches!(refused, Err(NotWritten::NotAllowed)), "nobody has admitted it: {refused:?}");
    let mut central = admitting(&mut log, Role::Leader);
    ok(vouch(&mut log, &one, "A1"));
    let device = ok(log.device(one.series.device)).unwrap_or_default();
    assert_eq!((device.voucher, device.role, device.void), (Some(log.id()), Some(Role::Member), false));
    assert_eq!(ok(log.key_of(one.series.device)), Some(one.key()));
    let refused = vouch(&mut log, &other, "A1");
    assert!(matches!(refused, Err(NotWritten::NotAllowed)), "one lane for two: {refused:?}");
    assert_eq!(ok(log.device(other.series.device)), None);
    central.say(one.series.device, &admitted(&one, "B", Role::Hr));
    central.give(&mut log, 3, 3);
    let device = ok(log.device(one.series.device)).unwrap_or_default();
    assert_eq!(
        (device.voucher, device.role, device.lane.as_str()),
        (None, Some(Role::Hr), "B"),
        "central stands above"
    );
}

fn who_works_by_a_word_vouches_for_nobody<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let [mut one, other] = [7, 8].map(|number| Author::of(number, Scope::Org));
    admitting(&mut log, Role::Leader);
    ok(vouch(&mut log, &one, "A1"));
    one.say(other.series.device, &vouched(&other, "A11", CLOCK + VOUCH_MICROS));
    one.give(&mut log, 1, 1);
    let device = ok(log.device(other.series.device)).unwrap_or_default();
    assert_eq!((device.void, device.role, device.grants), (true, None, Vec::new()));
    assert_eq!(ok(log.key_of(other.series.device)), Some(other.key()), "what it wrote is kept, so it must be proven");
}

fn a_laptop_writes_nothing_that_counts_nowhere<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    admitting(&mut log, Role::Member);
    let date = date_in_hanoi(CLOCK);
    let opened = Event::SessionOpened(Opened { date, place: "Hội trường".to_owned(), units: Vec::new() });
    let refused = log.write_own(own(vec![(HALL, SESSION.into(), opened)]));
    assert!(matches!(refused, Err(NotWritten::NotAllowed)), "{refused:?}");
    assert_eq!(signed(&mut log, HALL), 0);
}
