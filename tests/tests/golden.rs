//! The bytes of the protocol, fixed. Made from keys and salts that are written here; a change of a single byte is seen.

use ed25519_dalek::SigningKey;
use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{ActorId, DeviceId, PersonId, RecordId, SessionId, UnitId, VisitId};
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_domain::unit::Named;
use luudong_domain::visit::Ticket;
use luudong_domain::visit::event::CheckedIn;
use luudong_sync::batch::Batch;
use luudong_sync::chain::{Body, Series, Written};
use luudong_sync::envelope::Envelope;
use luudong_sync::have::{Have, Point};
use luudong_sync::head::Head;
use luudong_sync::parcel::{self, ParcelReader, ParcelWriter};
use luudong_sync::{admission::AdmissionCode, request};
use serde_json::{Value, json};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn event(written: &Written, hash: luudong_sync::Hash) -> Value {
    let Body::Whole { salt, bytes } = &written.body else { unreachable!("made whole") };
    json!({
        "envelope": text(&written.envelope),
        "salt": hex::encode(salt),
        "body": text(bytes),
        "body_hash": written.body.hash(),
        "hash": hash,
    })
}

/// What is inside the compression, whose own bytes change from one version of the compressor to the next.
fn inside(batch: &Batch) -> Vec<u8> {
    zstd::decode_all(batch.pack().expect("pack").as_slice()).expect("a zstd frame")
}

fn vectors() -> Value {
    let key = SigningKey::from_bytes(&[7; 32]);
    let device = DeviceId::of_key(key.verifying_key().as_bytes());
    let unit = UnitId::of_name("cong ty vi du");
    let person = PersonId::of_row(unit, &[9; 32], 0, 12);
    let session = SessionId::from(RecordId::born("session", device, 1_793_900_000_000_001));
    let series = Series { scope: Scope::Unit(unit), device };
    let actor = ActorId::from(RecordId::born("org", device, 1));
    let envelope = |record: RecordId, kind: &str, clock, after| Envelope {
        record,
        kind: kind.into(),
        clock: Clock(clock),
        actor,
        after,
        copy_of: None,
    };
    let named = Event::UnitNamed(Named { name: "Công ty Ví Dụ".into(), code: Some("VIDU".into()), kind: None });
    let first =
        envelope(unit.into(), named.kind(), 1_793_900_000_000_000, vec![]).write(&named, [1; 8]).expect("write");
    let renamed = Event::UnitNamed(Named { name: "Công ty CP Ví Dụ".into(), code: None, kind: None });
    let after = vec![EventRef { device, index: 1 }];
    let second =
        envelope(unit.into(), renamed.kind(), 1_793_900_000_000_007, after).write(&renamed, [2; 8]).expect("write");
    let (one, two) = (first.hash(series.seed()), second.hash(first.hash(series.seed())));
    let head = Head::sign(&key, &series, 2, two, Clock(1_793_900_000_000_008));
    let erased = Batch {
        series,
        first: 1,
        events: vec![
            Written { envelope: first.envelope.clone(), body: Body::Erased(first.body.hash()) },
            second.clone(),
        ],
        head: head.clone(),
    };
    assert_eq!(Batch::unpack(&erased.pack().expect("pack")).expect("unpack"), erased);
    let batch = Batch { series, first: 1, events: vec![first.clone(), second.clone()], head: head.clone() };
    let visit =
        Event::VisitCheckedIn(CheckedIn { person, ticket: Ticket { lane: "B".into(), number: 17 }, paper: None });
    let have = Have([(series, Point { index: 2, hash: two })].into());
    let header = parcel::Header {
        from: device,
        key: key.verifying_key().to_bytes(),
        to: DeviceId([3; 16]),
        made: 1_793_900_000_000_009,
        have: have.clone(),
    };
    let mut writer = ParcelWriter::begin(Vec::new(), &header, &key).expect("begin");
    // A batch's own bytes would change with the compressor; any bytes do here.
    writer.batch(b"a batch").expect("batch");
    let parcel = writer.finish().expect("finish");
    assert!(ParcelReader::begin(parcel.as_slice()).is_ok_and(|mut read| read.next_batch().is_ok_and(|b| b.is_some())));
    json!({
        "key": hex::encode(key.to_bytes()),
        "public_key": hex::encode(key.verifying_key().as_bytes()),
        "ids": {
            "device": device,
            "unit of cong ty vi du": unit,
            "person of row 12 in sheet 0 of a file with SHA-256 09…09": person,
            "session opened at clock 1793900000000001": session,
            "visit of both": VisitId::of(session, person),
            "actor born as event 1 of org": actor,
        },
        "series": { "scope": series.scope, "seed": series.seed() },
        "events": [event(&first, one), event(&second, two)],
        "head": head,
        "batch_unpacked": hex::encode(inside(&batch)),
        "erased_batch_unpacked": hex::encode(inside(&erased)),
        "have": { "lines": have, "digest": have.digest() },
        "checked_in_body": text(&visit.body().expect("body")),
        "request_signature": request::sign(&key, "POST", "/v1/have", 1_793_900_000_000, b"{}"),
        "parcel": hex::encode(parcel),
        "admission_code": AdmissionCode::new([1, 2, 3, 4, 5], device).to_string(),
        "chain_after_erasure": erased.events[0].hash(series.seed()),
    })
}

#[test]
fn the_bytes_of_the_protocol_are_as_they_were_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/protocol.json");
    let wanted = serde_json::to_string_pretty(&vectors()).expect("json") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &wanted).expect("write");
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        wanted,
        "bytes changed: a new protocol version, or a mistake"
    );
}

/// Files that were written when the version was frozen: whatever reads batches and parcels reads these for ever.
#[test]
fn what_was_written_once_stays_readable() {
    let vectors = vectors();
    let bytes = |name: &str| hex::decode(vectors[name].as_str().expect("hex")).expect("hex");
    let golden = |name: &str, made: &dyn Fn() -> Vec<u8>| {
        let path = format!("{}/golden/v1/{name}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE").is_some() && !std::path::Path::new(&path).exists() {
            std::fs::write(&path, made()).expect("write");
        }
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let batch = golden("batch.bin", &|| zstd::encode_all(bytes("batch_unpacked").as_slice(), 3).expect("zstd"));
    let batch = Batch::unpack(&batch).expect("a batch");
    assert_eq!(vectors["batch_unpacked"], hex::encode(inside(&batch)));
    let bodies = batch.events.iter().map(|written| match &written.body {
        Body::Whole { bytes, .. } => Event::read(&Envelope::read(&written.envelope).expect("envelope").kind, bytes),
        Body::Erased(_) => panic!("whole when it was written"),
    });
    assert!(bodies.into_iter().all(|event| event.is_ok()));
    let parcel = golden("parcel.bin", &|| bytes("parcel"));
    assert_eq!(vectors["parcel"], hex::encode(&parcel));
    let mut reader = ParcelReader::begin(parcel.as_slice()).expect("a parcel");
    while reader.next_batch().expect("whole and signed").is_some() {}
}

#[test]
fn an_erased_event_keeps_its_chain() {
    let vectors = vectors();
    assert_eq!(vectors["chain_after_erasure"], vectors["events"][0]["hash"]);
}
