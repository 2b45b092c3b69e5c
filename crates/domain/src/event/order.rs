//! The order of one record's events: causal by `after`; ties by (clock, device, index).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Event;
use crate::id::{ActorId, DeviceId, IdError};
use crate::time::Clock;

/// One event of a scope: the `index`-th (from 1) of `device`'s series there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRef {
    /// Who wrote it.
    pub device: DeviceId,
    /// Its place in that device's series, from 1, without gaps.
    pub index: u64,
}

impl fmt::Display for EventRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.index)
    }
}

impl fmt::Debug for EventRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}:{}", self.device, self.index)
    }
}

impl FromStr for EventRef {
    type Err = IdError;
    fn from_str(text: &str) -> Result<EventRef, IdError> {
        let (device, index) = text.split_once(':').ok_or(IdError)?;
        Ok(EventRef { device: device.parse()?, index: index.parse().map_err(|_| IdError)? })
    }
}

impl Serialize for EventRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One event of a record with what the fold needs of its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub at: EventRef,
    /// When its author wrote it.
    pub clock: Clock,
    /// Whose hand it was.
    pub actor: ActorId,
    /// The record's heads that its author had folded.
    pub after: Vec<EventRef>,
    /// The event that this one repeats under a new device id.
    pub copy_of: Option<EventRef>,
    /// What was done; `None` for a kind of a newer version.
    pub event: Option<Event>,
}

/// Puts one record's events in the order of the fold. Copies whose original is present are left out. The result
/// depends on the set of events only, not on the order they came in.
pub fn causal_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    let present: HashSet<EventRef> = entries.iter().map(|entry| entry.at).collect();
    entries.retain(|entry| entry.copy_of.is_none_or(|original| !present.contains(&original)));
    if entries.len() < 2 {
        return entries;
    }
    let place: HashMap<EventRef, usize> = entries
        .iter()
        .enumerate()
        .flat_map(|(i, entry)| [(Some(entry.at), i), (entry.copy_of, i)])
        .filter_map(|(at, i)| Some((at?, i)))
        .collect();
    let mut waits = vec![0usize; entries.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    for (i, entry) in entries.iter().enumerate() {
        // An author's own series needs no place here: its clocks only go up, and clocks decide what is left.
        for before in entry.after.iter().filter_map(|at| place.get(at)).filter(|before| **before != i) {
            followers[*before].push(i);
            waits[i] += 1;
        }
    }
    let key = |i: usize| Reverse((entries[i].clock, entries[i].at, i));
    let mut ready: BinaryHeap<_> = (0..entries.len()).filter(|i| waits[*i] == 0).map(key).collect();
    let mut order = Vec::with_capacity(entries.len());
    while let Some(Reverse((_, _, i))) = ready.pop() {
        order.push(i);
        for &follower in &followers[i] {
            waits[follower] -= 1;
            if waits[follower] == 0 {
                ready.push(key(follower));
            }
        }
    }
    // Authentic events can form no circle (`after` names hashes already in a chain); a forged one must not hang us.
    let placed: HashSet<usize> = order.iter().copied().collect();
    let mut rest: Vec<usize> = (0..entries.len()).filter(|i| !placed.contains(i)).collect();
    rest.sort_by_key(|i| (entries[*i].clock, entries[*i].at));
    order.extend(rest);
    let mut slots: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    order.into_iter().filter_map(|i| slots[i].take()).collect()
}

/// The events of a record that no other event of it comes after: what the next event names in `after`.
pub fn heads(entries: &[Entry]) -> Vec<EventRef> {
    let known: HashSet<EventRef> = entries.iter().flat_map(|entry| entry.after.iter().copied()).collect();
    let mut heads: Vec<EventRef> = entries
        .iter()
        .filter(|entry| !known.contains(&entry.at) && entry.copy_of.is_none_or(|at| !known.contains(&at)))
        .map(|entry| entry.at)
        .collect();
    heads.sort_unstable();
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(device: u8, index: u64, clock: u64, after: &[(u8, u64)]) -> Entry {
        let at = |(device, index): (u8, u64)| EventRef { device: DeviceId([device; 16]), index };
        Entry {
            at: at((device, index)),
            clock: Clock(clock),
            actor: ActorId::CENTRAL,
            after: after.iter().copied().map(at).collect(),
            copy_of: None,
            event: None,
        }
    }

    fn names(entries: &[Entry]) -> Vec<(u8, u64)> {
        entries.iter().map(|entry| (entry.at.device.0[0], entry.at.index)).collect()
    }

    #[test]
    fn cause_comes_before_effect_even_when_the_clock_says_otherwise() {
        let ordered = causal_order(vec![entry(2, 1, 5, &[(1, 1)]), entry(1, 1, 900, &[])]);
        assert_eq!(names(&ordered), [(1, 1), (2, 1)]);
        assert_eq!(heads(&ordered).len(), 1);
    }

    #[test]
    fn events_that_do_not_know_each_other_go_by_clock_then_device() {
        let ordered = causal_order(vec![entry(2, 1, 7, &[]), entry(1, 1, 7, &[]), entry(3, 1, 1, &[])]);
        assert_eq!(names(&ordered), [(3, 1), (1, 1), (2, 1)]);
        assert_eq!(heads(&ordered).len(), 3);
    }

    #[test]
    fn a_copy_counts_only_without_its_original() {
        let mut copy = entry(9, 1, 3, &[]);
        copy.copy_of = Some(EventRef { device: DeviceId([1; 16]), index: 1 });
        let follower = entry(1, 2, 2, &[(1, 1)]);
        assert_eq!(names(&causal_order(vec![copy.clone(), follower.clone(), entry(1, 1, 1, &[])])), [(1, 1), (1, 2)]);
        assert_eq!(names(&causal_order(vec![follower, copy])), [(9, 1), (1, 2)]);
    }

    #[test]
    fn a_forged_circle_is_ordered_all_the_same() {
        assert_eq!(causal_order(vec![entry(1, 1, 2, &[(2, 1)]), entry(2, 1, 1, &[(1, 1)])]).len(), 2);
    }
}
