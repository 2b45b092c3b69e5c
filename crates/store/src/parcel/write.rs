//! Writing a parcel: to a name of its own beside the one it gets, and under that one only when it is whole and durable.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use age::{Encryptor, Recipient};
use ed25519_dalek::SigningKey;
use luudong_domain::time::minute_in_hanoi;
use luudong_sync::parcel::{ParcelError as Bytes, ParcelWriter};
use luudong_sync::plan::Run;
use luudong_sync::{Batch, BatchError};

use super::key::recipient;
use super::{PARCEL_ENDING, ParcelError, ParcelPlan};
use crate::StoreError;
use crate::folder::sync_parent;

/// Files of one name that may lie beside each other: parcels of the same minute.
const SAME_MINUTE: u32 = 100;

/// Where a parcel went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelWritten {
    /// Its file.
    pub path: PathBuf,
    /// Its size, bytes.
    pub bytes: u64,
    /// Events in it.
    pub events: u64,
}

fn on_stick(error: Bytes) -> ParcelError {
    match error {
        Bytes::Io(error) => ParcelError::of_stick(error),
        other => ParcelError::Bytes(other),
    }
}

/// A file that is taken away again unless it got its name.
struct Part {
    path: PathBuf,
    named: bool,
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.named {
            // A stick that is gone took it along; what is left there ends in `.part` and is read by nobody.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A new file beside a name that is free, and the name. Other files are never touched, our own neither.
fn begin(folder: &Path, stem: &str) -> Result<(File, Part, PathBuf), ParcelError> {
    for copy in 1..=SAME_MINUTE {
        let name = if copy == 1 { stem.to_owned() } else { format!("{stem}-{copy}") };
        let path = folder.join(format!("{name}.{PARCEL_ENDING}"));
        let part = folder.join(format!("{name}.{PARCEL_ENDING}.part"));
        if path.exists() {
            continue;
        }
        match File::create_new(&part) {
            Ok(file) => return Ok((file, Part { path: part, named: false }, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(ParcelError::of_stick(error)),
        }
    }
    Err(ParcelError::FolderBad)
}

impl ParcelPlan {
    /// `luudong-A-to-central-20260330-0941`, by the clock in Hà Nội.
    fn stem(&self) -> String {
        let [from, to] = &self.lanes;
        format!("luudong-{from}-to-{to}-{}", minute_in_hanoi(self.header.made))
    }

    /// Writes the parcel of the device with `key` into `folder`. `batch_after` fetches the run after an index of a series;
    /// the store is not held in between. `told` hears how many events are done.
    ///
    /// # Errors
    /// [`ParcelError`]; then nothing of it lies under the parcel's name.
    pub fn write(
        &self,
        key: &SigningKey,
        folder: &Path,
        mut batch_after: impl FnMut(&Run) -> Result<Option<Batch>, StoreError>,
        mut told: impl FnMut(u64),
    ) -> Result<ParcelWritten, ParcelError> {
        if !folder.is_dir() {
            return Err(ParcelError::FolderBad);
        }
        let (file, mut part, path) = begin(folder, &self.stem())?;
        let recipient = recipient(&self.key)?;
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn Recipient))
            .map_err(|_| ParcelError::ReceiverUnknown)?;
        let sealed = encryptor.wrap_output(BufWriter::new(file)).map_err(ParcelError::of_stick)?;
        let mut writer = ParcelWriter::begin(sealed, &self.header, key).map_err(on_stick)?;
        let mut events = 0;
        for run in &self.runs {
            let mut run = *run;
            while run.after < run.upto {
                let Some(batch) = batch_after(&run)? else { break };
                let (last, packed) = (batch.last(), batch.pack()?);
                if last <= run.after {
                    return Err(BatchError::Damaged.into());
                }
                writer.batch(&packed).map_err(on_stick)?;
                events += last - run.after;
                run.after = last;
                told(events);
            }
        }
        let sealed = writer.finish().map_err(on_stick)?;
        let mut buffer = sealed.finish().map_err(ParcelError::of_stick)?;
        buffer.flush().map_err(ParcelError::of_stick)?;
        let file = buffer.into_inner().map_err(|error| ParcelError::of_stick(error.into_error()))?;
        file.sync_all().map_err(ParcelError::of_stick)?;
        let bytes = file.metadata().map_err(ParcelError::of_stick)?.len();
        drop(file);
        fs::rename(&part.path, &path).map_err(ParcelError::of_stick)?;
        part.named = true;
        sync_parent(&path).map_err(|error| match error {
            StoreError::Io(error) => ParcelError::of_stick(error),
            other => ParcelError::Store(other),
        })?;
        Ok(ParcelWritten { path, bytes, events })
    }
}
