//! A vouch counts or does not, the same in whatever order central's word, the voucher's and the newcomer's arrive.

use std::collections::BTreeMap;

use luudong_domain::device::{Admitted, Founded, Revoked, Ungranted, VOUCH_MICROS, Vouched};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId, RecordId, UnitId};
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::time::Clock;
use luudong_domain::unit::Named;
use luudong_store::{Folder, Store, StoreError};
use luudong_sync::check::check;
use luudong_sync::{Batch, Have, Log, Series};
use tempfile::TempDir;

const HOUR: u64 = 3600 * 1_000_000;
/// When the vouch is written.
const NOW: u64 = 1_793_900_000_000_000;

/// A store whose folder goes with it.
struct Laptop(Store, #[expect(dead_code, reason = "holds the folder")] TempDir);

impl Laptop {
    /// One that knows the central with this key; central itself where there is none.
    fn new(founder: Option<&str>) -> Laptop {
        let dir = TempDir::new().expect("dir");
        // Without a passphrase, which takes its time.
        let store = Store::central(&Folder::at(dir.path().join("data")), NOW - 99 * HOUR).expect("open");
        let mut laptop = Laptop(store, dir);
        let key = founder.map_or_else(|| laptop.key(), str::to_owned);
        let bytes: [u8; 32] = hex::decode(&key).expect("hex").try_into().expect("a key");
        let set = laptop.0.write::<_, StoreError>(ActorId::CENTRAL, NOW - 99 * HOUR, |gate| {
            gate.set("founder", &DeviceId::of_key(&bytes).to_string())?;
            gate.set("founder_key", &key)
        });
        set.expect("a founder");
        laptop
    }

    fn id(&self) -> DeviceId {
        self.0.identity().device
    }

    fn key(&self) -> String {
        hex::encode(self.0.identity().key.verifying_key().as_bytes())
    }

    /// Writes an event at this time and hands out the batch that it makes.
    fn writes(&mut self, at: u64, scope: Scope, record: impl Into<RecordId>, event: &Event) -> Batch {
        let series = Series { scope, device: self.id() };
        let before = self.0.have().expect("have").0.get(&series).map_or(0, |point| point.index);
        let written = self.0.write::<_, StoreError>(ActorId::CENTRAL, at, |gate| gate.append(scope, record, event));
        written.expect("written");
        self.0.sign_heads(at).expect("signed");
        self.0.batch_after(&series, before).expect("read").expect("a batch")
    }

    fn takes(&mut self, batch: &Batch) {
        let key = self.0.key_of(batch.series.device).expect("read").expect("the key is known");
        let checked = check(&self.0, batch.clone(), &key).expect("authentic");
        self.0.add(checked).expect("added");
    }
}

fn admitted(laptop: &Laptop, lane: &str, role: Role, until: Option<Clock>) -> Event {
    let (key, lane, label) = (laptop.key(), lane.to_owned(), String::new());
    Event::DeviceAdmitted(Admitted { key, lane, role, grants: vec![Grant::Units], label, until })
}

/// A unit that the newcomer names.
fn named(laptop: &mut Laptop, at: u64, name: &str) -> Batch {
    let unit = UnitId::of_name(name);
    laptop.writes(
        at,
        Scope::Unit(unit),
        unit,
        &Event::UnitNamed(Named { name: name.to_owned(), code: None, kind: None }),
    )
}

type Say = fn(&mut Laptop, &Laptop, &Laptop) -> Option<Batch>;

fn ungranted(central: &mut Laptop, voucher: DeviceId, at: u64) -> Option<Batch> {
    Some(central.writes(at, Scope::Org, voucher, &Event::DeviceUngranted(Ungranted { grant: Grant::Units })))
}

/// What central says last, and how many units that the newcomer named count then: one within the day, one after it.
const CASES: &[(&str, Say, usize)] = &[
    ("nothing more", |_, _, _| None, 1),
    ("the grant had ended", |central, voucher, _| ungranted(central, voucher.id(), NOW - HOUR), 0),
    ("the grant ends later", |central, voucher, _| ungranted(central, voucher.id(), NOW + HOUR), 1),
    (
        "the voucher was revoked before",
        |central, voucher, _| {
            let revoked = Event::DeviceRevoked(Revoked { last: BTreeMap::new(), reason: "mất".to_owned() });
            Some(central.writes(NOW + HOUR, Scope::Org, voucher.id(), &revoked))
        },
        0,
    ),
    (
        "the voucher was revoked after",
        |central, voucher, _| {
            let last = [(Scope::Org, 1)].into();
            let revoked = Event::DeviceRevoked(Revoked { last, reason: "mất".to_owned() });
            Some(central.writes(NOW + HOUR, Scope::Org, voucher.id(), &revoked))
        },
        1,
    ),
    (
        "the voucher is a member's now",
        |central, voucher, _| {
            let member = admitted(voucher, "B", Role::Member, None);
            Some(central.writes(NOW + HOUR, Scope::Org, voucher.id(), &member))
        },
        0,
    ),
    (
        "central admits the newcomer",
        |central, _, newcomer| {
            let leader = admitted(newcomer, "B1", Role::Leader, None);
            Some(central.writes(NOW + 30 * HOUR, Scope::Org, newcomer.id(), &leader))
        },
        2,
    ),
    (
        "central admits the newcomer as one that names no units",
        |central, _, newcomer| {
            let member = admitted(newcomer, "B1", Role::Member, None);
            Some(central.writes(NOW + 30 * HOUR, Scope::Org, newcomer.id(), &member))
        },
        0,
    ),
];

#[test]
fn whoever_holds_the_same_judges_the_same_in_whatever_order_it_came() {
    for (what, say, expected) in CASES {
        let mut central = Laptop::new(None);
        let (id, key) = (central.id(), central.key());
        let founded = central.writes(NOW - 50 * HOUR, Scope::Org, id, &Event::OrgFounded(Founded { key: key.clone() }));
        let [mut voucher, mut newcomer] = [Some(key.as_str()); 2].map(Laptop::new);
        let leader = admitted(&voucher, "B", Role::Leader, None);
        let certified = central.writes(NOW - 40 * HOUR, Scope::Org, voucher.id(), &leader);
        [&founded, &certified].into_iter().for_each(|batch| voucher.takes(batch));
        let last = say(&mut central, &voucher, &newcomer);
        let (key, grants, until) = (newcomer.key(), vec![Grant::Units], Clock(NOW + VOUCH_MICROS));
        let word = Vouched { key, lane: "B1".to_owned(), role: Role::Leader, grants, label: String::new(), until };
        let word = voucher.writes(NOW, Scope::Org, newcomer.id(), &Event::DeviceVouched(word));
        let (within, after) = (named(&mut newcomer, NOW + HOUR, "mot"), named(&mut newcomer, NOW + 25 * HOUR, "hai"));
        let mut digests = Vec::new();
        for order in 0..3 {
            let mut reader = Laptop::new(Some(&hex::encode(central.0.identity().key.verifying_key().as_bytes())));
            [&founded, &certified].into_iter().for_each(|batch| reader.takes(batch));
            let mut rest = vec![&word, &within, &after];
            if let Some(last) = &last {
                rest.insert([0, 1, 3][order], last);
            }
            rest.into_iter().for_each(|batch| reader.takes(batch));
            let count = |store: &Store| store.reader().units().expect("units").len();
            assert_eq!(count(&reader.0), *expected, "{what}, in order {order}");
            let proof = reader.0.verify().expect("verify");
            assert!(proof.ok, "{what}: {:?}", proof.findings);
            reader.0.refold().expect("refold");
            assert_eq!(count(&reader.0), *expected, "{what}, folded again");
            digests.push(proof.digest);
        }
        assert!(digests.iter().all(|digest| *digest == digests[0]), "{what}: {digests:?}");
    }
}

#[test]
fn on_the_laptop_itself_its_work_counts_also_while_its_certificate_is_out() {
    let mut central = Laptop::new(None);
    let (id, key) = (central.id(), central.key());
    let founded = central.writes(NOW - 50 * HOUR, Scope::Org, id, &Event::OrgFounded(Founded { key: key.clone() }));
    let mut laptop = Laptop::new(Some(&key));
    let ends = admitted(&laptop, "B", Role::Leader, Some(Clock(NOW)));
    let certified = central.writes(NOW - 40 * HOUR, Scope::Org, laptop.id(), &ends);
    named(&mut laptop, NOW + HOUR, "truoc");
    [&founded, &certified].into_iter().for_each(|batch| laptop.takes(batch));
    named(&mut laptop, NOW + 2 * HOUR, "sau");
    laptop.0.refold().expect("refold");
    assert_eq!(laptop.0.reader().units().expect("units").len(), 2);
    assert!(laptop.0.verify().expect("verify").ok);
}

#[test]
fn a_laptop_writes_no_vouch_that_would_not_hold_and_gives_each_its_own_lane() {
    let mut central = Laptop::new(None);
    let (id, key) = (central.id(), central.key());
    let founded = central.writes(NOW - 50 * HOUR, Scope::Org, id, &Event::OrgFounded(Founded { key: key.clone() }));
    let [mut voucher, one, other] = [Some(key.as_str()); 3].map(Laptop::new);
    let vouch = |of: &Laptop, lane: &str, grants: &[Grant]| {
        let (key, lane, grants) = (of.key(), lane.to_owned(), grants.to_vec());
        let until = Clock(NOW + VOUCH_MICROS);
        Event::DeviceVouched(Vouched { key, lane, role: Role::Member, grants, label: String::new(), until })
    };
    let tries = |voucher: &mut Laptop, record: DeviceId, event: &Event| {
        voucher
            .0
            .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| gate.append(Scope::Org, record, event))
            .map(|_| ())
    };
    let refused =
        |done: Result<(), StoreError>| matches!(done, Err(StoreError::WrongVouch | StoreError::WrongRole { .. }));
    assert!(refused(tries(&mut voucher, one.id(), &vouch(&one, "T1", &[]))), "it was never admitted itself");
    let leader = admitted(&voucher, "B", Role::Leader, None);
    let certified = central.writes(NOW - 40 * HOUR, Scope::Org, voucher.id(), &leader);
    [&founded, &certified].into_iter().for_each(|batch| voucher.takes(batch));
    let lane = |voucher: &Laptop, of: &Laptop| voucher.0.reader().lane_on_site(voucher.id(), of.id()).expect("lane");
    assert_eq!(lane(&voucher, &one).as_deref(), Some("B1"));
    assert!(refused(tries(&mut voucher, one.id(), &vouch(&one, "B1", &[Grant::All]))), "more than it holds");
    assert!(refused(tries(&mut voucher, other.id(), &vouch(&one, "B1", &[]))), "another's key");
    tries(&mut voucher, one.id(), &vouch(&one, "B1", &[Grant::Units])).expect("it holds");
    assert_eq!((lane(&voucher, &one).as_deref(), lane(&voucher, &other).as_deref()), (Some("B1"), Some("B2")));
    assert!(refused(tries(&mut voucher, other.id(), &vouch(&other, "B1", &[]))), "given before");
    let member = admitted(&voucher, "B", Role::Member, None);
    let demoted = central.writes(NOW - 30 * HOUR, Scope::Org, voucher.id(), &member);
    voucher.takes(&demoted);
    assert!(refused(tries(&mut voucher, other.id(), &vouch(&other, "B2", &[]))), "it is a member's now");
}

/// A laptop that central certified as a leader's until `until`, with what central said.
fn leaders(until: Option<Clock>) -> (Laptop, Laptop) {
    let mut central = Laptop::new(None);
    let (id, key) = (central.id(), central.key());
    let founded = central.writes(NOW - 50 * HOUR, Scope::Org, id, &Event::OrgFounded(Founded { key: key.clone() }));
    let mut laptop = Laptop::new(Some(&key));
    let leader = admitted(&laptop, "B", Role::Leader, until);
    let certified = central.writes(NOW - 40 * HOUR, Scope::Org, laptop.id(), &leader);
    [&founded, &certified].into_iter().for_each(|batch| laptop.takes(batch));
    (central, laptop)
}

#[test]
fn a_laptop_that_vouched_and_whose_disk_was_copied_goes_on() {
    let (central, mut voucher) = leaders(None);
    let newcomer = Laptop::new(Some(&central.key()));
    let (key, until) = (newcomer.key(), Clock(NOW + VOUCH_MICROS));
    let word = Vouched { key, lane: "B1".into(), role: Role::Member, grants: vec![], label: String::new(), until };
    voucher.writes(NOW, Scope::Org, newcomer.id(), &Event::DeviceVouched(word));
    named(&mut voucher, NOW, "viec trong ngay");
    let former = voucher.id();
    voucher.0.go_on_anew(former, &Have::default(), NOW + HOUR).expect("a new id");
    assert_ne!(voucher.id(), former);
    assert_eq!(voucher.0.reader().units().expect("units").len(), 1, "the day's work came along");
    let folder = voucher.0.folder().clone();
    drop(voucher.0);
    let mut again = Store::central(&folder, NOW + HOUR).expect("it opens");
    assert!(again.verify().expect("verify").ok);
}

#[test]
fn under_a_new_id_the_work_after_the_end_of_the_former_counts_as_everywhere_else() {
    let (_, mut laptop) = leaders(Some(Clock(NOW)));
    named(&mut laptop, NOW + 2 * HOUR, "sau");
    assert_eq!(laptop.0.reader().units().expect("units").len(), 1);
    let (former, has) = (laptop.id(), laptop.0.have().expect("have"));
    laptop.0.go_on_anew(former, &has, NOW + 3 * HOUR).expect("a new id");
    assert_eq!(laptop.0.reader().units().expect("units").len(), 0);
    let proof = laptop.0.verify().expect("verify");
    assert!(proof.ok, "{:?}", proof.findings);
}
