//! Any bytes as a batch, at the door: what is no batch is refused, what is one reads back as itself, what nobody signed
//! is not admitted; and what an admitted device did sign folds, whatever it wrote.
#![no_main]

use ed25519_dalek::SigningKey;
use libfuzzer_sys::fuzz_target;
use luudong_domain::event::{Entry, Event, EventRef, causal_order, heads};
use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_domain::{device, import, person, session, unit, visit};
use luudong_sync::admission::AdmissionCode;
use luudong_sync::chain::{Body, Series, Written};
use luudong_sync::check::{Refused, check};
use luudong_sync::memory::MemoryLog;
use luudong_sync::{Batch, Envelope, Head, Log, request};

fuzz_target!(|bytes: &[u8]| {
    let Some((way, rest)) = bytes.split_first() else { return };
    match way % 4 {
        0 => door(rest),
        // Behind the compression, which random bytes rarely pass.
        1 => door(&zstd::encode_all(rest, 1).unwrap_or_default()),
        2 => words(&String::from_utf8_lossy(rest)),
        _ => signed(rest),
    }
});

fn key() -> SigningKey {
    SigningKey::from_bytes(&[8; 32])
}

fn door(packed: &[u8]) {
    let Ok(batch) = Batch::unpack(packed) else { return };
    assert!(batch.last() >= batch.first);
    // Salts, erased bodies and order survive the way.
    let again = batch.pack().map(|packed| Batch::unpack(&packed));
    assert_eq!(again, Ok(Ok(batch.clone())));
    assert!(check(&MemoryLog::default(), batch, &key().verifying_key()).is_err(), "nobody signed it");
}

fn words(text: &str) {
    if let Ok(code) = text.parse::<AdmissionCode>() {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
    assert!(!request::is_by(&key().verifying_key(), text, "POST", "/v1/push", 0, b""));
}

/// Lines are envelopes and bodies in turn; a device that may write signs them.
fn signed(bytes: &[u8]) {
    let key = key();
    let series = Series { scope: Scope::Org, device: DeviceId::of_key(key.verifying_key().as_bytes()) };
    let mut log = MemoryLog::default();
    log.trust(key.verifying_key());
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').take(64).collect();
    let mut hash = series.seed();
    let events = lines.chunks(2).map(|pair| Written {
        envelope: pair[0].to_vec(),
        body: Body::Whole { salt: [0; 8], bytes: pair.get(1).copied().unwrap_or_default().to_vec() },
    });
    let events: Vec<Written> = events.collect();
    for event in &events {
        hash = event.hash(hash);
    }
    let head = Head::sign(&key, &series, events.len() as u64, hash, Clock(1));
    let batch = Batch { series, first: 1, events, head };
    match check(&log, batch, &key.verifying_key()) {
        Ok(run) => {
            fold(&run.events.iter().map(|event| entry(series.device, event)).collect::<Vec<_>>());
            assert!(log.add(run).is_ok());
        }
        Err(refused) => assert!(matches!(refused, Refused::Damaged)),
    }
}

fn entry(device: DeviceId, event: &luudong_sync::check::CheckedEvent) -> Entry {
    let body = match &event.written.body {
        Body::Whole { bytes, .. } => Some(bytes.as_slice()),
        Body::Erased(_) => None,
    };
    if let Some(read) = body.and_then(|body| Event::read(&event.envelope.kind, body).ok()) {
        // What was read writes as bytes that read back as the same.
        let written = read.body().map(|body| Event::read(read.kind(), &body).ok());
        assert_eq!(written.ok().flatten(), Some(read));
    }
    Envelope::clone(&event.envelope).entry(EventRef { device, index: event.index }, body)
}

fn fold(entries: &[Entry]) {
    let _ = heads(entries);
    let ordered = causal_order(entries.to_vec());
    let mut turned = entries.to_vec();
    turned.reverse();
    // Devices that have the same events show the same, whatever order they came in.
    assert_eq!(causal_order(turned.clone()), ordered);
    assert_eq!(person::fold(&turned, &|_| true), person::fold(entries, &|_| true));
    let _ = person::history(entries, &|_| true);
    let _ = (visit::fold(entries), session::fold(entries), unit::fold(entries));
    let _ = (device::fold(entries), import::fold(entries));
}
