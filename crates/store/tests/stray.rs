//! What a certified laptop with a changed program writes where it does not belong is kept, and changes nothing that
//! others show.

use ed25519_dalek::SigningKey;
use luudong_domain::actor::Named;
use luudong_domain::device::{Admitted, Founded, Revoked};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId, PersonId, RecordId, SessionId, UnitId, VisitId};
use luudong_domain::person::event::Added;
use luudong_domain::person::{Fields, PersonField};
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::time::Clock;
use luudong_domain::visit::Ticket;
use luudong_domain::visit::event::CheckedIn;
use luudong_store::{Folder, Store, StoreError};
use luudong_sync::batch::Batch;
use luudong_sync::chain::{Body, Series, Written};
use luudong_sync::check::check;
use luudong_sync::envelope::Envelope;
use luudong_sync::head::Head;
use luudong_sync::log::Log;
use tempfile::TempDir;

const NOW: u64 = 1_793_900_000_000_000;

/// A device of which only the key matters: it writes what it likes.
struct Author(SigningKey);

impl Author {
    fn id(&self) -> DeviceId {
        DeviceId::of_key(self.0.verifying_key().as_bytes())
    }

    fn key(&self) -> String {
        hex::encode(self.0.verifying_key().as_bytes())
    }

    /// A whole series.
    fn batch(&self, scope: Scope, events: &[(RecordId, Event)]) -> Batch {
        let bytes = events.iter().map(|(record, event)| (*record, event.kind(), event.body().expect("JSON")));
        self.batch_of(scope, &bytes.collect::<Vec<_>>())
    }

    /// The same of bodies that this version may not know.
    fn batch_of(&self, scope: Scope, events: &[(RecordId, &str, Vec<u8>)]) -> Batch {
        let series = Series { scope, device: self.id() };
        let (mut hash, mut written) = (series.seed(), Vec::new());
        for (at, (record, kind, body)) in events.iter().enumerate() {
            let (clock, kind, actor) = (Clock(NOW + at as u64), (*kind).to_owned(), ActorId::CENTRAL);
            let envelope = Envelope { record: *record, kind, clock, actor, after: Vec::new(), copy_of: None };
            let body = Body::Whole { salt: [at as u8; 8], bytes: body.clone() };
            let one = Written { envelope: serde_json::to_vec(&envelope).expect("JSON"), body };
            hash = one.hash(hash);
            written.push(one);
        }
        let head = Head::sign(&self.0, &series, written.len() as u64, hash, Clock(NOW));
        Batch { series, first: 1, events: written, head }
    }
}

fn take(store: &mut Store, batch: Batch) {
    let key = store.key_of(batch.series.device).expect("read").expect("a known key");
    let run = check(&*store, batch, &key).expect("authentic");
    store.add(run).expect("add");
}

struct Hall {
    _dir: TempDir,
    store: Store,
    leader: Author,
}

/// A laptop that knows of central and of a leader's laptop, which it does not write for.
fn hall() -> Hall {
    let dir = TempDir::new().expect("dir");
    let (central, leader) = (Author(SigningKey::from_bytes(&[1; 32])), Author(SigningKey::from_bytes(&[2; 32])));
    let (mut store, _) = Store::init(&Folder::at(dir.path()), "mật khẩu", NOW).expect("init");
    store
        .write::<_, StoreError>(ActorId::CENTRAL, NOW, |gate| {
            gate.set("founder", &central.id().to_string())?;
            gate.set("founder_key", &central.key())
        })
        .expect("founder");
    let admitted = Admitted {
        key: leader.key(),
        lane: "B".into(),
        role: Role::Leader,
        grants: vec![Grant::All],
        label: String::new(),
        until: None,
    };
    let org = [
        (central.id().into(), Event::OrgFounded(Founded { key: central.key() })),
        (leader.id().into(), Event::DeviceAdmitted(admitted)),
    ];
    take(&mut store, central.batch(Scope::Org, &org));
    Hall { _dir: dir, store, leader }
}

fn added(name: &str) -> Event {
    Event::PersonAdded(Added { fields: Fields::from([(PersonField::Name, name.to_owned())]), ..Added::default() })
}

#[test]
fn what_stands_in_a_unit_says_nothing_of_laptops_and_of_who_works() {
    let Hall { _dir, mut store, leader } = hall();
    let actor = ActorId([5; 16]);
    let named = Event::ActorNamed(Named { name: "Minh".into(), role: Role::Leader });
    take(&mut store, leader.batch(Scope::Org, &[(actor.into(), named.clone())]));
    let unit = UnitId([7; 16]);
    let revoked = Event::DeviceRevoked(Revoked { last: Default::default(), reason: "đoán mò".into() });
    let stray = [(leader.id().into(), revoked), (actor.into(), named)];
    take(&mut store, leader.batch(Scope::Unit(unit), &stray));
    for refolded in [false, true] {
        if refolded {
            store.refold().expect("refold");
        }
        let known = store.reader().device(leader.id()).expect("read").expect("still known");
        assert_eq!((known.device.lane.as_str(), known.device.revoked), ("B", None), "refolded: {refolded}");
        assert_eq!(store.reader().actor_names().expect("names").get(&actor).map(String::as_str), Some("Minh"));
    }
    assert!(store.verify().expect("verify").ok);
}

#[test]
fn an_id_that_stands_in_two_units_is_one_persons_on_every_device() {
    let person = PersonId([9; 16]);
    let units = [UnitId([3; 16]), UnitId([4; 16])];
    let digests = [[0, 1], [1, 0]].map(|order| {
        let Hall { _dir, mut store, leader } = hall();
        for unit in order.map(|at| units[at]) {
            take(&mut store, leader.batch(Scope::Unit(unit), &[(person.into(), added(&format!("Của {unit}")))]));
        }
        let row = store.reader().person(person).expect("read").expect("shown");
        assert_eq!(row.unit, units[0]);
        let proof = store.verify().expect("verify");
        assert!(proof.ok, "{:?}", proof.findings);
        proof.digest
    });
    assert_eq!(digests[0], digests[1]);
}

#[test]
fn nobody_takes_a_visit_out_of_its_session() {
    let Hall { _dir, mut store, leader } = hall();
    let (person, sessions) = (PersonId([9; 16]), [SessionId([1; 16]), SessionId([2; 16])]);
    let visit = VisitId::of(sessions[0], person);
    let checked_in =
        |number| Event::VisitCheckedIn(CheckedIn { person, ticket: Ticket { lane: "B".into(), number }, paper: None });
    take(&mut store, leader.batch(Scope::Unit(UnitId([3; 16])), &[(person.into(), added("Ánh"))]));
    for (session, number) in sessions.into_iter().zip(1..) {
        take(&mut store, leader.batch(Scope::Session(session), &[(visit.into(), checked_in(number))]));
    }
    let row = store.reader().visit(sessions[0], visit).expect("read").expect("still there");
    assert_eq!(row.ticket.map(|ticket| ticket.number), Some(1));
    assert!(store.reader().visit(sessions[1], visit).expect("read").is_none());
    assert!(store.verify().expect("verify").ok);
}

#[test]
fn what_a_newer_version_wrote_of_somebody_is_kept_carried_and_shown_as_such() {
    let Hall { _dir, mut store, leader } = hall();
    let (person, scope) = (PersonId([9; 16]), Scope::Unit(UnitId([3; 16])));
    let added = (person.into(), "person.added", added("Ánh").body().expect("JSON"));
    let beamed = (person.into(), "person.beamed", br#"{"to":"sao Hoa"}"#.to_vec());
    let batch = leader.batch_of(scope, &[added, beamed]);
    take(&mut store, batch.clone());
    let row = store.reader().person(person).expect("read").expect("still shown");
    assert_eq!(row.name, "Ánh");
    assert!(store.reader().person_needs_newer(person).expect("read"), "nobody writes to it here");
    assert_eq!(store.batch_after(&batch.series, 0).expect("read"), Some(batch), "carried as it came");
    assert!(store.verify().expect("verify").ok);
}
