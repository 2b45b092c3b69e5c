//! Reading a parcel: once through to know that it is whole, for this device and by its sender; then again, batch by batch,
//! through the reader's own door. Nothing is taken out of a parcel that fails the first reading.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use age::stream::StreamReader;
use age::{DecryptError, Decryptor};
use ed25519_dalek::SigningKey;
use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use luudong_sync::Batch;
use luudong_sync::chain::Series;
use luudong_sync::parcel::{Header, ParcelError as Bytes, ParcelReader};

use super::key::identity;
use super::{PARCEL_FILE_LIMIT, ParcelError};

/// How far age's own header may reach, bytes; with one receiver it is under 500.
const SEAL_LIMIT: usize = 4096;
/// What every age file begins with, whatever its version.
const SEAL: &[u8] = b"age-encryption.org/";
/// What begins the last line of age's header.
const SEAL_END: &[u8] = b"\n---";

/// Where a parcel is read from.
#[derive(Debug, Clone, Copy)]
pub enum ParcelSource<'a> {
    /// A file.
    File(&'a Path),
    /// Bytes that somebody else has read.
    Bytes(&'a [u8]),
}

type Opened<'a> = ParcelReader<StreamReader<Box<dyn io::BufRead + 'a>>>;

impl<'a> ParcelSource<'a> {
    fn input(self) -> Result<Box<dyn io::BufRead + 'a>, ParcelError> {
        let (size, input): (u64, Box<dyn io::BufRead + 'a>) = match self {
            ParcelSource::Bytes(bytes) => (bytes.len() as u64, Box::new(bytes)),
            ParcelSource::File(path) => {
                let file = File::open(path).map_err(ParcelError::Unreadable)?;
                let about = file.metadata().map_err(ParcelError::Unreadable)?;
                if !about.is_file() {
                    return Err(Bytes::NotOne.into());
                }
                (about.len(), Box::new(BufReader::new(file)))
            }
        };
        if size > PARCEL_FILE_LIMIT { Err(Bytes::TooLarge.into()) } else { Ok(input) }
    }

    /// Whether it is sealed at all. A header without an end would be read into memory to the end of the file.
    fn sealed(self) -> Result<(), ParcelError> {
        let mut begin = Vec::new();
        self.input()?.take(SEAL_LIMIT as u64).read_to_end(&mut begin).map_err(ParcelError::Unreadable)?;
        if !begin.starts_with(SEAL) {
            // A parcel that was cut off within its first letters is damaged; an empty file could be anything.
            let cut = !begin.is_empty() && SEAL.starts_with(&begin);
            return Err(if cut { Bytes::Damaged } else { Bytes::NotOne }.into());
        }
        let ends = begin.windows(SEAL_END.len()).any(|window| window == SEAL_END);
        if ends { Ok(()) } else { Err(Bytes::Damaged.into()) }
    }

    fn open(self, key: &SigningKey) -> Result<Opened<'a>, ParcelError> {
        self.sealed()?;
        let unsealed = Decryptor::new_buffered(self.input()?).and_then(|sealed| {
            let identity = identity(key).map_err(|_| DecryptError::NoMatchingKeys)?;
            sealed.decrypt(std::iter::once(&identity as &dyn age::Identity))
        });
        let unsealed = unsealed.map_err(|error| match error {
            DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => ParcelError::NotForMe,
            DecryptError::UnknownFormat => Bytes::Version.into(),
            DecryptError::Io(error) => Bytes::from(error).into(),
            _ => Bytes::Damaged.into(),
        })?;
        Ok(ParcelReader::begin(unsealed)?)
    }
}

/// A parcel that is whole, for this device, and signed by the device that its header names.
pub struct Parcel<'a> {
    source: ParcelSource<'a>,
    key: &'a SigningKey,
    header: Header,
    bytes: u64,
}

/// What came out of a parcel.
#[derive(Debug)]
pub struct Unpacked<R> {
    /// Events that were new here.
    pub events: u64,
    /// Series of which something was refused, the first index that was, and why; without a series where a batch could not
    /// be read at all, and then its place in the parcel.
    pub refused: Vec<(Option<Series>, u64, R)>,
}

impl<R> Unpacked<R> {
    /// Takes one batch through the door, unless something of its series was refused before.
    fn put(&mut self, batch: Batch, door: &mut impl FnMut(Batch) -> Result<Result<u64, R>, R>) -> Result<(), R> {
        let (series, first) = (batch.series, batch.first);
        if self.refused.iter().any(|(refused, _, _)| *refused == Some(series)) {
            return Ok(());
        }
        match door(batch)? {
            Ok(events) => self.events += events,
            Err(reason) => self.refused.push((Some(series), first, reason)),
        }
        Ok(())
    }
}

impl<'a> Parcel<'a> {
    /// Reads the whole parcel and changes nothing.
    ///
    /// # Errors
    /// [`ParcelError`]: it is none, not whole, not for this device, or not by its sender.
    pub fn open(source: ParcelSource<'a>, key: &'a SigningKey) -> Result<Parcel<'a>, ParcelError> {
        let mut reader = source.open(key)?;
        let mut bytes = 0;
        while let Some(packed) = reader.next_batch()? {
            bytes += packed.len() as u64;
        }
        let header = reader.header().clone();
        // What is encrypted to this device may still speak of another: somebody sealed another's parcel anew.
        if header.to != DeviceId::of_key(key.verifying_key().as_bytes()) {
            return Err(ParcelError::NotForMe);
        }
        Ok(Parcel { source, key, header, bytes })
    }

    /// Who hands over to whom, and what the sender has.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Size of its batches, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the parcel through `door`, batch by batch. The door answers how many events were new, or why it refused the
    /// batch; an error of its own ends the reading. Of a series that was refused once the rest is left where it is.
    ///
    /// # Errors
    /// Of the door; and that the file is not what it was a moment ago.
    pub fn through<R: From<ParcelError>>(
        &self,
        mut door: impl FnMut(Batch) -> Result<Result<u64, R>, R>,
    ) -> Result<Unpacked<R>, R> {
        let mut reader = self.source.open(self.key).map_err(R::from)?;
        if *reader.header() != self.header {
            return Err(ParcelError::from(Bytes::Damaged).into());
        }
        let mut unpacked = Unpacked { events: 0, refused: Vec::new() };
        let (mut held_back, mut place) = (Vec::new(), 0);
        while let Some(packed) = reader.next_batch().map_err(|error| R::from(error.into()))? {
            place += 1;
            let batch = match Batch::unpack(&packed) {
                Ok(batch) => batch,
                Err(error) => {
                    unpacked.refused.push((None, place, ParcelError::from(error).into()));
                    continue;
                }
            };
            if batch.series.scope != Scope::Org {
                for waiting in std::mem::take(&mut held_back) {
                    unpacked.put(waiting, &mut door)?;
                }
                unpacked.put(batch, &mut door)?;
                continue;
            }
            match door(batch.clone())? {
                Ok(events) => unpacked.events += events,
                // Who wrote it may be vouched for further on.
                Err(_) => held_back.push(batch),
            }
        }
        for waiting in held_back {
            unpacked.put(waiting, &mut door)?;
        }
        Ok(unpacked)
    }
}
