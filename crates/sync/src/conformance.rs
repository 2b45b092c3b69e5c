//! What every [`Log`] must do, wherever it is kept, and every [`HostLog`](crate::HostLog) besides: the storage of another kind is right when this goes through. It panics at the first thing that does not hold.
//! That what was taken or written survives a power cut is for its own tests.

mod host;
mod laptop;

use std::fmt::Debug;

use ed25519_dalek::{SigningKey, VerifyingKey};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId, RecordId, UnitId};
use luudong_domain::person::event::Added;
use luudong_domain::person::{Fields, PersonField};
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;

use crate::batch::{BATCH_EVENTS, Batch};
use crate::chain::{Body, Hash, Series, Written};
use crate::check::{Refused, check};
use crate::envelope::Envelope;
use crate::have::Point;
use crate::head::Head;
use crate::log::Log;

pub use host::{Begin, host_conformance};
pub use laptop::laptop_conformance;

const CLOCK: u64 = 1_793_900_000_000_000;

fn ok<T, E: Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}

/// A device that writes one series, and remembers it.
struct Author {
    key: SigningKey,
    series: Series,
    written: Vec<Written>,
    hashes: Vec<Hash>,
}

impl Author {
    fn new(scope: Scope) -> Author {
        Author::of(7, scope)
    }

    /// One of several.
    fn of(number: u8, scope: Scope) -> Author {
        let key = SigningKey::from_bytes(&[number; 32]);
        let series = Series { scope, device: DeviceId::of_key(key.verifying_key().as_bytes()) };
        Author { key, series, written: Vec::new(), hashes: vec![series.seed()] }
    }

    /// Writes another event.
    fn write(&mut self, written: Written) {
        self.hashes.push(written.hash(self.hashes[self.written.len()]));
        self.written.push(written);
    }

    /// Writes another event about `record`.
    fn say(&mut self, record: impl Into<RecordId>, event: &Event) {
        let index = self.written.len() as u64 + 1;
        let (record, kind, clock) = (record.into(), event.kind().to_owned(), Clock(CLOCK + index));
        let envelope = Envelope { record, kind, clock, actor: ActorId::CENTRAL, after: Vec::new(), copy_of: None };
        self.write(ok(envelope.write(event, index.to_le_bytes())));
    }

    fn events(mut self, count: u64, note: &str) -> Author {
        for _ in 0..count {
            self.write(person(self.written.len() as u64 + 1, note));
        }
        self
    }

    fn head(&self, index: u64) -> Head {
        Head::sign(&self.key, &self.series, index, self.hashes[index as usize], Clock(CLOCK + index))
    }

    fn batch(&self, first: u64, last: u64) -> Batch {
        let events = self.written[first as usize - 1..last as usize].to_vec();
        Batch { series: self.series, first, events, head: self.head(last) }
    }

    fn key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    /// Has `log` take a run as sync does.
    fn give<L: Log>(&self, log: &mut L, first: u64, last: u64) {
        let checked = ok(check(log, self.batch(first, last), &self.key()));
        ok(log.add(checked));
    }

    fn must_be_refused<L: Log>(&self, log: &L, batch: Batch, as_it_should: impl Fn(&Refused<L::Error>) -> bool) {
        let before = ok(log.have());
        match check(log, batch, &self.key()) {
            Err(refused) => assert!(as_it_should(&refused), "{refused:?}"),
            Ok(checked) => panic!("{checked:?} was let in"),
        }
        assert_eq!(ok(log.have()), before, "a refusal changes nothing");
    }

    /// The log holds the series up to `last`, and nothing more of it.
    fn must_be_held<L: Log>(&self, log: &L, last: u64) {
        let point = Point { index: last, hash: self.hashes[last as usize] };
        assert_eq!(ok(log.have()).0.get(&self.series), Some(&point));
        for index in 0..=last {
            assert_eq!(ok(log.hash_at(&self.series, index)), Some(self.hashes[index as usize]), "at {index}");
        }
        assert_eq!(ok(log.hash_at(&self.series, last + 1)), None);
        let mut after = 0;
        while after < last {
            let batch = ok(log.batch_after(&self.series, after)).unwrap_or_else(|| panic!("nothing after {after}"));
            assert_eq!((batch.series, batch.first), (self.series, after + 1));
            assert_eq!(batch.last(), batch.head.index, "a batch ends at its head");
            assert!(batch.head.is_by(&self.key(), &self.series), "the head is the author's own");
            assert_eq!(
                batch.events,
                self.written[after as usize..batch.last() as usize],
                "every byte as it was written"
            );
            assert_eq!(Batch::unpack(&ok(batch.pack())).as_ref(), Ok(&batch), "it travels");
            after = batch.last();
        }
        assert_eq!(ok(log.batch_after(&self.series, last)), None);
        assert_eq!(ok(log.batch_after(&self.series, last + 1_000)), None);
    }
}

fn scope(number: u8) -> Scope {
    Scope::Unit(UnitId([number; 16]))
}

fn person(index: u64, note: &str) -> Written {
    let fields =
        Fields::from([(PersonField::Name, format!("Người Thứ {index}")), (PersonField::Note, note.to_owned())]);
    let envelope = Envelope {
        record: RecordId::born("conformance", DeviceId([0; 16]), index),
        kind: "person.added".to_owned(),
        clock: Clock(CLOCK + index),
        actor: ActorId::CENTRAL,
        after: Vec::new(),
        copy_of: None,
    };
    ok(envelope.write(&Event::PersonAdded(Added { fields, ..Added::default() }), index.to_le_bytes()))
}

/// Checks a kind of log. `make` gives an empty one that holds the key as certified.
pub fn conformance<L: Log>(mut make: impl FnMut(&VerifyingKey) -> L)
where
    L::Error: Debug,
{
    let mut fresh = |author: &Author| make(&author.key());
    an_empty_log_has_nothing(&mut fresh);
    what_was_added_is_given_again(&mut fresh);
    runs_are_cut_anew_at_heads(&mut fresh);
    nothing_is_added_twice(&mut fresh);
    gaps_forks_and_forgeries_are_refused(&mut fresh);
    batches_keep_their_limits(&mut fresh);
    what_was_erased_or_is_newer_travels_on(&mut fresh);
    series_stand_apart(&mut fresh);
}

fn an_empty_log_has_nothing<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let author = Author::new(scope(1));
    let log = fresh(&author);
    assert_eq!(ok(log.have()).0.get(&author.series), None);
    assert_eq!(ok(log.hash_at(&author.series, 0)), Some(author.series.seed()));
    assert_eq!(ok(log.hash_at(&author.series, 1)), None);
    assert_eq!(ok(log.batch_after(&author.series, 0)), None);
    assert_eq!(ok(log.key_of(author.series.device)), Some(author.key()));
    assert_eq!(ok(log.key_of(DeviceId([9; 16]))), None);
}

fn what_was_added_is_given_again<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let author = Author::new(scope(1)).events(5, "");
    let mut log = fresh(&author);
    author.give(&mut log, 1, 3);
    author.must_be_held(&log, 3);
    assert_eq!(ok(log.batch_after(&author.series, 0)), Some(author.batch(1, 3)));
    author.give(&mut log, 4, 5);
    author.must_be_held(&log, 5);
}

fn runs_are_cut_anew_at_heads<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let author = Author::new(scope(1)).events(8, "");
    let mut log = fresh(&author);
    author.give(&mut log, 1, 3);
    // Overlaps what is there: only the rest is new.
    author.give(&mut log, 2, 6);
    author.must_be_held(&log, 6);
    author.give(&mut log, 7, 8);
    for after in 0..8 {
        let batch = ok(log.batch_after(&author.series, after)).unwrap_or_else(|| panic!("nothing after {after}"));
        assert_eq!(batch, author.batch(after + 1, 8), "as much as fits, to the newest head");
    }
    // A head at a point that was held without one; what is held stays.
    author.give(&mut log, 1, 5);
    author.must_be_held(&log, 8);
}

fn nothing_is_added_twice<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let author = Author::new(scope(1)).events(6, "");
    let mut log = fresh(&author);
    let early = ok(check(&log, author.batch(1, 4), &author.key()));
    ok(log.add(early.clone()));
    let again = ok(check(&log, author.batch(1, 4), &author.key()));
    assert_eq!(again.events, [], "nothing of it is new");
    ok(log.add(again));
    author.must_be_held(&log, 4);
    author.give(&mut log, 3, 6);
    // Checked before another connection added the same: late, and harmless.
    ok(log.add(early));
    author.must_be_held(&log, 6);
}

fn gaps_forks_and_forgeries_are_refused<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let author = Author::new(scope(1)).events(6, "");
    let mut log = fresh(&author);
    author.give(&mut log, 1, 3);
    let gap = |refused: &Refused<L::Error>| matches!(refused, Refused::Gap);
    author.must_be_refused(&log, author.batch(5, 6), gap);
    let other = Author::new(scope(1)).events(6, "khác");
    let fork = |refused: &Refused<L::Error>| matches!(refused, Refused::Fork);
    for (first, last) in [(1, 1), (1, 6)] {
        author.must_be_refused(&log, other.batch(first, last), fork);
    }
    let forged = |refused: &Refused<L::Error>| matches!(refused, Refused::Forged);
    author.must_be_refused(&log, other.batch(4, 6), forged);
    let mut signed_by_another = author.batch(4, 6);
    let another = SigningKey::from_bytes(&[8; 32]);
    signed_by_another.head = Head::sign(&another, &author.series, 6, author.hashes[6], Clock(CLOCK));
    author.must_be_refused(&log, signed_by_another, forged);
    let mut changed = author.batch(4, 6);
    changed.events[1] = person(5, "sửa");
    author.must_be_refused(&log, changed, forged);
    author.must_be_held(&log, 3);
}

fn batches_keep_their_limits<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let many = Author::new(scope(1)).events(2 * BATCH_EVENTS + 500, "");
    let mut log = fresh(&many);
    let mut last = 0;
    // Heads lie close, so that a run to the newest would hold far more than a batch may.
    while last < many.written.len() as u64 {
        many.give(&mut log, last + 1, last + 250);
        last += 250;
    }
    many.must_be_held(&log, last);
    let batch = ok(log.batch_after(&many.series, 0)).unwrap_or_else(|| panic!("nothing"));
    assert_eq!(batch.last(), BATCH_EVENTS, "as many as a batch may hold");

    let note: String = (0..50_000u32).map(|at| char::from(b'a' + (at * at % 23) as u8)).collect();
    let large = Author::new(scope(2)).events(400, &note);
    let mut log = fresh(&large);
    for last in (20..=400).step_by(20) {
        large.give(&mut log, last - 19, last);
    }
    // Twenty million bytes: that each part of them packs is the promise.
    large.must_be_held(&log, 400);
}

fn what_was_erased_or_is_newer_travels_on<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let mut author = Author::new(scope(1)).events(2, "");
    let body = author.written[0].body.hash();
    author.written[0].body = Body::Erased(body);
    let Written { envelope, .. } = person(3, "");
    let envelope = String::from_utf8_lossy(&envelope).replace("person.added", "person.wondered").into_bytes();
    author.write(Written { envelope, body: Body::Whole { salt: [3; 8], bytes: b"{\"wonder\":[1,  2]}".to_vec() } });
    let mut log = fresh(&author);
    author.give(&mut log, 1, 3);
    author.must_be_held(&log, 3);
}

fn series_stand_apart<L: Log>(fresh: &mut impl FnMut(&Author) -> L) {
    let (one, other) = (Author::new(scope(1)).events(3, ""), Author::new(scope(2)).events(2, "khác"));
    let mut log = fresh(&one);
    one.give(&mut log, 1, 3);
    other.give(&mut log, 1, 2);
    one.must_be_held(&log, 3);
    other.must_be_held(&log, 2);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{MemoryHostLog, MemoryLog};

    #[test]
    fn the_log_in_memory_does_what_every_log_must() {
        conformance(|key| {
            let mut log = MemoryLog::default();
            log.trust(*key);
            log
        });
    }

    fn of_a_host(begin: &Begin) -> MemoryHostLog {
        let key = SigningKey::from_bytes(&[42; 32]);
        let mut log = match begin.founder {
            Some(founder) => MemoryHostLog::laptop(key, founder),
            None => ok(MemoryHostLog::central(key, CLOCK)),
        };
        begin.admissions.iter().for_each(|admission| log.add_admission(admission.clone()));
        if begin.restored {
            log.set_restored();
        }
        log
    }

    #[test]
    fn a_hosts_log_in_memory_does_what_every_one_must() {
        conformance(|key| of_a_host(&Begin { founder: Some(*key), ..Begin::default() }));
        host_conformance(of_a_host);
        laptop_conformance(of_a_host);
    }
}
