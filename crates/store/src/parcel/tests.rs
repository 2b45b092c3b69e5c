//! Files that a stick may bring, good and bad, without a store.

use std::fs;
use std::path::Path;

use luudong_domain::id::UnitId;
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_sync::batch::BATCH_LIMIT;
use luudong_sync::chain::{Body, Written};
use luudong_sync::have::Have;
use luudong_sync::head::Head;
use luudong_sync::parcel::ParcelWriter;
use luudong_sync::plan::Run;
use luudong_sync::{Batch, Series};
use tempfile::TempDir;

use super::*;
use ed25519_dalek::SigningKey;
use luudong_domain::id::DeviceId;
use luudong_sync::parcel::{Header, ParcelError as Bytes};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn id(key: &SigningKey) -> DeviceId {
    DeviceId::of_key(key.verifying_key().as_bytes())
}

fn series(at: u8) -> Series {
    Series { scope: Scope::Unit(UnitId([at; 16])), device: id(&key(1)) }
}

fn batch(at: u8) -> Batch {
    let written = Written { envelope: vec![at; 40], body: Body::Whole { salt: [at; 8], bytes: vec![at; 90] } };
    let hash = written.hash(series(at).seed());
    let head = Head::sign(&key(1), &series(at), 1, hash, Clock(1));
    Batch { series: series(at), first: 1, events: vec![written], head }
}

fn plan(runs: &[u8], to: &SigningKey) -> ParcelPlan {
    let header = Header {
        from: id(&key(1)),
        key: key(1).verifying_key().to_bytes(),
        to: id(to),
        made: 1_793_900_000_000_000,
        have: Have::default(),
    };
    let runs = runs.iter().map(|at| Run { series: series(*at), after: 0, upto: 1 }).collect();
    ParcelPlan { header, key: to.verifying_key(), runs, lanes: ["A".into(), "central".into()] }
}

fn write(plan: &ParcelPlan, folder: &Path) -> Result<ParcelWritten, ParcelError> {
    let of = |run: &Run| match run.series.scope {
        Scope::Unit(unit) => Ok(Some(batch(unit.0[0]))),
        Scope::Org | Scope::Session(_) => Ok(None),
    };
    plan.write(&key(1), folder, of, |_| {})
}

/// Any bytes, sealed to `to` as a parcel of device 1 is.
fn sealed(bytes: &[u8], to: &SigningKey) -> Vec<u8> {
    let recipient = key::recipient(&to.verifying_key()).expect("recipient");
    age::encrypt(&recipient, bytes).expect("sealed")
}

fn with_batches(batches: &[&[u8]], to: &SigningKey) -> Vec<u8> {
    let (plan, signing) = (plan(&[], to), key(1));
    let mut writer = ParcelWriter::begin(Vec::new(), &plan.header, &signing).expect("begin");
    for batch in batches {
        writer.batch(batch).expect("batch");
    }
    sealed(&writer.finish().expect("finish"), to)
}

/// What a door that takes everything sees: the scopes' first bytes, and what was refused before it.
fn through(bytes: &[u8], key: &SigningKey) -> Result<(Vec<u8>, Vec<ParcelError>), ParcelError> {
    let parcel = Parcel::open(ParcelSource::Bytes(bytes), key)?;
    let mut seen = Vec::new();
    let unpacked = parcel.through::<ParcelError>(|batch| {
        if let Scope::Unit(unit) = batch.series.scope {
            seen.push(unit.0[0]);
        }
        Ok(Ok(1))
    })?;
    assert_eq!(unpacked.events, seen.len() as u64);
    Ok((seen, unpacked.refused.into_iter().map(|(_, _, error)| error).collect()))
}

#[test]
fn a_file_reads_back_for_its_receiver_and_for_nobody_else() {
    let dir = TempDir::new().expect("dir");
    let written = write(&plan(&[3, 4], &key(2)), dir.path()).expect("write");
    assert_eq!(written.path.file_name().expect("name"), "luudong-A-to-central-20261106-0033.parcel");
    let bytes = fs::read(&written.path).expect("read");
    assert_eq!((written.events, written.bytes), (2, bytes.len() as u64));
    assert_eq!(through(&bytes, &key(2)).expect("whole").0, [3, 4]);
    assert!(matches!(through(&bytes, &key(9)), Err(ParcelError::NotForMe)));
    // Sealed anew to another by somebody who could read it, it still speaks of its receiver.
    let plain = age::decrypt(&key::identity(&key(2)).expect("identity"), &bytes).expect("open");
    assert!(matches!(through(&sealed(&plain, &key(9)), &key(9)), Err(ParcelError::NotForMe)));
}

#[test]
fn a_second_parcel_of_a_minute_and_other_files_leave_each_other_alone() {
    let dir = TempDir::new().expect("dir");
    let first = write(&plan(&[3], &key(2)), dir.path()).expect("first");
    let before = fs::read(&first.path).expect("read");
    fs::write(dir.path().join("luudong-A-to-central-20261106-0033-2.parcel.part"), "left by a cut").expect("write");
    fs::write(dir.path().join("luudong-A-to-central-20261106-0033-3.parcel"), "somebody's").expect("write");
    let second = write(&plan(&[4], &key(2)), dir.path()).expect("second");
    assert_eq!(second.path.file_name().expect("name"), "luudong-A-to-central-20261106-0033-4.parcel");
    assert_eq!(fs::read(&first.path).expect("read"), before);
    assert_eq!(fs::read_dir(dir.path()).expect("list").count(), 4);
}

#[test]
fn a_file_cut_or_changed_anywhere_brings_nothing() {
    let dir = TempDir::new().expect("dir");
    let path = write(&plan(&[3, 4], &key(2)), dir.path()).expect("write").path;
    let whole = fs::read(path).expect("read");
    for length in 0..whole.len() {
        let found = through(&whole[..length], &key(2));
        let told = matches!(found, Err(ParcelError::Bytes(Bytes::Damaged | Bytes::NotOne)));
        assert!(told, "cut after {length} bytes: {found:?}");
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(through(&changed, &key(2)).is_err(), "byte {at}");
    }
    let longer = [whole.as_slice(), b"x"].concat();
    assert!(matches!(through(&longer, &key(2)), Err(ParcelError::Bytes(Bytes::Damaged))));
}

#[test]
fn a_bomb_or_rubbish_among_the_batches_stops_no_other() {
    let bomb = zstd_of(&vec![0; BATCH_LIMIT + 1]);
    assert!(bomb.len() < 10_000, "{} bytes unpack to more than a batch may hold", bomb.len());
    let good = [batch(3), batch(4)].map(|batch| batch.pack().expect("pack"));
    let bytes = with_batches(&[&good[0], &bomb, b"rubbish", &good[1]], &key(2));
    let (seen, refused) = through(&bytes, &key(2)).expect("whole");
    assert_eq!(seen, [3, 4]);
    assert_eq!(refused.iter().filter_map(ParcelError::code).collect::<Vec<_>>(), ["batch_too_large", "batch_damaged"]);
}

fn zstd_of(plain: &[u8]) -> Vec<u8> {
    zstd::encode_all(plain, 19).expect("zstd")
}

#[test]
fn other_peoples_files_are_told_from_parcels() {
    let far = [b"age-encryption.org/v1\n-> X25519 ".as_slice(), &[b'A'; 100_000]].concat();
    let cases: [(&[u8], &str); 6] = [
        (b"", "parcel_not_one"),
        (b"PK\x03\x04 a sheet", "parcel_not_one"),
        (b"age-encr", "parcel_damaged"),
        (&far, "parcel_damaged"),
        (&sealed(b"something else", &key(2)), "parcel_not_one"),
        (&sealed(b"LDP9 of tomorrow", &key(2)), "parcel_version"),
    ];
    for (bytes, code) in cases {
        assert_eq!(through(bytes, &key(2)).err().and_then(|error| error.code()), Some(code));
    }
    let dir = TempDir::new().expect("dir");
    let at = |path: &Path| Parcel::open(ParcelSource::File(path), &key(2)).err().and_then(|error| error.code());
    assert_eq!(at(dir.path()), Some("parcel_not_one"));
    assert_eq!(at(&dir.path().join("gone.parcel")), Some("parcel_unreadable"));
}

#[test]
fn a_parcel_in_another_senders_name_is_refused() {
    let (plan, thief) = (plan(&[], &key(2)), key(7));
    let writer = ParcelWriter::begin(Vec::new(), &plan.header, &thief).expect("begin");
    let bytes = sealed(&writer.finish().expect("finish"), &key(2));
    assert!(matches!(through(&bytes, &key(2)), Err(ParcelError::Bytes(Bytes::Forged))));
}

#[test]
fn a_stick_that_fails_is_left_without_a_half_file() {
    let dir = TempDir::new().expect("dir");
    let failing = plan(&[3, 4], &key(2)).write(
        &key(1),
        dir.path(),
        |run| if run.series == series(3) { Ok(Some(batch(3))) } else { Err(crate::StoreError::InUse) },
        |_| {},
    );
    assert!(matches!(failing, Err(ParcelError::Store(crate::StoreError::InUse))));
    assert_eq!(fs::read_dir(dir.path()).expect("list").count(), 0);
    assert!(matches!(write(&plan(&[3], &key(2)), &dir.path().join("gone")), Err(ParcelError::FolderBad)));
}
