//! What every [`HostLog`] must do, as central's.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ed25519_dalek::VerifyingKey;
use luudong_domain::device::{Admitted, Device, Granted, Revoked, Ungranted, VOUCH_MICROS, Vouched};
use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{ActorId, DeviceId, RecordId, UnitId};
use luudong_domain::person::Fields;
use luudong_domain::person::event::Added;
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::time::Clock;
use luudong_domain::unit::{Named, Registered};

use super::{Author, CLOCK, ok, scope};
use crate::admission::Admission;
use crate::chain::Series;
use crate::envelope::{BODY_LIMIT, Envelope};
use crate::head::HEAD_EVERY;
use crate::host_log::{HostLog, NotWritten, OwnEvents};
use crate::watch::Watcher;

/// How the log of a host begins.
#[derive(Debug, Clone, Default)]
pub struct Begin {
    /// Central's key where it is a laptop's, which then holds nothing yet; else it is central's, which founded its `org`.
    pub founder: Option<VerifyingKey>,
    /// The codes that it gave out.
    pub admissions: Vec<Admission>,
    /// Whether it came out of a backup.
    pub restored: bool,
}

/// One event: where, about what, what.
pub(super) type One = (Scope, RecordId, Event);

pub(super) fn own(events: Vec<One>) -> OwnEvents<'static> {
    OwnEvents { actor: ActorId::CENTRAL, wall_micros: CLOCK, events, uses: None }
}

/// Up to where the log has its own series, once all is signed.
pub(super) fn signed<L: HostLog>(log: &mut L, scope: Scope) -> u64
where
    L::Error: Debug,
{
    ok(log.sign_heads(CLOCK));
    let series = Series { scope, device: log.id() };
    ok(log.have()).0.get(&series).map_or(0, |point| point.index)
}

/// A certificate of `author`'s key.
pub(super) fn admitted(author: &Author, lane: &str, role: Role) -> Event {
    let (key, lane, grants) = (hex::encode(author.key().as_bytes()), lane.to_owned(), vec![Grant::Units]);
    Event::DeviceAdmitted(Admitted { key, lane, role, grants, label: "máy thử".to_owned(), until: None })
}

/// The word of a laptop for `author`.
pub(super) fn vouched(laptop: &Author, lane: &str, until: u64) -> Event {
    let (key, lane, grants) = (hex::encode(laptop.key().as_bytes()), lane.to_owned(), vec![Grant::Units]);
    Event::DeviceVouched(Vouched {
        key,
        lane,
        role: Role::Member,
        grants,
        label: "máy thử".to_owned(),
        until: Clock(until),
    })
}

fn named(unit: UnitId, name: &str) -> One {
    (Scope::Unit(unit), unit.into(), Event::UnitNamed(Named { name: name.to_owned(), code: None, kind: None }))
}

/// Over the limit of a body.
fn too_large(unit: UnitId) -> One {
    named(unit, &"x".repeat(BODY_LIMIT))
}

/// Checks a kind of log as central's. `make` gives one that begins so.
pub fn host_conformance<L: HostLog>(mut make: impl FnMut(&Begin) -> L)
where
    L::Error: Debug,
{
    central_knows_itself(make(&Begin::default()));
    own_events_come_after_what_is_known(make(&Begin::default()));
    own_events_are_written_all_or_none(make(&Begin::default()));
    nothing_own_travels_unsigned(make(&Begin::default()));
    a_code_is_used_once(&mut make);
    a_device_is_what_central_says_of_it(make(&Begin::default()));
    of_a_device_nobody_else_says_anything(make(&Begin::default()));
    the_word_of_a_leaders_laptop_holds_as_central_lets_it(make(&Begin::default()));
    one_out_of_a_backup_writes_nothing(make(&Begin { restored: true, ..Begin::default() }));
    those_who_watch_are_told(make(&Begin::default()));
}

fn central_knows_itself<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let key = log.key().verifying_key();
    assert_eq!(log.id(), DeviceId::of_key(key.as_bytes()));
    assert_eq!((ok(log.founder()), ok(log.key_of(log.id()))), (Some(key), Some(key)));
    assert!(!ok(log.restored()));
    let device = ok(log.device(log.id())).unwrap_or_default();
    assert_eq!((device.central, device.key), (true, hex::encode(key.as_bytes())));
    assert_eq!(ok(log.device(DeviceId([9; 16]))), None);
    assert_eq!(ok(log.admission("ABCD-EFGH-IJKL-MNOP")), None);
    let before = ok(log.have());
    ok(log.try_writing(CLOCK));
    assert_eq!(ok(log.have()), before, "a trial is of no consequence");
}

fn own_events_come_after_what_is_known<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let author = Author::new(scope(1)).events(3, "");
    author.give(&mut log, 1, 3);
    let (unit, next) = (UnitId([1; 16]), log.next_clock(CLOCK));
    assert!(next > Clock(CLOCK + 3), "after what it has seen");
    let registered = (Scope::Unit(unit), unit.into(), Event::UnitRegistered(Registered {}));
    ok(log.write_own(own(vec![named(unit, "Công ty Ví Dụ"), registered])));
    assert_eq!(signed(&mut log, Scope::Unit(unit)), 2);
    let series = Series { scope: Scope::Unit(unit), device: log.id() };
    let batch = ok(log.batch_after(&series, 0)).unwrap_or_else(|| panic!("nothing of its own"));
    assert!(batch.head.is_by(&log.key().verifying_key(), &series));
    let written: Vec<Envelope> = batch.events.iter().map(|event| ok(Envelope::read(&event.envelope))).collect();
    let [first, second] = written.as_slice() else { panic!("{written:?}") };
    assert_eq!((first.kind.as_str(), first.record, first.actor), ("unit.named", unit.into(), ActorId::CENTRAL));
    assert_eq!((first.clock, &first.after), (next, &Vec::new()), "by the clock that was told");
    assert_eq!(second.after, [EventRef { device: log.id(), index: 1 }]);
    assert!(second.clock > first.clock);
}

fn own_events_are_written_all_or_none<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let (one, other) = (UnitId([1; 16]), UnitId([2; 16]));
    let refused = log.write_own(own(vec![named(one, "Một"), named(other, "Hai"), too_large(one)]));
    assert!(matches!(refused, Err(NotWritten::Storage(_))), "{refused:?}");
    assert_eq!((signed(&mut log, Scope::Unit(one)), signed(&mut log, Scope::Unit(other))), (0, 0));
    ok(log.write_own(own(vec![named(one, "Một"), named(other, "Hai")])));
    assert_eq!((signed(&mut log, Scope::Unit(one)), signed(&mut log, Scope::Unit(other))), (1, 1));
}

fn nothing_own_travels_unsigned<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let added = |index| {
        let record = RecordId::born("conformance", log.id(), index);
        (scope(1), record, Event::PersonAdded(Added { fields: Fields::new(), ..Added::default() }))
    };
    let events = (0..=HEAD_EVERY).map(added).collect();
    ok(log.write_own(own(events)));
    let series = Series { scope: scope(1), device: log.id() };
    assert_eq!((ok(log.have()).0.get(&series), ok(log.batch_after(&series, 0))), (None, None));
    assert_eq!(signed(&mut log, scope(1)), HEAD_EVERY + 1);
    let last = |after| ok(log.batch_after(&series, after)).map(|batch| batch.last());
    assert_eq!((last(0), last(HEAD_EVERY)), (Some(HEAD_EVERY), Some(HEAD_EVERY + 1)), "cut at a head on the way");
    let before = (ok(log.have()), ok(log.batch_after(&series, HEAD_EVERY)));
    ok(log.sign_heads(CLOCK + 1_000));
    assert_eq!((ok(log.have()), ok(log.batch_after(&series, HEAD_EVERY))), before, "what is signed stays");
}

fn code(text: &str) -> Admission {
    let (role, grants) = (Role::Leader, vec![Grant::Units]);
    Admission { code: text.to_owned(), role, grants, days: Some(3), lane: Some("C".to_owned()), used: None }
}

fn a_code_is_used_once<L: HostLog>(make: &mut impl FnMut(&Begin) -> L)
where
    L::Error: Debug,
{
    let (first, second) = (code("ABCD-EFGH-IJKL-MNOP"), code("ABCD-EFGH-IJKL-MNOQ"));
    let mut log = make(&Begin { admissions: vec![first.clone(), second.clone()], ..Begin::default() });
    let unit = UnitId([1; 16]);
    let mut by = |code: &Admission, device: u8, event: One| {
        let written = log.write_own(OwnEvents { uses: Some((&code.code, DeviceId([device; 16]))), ..own(vec![event]) });
        (written, ok(log.admission(&code.code)), signed(&mut log, Scope::Unit(unit)))
    };
    let used = |code: &Admission| Some(Admission { used: Some(DeviceId([7; 16])), ..code.clone() });
    let (failed, kept, events) = by(&first, 7, too_large(unit));
    assert!(matches!(failed, Err(NotWritten::Storage(_))), "{failed:?}");
    assert_eq!((kept, events), (Some(first.clone()), 0), "together with the events, or not");
    let (written, kept, events) = by(&first, 7, named(unit, "Một"));
    assert_eq!((written.is_ok(), kept, events), (true, used(&first), 1));
    let (refused, kept, events) = by(&first, 8, named(unit, "Hai"));
    assert!(matches!(refused, Err(NotWritten::CodeUsed)), "{refused:?}");
    assert_eq!((kept, events), (used(&first), 1));
    let (again, kept, events) = by(&first, 7, named(unit, "Ba"));
    assert_eq!((again.is_ok(), kept, events), (true, used(&first), 2), "its answer may have been lost");
    let (unknown, _, events) = by(&code("AAAA-AAAA-AAAA-AAAA"), 7, named(unit, "Bốn"));
    assert!(matches!(unknown, Err(NotWritten::CodeUsed)), "{unknown:?}");
    assert_eq!((ok(log.admission(&second.code)), events), (Some(second), 2), "the other one is as it was");
}

fn a_device_is_what_central_says_of_it<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let laptop = Author::new(Scope::Org);
    let (id, key) = (laptop.series.device, hex::encode(laptop.key().as_bytes()));
    let mut say = |event: Event| {
        ok(log.write_own(own(vec![(Scope::Org, id.into(), event)])));
        ok(log.device(id)).unwrap_or_default()
    };
    let label = "máy thử".to_owned();
    let as_admitted = Device {
        key,
        lane: "B".to_owned(),
        role: Some(Role::Hr),
        grants: vec![Grant::Units],
        label,
        ..Device::default()
    };
    assert_eq!(say(admitted(&laptop, "B", Role::Hr)), as_admitted);
    let granted = say(Event::DeviceGranted(Granted { grant: Grant::Sessions }));
    assert_eq!(granted.grants, [Grant::Units, Grant::Sessions]);
    let ungranted = say(Event::DeviceUngranted(Ungranted { grant: Grant::Units }));
    assert_eq!((ungranted.grants, ungranted.withdrawn), (vec![Grant::Sessions], vec![Grant::Units]));
    let last = [(Scope::Org, 3)].into();
    let revoked = say(Event::DeviceRevoked(Revoked { last, reason: "mất máy".to_owned() }));
    assert_eq!(revoked.revoked, Some([(Scope::Org, 3)].into()));
    assert_eq!(ok(log.key_of(id)), Some(laptop.key()));
    assert!(ok(log.lanes()).contains(&"B".to_owned()));
}

fn of_a_device_nobody_else_says_anything<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let (mut laptop, other) = (Author::new(Scope::Org), Author::of(8, Scope::Org));
    let id = laptop.series.device;
    ok(log.write_own(own(vec![(Scope::Org, id.into(), admitted(&laptop, "B", Role::Supervisor))])));
    let before = ok(log.device(id));
    laptop.say(id, &Event::DeviceGranted(Granted { grant: Grant::All }));
    laptop.say(other.series.device, &admitted(&other, "C", Role::Admin));
    laptop.give(&mut log, 1, 2);
    laptop.must_be_held(&log, 2);
    assert_eq!(ok(log.device(id)), before, "nobody grants anything to itself");
    assert_eq!((ok(log.device(other.series.device)), ok(log.key_of(other.series.device))), (None, None));
}

fn the_word_of_a_leaders_laptop_holds_as_central_lets_it<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let [mut leader, mut member, one, other] = [6, 7, 8, 9].map(|number| Author::of(number, Scope::Org));
    for (laptop, lane, role) in [(&leader, "A", Role::Leader), (&member, "B", Role::Member)] {
        ok(log.write_own(own(vec![(Scope::Org, laptop.series.device.into(), admitted(laptop, lane, role))])));
    }
    leader.say(one.series.device, &vouched(&one, "A1", CLOCK + VOUCH_MICROS));
    leader.give(&mut log, 1, 1);
    let device = ok(log.device(one.series.device)).unwrap_or_default();
    assert_eq!((device.voucher, device.role, device.void), (Some(leader.series.device), Some(Role::Member), false));
    assert!(ok(log.lanes()).contains(&"A1".to_owned()));
    member.say(other.series.device, &vouched(&other, "B1", CLOCK + VOUCH_MICROS));
    member.give(&mut log, 1, 1);
    let device = ok(log.device(other.series.device)).unwrap_or_default();
    assert_eq!((device.void, device.voucher, device.role, device.grants), (true, None, None, Vec::new()));
    assert_eq!(ok(log.key_of(other.series.device)), Some(other.key()), "what it wrote is kept, so it must be proven");
}

fn one_out_of_a_backup_writes_nothing<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    assert!(ok(log.restored()));
    let refused = log.write_own(own(vec![named(UnitId([1; 16]), "Một")]));
    assert!(matches!(refused, Err(NotWritten::Restored)), "{refused:?}");
    assert_eq!(signed(&mut log, Scope::Unit(UnitId([1; 16]))), 0);
    // What it lacks is taken all the same.
    let author = Author::new(scope(1)).events(2, "");
    author.give(&mut log, 1, 2);
    author.must_be_held(&log, 2);
}

fn those_who_watch_are_told<L: HostLog>(mut log: L)
where
    L::Error: Debug,
{
    let told = Arc::new(AtomicU64::new(0));
    let counting = told.clone();
    let watcher: Arc<Watcher> = Arc::new(move || {
        counting.fetch_add(1, Ordering::Relaxed);
    });
    log.watch(&watcher);
    let unit = UnitId([1; 16]);
    let author = Author::new(scope(1)).events(2, "");
    ok(log.write_own(own(vec![named(unit, "Một")])));
    assert_eq!(told.load(Ordering::Relaxed), 1, "of what it wrote");
    author.give(&mut log, 1, 2);
    assert_eq!(told.load(Ordering::Relaxed), 2, "of what came");
    author.give(&mut log, 1, 2);
    drop(log.write_own(own(vec![too_large(unit)])));
    assert_eq!(told.load(Ordering::Relaxed), 2, "not of what changed nothing");
    drop(watcher);
    ok(log.write_own(own(vec![named(unit, "Hai")])));
    assert_eq!(told.load(Ordering::Relaxed), 2, "nobody watches any longer");
}
