//! Who knew what: of two events of one record, whether one came after the other, or neither knew the other.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Entry, EventRef};
use crate::id::DeviceId;

/// What each of a record's events knew. A device's own series is causal, so the last index known of each device says it
/// all: a record that many laptops wrote to for years costs a line a laptop and event, not a line a pair.
pub struct Causes<'a> {
    entries: &'a [Entry],
    known: Vec<HashMap<DeviceId, u64>>,
}

/// Whether each event named the one before it: then there is nothing that did not know each other.
pub fn straight(entries: &[Entry]) -> bool {
    entries.windows(2).all(|pair| {
        let names = |at: EventRef| pair[1].after.contains(&at);
        names(pair[0].at) || pair[0].copy_of.is_some_and(names)
    })
}

impl<'a> Causes<'a> {
    /// Over one record's entries in the order of the fold.
    pub fn of(entries: &'a [Entry]) -> Causes<'a> {
        let mut place: HashMap<EventRef, usize> = HashMap::new();
        let mut known: Vec<HashMap<DeviceId, u64>> = Vec::with_capacity(entries.len());
        for (i, entry) in entries.iter().enumerate() {
            let mut mine: HashMap<DeviceId, u64> = HashMap::new();
            let mut learn = |at: EventRef| {
                let last = mine.entry(at.device).or_default();
                *last = at.index.max(*last);
            };
            for before in &entry.after {
                // Named though not held: it is known all the same.
                learn(*before);
                if let Some(theirs) = place.get(before).and_then(|at: &usize| known.get(*at)) {
                    theirs.iter().for_each(|(device, index)| learn(EventRef { device: *device, index: *index }));
                }
            }
            // A copy was written by whoever held what the original had seen.
            [Some(entry.at), entry.copy_of].into_iter().flatten().for_each(|at| {
                learn(at);
                place.insert(at, i);
            });
            known.push(mine);
        }
        Causes { entries, known }
    }

    /// Whether the author of the `later`-th event knew the `earlier`-th.
    pub fn knew(&self, later: usize, earlier: usize) -> bool {
        let knows = |at: EventRef| self.known[later].get(&at.device).is_some_and(|last| *last >= at.index);
        later != earlier && (knows(self.entries[earlier].at) || self.entries[earlier].copy_of.is_some_and(knows))
    }

    /// Whether neither knew the other.
    pub fn concurrent(&self, one: usize, other: usize) -> bool {
        one != other && !self.knew(one, other) && !self.knew(other, one)
    }

    /// Of `among`, in order, those that none of the others knew.
    pub fn newest(&self, among: impl DoubleEndedIterator<Item = usize>) -> Vec<usize> {
        let mut newest: Vec<usize> = Vec::new();
        for at in among.rev() {
            // Whoever was passed over is known by one that is kept, and so is all that they knew.
            if !newest.iter().any(|later| self.knew(*later, at)) {
                newest.push(at);
            }
        }
        newest.reverse();
        newest
    }

    /// Where writes of one thing stood apart: each set of two or more that did not know each other, with the first write
    /// that knew them all and so went on from there; none for those that stand apart now.
    pub fn apart(&self, writes: &[usize]) -> Vec<(Vec<usize>, Option<usize>)> {
        // Of each series only the last write that was known can be among the newest.
        let mut series: HashMap<DeviceId, Vec<(u64, usize)>> = HashMap::new();
        for write in writes {
            let entry = &self.entries[*write];
            for name in [Some(entry.at), entry.copy_of].into_iter().flatten() {
                series.entry(name.device).or_default().push((name.index, *write));
            }
        }
        series.values_mut().for_each(|names| names.sort_unstable());
        let known_by = |write: usize| {
            let mut known: Vec<usize> = self.known[write]
                .iter()
                .filter_map(|(device, last)| {
                    let names = series.get(device)?;
                    let known = &names[..names.partition_point(|(index, _)| index <= last)];
                    known.iter().rev().map(|(_, at)| *at).find(|at| *at != write)
                })
                .collect();
            known.sort_unstable();
            known.dedup();
            self.newest(known.into_iter())
        };
        let mut sets: Vec<(Vec<usize>, Option<usize>)> = Vec::new();
        let mut seen: HashSet<Vec<usize>> = HashSet::new();
        for write in writes {
            let set = known_by(*write);
            if set.len() > 1 && seen.insert(set.clone()) {
                sets.push((set, Some(*write)));
            }
        }
        let last: BTreeSet<usize> = series.values().filter_map(|names| names.last().map(|(_, at)| *at)).collect();
        let now = self.newest(last.into_iter());
        if now.len() > 1 {
            sets.push((now, None));
        }
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ActorId;
    use crate::time::Clock;

    fn at((device, index): (u8, u64)) -> EventRef {
        EventRef { device: DeviceId([device; 16]), index }
    }

    fn entry(own: (u8, u64), clock: u64, after: &[(u8, u64)]) -> Entry {
        let after = after.iter().copied().map(at).collect();
        Entry { at: at(own), clock: Clock(clock), actor: ActorId::CENTRAL, after, copy_of: None, event: None }
    }

    #[test]
    fn only_events_that_do_not_know_each_other_are_concurrent() {
        // 1 writes; 2 and 3 go on from it apart; 2 goes on; 1 knows them all.
        let entries = [
            entry((1, 1), 1, &[]),
            entry((2, 1), 2, &[(1, 1)]),
            entry((3, 1), 3, &[(1, 1)]),
            entry((2, 2), 4, &[(2, 1)]),
            entry((1, 2), 5, &[(2, 2), (3, 1)]),
        ];
        let causes = Causes::of(&entries);
        assert!(!straight(&entries) && straight(&entries[..2]));
        let concurrent: Vec<(usize, usize)> = (0..5)
            .flat_map(|one| (one..5).map(move |other| (one, other)))
            .filter(|(one, other)| causes.concurrent(*one, *other))
            .collect();
        assert_eq!(concurrent, [(1, 2), (2, 3)]);
        assert_eq!(causes.newest(0..4), [2, 3]);
        assert_eq!(causes.apart(&[0, 1, 2, 3, 4]), [(vec![2, 3], Some(4))]);
        assert_eq!(causes.apart(&[0, 1, 2]), [(vec![1, 2], None)]);
    }

    #[test]
    fn an_event_that_is_not_held_is_known_when_it_was_named() {
        let entries = [entry((1, 1), 1, &[]), entry((2, 5), 2, &[(1, 3)])];
        assert!(Causes::of(&entries).knew(1, 0), "who knew the third of a series knew the first");
    }

    #[test]
    fn a_copy_stands_for_its_original() {
        let mut copy = entry((9, 1), 3, &[]);
        copy.copy_of = Some(at((1, 1)));
        let entries = [copy, entry((2, 1), 4, &[(1, 1)])];
        assert!(straight(&entries) && Causes::of(&entries).knew(1, 0));
    }

    #[test]
    fn thousands_of_events_of_one_record_are_compared_in_a_moment() {
        let entries: Vec<Entry> = (0..4_000u64)
            .map(|i| {
                let (device, index) = ((i % 4) as u8 + 1, i / 4 + 1);
                let after = if index == 1 { vec![] } else { vec![(device, index - 1)] };
                entry((device, index), i, &after)
            })
            .collect();
        let causes = Causes::of(&entries);
        let apart = causes.apart(&(0..entries.len()).collect::<Vec<_>>());
        assert_eq!(apart, [(vec![3_996, 3_997, 3_998, 3_999], None)]);
    }
}
