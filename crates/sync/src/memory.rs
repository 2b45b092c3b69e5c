//! Logs in memory: for tests and simulations, and the shortest example of the traits.

mod host;

use std::collections::BTreeMap;
use std::convert::Infallible;

use ed25519_dalek::{SigningKey, VerifyingKey};
use luudong_domain::id::DeviceId;
use luudong_domain::time::Clock;

use crate::batch::{BATCH_EVENTS, Batch};
use crate::chain::{Hash, Series, Written};
use crate::check::Checked;
use crate::have::{Have, Point};
use crate::head::Head;
use crate::log::Log;

pub use host::MemoryHostLog;

/// Far below what a batch may hold packed.
const RUN_BYTES: usize = 2 * 1024 * 1024;

#[derive(Debug, Clone, Default)]
struct Kept {
    events: Vec<(Written, Hash)>,
    heads: BTreeMap<u64, Head>,
}

/// A log in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryLog {
    series: BTreeMap<Series, Kept>,
    keys: BTreeMap<DeviceId, VerifyingKey>,
}

impl MemoryLog {
    /// Makes a device's key known.
    pub fn trust(&mut self, key: VerifyingKey) {
        self.keys.insert(DeviceId::of_key(key.as_bytes()), key);
    }

    /// Appends an event of this device's own.
    pub fn append(&mut self, series: Series, written: Written) {
        let kept = self.series.entry(series).or_default();
        let hash = written.hash(kept.events.last().map_or_else(|| series.seed(), |(_, hash)| *hash));
        kept.events.push((written, hash));
    }

    /// The last index that is held of a series.
    fn last(&self, series: &Series) -> u64 {
        self.series.get(series).map_or(0, |kept| kept.events.len() as u64)
    }

    /// Signs heads up to the end of the device's own series.
    pub fn sign(&mut self, key: &SigningKey, clock: Clock) {
        let device = DeviceId::of_key(key.verifying_key().as_bytes());
        for (series, kept) in self.series.iter_mut().filter(|(series, _)| series.device == device) {
            let signed = kept.heads.keys().next_back().copied().unwrap_or(0);
            let end = kept.events.len() as u64;
            for index in (signed + 1..=end).filter(|index| *index == end || index % crate::head::HEAD_EVERY == 0) {
                kept.heads.insert(index, Head::sign(key, series, index, kept.events[index as usize - 1].1, clock));
            }
        }
    }
}

impl Log for MemoryLog {
    type Error = Infallible;

    fn have(&self) -> Result<Have, Infallible> {
        let points = self.series.iter().filter_map(|(series, kept)| {
            let head = kept.heads.values().next_back()?;
            Some((*series, Point { index: head.index, hash: head.hash }))
        });
        Ok(Have(points.collect()))
    }

    fn hash_at(&self, series: &Series, index: u64) -> Result<Option<Hash>, Infallible> {
        Ok(match index {
            0 => Some(series.seed()),
            _ => self.series.get(series).and_then(|kept| kept.events.get(index as usize - 1)).map(|(_, hash)| *hash),
        })
    }

    fn batch_after(&self, series: &Series, after: u64) -> Result<Option<Batch>, Infallible> {
        let Some(kept) = self.series.get(series) else { return Ok(None) };
        let (mut bytes, mut from, mut within) = (0, after, None);
        for (last, head) in kept.heads.range(after + 1..=after + BATCH_EVENTS) {
            let run = kept.events.get(from as usize..*last as usize).unwrap_or_default();
            bytes += run.iter().map(|(written, _)| written.bytes()).sum::<usize>();
            // A run to the first head goes whole, whatever it holds.
            if within.is_some() && bytes > RUN_BYTES {
                break;
            }
            (from, within) = (*last, Some((last, head)));
        }
        let Some((last, head)) = within else { return Ok(None) };
        let events = kept.events[after as usize..*last as usize].iter().map(|(written, _)| written.clone()).collect();
        Ok(Some(Batch { series: *series, first: after + 1, events, head: head.clone() }))
    }

    fn key_of(&self, device: DeviceId) -> Result<Option<VerifyingKey>, Infallible> {
        Ok(self.keys.get(&device).copied())
    }

    fn add(&mut self, run: Checked) -> Result<(), Infallible> {
        let kept = self.series.entry(run.series).or_default();
        for event in run.events {
            // Another run may have brought it since the check.
            if event.index == kept.events.len() as u64 + 1 {
                kept.events.push((event.written, event.hash));
            }
        }
        kept.heads.insert(run.head.index, run.head);
        Ok(())
    }
}
