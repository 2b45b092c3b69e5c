//! A parcel comes through whole or not at all.

use super::*;
use crate::chain::Series;
use crate::have::Point;
use luudong_domain::scope::Scope;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn header(from: &SigningKey) -> Header {
    let public = *from.verifying_key().as_bytes();
    let series = Series { scope: Scope::Org, device: DeviceId([9; 16]) };
    Header {
        from: DeviceId::of_key(&public),
        key: public,
        to: DeviceId([7; 16]),
        made: 1_793_900_000_000_000,
        have: Have([(series, Point { index: 3, hash: Hash([5; 32]) })].into()),
    }
}

fn written(batches: &[&[u8]]) -> Vec<u8> {
    let key = key(1);
    let mut writer = ParcelWriter::begin(Vec::new(), &header(&key), &key).expect("begin");
    for batch in batches {
        writer.batch(batch).expect("batch");
    }
    writer.finish().expect("finish")
}

fn read(bytes: &[u8]) -> Result<(Header, Vec<Vec<u8>>), ParcelError> {
    let mut reader = ParcelReader::begin(bytes)?;
    let mut batches = Vec::new();
    while let Some(batch) = reader.next_batch()? {
        batches.push(batch);
    }
    Ok((reader.header().clone(), batches))
}

#[test]
fn a_parcel_reads_back_as_it_was_written() {
    for batches in [&[][..], &[b"one".as_slice(), b"two"]] {
        let (found, read) = read(&written(batches)).expect("whole");
        assert_eq!(found, header(&key(1)));
        assert_eq!(read, batches);
    }
}

#[test]
fn a_parcel_cut_anywhere_is_refused() {
    let whole = written(&[b"one", b"two"]);
    for length in 0..whole.len() {
        assert!(matches!(read(&whole[..length]), Err(ParcelError::Damaged)), "cut after {length} bytes");
    }
    let longer = [whole.as_slice(), b"\0"].concat();
    assert!(matches!(read(&longer), Err(ParcelError::Damaged)));
}

#[test]
fn a_parcel_with_any_bit_changed_is_refused() {
    let whole = written(&[b"one", b"two"]);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[at] ^= 1 << bit;
            assert!(read(&changed).is_err(), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn a_parcel_that_another_signs_in_the_senders_name_is_refused() {
    let (sender, thief) = (key(1), key(2));
    let writer = ParcelWriter::begin(Vec::new(), &header(&sender), &thief).expect("begin");
    assert!(matches!(read(&writer.finish().expect("finish")), Err(ParcelError::Forged)));
    // Nor does a key help that is not the one of the id.
    let lent = Header { key: *thief.verifying_key().as_bytes(), ..header(&sender) };
    let writer = ParcelWriter::begin(Vec::new(), &lent, &thief).expect("begin");
    assert!(matches!(read(&writer.finish().expect("finish")), Err(ParcelError::Forged)));
}

#[test]
fn a_batch_taken_out_or_put_elsewhere_is_noticed() {
    let (whole, swapped) = (written(&[b"one", b"two"]), written(&[b"two", b"one"]));
    let end = whole.len() - 64;
    // The end of one under the batches of the other.
    let mixed = [&swapped[..end], &whole[end..]].concat();
    assert!(matches!(read(&mixed), Err(ParcelError::Forged)));
}

#[test]
fn lengths_that_lie_take_no_memory() {
    let whole = written(&[b"one"]);
    let head = 8 + u32::from_le_bytes(whole[4..8].try_into().expect("four")) as usize;
    let mut long = whole.clone();
    long[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(read(&long), Err(ParcelError::TooLarge)));
    let mut long = whole.clone();
    long[head..head + 4].copy_from_slice(&(BATCH_PACKED_LIMIT as u32 + 1).to_le_bytes());
    assert!(matches!(read(&long), Err(ParcelError::TooLarge)));
    let mut long = whole;
    long[head..head + 4].copy_from_slice(&(BATCH_PACKED_LIMIT as u32).to_le_bytes());
    assert!(matches!(read(&long), Err(ParcelError::Damaged)));
}

#[test]
fn more_than_the_limits_is_neither_written_nor_read() {
    let key = key(1);
    let mut writer = ParcelWriter::begin(io::sink(), &header(&key), &key).expect("begin");
    assert!(matches!(writer.batch(&vec![0; BATCH_PACKED_LIMIT + 1]), Err(ParcelError::TooLarge)));
    assert!(matches!(writer.batch(&[]), Err(ParcelError::TooLarge)));
    for _ in 0..PARCEL_BATCHES {
        writer.batch(b"x").expect("batch");
    }
    assert!(matches!(writer.batch(b"x"), Err(ParcelError::TooLarge)));

    let many = vec![b"x".as_slice(); PARCEL_BATCHES as usize];
    let mut bytes = written(&many);
    assert_eq!(read(&bytes).expect("as many as may be").1.len(), PARCEL_BATCHES as usize);
    let end = bytes.len() - 72;
    bytes.splice(end..end, [1, 0, 0, 0, b'x']);
    assert!(matches!(read(&bytes), Err(ParcelError::TooLarge)));
}

#[test]
fn other_versions_and_other_files_are_told_apart() {
    let mut other = written(&[]);
    other[3] = b'9';
    assert!(matches!(read(&other), Err(ParcelError::Version)));
    assert!(matches!(read(b"%PDF-1.7 and more"), Err(ParcelError::NotOne)));
}
